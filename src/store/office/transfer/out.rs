//! What goes out: cards in pieces, and everything that is kept about one person.
//! May depend on `base`, `crm`.

use crate::base::ids::{CallId, CustomerId};
use crate::crm::customer::Customer;
use crate::crm::transfer::report::Chosen;
use crate::store::customers;
use crate::store::error::{Result, StoreError};
use crate::store::office::cards::{OWN, TIES, all_fields, all_listed, drafts_of, in_order};
use crate::store::office::transfer::about::About;
use crate::store::reader::Reader;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};

/// How far what hangs on a person is followed: his orders, their lines, what hangs on these.
const DEEP: u32 = 3;
/// Rows of one table.
const MOST: u32 = 100_000;
/// Tables whose rows stand in the card and in the journal's part.
const ELSEWHERE: [&str; 2] = ["contact_numbers", "card_journal"];
/// Tables files are attached to, beside the card itself, and the word for it.
const SUBJECTS: [(&str, &str); 3] = [("calls", "call"), ("orders", "order"), ("agenda", "task")];

impl Reader {
    /// How many cards there are.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count_out(&self) -> Result<u64> {
        let count: i64 =
            self.connection().query_row("SELECT count(*) FROM customers", [], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// The ids of those who were chosen; `None`: everybody.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn found_out(&self, chosen: &Chosen) -> Result<Option<Vec<CustomerId>>> {
        match chosen {
            Chosen::Listed(filter) => all_listed(self.connection(), filter),
            Chosen::Ticked(ids) => in_order(self.connection(), ids).map(Some),
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
        let calls = super::erase::calls_of(conn, id)?;
        let mut out = Map::new();
        out.insert("card".to_owned(), serde_json::to_value(&card)?);
        out.insert("own_fields".to_owned(), Value::Array(own_fields(conn, &card)?));
        let drafts = drafts_of(conn, id, &calls)?;
        out.insert("drafts".to_owned(), serde_json::to_value(&drafts)?);
        out.insert("kept".to_owned(), Value::Object(kept(conn, id)?));
        out.insert("journal".to_owned(), Value::Array(journal(conn, id, &calls)?));
        Ok(Value::Object(out))
    }
}

/// The fields the office added, by name, with what they say of this person and whether they were marked personal.
fn own_fields(conn: &Connection, card: &Customer) -> Result<Vec<Value>> {
    let defs = all_fields(conn)?;
    let mut out = Vec::new();
    for (id, value) in &card.fields {
        let def = defs.iter().find(|def| def.id == Some(*id));
        out.push(json!({
            "name": def.map_or("", |def| def.name.as_str()),
            "personal": def.is_some_and(|def| def.personal),
            "value": serde_json::to_value(value)?,
        }));
    }
    Ok(out)
}

/// Every row that belongs to a person, by table, each with what points to it.
fn kept(conn: &Connection, id: CustomerId) -> Result<Map<String, Value>> {
    let links = links(conn)?;
    let own = OWN.iter().filter(|table| !ELSEWHERE.contains(table));
    let tables = TIES.iter().copied().chain(own.map(|table| (*table, "customer_id", "true")));
    let mut all = Map::new();
    for (table, column, which) in tables {
        let sql = format!("SELECT * FROM {table} WHERE {column} = ?1 AND {which} LIMIT {MOST}");
        let found = Rows { conn, links: &links, person: id.0 }.read(table, &sql, id.0, DEEP)?;
        if !found.is_empty() {
            all.insert(table.to_owned(), Value::Array(found));
        }
    }
    Ok(all)
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

/// What is read for one person.
struct Rows<'a> {
    conn: &'a Connection,
    links: &'a [Link],
    person: i64,
}

impl Rows<'_> {
    /// The rows a statement finds, with what points to them.
    fn read(&self, table: &str, sql: &str, id: i64, deep: u32) -> Result<Vec<Value>> {
        let mut statement = self.conn.prepare_cached(sql)?;
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
                for (below, sql) in self.below(table) {
                    let more = self.read(&below, &sql, own, deep - 1)?;
                    if !more.is_empty() {
                        object.insert(below, Value::Array(more));
                    }
                }
            }
            out.push(Value::Object(object));
        }
        Ok(out)
    }

    /// Tables whose rows hang on a row of this one, and how they are read: what stands with the person already is left out.
    fn below(&self, table: &str) -> Vec<(String, String)> {
        // The names come from the file's own schema.
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let by_key = self.links.iter().filter(|link| link.parent == table).map(|link| {
            let tie = TIES.iter().find(|(name, ..)| *name == link.child);
            let other = tie.map_or(String::new(), |(_, column, which)| {
                format!(" AND NOT ({which} AND {column} IS {})", self.person)
            });
            let (child, column) = (quoted(&link.child), quoted(&link.column));
            let sql = format!("SELECT * FROM {child} WHERE {column} = ?1{other} LIMIT {MOST}");
            (link.child.clone(), sql)
        });
        let attached = SUBJECTS.iter().filter(|(of, _)| *of == table).map(|(_, word)| {
            let sql = format!(
                "SELECT * FROM files WHERE subject = '{word}' AND subject_id = ?1 LIMIT {MOST}"
            );
            ("files".to_owned(), sql)
        });
        by_key.chain(attached).collect()
    }
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

/// What the journal remembers of a person and of his calls.
fn journal(conn: &Connection, id: CustomerId, calls: &[CallId]) -> Result<Vec<Value>> {
    let about = About::of(conn, id, calls)?;
    let mut statement = conn.prepare(
        "SELECT at_utc_millis, who, operation, before, after FROM journal
         WHERE before IS NOT NULL OR after IS NOT NULL ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let image = |column: usize| -> Result<Option<Value>> {
            let text = row.get_ref(column)?.as_str_or_null().ok().flatten().unwrap_or_default();
            let likely = about.may_be_in(text).then(|| serde_json::from_str::<Value>(text).ok());
            Ok(likely.flatten().filter(|image| about.is_in(image)).map(|image| about.only(image)))
        };
        let (before, after) = (image(3)?, image(4)?);
        if before.is_some() || after.is_some() {
            out.push(json!({
                "at_utc_millis": row.get::<_, i64>(0)?,
                "who": row.get::<_, String>(1)?,
                "operation": row.get::<_, String>(2)?,
                "before": before,
                "after": after,
            }));
        }
    }
    Ok(out)
}
