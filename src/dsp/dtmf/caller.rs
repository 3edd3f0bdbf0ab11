//! Caller ID sent as DTMF digits. No checksum, so the whole string must have shape and rhythm: digits quickly one
//! after another, nothing else before or behind, done within 4.5 s. Strings that people dial have not: a number
//! alone, `*72…`, `12#`. Practice of the networks, no common standard; `n` is a number of 3 to 20 digits:
//!
//! | string | where |
//! |---|---|
//! | `A n C`, `A n #` | BE BR DK FI IN IS NL SA SE UY |
//! | `D n C`, `D n #`, `B n C` | TW KW, older exchanges |
//! | `n #`, `n C` | bare number |
//! | `A n D n C`, `A n B c #` | caller, diverted from, reason: `B00` not available, `B10` withheld |
//! | `B00 C`, `B10 C`, `D1 #`, `D2 #`, `D3 #` | reason only |
//! | any of `A B C D * #` at both ends | CN; not `*…#`, which is dialled |
//!
//! May depend on `base`.

use crate::base::caller_id::{Absence, CallerId, Format, Standard};
use crate::base::units::{Frames, LINE_RATE};
use crate::dsp::dtmf::detector::Press;

/// Longest pause from one digit's end to the next one's begin: 0.3 s. Exchanges send 50 to 100 ms.
const STRIDE: u64 = LINE_RATE as u64 * 3 / 10;
/// Silence after which the string is complete: the longest pause and the digit behind it, which is told when it
/// has ended.
const SETTLE: u64 = LINE_RATE as u64 * 45 / 100;
/// Longest string.
const WHOLE: u64 = LINE_RATE as u64 * 9 / 2;
/// Most digits kept: two numbers, a reason, their marks, and enough to see that it is too long.
const MOST: usize = 48;
/// Digits of a number.
const NUMBER: std::ops::RangeInclusive<usize> = 3..=20;
/// Shortest number that may be a call without a letter at either end: shorter ones are answers to a menu and codes
/// of services (`#002#`).
const BARE: usize = 5;

/// Collects digits.
#[derive(Debug, Clone)]
pub struct Collector {
    keys: [u8; MOST],
    count: usize,
    first: u64,
    /// The newest digit's end.
    end: u64,
}

impl Default for Collector {
    fn default() -> Self {
        Self { keys: [0; MOST], count: 0, first: 0, end: 0 }
    }
}

impl Collector {
    /// Takes a digit.
    pub fn push(&mut self, press: &Press) {
        let start = press.start.0;
        if self.count > 0 && start.saturating_sub(self.end) > STRIDE {
            self.count = 0;
        }
        if self.count == 0 {
            self.first = start;
        }
        if self.count < MOST {
            self.keys[self.count] = press.key as u8;
        }
        self.count = (self.count + 1).min(MOST);
        self.end = start + Frames::within(press.lasted).0;
    }

    /// Forgets the string.
    pub fn clear(&mut self) {
        self.count = 0;
    }

    /// A complete call and when it began, once nothing has followed for a while.
    pub fn poll(&mut self, now: Frames) -> Option<(Frames, CallerId)> {
        if self.count == 0 || now.0 < self.end + SETTLE {
            return None;
        }
        let count = std::mem::take(&mut self.count);
        if count >= MOST || self.end - self.first > WHOLE {
            return None;
        }
        read(&self.keys[..count]).map(|id| (Frames(self.first), id))
    }
}

/// Whether a key is a mark: anything but a digit.
fn is_mark(key: u8) -> bool {
    !key.is_ascii_digit()
}

/// The call that a whole string of keys tells.
fn read(keys: &[u8]) -> Option<CallerId> {
    let (&last, body) = keys.split_last()?;
    let (&start, _) = body.split_first()?;
    let well_marked = match (start, last) {
        (b'*', b'#') => false,
        (b'*' | b'#', b'*' | b'#') => body.len() > BARE,
        (b'0'..=b'9', _) => matches!(last, b'#' | b'C') && body.len() >= BARE,
        _ => is_mark(last),
    };
    if !well_marked {
        return None;
    }
    let (number, absence) = parts(body)?;
    Some(CallerId {
        standard: Standard::Dtmf,
        format: Format::Dtmf,
        number: number.map(|digits| String::from_utf8_lossy(digits).into_owned()),
        absence,
        name: Vec::new(),
        time: None,
        checksum_ok: true,
    })
}

