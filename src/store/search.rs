//! What a person types into a search box, turned into questions to SQLite: fragments of three characters and more
//! through the trigram index, shorter ones through LIKE, digits and separators as one number fragment.
//! May depend on `base`.

use crate::base::ids::CallId;
use crate::base::number::PhoneNumber;
use crate::store::error::Result;
use crate::store::log::{self, Conditions, Found};
use crate::store::office::cards::by_words;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::BTreeSet;

/// Customers whose calls are gathered one by one. Where more carry the words, they are so frequent that the newest calls
/// hold enough of them.
const FEW_CARDS: usize = 200;

/// Calls that are looked through for what no index knows.
const NEWEST_LOOKED_AT: i64 = 4_000;

/// Digits that are looked for as one word.
const FIVE: usize = 5;

/// A call's number with what people write between digits taken out.
const BARE_NUMBER: &str =
    "replace(replace(replace(replace(c.number, ' ', ''), '-', ''), '(', ''), ')', '')";

/// Characters of the text that count.
const MOST_CHARS: usize = 64;

/// Characters from which the trigram index answers.
const TRIGRAM: usize = 3;

/// A text to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needle {
    /// An FTS5 expression for what the index can answer.
    indexed: Option<String>,
    /// The words that are in it.
    long: Vec<String>,
    /// Short words, each of which must stand somewhere.
    short: Vec<String>,
    /// It is part of a number and nothing else.
    is_number: bool,
}

impl Needle {
    /// `None`: there is nothing to look for, everything is meant.
    pub fn parse(text: &str) -> Option<Self> {
        let printable = |c: char| if c.is_control() { ' ' } else { c };
        let text: String = text.trim().chars().map(printable).take(MOST_CHARS).collect();
        if text.trim().is_empty() {
            return None;
        }
        if let Some(number) = number_fragment(&text) {
            return Some(number);
        }
        let (long, short): (Vec<&str>, Vec<&str>) =
            text.split_whitespace().partition(|word| word.chars().count() >= TRIGRAM);
        let phrases: Vec<String> = long.iter().copied().map(quoted).collect();
        let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
        Some(Self {
            indexed: (!phrases.is_empty()).then(|| phrases.join(" AND ")),
            long: owned(long),
            short: owned(short),
            is_number: false,
        })
    }

    /// Calls it stands for (by number, sent name, note, or the customer they are tied to), newest first: the first
    /// `want` that fulfil `all`.
    pub fn calls(&self, conn: &Connection, all: &Conditions, want: usize) -> Result<Found> {
        let mut sources = Vec::new();
        match &self.indexed {
            Some(_) if self.is_number && self.is_long() => {
                sources.push(self.by_digits(conn, all, want)?);
            }
            Some(expression) => {
                sources.push(self.by_words(conn, expression, all, want)?);
                if !self.is_number {
                    let cards = by_words(conn, &self.long, FEW_CARDS)?;
                    sources.push(self.of_cards(conn, &cards, all, want)?);
                }
            }
            None => {
                let cards = match self.short.first() {
                    Some(word) if !self.is_number => names_from(conn, word)?,
                    _ => Vec::new(),
                };
                if !cards.is_empty() && cards.len() < FEW_CARDS {
                    sources.push(self.of_cards(conn, &cards, all, want)?);
                }
                if let Some(expression) = self.pairs() {
                    sources.push(self.by_pairs(conn, &expression, all, want)?);
                }
                sources.push(self.among_newest(conn, all, want)?);
            }
        }
        Ok(merged(sources, want))
    }

    /// Calls whose own words fit: the index gives them newest first, so that a frequent fragment ends early.
    fn by_words(
        &self,
        conn: &Connection,
        expression: &str,
        all: &Conditions,
        want: usize,
    ) -> Result<Found> {
        let sql = "FROM call_search s CROSS JOIN calls c ON c.id = s.rowid";
        self.streamed(conn, sql, "s.call_search MATCH ?1", "s.rowid", expression, all, want)
    }

