//! "Check my data": the file itself, references, what a search can find, recordings on the disk against their rows, figures
//! against the calls. Reads only, beside a running program if need be. May depend on `call`.

use crate::call::upkeep::{
    CheckReport, Fault, Finding, LedgerCheck, Phase, Progress, is_half_backup,
};
use crate::store::error::{Result, StoreErrorKind};
use crate::store::file;
use crate::store::migrate::{APPLICATION_ID, latest_version};
use crate::store::office;
use crate::store::topics::statistics::named_wrong;
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::backup::{default_folder, stopped};
use crate::store::topics::upkeep::copying::{files_below, joined, names};
use crate::store::topics::upkeep::recordings::RECORDINGS;
use crate::store::topics::upkeep::rehearsal::{Counts, integrity, orphans, ours};
use rusqlite::{Connection, OptionalExtension};
use std::fs;
use std::io::Read;
use std::path::Path;

/// Named examples of a fault.
const EXAMPLES: usize = 20;
/// What is behind a recording's name where its waveform is cached.
const PEAKS: &str = ".peaks";

/// Checks the ledger of recordings in the database at this path.
pub type LedgerHook = fn(&Path) -> Result<LedgerCheck>;

/// Checks everything about a database and the recordings beside it.
///
/// # Errors
/// When the file cannot be opened at all, is not ours, or the check was stopped. A damaged file is no error but a finding.
pub fn check(
    database: &Path,
    ledger: Option<LedgerHook>,
    watch: &mut Watch<'_>,
) -> Result<CheckReport> {
    let bytes = fs::metadata(database).map_or(0, |meta| meta.len());
    let mut report = CheckReport { bytes, ..CheckReport::default() };
    match open_and_examine(database, ledger, &mut report, watch) {
        Ok(()) => Ok(report),
        // So damaged that a question about it fails, or it cannot even be opened.
        Err(error) if error.kind == StoreErrorKind::Corrupt && bears_our_mark(database) => {
            if !report.findings.iter().any(|finding| finding.fault == Fault::Integrity) {
                let examples = vec![error.context];
                report.findings.push(Finding { fault: Fault::Integrity, count: 1, examples });
            }
            Ok(report)
        }
        Err(error) => Err(error),
    }
}

fn open_and_examine(
    database: &Path,
    ledger: Option<LedgerHook>,
    report: &mut CheckReport,
    watch: &mut Watch<'_>,
) -> Result<()> {
    let mut conn = file::open_for_reading(database)?;
    watch.guard(&mut conn)?;
    report.version = ours(&conn).map_err(|error| file::explain(&error, database))?;
    examine(&conn, database, ledger, report, watch)
}

/// Whether the head of the file says that it is one of ours (SQLite file format, section 1.3: the application id stands
/// at offset 68), however damaged the rest may be.
fn bears_our_mark(database: &Path) -> bool {
    let mut head = [0; 72];
    let read = fs::File::open(database).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok()
        && head.starts_with(b"SQLite format 3\0")
        && head[68..] == APPLICATION_ID.to_be_bytes()
}

fn examine(
    conn: &Connection,
    database: &Path,
    ledger: Option<LedgerHook>,
    report: &mut CheckReport,
    watch: &mut Watch<'_>,
) -> Result<()> {
    let data = database.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut next = 0;
    let mut step = |watch: &mut Watch<'_>| {
        let progress = Progress { phase: Phase::Checking, done: next, total: 7 };
        next += 1;
        if watch.go_on(progress) { Ok(()) } else { Err(stopped()) }
    };
    step(watch)?;
    let damage = integrity(conn, 100)?;
    find(report, Fault::Integrity, damage.len(), damage);
    step(watch)?;
    for (table, count) in orphans(conn)? {
        report.findings.push(Finding { fault: Fault::Orphans, count, examples: vec![table] });
    }
    step(watch)?;
    unfindable(conn, report)?;
    report.counts = Counts::of(conn)?.0;
    report.counts.retain(|(name, _)| !name.contains("_search_"));
    step(watch)?;
    missing(conn, data, report)?;
    missing_files(conn, data, report)?;
    step(watch)?;
    strays(conn, data, database, report)?;
    step(watch)?;
    if report.version == latest_version() {
        let wrong = named_wrong(conn)?;
        let named = wrong.iter().take(EXAMPLES).map(|(hour, line)| named_hour(*hour, *line));
        find(report, Fault::Figures, wrong.len(), named.collect());
    }
    step(watch)?;
    if let Some(hook) = ledger {
        let said = hook(database)?;
        find(report, Fault::Ledger, said.faults.len(), said.faults.clone());
        report.ledger = Some(said);
    }
    Ok(())
}

