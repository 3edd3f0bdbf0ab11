//! Backups beside a busy writer, rehearsals, restores, checks, and what a broken disk does.

use super::backup::{Wish, back_up, default_folder, prune};
use super::check::check;
use super::restore::restore;
use super::*;
use crate::base::clock::Stamp;
use crate::call::upkeep::{BackupState, Fault, LedgerCheck, Phase, Trigger, is_backup};
use crate::crm::customer::Customer;
use crate::store::error::StoreErrorKind;
use crate::store::operation::Op;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const NOW: Stamp =
    Stamp { mono: Duration::ZERO, utc_millis: 1_795_399_200_000, offset_minutes: 480 };

fn customer(number: i64) -> Op {
    let customer = Customer { name: format!("customer {number}"), ..Customer::default() };
    Op::SaveCustomer(Box::new(customer), None)
}

struct Room {
    dir: tempfile::TempDir,
    store: Option<Store>,
}

impl Room {
    fn new(customers: i64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&dir.path().join("ringdesk.db"), NOW).unwrap();
        let mut room = Self { dir, store: Some(store) };
        (1..=customers).for_each(|id| room.add(id));
        room
    }

    fn add(&mut self, id: i64) {
        self.store.as_mut().unwrap().carry_out(&Act::program(NOW), &customer(id)).unwrap();
    }

    fn database(&self) -> PathBuf {
        self.dir.path().join("ringdesk.db")
    }

    fn wish(&self) -> Wish {
        let database = self.database();
        Wish { database, folder: None, now: NOW, recordings: false }
    }

    fn backups(&self) -> Vec<String> {
        let mut all = copying::names(&default_folder(&self.database()));
        all.retain(|name| !name.starts_with('.'));
        all.sort();
        all
    }
}

fn quietly<T>(work: impl FnOnce(&mut Watch<'_>) -> T) -> T {
    let mut deaf = |_| {};
    work(&mut Watch::new(Arc::default(), &mut deaf))
}

fn customers_in(path: &Path) -> u32 {
    let conn = Connection::open(path).unwrap();
    conn.query_row("SELECT count(*) FROM customers", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_backup_is_whole_rehearsed_private_and_the_oldest_goes() {
    let room = Room::new(40);
    let made = quietly(|watch| back_up(&room.wish(), watch)).unwrap();
    assert_eq!(customers_in(&made.path), 40);
    assert!(made.rows > 40 && made.bytes > 0);
    assert!(made.path.ends_with("backups/ringdesk-20261123-100000.db"), "local time");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&made.path), 0o600);
        assert_eq!(mode(made.path.parent().unwrap()), 0o700);
    }
    for hour in 1..4 {
        let now = Stamp { utc_millis: NOW.utc_millis + hour * 3_600_000, ..NOW };
        quietly(|watch| back_up(&Wish { now, ..room.wish() }, watch)).unwrap();
    }
    assert_eq!(room.backups().len(), 4);
    prune(&default_folder(&room.database()).join("ringdesk-20261123-130000.db"), 2);
    assert_eq!(room.backups(), ["ringdesk-20261123-120000.db", "ringdesk-20261123-130000.db"]);
}

#[test]
fn the_writer_goes_on_while_a_backup_is_made() {
    let mut room = Room::new(2_000);
    let wish = room.wish();
    let mut store = room.store.take().unwrap();
    let mut written = 0;
    let mut write = |progress: Progress| {
        if progress.phase == Phase::Copying {
            written += 1;
            store.carry_out(&Act::program(NOW), &customer(written)).unwrap();
        }
    };
    let made = back_up(&wish, &mut Watch::new(Arc::default(), &mut write)).unwrap();
    assert!(written > 0);
    assert_eq!(customers_in(&made.path), 2_000, "one state of the file, whatever came meanwhile");
}

#[test]
fn a_stopped_backup_leaves_nothing_and_a_crashed_one_is_cleared_away() {
    let room = Room::new(50);
    let folder = default_folder(&room.database());
    fs::create_dir(&folder).unwrap();
    for half in ["ringdesk-20200101-000000.db.part", "ringdesk-20200101-000000.db.part-wal"] {
        fs::write(folder.join(half), "half").unwrap();
    }
    fs::write(folder.join("letter.part"), "not ours").unwrap();
    let stop = Arc::new(AtomicBool::new(true));
    let mut deaf = |_| {};
    let stopped = back_up(&room.wish(), &mut Watch::new(stop, &mut deaf)).unwrap_err();
    assert_eq!(stopped.kind, StoreErrorKind::Interrupted);
    assert_eq!(room.backups(), ["letter.part"]);
}

#[test]
fn a_drive_that_is_not_there_is_told_and_never_made_up() {
    let room = Room::new(1);
    let folder = room.dir.path().join("nas");
    let wish = Wish { folder: Some(folder.clone()), ..room.wish() };
    let refused = quietly(|watch| back_up(&wish, watch)).unwrap_err();
    assert!(refused.context.contains("connect the drive"), "{refused}");
    assert!(!folder.exists());
    fs::create_dir(&folder).unwrap();
    assert!(quietly(|watch| back_up(&wish, watch)).is_ok());
}

#[test]
fn recordings_come_along_when_asked_once() {
    let room = Room::new(1);
    let day = room.dir.path().join("recordings/2026/11/23");
    fs::create_dir_all(&day).unwrap();
    fs::write(day.join("a.wav"), "sound").unwrap();
    let wish = Wish { recordings: true, ..room.wish() };
    assert_eq!(quietly(|watch| back_up(&wish, watch)).unwrap().recordings, 1);
    assert_eq!(quietly(|watch| back_up(&wish, watch)).unwrap().recordings, 0);
    let copy = default_folder(&room.database()).join("recordings/2026/11/23/a.wav");
    assert_eq!(fs::read_to_string(copy).unwrap(), "sound");
}

