//! Putting a backup in the place of the present data. The present file is kept beside it under another name; at every
//! moment the database's name leads to a whole file. May depend on `base`, `call`.

use crate::base::clock::Stamp;
use crate::store::error::{Result, StoreError};
use crate::store::file;
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::copying::{copy_files, sync_folder};
use crate::store::topics::upkeep::recordings::{Known, bring_back};
use crate::store::topics::upkeep::rehearsal;
use rusqlite::Connection;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a restore brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Rows now there.
    pub rows: u64,
    /// The file that was there before, if there was one.
    pub kept: Option<PathBuf>,
    /// Recordings that were missing and came back.
    pub recordings: u64,
}

/// Puts `backup` in the place of `database`. No program may have the database open.
///
/// # Errors
/// `Locked` when a program has it open; `Corrupt` or `Newer` when the backup cannot be used; otherwise what the disk says.
/// Until the very last step nothing has changed.
pub fn restore(
    backup: &Path,
    database: &Path,
    now: Stamp,
    watch: &mut Watch<'_>,
) -> Result<Restored> {
    if !backup.is_file() {
        return Err(StoreError::not_found(backup.display()));
    }
    if is_same(backup, database) {
        let why = "the backup is the database itself";
        return Err(StoreError::new(crate::store::error::StoreErrorKind::Failed, why));
    }
    let folder = database.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    file::create_folder(folder)?;
    let _lock = file::take_lock(database).map_err(|error| file::explain(&error, database))?;
    // A damaged database remembers nothing.
    let before = Known::of(database).unwrap_or_default();
    let coming = beside(database, "restoring");
    let rows = take_in(backup, &coming, watch).inspect_err(|_| remove(&coming))?;
    let kept = keep_present(database, now).inspect_err(|_| remove(&coming))?;
    fs::rename(&coming, database)
        .and_then(|()| sync_folder(folder))
        .map_err(|error| StoreError::from_io(&error, "putting the backup in place"))?;
    // The data are restored; attached files that cannot be brought back are missed and named by the check.
    let folder_of = backup.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Err(error) = copy_files(folder_of, folder, watch) {
        tracing::warn!(%error, "not all attached files came back with the backup");
    }
    let recordings = bring_back(database, folder_of, &before, watch).unwrap_or_else(|error| {
        tracing::warn!(%error, "not all recordings came back with the backup");
        0
    });
    Ok(Restored { rows, kept, recordings })
}

/// Copies the backup beside the database and rehearses the copy: what is put in place is what was checked.
fn take_in(backup: &Path, coming: &Path, watch: &mut Watch<'_>) -> Result<u64> {
    remove(coming);
    file::create_private(coming)?;
    let copied = fs::File::open(backup).and_then(|mut from| {
        let mut to = fs::OpenOptions::new().write(true).truncate(true).open(coming)?;
        io::copy(&mut from, &mut to)?;
        to.sync_all()
    });
    copied.map_err(|error| StoreError::from_io(&error, "reading the backup"))?;
    let counts = rehearsal::rehearse(coming, None, watch)
        .map_err(|error| error.during(&format!("{}", backup.display())))?;
    Ok(counts.total())
}

/// Gives the present file a second name that stays. Its journal goes into it first, where that can still be read.
fn keep_present(database: &Path, now: Stamp) -> Result<Option<PathBuf>> {
    if !database.exists() {
        return Ok(None);
    }
    if let Err(error) = empty_journal(database) {
        tracing::warn!(%error, "the present database is damaged; it is kept as it is");
    }
    let stamp = jiff::Timestamp::from_millisecond(now.utc_millis)
        .map(|at| at.strftime("%Y%m%d-%H%M%S").to_string())
        .unwrap_or_default();
    let kept = (0..100)
        .map(|n| if n == 0 { stamp.clone() } else { format!("{stamp}-{n}") })
        .map(|stamp| beside(database, &format!("before-restore-{stamp}")))
        .find(|path| !path.exists())
        .ok_or_else(|| StoreError::not_found("a free name for the present database"))?;
    // A second name costs no room; where the disk knows none, a copy does.
    fs::hard_link(database, &kept)
        .or_else(|_| fs::copy(database, &kept).map(drop))
        .map_err(|error| StoreError::from_io(&error, "keeping the present database"))?;
    // What a damaged database left beside it must not be read into the restored one.
    for suffix in ["-wal", "-shm"] {
        let (from, to) = (with_end(database, suffix), with_end(&kept, suffix));
        if from.exists() {
            fs::rename(&from, &to)
                .map_err(|error| StoreError::from_io(&error, "keeping the present journal"))?;
        }
    }
    Ok(Some(kept))
}

fn empty_journal(database: &Path) -> Result<()> {
    let conn = Connection::open(database)?;
    conn.pragma_update_and_check(None, "wal_checkpoint", "truncate", |_| Ok(()))?;
    conn.close().map_err(|(_, error)| StoreError::from(error))
}

fn beside(database: &Path, word: &str) -> PathBuf {
    with_end(database, &format!(".{word}"))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(end);
    path.with_file_name(name)
}

fn is_same(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

fn remove(path: &Path) {
    if path.exists()
        && let Err(error) = fs::remove_file(path)
    {
        tracing::warn!(%error, "a copy could not be removed");
    }
}
