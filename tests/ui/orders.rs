//! Orders, delivery and return slips, payments, balances in money and in units: the window by label, in both languages.

use crate::ui_support::bench::*;
use crate::ui_support::{self, NOW, customer_id};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use ringdesk::base::ids::{OrderId, ProductId};
use ringdesk::base::money::Money;
use ringdesk::crm::goods::GoodsAnswer;
use ringdesk::crm::goods::GoodsQuestion;
use ringdesk::crm::goods::product::{Account, Product, Shelf};
use ringdesk::crm::goods::quantity::Quantity;
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::crm::orders::account::{Desk, UnitBalance};
use ringdesk::crm::orders::draft::OrderDraft;
use ringdesk::crm::orders::line::OrderLine;
use ringdesk::crm::orders::order::{Order, OrderHead, OrderSummary, OrderSums};
use ringdesk::crm::orders::payment::{PayState, PaymentDraft, PaymentRow};
use ringdesk::crm::orders::state::OrderState;
use ringdesk::crm::orders::{OrderAnswer, OrderOp, OrderQuestion};
use ringdesk::engine::command::Command;
use ringdesk::engine::office::OfficeCommand;
use ringdesk::engine::office::orders::{OrderCommand, PrintOrder};
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::{Language, Theme};
use ringdesk::ui::state::Screen;

fn water(language: Language) -> Product {
    Product {
        id: Some(ProductId(1)),
        name: say(language, "桶装水 18.9L", "Water 18.9 l").into(),
        unit: say(language, "桶", "barrel").into(),
        price: Money(2_000),
        cost: Money(900),
        container: Some(ProductId(2)),
        low_at: Some(Quantity::whole(10)),
        ..Product::default()
    }
}

fn rice(language: Language) -> Product {
    Product {
        id: Some(ProductId(3)),
        name: say(language, "东北大米 5kg", "Rice 5 kg").into(),
        unit: say(language, "袋", "bag").into(),
        price: Money(4_500),
        cost: Money(3_000),
        ..Product::default()
    }
}

fn shelves(language: Language) -> Vec<Shelf> {
    let shelf = |product: Product, units: i64| Shelf {
        value: product.cost.scaled(units, 1),
        product,
        stock: Quantity::whole(units),
    };
    vec![shelf(water(language), 8), shelf(rice(language), 30)]
}

fn line(product: &Product, units: i64) -> OrderLine {
    OrderLine {
        product: product.id.unwrap(),
        name: product.name.clone(),
        unit: product.unit.clone(),
        quantity: Quantity::whole(units),
        price: product.price,
        ..OrderLine::default()
    }
}

fn order(language: Language) -> Order {
    Order {
        id: OrderId(7),
        number: "20261122-004".into(),
        state: OrderState::Delivered,
        revision: 3,
        head: OrderHead {
            customer: Some(customer_id(0)),
            name: say(language, "王伟", "Wang Wei").into(),
            address: say(language, "海淀区知春路 27 号", "27 Zhichun Road").into(),
            ..OrderHead::default()
        },
        lines: vec![line(&water(language), 2), line(&rice(language), 1)],
        payments: vec![PaymentRow {
            id: 1,
            amount: Money(4_000),
            method: say(language, "微信", "Cash").into(),
            at_utc_millis: NOW.utc_millis - 80_000_000,
            ..PaymentRow::default()
        }],
        who: "Anna".into(),
        made_utc_millis: NOW.utc_millis - 86_400_000,
        offset_minutes: 480,
        ..Order::default()
    }
}

fn summary(order: &Order) -> OrderSummary {
    let what = |line: &OrderLine| format!("{} ×{}", line.name, line.quantity);
    OrderSummary {
        id: order.id,
        number: order.number.clone(),
        state: order.state,
        revision: order.revision,
        customer: order.head.customer,
        name: order.head.name.clone(),
        what: order.lines.iter().map(what).collect::<Vec<_>>().join(", "),
        total: order.total(),
        received: order.received(),
        made_utc_millis: order.made_utc_millis,
        ..OrderSummary::default()
    }
}

