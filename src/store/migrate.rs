//! From an older file to the present schema: numbered SQL files, `PRAGMA user_version`, a copy beside the file first.
//! May depend on `base`, `crm`.

use crate::base::clock::Stamp;
use crate::crm::sound;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::topics::upkeep::rehearsal::Counts;
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `RING`: what stands in the header of every file of this program.
pub(super) const APPLICATION_ID: i32 = 0x5249_4e47;

/// The steps; step n brings a file from version n to version n + 1. Never changed once released, only added to.
pub(super) const STEPS: &[&str] = &[
    include_str!("sql/01_first.sql"),
    include_str!("sql/02_recordings.sql"),
    include_str!("sql/03_worklist.sql"),
    include_str!("sql/04_firewall.sql"),
    include_str!("sql/05_dialling.sql"),
    include_str!("sql/06_places.sql"),
    include_str!("sql/07_statistics.sql"),
    include_str!("sql/08_upkeep.sql"),
    include_str!("sql/09_awaited.sql"),
    include_str!("sql/10_agents.sql"),
    include_str!("sql/11_cards.sql"),
    include_str!("sql/12_goods.sql"),
    include_str!("sql/13_orders.sql"),
    include_str!("sql/14_agenda.sql"),
    include_str!("sql/15_knowledge.sql"),
    include_str!("sql/16_files.sql"),
    include_str!("sql/17_transfer.sql"),
    include_str!("sql/18_staff.sql"),
    include_str!("sql/19_reports.sql"),
    include_str!("sql/20_card_blocks.sql"),
    include_str!("sql/21_card_block_pages.sql"),
    include_str!("sql/22_numbers.sql"),
];

/// The end of the name under which a backup is written until it is whole.
const HALF: &str = ".before-update.part";

/// Steps whose second half is code: match keys cannot be made in SQL, nor a column dropped that need not be there.
const WORKLIST: usize = 2;
const AGENTS: usize = 9;
/// The same: what cards are found by is made of the sound of names.
const CARDS: usize = 10;
const BLOCKS: usize = 20;

/// The version this program writes.
#[must_use]
pub fn latest_version() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// What opening did to the schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Migrated {
    pub created: bool,
    pub from: Option<u32>,
    pub backup: Option<PathBuf>,
}

/// Checks version and owner of the file, and brings it up to date. Nothing is written to a file that is refused.
pub(super) fn migrate(conn: &mut Connection, path: &Path, now: Stamp) -> Result<Migrated> {
    run(conn, path, now, STEPS)
}

