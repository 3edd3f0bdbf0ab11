//! What was changed on a card, from the journal. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::Change;
use crate::crm::customer::Customer;
use crate::crm::transfer::ImportId;
use crate::store::customers;
use crate::store::error::Result;
use crate::store::journal::Past;
use crate::store::office::OfficePast;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

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
        "SELECT j.at_utc_millis, j.who, j.operation, j.subject, j.before, j.after
         FROM card_journal t JOIN journal j ON j.id = t.journal_id
         WHERE t.customer_id = ?1 AND j.undone = 0 ORDER BY j.id DESC LIMIT ?2",
    )?;
    let mut rows = statement.query(params![id.0, most])?;
    let mut back = Back::from(customers::card(conn, id)?.as_ref());
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let past = |column: usize| -> Result<Option<Past>> {
            let text: Option<String> = row.get(column)?;
            Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
        };
        let (before, after) = (past(4)?, past(5)?);
        let (before, after) = match before {
            Some(Past::Office(OfficePast::Import { import })) => back.past_import(conn, import)?,
            before => {
                back.step(before.as_ref());
                (
                    before.and_then(|past| card_in(past, id)),
                    after.and_then(|past| card_in(past, id)),
                )
            }
        };
        found.push(Change {
            at_utc_millis: row.get(0)?,
            who: row.get(1)?,
            operation: row.get(2)?,
            subject: row.get(3)?,
            before,
            after,
        });
    }
    Ok(found)
}

/// A card before and after a change.
type Images = (Option<Box<Customer>>, Option<Box<Customer>>);

/// The card, and those that became one with it, as they were before the changes read so far: an import keeps only what was
/// before it, and what was after it follows from there.
#[derive(Default)]
struct Back(BTreeMap<CustomerId, Customer>);

impl Back {
    fn from(card: Option<&Customer>) -> Self {
        let mut back = Self::default();
        back.take(card);
        back
    }

    fn take(&mut self, card: Option<&Customer>) {
        if let Some((id, card)) = card.and_then(|card| Some((card.id?, card))) {
            self.0.insert(id, card.clone());
        }
    }

    /// One change further back.
    fn step(&mut self, before: Option<&Past>) {
        match before {
            Some(Past::Card { card, .. }) => self.take(card.as_deref()),
            Some(Past::Office(OfficePast::Merged(past))) => {
                self.take(Some(&past.keep));
                self.take(Some(&past.gone));
            }
            Some(Past::Office(OfficePast::Worked(all))) => {
                for worked in all {
                    if let Some(card) = self.0.get_mut(&worked.id) {
                        card.tags.clone_from(&worked.tags);
                        card.follow_up.clone_from(&worked.follow_up);
                        card.owner = worked.owner;
                    }
                }
            }
            _ => {}
        }
    }

    /// The card before and after an import.
    fn past_import(&mut self, conn: &Connection, import: ImportId) -> Result<Images> {
        let mut statement = conn.prepare_cached(
            "SELECT card FROM import_before WHERE import_id = ?1 AND customer_id = ?2",
        )?;
        for (id, after) in &mut self.0 {
            let text: Option<String> =
                statement.query_row([import.0, id.0], |row| row.get(0)).optional()?;
            let before = text.and_then(|text| serde_json::from_str::<Customer>(&text).ok());
            if let Some(before) = before {
                let after = std::mem::replace(after, before.clone());
                return Ok((Some(Box::new(before)), Some(Box::new(after))));
            }
        }
        Ok((None, None))
    }
}

/// The card as a row of the journal holds it; of cards changed together, what was changed on this one.
fn card_in(past: Past, id: CustomerId) -> Option<Box<Customer>> {
    match past {
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
