//! The verbs that care for data, as a person runs them: where, backup, restore, check; and a backup that is killed at
//! any moment.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "helpers of tests; a process is killed after a time on the wall"
)]

use ringdesk::base::clock::{Stamp, SystemClock};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::places::Correction;
use ringdesk::call::upkeep::is_backup;
use ringdesk::engine::command::Command as Wish;
use ringdesk::engine::handle::Desk;
use ringdesk::engine::notice::Topic;
use ringdesk::engine::runtime::{Engine, Options};
use ringdesk::engine::settings::LineChoice;
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::engine::topics::places::PlaceCommand;
use ringdesk::engine::topics::upkeep::UpkeepCommand;
use ringdesk::store::Store;
use rusqlite::Connection;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        drop(Store::open(&home.database(), Stamp::default()).unwrap());
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn database(&self) -> PathBuf {
        self.path("ringdesk.db")
    }

    /// The verb with `--db`.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
        command.args(args).arg("--db").arg(self.database());
        command.env("LC_ALL", "C.UTF-8").env("HOME", self.0.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn sql(&self, sql: &str) {
        let conn = Connection::open(self.database()).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        conn.execute_batch(sql).unwrap();
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[track_caller]
fn refused(output: &Output, words: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains(words), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

#[test]
fn where_tells_places_in_words_and_as_json() {
    let home = Home::new();
    home.sql("INSERT INTO place_corrections VALUES ('1991234', 'Henan', 'Nanyang', '', '')");
    let told = out(&home.run(&["where", "0377-6312345", "13800138000", "+442079460958"]));
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "0377-6312345: Nanyang, Henan (0377)");
    assert_eq!(lines[1], "13800138000: Beijing (010), China Mobile (may have been ported)");
    assert_eq!(lines[2], "+442079460958: United Kingdom");
    let unknown = home.run(&["where", "19812345678"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(out(&unknown).contains("unknown prefix, China Mobile"), "{}", out(&unknown));
    let told = home.run(&["where", "--json", "19912345678"]);
    let told: Value = serde_json::from_str(&out(&told)).unwrap();
    assert_eq!(told["city"], "Nanyang");
    assert_eq!(told["corrected"], true);
    assert_eq!(told["operator"], "中国电信");
}

#[test]
fn a_backup_is_made_checked_and_restored() {
    let home = Home::new();
    home.sql(
        "INSERT INTO customers (name, company, class, address, notes) VALUES ('a','','','','')",
    );
    let made = home.run(&["backup", "--json"]);
    let made: Value = serde_json::from_str(&out(&made)).unwrap();
    let path = PathBuf::from(made["path"].as_str().unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    home.sql("DELETE FROM customers");
    let restored = home.run(&["restore", path.to_str().unwrap()]);
    assert_eq!(restored.status.code(), Some(0), "{restored:?}");
    let conn = Connection::open(home.database()).unwrap();
    let count: i64 = conn.query_row("SELECT count(*) FROM customers", [], |r| r.get(0)).unwrap();
    assert_eq!(count, 1);
    let kept = names(home.0.path());
    assert!(kept.iter().any(|name| name.contains("before-restore")), "{kept:?}");
}

#[test]
fn what_cannot_be_backed_up_or_restored_is_said_in_one_line() {
    let home = Home::new();
    let nowhere = home.path("nas/backups");
    refused(&home.run(&["backup", "--to", nowhere.to_str().unwrap()]), "connect the drive");
    assert!(!nowhere.exists());
    let text = home.path("letter.txt");
    fs::write(&text, "dear").unwrap();
    refused(&home.run(&["restore", text.to_str().unwrap()]), "nothing was restored");
    refused(&home.run(&["restore", nowhere.to_str().unwrap()]), "does not exist");
    let (store, _) = Store::open(&home.database(), Stamp::default()).unwrap();
    let made = home.run(&["backup"]);
    assert_eq!(made.status.code(), Some(0), "beside a running program: {made:?}");
    let backup = home.path("backups").join(&names(&home.path("backups"))[0]);
    refused(&home.run(&["restore", backup.to_str().unwrap()]), "close the other program");
    drop(store);
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
    let none = command.args(["check", "--db"]).arg(home.path("none.db")).output().unwrap();
    refused(&none, "does not exist");
}

#[test]
fn a_check_says_what_is_wrong_and_its_exit_code_as_well() {
    let home = Home::new();
    let clean = home.run(&["check"]);
    assert_eq!(clean.status.code(), Some(0), "{clean:?}");
    assert!(out(&clean).contains("all is well"));
    home.sql(
        "INSERT INTO calls (id, line, direction, started_utc_millis, offset_minutes, rings, outcome, handled)
             VALUES (1, 0, 'incoming', 0, 0, 0, 'missed', 0);
         INSERT INTO recordings (call_id, path, starts_at_nanos, lasted_nanos, state)
             VALUES (1, 'recordings/lost.wav', 0, 0, 'done')",
    );
    let found = home.run(&["check"]);
    assert_eq!(found.status.code(), Some(1));
    assert!(out(&found).contains("recordings/lost.wav") && out(&found).contains("not all is well"));
    let told: Value = serde_json::from_str(&out(&home.run(&["check", "--json"]))).unwrap();
    assert_eq!(told["clean"], false);
    assert_eq!(told["counts"]["calls"], 1);
    let faults: Vec<&str> =
        told["findings"].as_array().unwrap().iter().filter_map(|f| f["fault"].as_str()).collect();
    assert_eq!(faults, ["unfindable_calls", "missing_recordings"]);
}

#[test]
fn figures_that_are_not_what_the_calls_say_are_told_and_made_again() {
    let home = Home::new();
    let call = |id: i64, hour: i64| {
        format!(
            "INSERT INTO calls (id, line, direction, started_utc_millis, offset_minutes, rings, outcome, handled)
                 VALUES ({id}, 0, 'incoming', {}, 480, 0, 'missed', 0);",
            1_795_399_200_000 + hour * 3_600_000
        )
    };
    (1..=6).for_each(|id| home.sql(&call(id, id / 2)));
    let figures = |home: &Home| {
        let told: Value = serde_json::from_str(&out(&home.run(&["check", "--json"]))).unwrap();
        let findings = told["findings"].as_array().unwrap().clone();
        findings.into_iter().find(|finding| finding["fault"] == "figures")
    };
    assert_eq!(figures(&home), None, "exact to begin with");
    home.sql("UPDATE call_figures SET missed = missed + 1 WHERE local_hour % 2 = 0");
    let found = figures(&home).unwrap();
    assert_eq!(found["count"], 2);
    assert_eq!(found["examples"][0], "2026-11-23 10:00, line 1");
    assert!(out(&home.run(&["check"])).contains("--repair-figures makes them again"));
    assert!(figures(&home).is_some(), "a check changes nothing");
    let (store, _) = Store::open(&home.database(), Stamp::default()).unwrap();
    refused(&home.run(&["check", "--repair-figures"]), "figures were not repaired");
    drop(store);
    home.run(&["check", "--repair-figures"]);
    assert_eq!(figures(&home), None);
    let conn = Connection::open(home.database()).unwrap();
    let sql = "SELECT count(*) FROM journal WHERE operation = 'rebuild_figures'";
    let journalled: i64 = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(journalled, 1);
}

/// From the wish in the running program to the data after its next start.
#[test]
fn a_backup_is_restored_from_the_running_program() {
    let home = Home::new();
    home.sql(
        "INSERT INTO customers (name, company, class, address, notes) VALUES ('a','','','','')",
    );
    let (engine, desk) = start(&home);
    let wish = |wish| desk.send(Wish::Upkeep(wish)).unwrap();
    wish(UpkeepCommand::BackUp);
    shows(desk.as_ref(), |snap| !snap.upkeep.backups.is_empty());
    home.sql("DELETE FROM customers");
    wish(UpkeepCommand::FindBackups);
    let snap = shows(desk.as_ref(), |snap| snap.upkeep.found.is_some());
    let backup = snap.upkeep.found.as_ref().unwrap()[0].path.clone();
    let letter = home.path("letter.txt").display().to_string();
    fs::write(&letter, "dear").unwrap();
    wish(UpkeepCommand::Examine(letter));
    let snap = shows(desk.as_ref(), |snap| snap.upkeep.examined.is_some());
    assert!(!snap.upkeep.examined.as_ref().unwrap().is_good());
    wish(UpkeepCommand::Examine(backup.clone()));
    let snap = shows(desk.as_ref(), |snap| {
        snap.upkeep.examined.as_ref().is_some_and(|contents| contents.path == backup)
    });
    let contents = snap.upkeep.examined.clone().unwrap();
    assert!(contents.is_good(), "{contents:?}");
    assert_eq!((contents.customers, contents.customers_now), (1, 0));
    wish(UpkeepCommand::Restore(backup.clone()));
    shows(desk.as_ref(), |snap| snap.upkeep.restoring);
    drop(desk);
    engine.stop();

    let (engine, desk) = start(&home);
    let snap = shows(desk.as_ref(), |snap| !snap.notices.is_empty());
    let Topic::Restored(from, kept) = &snap.notices[0].topic else { panic!("{:?}", snap.notices) };
    assert_eq!(*from, backup);
    let count = |path: &Path| {
        let conn = Connection::open(path).unwrap();
        conn.query_row("SELECT count(*) FROM customers", [], |r| r.get::<_, i64>(0)).unwrap()
    };
    assert_eq!((count(&home.database()), count(Path::new(kept))), (1, 0));
    drop(desk);
    engine.stop();
    // It was obeyed once, and the journal of the restored file says so.
    home.sql("DELETE FROM customers");
    let (engine, desk) = start(&home);
    drop(desk);
    engine.stop();
    assert_eq!(count(&home.database()), 0);
    let conn = Connection::open(home.database()).unwrap();
    let sql = "SELECT subject FROM journal WHERE operation = 'restored'";
    let journalled: String = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(journalled, backup);
}

/// The backup vanished before the next start: the data is as it was, and that is said.
#[test]
fn a_restore_that_cannot_be_done_is_told_and_costs_nothing() {
    let home = Home::new();
    home.sql(
        "INSERT INTO customers (name, company, class, address, notes) VALUES ('a','','','','')",
    );
    fs::write(home.path("ringdesk.db.restore-order"), home.path("gone.db").to_str().unwrap())
        .unwrap();
    let (engine, desk) = start(&home);
    let snap = shows(desk.as_ref(), |snap| !snap.notices.is_empty());
    assert!(matches!(&snap.notices[0].topic, Topic::RestoreFailed(why) if why.contains("gone.db")));
    drop(desk);
    engine.stop();
    let conn = Connection::open(home.database()).unwrap();
    let count: i64 = conn.query_row("SELECT count(*) FROM customers", [], |r| r.get(0)).unwrap();
    assert_eq!(count, 1);
    assert!(!home.path("ringdesk.db.restore-order").exists());
}

/// Kills the verb at moments spread over the time it takes for a file that is not small: the database is whole, and whatever
/// is offered is too. (The engine's own backups lie under the 200 kills of `recordings_kill`.)
#[test]
fn a_backup_killed_at_any_moment_leaves_the_data_whole_and_no_half_backup_on_offer() {
    let home = Home::new();
    home.sql(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
         INSERT INTO customers (name, company, class, address, notes)
             SELECT 'c' || i, '', '', '', hex(randomblob(1000)) FROM n",
    );
    let begun = std::time::Instant::now();
    assert!(home.run(&["backup"]).status.success());
    let whole = begun.elapsed();
    let sizes = |name: &String| fs::metadata(home.path("backups").join(name)).unwrap().len();
    let size = sizes(&names(&home.path("backups"))[0]);
    let mut killed = 0;
    for moment in 0..16_u32 {
        let mut child =
            home.command(&["backup", "--keep", "3"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * (moment * 7 % 16) / 14);
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        for name in names(&home.path("backups")).iter().filter(|name| is_backup(name)) {
            assert_eq!(sizes(name), size, "{name} after {moment}");
        }
    }
    assert!(killed > 3, "{killed} of 16 were killed at work");
    let last = home.run(&["backup", "--keep", "3"]);
    assert!(last.status.success(), "{last:?}");
    let offered = names(&home.path("backups"));
    assert!(offered.len() <= 3 && offered.iter().all(|name| is_backup(name)), "{offered:?}");
    for name in &offered {
        let conn = Connection::open(home.path("backups").join(name)).unwrap();
        let said: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
        let rows: i64 = conn.query_row("SELECT count(*) FROM customers", [], |r| r.get(0)).unwrap();
        assert_eq!((said.as_str(), rows), ("ok", 6_000), "{name}");
    }
    let conn = Connection::open(home.database()).unwrap();
    let said: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(said, "ok");
}

/// Looks at the running program until it shows what is waited for.
#[track_caller]
fn shows(desk: &dyn Desk, what: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    for _ in 0..600 {
        let snap = desk.snapshot();
        if what(&snap) {
            return snap;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("not within half a minute: {:?}", desk.snapshot().notices);
}

fn start(home: &Home) -> (Engine, Box<dyn Desk>) {
    let options = Options {
        database: home.database(),
        line: Some(LineChoice::Simulated),
        scenario: None,
        clock: Arc::new(SystemClock::new()),
    };
    let mut engine = Engine::start(options).unwrap();
    let desk = engine.take_desk().unwrap();
    (engine, desk)
}

#[test]
fn the_running_program_knows_places_learns_corrections_and_makes_backups() {
    let home = Home::new();
    let (engine, desk) = start(&home);
    let place = |snap: &Snapshot, number: &str| {
        snap.places.book.find(&PhoneNumber::new(number), "").place(true)
    };
    shows(desk.as_ref(), |snap| place(snap, "0377-6312345").as_deref() == Some("河南 南阳"));
    let [digits, city] = ["199 1234", "南阳"].map(str::to_owned);
    let correction = Correction { digits, city, ..Correction::default() };
    desk.send(Wish::Places(PlaceCommand::Correct(correction))).unwrap();
    shows(desk.as_ref(), |snap| place(snap, "19912345678").as_deref() == Some("南阳"));
    desk.send(Wish::Undo).unwrap();
    shows(desk.as_ref(), |snap| place(snap, "19912345678").is_none());
    let wrong = home.path("wrong.zip");
    fs::write(&wrong, "PK\u{3}\u{4}rest").unwrap();
    desk.send(Wish::Places(PlaceCommand::Import(wrong))).unwrap();
    shows(desk.as_ref(), |snap| !snap.notices.is_empty() && !snap.places.busy);

    desk.send(Wish::Upkeep(UpkeepCommand::BackUp)).unwrap();
    let snap = shows(desk.as_ref(), |snap| !snap.upkeep.backups.is_empty());
    let row = snap.upkeep.backups[0].clone();
    assert!(row.is_good() && Path::new(&row.path).is_file(), "{row:?}");
    desk.send(Wish::Upkeep(UpkeepCommand::Check)).unwrap();
    let snap = shows(desk.as_ref(), |snap| snap.upkeep.check.is_some());
    assert!(snap.upkeep.check.as_ref().unwrap().is_clean(), "{:?}", snap.upkeep.check);
    drop(desk);
    engine.stop();

    let (engine, desk) = start(&home);
    let snap = shows(desk.as_ref(), |snap| !snap.upkeep.backups.is_empty());
    assert_eq!(snap.upkeep.backups[0], row, "known after a restart");
    assert!(snap.upkeep.next_utc_millis.is_some());
    drop(desk);
    engine.stop();
}
