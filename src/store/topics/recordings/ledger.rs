//! The ledger of sealed files: appended to, never changed, every row's SHA-256 (FIPS 180-4) covering the row and the hash
//! before it. Checking finds rows that were changed, put in, taken out from the middle or cut off at the end.
//! May depend on `base`, `call`.

use crate::base::ids::RecordingId;
use crate::call::recordings::Seal;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::operation::Act;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

type Hash = [u8; 32];

/// One row without its hash.
struct Entry {
    seq: i64,
    at_utc_millis: i64,
    offset_minutes: i64,
    who: String,
    kind: String,
    recording: i64,
    path: String,
    format: String,
    bytes: i64,
    sha256: Vec<u8>,
    detail: String,
}

impl Entry {
    /// Length before every text: no two rows make the same bytes.
    fn hash(&self, previous: &[u8]) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update(previous);
        for number in
            [self.seq, self.at_utc_millis, self.offset_minutes, self.recording, self.bytes]
        {
            hasher.update(number.to_be_bytes());
        }
        for text in [&self.who, &self.kind, &self.path, &self.format, &self.detail] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(&self.sha256);
        hasher.finalize().into()
    }
}

/// Appends a row and gives its number.
pub(super) fn append(
    conn: &Connection,
    act: &Act,
    kind: &str,
    seal: &Seal,
    detail: &str,
) -> Result<i64> {
    let (seq, previous): (i64, Vec<u8>) =
        conn.query_row("SELECT seq, hash FROM recording_ledger_head", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let entry = Entry {
        seq: seq + 1,
        at_utc_millis: act.at.utc_millis,
        offset_minutes: i64::from(act.at.offset_minutes),
        who: act.who.to_string(),
        kind: kind.to_owned(),
        recording: seal.recording.0,
        path: seal.path.clone(),
        format: seal.format.word().to_owned(),
        bytes: i64::try_from(seal.bytes).unwrap_or(i64::MAX),
        sha256: from_hex(&seal.sha256)?,
        detail: detail.to_owned(),
    };
    let hash = entry.hash(&previous);
    conn.prepare_cached(
        "INSERT INTO recording_ledger (seq, at_utc_millis, offset_minutes, who, kind, recording_id,
             path, format, bytes, sha256, detail, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        entry.seq,
        entry.at_utc_millis,
        entry.offset_minutes,
        entry.who,
        entry.kind,
        entry.recording,
        entry.path,
        entry.format,
        entry.bytes,
        entry.sha256,
        entry.detail,
        hash.as_slice(),
    ])?;
    conn.prepare_cached("UPDATE recording_ledger_head SET seq = ?1, hash = ?2 WHERE one = 1")?
        .execute(params![entry.seq, hash.as_slice()])?;
    Ok(entry.seq)
}

/// What is wrong with the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerFault {
    /// This row is not what was written, or the one before it is not.
    Changed(i64),
    /// Rows from the first to the second number are gone.
    Removed(i64, i64),
    /// This recording's row in the database does not point to its newest seal.
    OtherSeal(RecordingId),
    /// This recording was sealed and has no row in the database any more.
    NoRow(RecordingId),
    /// There is no note of the newest row, or it names another.
    Head,
}

/// What checking the ledger found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LedgerReport {
    /// Rows read.
    pub rows: u64,
    /// Hash of the newest row, hexadecimal: whoever notes it elsewhere can prove that everything up to it stood so.
    pub newest: String,
    /// What is wrong, in the order of the rows.
    pub faults: Vec<LedgerFault>,
}

/// Reads the whole ledger and compares it with itself, with its head and with the rows of the recordings.
pub(super) fn check(conn: &Connection) -> Result<LedgerReport> {
    let mut report = LedgerReport::default();
    let mut newest: HashMap<i64, (i64, bool)> = HashMap::new();
    let mut last: (i64, Vec<u8>) = (0, vec![0; 32]);
    let mut statement = conn.prepare(
        "SELECT seq, at_utc_millis, offset_minutes, who, kind, recording_id, path, format, bytes,
             sha256, detail, hash
         FROM recording_ledger ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let entry = Entry {
            seq: row.get(0)?,
            at_utc_millis: row.get(1)?,
            offset_minutes: row.get(2)?,
            who: row.get(3)?,
            kind: row.get(4)?,
            recording: row.get(5)?,
            path: row.get(6)?,
            format: row.get(7)?,
            bytes: row.get(8)?,
            sha256: row.get(9)?,
            detail: row.get(10)?,
        };
        let hash: Vec<u8> = row.get(11)?;
        report.rows += 1;
        if entry.seq > last.0 + 1 {
            report.faults.push(LedgerFault::Removed(last.0 + 1, entry.seq - 1));
        } else if entry.hash(&last.1).as_slice() != hash {
            report.faults.push(LedgerFault::Changed(entry.seq));
        }
        newest.insert(entry.recording, (entry.seq, entry.kind == "deleted"));
        last = (entry.seq, hash);
    }
    check_head(conn, &last, &mut report)?;
    check_rows(conn, newest, &mut report)?;
    report.newest = to_hex(&last.1);
    Ok(report)
}

fn check_head(conn: &Connection, last: &(i64, Vec<u8>), report: &mut LedgerReport) -> Result<()> {
    let mut statement = conn.prepare("SELECT seq, hash FROM recording_ledger_head")?;
    let mut rows = statement.query([])?;
    match rows.next()? {
        Some(row) => {
            let (seq, hash): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            if seq > last.0 {
                report.faults.push(LedgerFault::Removed(last.0 + 1, seq));
            } else if (seq, &hash) != (last.0, &last.1) {
                report.faults.push(LedgerFault::Head);
            }
        }
        None => report.faults.push(LedgerFault::Head),
    }
    Ok(())
}

fn check_rows(
    conn: &Connection,
    mut newest: HashMap<i64, (i64, bool)>,
    report: &mut LedgerReport,
) -> Result<()> {
    let mut statement = conn.prepare("SELECT id, seal FROM recordings ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, seal): (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
        if newest.remove(&id).map(|(seq, _)| seq) != seal {
            report.faults.push(LedgerFault::OtherSeal(RecordingId(id)));
        }
    }
    let mut orphans: Vec<i64> =
        newest.into_iter().filter(|(_, (_, deleted))| !deleted).map(|(id, _)| id).collect();
    orphans.sort_unstable();
    report.faults.extend(orphans.into_iter().map(|id| LedgerFault::NoRow(RecordingId(id))));
    Ok(())
}

pub(super) fn to_hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect()
}

fn from_hex(text: &str) -> Result<Vec<u8>> {
    let digit = |n: u8| char::from(n).to_digit(16).and_then(|n| u8::try_from(n).ok());
    let pairs = text.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> =
        pairs.0.iter().map(|[a, b]| Some(digit(*a)? << 4 | digit(*b)?)).collect();
    bytes
        .filter(|bytes| bytes.len() == 32 && pairs.1.is_empty())
        .ok_or_else(|| StoreError::new(StoreErrorKind::Failed, "not a SHA-256 in hexadecimal"))
}
