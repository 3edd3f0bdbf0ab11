//! `ringdesk decode` over many files and folders: each file by itself, a bad one is told and passed over.
//! Ctrl-C ends it between two files' lines. May depend on `audio`.

use crate::audio::wav::WavError;
use crate::cli::decode::channels::Listener;
use crate::cli::decode::input::{self, Found};
use crate::cli::decode::report::Report;
use crate::cli::decode::{Attentive, DecodeArgs, complain, play};
use crate::cli::{BAD_INPUT, refuse, say};
use crate::dsp::bank::Detection;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Decodes everything that was named.
pub fn run(args: &DecodeArgs) -> ExitCode {
    let Found { files, left_out, failed } = input::find(&args.files);
    for line in &left_out {
        say(&mut std::io::stderr().lock(), line);
    }
    if files.is_empty() {
        return refuse("there are no WAV files in what was named");
    }
    let stop = stop_flag();
    let mut progress =
        Progress { all: files.len(), done: 0, is_shown: std::io::stderr().is_terminal() };
    let mut is_bad = failed;
    for file in &files {
        progress.show(file);
        match one(args, file, &stop, &progress) {
            Ok(Told::All(0)) => {}
            Ok(Told::All(n)) => {
                complain(file, &format!("cut off, {n} bytes of samples are missing"));
            }
            Ok(Told::NobodyReads) => return ExitCode::FAILURE,
            Ok(Told::Interrupted) => {
                let Progress { done, all, .. } = progress;
                let told = format!("ringdesk: interrupted, {done} of {all} files done");
                say(&mut std::io::stderr().lock(), &told);
                return ExitCode::FAILURE;
            }
            Err(error) => {
                progress.clear();
                complain(file, &error.to_string());
                is_bad = true;
            }
        }
        progress.done += 1;
    }
    progress.clear();
    if is_bad { ExitCode::from(BAD_INPUT) } else { ExitCode::SUCCESS }
}

enum Told {
    /// Bytes of samples that were missing.
    All(u64),
    NobodyReads,
    Interrupted,
}

fn one(
    args: &DecodeArgs,
    file: &Path,
    stop: &AtomicBool,
    progress: &Progress,
) -> Result<Told, WavError> {
    let name = file.to_string_lossy();
    let mut recording = input::open(file, args.raw)?;
    let report = Report::new(args, Some(&name), &recording);
    let mut listener = Interruptible { report, stop };
    let missing = play(&mut recording, args.region, &mut listener)?;
    if stop.load(Ordering::Relaxed) {
        progress.clear();
        return Ok(Told::Interrupted);
    }
    progress.clear();
    listener.report.end();
    Ok(if listener.report.is_closed() { Told::NobodyReads } else { Told::All(missing) })
}

/// A report that no longer listens after Ctrl-C.
struct Interruptible<'a> {
    report: Report<'a>,
    stop: &'a AtomicBool,
}

impl Listener for Interruptible<'_> {
    fn sound(&mut self, channel: usize, line: &[f32]) {
        self.report.sound(channel, line);
    }

    fn event(&mut self, channel: usize, event: Detection) {
        self.report.event(channel, event);
    }
}

impl Attentive for Interruptible<'_> {
    fn listens(&self) -> bool {
        self.report.listens() && !self.stop.load(Ordering::Relaxed)
    }
}

fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    if let Err(error) = ctrlc::set_handler(move || raised.store(true, Ordering::Relaxed)) {
        tracing::debug!(%error, "an interrupt ends the program at once");
    }
    flag
}

/// A line on a terminal that says how far we are.
struct Progress {
    all: usize,
    done: usize,
    is_shown: bool,
}

impl Progress {
    fn show(&self, file: &Path) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let name: String = name.chars().filter(|c| !c.is_control()).take(50).collect();
        self.write(&format!("\r\x1b[K{} of {} files  {name}", self.done, self.all));
    }

    fn clear(&self) {
        self.write("\r\x1b[K");
    }

    fn write(&self, text: &str) {
        if self.is_shown {
            let mut err = std::io::stderr().lock();
            if err.write_all(text.as_bytes()).and_then(|()| err.flush()).is_err() {
                tracing::debug!("nobody sees the progress");
            }
        }
    }
}
