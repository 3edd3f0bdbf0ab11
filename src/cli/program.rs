//! The program as a function, for `main` here and for programs that register drivers of their own first
//! ([`plugin`](crate::device::plugin)): arguments, logging, and which of the verbs runs.
//! May depend on `cli` only.

use crate::cli::{
    backup, check, decode, demo, devices, dial, doctor, exchange, export, help, import, papers,
    run, transcript, verify, whereis,
};
use clap::{Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::io::IsTerminal;
use std::process::ExitCode;

/// The telephone desk of a small office: who is calling, before the second ring.
#[derive(Debug, Parser)]
#[command(name = "ringdesk", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// The same as `run`: what a double click does.
    #[command(flatten)]
    run: run::RunArgs,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Open the window, or watch the line without one (`--headless`).
    Run(run::RunArgs),
    /// Dial a number or a tel: link with the running copy of the program, or start one.
    Dial(dial::DialArgs),
    /// Say what is in a recording: caller IDs, digits, tones.
    Decode(decode::DecodeArgs),
    /// Look around in an office of made-up data, which never mixes with your own.
    Demo(demo::DemoArgs),
    /// Play the far end of a telephone line into a sound output or a file.
    Exchange(exchange::ExchangeArgs),
    /// List lines that can be opened: boxes and sound devices.
    Devices(devices::DevicesArgs),
    /// Examine boxes and lines: why one cannot be used, what it says of itself.
    Doctor(doctor::DoctorArgs),
    /// Write down everything that goes over a box's wire, for a report of a fault. The file holds telephone numbers.
    RecordBox(transcript::RecordBoxArgs),
    /// Say what the driver makes of a file that `record-box` wrote. Needs no box.
    Replay(transcript::ReplayArgs),
    /// Say where numbers belong and who their operator is.
    Where(whereis::WhereArgs),
    /// Write calls, or figures over them, into a CSV or xlsx file.
    Export(export::ExportArgs),
    /// Take customers in from a CSV, xlsx, xls or vCard file, or take the newest import back.
    Import(import::ImportArgs),
    /// Compare every recording with its seal, and the ledger of seals with itself. Exit code 1: something is wrong.
    Verify(verify::VerifyArgs),
    /// Make a backup of the database, beside a running program if need be, and rehearse its restore.
    Backup(backup::BackupArgs),
    /// Put a backup in the place of the database; what is there now is kept.
    Restore(backup::RestoreArgs),
    /// Say whether the database is sound and the recordings are there.
    Check(check::CheckArgs),
    /// Write the manual page and the completions for shells.
    #[command(hide = true)]
    Papers(papers::PapersArgs),
}

/// The command line as it is parsed, with everything `--help` says.
#[must_use]
pub fn command() -> Command {
    help::dressed(Arguments::command())
}

/// The whole program: reads the arguments and runs the verb they name.
#[must_use]
pub fn main() -> ExitCode {
    let matches = command().get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    log_to_stderr();
    match arguments.verb.unwrap_or(Verb::Run(arguments.run)) {
        Verb::Run(args) => run::run(&args),
        Verb::Dial(args) => dial::run(&args),
        Verb::Demo(args) => demo::run(&args),
        Verb::Decode(args) => decode::run(&args),
        Verb::Exchange(args) => exchange::run(&args),
        Verb::Devices(args) => devices::run(&args),
        Verb::Doctor(args) => doctor::run(&args),
        Verb::RecordBox(args) => transcript::record_box(&args),
        Verb::Replay(args) => transcript::replay(&args),
        Verb::Where(args) => whereis::run(&args),
        Verb::Export(args) => export::run(&args),
        Verb::Import(args) => import::run(&args),
        Verb::Verify(args) => verify::run(&args),
        Verb::Backup(args) => backup::run(&args),
        Verb::Restore(args) => backup::run_restore(&args),
        Verb::Check(args) => check::run(&args),
        Verb::Papers(args) => papers::run(&args),
    }
}

/// Logs go to standard error; `RINGDESK_LOG=debug` shows more. Numbers and notes are never logged.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("RINGDESK_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,pulseaudio=off"));
    let ansi = std::io::stderr().is_terminal();
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(ansi);
    logs.with_writer(std::io::stderr).init();
}
