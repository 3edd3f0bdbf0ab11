//! Reading a file of numbers or rules. May depend on `base`.

use super::{COLUMNS, Line, MOST_LINES, NewList, Preview, Unusable, csv};
use crate::base::caller_id::NameCoding;
use crate::base::number::PhoneNumber;
use crate::call::firewall::book::Book;
use crate::call::firewall::digits;
use crate::call::firewall::pattern::{Fault, Wrong, plain};
use crate::call::firewall::rule::{Handling, Prompt, Rule};
use crate::call::firewall::subject::{Kind, ListId, NoNumber, Subject};
use crate::call::firewall::window::{Window, minute_of};
use std::collections::HashSet;

/// Fewer digits than this would be about half the country.
const FEWEST_DIGITS: usize = 3;

/// Reads a file as this program writes it, or a list with a number a line. `name` becomes the name of the list, `handling`
/// what is done with its numbers. UTF-8 and GB 18030 are understood.
#[must_use]
pub fn read(bytes: &[u8], name: &str, handling: Handling, book: &Book) -> Preview {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => NameCoding::Gbk.decode(bytes),
    };
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let heads = csv::cells(&first.to_ascii_lowercase());
    if heads.first().map(String::as_str) == Some(COLUMNS[0]) {
        Rules::new(book, heads).read(text)
    } else {
        numbers(text, name, handling, book)
    }
}

/// The cells of one line of a list, for the lists of other topics.
pub(in crate::call) fn cells_of(line: &str) -> Vec<String> {
    csv::cells(line)
}

fn numbers(text: &str, name: &str, handling: Handling, book: &Book) -> Preview {
    let mut preview = Preview::default();
    let mut list = NewList { name: name.trim().to_owned(), numbers: Vec::new() };
    let mut known = HashSet::new();
    for (at, line) in text.lines().enumerate() {
        if at >= MOST_LINES {
            preview.blame(at + 1, line, Unusable::TooMany);
            break;
        }
        let line = line.trim();
        let is_comment = line.is_empty() || line.starts_with(['#', ';']) || line.starts_with("//");
        // The heading of a table.
        let is_head = at == 0 && !line.chars().any(|c| digits::fold(c).is_ascii_digit());
        if is_comment || is_head {
            continue;
        }
        match number(line) {
            Ok(found) if is_double(&found, &mut known, book) => preview.doubles += 1,
            Ok(found) => list.numbers.push(found),
            Err(why) => preview.blame(at + 1, line, why),
        }
    }
    if !list.numbers.is_empty() {
        preview.import.lists.push(list);
        preview.import.rules.push(Rule::new(Subject::List(placeholder(0)), handling));
    }
    preview
}

/// Whether the number was there before.
fn is_double(line: &Line, known: &mut HashSet<String>, book: &Book) -> bool {
    if book.is_listed(&line.text) {
        return true;
    }
    let key = if line.text.ends_with('*') {
        line.text.clone()
    } else {
        PhoneNumber::new(line.text.as_str()).key().as_str().to_owned()
    };
    !known.insert(key)
}

/// A list of the file before the store has given it a number: counted down from -1.
fn placeholder(place: usize) -> ListId {
    ListId(-1 - i64::try_from(place).unwrap_or(0))
}

/// A number and what stands beside it.
fn number(line: &str) -> Result<Line, Unusable> {
    let cells = csv::cells(&line.replace(['\t', ';', '，', '；'], ","));
    let mut cells = cells.iter().filter(|cell| !cell.is_empty());
    let cell = cells.next().ok_or(Unusable::NoNumber)?;
    let part = |c: char| {
        let c = digits::fold(c);
        c.is_ascii_digit() || matches!(c, '+' | '*' | '%') || digits::is_separator(c)
    };
    let end = cell.find(|c| !part(c)).unwrap_or(cell.len());
    let (mut digits, beside) = cell.split_at(end);
    // Letters right after a digit are no note: `1.38E+10` is no number, and neither is `138x`.
    if let Some(c) = beside.chars().next().filter(char::is_ascii_alphanumeric)
        && !digits.ends_with(char::is_whitespace)
    {
        let at = cell.chars().take_while(|c| part(*c)).count() + 1;
        return Err(Unusable::Fault(Fault { at, wrong: Wrong::Strange(c) }));
    }
    digits = digits.trim();
    let is_prefix = digits.ends_with(['*', '%', '＊']);
    let bare = digits.trim_end_matches(['*', '%', '＊']);
    let kept = plain(bare).map_err(Unusable::Fault)?;
    if kept.chars().filter(char::is_ascii_digit).count() < FEWEST_DIGITS {
        return Err(Unusable::Short);
    }
    let rest: Vec<&str> = std::iter::once(beside.trim()).chain(cells.map(String::as_str)).collect();
    let note = rest.join(" ").trim().chars().take(200).collect();
    Ok(Line { text: if is_prefix { format!("{kept}*") } else { bare.trim().to_owned() }, note })
}

/// A file of rules being read.
struct Rules<'a> {
    book: &'a Book,
    heads: Vec<String>,
    preview: Preview,
    known: HashSet<String>,
}

impl<'a> Rules<'a> {
    fn new(book: &'a Book, heads: Vec<String>) -> Self {
        Self { book, heads, preview: Preview::default(), known: HashSet::new() }
    }

