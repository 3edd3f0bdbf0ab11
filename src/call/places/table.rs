//! One table of places in memory: which seven digits belong where, whom mobile prefixes were given to, service numbers,
//! calling codes. All words stand in one text; a look-up allocates nothing. May depend on `base`.
//!
//! Seven digits are the first seven of a national significant number: a mobile prefix (`1380013`), or an area code
//! without its 0 and the beginning of a subscriber number (`3776512`). Neighbours with the same place are one run; a
//! run begins at `starts[i]` and ends where the next begins. `buckets[k / 100]` is the first run that may matter to
//! `k`, so that the search behind it is over a handful.

use crate::call::places::book::Name;

/// Seven digits: keys are below this.
pub(super) const KEYS: u32 = 10_000_000;
const BUCKET: u32 = 100;
/// The run of keys nobody knows.
const NOWHERE: u16 = u16::MAX;

/// Of what form a table was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TableForm {
    /// It came with the program.
    Shipped,
    /// A table of ours, from a file.
    Pack,
    /// A `phone.dat`.
    PhoneDat,
}

/// What a table says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Of what form.
    pub form: TableForm,
    /// The file's name in the data folder; empty for the shipped one.
    pub file: String,
    /// Where its data comes from, in its own words.
    pub source: String,
    /// As of when: `20261106`; the day is `00` where only the month is known, 0 where nothing is.
    pub date: u32,
    /// As of when the rows are that its maker added from knowledge of his own; 0 when there are none.
    pub own_date: u32,
    /// Seven-digit mobile prefixes with a place.
    pub mobile_prefixes: u32,
    /// Area codes with a place.
    pub area_codes: u32,
    /// Service numbers with a name.
    pub services: u32,
    /// Calling codes with a name.
    pub countries: u32,
    /// Bytes it takes in memory.
    pub bytes: u32,
    /// Three-digit mobile prefixes that were given out and have no place at all here.
    pub silent: Vec<u16>,
}

/// A province and city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlaceRow {
    pub province: (u16, u16),
    pub city: (u16, u16),
    /// Area code without its 0; 0: none.
    pub area_code: u16,
    /// Added by the maker of the table.
    pub own: bool,
}

/// Names by prefix, the longest wins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Prefixes {
    /// Digits and how many there are, in the order of [`Prefixes::key`].
    rows: Vec<PrefixRow>,
    longest: u8,
}

/// A row of [`Prefixes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PrefixRow {
    pub key: u64,
    pub zh: u16,
    pub en: u16,
    pub extra: u8,
}

impl Prefixes {
    pub fn new(rows: Vec<PrefixRow>) -> Self {
        let mut rows = rows;
        rows.sort_by_key(|row| row.key);
        let longest = rows.last().map_or(0, |row| row.key >> 32);
        Self { rows, longest: u8::try_from(longest).unwrap_or(u8::MAX) }
    }

    /// The sort key: shorter prefixes first.
    pub fn key(length: u8, digits: u32) -> u64 {
        u64::from(length) << 32 | u64::from(digits)
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row of the longest prefix of these digits.
    pub fn longest(&self, digits: &[u8]) -> Option<PrefixRow> {
        let most = self.longest.min(u8::try_from(digits.len()).unwrap_or(u8::MAX));
        (1..=most).rev().find_map(|length| self.exact(digits.get(..usize::from(length))?))
    }

    /// The row of exactly these digits.
    pub fn exact(&self, digits: &[u8]) -> Option<PrefixRow> {
        let length = u8::try_from(digits.len()).ok().filter(|n| *n <= self.longest)?;
        let key = Self::key(length, number(digits)?);
        let at = self.rows.binary_search_by_key(&key, |row| row.key).ok()?;
        self.rows.get(at).copied()
    }
}

/// ASCII digits as a number; `None` when one is no digit or there are more than nine.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    if digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0_u32, |value, digit| {
        digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
    })
}

/// The words of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    text: String,
    /// Where each begins; one more than there are words.
    starts: Vec<u32>,
}

