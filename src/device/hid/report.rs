//! Report descriptors: what the bits of a report are (HID 1.11, 5.2–5.8 and 6.2.2), reading reports and building them.
//! Pure, bounded by the descriptor's own length. May depend on `base`.

mod parse;

use super::usage::Usage;
use std::collections::BTreeMap;

/// Longest report in bits: far more than any telephone has.
pub const MAX_BITS: usize = 8 * 4096;

/// Why a report descriptor cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Broken {
    /// An item claims more bytes than there are.
    #[error("the item at byte {0} is cut off")]
    CutOff(usize),
    /// A report would be longer than [`MAX_BITS`].
    #[error("a report is longer than 4096 bytes")]
    TooLong,
    /// Collections or pushed states nested without end.
    #[error("nested too deeply")]
    TooDeep,
    /// A state was taken back that was never put away.
    #[error("a pop without a push")]
    Pop,
    /// Report ids are 1 to 255.
    #[error("a report id that is none")]
    ReportId,
}

/// Which way a report goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// To us.
    Input,
    /// From us.
    Output,
    /// Both, on request only.
    Feature,
}

impl Kind {
    /// As in the high byte of wValue of `GET_REPORT` and `SET_REPORT`.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Input => 1,
            Self::Output => 2,
            Self::Feature => 3,
        }
    }
}

/// Elements that one main item describes. Constant ones (padding) are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Which way.
    pub kind: Kind,
    /// Report id, 0 where there are none.
    pub report: u8,
    /// Where it begins, in bits after the report id.
    pub bit: usize,
    /// Bits of an element, 1 to 32.
    pub size: u8,
    /// How many elements.
    pub count: usize,
    /// Smallest value.
    pub low: i64,
    /// Largest value.
    pub high: i64,
    /// Elements name the usages that are on; otherwise each element is one usage's value.
    pub array: bool,
    /// Values are changes.
    pub relative: bool,
    /// There is no state to which the control returns when it is let go.
    pub no_preferred: bool,
    /// The application collection around it.
    pub within: Usage,
    /// Ranges of usages: the first, and the last id on its page.
    usages: Vec<(Usage, u16)>,
}

impl Field {
    /// The usage of element `index` of a variable field (the last one counts for all further elements), or with the
    /// array index `index` of an array.
    #[must_use]
    pub fn usage(&self, index: usize) -> Option<Usage> {
        let mut left = index;
        for (first, last) in &self.usages {
            let span = usize::from(last.saturating_sub(first.id)) + 1;
            if left < span {
                let id = first.id.saturating_add(u16::try_from(left).ok()?);
                return Some(Usage { page: first.page, id });
            }
            left -= span;
        }
        let (first, last) = self.usages.last().filter(|_| !self.array)?;
        Some(Usage { page: first.page, id: *last })
    }

    /// The index of `usage`, as [`Field::usage`] counts.
    #[must_use]
    pub fn index(&self, usage: Usage) -> Option<usize> {
        let mut before = 0;
        for (first, last) in &self.usages {
            if first.page == usage.page && (first.id..=*last).contains(&usage.id) {
                return Some(before + usize::from(usage.id - first.id));
            }
            before += usize::from(last.saturating_sub(first.id)) + 1;
        }
        None
    }

    /// Whether an element can be about `usage`.
    #[must_use]
    pub fn has(&self, usage: Usage) -> bool {
        self.index(usage).is_some_and(|index| self.array || index < self.count)
    }

    /// Value of element `index` in the data after the report id; `None`: the report ends before it.
    #[must_use]
    pub fn value(&self, data: &[u8], index: usize) -> Option<i64> {
        let raw = read_bits(data, self.bit + index * usize::from(self.size), self.size)?;
        let sign = 1_i64 << (self.size - 1);
        let negative = self.low < 0 && raw & sign != 0;
        Some(if negative { raw - (sign << 1) } else { raw })
    }
}

