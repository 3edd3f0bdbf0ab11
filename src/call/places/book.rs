//! The book of places: imported tables before the shipped one, people's corrections before all. Pure; a look-up
//! allocates nothing. May depend on `base`. Follows the Chinese numbering plan (YD/T, as in `base::number`) and the list of
//! E.164 country codes.

use crate::base::number::PhoneNumber;
use crate::call::places::correction::{self, Correction};
use crate::call::places::refusal::Refusal;
use crate::call::places::table::{PlaceTable, TableForm, number};
use crate::call::places::{SHIPPED, pack, phone_dat};
use std::fmt;
use std::sync::Arc;

/// Digits of the key of a table.
const KEY: usize = 7;
/// Longest number looked at: E.164 allows 15 digits, service numbers with a tail are longer.
const MOST: usize = 24;

/// A word in two languages; empty when there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Name<'a> {
    /// Chinese.
    pub zh: &'a str,
    /// English.
    pub en: &'a str,
}

impl<'a> Name<'a> {
    fn same(word: &'a str) -> Self {
        Self { zh: word, en: word }
    }

    /// The word of a language.
    #[must_use]
    pub const fn of(self, chinese: bool) -> &'a str {
        if chinese { self.zh } else { self.en }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.zh.is_empty()
    }
}

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// A mobile number of this country.
    Mobile,
    /// A fixed number of this country.
    Fixed,
    /// A short or nationwide service number.
    Service,
    /// The called party pays: 800.
    TollFree,
    /// Both pay: 400.
    Shared,
    /// A number of another country.
    Foreign,
    /// None of these.
    #[default]
    Unknown,
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Origin {
    /// A person, by a correction.
    Person,
    /// The table of this index ([`PlaceBook::tables`]).
    Table(usize),
    /// A row its maker added, of the table of this index.
    Own(usize),
    /// The office's own area code: the number was given without one.
    Home(usize),
    /// Nobody: the prefix is unknown.
    #[default]
    Nobody,
}

/// What is known of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found<'a> {
    /// What kind of number it is.
    pub kind: Kind,
    /// Province; empty when unknown.
    pub province: Name<'a>,
    /// City; empty when unknown.
    pub city: Name<'a>,
    /// Area code without its 0; 0 when there is none.
    pub area_code: u16,
    /// Whom the prefix was given to; empty when unknown. A ported number may have left (携号转网).
    pub operator: Name<'a>,
    /// Name of a service or country; empty otherwise.
    pub name: Name<'a>,
    /// Who says so.
    pub origin: Origin,
}

impl Found<'_> {
    /// A person corrected it.
    #[must_use]
    pub fn corrected(&self) -> bool {
        self.origin == Origin::Person
    }

    /// Whether the operator may have changed since the prefix was given out: mobile numbers are portable here.
    #[must_use]
    pub fn may_be_ported(&self) -> bool {
        self.kind == Kind::Mobile && !self.operator.is_empty()
    }

    /// The place alone: `河南 南阳`, `北京`, `Nanyang, Henan`, a country, a service; `None` when unknown.
    #[must_use]
    pub fn place(&self, chinese: bool) -> Option<String> {
        if !self.name.is_empty() {
            return Some(self.name.of(chinese).to_owned());
        }
        let (province, city) = (self.province.of(chinese), self.city.of(chinese));
        match (province, city) {
            ("", "") => None,
            ("", only) | (only, "") => Some(only.to_owned()),
            (province, city) if province == city => Some(city.to_owned()),
            (province, city) if chinese => Some(format!("{province} {city}")),
            (province, city) => Some(format!("{city}, {province}")),
        }
    }
}

/// Tables and corrections. Cheap to clone.
#[derive(Clone, Default)]
pub struct PlaceBook {
    tables: Vec<Arc<PlaceTable>>,
    corrections: Arc<Vec<Correction>>,
    /// How many digits corrections have, the longest first: no other beginnings are looked for.
    lengths: Arc<Vec<usize>>,
}

impl fmt::Debug for PlaceBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let corrections = self.corrections.len();
        write!(f, "PlaceBook({} tables, {corrections} corrections)", self.tables.len())
    }
}

impl PartialEq for PlaceBook {
    fn eq(&self, other: &Self) -> bool {
        self.corrections == other.corrections
            && self.tables.len() == other.tables.len()
            && self.tables.iter().zip(&other.tables).all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
    }
}

/// Reads a table of either form: ours, or a `phone.dat`.
///
/// # Errors
/// When it is neither, newer, or damaged; the refusal names what it is.
pub fn read_table(bytes: &[u8]) -> Result<PlaceTable, Refusal> {
    if phone_dat::looks_like(bytes) { phone_dat::read(bytes) } else { pack::read(bytes) }
}

