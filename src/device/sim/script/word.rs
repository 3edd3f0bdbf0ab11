//! The words of a scenario line: blanks separate, double quotes keep blanks. May depend on `base`.

use super::Complaint;
use std::time::Duration;

/// A scenario does not last longer.
const LONGEST_SECS: u64 = 86_400;

/// One word, quotes removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
}

impl Word {
    pub(super) fn is(&self, text: &str) -> bool {
        self.text.eq_ignore_ascii_case(text)
    }

    /// `key=value`.
    pub(super) fn pair(&self) -> Option<(&str, &str)> {
        self.text.split_once('=')
    }
}

/// Splits a line into words.
pub(super) fn split(line: &str) -> Result<Vec<Word>, Complaint> {
    let mut words = Vec::new();
    let mut text = String::new();
    let (mut inside, mut quoted) = (false, false);
    for c in line.chars() {
        match c {
            '"' => (inside, quoted) = (true, !quoted),
            c if c.is_whitespace() && !quoted => {
                if std::mem::take(&mut inside) {
                    words.push(Word { text: std::mem::take(&mut text) });
                }
            }
            c => {
                inside = true;
                text.push(c);
            }
        }
    }
    if quoted {
        return Err(Complaint::missing("a closing quote (\")"));
    }
    if inside {
        words.push(Word { text });
    }
    Ok(words)
}

/// Complains about whatever follows.
pub(super) fn nothing_more(rest: &[Word]) -> Result<(), Complaint> {
    match rest.first() {
        None => Ok(()),
        Some(word) => Err(Complaint::new("the end of the line", &word.text)),
    }
}

/// `12`, `1.5`, `.25`: seconds, at most a day, to the millisecond.
pub(super) fn seconds(text: &str) -> Option<Duration> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !numeric(whole) || !numeric(part) || part.len() > 3
    {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse::<u64>().ok()? };
    let millis = format!("{part:0<3}").parse::<u64>().ok()?;
    (whole <= LONGEST_SECS).then(|| Duration::from_millis(whole * 1_000 + millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_to_the_millisecond() {
        assert_eq!(seconds("1.5"), Some(Duration::from_millis(1_500)));
        assert_eq!(seconds(".25"), Some(Duration::from_millis(250)));
        for bad in ["", ".", "-1", "1e3", "1.2345", "99999999999999999999", "１", "86401"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }
}
