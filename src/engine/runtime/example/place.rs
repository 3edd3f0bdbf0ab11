//! Where the example lies: in a folder of its own beside one's own data file, marked by a file that says so. Only a folder
//! with that mark is ever deleted. May depend on std only.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The mark: its first line names what was made, the rest is for whoever finds the folder.
const MARK: &str = "EXAMPLE.txt";
/// What people read in it.
const WORDS: &str = "Ringdesk made this folder for its example data. Nothing in it is yours; it may be deleted.\n\
                     这是 Ringdesk 的示例数据文件夹，里面没有您的资料，可以删除。\n";
/// Behind the data file's name without its ending.
const BEHIND: &str = "-example";

/// The folder of the example of a data file.
fn folder(own: &Path) -> PathBuf {
    let mut name = own.file_stem().unwrap_or_default().to_os_string();
    name.push(BEHIND);
    own.with_file_name(name)
}

/// The example's data file, beside one's own.
#[must_use]
pub fn place_of(own: &Path) -> PathBuf {
    folder(own).join(own.file_name().unwrap_or_default())
}

/// One's own data file, from the example's; `None`: it does not lie where an example lies.
#[must_use]
pub fn home_of(example: &Path) -> Option<PathBuf> {
    let own = example.parent()?.parent()?.join(example.file_name()?);
    (place_of(&own) == example).then_some(own)
}

/// The same folder while it is not whole.
pub(super) fn half(own: &Path) -> PathBuf {
    let mut name = folder(own).into_os_string();
    name.push(".part");
    PathBuf::from(name)
}

/// Makes a folder for its owner alone and marks it.
pub(super) fn make(folder: &Path, label: &str) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(folder.join(MARK))?;
    file.write_all(format!("{label}\n\n{WORDS}").as_bytes())
}

/// Whether the example of this label lies there whole.
pub(super) fn holds(own: &Path, label: &str) -> bool {
    let mark = fs::read_to_string(folder(own).join(MARK)).unwrap_or_default();
    mark.lines().next() == Some(label) && place_of(own).is_file()
}

/// The whole one takes its place.
pub(super) fn settle(own: &Path) -> io::Result<()> {
    fs::rename(half(own), folder(own))
}

/// Deletes the example of a data file, and one that was not made to the end. What is not marked is left alone.
///
/// # Errors
/// Whatever the disk says; the mark goes last, so that it can be tried again.
pub fn remove(own: &Path) -> io::Result<()> {
    for folder in [folder(own), half(own)] {
        remove_marked(&folder)?;
    }
    Ok(())
}

fn remove_marked(folder: &Path) -> io::Result<()> {
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_dir());
    if !is_folder || !folder.join(MARK).is_file() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == MARK {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_file(folder.join(MARK))?;
    fs::remove_dir(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_knows_its_way_home() {
        let own = Path::new("/home/li/.local/share/ringdesk/ringdesk.db");
        let example = place_of(own);
        assert_eq!(
            example,
            Path::new("/home/li/.local/share/ringdesk/ringdesk-example/ringdesk.db")
        );
        assert_eq!(home_of(&example).as_deref(), Some(own));
        assert_eq!(home_of(own), None);
    }

    #[test]
    fn only_what_is_marked_is_deleted() {
        let room = tempfile::tempdir().unwrap();
        let own = room.path().join("ringdesk.db");
        fs::write(&own, "mine").unwrap();
        let folder = room.path().join("ringdesk-example");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("holiday.jpg"), "mine too").unwrap();
        remove(&own).unwrap();
        assert!(folder.join("holiday.jpg").exists(), "a folder of that name that is not ours");
        fs::remove_dir_all(&folder).unwrap();
        make(&folder, "label").unwrap();
        fs::create_dir(folder.join("recordings")).unwrap();
        fs::write(folder.join("recordings/a.wav"), "").unwrap();
        fs::write(folder.join("ringdesk.db"), "").unwrap();
        assert!(holds(&own, "label") && !holds(&own, "another"));
        make(&half(&own), "label").unwrap();
        remove(&own).unwrap();
        assert!(!folder.exists() && !half(&own).exists());
        assert_eq!(fs::read_to_string(&own).unwrap(), "mine");
        remove(&own).unwrap();
    }
}
