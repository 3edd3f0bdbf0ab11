//! Customer cards and their numbers in tables: rows to cards and back.
//! May depend on `base`, `crm`.

use crate::base::ids::{ContactNumberId, CustomerId, FileId, StaffId};
use crate::base::number::{MatchKey, PhoneNumber};
use crate::crm::cards::duplicate::{address_key, name_key};
use crate::crm::customer::{ContactNumber, Customer};
use crate::store::calls::{from_word, word};
use crate::store::error::{Result, StoreError};
use crate::store::office::cards::{unwrite, write_index};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde::de::DeserializeOwned;

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
        "SELECT id, number, label, valid_from, valid_until, opted_out FROM contact_numbers
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

/// A card as the rows of both tables: made apart from the connection, by whatever thread has time.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    /// The columns in the order of the statements, the id first.
    columns: [Value; 16],
    numbers: Vec<NumberRow>,
}

#[derive(Debug, Clone)]
struct NumberRow {
    entry: ContactNumber,
    key: MatchKey,
    digits: String,
}

impl Rows {
    /// The rows of a card.
    pub fn of(card: &Customer) -> Result<Self> {
        let json = |text: serde_json::Result<String>| text.map(Value::from);
        let columns = [
            card.id.map(|id| id.0).into(),
            card.name.clone().into(),
            card.company.clone().into(),
            card.class.clone().into(),
            card.address.clone().into(),
            card.notes.clone().into(),
            word(&card.kind)?.into(),
            json(serde_json::to_string(&card.tags))?,
            json(serde_json::to_string(&card.addresses))?,
            card.birthday.map(|day| serde_json::to_string(&day)).transpose()?.into(),
            card.owner.map(|id| id.0).into(),
            card.follow_up.clone().into(),
            json(serde_json::to_string(&card.fields))?,
            card.picture.map(|id| id.0).into(),
            name_key(&card.name).into(),
            address_key(&card.address).into(),
        ];
        // A row without text is left out.
        let written = card.numbers.iter().filter(|entry| !entry.number.as_str().trim().is_empty());
        let numbers = written.map(|entry| NumberRow {
            key: entry.number.key(),
            digits: entry.number.digits(),
            entry: entry.clone(),
        });
        Ok(Self { columns, numbers: numbers.collect() })
    }

    /// The match keys of its numbers.
    pub fn keys(&self) -> impl Iterator<Item = &MatchKey> {
        self.numbers.iter().map(|row| &row.key)
    }

    /// Inserts them; an id the card already has is kept. What the card is found by is not written.
    pub fn insert(&self, conn: &Connection) -> Result<CustomerId> {
        conn.prepare_cached(
            "INSERT INTO customers (id, name, company, class, address, notes, kind, tags, addresses, birthday,
                                    owner_id, follow_up, fields, picture_id, name_key, address_key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params_from_iter(&self.columns))?;
        let id = CustomerId(conn.last_insert_rowid());
        self.insert_numbers(conn, id)?;
        Ok(id)
    }

    /// Numbers that were there keep their id (one that another card has by now is not taken).
    fn insert_numbers(&self, conn: &Connection, id: CustomerId) -> Result<()> {
        let mut statement = conn.prepare_cached(
            "INSERT INTO contact_numbers (id, customer_id, position, number, label, key, tail, digits, valid_from,
                                          valid_until, opted_out)
             VALUES (iif(EXISTS (SELECT 1 FROM contact_numbers WHERE id = ?1), NULL, ?1),
                     ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        for (position, NumberRow { entry, key, digits }) in (0_i64..).zip(&self.numbers) {
            statement.execute(params![
                entry.id.map(|id| id.0),
                id.0,
                position,
                entry.number.as_str(),
                entry.label,
                key.as_str(),
                key.tail(),
                digits,
                entry.valid_from,
                entry.valid_until,
                entry.opted_out,
            ])?;
        }
        Ok(())
    }
}

/// Inserts a card; an id it already has (an undone deletion) is kept.
pub(super) fn insert_card(conn: &Connection, card: &Customer) -> Result<CustomerId> {
    let id = Rows::of(card)?.insert(conn)?;
    write_index(conn, id, card, true)?;
    Ok(id)
}

/// Makes the stored card equal to this one.
pub(super) fn replace_card(conn: &Connection, id: CustomerId, card: &Customer) -> Result<()> {
    let mut rows = Rows::of(card)?;
    rows.columns[0] = id.0.into();
    let changed = conn
        .prepare_cached(
            "UPDATE customers SET name = ?2, company = ?3, class = ?4, address = ?5, notes = ?6, kind = ?7,
                    tags = ?8, addresses = ?9, birthday = ?10, owner_id = ?11, follow_up = ?12, fields = ?13,
                    picture_id = ?14, name_key = ?15, address_key = ?16
             WHERE id = ?1",
        )?
        .execute(params_from_iter(&rows.columns))?;
    if changed == 0 {
        return Err(StoreError::not_found(format_args!("customer {id}")));
    }
    conn.prepare_cached("DELETE FROM contact_numbers WHERE customer_id = ?1")?.execute([id.0])?;
    rows.insert_numbers(conn, id)?;
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
