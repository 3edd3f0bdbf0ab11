//! Contents that nothing names any more: looked for with the check of the files, and taken away when their time is over.
//! The thread that copies does it, so that no copy is under way; each goes alone, and what was left by a crash goes the
//! next time. May depend on `crm`, `store`.

use crate::crm::files::{FOLDER, is_garbage};
use crate::store::error::Result;
use crate::store::reader::Reader;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A content on the disk.
struct Kept {
    hash: String,
    path: PathBuf,
    /// When it came there, milliseconds since 1970 UTC.
    at: i64,
}

/// Takes away what nothing names and nobody can bring back; says how many. What cannot be read stays.
pub(super) fn sweep(database: &Path, data_dir: &Path, now: i64) -> usize {
    match try_sweep(database, &data_dir.join(FOLDER), now) {
        Ok(0) => 0,
        Ok(gone) => {
            tracing::info!(gone, "contents that nothing names any more were taken away");
            gone
        }
        Err(error) => {
            tracing::warn!(%error, "unused contents cannot be looked for");
            0
        }
    }
}

fn try_sweep(database: &Path, folder: &Path, now: i64) -> Result<usize> {
    let mut kept = contents(folder);
    if kept.is_empty() {
        return Ok(0);
    }
    let reader = Reader::open(database)?;
    let used = reader.used_contents()?;
    kept.retain(|content| !used.contains(&content.hash));
    if kept.is_empty() {
        return Ok(0);
    }
    let hashes: BTreeSet<String> = kept.iter().map(|content| content.hash.clone()).collect();
    let mentions = reader.mentions(&hashes)?;
    let mut gone = 0;
    for content in kept {
        if !is_garbage(mentions.get(&content.hash).copied(), content.at, now) {
            continue;
        }
        match fs::remove_file(&content.path) {
            Ok(()) => gone += 1,
            Err(error) => tracing::warn!(%error, "an unused content stays"),
        }
    }
    Ok(gone)
}

/// Every content below the folder: two letters, then a hash with or without an ending. Nothing else is touched.
fn contents(folder: &Path) -> Vec<Kept> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all = Vec::new();
    for start in entries(folder) {
        for file in entries(&start.path()) {
            let name = file.file_name().to_string_lossy().into_owned();
            let hash = name.split('.').next().unwrap_or_default();
            let is_hash = hash.len() == 64
                && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
                && hash.get(..2) == start.file_name().to_str();
            let Some(meta) = file.metadata().ok().filter(|meta| is_hash && meta.is_file()) else {
                continue;
            };
            let at = meta.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let at = at.map_or(i64::MAX, |at| i64::try_from(at.as_millis()).unwrap_or(i64::MAX));
            all.push(Kept { hash: hash.to_owned(), path: file.path(), at });
        }
    }
    all
}
