//! A newcomer's morning: the window over a running engine, a database of its own, the simulated exchange and the shop's
//! Excel list. Nothing is stubbed; what a button says is what the program does.

#![allow(clippy::panic, reason = "a test: what does not happen is told with all that is seen")]

use crate::shop::Shop;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ringdesk::base::money::Money;
use ringdesk::crm::cards::{CardAnswer, CardFilter, CardQuestion, CardRow};
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::crm::orders::order::OrderSummary;
use ringdesk::crm::orders::{OrderAnswer, OrderFilter, OrderQuestion};
use ringdesk::engine::settings::Language;
use ringdesk::store::reader::Reader;
use ringdesk::ui::state::Screen;
use rust_xlsxwriter::Workbook;
use std::path::{Path, PathBuf};

impl Shop {
    fn orders(&self) -> Vec<OrderSummary> {
        orders(&self.reader())
    }

    fn cards(&self) -> Vec<CardRow> {
        let filter = Box::new(CardFilter::default());
        let question = OfficeQuestion::Cards(CardQuestion::List { filter, offset: 0, limit: 9 });
        match self.reader().office(&question).unwrap() {
            OfficeAnswer::Cards(CardAnswer::List(rows, _)) => rows,
            other => panic!("{other:?}"),
        }
    }

    fn files(&self, folder: &str, ending: &str) -> Vec<PathBuf> {
        let Ok(all) = std::fs::read_dir(self.folder.path().join(folder)) else { return Vec::new() };
        let all = all.map(|file| file.unwrap().path());
        all.filter(|path| path.extension().is_some_and(|e| e == ending)).collect()
    }
}

fn orders(reader: &Reader) -> Vec<OrderSummary> {
    let filter = OrderFilter::default();
    let question = OfficeQuestion::Orders(OrderQuestion::Orders { filter, offset: 0, limit: 9 });
    match reader.office(&question).unwrap() {
        OfficeAnswer::Orders(OrderAnswer::Orders(rows, _, _)) => rows,
        other => panic!("{other:?}"),
    }
}

/// The list as the shop keeps it: numbers as numbers, one customer twice.
fn list(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["姓名", "联系电话", "送货地址", "备注"]) {
        sheet.write(0, column, head).unwrap();
    }
    let people = [
        ("王伟", 13_812_345_678.0, "海淀区知春路27号", "每周二送水"),
        ("张敏", 13_900_001_111.0, "朝阳区2号", ""),
        ("王伟", 13_700_002_222.0, "海淀区知春路27号", "他爱人的手机"),
    ];
    for (row, (name, number, address, note)) in (1..).zip(people) {
        sheet.write(row, 0, name).unwrap();
        sheet.write(row, 1, number).unwrap();
        sheet.write(row, 2, address).unwrap();
        sheet.write(row, 3, note).unwrap();
    }
    book.save(path).unwrap();
}

impl Shop {
    /// The shop's Excel list becomes cards.
    fn import(&mut self) {
        let path = self.folder.path().join("客户.xlsx");
        list(&path);
        self.press("transfer.import");
        self.fill("transfer.file", &path.display().to_string());
        self.press("transfer.look");
        self.until_says("13812345678");
        self.press("transfer.check");
        let new = self.tf("transfer.count_created", &[("count", "3")]);
        self.until_says(&new);
        self.press("transfer.take_in");
        self.until_sees("transfer.done");
        self.press("transfer.close");
        self.until_says("王伟");
        assert_eq!(self.cards().len(), 3);
    }

    /// What the shop sells, and slips that stay in their folder.
    fn set_up(&mut self) {
        self.show(Screen::Orders);
        self.press("orders.part_products");
        self.press("goods.new");
        self.fill("goods.name", "桶装水 18.9L");
        self.refill("goods.price", "20,5");
        self.press("goods.save");
        self.until_says("20.50");
        self.press("orders.part_settings");
        self.press("orders.to_file");
        self.press("orders.save_settings");
        self.press("orders.part_orders");
    }

    /// Somebody rings, and his card is there.
    fn rings(&mut self, is_known: bool) {
        self.show(Screen::Line);
        self.refill("exchange.number", "13812345678");
        self.press("far.ring");
        let ringing = self.t("incoming.ringing");
        self.until_says(&ringing);
        if is_known {
            self.until_says("每周二送水");
        }
    }

