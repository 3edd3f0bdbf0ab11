//! One copy of the program per database, tried with real processes: the test program starts itself again as the copy.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy sees only test functions")]

use ringdesk::cli::instance::{Acquired, Instance, InstanceError};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, symlink};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

const DATABASE: &str = "RINGDESK_TEST_DATABASE";
const WINDOW: &str = "RINGDESK_TEST_WINDOW";
/// Begins each line a copy says to the test.
const MARK: &str = "copy says ";

/// A copy of the program in a process of its own.
struct Copy {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Copy {
    fn start(database: &Path, window: bool, session: &Path) -> Self {
        Self::spawn(Command::new(std::env::current_exe().unwrap()), database, window, session)
    }

    fn start_in(folder: &Path, database: &Path, session: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.current_dir(folder);
        Self::spawn(command, database, true, session)
    }

    fn spawn(mut command: Command, database: &Path, window: bool, session: &Path) -> Self {
        let mut child = command
            .args(["--exact", "a_copy_of_the_program", "--nocapture", "--test-threads=1"])
            .env(DATABASE, database)
            .env(WINDOW, if window { "yes" } else { "no" })
            .env("XDG_RUNTIME_DIR", session)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, said }
    }

    /// The next thing it says.
    fn says(&mut self) -> String {
        let mut line = String::new();
        while self.said.read_line(&mut line).unwrap() > 0 {
            if let Some((_, word)) = line.split_once(MARK) {
                return word.trim_end().to_owned();
            }
            line.clear();
        }
        "nothing more".to_owned()
    }

    /// Lets it close in order; what it had raised meanwhile does not matter.
    fn close(mut self) {
        drop(self.child.stdin.take());
        while self.says() == "raised" {}
        assert!(self.child.wait().unwrap().success());
    }

    /// The only thing it says before it ends by itself.
    fn says_and_ends(mut self) -> String {
        let word = self.says();
        assert_eq!(self.says(), "nothing more");
        assert!(self.child.wait().unwrap().success());
        word
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn say(word: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{MARK}{word}").unwrap();
    out.flush().unwrap();
}

/// Not a test of its own: what [`Copy`] runs. Without its variable it does nothing.
#[test]
fn a_copy_of_the_program() {
    let Some(database) = std::env::var_os(DATABASE) else { return };
    let window = std::env::var(WINDOW).unwrap() == "yes";
    match Instance::acquire(Path::new(&database)) {
        Ok(Acquired::First(mut guard)) => {
            guard
                .listen(move || {
                    say("raised");
                    window
                })
                .unwrap();
            say("first");
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).unwrap();
            drop(guard);
            say("closed");
        }
        Ok(Acquired::Second) => say("second"),
        Err(error) => say(&error.to_string()),
    }
}

struct Place {
    folder: tempfile::TempDir,
    database: PathBuf,
    session: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("data/desk.db");
    let session = folder.path().join("session");
    std::fs::create_dir(&session).unwrap();
    Place { folder, database, session }
}

impl Place {
    fn start(&self) -> Copy {
        Copy::start(&self.database, true, &self.session)
    }

