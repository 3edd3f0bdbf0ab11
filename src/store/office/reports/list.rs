//! The orders behind a figure. May depend on `base`, `crm`.

use super::sums::narrowed;
use crate::base::money::Money;
use crate::crm::orders::order::{OrderSummary, OrderSums};
use crate::crm::reports::scope::OrderScope;
use crate::store::error::Result;
use crate::store::office::orders::questions::{RECEIVED, listed};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// A page, newest first, how many there are in all, and what all of them come to.
pub(super) fn page(
    conn: &Connection,
    scope: &OrderScope,
    offset: u32,
    limit: u32,
) -> Result<(Vec<OrderSummary>, u32, OrderSums)> {
    let narrowed = narrowed(scope);
    let sql = format!(
        "SELECT count(*), coalesce(sum(o.total), 0), coalesce(sum({RECEIVED}), 0) {}",
        narrowed.from()
    );
    let (count, sums) =
        conn.prepare_cached(&sql)?.query_row(params_from_iter(&narrowed.values), |row| {
            let sums = OrderSums { amount: Money(row.get(1)?), received: Money(row.get(2)?) };
            Ok((row.get(0)?, sums))
        })?;
    let mut values = narrowed.values.clone();
    values.extend([Value::from(i64::from(limit)), Value::from(i64::from(offset))]);
    let from = format!(
        "{} ORDER BY o.day DESC, o.place DESC LIMIT ?{} OFFSET ?{}",
        narrowed.from(),
        values.len() - 1,
        values.len()
    );
    Ok((listed(conn, &from, values)?, count, sums))
}
