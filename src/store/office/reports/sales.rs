//! Sales in pieces of time. May depend on `base`, `crm`.

use super::sums::{self, Key, Parts};
use crate::crm::reports::SalesReport;
use crate::crm::reports::figures::Sales;
use crate::crm::reports::period::{By, Days, day_of_number};
use crate::crm::reports::scope::OrderScope;
use crate::store::error::Result;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Everything that is asked of sales.
const ALL: Parts = Parts { goods: true, received: true };

pub(super) fn report(conn: &Connection, days: Days, before: Days, by: By) -> Result<SalesReport> {
    let mut pieces: BTreeMap<i64, (Days, Sales)> = BTreeMap::new();
    for piece in by.pieces(days).unwrap_or_default() {
        pieces.insert(piece.first, (piece, Sales::default()));
    }
    let mut report = SalesReport { before: total(conn, before)?, ..SalesReport::default() };
    for (day, sales) in by_day(conn, days)? {
        let piece = by.piece(day).within(days);
        pieces.entry(piece.first).or_insert((piece, Sales::default())).1.add(&sales);
        report.total.add(&sales);
    }
    report.rows = pieces.into_values().collect();
    Ok(report)
}

/// Sales of each day with any.
fn by_day(conn: &Connection, days: Days) -> Result<BTreeMap<i64, Sales>> {
    let scope = OrderScope::of(days);
    let mut all: BTreeMap<i64, Sales> = BTreeMap::new();
    for (number, sum) in sums::by(conn, &scope, Key::Day, ALL)? {
        let Some(day) = day_of_number(number) else { continue };
        all.entry(day).or_default().add(&sum.sales);
    }
    for (day, _, amount, _) in sums::on_account(conn, &scope)? {
        let sales = all.entry(day).or_default();
        sales.on_account = sales.on_account.plus(amount);
    }
    Ok(all)
}

/// Sales of some days together.
fn total(conn: &Connection, days: Days) -> Result<Sales> {
    let scope = OrderScope::of(days);
    let sums = sums::by(conn, &scope, Key::All, ALL)?;
    let mut sales = sums.get(&0).map(|sum| sum.sales).unwrap_or_default();
    for (_, _, amount, _) in sums::on_account(conn, &scope)? {
        sales.on_account = sales.on_account.plus(amount);
    }
    Ok(sales)
}
