//! Orders, delivery and return slips, payments, balances in money and in units.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

pub mod account;
pub mod draft;
pub mod line;
pub mod number;
pub mod order;
pub mod payment;
pub mod slip;
pub mod state;
pub mod width;

use crate::base::ids::{CustomerId, OrderId};
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::account::{Desk, Statement, UnitEntry};
use crate::crm::orders::draft::OrderDraft;
use crate::crm::orders::order::{Order, OrderSummary, OrderSums};
use crate::crm::orders::payment::{PayState, PaymentDraft, PaymentFilter, PaymentRow};
use crate::crm::orders::state::OrderState;

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderOp {
    /// Create or change an order, bring it into a state, and perhaps take money for it: all of it or nothing.
    Save {
        /// The order as typed.
        draft: Box<OrderDraft>,
        /// The state it is to be in.
        to: OrderState,
        /// What was paid: amount and method.
        paid: Option<(Money, String)>,
    },
    /// Bring an order into another state.
    Step {
        /// Which.
        order: OrderId,
        /// As it was seen.
        revision: u32,
        /// Where to.
        to: OrderState,
    },
    /// Goods of a delivered order came back.
    Return {
        /// Which.
        order: OrderId,
        /// As it was seen.
        revision: u32,
        /// Lines by position, and how many of each.
        lines: Vec<(u32, Quantity)>,
        /// Why.
        reason: String,
        /// What was given back: amount and method.
        refund: Option<(Money, String)>,
    },
    /// Money came, or was given back.
    Pay(PaymentDraft),
    /// An account in units is set right: empties came back, tickets were given.
    Units(UnitEntry),
}

impl OrderOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Save { .. } => "save_order",
            Self::Step { .. } => "step_order",
            Self::Return { .. } => "return_order",
            Self::Pay(draft) if draft.amount < Money::ZERO => "refund",
            Self::Pay(_) => "take_payment",
            Self::Units(_) => "move_units",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        true
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        false
    }
}

/// By what a list of orders stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OrderBy {
    /// When they were made.
    #[default]
    Made,
    /// Whose they are, by name.
    Customer,
    /// What they come to.
    Amount,
    /// What was paid for them.
    Received,
}

/// Which orders.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderFilter {
    /// Part of a number, a name, an address, a telephone number or a product; empty: all.
    pub text: String,
    /// Of one customer.
    pub customer: Option<CustomerId>,
    /// In one state.
    pub state: Option<OrderState>,
    /// Only what is neither delivered nor ended.
    pub open: bool,
    /// How far they are paid.
    pub pay: Option<PayState>,
    /// Made from this moment on, milliseconds since 1970 UTC.
    pub from_utc_millis: Option<i64>,
    /// … and before this one.
    pub until_utc_millis: Option<i64>,
    /// By what they stand.
    pub by: OrderBy,
    /// The least (oldest, smallest) first.
    pub rising: bool,
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderQuestion {
    /// Orders, newest first, with their sums.
    Orders {
        /// Which.
        filter: OrderFilter,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// One order with lines and payments.
    Order(OrderId),
    /// What the counter wants to know of a customer.
    Desk(CustomerId),
    /// An order and its customer's desk, both of one state of the store: what goes on paper.
    Slip(OrderId),
    /// Payments, newest first, with their sum.
    Payments {
        /// Which.
        filter: PaymentFilter,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// A customer's account between two moments (milliseconds since 1970 UTC).
    Statement {
        /// Whose.
        customer: CustomerId,
        /// From.
        from: i64,
        /// … until before.
        until: i64,
    },
}

/// The answer to a [`OrderQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum OrderAnswer {
    /// The page, how many there are in all, and what they sum up to.
    Orders(Vec<OrderSummary>, u32, OrderSums),
    /// `None`: there is no such order.
    Order(Option<Box<Order>>),
    /// The customer's desk; `None`: there is no such customer.
    Desk(CustomerId, Option<Box<Desk>>),
    /// The order and its customer's desk; `None`: there is no such order.
    Slip(Option<Box<(Order, Option<Desk>)>>),
    /// The page, how many there are in all, and their sum.
    Payments(Vec<PaymentRow>, u32, Money),
    /// The account.
    Statement(Box<Statement>),
}
