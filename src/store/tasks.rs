//! What people did with calls, in tables: how missed ones came off the list, outcome words, who sat at the desk.
//! May depend on `base`, `call`.

use crate::base::ids::{CallId, LineId};
use crate::base::number::PhoneNumber;
use crate::call::worklist::LONGEST_RESULT;
use crate::call::worklist::task::{CallWork, Done, DoneHow, work_key};
use crate::store::calls::{self, from_word, word};
use crate::store::error::Result;
use crate::store::operation::{Act, Who};
use crate::store::sight::fitting;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// How a missed call was dealt with.
pub(super) fn done(conn: &Connection, call: CallId) -> Result<Option<Done>> {
    let mut statement = conn.prepare_cached(
        "SELECT how, by_call, who, at_utc_millis FROM work_done WHERE call_id = ?1",
    )?;
    Ok(statement.query_row([call.0], |row| row_to_done(row, 0)).optional()?)
}

fn row_to_done(row: &Row<'_>, first: usize) -> rusqlite::Result<Done> {
    Ok(Done {
        how: from_word(row, first)?,
        by_call: row.get::<_, Option<i64>>(first + 1)?.map(CallId),
        who: row.get(first + 2)?,
        at_utc_millis: row.get(first + 3)?,
    })
}

pub(super) fn write_done(conn: &Connection, call: CallId, done: &Done) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO work_done (call_id, how, by_call, who, at_utc_millis)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        call.0,
        word(&done.how)?,
        done.by_call.map(|id| id.0),
        done.who,
        done.at_utc_millis
    ])?;
    Ok(())
}

pub(super) fn forget_done(conn: &Connection, call: CallId) -> Result<()> {
    conn.prepare_cached("DELETE FROM work_done WHERE call_id = ?1")?.execute([call.0])?;
    Ok(())
}

/// A person (or, silently, the program) says that nothing is to be done.
pub(super) fn dismissed(act: &Act) -> Done {
    let at_utc_millis = act.at.utc_millis;
    Done { how: DoneHow::Dismissed, by_call: None, who: person(act), at_utc_millis }
}

/// The person's name; empty for the program.
pub(super) fn person(act: &Act) -> String {
    match &act.who {
        Who::Program => String::new(),
        Who::Person(name) => name.clone(),
    }
}

/// What came of a call; empty takes the word away.
pub(super) fn write_result(conn: &Connection, act: &Act, call: CallId, result: &str) -> Result<()> {
    let result: String = result.trim().chars().take(LONGEST_RESULT).collect();
    if result.is_empty() {
        conn.prepare_cached("DELETE FROM call_results WHERE call_id = ?1")?.execute([call.0])?;
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT OR REPLACE INTO call_results (call_id, word, who, at_utc_millis)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![call.0, result, person(act), act.at.utc_millis])?;
    Ok(())
}

/// Columns of what people added to a call, in the order [`row_to_work`] reads them; `calls` is `c`.
pub(super) const COLUMNS: &str =
    "coalesce(r.word, ''), coalesce(a.name, ''), d.how, d.by_call, d.who, d.at_utc_millis";

/// The tables they stand in.
pub(super) const JOINS: &str = "LEFT JOIN call_results r ON r.call_id = c.id
    LEFT JOIN agents a ON a.id = c.agent_id LEFT JOIN work_done d ON d.call_id = c.id";

pub(super) fn row_to_work(row: &Row<'_>, first: usize) -> rusqlite::Result<CallWork> {
    let is_done = row.get::<_, Option<String>>(first + 2)?.is_some();
    let done = if is_done { Some(row_to_done(row, first + 2)?) } else { None };
    Ok(CallWork { result: row.get(first)?, agent: row.get(first + 1)?, done })
}

/// The word of the office that stands on a call; empty: none.
pub(super) fn result(conn: &Connection, call: CallId) -> Result<String> {
    let mut statement = conn.prepare_cached("SELECT word FROM call_results WHERE call_id = ?1")?;
    let word = statement.query_row([call.0], |row| row.get(0)).optional()?;
    Ok(word.unwrap_or_default())
}

