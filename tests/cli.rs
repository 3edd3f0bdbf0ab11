//! The command line where `tests/headless.rs` does not look: recordings and databases that cannot be read or written,
//! the list of lines, the event stream against `README.md`, and who may read what is left behind.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy sees only test functions")]

use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

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

const CALL: &str = "cadence fast\n\
    0.2 ring 13812345678 name=王伟 when=before\n+4 lift\n+1 speak\n+2 hangup\n+0.5 replace\nend\n";

#[test]
fn a_recording_that_cannot_be_read_is_named() {
    let home = Home::new();
    let text = home.file("letter.wav", "Dear Sir or Madam, this is no recording.");
    let empty = home.file("empty.wav", "");
    for path in [&text, &empty, &home.path("missing.wav")] {
        refused(
            &home.run(&["decode", path.to_str().unwrap(), "--json"]),
            &[path.to_str().unwrap()],
        );
    }
}

#[test]
fn a_database_that_is_a_folder_or_sealed_is_named() {
    let home = Home::new();
    let folder = home.path("folder.db");
    fs::create_dir(&folder).unwrap();
    refused(&home.desk(&folder, &[]), &["folder.db", "folder"]);

    let sealed = home.path("sealed.db");
    rusqlite::Connection::open(&sealed).unwrap().pragma_update(None, "user_version", 0).unwrap();
    fs::set_permissions(&sealed, Permissions::from_mode(0o400)).unwrap();
    refused(&home.desk(&sealed, &[]), &["sealed.db", "write"]);
}

