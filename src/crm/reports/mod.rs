//! Reports of the customer side: sales by period, ranking of products, customer classes, the sales-and-payment table,
//! contacts, who stays away and who is due again. Every figure opens its list. Types and rules; pure.
//! May depend on `base` and the rest of `crm`.

pub mod figures;
pub mod period;
pub mod rhythm;
pub mod scope;
pub mod sheet;
pub mod sheets;

use crate::base::ids::{CustomerId, OrderId, ProductId};
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::order::{OrderSummary, OrderSums};
use crate::crm::orders::state::OrderState;
use crate::crm::reports::figures::{Abc, Sales};
use crate::crm::reports::period::{By, Days};
use crate::crm::reports::rhythm::Rhythm;
use crate::crm::reports::scope::{ClassKey, OrderScope};

/// What products are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rank {
    /// What they brought.
    #[default]
    Turnover,
    /// How many were kept.
    Quantity,
    /// What they left for the shop.
    Margin,
}

impl Rank {
    /// All, in the order of the chips.
    pub const ALL: [Self; 3] = [Self::Turnover, Self::Quantity, Self::Margin];

    /// Its word in texts and commands.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Turnover => "turnover",
            Self::Quantity => "quantity",
            Self::Margin => "margin",
        }
    }
}

/// The rows of the sales-and-payment table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PayBy {
    /// A row a customer, who owes most first.
    #[default]
    Customer,
    /// A row an order, newest first.
    Order,
}

impl PayBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Customer, Self::Order];

    /// Its word in texts and commands.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Order => "order",
        }
    }
}

/// The rows of the contact table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ContactBy {
    /// A row a day.
    #[default]
    Day,
    /// A row an agent.
    Agent,
    /// A row a customer, whom most was talked to first.
    Customer,
}

impl ContactBy {
    /// All, in the order of the chips.
    pub const ALL: [Self; 3] = [Self::Day, Self::Agent, Self::Customer];

    /// Its word in texts and commands.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Agent => "agent",
            Self::Customer => "customer",
        }
    }
}

/// What may be asked of the store. Where a report may be long, `limit` rows come, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ReportQuestion {
    /// Sales of some days in pieces, and of the days they are compared with.
    Sales {
        /// These days.
        days: Days,
        /// Those they are compared with.
        before: Days,
        /// In such pieces.
        by: By,
    },
    /// Products, the greatest first.
    Products {
        /// Sold on these days.
        days: Days,
        /// Of one category only.
        category: Option<String>,
        /// By what.
        rank: Rank,
        /// At most so many.
        limit: u32,
    },
    /// Customer classes, the greatest first.
    Classes {
        /// Sales of these days.
        days: Days,
        /// Only as many days of them as have passed count for the frequency.
        today: i64,
    },
    /// Who ordered, returned, owes, paid what.
    Payments {
        /// Of these orders.
        scope: OrderScope,
        /// In such rows.
        by: PayBy,
        /// At most so many.
        limit: u32,
    },
    /// Calls, talk, notes, tasks.
    Contacts {
        /// On these days.
        days: Days,
        /// In such rows.
        by: ContactBy,
        /// The present moment, milliseconds since 1970 UTC, and minutes east of UTC: promises before it are due, tasks
        /// were done on days of this zone.
        now: (i64, i16),
        /// At most so many.
        limit: u32,
    },
    /// Customers nobody has talked to for so many days, longest first.
    Quiet {
        /// Today.
        today: i64,
        /// For so many days.
        days: u32,
        /// At most so many.
        limit: u32,
    },
    /// Customers who usually order again about now, the longest overdue first.
    Again {
        /// Today.
        today: i64,
        /// At most so many.
        limit: u32,
    },
    /// Customers whose usual time has passed twice, the greatest first.
    Dormant {
        /// Today.
        today: i64,
        /// At most so many.
        limit: u32,
    },
    /// The orders behind a figure, newest first.
    Orders {
        /// Which.
        scope: Box<OrderScope>,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
}

/// The answer to a [`ReportQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum ReportAnswer {
    /// To `Sales`.
    Sales(Box<SalesReport>),
    /// To `Products`.
    Products(Box<ProductReport>),
    /// To `Classes`.
    Classes(Box<ClassReport>),
    /// To `Payments`.
    Payments(Box<PaymentReport>),
    /// To `Contacts`.
    Contacts(Box<ContactReport>),
    /// To `Quiet`.
    Quiet(Box<QuietReport>),
    /// To `Again`: the rows, and how many there are in all.
    Again(Vec<AgainRow>, u64),
    /// To `Dormant`: the rows, and how many there are in all.
    Dormant(Vec<DormantRow>, u64),
    /// To `Orders`: the page, how many there are in all, what they come to.
    Orders(Vec<OrderSummary>, u32, OrderSums),
}

/// Sales of some days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SalesReport {
    /// A row a piece, in order. Empty pieces are among them unless there were too many.
    pub rows: Vec<(Days, Sales)>,
    /// All of them.
    pub total: Sales,
    /// The days they are compared with.
    pub before: Sales,
}

