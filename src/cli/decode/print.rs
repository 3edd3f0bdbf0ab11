//! Events of `ringdesk decode` as JSON lines for scripts and as lines for people. May depend on `base` and `dsp`.

use crate::base::caller_id::{CallerId, NameCoding};
use crate::base::signal::{Edge, LineSignal, Tone, Who};
use crate::base::units::Frames;
use crate::dsp::bank::Detection;
use serde_json::{Value, json};

/// Seconds from the start of the recording, to the millisecond.
pub(super) fn seconds(frames: Frames) -> f64 {
    (frames.duration().as_secs_f64() * 1000.0).round() / 1000.0
}

/// The tone as JSON lines name it.
pub(super) fn tone_name(tone: Tone) -> &'static str {
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
        LineSignal::OtherMessage => {
            Some(json!({"t": t, "kind": "message", "what": event.evidence.note, "at": at}))
        }
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
        value["name"] = json!(NameCoding::guess(&id.name).decode(&id.name));
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

/// The clock in a burst as `MM-DD HH:MM`.
pub(super) fn clock(id: &CallerId) -> Option<String> {
    let t = id.time?;
    Some(format!("{:02}-{:02} {:02}:{:02}", t.month, t.day, t.hour, t.minute))
}

/// The event as a line for people; `None` for facts without one.
#[must_use]
pub fn text_line(event: &Detection) -> Option<String> {
    let what = match &event.signal {
        LineSignal::CallerId(id) => {
            let number = id.number.as_deref().unwrap_or("no number");
            let name = NameCoding::guess(&id.name).decode(&id.name);
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
        LineSignal::OtherMessage => event.evidence.note.clone(),
        LineSignal::BurstDamaged => format!("unreadable burst: {}", event.evidence.note),
        _ => return None,
    };
    let level = event.evidence.level_dbm0.map(|l| format!("  ({l:.0} dBm0)")).unwrap_or_default();
    Some(format!("{:9.3} s  {what}{level}", seconds(event.start)))
}
