//! What was changed on a card, from the journal. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::Change;
use crate::crm::customer::Customer;
use crate::store::error::Result;
use crate::store::journal::Past;
use crate::store::office::OfficePast;
use rusqlite::{Connection, params};

/// Says that a row of the journal is about this card.
pub(super) fn tie(conn: &Connection, id: CustomerId, journal: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO card_journal (customer_id, journal_id) VALUES (?1, ?2)",
    )?
    .execute([id.0, journal])?;
    Ok(())
}

/// Says that the row just written is about this card.
pub(in crate::store) fn tie_newest(conn: &Connection, id: CustomerId) -> Result<()> {
    tie(conn, id, conn.last_insert_rowid())
}

/// The rows of the journal about a card, oldest first.
pub(super) fn ties(conn: &Connection, id: CustomerId) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT journal_id FROM card_journal WHERE customer_id = ?1 ORDER BY journal_id",
    )?;
    let rows = statement.query_map([id.0], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Rows that were about one card are about another one. A row about both (work on many at once) stays with both.
pub(super) fn move_ties(
    conn: &Connection,
    rows: &[i64],
    from: CustomerId,
    to: CustomerId,
) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "UPDATE OR IGNORE card_journal SET customer_id = ?3 WHERE customer_id = ?2 AND journal_id = ?1",
    )?;
    for row in rows {
        statement.execute([*row, from.0, to.0])?;
    }
    Ok(())
}

/// The newest changes of a card; those that were undone are left out.
pub(super) fn changes(conn: &Connection, id: CustomerId, most: u32) -> Result<Vec<Change>> {
    let mut statement = conn.prepare_cached(
        "SELECT j.at_utc_millis, j.who, j.operation, j.before, j.after
         FROM card_journal t JOIN journal j ON j.id = t.journal_id
         WHERE t.customer_id = ?1 AND j.undone = 0 ORDER BY j.id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![id.0, most], |row| {
        let before: Option<String> = row.get(3)?;
        let after: Option<String> = row.get(4)?;
        Ok(Change {
            at_utc_millis: row.get(0)?,
            who: row.get(1)?,
            operation: row.get(2)?,
            before: before.and_then(|text| card_in(&text, id)),
            after: after.and_then(|text| card_in(&text, id)),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The card as a row of the journal holds it; of cards changed together, what was changed on this one.
fn card_in(text: &str, id: CustomerId) -> Option<Box<Customer>> {
    match serde_json::from_str(text).ok()? {
        Past::Card { card, .. } => card,
        Past::Office(OfficePast::Worked(all)) => {
            // A row of a card that was merged into this one names that card.
            let place = all.iter().position(|worked| worked.id == id).unwrap_or(0);
            let worked = all.into_iter().nth(place)?;
            let (owner, tags, follow_up) = (worked.owner, worked.tags, worked.follow_up);
            Some(Box::new(Customer { tags, owner, follow_up, ..Customer::default() }))
        }
        Past::Office(OfficePast::Merged(past)) => Some(Box::new(past.keep)),
        _ => None,
    }
}