#[test]
fn the_lines_that_can_be_opened_are_listed_and_hinted_at() {
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
fn the_doctor_examines_a_line_and_names_what_he_does_not_know() {
    let home = Home::new();
    let output = home.run(&["doctor", "--line", "sim", "--seconds", "1", "--json"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["boxes"].is_array(), "{told}");
    assert_eq!(told["line"]["address"], "sim");
    assert_eq!(told["line"]["state"], "idle");
    assert_eq!(told["line"]["claimed"]["ring"], true);
    assert_eq!(told["line"]["observed"]["ring"], false);
    assert!(
        told["line"]["level_dbm0"].is_number() && told["line"]["dialogue"].is_array(),
        "{told}"
    );
    let output = home.run(&["doctor", "--line", "sim", "--seconds", "1"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("claimed") && text.contains("seize"), "{text}");
    refused(&home.run(&["doctor", "--line", "telegraph:1"]), &["telegraph:1", "sim"]);
}

#[test]
fn every_event_stands_in_the_readme_and_what_is_left_is_private() {
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
    let recorded = events.iter().find(|event| event["event"] == "recorded").unwrap();
    let path = home.path("data").join(recorded["path"].as_str().unwrap());
    for private in [&database, &path] {
        assert_eq!(fs::metadata(private).unwrap().permissions().mode() & 0o077, 0, "{private:?}");
    }
}

#[test]
fn export_writes_calls_and_figures_for_its_owner_and_refuses_what_cannot_be() {
    let home = Home::new();
    let database = home.path("desk.db");
    let scenario = home.file("one.txt", CALL);
    let ran = home.desk(&database, &["--line", "sim", "--scenario", scenario.to_str().unwrap()]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let export = |more: &[&str]| {
        home.run(&[&["export"], more, &["--db", database.to_str().unwrap()]].concat())
    };
    let out = home.path("calls.csv");
    let file = out.to_str().unwrap();
    let done = export(&["calls", "--out", file]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = fs::read_to_string(&out).unwrap();
    assert!(text.starts_with("\u{feff}call,started,"), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    refused(&export(&["calls", "--out", file]), &["calls.csv", "there already"]);
    let book = home.path("figures.xlsx");
    let done = export(&["figures", "--by", "hour", "--out", book.to_str().unwrap()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(fs::read(&book).unwrap().starts_with(b"PK"), "a workbook by its name");
    let days = ["--from", "2026-02-02", "--to", "2026-02-01"];
    refused(
        &export(&[&["calls", "--out", "x.csv"], &days[..]].concat()),
        &["--from is after --to"],
    );
    let none = home.run(&["export", "calls", "--out", "x.csv", "--db", "/nowhere/a.db"]);
    refused(&none, &["/nowhere/a.db", "does not exist"]);
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn help_names_every_verb_in_its_group_and_says_where_data_lives() {
    let home = Home::new();
    let help = text(&home.run(&["--help"]));
    for needed in [
        "At the desk:\n  run ",
        "Customers, calls and figures:\n  import ",
        "Examples:\n  ringdesk ",
        "ringdesk --line sim",
        "Where data lives, readable by its owner only:",
        "Exit codes:",
        "RINGDESK_LOG=debug",
    ] {
        assert!(help.contains(needed), "`{needed}` is not in:\n{help}");
    }
    if cfg!(target_os = "linux") {
        assert!(help.contains("~/.local/share/ringdesk/recordings"), "{help}");
    }
    assert!(!help.contains("papers"), "for packers only:\n{help}");
    let short = text(&home.run(&["-h"]));
    assert!(short.contains("--help") && short.lines().count() < help.lines().count(), "{short}");
    let import = text(&home.run(&["import", "--help"]));
    assert!(import.contains("Examples:\n  ringdesk import customers.csv --dry-run"), "{import}");
}

/// Runs a checker where it is installed.
fn checked(program: &str, args: &[&str], file: &Path) {
    match Command::new(program).args(args).arg(file).stdin(Stdio::null()).output() {
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{program}: {error}"),
        Ok(output) => {
            let told = [output.stdout, output.stderr].concat();
            let told = String::from_utf8_lossy(&told);
            assert!(output.status.success() && told.trim().is_empty(), "{program}: {told}");
        }
    }
}

#[test]
fn the_papers_for_packages_know_every_verb() {
    let home = Home::new();
    let folder = home.path("papers");
    let written = text(&home.run(&["papers", folder.to_str().unwrap(), "--day", "2026-11-01"]));
    assert_eq!(written.lines().count(), 4, "{written}");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let page = read("ringdesk.1");
    assert!(page.starts_with(".TH RINGDESK 1 \"2026-11-01\" \"Ringdesk "), "{page}");
    assert!(page.is_ascii(), "no reader depends on an encoding");
    let shells = ["ringdesk.bash", "_ringdesk", "ringdesk.fish"].map(read);
    let help = text(&home.run(&["--help"]));
    let is_verb = |line: &&str| line.starts_with("  ") && !line[2..].starts_with([' ', '-']);
    let groups = help.lines().skip_while(|line| !line.contains("At the desk:"));
    let groups = groups.take_while(|line| !line.contains("Options of"));
    let verbs: Vec<&str> =
        groups.filter(is_verb).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(verbs.len() >= 15, "{verbs:?}");
    for verb in verbs {
        let section = format!("\n.SS ringdesk {}\n", verb.replace('-', "\\-"));
        assert!(page.contains(&section), "ringdesk(1) has no section on {verb}");
        for shell in &shells {
            assert!(shell.contains(verb), "{verb} is not completed by:\n{}", &shell[..200]);
        }
    }
    checked("mandoc", &["-Tlint", "-Wwarning"], &folder.join("ringdesk.1"));
    checked("bash", &["-n"], &folder.join("ringdesk.bash"));
    checked("zsh", &["-n"], &folder.join("_ringdesk"));
    checked("fish", &["--no-execute"], &folder.join("ringdesk.fish"));
}

#[test]
fn what_packages_carry_is_well_formed() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in ["ringdesk.desktop", "ringdesk-dial.desktop"] {
        let path = project.join("assets").join(entry);
        checked("desktop-file-validate", &["--no-hints"], &path);
        let entry = fs::read_to_string(path).unwrap();
        assert!(entry.contains("\nIcon=ringdesk\n"), "a menu shows a blank:\n{entry}");
    }
    let dial = fs::read_to_string(project.join("assets/ringdesk-dial.desktop")).unwrap();
    assert!(dial.contains("MimeType=x-scheme-handler/tel;x-scheme-handler/callto;"), "{dial}");
    let scripts =
        fs::read_dir(project.join("assets/package")).unwrap().map(|entry| entry.unwrap().path());
    let scripts: Vec<PathBuf> =
        scripts.filter(|path| fs::read(path).unwrap().starts_with(b"#!/bin/sh\n")).collect();
    assert!(scripts.len() >= 6, "{scripts:?}");
    for script in scripts {
        checked("sh", &["-n"], &script);
    }
}

#[test]
fn the_example_is_made_beside_ones_own_data_and_deleted_again() {
    let home = Home::new();
    let own = home.path("ringdesk.db");
    let demo = |more: &[&str]| home.run(&[&["demo", "--db", own.to_str().unwrap()], more].concat());
    let made = demo(&["--make", "--language", "en"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let place = PathBuf::from(String::from_utf8_lossy(&made.stdout).trim());
    assert_eq!(place, home.path("ringdesk-example/ringdesk.db"));
    assert!(!own.exists(), "one's own data is not touched");
    for private in [place.as_path(), place.parent().unwrap()] {
        assert_eq!(fs::metadata(private).unwrap().permissions().mode() & 0o077, 0, "{private:?}");
    }
    let sound = home.run(&["check", "--db", place.to_str().unwrap()]);
    assert!(sound.status.success(), "{}", String::from_utf8_lossy(&sound.stdout));
    assert!(demo(&["--remove"]).status.success());
    assert!(!place.parent().unwrap().exists());
    let nowhere = home.run(&["demo", "--make", "--db", "/proc/nowhere/ringdesk.db"]);
    refused(&nowhere, &["/proc/nowhere"]);
}
