//! Totals and places of the log from the counts of every 1,024 calls: any row of ten million is found by adding up
//! small numbers and walking at most one block. May depend on `base`, `call`.

use super::{by_chip, condition};
use crate::base::ids::CallId;
use crate::call::record::CallFilter;
use crate::store::error::Result;
use rusqlite::{Connection, OptionalExtension};

/// Calls of a block: ids that are the same but for their last ten bits.
const BITS: u32 = 10;

fn column(filter: CallFilter) -> &'static str {
    match filter {
        CallFilter::All => "calls",
        CallFilter::Incoming => "incoming",
        CallFilter::Outgoing => "outgoing",
        CallFilter::Missed => "missed",
        CallFilter::ToDo => "to_do",
    }
}

/// How many calls a chip lets through.
pub(in crate::store) fn total(conn: &Connection, filter: CallFilter) -> Result<u32> {
    let sql = format!("SELECT coalesce(sum({}), 0) FROM call_blocks", column(filter));
    Ok(conn.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
}

/// `limit` calls from place `offset` on, newest first.
pub(in crate::store) fn page(
    conn: &Connection,
    filter: CallFilter,
    offset: u32,
    limit: u32,
) -> Result<Vec<CallId>> {
    let Some((end, inside)) = place(conn, filter, offset)? else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT c.id FROM {} WHERE {} AND c.id < ?1 ORDER BY c.id DESC LIMIT ?2 OFFSET ?3",
        by_chip(filter),
        condition(filter)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement
        .query_map([end, i64::from(limit), i64::from(inside)], |row| Ok(CallId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Below which id the block ends that holds this place, and how many of its calls come before the place.
fn place(conn: &Connection, filter: CallFilter, offset: u32) -> Result<Option<(i64, u32)>> {
    let column = column(filter);
    let sql =
        format!("SELECT block, {column} FROM call_blocks WHERE {column} > 0 ORDER BY block DESC");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut left = offset;
    while let Some(row) = rows.next()? {
        let count: u32 = row.get(1)?;
        if left < count {
            let block: i64 = row.get(0)?;
            return Ok(Some(((block + 1) << BITS, left)));
        }
        left -= count;
    }
    Ok(None)
}

/// The ids among which every call begun in this span is (first, and one past the last). Blocks know when their oldest
/// and newest call began, so that a clock that was set back widens the answer and loses nothing.
pub(in crate::store) fn around(conn: &Connection, from: i64, until: i64) -> Result<(i64, i64)> {
    let bounds: Option<(Option<i64>, Option<i64>)> = conn
        .prepare_cached(
            "SELECT min(block), max(block) FROM call_blocks WHERE newest >= ?1 AND oldest < ?2",
        )?
        .query_row([from, until], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(match bounds {
        Some((Some(first), Some(last))) => (first << BITS, (last + 1) << BITS),
        _ => (0, 0),
    })
}
