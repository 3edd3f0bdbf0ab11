//! The counter adds up: stock is the sum of its movements, what is owed is orders less payments, accounts in units are the
//! sum of theirs; after any sequence of operations, after undo, and after a program that ended in the middle.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::unused_self,
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    clippy::let_underscore_must_use,
    clippy::too_many_lines,
    reason = "a test crate"
)]

use proptest::prelude::*;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CustomerId, OrderId, ProductId};
use ringdesk::base::money::Money;
use ringdesk::base::number::PhoneNumber;
use ringdesk::crm::customer::{ContactNumber, Customer};
use ringdesk::crm::goods::product::{Account, Policy, Product, Shelf};
use ringdesk::crm::goods::quantity::Quantity;
use ringdesk::crm::goods::stock::{Counted, Movement, MovementKind, StockEntry};
use ringdesk::crm::goods::{GoodsAnswer, GoodsOp, GoodsQuestion, ProductBy, ProductFilter, Shown};
use ringdesk::crm::office::OfficeOp;
use ringdesk::crm::orders::account::{Desk, EntryKind, Statement, UnitEntry};
use ringdesk::crm::orders::draft::OrderDraft;
use ringdesk::crm::orders::line::{Discount, OrderLine};
use ringdesk::crm::orders::order::{Order, OrderHead, OrderSummary, OrderSums};
use ringdesk::crm::orders::payment::{PayState, PaymentDraft, PaymentFilter};
use ringdesk::crm::orders::state::OrderState;
use ringdesk::crm::orders::{OrderAnswer, OrderBy, OrderFilter, OrderOp, OrderQuestion};
use ringdesk::store::Store;
use ringdesk::store::error::Result;
use ringdesk::store::operation::{Act, Deed, Op, Receipt};
use ringdesk::store::reader::Reader;
use std::collections::BTreeMap;

#[path = "office_trade/cards.rs"]
mod cards;
#[path = "office_trade/crash.rs"]
mod crash;
#[path = "office_trade/shop.rs"]
mod shop;

use shop::*;

/// Something somebody does; numbers choose among what there is.
#[derive(Debug, Clone)]
enum Doing {
    Sell { who: u8, what: Vec<(u8, i64, i64, bool, i64)>, off: u16, to: u8, paid: i64 },
    Edit { which: u8, quantity: i64, who: u8 },
    Step { which: u8, to: u8 },
    Return { which: u8, line: u8, part: i64, refund: i64 },
    Pay { which: u8, amount: i64 },
    OnAccount { who: u8, amount: i64 },
    Move { what: u8, kind: u8, quantity: i64, cost: i64 },
    Count { what: u8, there: i64 },
    Units { who: u8, quantity: i64 },
    Gone { what: u8, gone: bool },
    Undo,
}

fn doing() -> impl Strategy<Value = Doing> {
    let what = prop::collection::vec(
        (0_u8..5, -500_i64..4_000, -5_i64..3_000, any::<bool>(), 0_i64..2_000),
        0..4,
    );
    prop_oneof![
        4 => (0_u8..3, what, 0_u16..10_500, 0_u8..6, 0_i64..9_000)
            .prop_map(|(who, what, off, to, paid)| Doing::Sell { who, what, off, to, paid }),
        2 => (any::<u8>(), 1_i64..5_000, 0_u8..3)
            .prop_map(|(which, quantity, who)| Doing::Edit { which, quantity, who }),
        5 => (any::<u8>(), 0_u8..6).prop_map(|(which, to)| Doing::Step { which, to }),
        3 => (any::<u8>(), 0_u8..4, 0_i64..4_000, 0_i64..3_000)
            .prop_map(|(which, line, part, refund)| Doing::Return { which, line, part, refund }),
        2 => (any::<u8>(), -3_000_i64..9_000).prop_map(|(which, amount)| Doing::Pay { which, amount }),
        1 => (0_u8..2, -900_i64..9_000).prop_map(|(who, amount)| Doing::OnAccount { who, amount }),
        2 => (0_u8..5, 0_u8..4, -100_i64..9_000, -1_i64..5_000)
            .prop_map(|(what, kind, quantity, cost)| Doing::Move { what, kind, quantity, cost }),
        1 => (0_u8..5, -10_i64..20_000).prop_map(|(what, there)| Doing::Count { what, there }),
        1 => (0_u8..2, -3_000_i64..3_000).prop_map(|(who, quantity)| Doing::Units { who, quantity }),
        1 => (0_u8..5, any::<bool>()).prop_map(|(what, gone)| Doing::Gone { what, gone }),
        4 => Just(Doing::Undo),
    ]
}

