//! `ringdesk decode FILE.wav`: what a recording of a telephone line says, as JSON lines or text.
//! May depend on `base`, `dsp` and `audio`.
//!
//! Each channel is decoded by itself and equal events are told once, so neither a silent channel nor an
//! inverted one hides anything. Channels that are equal (or inverted) sample by sample are decoded once.

use crate::audio::wav::{WavError, WavReader};
use crate::base::caller_id::{CallerId, NameCoding};
use crate::base::signal::{Edge, LineSignal, Tone, Who};
use crate::base::units::{Frames, LINE_RATE};
use crate::dsp::bank::{Bank, BankConfig, Detection, Mode};
use crate::dsp::resample::Resampler;
use crate::dsp::tone::plan::Region;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Frames read at a time.
const BLOCK: usize = 4096;
/// Events of two channels are one when they begin this close together.
const SAME_WITHIN: u64 = LINE_RATE as u64 / 10;

/// Arguments of `ringdesk decode`.
#[derive(Debug, Clone, clap::Args)]
pub struct DecodeArgs {
    /// A recording of a telephone line: WAV, 8 to 192 kHz, any number of channels
    pub file: PathBuf,
    /// One JSON object per line instead of text
    #[arg(long)]
    pub json: bool,
    /// Tone plan of the country, when it is known
    #[arg(long, value_enum)]
    pub region: Option<RegionArg>,
}

/// Tone plans by their short names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RegionArg {
    /// China
    Cn,
    /// North America
    Us,
    /// United Kingdom
    Uk,
    /// Most of Europe
    Eu,
    /// Germany
    De,
    /// France
    Fr,
    /// Netherlands
    Nl,
    /// Brazil
    Br,
    /// India
    In,
    /// Japan
    Jp,
    /// Taiwan
    Tw,
    /// Hong Kong
    Hk,
}

impl From<RegionArg> for Region {
    fn from(arg: RegionArg) -> Self {
        match arg {
            RegionArg::Cn => Self::Cn,
            RegionArg::Us => Self::Us,
            RegionArg::Uk => Self::Uk,
            RegionArg::Eu => Self::Eu,
            RegionArg::De => Self::De,
            RegionArg::Fr => Self::Fr,
            RegionArg::Nl => Self::Nl,
            RegionArg::Br => Self::Br,
            RegionArg::In => Self::In,
            RegionArg::Jp => Self::Jp,
            RegionArg::Tw => Self::Tw,
            RegionArg::Hk => Self::Hk,
        }
    }
}

/// Decodes a file and prints its events. Exit code 2 and one line on stderr when it cannot be read.
#[must_use]
pub fn run(args: &DecodeArgs) -> ExitCode {
    let mut stderr = std::io::stderr().lock();
    let name = args.file.display();
    match decode(args) {
        Ok((events, missing)) => {
            if missing > 0 {
                let line = format!("{name}: cut off, {missing} bytes of samples are missing");
                if writeln!(stderr, "{line}").is_err() {
                    return ExitCode::FAILURE;
                }
            }
            print(&events, args.json)
        }
        Err(error) => {
            let told = writeln!(stderr, "{name}: {error}");
            ExitCode::from(if told.is_ok() { 2 } else { 1 })
        }
    }
}

