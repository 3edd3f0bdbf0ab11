//! Events as bars with texts in lanes, so that no text covers another. May depend on `base` and `dsp`.

use super::canvas::Rgb;
use super::panels::{FAINT, INK, LEFT, MARK, RIGHT};
use crate::base::caller_id::NameCoding;
use crate::base::signal::{Edge, LineSignal, Tone, Who};
use crate::cli::decode::print::{clock, tone_name};
use crate::dsp::bank::Detection;

/// Rows of one lane; what fits in none of them is a bar without text.
const MOST_ROWS: usize = 4;
/// Pixels between two texts.
const APART: f32 = 4.0;
const DAMAGED: Rgb = [176, 0, 32];
const TONE: Rgb = [0, 128, 96];

/// One event as it is drawn.
pub struct Item {
    pub x: f32,
    pub end: f32,
    pub row: usize,
    pub text: Option<String>,
    pub text_x: f32,
    pub ink: Rgb,
}

/// Events of one kind.
pub struct Lane {
    pub name: &'static str,
    pub rows: usize,
    pub items: Vec<Item>,
}

/// One event in seconds, before it has a place.
struct Fact {
    lane: &'static str,
    from: f64,
    to: f64,
    text: String,
    ink: Rgb,
}

/// Lanes for the events inside a stretch. `width` says how wide a text is, or a little more.
pub fn of(
    events: &[Detection],
    x: impl Fn(f64) -> f32,
    (from, to): (f64, f64),
    width: &dyn Fn(&str) -> f32,
) -> Vec<Lane> {
    let facts = facts(events, to);
    let mut lanes: Vec<Lane> = Vec::new();
    for name in ["caller ID", "digits", "tones", "voice", "answered by", "ringing"] {
        let mut lane = Lane { name, rows: 1, items: Vec::new() };
        let mut ends = [f32::NEG_INFINITY; MOST_ROWS];
        for fact in facts.iter().filter(|f| f.lane == name && f.to >= from && f.from <= to) {
            let (begin, end) = (x(fact.from).max(LEFT), x(fact.to).min(RIGHT));
            let wide = width(&fact.text);
            let text_x = begin.min(RIGHT - wide).max(LEFT);
            let row = ends.iter().position(|taken| *taken + APART <= text_x.min(begin));
            let text = row.map(|_| fact.text.clone());
            let row = row.unwrap_or(0);
            if text.is_some() {
                ends[row] = (text_x + wide).max(end);
            }
            lane.rows = lane.rows.max(row + 1);
            lane.items.push(Item { x: begin, end, row, text, text_x, ink: fact.ink });
        }
        if !lane.items.is_empty() {
            lanes.push(lane);
        }
    }
    lanes
}

/// Events with their ends, where those are told by events of their own.
fn facts(events: &[Detection], last: f64) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for event in events {
        let from = event.start.duration().as_secs_f64();
        let decided = event.decided.duration().as_secs_f64();
        let mut add = |lane, to, text: String, ink| facts.push(Fact { lane, from, to, text, ink });
        match &event.signal {
            LineSignal::CallerId(id) => {
                let number = id.number.as_deref().unwrap_or("no number");
                let name = NameCoding::guess(&id.name).decode(&id.name);
                let time = clock(id).unwrap_or_default();
                let text = format!("{number} {name} {time}");
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                add("caller ID", decided, text, INK);
            }
            LineSignal::OtherMessage => {
                add("caller ID", decided, event.evidence.note.chars().take(60).collect(), INK);
            }
            LineSignal::BurstDamaged => {
                // The bytes that follow in a note are for the text output.
                let note = event.evidence.note.split(" in ").next().unwrap_or_default();
                let note: String = note.chars().take(60).collect();
                add("caller ID", decided, format!("refused: {note}"), DAMAGED);
            }
            LineSignal::Digit { digit, lasted } => {
                add("digits", from + lasted.as_secs_f64(), digit.to_string(), MARK);
            }
            LineSignal::Tone(tone, Edge::Begin) => {
                // A beep and a special information tone are over when they are known; no end is told.
                let is_short = matches!(tone, Tone::Beep | Tone::Sit);
                let to = if is_short { decided } else { last };
                add("tones", to, tone_name(*tone).to_owned(), TONE);
            }
            LineSignal::Answerer(who) => {
                let who = if *who == Who::Person { "a person" } else { "a machine" };
                let percent = event.evidence.confidence.unwrap_or_default() * 100.0;
                add("answered by", decided, format!("{who}, {percent:.0} %"), INK);
            }
            LineSignal::Voice(Edge::Begin) => add("voice", last, "voice".to_owned(), FAINT),
            LineSignal::Ring(Edge::Begin) => add("ringing", last, "ringing".to_owned(), FAINT),
            LineSignal::Tone(tone, Edge::End) => end(&mut facts, "tones", tone_name(*tone), from),
            LineSignal::Voice(Edge::End) => end(&mut facts, "voice", "voice", from),
            LineSignal::Ring(Edge::End) => end(&mut facts, "ringing", "ringing", from),
            _ => {}
        }
    }
    facts
}

/// What began last under this name ends.
fn end(facts: &mut [Fact], lane: &str, text: &str, at: f64) {
    if let Some(fact) = facts.iter_mut().rev().find(|fact| fact.lane == lane && fact.text == text) {
        fact.to = at.max(fact.from);
    }
}
