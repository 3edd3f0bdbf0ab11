//! What a customer owes and has: in money, and in units of a product (tickets, containers, deposits).
//! May depend on `base` and the rest of `crm`.

use crate::base::ids::{CustomerId, OrderId, ProductId};
use crate::base::money::Money;
use crate::crm::goods::product::{Account, Product, Shelf};
use crate::crm::goods::quantity::Quantity;
use crate::crm::orders::line::OrderLine;
use crate::crm::orders::order::{Order, OrderSummary};

/// An account in units set right by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitEntry {
    /// Whose.
    pub customer: CustomerId,
    /// Of which product.
    pub product: ProductId,
    /// Tickets, containers, deposits.
    pub account: Account,
    /// More, or fewer.
    pub quantity: Quantity,
    /// In words.
    pub reason: String,
}

impl UnitEntry {
    /// Whether it can be written down.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.quantity.is_zero()
            && self.quantity.0.unsigned_abs() <= Quantity::MOST.0.unsigned_abs()
    }
}

/// One account in units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitBalance {
    /// Of which product.
    pub product: ProductId,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Tickets, containers, deposits.
    pub account: Account,
    /// How many.
    pub quantity: Quantity,
}

/// What one delivered line does to the customer's accounts in units. `sign` is 1 for going out, −1 for coming back.
#[must_use]
pub fn units_of(
    line: &OrderLine,
    product: &Product,
    moved: Quantity,
    sign: i64,
) -> Vec<(ProductId, Account, Quantity)> {
    let times = |quantity: Quantity| Quantity(quantity.0.saturating_mul(sign));
    let mut out = Vec::new();
    if line.by_ticket {
        out.push((line.product, Account::Ticket, -times(moved)));
    }
    if let Some(of) = product.ticket_for {
        let units = Money(product.ticket_units.0).scaled(moved.0, 1_000).0;
        out.push((of, Account::Ticket, times(Quantity(units))));
    }
    if let Some(container) = product.container {
        out.push((container, Account::Container, times(moved)));
    }
    if product.deposit {
        out.push((line.product, Account::Deposit, times(moved)));
    }
    out
}

/// What the counter wants to know of a customer: the last order, what is open, what is owed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Desk {
    /// Name.
    pub name: String,
    /// Class: the price list.
    pub class: String,
    /// Address.
    pub address: String,
    /// First number.
    pub phone: String,
    /// The last order that was not called off.
    pub last: Option<Order>,
    /// Its products as they are now.
    pub products: Vec<Shelf>,
    /// The newest orders.
    pub recent: Vec<OrderSummary>,
    /// The oldest order that is neither delivered nor ended.
    pub open: Option<OrderSummary>,
    /// Orders there are in all.
    pub orders: u32,
    /// What the customer owes; negative: has paid in advance.
    pub owed: Money,
    /// Tickets, containers, deposits.
    pub units: Vec<UnitBalance>,
    /// Every account in units that the goods of the office give rise to, with what the customer has in it; also the empty.
    pub accounts: Vec<UnitBalance>,
}

impl Desk {
    /// The order that matters most: the oldest that is still open, else the newest.
    #[must_use]
    pub fn foremost(&self) -> Option<&OrderSummary> {
        self.open.as_ref().or_else(|| self.recent.first())
    }

    /// Tickets the customer has for a product.
    #[must_use]
    pub fn tickets(&self, product: ProductId) -> Quantity {
        let fits = |unit: &&UnitBalance| unit.product == product && unit.account == Account::Ticket;
        self.units.iter().find(fits).map(|unit| unit.quantity).unwrap_or_default()
    }

    /// Containers of ours at the customer's.
    #[must_use]
    pub fn containers(&self, product: ProductId) -> Quantity {
        let fits =
            |unit: &&UnitBalance| unit.product == product && unit.account == Account::Container;
        self.units.iter().find(fits).map(|unit| unit.quantity).unwrap_or_default()
    }

    /// The usual order: the last one again, at today's prices, with empties for fulls.
    #[must_use]
    pub fn usual(&self, customer: CustomerId) -> Option<crate::crm::orders::draft::OrderDraft> {
        let mut draft = self.last.as_ref()?.again();
        let products: Vec<Product> =
            self.products.iter().map(|shelf| shelf.product.clone()).collect();
        draft.reprice(&products, &self.class);
        draft.head.customer = Some(customer);
        draft.head.name.clone_from(&self.name);
        if draft.head.address.is_empty() {
            draft.head.address.clone_from(&self.address);
        }
        if draft.head.phone.is_empty() {
            draft.head.phone.clone_from(&self.phone);
        }
        (!draft.lines.is_empty()).then_some(draft)
    }
}

/// What happened on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// An order was agreed.
    Order,
    /// An agreed order was changed or called off.
    Change,
    /// Goods were given back.
    Return,
    /// Money came.
    Payment,
    /// Money was given back.
    Refund,
}

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
    /// What.
    pub kind: EntryKind,
    /// The order, and its number.
    pub order: Option<(OrderId, String)>,
    /// The method of a payment.
    pub method: String,
    /// Owed by it; negative: owed no longer.
    pub charge: Money,
    /// Paid by it; negative: given back.
    pub paid: Money,
}

/// A customer's account between two moments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// Whose.
    pub name: String,
    /// From, milliseconds since 1970 UTC.
    pub from: i64,
    /// … until before.
    pub until: i64,
    /// Owed before.
    pub opening: Money,
    /// What happened, oldest first.
    pub entries: Vec<Entry>,
    /// Tickets, containers, deposits, as they are now.
    pub units: Vec<UnitBalance>,
}

impl Statement {
    /// Owed after each entry.
    #[must_use]
    pub fn running(&self) -> Vec<Money> {
        let mut owed = self.opening;
        let after = |entry: &Entry| {
            owed = owed.plus(entry.charge).minus(entry.paid);
            owed
        };
        self.entries.iter().map(after).collect()
    }

    /// Owed at the end.
    #[must_use]
    pub fn closing(&self) -> Money {
        self.running().last().copied().unwrap_or(self.opening)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_are_bought_by_the_book_and_used_one_by_one() {
        let book = Product {
            ticket_for: Some(ProductId(1)),
            ticket_units: Quantity::whole(20),
            ..Product::default()
        };
        let line = OrderLine { product: ProductId(9), ..OrderLine::default() };
        let bought = units_of(&line, &book, Quantity::whole(2), 1);
        assert_eq!(bought, [(ProductId(1), Account::Ticket, Quantity::whole(40))]);
        let water = Product { container: Some(ProductId(2)), ..Product::default() };
        let used = OrderLine { product: ProductId(1), by_ticket: true, ..OrderLine::default() };
        assert_eq!(
            units_of(&used, &water, Quantity::whole(3), 1),
            [
                (ProductId(1), Account::Ticket, Quantity::whole(-3)),
                (ProductId(2), Account::Container, Quantity::whole(3)),
            ]
        );
    }

    #[test]
    fn a_statement_runs_from_its_opening_to_its_closing() {
        let entry = |charge, paid| Entry {
            at_utc_millis: 0,
            kind: EntryKind::Order,
            order: None,
            method: String::new(),
            charge: Money(charge),
            paid: Money(paid),
        };
        let statement = Statement {
            opening: Money(100),
            entries: vec![entry(50, 0), entry(0, 120)],
            ..Statement::default()
        };
        assert_eq!(statement.running(), [Money(150), Money(30)]);
        assert_eq!(statement.closing(), Money(30));
    }
}
