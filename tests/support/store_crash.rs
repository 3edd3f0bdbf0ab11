//! Power cuts and kills: whatever was acknowledged is in the log afterwards, and the file is sound.

use crate::people::{at, call, card, me, open, program};
use ringdesk::base::ids::CallId;
use ringdesk::call::record::{Outcome, Recording, RecordingState};
use ringdesk::store::Store;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Where the child works; its presence makes the test below the child.
const CHILD: &str = "RINGDESK_STORE_CHILD";

fn assert_sound(path: &Path) {
    let raw = rusqlite::Connection::open(path).unwrap();
    let said: String = raw.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok");
    let broken = raw.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap();
    assert!(!broken);
    for table in ["customer_search", "call_search"] {
        let check = format!("INSERT INTO {table} ({table}) VALUES ('integrity-check')");
        raw.execute(&check, []).unwrap();
    }
}

#[test]
fn a_power_cut_in_the_middle_of_a_write_leaves_whole_calls() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for id in 1..=6 {
        store.open_call(&program(0), &call(id, "13812345678")).unwrap();
        store.save_customer(&me(0), &card("王伟", &["13812345678"]), Some(CallId(id))).unwrap();
    }
    let wal = fs::read(dir.path().join("ringdesk.db-wal")).unwrap();
    let file = fs::read(store.path()).unwrap();
    let mut seen = Vec::new();
    for part in 0..=24 {
        let after = tempfile::tempdir().unwrap();
        let path = after.path().join("ringdesk.db");
        let cut = wal.len() * part / 24;
        let mut torn = wal[..cut].to_vec();
        // The sector that was being written when the power went.
        let from = cut.saturating_sub(300);
        torn[from..].iter_mut().for_each(|byte| *byte ^= if part == 24 { 0 } else { 0x55 });
        fs::write(&path, &file).unwrap();
        fs::write(after.path().join("ringdesk.db-wal"), torn).unwrap();
        let mut store = Store::open(&path, at(0)).unwrap().0;
        store.recover(&program(1), |_| None).unwrap();
        let calls = store.reader().unwrap().recent(100).unwrap().calls;
        for call in &calls {
            assert_eq!(call.record.outcome, Outcome::Interrupted);
        }
        seen.push(calls.len());
        drop(store);
        assert_sound(&path);
    }
    assert!(seen.is_sorted() && seen[0] == 0 && seen.last() == Some(&6), "{seen:?}");
    assert!(seen.iter().any(|n| (1..6).contains(n)), "cut in the middle as well: {seen:?}");
}

/// Does nothing in an ordinary run. As the child of the test below it opens calls until it is killed.
#[test]
fn child_that_opens_calls_until_it_is_killed() {
    let Some(path) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let (mut store, _) = Store::open(&path, at(0)).unwrap();
    let last = store.reader().unwrap().max_call_id().unwrap().map_or(0, |id| id.0);
    for id in last + 1..last + 10_000 {
        let mut record = call(id, "13812345678");
        store.open_call(&program(id), &record).unwrap();
        println!("\nopened {id}");
        let file = format!("recordings/{id}.wav");
        store.recording_begun(&program(id), record.id, &file, Duration::ZERO).unwrap();
        println!("\nrecording {id}");
        record.rings += 1;
        store.update_call(&program(id), &record).unwrap();
        store.save_call_note(&me(id), record.id, "note").unwrap();
        println!("\nnoted {id}");
        if id % 3 == 0 {
            record.outcome = Outcome::Missed;
            store.close_call(&program(id), &record).unwrap();
            println!("\nclosed {id}");
        }
    }
}

/// Starts the child, kills it after it has acknowledged `lines` things and some more time, and returns what it said.
fn run_and_kill(path: &Path, lines: usize, spins: u32) -> Vec<(String, i64)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_that_opens_calls_until_it_is_killed", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let parse = |line: String| -> Option<(String, i64)> {
        let (what, id) = line.split_once(' ')?;
        ["opened", "recording", "noted", "closed"].contains(&what).then_some(())?;
        Some((what.to_owned(), id.parse().ok()?))
    };
    let mut said: Vec<_> =
        output.by_ref().map_while(Result::ok).filter_map(parse).take(lines).collect();
    for _ in 0..spins {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it managed to say before it died counts as well; a last line may be torn.
    said.extend(output.map_while(Result::ok).filter_map(parse));
    said
}

#[test]
fn a_killed_process_has_lost_no_call_it_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ringdesk.db");
    for (round, lines) in [1, 2, 3, 4, 5, 7, 9, 12].into_iter().enumerate() {
        let spins = u32::try_from(round * 37 % 8).unwrap() * 40_000;
        let said = run_and_kill(&path, lines, spins);
        assert!(said.len() >= lines, "{said:?}");
        let (mut store, _) = Store::open(&path, at(0)).unwrap();
        let plays = Duration::from_secs(1);
        let recovered = store.recover(&program(0), |_: &Recording| Some(plays)).unwrap();
        let reader = store.reader().unwrap();
        for (what, id) in said {
            let found = reader.call(CallId(id)).unwrap().expect("an acknowledged call is there");
            assert_eq!(found.record.number.as_ref().unwrap().as_str(), "13812345678");
            assert_ne!(found.record.outcome, Outcome::Open);
            assert!(found.record.lasted.is_some() || found.record.outcome == Outcome::Missed);
            match what.as_str() {
                "recording" => assert_eq!(found.recordings[0].state, RecordingState::Partial),
                "noted" => assert_eq!(found.record.note, "note"),
                "closed" => assert_eq!(found.record.outcome, Outcome::Missed),
                _ => {}
            }
        }
        assert!(!recovered.calls.is_empty() || !recovered.recordings.is_empty());
        drop(reader);
        drop(store);
        assert_sound(&path);
    }
}
