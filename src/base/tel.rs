//! Telephone links: `tel:` (RFC 3966) and `callto:` (never standardised; as web pages write it), and bare numbers.
//! What comes in was written by somebody else: everything that is not plainly a number is refused with a reason.
//! Pure. May not depend on any other module.

use std::fmt;

/// Bytes that are looked at. RFC 3966 names no limit; the longest sensible link has fewer than 100.
const LONGEST: usize = 512;
/// Digits of a number: ITU-T E.164 allows 15, prefixes of exchanges and carriers need a few more.
const MOST_DIGITS: usize = 32;
/// Digits of an extension.
const MOST_EXTENSION: usize = 16;

/// What a link asks to be dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TelLink {
    /// Digits, `*`, `#`, pauses (`,` `w`), after a `+` when the number is a global one. Visual separators are gone.
    pub number: String,
    /// Extension digits, to be sent when the call is answered.
    pub extension: Option<String>,
    /// It was a link (`tel:`, `callto:`), not a bare number: somebody else may have written it.
    pub is_link: bool,
}

impl TelLink {
    /// As one text that a dial field takes: `+861012345678 ext 801`.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.extension {
            Some(extension) => format!("{} ext {extension}", self.number),
            None => self.number.clone(),
        }
    }
}

/// Why a text is no number to be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TelError {
    /// Nothing to dial in it.
    Empty,
    /// Longer than any number.
    TooLong,
    /// Another kind of link (`sip:`, `https:` …).
    OtherScheme,
    /// A `%` that is not followed by two hexadecimal digits, or bytes that are no text.
    BadEscape,
    /// A character that no telephone number has.
    BadCharacter,
    /// A `+` that does not stand in front.
    MisplacedPlus,
    /// An extension that is no number.
    BadExtension,
}

impl fmt::Display for TelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "there is no number in it",
            Self::TooLong => "it is longer than any telephone number",
            Self::OtherScheme => "it is not a tel: or callto: link",
            Self::BadEscape => "a % in it is not followed by a readable character",
            Self::BadCharacter => "it has characters that no telephone number has",
            Self::MisplacedPlus => "a + stands in the middle of it",
            Self::BadExtension => "its extension is not a number",
        })
    }
}

impl std::error::Error for TelError {}

/// Reads a link or a bare number.
///
/// # Errors
/// The reason why nothing in it is to be dialled. Never panics, whatever the bytes.
pub fn parse(text: &str) -> Result<TelLink, TelError> {
    if text.len() > LONGEST {
        return Err(TelError::TooLong);
    }
    let text = text.trim();
    let (body, is_link) = match scheme(text)? {
        Some(body) => (body, true),
        None => (text, false),
    };
    let decoded = unescape(body)?;
    // `callto:number?call` and `tel:number?body=…` are seen in the wild; nothing after the mark is a number.
    let decoded = decoded.split('?').next().unwrap_or_default().trim();
    let decoded = decoded.trim_end_matches('/');
    let (main, parameters) = decoded.split_once(';').unwrap_or((decoded, ""));
    let (main, mut extension) = split_extension(main)?;
    let mut number = digits(main)?;
    for parameter in parameters.split(';') {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "ext" => extension = Some(extension_digits(value)?),
            "phone-context" => number = in_context(number, value),
            _ => {} // isub, postd of old telephones, anything newer: may be left out (RFC 3966, 3)
        }
    }
    if !number.chars().any(|c| c.is_ascii_digit() || matches!(c, '*' | '#')) {
        return Err(TelError::Empty);
    }
    Ok(TelLink { number, extension, is_link })
}

/// What follows a scheme of ours; `None`: there is no scheme.
fn scheme(text: &str) -> Result<Option<&str>, TelError> {
    let Some((name, rest)) = text.split_once(':') else { return Ok(None) };
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if !is_name {
        return Ok(None);
    }
    if name.eq_ignore_ascii_case("tel") || name.eq_ignore_ascii_case("callto") {
        Ok(Some(rest.trim_start_matches('/')))
    } else {
        Err(TelError::OtherScheme)
    }
}

