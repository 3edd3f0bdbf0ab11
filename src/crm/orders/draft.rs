//! An order as somebody types it, and what may be wrong with it. May depend on `base` and the rest of `crm`.

use crate::base::ids::OrderId;
use crate::base::money::Money;
use crate::crm::goods::product::{MOST_PRICE, Product};
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::line::{Discount, OrderLine, total};
use crate::crm::orders::order::OrderHead;

/// The most lines an order has.
pub const MOST_LINES: usize = 200;
/// The most an order or a payment comes to: 100 billion.
pub const MOST_TOTAL: Money = Money(10_000_000_000_000);

/// An order being typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderDraft {
    /// `None`: a new one.
    pub id: Option<OrderId>,
    /// The stored order's revision it was begun from.
    pub revision: u32,
    /// What is said about it.
    pub head: OrderHead,
    /// Its lines.
    pub lines: Vec<OrderLine>,
}

/// What is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftFault {
    /// It has no line.
    Empty,
    /// It has too many.
    TooLong,
    /// The quantity of this line is nothing, negative or too much.
    Quantity(usize),
    /// The price of this line is negative or too high.
    Price(usize),
    /// The discount of this line (or, without one, of the whole) cannot be given.
    Discount(Option<usize>),
    /// It comes to more than an order may.
    TooMuch,
    /// Tickets belong to somebody.
    Nobody,
}

impl OrderDraft {
    /// What its lines come to.
    #[must_use]
    pub fn total(&self) -> Money {
        total(&self.lines, self.head.discount)
    }

    /// What is wrong with it, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<DraftFault> {
        if self.lines.is_empty() {
            return Some(DraftFault::Empty);
        }
        if self.lines.len() > MOST_LINES {
            return Some(DraftFault::TooLong);
        }
        if let Some(fault) = self.lines.iter().enumerate().find_map(|(at, line)| wrong(at, line)) {
            return Some(fault);
        }
        if !self.head.discount.is_sound() {
            return Some(DraftFault::Discount(None));
        }
        if self.total() > MOST_TOTAL {
            return Some(DraftFault::TooMuch);
        }
        if self.head.customer.is_none() && self.lines.iter().any(|line| line.by_ticket) {
            return Some(DraftFault::Nobody);
        }
        None
    }

    /// Adds a product at the customer's price; one more of a line that has it already.
    pub fn add(&mut self, product: &Product, class: &str) {
        let Some(id) = product.id else { return };
        let same = |line: &&mut OrderLine| line.product == id && !line.by_ticket;
        if let Some(line) = self.lines.iter_mut().find(same) {
            line.quantity = line.quantity.plus(Quantity::ONE).min(Quantity::MOST);
            return;
        }
        self.lines.push(OrderLine {
            product: id,
            name: product.name.clone(),
            unit: product.unit.clone(),
            quantity: Quantity::ONE,
            price: product.price_for(class),
            ..OrderLine::default()
        });
    }

    /// Prices of today's list for this class in place of those the draft has; products that are gone lose their lines.
    pub fn reprice(&mut self, products: &[Product], class: &str) {
        let known = |line: &OrderLine| products.iter().find(|p| p.id == Some(line.product));
        self.lines.retain(|line| known(line).is_none_or(|product| !product.gone));
        for line in &mut self.lines {
            let product = products.iter().find(|p| p.id == Some(line.product));
            if let Some(product) = product {
                line.name.clone_from(&product.name);
                line.unit.clone_from(&product.unit);
                line.price = product.price_for(class);
            }
        }
    }
}

fn wrong(at: usize, line: &OrderLine) -> Option<DraftFault> {
    if !line.quantity.fits_line() || line.empties < Quantity::ZERO || line.empties > Quantity::MOST
    {
        return Some(DraftFault::Quantity(at));
    }
    if line.price < Money::ZERO || line.price > MOST_PRICE {
        return Some(DraftFault::Price(at));
    }
    let whole = line.price.scaled(line.quantity.0, 1_000);
    let sound = match line.discount {
        Discount::Amount(off) => off <= whole && line.discount.is_sound(),
        other => other.is_sound(),
    };
    (!sound).then_some(DraftFault::Discount(Some(at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::ProductId;

    fn draft(units: i64, price: i64) -> OrderDraft {
        let line = OrderLine {
            quantity: Quantity::whole(units),
            price: Money(price),
            ..OrderLine::default()
        };
        OrderDraft { lines: vec![line], ..OrderDraft::default() }
    }

    #[test]
    fn what_cannot_be_sold_is_refused() {
        assert_eq!(draft(2, 1_500).fault(), None);
        assert_eq!(OrderDraft::default().fault(), Some(DraftFault::Empty));
        assert_eq!(draft(-2, 1_500).fault(), Some(DraftFault::Quantity(0)));
        assert_eq!(draft(0, 1_500).fault(), Some(DraftFault::Quantity(0)));
        assert_eq!(draft(100_001, 1).fault(), Some(DraftFault::Quantity(0)));
        assert_eq!(draft(1, -1).fault(), Some(DraftFault::Price(0)));
        assert_eq!(draft(1, 1_000_000_000_000_000).fault(), Some(DraftFault::Price(0)));
        assert_eq!(draft(100_000, 10_000_000_000).fault(), Some(DraftFault::TooMuch));
        let mut off = draft(1, 100);
        off.lines[0].discount = Discount::Amount(Money(101));
        assert_eq!(off.fault(), Some(DraftFault::Discount(Some(0))));
        let mut ticket = draft(1, 100);
        ticket.lines[0].by_ticket = true;
        assert_eq!(ticket.fault(), Some(DraftFault::Nobody));
    }

    #[test]
    fn a_repeated_order_has_todays_prices_and_nothing_that_is_gone() {
        let product = |id: i64, price: i64, gone: bool| Product {
            id: Some(ProductId(id)),
            name: format!("p{id}"),
            price: Money(price),
            gone,
            ..Product::default()
        };
        let mut order = OrderDraft::default();
        order.add(&product(1, 100, false), "");
        order.add(&product(1, 100, false), "");
        order.add(&product(2, 50, false), "");
        assert_eq!(order.lines[0].quantity, Quantity::whole(2));
        order.reprice(&[product(1, 120, false), product(2, 50, true)], "");
        assert_eq!((order.lines.len(), order.total()), (1, Money(240)));
    }
}
