//! `ringdesk dial`: a number or link handed to the running copy, which dials it on the simulated line; rubbish refused in one line.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

struct Home(tempfile::TempDir);

impl Home {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("timeout");
        command.args(["--kill-after=5", "60", env!("CARGO_BIN_EXE_ringdesk")]).args(args);
        self.prepared(command)
    }

    fn bare(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
        command.args(args);
        self.prepared(command)
    }

    fn prepared(&self, mut command: Command) -> Command {
        for variable in ["DISPLAY", "WAYLAND_DISPLAY", "RINGDESK_LOG"] {
            command.env_remove(variable);
        }
        command.env("HOME", self.0.path()).env("XDG_RUNTIME_DIR", self.0.path());
        command.env("LC_ALL", "C.UTF-8");
        command
    }

    fn database(&self) -> PathBuf {
        self.0.path().join("desk.db")
    }

    fn dial(&self, number: &str) -> Output {
        let database = self.database();
        let args = ["dial", number, "--db", database.to_str().unwrap()];
        self.command(&args).stdin(Stdio::null()).output().unwrap()
    }
}

/// The running copy: its events, one by one.
struct Desk {
    child: Child,
    events: BufReader<ChildStdout>,
}

impl Desk {
    fn start(home: &Home) -> Self {
        let database = home.database();
        let args = ["run", "--headless", "--json", "--line", "sim", "--db"];
        // Without `timeout` around it: what is killed in the end must be the program itself.
        let mut command = home.bare(&[&args[..], &[database.to_str().unwrap()]].concat());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let events = BufReader::new(child.stdout.take().unwrap());
        Self { child, events }
    }

    /// Reads on to the next event of this name; those before it are passed over.
    fn until(&mut self, name: &str) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.events.read_line(&mut line).unwrap() > 0, "no {name}");
            let event: Value = serde_json::from_str(&line).unwrap();
            if event["event"] == name {
                return event;
            }
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn refused(output: &Output, words: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert_eq!(told.lines().count(), 1, "one line, not: {told}");
    assert!(told.contains(words), "`{words}` is not in: {told}");
}

#[test]
fn a_number_is_handed_to_the_running_copy_and_dialled_by_it() {
    let home = Home(tempfile::tempdir().unwrap());
    let mut desk = Desk::start(&home);
    desk.until("line_ready");
    // Ends in 01: the simulated exchange finds it busy.
    let output = home.dial("021-5550 0001");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(desk.until("call_begun")["direction"], "outgoing");
    assert_eq!(desk.until("tone")["tone"], "dial", "dial tone is heard before anything is dialled");
    assert_eq!(desk.until("digit")["digit"], "0");
    assert_eq!(desk.until("tone")["tone"], "busy");
    // Busy: the line is let go of by itself.
    let ended = desk.until("call_ended");
    assert_eq!(ended["outcome"], "busy", "{ended}");
    // Nobody sits in front of a copy without a window who could confirm a link.
    refused(&home.dial("tel:+86-21-5550-0002"), "confirm");
}

#[test]
fn rubbish_is_refused_in_one_line_whether_or_not_a_copy_runs() {
    let home = Home(tempfile::tempdir().unwrap());
    let long = format!("tel:{}", "1".repeat(4_096));
    let junk = format!("tel:{}", "%41<script>\u{1f4de}".repeat(256));
    for (text, why) in [
        (long.as_str(), "longer than any telephone number"),
        (junk.as_str(), "longer than any telephone number"),
        ("tel:%zz", "%"),
        ("tel:1-800-FLOWERS", "characters"),
        ("sip:alice@example.com", "tel:"),
        ("tel:", "no number"),
    ] {
        refused(&home.dial(text), why);
    }
    assert!(!home.database().exists(), "nothing was started for it");
}
