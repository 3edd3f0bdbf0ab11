//! What the disk says of itself, and moving a finished file into its place.
//! Free space is asked of `df -P -k` (POSIX.1-2024): the standard library has no word for it. What rewrites recordings works
//! through a trait, so that a disk that is full or vanishes at any step can be tested. May depend on `audio::codec`.

use crate::audio::codec::writer::{Sink, private_file};
use crate::audio::sound_file::Source;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// The disk finished recordings lie on.
pub trait ArchiveDisk: Send {
    /// Opens a file for reading.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Source>>;

    /// Creates a file that only its owner may read, or empties it.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>>;

    /// As [`install`].
    ///
    /// # Errors
    /// As there.
    fn install(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// As [`remove`].
    ///
    /// # Errors
    /// As there.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// As [`files_below`].
    ///
    /// # Errors
    /// As there.
    fn files_below(&self, root: &Path, folder: &str) -> io::Result<Vec<String>>;

    /// Whether there is such a folder at the moment: a network drive that vanished leaves none.
    fn is_folder(&self, path: &Path) -> bool;

    /// As [`free_bytes`].
    fn free_bytes(&self, folder: &Path) -> Option<u64>;
}

/// The disks of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl ArchiveDisk for RealDisk {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Source>> {
        Ok(Box::new(File::open(path)?))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        Ok(Box::new(private_file(path)?))
    }

    fn install(&self, from: &Path, to: &Path) -> io::Result<()> {
        install(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        remove(path)
    }

    fn files_below(&self, root: &Path, folder: &str) -> io::Result<Vec<String>> {
        files_below(root, folder)
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn free_bytes(&self, folder: &Path) -> Option<u64> {
        free_bytes(folder)
    }
}

/// Free bytes on the disk of this folder (or of the nearest folder above that exists); `None`: the system does not say.
#[must_use]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.is_dir())?;
    let out = Command::new("df")
        .args(["-P", "-k", "--"])
        .arg(there)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    available(&String::from_utf8_lossy(&out.stdout))
}

/// The fourth column of the second line, in kilobytes. The first column may hold blanks; the mount point comes last.
fn available(told: &str) -> Option<u64> {
    let line = told.lines().nth(1)?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let percent = words.iter().position(|word| {
        word.strip_suffix('%').is_some_and(|n| n.bytes().all(|digit| digit.is_ascii_digit()))
    })?;
    words.get(percent.checked_sub(1)?)?.parse::<u64>().ok()?.checked_mul(1_024)
}

/// Moves a whole file to its place; when this returns, the move survives a power cut.
///
/// # Errors
/// Whatever the disk says; then the file at the place is the one that was there.
pub fn install(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Removes a file; that it is not there is no error.
///
/// # Errors
/// Whatever the disk says.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Files below a folder, as paths relative to `root` with `/`; an unreadable folder is an error, a missing one is empty.
///
/// # Errors
/// Whatever the disk says.
pub fn files_below(root: &Path, folder: &str) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = match fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            // A link is a file here, wherever it leads: nothing outside the folder is looked at.
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_space_is_read_whatever_the_disk_is_called() {
        let head = "Filesystem 1024-blocks Used Available Capacity Mounted on\n";
        let told = |line: &str| available(&format!("{head}{line}\n"));
        assert_eq!(told("/dev/sda1 100 40 60 40% /"), Some(61_440));
        assert_eq!(told("//nas/my office 1000 400 600 40% /mnt/my office"), Some(614_400));
        assert_eq!(told("rubbish"), None);
        assert_eq!(available(""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_is_not_there_yet_has_the_space_of_the_one_above() {
        let dir = tempfile::tempdir().unwrap();
        assert!(free_bytes(&dir.path().join("a/b/c")).is_some_and(|free| free > 0));
    }
}
