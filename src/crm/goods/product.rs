//! A product: what it is called, what it costs whom, what is done when there is none left, and what goes out and comes
//! back with it (empties, tickets, deposits). May depend on `base` and the rest of `crm`.

use crate::base::ids::ProductId;
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The highest price a product or a line may have: 100 million.
pub const MOST_PRICE: Money = Money(10_000_000_000);

/// What happens when more goes out than there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// It cannot go out.
    Block,
    /// It goes out, and whoever sells it is told.
    #[default]
    Warn,
    /// It goes out.
    Allow,
}

impl Policy {
    /// All, strictest first.
    pub const ALL: [Self; 3] = [Self::Block, Self::Warn, Self::Allow];
}

/// What an account in units counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// Units paid in advance (water tickets): bought +, delivered −.
    Ticket,
    /// Containers of ours at the customer's: out +, in −.
    Container,
    /// Deposits that were paid: paid +, given back −.
    Deposit,
}

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Product {
    /// Store id; `None` before it is saved.
    pub id: Option<ProductId>,
    /// Name.
    pub name: String,
    /// Unit: barrel, kg, piece …
    pub unit: String,
    /// Barcode, or empty.
    pub barcode: String,
    /// Category, or empty.
    pub category: String,
    /// Price for everybody without another.
    pub price: Money,
    /// Prices by customer class.
    pub class_prices: BTreeMap<String, Money>,
    /// What it cost last, for one unit.
    pub cost: Money,
    /// Tax or other note that is printed with it.
    pub note: String,
    /// What happens when there is not enough.
    pub policy: Policy,
    /// From this stock on it is to be ordered; `None`: nobody is told.
    pub low_at: Option<Quantity>,
    /// The container that goes out with each unit and comes back empty.
    pub container: Option<ProductId>,
    /// A ticket: it pays in advance for units of that product.
    pub ticket_for: Option<ProductId>,
    /// How many units one ticket (or book of tickets) pays for.
    pub ticket_units: Quantity,
    /// A deposit: each unit sold is counted as one the customer may ask back.
    pub deposit: bool,
    /// Work, tickets, deposits: it has no stock.
    pub stockless: bool,
    /// Taken out of the lists.
    pub gone: bool,
    /// Counts the changes: a change made from an older state is refused.
    pub revision: u32,
}

/// What is wrong with a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductFault {
    /// It has no name.
    Name,
    /// A price or cost is negative or too high.
    Price,
    /// It is its own container or ticket.
    Link,
    /// A ticket pays for nothing.
    Ticket,
}

impl Product {
    /// What a customer of this class pays for one unit.
    #[must_use]
    pub fn price_for(&self, class: &str) -> Money {
        self.class_prices.get(class.trim()).copied().unwrap_or(self.price)
    }

    /// Whether its stock is counted.
    #[must_use]
    pub const fn is_stocked(&self) -> bool {
        !self.stockless && self.ticket_for.is_none() && !self.deposit
    }

    /// What is wrong with it, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<ProductFault> {
        let sane = |price: &Money| *price >= Money::ZERO && *price <= MOST_PRICE;
        if self.name.trim().is_empty() {
            return Some(ProductFault::Name);
        }
        if !sane(&self.price) || !sane(&self.cost) || !self.class_prices.values().all(sane) {
            return Some(ProductFault::Price);
        }
        if self.id.is_some() && (self.container == self.id || self.ticket_for == self.id) {
            return Some(ProductFault::Link);
        }
        if self.ticket_for.is_some() && !self.ticket_units.fits_line() {
            return Some(ProductFault::Ticket);
        }
        None
    }
}

/// A product with what there is of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shelf {
    /// The product.
    pub product: Product,
    /// The sum of its movements.
    pub stock: Quantity,
    /// What the stock cost: the sum of its movements' values.
    pub value: Money,
}

impl Shelf {
    /// What one unit cost on the average; the last cost when there is none.
    #[must_use]
    pub fn average_cost(&self) -> Money {
        if self.stock > Quantity::ZERO && self.value > Money::ZERO {
            self.value.scaled(1_000, self.stock.0)
        } else {
            self.product.cost
        }
    }

    /// What is left of the price above the cost, in ten-thousandths of the price; `None` without a price or a cost.
    #[must_use]
    pub fn margin(&self) -> Option<i64> {
        let cost = self.average_cost();
        let price = self.product.price;
        if price <= Money::ZERO || cost <= Money::ZERO {
            return None;
        }
        Some(price.minus(cost).scaled(10_000, price.0).0)
    }

    /// Whether it is time to order.
    #[must_use]
    pub fn is_low(&self) -> bool {
        self.product.is_stocked() && self.product.low_at.is_some_and(|low| self.stock <= low)
    }

    /// What happens when so much goes out.
    #[must_use]
    pub fn says(&self, out: Quantity) -> Verdict {
        if !self.product.is_stocked() || self.stock.minus(out) >= Quantity::ZERO {
            return Verdict::Fine;
        }
        match self.product.policy {
            Policy::Block => Verdict::Refused,
            Policy::Warn => Verdict::Warned,
            Policy::Allow => Verdict::Fine,
        }
    }
}

/// What a product's policy says to a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// There is enough, or nobody minds.
    Fine,
    /// There is not enough; it may go all the same.
    Warned,
    /// There is not enough and it may not go.
    Refused,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn water() -> Product {
        Product {
            name: "Water 18.9 l".into(),
            price: Money(2_000),
            class_prices: BTreeMap::from([("VIP".into(), Money(1_800))]),
            cost: Money(900),
            ..Product::default()
        }
    }

    #[test]
    fn a_class_has_its_price_and_everybody_else_the_list_price() {
        assert_eq!(water().price_for(" VIP "), Money(1_800));
        assert_eq!(water().price_for("new"), Money(2_000));
    }

    #[test]
    fn the_policy_decides_what_happens_without_stock() {
        let mut shelf = Shelf { product: water(), stock: Quantity::whole(2), value: Money(1_900) };
        assert_eq!(shelf.says(Quantity::whole(2)), Verdict::Fine);
        assert_eq!(shelf.says(Quantity::whole(3)), Verdict::Warned);
        shelf.product.policy = Policy::Block;
        assert_eq!(shelf.says(Quantity::whole(3)), Verdict::Refused);
        shelf.product.stockless = true;
        assert_eq!(shelf.says(Quantity::whole(3)), Verdict::Fine);
        assert_eq!(shelf.average_cost(), Money(950));
        assert_eq!(shelf.margin(), Some(5_250));
    }

    #[test]
    fn nonsense_is_refused() {
        let with = |change: fn(&mut Product)| {
            let mut product = water();
            change(&mut product);
            product.fault()
        };
        assert_eq!(with(|_| {}), None);
        assert_eq!(with(|p| p.name = "  ".into()), Some(ProductFault::Name));
        assert_eq!(with(|p| p.price = Money(-1)), Some(ProductFault::Price));
        let huge = |p: &mut Product| {
            p.class_prices.insert("x".into(), Money(1_000_000_000_000_000));
        };
        assert_eq!(with(huge), Some(ProductFault::Price));
        assert_eq!(with(|p| p.ticket_for = Some(ProductId(3))), Some(ProductFault::Ticket));
        let own = |p: &mut Product| {
            p.id = Some(ProductId(3));
            p.container = Some(ProductId(3));
        };
        assert_eq!(with(own), Some(ProductFault::Link));
    }
}
