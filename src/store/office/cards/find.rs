//! The customers that fit what was typed into the search box. Terms apart by commas, words apart by blanks: all must fit.
//! Words of three letters and more come from the trigram index, shorter ones from pieces of names and their sound, one or two
//! digits from the first numbers that hold them. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::base::number::PhoneNumber;
use crate::crm::cards::sound::is_sign;
use crate::store::error::Result;
use crate::store::sight::is_narrow;
use rusqlite::types::{ToSql, Value};
use rusqlite::{Connection, params_from_iter};
use std::collections::HashSet;

/// Hits that are collected, counted and put in order; whoever gets so many types another letter.
pub(in crate::store) const MOST_HITS: usize = 1_000;
/// Characters of the text that count.
const MOST_CHARS: usize = 64;
/// Characters from which the trigram index answers.
const TRIGRAM: usize = 3;

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Terms {
    /// Expressions for the trigram index.
    long: Vec<String>,
    /// Pieces of one or two letters or signs.
    short: Vec<String>,
    /// One or two digits.
    digits: Vec<String>,
    /// Short words with signs that no index knows.
    literal: Vec<String>,
    /// What names that come first begin with.
    start: String,
}

impl Terms {
    fn parse(text: &str) -> Self {
        let printable = |c: char| if c.is_control() { ' ' } else { c };
        let text: String = text.trim().chars().map(printable).take(MOST_CHARS).collect();
        let mut terms = Self::default();
        for term in text.split([',', '，', '、', ';', '；']).map(str::trim) {
            if !terms.number(term) {
                term.split_whitespace().for_each(|word| terms.word(word));
            }
        }
        terms.start = text
            .split([',', '，', '、', ';', '；', ' '])
            .find(|term| !term.is_empty())
            .unwrap_or_default()
            .to_lowercase();
        terms
    }

    /// `138-1234 56`: digits and separators only are one fragment of a number, looked for as typed and by its key.
    fn number(&mut self, term: &str) -> bool {
        let is_number = |c: char| c.is_numeric() || " -+()（）－＋".contains(c);
        if !term.chars().all(is_number) {
            return false;
        }
        let number = PhoneNumber::new(term);
        let (digits, key) = (number.digits(), number.key());
        if digits.is_empty() {
            return false;
        }
        if digits.len() < TRIGRAM {
            self.digits.push(digits);
        } else if key.as_str() != digits && key.as_str().len() >= TRIGRAM {
            self.long.push(format!("({} OR {})", quoted(&digits), quoted(key.as_str())));
        } else {
            self.long.push(quoted(&digits));
        }
        true
    }

    fn word(&mut self, word: &str) {
        if word.chars().count() >= TRIGRAM {
            self.long.push(quoted(word));
        } else if word.chars().all(|c| c.is_ascii_digit()) {
            self.digits.push(word.to_owned());
        } else if word.chars().all(char::is_alphanumeric) {
            let mixed = word.chars().any(is_sign) && !word.chars().all(is_sign);
            let lower = word.to_lowercase();
            if mixed {
                self.short.extend(lower.chars().map(String::from));
            } else {
                self.short.push(lower);
            }
        } else {
            self.literal.push(word.to_owned());
        }
    }

    fn is_empty(&self) -> bool {
        let all = [&self.long, &self.short, &self.digits, &self.literal];
        all.iter().all(|terms| terms.is_empty())
    }
}

/// A condition on the card `c` beside the words, with what is bound in it as `?` in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Beside {
    pub sql: String,
    pub bound: Vec<Value>,
}

/// Customers that fit, those whose name begins with the first word first, then by name; at most [`MOST_HITS`]. `None`:
/// nothing was typed.
pub(in crate::store) fn by_text(conn: &Connection, text: &str) -> Result<Option<Vec<CustomerId>>> {
    matching(conn, text, &Beside::default())
}

/// The same among cards that fulfil a condition.
pub(super) fn matching(
    conn: &Connection,
    text: &str,
    beside: &Beside,
) -> Result<Option<Vec<CustomerId>>> {
    let terms = Terms::parse(text);
    if terms.is_empty() {
        return Ok(None);
    }
    let mut found: Vec<i64> = Vec::new();
    if terms.long.is_empty() && !terms.short.is_empty() {
        // Names that begin so come first, however many others there are.
        let begins =
            format!("{} AND {}", quoted(&format!("^{}", terms.start)), all_of(&terms.short));
        hits(conn, &terms, "customer_grams", &begins, beside, &mut found)?;
        hits(conn, &terms, "customer_grams", &all_of(&terms.short), beside, &mut found)?;
    } else if !terms.long.is_empty() {
        hits(conn, &terms, "customer_search", &terms.long.join(" AND "), beside, &mut found)?;
    } else if let Some(digits) = terms.digits.first() {
        // A name may be a number too.
        hits(conn, &terms, "customer_grams", &quoted(digits), beside, &mut found)?;
        by_digits(conn, &terms, digits, beside, &mut found)?;
    } else {
        by_scan(conn, &terms, beside, &mut found)?;
    }
    let mut seen = HashSet::new();
    found.retain(|id| seen.insert(*id));
    found.truncate(MOST_HITS);
    Ok(Some(ordered(conn, found, &terms.start)?))
}

/// Whether the statement has to read the cards themselves.
fn needs_card(conn: &Connection, terms: &Terms, beside: &Beside) -> Result<bool> {
    let by_card = !beside.sql.is_empty() || !terms.digits.is_empty() || !terms.literal.is_empty();
    Ok(by_card || is_narrow(conn)?)
}

