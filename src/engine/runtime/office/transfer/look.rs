//! The beginning of a file: where its head is, what its columns mean, the first rows.
//! May depend on `crm`, `store` and the engine's types.

use super::sniff::{self, Form};
use super::source::{Mark, Source};
use super::{office_columns, vcards};
use crate::crm::transfer::column::{self, FieldColumn, Target};
use crate::crm::transfer::report::Preview;
use crate::crm::transfer::{draft, repair};
use crate::engine::office::transfer::Reading;
use crate::store::reader::Reader;
use std::path::Path;

/// Rows that are shown.
const SHOWN: usize = 8;
/// Rows among which the head is looked for: titles may stand above it.
const TITLES: usize = 10;
/// Columns a list has at most.
const COLUMNS: usize = 500;

/// What was found out about a file.
pub(super) struct Looked {
    pub source: Source,
    pub preview: Preview,
}

/// Reads the beginning of a file.
///
/// # Errors
/// In a sentence for people.
pub fn look(database: &Path, reading: &Reading) -> Result<Preview, String> {
    let reader = Reader::open(database).map_err(|error| error.to_string())?;
    Ok(examine(&reader, reading)?.preview)
}

pub(super) fn examine(reader: &Reader, reading: &Reading) -> Result<Looked, String> {
    let form = sniff::form(&reading.path, reading.encoding.as_deref(), reading.delimiter)?;
    let office = office_columns(reader)?;
    let mut preview =
        Preview { path: reading.path.display().to_string(), office, ..Preview::default() };
    let mut source = Source { path: reading.path.clone(), form, skip: 0 };
    match form {
        Form::Cards(encoding) => {
            preview.encoding = format!("vCard {}", encoding.name());
            preview.is_vcard = true;
            show_cards(&source, encoding, &mut preview)?;
            return Ok(Looked { source, preview });
        }
        Form::Text(encoding, sign) => {
            encoding.name().clone_into(&mut preview.encoding);
            preview.delimiter = Some(char::from(sign));
        }
        Form::Xlsx => "xlsx".clone_into(&mut preview.encoding),
        Form::Xls => "xls".clone_into(&mut preview.encoding),
    }
    let first = first_rows(&source)?;
    if first.is_empty() {
        return Err(format!("{} has no rows", reading.path.display()));
    }
    head(first, &mut source, &mut preview)?;
    let remembered = reader
        .column_map(&heads(&preview.head))
        .map_err(|error| error.to_string())?
        .and_then(|json| serde_json::from_str::<Vec<Target>>(&json).ok())
        .filter(|targets| targets.len() == preview.head.len());
    preview.remembered = remembered.is_some();
    if let Some(targets) = remembered {
        preview.targets = targets;
    } else if preview.targets.is_empty() {
        preview.targets = column::guess_all(&preview.head, &preview.office.fields);
    }
    Ok(Looked { source, preview })
}

/// The key under which the meaning of columns is remembered.
pub(super) fn heads(head: &[String]) -> String {
    head.join("\n")
}

/// The first rows with their place among all that are not empty.
fn first_rows(source: &Source) -> Result<Vec<Vec<String>>, String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    source.rows(&Mark::default(), &mut |_line, cells| {
        let cells = cells.iter().take(COLUMNS + 1);
        rows.push(cells.map(|cell| shortened(cell)).collect());
        rows.len() < TITLES + SHOWN
    })?;
    Ok(rows)
}

fn shortened(cell: &str) -> String {
    match cell.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", cell.get(..at).unwrap_or_default()),
        None => cell.to_owned(),
    }
}

/// Finds the head: the row most of whose cells are names of columns, the first of equals.
fn head(
    mut rows: Vec<Vec<String>>,
    source: &mut Source,
    preview: &mut Preview,
) -> Result<(), String> {
    let known = |row: &Vec<String>| column::known(row, &preview.office.fields);
    let (mut at, mut most) = (0, 0);
    for (index, row) in rows.iter().take(TITLES).enumerate() {
        let count = known(row);
        if count > most {
            (at, most) = (index, count);
        }
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if width > COLUMNS {
        return Err(format!("{} has more than {COLUMNS} columns", source.path.display()));
    }
    let begins_with_data = most == 0 && rows.first().is_some_and(|row| has_number(row));
    if most == 0 && !begins_with_data && width < 2 {
        let name = source.path.display();
        return Err(format!(
            "{name} is no table: one column, no name of a column and no telephone number in it"
        ));
    }
    if begins_with_data {
        preview.head = (1..=width).map(|n| format!("#{n}")).collect();
        preview.targets = guess_by_cells(&rows, width);
        source.skip = 0;
    } else {
        // Rows are counted before empty ones are left out.
        source.skip = place_of(source, at)?;
        preview.head = rows.get(at).cloned().unwrap_or_default();
        while preview.head.last().is_some_and(|name| name.trim().is_empty()) {
            preview.head.pop();
        }
        rows.drain(..=at);
    }
    rows.truncate(SHOWN);
    preview.rows = rows;
    Ok(())
}

/// How many rows, empty ones too, end with the row that is number `at` of those that are not.
fn place_of(source: &Source, at: usize) -> Result<u64, String> {
    let mut seen = 0;
    let mut place = 0;
    let mut count = |cells: &[&str]| {
        place += 1;
        seen += usize::from(!cells.iter().all(|cell| cell.trim().is_empty()));
        seen <= at
    };
    source.every_row(&Mark::default(), &mut |_line, cells| count(cells))?;
    Ok(place)
}

fn has_number(row: &[String]) -> bool {
    row.iter().any(|cell| is_number(cell))
}

fn is_number(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits >= 7 && repair::repair(cell).is_some_and(|done| !done.numbers.is_empty())
}

/// Without a head: the column of numbers, and the first column of words as names.
fn guess_by_cells(rows: &[Vec<String>], width: usize) -> Vec<Target> {
    let mut targets = vec![Target::ToNotes; width];
    for row in rows.iter().take(1) {
        for (cell, target) in row.iter().zip(&mut targets) {
            if is_number(cell) {
                *target = Target::Number;
            }
        }
    }
    if let Some(name) = targets.iter_mut().find(|target| **target == Target::ToNotes) {
        *name = Target::Name;
    }
    targets
}

fn show_cards(
    source: &Source,
    encoding: &'static encoding_rs::Encoding,
    preview: &mut Preview,
) -> Result<(), String> {
    let columns = column::out_columns(&preview.office.fields);
    let fields: Vec<FieldColumn> = preview.office.fields.clone();
    let mut rows = Vec::new();
    vcards::cards(&source.path, encoding, &fields, &Mark::default(), &mut |_line, card| {
        if let Ok(card) = card {
            rows.push(draft::row(&card.into_card(), &columns, &preview.office));
        }
        rows.len() < SHOWN
    })?;
    preview.head = columns.iter().map(|column| column.target.word().to_owned()).collect();
    preview.targets = columns.iter().map(|column| column.target).collect();
    preview.rows = rows;
    Ok(())
}