fn print(events: &[Detection], as_json: bool) -> ExitCode {
    let mut out = std::io::stdout().lock();
    for event in events {
        let line = if as_json { json_line(event).map(|v| v.to_string()) } else { text_line(event) };
        if let Some(line) = line
            && writeln!(out, "{line}").is_err()
        {
            return ExitCode::FAILURE;
        }
    }
    if out.flush().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// All events in order of time, and how many bytes of samples were missing.
///
/// # Errors
/// When the file cannot be read as a recording.
pub fn decode(args: &DecodeArgs) -> Result<(Vec<Detection>, u64), WavError> {
    let file = File::open(&args.file)?;
    let mut reader = WavReader::open(BufReader::new(file))?;
    let mut channels = Channels::new(reader.rate(), reader.channels(), args.region.map(Into::into));
    let mut block = Vec::new();
    loop {
        reader.read(BLOCK, &mut block)?;
        if block.is_empty() {
            break;
        }
        channels.push(&block);
    }
    Ok((channels.finish(), reader.missing_bytes()))
}

/// One channel with its own detectors.
struct Channel {
    resampler: Resampler,
    bank: Bank,
    /// So far equal to the first channel: fed only from the first difference on.
    asleep: bool,
}

struct Channels {
    list: Vec<Channel>,
    one: Vec<f32>,
    line: Vec<f32>,
    /// With the channel they come from.
    events: Vec<(usize, Detection)>,
}

impl Channels {
    fn new(rate: u32, count: usize, region: Option<Region>) -> Self {
        let config = BankConfig { mode: Mode::File, region };
        let channel = |index| Channel {
            resampler: Resampler::new(rate, LINE_RATE),
            bank: Bank::new(config),
            asleep: index > 0,
        };
        let list = (0..count).map(channel).collect();
        Self { list, one: Vec::new(), line: Vec::new(), events: Vec::new() }
    }

    fn push(&mut self, block: &[f32]) {
        let count = self.list.len();
        let now = self.list[0].bank.now();
        let events = &mut self.events;
        for (index, channel) in self.list.iter_mut().enumerate() {
            if channel.asleep {
                let equal = |sign: f32| block.chunks(count).all(|f| f[index] == sign * f[0]);
                if equal(1.0) || equal(-1.0) || equal(0.0) {
                    continue;
                }
                channel.asleep = false;
                channel.bank.gap(now, &mut |_| {});
            }
            self.one.clear();
            self.one.extend(block.iter().skip(index).step_by(count));
            self.line.clear();
            channel.resampler.push(&self.one, &mut self.line);
            channel.bank.feed(&self.line, &mut |event| keep(events, index, event));
        }
    }

    fn finish(mut self) -> Vec<Detection> {
        let mut events = self.events;
        for (index, channel) in self.list.iter_mut().enumerate().filter(|(_, c)| !c.asleep) {
            channel.bank.finish(&mut |event| keep(&mut events, index, event));
        }
        let mut events: Vec<Detection> = events.into_iter().map(|(_, event)| event).collect();
        events.sort_by_key(|event| (event.start, event.decided));
        events
    }
}

/// Keeps an event unless another channel has told it already.
fn keep(events: &mut Vec<(usize, Detection)>, channel: usize, event: Detection) {
    let same = |(other, e): &(usize, Detection)| {
        *other != channel
            && e.start.0.abs_diff(event.start.0) <= SAME_WITHIN
            && same_fact(&e.signal, &event.signal)
    };
    if !events.iter().rev().take(64).any(same) {
        events.push((channel, event));
    }
}

fn same_fact(a: &LineSignal, b: &LineSignal) -> bool {
    match (a, b) {
        (LineSignal::Digit { digit: a, .. }, LineSignal::Digit { digit: b, .. }) => a == b,
        _ => a == b,
    }
}

fn seconds(frames: Frames) -> f64 {
    (frames.duration().as_secs_f64() * 1000.0).round() / 1000.0
}

fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Dial => "dial",
        Tone::Ringback => "ringback",
        Tone::Busy => "busy",
        Tone::Congestion => "congestion",
        Tone::Sit => "sit",
        Tone::FaxCng => "fax_cng",
        Tone::FaxCed => "fax_ced",
        Tone::Beep => "beep",
    }
}

