//! The words of a scenario file. First the setting (`line box|tap`, `set …`, `customer NUMBER NAME`), then one event a line:
//! `SECONDS box|dsp FACT …` or `SECONDS command …` or `SECONDS event …`. `at=SECONDS` says when the fact really began.

use crate::words;
use crate::worklist;
use ringdesk::base::caller_id::{Absence, CallerId, Format, NameCoding, Standard};
use ringdesk::base::evidence::Evidence;
use ringdesk::base::ids::{CallId, CustomerId, LineId, RecordingId};
use ringdesk::base::order::{BoxOrder, FarEndAction};
use ringdesk::base::signal::{Button, Edge, Hook, LineSignal, Origin, Refusal, Report, Tone, Who};
use ringdesk::call::record::RecordingState;
use ringdesk::engine::command::Command;
use ringdesk::engine::event::{Event, PlayerReport, RecordingReport};
use ringdesk::engine::settings::{LineChoice, RecordFrom, SettingChange, Settings};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A scenario as read.
pub struct Script {
    pub tap: bool,
    pub settings: Settings,
    pub customers: Vec<(String, String)>,
    pub events: Vec<(Duration, Step)>,
    pub until: Duration,
    pub dial: crate::dialling::Words,
    pub firewall: crate::firewall::Setting,
}

/// What happens at a moment.
#[allow(clippy::large_enum_variant, reason = "a few dozen, once")]
pub enum Step {
    Event(Event),
    Reopen,
    Recent,
    Stop,
}

/// Reads a script; a scenario that cannot be read is a failed test that names file and line.
pub fn parse(name: &str, text: &str) -> Script {
    let mut script = Script {
        tap: false,
        settings: Settings::default(),
        customers: Vec::new(),
        events: Vec::new(),
        until: Duration::ZERO,
        dial: crate::dialling::Words::default(),
        firewall: crate::firewall::Setting::default(),
    };
    let mut until = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.split(" # ").next().unwrap_or_default().trim();
        let words: Vec<_> = line.split_whitespace().collect();
        let place = || format!("{name}:{}: {line}", number + 1);
        match words.as_slice() {
            [] => {}
            head if script.firewall.head(head, &mut script.settings, &place()) => {}
            [first, ..] if first.starts_with('#') => {}
            words if crate::dialling::head(words, &mut script) => {}
            ["line", kind] => {
                script.tap = *kind == "tap";
                script.dial.dials = *kind == "dialler";
            }
            ["until", at] => until = Some(seconds(at, &place())),
            ["set", "record_from", from] => script.settings.record_from = word(from, &place()),
            ["record_rule", rest @ ..] => {
                script.settings.recordings.rules.push(words::recordings::rule(rest, &place()));
            }
            ["notice", kind] => script.settings.recordings.notice = word(kind, &place()),
            ["speech", words @ ..] => words::speech::head(&mut script.settings, words, &place()),
            ["set", words @ ..] => words::manners::set(&mut script.settings, words, &place()),
            ["customer", number, name] => {
                script.customers.push(((*number).to_owned(), (*name).to_owned()));
            }
            [at, rest @ ..] => {
                let at = seconds(at, &place());
                steps(at, rest, &place(), &mut script.events);
            }
        }
    }
    script.events.sort_by_key(|(at, _)| *at);
    let last = script.events.last().map_or(Duration::ZERO, |(at, _)| *at);
    script.until = until.unwrap_or(last + Duration::from_secs(150));
    script
}

fn seconds(word: &str, place: &str) -> Duration {
    Duration::from_secs_f64(word.parse().unwrap_or_else(|_| panic!("seconds expected: {place}")))
}

/// The number of a call.
pub fn call_id(word: &str, place: &str) -> CallId {
    CallId(word.parse().unwrap_or_else(|_| panic!("call id: {place}")))
}

/// A word of an enum, as serde spells it.
pub fn word<T: DeserializeOwned>(word: &str, place: &str) -> T {
    serde_json::from_value(serde_json::Value::from(word))
        .unwrap_or_else(|why| panic!("{why}: {place}"))
}

fn steps(at: Duration, words: &[&str], place: &str, out: &mut Vec<(Duration, Step)>) {
    let event = match words {
        [origin @ ("box" | "dsp"), "digits", digits] => {
            for (n, digit) in (0_u32..).zip(digits.chars()) {
                let at = at + n * Duration::from_millis(200);
                let signal = LineSignal::Digit { digit, lasted: Duration::from_millis(80) };
                out.push((at, Step::Event(report(at, origin, signal, Evidence::default()))));
            }
            return;
        }
        [origin @ ("box" | "dsp"), fact @ ..] => {
            let began = option(fact, "at").map_or(at, |word| seconds(word, place));
            let evidence = Evidence {
                note: option(fact, "note").unwrap_or_default().replace('_', " "),
                level_dbm0: option(fact, "level").map(|word| word.parse().unwrap()),
                ..Evidence::default()
            };
            Step::Event(report(began, origin, signal(fact, place), evidence))
        }
        ["command", words @ ..] => Step::Event(Event::Command(command(words, place))),
        ["event", "reopened"] => Step::Reopen,
        ["event", "stop"] => Step::Stop,
        ["event", "recent"] => Step::Recent,
        ["event", "promises", words @ ..] => Step::Event(worklist::promises(at, words)),
        ["event", words @ ..] => Step::Event(other(words, place)),
        _ => panic!("box, dsp, command or event expected: {place}"),
    };
    out.push((at, event));
}