/// Percent escapes resolved; the result must be text.
fn unescape(text: &str) -> Result<String, TelError> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    let hex = |byte: Option<u8>| byte.and_then(|b| char::from(b).to_digit(16));
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let (Some(high), Some(low)) = (hex(bytes.next()), hex(bytes.next())) else {
            return Err(TelError::BadEscape);
        };
        // Two hexadecimal digits always fit.
        out.push(u8::try_from(high * 16 + low).unwrap_or_default());
    }
    String::from_utf8(out).map_err(|_bytes_of_another_coding| TelError::BadEscape)
}

/// `12345678 ext. 801`, `12345678x801`, `12345678转801`: the extension written into the number.
fn split_extension(text: &str) -> Result<(&str, Option<String>), TelError> {
    for mark in ["extension", "ext.", "ext", "分机", "转", "轉", "x", "X"] {
        let found = text.to_ascii_lowercase().find(&mark.to_ascii_lowercase());
        let Some(at) = found.filter(|at| *at > 0) else { continue };
        let (Some(main), Some(rest)) = (text.get(..at), text.get(at + mark.len()..)) else {
            continue;
        };
        let main = main.trim_end_matches(['转', '轉', '分', '机', ' ']);
        let rest = rest.trim_start_matches(['分', '机', '内', '线', '.', ':', '：', ' ']);
        return Ok((main, Some(extension_digits(rest)?)));
    }
    Ok((text, None))
}

fn extension_digits(text: &str) -> Result<String, TelError> {
    let folded: String = text.chars().map(fold).filter(|c| !is_separator(*c)).collect();
    let good = (1..=MOST_EXTENSION).contains(&folded.len())
        && folded.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '#'));
    if good { Ok(folded) } else { Err(TelError::BadExtension) }
}

/// The number without its visual separators.
fn digits(text: &str) -> Result<String, TelError> {
    let mut out = String::new();
    let chars: Vec<char> = text.chars().map(fold).collect();
    for (at, c) in chars.iter().copied().enumerate() {
        let optional_zero = c == '0'
            && out.starts_with('+')
            && at > 0
            && chars.get(at - 1) == Some(&'(')
            && chars.get(at + 1) == Some(&')');
        match c {
            _ if optional_zero => {} // the zero of `+86 (0)10 …` is dialled at home only
            '0'..='9' | '*' | '#' => out.push(c),
            ',' | 'w' | 'W' | 'p' | 'P' if !out.is_empty() => {
                out.push(if matches!(c, 'w' | 'W') { 'w' } else { ',' });
            }
            '+' if out.is_empty() => out.push('+'),
            '+' => return Err(TelError::MisplacedPlus),
            c if is_separator(c) => {}
            _ => return Err(TelError::BadCharacter),
        }
    }
    match out.len() {
        0 => Err(TelError::Empty),
        1 if out == "+" => Err(TelError::Empty),
        n if n > MOST_DIGITS => Err(TelError::TooLong),
        _ => Ok(out),
    }
}

/// A local number in a global context (`;phone-context=+86`) is a global number; a context that is a domain says nothing
/// about digits.
fn in_context(number: String, context: &str) -> String {
    let Ok(prefix) = digits(context) else { return number };
    if number.starts_with('+') || !prefix.starts_with('+') {
        return number;
    }
    // A trunk zero is not dialled behind a country code.
    let national = number.strip_prefix('0').unwrap_or(&number);
    format!("{prefix}{national}")
}

/// Full-width forms and typographic dashes become their plain ones.
fn fold(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '＃' | '＊' | '（' | '）' | '，' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        '－' | '‐'..='―' | '−' => '-',
        other => other,
    }
}