    /// The call is answered, and over.
    fn hangs_up(&mut self) {
        self.show(Screen::Line);
        self.press("far.lift");
        self.press("far.hang_up");
        self.press("far.replace");
        let ring = self.t("far.ring");
        self.until("the line is free", |window| {
            let mut all = window.query_all_by_role_and_label(Role::Button, &ring);
            all.next().is_some_and(|node| !node.accesskit_node().is_disabled())
        });
    }

    /// The first order is typed; from then on it is the usual one.
    fn first_order(&mut self) {
        self.ctrl(Key::O);
        self.until_sees("orders.quick_nothing");
        self.window.key_press(Key::Enter);
        self.until_sees("orders.new_title");
        self.fill("orders.pick", "桶装");
        self.window.key_press(Key::Enter);
        let price = format!("{}: 桶装水 18.9L", self.t("orders.col_price"));
        self.until_says(&price);
        self.press("orders.save");
        let shop = &*self;
        assert!(shop.labels().iter().all(|text| *text != shop.t("orders.quick_nothing")));
        self.until_orders(1);
    }

    fn until_orders(&mut self, count: usize) {
        let reader = self.reader();
        self.until("orders in the store", |_| orders(&reader).len() == count);
    }

    /// Two keys with the first ring, before the number is there.
    fn usual_order(&mut self) {
        self.ctrl(Key::O);
        self.window.key_press(Key::Enter);
        self.window.run_steps(2);
        self.until_orders(2);
        let orders = self.orders();
        assert_eq!(orders[0].what, orders[1].what);
        assert_eq!(orders[0].total, Money(2_050));
        assert_eq!(orders[0].customer, orders[1].customer);
    }

    /// Half of it is paid, and the slip is printed.
    fn pays_and_gets_a_slip(&mut self) {
        self.ctrl(Key::Num2);
        let number = self.orders()[0].number.clone();
        self.until_says(&number);
        self.click_label(&number);
        self.press("orders.pay");
        self.refill("orders.amount", "10");
        self.press("orders.save_pay");
        let reader = self.reader();
        self.until("the payment in the store", |_| orders(&reader)[0].received == Money(1_000));
        self.until_sees("orders.pay_part");
        assert_eq!(self.orders()[0].total, Money(2_050));
        self.press("orders.print_delivery");
        let ready = self.tf("orders.notice_slip", &[("what", "")]);
        self.until_says(ready.trim());
        let slips = self.files("slips", "pdf");
        assert_eq!(slips.len(), 1, "{slips:?}");
        assert!(std::fs::read(&slips[0]).unwrap().starts_with(b"%PDF-"));
    }

    /// A call-back is promised, and stands on the home page.
    fn promises(&mut self) {
        self.show(Screen::Calls);
        self.until_says("王伟");
        self.window.key_press(Key::ArrowDown);
        self.until_sees("recordings.sealed");
        self.press("worklist.promise");
        self.fill("worklist.promise_text", "回电话：换桶");
        self.press("worklist.save_promise");
        self.ctrl(Key::T);
        self.until_sees("agenda.tomorrow");
        self.until_says("回电话：换桶");
    }

    /// Two cards become one, and two again.
    fn merges_and_undoes(&mut self) {
        self.show(Screen::Customers);
        self.press("cards.finder");
        self.press("cards.similar_name");
        self.press("cards.compare");
        self.press("cards.merge");
        self.until_cards(2);
        let merged = self.cards();
        assert!(merged.iter().any(|row| row.summary.name == "张敏"));
        self.ctrl(Key::Z);
        self.until_cards(3);
    }

    fn until_cards(&mut self, count: usize) {
        let reader = self.reader();
        let filter = Box::new(CardFilter::default());
        let question = OfficeQuestion::Cards(CardQuestion::List { filter, offset: 0, limit: 9 });
        self.until("cards in the store", |_| match reader.office(&question).unwrap() {
            OfficeAnswer::Cards(CardAnswer::List(rows, _)) => rows.len() == count,
            _ => false,
        });
    }
}

fn morning(language: Language) {
    let mut shop = Shop::over(tempfile::tempdir().unwrap(), language);
    shop.import();
    shop.set_up();
    shop.rings(true);
    shop.first_order();
    shop.hangs_up();
    shop.rings(false);
    shop.usual_order();
    shop.hangs_up();
    shop.pays_and_gets_a_slip();
    shop.promises();
    shop.merges_and_undoes();
    shop.close();
}

#[test]
fn a_newcomers_morning_in_english() {
    morning(Language::English);
}

#[test]
fn a_newcomers_morning_in_chinese() {
    morning(Language::Chinese);
}
