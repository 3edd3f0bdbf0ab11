//! The command line as a script sees it: bad input ends with exit code 2 and one clear line, and nothing is lost.
//! The real program in a process of its own, under `timeout` so that a hang is a failure.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy sees only test functions")]

use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A home folder of its own for each test.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, contents).unwrap();
        path
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("timeout");
        command.args(["--kill-after=5", "60", env!("CARGO_BIN_EXE_ringdesk")]).args(args);
        for variable in ["DISPLAY", "WAYLAND_DISPLAY", "RINGDESK_LOG"] {
            command.env_remove(variable);
        }
        command.env("HOME", self.0.path()).env("XDG_RUNTIME_DIR", self.0.path());
        command.env("XDG_DATA_HOME", self.path("share")).env("LC_ALL", "C.UTF-8");
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).stdin(Stdio::null()).output().unwrap()
    }

    /// `run --headless` on the simulated line with this database and more arguments.
    fn desk(&self, database: &Path, more: &[&str]) -> Output {
        let database = database.to_str().unwrap();
        self.run(&[&["run", "--headless", "--json", "--db", database], more].concat())
    }
}

/// Exit code 2, nothing on standard output, one line on standard error that has all of `words`.
#[track_caller]
fn refused(output: &Output, words: &[&str]) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert_eq!(told.lines().count(), 1, "one line, not: {told}");
    for word in words {
        assert!(told.contains(word), "`{word}` is not in: {told}");
    }
}

fn events(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn named<'a>(events: &'a [Value], name: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["event"] == name).collect()
}

const CALL: &str = "cadence fast\n\
    0.2 ring 13812345678 name=王伟 when=before\n+4 lift\n+1 speak\n+2 hangup\n+0.5 replace\nend\n";

#[test]
fn a_recording_that_cannot_be_read_is_named() {
    let home = Home::new();
    let text = home.file("letter.wav", "Dear Sir or Madam, this is no recording.");
    let empty = home.file("empty.wav", "");
    for path in [&text, &empty, &home.path("missing.wav"), &home.path(".")] {
        refused(
            &home.run(&["decode", path.to_str().unwrap(), "--json"]),
            &[path.to_str().unwrap()],
        );
    }
}

#[test]
fn a_database_that_cannot_be_used_is_named_and_left_as_it_is() {
    let home = Home::new();
    let letter = home.file("letter.db", "Dear Sir or Madam, this is no database.");
    refused(&home.desk(&letter, &[]), &["letter.db", "not a database"]);
    assert_eq!(fs::read_to_string(&letter).unwrap(), "Dear Sir or Madam, this is no database.");

    let newer = home.path("newer.db");
    let connection = rusqlite::Connection::open(&newer).unwrap();
    connection.pragma_update(None, "user_version", 9999).unwrap();
    drop(connection);
    refused(&home.desk(&newer, &[]), &["newer.db", "newer"]);

    let folder = home.path("folder.db");
    fs::create_dir(&folder).unwrap();
    refused(&home.desk(&folder, &[]), &["folder.db", "folder"]);

    let sealed = home.path("sealed.db");
    rusqlite::Connection::open(&sealed).unwrap().pragma_update(None, "user_version", 0).unwrap();
    fs::set_permissions(&sealed, Permissions::from_mode(0o400)).unwrap();
    refused(&home.desk(&sealed, &[]), &["sealed.db", "write"]);
}

#[test]
fn a_faulty_scenario_is_told_by_file_line_and_what_was_expected() {
    let home = Home::new();
    let database = home.path("desk.db");
    let faulty = home.file("faulty.txt", "# a call\n0.5 ring 10086\n+1 explode\n");
    let faulty = faulty.to_str().unwrap();
    refused(
        &home.desk(&database, &["--scenario", faulty]),
        &["faulty.txt:3", "expected", "explode"],
    );
    let missing = home.path("missing.txt");
    refused(&home.desk(&database, &["--scenario", missing.to_str().unwrap()]), &["missing.txt"]);
    assert!(!database.exists(), "nothing was begun");
}

#[test]
fn a_line_that_does_not_exist_is_answered_with_what_does() {
    let home = Home::new();
    let database = home.path("desk.db");
    let output = home.desk(&database, &["--line", "telegraph"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("sim") && told.contains("sound:NAME"), "{told}");
    let output = home.run(&["devices"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("sim"));
}

#[test]
fn a_scenario_plays_to_its_end_and_leaves_a_call_and_a_recording() {
    let home = Home::new();
    let database = home.path("data/desk.db");
    let scenario = home.file("call.txt", CALL);
    let output = home.desk(&database, &["--line", "sim", "--scenario", scenario.to_str().unwrap()]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let events = events(&output);
    let readme = include_str!("../README.md");
    for event in &events {
        let name = event["event"].as_str().unwrap();
        assert!(readme.contains(&format!("| `{name}` |")), "README.md does not know {event}");
    }
    let caller = named(&events, "caller");
    assert_eq!(
        caller.first().map(|c| &c["number"]),
        Some(&Value::from("13812345678")),
        "{events:#?}"
    );
    assert_eq!(caller[0]["name"], "王伟");
    let ended = named(&events, "call_ended");
    assert_eq!(ended.len(), 1, "{events:#?}");
    assert_eq!(ended[0]["outcome"], "answered");
    let recorded = named(&events, "recorded");
    assert_eq!(recorded.len(), 1, "{events:#?}");
    let path = home.path("data").join(recorded[0]["path"].as_str().unwrap());
    let wav = hound::WavReader::open(&path).unwrap();
    assert_eq!(
        (wav.spec().sample_rate, wav.spec().channels, wav.spec().bits_per_sample),
        (8000, 1, 16)
    );
    let seconds = f64::from(wav.duration()) / 8000.0;
    assert!((seconds - recorded[0]["seconds"].as_f64().unwrap()).abs() < 0.1, "{seconds}");
    assert!(seconds > 2.0, "{seconds}");
    for private in [&database, &path] {
        assert_eq!(fs::metadata(private).unwrap().permissions().mode() & 0o077, 0, "{private:?}");
    }
}

/// A headless copy that has opened its line.
fn running(
    home: &Home,
    database: &Path,
) -> (Child, std::io::Lines<std::io::BufReader<std::process::ChildStdout>>) {
    let database = database.to_str().unwrap();
    let args = ["run", "--headless", "--json", "--line", "sim", "--db", database];
    let mut child =
        home.command(&args).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut lines = std::io::BufRead::lines(out);
    let ready = lines.by_ref().map(Result::unwrap).find(|line| line.contains("line_ready"));
    assert!(ready.is_some(), "it ended before its line was ready");
    (child, lines)
}

#[test]
fn a_second_copy_is_told_who_has_the_database_and_a_signal_ends_the_first_in_order() {
    let home = Home::new();
    let database = home.path("desk.db");
    let (mut first, mut lines) = running(&home, &database);
    refused(&home.desk(&database, &[]), &["desk.db", "in use"]);
    let pid = first.id().to_string(); // `timeout` passes it on
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(lines.all(|line| line.is_ok()));
    let status = first.wait().unwrap();
    assert!(matches!(status.code(), Some(0)), "{status}");
    let (mut next, mut lines) = running(&home, &database);
    assert!(
        Command::new("kill").args(["-TERM", &next.id().to_string()]).status().unwrap().success()
    );
    assert!(lines.all(|line| line.is_ok()));
    next.wait().unwrap();
}
