//! `ringdesk papers DIR`: the manual page and the completions for shells, written out of the command line's own definition, so
//! that they say what the program does. For whoever packs the program; hidden from everybody else. May depend on `cli`.

pub mod man;

use crate::cli::{program, refuse, say};
use clap::Args;
use clap_complete::Shell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `papers`.
#[derive(Debug, Clone, Args)]
pub struct PapersArgs {
    /// A folder; it is made where it is missing.
    #[arg(value_name = "DIR")]
    to: PathBuf,
    /// The day that stands on the manual page, as 2026-11-01. Default: none.
    #[arg(long, value_name = "DAY", default_value = "")]
    day: String,
}

/// File names as the shells look for them, and what is in each.
#[must_use]
pub fn all(day: &str) -> Vec<(&'static str, Vec<u8>)> {
    let completion = |shell: Shell| {
        let mut out = Vec::new();
        clap_complete::generate(shell, &mut program::command(), "ringdesk", &mut out);
        out
    };
    vec![
        ("ringdesk.1", man::page(program::command(), day).into_bytes()),
        ("ringdesk.bash", completion(Shell::Bash)),
        ("_ringdesk", completion(Shell::Zsh)),
        ("ringdesk.fish", completion(Shell::Fish)),
    ]
}

/// Runs the verb.
#[must_use]
pub fn run(args: &PapersArgs) -> ExitCode {
    match write(&args.to, &args.day) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&format!("{} cannot be written: {error}", args.to.display())),
    }
}

fn write(folder: &Path, day: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in all(day) {
        let path = folder.join(name);
        fs::write(&path, bytes)?;
        say(&mut io::stdout().lock(), &path.display().to_string());
    }
    Ok(())
}
