//! Number patterns as people type them: digits, `?` for one digit, `*` for any run of digits, a `+` in front.
//! Blanks, hyphens and brackets between digits mean nothing. Our own grammar. May depend on `base`.

use crate::call::firewall::digits;

/// Characters of a pattern at most: telephone numbers have 15 digits (E.164) and prefixes before them.
const LONGEST: usize = 40;

/// What is wrong with a pattern, a prefix or a number in a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing in it.
    Empty,
    /// This character means nothing here.
    Strange(char),
    /// A plus that does not stand in front.
    PlusInside,
    /// Without a digit it would be about everybody.
    OnlyWildcards,
    /// Longer than any number.
    TooLong,
    /// The two ends of a range have not the same number of digits.
    EndsDiffer,
    /// The range ends before it begins.
    Backwards,
}

/// Where a text is wrong, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The character, counted from 1; 0 when no single one is to blame.
    pub at: usize,
    /// What is wrong.
    pub wrong: Wrong,
}

impl Fault {
    /// The whole text is wrong.
    #[must_use]
    pub const fn whole(wrong: Wrong) -> Self {
        Self { at: 0, wrong }
    }
}

/// A pattern that has been read: digits, `?`, `*`, perhaps a `+` in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// The place of the first character that cannot stand there, or what is wrong with the whole.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let kept = clean(text, true)?;
        if !kept.contains(|c: char| c.is_ascii_digit()) {
            return Err(Fault::whole(Wrong::OnlyWildcards));
        }
        let mut pattern = String::with_capacity(kept.len());
        for c in digits::at_home(&kept).chars() {
            // Two stars in a row say what one says.
            if c != '*' || !pattern.ends_with('*') {
                pattern.push(c);
            }
        }
        Ok(Self(pattern))
    }

    /// The pattern as it is matched.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Digits that must agree: the more, the more a pattern knows what it means.
    #[must_use]
    pub fn digits(&self) -> usize {
        self.0.bytes().filter(u8::is_ascii_digit).count()
    }

    /// Whether a number (in its written form) fits. Costs at most the product of both lengths.
    #[must_use]
    pub fn fits(&self, number: &str) -> bool {
        let (pattern, text) = (self.0.as_bytes(), number.as_bytes());
        let (mut p, mut t) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while let Some(c) = text.get(t) {
            match pattern.get(p) {
                Some(b'*') => {
                    star = Some((p, t));
                    p += 1;
                }
                Some(b'?') if c.is_ascii_digit() => (p, t) = (p + 1, t + 1),
                Some(same) if same == c => (p, t) = (p + 1, t + 1),
                _ => {
                    // The last star takes one digit more.
                    let Some((at, taken)) = star else { return false };
                    star = Some((at, taken + 1));
                    (p, t) = (at + 1, taken + 1);
                }
            }
        }
        pattern.get(p..).is_some_and(|rest| rest.iter().all(|c| *c == b'*'))
    }
}

/// Reads the digits of a prefix or a number in a rule: the same separators, no wildcards.
///
/// # Errors
/// As [`Pattern::parse`].
pub fn plain(text: &str) -> Result<String, Fault> {
    let kept = clean(text, false)?;
    if kept == "+" {
        return Err(Fault::whole(Wrong::Empty));
    }
    Ok(digits::at_home(&kept))
}

