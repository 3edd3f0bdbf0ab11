//! What a card is found by, beside its row: words, short pieces, tags. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::words;
use crate::crm::customer::Customer;
use crate::crm::gram::Gram;
use crate::store::customers;
use crate::store::error::Result;
use crate::store::office::cards::{Found, Growing};
use rusqlite::{Connection, params};

/// Writes what the card is found by; `fresh`: nothing of it is there yet.
pub(in crate::store) fn write(
    conn: &Connection,
    id: CustomerId,
    card: &Customer,
    fresh: bool,
) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO customer_search (rowid, words) VALUES (?1, ?2)")?
        .execute(params![id.0, words::words(card)])?;
    conn.prepare_cached("INSERT OR REPLACE INTO customer_grams (rowid, grams) VALUES (?1, ?2)")?
        .execute(params![id.0, apart(&words::short_pieces(card))])?;
    if !fresh {
        conn.prepare_cached("DELETE FROM customer_tags WHERE customer_id = ?1")?.execute([id.0])?;
    }
    write_tags(conn, id, &card.tags)
}

/// The tags of a new card.
pub(in crate::store) fn write_tags(
    conn: &Connection,
    id: CustomerId,
    tags: &[String],
) -> Result<()> {
    for tag in tags {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO customer_tags (tag, customer_id) VALUES (?1, ?2)",
        )?
        .execute(params![tag, id.0])?;
    }
    Ok(())
}

/// Pieces as words apart by blanks.
fn apart(pieces: &[Gram]) -> String {
    pieces.iter().map(Gram::to_string).collect::<Vec<_>>().join(" ")
}

/// Forgets what the card was found by, in the index of cards that changed one by one. Its tags go with its row.
pub(in crate::store) fn unwrite(conn: &Connection, id: CustomerId) -> Result<()> {
    conn.prepare_cached("DELETE FROM customer_search WHERE rowid = ?1")?.execute([id.0])?;
    conn.prepare_cached("DELETE FROM customer_grams WHERE rowid = ?1")?.execute([id.0])?;
    Ok(())
}

/// Writes what a card is found by that was to stand in a block, or stood in one that goes.
pub(in crate::store) fn write_apart(conn: &Connection, id: CustomerId) -> Result<()> {
    let Some(card) = customers::card(conn, id)? else { return Ok(()) };
    customers::write_keys(conn, id, &card)?;
    write(conn, id, &card, false)
}

/// Writes what the cards of a transaction are found by that brought many, or thought it would.
pub(in crate::store) fn settle(conn: &Connection, growing: &mut Growing) -> Result<()> {
    growing.write(conn)?.into_iter().try_for_each(|id| write_apart(conn, id))
}

/// Makes the index of all cards of an older file.
pub(in crate::store) fn fill(conn: &Connection) -> Result<()> {
    let ids: Vec<i64> = conn
        .prepare("SELECT id FROM customers ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for id in ids.into_iter().map(CustomerId) {
        if let Some(card) = customers::card(conn, id)? {
            customers::write_keys(conn, id, &card)?;
            write(conn, id, &card, true)?;
        }
    }
    Ok(())
}

/// Cards of a block that are read together.
const TOGETHER: usize = 2_500;

/// Makes every block of an older file anew.
pub(in crate::store) fn fill_blocks(conn: &Connection) -> Result<()> {
    let blocks = conn
        .prepare("SELECT first_id, last_id FROM card_blocks ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(i64, i64)>>>()?;
    conn.execute("DELETE FROM card_blocks", [])?;
    for (first, last) in blocks {
        let ids = conn
            .prepare(
                "SELECT id FROM customers WHERE id BETWEEN ?1 AND ?2 AND NOT EXISTS
                     (SELECT 1 FROM customer_search_docsize d WHERE d.id = customers.id)",
            )?
            .query_map([first, last], |row| Ok(CustomerId(row.get(0)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut growing = Growing::default();
        for some in ids.chunks(TOGETHER) {
            let mut found = Found::default();
            let mut known = vec![None; some.len()];
            for (place, id) in some.iter().enumerate() {
                if let Some(card) = customers::card(conn, *id)? {
                    found.add(&card, place);
                    if let Some(known) = known.get_mut(place) {
                        *known = Some(*id);
                    }
                }
            }
            found.sort();
            growing.take(&known, &found);
        }
        settle(conn, &mut growing)?;
    }
    Ok(())
}
