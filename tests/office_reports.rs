//! Reports: every figure is the naive sum over the orders themselves, whatever was sold, given back, called off, paid and
//! undone; the list behind a figure has the orders it is made of; days are the shop's own.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    reason = "a test crate"
)]

use proptest::prelude::*;
use ringdesk::base::clock::Stamp;
use ringdesk::base::ids::{CallId, CustomerId, LineId, OrderId, ProductId};
use ringdesk::base::money::Money;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::{CallRecord, Direction, Outcome};
use ringdesk::crm::customer::{ContactNumber, Customer};
use ringdesk::crm::goods::GoodsOp;
use ringdesk::crm::goods::product::Product;
use ringdesk::crm::goods::quantity::Quantity;
use ringdesk::crm::office::OfficeOp;
use ringdesk::crm::orders::draft::OrderDraft;
use ringdesk::crm::orders::line::{Discount, OrderLine};
use ringdesk::crm::orders::order::{Order, OrderHead};
use ringdesk::crm::orders::payment::{PaymentDraft, PaymentFilter, PaymentRow};
use ringdesk::crm::orders::state::OrderState;
use ringdesk::crm::orders::{OrderAnswer, OrderFilter, OrderOp, OrderQuestion};
use ringdesk::crm::reports::figures::Sales;
use ringdesk::crm::reports::period::{By, Days, day_of};
use ringdesk::crm::reports::scope::{ClassKey, OrderScope, Which};
use ringdesk::crm::reports::{
    AgainRow, ClassReport, ContactBy, ContactKey, ContactReport, DormantRow, PayBy, PaymentReport,
    ProductReport, QuietReport, Rank, ReportAnswer, ReportQuestion, SalesReport,
};
use ringdesk::store::Store;
use ringdesk::store::error::Result;
use ringdesk::store::operation::{Act, Op, Receipt};
use ringdesk::store::reader::Reader;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const WATER: ProductId = ProductId(1);
const RICE: ProductId = ProductId(2);
const CLEANING: ProductId = ProductId(3);
const WANG: CustomerId = CustomerId(1);
const LI: CustomerId = CustomerId(2);
const ZHAO: CustomerId = CustomerId(3);
/// 2026-11-23 in Beijing, half an hour before midnight there: UTC says another day.
const START: i64 = 1_795_447_800_000;
const ZONE: i16 = 480;
const DAY: i64 = 86_400_000;

struct Shop {
    _dir: tempfile::TempDir,
    store: Store,
    reader: Reader,
    now: i64,
}