fn product(n: u8) -> ProductId {
    ProductId(i64::from(n % 5) + 1)
}

fn customer(n: u8) -> Option<CustomerId> {
    (n < 2).then(|| CustomerId(i64::from(n) + 1))
}

impl Shop {
    fn chosen(&self, which: u8) -> Option<Order> {
        let (rows, _) = self.orders(OrderFilter::default());
        let row = rows.get(usize::from(which) % rows.len().max(1))?;
        Some(self.get(row.id))
    }

    /// Does it; what is refused changes nothing.
    fn does(&mut self, doing: &Doing) {
        let before = self.picture();
        let done = match doing {
            Doing::Undo => {
                if undoable(self) > OPENED {
                    self.undo();
                }
                return;
            }
            other => match self.operation(other) {
                Some(op) => self.carry_out(op),
                None => return,
            },
        };
        if done.is_err() {
            assert_eq!(self.picture(), before, "refused, and changed all the same: {doing:?}");
        }
    }

    fn operation(&self, doing: &Doing) -> Option<OfficeOp> {
        let op = match doing {
            Doing::Sell { who, what, off, to, paid } => {
                let lines = what.iter().map(|(n, quantity, price, by_ticket, empties)| OrderLine {
                    by_ticket: *by_ticket && *n == 1,
                    empties: Quantity(*empties),
                    discount: Discount::Amount(Money(*price / 9)),
                    ..line(product(*n), *quantity, *price)
                });
                let mut draft = draft(customer(*who), lines.collect());
                draft.head.discount = Discount::Percent(*off);
                let to = OrderState::ALL[usize::from(*to)];
                let paid = (*paid > 4_000).then(|| (Money(*paid), "cash".to_owned()));
                OrderOp::Save { draft: Box::new(draft), to, paid }
            }
            Doing::Edit { which, quantity, who } => {
                let order = self.chosen(*which)?;
                let mut draft = order.draft();
                draft.head.customer = customer(*who);
                draft.lines.first_mut()?.quantity = Quantity(*quantity);
                OrderOp::Save { draft: Box::new(draft), to: order.state, paid: None }
            }
            Doing::Step { which, to } => {
                let order = self.chosen(*which)?;
                let to = OrderState::ALL[usize::from(*to)];
                OrderOp::Step { order: order.id, revision: order.revision, to }
            }
            Doing::Return { which, line, part, refund } => {
                let order = self.chosen(*which)?;
                OrderOp::Return {
                    order: order.id,
                    revision: order.revision,
                    lines: vec![(u32::from(*line), Quantity(*part))],
                    reason: "leaks".into(),
                    refund: (*refund > 2_000).then(|| (Money(*refund), "cash".to_owned())),
                }
            }
            Doing::Pay { which, amount } => {
                let order = Some(self.chosen(*which)?.id);
                let amount = Money(*amount);
                OrderOp::Pay(PaymentDraft { order, amount, ..PaymentDraft::default() })
            }
            Doing::OnAccount { who, amount } => {
                let (customer, amount) = (customer(*who), Money(*amount));
                OrderOp::Pay(PaymentDraft { customer, amount, ..PaymentDraft::default() })
            }
            Doing::Units { who, quantity } => OrderOp::Units(UnitEntry {
                customer: customer(*who)?,
                product: BARREL,
                account: Account::Container,
                quantity: Quantity(*quantity),
                reason: "counted".into(),
            }),
            other => return Some(OfficeOp::Goods(goods_op(other)?)),
        };
        Some(OfficeOp::Orders(op))
    }
}