fn hits(
    conn: &Connection,
    terms: &Terms,
    table: &str,
    expression: &str,
    beside: &Beside,
    found: &mut Vec<i64>,
) -> Result<()> {
    let mut bound = vec![Value::from(expression.to_owned())];
    let mut sql = format!("SELECT s.rowid FROM {table} s");
    if needs_card(conn, terms, beside)? {
        sql.push_str(" CROSS JOIN customers c ON c.id = s.rowid");
    }
    sql.push_str(" WHERE s.");
    sql.push_str(table);
    sql.push_str(" MATCH ?");
    if table == "customer_search" && !terms.short.is_empty() {
        sql.push_str(
            " AND s.rowid IN (SELECT rowid FROM customer_grams WHERE customer_grams MATCH ?)",
        );
        bound.push(Value::from(all_of(&terms.short)));
    }
    rest(terms, beside, &mut sql, &mut bound);
    collect(conn, &sql, &bound, found)
}

fn by_digits(
    conn: &Connection,
    terms: &Terms,
    digits: &str,
    beside: &Beside,
    found: &mut Vec<i64>,
) -> Result<()> {
    let mut bound = vec![Value::from(digits.to_owned())];
    let mut sql = "SELECT n.customer_id FROM contact_numbers n".to_owned();
    if needs_card(conn, terms, beside)? {
        sql.push_str(" CROSS JOIN customers c ON c.id = n.customer_id");
    }
    sql.push_str(" WHERE instr(n.digits, ?)");
    rest(terms, beside, &mut sql, &mut bound);
    collect(conn, &sql, &bound, found)
}

/// What no index knows, one card after the other in the order of names.
fn by_scan(conn: &Connection, terms: &Terms, beside: &Beside, found: &mut Vec<i64>) -> Result<()> {
    let mut bound = Vec::new();
    let mut sql = "SELECT c.id FROM customers c WHERE 1".to_owned();
    rest(terms, beside, &mut sql, &mut bound);
    sql.push_str(" ORDER BY c.name");
    collect(conn, &sql, &bound, found)
}

/// The conditions that only the card can answer.
fn rest(terms: &Terms, beside: &Beside, sql: &mut String, bound: &mut Vec<Value>) {
    for digits in &terms.digits {
        sql.push_str(
            " AND (instr(c.name, ?) OR instr(c.company, ?) OR EXISTS
                 (SELECT 1 FROM contact_numbers m WHERE m.customer_id = c.id AND instr(m.digits, ?)))",
        );
        (0..3).for_each(|_| bound.push(Value::from(digits.clone())));
    }
    for word in &terms.literal {
        sql.push_str(" AND (c.name LIKE ? ESCAPE '\\' OR c.company LIKE ? ESCAPE '\\')");
        let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        (0..2).for_each(|_| bound.push(Value::from(format!("%{escaped}%"))));
    }
    if !beside.sql.is_empty() {
        sql.push_str(" AND ");
        sql.push_str(&beside.sql);
        bound.extend(beside.bound.iter().cloned());
    }
}

fn collect(conn: &Connection, sql: &str, bound: &[Value], found: &mut Vec<i64>) -> Result<()> {
    let sql = format!("{sql} LIMIT {MOST_HITS}");
    let mut statement = conn.prepare_cached(&sql)?;
    let bound = bound.iter().map(|value| value as &dyn ToSql);
    let rows = statement.query_map(params_from_iter(bound), |row| row.get(0))?;
    for row in rows {
        found.push(row?);
    }
    Ok(())
}

/// Names that begin with the text first, then by name.
fn ordered(conn: &Connection, found: Vec<i64>, start: &str) -> Result<Vec<CustomerId>> {
    let mut statement = conn.prepare_cached("SELECT name FROM customers WHERE id = ?1")?;
    let mut named: Vec<(bool, String, i64)> = Vec::with_capacity(found.len());
    for id in found {
        let name: String = statement.query_row([id], |row| row.get(0))?;
        let begins = name.get(..start.len()).is_some_and(|first| first.eq_ignore_ascii_case(start));
        named.push((!begins, name, id));
    }
    named.sort_unstable();
    Ok(named.into_iter().map(|(_, _, id)| CustomerId(id)).collect())
}

/// An FTS5 string: quotes inside are doubled, nothing else means anything.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

fn all_of(pieces: &[String]) -> String {
    pieces.iter().map(|piece| quoted(piece)).collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_fragment_however_it_is_typed() {
        for text in ["1381234", "138-1234", " 138 1234 ", "１３８１２３４"] {
            assert_eq!(Terms::parse(text).long, ["\"1381234\""], "{text}");
        }
        let with_country = Terms::parse("+86 138 1234 5678").long;
        assert_eq!(with_country, ["(\"8613812345678\" OR \"13812345678\")"]);
        assert_eq!(Terms::parse("13").digits, ["13"]);
    }

    #[test]
    fn terms_stand_apart_by_commas_of_either_width() {
        let terms = Terms::parse("王，138-1234、送水站 张3");
        assert_eq!(terms.long, ["\"1381234\"", "\"送水站\""]);
        assert_eq!(terms.short, ["王", "张", "3"]);
        assert_eq!(terms.start, "王");
        assert!(Terms::parse(" ,，; \0").is_empty());
        assert_eq!(Terms::parse("_%").literal, ["_%"]);
        assert_eq!(Terms::parse("a\"b\"").long, ["\"a\"\"b\"\"\""]);
    }
}
