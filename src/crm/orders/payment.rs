//! Money that came or was given back, and how far an order is paid. May depend on `base` and the rest of `crm`.

use crate::base::ids::{CustomerId, OrderId};
use crate::base::money::Money;
use crate::crm::orders::draft::MOST_TOTAL;
use serde::{Deserialize, Serialize};

/// How far an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayState {
    /// Nothing is owed and nothing was paid.
    Nothing,
    /// Nothing was paid yet.
    Unpaid,
    /// A part was paid.
    Part,
    /// All was paid.
    Paid,
    /// More was paid than is owed: it is the customer's.
    Over,
}

impl PayState {
    /// Those a list may be narrowed to.
    pub const LISTED: [Self; 4] = [Self::Unpaid, Self::Part, Self::Paid, Self::Over];

    /// Of what is owed and what was paid.
    #[must_use]
    pub fn of(owed: Money, received: Money) -> Self {
        if owed.is_zero() && received.is_zero() {
            Self::Nothing
        } else if received > owed {
            Self::Over
        } else if received == owed {
            Self::Paid
        } else if received > Money::ZERO {
            Self::Part
        } else {
            Self::Unpaid
        }
    }
}

/// Money to be written down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentDraft {
    /// Whose; an order's own customer when there is an order.
    pub customer: Option<CustomerId>,
    /// For which order; `None`: on the account.
    pub order: Option<OrderId>,
    /// How much; negative: given back.
    pub amount: Money,
    /// How: cash, transfer …
    pub method: String,
    /// Note.
    pub note: String,
}

impl PaymentDraft {
    /// Whether it can be written down.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let within = self.amount >= -MOST_TOTAL && self.amount <= MOST_TOTAL;
        within && !self.amount.is_zero() && (self.customer.is_some() || self.order.is_some())
    }
}

/// A payment as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentRow {
    /// Row.
    pub id: i64,
    /// Whose.
    pub customer: Option<CustomerId>,
    /// The customer's name.
    pub name: String,
    /// For which order, and its number.
    pub order: Option<(OrderId, String)>,
    /// How much; negative: given back.
    pub amount: Money,
    /// How.
    pub method: String,
    /// Note.
    pub note: String,
    /// Who took it.
    pub who: String,
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
}

/// Which payments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentFilter {
    /// Part of a name, a note or an order's number; empty: all.
    pub text: String,
    /// Of one customer.
    pub customer: Option<CustomerId>,
    /// By one method; empty: all.
    pub method: String,
    /// From this moment on, milliseconds since 1970 UTC.
    pub from_utc_millis: Option<i64>,
    /// … and before this one.
    pub until_utc_millis: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_unpaid_part_paid_paid_or_more() {
        let state = |owed, received| PayState::of(Money(owed), Money(received));
        assert_eq!(state(0, 0), PayState::Nothing);
        assert_eq!(state(100, 0), PayState::Unpaid);
        assert_eq!(state(100, 30), PayState::Part);
        assert_eq!(state(100, 100), PayState::Paid);
        assert_eq!(state(100, 130), PayState::Over);
        assert_eq!(state(0, 30), PayState::Over, "paid, then void");
        assert_eq!(state(100, -5), PayState::Unpaid);
    }

    #[test]
    fn nothing_and_too_much_are_no_payments() {
        let pay = |amount| PaymentDraft {
            order: Some(OrderId(1)),
            amount: Money(amount),
            ..PaymentDraft::default()
        };
        assert!(pay(5).is_sound() && pay(-5).is_sound());
        assert!(!pay(0).is_sound() && !pay(100_000_000_000_000_000).is_sound());
        assert!(!PaymentDraft { amount: Money(5), ..PaymentDraft::default() }.is_sound());
    }
}