fn run(conn: &mut Connection, path: &Path, now: Stamp, steps: &[&str]) -> Result<Migrated> {
    let version = pragma(conn, "user_version")?;
    let owner = pragma(conn, "application_id")?;
    let latest = i32::try_from(steps.len()).unwrap_or(i32::MAX);
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_empty = tables == 0 && version == 0 && owner == 0;
    if !is_empty && owner != APPLICATION_ID {
        return Err(StoreError::new(
            StoreErrorKind::Corrupt,
            "it is a database of another program",
        ));
    }
    if version > latest {
        return Err(StoreError::new(
            StoreErrorKind::Newer,
            format!("its data version is {version}, this program knows {latest}"),
        ));
    }
    let mut done = Migrated { created: is_empty, ..Migrated::default() };
    if version == latest {
        return Ok(done);
    }
    if !is_empty {
        done.from = u32::try_from(version).ok();
        done.backup = Some(back_up(conn, path, version, now)?);
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut taken = Vec::new();
    for (n, step) in steps.iter().enumerate().skip(usize::try_from(version).unwrap_or(0)) {
        tx.execute_batch(step)?;
        if STEPS.get(n) == Some(step) {
            second_half(&tx, n)?;
            taken.push(n);
        }
    }
    taken.into_iter().try_for_each(|n| last_half(&tx, n))?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", latest)?;
    tx.commit()?;
    Ok(done)
}

/// What step `n` does beside its SQL.
fn second_half(conn: &Connection, n: usize) -> Result<()> {
    match n {
        WORKLIST => super::tasks::fill(conn),
        AGENTS => drop_seat(conn),
        _ => Ok(()),
    }
}

/// What step `n` does when all have been taken: whole cards are read, with every column there is.
fn last_half(conn: &Connection, n: usize) -> Result<()> {
    match n {
        CARDS => super::office::cards::fill(conn),
        BLOCKS => super::office::cards::fill_blocks(conn),
        _ => Ok(()),
    }
}

/// Versions 7 to 9, which were tried out and never released, had a column that nobody filled.
fn drop_seat(conn: &Connection) -> Result<()> {
    let seats = "SELECT count(*) FROM pragma_table_info('calls') WHERE name = 'seat'";
    if conn.query_row(seats, [], |row| row.get::<_, i64>(0))? > 0 {
        conn.execute("ALTER TABLE calls DROP COLUMN seat", [])?;
    }
    Ok(())
}

fn pragma(conn: &Connection, name: &str) -> Result<i32> {
    Ok(conn.pragma_query_value(None, name, |row| row.get(0))?)
}

/// Copies the database, journal and all, to a name beside it that did not exist before. What bears that name is whole:
/// the copy is written under another one, flushed, opened, checked and counted first.
fn back_up(conn: &Connection, path: &Path, version: i32, now: Stamp) -> Result<PathBuf> {
    let day = jiff::Timestamp::from_millisecond(now.utc_millis)
        .map(|t| t.strftime("%Y%m%d-%H%M%S").to_string())
        .unwrap_or_default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let target = (0..1000)
        .map(|n| {
            let suffix = if n == 0 { String::new() } else { format!("-{n}") };
            path.with_file_name(format!("{name}.v{version}-{day}{suffix}.bak"))
        })
        .find(|candidate| !candidate.exists())
        .ok_or_else(|| StoreError::new(StoreErrorKind::Failed, "too many backups beside it"))?;
    remove_halves(path);
    let half = path.with_file_name(format!("{name}{HALF}"));
    let made = copy(conn, &half).and_then(|()| rehearse(conn, &half, version)).and_then(|()| {
        fs::rename(&half, &target)
            .and_then(|()| sync_folder(path))
            .map_err(|error| StoreError::from_io(&error, "naming the backup"))
    });
    made.inspect_err(|_| remove_halves(path))?;
    Ok(target)
}

/// What a program that was killed while it copied left, and its journals.
fn remove_halves(path: &Path) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    for end in ["", "-journal", "-wal", "-shm"] {
        let half = path.with_file_name(format!("{name}{HALF}{end}"));
        if half.exists()
            && let Err(error) = fs::remove_file(&half)
        {
            tracing::warn!(%error, "half a backup could not be removed");
        }
    }
}

/// Copies into `half`, as a single file, and lets it reach the disk.
fn copy(conn: &Connection, half: &Path) -> Result<()> {
    super::file::create_private(half)?;
    let mut copy = Connection::open(half)?;
    let backup = Backup::new(conn, &mut copy)?;
    backup.run_to_completion(1_000, Duration::ZERO, None)?;
    drop(backup);
    let mode: String =
        copy.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get(0))?;
    copy.close().map_err(|(_, error)| StoreError::from(error))?;
    if mode != "delete" {
        return Err(StoreError::new(StoreErrorKind::Failed, "the backup cannot be closed"));
    }
    // (Windows flushes only what may be written.)
    fs::OpenOptions::new()
        .write(true)
        .open(half)
        .and_then(|file| file.sync_all())
        .map_err(|error| StoreError::from_io(&error, "writing the backup"))
}

