//! What a Windows menu starts: Ringdesk in its window, without a console behind it. Arguments are handed on.
//! A program of its own, because `ringdesk.exe` has to be able to speak to a terminal. Depends on std only.

#![windows_subsystem = "windows"]
#![forbid(unsafe_code)]

use std::os::windows::process::CommandExt;
use std::process::{Command, ExitCode};

/// `CREATE_NO_WINDOW` of the process creation flags.
const NO_CONSOLE: u32 = 0x0800_0000;

fn main() -> ExitCode {
    let Ok(own) = std::env::current_exe() else { return ExitCode::FAILURE };
    let program = own.with_file_name("ringdesk.exe");
    let started =
        Command::new(program).args(std::env::args_os().skip(1)).creation_flags(NO_CONSOLE).spawn();
    if started.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
