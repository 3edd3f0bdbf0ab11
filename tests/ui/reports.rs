//! The window's topic `reports`: every flow by label, in both languages, over figures that a real store counts out of two
//! months of a water shop's orders.

use crate::ui_support::bench::*;
use crate::ui_support::people::customers;
use crate::ui_support::stub::StubDesk;
use crate::ui_support::{NOW, idle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CustomerId, ProductId, TaskId};
use ringdesk::base::money::Money;
use ringdesk::crm::agenda::{AgendaOp, AgendaQuestion, TaskDraft, Which};
use ringdesk::crm::cards::CardQuestion;
use ringdesk::crm::goods::GoodsOp;
use ringdesk::crm::goods::product::{Policy, Product};
use ringdesk::crm::goods::quantity::Quantity;
use ringdesk::crm::office::{OfficeAnswer, OfficeOp, OfficeQuestion};
use ringdesk::crm::orders::draft::OrderDraft;
use ringdesk::crm::orders::line::{Discount, OrderLine};
use ringdesk::crm::orders::order::OrderHead;
use ringdesk::crm::orders::state::OrderState;
use ringdesk::crm::orders::{OrderAnswer, OrderFilter, OrderOp, OrderQuestion};
use ringdesk::crm::reports::scope::ClassKey;
use ringdesk::crm::reports::sheets;
use ringdesk::crm::reports::{ReportAnswer, ReportQuestion};
use ringdesk::engine::command::Command;
use ringdesk::engine::office::OfficeCommand;
use ringdesk::engine::office::reports::{ReportCommand, ReportFormat, ReportOrder, ReportTo};
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::{Language, Theme};
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Op};
use ringdesk::store::reader::Reader;
use ringdesk::ui::state::Screen;
use std::sync::{Arc, Mutex, OnceLock};

const DAY: i64 = 86_400_000;

fn goods(language: Language) -> Vec<Product> {
    let product = |name: &str, unit: &str, category: &str, price: i64, cost: i64| Product {
        name: name.into(),
        unit: unit.into(),
        category: category.into(),
        price: Money(price),
        cost: Money(cost),
        policy: Policy::Allow,
        ..Product::default()
    };
    let t = |chinese, english| say(language, chinese, english);
    let (water, food) = (t("饮用水", "Water"), t("粮油", "Food"));
    vec![
        product(t("桶装水 18.9L", "Water 18.9 l"), t("桶", "barrel"), water, 2_000, 900),
        product(t("矿泉水 24 瓶", "Mineral water ×24"), t("箱", "crate"), water, 3_600, 2_400),
        product(t("东北大米 5kg", "Rice 5 kg"), t("袋", "bag"), food, 4_500, 3_000),
        product(t("花生油 5L", "Peanut oil 5 l"), t("桶", "can"), food, 8_900, 7_100),
        product(t("饮水机清洗", "Dispenser cleaning"), t("次", "job"), "", 6_000, 0),
    ]
}

/// A real store: what the window asks, it answers.
struct Shop {
    _dir: tempfile::TempDir,
    reader: Mutex<Reader>,
}

impl Shop {
    /// Two months: regular customers by their own intervals, a stranger at the counter now and then.
    fn new(language: Language) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&dir.path().join("a.db"), Stamp::default()).unwrap();
        let people = customers(language);
        store.import_customers(&Act::program(Stamp::default()), people.clone()).unwrap();
        let at = |millis: i64| {
            let at = Stamp { utc_millis: millis, offset_minutes: 480, ..Stamp::default() };
            Act::person("Anna", at)
        };
        let office = |op| Op::Office(Box::new(op));
        for product in goods(language) {
            let save = OfficeOp::Goods(GoodsOp::Save(Box::new(product)));
            store.carry_out(&at(NOW.utc_millis - 61 * DAY), &office(save)).unwrap();
        }
        let mut dice = 11_u64;
        let mut roll = move |sides: u64| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((dice >> 33) % sides).unwrap()
        };
        let names = say(language, "现金,微信", "Cash,Card");
        let methods: Vec<&str> = names.split(',').collect();
        for ago in (0..60_i64).rev() {
            for (n, person) in (0_i64..9).zip(&people) {
                let every = 4 + n % 5;
                let stays_away = n == 7 && ago < 40;
                if (ago + n) % every != 0 || stays_away {
                    continue;
                }
                let when = NOW.utc_millis - ago * DAY - roll(4) * 3_600_000 - n * 60_000;
                sell(&mut store, &at(when), (person.id, &person.name), n, &mut roll, &methods);
            }
            if roll(3) == 0 {
                let when = NOW.utc_millis - ago * DAY - 5 * 3_600_000;
                sell(&mut store, &at(when), (None, ""), 9, &mut roll, &methods);
            }
        }
        let done = [
            AgendaOp::Save(Box::new(TaskDraft { text: "Y".into(), ..TaskDraft::default() })),
            AgendaOp::Done(TaskId(1), true),
        ];
        for op in done {
            store.carry_out(&at(NOW.utc_millis - DAY), &office(OfficeOp::Agenda(op))).unwrap();
        }
        let reader = Mutex::new(store.reader().unwrap());
        Self { _dir: dir, reader }
    }

    fn ask(&self, question: &ReportQuestion) -> ReportAnswer {
        self.reader.lock().unwrap().reports(question).unwrap()
    }
}

