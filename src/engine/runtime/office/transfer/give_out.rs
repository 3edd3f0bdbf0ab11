//! Lists out: customers as CSV, xlsx or vCard, a template to fill in, and everything that is kept about one person. The
//! journal has it before the file has its name. May depend on `base`, `crm`, `store`, `export`.

use super::{Watch, office_columns};
use crate::base::ids::CustomerId;
use crate::base::number::PhoneNumber;
use crate::call::statistics::{ExportNote, Format};
use crate::crm::customer::{ContactNumber, Customer};
use crate::crm::staff;
use crate::crm::transfer::column::{
    FieldColumn, OfficeColumns, OutColumn, Said, Target, out_columns,
};
use crate::crm::transfer::draft::row;
use crate::crm::transfer::vcard::{self, Version};
use crate::engine::office::transfer::{ListFormat, ListOrder, Progress};
use crate::export::{Cell, Complete, MOST_ROWS, PlainFile, Table, word};
use crate::store::operation::Act;
use crate::store::reader::Reader;
use crate::store::topics::statistics::journal_export;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Cards read at once.
const PIECE: usize = 1_000;

/// Where it goes.
enum Outlet {
    Table(Table, Vec<OutColumn>, OfficeColumns),
    Cards(PlainFile, Version),
}

impl Outlet {
    fn put(&mut self, card: &Customer) -> Result<(), String> {
        match self {
            Self::Table(table, columns, office) => {
                let cells = row(card, columns, office).into_iter().map(cell).collect::<Vec<_>>();
                table.row(&cells)
            }
            Self::Cards(file, version) => file.put(&vcard::write(card, *version)),
        }
        .map_err(|error| error.to_string())
    }

    fn finish(self) -> Result<Complete, String> {
        match self {
            Self::Table(table, ..) => table.finish(),
            Self::Cards(file, _) => file.finish(),
        }
        .map_err(|error| error.to_string())
    }
}

