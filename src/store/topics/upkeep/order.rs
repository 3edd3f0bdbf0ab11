//! A restore that a person wished for in the running program. It has the file open, so that the wish is written down beside
//! it, and the next start obeys before it opens anything; a program that dies in between loses neither the wish nor data.
//! May depend on `base`, `call`.

use crate::base::clock::Stamp;
use crate::call::upkeep::RestoreOutcome;
use crate::store::error::{Result, StoreError};
use crate::store::file;
use crate::store::topics::upkeep::Watch;
use crate::store::topics::upkeep::copying::sync_folder;
use crate::store::topics::upkeep::restore::restore;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is behind the database's name where the wish is written down.
const ORDER: &str = ".restore-order";
/// The longest path that is believed.
const LONGEST: usize = 32 * 1_024;

fn place(database: &Path, end: &str) -> PathBuf {
    let mut name = database.file_name().unwrap_or_default().to_os_string();
    name.push(ORDER);
    name.push(end);
    database.with_file_name(name)
}

/// Writes down that the next start is to restore this backup.
///
/// # Errors
/// Whatever the disk says; then nothing is ordered.
pub fn order(database: &Path, backup: &str) -> Result<()> {
    let (half, whole) = (place(database, ".part"), place(database, ""));
    file::create_private(&half)?;
    let written =
        fs::OpenOptions::new().write(true).truncate(true).open(&half).and_then(|mut to| {
            to.write_all(backup.as_bytes())?;
            to.sync_all()?;
            fs::rename(&half, &whole)?;
            whole.parent().map_or(Ok(()), sync_folder)
        });
    written.map_err(|error| StoreError::from_io(&error, "writing down the wish to restore"))
}

/// Whether the next start is to restore a backup.
#[must_use]
pub fn is_ordered(database: &Path) -> bool {
    place(database, "").is_file()
}

/// Restores what was ordered, if anything was; no program may have the database open. It is tried once: whatever comes of
/// it, the order is gone.
pub fn obey(database: &Path, now: Stamp) -> Option<RestoreOutcome> {
    let order = place(database, "");
    let backup = fs::read_to_string(&order).ok().filter(|path| path.len() < LONGEST);
    let outcome = backup.map(|backup| {
        let mut deaf = |_| {};
        let mut watch = Watch::new(Arc::default(), &mut deaf);
        match restore(Path::new(&backup), database, now, &mut watch) {
            Ok(restored) => RestoreOutcome {
                kept: restored.kept.map_or_else(String::new, |path| path.display().to_string()),
                rows: restored.rows,
                backup,
                why_not: String::new(),
            },
            Err(error) => {
                let why_not = error.to_string();
                RestoreOutcome { backup, why_not, ..RestoreOutcome::default() }
            }
        }
    });
    if let Err(error) = fs::remove_file(&order)
        && outcome.is_some()
    {
        tracing::warn!(%error, "the order to restore could not be removed");
    }
    outcome
}
