//! Texts of cells: harmless on the way out, themselves again on the way in; lists inside one cell.
//! Pure. May depend on `base` and the rest of `crm`.

use crate::crm::customer::{ContactNumber, NumberType, OtherAddress};

/// Signs with which a spreadsheet's formula can begin; an export puts a `'` before them.
const SIGNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
/// What stands behind a number that is not to be called.
const NO_CALLS: &str = "no-calls";
/// The word for a number that was found to be wrong.
const BAD: &str = "bad";

/// The text of a cell: the `'` of an export gone, control characters but line ends made blanks, ends trimmed.
#[must_use]
pub fn text_in(cell: &str) -> String {
    let cell = cell.trim();
    let cell = match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(SIGNS) => rest,
        _ => cell,
    };
    if !cell.contains(|c: char| c.is_control()) {
        return cell.to_owned();
    }
    let cell = cell.replace("\r\n", "\n").replace('\r', "\n");
    let plain = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    cell.chars().map(plain).collect::<String>().trim().to_owned()
}

/// The text for a cell: one that begins as [`text_in`] would cut gets another `'` (a text that begins with a sign itself
/// gets it from the writer of the file).
#[must_use]
pub fn text_out(text: &str) -> String {
    let is_marked = text.starts_with('\'') && text.trim_start_matches('\'').starts_with(SIGNS);
    if is_marked { format!("'{text}") } else { text.to_owned() }
}

/// `label: text`, the label only where there is one.
fn labelled(label: &str, text: &str) -> String {
    if label.is_empty() { text.to_owned() } else { format!("{label}: {text}") }
}

/// Numbers as lines.
#[must_use]
pub fn numbers_out(numbers: &[ContactNumber]) -> String {
    let lines: Vec<String> =
        numbers.iter().map(|entry| labelled(&entry.label, entry.number.as_str())).collect();
    lines.join("\n")
}

/// The lines of a cell of numbers: label and number.
pub fn numbers_in(cell: &str) -> impl Iterator<Item = (&str, &str)> {
    cell.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let cut = line.rsplit_once(": ").or_else(|| line.rsplit_once('：'));
        cut.map_or(("", line), |(label, number)| (label.trim(), number.trim()))
    })
}

/// Further addresses as lines.
#[must_use]
pub fn addresses_out(addresses: &[OtherAddress]) -> String {
    let lines: Vec<String> =
        addresses.iter().map(|other| labelled(&other.label, &one_line(&other.text))).collect();
    lines.join("\n")
}

/// The lines of a cell of addresses.
#[must_use]
pub fn addresses_in(cell: &str) -> Vec<OtherAddress> {
    let lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let cut = line.split_once(": ").or_else(|| line.split_once('：'));
            let (label, text) = cut.unwrap_or(("", line));
            OtherAddress { label: label.trim().to_owned(), text: text.trim().to_owned() }
        })
        .collect()
}

/// The text on one line.
#[must_use]
pub fn one_line(text: &str) -> String {
    if text.contains('\n') {
        text.split('\n')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        text.to_owned()
    }
}

/// Words that stand apart by signs.
#[must_use]
pub fn words_in(cell: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in cell.split([';', '；', '、', ',', '，', '|', '\n']) {
        let word = word.trim();
        if !word.is_empty() && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// Words for a cell.
#[must_use]
pub fn words_out(words: &[String]) -> String {
    words.join("; ")
}

fn moment_out(utc_millis: Option<i64>) -> String {
    let Some(millis) = utc_millis else { return String::new() };
    let Ok(moment) = jiff::Timestamp::from_millisecond(millis) else { return String::new() };
    if millis.rem_euclid(86_400_000) == 0 {
        moment.strftime("%Y-%m-%d").to_string()
    } else {
        moment.to_string()
    }
}

fn moment_in(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let days = crate::crm::transfer::day::day(text)?;
    Some(i64::from(days) * 86_400_000)
}

/// From when to when numbers are valid and which are not to be called, a line for each that has something to say.
#[must_use]
pub fn terms_out(numbers: &[ContactNumber]) -> String {
    let said = |entry: &&ContactNumber| {
        entry.valid_from.is_some()
            || entry.valid_until.is_some()
            || entry.opted_out
            || entry.bad
            || entry.kind != NumberType::Unsaid
    };
    let lines: Vec<String> = numbers
        .iter()
        .filter(said)
        .map(|entry| {
            let (from, until) = (moment_out(entry.valid_from), moment_out(entry.valid_until));
            let mut line = format!("{} | {from} .. {until}", entry.number.as_str());
            let words = [
                if entry.opted_out { NO_CALLS } else { "" },
                if entry.bad { BAD } else { "" },
                entry.kind.word(),
            ];
            for word in words.into_iter().filter(|word| !word.is_empty()) {
                line.push_str(" | ");
                line.push_str(word);
            }
            line
        })
        .collect();
    lines.join("\n")
}

/// Takes such lines in, for the numbers that are there.
pub fn terms_in(cell: &str, numbers: &mut [ContactNumber]) {
    for line in cell.lines() {
        let mut parts = line.split(" | ");
        let Some(number) = parts.next() else { continue };
        let number = text_in(number);
        let Some(entry) = numbers.iter_mut().find(|entry| entry.number.as_str() == number) else {
            continue;
        };
        for part in parts {
            if let Some((from, until)) = part.split_once("..") {
                entry.valid_from = moment_in(from);
                entry.valid_until = moment_in(until);
                continue;
            }
            match part.trim() {
                NO_CALLS => entry.opted_out = true,
                BAD => entry.bad = true,
                word => {
                    let kind = NumberType::from_word(word);
                    entry.kind = if kind == NumberType::Unsaid { entry.kind } else { kind };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::number::PhoneNumber;

    #[test]
    fn a_formula_comes_back_as_it_was() {
        for text in ["=1+1", "'=1+1", "''-x", "'quoted'", "plain"] {
            let out = text_out(text);
            let inert = if out.starts_with(SIGNS) { format!("'{out}") } else { out };
            assert_eq!(text_in(&inert), text);
        }
    }

    #[test]
    fn terms_of_numbers_are_read_again() {
        let numbers = vec![
            ContactNumber { number: PhoneNumber::new("010-1"), ..ContactNumber::default() },
            ContactNumber {
                number: PhoneNumber::new("+86 138 1234 5678"),
                valid_from: Some(1_577_836_800_000),
                valid_until: Some(1_577_836_800_123),
                opted_out: true,
                ..ContactNumber::default()
            },
        ];
        let cell = terms_out(&numbers);
        let mut bare = numbers.clone();
        for entry in &mut bare {
            (entry.valid_from, entry.valid_until, entry.opted_out) = (None, None, false);
        }
        terms_in(&text_in(&format!("'{cell}")), &mut bare);
        assert_eq!(bare, numbers, "{cell}");
    }
}
