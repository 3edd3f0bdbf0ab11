//! Short JSON made shorter: phrases that stand in nearly every timeline and pairs of digits become one byte each.
//! What is not in the tables stays as it is, so that whatever is put in comes out again. No library for it: general
//! compressors need hundreds of bytes before they save any, and a call has no more. Pure. May depend on nothing but std.

use crate::store::error::{Result, StoreError, StoreErrorKind};

/// First byte of everything packed. A new table of phrases gets a new number; the old one stays readable.
const EDITION: u8 = 1;
/// Before a byte that stands for itself and would otherwise mean something else.
const PLAIN: u8 = 0x01;
/// 100 codes for `00` to `99`.
const PAIRS: u8 = 0x80;
const PAIRS_END: u8 = PAIRS + 100;

/// Codes for phrases: control characters, which JSON never holds, and what is left above the pairs.
const LOW: std::ops::RangeInclusive<u8> = 0x02..=0x1f;

/// The phrases of edition 1, in the order of their codes. **Never changed**, only replaced by a new edition.
const PHRASES: [&str; 58] = [
    "{\"standard\":\"bell202\",\"format\":\"mdmf\",\"number\":\"",
    "{\"standard\":\"bell202\",\"format\":\"sdmf\",\"number\":\"",
    "{\"standard\":\"dtmf\",\"format\":\"dtmf\",\"number\":\"",
    "{\"standard\":\"box\",\"format\":\"box\",\"number\":\"",
    "{\"standard\":\"v23\",\"format\":\"mdmf\",\"number\":\"",
    "\",\"absence\":null,\"name\":[",
    "null,\"absence\":\"P\",\"name\":[",
    "null,\"absence\":\"O\",\"name\":[",
    "],\"time\":null,\"checksum_ok\":true}",
    "],\"time\":{\"month\":",
    ",\"day\":",
    ",\"hour\":",
    ",\"minute\":",
    "},\"checksum_ok\":true}",
    "{\"standard\":\"",
    "\",\"format\":\"",
    "\",\"number\":",
    ",{\"ring\":",
    "},\"b\"],[",
    "},\"d\"],[",
    "},\"d\",{\"level_dbm0\":-",
    ",\"off_hook\",\"b\"],[",
    ",\"on_hook\",\"b\"],[",
    ",{\"answered\":\"hook\"}],[",
    ",{\"answered\":\"",
    ",{\"ended\":\"answered\"}]]",
    ",{\"ended\":\"missed\"}]]",
    ",{\"ended\":\"connected\"}]]",
    ",{\"ended\":\"",
    ",{\"dialled\":\"",
    "\"},\"b\"],[",
    "\"},\"d\"],[",
    "\"},\"d\",{\"level_dbm0\":-",
    ",\"ringback\",\"d\"],[",
    ",\"busy\",\"d\"],[",
    ",\"dial_tone\",\"d\"],[",
    ",\"same\",\"d\"],[",
    ",\"same\",\"b\"],[",
    ",\"same\",\"d\",{\"level_dbm0\":-",
    "{\"level_dbm0\":-",
    ",\"snr_db\":",
    ",\"offset_percent\":",
    ",\"confidence\":",
    ",\"margin\":",
    ",\"note\":\"",
    "\"note\":\"",
    "}],[",
    "\"}],[",
    "[[0,{\"ring\":1},\"",
    "\"],[",
    "\"}]]",
    "000000",
    ",\"caller_id_confirmed\",\"",
    ",\"off_hook\",\"d\"],[",
    ",\"on_hook\",\"d\"],[",
    "{\"caller_id\":",
    ",{\"answerer\":\"person\"}",
    "heard as well",
];

/// The code of phrase n.
fn code(n: usize) -> u8 {
    let low = usize::from(*LOW.end() - *LOW.start()) + 1;
    let byte =
        if n < low { usize::from(*LOW.start()) + n } else { usize::from(PAIRS_END) + n - low };
    u8::try_from(byte).unwrap_or(PLAIN)
}

/// The phrase a code stands for.
fn phrase(code: u8) -> Option<&'static str> {
    let low = usize::from(*LOW.end() - *LOW.start()) + 1;
    let n = if LOW.contains(&code) {
        usize::from(code - *LOW.start())
    } else {
        low + usize::from(code.checked_sub(PAIRS_END)?)
    };
    PHRASES.get(n).copied()
}

/// The text, shorter.
pub(super) fn pack(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 2 + 1);
    out.push(EDITION);
    let mut rest = text.as_bytes();
    while let Some(&first) = rest.first() {
        let longest = PHRASES
            .iter()
            .enumerate()
            .filter(|(_, phrase)| phrase.as_bytes().first() == Some(&first))
            .filter(|(_, phrase)| rest.starts_with(phrase.as_bytes()))
            .max_by_key(|(_, phrase)| phrase.len());
        let taken = match (longest, rest) {
            (Some((n, phrase)), _) => {
                out.push(code(n));
                phrase.len()
            }
            (None, [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..]) => {
                out.push(PAIRS + (tens - b'0') * 10 + (ones - b'0'));
                2
            }
            (None, _) => {
                if !(0x20..0x80).contains(&first) {
                    out.push(PLAIN);
                }
                out.push(first);
                1
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// The text again.
///
/// # Errors
/// `Corrupt` when the bytes were not made by [`pack`].
pub(super) fn unpack(bytes: &[u8]) -> Result<String> {
    let damaged = || StoreError::new(StoreErrorKind::Corrupt, "a packed value cannot be read");
    let (edition, rest) = bytes.split_first().ok_or_else(damaged)?;
    if *edition != EDITION {
        return Err(damaged());
    }
    let mut out = Vec::with_capacity(rest.len() * 3);
    let mut bytes = rest.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            PLAIN => out.push(bytes.next().ok_or_else(damaged)?),
            0x20..=0x7f => out.push(byte),
            PAIRS..PAIRS_END => {
                let pair = byte - PAIRS;
                out.extend([b'0' + pair / 10, b'0' + pair % 10]);
            }
            _ => out.extend(phrase(byte).ok_or_else(damaged)?.as_bytes()),
        }
    }
    String::from_utf8(out).or(Err(damaged()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_a_code_of_its_own() {
        let codes: std::collections::BTreeSet<u8> = (0..PHRASES.len()).map(code).collect();
        assert_eq!(codes.len(), PHRASES.len());
        for (n, text) in PHRASES.iter().enumerate() {
            assert_eq!(phrase(code(n)), Some(*text));
            assert_eq!(pack(text).len(), 2, "{text}");
        }
    }

    #[test]
    fn rubbish_is_an_error_and_no_panic() {
        for bytes in [&[][..], &[0], &[2, 3], &[1, 1], &[1, 0], &[1, 1, 0xff], &[9, 65]] {
            assert!(unpack(bytes).is_err(), "{bytes:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_goes_in_comes_out(text in "\\PC{0,60}|[\\x00-\\x7f]{0,60}|[0-9]{0,30}") {
            proptest::prop_assert_eq!(unpack(&pack(&text)).unwrap(), text);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(0..=255_u8, 0..40)) {
            drop(unpack(&bytes));
        }
    }
}