fn find(report: &mut CheckReport, fault: Fault, count: usize, examples: Vec<String>) {
    if count > 0 {
        let mut examples = examples;
        examples.truncate(EXAMPLES);
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        report.findings.push(Finding { fault, count, examples });
    }
}

/// An hour of the office's clock and a line, in words.
fn named_hour(local_hour: i64, line: i64) -> String {
    let begun = jiff::Timestamp::from_second(local_hour.saturating_mul(3_600));
    let begun = begun.map(|begun| begun.strftime("%Y-%m-%d %H:00").to_string()).unwrap_or_default();
    format!("{begun}, line {}", line.saturating_add(1))
}

/// Calls and customers that stand in their table and not in the index of words.
fn unfindable(conn: &Connection, report: &mut CheckReport) -> Result<()> {
    let in_no_block =
        " AND NOT EXISTS (SELECT 1 FROM card_blocks b WHERE t.id BETWEEN b.first_id AND b.last_id)";
    for (fault, table, index, blocks) in [
        (Fault::UnfindableCalls, "calls", "call_search_docsize", ""),
        (Fault::UnfindableCustomers, "customers", "customer_search_docsize", in_no_block),
    ] {
        let sql = format!(
            "SELECT id FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM {index} i WHERE i.id = t.id){blocks}"
        );
        let mut statement = conn.prepare(&sql)?;
        let ids = statement.query_map([], |row| row.get::<_, i64>(0))?;
        let ids = ids.collect::<rusqlite::Result<Vec<_>>>()?;
        let named = ids.iter().take(EXAMPLES).map(|id| format!("#{id}")).collect();
        find(report, fault, ids.len(), named);
    }
    Ok(())
}

/// Rows that say their file is there, and it is not.
fn missing(conn: &Connection, data: &Path, report: &mut CheckReport) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT path FROM recordings WHERE state IN ('done', 'partial', 'writing') ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let (mut count, mut named) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let path: String = row.get(0)?;
        if !joined(data, &path).is_file() {
            count += 1;
            if named.len() < EXAMPLES {
                named.push(path);
            }
        }
    }
    find(report, Fault::MissingRecordings, count, named);
    Ok(())
}

/// Attached files whose content is not there, or has another length.
fn missing_files(conn: &Connection, data: &Path, report: &mut CheckReport) -> Result<()> {
    let (mut count, mut named) = (0, Vec::new());
    office::files::each(conn, |file| {
        let path = file.content.path().map(|path| joined(data, &path));
        let is_there = |path: &std::path::PathBuf| {
            path.metadata().is_ok_and(|meta| meta.is_file() && meta.len() == file.content.bytes)
        };
        if !path.as_ref().is_some_and(is_there) {
            count += 1;
            if named.len() < EXAMPLES {
                named.push(format!(
                    "{} ({})",
                    file.content.name,
                    path.unwrap_or_default().display()
                ));
            }
        }
        Ok(())
    })?;
    find(report, Fault::MissingFiles, count, named);
    Ok(())
}

/// Files that no row names: recordings, cached waveforms, beginnings of backups.
fn strays(conn: &Connection, data: &Path, database: &Path, report: &mut CheckReport) -> Result<()> {
    let mut statement = conn.prepare("SELECT 1 FROM recordings WHERE path = ?1")?;
    let (mut files, mut peaks) = (Vec::new(), Vec::new());
    for relative in files_below(&data.join(RECORDINGS)) {
        let path = format!("{RECORDINGS}/{relative}");
        let (recording, list) = match path.strip_suffix(PEAKS) {
            Some(recording) => (recording, &mut peaks),
            None => (path.as_str(), &mut files),
        };
        if statement.query_row([recording], |_| Ok(())).optional()?.is_none() {
            list.push(path);
        }
    }
    find(report, Fault::StrayFiles, files.len(), files);
    find(report, Fault::StrayPeaks, peaks.len(), peaks);
    let mut half = names(&default_folder(database));
    half.retain(|name| is_half_backup(name));
    find(report, Fault::HalfBackups, half.len(), half);
    Ok(())
}
