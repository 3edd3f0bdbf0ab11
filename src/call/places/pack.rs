//! Our own table as a file. Made by `assets/places/make.py`; read here from bytes that may be anything.
//! Types and rules; pure. May not depend on other layers.
//!
//! All numbers little-endian. Head: `RINGPLC\0`, version `u16` (1), date of the data `u32` (20261106), date of its
//! maker's own rows `u32`, seven-digit mobile prefixes covered `u32`, length of the body `u32`, CRC-32 of the body `u32`.
//! Body:
//! ```text
//! source        u16 word
//! words         u16 count, each: u8 length, UTF-8
//! places        u16 count, each: u16 province, u16 city (Chinese words), u16 province, u16 city (English),
//!               u16 area code without its 0, u8 own row
//! runs          u32 count, u32 bytes, each three varints: gap behind the run before, keys, place
//! operators     u16 count, each: u16 Chinese, u16 English word
//! whose prefix  u16 count, each: u8 digits, u32 prefix, u16 operator, u16 0, u8 own row
//! services      u16 count, each: u8 digits, u32 prefix, u16 Chinese, u16 English word, u8 kind (0 service, 1 toll-free,
//!               2 shared cost)
//! countries     u16 count, each: u8 digits, u32 calling code, u16 Chinese, u16 English word, u8 0
//! ```

use crate::call::places::bytes::{Bytes, crc32};
use crate::call::places::refusal::{Refusal, Sort};
use crate::call::places::table::{
    About, KEYS, Parts, PlaceRow, PlaceTable, PrefixRow, Prefixes, Run, TableForm, Words,
};

/// How our file begins.
pub(super) const MAGIC: &[u8; 8] = b"RINGPLC\0";
const VERSION: u16 = 1;
/// Keys below this with a place are area codes; mobile prefixes are `1300000..2000000`.
const MOBILE: std::ops::Range<u32> = 1_300_000..2_000_000;

/// Reads a table of ours.
///
/// # Errors
/// When it is another kind of file, newer, or damaged.
pub fn read(bytes: &[u8]) -> Result<PlaceTable, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let Some(rest) = bytes.strip_prefix(MAGIC.as_slice()) else {
        return Err(Refusal::Other(Sort::of(bytes)));
    };
    let mut head = Bytes::new(rest);
    let version = head.u16().ok_or(CUT)?;
    if version > VERSION {
        return Err(Refusal::Newer);
    }
    let mut field = || head.u32().ok_or(CUT);
    let (date, own_date, mobile_prefixes) = (field()?, field()?, field()?);
    let (length, sum) = (field()?, field()?);
    let body = usize::try_from(length).ok().and_then(|length| head.take(length)).ok_or(CUT)?;
    if crc32(body) != sum || !head.is_empty() {
        return Err(Refusal::Damaged("its checksum is wrong"));
    }
    let (parts, source) = parts(&mut Bytes::new(body)).ok_or(WRONG)?;
    let about = About {
        form: TableForm::Pack,
        file: String::new(),
        source: parts.words.get(source).to_owned(),
        date,
        own_date,
        mobile_prefixes,
        area_codes: area_codes(&parts),
        services: 0,
        countries: 0,
        bytes: 0,
        silent: Vec::new(),
    };
    Ok(PlaceTable::build(about, parts))
}

const CUT: Refusal = Refusal::Damaged("it is cut off");
const WRONG: Refusal = Refusal::Damaged("a part of it makes no sense");

fn parts(body: &mut Bytes<'_>) -> Option<(Parts, u16)> {
    let source = body.u16()?;
    let mut words = Words::default();
    for _ in 0..body.u16()? {
        let length = usize::from(body.u8()?);
        words.push(std::str::from_utf8(body.take(length)?).ok()?)?;
    }
    let mut places = Vec::new();
    for _ in 0..body.u16()? {
        places.push(place(body).filter(|row| known(&words, row))?);
    }
    let runs = runs(body, places.len())?;
    let mut operators = Vec::new();
    for _ in 0..body.u16()? {
        let (zh, en) = (body.u16()?, body.u16()?);
        operators.push((words.has(zh) && words.has(en)).then_some((zh, en))?);
    }
    let is_operator = |row: &PrefixRow| usize::from(row.zh) < operators.len();
    let operator_prefixes = prefixes(body, is_operator)?;
    let is_word = |row: &PrefixRow| words.has(row.zh) && words.has(row.en);
    let services = prefixes(body, is_word)?;
    let countries = prefixes(body, is_word)?;
    let done = body.is_empty();
    let parts = Parts { words, places, runs, operators, operator_prefixes, services, countries };
    done.then_some((parts, source))
}

fn place(body: &mut Bytes<'_>) -> Option<PlaceRow> {
    let (province, city) = (body.u16()?, body.u16()?);
    let (province_en, city_en) = (body.u16()?, body.u16()?);
    Some(PlaceRow {
        province: (province, province_en),
        city: (city, city_en),
        area_code: body.u16()?,
        own: body.u8()? != 0,
    })
}

fn known(words: &Words, row: &PlaceRow) -> bool {
    [row.province.0, row.province.1, row.city.0, row.city.1].iter().all(|id| words.has(*id))
}

fn runs(body: &mut Bytes<'_>, places: usize) -> Option<Vec<Run>> {
    let count = body.u32()?;
    let length = usize::try_from(body.u32()?).ok()?;
    let mut packed = Bytes::new(body.take(length)?);
    let mut runs = Vec::new();
    let mut end = 0_u32;
    for _ in 0..count {
        let from = end.checked_add(packed.varint()?)?;
        let keys = packed.varint()?;
        let to = from.checked_add(keys).filter(|to| *to <= KEYS && keys > 0)?;
        let place = u16::try_from(packed.varint()?).ok().filter(|at| usize::from(*at) < places)?;
        runs.push(Run { from, to, place, operator: 0 });
        end = to;
    }
    packed.is_empty().then_some(runs)
}

fn prefixes(body: &mut Bytes<'_>, fits: impl Fn(&PrefixRow) -> bool) -> Option<Prefixes> {
    let mut rows = Vec::new();
    for _ in 0..body.u16()? {
        let length = body.u8().filter(|length| (1..=9).contains(length))?;
        let key = Prefixes::key(length, body.u32()?);
        let row = PrefixRow { key, zh: body.u16()?, en: body.u16()?, extra: body.u8()? };
        rows.push(Some(row).filter(&fits)?);
    }
    Some(Prefixes::new(rows))
}

/// Runs outside the mobile keys, by their area codes.
fn area_codes(parts: &Parts) -> u32 {
    let fixed = parts.runs.iter().filter(|run| !MOBILE.contains(&run.from));
    let mut codes: Vec<u16> = Vec::new();
    for run in fixed {
        codes.extend(parts.places.get(usize::from(run.place)).map(|place| place.area_code));
    }
    codes.sort_unstable();
    codes.dedup();
    u32::try_from(codes.len()).unwrap_or(u32::MAX)
}
