//! vCards in. Line by line, so that a file of any size needs the memory of one card; pictures and keys are left out.
//! Pure. May depend on `base` and the rest of `crm`.

use super::line::{Line, components, says_quoted_printable, text, unquote};
use crate::base::ids::{FieldId, StaffId};
use crate::base::number::PhoneNumber;
use crate::crm::customer::{ContactNumber, Kind, OtherAddress};
use crate::crm::transfer::cells::{one_line, terms_in};
use crate::crm::transfer::column::FieldColumn;
use crate::crm::transfer::day;
use crate::crm::transfer::draft::{Draft, checked};
use crate::crm::transfer::report::Problem;

/// Bytes of a line that count; more is a picture or a mistake.
const MOST: usize = 400_000;
/// What is left out whole.
const SKIPPED: [&str; 6] = ["PHOTO", "LOGO", "SOUND", "KEY", "X-ABADR", "AGENT"];
/// What goes into the notes, with its name before it.
const NOTED: [&str; 7] = ["EMAIL", "URL", "TITLE", "ROLE", "NICKNAME", "IMPP", "X-QQ"];

/// Bytes as text, in the charset a line names (empty: the file's own).
pub type Decode<'a> = &'a dyn Fn(&[u8], &str) -> String;

/// What is known of a number or address before its label comes.
struct Labelled<T> {
    group: String,
    value: T,
}

#[derive(Default)]
struct Building {
    draft: Draft,
    formatted: String,
    structured: Option<Vec<String>>,
    numbers: Vec<Labelled<ContactNumber>>,
    addresses: Vec<Labelled<OtherAddress>>,
    labels: Vec<(String, String)>,
    terms: String,
}

/// Reads cards out of lines.
pub struct CardReader<'a> {
    decode: Decode<'a>,
    fields: &'a [FieldColumn],
    line: u64,
    pending: Vec<u8>,
    card: Option<Building>,
}

impl<'a> CardReader<'a> {
    /// A reader before the first line.
    #[must_use]
    pub fn new(decode: Decode<'a>, fields: &'a [FieldColumn]) -> Self {
        Self { decode, fields, line: 0, pending: Vec::new(), card: None }
    }

    /// Takes the next line, with or without its end; gives a card when one is complete.
    pub fn push(&mut self, raw: &[u8]) -> Option<(u64, Result<Draft, Problem>)> {
        self.line += 1;
        let end =
            raw.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
        let raw = raw.get(..end).unwrap_or_default();
        let soft = self.pending.last() == Some(&b'=') && says_quoted_printable(&self.pending);
        if soft {
            self.pending.pop();
            self.append(raw);
            return None;
        }
        if let Some(b' ' | b'\t') = raw.first() {
            self.append(raw.get(1..).unwrap_or_default());
            return None;
        }
        let whole = std::mem::replace(&mut self.pending, raw.to_vec());
        self.take(&whole)
    }

    /// After the last line: a card that was never closed is one all the same.
    pub fn finish(&mut self) -> Option<(u64, Result<Draft, Problem>)> {
        let whole = std::mem::take(&mut self.pending);
        self.line += 1;
        self.take(&whole).or_else(|| self.complete())
    }

    fn append(&mut self, raw: &[u8]) {
        if self.pending.len() < MOST {
            self.pending.extend_from_slice(raw);
        }
    }

    fn complete(&mut self) -> Option<(u64, Result<Draft, Problem>)> {
        let card = self.card.take()?;
        Some((card.draft.line, checked(card.finished())))
    }

    fn take(&mut self, whole: &[u8]) -> Option<(u64, Result<Draft, Problem>)> {
        let line = Line::parse(whole)?;
        let value =
            if line.is_quoted_printable() { unquote(&line.value) } else { line.value.clone() };
        match line.name.as_str() {
            "BEGIN" if value.eq_ignore_ascii_case(b"VCARD") => {
                let before = self.complete();
                let draft = Draft { line: self.line.saturating_sub(1), ..Draft::default() };
                self.card = Some(Building { draft, ..Building::default() });
                before
            }
            "END" if value.eq_ignore_ascii_case(b"VCARD") => self.complete(),
            name if SKIPPED.contains(&name) => None,
            _ => {
                let card = self.card.as_mut()?;
                let value = (self.decode)(&value, line.param("CHARSET").unwrap_or(""));
                card.put(&line, &value, self.fields);
                None
            }
        }
    }
}

