//! The line doctor through the engine's door, in real time: what the driver tells arrives without a message, and five
//! seconds of the line become a file that only its owner may read.
#![allow(clippy::unwrap_used, reason = "a test crate")]

use ringdesk::base::clock::SystemClock;
use ringdesk::base::ids::LineId;
use ringdesk::engine::command::Command;
use ringdesk::engine::runtime::{Engine, Options};
use ringdesk::engine::settings::LineChoice;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Waits until `done`, a minute at most.
#[track_caller]
fn wait(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_line_is_examined_and_listened_to() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        database: folder.path().join("desk.db"),
        line: Some(LineChoice::Simulated),
        scenario: None,
        clock: Arc::new(SystemClock::new()),
    };
    let mut engine = Engine::start(options).unwrap();
    let desk = engine.take_desk().unwrap();
    wait("no line", || desk.snapshot().line(LineId(0)).is_some());
    let snap = desk.snapshot();
    let line = snap.line(LineId(0)).unwrap();
    wait("the doctor was told nothing", || line.doctor.get().at > Duration::ZERO);
    let first = line.doctor.get().at;
    wait("the doctor was told once", || line.doctor.get().at > first);
    desk.send(Command::TestSound(LineId(0))).unwrap();
    let listens = || desk.snapshot().line(LineId(0)).is_some_and(|line| line.test_sound.is_some());
    wait("it does not listen", listens);
    let file = folder.path().join("line-test.wav");
    let length = || std::fs::metadata(&file).map_or(0, |file| file.len());
    wait("no sound was kept", || length() > 60_000);
    assert!(!listens(), "it listens for ever");
    assert_eq!(length(), 44 + 2 * 5 * 8_000, "five seconds at 8 kHz");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "somebody else may listen");
    }
    drop(desk);
    engine.stop();
}
