//! The customers that fit what was typed into the search box. Terms apart by commas, words apart by blanks: all must fit.
//! Words of three letters and more come from the trigram index, shorter ones from pieces of names and their sound, one or two
//! digits from the first numbers that hold them. May depend on `base`, `crm`.

use crate::base::ids::{CustomerId, FieldId};
use crate::base::number::PhoneNumber;
use crate::crm::cards::field::text_of;
use crate::crm::customer::{FieldValue, OtherAddress};
use crate::crm::gram::{Gram, Wanted};
use crate::crm::sound::{self, Heard, is_sign};
use crate::store::error::Result;
use crate::store::office::cards::blocks;
use crate::store::sight::is_narrow;
use rusqlite::types::{ToSql, Value};
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashSet};

/// Hits that are collected, counted and put in order; whoever gets so many types another letter.
pub(in crate::store) const MOST_HITS: usize = 1_000;
/// Ids up to which every card is looked at for a short word that no index knows: some ten milliseconds.
const MOST_LOOKED_AT: i64 = 20_000;
/// More cards than any file holds.
const ALL: usize = u32::MAX as usize;
/// Characters of the text that count.
const MOST_CHARS: usize = 64;
/// Characters from which the trigram index answers.
const TRIGRAM: usize = 3;

/// A word of three letters and more, or a fragment of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Long {
    /// As typed and, of a number, by its key: any of them must stand on the card.
    ways: Vec<String>,
}

impl Long {
    /// The expression for the trigram index.
    fn expression(&self) -> String {
        match self.ways.as_slice() {
            [one] => quoted(one),
            ways => {
                let ways: Vec<String> = ways.iter().map(|way| quoted(way)).collect();
                format!("({})", ways.join(" OR "))
            }
        }
    }

    /// A piece itself: whoever has the piece has the word.
    fn is_piece(&self) -> bool {
        self.ways.iter().all(|way| Gram::is_whole(way))
    }

    /// Letters may stand in the sound of a name; other signs stand in what is written or in a number.
    fn has_letters(&self) -> bool {
        self.ways.iter().any(|way| way.bytes().any(|b| b.is_ascii_alphabetic()))
    }

