//! One file into the folder of contents: hashed while it is copied, private to its owner, complete or not there at all.
//! SHA-256 after FIPS 180-4. May depend on sha2, `crm` and the engine's types.

use crate::crm::files::{Content, FOLDER, extension};
use crate::engine::office::files::{Copying, FileNotice};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes copied at once.
const BLOCK: usize = 1 << 20;
/// A copy under way.
const HALF: &str = ".incoming";

/// What came of a copy.
pub(super) enum Outcome {
    Copied(Content),
    Not(FileNotice),
}

/// Copies a file. `stop` is looked at between blocks; `progress` hears of each block of a larger file.
pub(super) fn copy(
    source: &Path,
    data_dir: &Path,
    stop: &AtomicBool,
    progress: &dyn Fn(Copying),
) -> Outcome {
    let name = name(source);
    match try_copy(source, data_dir, &name, stop, progress) {
        Ok(Some(content)) => Outcome::Copied(content),
        Ok(None) => Outcome::Not(FileNotice::Stopped { name }),
        Err(error) if source.is_dir() => {
            tracing::debug!(%error, "a folder");
            Outcome::Not(FileNotice::Folder { name })
        }
        // A stick that was pulled out is no file any more, or does not read.
        Err(error) if !source.exists() => {
            tracing::debug!(%error, "the source is gone");
            Outcome::Not(FileNotice::SourceGone { path: source.display().to_string() })
        }
        Err(error) => Outcome::Not(FileNotice::Failed { name, why: error.to_string() }),
    }
}

/// The last part of a path as it can be shown.
fn name(source: &Path) -> String {
    let last = source.file_name().unwrap_or(source.as_os_str());
    last.to_string_lossy().chars().filter(|c| !c.is_control()).collect()
}

fn try_copy(
    source: &Path,
    data_dir: &Path,
    name: &str,
    stop: &AtomicBool,
    progress: &dyn Fn(Copying),
) -> io::Result<Option<Content>> {
    let mut from = File::open(source)?;
    let meta = from.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let folder = data_dir.join(FOLDER);
    make_private(&folder)?;
    let half = folder.join(HALF);
    if half.exists() {
        fs::remove_file(&half)?; // left by a crash: this thread alone writes here
    }
    let copied = (|| {
        let mut to = private_file(&half)?;
        let (mut hasher, mut block) = (Sha256::new(), vec![0; BLOCK]);
        let mut done = 0;
        loop {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let length = from.read(&mut block)?;
            let Some(part) = block.get(..length).filter(|part| !part.is_empty()) else { break };
            hasher.update(part);
            to.write_all(part)?;
            done += part.len() as u64;
            if meta.len() > BLOCK as u64 {
                progress(Copying { name: name.to_owned(), done, total: meta.len().max(done) });
            }
        }
        to.sync_all()?;
        let hash = hex(&hasher.finalize());
        Ok(Some(Content { hash, ext: extension(name), name: name.to_owned(), bytes: done }))
    })();
    let content = match copied {
        Ok(Some(content)) => content,
        other => {
            forget(&half);
            return other;
        }
    };
    let path = content.path().ok_or_else(|| io::Error::other("no hash"))?;
    let path = data_dir.join(path);
    // The same content may be there already. The new copy takes its place all the same: its time is the present, so that
    // nobody takes it for one that is not used any more.
    let is_there = path.metadata().is_ok_and(|kept| kept.len() == content.bytes);
    let placed = path.parent().map_or(Ok(()), make_private).and_then(|()| fs::rename(&half, &path));
    if placed.is_err() {
        forget(&half);
        if is_there {
            return Ok(Some(content));
        }
    }
    placed.map(|()| Some(content))
}

fn forget(half: &Path) {
    if let Err(error) = fs::remove_file(half) {
        tracing::warn!(%error, "half a copy stays behind");
    }
}

/// A folder that only its owner enters.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A new file that only its owner reads.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Bytes as lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let both = |byte: &u8| [byte >> 4, byte & 15];
    bytes.iter().flat_map(both).filter_map(|half| DIGITS.get(usize::from(half))).collect()
}
