//! Who may this number be: the question that is asked while the telephone rings. One index range, then one card per
//! candidate. The ranking itself is `crm::matching`. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::base::number::{MatchKey, PhoneNumber};
use crate::crm::customer::Candidate;
use crate::crm::matching::{self, Entry, Ranked};
use crate::store::customers;
use crate::store::error::Result;
use crate::store::sight::fitting;
use rusqlite::{Connection, OptionalExtension, params};

/// Number rows looked at; a tail that so many customers share is a switchboard, and the card shows a few anyway.
const MOST_ROWS: i64 = 2_000;

/// Calls of a customer in which the last note is looked for.
const NOTE_CALLS: i64 = 300;

/// Customers that the number may belong to, best first, at most `limit`.
pub(super) fn candidates(
    conn: &Connection,
    number: &PhoneNumber,
    home_area: &str,
    limit: usize,
) -> Result<Vec<Candidate>> {
    let key = number.key();
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT n.customer_id, n.key,
                (SELECT max(started_utc_millis) FROM calls WHERE customer_id = n.customer_id)
         FROM contact_numbers n INDEXED BY contact_numbers_by_tail
         WHERE n.tail = ?1 AND n.tail <> '' LIMIT ?2";
    let mut statement = conn.prepare_cached(&fitting(conn, sql)?)?;
    let rows = statement.query_map(params![key.tail(), MOST_ROWS], |row| {
        Ok(Entry {
            customer: CustomerId(row.get(0)?),
            key: MatchKey::from_stored(row.get::<_, String>(1)?),
            last_contact_utc_millis: row.get(2)?,
        })
    })?;
    let entries = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let ranked = matching::rank(&key, home_area, entries);
    let mut found = Vec::with_capacity(limit.min(ranked.len()));
    for entry in ranked.into_iter().take(limit) {
        found.extend(candidate(conn, entry)?);
    }
    Ok(found)
}

fn candidate(conn: &Connection, ranked: Ranked) -> Result<Option<Candidate>> {
    let id = ranked.customer;
    let Some(customer) = customers::card(conn, id)? else { return Ok(None) };
    let calls = conn
        .prepare_cached("SELECT count(*) FROM calls WHERE customer_id = ?1")?
        .query_row([id.0], |row| row.get(0))?;
    let of_calls: Option<String> = conn
        .prepare_cached(
            "SELECT n.text FROM
                 (SELECT id, started_utc_millis FROM calls WHERE customer_id = ?1
                  ORDER BY started_utc_millis DESC LIMIT ?2) c
             JOIN call_notes n ON n.call_id = c.id
             ORDER BY c.started_utc_millis DESC LIMIT 1",
        )?
        .query_row(params![id.0, NOTE_CALLS], |row| row.get(0))
        .optional()?;
    Ok(Some(Candidate {
        last_note: of_calls.unwrap_or_else(|| customer.notes.clone()),
        customer,
        quality: ranked.quality,
        last_contact_utc_millis: ranked.last_contact_utc_millis,
        calls,
    }))
}
