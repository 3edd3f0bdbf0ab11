//! Names by their sound: full pinyin and initials of Chinese words, several where a sign is read in several ways, and the
//! short pieces a search box finds names by. May depend on `base`.

use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;

/// Signs and words of a text that are looked at: nobody types more of a name.
const MOST_UNITS: usize = 24;
/// Ways of reading a text that are kept.
const MOST_WAYS: usize = 6;

/// A sign of a wide script with its readings, or a word of letters and digits.
enum Unit {
    Sign(char, Vec<&'static str>),
    Word(String),
}

/// Every way of reading a text: without blanks, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken {
    /// `wangxinyi`.
    pub full: Vec<String>,
    /// `wxy`.
    pub initials: Vec<String>,
}

/// How a text may be read. Without a Chinese sign `full` is empty.
#[must_use]
pub fn spoken(text: &str) -> Spoken {
    let units = units(text);
    let chinese = units.iter().any(|unit| matches!(unit, Unit::Sign(_, ways) if !ways.is_empty()));
    let full = if chinese { ways(units.iter().map(readings)) } else { Vec::new() };
    let initials = ways(units.iter().map(|unit| {
        let mut first: Vec<String> = Vec::new();
        for reading in readings(unit) {
            let letter: String = reading.chars().take(1).collect();
            if !first.contains(&letter) {
                first.push(letter);
            }
        }
        first
    }));
    Spoken { full, initials }
}

/// Pieces of one and two letters a text is found by: signs and pairs of signs, initials and pairs of them, how its words
/// begin. Pieces with `^` stand at its beginning.
#[must_use]
pub fn grams(text: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let units = units(text);
    let mut run: Vec<char> = Vec::new();
    for unit in &units {
        match unit {
            Unit::Sign(sign, _) => run.push(*sign),
            Unit::Word(word) => {
                pieces(&std::mem::take(&mut run), &mut all);
                for take in 1..=2 {
                    all.insert(word.chars().take(take).collect());
                }
            }
        }
    }
    pieces(&run, &mut all);
    for initials in spoken(text).initials {
        let initials: Vec<char> = initials.chars().collect();
        pieces(&initials, &mut all);
        begins(&initials, &mut all);
    }
    let first: Vec<char> = match units.first() {
        Some(Unit::Word(word)) => word.chars().collect(),
        Some(Unit::Sign(..)) => signs(&units),
        None => Vec::new(),
    };
    begins(&first, &mut all);
    all
}

fn signs(units: &[Unit]) -> Vec<char> {
    let sign = |unit: &Unit| match unit {
        Unit::Sign(sign, _) => Some(*sign),
        Unit::Word(_) => None,
    };
    units.iter().map_while(sign).take(2).collect()
}

fn pieces(chars: &[char], all: &mut BTreeSet<String>) {
    all.extend(chars.iter().map(char::to_string));
    all.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
}

fn begins(chars: &[char], all: &mut BTreeSet<String>) {
    for take in 1..=chars.len().min(2) {
        let start: String = chars.iter().take(take).collect();
        all.insert(format!("^{start}"));
    }
}

/// Whether a character is a sign that is a word, or half of one.
#[must_use]
pub fn is_sign(c: char) -> bool {
    c.is_alphanumeric() && u32::from(c) >= 0x2e80 && !('０'..='ｚ').contains(&c)
}

fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if units.len() >= MOST_UNITS {
            break;
        }
        if c.is_alphanumeric() && !is_sign(c) {
            if word.len() < 64 {
                word.extend(narrow(c).to_lowercase());
            }
            continue;
        }
        if !word.is_empty() {
            units.push(Unit::Word(std::mem::take(&mut word)));
        }
        if is_sign(c) {
            units.push(Unit::Sign(c, sounds(c)));
        }
    }
    if !word.is_empty() {
        units.push(Unit::Word(word));
    }
    units
}

/// Full-width letters and digits as the narrow ones.
fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn sounds(sign: char) -> Vec<&'static str> {
    let mut all: Vec<&'static str> = Vec::new();
    if let Some(multi) = sign.to_pinyin_multi() {
        for one in multi {
            if !all.contains(&one.plain()) {
                all.push(one.plain());
            }
        }
    }
    all
}

/// As a keyboard writes them: `lv` for 吕.
fn readings(unit: &Unit) -> Vec<String> {
    match unit {
        Unit::Sign(sign, ways) if ways.is_empty() => vec![sign.to_string()],
        Unit::Sign(_, ways) => ways.iter().map(|way| way.replace('ü', "v")).collect(),
        Unit::Word(word) => vec![word.clone()],
    }
}

/// All ways put together, the commonest first, at most [`MOST_WAYS`].
fn ways(units: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let mut all = vec![String::new()];
    for readings in units {
        let mut next: Vec<String> = Vec::new();
        for reading in &readings {
            next.extend(all.iter().map(|start| format!("{start}{reading}")));
        }
        next.truncate(MOST_WAYS);
        all = next;
    }
    all.retain(|way| !way.is_empty());
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_all_its_ways() {
        let wang = spoken("王欣怡");
        assert_eq!(wang.full[0], "wangxinyi");
        assert!(wang.initials.contains(&"wxy".to_owned()));
        let shan = spoken("单雄信");
        for way in ["danxiongxin", "shanxiongxin"] {
            assert!(shan.full.contains(&way.to_owned()), "{shan:?}");
        }
        assert!(spoken("曾国藩").initials.iter().any(|way| way == "zgf" || way == "cgf"));
        assert_eq!(spoken("吕布").full[0].chars().next(), Some('l'));
    }

    #[test]
    fn other_scripts_and_rubbish_are_read_without_harm() {
        assert_eq!(spoken("Anna O'Neil").initials, ["aon"]);
        assert!(spoken("Anna").full.is_empty());
        assert_eq!(spoken("👍🎉"), Spoken::default());
        assert!(spoken(&"王".repeat(10_000)).full[0].len() <= 24 * 4);
        assert!(spoken("مرحبا بالعالم").full.is_empty());
        assert_eq!(spoken(""), Spoken::default());
    }

    #[test]
    fn short_pieces_know_signs_initials_and_beginnings() {
        let all = grams("王伟 Ltd");
        for piece in ["王", "伟", "王伟", "w", "ww", "l", "lt", "wl", "^王", "^王伟", "^w", "^ww"]
        {
            assert!(all.contains(piece), "{piece} in {all:?}");
        }
        assert!(!all.contains("^伟") && !all.contains("td"));
    }
}