fn sell(
    store: &mut Store,
    act: &Act,
    (customer, name): (Option<CustomerId>, &str),
    n: i64,
    roll: &mut impl FnMut(u64) -> i64,
    methods: &[&str],
) {
    let line = |product: i64, units: i64| OrderLine {
        product: ProductId(product),
        quantity: Quantity::whole(units),
        price: Money([2_000, 3_600, 4_500, 8_900, 6_000][usize::try_from(product - 1).unwrap()]),
        ..OrderLine::default()
    };
    let mut lines = vec![line(1, 1 + n % 3)];
    match roll(9) {
        0 | 1 => lines.push(line(3, 1)),
        2 => lines.push(line(2, 2)),
        3 => lines.push(line(4, 1)),
        4 if n % 4 == 0 => lines.push(line(5, 1)),
        _ => {}
    }
    let discount = if n == 2 { Discount::Percent(1_000) } else { Discount::None };
    let head = OrderHead { customer, name: name.into(), discount, ..OrderHead::default() };
    let draft = Box::new(OrderDraft { head, lines, ..OrderDraft::default() });
    let total = draft.total();
    let paid = match roll(10) {
        0 => None,
        1 => Some(total.scaled(1, 2)),
        _ => Some(total),
    };
    let method = methods[usize::try_from(n).unwrap() % methods.len()];
    let paid = paid.map(|amount| (amount, method.to_owned()));
    let save = OrderOp::Save { draft, to: OrderState::Delivered, paid };
    let op = |op| Op::Office(Box::new(OfficeOp::Orders(op)));
    store.carry_out(act, &op(save)).unwrap();
    if roll(17) == 0 {
        let filter = OrderFilter::default();
        let question = OrderQuestion::Orders { filter, offset: 0, limit: 1 };
        let newest = match store.reader().unwrap().orders(&question).unwrap() {
            OrderAnswer::Orders(rows, ..) => rows[0].clone(),
            other => unreachable!("{other:?}"),
        };
        let back = OrderOp::Return {
            order: newest.id,
            revision: newest.revision,
            lines: vec![(0, Quantity::ONE)],
            reason: String::new(),
            refund: None,
        };
        store.carry_out(act, &op(back)).unwrap();
    }
}

fn shop(language: Language) -> Arc<Shop> {
    static CHINESE: OnceLock<Arc<Shop>> = OnceLock::new();
    static ENGLISH: OnceLock<Arc<Shop>> = OnceLock::new();
    let cell = if language == Language::Chinese { &CHINESE } else { &ENGLISH };
    Arc::clone(cell.get_or_init(|| Arc::new(Shop::new(language))))
}

fn opened(language: Language, theme: Theme, size: [f32; 2]) -> (StubDesk, Window, Arc<Shop>) {
    let shop = shop(language);
    let (desk, mut window) = open_sized(in_theme(idle(language), theme), Screen::Calls, size);
    let asked = Arc::clone(&shop);
    desk.answer_with(move |query| match query {
        Query::Office(OfficeQuestion::Reports(question)) => {
            Some(Answer::Office(OfficeAnswer::Reports(asked.ask(question))))
        }
        _ => None,
    });
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    window.run_steps(8);
    (desk, window, shop)
}

/// The newest question about a report.
fn asked(desk: &StubDesk) -> ReportQuestion {
    let report = |query: &Query| match query {
        Query::Office(OfficeQuestion::Reports(question)) => Some(question.clone()),
        _ => None,
    };
    desk.asked().iter().rev().find_map(report).expect("a question")
}