impl Words {
    pub fn push(&mut self, word: &str) -> Option<u16> {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        let id = u16::try_from(self.starts.len() - 1).ok()?;
        self.text.push_str(word);
        self.starts.push(u32::try_from(self.text.len()).ok()?);
        Some(id)
    }

    pub fn get(&self, id: u16) -> &str {
        let at = |index: usize| self.starts.get(index).and_then(|at| usize::try_from(*at).ok());
        let span = at(usize::from(id)).zip(at(usize::from(id) + 1));
        span.and_then(|(from, to)| self.text.get(from..to)).unwrap_or_default()
    }

    pub fn has(&self, id: u16) -> bool {
        usize::from(id) + 1 < self.starts.len()
    }

    fn bytes(&self) -> usize {
        self.text.capacity() + self.starts.capacity() * size_of::<u32>()
    }
}

/// Keys that belong to one place: the first, the one behind the last, the place, and the operator when this table knows
/// it key by key (1 + its index; 0: not).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub from: u32,
    pub to: u32,
    pub place: u16,
    pub operator: u8,
}

/// One table of places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceTable {
    about: About,
    words: Words,
    places: Vec<PlaceRow>,
    starts: Vec<u32>,
    values: Vec<(u16, u8)>,
    buckets: Vec<u32>,
    operators: Vec<(u16, u16)>,
    /// 1 + the operator of the four digits 1000 to 1999; 0: unknown. The answer of the longest prefix, worked out once.
    by_prefix: Vec<u8>,
    services: Prefixes,
    countries: Prefixes,
}

/// What a table is built of.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub words: Words,
    pub places: Vec<PlaceRow>,
    /// In order, without overlap.
    pub runs: Vec<Run>,
    pub operators: Vec<(u16, u16)>,
    pub operator_prefixes: Prefixes,
    pub services: Prefixes,
    pub countries: Prefixes,
}

impl PlaceTable {
    pub(super) fn build(about: About, parts: Parts) -> Self {
        let Parts { words, places, runs, operators, operator_prefixes, services, countries } =
            parts;
        let (starts, values) = steps(&runs);
        let buckets = buckets(&starts);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut table = Self {
            about,
            words,
            places,
            starts,
            values,
            buckets,
            by_prefix: by_prefix(&operator_prefixes),
            operators,
            services,
            countries,
        };
        table.about.services = count(table.services.len());
        table.about.countries = count(table.countries.len());
        table.about.bytes = count(table.bytes());
        table.about.silent = table.silent();
        table
    }

    fn bytes(&self) -> usize {
        let prefixes = [&self.services, &self.countries];
        let prefixes: usize = prefixes.iter().map(|p| p.rows.capacity()).sum();
        self.words.bytes()
            + self.by_prefix.capacity()
            + self.places.capacity() * size_of::<PlaceRow>()
            + self.starts.capacity() * size_of::<u32>()
            + self.values.capacity() * size_of::<(u16, u8)>()
            + self.buckets.capacity() * size_of::<u32>()
            + prefixes * size_of::<PrefixRow>()
    }

    fn silent(&self) -> Vec<u16> {
        let given = |prefix: &u16| {
            let any = |digit| self.operator_of(format!("{prefix}{digit}").as_bytes()).is_some();
            (0..10).any(any)
        };
        let placed = |prefix: &u16| {
            let from = u32::from(*prefix) * 10_000;
            let at = self.starts.partition_point(|start| *start <= from).saturating_sub(1);
            let runs = self.starts.iter().zip(&self.values).skip(at);
            runs.take_while(|(start, _)| **start < from + 10_000).any(|(_, v)| v.0 != NOWHERE)
        };
        (130..200).filter(|prefix| given(prefix) && !placed(prefix)).collect()
    }

    /// What it says of itself.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// The same table under the name of a file in the data folder.
    #[must_use]
    pub fn named(mut self, form: TableForm, file: &str) -> Self {
        self.about.form = form;
        file.clone_into(&mut self.about.file);
        self
    }

