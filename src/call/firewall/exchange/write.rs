//! Writing the rules and lists into a file that [`read`](super::read) takes in again. May depend on `base`.

use super::{COLUMNS, csv};
use crate::call::firewall::book::Book;
use crate::call::firewall::rule::{Prompt, Rule};
use crate::call::firewall::subject::Subject;
use crate::call::firewall::window::{Window, clock};

/// Every rule and every listed number as CSV, with a byte-order mark so that spreadsheets read it as UTF-8.
#[must_use]
pub fn write(book: &Book) -> String {
    let mut out = String::from("\u{feff}");
    out.push_str(&csv::line(&COLUMNS.map(str::to_owned)));
    let lasting = book.rows().iter().filter(|row| !row.rule.once);
    for row in lasting {
        out.push_str(&csv::line(&rule_cells(book, &row.rule)));
    }
    for list in book.lists() {
        for number in book.numbers_of(list.id) {
            let cells = COLUMNS.map(|column| match column {
                "kind" => "listed".to_owned(),
                "value" => number.to_owned(),
                "note" => list.name.clone(),
                _ => String::new(),
            });
            out.push_str(&csv::line(&cells));
        }
    }
    out
}

fn rule_cells(book: &Book, rule: &Rule) -> [String; COLUMNS.len()] {
    let value = match &rule.subject {
        Subject::List(id) => book.list(*id).map(|list| list.name.clone()).unwrap_or_default(),
        Subject::Range(from, to) => format!("{}..{}", from.trim(), to.trim()),
        _ => rule.subject_text(),
    };
    let play = match &rule.prompt {
        Prompt::NotInUse => String::new(),
        Prompt::Busy => "busy".to_owned(),
        Prompt::File(path) => path.clone(),
    };
    let (days, from, to) = match rule.window {
        None => Default::default(),
        Some(window) => (days(window), clock(window.from), clock(window.to)),
    };
    let until = rule
        .until_utc_millis
        .and_then(|until| jiff::Timestamp::from_millisecond(until).ok())
        .map(|until| until.to_string())
        .unwrap_or_default();
    [
        rule.subject.kind().word().to_owned(),
        value,
        rule.handling.word().to_owned(),
        play,
        rule.tag.clone(),
        rule.note.clone(),
        days,
        from,
        to,
        until,
        if rule.off { "off".to_owned() } else { String::new() },
    ]
}

/// `12345`: Monday to Friday.
fn days(window: Window) -> String {
    (0..7_u8)
        .filter(|day| window.days & (1 << day) != 0)
        .map(|day| char::from(b'1' + day))
        .collect()
}