fn written(desk: &StubDesk) -> Option<ReportOrder> {
    desk.commands().into_iter().find_map(|command| match command {
        Command::Office(OfficeCommand::Reports(ReportCommand::Write(order))) => Some(*order),
        _ => None,
    })
}

#[test]
fn sales_open_with_a_key_and_a_figure_opens_its_orders() {
    for language in LANGUAGES {
        let (desk, mut window, shop) = opened(language, Theme::Dark, [1180.0, 900.0]);
        let question = asked(&desk);
        let ReportAnswer::Sales(report) = shop.ask(&question) else { unreachable!("{question:?}") };
        let net = report.total.net.grouped();
        let title = say(language, "净销售额", "Net sales");
        click(&mut window, &format!("{title} {net}"));
        assert!(matches!(asked(&desk), ReportQuestion::Orders { .. }));
        let count = report.total.orders;
        let head = say(language, "订单", "Orders");
        assert!(sees(&window, &format!("{head} {count}")), "the list says how many");
        click(&mut window, say(language, "关闭明细", "Close list"));
        assert!(!sees(&window, say(language, "关闭明细", "Close list")));
        click(&mut window, say(language, "按周", "By week"));
        assert!(matches!(asked(&desk), ReportQuestion::Sales { .. }));
    }
}

#[test]
fn every_report_is_shown_and_says_what_it_counts() {
    for language in LANGUAGES {
        let (desk, mut window, shop) = opened(language, Theme::Dark, [1180.0, 900.0]);
        for (part, about) in [
            ("商品排行|Products", "各商品扣除|What each product"),
            ("客户分级|Customer classes", "按客户现在|Customers by the class"),
            ("销售收款|Sales and payments", "订了多少|What was ordered"),
            ("联系情况|Contacts", "来电去电|Calls, talk"),
            ("该再订了|Due again", "按平常的用量|Customers who usually"),
            ("久未光顾|Stay away", "超过平常间隔|Customers whose usual"),
            ("久未联系|Not contacted", "这么多天|Customers with neither"),
        ] {
            let pick = |both: &str| {
                let (chinese, english) = both.split_once('|').unwrap();
                say(language, chinese, english).to_owned()
            };
            click(&mut window, &pick(part));
            let question = asked(&desk);
            assert!(sheets::sheet(&question, &shop.ask(&question)).is_some(), "{question:?}");
            assert!(
                window.query_all_by_label_contains(&pick(about)).next().is_some(),
                "{} {question:?}",
                pick(about)
            );
        }
    }
}

#[test]
fn tasks_that_were_done_are_listed_behind_their_figure() {
    for language in LANGUAGES {
        let (desk, mut window, shop) = opened(language, Theme::Dark, [1180.0, 900.0]);
        click(&mut window, say(language, "联系情况", "Contacts"));
        let ReportAnswer::Contacts(report) = shop.ask(&asked(&desk)) else { unreachable!() };
        assert_eq!(report.total.tasks, 1);
        let (total, tasks) =
            (say(language, "合计", "Total"), say(language, "完成任务", "Tasks done"));
        click(&mut window, &format!("{total} · {tasks} 1"));
        let finished = desk.asked().into_iter().rev().find_map(|query| match query {
            Query::Office(OfficeQuestion::Agenda(AgendaQuestion::List { which, .. })) => {
                Some(which)
            }
            _ => None,
        });
        let Some(Which::Finished(finished)) = finished else { panic!("{finished:?}") };
        assert_eq!((finished.by, finished.customer), (None, None));
        let done = format!("{} {}", say(language, "已完成", "Done"), finished.first);
        assert!(window.query_all_by_label_contains(&done).next().is_some(), "{done}");
    }
}

