//! Rows of the log: calls with their party, their recordings and what people did with them, read one after another by
//! statements that are prepared once. May depend on `base`, `call`.

use crate::base::ids::CallId;
use crate::call::record::CallSummary;
use crate::store::error::Result;
use crate::store::{calls, recordings, tasks};
use rusqlite::{CachedStatement, Connection, Row};

/// Reads calls of one connection.
pub(in crate::store) struct Summaries<'conn> {
    conn: &'conn Connection,
    calls: CachedStatement<'conn>,
    recordings: CachedStatement<'conn>,
}

impl<'conn> Summaries<'conn> {
    pub(in crate::store) fn of(conn: &'conn Connection) -> Result<Self> {
        let sql = format!(
            "SELECT {}, k.name, k.company, {} FROM calls c
             LEFT JOIN call_notes n ON n.call_id = c.id
             LEFT JOIN customers k ON k.id = c.customer_id {} WHERE c.id = ?1",
            calls::COLUMNS,
            tasks::COLUMNS,
            tasks::JOINS
        );
        let calls = conn.prepare_cached(&sql)?;
        let recordings = conn.prepare_cached(&recordings::of_call_sql())?;
        Ok(Self { conn, calls, recordings })
    }

    /// The call, without its timeline.
    pub(in crate::store) fn read(&mut self, id: CallId) -> Result<Option<CallSummary>> {
        let mut rows = self.calls.query([id.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let record = calls::row_to_record(row)?;
        let named = customer_name(row)?;
        let work = tasks::row_to_work(row, calls::COLUMN_COUNT + 2)?;
        drop(rows);
        let party = match named {
            Some(name) => name,
            None => calls::burst_name(self.conn, &record)?,
        };
        let recordings = self.recordings.query_map([id.0], recordings::row_to_recording)?;
        let recordings = recordings.collect::<rusqlite::Result<_>>()?;
        Ok(Some(CallSummary { record, party, recordings, work }))
    }
}

/// The customer's name, else its company; `None`: the call is tied to nobody (or to a card without a name).
fn customer_name(row: &Row<'_>) -> rusqlite::Result<Option<String>> {
    let name: Option<String> = row.get(calls::COLUMN_COUNT)?;
    let company: Option<String> = row.get(calls::COLUMN_COUNT + 1)?;
    let filled = |text: &String| !text.trim().is_empty();
    Ok(name.filter(filled).or(company.filter(filled)))
}
