//! The operations on recordings: rows, masks, markers, seals, retention. Each is journalled with who and when.
//! May depend on `base`, `call`.

use super::{ledger, questions};
use crate::base::ids::{CallId, RecordingId};
use crate::call::record::{Recording, RecordingState};
use crate::call::recordings::{Mask, RecordingOp, Replacement, Seal, TEXT_LIMIT, Verdict, Why};
use crate::store::calls::nanos;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::operation::{Act, Changes, Deed, Receipt, Who};
use crate::store::recordings;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;
use std::time::Duration;

/// Recordings deleted in one sweep; the next sweep goes on.
const SWEEP: u32 = 500;
/// Where a pause was cut off at the end, line and clock agree within this.
const CUT_WITHIN: Duration = Duration::from_millis(100);
const DAY_MILLIS: i64 = 86_400_000;

pub(super) fn carry_out(conn: &Connection, act: &Act, op: &RecordingOp) -> Result<Receipt> {
    let name = op.name();
    match op {
        RecordingOp::Awaited(call) => {
            conn.prepare_cached("INSERT OR IGNORE INTO recordings_awaited VALUES (?1)")?
                .execute([call.0])?;
            Ok(done(Changes::default()))
        }
        RecordingOp::Found(call) => {
            recordings::no_longer_awaited(conn, *call)?;
            Ok(done(Changes::default()))
        }
        RecordingOp::Replace(what) => replace(conn, act, name, what),
        RecordingOp::PauseBegun(call, at, reason) => begin_pause(conn, act, *call, *at, reason),
        RecordingOp::PauseEnded(call, at) => end_pause(conn, act, *call, *at),
        RecordingOp::Listened(id) => {
            let row = existing(conn, *id)?;
            conn.prepare_cached("UPDATE recordings SET listens = listens + 1 WHERE id = ?1")?
                .execute([id.0])?;
            note(conn, act, name, &row, "")?;
            Ok(done(Changes::default()))
        }
        RecordingOp::Exported(id, span, to) => {
            let place = match span {
                None => to.clone(),
                Some((from, until)) => format!("{to} ({})", span_text(*from, Some(*until))),
            };
            note(conn, act, name, &existing(conn, *id)?, &place)?;
            Ok(done(Changes::default()))
        }
        RecordingOp::Delete(id, reason) | RecordingOp::DeleteByRule(id, reason) => {
            delete(conn, act, name, &existing(conn, *id)?, reason)?;
            Ok(Receipt { changes: Changes::CALLS, deed: Deed::RecordingFiled(*id) })
        }
        RecordingOp::Sweep(now, days) => sweep(conn, act, name, *now, *days),
        RecordingOp::Keep(id, until) => {
            let row = existing(conn, *id)?;
            conn.prepare_cached("UPDATE recordings SET keep_until = ?2 WHERE id = ?1")?
                .execute(params![id.0, until])?;
            let detail = until.map(|until| until.to_string()).unwrap_or_default();
            note(conn, act, name, &row, &detail)?;
            Ok(done(Changes::CALLS))
        }
        RecordingOp::Hold(id, on) => {
            let row = existing(conn, *id)?;
            conn.prepare_cached("UPDATE recordings SET hold = ?2 WHERE id = ?1")?
                .execute(params![id.0, on])?;
            note(conn, act, name, &row, "")?;
            Ok(done(Changes::CALLS))
        }
        RecordingOp::AddMarker(id, at, text) => add_marker(conn, act, name, *id, *at, text),
        RecordingOp::RemoveMarker(id) => remove_marker(conn, act, name, *id),
        RecordingOp::Checked(id, verdict) => checked(conn, act, name, *id, verdict),
        RecordingOp::Forgotten(paths) => {
            let mut statement =
                conn.prepare_cached("DELETE FROM recording_leftovers WHERE path = ?1")?;
            for path in paths {
                statement.execute([path])?;
            }
            Ok(done(Changes::default()))
        }
    }
}

