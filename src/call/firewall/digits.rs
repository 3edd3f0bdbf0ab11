//! The forms of a number that rules are compared with. A match key drops the trunk 0, so that `010 6…` and the message
//! senders `106…` would look alike: prefixes, ranges and patterns are compared with the number as it is dialled at
//! home (`01062345678`, `13812345678`, `95588`, `+44…`), single numbers by their match key.
//! Follows the Chinese numbering plan as `base::number` does. May depend on `base`.

use crate::base::number::PhoneNumber;

/// A caller's number in every form a rule may be written in. The first of each is the number as it was sent; a second
/// one has the office's area code added or taken away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forms {
    /// Match keys.
    pub keys: Vec<String>,
    /// As dialled at home.
    pub written: Vec<String>,
}

impl Forms {
    /// The forms of `number`; `home_area` is the office's own area code (`010`; empty: not known).
    #[must_use]
    pub fn of(number: &PhoneNumber, home_area: &str) -> Self {
        let key = number.key().as_str().to_owned();
        if key.is_empty() {
            return Self::default();
        }
        let written = written(number);
        let home = home_area.trim_start_matches('0');
        let mut forms = Self { keys: vec![key.clone()], written: vec![written] };
        let local = |text: &str| {
            matches!(text.len(), 7 | 8) && text.starts_with(|c| matches!(c, '2'..='8'))
        };
        if home.is_empty() {
            return forms;
        }
        if local(&key) {
            forms.keys.push(format!("{home}{key}"));
            forms.written.push(format!("0{home}{key}"));
        } else if let Some(rest) = key.strip_prefix(home).filter(|rest| local(rest))
            && forms.written.first().is_some_and(|written| written.starts_with('0'))
        {
            forms.keys.push(rest.to_owned());
            forms.written.push(rest.to_owned());
        }
        forms
    }
}

/// The number as it is dialled at home.
#[must_use]
pub fn written(number: &PhoneNumber) -> String {
    let key = number.key();
    let key = key.as_str();
    if key.starts_with('+') || is_mobile(key) || is_service(key) {
        return key.to_owned();
    }
    let digits = number.digits();
    // What the key has lost in front was a trunk 0 or the country.
    if key.len() >= 9 && digits != key { format!("0{key}") } else { key.to_owned() }
}

/// `+86 138…` and `0086 10…` as they are dialled at home, `0044…` with a plus; anything else as it is. Wildcards pass.
#[must_use]
pub fn at_home(text: &str) -> String {
    let abroad = text.strip_prefix('+').or_else(|| text.strip_prefix("00"));
    match abroad {
        None => text.to_owned(),
        Some(rest) => match rest.strip_prefix("86").filter(|rest| !rest.is_empty()) {
            None => format!("+{rest}"),
            Some(rest) if is_mobile_start(rest) || rest.starts_with("400") => rest.to_owned(),
            Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        },
    }
}

fn is_mobile(key: &str) -> bool {
    key.len() == 11 && is_mobile_start(key)
}

fn is_mobile_start(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// 400 and 800 numbers have no area code.
fn is_service(key: &str) -> bool {
    key.len() == 10 && (key.starts_with("400") || key.starts_with("800"))
}

/// Full-width digits and signs to their ASCII form.
#[must_use]
pub fn fold(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '＊' | '？' | '（' | '）' | '，' | '；' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        '－' | '‐'..='―' | '−' => '-',
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    }
}

/// What people write between digits.
#[must_use]
pub fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '(' | ')' | '.' | '/' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> String {
        written(&PhoneNumber::new(text))
    }

    #[test]
    fn a_number_is_compared_as_it_is_dialled_at_home() {
        assert_eq!(form("+86 10 6234 5678"), "01062345678");
        assert_eq!(form("010-62345678"), "01062345678");
        assert_eq!(form("1062345678"), "1062345678", "a message sender, not Beijing");
        assert_eq!(form("008613812345678"), "13812345678");
        assert_eq!(form("057188880000"), "057188880000");
        assert_eq!(form("4001234567"), "4001234567");
        assert_eq!(form("95588"), "95588");
        assert_eq!(form("0044 20 7946 0000"), "+442079460000");
        assert_eq!(form("62345678"), "62345678");
    }

    #[test]
    fn a_number_of_our_own_town_has_both_forms() {
        let forms = Forms::of(&PhoneNumber::new("62345678"), "010");
        assert_eq!(forms.written, ["62345678", "01062345678"]);
        assert_eq!(forms.keys, ["62345678", "1062345678"]);
        let forms = Forms::of(&PhoneNumber::new("010 62345678"), "010");
        assert_eq!(forms.written, ["01062345678", "62345678"]);
        assert_eq!(Forms::of(&PhoneNumber::new("13812345678"), "010").keys.len(), 1);
        assert_eq!(Forms::of(&PhoneNumber::new("no number"), "010"), Forms::default());
    }
}
