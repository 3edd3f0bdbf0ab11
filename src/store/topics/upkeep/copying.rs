//! Attached files beside a backup, and small services of folders. Files and folders made here are for their owner only.
//! May depend on `call`.

use crate::call::upkeep::{Phase, Progress};
use crate::store::error::{Result, StoreError};
use crate::store::file;
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::backup::stopped;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of attached files, in the data folder and beside backups.
const FILES: &str = crate::crm::files::FOLDER;

/// Names in a folder; none when it cannot be read.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Makes a rename last.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Every file below a folder, as paths relative to it with `/` between.
pub(super) fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![(folder.to_owned(), String::new())];
    while let Some((path, prefix)) = waiting.pop() {
        for entry in fs::read_dir(&path).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let relative = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => waiting.push((entry.path(), relative)),
                Ok(kind) if kind.is_file() => found.push(relative),
                _ => {}
            }
        }
    }
    found.sort_unstable();
    found
}

/// Copies attached files that are not there yet: they are named by what is in them.
pub(super) fn copy_files(data: &Path, folder: &Path, watch: &mut Watch<'_>) -> Result<u64> {
    let (from, to) = (data.join(FILES), folder.join(FILES));
    let mut all = files_below(&from);
    all.retain(|relative| !relative.starts_with('.')); // a copy under way
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let mut copied = 0;
    for (done, relative) in (0..).zip(&all) {
        if !watch.go_on(Progress { phase: Phase::Recordings, done, total }) {
            return Err(stopped());
        }
        let (source, target) = (joined(&from, relative), joined(&to, relative));
        let length = |path: &Path| fs::metadata(path).map(|meta| meta.len()).ok();
        if length(&source) != length(&target) {
            copy_private(&source, &target)
                .map_err(|error| StoreError::from_io(&error, "copying an attached file"))?;
            copied += 1;
        }
    }
    Ok(copied)
}

/// A path with `/` between its parts, below a folder.
pub(super) fn joined(folder: &Path, relative: &str) -> PathBuf {
    relative.split('/').fold(folder.to_owned(), |path, part| path.join(part))
}

/// Copies to a place that never holds half a file. The copy is as old as what it was made of.
pub(super) fn copy_private(source: &Path, target: &Path) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        file::create_folder(folder).map_err(io::Error::other)?;
    }
    let mut name = target.file_name().unwrap_or_default().to_os_string();
    name.push(".coming");
    let coming = target.with_file_name(name);
    file::create_private(&coming).map_err(io::Error::other)?;
    let mut from = fs::File::open(source)?;
    let mut to = fs::OpenOptions::new().write(true).truncate(true).open(&coming)?;
    io::copy(&mut from, &mut to)?;
    if let Err(error) = from.metadata().and_then(|meta| to.set_modified(meta.modified()?)) {
        tracing::debug!(%error, "the drive keeps no times");
    }
    to.sync_all()?;
    drop(to);
    fs::rename(&coming, target)
}
