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
use ringdesk::crm::customer::Customer;
use ringdesk::crm::goods::product::{Account, Policy, Product, Shelf};
use ringdesk::crm::goods::quantity::Quantity;
use ringdesk::crm::goods::stock::{Counted, Movement, MovementKind, StockEntry};
use ringdesk::crm::goods::{GoodsAnswer, GoodsOp, GoodsQuestion, ProductFilter, Shown};
use ringdesk::crm::office::OfficeOp;
use ringdesk::crm::orders::account::{Desk, EntryKind, Statement, UnitEntry};
use ringdesk::crm::orders::draft::OrderDraft;
use ringdesk::crm::orders::line::{Discount, OrderLine};
use ringdesk::crm::orders::order::{Order, OrderHead, OrderSummary, OrderSums};
use ringdesk::crm::orders::payment::{PayState, PaymentDraft, PaymentFilter};
use ringdesk::crm::orders::state::OrderState;
use ringdesk::crm::orders::{OrderAnswer, OrderFilter, OrderOp, OrderQuestion};
use ringdesk::store::Store;
use ringdesk::store::error::Result;
use ringdesk::store::operation::{Act, Deed, Op, Receipt};
use ringdesk::store::reader::Reader;
use std::collections::BTreeMap;

const WATER: ProductId = ProductId(2);
const BARREL: ProductId = ProductId(1);
const TICKETS: ProductId = ProductId(3);
const RICE: ProductId = ProductId(4);
const DEPOSIT: ProductId = ProductId(5);
const WANG: CustomerId = CustomerId(1);
const LI: CustomerId = CustomerId(2);

/// Two cards, five products and two deliveries open the shop: those stay.
const OPENED: i64 = 9;

struct Shop {
    _dir: tempfile::TempDir,
    store: Store,
    reader: Reader,
    minutes: i64,
}