impl Building {
    fn put(&mut self, line: &Line, value: &str, fields: &[FieldColumn]) {
        let group = line.group.clone();
        let card = &mut self.draft.card;
        match line.name.as_str() {
            "FN" => self.formatted = one_line(text(value).trim()),
            "N" => self.structured = Some(components(value, ';')),
            "ORG" => {
                let parts = components(value, ';');
                let parts: Vec<&str> =
                    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
                card.company = one_line(&parts.join(" "));
            }
            "TEL" => self.number(line, group, value),
            "ADR" => {
                let label = kind_of(&line.types(), value).to_owned();
                let value = OtherAddress { label, text: address(value) };
                // Ours writes an empty first address where only others are known.
                if !value.text.is_empty() || self.addresses.is_empty() {
                    self.addresses.push(Labelled { group, value });
                }
            }
            "X-ABLABEL" => self.labels.push((group, plain_label(&text(value)))),
            "BDAY" => card.birthday = birthday(value).or(card.birthday),
            "X-RINGDESK-BIRTHDAY" => card.birthday = day::birthday(&text(value)),
            "NOTE" => text(value).trim().clone_into(&mut card.notes),
            "CATEGORIES" => {
                for tag in components(value, ',') {
                    let tag = one_line(tag.trim());
                    if !tag.is_empty() && !card.tags.contains(&tag) {
                        card.tags.push(tag);
                    }
                }
            }
            "KIND" => {
                self.draft.says_kind = true;
                let is_person = value.eq_ignore_ascii_case("individual");
                card.kind = if is_person { Kind::Person } else { Kind::Company };
            }
            "X-ABSHOWAS" if value.eq_ignore_ascii_case("COMPANY") => {
                self.draft.says_kind = true;
                card.kind = Kind::Company;
            }
            "X-RINGDESK-CLASS" => card.class = one_line(&text(value)),
            "X-RINGDESK-FOLLOW-UP" => card.follow_up = one_line(&text(value)),
            "X-RINGDESK-OWNER" => card.owner = value.trim().parse().ok().map(StaffId),
            "X-RINGDESK-ID" => self.draft.own_id = value.trim().parse().ok(),
            "X-RINGDESK-TERMS" => self.terms = text(value),
            name => self.further(name, value, fields),
        }
    }

    fn further(&mut self, name: &str, value: &str, fields: &[FieldColumn]) {
        let field = name.strip_prefix("X-RINGDESK-FIELD-").and_then(|id| id.parse().ok());
        if let Some(id) = field.map(FieldId) {
            let known = fields.iter().any(|field| field.id == id);
            if let (true, Ok(value)) = (known, serde_json::from_str(&text(value))) {
                self.draft.card.fields.insert(id, value);
            }
        } else if NOTED.contains(&name) {
            let value = one_line(text(value).trim());
            if !value.is_empty() {
                self.draft.extra.push(format!("{name}: {value}"));
            }
        }
    }

    fn number(&mut self, line: &Line, group: String, value: &str) {
        let value = text(value);
        let number = value.trim();
        let number = number.strip_prefix("tel:").unwrap_or(number);
        let number = number.replace(";ext=", " ext ");
        if number.is_empty() {
            return;
        }
        let label = kind_of(&line.types(), &self.formatted).to_owned();
        let number = PhoneNumber::new(number);
        let value = ContactNumber { number, label, ..ContactNumber::default() };
        self.numbers.push(Labelled { group, value });
    }

    fn finished(self) -> Draft {
        let Self { mut draft, formatted, structured, numbers, addresses, labels, terms } = self;
        let label = |group: &str| {
            labels.iter().find(|(of, _)| of == group && !group.is_empty()).map(|(_, l)| l.clone())
        };
        let card = &mut draft.card;
        for Labelled { group, mut value } in numbers {
            value.label = label(&group).unwrap_or(value.label);
            card.numbers.push(value);
        }
        terms_in(&terms, &mut card.numbers);
        for (at, Labelled { group, mut value }) in addresses.into_iter().enumerate() {
            value.label = label(&group).unwrap_or(value.label);
            if at == 0 {
                card.address = value.text;
            } else {
                card.addresses.push(value);
            }
        }
        let is_nameless = structured
            .as_ref()
            .is_some_and(|parts| parts.iter().all(|part| part.trim().is_empty()));
        if !(is_nameless && formatted == card.company && !card.company.is_empty()) {
            card.name = if formatted.is_empty() { joined(structured) } else { formatted };
        }
        draft
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
}

/// Family and given name in the order of the language.
fn joined(parts: Option<Vec<String>>) -> String {
    let parts = parts.unwrap_or_default();
    let part = |at: usize| parts.get(at).map_or("", |part| part.trim());
    let (family, given) = (part(0), part(1));
    let name = if is_chinese(family) || is_chinese(given) {
        format!("{family}{given}")
    } else {
        [part(3), given, part(2), family, part(4)].join(" ")
    };
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn address(value: &str) -> String {
    let parts = components(value, ';');
    let part = |at: usize| parts.get(at).map_or("", |part| part.trim());
    let order = if is_chinese(value) { [6, 4, 3, 2, 1, 0, 5] } else { [0, 1, 2, 3, 4, 5, 6] };
    let found: Vec<&str> = order.into_iter().map(part).filter(|part| !part.is_empty()).collect();
    found.join(if is_chinese(value) { "" } else { ", " })
}

fn birthday(value: &str) -> Option<crate::crm::customer::Birthday> {
    let value = value.trim();
    match value.strip_prefix("--") {
        Some(rest) if rest.len() == 4 && rest.is_ascii() => {
            let (month, day) = rest.split_at(2);
            day::birthday(&format!("{month}-{day}"))
        }
        Some(rest) => day::birthday(rest),
        None => day::birthday(value.split('T').next().unwrap_or(value)),
    }
}

/// A label out of the types, in the language of the card.
fn kind_of(types: &[String], card: &str) -> &'static str {
    let is = |word: &str| types.iter().any(|kind| kind == word);
    let (chinese, english) = if is("fax") {
        ("传真", "fax")
    } else if is("cell") {
        ("手机", "mobile")
    } else if is("work") {
        ("单位", "work")
    } else if is("home") {
        ("家", "home")
    } else {
        ("", "")
    };
    if is_chinese(card) { chinese } else { english }
}

/// `_$!<Mobile>!$_` of Apple's address book without its marks.
fn plain_label(label: &str) -> String {
    let plain = label.trim().trim_start_matches("_$!<").trim_end_matches(">!$_");
    one_line(plain)
}