    fn stands_in(&self, text: &str) -> bool {
        self.ways.iter().any(|way| text.contains(way.as_str()))
    }
}

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Terms {
    /// Words for the trigram index.
    long: Vec<Long>,
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
            return true;
        }
        let key = key.as_str().to_owned();
        // Where the key stands, the number stands, however it was written.
        let ways = match key.len() >= TRIGRAM {
            true if digits.contains(key.as_str()) => vec![key],
            true => vec![digits, key],
            false => vec![digits],
        };
        self.long.push(Long { ways });
        true
    }

    fn word(&mut self, word: &str) {
        if word.chars().count() >= TRIGRAM {
            self.long.push(Long { ways: vec![word.to_lowercase()] });
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

    /// Two signs may be a street or a word of the office's own: no piece is kept of those.
    fn may_be_a_place(&self) -> bool {
        self.short.iter().any(|word| word.chars().count() == 2 && word.chars().all(is_sign))
    }

    fn is_empty(&self) -> bool {
        let words = [&self.short, &self.digits, &self.literal];
        self.long.is_empty() && words.iter().all(|words| words.is_empty())
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

/// All customers that fit, in the same order, however many they are: for lists that go out.
pub(super) fn all(
    conn: &Connection,
    text: &str,
    beside: &Beside,
) -> Result<Option<Vec<CustomerId>>> {
    up_to(conn, text, beside, ALL)
}

/// Customers on whose cards all of these words of three letters and more stand, in no order; at most so many.
pub(in crate::store) fn by_words(
    conn: &Connection,
    words: &[String],
    most: usize,
) -> Result<Vec<i64>> {
    let long = words.iter().map(|word| Long { ways: vec![word.to_lowercase()] }).collect();
    let terms = Terms { long, ..Terms::default() };
    let (beside, narrow) = (Beside::default(), is_narrow(conn)?);
    let mut search =
        Search { conn, terms: &terms, beside: &beside, most, found: Vec::new(), narrow };
    search.words()?;
    search.found.truncate(most);
    Ok(search.found)
}

/// The same among cards that fulfil a condition.
pub(super) fn matching(
    conn: &Connection,
    text: &str,
    beside: &Beside,
) -> Result<Option<Vec<CustomerId>>> {
    up_to(conn, text, beside, MOST_HITS)
}

fn up_to(
    conn: &Connection,
    text: &str,
    beside: &Beside,
    most: usize,
) -> Result<Option<Vec<CustomerId>>> {
    let terms = Terms::parse(text);
    if terms.is_empty() {
        return Ok(None);
    }
    let narrow = is_narrow(conn)?;
    let mut search = Search { conn, terms: &terms, beside, most, found: Vec::new(), narrow };
    if terms.long.is_empty() && !terms.short.is_empty() {
        search.pieces()?;
    } else if !terms.long.is_empty() {
        search.words()?;
    } else if let Some(digits) = terms.digits.first() {
        search.digits(digits)?;
    } else {
        search.scan()?;
    }
    if terms.may_be_a_place() && search.found.len() < most {
        search.places()?;
    }
    let mut found = search.found;
    let mut seen = HashSet::new();
    found.retain(|id| seen.insert(*id));
    found.truncate(most);
    Ok(Some(ordered(conn, found, &terms.start)?))
}

/// One search, gathering what it finds. Each source gives so many at most.
struct Search<'a> {
    conn: &'a Connection,
    terms: &'a Terms,
    beside: &'a Beside,
    most: usize,
    found: Vec<i64>,
    /// Not every card may be seen: whether one is among them the card alone knows.
    narrow: bool,
}

impl Search<'_> {
    /// Pieces of one and two letters.
    fn pieces(&mut self) -> Result<()> {
        let short = &self.terms.short;
        let mut pieces: Vec<Wanted> = short.iter().map(|piece| piece_of(piece)).collect();
        // Names that begin so come first, however many others there are.
        let start = &self.terms.start;
        let begins = format!("{} AND {}", quoted(&format!("^{start}")), all_of(short));
        self.hits("customer_grams", &begins)?;
        let letters: Vec<char> = start.chars().collect();
        if letters.len() < TRIGRAM {
            pieces.push(Wanted::Piece(Gram::start(&letters)));
            self.blocks(&pieces)?;
            pieces.pop();
        }
        self.hits("customer_grams", &all_of(short))?;
        self.blocks(&pieces)
    }

    /// Words of three letters and more, and with them shorter ones.
    fn words(&mut self) -> Result<()> {
        let all: Vec<String> = self.terms.long.iter().map(Long::expression).collect();
        self.hits("customer_search", &all.join(" AND "))?;
        let short = self.terms.short.iter().map(|piece| piece_of(piece)).collect();
        let mut ways: Vec<Vec<Wanted>> = vec![short];
        for word in &self.terms.long {
            let with = |pieces: &Vec<Wanted>, way: &String| {
                let mut pieces = pieces.clone();
                Gram::wanted(way, &mut pieces);
                pieces
            };
            ways = ways
                .iter()
                .flat_map(|pieces| word.ways.iter().map(|way| with(pieces, way)))
                .collect();
        }
        ways.iter().try_for_each(|pieces| self.blocks(pieces))
    }

    /// One or two digits.
    fn digits(&mut self, digits: &str) -> Result<()> {
        // A name may be a number too.
        self.hits("customer_grams", &quoted(digits))?;
        self.blocks(&[piece_of(digits)])?;
        let mut bound = vec![Value::from(digits.to_owned())];
        let mut sql = "SELECT n.customer_id FROM contact_numbers n".to_owned();
        if self.needs_card() {
            sql.push_str(" CROSS JOIN customers c ON c.id = n.customer_id");
        }
        sql.push_str(" WHERE instr(n.digits, ?)");
        self.rest(&mut sql, &mut bound);
        self.collect(&sql, &bound)
    }

    /// What no index knows, one card after the other in the order of names.
    fn scan(&mut self) -> Result<()> {
        let mut bound = Vec::new();
        let mut sql = "SELECT c.id FROM customers c WHERE 1".to_owned();
        self.rest(&mut sql, &mut bound);
        sql.push_str(" ORDER BY c.name");
        self.collect(&sql, &bound)
    }

    /// Short words anywhere in what is written on a card, of an office whose cards can all be looked at within a frame.
    fn places(&mut self) -> Result<()> {
        let most: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(id) FROM customers")?
            .query_row([], |row| row.get(0))?;
        if most.is_none_or(|most| most > MOST_LOOKED_AT) {
            return Ok(());
        }
        let columns = ["c.address", "c.name", "c.company", "c.tags", "c.addresses", "c.fields"];
        let mut sql = "SELECT c.name, c.company, c.address, c.addresses, c.tags, c.fields, c.id
             FROM customers c WHERE 1"
            .to_owned();
        let mut bound = Vec::new();
        for word in &self.terms.short {
            let any = columns.map(|column| format!("instr({column}, ?)")).join(" OR ");
            sql.push_str(" AND (");
            sql.push_str(&any);
            sql.push(')');
            bound.extend(columns.iter().map(|_| Value::from(word.clone())));
        }
        self.rest(&mut sql, &mut bound);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(bound.iter()))?;
        while let Some(row) = rows.next()? {
            let id = row.get(6)?;
            if fits(self.conn, id, self.terms, row)? {
                self.found.push(id);
                if self.found.len() >= self.most {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Whether the statement has to read the cards themselves.
    fn needs_card(&self) -> bool {
        let Terms { digits, literal, .. } = self.terms;
        self.narrow || !self.beside.sql.is_empty() || !digits.is_empty() || !literal.is_empty()
    }

    /// Cards that were changed one by one.
    fn hits(&mut self, table: &str, expression: &str) -> Result<()> {
        let mut bound = vec![Value::from(expression.to_owned())];
        let mut sql = format!("SELECT s.rowid FROM {table} s");
        if self.needs_card() {
            sql.push_str(" CROSS JOIN customers c ON c.id = s.rowid");
        }
        sql.push_str(" WHERE s.");
        sql.push_str(table);
        sql.push_str(" MATCH ?");
        if table == "customer_search" && !self.terms.short.is_empty() {
            sql.push_str(
                " AND s.rowid IN (SELECT rowid FROM customer_grams WHERE customer_grams MATCH ?)",
            );
            bound.push(Value::from(all_of(&self.terms.short)));
        }
        self.rest(&mut sql, &mut bound);
        self.collect(&sql, &bound)
    }

    /// Cards that were brought with many others: those that have all of the pieces, looked at one by one.
    fn blocks(&mut self, pieces: &[Wanted]) -> Result<()> {
        let mut sql = "SELECT c.name, c.company, c.address, c.addresses, c.tags, c.fields
             FROM customers c WHERE c.id = ?"
            .to_owned();
        let mut bound = vec![Value::Null];
        self.rest(&mut sql, &mut bound);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut left = self.most;
        // A number found needs no look at the rest of its card.
        let is_plain = !self.needs_card() && !self.terms.long.is_empty();
        let by_number = is_plain && self.terms.long.iter().all(|word| !word.has_letters());
        let (conn, terms, found) = (self.conn, self.terms, &mut self.found);
        blocks::each(conn, pieces, &mut |ids| {
            for id in ids {
                if let Some(first) = bound.first_mut() {
                    *first = Value::from(*id);
                }
                let mut is_found = by_number && has_numbers(conn, *id, terms)?;
                if !is_found {
                    let mut rows = statement.query(params_from_iter(bound.iter()))?;
                    is_found = match rows.next()? {
                        Some(row) => fits(conn, *id, terms, row)?,
                        None => false,
                    };
                }
                if is_found {
                    found.push(*id);
                    left -= 1;
                    if left == 0 {
                        return Ok(false);
                    }
                }
            }
            Ok(true)
        })
    }

    /// The conditions that only the card can answer.
    fn rest(&self, sql: &mut String, bound: &mut Vec<Value>) {
        for digits in &self.terms.digits {
            sql.push_str(
                " AND (instr(c.name, ?) OR instr(c.company, ?) OR EXISTS
                     (SELECT 1 FROM contact_numbers m WHERE m.customer_id = c.id AND instr(m.digits, ?)))",
            );
            (0..3).for_each(|_| bound.push(Value::from(digits.clone())));
        }
        for word in &self.terms.literal {
            sql.push_str(" AND (c.name LIKE ? ESCAPE '\\' OR c.company LIKE ? ESCAPE '\\')");
            let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            (0..2).for_each(|_| bound.push(Value::from(format!("%{escaped}%"))));
        }
        if !self.beside.sql.is_empty() {
            sql.push_str(" AND ");
            sql.push_str(&self.beside.sql);
            bound.extend(self.beside.bound.iter().cloned());
        }
    }

    fn collect(&mut self, sql: &str, bound: &[Value]) -> Result<()> {
        let sql = format!("{sql} LIMIT {}", self.most);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let bound = bound.iter().map(|value| value as &dyn ToSql);
        let rows = statement.query_map(params_from_iter(bound), |row| row.get(0))?;
        for row in rows {
            self.found.push(row?);
        }
        Ok(())
    }
}

/// Whether every long word really stands on the card whose pieces fit: pieces may stand apart.
fn fits(conn: &Connection, id: i64, terms: &Terms, row: &Row<'_>) -> Result<bool> {
    for word in terms.long.iter().filter(|word| !word.is_piece()) {
        if !(in_texts(row, word)? || (!word.has_letters() && in_numbers(conn, id, word)?)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a word stands in what is written on the card beside its numbers, or in the sound of its names; what is likely
/// and quick comes first.
fn in_texts(row: &Row<'_>, word: &Long) -> Result<bool> {
    let text =
        |column: usize| -> Result<&str> { Ok(row.get_ref(column)?.as_str().unwrap_or_default()) };
    for column in 0..3 {
        if word.stands_in(&text(column)?.to_lowercase()) {
            return Ok(true);
        }
    }
    for column in 0..if word.has_letters() { 2 } else { 0 } {
        let heard = Heard::of(text(column)?);
        if heard.full().iter().chain(heard.initials()).any(|way| word.stands_in(way)) {
            return Ok(true);
        }
    }
    let mut others: Vec<String> = Vec::new();
    let addresses: Vec<OtherAddress> = read_json(text(3)?);
    others.extend(addresses.into_iter().map(|other| other.text));
    others.extend(read_json::<Vec<String>>(text(4)?));
    let fields: BTreeMap<FieldId, FieldValue> = read_json(text(5)?);
    others.extend(fields.values().map(text_of));
    Ok(others.iter().any(|other| word.stands_in(&other.to_lowercase())))
}

/// What a column of JSON says; of one that says nothing quickly nothing.
fn read_json<T: DeserializeOwned + Default>(text: &str) -> T {
    if text.len() <= 2 { T::default() } else { serde_json::from_str(text).unwrap_or_default() }
}

/// Whether every long word stands in one of the card's numbers.
fn has_numbers(conn: &Connection, id: i64, terms: &Terms) -> Result<bool> {
    for word in &terms.long {
        if !in_numbers(conn, id, word)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a fragment stands in one of the card's numbers.
fn in_numbers(conn: &Connection, id: i64, word: &Long) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT digits, key FROM contact_numbers WHERE customer_id = ?1")?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        for column in 0..2 {
            if row.get_ref(column)?.as_str().is_ok_and(|text| word.stands_in(text)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Names that begin with the text first, then by name. Cards that are gone are left out.
fn ordered(conn: &Connection, found: Vec<i64>, start: &str) -> Result<Vec<CustomerId>> {
    let mut statement = conn.prepare_cached("SELECT name FROM customers WHERE id = ?1")?;
    let mut named: Vec<(bool, String, i64)> = Vec::with_capacity(found.len());
    for id in found {
        let name: Option<String> = statement.query_row([id], |row| row.get(0)).optional()?;
        let Some(name) = name else { continue };
        let begins = name.get(..start.len()).is_some_and(|first| first.eq_ignore_ascii_case(start));
        named.push((!begins, name, id));
    }
    named.sort_unstable_by(|(a, one, x), (b, other, y)| {
        a.cmp(b).then_with(|| sound::compare(one, other)).then(x.cmp(y))
    });
    Ok(named.into_iter().map(|(_, _, id)| CustomerId(id)).collect())
}

fn piece_of(letters: &str) -> Wanted {
    Wanted::Piece(Gram::of(&letters.chars().collect::<Vec<_>>()))
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

    fn long(text: &str) -> Vec<String> {
        Terms::parse(text).long.iter().map(Long::expression).collect()
    }

    #[test]
    fn a_number_is_one_fragment_however_it_is_typed() {
        for text in ["1381234", "138-1234", " 138 1234 ", "１３８１２３４"] {
            assert_eq!(long(text), ["\"1381234\""], "{text}");
        }
        assert_eq!(long("+86 138 1234 5678"), ["\"13812345678\""]);
        assert_eq!(long("+44 20 7946"), ["(\"44207946\" OR \"+44207946\")"]);
        assert_eq!(Terms::parse("13").digits, ["13"]);
    }

    #[test]
    fn terms_stand_apart_by_commas_of_either_width() {
        let text = "王，138-1234、送水站 张3";
        let terms = Terms::parse(text);
        assert_eq!(long(text), ["\"1381234\"", "\"送水站\""]);
        assert_eq!(terms.short, ["王", "张", "3"]);
        assert_eq!(terms.start, "王");
        assert!(Terms::parse(" ,，; \0").is_empty());
        assert_eq!(Terms::parse("_%").literal, ["_%"]);
        assert_eq!(long("a\"b\""), ["\"a\"\"b\"\"\""]);
    }
}
