//! Calls in tables: rows to records and back, timelines, notes, and the words a search finds them by.
//! May depend on `base`, `call`.

use crate::base::caller_id::{CallerId, NameCoding};
use crate::base::ids::{CallId, CustomerId, LineId};
use crate::base::number::PhoneNumber;
use crate::call::record::{CallRecord, TimelineEntry};
use crate::call::worklist::task::{is_missed, work_key};
use crate::store::error::{Result, StoreError};
use crate::store::{pack, search, timeline};
use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// Columns of a record in the order [`row_to_record`] reads them; `calls` is `c`, `call_notes` is `n`.
pub(super) const COLUMNS: &str =
    "c.id, c.line, c.direction, c.number, coalesce(c.burst, c.caller_id), c.started_utc_millis,
    c.offset_minutes, c.rings, c.answered_after_nanos, c.answered_by, c.lasted_nanos, c.outcome,
    c.customer_id, coalesce(n.text, ''), c.handled, c.treatment";

/// How many columns those are.
pub(super) const COLUMN_COUNT: usize = 16;

/// The call without its timeline, if it exists.
pub(super) fn head(conn: &Connection, id: CallId) -> Result<Option<CallRecord>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM calls c LEFT JOIN call_notes n ON n.call_id = c.id WHERE c.id = ?1"
    );
    Ok(conn.prepare_cached(&sql)?.query_row([id.0], row_to_record).optional()?)
}

/// Whether there is such a call.
pub(super) fn exists(conn: &Connection, id: CallId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM calls WHERE id = ?1")?.exists([id.0])?)
}

/// A call's timeline; empty when none is stored. `burst` is the call's own.
pub(super) fn timeline(
    conn: &Connection,
    id: CallId,
    burst: Option<&CallerId>,
) -> Result<Vec<TimelineEntry>> {
    let mut statement =
        conn.prepare_cached("SELECT entries FROM call_timelines WHERE call_id = ?1")?;
    let mut rows = statement.query([id.0])?;
    match rows.next()? {
        Some(row) => timeline::read(row.get_ref(0)?, burst),
        None => Ok(Vec::new()),
    }
}

pub(super) fn row_to_record(row: &Row<'_>) -> rusqlite::Result<CallRecord> {
    Ok(CallRecord {
        id: CallId(row.get(0)?),
        line: LineId(row.get(1)?),
        direction: from_word(row, 2)?,
        number: row.get::<_, Option<String>>(3)?.map(PhoneNumber::new),
        caller_id: burst(row, 4)?,
        started_utc_millis: row.get(5)?,
        offset_minutes: row.get(6)?,
        rings: row.get(7)?,
        answered_after: span(row.get(8)?),
        answered_by: match row.get::<_, Option<String>>(9)? {
            Some(_) => Some(from_word(row, 9)?),
            None => None,
        },
        lasted: span(row.get(10)?),
        outcome: from_word(row, 11)?,
        customer: row.get::<_, Option<i64>>(12)?.map(CustomerId),
        note: row.get(13)?,
        handled: row.get(14)?,
        timeline: Vec::new(),
        treatment: from_json(row, 15)?,
    })
}

/// Inserts the call, or brings its row up to what the engine knows. What belongs to people stays as it is: the note,
/// a customer they chose, and that they dealt with a missed call.
pub(super) fn write_record(conn: &Connection, record: &CallRecord) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO calls (id, line, direction, number, burst, started_utc_millis, offset_minutes, rings,
                            answered_after_nanos, answered_by, lasted_nanos, outcome, customer_id, handled, treatment, work_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
                 (SELECT id FROM customers WHERE id = ?13), ?14, ?15, ?16)
         ON CONFLICT (id) DO UPDATE SET
             line = excluded.line, direction = excluded.direction, number = excluded.number,
             burst = excluded.burst, caller_id = NULL, work_key = excluded.work_key, started_utc_millis = excluded.started_utc_millis,
             offset_minutes = excluded.offset_minutes, rings = excluded.rings,
             answered_after_nanos = excluded.answered_after_nanos, answered_by = excluded.answered_by,
             lasted_nanos = excluded.lasted_nanos, outcome = excluded.outcome,
             customer_id = iif(customer_chosen, customer_id, excluded.customer_id),
             handled = max(handled, excluded.handled), treatment = excluded.treatment",
    )?
    .execute(params![
        record.id.0,
        record.line.0,
        word(&record.direction)?,
        record.number.as_ref().map(PhoneNumber::as_str),
        record.caller_id.as_ref().map(packed).transpose()?,
        record.started_utc_millis,
        record.offset_minutes,
        record.rings,
        record.answered_after.map(nanos),
        record.answered_by.as_ref().map(word).transpose()?,
        record.lasted.map(nanos),
        word(&record.outcome)?,
        record.customer.map(|id| id.0),
        record.handled,
        record.treatment.as_ref().map(serde_json::to_string).transpose()?,
        is_missed(record).then(|| work_key(record.id, record.number.as_ref())),
    ])?;
    conn.prepare_cached(
        "INSERT INTO call_timelines (call_id, entries) VALUES (?1, ?2)
         ON CONFLICT (call_id) DO UPDATE SET entries = excluded.entries",
    )?
    .execute(params![record.id.0, timeline::write(&record.timeline, record.caller_id.as_ref())?])?;
    Ok(())
}

