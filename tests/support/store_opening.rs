//! Opening a data file: new, older, newer, damaged, read-only, in use. What is refused is left as it is, and the text
//! names the file and says what to do.

use crate::people::{at, call, me, open, program, saved};
use ringdesk::base::ids::CallId;
use ringdesk::store::Store;
use ringdesk::store::error::{StoreError, StoreErrorKind};
use ringdesk::store::migrate::latest_version;
use ringdesk::store::reader::Reader;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};

/// Expects a refusal of this kind that leaves the file alone.
fn refused(path: &Path, kind: StoreErrorKind, words: &str) -> StoreError {
    let before = fs::read(path).ok();
    let error = Store::open(path, at(0)).unwrap_err();
    assert_eq!(error.kind, kind, "{error}");
    let text = error.to_string();
    assert!(text.contains(&path.display().to_string()), "names the file: {text}");
    assert!(text.contains(words) && !text.contains('\n'), "{text}");
    assert_eq!(fs::read(path).ok(), before, "left as it is");
    error
}

fn filled(folder: &Path) -> PathBuf {
    let mut store = open(folder);
    for n in 0..200 {
        saved(&mut store, &format!("王{n}"), &["13812345678"]);
    }
    store.open_call(&program(0), &call(1, "110")).unwrap();
    store.path().to_owned()
}

#[test]
fn a_new_file_belongs_to_its_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("one/two/ringdesk.db");
    let (store, opened) = Store::open(&path, at(0)).unwrap();
    assert!(opened.created && opened.backup.is_none() && opened.migrated_from.is_none());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(path.clone()), 0o600);
        assert_eq!(mode(path.with_file_name("ringdesk.db-wal")), 0o600);
        assert_eq!(mode(dir.path().join("one")), 0o700);
        assert_eq!(mode(dir.path().join("one/two")), 0o700);
    }
    drop(store);
    assert!(!Store::open(&path, at(0)).unwrap().1.created, "the second time it is there");
}

#[test]
fn an_empty_file_is_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    fs::write(&path, b"").unwrap();
    assert!(Store::open(&path, at(0)).unwrap().1.created);
}

#[test]
fn a_newer_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(dir.path());
    let raw = Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", latest_version() + 1).unwrap();
    raw.close().unwrap();
    refused(&path, StoreErrorKind::Newer, "update the program");
    let backups = fs::read_dir(dir.path()).unwrap().flatten();
    let backups = backups.filter(|entry| entry.file_name().to_string_lossy().contains(".bak"));
    assert_eq!(backups.count(), 0);
}

#[test]
fn what_is_no_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    for content in ["hello", "SQLite format", "SQLite format 4\0 and more", "\0\0\0\0"] {
        fs::write(&path, content).unwrap();
        refused(&path, StoreErrorKind::Corrupt, "is not a database");
    }
    assert_eq!(Reader::open(&path).unwrap_err().kind, StoreErrorKind::Corrupt);
    let absent = Reader::open(&dir.path().join("b.db")).unwrap_err();
    assert_eq!(absent.kind, StoreErrorKind::NotFound, "{absent}");
}

#[test]
fn a_database_of_another_program_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    refused(&path, StoreErrorKind::Corrupt, "another program");
}

#[test]
fn a_damaged_file_is_refused_or_says_so_and_is_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(dir.path());
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    refused(&path, StoreErrorKind::Corrupt, "backup");
    for (from, to) in [(100, 4_096), (4_096, whole.len())] {
        let mut damaged = whole.clone();
        damaged[from..to].fill(0xa5);
        fs::write(&path, &damaged).unwrap();
        refused(&path, StoreErrorKind::Corrupt, "left as it is");
    }
}

#[test]
fn a_read_only_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(dir.path());
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    refused(&path, StoreErrorKind::ReadOnly, "write permission");
    let calls = Reader::open(&path).unwrap().recent(5).unwrap().calls;
    assert_eq!(calls.len(), 1, "reading is another matter");
}

#[test]
fn a_folder_in_the_files_place_and_a_file_in_the_folders_place_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let error = Store::open(dir.path(), at(0)).unwrap_err();
    assert!(error.to_string().contains("folder"), "{error}");
    fs::write(dir.path().join("file"), b"x").unwrap();
    let inside = dir.path().join("file/a.db");
    let error = Store::open(&inside, at(0)).unwrap_err();
    assert!(error.to_string().contains(&inside.display().to_string()), "{error}");
}

#[test]
fn a_second_copy_is_told_so_and_the_first_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = open(dir.path());
    let path = first.path().to_owned();
    first.open_call(&program(0), &call(1, "110")).unwrap();
    let error = Store::open(&path, at(0)).unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Locked);
    assert!(error.to_string().contains("another copy of Ringdesk"), "{error}");
    first.save_call_note(&me(1), CallId(1), "still here").unwrap();
    assert_eq!(Reader::open(&path).unwrap().recent(5).unwrap().calls.len(), 1);
    drop(first);
    assert!(Store::open(&path, at(0)).is_ok());
}

#[test]
fn a_file_that_another_program_holds_is_locked() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(dir.path());
    let other = Connection::open(&path).unwrap();
    other.pragma_update(None, "locking_mode", "exclusive").unwrap();
    other.execute_batch("BEGIN IMMEDIATE; UPDATE customers SET name = 'x'; COMMIT").unwrap();
    let error = Store::open(&path, at(0)).unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Locked, "{error}");
    assert!(error.to_string().contains("try again"), "{error}");
    drop(other);
    assert!(Store::open(&path, at(0)).is_ok());
}
