//! `ringdesk record-box` writes down what goes over a box's wire; `ringdesk replay` runs the driver from such a file,
//! without the box. May depend on `base` and `device`.

use crate::base::caller_id::{CallerId, NameCoding};
use crate::base::clock::{Clock, SystemClock};
use crate::base::ids::LineId;
use crate::base::signal::{Edge, LineSignal, Report};
use crate::cli::{refuse, say};
use crate::device::LineBox;
use crate::device::registry;
use crate::device::transcript::format::Transcript;
use crate::device::transcript::play::{POLL, play};
use clap::Args;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The line that reports are stamped with.
const LINE: LineId = LineId(0);

/// Arguments of `record-box`.
#[derive(Debug, Clone, Args)]
pub struct RecordBoxArgs {
    /// Where to write. It must not exist; only you will be able to read it.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The box, as `ringdesk devices` lists it.
    #[arg(long, value_name = "ADDRESS")]
    line: String,
    /// Stop after so many seconds; else Ctrl-C stops.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: Option<u64>,
}

/// Arguments of `replay`.
#[derive(Debug, Clone, Args)]
pub struct ReplayArgs {
    /// What `record-box` wrote.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Reports as JSON lines.
    #[arg(long)]
    json: bool,
}

/// Opens a box, writes its transcript and prints what it reports, until stopped.
#[must_use]
pub fn record_box(args: &RecordBoxArgs) -> ExitCode {
    if !cfg!(feature = "usb") {
        return refuse("this program was built without USB boxes: there is nothing to record");
    }
    match record(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => refuse(&why),
    }
}

fn record(args: &RecordBoxArgs) -> Result<(), String> {
    let (driver, id) = registry::driver(&args.line).map_err(|error| error.to_string())?;
    let path = &args.file;
    let file = create(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let stop = stop_flag();
    let mut line_box = match driver.open_recorded(id, Arc::clone(&clock), Box::new(file)) {
        Ok(line_box) => line_box,
        Err(error) => return Err(format!("{error}{}", left_behind(path))),
    };
    let name = line_box.name();
    say(
        &mut std::io::stderr().lock(),
        &format!("ringdesk: recording {name}; the file will hold telephone numbers"),
    );
    let end = args.seconds.map(|seconds| clock.now().mono + Duration::from_secs(seconds));
    watch(line_box.as_mut(), || {
        stop.load(Ordering::Relaxed) || end.is_some_and(|end| clock.now().mono >= end)
    });
    Ok(())
}

/// A file that did not exist, for nobody else to read.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A box that did not open may have left a transcript that tells why.
fn left_behind(path: &Path) -> String {
    if std::fs::metadata(path).is_ok_and(|file| file.len() > 0) {
        return format!("; what it said is in {}", path.display());
    }
    if let Err(error) = std::fs::remove_file(path) {
        tracing::debug!(%error, "an empty file stays");
    }
    String::new()
}

/// Prints reports until it is enough, or the box is gone.
fn watch(line_box: &mut dyn LineBox, is_enough: impl Fn() -> bool) {
    while !is_enough() {
        if let Some(report) = line_box.poll(LINE, POLL) {
            say(&mut std::io::stdout().lock(), &timeline(&report));
            if report.signal == LineSignal::BoxLost(Edge::Begin) {
                return;
            }
        }
    }
}

/// Raised by whoever wants us to stop; the box is closed in order then.
fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    if let Err(error) = ctrlc::set_handler(move || raised.store(true, Ordering::Relaxed)) {
        tracing::warn!(%error, "an interrupt ends the program at once");
    }
    flag
}

/// Prints what the driver reports when it is run from a transcript.
#[must_use]
pub fn replay(args: &ReplayArgs) -> ExitCode {
    match replay_file(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => refuse(&format!("{}: {why}", args.file.display())),
    }
}