/// Drops separators, folds full-width forms, refuses what means nothing.
fn clean(text: &str, wildcards: bool) -> Result<String, Fault> {
    let mut kept = String::new();
    for (at, c) in text.chars().enumerate() {
        let fault = |wrong| Fault { at: at + 1, wrong };
        match digits::fold(c) {
            d @ '0'..='9' => kept.push(d),
            w @ ('?' | '*') if wildcards => kept.push(w),
            '+' if kept.is_empty() => kept.push('+'),
            '+' => return Err(fault(Wrong::PlusInside)),
            c if digits::is_separator(c) => {}
            _ => return Err(fault(Wrong::Strange(c))),
        }
        if kept.len() > LONGEST {
            return Err(fault(Wrong::TooLong));
        }
    }
    if kept.is_empty() { Err(Fault::whole(Wrong::Empty)) } else { Ok(kept) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, number: &str) -> bool {
        Pattern::parse(pattern).unwrap().fits(number)
    }

    #[test]
    fn wildcards_mean_what_the_page_says() {
        assert!(fits("0571????????", "057188880000"));
        assert!(!fits("0571????????", "05718888000"));
        assert!(fits("95*", "95588") && fits("95*", "95"));
        assert!(fits("*0000", "13812340000") && !fits("*0000", "13812340001"));
        assert!(fits("1?0*88", "13012348888"));
        assert!(fits("400-***-1", "40012341"));
        assert!(fits("＋４４*", "+442079460000"));
        assert!(fits("+86 138*", "13812345678"), "as it is dialled at home");
    }

    #[test]
    fn a_pattern_that_is_none_is_refused_with_the_place_of_the_fault() {
        let wrong = |text: &str| Pattern::parse(text).unwrap_err();
        assert_eq!(wrong("138[0-9]*"), Fault { at: 4, wrong: Wrong::Strange('[') });
        assert_eq!(wrong("138a"), Fault { at: 4, wrong: Wrong::Strange('a') });
        assert_eq!(wrong("13+8"), Fault { at: 3, wrong: Wrong::PlusInside });
        assert_eq!(wrong("*?*"), Fault::whole(Wrong::OnlyWildcards));
        assert_eq!(wrong(" - "), Fault::whole(Wrong::Empty));
        assert_eq!(wrong(&"1".repeat(41)).wrong, Wrong::TooLong);
        assert_eq!(plain("138*"), Err(Fault { at: 4, wrong: Wrong::Strange('*') }));
        assert_eq!(plain("+"), Err(Fault::whole(Wrong::Empty)));
    }

    /// The slow way that cannot be wrong.
    fn slowly(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern.first(), text.first()) {
            (None, None) => true,
            (Some(b'*'), _) => {
                slowly(&pattern[1..], text) || (!text.is_empty() && slowly(pattern, &text[1..]))
            }
            (Some(b'?'), Some(c)) => c.is_ascii_digit() && slowly(&pattern[1..], &text[1..]),
            (Some(p), Some(c)) => p == c && slowly(&pattern[1..], &text[1..]),
            _ => false,
        }
    }

    proptest::proptest! {
        #[test]
        fn the_fast_way_and_the_slow_way_agree(pattern in "[1-3?*]{1,9}", text in "[1-3]{0,9}") {
            if let Ok(read) = Pattern::parse(&pattern) {
                proptest::prop_assert_eq!(
                    read.fits(&text), slowly(read.as_str().as_bytes(), text.as_bytes())
                );
            }
        }

        #[test]
        fn no_text_is_too_strange_to_be_refused(text in "\\PC{0,60}", number in "[0-9+]{0,20}") {
            if let Ok(pattern) = Pattern::parse(&text) {
                proptest::prop_assert!(pattern.digits() > 0);
                let longer = format!("{number}5");
                let ends_open = pattern.as_str().ends_with('*') && pattern.fits(&number);
                proptest::prop_assert!(!ends_open || pattern.fits(&longer));
            }
        }

        #[test]
        fn a_number_fits_itself_and_itself_with_a_digit_hidden(number in "1[3-9][0-9]{9}", at in 0_usize..11) {
            proptest::prop_assert!(fits(&number, &number));
            let mut hidden = number.clone();
            hidden.replace_range(at..=at, "?");
            proptest::prop_assert!(fits(&hidden, &number));
            let begins = format!("{}*", &number[..at.max(1)]);
            proptest::prop_assert!(fits(&begins, &number));
        }
    }
}