/// A finished file takes its place: row, ledger, and the old file among what is to be removed.
fn replace(conn: &Connection, act: &Act, name: &str, what: &Replacement) -> Result<Receipt> {
    let Replacement { seal, lasted, why } = what;
    let row = recordings::by_id(conn, seal.recording)?;
    // Who made the file removes what it replaced; the engine need not ask for it.
    let filed = done(Changes::CALLS);
    let Some(row) = row.filter(|row| has_file(row.state)) else {
        // It was deleted meanwhile: the new file goes, too.
        leave(conn, &seal.path)?;
        return Ok(filed);
    };
    if takes_away(&row, what) && is_held(conn, row.id)? {
        // The file that was made goes, and the one on hold stays; whoever made it sees that.
        leave(conn, &seal.path)?;
        return Ok(filed);
    }
    let (kind, detail) = match why {
        Why::Kept | Why::Found => ("sealed", String::new()),
        Why::Recoded => ("recoded", row.path.clone()),
        Why::Masked(mask) => {
            add_mask(conn, row.id, mask)?;
            ("masked", format!("{} {}", span_text(mask.from, mask.to), short(&mask.reason)))
        }
    };
    let seq = ledger::append(conn, act, kind, seal, &detail)?;
    conn.prepare_cached(
        "UPDATE recordings SET path = ?2, format = ?3, bytes = ?4, lasted_nanos = ?5, seal = ?6,
             verdict = ?7, checked_utc_millis = ?8 WHERE id = ?1",
    )?
    .execute(params![
        row.id.0,
        seal.path,
        seal.format.word(),
        i64::try_from(seal.bytes).unwrap_or(i64::MAX),
        nanos(*lasted),
        seq,
        serde_json::to_string(&Verdict::Good)?,
        act.at.utc_millis,
    ])?;
    if row.path != seal.path {
        leave(conn, &row.path)?;
    }
    // A file of this name may have been refused before.
    conn.prepare_cached("DELETE FROM recording_leftovers WHERE path = ?1")?
        .execute([&seal.path])?;
    close_pauses(conn, row.id, *lasted)?;
    let row = Recording { path: seal.path.clone(), ..row };
    note(conn, act, name, &row, &detail)?;
    Ok(filed)
}

/// Whether the file of the row would go: a hold forbids it.
fn takes_away(row: &Recording, what: &Replacement) -> bool {
    match what.why {
        Why::Kept => row.path != what.seal.path,
        Why::Found => false, // it is gone already
        Why::Recoded | Why::Masked(_) => true,
    }
}

fn is_held(conn: &Connection, id: RecordingId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT hold FROM recordings WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))?)
}

/// Pauses that nobody ended end with the recording; those behind its end never were.
fn close_pauses(conn: &Connection, id: RecordingId, lasted: Duration) -> Result<()> {
    let nearly = nanos(lasted.saturating_sub(CUT_WITHIN));
    conn.prepare_cached(
        "DELETE FROM recording_masks WHERE recording_id = ?1
             AND (from_nanos >= ?2 OR (to_nanos IS NULL AND from_nanos >= ?3))",
    )?
    .execute(params![id.0, nanos(lasted), nearly])?;
    conn.prepare_cached(
        "UPDATE recording_masks SET to_nanos = ?2
         WHERE recording_id = ?1 AND (to_nanos IS NULL OR to_nanos > ?2)",
    )?
    .execute(params![id.0, nanos(lasted)])?;
    Ok(())
}

fn add_mask(conn: &Connection, id: RecordingId, mask: &Mask) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO recording_masks (recording_id, from_nanos, to_nanos, reason)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![id.0, nanos(mask.from), mask.to.map(nanos), short(&mask.reason)])?;
    Ok(())
}

/// The recording of a call that is being written.
fn under_way(conn: &Connection, call: CallId) -> Result<Option<Recording>> {
    let all = recordings::of_call(conn, call)?;
    Ok(all.into_iter().rev().find(|row| row.state == RecordingState::Writing))
}