fn replay_file(args: &ReplayArgs) -> Result<(), String> {
    let file = File::open(&args.file).map_err(|error| error.to_string())?;
    let transcript = Transcript::read(BufReader::new(file)).map_err(|error| error.to_string())?;
    let mut out = std::io::stdout().lock();
    let summary = play(transcript, LINE, &mut |report| {
        let line = if args.json { json_line(report).to_string() } else { timeline(report) };
        say(&mut out, &line);
    });
    let summary = summary.map_err(|error| error.to_string())?;
    let note = |text: &str| say(&mut std::io::stderr().lock(), &format!("ringdesk: {text}"));
    if let Some(why) = &summary.not_opened {
        note(&format!("the box does not open, as when it was recorded: {why}"));
    }
    if summary.cut {
        note("the transcript was cut short and is replayed as far as it goes");
    }
    if (summary.extra, summary.missing) != (0, 0) {
        let (extra, missing) = (summary.extra, summary.missing);
        note(&format!("{extra} requests more and {missing} less than were recorded, all repeated"));
    }
    Ok(())
}

/// A report for scripts: seconds since the beginning, the signal and its grounds.
#[must_use]
pub fn json_line(report: &Report) -> Value {
    let seconds = (report.at.as_secs_f64() * 1000.0).round() / 1000.0;
    json!({"seconds": seconds, "signal": report.signal, "evidence": report.evidence})
}

/// A report for people: `  12.345 ring begin`.
#[must_use]
pub fn timeline(report: &Report) -> String {
    let words = match &report.signal {
        LineSignal::CallerId(id) => caller(id),
        LineSignal::Digit { digit, .. } => format!("digit {digit}"),
        LineSignal::AudioGap(length) => format!("audio gap {:.3} s", length.as_secs_f64()),
        signal => serde_json::to_value(signal).map(|value| words(&value)).unwrap_or_default(),
    };
    let note = &report.evidence.note;
    let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
    format!("{:>8.3} {words}{note}", report.at.as_secs_f64())
}

fn caller(id: &CallerId) -> String {
    let absence = if id.absence.is_some() { "withheld" } else { "without a number" };
    let number = id.number.as_deref().unwrap_or(absence);
    let name = NameCoding::guess(&id.name).decode(&id.name);
    let damaged = if id.checksum_ok { "" } else { " damaged" };
    format!("caller {number} {name}").trim_end().to_owned() + damaged
}

/// The words of a signal, in order: `{"ring": "begin"}` is `ring begin`.
fn words(value: &Value) -> String {
    let spaced = |word: &str| word.replace('_', " ");
    match value {
        Value::String(word) => spaced(word),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join(" "),
        Value::Object(fields) => {
            let field =
                |(name, value): (&String, &Value)| format!("{} {}", spaced(name), words(value));
            fields.iter().map(field).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::caller_id::{Absence, Format, Standard};
    use crate::base::evidence::Evidence;
    use crate::base::order::BoxOrder;
    use crate::base::signal::{Origin, Refusal, Tone};

    fn told(signal: LineSignal, note: &str) -> String {
        let at = Duration::from_micros(12_345_600);
        let evidence = Evidence::note(note);
        timeline(&Report { line: LINE, origin: Origin::Box, at, signal, evidence })
    }

    fn caller(number: Option<&str>, name: &[u8], checksum_ok: bool) -> LineSignal {
        LineSignal::CallerId(CallerId {
            standard: Standard::Box,
            format: Format::Box,
            number: number.map(str::to_owned),
            absence: number.is_none().then_some(Absence::Private),
            name: name.to_vec(),
            time: None,
            checksum_ok,
        })
    }

    #[test]
    fn reports_are_lines_of_plain_words() {
        assert_eq!(told(LineSignal::Ring(Edge::Begin), ""), "  12.346 ring begin");
        assert_eq!(told(LineSignal::Cleared, "NO CARRIER"), "  12.346 cleared (NO CARRIER)");
        let tone = LineSignal::Tone(Tone::FaxCng, Edge::End);
        assert_eq!(told(tone, ""), "  12.346 tone fax cng end");
        let digit = LineSignal::Digit { digit: '#', lasted: Duration::from_millis(80) };
        assert_eq!(told(digit, ""), "  12.346 digit #");
        let refused = LineSignal::OrderRefused(BoxOrder::Listen(true), Refusal::WrongState);
        assert_eq!(told(refused, ""), "  12.346 order refused Listen true wrong state");
        let known = caller(Some("5550100"), &[0xcd, 0xf5, 0xce, 0xb0], true);
        assert_eq!(told(known, ""), "  12.346 caller 5550100 王伟");
        assert_eq!(told(caller(None, b"", false), ""), "  12.346 caller withheld damaged");
    }
}