    /// Where the first copy listens, as its lock file says.
    fn socket(&self) -> PathBuf {
        PathBuf::from(
            std::fs::read_to_string(self.folder.path().join("data/desk.db.instance")).unwrap(),
        )
    }
}

#[test]
fn the_second_copy_brings_the_first_ones_window_up_and_leaves() {
    let place = place();
    let mut first = place.start();
    assert_eq!(first.says(), "first");
    for _ in 0..3 {
        assert_eq!(place.start().says_and_ends(), "second");
        assert_eq!(first.says(), "raised");
    }
    first.close();
    let mut next = place.start();
    assert_eq!(next.says(), "first");
    next.close();
}

#[test]
fn a_killed_copy_leaves_nothing_in_the_way() {
    let place = place();
    let mut first = place.start();
    assert_eq!(first.says(), "first");
    let socket = place.socket();
    first.kill();
    assert!(socket.exists(), "the kill left the socket behind, as a crash does");
    let mut again = place.start();
    assert_eq!(again.says(), "first");
    assert_eq!(place.start().says_and_ends(), "second");
    assert_eq!(again.says(), "raised");
    again.close();
    assert!(!socket.exists());
}

#[test]
fn a_link_to_the_database_is_the_same_database_and_another_file_is_not() {
    let place = place();
    let mut first = place.start();
    assert_eq!(first.says(), "first");
    std::fs::write(&place.database, "").unwrap();
    let link = place.folder.path().join("link.db");
    symlink(&place.database, &link).unwrap();
    assert_eq!(Copy::start(&link, true, &place.session).says_and_ends(), "second");
    let other = place.folder.path().join("data/other.db");
    let mut other = Copy::start(&other, true, &place.session);
    assert_eq!(other.says(), "first");
    other.close();
    first.close();
}

#[test]
fn a_first_copy_without_a_window_is_named_as_the_reason() {
    let place = place();
    let mut first = Copy::start(&place.database, false, &place.session);
    assert_eq!(first.says(), "first");
    let why = place.start().says_and_ends();
    assert!(why.contains("running without a window") && why.contains("desk.db"), "{why}");
    first.close();
}

#[test]
fn two_users_sessions_agree_through_the_lock_file() {
    let place = place();
    let mut first = place.start();
    assert_eq!(first.says(), "first");
    let elsewhere = place.folder.path().join("no such session");
    assert_eq!(Copy::start(&place.database, true, &elsewhere).says_and_ends(), "second");
    first.close();
}

#[test]
fn a_relative_name_leads_to_the_same_place_from_anywhere() {
    let place = place();
    let mut first = Copy::start_in(place.folder.path(), Path::new("data/desk.db"), &place.session);
    assert_eq!(first.says(), "first");
    assert_eq!(place.start().says_and_ends(), "second");
    first.close();
}

#[test]
fn without_a_session_folder_the_socket_stands_where_there_is_room() {
    let place = place();
    let mut first = Copy::start(&place.database, true, &place.folder.path().join("gone"));
    assert_eq!(first.says(), "first");
    assert_eq!(place.start().says_and_ends(), "second");
    let socket = place.socket();
    assert_eq!(socket.metadata().unwrap().mode() & 0o777, 0o600);
    first.close();
    let deep = place.folder.path().join("a-long-name".repeat(9)).join("desk.db");
    let mut first = Copy::start(&deep, true, &place.folder.path().join("gone"));
    assert_eq!(first.says(), "first");
    assert_eq!(Copy::start(&deep, true, &place.session).says_and_ends(), "second");
    first.close();
}

#[test]
fn a_stranger_on_the_socket_does_no_harm() {
    let place = place();
    let mut first = place.start();
    assert_eq!(first.says(), "first");
    let silent = UnixStream::connect(place.socket()).unwrap();
    drop(silent);
    let mut noisy = UnixStream::connect(place.socket()).unwrap();
    noisy.write_all(&[0xff; 4096]).unwrap();
    let mut reply = String::new();
    BufReader::new(&noisy).read_line(&mut reply).unwrap();
    assert_eq!(reply, "?\n");
    assert_eq!(place.start().says_and_ends(), "second");
    assert_eq!(first.says(), "raised");
    first.close();
}

#[test]
fn a_first_copy_that_hangs_is_given_up_after_a_while() {
    let place = place();
    let held = Instance::acquire(&place.database).unwrap(); // never listens
    let why = place.start().says_and_ends();
    assert!(why.contains("does not answer") && why.contains("desk.db"), "{why}");
    drop(held);
}

#[test]
fn the_lock_is_private_and_a_folder_that_cannot_hold_it_is_named() {
    let place = place();
    let guard = Instance::acquire(&place.database).unwrap();
    assert!(matches!(guard, Acquired::First(_)));
    let lock = place.folder.path().join("data/desk.db.instance");
    assert_eq!(lock.metadata().unwrap().mode() & 0o777, 0o600);
    assert_eq!(lock.parent().unwrap().metadata().unwrap().mode() & 0o777, 0o700);
    drop(guard);
    let error = Instance::acquire(&lock.join("desk.db")).unwrap_err();
    assert!(matches!(error, InstanceError::Lock { .. }));
    assert!(error.to_string().contains("desk.db.instance"), "{error}");
}
