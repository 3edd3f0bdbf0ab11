//! What a person types into a search box, turned into questions to SQLite: fragments of three characters and more
//! through the trigram index, shorter ones through LIKE, digits and separators as one number fragment.
//! May depend on `base`.

use crate::base::ids::{CallId, CustomerId};
use crate::base::number::PhoneNumber;
use crate::store::error::Result;
use rusqlite::types::{ToSql, Value};
use rusqlite::{Connection, params_from_iter};

/// Hits that are collected, counted and put in order; whoever gets so many types another letter.
pub(super) const MOST_HITS: usize = 2_000;

/// Characters of the text that count.
const MOST_CHARS: usize = 64;

/// Characters from which the trigram index answers.
const TRIGRAM: usize = 3;

/// A text to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needle {
    /// An FTS5 expression for what the index can answer.
    indexed: Option<String>,
    /// Short words, each of which must stand somewhere.
    short: Vec<String>,
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
        let phrases: Vec<String> = long.into_iter().map(quoted).collect();
        Some(Self {
            indexed: (!phrases.is_empty()).then(|| phrases.join(" AND ")),
            short: short.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Customers it stands for, in the order in which a list shows them; at most [`MOST_HITS`].
    pub fn customers(&self, conn: &Connection) -> Result<Vec<CustomerId>> {
        let mut found: Vec<(String, i64)> = Vec::new();
        let mut bound: Vec<Value> = Vec::new();
        let mut conditions = Vec::new();
        if let Some(expression) = &self.indexed {
            bound.push(Value::from(expression.clone()));
            conditions.push(format!(
                "c.id IN (SELECT rowid FROM customer_search WHERE customer_search MATCH ?1 LIMIT {MOST_HITS})"
            ));
        }
        for word in &self.short {
            bound.push(Value::from(sought(word)));
            conditions.push(short_condition(word, bound.len()));
        }
        let conditions = conditions.join(" AND ");
        if self.indexed.is_none() {
            let first = &self.short[..1.min(self.short.len())];
            collect_prefix(conn, first, &conditions, &bound, &mut found)?;
        }
        let room = MOST_HITS.saturating_sub(found.len());
        if room > 0 {
            let sql = format!(
                "SELECT c.name, c.id FROM customers c WHERE {conditions} ORDER BY c.name LIMIT {MOST_HITS}"
            );
            collect(conn, &sql, &bound, &mut found)?;
        }
        Ok(self.ordered(found))
    }

    /// Calls it stands for (by number, sent name, note, or the customer they are tied to).
    pub fn calls(&self, conn: &Connection) -> Result<Vec<CallId>> {
        let mut bound: Vec<Value> = Vec::new();
        let mut conditions = Vec::new();
        if let Some(expression) = &self.indexed {
            bound.push(Value::from(expression.clone()));
            conditions.push(format!(
                "c.id IN (SELECT rowid FROM call_search WHERE call_search MATCH ?1
                          UNION SELECT id FROM calls WHERE customer_id IN
                              (SELECT rowid FROM customer_search WHERE customer_search MATCH ?1 LIMIT {MOST_HITS}))"
            ));
        }
        for word in &self.short {
            bound.push(Value::from(sought(word)));
            let columns = ["c.number", "n.text", "k.name", "k.company"];
            let anywhere = columns.map(|column| holds(column, word, bound.len()));
            conditions.push(format!("({})", anywhere.join(" OR ")));
        }
        let sql = format!(
            "SELECT '', c.id FROM calls c LEFT JOIN call_notes n ON n.call_id = c.id
                 LEFT JOIN customers k ON k.id = c.customer_id
             WHERE {} ORDER BY c.started_utc_millis DESC, c.id DESC LIMIT {MOST_HITS}",
            conditions.join(" AND ")
        );
        let mut found = Vec::new();
        collect(conn, &sql, &bound, &mut found)?;
        Ok(found.into_iter().map(|(_, id)| CallId(id)).collect())
    }

    /// Names that begin with the text first, then by name.
    fn ordered(&self, mut found: Vec<(String, i64)>) -> Vec<CustomerId> {
        let start = match (&self.indexed, self.short.first()) {
            (None, Some(word)) => word.clone(),
            (Some(expression), _) => expression.split('"').nth(1).unwrap_or_default().to_owned(),
            (None, None) => String::new(),
        };
        found.sort_by(|(a, a_id), (b, b_id)| {
            (!a.starts_with(&start), a, a_id).cmp(&(!b.starts_with(&start), b, b_id))
        });
        found.dedup_by_key(|(_, id)| *id);
        found.truncate(MOST_HITS);
        found.into_iter().map(|(_, id)| CustomerId(id)).collect()
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
        return Some(Needle { indexed: None, short: vec![digits] });
    }
    let mut expression = quoted(&digits);
    if key.as_str() != digits && key.as_str().len() >= TRIGRAM {
        expression = format!("({expression} OR {})", quoted(key.as_str()));
    }
    Some(Needle { indexed: Some(expression), short: Vec::new() })
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

fn short_condition(word: &str, n: usize) -> String {
    let named = format!("{} OR {}", holds("c.name", word, n), holds("c.company", word, n));
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return format!(
            "({named} OR c.id IN (SELECT customer_id FROM contact_numbers WHERE instr(digits, ?{n}) LIMIT {MOST_HITS}))"
        );
    }
    format!("({named})")
}

/// Names that begin with a short word stand together in the index: they come first, however many others there are.
fn collect_prefix(
    conn: &Connection,
    first: &[String],
    conditions: &str,
    bound: &[Value],
    found: &mut Vec<(String, i64)>,
) -> Result<()> {
    let Some(word) = first.first() else { return Ok(()) };
    let mut bound = bound.to_vec();
    bound.push(Value::from(word.clone()));
    bound.push(Value::from(format!("{word}\u{10ffff}")));
    let sql = format!(
        "SELECT c.name, c.id FROM customers c WHERE c.name >= ?{} AND c.name < ?{} AND {conditions}
         ORDER BY c.name LIMIT {MOST_HITS}",
        bound.len() - 1,
        bound.len(),
    );
    collect(conn, &sql, &bound, found)
}

fn collect(
    conn: &Connection,
    sql: &str,
    bound: &[Value],
    found: &mut Vec<(String, i64)>,
) -> Result<()> {
    let mut statement = conn.prepare_cached(sql)?;
    let bound = bound.iter().map(|value| value as &dyn ToSql);
    let rows =
        statement.query_map(params_from_iter(bound), |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        found.push(row?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_fragment_however_it_is_typed() {
        let expected = Needle { indexed: Some("\"1381234\"".into()), short: vec![] };
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
}