/// The table that came with the program.
///
/// # Errors
/// Never in a program that was built whole.
pub fn shipped() -> Result<PlaceTable, Refusal> {
    pack::read(SHIPPED).map(|table| table.named(TableForm::Shipped, ""))
}

impl PlaceBook {
    /// A book of one table, of either form.
    ///
    /// # Errors
    /// When it is neither, newer, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        Ok(Self::new(vec![Arc::new(read_table(bytes)?)]))
    }

    /// A book of these tables, the first one asked first.
    #[must_use]
    pub fn new(tables: Vec<Arc<PlaceTable>>) -> Self {
        Self { tables, ..Self::default() }
    }

    /// The same tables with these corrections.
    #[must_use]
    pub fn corrected(&self, corrections: Vec<Correction>) -> Self {
        let corrections = correction::sorted(corrections);
        let mut lengths: Vec<usize> = corrections.iter().map(|c| c.digits.len()).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        lengths.dedup();
        Self {
            tables: self.tables.clone(),
            corrections: Arc::new(corrections),
            lengths: Arc::new(lengths),
        }
    }

    /// Its tables, the first one asked first.
    #[must_use]
    pub fn tables(&self) -> &[Arc<PlaceTable>] {
        &self.tables
    }

    /// Its corrections, by their digits.
    #[must_use]
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// Where a number belongs. `home_area` is the office's area code with its 0 (`010`), or empty: a number without an area
    /// code belongs there.
    #[must_use]
    pub fn find(&self, number: &PhoneNumber, home_area: &str) -> Found<'_> {
        self.find_key(number.key().as_str(), home_area)
    }

    /// The same for a match key. Allocates nothing.
    #[must_use]
    pub fn find_key(&self, key: &str, home_area: &str) -> Found<'_> {
        let Some(digits) = Digits::of(key, home_area) else { return Found::default() };
        let found = self.by_plan(&digits);
        if self.lengths.is_empty() { found } else { self.overrule(found, digits.key()) }
    }

    fn by_plan(&self, digits: &Digits) -> Found<'_> {
        let all = digits.all();
        match digits.kind() {
            Kind::Foreign => self.ask(|_, table| {
                let name = table.country(all)?;
                Some(Found { kind: Kind::Foreign, name, ..Found::default() })
            }),
            Kind::Mobile => {
                let place = self.placed(Kind::Mobile, all, Origin::Table);
                if place.operator.is_empty() {
                    let operator = self.first(|_, table| table.operator_of(all));
                    Found { operator: operator.unwrap_or_default(), ..place }
                } else {
                    place
                }
            }
            Kind::Fixed if digits.at_home => self.placed(Kind::Fixed, all, Origin::Home),
            Kind::Fixed => self.placed(Kind::Fixed, all, Origin::Table),
            Kind::Service => self.ask(|_, table| {
                let known = table.service(all, true).or_else(|| table.service(all, false));
                known.map(|(name, kind)| Found { kind: service(kind), name, ..Found::default() })
            }),
            kind => Found { kind, ..Found::default() },
        }
        .with_kind(digits.kind())
    }

    fn placed(&self, kind: Kind, digits: &[u8], origin: fn(usize) -> Origin) -> Found<'_> {
        let Some(key) = key_of(digits) else { return Found { kind, ..Found::default() } };
        let found = self.first(|at, table| {
            let (row, operator) = table.place(key)?;
            Some(Found {
                kind,
                province: table.name(row.province.0, row.province.1),
                city: table.name(row.city.0, row.city.1),
                area_code: row.area_code,
                operator: operator.unwrap_or_default(),
                name: Name::default(),
                origin: if row.own { Origin::Own(at) } else { origin(at) },
            })
        });
        found.unwrap_or(Found { kind, ..Found::default() })
    }

    fn ask<'a>(&'a self, look: impl Fn(usize, &'a PlaceTable) -> Option<Found<'a>>) -> Found<'a> {
        let named = |at, table| look(at, table).map(|f| Found { origin: Origin::Table(at), ..f });
        self.first(named).unwrap_or_default()
    }

    fn first<'a, T>(&'a self, look: impl Fn(usize, &'a PlaceTable) -> Option<T>) -> Option<T> {
        self.tables.iter().enumerate().find_map(|(at, table)| look(at, table))
    }

    /// Puts what a person said over what the tables say.
    fn overrule<'a>(&'a self, found: Found<'a>, key: &str) -> Found<'a> {
        let Some(said) = self.correction(key) else { return found };
        let or = |word: &'a str, known| if word.is_empty() { known } else { Name::same(word) };
        let moved = !said.province.is_empty() || !said.city.is_empty();
        let (province, city, name, area_code) = if moved {
            (Name::same(&said.province), Name::same(&said.city), Name::default(), 0)
        } else {
            (found.province, found.city, found.name, found.area_code)
        };
        let operator = or(&said.operator, found.operator);
        Found { province, city, name, area_code, operator, origin: Origin::Person, ..found }
    }

    /// The correction with the most digits that the key begins with.
    fn correction(&self, key: &str) -> Option<&Correction> {
        self.lengths.iter().find_map(|length| {
            let head = key.get(..*length)?;
            let at = self.corrections.binary_search_by(|c| c.digits.as_str().cmp(head)).ok()?;
            self.corrections.get(at)
        })
    }
}

