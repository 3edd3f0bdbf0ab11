//! Telephone numbers out of spreadsheet cells: powers of ten made whole again, the zero of an area code that a number
//! cell lost, full-width signs, several numbers in one cell. Pure. May depend on `base`.

use crate::base::number::PhoneNumber;

/// Digits a piece needs to be a number of its own.
const PIECE_DIGITS: usize = 5;
/// The same where only a blank stands between.
const BLANK_DIGITS: usize = 7;

/// What became of a cell. (More than one flag may be up.)
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "a set of flags")]
pub struct Repaired {
    /// The numbers, in the order of the cell; as typed where nothing had to be repaired.
    pub numbers: Vec<String>,
    /// It was written in powers of ten.
    pub scientific: bool,
    /// Its last digits are lost: zeros stand for them.
    pub lossy: bool,
    /// The zero of its area code was put back.
    pub zero: bool,
    /// It had full-width digits or signs.
    pub width: bool,
    /// It held several numbers.
    pub split: bool,
}

/// The numbers of a cell; none when it is empty. `None`: there is text and no number in it.
#[must_use]
pub fn repair(cell: &str) -> Option<Repaired> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Some(Repaired::default());
    }
    let mut done = Repaired::default();
    if cell.bytes().all(|b| b.is_ascii_digit()) {
        let number = with_zero(cell, &mut done);
        done.numbers.push(number);
        return Some(done);
    }
    let mut folded = String::with_capacity(cell.len());
    for c in cell.chars() {
        let plain = narrow(c);
        done.width |= plain != c;
        folded.push(plain);
    }
    for piece in pieces(&folded) {
        let number = one(piece, &mut done);
        if number.bytes().any(|b| b.is_ascii_digit()) {
            done.numbers.push(number);
        }
    }
    done.split = done.numbers.len() > 1;
    (!done.numbers.is_empty()).then_some(done)
}

fn one(piece: &str, done: &mut Repaired) -> String {
    let piece = piece.trim().trim_matches(['\'', '"', '`']).trim();
    if let Some((digits, lossy)) = whole(piece) {
        done.scientific = true;
        done.lossy |= lossy;
        return with_zero(&digits, done);
    }
    let plain = match piece.split_once('.') {
        // What a float cell leaves: 13812345678.0
        Some((front, back)) if !back.is_empty() && back.bytes().all(|b| b == b'0') => front,
        _ => piece,
    };
    if plain.bytes().all(|b| b.is_ascii_digit()) {
        with_zero(plain, done)
    } else {
        plain.to_owned()
    }
}

/// `1.38E+10` as digits, and whether more digits were written once than are left.
fn whole(text: &str) -> Option<(String, bool)> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let is_short = (1..=2).contains(&exponent.len());
    if !is_short || !exponent.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let exponent: usize = exponent.parse().ok()?;
    let (front, back) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if front.len() != 1 || !is_number(front) || !is_number(back) || !(4..=18).contains(&exponent) {
        return None;
    }
    if back.len() > exponent {
        return None;
    }
    let mut digits = format!("{front}{back}");
    let lossy = back.len() < exponent;
    while digits.len() <= exponent {
        digits.push('0');
    }
    Some((digits, lossy))
}

/// An area code and a number in a number cell: the zero before it is gone.
fn with_zero(digits: &str, done: &mut Repaired) -> String {
    if !digits.starts_with('0') && (9..=11).contains(&digits.len()) {
        // Only an area code with a number behind it is written in groups; a mobile has no zero before it.
        if digits.len() == 11 && digits.starts_with('1') {
            return digits.to_owned();
        }
        let whole = format!("0{digits}");
        let number = PhoneNumber::new(whole.as_str());
        if number.key().as_str() == digits && number.pretty().contains(' ') {
            done.zero = true;
            return whole;
        }
    }
    digits.to_owned()
}

const fn is_between(c: char) -> bool {
    matches!(c, '/' | '、' | '|' | ';' | ',' | '\n' | '\r' | '或' | '和' | '\\' | '&')
}