impl Shop {
    fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&dir.path().join("shop.db"), Stamp::default()).unwrap();
        let reader = store.reader().unwrap();
        let mut shop = Self { _dir: dir, store, reader, minutes: 0 };
        let card = |name: &str, class: &str| Customer {
            name: name.into(),
            class: class.into(),
            ..Customer::default()
        };
        for customer in [card("Wang Wei", "VIP"), card("Li Na", "")] {
            shop.store.carry_out(&shop.act(), &Op::SaveCustomer(Box::new(customer), None)).unwrap();
        }
        for product in shelves() {
            shop.goods(GoodsOp::Save(Box::new(product))).unwrap();
        }
        shop.take_in(WATER, 50, Some(900));
        shop.take_in(RICE, 5, Some(3_000));
        shop
    }

    /// 2026-11-23 in Beijing, a minute later each time.
    fn act(&self) -> Act {
        let utc_millis = 1_795_400_000_000 + self.minutes * 60_000;
        Act::person("Anna", Stamp { utc_millis, offset_minutes: 480, ..Stamp::default() })
    }

    fn carry_out(&mut self, op: OfficeOp) -> Result<Receipt> {
        self.minutes += 1;
        let act = self.act();
        self.store.carry_out(&act, &Op::Office(Box::new(op)))
    }

    fn goods(&mut self, op: GoodsOp) -> Result<Receipt> {
        self.carry_out(OfficeOp::Goods(op))
    }

    fn order(&mut self, op: OrderOp) -> Result<Receipt> {
        self.carry_out(OfficeOp::Orders(op))
    }

    fn take_in(&mut self, product: ProductId, units: i64, cost: Option<i64>) {
        let entry = StockEntry {
            product,
            kind: MovementKind::In,
            quantity: Quantity::whole(units),
            cost: cost.map(Money),
            reason: String::new(),
        };
        self.goods(GoodsOp::Move(entry)).unwrap();
    }

    fn undo(&mut self) -> Deed {
        self.minutes += 1;
        let act = self.act();
        self.store.undo(&act).unwrap().deed
    }

    fn shelf(&self, id: ProductId) -> Shelf {
        let mut found = Vec::new();
        for shown in [Shown::Sold, Shown::Gone] {
            let filter = ProductFilter { shown, ..ProductFilter::default() };
            let question = GoodsQuestion::Products { filter, offset: 0, limit: 100 };
            let GoodsAnswer::Products(rows, _) = self.reader.goods(&question).unwrap() else {
                panic!("products")
            };
            found.extend(rows);
        }
        found.into_iter().find(|shelf| shelf.product.id == Some(id)).unwrap()
    }

    fn movements(&self) -> Vec<Movement> {
        let question = GoodsQuestion::Movements { product: None, offset: 0, limit: 100_000 };
        let GoodsAnswer::Movements(rows, total) = self.reader.goods(&question).unwrap() else {
            panic!("movements")
        };
        assert_eq!(rows.len(), usize::try_from(total).unwrap());
        rows
    }

    fn orders(&self, filter: OrderFilter) -> (Vec<OrderSummary>, OrderSums) {
        let question = OrderQuestion::Orders { filter, offset: 0, limit: 100_000 };
        let OrderAnswer::Orders(rows, total, sums) = self.reader.orders(&question).unwrap() else {
            panic!("orders")
        };
        assert_eq!(rows.len(), usize::try_from(total).unwrap());
        (rows, sums)
    }

    fn get(&self, id: OrderId) -> Order {
        let OrderAnswer::Order(found) = self.reader.orders(&OrderQuestion::Order(id)).unwrap()
        else {
            panic!("order")
        };
        *found.unwrap()
    }

    fn newest(&self) -> Order {
        let (rows, _) = self.orders(OrderFilter::default());
        self.get(rows[0].id)
    }

    fn desk(&self, customer: CustomerId) -> Desk {
        let OrderAnswer::Desk(_, found) =
            self.reader.orders(&OrderQuestion::Desk(customer)).unwrap()
        else {
            panic!("desk")
        };
        *found.unwrap()
    }

    fn statement(&self, customer: CustomerId, from: i64, until: i64) -> Statement {
        let question = OrderQuestion::Statement { customer, from, until };
        let OrderAnswer::Statement(found) = self.reader.orders(&question).unwrap() else {
            panic!("statement")
        };
        *found
    }

    fn paid(&self, customer: Option<CustomerId>) -> (usize, Money) {
        let filter = PaymentFilter { customer, ..PaymentFilter::default() };
        let question = OrderQuestion::Payments { filter, offset: 0, limit: 100_000 };
        let OrderAnswer::Payments(rows, _, sum) = self.reader.orders(&question).unwrap() else {
            panic!("payments")
        };
        assert_eq!(rows.iter().map(|row| row.amount).sum::<Money>(), sum);
        (rows.len(), sum)
    }

    fn sell(&mut self, customer: CustomerId, lines: Vec<OrderLine>, to: OrderState) -> Order {
        let draft = draft(Some(customer), lines);
        self.order(OrderOp::Save { draft: Box::new(draft), to, paid: None }).unwrap();
        self.newest()
    }

    /// Everything that must always hold.
    fn adds_up(&self) {
        let mut stock: BTreeMap<ProductId, (Quantity, Money)> = BTreeMap::new();
        for movement in self.movements() {
            let sum = stock.entry(movement.product).or_default();
            *sum = (sum.0.plus(movement.quantity), sum.1.plus(movement.value));
        }
        for id in [WATER, BARREL, TICKETS, RICE, DEPOSIT] {
            let shelf = self.shelf(id);
            let sum = stock.get(&id).copied().unwrap_or_default();
            assert_eq!((shelf.stock, shelf.value), sum, "stock of {}", shelf.product.name);
            let strict = shelf.product.policy == Policy::Block;
            assert!(!strict || shelf.stock >= Quantity::ZERO, "{} sold out", shelf.product.name);
        }
        let (rows, sums) = self.orders(OrderFilter::default());
        let orders: Vec<Order> = rows.iter().map(|row| self.get(row.id)).collect();
        assert_eq!(sums.amount, orders.iter().map(Order::owed).sum());
        for (row, order) in rows.iter().zip(&orders) {
            assert_eq!(row.total, order.total(), "{}", order.number);
            assert_eq!((row.owed(), row.received), (order.owed(), order.received()));
            assert!(order.total() >= Money::ZERO);
            let out = order.state.goods_are_out();
            assert!(out || order.cost().is_zero(), "{}: goods at home cost nothing", order.number);
        }
        for customer in [WANG, LI] {
            let owed: Money = orders
                .iter()
                .filter(|order| order.head.customer == Some(customer))
                .map(Order::owed)
                .sum();
            let desk = self.desk(customer);
            let balance = owed.minus(self.paid(Some(customer)).1);
            assert_eq!(desk.owed, balance, "{}: orders less payments", desk.name);
            let middle = 1_795_400_000_000 + self.minutes * 30_000;
            let early = self.statement(customer, 0, middle);
            let late = self.statement(customer, middle, i64::MAX);
            assert_eq!(early.closing(), late.opening);
            assert_eq!(late.closing(), balance);
        }
        self.numbers_have_no_gaps(&rows);
    }

    fn numbers_have_no_gaps(&self, rows: &[OrderSummary]) {
        let mut days: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for row in rows {
            let (day, place) = row.number.split_once('-').unwrap();
            days.entry(day).or_default().push(place.parse().unwrap());
        }
        for (day, mut places) in days {
            places.sort_unstable();
            let count = u32::try_from(places.len()).unwrap();
            assert_eq!(places, (1..=count).collect::<Vec<_>>(), "{day}");
        }
    }

    /// What a person can see, revisions and row numbers apart.
    fn picture(&self) -> String {
        let mut out = String::new();
        for id in [WATER, BARREL, TICKETS, RICE, DEPOSIT] {
            let shelf = self.shelf(id);
            out += &format!(
                "{} {} {} {}\n",
                shelf.product.name, shelf.stock, shelf.value, shelf.product.gone
            );
        }
        for row in self.orders(OrderFilter::default()).0 {
            let order = Order { revision: 0, ..self.get(row.id) };
            out += &format!("{order:?}\n");
        }
        for customer in [WANG, LI] {
            let desk = self.desk(customer);
            out += &format!("{} {} {:?}\n", desk.name, desk.owed, desk.units);
            out += &format!("{:?}\n", self.statement(customer, 0, i64::MAX).entries);
        }
        out
    }
}

