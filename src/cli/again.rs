//! Ending to start again: a restore that was wished for in the window is done by the next start, before anything has the
//! data open. May depend on `store` (whether there is such a wish).

use crate::cli::refuse;
use crate::store::topics::upkeep::order;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

/// Whether the next start has something to do that this one could not.
#[must_use]
pub fn is_wished_for(database: &Path) -> bool {
    order::is_ordered(database)
}

/// Starts the program again with these arguments. Where the system can, the new one takes this process's place.
#[must_use]
pub fn start(arguments: Vec<OsString>) -> ExitCode {
    let why = match std::env::current_exe() {
        Ok(program) => become_again(Command::new(program).args(arguments)),
        Err(error) => error.to_string(),
    };
    if why.is_empty() {
        return ExitCode::SUCCESS;
    }
    refuse(&format!("the program could not start again, start it by hand: {why}"))
}

/// Whoever started this process still waits for the right one. Returns only what went wrong.
#[cfg(unix)]
fn become_again(command: &mut Command) -> String {
    std::os::unix::process::CommandExt::exec(command).to_string()
}

#[cfg(not(unix))]
fn become_again(command: &mut Command) -> String {
    command.spawn().map_or_else(|error| error.to_string(), |_started| String::new())
}
