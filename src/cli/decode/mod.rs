//! `ringdesk decode`: what recordings of a telephone line, a pipe or a sound device say, as JSON lines or text.
//! May depend on `base`, `dsp` and `audio`.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sample arithmetic"
)]

pub mod channels;
pub mod input;
pub mod print;

mod batch;
mod explain;
mod live;
mod plot;
mod report;

pub use print::{json_line, text_line};

use crate::audio::wav::WavError;
use crate::cli::{BAD_INPUT, say};
use crate::dsp::bank::Detection;
use crate::dsp::tone::plan::Region;
use channels::{Channels, Listener};
use input::{Raw, Recording};
use report::Report;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `ringdesk decode`.
#[derive(Debug, Clone, clap::Args)]
pub struct DecodeArgs {
    /// Recordings of a telephone line (WAV, 4 to 384 kHz, any number of channels), folders of them, or `-`: standard input
    #[arg(value_name = "FILE|FOLDER|-", required_unless_present = "input")]
    pub files: Vec<PathBuf>,
    /// One JSON object per line instead of text
    #[arg(long)]
    pub json: bool,
    /// Tone plan of the country (cn, us, uk, eu …), when it is known
    #[arg(long, value_parser = region)]
    pub region: Option<Region>,
    /// Say how each event was known, why a burst was refused, and what else is in the recording
    #[arg(long, conflicts_with = "json")]
    pub explain: bool,
    /// Draw a picture: waveform, spectrogram, tones, bits and events
    #[arg(long, value_name = "FILE.png")]
    pub plot: Option<PathBuf>,
    /// Where the picture begins, in seconds; without it: where something is
    #[arg(long, value_name = "SECONDS", requires = "plot", value_parser = moment)]
    pub from: Option<f64>,
    /// Where the picture ends
    #[arg(long, value_name = "SECONDS", requires = "plot", value_parser = moment)]
    pub to: Option<f64>,
    /// The input has no header: samples per second and s16 (default), u8, alaw, ulaw or f32
    #[arg(long, value_name = "RATE[:CODING]", value_parser = input::raw)]
    pub raw: Option<Raw>,
    /// Listen to a sound device (id, name or part of it; "default": the system's choice) until Ctrl-C
    #[arg(long, value_name = "DEVICE", conflicts_with_all = ["files", "raw", "plot"])]
    pub input: Option<String>,
    /// Listen for so long only
    #[arg(long, value_name = "SECONDS", requires = "input", value_parser = moment)]
    pub seconds: Option<f64>,
}

/// A tone plan by its short name.
fn region(text: &str) -> Result<Region, String> {
    let name = |region: Region| serde_json::to_value(region).ok()?.as_str().map(str::to_owned);
    let known = Region::ALL.into_iter().filter_map(|region| Some((region, name(region)?)));
    let known: Vec<(Region, String)> = known.collect();
    let wanted = known.iter().find(|(_, name)| name.eq_ignore_ascii_case(text));
    wanted.map(|(region, _)| *region).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(_, name)| name.as_str()).collect();
        format!("expected one of {}", names.join(", "))
    })
}

fn moment(text: &str) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|value| (0.0..=1e7).contains(value));
    value.ok_or_else(|| "expected seconds, 0 or more".to_owned())
}

/// Decodes and prints. Exit code 2 and one line on stderr for what cannot be read.
#[must_use]
pub fn run(args: &DecodeArgs) -> ExitCode {
    if let Some(device) = &args.input {
        return live::run(args, device);
    }
    let is_batch = args.files.len() > 1 || args.files.iter().any(|name| name.is_dir());
    match args.files.first() {
        Some(name) if !is_batch => one(args, name),
        _ if args.plot.is_some() => crate::cli::refuse("--plot draws one recording: name one file"),
        _ => batch::run(args),
    }
}

fn one(args: &DecodeArgs, name: &Path) -> ExitCode {
    let code = (|| {
        let mut recording = input::open(name, args.raw)?;
        let mut report = Report::new(args, None, &recording);
        let missing = play(&mut recording, args.region, &mut report)?;
        report.end();
        if missing > 0 && !report.is_closed() {
            complain(name, &format!("cut off, {missing} bytes of samples are missing"));
        }
        Ok::<_, WavError>(match (&args.plot, report.is_closed()) {
            (_, true) => ExitCode::FAILURE,
            (Some(path), false) => plot::run(args, name, path, report.into_pages()),
            (None, false) => ExitCode::SUCCESS,
        })
    })();
    code.unwrap_or_else(|error| {
        complain(name, &error.to_string());
        ExitCode::from(BAD_INPUT)
    })
}

/// One line on standard error about an input.
fn complain(name: &Path, what: &str) {
    say(&mut std::io::stderr().lock(), &format!("{}: {what}", name.display()));
}

/// Lets a listener hear a whole recording. How many bytes of samples were missing at its end.
fn play(
    recording: &mut Recording,
    region: Option<Region>,
    listener: &mut dyn Attentive,
) -> Result<u64, WavError> {
    let reader = &recording.reader;
    let mut channels = Channels::new(reader.rate(), reader.channels(), region);
    let mut block = Vec::new();
    while listener.listens() {
        recording.read(&mut block)?;
        if block.is_empty() {
            break;
        }
        channels.push(&block, listener);
    }
    channels.finish(listener);
    Ok(recording.reader.missing_bytes())
}

/// A listener that may have heard enough.
trait Attentive: Listener {
    /// Whether it wants to hear more.
    fn listens(&self) -> bool;
}

/// All events of a file in order of time, and how many bytes of samples were missing.
///
/// # Errors
/// When the file cannot be read as a recording.
pub fn decode(file: &Path, region: Option<Region>) -> Result<(Vec<Detection>, u64), WavError> {
    decode_recording(&mut input::open(file, None)?, region)
}

/// The same of a recording that is open.
///
/// # Errors
/// When it cannot be read to its end.
pub fn decode_recording(
    recording: &mut Recording,
    region: Option<Region>,
) -> Result<(Vec<Detection>, u64), WavError> {
    struct All(Vec<Detection>);
    impl Listener for All {
        fn sound(&mut self, _channel: usize, _line: &[f32]) {}
        fn event(&mut self, _channel: usize, event: Detection) {
            self.0.push(event);
        }
    }
    impl Attentive for All {
        fn listens(&self) -> bool {
            true
        }
    }
    let mut all = All(Vec::new());
    let missing = play(recording, region, &mut all)?;
    all.0.sort_by_key(|event| (event.start, event.decided));
    Ok((all.0, missing))
}