fn report(at: Duration, origin: &str, signal: LineSignal, evidence: Evidence) -> Event {
    let origin = if origin == "box" { Origin::Box } else { Origin::Dsp };
    Event::Line(Report { line: LineId(0), origin, at, signal, evidence })
}

fn option<'a>(words: &[&'a str], key: &str) -> Option<&'a str> {
    words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
}

fn signal(words: &[&str], place: &str) -> LineSignal {
    let edge = |word: &str| match word {
        "begin" | "lost" => Edge::Begin,
        "end" | "back" => Edge::End,
        _ => panic!("begin or end expected: {place}"),
    };
    if let Some(signal) = crate::dialling::signal(words) {
        return signal;
    }
    match words {
        ["ring", on, ..] => LineSignal::Ring(edge(on)),
        ["hook", "off", ..] => LineSignal::Hook(Hook::Off),
        ["hook", "on", ..] => LineSignal::Hook(Hook::On),
        ["caller_id", standard, format, ..] => LineSignal::CallerId(CallerId {
            standard: word::<Standard>(standard, place),
            format: word::<Format>(format, place),
            number: option(words, "number").map(str::to_owned),
            absence: option(words, "absent").map(|absent| word::<Absence>(absent, place)),
            name: NameCoding::Gbk.encode(option(words, "name").unwrap_or_default()),
            time: None,
            checksum_ok: option(words, "checksum") != Some("bad"),
        }),
        ["burst", "begin", ..] => LineSignal::BurstBegun,
        ["burst", "damaged", ..] => LineSignal::BurstDamaged,
        ["digit", digit, ..] => LineSignal::Digit {
            digit: digit.chars().next().unwrap(),
            lasted: Duration::from_millis(80),
        },
        ["tone", tone, on, ..] => LineSignal::Tone(word::<Tone>(tone, place), edge(on)),
        ["voice", on, ..] => LineSignal::Voice(edge(on)),
        ["answerer", who, ..] => LineSignal::Answerer(word::<Who>(who, place)),
        ["connected", ..] => LineSignal::Connected,
        ["cleared", ..] => LineSignal::Cleared,
        ["button", button, ..] => LineSignal::Button(word::<Button>(button, place)),
        ["polarity", ..] => LineSignal::PolarityReversed,
        ["loop_break", ..] => LineSignal::LoopBreak,
        ["gap", millis, ..] => LineSignal::AudioGap(Duration::from_millis(millis.parse().unwrap())),
        ["audio", on, ..] => LineSignal::AudioLost(edge(on)),
        ["presence", on, ..] => LineSignal::BoxLost(edge(on)),
        ["refused", "seize", why, ..] => {
            LineSignal::OrderRefused(BoxOrder::Seize, word::<Refusal>(why, place))
        }
        ["refused", "dial", why, ..] => {
            LineSignal::OrderRefused(BoxOrder::Dial("1".into()), word::<Refusal>(why, place))
        }
        _ => panic!("unknown fact: {place}"),
    }
}

fn command(words: &[&str], place: &str) -> Command {
    if let Some(command) = crate::dialling::command(words) {
        return command;
    }
    let call = |word: &str| call_id(word, place);
    match words {
        ["note", id, text] => Command::SaveCallNote(call(id), (*text).to_owned()),
        ["close_popup", id] => Command::ClosePopup(call(id)),
        ["assign", id, "none"] => Command::AssignCustomer(call(id), None),
        ["assign", id, customer] => {
            Command::AssignCustomer(call(id), Some(CustomerId(customer.parse().unwrap())))
        }
        ["handled", id] => Command::MarkHandled(call(id), true),
        ["choose", "simulated"] => Command::ChooseLine(LineChoice::Simulated),
        ["choose", name] => Command::ChooseLine(LineChoice::Sound((*name).to_owned())),
        ["hang_up"] => Command::FarEnd(LineId(0), FarEndAction::HangUp),
        ["record_from", from] => {
            Command::Set(SettingChange::RecordFrom(word::<RecordFrom>(from, place)))
        }
        ["work", words @ ..] => worklist::command(words, place),
        ["dismiss", id] => Command::DismissNotice(id.parse().unwrap()),
        ["manners", words @ ..] => Command::Manners(words::manners::command(words, place)),
        ["play", id] => Command::Play(RecordingId(id.parse().unwrap()), Duration::ZERO),
        ["recording", words @ ..] => words::recordings::command(words, place),
        other => {
            crate::firewall::command(other).unwrap_or_else(|| panic!("unknown command: {place}"))
        }
    }
}

fn other(words: &[&str], place: &str) -> Event {
    match words {
        ["dropped", count, place] => Event::Dropped(count.parse().unwrap(), (*place).to_owned()),
        ["recording_failed", id, why] => Event::Recording(
            CallId(id.parse().unwrap()),
            RecordingReport::Failed(why.replace('_', " "), RecordingState::Partial),
        ),
        ["store_failed", why] => Event::StoreFailed(why.replace('_', " ")),
        ["customer_saved", customer, id] => Event::CustomerSaved(
            CustomerId(customer.parse().unwrap()),
            Some(CallId(id.parse().unwrap())),
        ),
        ["player_failed", why] => Event::Player(PlayerReport::Failed((*why).to_owned())),
        ["line_failed", why] => Event::LineFailed {
            choice: LineChoice::Simulated,
            known: None,
            why: why.replace('_', " "),
        },
        ["told", words @ ..] => words::speech::event(words, place),
        ["archive", words @ ..] => words::recordings::event(words, place),
        other => crate::firewall::event(other).unwrap_or_else(|| panic!("unknown event: {place}")),
    }
}
