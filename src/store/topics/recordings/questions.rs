//! What is known of recordings: for the views, for the archivist, and for whoever checks the files.
//! May depend on `base`, `call`.

use super::ledger::{self, LedgerReport};
use crate::base::ids::{CallId, RecordingId};
use crate::call::record::Recording;
use crate::call::recordings::{
    JournalLine, Marker, Mask, RecordingDetails, RecordingFormat, Seal, Totals, Verdict,
};
use crate::store::calls::from_nanos;
use crate::store::error::Result;
use crate::store::reader::Reader;
use crate::store::recordings;
use rusqlite::{Connection, OptionalExtension, Row, params};

impl Reader {
    /// Finished recordings that are not sealed yet, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unsealed_recordings(&self, limit: u32) -> Result<Vec<Recording>> {
        let ids: Vec<i64> = self
            .conn
            .prepare_cached(
                "SELECT id FROM recordings WHERE seal IS NULL AND state IN ('done', 'partial')
                 ORDER BY id LIMIT ?1",
            )?
            .query_map([limit], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let rows = ids.into_iter().map(|id| recordings::by_id(&self.conn, RecordingId(id)));
        Ok(rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// The seal in force of a recording; `None`: it is not sealed, or deleted.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seal(&self, id: RecordingId) -> Result<Option<Seal>> {
        seal(&self.conn, id)
    }

    /// Seals in force of recordings after this one, in the order of their ids.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seals(&self, after: RecordingId, limit: u32) -> Result<Vec<Seal>> {
        let sql = format!("{SEALS} AND r.id > ?1 ORDER BY r.id LIMIT ?2");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![after.0, limit], row_to_seal)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many recordings have a seal in force.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sealed_count(&self) -> Result<u32> {
        let sql = "SELECT count(*) FROM recordings WHERE seal IS NOT NULL AND state <> 'deleted'";
        Ok(self.conn.query_row(sql, [], |row| row.get(0))?)
    }