/// The caller's number or why there is none, from `[mark] digits` once or, behind `A`, `D` and `B`, several
/// times. The number diverted from is checked, but no part of a call.
fn parts(body: &[u8]) -> Option<(Option<&[u8]>, Option<Absence>)> {
    let mut found = (None, None);
    let mut rest = body;
    let mut count = 0;
    while let Some(&key) = rest.first() {
        let mark = is_mark(key).then_some(key);
        let digits = if mark.is_some() { &rest[1..] } else { rest };
        let length = digits.iter().position(|key| is_mark(*key)).unwrap_or(digits.len());
        let (digits, behind) = digits.split_at(length);
        // Only the letters of sub-parts begin another one.
        if count > 0 && !matches!(mark, Some(b'A' | b'B' | b'D')) {
            return None;
        }
        match (reason(mark, digits), NUMBER.contains(&length)) {
            (Some(reason), _) => found.1 = Some(reason),
            (None, true) if count == 0 || mark == Some(b'A') => found.0 = Some(digits),
            (None, true) if mark == Some(b'D') => {}
            _ => return None,
        }
        (rest, count) = (behind, count + 1);
    }
    match found {
        (Some(number), _) => Some((Some(number), None)),
        (None, Some(absence)) => Some((None, Some(absence))),
        (None, None) => None,
    }
}

/// Codes that stand for a missing number.
fn reason(mark: Option<u8>, digits: &[u8]) -> Option<Absence> {
    match (mark, digits) {
        (Some(b'B'), b"10") | (Some(b'D'), b"1") => Some(Absence::Private),
        (Some(b'B'), b"00") | (Some(b'D'), b"2" | b"3") => Some(Absence::Unavailable),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn number(keys: &str) -> Option<String> {
        read(keys.as_bytes()).and_then(|id| id.number)
    }

    #[test]
    fn numbers_between_any_marks_are_calls() {
        for marks in ["AC", "A#", "DC", "D#", "BC", "B#", "CC", "CA", "*C", "##", "#C", "AA", "A*"]
        {
            let (start, end) = marks.split_at(1);
            let keys = format!("{start}13812345678{end}");
            assert_eq!(number(&keys).as_deref(), Some("13812345678"), "{keys}");
        }
        assert_eq!(number("8059322731#").as_deref(), Some("8059322731"));
        assert_eq!(number("8059322731C").as_deref(), Some("8059322731"));
        assert_eq!(number("A110C").as_deref(), Some("110"));
    }

    #[test]
    fn sub_parts_are_told_apart() {
        for keys in
            ["A12345D67890C", "A12345D67890#", "A12345B00C", "D67890A12345C", "A12345D67890B10C"]
        {
            assert_eq!(number(keys).as_deref(), Some("12345"), "{keys}");
        }
        for (keys, absence) in [
            ("B10C", Absence::Private),
            ("B10#", Absence::Private),
            ("D1#", Absence::Private),
            ("B00C", Absence::Unavailable),
            ("B00#", Absence::Unavailable),
            ("D2#", Absence::Unavailable),
            ("D3#", Absence::Unavailable),
            ("B10D67890C", Absence::Private),
        ] {
            let id = read(keys.as_bytes());
            assert_eq!(id.as_ref().and_then(|id| id.absence), Some(absence), "{keys}");
            assert_eq!(id.and_then(|id| id.number), None, "{keys}");
        }
    }

    #[test]
    fn what_people_dial_is_no_call() {
        for keys in [
            "13812345678",
            "*72",
            "*7213812345678#",
            "*21*13812345678#",
            "#",
            "*",
            "12#",
            "1#",
            "1234#",
            "5551234*",
            "123A456B789C*0#D",
            "D12#34C",
            "A12C",
            "AC",
            "B11C",
            "D4#",
            "A12345*67890C",
            "A12345C67890C",
            "##002#",
            "A123456789012345678901C",
            "",
        ] {
            assert_eq!(read(keys.as_bytes()), None, "{keys}");
        }
    }

    /// What a collector tells of keys sent with such a time from one to the next.
    fn collect(keys: &str, stride: u64) -> Option<String> {
        let mut collector = Collector::default();
        let mut told = None;
        for (n, key) in keys.chars().enumerate() {
            let start = Frames(8 * (1000 + n as u64 * stride));
            told = told.or(collector.poll(start));
            let lasted = Duration::from_millis(60);
            collector.push(&Press { key, start, lasted, ..Press::default() });
        }
        told.or(collector.poll(Frames(8 * 100_000))).and_then(|(_, id)| id.number)
    }

    #[test]
    fn the_rhythm_is_that_of_an_exchange() {
        assert_eq!(collect("A5551234C", 120).as_deref(), Some("5551234"));
        assert_eq!(collect("A5551234C", 360).as_deref(), Some("5551234"));
        assert_eq!(collect("A5551234C", 370), None, "too slow from digit to digit");
        assert_eq!(collect("A1381234567890C", 350), None, "too slow as a whole");
        assert_eq!(
            collect("A1381234567890123D138123456789012C", 120),
            Some("1381234567890123".into())
        );
        assert_eq!(collect(&"A12345".repeat(20), 40), None, "too long");
    }
}