    fn read(mut self, text: &str) -> Preview {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        for (at, line) in lines.skip(1) {
            if at >= MOST_LINES {
                self.preview.blame(at + 1, line, Unusable::TooMany);
                break;
            }
            if let Err(why) = self.take(&csv::cells(line)) {
                self.preview.blame(at + 1, line, why);
            }
        }
        self.preview
    }

    fn cell<'c>(&self, cells: &'c [String], column: &str) -> &'c str {
        let at = self.heads.iter().position(|head| head == column);
        at.and_then(|at| cells.get(at)).map_or("", String::as_str)
    }

    fn take(&mut self, cells: &[String]) -> Result<(), Unusable> {
        let (kind, value) = (self.cell(cells, "kind"), self.cell(cells, "value"));
        if kind == "listed" {
            let mut line = number(value)?;
            let name = std::mem::take(&mut line.note);
            let name =
                Some(self.cell(cells, "note").to_owned()).filter(|n| !n.is_empty()).unwrap_or(name);
            if is_double(&line, &mut self.known, self.book) {
                self.preview.doubles += 1;
                return Ok(());
            }
            let place = self.list(&name);
            self.preview.import.lists[place].numbers.push(line);
            return Ok(());
        }
        let kind = Kind::ALL.into_iter().find(|k| k.word() == kind).ok_or(Unusable::Kind)?;
        let subject = self.subject(kind, value)?;
        subject.check().map_err(Unusable::Fault)?;
        let rule = self.rule(subject, cells)?;
        if self.book.rows().iter().any(|row| Rule { id: None, ..row.rule.clone() } == rule) {
            self.preview.doubles += 1;
        } else {
            self.preview.import.rules.push(rule);
        }
        Ok(())
    }

    /// The place of a list among those of the file.
    fn list(&mut self, name: &str) -> usize {
        let lists = &mut self.preview.import.lists;
        lists.iter().position(|list| list.name == name).unwrap_or_else(|| {
            lists.push(NewList { name: name.to_owned(), numbers: Vec::new() });
            lists.len() - 1
        })
    }

    fn subject(&mut self, kind: Kind, value: &str) -> Result<Subject, Unusable> {
        Ok(match kind {
            Kind::Number => Subject::Number(PhoneNumber::new(value)),
            Kind::Prefix => Subject::Prefix(value.trim_end_matches('*').to_owned()),
            Kind::Range => {
                let (from, to) = value
                    .split_once("..")
                    .or_else(|| value.split_once('–'))
                    .ok_or(Unusable::Fault(Fault::whole(Wrong::EndsDiffer)))?;
                Subject::Range(from.trim().to_owned(), to.trim().to_owned())
            }
            Kind::Pattern => Subject::Pattern(value.to_owned()),
            Kind::Place => Subject::Place(value.to_owned()),
            Kind::Class => Subject::Class(value.to_owned()),
            Kind::NoNumber => Subject::NoNumber(match value {
                "" | "any" => NoNumber::Any,
                "withheld" => NoNumber::Withheld,
                "unavailable" => NoNumber::Unavailable,
                "none_came" => NoNumber::NoneCame,
                _ => return Err(Unusable::Kind),
            }),
            Kind::List => match self.book.lists().iter().find(|list| list.name == value) {
                Some(list) => Subject::List(list.id),
                None => Subject::List(placeholder(self.list(value))),
            },
            Kind::Customers => Subject::Customers,
            Kind::Strangers => Subject::Strangers,
            Kind::Anybody => Subject::Anybody,
        })
    }

    fn rule(&self, subject: Subject, cells: &[String]) -> Result<Rule, Unusable> {
        let cell = |column| self.cell(cells, column);
        let action = cell("action");
        let handling = Handling::OFFERED.into_iter().find(|h| h.word() == action);
        let until = match cell("until") {
            "" => None,
            text => {
                let until: Option<jiff::Timestamp> = text.parse().ok();
                Some(until.ok_or(Unusable::Time)?.as_millisecond())
            }
        };
        let prompt = match cell("play") {
            "" => Prompt::NotInUse,
            "busy" => Prompt::Busy,
            path => Prompt::File(path.to_owned()),
        };
        Ok(Rule {
            prompt,
            tag: cell("tag").to_owned(),
            note: cell("note").to_owned(),
            window: window(cell("days"), cell("from"), cell("to"))?,
            until_utc_millis: until,
            off: cell("state") == "off",
            ..Rule::new(subject, handling.ok_or(Unusable::Action)?)
        })
    }
}

fn window(days: &str, from: &str, to: &str) -> Result<Option<Window>, Unusable> {
    if days.is_empty() && from.is_empty() && to.is_empty() {
        return Ok(None);
    }
    let minute =
        |text: &str| if text.is_empty() { Some(0) } else { minute_of(text) }.ok_or(Unusable::Time);
    let mut bits = if days.is_empty() { Window::EVERY_DAY } else { 0 };
    for day in days.bytes() {
        match day {
            b'1'..=b'7' => bits |= 1 << (day - b'1'),
            _ => return Err(Unusable::Time),
        }
    }
    Ok(Some(Window { days: bits, from: minute(from)?, to: minute(to)? }))
}