fn digits_of(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// The cell cut where one number ends and the next begins; whole when a piece is too short to be one (an extension).
fn pieces(cell: &str) -> Vec<&str> {
    let cut = |by: &dyn Fn(char) -> bool, digits: usize| -> Option<Vec<&str>> {
        let parts: Vec<&str> = cell.split(by).filter(|part| !part.trim().is_empty()).collect();
        let all = parts.len() > 1 && parts.iter().all(|part| digits_of(part) >= digits);
        all.then_some(parts)
    };
    cut(&is_between, PIECE_DIGITS)
        .or_else(|| cut(&char::is_whitespace, BLANK_DIGITS))
        .or_else(|| cut(&|c| is_between(c) || c.is_whitespace(), BLANK_DIGITS))
        .unwrap_or_else(|| vec![cell])
}

/// Full-width digits, letters and signs to their narrow form.
fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(cell: &str) -> Vec<String> {
        repair(cell).unwrap().numbers
    }

    #[test]
    fn powers_of_ten_are_made_whole_and_lost_digits_are_told() {
        let lost = repair("1.38E+10").unwrap();
        assert_eq!(lost.numbers, ["13800000000"]);
        assert!(lost.scientific && lost.lossy);
        let whole = repair("1.3812345678e10").unwrap();
        assert_eq!(whole.numbers, ["13812345678"]);
        assert!(whole.scientific && !whole.lossy);
        let area = repair("1.065123456E+09").unwrap();
        assert_eq!(area.numbers, ["01065123456"]);
        assert!(area.zero && !area.lossy);
        assert_eq!(numbers("13812345678.0"), ["13812345678"]);
    }

    #[test]
    fn an_area_code_gets_its_zero_back_and_nothing_else_does() {
        for (cell, expected) in [
            ("1065123456", Some("01065123456")),
            ("37965123456", Some("037965123456")),
            ("3796512345", Some("03796512345")),
            ("2165123456", Some("02165123456")),
            ("13812345678", None),
            ("4001234567", None),
            ("65123456", None),
            ("95588", None),
        ] {
            let done = repair(cell).unwrap();
            assert_eq!(done.zero, expected.is_some(), "{cell}");
            if let Some(expected) = expected {
                assert_eq!(done.numbers, [expected]);
            }
        }
    }

    #[test]
    fn several_numbers_in_a_cell_come_apart_and_an_extension_stays() {
        for cell in [
            "13812345678/010-65123456",
            "13812345678、010-65123456",
            "13812345678；010-65123456",
            "13812345678 , 010-65123456",
            "13812345678\n010-65123456",
            "１３８１２３４５６７８／010-65123456",
        ] {
            assert_eq!(numbers(cell), ["13812345678", "010-65123456"], "{cell}");
            assert!(repair(cell).unwrap().split);
        }
        assert_eq!(numbers("13812345678 13987654321"), ["13812345678", "13987654321"]);
        assert_eq!(numbers("010-65123456,801"), ["010-65123456,801"]);
        assert_eq!(numbers("010 65123456"), ["010 65123456"]);
        assert_eq!(numbers("+86 138 1234 5678"), ["+86 138 1234 5678"]);
        assert_eq!(numbers("'13812345678"), ["13812345678"]);
    }

    #[test]
    fn an_empty_cell_is_no_number_and_words_are_none_either() {
        assert_eq!(repair("  "), Some(Repaired::default()));
        assert_eq!(repair("无"), None);
        assert_eq!(repair("#N/A"), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_in_a_cell_nothing_panics_and_no_digit_is_invented(text in "\\PC{0,40}") {
            if let Some(done) = repair(&text)
                && !done.scientific
                && !done.zero
            {
                for number in &done.numbers {
                    proptest::prop_assert!(digits_of(number) <= text.chars().map(narrow).filter(char::is_ascii_digit).count());
                }
            }
        }
    }
}
