//! Which orders a figure is made of. Orders that are drafts, void or undone count nowhere; a day is the order's own day by
//! the shop's calendar, and what later came back or was paid belongs to the order's day too, so that every figure is the sum
//! of the list behind it. May depend on `base` and the rest of `crm`.

use crate::base::ids::{CustomerId, ProductId};
use crate::crm::reports::period::Days;

/// Whose orders, by the customer's class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClassKey {
    /// Customers of this class; empty: of none.
    Class(String),
    /// Nobody's: sold at the counter.
    Counter,
    /// Cards that are gone.
    Gone,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Those of which something came back.
    Returned,
    /// Those that are not fully paid.
    Open,
    /// Those for which money came.
    Paid,
}

impl Which {
    /// All, in the order of the chips.
    pub const ALL: [Self; 4] = [Self::All, Self::Open, Self::Paid, Self::Returned];

    /// Its word in texts and commands.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Returned => "returned",
            Self::Open => "open",
            Self::Paid => "paid",
        }
    }
}

/// Some of the orders.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct OrderScope {
    /// Made on these days.
    pub days: Days,
    /// With this product.
    pub product: Option<ProductId>,
    /// With a product of this category.
    pub category: Option<String>,
    /// Of customers of this class.
    pub class: Option<ClassKey>,
    /// Of one customer.
    pub customer: Option<CustomerId>,
    /// Which of them.
    pub which: Which,
}

impl OrderScope {
    /// All orders of some days.
    #[must_use]
    pub fn of(days: Days) -> Self {
        Self { days, ..Self::default() }
    }

    /// The same, fewer of them.
    #[must_use]
    pub fn only(&self, which: Which) -> Self {
        Self { which, ..self.clone() }
    }
}
