//! What a person knows better than the tables: one number, or all numbers that begin with some digits.
//! Types and rules; pure. May depend on `base`.

use crate::base::number::PhoneNumber;
use serde::{Deserialize, Serialize};

/// Most letters a field keeps.
const LETTERS: usize = 40;
/// Fewest digits that may be corrected: an area code.
const FEWEST: usize = 2;

/// A correction. Wins over every table; of two that fit the longer one wins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Correction {
    /// The digits as [`PhoneNumber::key`] writes them: a whole number or the beginning of one.
    pub digits: String,
    /// Province, or country.
    pub province: String,
    /// City.
    pub city: String,
    /// Operator; empty: as the tables say.
    pub operator: String,
    /// Why, or who said so.
    pub note: String,
}

impl Correction {
    /// The correction with its digits in the form of a match key and its words trimmed; `None` when there are too few
    /// digits, or no words.
    #[must_use]
    pub fn tidied(&self) -> Option<Self> {
        let key = PhoneNumber::new(self.digits.as_str()).key();
        let digits = match key.as_str().strip_prefix('0') {
            Some(area) => area.to_owned(),
            None => key.as_str().to_owned(),
        };
        let short = |text: &str| text.trim().chars().take(LETTERS).collect::<String>();
        let tidied = Self {
            digits,
            province: short(&self.province),
            city: short(&self.city),
            operator: short(&self.operator),
            note: short(&self.note),
        };
        let says = [&tidied.province, &tidied.city, &tidied.operator].iter().any(|t| !t.is_empty());
        let enough = tidied.digits.trim_start_matches('+').len() >= FEWEST;
        (says && enough).then_some(tidied)
    }
}

/// Sorted by digits, one for each; the later of two stays.
pub(super) fn sorted(corrections: Vec<Correction>) -> Vec<Correction> {
    let mut all = corrections;
    all.reverse();
    all.sort_by(|a, b| a.digits.cmp(&b.digits));
    all.dedup_by(|later, first| later.digits == first.digits);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_become_a_key_and_an_empty_correction_is_none() {
        let typed = |digits: &str, city: &str| Correction {
            digits: digits.into(),
            city: city.into(),
            ..Correction::default()
        };
        let digits = |text: &str| typed(text, " 南阳 ").tidied().map(|kept| kept.digits);
        assert_eq!(digits("199 1234"), Some("1991234".into()));
        assert_eq!(digits("0377"), Some("377".into()));
        assert_eq!(digits("+86 138 1234 5678"), Some("13812345678".into()));
        assert_eq!(digits("+44 20"), Some("+4420".into()));
        assert_eq!(digits("x"), None);
        assert_eq!(typed("1991234", "  ").tidied(), None);
        assert_eq!(typed("1991234", " 南阳 ").tidied().unwrap().city, "南阳");
    }
}
