//! What goes out: cards in pieces, and everything that is kept about one person.
//! May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::customer::Customer;
use crate::crm::transfer::report::Chosen;
use crate::store::customers;
use crate::store::error::{Result, StoreError};
use crate::store::office::cards::by_text;
use crate::store::reader::Reader;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};

/// How far what hangs on a person is followed: his orders, their lines, what hangs on these.
const DEEP: u32 = 3;
/// Rows of one table.
const MOST: u32 = 100_000;

impl Reader {
    /// How many cards go out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count_out(&self, chosen: &Chosen) -> Result<u64> {
        if chosen.only.is_some() {
            return Ok(1);
        }
        if let Some(found) = by_text(self.connection(), &chosen.text)? {
            return Ok(u64::try_from(found.len()).unwrap_or(u64::MAX));
        }
        let count: i64 =
            self.connection().query_row("SELECT count(*) FROM customers", [], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// The ids a search stands for, in the order of the list; `None`: everybody.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn found_out(&self, chosen: &Chosen) -> Result<Option<Vec<CustomerId>>> {
        match chosen.only {
            Some(id) => Ok(Some(vec![id])),
            None => by_text(self.connection(), &chosen.text),
        }
    }

    /// Cards behind this id, at most `limit`, in the order of their ids.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cards_after(&self, after: i64, limit: u32) -> Result<Vec<Customer>> {
        let conn = self.connection();
        let mut statement =
            conn.prepare_cached("SELECT id FROM customers WHERE id > ?1 ORDER BY id LIMIT ?2")?;
        let ids = statement.query_map(params![after, limit], |row| row.get::<_, i64>(0))?;
        let ids = ids.collect::<rusqlite::Result<Vec<_>>>()?;
        self.cards_of(&ids.into_iter().map(CustomerId).collect::<Vec<_>>())
    }

    /// These cards, those that exist.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cards_of(&self, ids: &[CustomerId]) -> Result<Vec<Customer>> {
        let cards = ids.iter().map(|id| customers::card(self.connection(), *id));
        cards.filter_map(Result::transpose).collect()
    }

    /// Everything that is kept about one person: the card, and every row that points to it, with what points to those.
    ///
    /// # Errors
    /// `NotFound` when there is no such card; when the file cannot be read.
    pub fn person(&self, id: CustomerId) -> Result<Value> {
        let conn = self.connection();
        let Some(card) = customers::card(conn, id)? else {
            return Err(StoreError::not_found(format_args!("customer {id}")));
        };
        let links = links(conn)?;
        let mut out = Map::new();
        out.insert("card".to_owned(), serde_json::to_value(&card)?);
        let mut all = Map::new();
        for link in links.iter().filter(|link| link.parent == "customers") {
            let rows = rows(conn, link, id.0, &links, DEEP)?;
            if !rows.is_empty() && link.child != "contact_numbers" {
                all.insert(link.child.clone(), Value::Array(rows));
            }
        }
        out.insert("kept".to_owned(), Value::Object(all));
        out.insert("journal".to_owned(), Value::Array(journal(conn, id)?));
        Ok(Value::Object(out))
    }
}

/// A column that points to another table's id.
struct Link {
    child: String,
    column: String,
    parent: String,
}

/// Every foreign key of the file.
fn links(conn: &Connection) -> Result<Vec<Link>> {
    let mut statement = conn.prepare(
        "SELECT t.name, f.\"from\", f.\"table\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
         WHERE t.type = 'table' ORDER BY t.name, f.id",
    )?;
    let found = statement.query_map([], |row| {
        Ok(Link { child: row.get(0)?, column: row.get(1)?, parent: row.get(2)? })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn rows(conn: &Connection, link: &Link, id: i64, links: &[Link], deep: u32) -> Result<Vec<Value>> {
    // The names come from the file's own schema.
    let sql = format!(
        "SELECT * FROM \"{}\" WHERE \"{}\" = ?1 LIMIT {MOST}",
        link.child.replace('"', "\"\""),
        link.column.replace('"', "\"\"")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut found = statement.query([id])?;
    let mut out = Vec::new();
    while let Some(row) = found.next()? {
        let mut object = Map::new();
        for (at, name) in names.iter().enumerate() {
            object.insert(name.clone(), value(row.get_ref(at)?));
        }
        let own = object.get("id").and_then(Value::as_i64);
        if let (Some(own), true) = (own, deep > 0) {
            for below in links.iter().filter(|below| below.parent == link.child) {
                let more = rows(conn, below, own, links, deep - 1)?;
                if !more.is_empty() {
                    object.insert(below.child.clone(), Value::Array(more));
                }
            }
        }
        out.push(Value::Object(object));
    }
    Ok(out)
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => json!(number),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(text) => Value::String(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::String(format!("({} bytes)", bytes.len())),
    }
}

fn journal(conn: &Connection, id: CustomerId) -> Result<Vec<Value>> {
    let mut statement = conn.prepare(
        "SELECT id, at_utc_millis, who, operation, subject, before, after FROM journal
         WHERE before LIKE ?1 OR after LIKE ?1 OR before LIKE ?2 OR after LIKE ?2",
    )?;
    let like = [format!("%\"id\":{id}%"), format!("%\"customer\":{id}%")];
    let mut rows = statement.query(like)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let images: [Option<String>; 2] = [row.get(5)?, row.get(6)?];
        let parsed = images.map(|image| image.and_then(|text| serde_json::from_str(&text).ok()));
        if parsed.iter().flatten().any(|image| super::erase::is_about(image, id.0, &[])) {
            out.push(json!({
                "at_utc_millis": row.get::<_, i64>(1)?,
                "who": row.get::<_, String>(2)?,
                "operation": row.get::<_, String>(3)?,
                "before": parsed[0],
                "after": parsed[1],
            }));
        }
    }
    Ok(out)
}