/// Products of some days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductReport {
    /// The greatest first.
    pub rows: Vec<ProductRow>,
    /// How many there are in all.
    pub count: u64,
    /// What all of them brought, also those that are not among the rows.
    pub turnover: Money,
    /// What all of them cost.
    pub cost: Money,
    /// Discounts on whole orders: of no product, not above nothing. Nothing where only one category is looked at.
    pub order_discounts: Money,
    /// Categories there are, for the filter.
    pub categories: Vec<String>,
}

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductRow {
    /// Which.
    pub product: ProductId,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Its category.
    pub category: String,
    /// In how many orders.
    pub orders: u64,
    /// How many were sold.
    pub sold: Quantity,
    /// How many of them came back.
    pub returned: Quantity,
    /// What it brought, after discounts on its lines.
    pub turnover: Money,
    /// What it cost.
    pub cost: Money,
    /// Its part of what all brought, in thousandths.
    pub share: Option<i64>,
    /// Whether it is one of those that matter.
    pub abc: Abc,
}

impl ProductRow {
    /// How many were kept.
    #[must_use]
    pub fn kept(&self) -> Quantity {
        self.sold.minus(self.returned)
    }

    /// What is left of it for the shop.
    #[must_use]
    pub fn margin(&self) -> Money {
        self.turnover.minus(self.cost)
    }
}

/// Customer classes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassReport {
    /// The greatest first.
    pub rows: Vec<ClassRow>,
    /// All of them.
    pub total: ClassFigures,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassRow {
    /// Which.
    pub class: ClassKey,
    /// Its figures.
    pub figures: ClassFigures,
}

/// What the customers of a class did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClassFigures {
    /// How many customers have it.
    pub members: u64,
    /// How many of them bought something.
    pub buyers: u64,
    /// Their sales (`on_account` is left out).
    pub sales: Sales,
    /// The greatest order.
    pub max: Money,
    /// The smallest.
    pub min: Money,
    /// Orders of which something came back.
    pub returned_orders: u64,
    /// Orders of a buyer in a month, in hundredths.
    pub monthly: Option<i64>,
}

/// The sales-and-payment table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentReport {
    /// The rows.
    pub rows: Vec<PaymentLine>,
    /// How many there are in all.
    pub count: u64,
    /// What all of them come to.
    pub total: Sales,
}

/// One customer, or one order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentLine {
    /// Whose; `None`: sold at the counter.
    pub customer: Option<CustomerId>,
    /// The name.
    pub name: String,
    /// The order, where a row is one: its id, its number, its state, its day.
    pub order: Option<(OrderId, String, OrderState, i64)>,
    /// The figures.
    pub sales: Sales,
    /// How it was paid, each way once.
    pub methods: Vec<String>,
}

/// Calls, talk, notes, tasks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactReport {
    /// The rows.
    pub rows: Vec<(ContactKey, Contacts)>,
    /// How many there are in all.
    pub count: u64,
    /// All of them.
    pub total: Contacts,
    /// Promises whose time has come.
    pub promises_due: u64,
    /// Only so many of the newest calls were looked at.
    pub only_newest: Option<u64>,
}

/// What a row of the contact table is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ContactKey {
    /// A day.
    Day(i64),
    /// Who worked; empty: under nobody's name.
    Agent(String),
    /// A customer and the name.
    Customer(CustomerId, String),
}

/// What was talked and done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contacts {
    /// Calls that came.
    pub incoming: u64,
    /// … and were missed.
    pub missed: u64,
    /// Calls that were made.
    pub outgoing: u64,
    /// Talk, milliseconds.
    pub talk_millis: u64,
    /// Calls with a note.
    pub notes: u64,
    /// Tasks done.
    pub tasks: u64,
}

impl Contacts {
    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.incoming += other.incoming;
        self.missed += other.missed;
        self.outgoing += other.outgoing;
        self.talk_millis += other.talk_millis;
        self.notes += other.notes;
        self.tasks += other.tasks;
    }
}

/// Customers nobody has talked to for a while.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuietReport {
    /// Longest first.
    pub rows: Vec<QuietRow>,
    /// How many there are in all.
    pub count: u64,
    /// Cards with neither a call nor an order.
    pub never: u64,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuietRow {
    /// Who.
    pub customer: CustomerId,
    /// The name.
    pub name: String,
    /// The class.
    pub class: String,
    /// The first telephone number.
    pub phone: String,
    /// The day of the last conversation.
    pub called: Option<i64>,
    /// The day of the last order.
    pub ordered: Option<i64>,
}

impl QuietRow {
    /// The day of the last contact.
    #[must_use]
    pub fn last(&self) -> Option<i64> {
        self.called.max(self.ordered)
    }
}

/// Somebody who orders again about now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgainRow {
    /// Who.
    pub customer: CustomerId,
    /// The name.
    pub name: String,
    /// The first telephone number.
    pub phone: String,
    /// What.
    pub product: ProductId,
    /// Its name.
    pub what: String,
    /// Its unit.
    pub unit: String,
    /// How many were taken last.
    pub quantity: Quantity,
    /// How often.
    pub rhythm: Rhythm,
}

/// Somebody who stays away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DormantRow {
    /// Who.
    pub customer: CustomerId,
    /// The name.
    pub name: String,
    /// The class.
    pub class: String,
    /// The first telephone number.
    pub phone: String,
    /// Orders so far.
    pub orders: u64,
    /// What they came to.
    pub net: Money,
    /// How often.
    pub rhythm: Rhythm,
}

impl ReportQuestion {
    /// The same with all its rows.
    #[must_use]
    pub fn whole(mut self) -> Self {
        match &mut self {
            Self::Products { limit, .. }
            | Self::Payments { limit, .. }
            | Self::Contacts { limit, .. }
            | Self::Quiet { limit, .. }
            | Self::Again { limit, .. }
            | Self::Dormant { limit, .. }
            | Self::Orders { limit, .. } => *limit = u32::MAX,
            Self::Sales { .. } | Self::Classes { .. } => {}
        }
        self
    }
}
