//! Telephone numbers as people type them and as networks send them, and the key they are matched by.
//! Follows the Chinese numbering plan (mobile `1[3-9]` + 9 digits; area codes `0` + 2 or 3 digits; trunk prefix 0)
//! and E.164 for everything else. May not depend on other layers.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Digits of a subscriber number that must agree before two numbers can be the same at all.
pub const TAIL_DIGITS: usize = 7;

/// A number as typed or as received. Stored as it is; matched by [`PhoneNumber::key`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

/// The form under which numbers are compared: national significant digits without trunk or country prefix.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MatchKey(String);

impl PhoneNumber {
    /// Takes the text as it is.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The match key. Empty when there is no digit at all.
    #[must_use]
    pub fn key(&self) -> MatchKey {
        let dialable = dialable(&self.0);
        MatchKey(national(&dialable).to_owned())
    }

    /// The number grouped for reading: `138 1234 5678`, `010 1234 5678`; anything else as typed.
    #[must_use]
    pub fn pretty(&self) -> String {
        let digits = dialable(&self.0);
        if is_mobile(&digits) {
            return format!("{} {} {}", &digits[..3], &digits[3..7], &digits[7..]);
        }
        let area = area_code_len(&digits);
        if area > 0 && (10..=12).contains(&digits.len()) {
            let rest = &digits[area..];
            let cut = rest.len().saturating_sub(4);
            return format!("{} {} {}", &digits[..area], &rest[..cut], &rest[cut..]);
        }
        self.0.trim().to_owned()
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl MatchKey {
    /// A key read back from the store.
    #[must_use]
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The key's digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// No digits at all: matches nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last [`TAIL_DIGITS`] digits (fewer for short numbers): what the store indexes.
    #[must_use]
    pub fn tail(&self) -> &str {
        &self.0[self.0.len().saturating_sub(TAIL_DIGITS)..]
    }
}

/// Digits (and a leading `+`) of a typed number: full-width forms folded, separators and extension dropped.
fn dialable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match fold(c) {
            d @ '0'..='9' => out.push(d),
            '+' if out.is_empty() => out.push('+'),
            c if starts_extension(c) && out.len() >= 3 => break,
            _ => {}
        }
    }
    out
}

/// Full-width digits and plus to ASCII.
fn fold(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '＃' | '＊' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// What people write before an extension: 转, 分机, `ext`, `x`, `#`, `,`, `;`, `*`.
fn starts_extension(c: char) -> bool {
    matches!(
        c,
        '转' | '轉'
            | '分'
            | '内'
            | 'e'
            | 'E'
            | 'x'
            | 'X'
            | '#'
            | '*'
            | ','
            | '，'
            | ';'
            | 'p'
            | 'w'
    )
}

/// Country and trunk prefixes off: the national significant number for China, else what stands after `+`/`00`.
fn national(dialable: &str) -> &str {
    let plus = dialable.strip_prefix('+');
    let digits = plus.unwrap_or(dialable);
    let digits = strip_ip_prefix(digits);
    if plus.is_none() && digits.len() > 4 && digits.starts_with("00") {
        return strip_china(&digits[2..]);
    }
    if plus.is_some() {
        return strip_china(digits);
    }
    if digits.len() == 13 && digits.starts_with("86") && is_mobile(&digits[2..]) {
        return &digits[2..];
    }
    strip_trunk(digits)
}

fn strip_china(digits: &str) -> &str {
    digits.strip_prefix("86").map_or(digits, strip_trunk)
}

fn strip_trunk(digits: &str) -> &str {
    match digits.strip_prefix('0') {
        Some(rest) if rest.len() >= TAIL_DIGITS => rest,
        _ => digits,
    }
}

/// IP-call prefixes some exchanges leave before the number (17909, 17951, 12593).
fn strip_ip_prefix(digits: &str) -> &str {
    ["17909", "17951", "17911", "12593", "10193"]
        .iter()
        .find_map(|p| digits.strip_prefix(p).filter(|rest| rest.len() >= 10))
        .unwrap_or(digits)
}

fn is_mobile(digits: &str) -> bool {
    let b = digits.as_bytes();
    b.len() == 11 && b[0] == b'1' && (b'3'..=b'9').contains(&b[1])
}

/// Length of the Chinese area code at the front, with its 0; 0 when there is none.
fn area_code_len(digits: &str) -> usize {
    let b = digits.as_bytes();
    match b {
        [b'0', b'1', b'0', ..] | [b'0', b'2', _, ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        PhoneNumber::new(text).key().as_str().to_owned()
    }

    #[test]
    fn every_way_to_type_a_mobile_number_gives_one_key() {
        for text in [
            "13812345678",
            "138 1234 5678",
            "138-1234-5678",
            "+86 138 1234 5678",
            "+8613812345678",
            "008613812345678",
            "8613812345678",
            "013812345678",
            "１３８１２３４５６７８",
            "（+86）13812345678",
            "1790913812345678",
            "13812345678转801",
        ] {
            assert_eq!(key(text), "13812345678", "{text}");
        }
    }

    #[test]
    fn every_way_to_type_a_fixed_number_gives_one_key() {
        for text in [
            "010-12345678",
            "(010) 1234 5678",
            "+86 10 12345678",
            "0086-010-12345678",
            "01012345678 ext. 12",
            "01012345678#12",
        ] {
            assert_eq!(key(text), "1012345678", "{text}");
        }
        assert_eq!(key("12345678"), "12345678");
        assert_eq!(PhoneNumber::new("0379-6512345").key().tail(), "6512345");
    }

    #[test]
    fn short_and_empty_numbers_stay_themselves() {
        assert_eq!(key("10086"), "10086");
        assert_eq!(key("110"), "110");
        assert_eq!(key("张三"), "");
        assert_eq!(key(""), "");
        assert_eq!(PhoneNumber::new("110").key().tail(), "110");
    }

    #[test]
    fn numbers_are_grouped_for_reading() {
        assert_eq!(PhoneNumber::new("13812345678").pretty(), "138 1234 5678");
        assert_eq!(PhoneNumber::new("01012345678").pretty(), "010 1234 5678");
        assert_eq!(PhoneNumber::new("03796512345").pretty(), "0379 651 2345");
        assert_eq!(PhoneNumber::new(" 10086 ").pretty(), "10086");
    }
}