fn shelves() -> Vec<Product> {
    let product = |name: &str, price: i64| Product {
        name: name.into(),
        unit: "pc".into(),
        price: Money(price),
        cost: Money(price / 2),
        ..Product::default()
    };
    vec![
        Product { policy: Policy::Allow, ..product("Barrel", 5_000) },
        Product {
            container: Some(BARREL),
            policy: Policy::Allow,
            class_prices: BTreeMap::from([("VIP".into(), Money(1_800))]),
            low_at: Some(Quantity::whole(10)),
            ..product("Water 18.9 l", 2_000)
        },
        Product {
            ticket_for: Some(WATER),
            ticket_units: Quantity::whole(10),
            ..product("Ten tickets", 17_000)
        },
        Product { policy: Policy::Block, ..product("Rice 5 kg", 4_500) },
        Product { deposit: true, ..product("Barrel deposit", 5_000) },
    ]
}

fn line(product: ProductId, thousandths: i64, price: i64) -> OrderLine {
    OrderLine {
        product,
        quantity: Quantity(thousandths),
        price: Money(price),
        ..OrderLine::default()
    }
}

fn draft(customer: Option<CustomerId>, lines: Vec<OrderLine>) -> OrderDraft {
    let head = OrderHead { customer, ..OrderHead::default() };
    OrderDraft { head, lines, ..OrderDraft::default() }
}

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
        let Shop { _dir: dir, store, minutes, .. } = shop;
        drop(store);
        let (store, _) = Store::open(&path, Stamp::default()).unwrap();
        let reader = store.reader().unwrap();
        let mut shop = Shop { _dir: dir, store, reader, minutes };
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