#[test]
fn a_class_leads_to_its_customers_and_the_way_back_is_a_chip() {
    for language in LANGUAGES {
        let (desk, mut window, shop) = opened(language, Theme::Dark, [1180.0, 900.0]);
        click(&mut window, say(language, "客户分级", "Customer classes"));
        let question = asked(&desk);
        let ReportAnswer::Classes(report) = shop.ask(&question) else {
            unreachable!("{question:?}")
        };
        let row = report
            .rows
            .iter()
            .find(|row| row.figures.buyers > 0 && format!("{:?}", row.class).contains("\"VIP\""))
            .or(report.rows.iter().find(|row| row.figures.buyers > 0))
            .unwrap();
        let name = match &row.class {
            ClassKey::Class(name) if !name.is_empty() => name.clone(),
            _ => say(language, "未分级", "Without class").to_owned(),
        };
        let column = say(language, "购买人数", "Buyers");
        click(&mut window, &format!("{name} · {column} {}", row.figures.buyers));
        let ReportQuestion::Payments { scope, .. } = asked(&desk) else { unreachable!("payments") };
        assert_eq!(scope.class.as_ref(), Some(&row.class));
        click(&mut window, &name);
        let ReportQuestion::Payments { scope, .. } = asked(&desk) else { unreachable!("payments") };
        assert_eq!(scope.class, None);
        click(&mut window, say(language, "客户分级", "Customer classes"));
        let members = report.rows.iter().find_map(|row| match &row.class {
            ClassKey::Class(name) if !name.is_empty() => Some((name, row.figures.members)),
            _ => None,
        });
        let (class, count) = members.unwrap();
        click(&mut window, &format!("{class} · {} {count}", say(language, "客户数", "Members")));
        let listed = desk.asked().into_iter().rev().find_map(|query| match query {
            Query::Office(OfficeQuestion::Cards(CardQuestion::List { filter, .. })) => Some(filter),
            _ => None,
        });
        assert_eq!(listed.unwrap().class, *class);
    }
}

#[test]
fn a_report_goes_into_a_file_and_onto_paper_in_the_windows_language() {
    for language in LANGUAGES {
        let (desk, mut window, _) = opened(language, Theme::Dark, [1180.0, 900.0]);
        click(&mut window, say(language, "销售收款", "Sales and payments"));
        click(&mut window, say(language, "导出", "Save as file"));
        click(&mut window, "PDF");
        click(&mut window, say(language, "保存", "Save"));
        let order = written(&desk).expect("a report");
        let ReportTo::File { path, format, number_taken } = &order.to else {
            unreachable!("{order:?}")
        };
        assert_eq!((*format, *number_taken), (ReportFormat::Pdf, true));
        assert!(path.to_string_lossy().ends_with(".pdf"), "{}", path.display());
        assert_eq!(order.words["reports.col_outstanding"], say(language, "欠款", "Outstanding"));
        desk.show(|snap| snap.office.reports.writing = Some((500, 1_000)));
        window.run_steps(4);
        click(&mut window, say(language, "取消", "Cancel"));
        let stop = Command::Office(OfficeCommand::Reports(ReportCommand::Cancel));
        assert!(desk.commands().contains(&stop));
    }
}

#[test]
fn rubbish_days_are_said_and_ask_nothing() {
    let (desk, mut window, _) = opened(Language::English, Theme::Dark, [1180.0, 900.0]);
    click(&mut window, "From … to …");
    let before = asked(&desk);
    type_into(&mut window, "to", "0 February");
    assert!(sees(&window, "Type a day as 2026-11-01"));
    assert_eq!(asked(&desk), before);
    click(&mut window, "Not contacted");
    type_into(&mut window, "No contact for days", "x");
    assert!(sees(&window, "A number of days from 1 to 36,500"));
}

#[test]
fn the_sales_look_as_they_should() {
    let (_desk, mut window, _) = opened(Language::Chinese, Theme::Light, [1180.0, 820.0]);
    click(&mut window, "上月");
    picture(&mut window, "assets/screenshots", "reports_zh_light");
}

#[test]
fn the_products_look_as_they_should() {
    let (_desk, mut window, _) = opened(Language::English, Theme::Dark, [1180.0, 820.0]);
    click(&mut window, "Products");
    click(&mut window, "Last month");
    picture(&mut window, "tests/snapshots", "reports_products_en_dark");
}

#[test]
fn the_payments_look_as_they_should() {
    let (_desk, mut window, _) = opened(Language::English, Theme::Light, [1180.0, 820.0]);
    click(&mut window, "Sales and payments");
    click(&mut window, "This year");
    picture(&mut window, "tests/snapshots", "reports_payments_en_light");
}

#[test]
fn the_classes_look_as_they_should() {
    let (_desk, mut window, _) = opened(Language::Chinese, Theme::Dark, [1180.0, 820.0]);
    click(&mut window, "客户分级");
    click(&mut window, "上月");
    picture(&mut window, "tests/snapshots", "reports_classes_zh_dark");
}
