//! The items of a report descriptor (HID 1.11, 6.2.2): short and long, main, global and local, push and pop.
//! Pure; may depend on `base`.
//!
//! ```text
//! tttt TTss  data     t tag, T type (0 main, 1 global, 2 local), s 0, 1, 2 or 4 bytes of data
//! FE LL tag  data     a long item: skipped
//! ```

use super::{Broken, Field, Kind, Layout, MAX_BITS};
use crate::device::hid::usage::Usage;

/// Collections within collections, and states put away, at most.
const DEEPEST: usize = 64;
/// Usages (or ranges of them) of one field, at most; further ones are not heard.
const MOST_USAGES: usize = 256;
/// Prefix of a long item.
const LONG: u8 = 0xfe;
/// Type of an application collection.
const APPLICATION: u32 = 1;

/// The data of a short item.
#[derive(Clone, Copy, Default)]
struct Data {
    value: u32,
    bytes: usize,
}

impl Data {
    fn of(bytes: &[u8]) -> Self {
        let value = bytes.iter().rev().fold(0, |value, byte| (value << 8) | u32::from(*byte));
        Self { value, bytes: bytes.len() }
    }

    fn unsigned(self) -> i64 {
        i64::from(self.value)
    }

    fn signed(self) -> i64 {
        let bits = self.bytes * 8;
        let negative = bits > 0 && self.value >> (bits - 1) & 1 == 1;
        if negative { self.unsigned() - (1 << bits) } else { self.unsigned() }
    }

    /// Page (where the item gives one) and id of a usage.
    fn usage(self) -> (Option<u16>, u16) {
        let [low, high] = [self.value & 0xffff, self.value >> 16];
        let word = |value: u32| u16::try_from(value).unwrap_or(0);
        ((self.bytes == 4).then(|| word(high)), word(low))
    }
}

/// State that lasts until it is changed.
#[derive(Clone, Default)]
struct Globals {
    page: u16,
    low: Data,
    high: Data,
    size: u32,
    count: u32,
    report: u8,
}

/// A range of usages whose page may still be open.
type Range = (Option<u16>, u16, u16);

/// State that lasts until the next main item.
#[derive(Default)]
struct Locals {
    usages: Vec<Range>,
    first: Option<(Option<u16>, u16)>,
    /// In a set of alternatives, and whether its first (the preferred one) has been taken.
    alternatives: Option<bool>,
}

#[derive(Default)]
struct Parser {
    globals: Globals,
    pushed: Vec<Globals>,
    locals: Locals,
    /// Application collection of each open collection.
    open: Vec<Usage>,
    layout: Layout,
}

pub(super) fn parse(descriptor: &[u8]) -> Result<Layout, Broken> {
    let mut parser = Parser::default();
    let mut rest = descriptor;
    while let [prefix, after @ ..] = rest {
        let at = descriptor.len() - rest.len();
        let cut = Broken::CutOff(at);
        if *prefix == LONG {
            let length = usize::from(*after.first().ok_or(cut)?) + 2;
            rest = after.get(length..).ok_or(cut)?;
            continue;
        }
        let bytes = [0, 1, 2, 4][usize::from(prefix & 3)];
        let (data, next) = after.split_at_checked(bytes).ok_or(cut)?;
        rest = next;
        let data = Data::of(data);
        match prefix >> 2 & 3 {
            0 => parser.main(prefix >> 4, data)?,
            1 => parser.global(prefix >> 4, data)?,
            2 => parser.local(prefix >> 4, data),
            _ => {}
        }
    }
    Ok(parser.layout)
}

impl Parser {
    fn main(&mut self, tag: u8, data: Data) -> Result<(), Broken> {
        let locals = std::mem::take(&mut self.locals);
        match tag {
            8 => self.field(Kind::Input, data.value, locals),
            9 => self.field(Kind::Output, data.value, locals),
            11 => self.field(Kind::Feature, data.value, locals),
            10 if self.open.len() >= DEEPEST => Err(Broken::TooDeep),
            10 => {
                let outer = self.open.last().copied();
                let own = locals.usages.first().map(|range| self.usage(*range).0);
                let inner = if data.value == APPLICATION { own.or(outer) } else { outer.or(own) };
                self.open.push(inner.unwrap_or(Usage { page: 0, id: 0 }));
                Ok(())
            }
            12 => {
                self.open.pop();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn global(&mut self, tag: u8, data: Data) -> Result<(), Broken> {
        match tag {
            0 => self.globals.page = u16::try_from(data.value).unwrap_or(0),
            1 => self.globals.low = data,
            2 => self.globals.high = data,
            7 => self.globals.size = data.value,
            8 => {
                let id = u8::try_from(data.value).ok().filter(|id| *id != 0);
                self.globals.report = id.ok_or(Broken::ReportId)?;
                self.layout.numbered = true;
            }
            9 => self.globals.count = data.value,
            10 if self.pushed.len() >= DEEPEST => return Err(Broken::TooDeep),
            10 => self.pushed.push(self.globals.clone()),
            11 => self.globals = self.pushed.pop().ok_or(Broken::Pop)?,
            _ => {}
        }
        Ok(())
    }

    fn local(&mut self, tag: u8, data: Data) {
        let locals = &mut self.locals;
        let (page, id) = data.usage();
        match tag {
            0 | 2 if locals.usages.len() >= MOST_USAGES => {}
            0 if locals.alternatives == Some(true) => {}
            0 => {
                locals.usages.push((page, id, id));
                locals.alternatives = locals.alternatives.map(|_| true);
            }
            1 => locals.first = Some((page, id)),
            2 => {
                if let Some((first_page, first)) = locals.first.take().filter(|(_, f)| *f <= id) {
                    locals.usages.push((first_page.or(page), first, id));
                }
            }
            10 => locals.alternatives = (data.value == 1).then_some(false),
            _ => {}
        }
    }

    fn usage(&self, (page, first, last): Range) -> (Usage, u16) {
        (Usage { page: page.unwrap_or(self.globals.page), id: first }, last)
    }

    fn field(&mut self, kind: Kind, flags: u32, locals: Locals) -> Result<(), Broken> {
        let Globals { report, low, high, size, count, .. } = self.globals;
        let end = self.layout.bits.entry((kind, report)).or_insert(0);
        let bit = *end;
        let wide = usize::try_from(u64::from(size) * u64::from(count)).unwrap_or(usize::MAX);
        *end = bit.checked_add(wide).filter(|end| *end <= MAX_BITS).ok_or(Broken::TooLong)?;
        let constant = flags & 1 != 0;
        let (Ok(size @ 1..=32), false) = (u8::try_from(size), constant) else { return Ok(()) };
        let low = low.signed();
        let usages = locals.usages.into_iter().map(|range| self.usage(range)).collect();
        self.layout.fields.push(Field {
            kind,
            report,
            bit,
            size,
            count: wide / usize::from(size),
            low,
            high: if low < 0 { high.signed() } else { high.unsigned() },
            array: flags & 2 == 0,
            relative: flags & 4 != 0,
            no_preferred: flags & 0x20 != 0,
            within: self.open.last().copied().unwrap_or(Usage { page: 0, id: 0 }),
            usages,
        });
        Ok(())
    }
}