/// Stores a note as it is; an empty one is no row.
pub(super) fn write_note(conn: &Connection, id: CallId, text: &str) -> Result<()> {
    if text.is_empty() {
        conn.prepare_cached("DELETE FROM call_notes WHERE call_id = ?1")?.execute([id.0])?;
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO call_notes (call_id, text) VALUES (?1, ?2)
         ON CONFLICT (call_id) DO UPDATE SET text = excluded.text",
    )?
    .execute(params![id.0, text])?;
    Ok(())
}

/// Makes number, sent name and note of the call findable.
pub(super) fn index(conn: &Connection, record: &CallRecord) -> Result<()> {
    let mut words = String::new();
    if let Some(number) = &record.number {
        let (digits, key) = (number.digits(), number.key());
        if !digits.contains(key.as_str()) {
            words.push_str(key.as_str());
            words.push('\n');
        }
        words.push_str(&digits);
    }
    words.push('\n');
    words.push_str(&burst_name(conn, record)?);
    words.push('\n');
    words.push_str(&record.note);
    conn.prepare_cached("INSERT OR REPLACE INTO call_search (rowid, words) VALUES (?1, ?2)")?
        .execute(params![record.id.0, words])?;
    index_grams(conn, record.id, record.number.as_ref(), &record.note)
}

/// Makes every five digits of the call and every two signs of its note findable.
pub(super) fn index_grams(
    conn: &Connection,
    id: CallId,
    number: Option<&PhoneNumber>,
    note: &str,
) -> Result<()> {
    let grams = search::grams(number, note);
    if grams.is_empty() {
        conn.prepare_cached("DELETE FROM call_grams WHERE rowid = ?1")?.execute([id.0])?;
        return Ok(());
    }
    conn.prepare_cached("INSERT OR REPLACE INTO call_grams (rowid, grams) VALUES (?1, ?2)")?
        .execute(params![id.0, grams])?;
    Ok(())
}

/// The name in the burst, read as the settings say.
pub(super) fn burst_name(conn: &Connection, record: &CallRecord) -> Result<String> {
    match &record.caller_id {
        Some(burst) if !burst.name.is_empty() => Ok(name_coding(conn)?.decode(&burst.name)),
        _ => Ok(String::new()),
    }
}

pub(super) fn name_coding(conn: &Connection) -> Result<NameCoding> {
    let value: Option<String> = conn
        .prepare_cached("SELECT value FROM settings WHERE key = 'name_coding'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()).unwrap_or_default())
}

/// What people call the call: its number, else its place in the log.
pub(super) fn title(record: &CallRecord) -> String {
    match &record.number {
        Some(number) if !number.as_str().trim().is_empty() => number.as_str().trim().to_owned(),
        _ => format!("#{}", record.id),
    }
}

pub(super) fn nanos(span: Duration) -> i64 {
    i64::try_from(span.as_nanos()).unwrap_or(i64::MAX)
}

pub(super) fn from_nanos(nanos: i64) -> Duration {
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(0))
}

fn span(nanos: Option<i64>) -> Option<Duration> {
    nanos.map(from_nanos)
}

/// The serde name of a plain variant.
pub(super) fn word(value: &impl Serialize) -> Result<String> {
    match serde_json::to_value(value)? {
        Value::String(word) => Ok(word),
        other => Err(StoreError::new(
            crate::store::error::StoreErrorKind::Failed,
            format!("{other} is not one word"),
        )),
    }
}

/// The variant a word stands for.
pub(super) fn from_word<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let word: String = row.get(column)?;
    serde_json::from_value(Value::String(word)).map_err(|error| unreadable(column, error))
}

/// The burst: packed, or JSON text as version 1 wrote it.
fn burst(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<CallerId>> {
    let parse = |text: &str| serde_json::from_str(text).map_err(|error| unreadable(column, error));
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        ValueRef::Blob(bytes) => {
            let text = pack::unpack(bytes).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(column, Type::Blob, Box::new(error))
            })?;
            parse(&text).map(Some)
        }
        _ => parse(&row.get::<_, String>(column)?).map(Some),
    }
}

fn packed(burst: &CallerId) -> Result<Vec<u8>> {
    Ok(pack::pack(&serde_json::to_string(burst)?))
}

fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|error| unreadable(column, error)))
        .transpose()
}

fn unreadable(column: usize, error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}
