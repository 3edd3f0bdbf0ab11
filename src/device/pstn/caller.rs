//! What a telephone box says of a caller: a ring pattern and three strings, each with its length before it.
//! Follows USB CDC PSTN 1.2 section 6.5 (call state change, incoming call). Pure. May depend on `base`.

use crate::base::caller_id::{Absence, BurstTime, CallerId, Format, Standard};

/// An incoming call as the box tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Incoming {
    /// The pattern it rings with.
    pub pattern: u8,
    /// Time, as sent. Empty: none.
    pub time: Vec<u8>,
    /// Number, as sent. Empty: none.
    pub number: Vec<u8>,
    /// Name, as sent. Empty: none.
    pub name: Vec<u8>,
}

impl Incoming {
    /// Reads the payload. A string that claims to be longer than what came is not there, nor is anything after it.
    #[must_use]
    pub fn read(payload: &[u8]) -> Self {
        let Some((&pattern, mut rest)) = payload.split_first() else { return Self::default() };
        let mut string = || {
            let whole = rest
                .split_first()
                .and_then(|(length, after)| after.split_at_checked(usize::from(*length)));
            let (text, after) = whole.unwrap_or_default();
            rest = after;
            text.to_vec()
        };
        let (time, number, name) = (string(), string(), string());
        Self { pattern, time, number, name }
    }

    /// The caller, when anything is said of one.
    #[must_use]
    pub fn caller(&self) -> Option<CallerId> {
        let absence = match self.number.trim_ascii() {
            b"P" => Some(Absence::Private),
            b"O" => Some(Absence::Unavailable),
            _ => None,
        };
        let number = if absence.is_none() { number(&self.number) } else { None };
        // A name that is a lone reason is none: "private" is said by the number already.
        let name = match self.name.trim_ascii_end() {
            b"P" | b"O" => Vec::new(),
            name => name.to_vec(),
        };
        (number.is_some() || absence.is_some() || !name.is_empty()).then(|| CallerId {
            standard: Standard::Box,
            format: Format::Box,
            number,
            absence,
            name,
            time: time(&self.time),
            checksum_ok: true,
        })
    }
}

/// A number: keys of a telephone and a leading `+`, without what people put between them. Anything else is no number.
fn number(bytes: &[u8]) -> Option<String> {
    let text: String = bytes
        .iter()
        .map(|byte| char::from(*byte))
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/'))
        .collect();
    let keys = text.strip_prefix('+').unwrap_or(&text);
    let is_key = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
    (!keys.is_empty() && keys.chars().all(is_key)).then_some(text)
}

/// Month, day, hour, minute, two digits each, whatever stands between them. The standard does not say how it is written.
fn time(bytes: &[u8]) -> Option<BurstTime> {
    let digits: Vec<u8> =
        bytes.iter().filter(|b| b.is_ascii_digit()).map(|b| b.wrapping_sub(b'0')).collect();
    let [month, day, hour, minute] = digits.as_chunks::<2>().0 else { return None };
    let pair = |[tens, ones]: &[u8; 2]| tens * 10 + ones;
    (digits.len() == 8).then(|| BurstTime {
        month: pair(month),
        day: pair(day),
        hour: pair(hour),
        minute: pair(minute),
    })
}
