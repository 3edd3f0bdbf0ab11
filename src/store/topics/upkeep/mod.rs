//! Care of the database: backups and how they ended, restores, checks. The work on files is done on connections of its
//! own and by whatever thread calls; the writer and the readers go on meanwhile. May depend on `base`, `call`.

pub mod backup;
pub mod check;
pub mod contents;
mod copying;
pub mod order;
mod recordings;
pub mod rehearsal;
pub mod restore;

use crate::call::upkeep::{
    BackupRow, BackupState, Progress, UpkeepAnswer, UpkeepOp, UpkeepQuestion,
};
use crate::store::calls::{from_word, word};
use crate::store::error::Result;
use crate::store::operation::{Act, Changes, Deed, Receipt};
use crate::store::reader::Reader;
use crate::store::{Store, journal};
use rusqlite::{Connection, Row, params};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Rows of the table that are kept; older ones tell nobody anything.
const KEPT: u32 = 1_000;

/// Who is told how far a long work is, and how it is stopped.
pub struct Watch<'a> {
    stop: Arc<AtomicBool>,
    tell: &'a mut dyn FnMut(Progress),
}

impl<'a> Watch<'a> {
    /// Steps of SQLite's machine between two looks at the stop sign.
    const STEPS: i32 = 100_000;

    /// Setting `stop` ends the work soon; `tell` hears of each step.
    pub fn new(stop: Arc<AtomicBool>, tell: &'a mut dyn FnMut(Progress)) -> Self {
        Self { stop, tell }
    }

    /// Tells, and says whether to go on.
    fn go_on(&mut self, progress: Progress) -> bool {
        (self.tell)(progress);
        !self.stop.load(Ordering::Relaxed)
    }

    /// Lets the stop sign end a statement of this connection that takes long.
    fn guard(&self, conn: &mut Connection) -> Result<()> {
        let stop = Arc::clone(&self.stop);
        Ok(conn.progress_handler(Self::STEPS, Some(move || stop.load(Ordering::Relaxed)))?)
    }
}

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn upkeep(&mut self, act: &Act, op: &UpkeepOp) -> Result<Receipt> {
        match op {
            UpkeepOp::NoteRestore(outcome) => self.transact("noting a restore", |tx| {
                let after = serde_json::json!({ "kept": outcome.kept, "rows": outcome.rows });
                journal::write(tx, act, op.name(), &outcome.backup, None, Some(after))?;
                Ok(Receipt { changes: Changes::default(), deed: Deed::Done })
            }),
            UpkeepOp::NoteBackup(row) => self.transact("noting a backup", |tx| {
                insert(tx, row)?;
                let good = row.state == BackupState::Rehearsed;
                let deed = if good { Deed::BackupNoted(row.path.clone()) } else { Deed::Done };
                Ok(Receipt { changes: Changes::default(), deed })
            }),
        }
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn upkeep(&self, question: &UpkeepQuestion) -> Result<UpkeepAnswer> {
        match question {
            UpkeepQuestion::Backups(limit) => {
                let mut statement = self.connection().prepare_cached(
                    "SELECT started_utc_millis, offset_minutes, took_millis, path, bytes, row_count,
                            recordings, wanted_by, state, detail
                     FROM backups ORDER BY id DESC LIMIT ?1",
                )?;
                let rows = statement.query_map([limit], read)?;
                Ok(UpkeepAnswer::Backups(rows.collect::<rusqlite::Result<_>>()?))
            }
        }
    }
}

fn insert(conn: &Connection, row: &BackupRow) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO backups (started_utc_millis, offset_minutes, took_millis, path, bytes, row_count,
                              recordings, wanted_by, state, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        row.started_utc_millis,
        row.offset_minutes,
        signed(row.took_millis),
        row.path,
        signed(row.bytes),
        signed(row.rows),
        signed(row.recordings),
        word(&row.trigger)?,
        word(&row.state)?,
        row.detail,
    ])?;
    conn.prepare_cached("DELETE FROM backups WHERE id <= (SELECT max(id) FROM backups) - ?1")?
        .execute([KEPT])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<BackupRow> {
    let count = |at: usize| row.get::<_, i64>(at).map(|n| u64::try_from(n).unwrap_or(0));
    Ok(BackupRow {
        started_utc_millis: row.get(0)?,
        offset_minutes: row.get(1)?,
        took_millis: count(2)?,
        path: row.get(3)?,
        bytes: count(4)?,
        rows: count(5)?,
        recordings: count(6)?,
        trigger: from_word(row, 7)?,
        state: from_word(row, 8)?,
        detail: row.get(9)?,
    })
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