fn cell(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// The heads of columns in the language of whoever asked; an import understands them in both.
fn heads(
    columns: &[OutColumn],
    fields: &[FieldColumn],
    words: &BTreeMap<String, String>,
) -> Vec<String> {
    let head = |column: &OutColumn| match column.target {
        Target::Field(id) => {
            fields.iter().find(|field| field.id == id).map_or("", |field| &field.name).to_owned()
        }
        target => {
            let plain = || target.word().replace('_', " ");
            let name = words.get(&format!("transfer.head.{}", target.word())).cloned();
            let name = name.unwrap_or_else(plain);
            let is_numbered = matches!(target, Target::Number | Target::NumberLabel);
            if is_numbered { format!("{name} {}", column.index + 1) } else { name }
        }
    };
    columns.iter().map(head).collect()
}

/// What is one of two, in the language of the heads.
fn said_in(words: &BTreeMap<String, String>) -> Said {
    let plain = Said::default();
    let word = |key: &str, plain: String| {
        words.get(&format!("transfer.said.{key}")).cloned().unwrap_or(plain)
    };
    Said {
        person: word("person", plain.person),
        company: word("company", plain.company),
        yes: word("yes", plain.yes),
        no: word("no", plain.no),
    }
}

fn begin(reader: &Reader, order: &ListOrder) -> Result<Outlet, String> {
    let said = |error: crate::export::ExportError| error.to_string();
    let version = match order.format {
        ListFormat::Vcard => Some(Version::V3),
        ListFormat::Vcard4 => Some(Version::V4),
        ListFormat::Csv | ListFormat::Xlsx => None,
    };
    if let Some(version) = version {
        return Ok(Outlet::Cards(PlainFile::begin(&order.path).map_err(said)?, version));
    }
    let format = if order.format == ListFormat::Csv { Format::Csv } else { Format::Xlsx };
    let mut office = office_columns(reader)?;
    office.said = said_in(&order.words);
    let columns = out_columns(&office.fields);
    let head = heads(&columns, &office.fields, &order.words);
    let title = word(&order.words, "transfer.sheet");
    let table = Table::begin(&order.path, format, &title, &head).map_err(said)?;
    Ok(Outlet::Table(table, columns, office))
}

/// Writes customers; gives where the file is and how many they are, or `None` when `watch` said no.
///
/// # Errors
/// In a sentence for people; nothing is left of the file then.
pub fn export(
    database: &Path,
    act: &Act,
    order: &ListOrder,
    watch: Watch<'_>,
) -> Result<Option<(PathBuf, u64)>, String> {
    let said = |error: crate::store::error::StoreError| error.to_string();
    let reader = Reader::open(database).map_err(said)?;
    reader.look_as(act.sight.clone()).map_err(said)?;
    let found = reader.found_out(&order.chosen).map_err(said)?;
    let total = match &found {
        Some(ids) => u64::try_from(ids.len()).unwrap_or(u64::MAX),
        None => reader.count_out().map_err(said)?,
    };
    if order.format == ListFormat::Xlsx && total > MOST_ROWS {
        return Err(crate::export::ExportError::TooMany(MOST_ROWS).to_string());
    }
    let mut outlet = begin(&reader, order)?;
    let (mut done, mut after) = (0, 0);
    loop {
        if !watch(Progress { done, total, rows: done }) {
            return Ok(None);
        }
        let cards = if let Some(ids) = &found {
            let at = usize::try_from(done).unwrap_or(usize::MAX);
            let piece: Vec<CustomerId> = ids.iter().skip(at).take(PIECE).copied().collect();
            done += u64::try_from(piece.len()).unwrap_or(0);
            reader.cards_of(&piece).map_err(said)?
        } else {
            let limit = u32::try_from(PIECE).unwrap_or(u32::MAX);
            let cards = reader.cards_after(after, limit).map_err(said)?;
            done += u64::try_from(cards.len()).unwrap_or(0);
            cards
        };
        let Some(last) = cards.last() else { break };
        after = last.id.map_or(i64::MAX, |id| id.0);
        for card in cards {
            outlet.put(&if act.masks() { masked(card) } else { card })?;
        }
    }
    publish(database, act, "customers", outlet.finish()?, done).map(Some)
}

/// The card with stars in its numbers.
fn masked(mut card: Customer) -> Customer {
    for number in &mut card.numbers {
        number.number = PhoneNumber::new(staff::masked(number.number.as_str()));
    }
    card
}

fn publish(
    database: &Path,
    act: &Act,
    what: &str,
    complete: Complete,
    rows: u64,
) -> Result<(PathBuf, u64), String> {
    let path = complete.place(true).map_err(|error| error.to_string())?;
    let whole = std::path::absolute(&path).unwrap_or_else(|_relative| path.clone());
    let note = ExportNote { what: what.to_owned(), path: whole.display().to_string(), rows };
    journal_export(database, act, &note)
        .map_err(|error| format!("the journal does not take it, so it was not written: {error}"))?;
    complete.publish(&path).map_err(|error| error.to_string())?;
    Ok((path, rows))
}

/// Writes a list with its heads and one example row.
///
/// # Errors
/// In a sentence for people; nothing is left of the file then.
pub fn template(database: &Path, order: &ListOrder) -> Result<Option<(PathBuf, u64)>, String> {
    let reader = Reader::open(database).map_err(|error| error.to_string())?;
    let example = |key: &str| word(&order.words, &format!("transfer.example.{key}"));
    let number = |number: &str, label: &str| ContactNumber {
        number: PhoneNumber::new(number),
        label: label.to_owned(),
        ..ContactNumber::default()
    };
    let card = Customer {
        name: example("name"),
        company: example("company"),
        address: example("address"),
        class: example("class"),
        notes: example("notes"),
        tags: vec![example("tag")],
        numbers: vec![
            number("13800000000", &example("mobile")),
            number("010-60000000", &example("shop")),
        ],
        birthday: crate::crm::transfer::day::birthday("1980-05-03"),
        ..Customer::default()
    };
    let mut outlet = begin(&reader, order)?;
    outlet.put(&card)?;
    let complete = outlet.finish()?;
    let path = complete.place(true).map_err(|error| error.to_string())?;
    complete.publish(&path).map_err(|error| error.to_string())?;
    Ok(Some((path, 1)))
}

/// Writes everything that is kept about one person: as JSON for machines, and beside it as a page to read.
///
/// # Errors
/// In a sentence for people.
pub fn person(
    database: &Path,
    act: &Act,
    id: CustomerId,
    path: &Path,
) -> Result<Option<(PathBuf, u64)>, String> {
    if act.masks() {
        return Err("your role may not see numbers whole, and this file would hold them".to_owned());
    }
    let reader = Reader::open(database).map_err(|error| error.to_string())?;
    reader.look_as(act.sight.clone()).map_err(|error| error.to_string())?;
    let kept = reader.person(id).map_err(|error| error.to_string())?;
    let json = serde_json::to_string_pretty(&kept).map_err(|error| error.to_string())?;
    let file = |path: &Path, text: &str| -> Result<Complete, String> {
        let mut file = PlainFile::begin(path).map_err(|error| error.to_string())?;
        file.put(text).map_err(|error| error.to_string())?;
        file.finish().map_err(|error| error.to_string())
    };
    let page = file(&path.with_extension("html"), &html(&kept))?;
    let json = file(&path.with_extension("json"), &json)?;
    let whole = page.place(true).map_err(|error| error.to_string())?;
    page.publish(&whole).map_err(|error| error.to_string())?;
    publish(database, act, "person", json, 1).map(Some)
}

/// The same as a page that any browser shows and that runs nothing.
fn html(kept: &Value) -> String {
    let mut out = String::from(
        "<!doctype html><meta charset=\"utf-8\"><style>body{font-family:sans-serif;max-width:60em;margin:2em auto}\
         dt{color:#666}dd{margin-bottom:.4em;white-space:pre-wrap}section{border-left:2px solid #ccc;padding-left:1em}</style>\n",
    );
    part(kept, &mut out);
    out
}

fn part(value: &Value, out: &mut String) {
    match value {
        Value::Object(object) => {
            out.push_str("<dl>");
            for (name, value) in object.iter().filter(|(_, value)| !is_empty(value)) {
                out.push_str("<dt>");
                out.push_str(&escaped(name));
                out.push_str("</dt><dd>");
                part(value, out);
                out.push_str("</dd>\n");
            }
            out.push_str("</dl>");
        }
        Value::Array(rows) => {
            for row in rows {
                out.push_str("<section>");
                part(row, out);
                out.push_str("</section>\n");
            }
        }
        Value::String(text) => out.push_str(&escaped(text)),
        other => out.push_str(&escaped(&other.to_string())),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(rows) => rows.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