    /// Calls in whose notes every pair of letters stands.
    fn by_pairs(
        &self,
        conn: &Connection,
        expression: &str,
        all: &Conditions,
        want: usize,
    ) -> Result<Found> {
        let sql = "FROM call_grams s CROSS JOIN calls c ON c.id = s.rowid";
        self.streamed(conn, sql, "s.call_grams MATCH ?1", "s.rowid", expression, all, want)
    }

    /// Calls with a fragment of five digits and more: its fives are so rare that hardly another call has them all.
    fn by_digits(&self, conn: &Connection, all: &Conditions, want: usize) -> Result<Found> {
        let each = self.long.iter().map(|digits| format!("({})", all_of(&fives(digits))));
        let expression = each.collect::<Vec<_>>().join(" OR ");
        let mut bound = all.with(expression);
        let mut anywhere = Vec::new();
        for digits in &self.long {
            bound.push(Value::from(digits.clone()));
            let n = bound.len();
            anywhere.push(format!("instr({BARE_NUMBER}, ?{n}) OR instr(n.text, ?{n})"));
        }
        let sql = format!(
            "SELECT s.rowid FROM call_grams s CROSS JOIN calls c ON c.id = s.rowid
                 LEFT JOIN call_notes n ON n.call_id = c.id
             WHERE s.call_grams MATCH ?1 AND {} AND ({}) ORDER BY s.rowid DESC LIMIT {}",
            all.sql,
            anywhere.join(" OR "),
            want.saturating_add(1)
        );
        log::collect(conn, &sql, &bound, want)
    }