    /// The recording whose seal in force is over a file of this hash.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sealed_as(&self, sha256: &str) -> Result<Option<RecordingId>> {
        let sql = format!("{SEALS} AND lower(hex(l.sha256)) = ?1 LIMIT 1");
        let found = self.conn.prepare_cached(&sql)?.query_row([sha256], row_to_seal).optional()?;
        Ok(found.map(|seal| seal.recording))
    }

    /// Whether a recording is on legal hold.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_held(&self, id: RecordingId) -> Result<bool> {
        let sql = "SELECT hold FROM recordings WHERE id = ?1";
        let held = self.conn.prepare_cached(sql)?.query_row([id.0], |row| row.get(0)).optional()?;
        Ok(held.unwrap_or(false))
    }

    /// Paths of every file a row names, unsealed and half-written ones included, deleted ones not.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recording_paths(&self) -> Result<Vec<String>> {
        let sql = "SELECT path FROM recordings WHERE state <> 'deleted' ORDER BY path";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Calls that are not over, or whose recorder has not said yet which file it opened: a file of theirs may be on the
    /// disk before its row.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn awaiting_files(&self) -> Result<Vec<CallId>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id FROM calls WHERE outcome = 'open' UNION SELECT call_id FROM recordings_awaited",
        )?;
        let rows = statement.query_map([], |row| Ok(CallId(row.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Files that no row names any more and that are to be removed.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn leftover_files(&self) -> Result<Vec<String>> {
        let mut statement =
            self.conn.prepare_cached("SELECT path FROM recording_leftovers ORDER BY path")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Reads the whole ledger and says what is wrong with it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn check_ledger(&self) -> Result<LedgerReport> {
        self.at_once(|| ledger::check(&self.conn))
    }

    /// Everything about one recording.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recording_details(&self, id: RecordingId) -> Result<Option<RecordingDetails>> {
        details(&self.conn, id)
    }
}

const SEALS: &str = "SELECT r.id, l.path, l.format, l.bytes, lower(hex(l.sha256))
     FROM recordings r JOIN recording_ledger l ON l.seq = r.seal WHERE r.state <> 'deleted'";

fn row_to_seal(row: &Row<'_>) -> rusqlite::Result<Seal> {
    Ok(Seal {
        recording: RecordingId(row.get(0)?),
        path: row.get(1)?,
        format: format_of(&row.get::<_, String>(2)?),
        bytes: u64::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
        sha256: row.get(4)?,
    })
}

fn format_of(word: &str) -> RecordingFormat {
    RecordingFormat::from_word(word).unwrap_or(RecordingFormat::Pcm)
}

pub(super) fn seal(conn: &Connection, id: RecordingId) -> Result<Option<Seal>> {
    let sql = format!("{SEALS} AND r.id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id.0], row_to_seal).optional()?)
}

pub(super) fn of_call(conn: &Connection, call: CallId) -> Result<Vec<RecordingDetails>> {
    let rows = recordings::of_call(conn, call)?;
    let found = rows.into_iter().map(|row| details(conn, row.id));
    Ok(found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

pub(super) fn details(conn: &Connection, id: RecordingId) -> Result<Option<RecordingDetails>> {
    let Some(recording) = recordings::by_id(conn, id)? else { return Ok(None) };
    let mut statement = conn.prepare_cached(
        "SELECT format, bytes, keep_until, hold, verdict, checked_utc_millis, listens, seal
         FROM recordings WHERE id = ?1",
    )?;
    let mut details = statement.query_row([id.0], |row| {
        let sealed = row.get::<_, Option<i64>>(7)?.is_some();
        let verdict: Option<String> = row.get(4)?;
        let known = verdict.and_then(|text| serde_json::from_str(&text).ok());
        let unknown = if sealed { Verdict::Unchecked } else { Verdict::Unsealed };
        Ok(RecordingDetails {
            recording,
            format: format_of(&row.get::<_, String>(0)?),
            bytes: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
            masks: Vec::new(),
            markers: Vec::new(),
            keep_until: row.get(2)?,
            hold: row.get(3)?,
            verdict: known.unwrap_or(unknown),
            checked_utc_millis: row.get(5)?,
            listens: row.get(6)?,
        })
    })?;
    details.masks = masks(conn, id)?;
    details.markers = markers(conn, id)?;
    Ok(Some(details))
}

fn masks(conn: &Connection, id: RecordingId) -> Result<Vec<Mask>> {
    let mut statement = conn.prepare_cached(
        "SELECT from_nanos, to_nanos, reason FROM recording_masks WHERE recording_id = ?1
         ORDER BY from_nanos, id",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(Mask {
            from: from_nanos(row.get(0)?),
            to: row.get::<_, Option<i64>>(1)?.map(from_nanos),
            reason: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn markers(conn: &Connection, id: RecordingId) -> Result<Vec<Marker>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, at_nanos, text FROM recording_markers WHERE recording_id = ?1
         ORDER BY at_nanos, id",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(Marker { id: row.get(0)?, at: from_nanos(row.get(1)?), text: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn journal(
    conn: &Connection,
    recording: Option<RecordingId>,
    limit: u32,
) -> Result<Vec<JournalLine>> {
    let sql = format!(
        "SELECT j.id, j.at_utc_millis, j.offset_minutes, j.who, j.operation, j.subject,
             coalesce(json_extract(j.after, '$.detail'), '')
         FROM recording_journal l JOIN journal j ON j.id = l.journal_id
         {} ORDER BY l.journal_id DESC LIMIT ?2",
        if recording.is_some() { "WHERE l.recording_id = ?1" } else { "WHERE ?1 IS NULL" }
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![recording.map(|id| id.0), limit], |row| {
        Ok(JournalLine {
            id: row.get(0)?,
            at_utc_millis: row.get(1)?,
            offset_minutes: row.get(2)?,
            who: row.get(3)?,
            operation: row.get(4)?,
            subject: row.get(5)?,
            detail: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn totals(conn: &Connection) -> Result<Totals> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*), coalesce(sum(bytes), 0), coalesce(sum(lasted_nanos), 0),
             coalesce(sum(seal IS NULL AND state IN ('done', 'partial')), 0),
             coalesce(sum(verdict IS NOT NULL AND verdict NOT IN ('\"good\"', '\"unchecked\"', '\"unsealed\"')), 0)
         FROM recordings WHERE state IN ('writing', 'done', 'partial')",
    )?;
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(statement.query_row([], |row| {
        Ok(Totals {
            recordings: number(row.get(0)?),
            bytes: number(row.get(1)?),
            lasted: from_nanos(row.get(2)?),
            unsealed: number(row.get(3)?),
            bad: number(row.get(4)?),
        })
    })?)
}
