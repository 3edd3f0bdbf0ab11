//! `ringdesk verify`: every recording compared with its seal, the ledger with itself, the folder with the database.
//! Exit code 1 when anything is wrong. Writes nothing, and may run beside the program.
//! May depend on `store`, `audio`, `call`, `engine`, `base`.

use crate::audio::archive::{disk, names};
use crate::audio::recording_disk::call_of;
use crate::base::ids::{CallId, RecordingId};
use crate::call::recordings::Verdict;
use crate::cli::folder::{DATABASE, data_folder};
use crate::cli::{refuse, say};
use crate::engine::runtime::archivist::checking::judge;
use crate::store::error::Result;
use crate::store::reader::Reader;
use crate::store::topics::recordings::LedgerFault;
use clap::Args;
use serde::Serialize;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Seals read at once.
const PAGE: u32 = 256;

/// Arguments of `verify`.
#[derive(Debug, Clone, Args)]
pub struct VerifyArgs {
    /// The database. Default: the one of this user.
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// One JSON object instead of text.
    #[arg(long)]
    json: bool,
}

/// What was found.
#[derive(Debug, Default, Serialize)]
pub struct Found {
    /// Sealed recordings looked at.
    pub recordings: u64,
    /// Those that are what was sealed.
    pub good: u64,
    /// Recordings that are finished and not sealed yet.
    pub unsealed: u64,
    /// Rows of the ledger.
    pub ledger_rows: u64,
    /// Hash of its newest row.
    pub ledger_newest: String,
    /// Files half-way to their place; the next start of the program removes or adopts them.
    pub half_way: u64,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// `changed`, `other_length`, `swapped`, `missing`, `unreadable`, `extra_file`, `ledger_changed`, `ledger_removed`,
    /// `ledger_end`, `ledger_other_seal`, `row_removed`.
    pub what: &'static str,
    /// The recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<RecordingId>,
    /// Its file, relative to the data folder.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// In words.
    pub detail: String,
}