    fn is_long(&self) -> bool {
        self.long.iter().all(|digits| digits.len() >= FIVE)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one statement")]
    fn streamed(
        &self,
        conn: &Connection,
        from: &str,
        matches: &str,
        id: &str,
        expression: &str,
        all: &Conditions,
        want: usize,
    ) -> Result<Found> {
        let mut bound = all.with(expression.to_owned());
        let short = self.short_words(&mut bound);
        let sql = format!(
            "SELECT {id} {from} LEFT JOIN call_notes n ON n.call_id = c.id
                 LEFT JOIN customers k ON k.id = c.customer_id
             WHERE {matches} AND {} {short} ORDER BY {id} DESC LIMIT {}",
            all.sql,
            want.saturating_add(1)
        );
        log::collect(conn, &sql, &bound, want)
    }

    /// Calls of these customers; where too many carry the words, the newest calls are looked through instead.
    fn of_cards(
        &self,
        conn: &Connection,
        cards: &[i64],
        all: &Conditions,
        want: usize,
    ) -> Result<Found> {
        if cards.len() >= FEW_CARDS {
            return self.among_newest(conn, all, want);
        }
        let mut bound = all.with(serde_json::to_string(cards)?);
        let short = self.short_words(&mut bound);
        let sql = format!(
            "SELECT c.id FROM json_each(?1) j CROSS JOIN calls c INDEXED BY calls_by_customer ON c.customer_id = j.value
                 LEFT JOIN call_notes n ON n.call_id = c.id LEFT JOIN customers k ON k.id = c.customer_id
             WHERE {} {short} ORDER BY c.id DESC LIMIT {}",
            all.sql,
            want.saturating_add(1)
        );
        log::collect(conn, &sql, &bound, want)
    }

    /// The newest calls one by one, for words no index knows. What is older is not looked at.
    fn among_newest(&self, conn: &Connection, all: &Conditions, want: usize) -> Result<Found> {
        let newest: i64 = conn
            .prepare_cached("SELECT coalesce(max(id), 0) FROM calls")?
            .query_row([], |row| row.get(0))?;
        let mut bound = all.with(newest - NEWEST_LOOKED_AT);
        let mut words = String::new();
        for word in self.words() {
            bound.push(Value::from(sought(word)));
            words.push_str(&anywhere(word, bound.len()));
        }
        let sql = format!(
            "SELECT c.id FROM calls c NOT INDEXED LEFT JOIN call_notes n ON n.call_id = c.id
                 LEFT JOIN customers k ON k.id = c.customer_id
             WHERE c.id > ?1 AND {} {words} ORDER BY c.id DESC LIMIT {}",
            all.sql,
            want.saturating_add(1)
        );
        let mut found = log::collect(conn, &sql, &bound, want)?;
        let older = "SELECT 1 FROM calls WHERE id <= ?1";
        found.complete &= !conn.prepare_cached(older)?.exists([newest - NEWEST_LOOKED_AT])?;
        Ok(found)
    }

    fn short_words(&self, bound: &mut Vec<Value>) -> String {
        let mut sql = String::new();
        for word in &self.short {
            bound.push(Value::from(sought(word)));
            sql.push_str(&anywhere(word, bound.len()));
        }
        sql
    }

    /// Every word as it was typed.
    fn words(&self) -> impl Iterator<Item = &String> {
        self.long.iter().chain(&self.short)
    }

    /// The pairs of letters of short words, when each is a pair that stands in the index.
    fn pairs(&self) -> Option<String> {
        let each: Vec<BTreeSet<String>> = self.short.iter().map(|word| pairs(word)).collect();
        let whole = !each.is_empty() && each.iter().all(|pairs| !pairs.is_empty());
        whole.then(|| all_of(&each.into_iter().flatten().collect()))
    }
}

/// `138-1234 56`: digits and separators only are one fragment of a number, looked for as typed and by its key.
fn number_fragment(text: &str) -> Option<Needle> {
    let is_number = |c: char| c.is_numeric() || " -+()（）－＋".contains(c);
    if !text.chars().all(is_number) {
        return None;
    }
    let number = PhoneNumber::new(text);
    let (digits, key) = (number.digits(), number.key());
    if digits.is_empty() {
        return None;
    }
    if digits.len() < TRIGRAM {
        return Some(Needle { indexed: None, long: vec![], short: vec![digits], is_number: true });
    }
    let mut expression = quoted(&digits);
    let mut long = vec![digits.clone()];
    if key.as_str() != digits && key.as_str().len() >= TRIGRAM {
        expression = format!("({expression} OR {})", quoted(key.as_str()));
        long.push(key.as_str().trim_start_matches('+').to_owned());
    }
    Some(Needle { indexed: Some(expression), long, short: vec![], is_number: true })
}

/// Every two letters that stand together in words of a script that writes words with one or two signs, each a token.
fn pairs(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let wide = |c: char| c.is_alphanumeric() && u32::from(c) >= 0x2e80;
    let mut seen = BTreeSet::new();
    for pair in chars.windows(2) {
        if pair.iter().all(|c| wide(*c)) {
            seen.insert(pair.iter().collect::<String>());
        }
    }
    seen
}

/// What the second index knows of a call: pairs of the note, fives of the number and of digits in the note.
pub(super) fn grams(number: Option<&PhoneNumber>, note: &str) -> String {
    let mut all: BTreeSet<String> = pairs(note);
    for run in note.split(|c: char| !c.is_ascii_digit()) {
        all.extend(fives(run));
    }
    if let Some(number) = number {
        all.extend(fives(&number.digits()));
        all.extend(fives(number.key().as_str().trim_start_matches('+')));
    }
    all.into_iter().collect::<Vec<_>>().join(" ")
}

/// Every five digits that stand together.
fn fives(digits: &str) -> BTreeSet<String> {
    let chars: Vec<char> = digits.chars().filter(char::is_ascii_digit).collect();
    chars.windows(FIVE).map(|five| five.iter().collect()).collect()
}

/// An FTS5 expression for calls with every one of these.
fn all_of(grams: &BTreeSet<String>) -> String {
    grams.iter().map(|gram| quoted(gram)).collect::<Vec<_>>().join(" AND ")
}

/// Customers whose name begins with the word; at most [`FEW_CARDS`].
fn names_from(conn: &Connection, word: &str) -> Result<Vec<i64>> {
    let sql = format!("SELECT id FROM customers WHERE name >= ?1 AND name < ?2 LIMIT {FEW_CARDS}");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([word, &format!("{word}\u{10ffff}")], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The condition that the word bound as parameter `n` stands in something people know a call by.
fn anywhere(word: &str, n: usize) -> String {
    let columns = ["c.number", "n.text", "k.name", "k.company"];
    let each = columns.map(|column| holds(column, word, n));
    format!(" AND ({})", each.join(" OR "))
}

/// The newest of all sources, each call once.
fn merged(sources: Vec<Found>, want: usize) -> Found {
    let complete = sources.iter().all(|found| found.complete);
    let mut ids: Vec<CallId> = sources.into_iter().flat_map(|found| found.ids).collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
    let complete = complete && ids.len() <= want;
    ids.truncate(want);
    Found { ids, complete }
}

/// An FTS5 string: quotes inside are doubled, nothing else means anything.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

/// A LIKE pattern for "contains", wildcards in the word taken literally.
fn like(word: &str) -> String {
    format!("%{}%", escaped(word))
}

fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Whether letters of both cases must be found: only then the slower LIKE is needed.
fn has_cases(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_alphabetic())
}

/// What is bound for a short word: a pattern, or the word itself.
fn sought(word: &str) -> String {
    if has_cases(word) { like(word) } else { word.to_owned() }
}

/// The condition that a column holds the short word bound as parameter `n`.
fn holds(column: &str, word: &str, n: usize) -> String {
    if has_cases(word) {
        return format!("{column} LIKE ?{n} ESCAPE '\\'");
    }
    format!("instr({column}, ?{n})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_fragment_however_it_is_typed() {
        let indexed = Some("\"1381234\"".into());
        let long = vec!["1381234".into()];
        let expected = Needle { indexed, long, short: vec![], is_number: true };
        for text in ["1381234", "138-1234", " 138 1234 ", "１３８１２３４"] {
            assert_eq!(Needle::parse(text), Some(expected.clone()), "{text}");
        }
        let with_country = Needle::parse("+86 138 1234 5678").unwrap();
        assert_eq!(with_country.indexed.unwrap(), "(\"8613812345678\" OR \"13812345678\")");
        assert_eq!(Needle::parse("13").unwrap().short, ["13"]);
    }

    #[test]
    fn words_are_looked_for_literally() {
        assert_eq!(Needle::parse("  "), None);
        assert_eq!(Needle::parse("王伟").unwrap().short, ["王伟"]);
        assert_eq!(Needle::parse("a\"b\" 王").unwrap().indexed.unwrap(), "\"a\"\"b\"\"\"");
        assert_eq!(like("5_%\\"), "%5\\_\\%\\\\%");
        assert_eq!(Needle::parse("--").unwrap().short, ["--"]);
    }

    #[test]
    fn five_digits_are_a_word_in_numbers_and_in_notes() {
        let number = PhoneNumber::new("+86 138-1234");
        assert_eq!(
            grams(Some(&number), "单号 420017，好"),
            "13812 20017 38123 42001 61381 81234 86138 单号"
        );
        assert_eq!(grams(None, "1234"), "");
    }

    #[test]
    fn two_signs_of_a_wide_script_are_a_word() {
        let joined = |text| pairs(text).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(joined("打错了,问路"), "打错 错了 问路");
        assert_eq!(joined("错了错了"), "了错 错了", "each once");
        assert_eq!(joined("call back 好"), "");
        assert_eq!(Needle::parse("问路").unwrap().pairs().unwrap(), "\"问路\"");
        assert_eq!(Needle::parse("问路 a").unwrap().pairs(), None);
        assert_eq!(Needle::parse("路").unwrap().pairs(), None);
    }
}
