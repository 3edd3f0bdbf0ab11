//! Caller ID sent as DTMF digits: `[mark] number mark`, marks being letters or symbols (A n C, D n C, A n #,
//! n # and others; `B00`, `B10`: no number). No checksum, so the whole string must have that shape: digits
//! quickly one after another, nothing else before or behind, done within 4.5 s. May depend on `base`.

use crate::base::caller_id::{Absence, CallerId, Format, Standard};
use crate::base::units::{Frames, LINE_RATE};
use crate::dsp::dtmf::detector::Press;

/// Longest pause from one digit's begin to the next.
const STRIDE: u64 = LINE_RATE as u64 * 4 / 10;
/// Silence after which the string is complete.
const SETTLE: u64 = LINE_RATE as u64 * 35 / 100;
/// Longest string.
const WHOLE: u64 = LINE_RATE as u64 * 9 / 2;
/// Most digits kept: a number, its marks, and enough to see that it is too long.
const MOST: usize = 26;

/// Collects digits.
#[derive(Debug, Clone, Default)]
pub struct Collector {
    keys: [u8; MOST],
    count: usize,
    first: u64,
    newest: u64,
    /// The newest digit's end.
    end: u64,
}

impl Collector {
    /// Takes a digit.
    pub fn push(&mut self, press: &Press) {
        let start = press.start.0;
        let lasted = Frames::within(press.lasted).0;
        if self.count > 0 && start.saturating_sub(self.newest) > STRIDE + lasted {
            self.count = 0;
        }
        if self.count == 0 {
            self.first = start;
        }
        if self.count < MOST {
            self.keys[self.count] = press.key as u8;
        }
        self.count = (self.count + 1).min(MOST);
        self.newest = start;
        self.end = start + lasted;
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

/// The call that a whole string of keys tells.
fn read(keys: &[u8]) -> Option<CallerId> {
    let (&last, body) = keys.split_last()?;
    let is_mark = |key: u8| !key.is_ascii_digit();
    let start = body.first().copied().filter(|key| is_mark(*key));
    let number = if start.is_some() { &body[1..] } else { body };
    let ends = match start {
        Some(_) => is_mark(last),
        None => matches!(last, b'#' | b'C'),
    };
    if !ends || !number.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let absence = match (start, number) {
        (Some(b'B'), b"10") | (Some(b'D'), b"1") => Some(Absence::Private),
        (Some(b'B'), b"00") | (Some(b'D'), b"2" | b"3") => Some(Absence::Unavailable),
        _ => None,
    };
    if absence.is_none() && !(3..=20).contains(&number.len()) {
        return None;
    }
    let digits = || String::from_utf8_lossy(number).into_owned();
    Some(CallerId {
        standard: Standard::Dtmf,
        format: Format::Dtmf,
        number: absence.is_none().then(digits),
        absence,
        name: Vec::new(),
        time: None,
        checksum_ok: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_strings_with_marks_are_calls() {
        let number = |keys: &str| read(keys.as_bytes()).and_then(|id| id.number);
        assert_eq!(number("D13812345678C").as_deref(), Some("13812345678"));
        assert_eq!(number("A5551234#").as_deref(), Some("5551234"));
        assert_eq!(number("8059322731#").as_deref(), Some("8059322731"));
        for dialled in ["13812345678", "*72", "#", "12#", "123A456B789C*0#D", "D12#34C", "5551234*"]
        {
            assert_eq!(number(dialled), None, "{dialled}");
        }
        assert_eq!(read(b"B10C").and_then(|id| id.absence), Some(Absence::Private));
        assert_eq!(read(b"B00C").and_then(|id| id.absence), Some(Absence::Unavailable));
    }
}