fn begin_pause(
    conn: &Connection,
    act: &Act,
    call: CallId,
    at: Duration,
    reason: &str,
) -> Result<Receipt> {
    // The file could not be opened: there is nothing to pause.
    let Some(row) = under_way(conn, call)? else { return Ok(done(Changes::default())) };
    let from = at.saturating_sub(row.starts_at);
    add_mask(conn, row.id, &Mask { from, to: None, reason: reason.to_owned() })?;
    note(conn, act, "paused_recording", &row, reason)?;
    Ok(done(Changes::CALLS))
}

fn end_pause(conn: &Connection, act: &Act, call: CallId, at: Duration) -> Result<Receipt> {
    let Some(row) = under_way(conn, call)? else { return Ok(done(Changes::default())) };
    let to = nanos(at.saturating_sub(row.starts_at));
    conn.prepare_cached(
        "UPDATE recording_masks SET to_nanos = max(from_nanos, ?2)
         WHERE recording_id = ?1 AND to_nanos IS NULL",
    )?
    .execute(params![row.id.0, to])?;
    note(conn, act, "resumed_recording", &row, "")?;
    Ok(done(Changes::CALLS))
}

fn delete(conn: &Connection, act: &Act, name: &str, row: &Recording, reason: &str) -> Result<()> {
    if is_held(conn, row.id)? {
        return Err(StoreError::new(StoreErrorKind::Failed, "the recording is on legal hold"));
    }
    if row.state == RecordingState::Writing {
        return Err(StoreError::new(StoreErrorKind::Failed, "it is still being recorded"));
    }
    if row.state == RecordingState::Deleted {
        return Ok(());
    }
    let sealed = questions::seal(conn, row.id)?;
    let seal = sealed.clone().unwrap_or_else(|| unsealed(row));
    let seq = ledger::append(conn, act, "deleted", &seal, &short(reason))?;
    conn.prepare_cached(
        "UPDATE recordings SET state = 'deleted', seal = ?2, verdict = NULL WHERE id = ?1",
    )?
    .execute(params![row.id.0, seq])?;
    conn.prepare_cached("DELETE FROM recording_markers WHERE recording_id = ?1")?
        .execute([row.id.0])?;
    leave(conn, &row.path)?;
    note(conn, act, name, row, &short(reason))
}

/// What the ledger says of a file that was deleted before it was sealed.
fn unsealed(row: &Recording) -> Seal {
    Seal {
        recording: row.id,
        path: row.path.clone(),
        format: crate::call::recordings::RecordingFormat::Pcm,
        bytes: 0,
        sha256: "0".repeat(64),
    }
}

