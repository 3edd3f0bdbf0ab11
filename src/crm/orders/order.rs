//! An order as it is stored and shown. May depend on `base` and the rest of `crm`.

use crate::base::ids::{CustomerId, OrderId, ProductId};
use crate::base::money::Money;
use crate::crm::orders::draft::OrderDraft;
use crate::crm::orders::line::{Discount, OrderLine, total};
use crate::crm::orders::payment::{PayState, PaymentRow};
use crate::crm::orders::state::OrderState;
use serde::{Deserialize, Serialize};

/// What is said about an order beside its lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderHead {
    /// Whose; `None`: somebody at the counter.
    pub customer: Option<CustomerId>,
    /// As the customer was called then.
    pub name: String,
    /// Telephone of whoever receives it.
    pub phone: String,
    /// Where it is brought.
    pub address: String,
    /// When it is to be there, milliseconds since 1970 UTC.
    pub deliver_at: Option<i64>,
    /// Who brings it.
    pub courier: String,
    /// Note.
    pub note: String,
    /// Off the whole.
    pub discount: Discount,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Order {
    /// Store id.
    pub id: OrderId,
    /// Its number: `20261127-003`.
    pub number: String,
    /// Where it stands.
    pub state: OrderState,
    /// Counts the changes: a change made from an older state is refused.
    pub revision: u32,
    /// What is said about it.
    pub head: OrderHead,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// Its payments, oldest first.
    pub payments: Vec<PaymentRow>,
    /// Who made it.
    pub who: String,
    /// When it was made, milliseconds since 1970 UTC.
    pub made_utc_millis: i64,
    /// … and where on earth: minutes east of UTC.
    pub offset_minutes: i16,
    /// When the customer got it.
    pub delivered_utc_millis: Option<i64>,
}

impl Order {
    /// What is owed for it (nothing while it is a draft, or void).
    #[must_use]
    pub fn owed(&self) -> Money {
        if self.state.is_owed() { self.total() } else { Money::ZERO }
    }

    /// What its lines come to.
    #[must_use]
    pub fn total(&self) -> Money {
        total(&self.lines, self.head.discount)
    }

    /// What was paid for it.
    #[must_use]
    pub fn received(&self) -> Money {
        self.payments.iter().map(|payment| payment.amount).sum()
    }

    /// What is still to be paid; negative: paid too much.
    #[must_use]
    pub fn due(&self) -> Money {
        self.owed().minus(self.received())
    }

    /// How far it is paid.
    #[must_use]
    pub fn pay_state(&self) -> PayState {
        PayState::of(self.owed(), self.received())
    }

    /// What the goods that are out cost the shop.
    #[must_use]
    pub fn cost(&self) -> Money {
        self.lines.iter().map(|line| line.cost).sum()
    }

    /// The order as a form holds it.
    #[must_use]
    pub fn draft(&self) -> OrderDraft {
        OrderDraft {
            id: Some(self.id),
            revision: self.revision,
            head: self.head.clone(),
            lines: self.lines.clone(),
        }
    }

    /// The same once more, as a new order; what is gone from the shop is left out by whoever knows.
    #[must_use]
    pub fn again(&self) -> OrderDraft {
        let head = OrderHead { deliver_at: None, note: String::new(), ..self.head.clone() };
        let fresh = |line: &OrderLine| OrderLine {
            returned: crate::crm::goods::quantity::Quantity::ZERO,
            cost: Money::ZERO,
            ..line.clone()
        };
        OrderDraft { id: None, revision: 0, head, lines: self.lines.iter().map(fresh).collect() }
    }

    /// Its products, each once.
    #[must_use]
    pub fn products(&self) -> Vec<ProductId> {
        let mut all: Vec<ProductId> = self.lines.iter().map(|line| line.product).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderSummary {
    /// Store id.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: OrderState,
    /// Counts the changes.
    pub revision: u32,
    /// Whose.
    pub customer: Option<CustomerId>,
    /// As the customer was called then.
    pub name: String,
    /// What it is: `Water ×2, Rice ×1`.
    pub what: String,
    /// What its lines come to.
    pub total: Money,
    /// What was paid for it.
    pub received: Money,
    /// When it was made, milliseconds since 1970 UTC.
    pub made_utc_millis: i64,
    /// When it is to be there.
    pub deliver_at: Option<i64>,
    /// Who brings it.
    pub courier: String,
}

impl OrderSummary {
    /// What is owed for it.
    #[must_use]
    pub fn owed(&self) -> Money {
        if self.state.is_owed() { self.total } else { Money::ZERO }
    }

    /// How far it is paid.
    #[must_use]
    pub fn pay_state(&self) -> PayState {
        PayState::of(self.owed(), self.received)
    }
}

/// What the listed orders sum up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderSums {
    /// What is owed for them.
    pub amount: Money,
    /// What was paid for them.
    pub received: Money,
}
