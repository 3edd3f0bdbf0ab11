//! The program without a window, as scripts meet it: events, a found customer, an orderly end, and bad input answered
//! with one clear line and exit code 2.

#![allow(clippy::unwrap_used, reason = "a test: what fails is to be seen")]

use ringdesk::audio::sound_file::SoundFile;
use ringdesk::base::clock::Stamp;
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::Outcome;
use ringdesk::crm::customer::{ContactNumber, Customer};
use ringdesk::store::Store;
use ringdesk::store::operation::{Act, Op};
use ringdesk::store::reader::Reader;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn ringdesk() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
    command.stdin(Stdio::null());
    command
}

fn headless(database: &Path) -> Command {
    let mut command = ringdesk();
    command.args(["run", "--headless", "--json", "--db"]).arg(database);
    command
}

fn scenario(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/scenarios").join(name)
}

fn events(output: &Output) -> Vec<serde_json::Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// One clear line on standard error, nothing on standard output, exit code 2.
fn assert_refused(mut command: Command, words: &[&str]) {
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    assert!(output.stdout.is_empty());
    for word in words {
        assert!(text.contains(word), "{word:?} is not in {text:?}");
    }
}

fn add_customer(database: &Path, name: &str, number: &str) {
    let (mut store, _) = Store::open(database, Stamp::default()).unwrap();
    let number = PhoneNumber::new(number);
    let customer = Customer {
        name: name.to_owned(),
        numbers: vec![ContactNumber { number, label: String::new(), ..ContactNumber::default() }],
        ..Customer::default()
    };
    let act = Act::person("test", Stamp::default());
    store.carry_out(&act, &Op::SaveCustomer(Box::new(customer), None)).unwrap();
}

#[test]
fn a_simulated_call_finds_its_customer_and_leaves_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("desk.db");
    add_customer(&database, "王伟", "+86 138-1234-5678");
    let output = headless(&database).arg("--scenario").arg(scenario("short.txt")).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = events(&output);
    let find = |name: &str| said.iter().find(|event| event["event"] == name).unwrap();
    assert_eq!(find("caller")["number"], "13812345678");
    assert_eq!(find("caller")["name"], "王伟");
    assert_eq!(find("matched")["customers"], serde_json::json!(["王伟"]));
    assert_eq!(find("answered")["by"], "hook");
    assert_eq!(find("call_ended")["outcome"], "answered");
    let recorded = find("recorded");
    let path = folder.path().join(recorded["path"].as_str().unwrap());
    let frames = SoundFile::open(&path).unwrap().frames();
    let seconds = f64::from(u32::try_from(frames).unwrap()) / 8_000.0;
    assert!((seconds - recorded["seconds"].as_f64().unwrap()).abs() < 0.001);
    assert!(seconds > 1.5, "{seconds}");
    let calls = Reader::open(&database).unwrap().recent(10).unwrap().calls;
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].party, "王伟");
    assert_eq!(calls[0].record.outcome, Outcome::Answered);
}

#[cfg(unix)]
#[test]
fn asked_to_end_in_the_middle_of_a_call_it_files_the_call_first() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("desk.db");
    let mut child = headless(&database)
        .arg("--scenario")
        .arg(scenario("short.txt"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.by_ref().any(|line| line.unwrap().contains("\"talking\"")));
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(child.wait().unwrap().success());
    assert!(rest.iter().any(|line| line.contains("\"interrupted\"")), "{rest:?}");
    let calls = Reader::open(&database).unwrap().recent(10).unwrap().calls;
    assert_eq!(calls[0].record.outcome, Outcome::Interrupted);
    assert!(calls[0].record.lasted.is_some());
    let recording = &calls[0].recordings[0];
    assert!(SoundFile::open(&folder.path().join(&recording.path)).is_ok());
}

#[test]
fn a_scenario_with_an_error_names_file_line_and_what_was_expected() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.txt");
    fs::write(&bad, "# a comment\n0.5 ring 13800000000\nsoon lift\nend\n").unwrap();
    let mut command = headless(&folder.path().join("a.db"));
    command.arg("--scenario").arg(&bad);
    assert_refused(command, &["bad.txt:3", "expected", "soon"]);
    let mut command = headless(&folder.path().join("a.db"));
    command.arg("--scenario").arg(folder.path().join("none.txt"));
    assert_refused(command, &["none.txt"]);
    assert!(!folder.path().join("a.db").exists(), "nothing is made for a run that cannot begin");
}

#[test]
fn a_database_that_cannot_be_used_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let corrupt = folder.path().join("corrupt.db");
    fs::write(&corrupt, "this is a shopping list, not a database".repeat(100)).unwrap();
    let before = fs::read(&corrupt).unwrap();
    assert_refused(headless(&corrupt), &["corrupt.db"]);
    assert_eq!(fs::read(&corrupt).unwrap(), before);

    let newer = folder.path().join("newer.db");
    drop(Store::open(&newer, Stamp::default()).unwrap());
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 9_999).unwrap();
    assert_refused(headless(&newer), &["newer.db", "newer"]);
}

#[test]
fn a_second_copy_on_the_same_database_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("desk.db");
    let mut first =
        headless(&database).args(["--line", "sim"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    // A notice may come first: that the disk is nearly full, say.
    assert!(lines.any(|line| line.unwrap().contains("line_ready")));
    let second = headless(&database).output();
    first.kill().unwrap();
    first.wait().unwrap();
    let second = second.unwrap();
    let text = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2), "{text}");
    assert!(text.contains("desk.db") && text.contains("in use"), "{text}");
}

#[cfg(feature = "sound")]
#[test]
fn a_device_that_does_not_exist_is_answered_with_those_that_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = headless(&folder.path().join("a.db"));
    command.args(["--line", "sound:no such device"]);
    assert_refused(command, &["no such device"]);
    let mut command = headless(&folder.path().join("a.db"));
    command.args(["--line", "parrot"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
