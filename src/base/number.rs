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

/// The form under which numbers are compared: the national significant digits of a Chinese number without trunk or
/// country prefix, or `+` and the digits of a foreign one.
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

    /// The digits as typed: full-width folded, separators, plus and extension dropped. Empty when there are none.
    #[must_use]
    pub fn digits(&self) -> String {
        without_plus(dialable(&self.0))
    }

    /// The match key. Empty when there is no digit at all.
    #[must_use]
    pub fn key(&self) -> MatchKey {
        key_of(&dialable(&self.0))
    }

    /// Both at once: what [`Self::digits`] and [`Self::key`] say.
    #[must_use]
    pub fn digits_and_key(&self) -> (String, MatchKey) {
        let dialable = dialable(&self.0);
        let key = key_of(&dialable);
        (without_plus(dialable), key)
    }

    /// The number grouped for reading: `138 1234 5678`, `010 1234 5678`; anything else, and whatever has an
    /// extension, as typed.
    #[must_use]
    pub fn pretty(&self) -> String {
        let typed = self.0.chars().filter(|c| fold(*c).is_ascii_digit()).count();
        let dialable = dialable(&self.0);
        let key = self.key();
        let key = key.as_str();
        if typed == dialable.trim_start_matches('+').len() {
            if is_mobile(key) {
                return format!("{} {} {}", &key[..3], &key[3..7], &key[7..]);
            }
            let national = format!("0{key}");
            let area = area_code_len(&national);
            if dialable == national && is_area_and_local(key) {
                let (code, rest) = national.split_at(area);
                let (front, back) = rest.split_at(rest.len().saturating_sub(4));
                return format!("{code} {front} {back}");
            }
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

    /// The key as text: digits, for foreign numbers after a `+`.
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

fn without_plus(mut dialable: String) -> String {
    if dialable.starts_with('+') {
        dialable.remove(0);
    }
    dialable
}

fn key_of(dialable: &str) -> MatchKey {
    // `00` dials abroad: the same as a plus, and nothing abroad begins with another 0.
    let abroad = dialable.strip_prefix("00").or_else(|| dialable.strip_prefix('+'));
    match abroad.map(|rest| rest.trim_start_matches('0')) {
        Some(rest) if rest.len() > 2 => MatchKey(national(&format!("+{rest}")).to_owned()),
        _ => MatchKey(national(dialable).to_owned()),
    }
}

/// Digits (and a leading `+`) of a typed number: full-width forms folded, separators and extension dropped.
fn dialable(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.trim().chars().map(fold).collect();
    let mut out = String::with_capacity(chars.len());
    let mut groups = 0;
    for (at, &c) in chars.iter().enumerate() {
        let rest = &chars[at + 1..];
        match c {
            // The zero of `+86 (0)10 …` is dialled at home only.
            '0' if out.starts_with('+')
                && at > 0
                && chars[at - 1] == '('
                && rest.first() == Some(&')') => {}
            '0'..='9' => {
                let begins = at == 0 || !chars[at - 1].is_ascii_digit();
                groups += usize::from(begins);
                out.push(c);
            }
            '+' if out.is_empty() => out.push('+'),
            '-' if is_extension(rest) && is_complete(&out, groups) => break,
            c if starts_extension(c) && out.len() >= 3 => break,
            c if starts_another_number(c) && out.len() >= TAIL_DIGITS => break,
            _ => {}
        }
    }
    if out == "+" {
        out.clear();
    }
    out
}

/// Full-width digits and signs, dashes of all lengths and brackets to their ASCII form.
fn fold(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '＃' | '＊' | '（' | '）' | '，' | '；' | '／' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        '－' | '‐'..='―' | '−' => '-',
        other => other,
    }
}

/// What people write before an extension: 转, 分机, 内线, `ext`, `x`, `#`, `,`, `;`, `*`, and the pauses `p` and `w`.
fn starts_extension(c: char) -> bool {
    matches!(
        c,
        '转' | '轉'
            | '分'
            | '内'
            | '內'
            | 'e'
            | 'E'
            | 'x'
            | 'X'
            | '#'
            | '*'
            | ','
            | ';'
            | 'p'
            | 'P'
            | 'w'
            | 'W'
    )
}

/// What people write between two numbers in one field.
fn starts_another_number(c: char) -> bool {
    matches!(c, '/' | '、' | '|' | '\\' | '或' | '和' | '~' | '～' | '\n')
}

/// What stands after a hyphen is an extension: one to six digits and no more.
fn is_extension(rest: &[char]) -> bool {
    let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    (1..=6).contains(&digits) && !rest[digits..].iter().any(char::is_ascii_digit)
}

/// Whether the digits so far are a whole number already, so that a hyphen cannot be one of its separators.
fn is_complete(dialable: &str, groups: usize) -> bool {
    let key = national(dialable);
    let is_alone = groups == 1 && matches!(key.as_bytes(), [b'2'..=b'8', ..]);
    is_mobile(key)
        || is_service(key)
        || (is_area_and_local(key) && key.len() >= 10)
        || (is_alone && matches!(key.len(), 7 | 8) && key == dialable)
}

/// Country and trunk prefixes off, as often as they stand there: the national significant number for China, else `+`
/// and the international number (whose digits could otherwise be those of a Chinese mobile).
fn national(dialable: &str) -> &str {
    let mut rest = dialable;
    loop {
        let next = strip_once(rest);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// One prefix off; the same text when there is none.
fn strip_once(number: &str) -> &str {
    if let Some(international) = number.strip_prefix('+') {
        return match international.strip_prefix("86") {
            Some(rest) if rest.len() >= 5 => rest,
            _ => number,
        };
    }
    let rest = strip_ip_prefix(number);
    if rest.len() < number.len() {
        return rest;
    }
    // Without a plus 86 could be the beginning of a local number: what follows must be a whole national one.
    if let Some(rest) = number.strip_prefix("86") {
        let whole = rest.strip_prefix('0').unwrap_or(rest);
        if number.len() >= 12 && (is_mobile(whole) || is_area_and_local(whole)) {
            return rest;
        }
    }
    strip_trunk(number)
}

/// The trunk prefix, and before a nationwide service number (`010 95588`) the area code as well.
fn strip_trunk(number: &str) -> &str {
    let Some(rest) = number.strip_prefix('0') else { return number };
    let after_area = number.get(area_code_len(number)..).unwrap_or_default();
    if after_area.len() < rest.len() && is_short_service(after_area) {
        return after_area;
    }
    if rest.len() >= TAIL_DIGITS { rest } else { number }
}

/// IP-call prefixes some exchanges leave before the number.
fn strip_ip_prefix(digits: &str) -> &str {
    ["17909", "17951", "17911", "12593", "10193"]
        .iter()
        .find_map(|p| digits.strip_prefix(p).filter(|rest| rest.len() >= 10))
        .unwrap_or(digits)
}

fn is_mobile(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9)
}

/// 400 and 800 numbers.
fn is_service(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'4' | b'8', b'0', b'0', rest @ ..] if rest.len() == 7)
}