/// Stores what people did with a call elsewhere.
pub(super) fn write_work(
    conn: &Connection,
    act: &Act,
    call: CallId,
    work: &CallWork,
) -> Result<()> {
    if !work.agent.is_empty() {
        write_agent(conn, call, &work.agent)?;
    }
    if !work.result.is_empty() {
        write_result(conn, act, call, &work.result)?;
    }
    work.done.as_ref().map_or(Ok(()), |done| write_done(conn, call, done))
}

/// Files the call under the person who sat at the desk.
pub(super) fn write_agent(conn: &Connection, call: CallId, name: &str) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO agents (name) VALUES (?1)")?.execute([name])?;
    conn.prepare_cached(
        "UPDATE calls SET agent_id = (SELECT id FROM agents WHERE name = ?2) WHERE id = ?1",
    )?
    .execute(params![call.0, name])?;
    Ok(())
}

/// Missed calls of this key that wait, newest first; at most `limit`.
pub(super) fn waiting(conn: &Connection, key: &str, limit: u32) -> Result<Vec<CallId>> {
    let sql = "SELECT id FROM calls INDEXED BY calls_work
         WHERE work_key = ?1 AND outcome = 'missed' AND handled = 0 ORDER BY id DESC LIMIT ?2";
    let mut statement = conn.prepare_cached(&fitting(conn, sql)?)?;
    let rows = statement.query_map(params![key, limit], |row| Ok(CallId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Callers who wait: key, how many calls, the newest; newest first.
pub(super) fn groups(
    conn: &Connection,
    offset: u32,
    limit: u32,
) -> Result<Vec<(String, u32, CallId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT key, calls, newest FROM work_groups ORDER BY newest DESC LIMIT ?2 OFFSET ?1",
    )?;
    let rows = statement
        .query_map([offset, limit], |row| Ok((row.get(0)?, row.get(1)?, CallId(row.get(2)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many callers wait.
pub(super) fn count_groups(conn: &Connection) -> Result<u32> {
    let mut statement = conn.prepare_cached("SELECT count(*) FROM work_groups")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// The names under which calls stand, and the lines, each found by one step through its index.
pub(super) fn seats(conn: &Connection) -> Result<(Vec<String>, Vec<LineId>)> {
    let mut statement = conn.prepare_cached("SELECT name FROM agents ORDER BY name LIMIT 200")?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE seen (line) AS (
             SELECT min(line) FROM calls
             UNION ALL SELECT (SELECT min(line) FROM calls WHERE line > seen.line) FROM seen
             WHERE seen.line IS NOT NULL LIMIT 200
         ) SELECT line FROM seen WHERE line IS NOT NULL",
    )?;
    let lines = statement.query_map([], |row| Ok(LineId(row.get(0)?)))?;
    Ok((names, lines.collect::<rusqlite::Result<_>>()?))
}

/// The rest of step 3 of the migrations, which SQL cannot do: match keys of missed calls, grams of numbers and notes.
pub(super) fn fill(conn: &Connection) -> Result<()> {
    let mut statement = conn.prepare("SELECT id, number FROM calls WHERE outcome = 'missed'")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let call = CallId(row.get(0)?);
        let number = row.get::<_, Option<String>>(1)?.map(PhoneNumber::new);
        conn.prepare_cached("UPDATE calls SET work_key = ?2 WHERE id = ?1")?
            .execute(params![call.0, work_key(call, number.as_ref())])?;
    }
    conn.execute(
        "INSERT INTO work_groups SELECT work_key, count(*), max(id) FROM calls
         WHERE outcome = 'missed' AND handled = 0 GROUP BY work_key",
        [],
    )?;
    let mut statement = conn.prepare(
        "SELECT c.id, c.number, n.text FROM calls c LEFT JOIN call_notes n ON n.call_id = c.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let number = row.get::<_, Option<String>>(1)?.map(PhoneNumber::new);
        let note: Option<String> = row.get(2)?;
        let note = note.unwrap_or_default();
        calls::index_grams(conn, CallId(row.get(0)?), number.as_ref(), &note)?;
    }
    Ok(())
}