/// Verifies.
#[must_use]
pub fn run(args: &VerifyArgs) -> ExitCode {
    let database = args.db.clone().or_else(|| {
        data_folder(|name| std::env::var(name).ok()).map(|folder| folder.join(DATABASE))
    });
    let Some(database) = database else {
        return refuse("there is no home folder; name the database with --db");
    };
    let found = match verify(&database) {
        Ok(found) => found,
        Err(error) => return refuse(&error.to_string()),
    };
    print(&found, args.json);
    if found.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// Looks at everything.
///
/// # Errors
/// When the database cannot be read.
pub fn verify(database: &Path) -> Result<Found> {
    let root = match database.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    // The folder first: what comes to it later has a row by then.
    let there = disk::files_below(&root, "recordings");
    let reader = Reader::open(database)?;
    let mut found = Found::default();
    check_ledger(&reader, &mut found)?;
    check_files(&reader, &root, &mut found)?;
    match there {
        Ok(there) => check_folder(&reader, &root, there, &mut found)?,
        Err(error) => found.faults.push(Fault {
            what: "unreadable",
            recording: None,
            path: "recordings".to_owned(),
            detail: error.to_string(),
        }),
    }
    Ok(found)
}

fn check_ledger(reader: &Reader, found: &mut Found) -> Result<()> {
    let report = reader.check_ledger()?;
    found.ledger_rows = report.rows;
    found.ledger_newest = report.newest;
    found.faults.extend(report.faults.into_iter().map(|fault| {
        let (what, recording, detail) = match fault {
            LedgerFault::Changed(row) => {
                ("ledger_changed", None, format!("row {row} of the ledger was changed"))
            }
            LedgerFault::Removed(first, last) => {
                ("ledger_removed", None, format!("rows {first} to {last} of the ledger are gone"))
            }
            LedgerFault::Head => {
                ("ledger_end", None, "the end of the ledger is not the one noted".to_owned())
            }
            LedgerFault::OtherSeal(id) => {
                let detail = "its row in the database names another seal than the ledger";
                ("ledger_other_seal", Some(id), detail.to_owned())
            }
            LedgerFault::NoRow(id) => {
                ("row_removed", Some(id), "it was sealed and its row is gone".to_owned())
            }
        };
        Fault { what, recording, path: String::new(), detail }
    }));
    Ok(())
}

fn check_files(reader: &Reader, root: &Path, found: &mut Found) -> Result<()> {
    let mut after = RecordingId(0);
    loop {
        let page = reader.seals(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.recording;
        for seal in page {
            found.recordings += 1;
            let Ok(verdict) = judge(&disk::RealDisk, reader, root, &seal, &|| true) else {
                continue;
            };
            let (what, detail) = match verdict {
                Verdict::Good => {
                    found.good += 1;
                    continue;
                }
                Verdict::Unsealed | Verdict::Unchecked => continue,
                Verdict::OtherLength => {
                    ("other_length", format!("its length is not {} bytes any more", seal.bytes))
                }
                Verdict::Changed => ("changed", "same length, other bytes".to_owned()),
                Verdict::Swapped(other) => {
                    ("swapped", format!("the file of recording {other} stands in its place"))
                }
                Verdict::Missing => ("missing", "there is no file".to_owned()),
                Verdict::Unreadable(why) => ("unreadable", why),
            };
            let recording = Some(seal.recording);
            found.faults.push(Fault { what, recording, path: seal.path, detail });
        }
    }
    for row in reader.unsealed_recordings(u32::MAX)? {
        found.unsealed += 1;
        let path = row.path.split('/').fold(root.to_owned(), |full, part| full.join(part));
        let same = reader.recording(row.id)?.is_some_and(|now| now.path == row.path);
        if same && !path.exists() {
            let detail = "there is no file, and it was never sealed".to_owned();
            let recording = Some(row.id);
            found.faults.push(Fault { what: "missing", recording, path: row.path, detail });
        }
    }
    Ok(())
}

/// Files that no row names.
fn check_folder(reader: &Reader, root: &Path, there: Vec<String>, found: &mut Found) -> Result<()> {
    let named = reader.recording_paths()?;
    let half_way: HashSet<String> = named.iter().flat_map(|path| names::half_way(path)).collect();
    let leftovers = reader.leftover_files()?;
    let newest = reader.max_call_id()?.unwrap_or_default();
    let open: HashSet<CallId> = reader.awaiting_files()?.into_iter().collect();
    // The recorder opens a file a moment before its row is on the disk.
    let begins =
        |path: &str| call_of(path).is_some_and(|call| call > newest || open.contains(&call));
    let named: HashSet<String> = named.into_iter().collect();
    for path in there {
        let gone = !path.split('/').fold(root.to_owned(), |full, part| full.join(part)).exists();
        if named.contains(&path) || gone {
            continue;
        }
        if half_way.contains(&path) || leftovers.contains(&path) || begins(&path) {
            found.half_way += 1;
            continue;
        }
        let detail = "no recording of the database has this file".to_owned();
        found.faults.push(Fault { what: "extra_file", recording: None, path, detail });
    }
    Ok(())
}

fn print(found: &Found, json: bool) {
    let mut out = std::io::stdout().lock();
    if json {
        let text = serde_json::to_string(found);
        say(&mut out, &text.unwrap_or_else(|error| format!("{{\"why\":\"{error}\"}}")));
        return;
    }
    for Fault { what, recording, path, detail } in &found.faults {
        let recording = recording.map(|id| format!("recording {id}")).unwrap_or_default();
        let place = [recording.as_str(), path.as_str()].join(" ");
        say(&mut out, &format!("{what:<18} {}: {detail}", place.trim()));
    }
    let Found { recordings, good, unsealed, ledger_rows, half_way, .. } = found;
    say(&mut out, &format!("{good} of {recordings} sealed recordings are what was sealed"));
    if *unsealed > 0 {
        say(&mut out, &format!("{unsealed} are finished and not sealed yet"));
    }
    if *half_way > 0 {
        say(&mut out, &format!("{half_way} half-written files; the next start sees to them"));
    }
    say(&mut out, &format!("ledger: {ledger_rows} rows, newest {}", found.ledger_newest));
}
