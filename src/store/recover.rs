//! After a start: what the last run left open is closed, so that no call and no recording is lost or stays "live".
//! May depend on `base`, `call`.

use crate::base::evidence::Evidence;
use crate::base::ids::CallId;
use crate::call::record::{
    CallRecord, Happening, Outcome, Recording, RecordingState, TimelineEntry,
};
use crate::store::error::Result;
use crate::store::operation::{Act, Recovered};
use crate::store::{Store, calls, change, journal, recordings};
use rusqlite::Connection;
use std::time::Duration;

impl Store {
    /// Marks open calls interrupted and unfinished recordings partial (or missing). `length_of` says how long the file
    /// of a recording plays; `None`: it cannot be read. Costs nothing when the last run ended in order.
    ///
    /// # Errors
    /// When it cannot be written; then nothing is marked.
    pub fn recover(
        &mut self,
        act: &Act,
        length_of: impl Fn(&Recording) -> Option<Duration>,
    ) -> Result<Recovered> {
        self.transact("recovering the last run", |tx| {
            let mut found = Recovered::default();
            for recording in recordings::being_written(tx)? {
                found.recordings.push(close_recording(tx, act, &recording, &length_of)?);
            }
            // Their files are looked for after this; a kill until then changes nothing.
            tx.execute(
                "INSERT OR IGNORE INTO recordings_awaited SELECT id FROM calls WHERE outcome = 'open'",
                [],
            )?;
            for call in open_calls(tx)? {
                interrupt(tx, act, call)?;
                found.calls.push(call);
            }
            Ok(found)
        })
    }
}

fn close_recording(
    conn: &Connection,
    act: &Act,
    recording: &Recording,
    length_of: &impl Fn(&Recording) -> Option<Duration>,
) -> Result<Recording> {
    let closed = match length_of(recording) {
        Some(lasted) => Recording { lasted, state: RecordingState::Partial, ..recording.clone() },
        None => Recording { state: RecordingState::Missing, ..recording.clone() },
    };
    let closed = recordings::write(conn, &closed)?;
    let before = Some(serde_json::to_value(recording)?);
    let after = Some(serde_json::to_value(&closed)?);
    journal::write(conn, act, "recover", &closed.path, before, after)?;
    Ok(closed)
}

fn open_calls(conn: &Connection) -> Result<Vec<CallId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM calls WHERE outcome = 'open' ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok(CallId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The call lasted at least until the last thing known of it.
fn interrupt(conn: &Connection, act: &Act, call: CallId) -> Result<()> {
    let record = change::existing_call(conn, call)?;
    let timeline = calls::timeline(conn, call, record.caller_id.as_ref())?;
    let record = CallRecord { timeline, ..record };
    let last_entry = record.timeline.iter().map(|entry| entry.at).max().unwrap_or_default();
    let last_sound = recordings::of_call(conn, call)?
        .iter()
        .map(|recording| recording.starts_at + recording.lasted)
        .max()
        .unwrap_or_default();
    let lasted = last_entry.max(last_sound).max(record.answered_after.unwrap_or_default());
    let mut record = CallRecord { outcome: Outcome::Interrupted, lasted: Some(lasted), ..record };
    record.timeline.push(TimelineEntry {
        at: lasted,
        what: Happening::Ended(Outcome::Interrupted),
        origin: None,
        evidence: Evidence::default(),
    });
    change::put_call(conn, act, "recover", &record)
}
