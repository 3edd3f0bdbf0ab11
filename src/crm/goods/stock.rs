//! Stock: movements, and nothing else. Each has a quantity and a value; their sums are what there is and what it cost, so
//! that the average cost needs no floating point and an undone movement leaves no trace. May depend on `base`.

use crate::base::ids::{OrderId, ProductId};
use crate::base::money::Money;
use crate::crm::goods::product::MOST_PRICE;
use crate::crm::goods::quantity::Quantity;
use serde::{Deserialize, Serialize};

/// Why goods moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// Bought or made.
    In,
    /// Sold or used.
    Out,
    /// The difference found by a count.
    Count,
    /// Given back.
    Return,
    /// Broken, lost, too old.
    WriteOff,
}

impl MovementKind {
    /// Those a person may enter one by one.
    pub const ENTERED: [Self; 4] = [Self::In, Self::Out, Self::Return, Self::WriteOff];

    /// A positive quantity as the movement's own: what goes out is negative.
    #[must_use]
    pub fn signed(self, quantity: Quantity) -> Quantity {
        match self {
            Self::In | Self::Return | Self::Count => quantity,
            Self::Out | Self::WriteOff => -quantity,
        }
    }
}

/// Goods that move by a person's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockEntry {
    /// Which.
    pub product: ProductId,
    /// Why.
    pub kind: MovementKind,
    /// How many, more than nothing.
    pub quantity: Quantity,
    /// What one unit cost; `None`: as on the average.
    pub cost: Option<Money>,
    /// In words.
    pub reason: String,
}

impl StockEntry {
    /// Whether it can be written down.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let cost = self.cost.unwrap_or_default();
        self.kind != MovementKind::Count
            && self.quantity.fits_line()
            && cost >= Money::ZERO
            && cost <= MOST_PRICE
    }
}

/// A line of a count sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Which.
    pub product: ProductId,
    /// How many there are.
    pub there: Quantity,
}

/// A movement as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Row.
    pub id: i64,
    /// Of what.
    pub product: ProductId,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Signed.
    pub quantity: Quantity,
    /// Signed.
    pub value: Money,
    /// Why.
    pub kind: MovementKind,
    /// In words.
    pub reason: String,
    /// The order it belongs to, and that order's number.
    pub order: Option<(OrderId, String)>,
    /// Who.
    pub who: String,
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
}

/// The value of a movement: what comes in costs `cost` a unit (`None`: the average); what goes out takes its share of the
/// value along, and the last unit all of it. `last_cost` stands in where there is nothing to share.
#[must_use]
pub fn value_of(
    (stock, value): (Quantity, Money),
    moved: Quantity,
    cost: Option<Money>,
    last_cost: Money,
) -> Money {
    let at = |cost: Money| cost.scaled(moved.0, 1_000);
    if let Some(cost) = cost {
        return at(cost);
    }
    if stock <= Quantity::ZERO {
        return at(last_cost);
    }
    if stock.plus(moved).is_zero() {
        return -value;
    }
    value.scaled(moved.0, stock.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_average_moves_with_what_comes_in_and_stays_with_what_goes_out() {
        let mut shelf = (Quantity::ZERO, Money::ZERO);
        let mut go = |units: i64, cost: Option<i64>| {
            let moved = Quantity::whole(units);
            let value = value_of(shelf, moved, cost.map(Money), Money(100));
            shelf = (shelf.0.plus(moved), shelf.1.plus(value));
            shelf
        };
        assert_eq!(go(10, Some(100)).1, Money(1_000));
        assert_eq!(go(10, Some(200)).1, Money(3_000), "150 a unit");
        assert_eq!(go(-5, None).1, Money(2_250));
        assert_eq!(go(-15, None), (Quantity::ZERO, Money::ZERO), "nothing left, no value left");
        assert_eq!(go(-1, None).1, Money(-100), "sold before it came: at the last cost");
    }

    proptest! {
        #[test]
        fn an_empty_shelf_is_worth_nothing(parts in prop::collection::vec(1_i64..50_000, 1..20), cost in 0_i64..100_000) {
            let all = Quantity(parts.iter().sum());
            let mut shelf = (all, value_of((Quantity::ZERO, Money::ZERO), all, Some(Money(cost)), Money::ZERO));
            for part in parts {
                let moved = Quantity(-part);
                let value = value_of(shelf, moved, None, Money(cost));
                prop_assert!(value <= Money::ZERO);
                shelf = (shelf.0.plus(moved), shelf.1.plus(value));
                prop_assert!(shelf.1 >= Money::ZERO);
            }
            prop_assert_eq!(shelf, (Quantity::ZERO, Money::ZERO));
        }
    }
}
