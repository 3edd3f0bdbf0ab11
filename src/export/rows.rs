//! Calls and figures as rows of a file. May depend on `base`, `call`.

use super::Cell;
use crate::call::record::{CallSummary, Direction};
use crate::call::statistics::{Figures, FiguresAnswer, GroupBy, GroupKey, What, civil_date};
use std::collections::BTreeMap;
use std::time::Duration;

/// Sentences by key.
type Words = BTreeMap<String, String>;

/// The sentence of a key; without one the last part of the key.
#[must_use]
pub fn word(words: &Words, key: &str) -> String {
    let plain = || key.rsplit('.').next().unwrap_or(key).to_owned();
    words.get(key).cloned().unwrap_or_else(plain)
}

const CALL_HEAD: [&str; 12] = [
    "export.call",
    "export.started",
    "export.zone",
    "export.line",
    "export.direction",
    "export.outcome",
    "export.party",
    "export.number",
    "export.rings",
    "export.wait_seconds",
    "export.talk_seconds",
    "export.note",
];

/// The head of a list of calls.
#[must_use]
pub fn call_head(words: &Words) -> Vec<String> {
    CALL_HEAD.iter().map(|key| word(words, key)).collect()
}

/// A call as a row under [`call_head`].
#[must_use]
pub fn call_row(words: &Words, call: &CallSummary) -> Vec<Cell> {
    let record = &call.record;
    let direction = match record.direction {
        Direction::Incoming => "direction.incoming",
        Direction::Outgoing => "direction.outgoing",
        Direction::Unknown => "direction.unknown",
    };
    let outcome = serde_json::to_value(record.outcome).ok();
    let outcome = outcome.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
    let number = record.number.as_ref().map(|number| number.as_str().to_owned());
    let talk = match (record.answered_after, record.lasted) {
        (Some(after), Some(all)) => Cell::Millis(millis(all.saturating_sub(after))),
        _ => Cell::Empty,
    };
    vec![
        Cell::Count(u64::try_from(record.id.0).unwrap_or_default()),
        moment(record.started_utc_millis, record.offset_minutes),
        Cell::Text(zone(record.offset_minutes)),
        Cell::Count(u64::from(record.line.0) + 1),
        Cell::Text(word(words, direction)),
        Cell::Text(word(words, &format!("outcome.{outcome}"))),
        Cell::Text(call.party.clone()),
        number.map_or(Cell::Empty, Cell::Text),
        Cell::Count(u64::from(record.rings)),
        record.answered_after.map_or(Cell::Empty, |after| Cell::Millis(millis(after))),
        talk,
        Cell::Text(record.note.clone()),
    ]
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

fn moment(utc_millis: i64, offset_minutes: i16) -> Cell {
    let offset = jiff::tz::Offset::from_seconds(i32::from(offset_minutes) * 60);
    let at = jiff::Timestamp::from_millisecond(utc_millis);
    match (offset, at) {
        (Ok(offset), Ok(at)) => Cell::Moment(offset.to_datetime(at)),
        _ => Cell::Empty,
    }
}

/// `UTC+08:00`: the word keeps the sign from standing first.
fn zone(offset_minutes: i16) -> String {
    let (sign, minutes) = if offset_minutes < 0 {
        ('-', offset_minutes.unsigned_abs())
    } else {
        ('+', offset_minutes.unsigned_abs())
    };
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The counts of a row of figures, in the order of its columns.
const COUNTS: [What; 16] = [
    What::All,
    What::Incoming,
    What::Answered,
    What::Missed,
    What::Unreturned,
    What::Blocked,
    What::IncomingOther,
    What::Outgoing,
    What::Connected,
    What::Busy,
    What::NoAnswer,
    What::OutgoingOther,
    What::Unclear,
    What::Effective,
    What::Known,
    What::Strangers,
];

/// The head of a table of figures.
#[must_use]
pub fn figure_head(words: &Words, by: GroupBy) -> Vec<String> {
    let first = word(words, &format!("export.{}", by.word()));
    let counts = COUNTS.iter().map(|what| word(words, &format!("figure.{}", what.word())));
    let more = [
        "export.answer_rate",
        "export.talk_sum",
        "export.talk_mean",
        "export.talk_longest",
        "export.wait_mean",
    ];
    let more = more.iter().map(|key| word(words, key));
    std::iter::once(first).chain(counts).chain(more).collect()
}

/// The rows of a table of figures, the sum of all at the end.
#[must_use]
pub fn figure_rows(words: &Words, answer: &FiguresAnswer) -> Vec<Vec<Cell>> {
    let groups = answer.rows.iter().map(|(key, figures)| (group(words, key), figures));
    let total = (Cell::Text(word(words, "export.total")), &answer.total);
    groups.chain(std::iter::once(total)).map(|(first, figures)| row(first, figures)).collect()
}

fn group(words: &Words, key: &GroupKey) -> Cell {
    match key {
        GroupKey::Day(day) => Cell::Text(civil_date(*day).to_string()),
        GroupKey::Hour(hour) => Cell::Text(format!("{hour:02}:00")),
        GroupKey::Weekday(day) => Cell::Text(word(words, &format!("weekday.{day}"))),
        GroupKey::Line(line) => Cell::Count(u64::from(line.0) + 1),
        GroupKey::Seat(seat) => Cell::Text(seat.clone()),
    }
}

fn row(first: Cell, figures: &Figures) -> Vec<Cell> {
    let counts = COUNTS.iter().map(|what| what.count(figures).map_or(Cell::Empty, Cell::Count));
    let span = |millis: Option<u64>| millis.map_or(Cell::Empty, Cell::Millis);
    let more = [
        figures.answer_rate().permille().map_or(Cell::Empty, Cell::Permille),
        Cell::Millis(figures.talk_millis),
        span(figures.mean_talk_millis()),
        Cell::Millis(figures.longest_millis),
        span(figures.mean_wait_millis()),
    ];
    std::iter::once(first).chain(counts).chain(more).collect()
}
