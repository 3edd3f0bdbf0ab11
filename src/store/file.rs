//! The database file on the disk: folder and file for its owner only, one program at a time, and opening it so that
//! whatever is wrong gives one clear sentence and leaves the file as it is. May depend on `base`, `crm`.

use crate::base::clock::Stamp;
use crate::crm::sound;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::migrate::{self, Migrated};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a statement waits for another connection. Longer waits are retries from memory.
const BUSY: Duration = Duration::from_secs(2);

/// Kilobytes of pages (negative, as SQLite wants them) the writer keeps: one operation changes no more, so that nothing is
/// written twice.
pub(super) const WRITER_CACHE: i64 = -32_000;
/// While many rows come at once; what does not fit is written to the log again and again.
pub(super) const IMPORT_CACHE: i64 = -256_000;
/// Pages (of 4 KiB) the write-ahead file grows to before it is emptied.
const CHECKPOINT_PAGES: i64 = 4_000;

/// The order of lists as people look for names (`crm::sound::compare`), as statements call it. No index may stand in it:
/// other programs could not check the file.
pub(super) const SPOKEN: &str = "spoken";

/// Prepared statements kept per connection.
const STATEMENTS: usize = 64;

/// Opens (or creates) the file for writing, checks and migrates it, and takes its lock.
pub(super) fn open_for_writing(path: &Path, now: Stamp) -> Result<(Connection, File, Migrated)> {
    open_checked(path, now).map_err(|error| explain(&error, path))
}

fn open_checked(path: &Path, now: Stamp) -> Result<(Connection, File, Migrated)> {
    create_folder(path.parent().unwrap_or(Path::new(".")))?;
    if is_there(path)? {
        look(path)?;
    }
    let lock = take_lock(path)?;
    create_private(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.busy_timeout(BUSY)?;
    conn.create_collation(SPOKEN, sound::compare)?;
    let migrated = migrate::migrate(&mut conn, path, now)?;
    // WAL: readers never wait for the writer. FULL: a commit survives a power cut, and a call log writes so seldom
    // (a few times a second at most, on its own thread) that the extra flush costs nobody anything.
    let mode: String =
        conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::new(StoreErrorKind::Failed, "it cannot be switched to WAL"));
    }
    conn.pragma_update(None, "synchronous", "full")?;
    // A checkpoint keeps the writer busy for tens of milliseconds: fewer than one operation in a hundred meets one.
    conn.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
    conn.pragma_update(None, "cache_size", WRITER_CACHE)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    touch_tables(&conn)?;
    Ok((conn, lock, migrated))
}

/// A read-only connection for queries beside the writer.
pub(super) fn open_for_reading(path: &Path) -> Result<Connection> {
    let open = || -> Result<Connection> {
        look(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        conn.busy_timeout(BUSY)?;
        conn.pragma_update(None, "query_only", true)?;
        conn.pragma_update(None, "cache_size", -16_000)?;
        conn.create_collation(SPOKEN, sound::compare)?;
        Ok(conn)
    };
    open().map_err(|error| explain(&error, path))
}

/// One sentence for the command line: which file, what is wrong, what to do.
pub(super) fn explain(error: &StoreError, path: &Path) -> StoreError {
    let file = path.display();
    let what = &error.context;
    let context = match error.kind {
        StoreErrorKind::Newer => format!(
            "{file} was written by a newer version of Ringdesk ({what}): update the program, or choose another data file"
        ),
        StoreErrorKind::Corrupt => format!(
            "{file} cannot be used ({what}); it was left as it is: put a backup in its place, or choose another data file"
        ),
        StoreErrorKind::ReadOnly => format!(
            "{file} may not be written ({what}): give yourself write permission on the file and its folder, or choose another data file"
        ),
        StoreErrorKind::Locked => {
            format!("{file} is in use ({what}): close the other program and try again")
        }
        StoreErrorKind::Full => {
            format!("there is no space left for {file} ({what}): free some and try again")
        }
        StoreErrorKind::NotFound => format!("{file} does not exist"),
        StoreErrorKind::Io
        | StoreErrorKind::Interrupted
        | StoreErrorKind::NotYours
        | StoreErrorKind::Failed => {
            format!("{file} could not be opened ({what}): check the path and the disk")
        }
    };
    StoreError::new(error.kind, context)
}

fn is_there(path: &Path) -> Result<bool> {
    match fs::metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::from_io(&error, "looking for it")),
    }
}

/// Refuses what is no database before SQLite touches it.
fn look(path: &Path) -> Result<()> {
    let meta = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => StoreError::not_found("the file"),
        _ => StoreError::from_io(&error, "looking at it"),
    })?;
    if meta.is_dir() {
        return Err(StoreError::new(StoreErrorKind::Io, "it is a folder, not a file"));
    }
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(16).read_to_end(&mut head))
        .map_err(|error| StoreError::from_io(&error, "reading it"))?;
    if !head.is_empty() && head != b"SQLite format 3\0" {
        return Err(StoreError::new(StoreErrorKind::Corrupt, "it is not a database"));
    }
    Ok(())
}

/// Folders that are made here belong to their owner alone; folders that exist stay as they are.
pub(super) fn create_folder(folder: &Path) -> Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| StoreError::from_io(&error, "making its folder"))
}

/// Creates the file for its owner alone (SQLite gives its own files beside it the same rights). An existing file
/// only has to be writable: somebody who marked it read-only meant it, administrator or not.
pub(super) fn create_private(path: &Path) -> Result<()> {
    if fs::metadata(path).is_ok_and(|meta| meta.permissions().readonly()) {
        return Err(StoreError::new(StoreErrorKind::ReadOnly, "it is marked read-only"));
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|error| StoreError::from_io(&error, "opening it for writing"))
}

/// One copy of the program per file: two would each take the other's live calls for leftovers. The operating system
/// lets go of the lock when a process ends, however it ends; the empty lock file stays.
pub(super) fn take_lock(path: &Path) -> Result<File> {
    let lock_path = lock_path(path);
    create_private(&lock_path)?;
    let file = OpenOptions::new()
        .write(true)
        .open(&lock_path)
        .map_err(|error| StoreError::from_io(&error, "opening its lock file"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(StoreError::new(StoreErrorKind::Locked, "another copy of Ringdesk has it open"))
        }
        Err(TryLockError::Error(error)) => Err(StoreError::from_io(&error, "locking it")),
    }
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".lock");
    path.with_file_name(name)
}

/// Reads the first row of every table, so that a file damaged at its roots is refused now and not at the first call.
/// Costs a page or two a table, however large the file is.
fn touch_tables(conn: &Connection) -> Result<()> {
    for table in [
        "customers",
        "contact_numbers",
        "calls",
        "call_timelines",
        "call_notes",
        "recordings",
        "settings",
        "journal",
    ] {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table} LIMIT 1"))?;
        let mut rows = statement.query([])?;
        rows.next()?;
    }
    Ok(())
}
