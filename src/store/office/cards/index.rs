//! What a card is found by, beside its row: words, short pieces, tags. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::words;
use crate::crm::customer::Customer;
use crate::crm::gram::Gram;
use crate::store::customers;
use crate::store::error::Result;
use crate::store::office::cards::Growing;
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

/// Writes what the cards of a transaction are found by that brought many, or thought it would.
pub(in crate::store) fn settle(conn: &Connection, growing: &mut Growing) -> Result<()> {
    for id in growing.write(conn)? {
        if let Some(card) = customers::card(conn, id)? {
            write(conn, id, &card, false)?;
        }
    }
    Ok(())
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
