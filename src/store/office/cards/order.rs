//! The order of the list of customers. Where no index has it, all ids are put in order once and kept while the file stays as
//! it is. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::{CardBy, CardFilter, CardOrder};
use crate::store::error::Result;
use crate::store::office::cards::find::Beside;
use rusqlite::types::ToSql;
use rusqlite::{Connection, params_from_iter};
use std::cell::RefCell;

/// Customers up to which texts stand by their sound. A longer list has them by their signs, names as the index has them and
/// equals as they came: a million takes seconds to be heard, and the other questions wait behind it.
const BY_SOUND: u32 = 100_000;

/// The last list that was put in order.
#[derive(Debug, Default)]
pub(in crate::store) struct Sorted(RefCell<Option<Kept>>);

#[derive(Debug)]
struct Kept {
    filter: CardFilter,
    version: i64,
    ids: Vec<CustomerId>,
}

impl Sorted {
    /// Forgets it: other eyes are to see.
    pub fn forget(&self) {
        self.0.replace(None);
    }

    /// A page of the cards that fulfil the filter's conditions, of which there are `total`.
    pub(super) fn page(
        &self,
        conn: &Connection,
        (filter, beside): (&CardFilter, &Beside),
        total: u32,
        (offset, limit): (u32, u32),
    ) -> Result<Vec<CustomerId>> {
        if filter.order.by == CardBy::Name && total > BY_SOUND {
            let order = if filter.order.falling {
                "c.name DESC, c.company DESC"
            } else {
                "c.name, c.company"
            };
            return ids(conn, beside, &format!("{order} LIMIT {limit} OFFSET {offset}"));
        }
        let version = conn.pragma_query_value(None, "data_version", |row| row.get(0))?;
        let mut kept = self.0.borrow_mut();
        if !kept.as_ref().is_some_and(|kept| kept.version == version && kept.filter == *filter) {
            let ids = whole(conn, beside, total, filter.order)?;
            *kept = Some(Kept { filter: filter.clone(), version, ids });
        }
        let all = kept.as_ref().map(|kept| kept.ids.as_slice()).unwrap_or_default();
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(all.iter().skip(from).take(most).copied().collect())
    }
}

/// All `total` cards that fulfil conditions, in order.
pub(super) fn whole(
    conn: &Connection,
    beside: &Beside,
    total: u32,
    order: CardOrder,
) -> Result<Vec<CustomerId>> {
    ids(conn, beside, &written(order, total <= BY_SOUND))
}

/// Puts cards that were found by words in order.
pub(super) fn found(
    conn: &Connection,
    found: &[CustomerId],
    order: CardOrder,
) -> Result<Vec<CustomerId>> {
    let list: Vec<i64> = found.iter().map(|id| id.0).collect();
    let list = serde_json::to_string(&list).unwrap_or_default();
    let among = "c.id IN (SELECT value FROM json_each(?))".to_owned();
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    whole(conn, &Beside { sql: among, bound: vec![list.into()] }, total, order)
}

fn ids(conn: &Connection, beside: &Beside, order: &str) -> Result<Vec<CustomerId>> {
    let filter = if beside.sql.is_empty() { "1" } else { &beside.sql };
    let sql = format!("SELECT c.id FROM customers c WHERE {filter} ORDER BY {order}");
    let mut statement = conn.prepare(&sql)?;
    let bound = params_from_iter(beside.bound.iter().map(|value| value as &dyn ToSql));
    let ids = statement.query_map(bound, |row| Ok(CustomerId(row.get(0)?)))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// What stands behind `ORDER BY`; `heard`: texts by their sound.
fn written(order: CardOrder, heard: bool) -> String {
    let way = if order.falling { "DESC" } else { "ASC" };
    let (by, name) = if heard {
        ("COLLATE spoken", "c.name = '', c.name COLLATE spoken, c.company COLLATE spoken, c.id")
    } else {
        ("", "c.id")
    };
    let text = |what: &str| format!("{what} = '', {what} {by} {way}, {name}");
    match order.by {
        CardBy::Name => {
            format!(
                "c.name = '', c.name COLLATE spoken {way}, c.company COLLATE spoken {way}, c.id"
            )
        }
        CardBy::Company => text("c.company"),
        CardBy::Class => text("c.class"),
        CardBy::FollowUp => text("c.follow_up"),
        CardBy::Owner => {
            let owner = "(SELECT s.name FROM staff s WHERE s.id = c.owner_id)";
            format!("{owner} IS NULL, {owner} {by} {way}, {name}")
        }
        CardBy::Number => {
            let number = "(SELECT n.key FROM contact_numbers n WHERE n.customer_id = c.id
                 ORDER BY n.position LIMIT 1)";
            format!("{number} IS NULL, {number} {way}, {name}")
        }
        CardBy::LastContact => {
            let last = "(SELECT max(started_utc_millis) FROM calls WHERE customer_id = c.id)";
            format!("{last} IS NULL, {last} {way}, {name}")
        }
    }
}
