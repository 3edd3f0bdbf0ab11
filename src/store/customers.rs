//! Customer cards and their numbers in tables: rows to cards and back.
//! May depend on `base`, `crm`.

use crate::base::ids::{ContactNumberId, CustomerId, FileId, StaffId};
use crate::base::number::{MatchKey, PhoneNumber};
use crate::crm::cards::duplicate::{address_key, name_key};
use crate::crm::customer::{ContactNumber, Customer, Kind, NumberType};
use crate::store::calls::{from_word, word};
use crate::store::error::{Result, StoreError};
use crate::store::office::cards::{unwrite, write_index};
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, Statement, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// The card, if it exists.
pub(super) fn card(conn: &Connection, id: CustomerId) -> Result<Option<Customer>> {
    let card = conn
        .prepare_cached(
            "SELECT id, name, company, class, address, notes, kind, tags, addresses, birthday, owner_id,
                    follow_up, fields, picture_id FROM customers WHERE id = ?1",
        )?
        .query_row([id.0], row_to_card)
        .optional()?;
    let Some(mut card) = card else { return Ok(None) };
    let mut statement = conn.prepare_cached(
        "SELECT id, number, label, valid_from, valid_until, opted_out, type, bad FROM contact_numbers
         WHERE customer_id = ?1 ORDER BY position",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(ContactNumber {
            id: Some(ContactNumberId(row.get(0)?)),
            number: PhoneNumber::new(row.get::<_, String>(1)?),
            label: row.get(2)?,
            valid_from: row.get(3)?,
            valid_until: row.get(4)?,
            opted_out: row.get(5)?,
            kind: NumberType::from_word(row.get_ref(6)?.as_str().unwrap_or_default()),
            bad: row.get(7)?,
        })
    })?;
    card.numbers = rows.collect::<rusqlite::Result<_>>()?;
    Ok(Some(card))
}

fn row_to_card(row: &Row<'_>) -> rusqlite::Result<Customer> {
    Ok(Customer {
        id: Some(CustomerId(row.get(0)?)),
        name: row.get(1)?,
        company: row.get(2)?,
        class: row.get(3)?,
        address: row.get(4)?,
        notes: row.get(5)?,
        numbers: Vec::new(),
        kind: from_word(row, 6)?,
        tags: from_json(row, 7)?,
        addresses: from_json(row, 8)?,
        birthday: from_json(row, 9)?,
        owner: row.get::<_, Option<i64>>(10)?.map(StaffId),
        follow_up: row.get(11)?,
        fields: from_json(row, 12)?,
        picture: row.get::<_, Option<i64>>(13)?.map(FileId),
    })
}

/// A column of JSON; NULL and what cannot be read are the type's default.
fn from_json<T: DeserializeOwned + Default>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: Option<String> = row.get(column)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

pub(super) fn exists(conn: &Connection, id: CustomerId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM customers WHERE id = ?1")?.exists([id.0])?)
}

/// What the rows of a card hold beside its own words: made apart from the connection, by whatever thread has time.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    kind: String,
    tags: Cow<'static, str>,
    addresses: Cow<'static, str>,
    birthday: Option<String>,
    fields: Cow<'static, str>,
    /// Match key and digits of each number.
    numbers: Vec<(MatchKey, String)>,
}

impl Rows {
    /// The rows of a card.
    pub fn of(card: &Customer) -> Result<Self> {
        // A row without text is left out.
        let written = card.numbers.iter().filter(|entry| is_written(entry));
        let read = |entry: &ContactNumber| {
            let (digits, key) = entry.number.digits_and_key();
            (key, digits)
        };
        Ok(Self {
            kind: word(&card.kind)?,
            tags: json(&card.tags, card.tags.is_empty(), "[]")?,
            addresses: json(&card.addresses, card.addresses.is_empty(), "[]")?,
            birthday: card.birthday.map(|day| serde_json::to_string(&day)).transpose()?,
            fields: json(&card.fields, card.fields.is_empty(), "{}")?,
            numbers: written.map(read).collect(),
        })
    }

    /// The match keys of its numbers.
    pub fn keys(&self) -> impl Iterator<Item = &MatchKey> {
        self.numbers.iter().map(|(key, _)| key)
    }

    /// Inserts the rows of the card; an id it already has is kept. What the card is found by is not written.
    pub fn insert(&self, conn: &Connection, card: &Customer) -> Result<CustomerId> {
        let mut statement = conn.prepare_cached(&insert_cards(1))?;
        self.bind(&mut statement, 0, card.id, card, Keyed::ByRow)?;
        statement.raw_execute()?;
        let id = CustomerId(conn.last_insert_rowid());
        self.insert_numbers(conn, id, card)?;
        Ok(id)
    }

