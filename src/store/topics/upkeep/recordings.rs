//! Recordings beside a backup: copied there, taken away again when they were deleted, masked or replaced, and brought back
//! with a restore. Nothing is taken away that the database does not say so of, and nothing outside the folder of recordings.
//! May depend on `base`, `call`.

use crate::base::ids::RecordingId;
use crate::call::recordings::Seal;
use crate::call::upkeep::{Phase, Progress};
use crate::store::error::{Result, StoreError};
use crate::store::file;
use crate::store::reader::Reader;
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::backup::stopped;
use crate::store::topics::upkeep::copying::{copy_private, files_below, joined};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path};
use std::time::{Duration, SystemTime};

/// The folder of recordings, in the data folder and beside backups.
pub(super) const RECORDINGS: &str = "recordings";
/// How a file of a recording that is no more may end beside its own name: half copied, its waveform.
const ENDS: [&str; 2] = [".coming", ".peaks"];
/// Bytes hashed at once.
const BLOCK: usize = 256 * 1024;
/// Drives that keep times this coarse keep them to two seconds.
const COARSE: Duration = Duration::from_secs(2);

/// A file that was a recording's once.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Former {
    /// What is there of the recording now.
    now: String,
    /// It was deleted or a part of it masked: what was said must not be heard again.
    is_private: bool,
}

/// What a database says of the files of recordings; paths are relative to the data folder.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Files that no row names any more.
    former: HashMap<String, Former>,
    /// Seals in force.
    seals: HashMap<String, Seal>,
}

impl Known {
    pub(super) fn of(database: &Path) -> Result<Self> {
        let reader = Reader::open(database)?;
        let seals = reader.seals(RecordingId(0), u32::MAX)?;
        let seals = seals.into_iter().map(|seal| (seal.path.clone(), seal)).collect();
        Ok(Self { former: former(reader.connection())?, seals })
    }

    fn former(&self, path: &str) -> Option<&Former> {
        let bare = ENDS.iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
        self.former.get(bare)
    }
}

/// Every file the ledger, a deleted row or the list of leftovers speaks of, and that no row names now.
fn former(conn: &Connection) -> Result<HashMap<String, Former>> {
    let mut statement = conn.prepare(
        "WITH private (id) AS (
             SELECT id FROM recordings WHERE state = 'deleted'
             UNION SELECT recording_id FROM recording_ledger WHERE kind IN ('masked', 'deleted'))
         SELECT l.path, coalesce(r.path, ''), l.recording_id IN private
         FROM recording_ledger l LEFT JOIN recordings r ON r.id = l.recording_id
         UNION ALL SELECT path, '', 1 FROM recordings WHERE state = 'deleted'
         UNION ALL SELECT path, '', 0 FROM recording_leftovers",
    )?;
    let rows = statement.query_map([], |row| {
        let former = Former { now: row.get(1)?, is_private: row.get(2)? };
        Ok((row.get::<_, String>(0)?, former))
    })?;
    let mut all: HashMap<String, Former> = HashMap::new();
    for row in rows {
        let (path, former) = row?;
        for path in [Some(as_recorded(&path)), Some(path)].into_iter().flatten() {
            let known = all.entry(path).or_insert_with(|| former.clone());
            known.is_private |= former.is_private;
            if known.now.is_empty() {
                known.now.clone_from(&former.now);
            }
        }
    }
    for path in named(conn)? {
        all.remove(&path);
    }
    Ok(all)
}

