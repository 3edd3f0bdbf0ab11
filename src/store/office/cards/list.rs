//! The list of customers: pages under words and filters, and the words an office uses. May depend on `base`, `crm`.

use crate::base::ids::{CustomerId, StaffId};
use crate::base::number::PhoneNumber;
use crate::crm::cards::{CardFilter, CardOrder, CardRow, KnownWords, Whose};
use crate::crm::customer::CustomerSummary;
use crate::store::error::Result;
use crate::store::office::cards::find::{self, Beside};
use crate::store::office::cards::order::{self, Sorted};
use rusqlite::types::{ToSql, Value};
use rusqlite::{Connection, OptionalExtension, params_from_iter};

/// Words offered of each kind.
const MOST_WORDS: u32 = 200;

/// A page of the list and how many there are in all.
pub(super) fn page(
    conn: &Connection,
    sorted: &Sorted,
    filter: &CardFilter,
    (offset, limit): (u32, u32),
) -> Result<(Vec<CardRow>, u32)> {
    let beside = conditions(filter);
    let (ids, total) = if let Some(mut ids) = find::matching(conn, &filter.text, &beside)? {
        // What fits best comes first, unless an order was asked for.
        if filter.order != CardOrder::default() {
            ids = order::found(conn, &ids, filter.order)?;
        }
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let total = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        (ids.into_iter().skip(from).take(most).collect(), total)
    } else {
        let total = count(conn, &beside)?;
        (sorted.page(conn, (filter, &beside), total, (offset, limit))?, total)
    };
    let rows = ids.into_iter().map(|id| row(conn, id)).collect::<Result<Vec<_>>>()?;
    Ok((rows.into_iter().flatten().collect(), total))
}

/// Everybody whom the list has under a filter, in its order, however many they are; `None`: everybody there is.
pub(in crate::store) fn all_listed(
    conn: &Connection,
    filter: &CardFilter,
) -> Result<Option<Vec<CustomerId>>> {
    let beside = conditions(filter);
    match find::all(conn, &filter.text, &beside)? {
        Some(ids) if filter.order == CardOrder::default() => Ok(Some(ids)),
        Some(ids) => order::found(conn, &ids, filter.order).map(Some),
        None if filter.is_narrow() || filter.order != CardOrder::default() => {
            let total = count(conn, &beside)?;
            order::whole(conn, &beside, total, filter.order).map(Some)
        }
        None => Ok(None),
    }
}

/// Those of these customers that are there, by name.
pub(in crate::store) fn in_order(conn: &Connection, ids: &[CustomerId]) -> Result<Vec<CustomerId>> {
    order::found(conn, ids, CardOrder::default())
}

/// Rows of customers that were named.
pub(super) fn chosen(
    conn: &Connection,
    ids: &[CustomerId],
    order: CardOrder,
) -> Result<Vec<CardRow>> {
    let ids = order::found(conn, ids, order)?;
    let rows = ids.into_iter().map(|id| row(conn, id)).collect::<Result<Vec<_>>>()?;
    Ok(rows.into_iter().flatten().collect())
}

fn conditions(filter: &CardFilter) -> Beside {
    let mut parts = Vec::new();
    let mut bound = Vec::new();
    if !filter.class.is_empty() {
        parts.push("c.class = ? AND c.class <> ''".to_owned());
        bound.push(Value::from(filter.class.clone()));
    }
    if !filter.tag.is_empty() {
        let marks = vec!["?"; filter.tags_alike.len() + 1].join(", ");
        parts.push(format!(
            "c.id IN (SELECT customer_id FROM customer_tags WHERE tag IN ({marks}))"
        ));
        bound.extend([&filter.tag].into_iter().chain(&filter.tags_alike).cloned().map(Value::from));
    }
    match filter.whose {
        Whose::All => {}
        Whose::Pool => parts.push("c.owner_id IS NULL".to_owned()),
        Whose::Of(staff) => {
            parts.push("c.owner_id = ?".to_owned());
            bound.push(Value::from(staff.0));
        }
    }
    if !filter.follow_up.is_empty() {
        parts.push("c.follow_up = ? AND c.follow_up <> ''".to_owned());
        bound.push(Value::from(filter.follow_up.clone()));
    }
    Beside { sql: parts.join(" AND "), bound }
}

fn count(conn: &Connection, beside: &Beside) -> Result<u32> {
    let filter = if beside.sql.is_empty() { "1" } else { &beside.sql };
    let sql = format!("SELECT count(*) FROM customers c WHERE {filter}");
    let bound = params_from_iter(beside.bound.iter().map(|value| value as &dyn ToSql));
    Ok(conn.prepare_cached(&sql)?.query_row(bound, |row| row.get(0))?)
}

/// One card as the list shows it.
pub(super) fn row(conn: &Connection, id: CustomerId) -> Result<Option<CardRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, company, class,
             coalesce((SELECT number FROM contact_numbers WHERE customer_id = ?1
                       ORDER BY position LIMIT 1), ''),
             (SELECT max(started_utc_millis) FROM calls WHERE customer_id = ?1),
             tags, owner_id, follow_up
         FROM customers WHERE id = ?1",
    )?;
    let found = statement.query_row([id.0], |row| {
        let tags: String = row.get(6)?;
        Ok(CardRow {
            summary: CustomerSummary {
                id: CustomerId(row.get(0)?),
                name: row.get(1)?,
                company: row.get(2)?,
                class: row.get(3)?,
                number: PhoneNumber::new(row.get::<_, String>(4)?),
                last_contact_utc_millis: row.get(5)?,
            },
            tags: serde_json::from_str(&tags).unwrap_or_default(),
            owner: row.get::<_, Option<i64>>(7)?.map(StaffId),
            follow_up: row.get(8)?,
        })
    });
    Ok(found.optional()?)
}

/// The words an office uses.
pub(super) fn known(conn: &Connection) -> Result<KnownWords> {
    Ok(KnownWords {
        classes: distinct(conn, "customers", "class")?,
        tags: distinct(conn, "customer_tags", "tag")?,
        follow_ups: distinct(conn, "customers", "follow_up")?,
        owners: owners(conn)?,
    })
}

/// Every value of an indexed column once: from one to the next in the index, however many rows have it.
fn distinct(conn: &Connection, table: &str, column: &str) -> Result<Vec<String>> {
    let sql = format!(
        "WITH RECURSIVE each (v) AS (
             SELECT min({column}) FROM {table} WHERE {column} <> ''
             UNION ALL
             SELECT (SELECT min({column}) FROM {table} WHERE {column} <> '' AND {column} > each.v)
             FROM each WHERE each.v IS NOT NULL
         ) SELECT v FROM each WHERE v IS NOT NULL LIMIT {MOST_WORDS}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whoever works here; nobody while the table of employees is not there.
fn owners(conn: &Connection) -> Result<Vec<(StaffId, String)>> {
    let there = "SELECT count(*) = 2 FROM pragma_table_info('staff') WHERE name IN ('id', 'name')";
    if !conn.prepare_cached(there)?.query_row([], |row| row.get::<_, bool>(0))? {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT id, name FROM staff WHERE gone = 0 AND name <> '' ORDER BY name COLLATE spoken LIMIT {MOST_WORDS}"
    );
    let mut statement = conn.prepare(&sql)?;
    let rows = statement.query_map([], |row| Ok((StaffId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