fn sweep(conn: &Connection, act: &Act, name: &str, now: i64, days: Option<u32>) -> Result<Receipt> {
    let before = days.map(|days| now - i64::from(days) * DAY_MILLIS);
    let due: Vec<i64> = conn
        .prepare_cached(
            "SELECT id FROM recordings WHERE keep_until <= ?1 AND hold = 0 AND state IN ('done', 'partial')
             UNION
             SELECT r.id FROM recordings r JOIN calls c ON c.id = r.call_id
             WHERE ?2 IS NOT NULL AND c.started_utc_millis < ?2 AND r.keep_until IS NULL
                 AND r.hold = 0 AND r.state IN ('done', 'partial')
             LIMIT ?3",
        )?
        .query_map(params![now, before, SWEEP], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut last = None;
    for id in due.into_iter().map(RecordingId) {
        delete(conn, act, name, &existing(conn, id)?, "retention")?;
        last = Some(id);
    }
    Ok(last.map_or_else(
        || done(Changes::default()),
        |id| Receipt { changes: Changes::CALLS, deed: Deed::RecordingFiled(id) },
    ))
}

fn add_marker(
    conn: &Connection,
    act: &Act,
    name: &str,
    id: RecordingId,
    at: Duration,
    text: &str,
) -> Result<Receipt> {
    let row = existing(conn, id)?;
    let at_nanos = nanos(at.min(row.lasted));
    conn.prepare_cached(
        "INSERT INTO recording_markers (recording_id, at_nanos, text) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![id.0, at_nanos, short(text)])?;
    let marker = conn.last_insert_rowid();
    let past =
        |stands| Past::Marker { id: marker, recording: id, at_nanos, text: short(text), stands };
    journal::write_undoable(conn, act, name, &short(text), &past(false), Some(&past(true)))?;
    link(conn, id)?;
    Ok(done(Changes::CALLS.with_undo(act.who != Who::Program)))
}

fn remove_marker(conn: &Connection, act: &Act, name: &str, id: i64) -> Result<Receipt> {
    let found: Option<(i64, i64, String)> = conn
        .prepare_cached("SELECT recording_id, at_nanos, text FROM recording_markers WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((recording, at_nanos, text)) = found else {
        return Err(StoreError::not_found("the marker"));
    };
    let recording = RecordingId(recording);
    conn.prepare_cached("DELETE FROM recording_markers WHERE id = ?1")?.execute([id])?;
    let past = |stands| Past::Marker { id, recording, at_nanos, text: text.clone(), stands };
    journal::write_undoable(conn, act, name, &text, &past(true), Some(&past(false)))?;
    link(conn, recording)?;
    Ok(done(Changes::CALLS.with_undo(act.who != Who::Program)))
}

/// Brings a marker back, or takes it away again: undo.
pub(in crate::store) fn restore_marker(conn: &Connection, past: &Past) -> Result<()> {
    let Past::Marker { id, recording, at_nanos, text, stands } = past else { return Ok(()) };
    if *stands {
        conn.prepare_cached(
            "INSERT OR REPLACE INTO recording_markers (id, recording_id, at_nanos, text)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![id, recording.0, at_nanos, text])?;
    } else {
        conn.prepare_cached("DELETE FROM recording_markers WHERE id = ?1")?.execute([id])?;
    }
    Ok(())
}

fn checked(
    conn: &Connection,
    act: &Act,
    name: &str,
    id: RecordingId,
    verdict: &Verdict,
) -> Result<Receipt> {
    let row = existing(conn, id)?;
    let text = serde_json::to_string(verdict)?;
    let known: Option<String> = conn
        .prepare_cached("SELECT verdict FROM recordings WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))?;
    conn.prepare_cached(
        "UPDATE recordings SET verdict = ?2, checked_utc_millis = ?3 WHERE id = ?1",
    )?
    .execute(params![id.0, text, act.at.utc_millis])?;
    let is_news = known.as_ref() != Some(&text);
    if is_news && verdict.is_bad() {
        note(conn, act, name, &row, &text)?;
    }
    Ok(done(if is_news { Changes::CALLS } else { Changes::default() }))
}

fn has_file(state: RecordingState) -> bool {
    matches!(state, RecordingState::Done | RecordingState::Partial | RecordingState::Missing)
}

fn existing(conn: &Connection, id: RecordingId) -> Result<Recording> {
    recordings::by_id(conn, id)?
        .ok_or_else(|| StoreError::not_found(format_args!("recording {id}")))
}

fn leave(conn: &Connection, path: &str) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO recording_leftovers (path) VALUES (?1)")?
        .execute([path])?;
    Ok(())
}

fn note(conn: &Connection, act: &Act, name: &str, row: &Recording, detail: &str) -> Result<()> {
    let after = (!detail.is_empty()).then(|| json!({ "detail": detail }));
    journal::write(conn, act, name, &row.path, None, after)?;
    link(conn, row.id)
}

/// The newest row of the journal is about this recording.
fn link(conn: &Connection, id: RecordingId) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO recording_journal (journal_id, recording_id) VALUES (?1, ?2)",
    )?
    .execute([conn.last_insert_rowid(), id.0])?;
    Ok(())
}

fn short(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(TEXT_LIMIT).collect()
}

fn span_text(from: Duration, to: Option<Duration>) -> String {
    let to = to.map(|to| format!("{:.3}", to.as_secs_f64())).unwrap_or_default();
    format!("{:.3}-{to} s", from.as_secs_f64())
}

fn done(changes: Changes) -> Receipt {
    Receipt { changes, deed: Deed::Done }
}
