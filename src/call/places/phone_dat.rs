//! The `phone.dat` that many programs share, as a table. Follows the description of its format in the project
//! `xluohome/phonedata` (README: "phone.dat文件格式"): four bytes version (`2302`), `u32` offset of the first index row;
//! records `province|city|post code|area code` ended by a zero; index rows of nine bytes: `u32` first seven digits, `u32`
//! offset of the record, `u8` operator. Little-endian. Types and rules; pure. May not depend on other layers.

use crate::call::places::bytes::Bytes;
use crate::call::places::refusal::{Refusal, Sort};
use crate::call::places::table::{About, Parts, PlaceRow, PlaceTable, Run, TableForm, Words};
use std::collections::HashMap;

const INDEX_ROW: usize = 9;
const HEAD: usize = 8;
/// Longest record looked at.
const RECORD: usize = 256;
/// Operators by their number in the file, from 1.
const OPERATORS: &[(&str, &str)] = &[
    ("中国移动", "China Mobile"),
    ("中国联通", "China Unicom"),
    ("中国电信", "China Telecom"),
    ("中国电信虚拟运营商", "reseller on China Telecom"),
    ("中国联通虚拟运营商", "reseller on China Unicom"),
    ("中国移动虚拟运营商", "reseller on China Mobile"),
    ("中国广电", "China Broadnet"),
    ("中国广电虚拟运营商", "reseller on China Broadnet"),
];
/// Mobile prefixes.
const MOBILE: std::ops::Range<u32> = 1_300_000..2_000_000;

/// Whether the bytes begin like one: a version of digits, and index rows that fill the rest.
#[must_use]
pub fn looks_like(bytes: &[u8]) -> bool {
    head(bytes).is_some()
}

/// Version and offset of the index.
fn head(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut head = Bytes::new(bytes);
    let version = head.take(4)?;
    if !version.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let version = version.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    let first = usize::try_from(head.u32()?).ok()?;
    let fills = bytes.len().checked_sub(first)?.is_multiple_of(INDEX_ROW);
    (first >= HEAD && first < bytes.len() && fills).then_some((version, first))
}

/// Reads a `phone.dat`.
///
/// # Errors
/// When it is another kind of file, or damaged.
pub fn read(bytes: &[u8]) -> Result<PlaceTable, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let (version, first) = head(bytes).ok_or_else(|| Refusal::Other(Sort::of(bytes)))?;
    let mut parts = Parts::default();
    let mut made = Maker { bytes, first, ids: HashMap::new(), words: HashMap::new() };
    for (zh, en) in OPERATORS {
        let ids = made.word(&mut parts.words, zh).zip(made.word(&mut parts.words, en));
        parts.operators.extend(ids);
    }
    let rows = bytes.get(first..).unwrap_or_default().chunks_exact(INDEX_ROW);
    let mut last = 0;
    for row in rows {
        let run =
            made.run(row, &mut parts).ok_or(Refusal::Damaged("an index row makes no sense"))?;
        if run.from < last {
            return Err(Refusal::Damaged("its index is not in order"));
        }
        last = run.to;
        add(&mut parts.runs, run);
    }
    let count = parts.runs.iter().map(|run| run.to - run.from).sum();
    let about = About {
        form: TableForm::PhoneDat,
        file: String::new(),
        source: "phone.dat".to_owned(),
        date: date(version),
        own_date: 0,
        mobile_prefixes: count,
        area_codes: 0,
        services: 0,
        countries: 0,
        bytes: 0,
        silent: Vec::new(),
    };
    Ok(PlaceTable::build(about, parts))
}

/// `2302` is February 2023; anything else tells no date.
fn date(version: u32) -> u32 {
    let (year, month) = (version / 100, version % 100);
    if (1..=12).contains(&month) && year >= 10 { (2000 + year) * 10_000 + month * 100 } else { 0 }
}

/// Joins neighbours with the same place and operator.
fn add(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        Some(last)
            if (last.to, last.place, last.operator) == (run.from, run.place, run.operator) =>
        {
            last.to = run.to;
        }
        _ => runs.push(run),
    }
}

struct Maker<'a> {
    bytes: &'a [u8],
    first: usize,
    /// Places by the offset of their record.
    ids: HashMap<usize, u16>,
    words: HashMap<&'a str, u16>,
}

impl<'a> Maker<'a> {
    fn run(&mut self, row: &[u8], parts: &mut Parts) -> Option<Run> {
        let mut row = Bytes::new(row);
        let from = row.u32().filter(|from| MOBILE.contains(from))?;
        let offset = usize::try_from(row.u32()?).ok()?;
        let operator = row.u8().filter(|kind| usize::from(*kind) <= OPERATORS.len())?;
        let place = match self.ids.get(&offset) {
            Some(place) => *place,
            None => self.place(offset, parts)?,
        };
        Some(Run { from, to: from + 1, place, operator })
    }

    fn place(&mut self, offset: usize, parts: &mut Parts) -> Option<u16> {
        let records = self.bytes.get(..self.first)?.get(offset..).filter(|_| offset >= HEAD)?;
        let end = records.iter().take(RECORD).position(|byte| *byte == 0)?;
        let record = std::str::from_utf8(records.get(..end)?).ok()?;
        let mut fields = record.split('|');
        let (province, city) = (fields.next()?, fields.next()?);
        let code = fields.nth(1)?.trim_start_matches('0').parse().unwrap_or(0);
        let province = self.word(&mut parts.words, province)?;
        let city = self.word(&mut parts.words, city)?;
        let id = u16::try_from(parts.places.len()).ok().filter(|id| *id < u16::MAX)?;
        parts.places.push(PlaceRow {
            province: (province, province),
            city: (city, city),
            area_code: code,
            own: false,
        });
        self.ids.insert(offset, id);
        Some(id)
    }

    fn word(&mut self, words: &mut Words, word: &'a str) -> Option<u16> {
        if let Some(id) = self.words.get(word) {
            return Some(*id);
        }
        let id = words.push(word)?;
        self.words.insert(word, id);
        Some(id)
    }
}
