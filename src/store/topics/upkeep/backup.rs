//! A backup while the program goes on: SQLite's online backup in steps over one unchanging state of the file, written
//! under another name, rehearsed, and only then given its own. Follows "Using the SQLite Online Backup API"
//! (sqlite.org/backup.html). May depend on `base`, `call`.

use crate::base::clock::Stamp;
use crate::call::upkeep::{HALF, Phase, Progress, is_half_backup, next_name, to_prune};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::file;
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::copying::{copy_files, names, sync_folder};
use crate::store::topics::upkeep::recordings;
use crate::store::topics::upkeep::rehearsal::{self, Counts};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::ffi::OsStr;
use std::fs::{self, TryLockError};
use std::path::{Path, PathBuf};

/// Pages copied in one step: a megabyte, so that a wish to stop is heard soon.
const PAGES: i32 = 256;
/// Held in the folder while a backup is made there.
const LOCK: &str = ".ringdesk-backup.lock";

/// What is wished for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The database.
    pub database: PathBuf,
    /// Where the copy goes; `None`: the folder `backups` beside the database, which is made when it is not there. A folder
    /// that was chosen must exist: a drive that is not connected is no reason to fill another one.
    pub folder: Option<PathBuf>,
    /// When; names the copy.
    pub now: Stamp,
    /// Copy the recordings as well, those that are not there yet or were changed. Those that were deleted, masked or
    /// compressed since go from the folder, whichever older backup names them.
    pub recordings: bool,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The copy.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Rows in it.
    pub rows: u64,
    /// Recordings copied.
    pub recordings: u64,
    /// Why not all of them were, in words; empty: all were, or none were wished for. The copy of the database is good.
    pub trouble: String,
}

/// Where backups go when nobody says otherwise.
#[must_use]
pub fn default_folder(database: &Path) -> PathBuf {
    database.with_file_name("backups")
}

/// Makes a backup and rehearses its restore. `watch` hears how far it is and says when to stop. Older ones stay: whoever
/// keeps a list lets them go when the new one stands in it ([`prune`]).
///
/// # Errors
/// `Interrupted` when it was told to stop; otherwise whatever the disk says. Nothing half-made is left, but for what a
/// disk that vanished keeps (the next backup removes it).
pub fn back_up(wish: &Wish, watch: &mut Watch<'_>) -> Result<Made> {
    let (folder, _lock) = prepared(wish)?;
    let target = free_name(&folder, wish.now)?;
    let half = with_suffix(&target, HALF);
    let made = copy(wish, &half, watch).and_then(|rows| {
        put_in_place(&half, &target, &folder)?;
        Ok(rows)
    });
    let rows = made.inspect_err(|_| remove_half(&folder))?;
    let data = wish.database.parent().unwrap_or(Path::new("."));
    let attached = copy_files(data, &folder, watch);
    // What was deleted goes from the folder whatever became of the attached files.
    let copies = wish.recordings && attached.is_ok();
    let followed = recordings::follow(&wish.database, data, &folder, copies, watch);
    let copied = attached.and(followed);
    let (recordings, trouble) = match copied {
        Ok(count) => (count, String::new()),
        Err(error) => (0, error.to_string()),
    };
    let bytes = fs::metadata(&target).map_or(0, |meta| meta.len());
    Ok(Made { path: target, bytes, rows, recordings, trouble })
}

/// The folder, there and without the beginnings of backups that a crash left.
fn prepared(wish: &Wish) -> Result<(PathBuf, Option<fs::File>)> {
    let folder = match &wish.folder {
        None => {
            let folder = default_folder(&wish.database);
            file::create_folder(&folder)?;
            folder
        }
        Some(folder) if folder.is_dir() => folder.clone(),
        Some(folder) => {
            let why = format!(
                "{} is not there: connect the drive, or choose another folder",
                folder.display()
            );
            return Err(StoreError::new(StoreErrorKind::Io, why));
        }
    };
    let lock = alone(&folder)?;
    remove_half(&folder);
    Ok((folder, lock))
}