fn desk(language: Language) -> Desk {
    let order = order(language);
    Desk {
        name: order.head.name.clone(),
        class: "VIP".into(),
        products: shelves(language),
        recent: vec![summary(&order)],
        orders: 1,
        owed: order.due(),
        units: vec![UnitBalance {
            product: ProductId(2),
            name: say(language, "水桶", "empty barrel").into(),
            unit: String::new(),
            account: Account::Container,
            quantity: Quantity::whole(2),
        }],
        last: Some(order),
        ..Desk::default()
    }
}

/// The shop's answers.
fn shop(language: Language) -> impl Fn(&Query) -> Option<Answer> {
    move |query| {
        let Query::Office(question) = query else { return None };
        let answer = match question {
            OfficeQuestion::Orders(OrderQuestion::Orders { .. }) => {
                let row = summary(&order(language));
                let sums = OrderSums { amount: row.total, received: row.received };
                OfficeAnswer::Orders(OrderAnswer::Orders(vec![row], 1, sums))
            }
            OfficeQuestion::Orders(OrderQuestion::Order(_)) => {
                OfficeAnswer::Orders(OrderAnswer::Order(Some(Box::new(order(language)))))
            }
            OfficeQuestion::Orders(OrderQuestion::Desk(id)) => {
                let found = (*id == customer_id(0)).then(|| Box::new(desk(language)));
                OfficeAnswer::Orders(OrderAnswer::Desk(*id, found))
            }
            OfficeQuestion::Orders(OrderQuestion::Slip(_)) => {
                let both = (order(language), Some(desk(language)));
                OfficeAnswer::Orders(OrderAnswer::Slip(Some(Box::new(both))))
            }
            OfficeQuestion::Orders(OrderQuestion::Payments { .. }) => {
                let rows = order(language).payments;
                OfficeAnswer::Orders(OrderAnswer::Payments(rows, 1, Money(4_000)))
            }
            OfficeQuestion::Goods(GoodsQuestion::Products { .. }) => {
                OfficeAnswer::Goods(GoodsAnswer::Products(shelves(language), 2))
            }
            OfficeQuestion::Goods(GoodsQuestion::Movements { .. }) => {
                OfficeAnswer::Goods(GoodsAnswer::Movements(Vec::new(), 0))
            }
            OfficeQuestion::Goods(GoodsQuestion::Categories) => {
                OfficeAnswer::Goods(GoodsAnswer::Categories(Vec::new()))
            }
            _ => return None,
        };
        Some(Answer::Office(answer))
    }
}

fn counter(language: Language, screen: Screen) -> (ui_support::stub::StubDesk, Window) {
    let (desk, mut window) = open(ui_support::idle(language), screen);
    desk.answer_with(shop(language));
    desk.show(|snap| snap.data_revision += 1);
    window.run_steps(4);
    (desk, window)
}

/// What was asked of the orders' store.
fn ops(desk: &ui_support::stub::StubDesk) -> Vec<OrderOp> {
    let op = |command| match command {
        Command::Office(OfficeCommand::Orders(OrderCommand::Do(op))) => Some(op),
        _ => None,
    };
    desk.commands().into_iter().filter_map(op).collect()
}

fn saved(desk: &ui_support::stub::StubDesk) -> Option<(OrderDraft, OrderState)> {
    ops(desk).into_iter().find_map(|op| match op {
        OrderOp::Save { draft, to, .. } => Some((*draft, to)),
        _ => None,
    })
}

fn printed(desk: &ui_support::stub::StubDesk) -> Option<PrintOrder> {
    desk.commands().into_iter().find_map(|command| match command {
        Command::Office(OfficeCommand::Orders(OrderCommand::Print(order))) => Some(*order),
        _ => None,
    })
}