/// Nationwide short numbers that exchanges send with an area code in front: 95xxx and 100xx.
fn is_short_service(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'9', b'5', rest @ ..] if (3..=4).contains(&rest.len()))
        || matches!(digits.as_bytes(), [b'1', b'0', b'0', rest @ ..] if rest.len() == 2)
}

/// An area code without its 0 and a subscriber number of 7 or 8 digits.
fn is_area_and_local(digits: &str) -> bool {
    match digits.as_bytes() {
        [b'1', b'0', rest @ ..] | [b'2', _, rest @ ..] | [b'3'..=b'9', _, _, rest @ ..] => {
            matches!(rest.len(), 7 | 8) && !is_service(digits)
        }
        _ => false,
    }
}

/// Length of the Chinese area code at the front, with its 0; 0 when there is none.
fn area_code_len(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', _, ..] => 3,
        [b'0', b'3'..=b'9', _, _, ..] => 4,
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
            "13812345678 转 801",
            "13812345678-801",
            "138-1234-5678-801",
            "138—1234—5678",
            "＋８６－１３８－１２３４－５６７８",
            "+86-138-1234-5678#8",
            "0086 138 1234 5678 ext 9",
            "+0086 13812345678",
            "86-138-1234-5678",
            "+86013812345678",
            "17951 013812345678",
            "13812345678/13900000000",
            "13812345678、01065123456",
            "13812345678\n13900000000",
            "手机：13812345678（王先生）",
            "\u{a0}138\u{2009}1234\u{3000}5678",
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
            "010-12345678-801",
            "010 12345678 分机 801",
            "(010)12345678转内线801",
            "（０１０）１２３４５６７８",
            "+86 (0)10 1234 5678",
            "+86（0）10-12345678-8001",
            "86-10-12345678",
            "86 010 12345678",
            "10-1234-5678",
            "010/12345678",
            "010/12345678/9",
            "010 12345678,,801",
            "010-1234-5678*801",
            "17909 010 12345678",
        ] {
            assert_eq!(key(text), "1012345678", "{text}");
        }
        assert_eq!(key("12345678"), "12345678");
        assert_eq!(PhoneNumber::new("0379-6512345").key().tail(), "6512345");
    }

    #[test]
    fn local_and_service_numbers_lose_their_extension_and_nothing_else() {
        for (typed, expected) in [
            ("6512345-801", "6512345"),
            ("65123456-8", "65123456"),
            ("6512-3456", "65123456"),
            ("651-2345", "6512345"),
            ("65123456/57", "65123456"),
            ("400-123-4567", "4001234567"),
            ("400-1234-567", "4001234567"),
            ("400 123 4567-2", "4001234567"),
            ("0379-651-2345", "3796512345"),
            ("0379-6512345-8", "3796512345"),
            ("512-6512-3456", "51265123456"),
            ("010-95588", "95588"),
            ("0755 95588", "95588"),
            ("01010086", "10086"),
            ("95588", "95588"),
        ] {
            assert_eq!(key(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_foreign_number_is_never_taken_for_a_chinese_one() {
        for (typed, expected) in [
            ("+1 381 234 5678", "+13812345678"),
            ("001-381-234-5678", "+13812345678"),
            ("+44 (0)20 7946 0958", "+442079460958"),
            ("+852 2345 6789", "+85223456789"),
            ("0085223456789", "+85223456789"),
            ("+1 212 555 0123 x5", "+12125550123"),
            ("+86", "+86"),
        ] {
            assert_eq!(key(typed), expected, "{typed}");
        }
    }

    #[test]
    fn short_and_empty_numbers_stay_themselves() {
        assert_eq!(key("10086"), "10086");
        assert_eq!(key("110"), "110");
        assert_eq!(key("张三"), "");
        assert_eq!(key(""), "");
        assert_eq!(key("+"), "");
        assert_eq!(key("-()"), "");
        assert_eq!(key("0"), "0");
        assert_eq!(key("00"), "00");
        assert_eq!(PhoneNumber::new("110").key().tail(), "110");
    }

    #[test]
    fn numbers_are_grouped_for_reading() {
        assert_eq!(PhoneNumber::new("13812345678").pretty(), "138 1234 5678");
        assert_eq!(PhoneNumber::new("01012345678").pretty(), "010 1234 5678");
        assert_eq!(PhoneNumber::new("03796512345").pretty(), "0379 651 2345");
        assert_eq!(PhoneNumber::new("+86-13812345678").pretty(), "138 1234 5678");
        assert_eq!(PhoneNumber::new(" 10086 ").pretty(), "10086");
        assert_eq!(PhoneNumber::new("13812345678转801").pretty(), "13812345678转801");
        assert_eq!(PhoneNumber::new("+1 381 234 5678").pretty(), "+1 381 234 5678");
        assert_eq!(PhoneNumber::new("65123456").pretty(), "65123456");
    }

    proptest::proptest! {
        #[test]
        fn a_key_is_its_own_key_and_nothing_typed_panics(
            text in "[-+0-9() 转x#/86１]{0,24}|\\PC{0,24}",
        ) {
            let number = PhoneNumber::new(text.clone());
            let once = number.key();
            let again = PhoneNumber::new(once.as_str()).key();
            proptest::prop_assert_eq!(&once, &again, "{}", text);
            proptest::prop_assert!(once.as_str().ends_with(once.tail()));
            proptest::prop_assert!(once.as_str().trim_start_matches('+').bytes().all(|b| b.is_ascii_digit()));
            let shown = number.pretty();
            proptest::prop_assert_eq!(PhoneNumber::new(shown).key(), once);
        }

        #[test]
        fn separators_make_no_difference(
            digits in "(1[3-9][0-9]{9}|0[1-9][0-9]{9,10})",
            gaps in proptest::collection::vec("( |　|[.]|\u{2009}|)", 12),
            prefix in "(|\\+86|0086|\\(\\+86\\)|＋86 )",
        ) {
            let spaced: String =
                digits.chars().zip(&gaps).flat_map(|(c, gap)| [c.to_string(), gap.clone()]).collect();
            proptest::prop_assert_eq!(
                PhoneNumber::new(format!("{prefix}{spaced}")).key(),
                PhoneNumber::new(digits).key()
            );
        }
    }
}