    /// Binds the columns of the card's row behind those of so many others.
    fn bind(
        &self,
        statement: &mut Statement<'_>,
        others: usize,
        id: Option<CustomerId>,
        card: &Customer,
        keyed: Keyed,
    ) -> Result<()> {
        let keys = match keyed {
            Keyed::ByRow => [name_key(&card.name), address_key(&card.address)],
            Keyed::ByBlock => [String::new(), String::new()],
        };
        let columns: [&dyn ToSql; CARD_COLUMNS] = [
            &id.map(|id| id.0),
            &card.name,
            &card.company,
            &card.class,
            &card.address,
            &card.notes,
            &self.kind,
            &self.tags,
            &self.addresses,
            &self.birthday,
            &card.owner.map(|id| id.0),
            &card.follow_up,
            &self.fields,
            &card.picture.map(|id| id.0),
            &keys[0],
            &keys[1],
        ];
        bind(statement, others, &columns)
    }

    /// Makes the stored row equal to the card; how many rows there were.
    fn update(&self, conn: &Connection, id: CustomerId, card: &Customer) -> Result<usize> {
        let mut statement = conn.prepare_cached(
            "UPDATE customers SET name = ?2, company = ?3, class = ?4, address = ?5, notes = ?6, kind = ?7,
                    tags = ?8, addresses = ?9, birthday = ?10, owner_id = ?11, follow_up = ?12, fields = ?13,
                    picture_id = ?14, name_key = ?15, address_key = ?16
             WHERE id = ?1",
        )?;
        Ok(statement.execute(params![
            id.0,
            card.name,
            card.company,
            card.class,
            card.address,
            card.notes,
            self.kind,
            self.tags,
            self.addresses,
            self.birthday,
            card.owner.map(|id| id.0),
            card.follow_up,
            self.fields,
            card.picture.map(|id| id.0),
            name_key(&card.name),
            address_key(&card.address),
        ])?)
    }

    /// Numbers that were there keep their id (one that another card has by now is not taken).
    fn insert_numbers(&self, conn: &Connection, id: CustomerId, card: &Customer) -> Result<()> {
        let mut statement = conn.prepare_cached(&insert_numbers(1))?;
        for row in self.numbers(id, card) {
            let own = match row.entry.id {
                Some(number) if !is_taken(conn, number)? => Some(number),
                _ => None,
            };
            row.bind(&mut statement, 0, own)?;
            statement.raw_execute()?;
        }
        Ok(())
    }

    fn numbers<'a>(
        &'a self,
        customer: CustomerId,
        card: &'a Customer,
    ) -> impl Iterator<Item = NumberRow<'a>> {
        let written = card.numbers.iter().filter(|entry| is_written(entry));
        (0_i64..).zip(written.zip(&self.numbers)).map(move |(position, (entry, (key, digits)))| {
            NumberRow { customer, position, entry, key, digits }
        })
    }
}

/// One row of a contact number.
struct NumberRow<'a> {
    customer: CustomerId,
    position: i64,
    entry: &'a ContactNumber,
    key: &'a MatchKey,
    digits: &'a str,
}

impl NumberRow<'_> {
    fn bind(
        &self,
        statement: &mut Statement<'_>,
        others: usize,
        id: Option<ContactNumberId>,
    ) -> Result<()> {
        let entry = self.entry;
        let columns: [&dyn ToSql; NUMBER_COLUMNS] = [
            &id.map(|id| id.0),
            &self.customer.0,
            &self.position,
            &entry.number.as_str(),
            &entry.label,
            &self.key.as_str(),
            &self.key.tail(),
            &self.digits,
            &entry.valid_from,
            &entry.valid_until,
            &entry.opted_out,
            &entry.kind.word(),
            &entry.bad,
        ];
        bind(statement, others, &columns)
    }
}

/// Columns of a card's row, the id first.
const CARD_COLUMNS: usize = 16;
/// Columns of a plain card's row.
const PLAIN_COLUMNS: usize = 5;
/// Columns of a number's row, the id first.
const NUMBER_COLUMNS: usize = 13;
/// Rows that one statement inserts, of cards that come in thousands.
const TOGETHER: usize = 40;

/// Inserts new cards that come with many others and will be found by their block. Gives the id of the first: the others
/// follow it one by one.
pub(super) fn insert_new(conn: &Connection, cards: &[(&Rows, &Customer)]) -> Result<CustomerId> {
    let mut first = None;
    let mut numbers = Vec::new();
    for some in cards.chunks(TOGETHER) {
        let step = if some.len() == TOGETHER { TOGETHER } else { 1 };
        let is_plain = some.iter().all(|(_, card)| is_plain(card));
        let sql = if is_plain { insert_plain(step) } else { insert_cards(step) };
        let mut statement = conn.prepare_cached(&sql)?;
        for cards in some.chunks(step) {
            for (others, (rows, card)) in cards.iter().enumerate() {
                if is_plain {
                    bind_plain(&mut statement, others, card)?;
                } else {
                    rows.bind(&mut statement, others, None, card, Keyed::ByBlock)?;
                }
            }
            statement.raw_execute()?;
            let last = conn.last_insert_rowid();
            let id = last + 1 - i64::try_from(cards.len()).unwrap_or(1);
            first.get_or_insert(id);
            for ((rows, card), id) in cards.iter().zip(id..) {
                numbers.extend(rows.numbers(CustomerId(id), card));
            }
        }
    }
    for some in numbers.chunks(TOGETHER) {
        let step = if some.len() == TOGETHER { TOGETHER } else { 1 };
        let mut statement = conn.prepare_cached(&insert_numbers(step))?;
        for rows in some.chunks(step) {
            for (others, row) in rows.iter().enumerate() {
                row.bind(&mut statement, others, None)?;
            }
            statement.raw_execute()?;
        }
    }
    Ok(CustomerId(first.unwrap_or_default()))
}