#[test]
fn the_usual_order_takes_two_keys_while_the_telephone_rings() {
    for language in LANGUAGES {
        let (desk, mut window) = open(ui_support::ringing(language), Screen::Calls);
        desk.answer_with(shop(language));
        desk.show(|snap| snap.data_revision += 1);
        window.run_steps(4);
        assert!(
            window.query_all_by_label_contains(say(language, "欠款 45.00", "Owes 45.00")).count()
                > 0
        );
        window.key_press_modifiers(Modifiers::COMMAND, Key::O);
        window.run_steps(3);
        assert!(sees(&window, say(language, "王伟 的常订", "The usual for Wang Wei")));
        window.key_press(Key::Enter);
        window.run_steps(3);
        let (draft, to) = saved(&desk).expect("an order");
        assert_eq!((draft.lines.len(), to), (2, OrderState::Confirmed));
        assert_eq!(draft.head.customer, Some(customer_id(0)));
        assert!(!sees(&window, say(language, "王伟 的常订", "The usual for Wang Wei")), "closed");
    }
}

#[test]
fn digits_and_signs_change_the_usual_order_and_escape_forgets_it() {
    let (desk, mut window) = open(ui_support::ringing(Language::English), Screen::Calls);
    desk.answer_with(shop(Language::English));
    desk.show(|snap| snap.data_revision += 1);
    window.run_steps(4);
    let quick = |window: &mut Window| {
        window.key_press_modifiers(Modifiers::COMMAND, Key::O);
        window.run_steps(3);
    };
    quick(&mut window);
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(!sees(&window, "The usual for Wang Wei"));
    quick(&mut window);
    window.event(egui::Event::Text("5".into()));
    window.run_steps(2);
    assert!(sees(&window, "5 barrel"));
    window.key_press(Key::ArrowDown);
    window.event(egui::Event::Text("+".into()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
    let (draft, _) = saved(&desk).expect("an order");
    let quantities: Vec<Quantity> = draft.lines.iter().map(|line| line.quantity).collect();
    assert_eq!(quantities, [Quantity::whole(5), Quantity::whole(2)]);
}

#[test]
fn the_rest_of_an_order_is_paid() {
    for language in LANGUAGES {
        let (desk, mut window) = counter(language, Screen::Orders);
        window.get_all_by_label("20261122-004").next().unwrap().click();
        window.run_steps(4);
        assert!(sees(&window, say(language, "部分付款", "Part paid")));
        click(&mut window, say(language, "登记收款", "Take payment"));
        click(&mut window, say(language, "确认收款", "Write payment down"));
        let paid = ops(&desk).pop();
        let expected = PaymentDraft {
            order: Some(OrderId(7)),
            amount: Money(4_500),
            method: say(language, "现金", "Cash").into(),
            ..PaymentDraft::default()
        };
        assert_eq!(paid, Some(OrderOp::Pay(expected)));
    }
}

#[test]
fn a_delivery_slip_says_what_was_ordered_and_what_is_due() {
    for language in LANGUAGES {
        let (desk, mut window) = counter(language, Screen::Orders);
        window.get_all_by_label("20261122-004").next().unwrap().click();
        window.run_steps(4);
        click(&mut window, say(language, "送货单", "Delivery slip"));
        let slip = printed(&desk).expect("a slip").slip;
        assert_eq!(slip.title, say(language, "送货单", "Delivery slip"));
        assert_eq!(slip.rows.len(), 2);
        let text = slip.text(32).join("\n");
        for part in ["20261122-004", "85.00", "45.00", say(language, "王伟", "Wang Wei")] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[test]
fn goods_come_back_no_more_than_were_delivered() {
    let (desk, mut window) = counter(Language::English, Screen::Orders);
    window.get_all_by_label("20261122-004").next().unwrap().click();
    window.run_steps(4);
    click(&mut window, "Take goods back");
    type_into(&mut window, "Water 18.9 l: comes back (at most 2)", "3");
    assert!(sees(&window, "Not more than was delivered"));
    type_into(&mut window, "Rice 5 kg: comes back (at most 1)", "1");
    window.get_by_role_and_label(Role::Button, "Write return down").click();
    window.run_steps(3);
    assert!(ops(&desk).is_empty(), "three of two cannot come back");
}

#[test]
fn a_new_order_is_typed_with_a_decimal_comma_and_what_is_wrong_is_said() {
    let (desk, mut window) = counter(Language::English, Screen::Orders);
    click(&mut window, "New order");
    type_into(&mut window, "Add a product: name or barcode", "rice");
    window.key_press(Key::Enter);
    window.run_steps(5);
    assert!(sees(&window, "Price: Water 18.9 l"), "Enter takes the first that was found");
    type_into(&mut window, "Discount: Water 18.9 l", "2,50");
    assert!(sees(&window, "17.50"));
    type_into(&mut window, "Discount on all", "abc");
    assert!(sees(&window, "The discount on all cannot be given"));
    click(&mut window, "Cancel");
    assert!(ops(&desk).is_empty());
}

#[test]
fn the_customer_of_an_order_is_chosen_while_typing() {
    for language in LANGUAGES {
        let (desk, mut window) = counter(language, Screen::Orders);
        let name = say(language, "王伟", "Wang Wei");
        click(&mut window, say(language, "新订单", "New order"));
        let first: String = name.chars().take(if name.is_ascii() { 4 } else { 1 }).collect();
        type_into(&mut window, say(language, "客户", "Customer"), &first);
        window.key_press(Key::Enter);
        window.run_steps(4);
        assert!(sees(&window, say(language, "换客户", "Somebody else")));
        assert!(window.query_all_by_label_contains(say(language, "欠款", "Owes")).count() > 0);
        // The caret is in the search of products now.
        window.event(egui::Event::Text("water".into()));
        window.run_steps(3);
        window.key_press(Key::Enter);
        window.run_steps(5);
        click(&mut window, say(language, "确认订单", "Confirm order"));
        let (draft, _) = saved(&desk).expect("an order");
        assert_eq!(draft.head.customer, Some(customer_id(0)));
        assert_eq!((draft.head.name.as_str(), draft.lines.len()), (name, 1));
    }
}

#[test]
fn a_name_nobody_has_stays_on_the_order_and_a_chosen_customer_can_be_changed() {
    let (desk, mut window) = counter(Language::English, Screen::Orders);
    click(&mut window, "New order");
    type_into(&mut window, "Customer", "Walk-in, blue coat");
    window.key_press(Key::Enter);
    window.run_steps(4);
    assert!(sees(&window, "Nobody found: the name stands on the order as it is typed"));
    type_into(&mut window, "Add a product: name or barcode", "water");
    window.key_press(Key::Enter);
    window.run_steps(5);
    click(&mut window, "Sold and taken along");
    let (draft, to) = saved(&desk).expect("a sale");
    assert_eq!((draft.head.customer, draft.head.name.as_str()), (None, "Walk-in, blue coat"));
    assert_eq!(to, OrderState::Delivered);

    click(&mut window, "New order");
    type_into(&mut window, "Customer", "Wang");
    window.get_by_role_and_label(Role::Button, "Wang Wei  Weiye Hardware  138 1234 5678").click();
    window.run_steps(4);
    click(&mut window, "Somebody else");
    assert!(!sees(&window, "Somebody else"), "the field is back, and empty");
}

#[test]
fn what_cannot_be_sold_is_said_and_not_saved() {
    let (desk, mut window) = counter(Language::English, Screen::Orders);
    click(&mut window, "New order");
    type_into(&mut window, "Add a product: name or barcode", "water");
    window.key_press(Key::Enter);
    window.run_steps(5);
    let mut retype = |label: &str, text: &str| {
        type_into(&mut window, label, "");
        window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.event(egui::Event::Text(text.into()));
        window.run_steps(4);
    };
    retype("Quantity: Water 18.9 l", "-2");
    assert!(sees(&window, "Line 1: a quantity is above nothing and at most 100,000"));
    let mut retype = |label: &str, text: &str| {
        type_into(&mut window, label, "");
        window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.event(egui::Event::Text(text.into()));
        window.run_steps(4);
    };
    retype("Quantity: Water 18.9 l", "1,5");
    retype("Price: Water 18.9 l", "-3");
    assert!(window.query_all_by_label_contains("Line 1: that is no price").count() > 0);
    window.get_by_role_and_label(Role::Button, "Confirm order").click();
    window.run_steps(3);
    assert!(ops(&desk).is_empty());
}

#[test]
fn the_table_goes_out_as_it_is_narrowed() {
    for (language, button, ending) in
        [(Language::English, "Excel", "xlsx"), (Language::Chinese, "导出 CSV", "csv")]
    {
        let (desk, mut window) = counter(language, Screen::Orders);
        click(&mut window, say(language, "未付款", "Unpaid"));
        click(&mut window, button);
        let list = desk.commands().into_iter().find_map(|command| match command {
            Command::Office(OfficeCommand::Orders(OrderCommand::Export(list))) => Some(list),
            _ => None,
        });
        let list = list.expect("a list");
        assert_eq!(list.filter.pay, Some(PayState::Unpaid));
        assert!(list.path.to_string_lossy().ends_with(ending), "{:?}", list.path);
        assert_eq!(list.words["orders.pay_unpaid"], say(language, "未付款", "Unpaid"));
    }
}

#[test]
fn names_as_long_as_nobody_types_them_leave_the_counter_usable() {
    let (desk, mut window) = counter(Language::English, Screen::Orders);
    desk.answer_with(|query| {
        let name = "王".repeat(10_000);
        let monster = || {
            let mut order = order(Language::English);
            order.head.name.clone_from(&name);
            order.head.address.clone_from(&name);
            order.head.note.clone_from(&name);
            order.lines[0].name.clone_from(&name);
            order
        };
        let Query::Office(OfficeQuestion::Orders(question)) = query else { return None };
        let answer = match question {
            OrderQuestion::Orders { .. } => {
                OrderAnswer::Orders(vec![summary(&monster())], 1, OrderSums::default())
            }
            OrderQuestion::Order(_) => OrderAnswer::Order(Some(Box::new(monster()))),
            OrderQuestion::Desk(id) => OrderAnswer::Desk(*id, None),
            OrderQuestion::Slip(_) => OrderAnswer::Slip(Some(Box::new((monster(), None)))),
            _ => return None,
        };
        Some(Answer::Office(OfficeAnswer::Orders(answer)))
    });
    desk.show(|snap| snap.data_revision += 1);
    window.run_steps(4);
    window.get_all_by_label("20261122-004").next().unwrap().click();
    window.run_steps(4);
    click(&mut window, "Delivery slip");
    let slip = printed(&desk).expect("a slip").slip;
    let longest = slip.facts.iter().map(|(_, value)| value.chars().count()).max();
    assert!(longest.unwrap() < 300, "paper is not for novels");
    click(&mut window, "Take goods back");
    assert!(sees(&window, "Write return down"));
}

#[test]
fn the_counter_looks_as_it_should() {
    let (desk, mut window) = counter(Language::Chinese, Screen::Orders);
    desk.show(|snap| *snap = in_theme(snap.clone(), Theme::Light));
    window.get_all_by_label("20261122-004").next().unwrap().click();
    window.run_steps(4);
    picture(&mut window, "tests/snapshots", "orders_zh");
}

#[test]
fn the_usual_order_looks_as_it_should() {
    let (desk, mut window) = open(ui_support::ringing(Language::English), Screen::Calls);
    desk.answer_with(shop(Language::English));
    desk.show(|snap| snap.data_revision += 1);
    window.run_steps(4);
    window.key_press_modifiers(Modifiers::COMMAND, Key::O);
    window.run_steps(4);
    picture(&mut window, "tests/snapshots", "orders_quick_en");
}

/// A shop in which the slip of order 7 is read beside `owed` on the whole account.
fn owing(language: Language, owed: Money) -> impl Fn(&Query) -> Option<Answer> {
    let usual = shop(language);
    move |query| match query {
        Query::Office(OfficeQuestion::Orders(OrderQuestion::Slip(_))) => {
            let both = (order(language), Some(Desk { owed, ..desk(language) }));
            let answer = OrderAnswer::Slip(Some(Box::new(both)));
            Some(Answer::Office(OfficeAnswer::Orders(answer)))
        }
        // The card was looked at while nothing was owed, and never again.
        Query::Office(OfficeQuestion::Orders(OrderQuestion::Desk(id))) => {
            let stale = Desk { owed: Money::ZERO, units: Vec::new(), ..desk(language) };
            let answer = OrderAnswer::Desk(*id, Some(Box::new(stale)));
            Some(Answer::Office(OfficeAnswer::Orders(answer)))
        }
        _ => usual(query),
    }
}

#[test]
fn a_slip_adds_up_whatever_the_window_saw_of_the_customer_before() {
    for language in LANGUAGES {
        let besides = say(language, "另有欠款", "Owed besides");
        for (owed, line) in [(4_500, None), (9_500, Some("50.00"))] {
            let (desk, mut window) = counter(language, Screen::Customers);
            desk.answer_with(owing(language, Money(owed)));
            desk.show(|snap| snap.data_revision += 1);
            window.run_steps(3);
            click(&mut window, say(language, "王伟", "Wang Wei"));
            click(&mut window, say(language, "客户订单", "Their orders"));
            window.get_by_role_and_label(Role::Button, &open_order(language)).click();
            window.run_steps(4);
            click(&mut window, say(language, "送货单", "Delivery slip"));
            let slip = printed(&desk).expect("a slip").slip;
            let said = slip.totals.iter().find(|(what, _)| what == besides);
            assert_eq!(said.map(|(_, amount)| amount.as_str()), line, "{:?}", slip.totals);
            let barrels = say(language, "水桶", "empty barrel");
            assert!(slip.totals.iter().any(|(what, _)| what.contains(barrels)));
        }
    }
}

#[test]
fn a_slip_waits_for_figures_of_the_newest_state() {
    let (desk, mut window) = counter(Language::English, Screen::Orders);
    desk.answer_with(owing(Language::English, Money(4_500)));
    window.get_all_by_label("20261122-004").next().unwrap().click();
    window.run_steps(4);
    desk.set_silent(true);
    click(&mut window, "Delivery slip");
    assert_eq!(printed(&desk), None, "nothing is known yet");
    desk.set_silent(false);
    click(&mut window, "Delivery slip");
    assert!(printed(&desk).is_some(), "asked again");
}

fn open_order(language: Language) -> String {
    format!("{} 20261122-004", say(language, "查看订单", "Open order"))
}

#[test]
fn the_overview_shows_the_oldest_open_order_and_opens_it() {
    for language in LANGUAGES {
        let (desk, mut window) = counter(language, Screen::Customers);
        let usual = shop(language);
        desk.answer_with(move |query| match query {
            Query::Office(OfficeQuestion::Orders(OrderQuestion::Desk(id))) => {
                let open = OrderSummary {
                    id: OrderId(3),
                    number: "20261101-001".into(),
                    state: OrderState::Delivering,
                    ..summary(&order(language))
                };
                let found = Some(Box::new(Desk { open: Some(open), ..self::desk(language) }));
                Some(Answer::Office(OfficeAnswer::Orders(OrderAnswer::Desk(*id, found))))
            }
            _ => usual(query),
        });
        desk.show(|snap| snap.data_revision += 1);
        window.run_steps(3);
        click(&mut window, say(language, "王伟", "Wang Wei"));
        window.run_steps(3);
        assert!(window.query_by_label(&open_order(language)).is_none(), "it is delivered");
        let name = format!("{} 20261101-001", say(language, "查看订单", "Open order"));
        window.get_by_role_and_label(Role::Button, &name).click();
        window.run_steps(4);
        let asked = Query::Office(OfficeQuestion::Orders(OrderQuestion::Order(OrderId(3))));
        assert!(desk.asked().contains(&asked), "its details are shown");
    }
}

#[test]
fn an_office_that_begins_writes_down_the_tickets_and_empties_there_are() {
    for language in LANGUAGES {
        let (desk, mut window) = counter(language, Screen::Customers);
        let usual = shop(language);
        desk.answer_with(move |query| match query {
            Query::Office(OfficeQuestion::Orders(OrderQuestion::Desk(id))) => {
                let empties = UnitBalance {
                    quantity: Quantity::ZERO,
                    ..self::desk(language).units.remove(0)
                };
                let accounts = vec![empties];
                let found = Some(Box::new(Desk { accounts, ..Desk::default() }));
                Some(Answer::Office(OfficeAnswer::Orders(OrderAnswer::Desk(*id, found))))
            }
            _ => usual(query),
        });
        desk.show(|snap| snap.data_revision += 1);
        window.run_steps(3);
        click(&mut window, say(language, "王伟", "Wang Wei"));
        click(&mut window, say(language, "客户订单", "Their orders"));
        window.get_by_label(say(language, "更正票、桶、押金", "Set units right")).click();
        window.run_steps(20);
        click(&mut window, say(language, "空容器：水桶", "Containers: empty barrel"));
        type_into(&mut window, say(language, "增减数量", "More or fewer"), "4");
        click(&mut window, say(language, "登记", "Write units down"));
        let Some(OrderOp::Units(entry)) = ops(&desk).pop() else { panic!("units") };
        assert_eq!((entry.account, entry.quantity), (Account::Container, Quantity::whole(4)));
    }
}

#[test]
fn the_timeline_of_a_card_tells_of_orders_and_payments_and_opens_them() {
    use ringdesk::crm::orders::account::{Entry, EntryKind, Statement};
    for language in LANGUAGES {
        let (desk, mut window) =
            open_sized(ui_support::idle(language), Screen::Customers, [1180.0, 1600.0]);
        let usual = shop(language);
        desk.answer_with(move |query| match query {
            Query::Office(OfficeQuestion::Orders(OrderQuestion::Statement { .. })) => {
                let paid = Entry {
                    at_utc_millis: NOW.utc_millis - 80_000_000,
                    kind: EntryKind::Payment,
                    order: Some((OrderId(7), "20261122-004".into())),
                    method: say(language, "微信", "Cash").into(),
                    charge: Money::ZERO,
                    paid: Money(4_000),
                };
                let account = Statement { entries: vec![paid], ..Statement::default() };
                let answer = OrderAnswer::Statement(Box::new(account));
                Some(Answer::Office(OfficeAnswer::Orders(answer)))
            }
            _ => usual(query),
        });
        desk.show(|snap| snap.data_revision += 1);
        window.run_steps(3);
        click(&mut window, say(language, "王伟", "Wang Wei"));
        window.run_steps(4);
        let order = say(language, "订单 20261122-004：", "Order 20261122-004: ");
        assert!(window.query_all_by_label_contains(order).next().is_some(), "{language:?}");
        let paid = say(
            language,
            "收款 40.00 · 微信 · 20261122-004",
            "Payment 40.00 · Cash · 20261122-004",
        );
        click(&mut window, paid);
        let asked = Query::Office(OfficeQuestion::Orders(OrderQuestion::Order(OrderId(7))));
        assert!(desk.asked().contains(&asked), "its order is shown");
    }
}
