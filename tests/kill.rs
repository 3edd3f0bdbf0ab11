//! The process is really killed after each of its events; the next start finds every call that was announced, closed
//! or marked interrupted, and every recording plays.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test: what fails is to be seen; shares of the kills run at once"
)]

use ringdesk::audio::sound_file::SoundFile;
use ringdesk::base::ids::CallId;
use ringdesk::call::record::{CallSummary, Outcome, RecordingState};
use ringdesk::store::reader::Reader;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// So many processes at once: a scenario is mostly waiting.
const SHARES: usize = 6;
const SHORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/scenarios/short.txt");

/// Starts the program without a window on a scenario.
fn start(database: &Path, scenario: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_ringdesk"))
        .args(["run", "--headless", "--line", "sim", "--json", "--db"])
        .arg(database)
        .arg("--scenario")
        .arg(scenario)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// Lets the program print `events` lines (all, when there are fewer) and kills it. Gives back the lines.
fn run_and_kill(database: &Path, scenario: &Path, events: usize) -> Vec<serde_json::Value> {
    let mut child = start(database, scenario);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = lines.take(events).map(|line| serde_json::from_str(&line.unwrap()).unwrap());
    let said = said.collect();
    child.kill().unwrap();
    child.wait().unwrap();
    said
}

/// Starts the program once more, lets it end by itself, and gives back what it announced.
fn recover(folder: &Path, database: &Path) -> Vec<serde_json::Value> {
    let nothing = folder.join("nothing.txt");
    fs::write(&nothing, "0.1 lift\n+0.2 replace\nend\n").unwrap();
    let mut child = start(database, &nothing);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    assert!(child.wait().unwrap().success());
    said
}

fn named<'a>(said: &'a [serde_json::Value], event: &str) -> Vec<&'a serde_json::Value> {
    said.iter().filter(|line| line["event"] == event).collect()
}

fn check_recordings(folder: &Path, call: &CallSummary) {
    for recording in &call.recordings {
        assert_ne!(recording.state, RecordingState::Writing, "{recording:?}");
        assert_ne!(recording.state, RecordingState::Missing, "{recording:?}");
        let path: PathBuf = folder.join(&recording.path);
        let file = SoundFile::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let millis = u128::from(file.frames()) / 8;
        assert_eq!(recording.lasted.as_millis(), millis, "{recording:?}");
    }
}

/// Kills after `events` events, starts again, and looks at the log.
fn killed_after(events: usize) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("ringdesk.db");
    let said = run_and_kill(&database, Path::new(SHORT), events);
    let said_later = recover(folder.path(), &database);
    let reader = Reader::open(&database).unwrap();
    for begun in named(&said, "call_begun") {
        let id = CallId(begun["call"].as_i64().unwrap());
        let call = reader.call(id).unwrap().unwrap_or_else(|| panic!("call {id} is lost"));
        let ended = named(&said, "call_ended");
        let expected = match ended.iter().find(|line| line["call"] == begun["call"]) {
            Some(line) => serde_json::from_value(line["outcome"].clone()).unwrap(),
            None => Outcome::Interrupted,
        };
        // The end may have reached the disk a moment before it would have been printed.
        let outcome = call.record.outcome;
        assert!(outcome == expected || outcome == Outcome::Answered, "{outcome:?} after {events}");
        for caller in named(&said, "caller") {
            let number = call.record.number.as_ref().map(|number| number.as_str().to_owned());
            assert_eq!(number.as_deref(), caller["number"].as_str(), "after {events} events");
        }
        for recorded in named(&said, "recorded") {
            assert_eq!(Some(call.recordings[0].path.as_str()), recorded["path"].as_str());
        }
        check_recordings(folder.path(), &call);
        if outcome == Outcome::Interrupted {
            let notices = named(&said_later, "notice");
            assert!(!notices.is_empty(), "nobody is told of the interrupted call");
        }
    }
}

#[test]
fn no_call_is_lost_and_every_recording_plays_whenever_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let all = run_and_kill(&folder.path().join("ringdesk.db"), Path::new(SHORT), usize::MAX);
    assert!(named(&all, "recorded").len() == 1, "{all:#?}");
    let events: Vec<usize> = (1..=all.len()).collect();
    std::thread::scope(|scope| {
        for share in 0..SHARES {
            let mine = events.iter().copied().filter(move |event| event % SHARES == share);
            scope.spawn(move || mine.for_each(killed_after));
        }
    });
}
