//! Promises in a table: rows to promises and back. May depend on `base`, `call`.

use crate::base::ids::{CallId, CustomerId};
use crate::base::number::PhoneNumber;
use crate::call::worklist::promise::{LONGEST, Promise, PromiseDraft, PromiseId};
use crate::store::calls;
use crate::store::error::{Result, StoreError};
use crate::store::operation::Act;
use crate::store::tasks;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

/// What [`row_to_promise`] reads.
const SELECT: &str = "
    SELECT p.id, p.call_id, c.customer_id, c.number, coalesce(nullif(k.name, ''), k.company, ''),
           p.text, p.due_utc_millis, p.offset_minutes, p.made_utc_millis, p.who
    FROM promises p LEFT JOIN calls c ON c.id = p.call_id LEFT JOIN customers k ON k.id = c.customer_id";

/// A row as it stands, for the journal and the way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PromiseRow {
    pub call: Option<CallId>,
    pub text: String,
    pub due_utc_millis: i64,
    pub offset_minutes: i16,
    pub made_utc_millis: i64,
    pub who: String,
    pub done: bool,
}

pub(super) fn row(conn: &Connection, id: PromiseId) -> Result<PromiseRow> {
    conn.prepare_cached(
        "SELECT call_id, text, due_utc_millis, offset_minutes, made_utc_millis, who, done
         FROM promises WHERE id = ?1",
    )?
    .query_row([id.0], |row| {
        Ok(PromiseRow {
            call: row.get::<_, Option<i64>>(0)?.map(CallId),
            text: row.get(1)?,
            due_utc_millis: row.get(2)?,
            offset_minutes: row.get(3)?,
            made_utc_millis: row.get(4)?,
            who: row.get(5)?,
            done: row.get(6)?,
        })
    })
    .optional()?
    .ok_or_else(|| StoreError::not_found(format_args!("promise {}", id.0)))
}

/// A draft as a row; what was typed before keeps its maker and its moment.
pub(super) fn from_draft(
    act: &Act,
    draft: &PromiseDraft,
    before: Option<&PromiseRow>,
) -> PromiseRow {
    PromiseRow {
        call: draft.call,
        text: draft.text.trim().chars().take(LONGEST).collect(),
        due_utc_millis: draft.due_utc_millis,
        offset_minutes: draft.offset_minutes,
        made_utc_millis: before.map_or(act.at.utc_millis, |row| row.made_utc_millis),
        who: before.map_or_else(|| tasks::person(act), |row| row.who.clone()),
        done: false,
    }
}

pub(super) fn insert(conn: &Connection, row: &PromiseRow) -> Result<PromiseId> {
    write(conn, None, row)?;
    Ok(PromiseId(conn.last_insert_rowid()))
}

/// Brings a row back, or takes it away.
pub(super) fn restore(conn: &Connection, id: PromiseId, row: Option<&PromiseRow>) -> Result<()> {
    if let Some(row) = row {
        return write(conn, Some(id), row);
    }
    conn.prepare_cached("DELETE FROM promises WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

fn write(conn: &Connection, id: Option<PromiseId>, row: &PromiseRow) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO promises
             (id, call_id, text, due_utc_millis, offset_minutes, made_utc_millis, who, done)
         VALUES (?1, (SELECT id FROM calls WHERE id = ?2), ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        id.map(|id| id.0),
        row.call.map(|id| id.0),
        row.text,
        row.due_utc_millis,
        row.offset_minutes,
        row.made_utc_millis,
        row.who,
        row.done
    ])?;
    Ok(())
}

/// Promises not yet kept, soonest first; at most `limit`.
pub(super) fn open(conn: &Connection, limit: u32) -> Result<Vec<Promise>> {
    let mut statement = conn.prepare_cached(&format!(
        "{SELECT} WHERE p.done = 0 ORDER BY p.due_utc_millis, p.id LIMIT ?1"
    ))?;
    let rows = statement.query_map([limit], row_to_promise)?;
    let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    for promise in found.iter_mut().filter(|promise| promise.party.is_empty()) {
        if let Some(record) = promise.call.map(|id| calls::head(conn, id)).transpose()?.flatten() {
            promise.party = calls::burst_name(conn, &record)?;
        }
    }
    Ok(found)
}

/// Promises to a customer that were kept, newest first; at most `limit`.
pub(super) fn kept(conn: &Connection, customer: CustomerId, limit: u32) -> Result<Vec<Promise>> {
    let mut statement = conn.prepare_cached(&format!(
        "{SELECT} WHERE c.customer_id = ?1 AND p.done = 1
         ORDER BY p.made_utc_millis DESC, p.id DESC LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![customer.0, limit], row_to_promise)?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
}

fn row_to_promise(row: &Row<'_>) -> rusqlite::Result<Promise> {
    Ok(Promise {
        id: PromiseId(row.get(0)?),
        call: row.get::<_, Option<i64>>(1)?.map(CallId),
        customer: row.get::<_, Option<i64>>(2)?.map(CustomerId),
        number: row.get::<_, Option<String>>(3)?.map(PhoneNumber::new),
        party: row.get(4)?,
        text: row.get(5)?,
        due_utc_millis: row.get(6)?,
        offset_minutes: row.get(7)?,
        made_utc_millis: row.get(8)?,
        who: row.get(9)?,
    })
}