#[test]
fn a_restore_keeps_the_present_file_and_refuses_what_cannot_be_used() {
    let mut room = Room::new(3);
    let database = room.database();
    let made = quietly(|watch| back_up(&room.wish(), watch)).unwrap();
    room.add(4);
    let go = |from: &Path| quietly(|watch| restore(from, &database, NOW, watch));
    assert_eq!(go(&made.path).unwrap_err().kind, StoreErrorKind::Locked, "it is open");
    drop(room.store.take());
    let wrong = room.dir.path().join("wrong.db");
    fs::write(&wrong, "this is no database").unwrap();
    assert!(go(&wrong).is_err());
    assert_eq!(go(&room.dir.path().join("none.db")).unwrap_err().kind, StoreErrorKind::NotFound);
    assert_eq!(customers_in(&database), 4, "nothing has changed");
    let restored = go(&made.path).unwrap();
    assert_eq!(customers_in(&database), 3);
    assert_eq!(customers_in(&restored.kept.unwrap()), 4, "the present data is kept");
    let (store, opened) = Store::open(&database, NOW).unwrap();
    assert!(!opened.created);
    drop(store);
    assert!(!room.dir.path().join("ringdesk.db.restoring").exists());
}

#[test]
fn a_damaged_database_can_be_replaced_and_a_damaged_backup_is_not_offered() {
    let mut room = Room::new(300);
    let made = quietly(|watch| back_up(&room.wish(), watch)).unwrap();
    drop(room.store.take());
    let spoil = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle - 6_000..middle + 6_000].fill(0xaa);
        fs::write(path, bytes).unwrap();
    };
    spoil(&room.database());
    let report = quietly(|watch| check(&room.database(), None, watch)).unwrap();
    assert!(report.is_serious(), "{report:?}");
    let damaged = room.dir.path().join("damaged.db");
    fs::copy(&made.path, &damaged).unwrap();
    spoil(&damaged);
    let database = room.database();
    let go = |from: &Path| quietly(|watch| restore(from, &database, NOW, watch));
    assert!(go(&damaged).is_err());
    go(&made.path).unwrap();
    assert_eq!(customers_in(&database), 300);
}

#[test]
fn a_check_names_what_is_missing_stray_and_unfindable() {
    let room = Room::new(2);
    let database = room.database();
    let look = || quietly(|watch| check(&database, None, watch)).unwrap();
    let clean = look();
    assert!(clean.is_clean(), "{clean:?}");
    assert!(clean.counts.contains(&("customers".to_owned(), 2)));
    let folder = room.dir.path().join("recordings");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("stray.wav"), "").unwrap();
    fs::write(folder.join("gone.wav.peaks"), "").unwrap();
    fs::create_dir(default_folder(&database)).unwrap();
    let half = default_folder(&database).join("ringdesk-20200101-000000.db.part");
    fs::write(half, "").unwrap();
    let conn = Connection::open(&database).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute_batch(
        "INSERT INTO calls (id, line, direction, started_utc_millis, offset_minutes, rings, outcome, handled)
             VALUES (1, 0, 'incoming', 0, 0, 0, 'missed', 0);
         INSERT INTO recordings (call_id, path, starts_at_nanos, lasted_nanos, state)
             VALUES (1, 'recordings/lost.wav', 0, 0, 'done');
         INSERT INTO call_notes (call_id, text) VALUES (99, 'nobody');
         DELETE FROM customer_search WHERE rowid = 2;",
    )
    .unwrap();
    let report = look();
    let found: Vec<_> = report.findings.iter().map(|finding| finding.fault).collect();
    let expected = [
        Fault::Orphans,
        Fault::UnfindableCalls,
        Fault::UnfindableCustomers,
        Fault::MissingRecordings,
        Fault::StrayFiles,
        Fault::StrayPeaks,
        Fault::HalfBackups,
    ];
    assert_eq!(found, expected);
    assert_eq!(report.findings[3].examples, ["recordings/lost.wav"]);
    let hook: check::LedgerHook =
        |_| Ok(LedgerCheck { entries: 1, faults: vec!["a.wav was changed".into()] });
    let report = quietly(|watch| check(&database, Some(hook), watch)).unwrap();
    assert_eq!(report.findings.last().unwrap().fault, Fault::Ledger);
}

#[test]
fn how_backups_ended_is_kept() {
    let mut room = Room::new(0);
    let row = BackupRow {
        started_utc_millis: 7,
        offset_minutes: 480,
        took_millis: 12,
        path: "/b/ringdesk-20261123-100000.db".into(),
        bytes: 4_096,
        rows: 3,
        recordings: 0,
        trigger: Trigger::Schedule,
        state: BackupState::Rehearsed,
        detail: String::new(),
    };
    let store = room.store.as_mut().unwrap();
    let op = Op::Upkeep(UpkeepOp::NoteBackup(row.clone()));
    store.carry_out(&Act::program(NOW), &op).unwrap();
    let UpkeepAnswer::Backups(rows) =
        store.reader().unwrap().upkeep(&UpkeepQuestion::Backups(5)).unwrap();
    assert_eq!(rows, [row]);
    assert!(is_backup("ringdesk-20261123-100000.db"));
}