fn goods_op(doing: &Doing) -> Option<GoodsOp> {
    Some(match doing {
        Doing::Move { what, kind, quantity, cost } => GoodsOp::Move(StockEntry {
            product: product(*what),
            kind: MovementKind::ENTERED[usize::from(*kind)],
            quantity: Quantity(*quantity),
            cost: (*cost >= 0).then_some(Money(*cost)),
            reason: String::new(),
        }),
        Doing::Count { what, there } => GoodsOp::Count {
            sheet: vec![Counted { product: product(*what), there: Quantity(*there) }],
            reason: "year's end".into(),
        },
        Doing::Gone { what, gone } => GoodsOp::SetGone(product(*what), *gone),
        _ => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_it_adds_up_and_undoing_all_of_it_leads_back(doings in prop::collection::vec(doing(), 1..30)) {
        let mut shop = Shop::open();
        let begun = shop.picture();
        for doing in &doings {
            shop.does(doing);
            shop.adds_up();
        }
        // The program ends, and starts again with what is on the disk.
        let seen = shop.picture();
        let path = shop.store.path().to_owned();
        let Shop { dir, store, minutes, .. } = shop;
        drop(store);
        let (store, _) = Store::open(&path, Stamp::default()).unwrap();
        let reader = store.reader().unwrap();
        let mut shop = Shop { dir, store, reader, minutes };
        prop_assert_eq!(shop.picture(), seen);
        while undoable(&shop) > OPENED {
            shop.undo();
            shop.adds_up();
        }
        prop_assert_eq!(shop.picture(), begun);
    }
}

fn undoable(shop: &Shop) -> i64 {
    let raw = rusqlite::Connection::open(shop.store.path()).unwrap();
    let sql = "SELECT count(*) FROM journal WHERE undoable = 1 AND undone = 0";
    raw.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn the_usual_order_goes_out_is_paid_in_parts_and_comes_back() {
    let mut shop = Shop::open();
    let mut water = line(WATER, 2_000, 1_800);
    water.empties = Quantity::ONE;
    let order = shop.sell(WANG, vec![water], OrderState::Confirmed);
    assert_eq!((order.number.as_str(), order.owed()), ("20261123-001", Money(3_600)));
    assert_eq!(shop.shelf(WATER).stock, Quantity::whole(50), "nothing has moved yet");
    let step = |order: &Order, to| OrderOp::Step { order: order.id, revision: order.revision, to };
    shop.order(step(&order, OrderState::Delivering)).unwrap();
    assert_eq!(shop.shelf(WATER).stock, Quantity::whole(48));
    assert_eq!(shop.desk(WANG).containers(BARREL), Quantity::ONE, "two out, one in");
    assert_eq!(shop.shelf(BARREL).stock, Quantity::ONE);
    let pay = |amount| PaymentDraft {
        order: Some(order.id),
        amount: Money(amount),
        method: "WeChat".into(),
        ..PaymentDraft::default()
    };
    shop.order(OrderOp::Pay(pay(2_000))).unwrap();
    let delivering = shop.newest();
    assert_eq!((delivering.pay_state(), delivering.due()), (PayState::Part, Money(1_600)));
    assert_eq!(delivering.cost(), Money(1_800), "at what it cost: 9.00 each");
    shop.order(step(&delivering, OrderState::Delivered)).unwrap();
    let delivered = shop.newest();
    let back = |quantity| OrderOp::Return {
        order: delivered.id,
        revision: delivered.revision,
        lines: vec![(0, Quantity::whole(quantity))],
        reason: "leaks".into(),
        refund: Some((Money(200), "cash".into())),
    };
    assert!(shop.order(back(3)).is_err(), "more than there was");
    shop.order(back(1)).unwrap();
    let returned = shop.newest();
    assert_eq!((returned.owed(), returned.due()), (Money(1_800), Money::ZERO));
    assert_eq!(shop.shelf(WATER).stock, Quantity::whole(49));
    assert_eq!(shop.desk(WANG).containers(BARREL), Quantity::ZERO);
    let kinds: Vec<EntryKind> =
        shop.statement(WANG, 0, i64::MAX).entries.iter().map(|entry| entry.kind).collect();
    let expected = [EntryKind::Order, EntryKind::Payment, EntryKind::Return, EntryKind::Refund];
    assert_eq!(kinds, expected);
    shop.adds_up();
    shop.undo();
    assert_eq!(Order { revision: 0, ..shop.newest() }, Order { revision: 0, ..delivered });
    shop.adds_up();
}

#[test]
fn tickets_bought_in_advance_pay_for_water_and_run_out() {
    let mut shop = Shop::open();
    shop.sell(WANG, vec![line(TICKETS, 1_000, 17_000)], OrderState::Delivered);
    assert_eq!(shop.desk(WANG).tickets(WATER), Quantity::whole(10));
    let mut water = line(WATER, 3_000, 2_000);
    water.by_ticket = true;
    let order = shop.sell(WANG, vec![water], OrderState::Delivered);
    assert_eq!(order.owed(), Money::ZERO);
    let desk = shop.desk(WANG);
    assert_eq!((desk.tickets(WATER), desk.owed), (Quantity::whole(7), Money(17_000)));
    shop.sell(LI, vec![line(DEPOSIT, 2_000, 5_000)], OrderState::Delivered);
    let deposit = &shop.desk(LI).units[0];
    assert_eq!((deposit.account, deposit.quantity), (Account::Deposit, Quantity::whole(2)));
    shop.undo();
    assert!(shop.desk(LI).units.is_empty());
    shop.adds_up();
}

#[test]
fn the_last_order_is_offered_again_at_the_customers_own_price() {
    let mut shop = Shop::open();
    assert_eq!(shop.desk(WANG).usual(WANG), None);
    shop.sell(
        WANG,
        vec![line(WATER, 2_000, 2_000), line(RICE, 1_000, 4_500)],
        OrderState::Delivered,
    );
    shop.goods(GoodsOp::SetGone(RICE, true)).unwrap();
    let usual = shop.desk(WANG).usual(WANG).unwrap();
    assert_eq!((usual.lines.len(), usual.total()), (1, Money(3_600)), "the class has its price");
    assert_eq!(usual.head.name, "Wang Wei");
    let save = OrderOp::Save { draft: Box::new(usual), to: OrderState::Confirmed, paid: None };
    shop.order(save).unwrap();
    assert_eq!(shop.newest().number, "20261123-002");
}

#[test]
fn what_is_gone_stays_in_old_orders_and_cannot_be_sold_again() {
    let mut shop = Shop::open();
    let order = shop.sell(LI, vec![line(RICE, 1_000, 4_500)], OrderState::Confirmed);
    shop.goods(GoodsOp::SetGone(RICE, true)).unwrap();
    assert_eq!(shop.get(order.id).lines[0].name, "Rice 5 kg");
    let mut changed = order.draft();
    changed.lines[0].quantity = Quantity::whole(2);
    let save = |draft: OrderDraft| OrderOp::Save {
        draft: Box::new(draft),
        to: OrderState::Confirmed,
        paid: None,
    };
    shop.order(save(changed)).unwrap();
    let why = shop.order(save(draft(Some(LI), vec![line(RICE, 1_000, 4_500)]))).unwrap_err();
    assert!(why.to_string().contains("no longer sold"), "{why}");
    shop.adds_up();
}

#[test]
fn two_windows_do_not_write_over_each_other() {
    let mut shop = Shop::open();
    let seen = shop.sell(LI, vec![line(WATER, 1_000, 2_000)], OrderState::Confirmed);
    let save = |units| {
        let mut draft = seen.draft();
        draft.lines[0].quantity = Quantity::whole(units);
        OrderOp::Save { draft: Box::new(draft), to: OrderState::Confirmed, paid: None }
    };
    shop.order(save(2)).unwrap();
    let why = shop.order(save(3)).unwrap_err();
    assert!(why.to_string().contains("somebody else"), "{why}");
    assert_eq!(shop.newest().lines[0].quantity, Quantity::whole(2));
    shop.undo();
    assert!(shop.order(save(4)).is_err(), "an undone state is a new one");
    let mut product = shop.shelf(WATER).product;
    product.price = Money(2_100);
    shop.goods(GoodsOp::Save(Box::new(product.clone()))).unwrap();
    assert!(shop.goods(GoodsOp::Save(Box::new(product))).is_err());
}

#[test]
fn a_strict_product_cannot_be_sold_out_and_the_refused_order_leaves_nothing() {
    let mut shop = Shop::open();
    let before = shop.picture();
    let lines = vec![line(WATER, 1_000, 2_000), line(RICE, 6_000, 4_500)];
    let op = OrderOp::Save {
        draft: Box::new(draft(Some(WANG), lines)),
        to: OrderState::Delivered,
        paid: Some((Money(10_000), "cash".into())),
    };
    let why = shop.order(op).unwrap_err();
    assert!(why.to_string().contains("5 left"), "{why}");
    assert_eq!(shop.picture(), before);
}

#[test]
fn a_count_writes_the_difference_and_low_stock_is_listed() {
    let mut shop = Shop::open();
    let sheet = vec![
        Counted { product: WATER, there: Quantity::whole(8) },
        Counted { product: RICE, there: Quantity::whole(5) },
    ];
    shop.goods(GoodsOp::Count { sheet, reason: "November".into() }).unwrap();
    let newest = shop.movements().remove(0);
    assert_eq!((newest.kind, newest.quantity), (MovementKind::Count, Quantity::whole(-42)));
    let filter = ProductFilter { shown: Shown::Low, ..ProductFilter::default() };
    let question = GoodsQuestion::Products { filter, offset: 0, limit: 10 };
    let GoodsAnswer::Products(low, total) = shop.reader.goods(&question).unwrap() else {
        panic!("products")
    };
    assert_eq!((low[0].product.name.as_str(), total), ("Water 18.9 l", 1));
    shop.undo();
    assert_eq!(shop.shelf(WATER).stock, Quantity::whole(50));
    shop.adds_up();
}

#[test]
fn the_sales_and_payment_table_is_narrowed_by_name_state_and_payment() {
    let mut shop = Shop::open();
    let first = shop.sell(WANG, vec![line(WATER, 2_000, 1_800)], OrderState::Delivered);
    shop.sell(LI, vec![line(RICE, 1_000, 4_500)], OrderState::Confirmed);
    let order = Some(first.id);
    let amount = Money(3_600);
    shop.order(OrderOp::Pay(PaymentDraft { order, amount, ..PaymentDraft::default() })).unwrap();
    let narrow = |filter: OrderFilter| {
        let (rows, sums) = shop.orders(filter);
        (rows.into_iter().map(|row| row.what).collect::<Vec<_>>(), sums)
    };
    let unpaid = OrderFilter { pay: Some(PayState::Unpaid), ..OrderFilter::default() };
    let sums = OrderSums { amount: Money(4_500), received: Money::ZERO };
    assert_eq!(narrow(unpaid), (vec!["Rice 5 kg ×1".into()], sums));
    let paid = OrderFilter { pay: Some(PayState::Paid), ..OrderFilter::default() };
    assert_eq!(narrow(paid).0, ["Water 18.9 l ×2"]);
    let open = OrderFilter { open: true, ..OrderFilter::default() };
    assert_eq!(narrow(open).0, ["Rice 5 kg ×1"]);
    for text in ["water", "1123-001"] {
        let filter = OrderFilter { text: text.into(), ..OrderFilter::default() };
        assert_eq!(narrow(filter).0, ["Water 18.9 l ×2"], "{text}");
    }
}

#[test]
fn orders_and_products_stand_by_what_a_person_chose() {
    let mut shop = Shop::open();
    shop.sell(WANG, vec![line(WATER, 2_000, 1_800)], OrderState::Delivered);
    shop.sell(LI, vec![line(RICE, 1_000, 4_500)], OrderState::Confirmed);
    let amounts = |by, rising| {
        let filter = OrderFilter { by, rising, ..OrderFilter::default() };
        shop.orders(filter).0.into_iter().map(|row| row.total.0).collect::<Vec<_>>()
    };
    assert_eq!(amounts(OrderBy::Made, false), [4_500, 3_600], "newest first");
    assert_eq!(amounts(OrderBy::Made, true), [3_600, 4_500]);
    assert_eq!(amounts(OrderBy::Amount, true), [3_600, 4_500]);
    assert_eq!(amounts(OrderBy::Amount, false), [4_500, 3_600]);
    let products = |by, falling| {
        let filter = ProductFilter { by, falling, ..ProductFilter::default() };
        let question = GoodsQuestion::Products { filter, offset: 0, limit: 100 };
        let GoodsAnswer::Products(rows, _) = shop.reader.goods(&question).unwrap() else {
            panic!("products")
        };
        rows
    };
    let prices = products(ProductBy::Price, true);
    assert!(prices.is_sorted_by_key(|shelf| std::cmp::Reverse(shelf.product.price)));
    let stocks = products(ProductBy::Stock, false);
    assert!(stocks.is_sorted_by_key(|shelf| shelf.stock), "what there is least of first");
    assert_eq!(prices.len(), stocks.len());
}

#[test]
fn the_table_goes_out_whole_with_its_sums_and_nothing_in_it_is_a_formula() {
    use ringdesk::call::statistics::Format;
    use ringdesk::engine::office::orders::OrderList;
    use ringdesk::engine::runtime::export::write_orders;
    let mut shop = Shop::open();
    for name in ["=1+1".to_owned(), format!("😀{}", "王".repeat(10_000)), "שלום".to_owned()]
    {
        let mut draft = draft(None, vec![line(WATER, 1_500, 2_000)]);
        draft.head.name = name;
        let op = OrderOp::Save { draft: Box::new(draft), to: OrderState::Confirmed, paid: None };
        shop.order(op).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let list = |format: Format| OrderList {
        filter: OrderFilter::default(),
        format,
        path: folder.path().join(format!("orders.{}", format.extension())),
        offset_minutes: 480,
        words: BTreeMap::new(),
    };
    let (path, rows) =
        write_orders(shop.store.path(), &list(Format::Csv), &shop.act(), |_, _| true)
            .unwrap()
            .unwrap();
    assert_eq!(rows, 3);
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("'=1+1") && text.contains("שלום") && text.contains(&"王".repeat(10_000)));
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("total,") && last.contains(",90.00,0.00,90.00,"), "{last}");
    let (path, _) = write_orders(shop.store.path(), &list(Format::Xlsx), &shop.act(), |_, _| true)
        .unwrap()
        .unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    assert_eq!(sheet.height(), 5, "head, three orders, sums");
    assert_eq!(sheet.get_value((4, 4)), Some(&calamine::Data::Float(90.0)));
    let stopped = write_orders(shop.store.path(), &list(Format::Csv), &shop.act(), |_, _| false);
    assert_eq!(stopped.unwrap(), None);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing half-done");
}

#[test]
fn paper_gets_an_order_and_its_account_as_they_are_at_one_moment() {
    let mut shop = Shop::open();
    shop.sell(WANG, vec![line(RICE, 1_000, 5_000)], OrderState::Delivered);
    let order = shop.sell(WANG, vec![line(RICE, 1_000, 3_600)], OrderState::Confirmed);
    let slip = |shop: &Shop| {
        let question = OrderQuestion::Slip(order.id);
        let OrderAnswer::Slip(Some(found)) = shop.reader.orders(&question).unwrap() else {
            panic!("slip")
        };
        let (order, desk) = *found;
        (order.due(), desk.unwrap().owed.minus(order.due()))
    };
    assert_eq!(slip(&shop), (Money(3_600), Money(5_000)), "due, and owed besides");
    let paid = PaymentDraft {
        order: Some(order.id),
        amount: Money(1_000),
        method: "Cash".into(),
        ..PaymentDraft::default()
    };
    shop.order(OrderOp::Pay(paid)).unwrap();
    assert_eq!(slip(&shop), (Money(2_600), Money(5_000)));
}

#[test]
fn a_desk_shows_the_oldest_open_order_and_every_account_the_goods_give_rise_to() {
    let mut shop = Shop::open();
    let first = shop.sell(LI, vec![line(RICE, 1_000, 3_600)], OrderState::Confirmed);
    let second = shop.sell(LI, vec![line(RICE, 1_000, 3_600)], OrderState::Delivered);
    assert_eq!(shop.desk(LI).foremost().unwrap().id, first.id);
    let step = OrderOp::Step { order: first.id, revision: first.revision, to: OrderState::Void };
    shop.order(step).unwrap();
    assert_eq!(shop.desk(LI).foremost().unwrap().id, second.id);
    let accounts: Vec<_> =
        shop.desk(LI).accounts.iter().map(|unit| (unit.product, unit.account)).collect();
    let expected =
        [(WATER, Account::Ticket), (DEPOSIT, Account::Deposit), (BARREL, Account::Container)];
    assert_eq!(accounts, expected);
    assert!(shop.desk(LI).units.is_empty());
}