/// Opens the copy as somebody who needs it would: it is of this version, sound, and holds every row of every table.
fn rehearse(original: &Connection, half: &Path, version: i32) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(half, flags)?;
    copy.create_collation(super::file::SPOKEN, sound::compare)?;
    let bad = |why: &str| {
        let why = format!("the backup before bringing it up to date is {why}");
        Err(StoreError::new(StoreErrorKind::Failed, why))
    };
    if pragma(&copy, "user_version")? != version {
        return bad("of another version");
    }
    let said: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return bad(&format!("damaged ({said})"));
    }
    if Counts::of(&copy)? != Counts::of(original)? {
        return bad("short of rows");
    }
    Ok(())
}

/// Makes a rename beside this file last.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (1);";
    const SECOND: &str = "ALTER TABLE t ADD COLUMN b TEXT NOT NULL DEFAULT 'new';";
    const BROKEN: &str = "UPDATE t SET a = 2; CREATE TABLE t (a);";

    fn open(path: &Path) -> Connection {
        Connection::open(path).unwrap()
    }

    #[test]
    fn an_older_file_is_copied_and_then_brought_up_to_date() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let mut conn = open(&path);
        let now = Stamp { utc_millis: 1_764_000_000_000, ..Stamp::default() };
        assert!(run(&mut conn, &path, now, &[FIRST]).unwrap().created);
        let done = run(&mut conn, &path, now, &[FIRST, SECOND]).unwrap();
        assert_eq!((done.created, done.from), (false, Some(1)));
        let b: String = conn.query_row("SELECT b FROM t", [], |r| r.get(0)).unwrap();
        assert_eq!(b, "new");
        let copy = open(&done.backup.unwrap());
        assert!(copy.query_row("SELECT b FROM t", [], |_| Ok(())).is_err(), "the copy is old");
        assert_eq!(copy.query_row("SELECT a FROM t", [], |r| r.get::<_, i64>(0)).unwrap(), 1);
        assert_eq!(run(&mut conn, &path, now, &[FIRST, SECOND]).unwrap(), Migrated::default());
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_at_its_version() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let mut conn = open(&path);
        run(&mut conn, &path, Stamp::default(), &[FIRST]).unwrap();
        assert!(run(&mut conn, &path, Stamp::default(), &[FIRST, SECOND, BROKEN]).is_err());
        assert_eq!(pragma(&conn, "user_version").unwrap(), 1);
        assert_eq!(conn.query_row("SELECT a FROM t", [], |r| r.get::<_, i64>(0)).unwrap(), 1);
        assert!(conn.query_row("SELECT b FROM t", [], |_| Ok(())).is_err());
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn half_a_backup_never_bears_the_name_of_a_whole_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let mut conn = open(&path);
        run(&mut conn, &path, Stamp::default(), &[FIRST]).unwrap();
        // Killed while it copied, before.
        fs::write(dir.path().join("a.db.before-update.part"), "half").unwrap();
        fs::write(dir.path().join("a.db.before-update.part-journal"), "half").unwrap();
        let done = run(&mut conn, &path, Stamp::default(), &[FIRST, SECOND]).unwrap();
        let backup = done.backup.unwrap().file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(names(dir.path()), ["a.db".to_owned(), backup]);
    }

    #[test]
    fn nothing_is_changed_before_the_backup_is_known_to_be_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let mut conn = open(&path);
        let many = format!(
            "{FIRST} WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
             INSERT INTO t SELECT i FROM n;"
        );
        let steps = [many.as_str(), SECOND];
        run(&mut conn, &path, Stamp::default(), &steps[..1]).unwrap();
        conn.close().unwrap();
        // A page in the middle is damaged: so is any copy of it.
        let mut bytes = fs::read(&path).unwrap();
        let page = bytes.len() / 4_096 / 2 * 4_096;
        bytes[page..page + 4_096].fill(0xaa);
        fs::write(&path, bytes).unwrap();
        let mut conn = open(&path);
        assert!(run(&mut conn, &path, Stamp::default(), &steps).is_err());
        assert_eq!(pragma(&conn, "user_version").unwrap(), 1);
        assert_eq!(names(dir.path()), ["a.db"], "and nothing looks like a backup");
    }
}
