//! The sales-and-payment table as rows of a file. May depend on `base`, `crm`.

use super::Cell;
use super::rows::{moment, word};
use crate::base::money::Money;
use crate::crm::orders::order::{OrderSummary, OrderSums};
use crate::crm::orders::payment::PayState;
use crate::crm::orders::state::OrderState;
use std::collections::BTreeMap;

/// Keys of the columns' names, in order.
pub const COLUMNS: [&str; 11] = [
    "orders.col_number",
    "orders.col_date",
    "orders.col_customer",
    "orders.col_what",
    "orders.col_amount",
    "orders.col_received",
    "orders.due",
    "orders.col_paid",
    "orders.col_state",
    "orders.deliver_day",
    "orders.courier",
];

/// The head of the table.
#[must_use]
pub fn order_head(words: &BTreeMap<String, String>) -> Vec<String> {
    COLUMNS.iter().map(|key| word(words, key)).collect()
}

/// An order as a row under [`order_head`]; times on the wall clock `offset_minutes` east of UTC.
#[must_use]
pub fn order_row(
    words: &BTreeMap<String, String>,
    order: &OrderSummary,
    offset_minutes: i16,
) -> Vec<Cell> {
    let text = |text: &str| {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    };
    let said = |key: &str| Cell::Text(word(words, key));
    let due = order.owed().minus(order.received);
    vec![
        text(&order.number),
        moment(order.made_utc_millis, offset_minutes),
        if order.name.is_empty() { said("orders.counter") } else { text(&order.name) },
        text(&order.what),
        Cell::Money(order.owed()),
        Cell::Money(order.received),
        Cell::Money(due),
        said(pay(order.pay_state())),
        said(state(order.state)),
        order.deliver_at.map_or(Cell::Empty, |at| moment(at, offset_minutes)),
        text(&order.courier),
    ]
}

/// The sums below the orders.
#[must_use]
pub fn order_sum(words: &BTreeMap<String, String>, sums: OrderSums) -> Vec<Cell> {
    let due: Money = sums.amount.minus(sums.received);
    let mut cells = vec![Cell::Empty; COLUMNS.len()];
    for (at, cell) in [
        (0, Cell::Text(word(words, "orders.total"))),
        (4, Cell::Money(sums.amount)),
        (5, Cell::Money(sums.received)),
        (6, Cell::Money(due)),
    ] {
        if let Some(place) = cells.get_mut(at) {
            *place = cell;
        }
    }
    cells
}

const fn pay(state: PayState) -> &'static str {
    match state {
        PayState::Nothing => "orders.pay_nothing",
        PayState::Unpaid => "orders.pay_unpaid",
        PayState::Part => "orders.pay_part",
        PayState::Paid => "orders.pay_paid",
        PayState::Over => "orders.pay_over",
    }
}

const fn state(state: OrderState) -> &'static str {
    match state {
        OrderState::Draft => "orders.state_draft",
        OrderState::Confirmed => "orders.state_confirmed",
        OrderState::Delivering => "orders.state_delivering",
        OrderState::Delivered => "orders.state_delivered",
        OrderState::Returned => "orders.state_returned",
        OrderState::Void => "orders.state_void",
    }
}