impl Found<'_> {
    /// The kind the numbering plan gives, unless a service row knows better.
    fn with_kind(self, kind: Kind) -> Self {
        if self.kind == Kind::Unknown { Self { kind, ..self } } else { self }
    }
}

fn service(kind: u8) -> Kind {
    match kind {
        1 => Kind::TollFree,
        2 => Kind::Shared,
        _ => Kind::Service,
    }
}

/// The first seven digits, filled up with zeros.
fn key_of(digits: &[u8]) -> Option<u32> {
    let head = digits.get(..KEY).unwrap_or(digits);
    let missing = u32::try_from(KEY - head.len()).ok()?;
    number(head).map(|value| value * 10_u32.pow(missing))
}

/// A number's digits without the plus, put behind the home area code where it has none of its own.
struct Digits {
    buffer: [u8; MOST],
    length: usize,
    kind: Kind,
    at_home: bool,
}

impl Digits {
    fn of(key: &str, home_area: &str) -> Option<Self> {
        let mut digits = Self { buffer: [0; MOST], length: 0, kind: Kind::Unknown, at_home: false };
        if let Some(abroad) = key.strip_prefix('+') {
            digits.put(b"+");
            digits.put(abroad.as_bytes());
            digits.kind = Kind::Foreign;
            return (!abroad.is_empty()).then_some(digits);
        }
        let bytes = key.as_bytes();
        digits.kind = kind_of(bytes);
        if let (Kind::Fixed, Some(area)) = (digits.kind, key.strip_prefix('0')) {
            digits.put(area.as_bytes());
            return Some(digits);
        }
        if is_local(bytes) {
            let area = home_area.trim_start_matches('0');
            digits.at_home = !area.is_empty();
            digits.put(area.as_bytes());
            digits.kind = if digits.at_home { Kind::Fixed } else { Kind::Unknown };
        }
        digits.put(bytes);
        (digits.length > 0).then_some(digits)
    }

    fn put(&mut self, more: &[u8]) {
        let room = self.buffer.get_mut(self.length..).unwrap_or_default();
        let count = more.len().min(room.len());
        if let (Some(room), Some(more)) = (room.get_mut(..count), more.get(..count)) {
            room.copy_from_slice(more);
            self.length += count;
        }
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    /// Digits alone.
    fn all(&self) -> &[u8] {
        let all = self.buffer.get(..self.length).unwrap_or_default();
        all.strip_prefix(b"+").unwrap_or(all)
    }

    /// As corrections are written: with the plus of a foreign number.
    fn key(&self) -> &str {
        let all = self.buffer.get(..self.length).unwrap_or_default();
        std::str::from_utf8(all).unwrap_or_default()
    }
}

/// A subscriber number without an area code.
fn is_local(key: &[u8]) -> bool {
    matches!(key, [b'2'..=b'8', ..]) && matches!(key.len(), 7 | 8)
}

/// What the numbering plan says of a national key (or of the beginning of one: an area code with its 0, the first seven
/// digits of a mobile number).
fn kind_of(key: &[u8]) -> Kind {
    match (key, key.len()) {
        ([b'1', b'3'..=b'9', ..], 7..=11) => Kind::Mobile,
        // Short numbers; 400 and 800; senders of text messages; 950.
        ([b'1' | b'9', ..], 3..=8)
        | ([b'4' | b'8', b'0', b'0', ..], 10)
        | ([b'1', b'0', b'6', ..], 11..)
        | ([b'9', b'5', b'0', ..], 9..) => Kind::Service,
        // An area code with its 0, alone; area code and subscriber.
        ([b'0', b'1'..=b'9', ..], 3..=9)
        | ([b'1', b'0', ..] | [b'2', ..], 9..=10)
        | ([b'3'..=b'9', ..], 10..=11) => Kind::Fixed,
        _ => Kind::Unknown,
    }
}
