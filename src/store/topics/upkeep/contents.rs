//! What a person wants to know before a restore: which backups lie in the folder, what is in one, what is there now.
//! Reads only, beside a running program if need be. May depend on `call`.

use crate::call::upkeep::{Contents, FoundBackup, made_at, newest_first};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::file;
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::backup::default_folder;
use crate::store::topics::upkeep::copying::names;
use crate::store::topics::upkeep::rehearsal::{Counts, rehearse};
use rusqlite::Connection;
use std::fs;
use std::path::Path;

/// Backups offered.
const OFFERED: usize = 100;

/// The backups in a folder (`None`: the one beside the database), newest first.
#[must_use]
pub fn found(database: &Path, folder: Option<&Path>) -> Vec<FoundBackup> {
    let folder = folder.map_or_else(|| default_folder(database), Path::to_owned);
    let offered = newest_first(names(&folder)).into_iter().take(OFFERED);
    offered
        .map(|name| {
            let path = folder.join(&name);
            FoundBackup {
                made: made_at(&name).unwrap_or_default(),
                bytes: fs::metadata(&path).map_or(0, |meta| meta.len()),
                path: path.display().to_string(),
            }
        })
        .collect()
}

/// Opens a backup as a restore would, checks and counts it. One that cannot be used is no error: it says why.
///
/// # Errors
/// `Interrupted` when told to stop.
pub fn examine(backup: &Path, database: &Path, watch: &mut Watch<'_>) -> Result<Contents> {
    let mut contents = Contents {
        path: backup.display().to_string(),
        bytes: fs::metadata(backup).map_or(0, |meta| meta.len()),
        ..Contents::default()
    };
    let looked = if backup.is_file() {
        look_inside(backup, &mut contents, watch)
    } else {
        Err(StoreError::not_found(backup.display()))
    };
    match looked {
        Err(error) if error.kind == StoreErrorKind::Interrupted => return Err(error),
        Err(error) => contents.why_not = error.to_string(),
        Ok(()) => {}
    }
    // A present file that is too damaged to be counted is the best reason to restore.
    if let Ok(conn) = file::open_for_reading(database) {
        let count = |table| rows(&conn, table).unwrap_or(0);
        (contents.calls_now, contents.customers_now) = (count("calls"), count("customers"));
    }
    Ok(contents)
}

fn look_inside(backup: &Path, contents: &mut Contents, watch: &mut Watch<'_>) -> Result<()> {
    let counts = rehearse(backup, None, watch)?;
    (contents.calls, contents.customers) = (of(&counts, "calls"), of(&counts, "customers"));
    let conn = file::open_for_reading(backup)?;
    let newest = "SELECT max(started_utc_millis) FROM calls";
    contents.newest_call = conn.query_row(newest, [], |row| row.get(0))?;
    Ok(())
}

fn of(counts: &Counts, table: &str) -> u64 {
    counts.0.iter().find(|(name, _)| name == table).map_or(0, |(_, count)| *count)
}

fn rows(conn: &Connection, table: &str) -> Result<u64> {
    let count: i64 =
        conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}