    /// The place of seven digits, and the operator where this table knows it so finely.
    pub(super) fn place(&self, key: u32) -> Option<(&PlaceRow, Option<Name<'_>>)> {
        let bucket = usize::try_from(key / BUCKET).ok()?;
        let from = usize::try_from(*self.buckets.get(bucket)?).ok()?;
        let to = usize::try_from(*self.buckets.get(bucket + 1)?).ok()?;
        // The run that holds the key began in this bucket, or is the last one before it.
        let inside = self.starts.get(from..to)?.partition_point(|start| *start <= key);
        let (place, operator) = *self.values.get((from + inside).checked_sub(1)?)?;
        let row = self.places.get(usize::from(place))?;
        let operator = usize::from(operator).checked_sub(1).and_then(|at| self.operator(at));
        Some((row, operator))
    }

    /// The same by a search over the whole table, for the bench to compare with.
    #[must_use]
    pub fn place_by_plain_search(&self, key: u32) -> Option<u16> {
        let at = self.starts.partition_point(|start| *start <= key).checked_sub(1)?;
        let (place, _) = *self.values.get(at)?;
        (place != NOWHERE).then_some(place)
    }

    /// Whether seven digits have a place.
    #[must_use]
    pub fn knows(&self, key: u32) -> bool {
        self.place(key).is_some()
    }

    fn operator(&self, at: usize) -> Option<Name<'_>> {
        let (zh, en) = *self.operators.get(at)?;
        let name = self.name(zh, en);
        (!name.zh.is_empty()).then_some(name)
    }

    /// Whom the prefix of these digits was given to, when they are a mobile number's.
    pub(super) fn operator_of(&self, digits: &[u8]) -> Option<Name<'_>> {
        let head = number(digits.get(..4)?)?.checked_sub(PREFIXES.start)?;
        let at = *self.by_prefix.get(usize::try_from(head).ok()?)?;
        self.operator(usize::from(at).checked_sub(1)?)
    }

    pub(super) fn service(&self, digits: &[u8], whole: bool) -> Option<(Name<'_>, u8)> {
        let row = if whole { self.services.exact(digits) } else { self.services.longest(digits) };
        row.map(|row| (self.name(row.zh, row.en), row.extra))
    }

    pub(super) fn country(&self, digits: &[u8]) -> Option<Name<'_>> {
        self.countries.longest(digits).map(|row| self.name(row.zh, row.en))
    }

    pub(super) fn name(&self, zh: u16, en: u16) -> Name<'_> {
        Name { zh: self.words.get(zh), en: self.words.get(en) }
    }
}

/// Four digits of mobile numbers.
const PREFIXES: std::ops::Range<u32> = 1_000..2_000;

fn by_prefix(prefixes: &Prefixes) -> Vec<u8> {
    let of = |head: u32| {
        let row = prefixes.longest(head.to_string().as_bytes())?;
        u8::try_from(row.zh).ok()?.checked_add(1)
    };
    PREFIXES.map(|head| of(head).unwrap_or(0)).collect()
}

/// Runs and the gaps between them, as starts and values.
fn steps(runs: &[Run]) -> (Vec<u32>, Vec<(u16, u8)>) {
    let mut starts = Vec::with_capacity(runs.len() + 1);
    let mut values = Vec::with_capacity(runs.len() + 1);
    let mut end = 0;
    for run in runs {
        if run.from > end {
            starts.push(end);
            values.push((NOWHERE, 0));
        }
        starts.push(run.from);
        values.push((run.place, run.operator));
        end = run.to;
    }
    starts.push(end);
    values.push((NOWHERE, 0));
    starts.shrink_to_fit();
    values.shrink_to_fit();
    (starts, values)
}

/// For each hundred keys, how many runs begin before it. One more than there are hundreds.
fn buckets(starts: &[u32]) -> Vec<u32> {
    let mut buckets = Vec::new();
    let mut at = 0;
    for bucket in 0..=KEYS / BUCKET {
        while starts.get(at).is_some_and(|start| *start < bucket * BUCKET) {
            at += 1;
        }
        buckets.push(u32::try_from(at).unwrap_or(u32::MAX));
    }
    buckets
}