/// One backup at a time into a folder: the beginning of another one is no leftover. A drive that knows no locks does
/// without.
fn alone(folder: &Path) -> Result<Option<fs::File>> {
    let path = folder.join(LOCK);
    file::create_private(&path).map_err(|error| error.during(&folder.display().to_string()))?;
    let file = fs::OpenOptions::new()
        .write(true)
        .open(&path)
        .map_err(|error| StoreError::from_io(&error, "opening the lock of the folder"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => {
            let why = "another backup into this folder is going on";
            Err(StoreError::new(StoreErrorKind::Locked, why))
        }
        Err(TryLockError::Error(error)) => {
            tracing::debug!(%error, "the folder knows no locks");
            Ok(None)
        }
    }
}

/// Local date and time; of several of one second the later has the higher number, whatever became of the earlier.
fn free_name(folder: &Path, now: Stamp) -> Result<PathBuf> {
    let local = now.utc_millis.saturating_add(i64::from(now.offset_minutes) * 60_000);
    let stamp = jiff::Timestamp::from_millisecond(local)
        .map(|at| at.strftime("%Y%m%d-%H%M%S").to_string())
        .map_err(|error| StoreError::new(StoreErrorKind::Failed, error.to_string()))?;
    next_name(&names(folder), &stamp)
        .map(|name| folder.join(name))
        .ok_or_else(|| StoreError::new(StoreErrorKind::Failed, "too many backups of this second"))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(suffix);
    path.with_file_name(name)
}

/// Copies into `half` and rehearses it; says how many rows it has.
fn copy(wish: &Wish, half: &Path, watch: &mut Watch<'_>) -> Result<u64> {
    let mut source = file::open_for_reading(&wish.database)?;
    watch.guard(&mut source)?;
    // One state of the file from here to the end: the writer goes on in its journal, the copy does not begin anew.
    let state = source.unchecked_transaction()?;
    let counts = Counts::of(&state)?;
    file::create_private(half)?;
    let mut target = Connection::open(half)?;
    copy_pages(&state, &mut target, watch)?;
    // A single file that a network drive can hold: the journal beside it is for living databases.
    let mode: String =
        target.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get(0))?;
    target.close().map_err(|(_, error)| StoreError::from(error))?;
    if mode != "delete" {
        return Err(StoreError::new(StoreErrorKind::Failed, "the copy cannot be closed"));
    }
    state.finish()?;
    // (Windows flushes only what may be written.)
    fs::OpenOptions::new()
        .write(true)
        .open(half)
        .and_then(|file| file.sync_all())
        .map_err(|error| StoreError::from_io(&error, "writing the copy"))?;
    rehearsal::rehearse(half, Some(&counts), watch)?;
    Ok(counts.total())
}

fn copy_pages(source: &Connection, target: &mut Connection, watch: &mut Watch<'_>) -> Result<()> {
    let backup = Backup::new(source, target)?;
    loop {
        let step = backup.step(PAGES)?;
        let at = backup.progress();
        let total = u64::try_from(at.pagecount).unwrap_or(0);
        let left = u64::try_from(at.remaining).unwrap_or(0);
        let done = total.saturating_sub(left);
        if !watch.go_on(Progress { phase: Phase::Copying, done, total }) {
            return Err(stopped());
        }
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => return Err(StoreError::new(StoreErrorKind::Locked, "the copy is locked")),
        }
    }
}

pub(super) fn stopped() -> StoreError {
    StoreError::new(StoreErrorKind::Interrupted, "it was stopped")
}

/// From here on it is offered.
fn put_in_place(half: &Path, target: &Path, folder: &Path) -> Result<()> {
    fs::rename(half, target)
        .and_then(|()| sync_folder(folder))
        .map_err(|error| StoreError::from_io(&error, "naming the copy"))
}

/// What a crash or a failure left; a disk that refuses keeps it for the next time.
fn remove_half(folder: &Path) {
    for name in names(folder).iter().filter(|name| is_half_backup(name)) {
        if let Err(error) = fs::remove_file(folder.join(name)) {
            tracing::warn!(%error, "the beginning of a backup could not be removed");
        }
    }
}

/// Lets the oldest backups of the folder of `made` go, so that `keep` stay and `made` is one of them.
pub fn prune(made: &Path, keep: usize) {
    let Some(folder) = made.parent() else { return };
    let name = made.file_name().and_then(OsStr::to_str);
    for name in to_prune(&names(folder), keep, name) {
        if let Err(error) = fs::remove_file(folder.join(&name)) {
            tracing::warn!(name, %error, "an old backup could not be removed");
        }
    }
}
