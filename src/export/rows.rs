//! Calls and figures as rows of a file. May depend on `base`, `call`.

use super::Cell;
use crate::call::record::{CallSummary, Direction, Outcome};
use crate::call::statistics::{
    CallColumn, Figure, FigureColumn, Figures, FiguresAnswer, GroupBy, GroupKey, date_of, group_key,
};
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

/// The head of a list of calls.
#[must_use]
pub fn call_head(words: &Words) -> Vec<String> {
    CallColumn::ALL.iter().map(|column| word(words, column.key())).collect()
}

/// A call as a row under [`call_head`].
#[must_use]
pub fn call_row(words: &Words, call: &CallSummary) -> Vec<Cell> {
    CallColumn::ALL.iter().map(|column| call_cell(words, call, *column)).collect()
}

fn call_cell(words: &Words, call: &CallSummary, column: CallColumn) -> Cell {
    let record = &call.record;
    match column {
        CallColumn::Call => Cell::Count(u64::try_from(record.id.0).unwrap_or_default()),
        CallColumn::Started => moment(record.started_utc_millis, record.offset_minutes),
        CallColumn::Zone => Cell::Text(zone(record.offset_minutes)),
        CallColumn::Line => Cell::Count(u64::from(record.line.0) + 1),
        CallColumn::Direction => Cell::Text(word(words, direction(record.direction))),
        CallColumn::Outcome => Cell::Text(word(words, &outcome(record.outcome))),
        CallColumn::Party => Cell::Text(call.party.clone()),
        CallColumn::Number => text(record.number.as_ref().map_or("", |number| number.as_str())),
        CallColumn::Rings => Cell::Count(u64::from(record.rings)),
        CallColumn::Wait => span(record.answered_after),
        CallColumn::Talk => {
            let ends = record.answered_after.zip(record.lasted);
            span(ends.map(|(after, all)| all.saturating_sub(after)))
        }
        CallColumn::Note => Cell::Text(record.note.clone()),
        CallColumn::Agent => text(&call.work.agent),
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Incoming => "direction.incoming",
        Direction::Outgoing => "direction.outgoing",
        Direction::Unknown => "direction.unknown",
    }
}

fn outcome(outcome: Outcome) -> String {
    let word = serde_json::to_value(outcome).ok();
    let word = word.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
    format!("outcome.{word}")
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn span(span: Option<Duration>) -> Cell {
    span.map_or(Cell::Empty, |span| Cell::Millis(millis(span)))
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn moment(utc_millis: i64, offset_minutes: i16) -> Cell {
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

/// The head of a table of figures.
#[must_use]
pub fn figure_head(words: &Words, by: GroupBy) -> Vec<String> {
    let keys = FigureColumn::ALL.iter().map(|column| column.key());
    std::iter::once(group_key(by)).chain(keys).map(|key| word(words, &key)).collect()
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
        GroupKey::Day(day) => Cell::Text(date_of(*day).to_string()),
        GroupKey::Hour(hour) => Cell::Text(format!("{hour:02}:00")),
        GroupKey::Weekday(day) => Cell::Text(word(words, &format!("weekday.{day}"))),
        GroupKey::Line(line) => Cell::Count(u64::from(line.0) + 1),
        GroupKey::Agent(name) if name.is_empty() => Cell::Text(word(words, "export.nobody")),
        GroupKey::Agent(name) => Cell::Text(name.clone()),
    }
}

fn row(first: Cell, figures: &Figures) -> Vec<Cell> {
    let cells = FigureColumn::ALL.iter().map(|column| match column.of(figures) {
        None => Cell::Empty,
        Some(Figure::Count(count)) => Cell::Count(count),
        Some(Figure::Permille(share)) => Cell::Permille(share),
        Some(Figure::Millis(millis)) => Cell::Millis(millis),
    });
    std::iter::once(first).chain(cells).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::statistics::word_keys;

    #[test]
    fn every_head_stands_over_its_cells_and_finds_its_word() {
        let words: Words = word_keys().map(|key| (key.clone(), format!("[{key}]"))).collect();
        let figures =
            Figures { calls: 9, incoming: 4, longest_millis: 61_000, ..Figures::default() };
        for by in GroupBy::ALL {
            let head = figure_head(&words, by);
            assert!(head.iter().all(|word| word.starts_with('[')), "{head:?}");
            let cells = row(Cell::Empty, &figures);
            assert_eq!(cells.len(), head.len());
            let below = |key: &str| &cells[head.iter().position(|word| word == key).unwrap()];
            assert_eq!(below("[figure.all]"), &Cell::Count(9));
            assert_eq!(below("[export.talk_longest]"), &Cell::Millis(61_000));
            assert_eq!(below("[export.answer_rate]"), &Cell::Empty, "nothing to share");
        }
        let head = call_head(&words);
        assert!(head.iter().all(|word| word.starts_with('[')), "{head:?}");
        assert_eq!(head.last().unwrap(), "[export.agent]", "new columns come last");
    }
}
