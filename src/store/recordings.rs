//! Recording rows. The files themselves are no business of the store. May depend on `base`, `call`.

use crate::base::ids::{CallId, RecordingId};
use crate::call::record::Recording;
use crate::store::calls::{from_nanos, from_word, nanos, word};
use crate::store::error::Result;
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "id, call_id, path, starts_at_nanos, lasted_nanos, state";

/// The recordings of call `?1`, for [`row_to_recording`].
pub(super) fn of_call_sql() -> String {
    format!("SELECT {COLUMNS} FROM recordings WHERE call_id = ?1 ORDER BY starts_at_nanos, id")
}

/// The recordings of a call, in the order in which they began.
pub(super) fn of_call(conn: &Connection, call: CallId) -> Result<Vec<Recording>> {
    let mut statement = conn.prepare_cached(&of_call_sql())?;
    let rows = statement.query_map([call.0], row_to_recording)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One recording by id.
pub(super) fn by_id(conn: &Connection, id: RecordingId) -> Result<Option<Recording>> {
    let sql = format!("SELECT {COLUMNS} FROM recordings WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id.0], row_to_recording).optional()?)
}

/// One recording by its file.
pub(super) fn by_path(conn: &Connection, path: &str) -> Result<Option<Recording>> {
    let sql = format!("SELECT {COLUMNS} FROM recordings WHERE path = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([path], row_to_recording).optional()?)
}

/// Recordings that no program closed.
pub(super) fn being_written(conn: &Connection) -> Result<Vec<Recording>> {
    let sql = format!("SELECT {COLUMNS} FROM recordings WHERE state = 'writing' ORDER BY id");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], row_to_recording)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Inserts or replaces the row of this file; the id in `recording` is not looked at, the row's is returned.
pub(super) fn write(conn: &Connection, recording: &Recording) -> Result<Recording> {
    conn.prepare_cached(
        "INSERT INTO recordings (call_id, path, starts_at_nanos, lasted_nanos, state)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (path) DO UPDATE SET
             call_id = excluded.call_id, starts_at_nanos = excluded.starts_at_nanos,
             lasted_nanos = excluded.lasted_nanos, state = excluded.state",
    )?
    .execute(params![
        recording.call.0,
        recording.path,
        nanos(recording.starts_at),
        nanos(recording.lasted),
        word(&recording.state)?,
    ])?;
    let id: i64 = conn
        .prepare_cached("SELECT id FROM recordings WHERE path = ?1")?
        .query_row([&recording.path], |row| row.get(0))?;
    Ok(Recording { id: RecordingId(id), ..recording.clone() })
}

/// The recorder said which file it opened for this call.
pub(super) fn no_longer_awaited(conn: &Connection, call: CallId) -> Result<()> {
    conn.prepare_cached("DELETE FROM recordings_awaited WHERE call_id = ?1")?.execute([call.0])?;
    Ok(())
}

pub(super) fn row_to_recording(row: &Row<'_>) -> rusqlite::Result<Recording> {
    Ok(Recording {
        id: RecordingId(row.get(0)?),
        call: CallId(row.get(1)?),
        path: row.get(2)?,
        starts_at: from_nanos(row.get(3)?),
        lasted: from_nanos(row.get(4)?),
        state: from_word(row, 5)?,
    })
}
