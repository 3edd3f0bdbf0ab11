//! Headless verbs and the way into the window. A verb prints for people or, with `--json`, for scripts.
//! May depend on `engine` and on the layer a verb shows.

pub mod again;
pub mod backup;
pub mod check;
pub mod decode;
pub mod demo;
pub mod devices;
pub mod dial;
pub mod doctor;
pub mod exchange;
pub mod export;
mod export_report;
pub mod folder;
pub mod help;
pub mod import;
pub mod instance;
pub mod papers;
pub mod program;
pub mod run;
mod seat;
pub mod tongue;
pub mod transcript;
pub mod verify;
pub mod whereis;

use std::io::Write;
use std::process::ExitCode;

/// The exit code for bad input: a file, a name or a database that cannot be used.
pub const BAD_INPUT: u8 = 2;

/// One clear line on standard error and exit code 2.
#[must_use]
pub fn refuse(message: &str) -> ExitCode {
    say(&mut std::io::stderr().lock(), &format!("ringdesk: {message}"));
    ExitCode::from(BAD_INPUT)
}

/// Writes a line; a closed pipe is no reason to stop.
pub fn say(out: &mut impl Write, line: &str) {
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        tracing::debug!("nobody reads the output any more");
    }
}