fn read_bits(data: &[u8], at: usize, size: u8) -> Option<i64> {
    let end = at + usize::from(size);
    let bytes = data.get(at / 8..end.div_ceil(8))?;
    let whole = bytes.iter().rev().fold(0_i64, |whole, byte| (whole << 8) | i64::from(*byte));
    Some((whole >> (at % 8)) & ((1 << size) - 1))
}

fn write_bits(data: &mut [u8], at: usize, size: u8, value: i64) {
    for bit in 0..usize::from(size) {
        if let Some(byte) = data.get_mut((at + bit) / 8) {
            let mask = 1 << ((at + bit) % 8);
            *byte = if value >> bit & 1 == 1 { *byte | mask } else { *byte & !mask };
        }
    }
}

/// A report that does not fit the descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unread {
    /// It has no report of this id.
    #[error("no input report has the id {0}")]
    UnknownId(u8),
    /// It ends too early.
    #[error("the report is too short")]
    Short,
}

/// Everything a report descriptor says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    fields: Vec<Field>,
    numbered: bool,
    bits: BTreeMap<(Kind, u8), usize>,
}

impl Layout {
    /// Reads a report descriptor.
    ///
    /// # Errors
    /// The first thing in it that cannot be understood.
    pub fn parse(descriptor: &[u8]) -> Result<Self, Broken> {
        parse::parse(descriptor)
    }

    /// Its fields, in the order of the descriptor.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The fields of one kind of report that can be about `usage`.
    pub fn about(&self, kind: Kind, usage: Usage) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.kind == kind && field.has(usage))
    }

    /// Length of a report in bytes, with its id where there are ids.
    #[must_use]
    pub fn length(&self, kind: Kind, report: u8) -> usize {
        let bits = self.bits.get(&(kind, report)).copied().unwrap_or(0);
        bits.div_ceil(8) + usize::from(self.numbered)
    }

    /// Ids of the reports of this kind.
    pub fn reports(&self, kind: Kind) -> impl Iterator<Item = u8> {
        self.bits.keys().filter(move |(of, _)| *of == kind).map(|(_, report)| *report)
    }

    /// Splits an input report into its id and the data after it.
    ///
    /// # Errors
    /// When there is no such report, or it is shorter than the descriptor says.
    pub fn open<'a>(&self, report: &'a [u8]) -> Result<(u8, &'a [u8]), Unread> {
        let (id, data) = match (self.numbered, report) {
            (true, [id, data @ ..]) => (*id, data),
            (true, []) => return Err(Unread::Short),
            (false, data) => (0, data),
        };
        let bits = self.bits.get(&(Kind::Input, id)).ok_or(Unread::UnknownId(id))?;
        if data.len() * 8 < *bits { Err(Unread::Short) } else { Ok((id, data)) }
    }

    /// A report in which the usages `on` are on (1, or what comes closest) and everything else is 0.
    /// With its id where there are ids.
    #[must_use]
    pub fn build(&self, kind: Kind, report: u8, on: &[Usage]) -> Vec<u8> {
        let head = usize::from(self.numbered);
        let mut whole = vec![0; self.length(kind, report)];
        if let Some(id) = whole.first_mut().filter(|_| self.numbered) {
            *id = report;
        }
        let Some(data) = whole.get_mut(head..) else { return whole };
        for field in self.fields.iter().filter(|field| (field.kind, field.report) == (kind, report))
        {
            field.fill(data, on);
        }
        whole
    }
}

impl Field {
    fn fill(&self, data: &mut [u8], on: &[Usage]) {
        let indices = on.iter().filter_map(|usage| self.index(*usage));
        let place = |index: usize| self.bit + index * usize::from(self.size);
        if self.array {
            let value = |index| i64::try_from(index).ok().and_then(|i| i.checked_add(self.low));
            let values = indices.filter_map(value).filter(|value| *value <= self.high);
            for (element, value) in values.take(self.count).enumerate() {
                write_bits(data, place(element), self.size, value);
            }
        } else {
            for index in indices.filter(|index| *index < self.count) {
                write_bits(data, place(index), self.size, 1.min(self.high).max(self.low));
            }
        }
    }
}
