//! The shop under test: two customers, five products, and what must always hold.

use super::*;

pub const WATER: ProductId = ProductId(2);
pub const BARREL: ProductId = ProductId(1);
pub const TICKETS: ProductId = ProductId(3);
pub const RICE: ProductId = ProductId(4);
pub const DEPOSIT: ProductId = ProductId(5);
pub const WANG: CustomerId = CustomerId(1);
pub const LI: CustomerId = CustomerId(2);

/// Two cards, five products and two deliveries open the shop: those stay.
pub const OPENED: i64 = 9;

pub struct Shop {
    pub dir: tempfile::TempDir,
    pub store: Store,
    pub reader: Reader,
    pub minutes: i64,
}

impl Shop {
    pub fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("shop.db");
        Self::begin(dir, &path)
    }

    /// The shop in a file as it stands.
    pub fn again(dir: tempfile::TempDir, path: &std::path::Path) -> Self {
        let (store, _) = Store::open(path, Stamp::default()).unwrap();
        let reader = store.reader().unwrap();
        Self { dir, store, reader, minutes: 0 }
    }

    /// A new one in this file.
    pub fn begin(dir: tempfile::TempDir, path: &std::path::Path) -> Self {
        let mut shop = Self::again(dir, path);
        let card = |name: &str, class: &str, number: &str| Customer {
            name: name.into(),
            class: class.into(),
            numbers: vec![ContactNumber {
                number: PhoneNumber::new(number),
                ..ContactNumber::default()
            }],
            ..Customer::default()
        };
        for customer in [card("Wang Wei", "VIP", "13812345678"), card("Li Na", "", "13912345678")] {
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
    pub fn act(&self) -> Act {
        let utc_millis = 1_795_400_000_000 + self.minutes * 60_000;
        Act::person("Anna", Stamp { utc_millis, offset_minutes: 480, ..Stamp::default() })
    }

    pub fn carry_out(&mut self, op: OfficeOp) -> Result<Receipt> {
        self.minutes += 1;
        let act = self.act();
        self.store.carry_out(&act, &Op::Office(Box::new(op)))
    }

    pub fn goods(&mut self, op: GoodsOp) -> Result<Receipt> {
        self.carry_out(OfficeOp::Goods(op))
    }

    pub fn order(&mut self, op: OrderOp) -> Result<Receipt> {
        self.carry_out(OfficeOp::Orders(op))
    }

    pub fn take_in(&mut self, product: ProductId, units: i64, cost: Option<i64>) {
        let entry = StockEntry {
            product,
            kind: MovementKind::In,
            quantity: Quantity::whole(units),
            cost: cost.map(Money),
            reason: String::new(),
        };
        self.goods(GoodsOp::Move(entry)).unwrap();
    }

    pub fn undo(&mut self) -> Deed {
        self.minutes += 1;
        let act = self.act();
        self.store.undo(&act).unwrap().deed
    }

    pub fn shelf(&self, id: ProductId) -> Shelf {
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

    pub fn movements(&self) -> Vec<Movement> {
        let question = GoodsQuestion::Movements { product: None, offset: 0, limit: 100_000 };
        let GoodsAnswer::Movements(rows, total) = self.reader.goods(&question).unwrap() else {
            panic!("movements")
        };
        assert_eq!(rows.len(), usize::try_from(total).unwrap());
        rows
    }

    pub fn orders(&self, filter: OrderFilter) -> (Vec<OrderSummary>, OrderSums) {
        let question = OrderQuestion::Orders { filter, offset: 0, limit: 100_000 };
        let OrderAnswer::Orders(rows, total, sums) = self.reader.orders(&question).unwrap() else {
            panic!("orders")
        };
        assert_eq!(rows.len(), usize::try_from(total).unwrap());
        (rows, sums)
    }

    pub fn get(&self, id: OrderId) -> Order {
        let OrderAnswer::Order(found) = self.reader.orders(&OrderQuestion::Order(id)).unwrap()
        else {
            panic!("order")
        };
        *found.unwrap()
    }

    pub fn newest(&self) -> Order {
        let (rows, _) = self.orders(OrderFilter::default());
        self.get(rows[0].id)
    }

    /// Of a customer; nothing of one whose card is gone.
    pub fn desk(&self, customer: CustomerId) -> Desk {
        let OrderAnswer::Desk(_, found) =
            self.reader.orders(&OrderQuestion::Desk(customer)).unwrap()
        else {
            panic!("desk")
        };
        found.map(|desk| *desk).unwrap_or_default()
    }

    pub fn statement(&self, customer: CustomerId, from: i64, until: i64) -> Statement {
        let question = OrderQuestion::Statement { customer, from, until };
        let OrderAnswer::Statement(found) = self.reader.orders(&question).unwrap() else {
            panic!("statement")
        };
        *found
    }

    pub fn paid(&self, customer: Option<CustomerId>) -> (usize, Money) {
        let filter = PaymentFilter { customer, ..PaymentFilter::default() };
        let question = OrderQuestion::Payments { filter, offset: 0, limit: 100_000 };
        let OrderAnswer::Payments(rows, _, sum) = self.reader.orders(&question).unwrap() else {
            panic!("payments")
        };
        assert_eq!(rows.iter().map(|row| row.amount).sum::<Money>(), sum);
        (rows.len(), sum)
    }

    pub fn sell(&mut self, customer: CustomerId, lines: Vec<OrderLine>, to: OrderState) -> Order {
        let draft = draft(Some(customer), lines);
        self.order(OrderOp::Save { draft: Box::new(draft), to, paid: None }).unwrap();
        self.newest()
    }

    /// Everything that must always hold.
    pub fn adds_up(&self) {
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

    pub fn numbers_have_no_gaps(&self, rows: &[OrderSummary]) {
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
    pub fn picture(&self) -> String {
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

pub fn shelves() -> Vec<Product> {
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

pub fn line(product: ProductId, thousandths: i64, price: i64) -> OrderLine {
    OrderLine {
        product,
        quantity: Quantity(thousandths),
        price: Money(price),
        ..OrderLine::default()
    }
}

pub fn draft(customer: Option<CustomerId>, lines: Vec<OrderLine>) -> OrderDraft {
    let head = OrderHead { customer, ..OrderHead::default() };
    OrderDraft { head, lines, ..OrderDraft::default() }
}
