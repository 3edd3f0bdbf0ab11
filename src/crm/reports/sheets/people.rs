//! Customers to be thought of: nobody talked to them, they stay away, they are due again.
//! May depend on the rest of `crm::reports`.

use super::{column, day, money, more, text};
use crate::base::ids::CustomerId;
use crate::crm::reports::period::{Days, date_of};
use crate::crm::reports::scope::OrderScope;
use crate::crm::reports::sheet::{CallsOf, Cell, Column, Figure, Opens, Sheet, Wide};
use crate::crm::reports::{AgainRow, DormantRow, QuietReport};

pub(super) const QUIET: &[Column] = &[
    column("reports.col_customer", Wide::Name, 0),
    column("reports.col_class", Wide::Word, 3),
    column("reports.col_phone", Wide::Word, 1),
    column("reports.col_last_call", Wide::Word, 2),
    column("reports.col_last_order", Wide::Word, 2),
    column("reports.col_days_since", Wide::Small, 0),
];

/// Customers nobody has talked to.
#[must_use]
pub fn quiet(today: i64, report: &QuietReport) -> Sheet {
    let rows = report.rows.iter().map(|row| {
        let since = row.last().map(|last| today.saturating_sub(last));
        vec![
            person(row.customer, &row.name),
            text(&row.class).into(),
            dial(row.customer, &row.phone),
            called(row.customer, row.called),
            ordered(row.customer, row.ordered),
            since.map_or(Figure::Nothing, Figure::Signed).into(),
        ]
    });
    Sheet {
        title: "reports.title_quiet",
        about: date_of(today).to_string(),
        columns: QUIET.to_vec(),
        rows: rows.collect(),
        sums: Vec::new(),
        more: more(report.rows.len(), report.count),
    }
}

pub(super) const AGAIN: &[Column] = &[
    column("reports.col_customer", Wide::Name, 0),
    column("reports.col_phone", Wide::Word, 1),
    column("reports.col_product", Wide::Name, 0),
    column("reports.col_took", Wide::Small, 2),
    column("reports.col_unit", Wide::Small, 3),
    column("reports.col_last_order", Wide::Word, 2),
    column("reports.col_interval", Wide::Small, 3),
    column("reports.col_expected", Wide::Word, 1),
    column("reports.col_late", Wide::Small, 0),
];

/// Customers who usually order again about now.
#[must_use]
pub fn again(today: i64, rows: &[AgainRow], count: u64) -> Sheet {
    let cells = rows.iter().map(|row| {
        let days = Days { first: row.rhythm.last, last: row.rhythm.last };
        let scope = OrderScope {
            customer: Some(row.customer),
            product: Some(row.product),
            ..OrderScope::of(days)
        };
        let all = OrderScope { days: Days { first: 0, last: today }, ..scope.clone() };
        let ever = |figure| Cell::opening(figure, Opens::Orders(Box::new(all.clone())));
        vec![
            person(row.customer, &row.name),
            dial(row.customer, &row.phone),
            Cell::opening(text(&row.what), Opens::Usual(row.customer)),
            ever(Figure::Quantity(row.quantity)),
            text(&row.unit).into(),
            Cell::opening(Figure::Day(row.rhythm.last), Opens::Orders(Box::new(scope))),
            ever(Figure::Signed(row.rhythm.interval)),
            Figure::Day(row.rhythm.next).into(),
            Figure::Signed(row.rhythm.late(today)).into(),
        ]
    });
    Sheet {
        title: "reports.title_again",
        about: date_of(today).to_string(),
        columns: AGAIN.to_vec(),
        rows: cells.collect(),
        sums: Vec::new(),
        more: more(rows.len(), count),
    }
}

pub(super) const DORMANT: &[Column] = &[
    column("reports.col_customer", Wide::Name, 0),
    column("reports.col_class", Wide::Word, 3),
    column("reports.col_phone", Wide::Word, 1),
    column("reports.col_orders", Wide::Small, 2),
    column("reports.col_sum", Wide::Amount, 0),
    column("reports.col_interval", Wide::Small, 2),
    column("reports.col_last_order", Wide::Word, 1),
    column("reports.col_days_since", Wide::Small, 0),
];

/// Customers who stay away.
#[must_use]
pub fn dormant(today: i64, rows: &[DormantRow], count: u64) -> Sheet {
    let cells = rows.iter().map(|row| {
        let days = Days { first: 0, last: today };
        let scope = OrderScope { customer: Some(row.customer), ..OrderScope::of(days) };
        let orders = |figure| Cell::opening(figure, Opens::Orders(Box::new(scope.clone())));
        vec![
            person(row.customer, &row.name),
            text(&row.class).into(),
            dial(row.customer, &row.phone),
            orders(Figure::Count(row.orders)),
            orders(money(row.net)),
            orders(Figure::Signed(row.rhythm.interval)),
            orders(Figure::Day(row.rhythm.last)),
            Figure::Signed(today.saturating_sub(row.rhythm.last)).into(),
        ]
    });
    Sheet {
        title: "reports.title_dormant",
        about: date_of(today).to_string(),
        columns: DORMANT.to_vec(),
        rows: cells.collect(),
        sums: Vec::new(),
        more: more(rows.len(), count),
    }
}

fn person(id: CustomerId, name: &str) -> Cell {
    let name = if name.is_empty() { Figure::Word("reports.no_name") } else { text(name) };
    Cell::opening(name, Opens::Customer(id))
}

/// The day of a call opens the calls of that day.
fn called(customer: CustomerId, on: Option<i64>) -> Cell {
    let Some(on) = on else { return Figure::Nothing.into() };
    let (days, what) = (Days { first: on, last: on }, CallsOf::Talk);
    Cell::opening(day(Some(on)), Opens::Log { days, customer: Some(customer), agent: None, what })
}

/// The day of an order opens the orders of that day.
fn ordered(customer: CustomerId, on: Option<i64>) -> Cell {
    let Some(on) = on else { return Figure::Nothing.into() };
    let days = OrderScope::of(Days { first: on, last: on });
    let scope = OrderScope { customer: Some(customer), ..days };
    Cell::opening(day(Some(on)), Opens::Orders(Box::new(scope)))
}

/// The number dials itself.
fn dial(id: CustomerId, phone: &str) -> Cell {
    let opens = (!phone.is_empty()).then(|| Opens::Dial(id, phone.to_owned()));
    let figure = if phone.is_empty() { Figure::Nothing } else { Figure::Phone(phone.to_owned()) };
    Cell { figure, opens }
}