/// `OR FAIL`: whoever inserts gives the whole transaction up, and no page is kept twice for a row that might fail.
fn insert_cards(rows: usize) -> String {
    let into = "INSERT OR FAIL INTO customers
        (id, name, company, class, address, notes, kind, tags, addresses, birthday, owner_id, follow_up, fields,
         picture_id, name_key, address_key)";
    with_values(into, rows, CARD_COLUMNS)
}

/// The same of cards that have nothing in the columns most lists do not have: the table's own defaults stand there.
fn insert_plain(rows: usize) -> String {
    let into = "INSERT OR FAIL INTO customers (name, company, class, address, notes)";
    with_values(into, rows, PLAIN_COLUMNS)
}

/// Only the plain columns say anything.
fn is_plain(card: &Customer) -> bool {
    let Customer { kind, tags, addresses, birthday, owner, follow_up, fields, picture, .. } = card;
    *kind == Kind::default()
        && tags.is_empty()
        && addresses.is_empty()
        && birthday.is_none()
        && owner.is_none()
        && follow_up.is_empty()
        && fields.is_empty()
        && picture.is_none()
}

fn bind_plain(statement: &mut Statement<'_>, others: usize, card: &Customer) -> Result<()> {
    let columns: [&dyn ToSql; PLAIN_COLUMNS] =
        [&card.name, &card.company, &card.class, &card.address, &card.notes];
    bind(statement, others, &columns)
}

fn insert_numbers(rows: usize) -> String {
    let into = "INSERT OR FAIL INTO contact_numbers
        (id, customer_id, position, number, label, key, tail, digits, valid_from, valid_until, opted_out,
         type, bad)";
    with_values(into, rows, NUMBER_COLUMNS)
}

fn with_values(into: &str, rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    format!("{into} VALUES {}", vec![row; rows].join(", "))
}

fn bind(statement: &mut Statement<'_>, others: usize, columns: &[&dyn ToSql]) -> Result<()> {
    for (place, value) in (1 + others * columns.len()..).zip(columns) {
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

/// Where the keys by which cards are compared are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyed {
    /// In the card's row.
    ByRow,
    /// In the block of many cards that is written with it.
    ByBlock,
}

fn is_written(entry: &ContactNumber) -> bool {
    !entry.number.as_str().trim().is_empty()
}

fn is_taken(conn: &Connection, id: ContactNumberId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM contact_numbers WHERE id = ?1")?.exists([id.0])?)
}

fn json<T: Serialize>(value: &T, is_empty: bool, empty: &'static str) -> Result<Cow<'static, str>> {
    if is_empty { Ok(empty.into()) } else { Ok(serde_json::to_string(value)?.into()) }
}

/// Inserts a card; an id it already has (an undone deletion) is kept.
pub(super) fn insert_card(conn: &Connection, card: &Customer) -> Result<CustomerId> {
    let id = Rows::of(card)?.insert(conn, card)?;
    write_index(conn, id, card, true)?;
    Ok(id)
}

/// Makes the stored card equal to this one.
pub(super) fn replace_card(conn: &Connection, id: CustomerId, card: &Customer) -> Result<()> {
    let rows = Rows::of(card)?;
    let changed = rows.update(conn, id, card)?;
    if changed == 0 {
        return Err(StoreError::not_found(format_args!("customer {id}")));
    }
    conn.prepare_cached("DELETE FROM contact_numbers WHERE customer_id = ?1")?.execute([id.0])?;
    rows.insert_numbers(conn, id, card)?;
    write_index(conn, id, card, false)
}

/// Writes the keys by which cards that may be one customer are found.
pub(super) fn write_keys(conn: &Connection, id: CustomerId, card: &Customer) -> Result<()> {
    conn.prepare_cached("UPDATE customers SET name_key = ?2, address_key = ?3 WHERE id = ?1")?
        .execute(params![id.0, name_key(&card.name), address_key(&card.address)])?;
    Ok(())
}

/// Removes the card and its numbers; calls of it are tied to nobody.
pub(super) fn remove_card(conn: &Connection, id: CustomerId) -> Result<()> {
    unwrite(conn, id)?;
    conn.prepare_cached("DELETE FROM customers WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

/// What people call the card: its name, else its company, else its first number.
pub(super) fn title(card: &Customer) -> String {
    [card.name.trim(), card.company.trim()]
        .into_iter()
        .chain(card.numbers.iter().map(|entry| entry.number.as_str().trim()))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
        .to_owned()
}