/// The event as the JSON line of `decode --json`; `None` for facts that have none.
#[must_use]
pub fn json_line(event: &Detection) -> Option<Value> {
    let (t, at) = (seconds(event.start), seconds(event.decided));
    match &event.signal {
        LineSignal::CallerId(id) => {
            let mut value = caller_json(id);
            value["t"] = json!(t);
            value["at"] = json!(at);
            Some(value)
        }
        LineSignal::Digit { digit, lasted } => {
            let dur = (lasted.as_secs_f64() * 1000.0).round() / 1000.0;
            Some(json!({"t": t, "kind": "dtmf", "digit": digit, "dur": dur, "at": at}))
        }
        LineSignal::Tone(tone, Edge::Begin) => {
            Some(json!({"t": t, "kind": "tone", "tone": tone_name(*tone), "at": at}))
        }
        LineSignal::Voice(Edge::Begin) => {
            Some(json!({"t": t, "kind": "tone", "tone": "voice", "at": at}))
        }
        LineSignal::Answerer(who) => Some(answer_json(*who, event)),
        LineSignal::Ring(Edge::Begin) => Some(json!({"t": t, "kind": "ring", "at": at})),
        LineSignal::BurstDamaged => {
            Some(json!({"t": t, "kind": "burst_damaged", "why": event.evidence.note, "at": at}))
        }
        _ => None,
    }
}

fn answer_json(who: Who, event: &Detection) -> Value {
    let who = match who {
        Who::Person => "human",
        Who::Machine => "machine",
    };
    let mut value = json!({
        "t": seconds(event.start),
        "kind": "answer",
        "who": who,
        "at": seconds(event.decided),
        "note": event.evidence.note,
    });
    if let Some(confidence) = event.evidence.confidence {
        value["confidence"] = json!((f64::from(confidence) * 100.0).round() / 100.0);
    }
    value
}

fn caller_json(id: &CallerId) -> Value {
    let mut value = json!({
        "kind": "caller_id",
        "standard": id.standard,
        "format": id.format,
        "number": id.number.as_deref().unwrap_or_default(),
        "checksum_ok": id.checksum_ok,
    });
    if let Some(absent) = id.absence {
        value["absent"] = json!(absent);
    }
    if !id.name.is_empty() {
        value["name"] = json!(NameCoding::Gbk.decode(&id.name));
        value["name_hex"] = json!(hex(&id.name));
    }
    if let Some(time) = clock(id) {
        value["datetime"] = json!(time);
    }
    value
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let nibble = |n: u8| char::from(DIGITS[usize::from(n & 15)]);
    bytes.iter().flat_map(|byte| [nibble(byte >> 4), nibble(*byte)]).collect()
}

fn clock(id: &CallerId) -> Option<String> {
    let t = id.time?;
    Some(format!("{:02}-{:02} {:02}:{:02}", t.month, t.day, t.hour, t.minute))
}

/// The event as a line for people; `None` for facts without one.
fn text_line(event: &Detection) -> Option<String> {
    let what = match &event.signal {
        LineSignal::CallerId(id) => {
            let number = id.number.as_deref().unwrap_or("no number");
            let name = NameCoding::Gbk.decode(&id.name);
            let time = clock(id).unwrap_or_default();
            format!("caller {number} {name} {time}").trim_end().to_owned()
        }
        LineSignal::Digit { digit, lasted } => {
            format!("digit {digit} for {} ms", lasted.as_millis())
        }
        LineSignal::Tone(tone, Edge::Begin) => format!("{} tone", tone_name(*tone)),
        LineSignal::Tone(tone, Edge::End) => format!("{} tone ended", tone_name(*tone)),
        LineSignal::Voice(Edge::Begin) => "voice".to_owned(),
        LineSignal::Voice(Edge::End) => "voice ended".to_owned(),
        LineSignal::Answerer(who) => {
            let who = if *who == Who::Person { "a person" } else { "a machine" };
            let percent = event.evidence.confidence.unwrap_or_default() * 100.0;
            format!("answered by {who}, {percent:.0} %")
        }
        LineSignal::Ring(Edge::Begin) => "ringing".to_owned(),
        LineSignal::BurstDamaged => format!("unreadable burst: {}", event.evidence.note),
        _ => return None,
    };
    let level = event.evidence.level_dbm0.map(|l| format!("  ({l:.0} dBm0)")).unwrap_or_default();
    Some(format!("{:9.3} s  {what}{level}", seconds(event.start)))
}