impl Shop {
    fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&dir.path().join("shop.db"), Stamp::default()).unwrap();
        let reader = store.reader().unwrap();
        let mut shop = Self { _dir: dir, store, reader, now: START };
        for (name, class, number) in
            [("Wang Wei", "VIP", "13800138000"), ("Li Na", "", "13900139000"), ("Zhao", "VIP", "")]
        {
            let own =
                ContactNumber { number: PhoneNumber::new(number), ..ContactNumber::default() };
            let numbers = if number.is_empty() { Vec::new() } else { vec![own] };
            let customer =
                Customer { name: name.into(), class: class.into(), numbers, ..Customer::default() };
            let act = shop.act();
            shop.store.carry_out(&act, &Op::SaveCustomer(Box::new(customer), None)).unwrap();
        }
        let product = |name: &str, category: &str, price: i64, cost: i64| Product {
            name: name.into(),
            unit: "pc".into(),
            category: category.into(),
            price: Money(price),
            cost: Money(cost),
            ..Product::default()
        };
        for product in [
            product("Water", "Drinks", 2_000, 900),
            product("Rice", "Food", 4_533, 3_001),
            Product { stockless: true, ..product("Cleaning", "", 7_777, 0) },
        ] {
            shop.carry_out(OfficeOp::Goods(GoodsOp::Save(Box::new(product)))).unwrap();
        }
        shop
    }

    fn act(&self) -> Act {
        let at = Stamp { utc_millis: self.now, offset_minutes: ZONE, ..Stamp::default() };
        Act::person("Anna", at)
    }

    fn today(&self) -> i64 {
        day_of(self.now, ZONE)
    }

    fn carry_out(&mut self, op: OfficeOp) -> Result<Receipt> {
        self.now += 60_000;
        let act = self.act();
        self.store.carry_out(&act, &Op::Office(Box::new(op)))
    }

    fn order(&mut self, op: OrderOp) -> Result<Receipt> {
        self.carry_out(OfficeOp::Orders(op))
    }

    fn sell(&mut self, customer: Option<CustomerId>, lines: Vec<OrderLine>) -> Order {
        self.sell_off(customer, lines, Discount::None, OrderState::Delivered)
    }

    fn sell_off(
        &mut self,
        customer: Option<CustomerId>,
        lines: Vec<OrderLine>,
        discount: Discount,
        to: OrderState,
    ) -> Order {
        let head = OrderHead { customer, discount, ..OrderHead::default() };
        let draft = Box::new(OrderDraft { head, lines, ..OrderDraft::default() });
        self.order(OrderOp::Save { draft, to, paid: None }).unwrap();
        self.orders().into_iter().max_by_key(|order| order.id).unwrap()
    }

    fn pay(&mut self, customer: Option<CustomerId>, order: Option<OrderId>, amount: i64) {
        let method = "cash".to_owned();
        let note = String::new();
        let draft = PaymentDraft { customer, order, amount: Money(amount), method, note };
        self.order(OrderOp::Pay(draft)).unwrap();
    }

    fn give_back(&mut self, order: &Order, line: u32, thousandths: i64) {
        let op = OrderOp::Return {
            order: order.id,
            revision: order.revision,
            lines: vec![(line, Quantity(thousandths))],
            reason: String::new(),
            refund: None,
        };
        self.order(op).unwrap();
    }

    fn orders(&self) -> Vec<Order> {
        let filter = OrderFilter::default();
        let question = OrderQuestion::Orders { filter, offset: 0, limit: 100_000 };
        let OrderAnswer::Orders(rows, ..) = self.reader.orders(&question).unwrap() else {
            panic!("orders")
        };
        let get = |id| match self.reader.orders(&OrderQuestion::Order(id)).unwrap() {
            OrderAnswer::Order(Some(order)) => *order,
            other => panic!("{other:?}"),
        };
        rows.iter().map(|row| get(row.id)).collect()
    }

    fn payments(&self) -> Vec<PaymentRow> {
        let filter = PaymentFilter::default();
        let question = OrderQuestion::Payments { filter, offset: 0, limit: 100_000 };
        match self.reader.orders(&question).unwrap() {
            OrderAnswer::Payments(rows, ..) => rows,
            other => panic!("{other:?}"),
        }
    }

    fn ask(&self, question: ReportQuestion) -> ReportAnswer {
        self.reader.reports(&question).unwrap()
    }

    fn sales(&self, days: Days, by: By) -> SalesReport {
        let before = days.right_before();
        match self.ask(ReportQuestion::Sales { days, before, by }) {
            ReportAnswer::Sales(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn products(&self, days: Days, category: Option<&str>, rank: Rank) -> ProductReport {
        let category = category.map(str::to_owned);
        match self.ask(ReportQuestion::Products { days, category, rank, limit: 100 }) {
            ReportAnswer::Products(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn classes(&self, days: Days) -> ClassReport {
        match self.ask(ReportQuestion::Classes { days, today: self.today() }) {
            ReportAnswer::Classes(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn table(&self, scope: OrderScope, by: PayBy) -> PaymentReport {
        match self.ask(ReportQuestion::Payments { scope, by, limit: 1_000 }) {
            ReportAnswer::Payments(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn list(&self, scope: &OrderScope) -> BTreeSet<OrderId> {
        let scope = Box::new(scope.clone());
        match self.ask(ReportQuestion::Orders { scope, offset: 0, limit: 1_000 }) {
            ReportAnswer::Orders(rows, count, sums) => {
                assert_eq!(rows.len(), usize::try_from(count).unwrap());
                assert_eq!(
                    rows.iter()
                        .map(ringdesk::crm::orders::order::OrderSummary::owed)
                        .sum::<Money>(),
                    sums.amount
                );
                assert_eq!(rows.iter().map(|row| row.received).sum::<Money>(), sums.received);
                rows.iter().map(|row| row.id).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn contacts(&self, days: Days, by: ContactBy) -> ContactReport {
        let now = (self.now, ZONE);
        match self.ask(ReportQuestion::Contacts { days, by, now, limit: 100 }) {
            ReportAnswer::Contacts(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn quiet(&self, days: u32) -> QuietReport {
        match self.ask(ReportQuestion::Quiet { today: self.today(), days, limit: 100 }) {
            ReportAnswer::Quiet(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn again(&self) -> Vec<AgainRow> {
        match self.ask(ReportQuestion::Again { today: self.today(), limit: 100 }) {
            ReportAnswer::Again(rows, count) => {
                assert_eq!(rows.len(), usize::try_from(count).unwrap());
                rows
            }
            other => panic!("{other:?}"),
        }
    }

    fn dormant(&self) -> Vec<DormantRow> {
        match self.ask(ReportQuestion::Dormant { today: self.today(), limit: 100 }) {
            ReportAnswer::Dormant(rows, _) => rows,
            other => panic!("{other:?}"),
        }
    }

    /// All days of the test.
    fn all(&self) -> Days {
        Days { first: day_of(START, ZONE) - 1, last: self.today() + 1 }
    }
}

fn line(product: ProductId, thousandths: i64, price: i64) -> OrderLine {
    let (quantity, price) = (Quantity(thousandths), Money(price));
    OrderLine { product, quantity, price, ..OrderLine::default() }
}

/// What an order comes to, worked out of its own lines and nothing else.
fn naive(order: &Order) -> Sales {
    let untouched = |line: &OrderLine| OrderLine { returned: Quantity::ZERO, ..line.clone() };
    let whole = Order { lines: order.lines.iter().map(untouched).collect(), ..order.clone() };
    let goods: Money = order
        .lines
        .iter()
        .filter(|line| !line.by_ticket)
        .map(|line| line.price.scaled(line.quantity.0, 1_000))
        .sum();
    Sales {
        orders: 1,
        goods,
        discounts: whole.total().minus(goods),
        returns: order.total().minus(whole.total()),
        net: order.total(),
        cost: order.cost(),
        received: order.received(),
        on_account: Money::ZERO,
    }
}

fn counts(order: &Order) -> bool {
    !matches!(order.state, OrderState::Draft | OrderState::Void)
}

fn day(order: &Order) -> i64 {
    day_of(order.made_utc_millis, order.offset_minutes)
}

/// Everything that must always hold.
fn adds_up(shop: &Shop) {
    let orders = shop.orders();
    let counted: Vec<&Order> = orders.iter().filter(|order| counts(order)).collect();
    let loose: Vec<PaymentRow> = shop
        .payments()
        .into_iter()
        .filter(|row| row.order.as_ref().is_none_or(|(id, _)| counted.iter().all(|o| o.id != *id)))
        .collect();
    let all = shop.all();
    let mut days: BTreeMap<i64, Sales> = BTreeMap::new();
    for order in &counted {
        days.entry(day(order)).or_default().add(&naive(order));
    }
    for row in &loose {
        let sales = days.entry(day_of(row.at_utc_millis, ZONE)).or_default();
        sales.on_account = sales.on_account.plus(row.amount);
    }
    let mut whole = Sales::default();
    for sales in days.values() {
        whole.add(sales);
    }
    for by in By::ALL {
        let report = shop.sales(all, by);
        assert_eq!(report.total, whole, "{by:?}");
        for (piece, sales) in &report.rows {
            let mut sum = Sales::default();
            let own = days.iter().filter(|(day, _)| (piece.first..=piece.last).contains(day));
            own.for_each(|(_, sales)| sum.add(sales));
            assert_eq!(*sales, sum, "{by:?} {}", piece.text());
            assert_eq!(sales.goods.plus(sales.discounts).plus(sales.returns), sales.net);
        }
    }
    products_add_up(shop, &counted, whole.net);
    classes_add_up(shop, &counted);
    tables_add_up(shop, &counted, &loose, whole);
    for which in Which::ALL {
        let fits = |order: &&&Order| match which {
            Which::All => true,
            Which::Returned => order.lines.iter().any(|line| line.returned > Quantity::ZERO),
            Which::Open => order.owed() > order.received(),
            Which::Paid => !order.received().is_zero(),
        };
        let own: BTreeSet<OrderId> = counted.iter().filter(fits).map(|order| order.id).collect();
        assert_eq!(shop.list(&OrderScope::of(all).only(which)), own, "{which:?}");
    }
}

fn products_add_up(shop: &Shop, counted: &[&Order], net: Money) {
    let report = shop.products(shop.all(), None, Rank::Turnover);
    assert_eq!(report.turnover.plus(report.order_discounts), net, "discounts are told apart");
    for row in &report.rows {
        let lines: Vec<&OrderLine> = counted
            .iter()
            .flat_map(|order| &order.lines)
            .filter(|line| line.product == row.product)
            .collect();
        assert_eq!(row.sold, lines.iter().map(|line| line.quantity).sum(), "{}", row.name);
        assert_eq!(row.returned, lines.iter().map(|line| line.returned).sum());
        assert_eq!(row.turnover, lines.iter().map(|line| line.amount()).sum());
        assert_eq!(row.cost, lines.iter().map(|line| line.cost).sum());
        let has = |order: &&&Order| order.lines.iter().any(|line| line.product == row.product);
        let own: BTreeSet<OrderId> = counted.iter().filter(has).map(|order| order.id).collect();
        assert_eq!(row.orders, u64::try_from(own.len()).unwrap());
        let scope = OrderScope { product: Some(row.product), ..OrderScope::of(shop.all()) };
        assert_eq!(shop.list(&scope), own, "the list behind {}", row.name);
    }
    let sorted = |rank: Rank, key: fn(&ringdesk::crm::reports::ProductRow) -> i64| {
        let rows = shop.products(shop.all(), None, rank).rows;
        assert!(rows.windows(2).all(|pair| key(&pair[0]) >= key(&pair[1])), "{rank:?}");
    };
    sorted(Rank::Turnover, |row| row.turnover.0);
    sorted(Rank::Quantity, |row| row.kept().0);
    sorted(Rank::Margin, |row| row.margin().0);
}

fn class_of(order: &Order) -> ClassKey {
    match order.head.customer {
        None => ClassKey::Counter,
        Some(LI) => ClassKey::Class(String::new()),
        Some(_) => ClassKey::Class("VIP".into()),
    }
}

fn classes_add_up(shop: &Shop, counted: &[&Order]) {
    let report = shop.classes(shop.all());
    for row in &report.rows {
        let own: Vec<&&Order> =
            counted.iter().filter(|order| class_of(order) == row.class).collect();
        let f = &row.figures;
        assert_eq!(f.sales.orders, u64::try_from(own.len()).unwrap(), "{:?}", row.class);
        assert_eq!(f.sales.net, own.iter().map(|order| order.total()).sum());
        assert_eq!(f.max, own.iter().map(|order| order.total()).max().unwrap_or_default());
        assert_eq!(f.min, own.iter().map(|order| order.total()).min().unwrap_or_default());
        assert_eq!(f.sales.returns, own.iter().map(|order| naive(order).returns).sum());
        let buyers: BTreeSet<_> = own.iter().filter_map(|order| order.head.customer).collect();
        assert_eq!(f.buyers, u64::try_from(buyers.len()).unwrap());
        let scope = OrderScope { class: Some(row.class.clone()), ..OrderScope::of(shop.all()) };
        assert_eq!(shop.list(&scope), own.iter().map(|order| order.id).collect());
    }
    assert_eq!(report.total.members, 3);
    assert_eq!(report.total.sales.net, counted.iter().map(|order| order.total()).sum());
}

fn tables_add_up(shop: &Shop, counted: &[&Order], loose: &[PaymentRow], whole: Sales) {
    let table = shop.table(OrderScope::of(shop.all()), PayBy::Customer);
    assert_eq!((table.total.net, table.total.paid()), (whole.net, whole.paid()));
    for row in &table.rows {
        let own: Vec<&&Order> =
            counted.iter().filter(|order| order.head.customer == row.customer).collect();
        let net: Money = own.iter().map(|order| order.total()).sum();
        let paid: Money = own.iter().map(|order| order.received()).sum();
        let more: Money =
            loose.iter().filter(|row_| row_.customer == row.customer).map(|row| row.amount).sum();
        assert_eq!((row.sales.net, row.sales.paid()), (net, paid.plus(more)), "{}", row.name);
        if let Some(id) = row.customer {
            let desk = match shop.reader.orders(&OrderQuestion::Desk(id)).unwrap() {
                OrderAnswer::Desk(_, Some(desk)) => desk,
                other => panic!("{other:?}"),
            };
            assert_eq!(row.sales.open(), desk.owed, "over all days it is the balance");
        }
    }
    let table = shop.table(OrderScope::of(shop.all()), PayBy::Order);
    assert_eq!(table.rows.len(), counted.len());
    for row in &table.rows {
        let (id, number, state, of) = row.order.as_ref().unwrap();
        let order = counted.iter().find(|order| order.id == *id).unwrap();
        assert_eq!((number, *state, *of), (&order.number, order.state, day(order)));
        let own = naive(order);
        assert_eq!((row.sales.net, row.sales.returns), (own.net, own.returns));
        assert_eq!(row.sales.received, own.received);
    }
    assert_eq!(table.total.net, whole.net);
    let open = shop.table(OrderScope::of(shop.all()).only(Which::Open), PayBy::Customer);
    assert!(open.rows.iter().all(|row| row.sales.open() > Money::ZERO));
}

/// Something somebody does; numbers choose among what there is.
#[derive(Debug, Clone)]
enum Doing {
    Sell { who: u8, what: Vec<(u8, i64, i64, u16)>, off: u16, to: u8 },
    Step { which: u8, to: u8 },
    Return { which: u8, line: u8, part: i64 },
    Pay { which: u8, amount: i64 },
    OnAccount { who: u8, amount: i64 },
    Undo,
    Wait { hours: i64 },
}

fn doing() -> impl Strategy<Value = Doing> {
    let what = prop::collection::vec((0_u8..3, 1_i64..4_000, 0_i64..5_000, 0_u16..3_000), 1..4);
    prop_oneof![
        5 => (0_u8..4, what, 0_u16..2_000, 0_u8..4)
            .prop_map(|(who, what, off, to)| Doing::Sell { who, what, off, to }),
        2 => (any::<u8>(), 0_u8..6).prop_map(|(which, to)| Doing::Step { which, to }),
        3 => (any::<u8>(), 0_u8..4, 1_i64..1_001)
            .prop_map(|(which, line, part)| Doing::Return { which, line, part }),
        2 => (any::<u8>(), -2_000_i64..9_000).prop_map(|(which, amount)| Doing::Pay { which, amount }),
        1 => (0_u8..3, 1_i64..9_000).prop_map(|(who, amount)| Doing::OnAccount { who, amount }),
        2 => Just(Doing::Undo),
        3 => (1_i64..60).prop_map(|hours| Doing::Wait { hours }),
    ]
}

fn chosen(shop: &Shop, which: u8) -> Option<Order> {
    let orders = shop.orders();
    let at = usize::from(which).checked_rem(orders.len())?;
    orders.get(at).cloned()
}

fn person(who: u8) -> Option<CustomerId> {
    [None, Some(WANG), Some(LI), Some(ZHAO)][usize::from(who) % 4]
}

/// Does it; what the shop refuses is refused.
fn perform(shop: &mut Shop, doing: Doing) {
    let op = match doing {
        Doing::Sell { who, what, off, to } => {
            let one = |(product, quantity, price, less): &(u8, i64, i64, u16)| OrderLine {
                discount: if *less > 1_500 { Discount::Percent(*less) } else { Discount::None },
                ..line([WATER, RICE, CLEANING][usize::from(*product)], *quantity, *price)
            };
            let discount = match off {
                0..600 => Discount::None,
                600..1_500 => Discount::Percent(off),
                _ => Discount::Amount(Money(i64::from(off))),
            };
            let head = OrderHead { customer: person(who), discount, ..OrderHead::default() };
            let lines = what.iter().map(one).collect();
            let draft = Box::new(OrderDraft { head, lines, ..OrderDraft::default() });
            let to = OrderState::ALL[usize::from(to)];
            OrderOp::Save { draft, to, paid: None }
        }
        Doing::Step { which, to } => {
            let Some(order) = chosen(shop, which) else { return };
            let to = OrderState::ALL[usize::from(to)];
            OrderOp::Step { order: order.id, revision: order.revision, to }
        }
        Doing::Return { which, line, part } => {
            let Some(order) = chosen(shop, which) else { return };
            let Some(kept) = order.lines.get(usize::from(line)).map(OrderLine::kept) else {
                return;
            };
            let quantity = Quantity(kept.0 * part / 1_000);
            let (lines, revision) = (vec![(u32::from(line), quantity)], order.revision);
            let (reason, refund) = (String::new(), None);
            OrderOp::Return { order: order.id, revision, lines, reason, refund }
        }
        Doing::Pay { which, amount } => {
            let Some(order) = chosen(shop, which) else { return };
            let order = Some(order.id);
            OrderOp::Pay(PaymentDraft { order, amount: Money(amount), ..PaymentDraft::default() })
        }
        Doing::OnAccount { who, amount } => {
            let customer = person(who + 1);
            OrderOp::Pay(PaymentDraft {
                customer,
                amount: Money(amount),
                ..PaymentDraft::default()
            })
        }
        Doing::Undo => {
            shop.now += 60_000;
            let act = shop.act();
            // The three cards and three products of the shop's opening stay.
            if !shop.orders().is_empty() || !shop.payments().is_empty() {
                shop.store.undo(&act).unwrap();
            }
            return;
        }
        Doing::Wait { hours } => {
            shop.now += hours * 3_600_000;
            return;
        }
    };
    drop(shop.order(op));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_is_the_sum_of_the_orders_behind_it(all in prop::collection::vec(doing(), 1..30)) {
        let mut shop = Shop::open();
        for doing in all {
            perform(&mut shop, doing);
        }
        adds_up(&shop);
    }
}

#[test]
fn what_comes_back_is_negative_and_void_drafts_and_undone_orders_count_nowhere() {
    let mut shop = Shop::open();
    let first = shop.sell(Some(WANG), vec![line(WATER, 3_000, 2_000), line(RICE, 500, 4_533)]);
    shop.give_back(&first, 0, 1_000);
    let void = shop.sell_off(
        Some(LI),
        vec![line(RICE, 1_000, 4_533)],
        Discount::None,
        OrderState::Confirmed,
    );
    shop.pay(None, Some(void.id), 4_533);
    shop.order(OrderOp::Step { order: void.id, revision: void.revision, to: OrderState::Void })
        .unwrap();
    shop.sell_off(Some(LI), vec![line(RICE, 9_000, 4_533)], Discount::None, OrderState::Draft);
    shop.sell(None, vec![line(CLEANING, 1_000, 7_777)]);
    let act = shop.act();
    shop.store.undo(&act).unwrap();
    let total = shop.sales(shop.all(), By::Day).total;
    assert_eq!(total.orders, 1, "draft, void and undone are none");
    assert_eq!(total.goods, Money(6_000 + 2_267), "half a sack, rounded half away from nothing");
    assert_eq!((total.discounts, total.returns), (Money::ZERO, Money(-2_000)));
    assert_eq!(total.net, Money(6_267));
    assert_eq!(total.on_account, Money(4_533), "paid, then called off: it is the customer's");
    assert_eq!(total.open(), Money(6_267 - 4_533));
    adds_up(&shop);
}

#[test]
fn a_day_is_the_shops_own_and_the_span_before_is_compared() {
    let mut shop = Shop::open();
    let before = shop.today();
    shop.sell(None, vec![line(WATER, 1_000, 2_000)]);
    shop.now += 3_600_000; // past midnight in Beijing, still the same day in UTC
    let after = shop.today();
    assert_eq!(after, before + 1);
    shop.sell(None, vec![line(WATER, 2_000, 2_000)]);
    let report = shop.sales(Days { first: after, last: after }, By::Day);
    assert_eq!((report.total.net, report.before.net), (Money(4_000), Money(2_000)));
    let both = shop.sales(Days { first: before - 3, last: after }, By::Day);
    let nets: Vec<i64> = both.rows.iter().map(|(_, sales)| sales.net.0).collect();
    assert_eq!(nets, [0, 0, 0, 2_000, 4_000], "days without a sale are rows, too");
    let none = Days { first: after, last: before };
    assert_eq!(shop.sales(none, By::Day).total, Sales::default());
}

#[test]
fn a_category_is_a_part_and_the_letters_say_what_matters() {
    let mut shop = Shop::open();
    for _ in 0..8 {
        shop.sell(Some(WANG), vec![line(WATER, 1_000, 10_000)]);
    }
    shop.sell(Some(LI), vec![line(RICE, 1_000, 15_000)]);
    shop.sell_off(
        None,
        vec![line(CLEANING, 1_000, 5_000)],
        Discount::Amount(Money(1_000)),
        OrderState::Delivered,
    );
    let report = shop.products(shop.all(), None, Rank::Turnover);
    let told: Vec<(&str, Option<i64>, &str)> =
        report.rows.iter().map(|row| (row.name.as_str(), row.share, row.abc.word())).collect();
    assert_eq!(
        told,
        [("Water", Some(800), "A"), ("Rice", Some(150), "B"), ("Cleaning", Some(50), "C")]
    );
    assert_eq!(report.order_discounts, Money(-1_000));
    assert_eq!(report.categories, ["Drinks", "Food"]);
    let food = shop.products(shop.all(), Some("Food"), Rank::Margin);
    assert_eq!(food.rows.len(), 1);
    assert_eq!((food.turnover, food.order_discounts), (Money(15_000), Money::ZERO));
    let scope = OrderScope { category: Some("Food".into()), ..OrderScope::of(shop.all()) };
    assert_eq!(shop.list(&scope).len(), 1);
}

#[test]
fn classes_say_how_often_and_a_card_that_is_gone_is_told_apart() {
    let mut shop = Shop::open();
    let days = Days { first: shop.today(), last: shop.today() + 29 };
    for _ in 0..4 {
        shop.sell(Some(WANG), vec![line(WATER, 1_000, 2_000)]);
    }
    shop.sell(Some(ZHAO), vec![line(WATER, 1_000, 6_000)]);
    shop.sell(Some(LI), vec![line(WATER, 1_000, 100)]);
    let act = shop.act();
    shop.store.carry_out(&act, &Op::DeleteCustomer(LI)).unwrap();
    shop.now += 29 * DAY;
    let report = shop.classes(days);
    let vip = report
        .rows
        .iter()
        .find(|row| row.class == ClassKey::Class("VIP".into()))
        .map(|row| row.figures)
        .unwrap();
    assert_eq!((vip.members, vip.buyers, vip.sales.orders), (2, 2, 5));
    assert_eq!((vip.max, vip.min, vip.sales.mean()), (Money(6_000), Money(2_000), Money(2_800)));
    assert_eq!(vip.monthly, Some(254), "two and a half in thirty days");
    assert!(report.rows.iter().any(|row| row.class == ClassKey::Gone));
    let gone = OrderScope { class: Some(ClassKey::Gone), ..OrderScope::of(days) };
    assert_eq!(shop.list(&gone).len(), 1);
}

#[test]
fn who_usually_orders_now_is_due_and_who_stays_away_is_told() {
    let mut shop = Shop::open();
    for day in [0, 10, 20] {
        shop.now = START + day * DAY;
        shop.sell(Some(WANG), vec![line(WATER, 1_000, 2_000)]);
        let order = shop.sell(Some(ZHAO), vec![line(RICE, 2_000, 4_533)]);
        if day == 20 {
            shop.give_back(&order, 0, 1_000); // one of two was kept: it lasts half as long
        }
    }
    shop.now = START + 25 * DAY;
    let due: Vec<CustomerId> = shop.again().iter().map(|row| row.customer).collect();
    assert_eq!(due, [ZHAO]);
    shop.now = START + 29 * DAY;
    let due = shop.again();
    assert_eq!(due.len(), 2);
    assert_eq!((due[0].customer, due[0].rhythm.late(shop.today())), (ZHAO, 4));
    let wang = &due[1];
    assert_eq!((wang.what.as_str(), wang.phone.as_str()), ("Water", "13800138000"));
    assert_eq!((wang.rhythm.interval, wang.quantity), (10, Quantity::ONE));
    assert!(shop.dormant().is_empty());
    shop.now = START + 41 * DAY;
    let away = shop.dormant();
    assert_eq!(away.len(), 2);
    assert_eq!((away[0].customer, away[0].orders), (ZHAO, 3), "the greatest first");
    assert_eq!(away[1].net, Money(6_000));
    assert!(shop.again().is_empty(), "who stays away is no longer due");
}

fn call(id: i64, customer: Option<CustomerId>, at: i64, outcome: Outcome) -> CallRecord {
    let talked = matches!(outcome, Outcome::Answered | Outcome::Connected);
    let incoming = matches!(outcome, Outcome::Answered | Outcome::Missed);
    CallRecord {
        id: CallId(id),
        line: LineId(0),
        direction: if incoming { Direction::Incoming } else { Direction::Outgoing },
        number: Some(PhoneNumber::new("13800138000")),
        caller_id: None,
        started_utc_millis: at,
        offset_minutes: ZONE,
        rings: 2,
        answered_after: talked.then_some(Duration::from_secs(5)),
        answered_by: None,
        lasted: Some(Duration::from_secs(65)),
        outcome,
        customer,
        note: if talked { "about water".into() } else { String::new() },
        handled: false,
        timeline: Vec::new(),
        treatment: None,
    }
}

#[test]
fn contacts_are_counted_by_day_and_customer_and_who_was_long_not_talked_to_is_found() {
    let mut shop = Shop::open();
    let first = shop.today();
    let act = Act::program(Stamp::default());
    for record in [
        call(1, Some(WANG), START, Outcome::Answered),
        call(2, Some(WANG), START + 3_600_000, Outcome::Missed),
        call(3, Some(LI), START + 2 * DAY, Outcome::Connected),
        call(4, None, START + 2 * DAY, Outcome::Missed),
    ] {
        shop.store.close_call(&act, &record).unwrap();
    }
    shop.now = START + 70 * DAY;
    let days = Days { first, last: first + 3 };
    let report = shop.contacts(days, ContactBy::Day);
    let told: Vec<_> = report
        .rows
        .iter()
        .map(|(key, f)| (key.clone(), f.incoming, f.missed, f.outgoing, f.notes))
        .collect();
    assert_eq!(
        told,
        [
            (ContactKey::Day(first), 1, 0, 0, 1),
            (ContactKey::Day(first + 1), 1, 1, 0, 0),
            (ContactKey::Day(first + 2), 1, 1, 1, 1),
        ]
    );
    assert_eq!(report.total.talk_millis, 120_000);
    let people = shop.contacts(days, ContactBy::Customer);
    assert_eq!(people.rows.len(), 2, "calls of strangers belong to nobody");
    assert_eq!(people.rows[0].0, ContactKey::Customer(WANG, "Wang Wei".into()));
    let agents = shop.contacts(days, ContactBy::Agent);
    assert_eq!(agents.total, report.total);
    let quiet = shop.quiet(60);
    let who: Vec<_> = quiet.rows.iter().map(|row| (row.customer, row.called)).collect();
    assert_eq!(who, [(WANG, Some(first)), (LI, Some(first + 2))], "a missed call is no talk");
    assert_eq!(quiet.never, 1, "Zhao");
    shop.sell(Some(WANG), vec![line(WATER, 1_000, 2_000)]);
    assert_eq!(shop.quiet(60).rows.len(), 1, "an order is a contact");
}