/// Files that rows name.
fn named(conn: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT path FROM recordings WHERE state <> 'deleted'";
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The file the recorder wrote, before others took its place: `…/101500_7.wav` of `…/101500_7~2.opus`.
fn as_recorded(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let stem = match stem.rsplit_once('~') {
        Some((first, number)) if number.parse::<u32>().is_ok() => first,
        _ => stem,
    };
    format!("{stem}.wav")
}

/// Brings the recordings beside a backup up to date: copies what is new or changed (where `copies`), and takes away what
/// was deleted, masked or replaced. Says how many were copied.
pub(super) fn follow(
    database: &Path,
    data: &Path,
    folder: &Path,
    copies: bool,
    watch: &mut Watch<'_>,
) -> Result<u64> {
    let (from, to) = (data.join(RECORDINGS), folder.join(RECORDINGS));
    if !copies && !to.is_dir() {
        return Ok(0);
    }
    let known = Known::of(database)?;
    let is_own = !is_same(&from, &to);
    // What must not be heard goes even when the copying fails; what was replaced goes when what replaced it is there.
    let taken =
        if is_own { take_away(&to, &known, &|former, _| former.is_private) } else { Ok(()) };
    if !copies {
        return taken.map(|()| 0);
    }
    let copied = copy(&from, &to, &known, watch)?;
    if is_own {
        let is_there = |path: &str| relative(path).is_some_and(|now| joined(&to, now).is_file());
        let goes = |former: &Former, there: &str| {
            former.is_private || (former.now != there && is_there(&former.now))
        };
        // (Somebody may have masked or deleted one meanwhile.)
        take_away(&to, &Known::of(database)?, &goes)?;
    }
    taken.map(|()| copied)
}

fn is_same(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Removes former recordings from a folder of recordings, when it is a folder and no way to another place.
fn take_away(folder: &Path, known: &Known, goes: &dyn Fn(&Former, &str) -> bool) -> Result<()> {
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_dir());
    if !is_folder || known.former.is_empty() {
        return Ok(());
    }
    let mut failed = Ok(());
    for name in files_below(folder) {
        let path = format!("{RECORDINGS}/{name}");
        if known.former(&path).is_some_and(|former| goes(former, &path))
            && let Err(error) = fs::remove_file(joined(folder, &name))
        {
            failed = Err(StoreError::from_io(&error, "removing a recording that is no more"));
        }
    }
    failed
}

fn copy(from: &Path, to: &Path, known: &Known, watch: &mut Watch<'_>) -> Result<u64> {
    let mut all = files_below(from);
    all.retain(|name| known.former(&format!("{RECORDINGS}/{name}")).is_none());
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let mut copied = 0;
    for (done, name) in (0..).zip(&all) {
        if !watch.go_on(Progress { phase: Phase::Recordings, done, total }) {
            return Err(stopped());
        }
        let (source, target) = (joined(from, name), joined(to, name));
        let seal = known.seals.get(&format!("{RECORDINGS}/{name}"));
        if is_other(&source, &target) && !is_sealed_as(&target, seal) {
            copy_private(&source, &target)
                .map_err(|error| StoreError::from_io(&error, "copying a recording"))?;
            copied += 1;
        }
    }
    Ok(copied)
}

/// Whether the copy is not there, or of another length, or older than the file.
fn is_other(source: &Path, target: &Path) -> bool {
    let (Ok(source), Ok(target)) = (fs::metadata(source), fs::metadata(target)) else {
        return true;
    };
    let is_older = match (source.modified(), target.modified()) {
        (Ok(changed), Ok(copied)) => changed > copied + allowance(copied),
        _ => false,
    };
    source.len() != target.len() || is_older
}

/// How much older a copy may look without being so: some drives keep whole seconds only.
fn allowance(copied: SystemTime) -> Duration {
    let part = copied.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |at| at.subsec_nanos());
    if part.is_multiple_of(10_000_000) { COARSE } else { Duration::from_micros(1) }
}

/// Whether the copy is what was sealed, whatever became of the file since: then it stays.
fn is_sealed_as(target: &Path, seal: Option<&Seal>) -> bool {
    let Some(seal) = seal else { return false };
    fs::metadata(target).is_ok_and(|meta| meta.len() == seal.bytes)
        && hash(target).is_ok_and(|found| found == seal.sha256)
}

fn hash(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let (mut input, mut buffer) = (fs::File::open(path)?, vec![0; BLOCK]);
    loop {
        let count = input.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
    }
    let mut digits = String::with_capacity(64);
    for byte in hasher.finalize() {
        write!(digits, "{byte:02x}").map_err(io::Error::other)?;
    }
    Ok(digits)
}

/// Brings back what the restored database names and the data folder misses, from beside the backup. What `before`, the data
/// until then, knows as deleted or masked stays away. Says how many came back.
pub(super) fn bring_back(
    database: &Path,
    beside: &Path,
    before: &Known,
    watch: &mut Watch<'_>,
) -> Result<u64> {
    let data = database.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (from, to) = (beside.join(RECORDINGS), data.join(RECORDINGS));
    if !from.is_dir() {
        return Ok(0);
    }
    let all = named(&file::open_for_reading(database)?)?;
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let mut back = 0;
    for (done, path) in (0..).zip(&all) {
        if !watch.go_on(Progress { phase: Phase::Recordings, done, total }) {
            return Err(stopped());
        }
        let Some(name) = relative(path) else { continue };
        let (source, target) = (joined(&from, name), joined(&to, name));
        let is_private = before.former(path).is_some_and(|former| former.is_private);
        if !is_private && source.is_file() && fs::symlink_metadata(&target).is_err() {
            copy_private(&source, &target)
                .map_err(|error| StoreError::from_io(&error, "bringing back a recording"))?;
            back += 1;
        }
    }
    Ok(back)
}

/// A path of a row below the folder of recordings; `None`: it leads elsewhere.
fn relative(path: &str) -> Option<&str> {
    let name = path.strip_prefix(RECORDINGS)?.strip_prefix('/')?;
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    (!name.contains('\\') && Path::new(name).components().all(is_plain)).then_some(name)
}

#[cfg(test)]
mod tests;