/// Visual separators of RFC 3966 and what people type instead.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '.' | '(' | ')' | '/' | '[' | ']' | '·') || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> String {
        parse(text).map_or_else(|error| format!("{error:?}"), |link| link.text())
    }

    #[test]
    fn every_shape_of_a_link_gives_the_number_it_means() {
        for (text, expected) in [
            ("tel:+861012345678", "+861012345678"),
            ("TEL:+86-10-1234-5678", "+861012345678"),
            ("tel:+86.10.1234.5678", "+861012345678"),
            ("tel:+86(10)12345678", "+861012345678"),
            ("tel:+86%20(10)%201234%205678", "+861012345678"),
            ("tel:%2B861012345678", "+861012345678"),
            ("tel://+861012345678", "+861012345678"),
            ("tel://01012345678/", "01012345678"),
            ("callto:+8613812345678", "+8613812345678"),
            ("callto://+8613812345678", "+8613812345678"),
            ("callto:13812345678?call", "13812345678"),
            ("tel:+1-201-555-0123", "+12015550123"),
            ("tel:01012345678;ext=801", "01012345678 ext 801"),
            ("tel:+861012345678;ext=8%2D01;isub=1", "+861012345678 ext 801"),
            ("tel:010-12345678;phone-context=+86", "+861012345678"),
            ("tel:7042;phone-context=example.com", "7042"),
            ("tel:863-1234;phone-context=+1-914-555", "+19145558631234"),
            ("tel:+44%20(0)20%207946%200958", "+442079460958"),
            ("tel:110", "110"),
            ("tel:*57", "*57"),
            ("tel:%2321%23", "#21#"),
            ("tel:9,01012345678", "9,01012345678"),
            ("tel:10086p1w2", "10086,1w2"),
            ("tel:010-12345678%E8%BD%AC801", "01012345678 ext 801"),
            ("13812345678", "13812345678"),
            (" 138 1234 5678 ", "13812345678"),
            ("０１０－１２３４５６７８", "01012345678"),
            ("010 12345678 ext. 12", "01012345678 ext 12"),
            ("010 12345678 分机 801", "01012345678 ext 801"),
            ("(010)12345678转内线801", "01012345678 ext 801"),
            ("+1 212 555 0123 x5", "+12125550123 ext 5"),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
        assert!(parse("tel:110").unwrap().is_link && !parse("110").unwrap().is_link);
    }

    #[test]
    fn rubbish_is_refused_with_the_reason() {
        let long = format!("tel:{}", "1".repeat(4_096));
        let junk = "tel:".to_owned() + &"%00\u{7f}<script>".repeat(300);
        for (text, expected) in [
            ("", TelError::Empty),
            ("tel:", TelError::Empty),
            ("tel:+", TelError::Empty),
            ("tel:-.()", TelError::Empty),
            ("callto://", TelError::Empty),
            (long.as_str(), TelError::TooLong),
            (junk.as_str(), TelError::TooLong),
            ("tel:123456789012345678901234567890123", TelError::TooLong),
            ("sip:alice@example.com", TelError::OtherScheme),
            ("https://example.com", TelError::OtherScheme),
            ("javascript:alert(1)", TelError::OtherScheme),
            ("tel:%4", TelError::BadEscape),
            ("tel:%zz", TelError::BadEscape),
            ("tel:%ff%fe", TelError::BadEscape),
            ("tel:1-800-FLOWERS", TelError::BadCharacter),
            ("tel:<script>", TelError::BadCharacter),
            ("tel:12%0A34\u{0}", TelError::BadCharacter),
            ("张三", TelError::BadCharacter),
            ("tel:86+10", TelError::MisplacedPlus),
            ("tel:12345;ext=abc", TelError::BadExtension),
            ("tel:12345;ext=", TelError::BadExtension),
        ] {
            let shown: String = text.chars().take(40).collect();
            assert_eq!(parse(text), Err(expected), "{shown}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic_and_what_is_taken_can_be_dialled(text in "\\PC{0,80}|tel:[-+0-9.()%A-F;=x]{0,60}") {
            if let Ok(link) = parse(&text) {
                let fine = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#' | '+' | ',' | 'w');
                proptest::prop_assert!(link.number.chars().all(fine), "{}", link.number);
                proptest::prop_assert!(link.number.rfind('+').is_none_or(|at| at == 0));
                let again = parse(&link.text()).map(|again| again.text());
                proptest::prop_assert_eq!(again, Ok(link.text()));
            }
        }
    }
}
