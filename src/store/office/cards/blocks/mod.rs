//! What many cards brought at once are found by: for every short piece of what stands on them the cards that have it. A block is written once, with the transaction that brings its cards, in the order of its key, and
//! goes as a whole; cards changed since stand in the other index, and those that are gone are left out by whoever asks.
//! May depend on `base`, `crm`.

mod growing;
mod pages;
mod steps;

pub(in crate::store) use growing::{Found, Growing};

use crate::base::ids::CustomerId;
use crate::crm::gram::{Gram, Wanted};
use crate::store::error::Result;
use rusqlite::Connection;
use std::ops::RangeInclusive;
use steps::{Places, steps};

/// Hands over the cards of each block that have all of the pieces, in the order of their ids, until `take` says enough.
/// Cards that stand in the other index by now are left out.
pub(super) fn each(
    conn: &Connection,
    pieces: &[Wanted],
    take: &mut dyn FnMut(&[i64]) -> Result<bool>,
) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT id, first_id, last_id FROM card_blocks ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (block, first, last): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let mut found = with_all(conn, block, (first, last), pieces)?;
        if !found.is_empty() {
            leave_out_changed(conn, first, last, &mut found)?;
        }
        if !found.is_empty() && !take(&found)? {
            break;
        }
    }
    Ok(())
}

/// How many cards of all blocks have each piece of a range, cards that are gone or changed among them.
pub(super) fn counts(
    conn: &Connection,
    pieces: RangeInclusive<u64>,
    count: &mut dyn FnMut(u64, usize),
) -> Result<()> {
    let ends = (pieces.start().cast_signed(), pieces.end().cast_signed());
    let blocks = conn
        .prepare_cached("SELECT id FROM card_blocks")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    for block in blocks {
        pages::between(conn, block, ends, &mut |piece, list| {
            count(piece.cast_unsigned(), Places::of(list).count());
        })?;
    }
    Ok(())
}

/// Cards of one block with all of the pieces.
fn with_all(
    conn: &Connection,
    block: i64,
    (first, last): (i64, i64),
    pieces: &[Wanted],
) -> Result<Vec<i64>> {
    let mut lists: Vec<Vec<u8>> = Vec::with_capacity(pieces.len());
    let mut ranges = Vec::new();
    for piece in pieces {
        match piece {
            Wanted::Piece(piece) => match pages::list(conn, block, piece.number().cast_signed())? {
                Some(list) => lists.push(list),
                None => return Ok(Vec::new()),
            },
            Wanted::Between(from, to) => ranges.push((*from, *to)),
        }
    }
    lists.sort_unstable_by_key(Vec::len);
    let mut lists = lists.iter();
    let mut places: Vec<u64> = match lists.next() {
        Some(shortest) => Places::of(shortest).collect(),
        None => match ranges.pop() {
            Some(range) => with_any(conn, block, range, (first, last))?.places(),
            None => return Ok(Vec::new()),
        },
    };
    for list in lists {
        if places.is_empty() {
            break;
        }
        let mut others = Places::of(list);
        let mut other = others.next();
        places.retain(|place| {
            while other.is_some_and(|at| at < *place) {
                other = others.next();
            }
            other == Some(*place)
        });
    }
    for range in ranges {
        if places.is_empty() {
            break;
        }
        let any = with_any(conn, block, range, (first, last))?;
        places.retain(|place| any.has(*place));
    }
    Ok(places.into_iter().map(|place| first.saturating_add_unsigned(place)).collect())
}

/// Places of cards, a bit for each.
struct Marks(Vec<u64>);

impl Marks {
    fn has(&self, place: u64) -> bool {
        let word = usize::try_from(place / 64).ok().and_then(|at| self.0.get(at));
        word.is_some_and(|word| word & (1 << (place % 64)) != 0)
    }

    fn places(&self) -> Vec<u64> {
        let mut places = Vec::new();
        for (start, word) in (0_u64..).step_by(64).zip(&self.0) {
            let mut left = *word;
            while left != 0 {
                places.push(start + u64::from(left.trailing_zeros()));
                left &= left - 1;
            }
        }
        places
    }
}

/// Cards of one block with any of the pieces of a range.
fn with_any(
    conn: &Connection,
    block: i64,
    (from, to): (Gram, Gram),
    (first, last): (i64, i64),
) -> Result<Marks> {
    let cards = usize::try_from(last - first + 1).unwrap_or(0);
    let mut marks = Marks(vec![0; cards.div_ceil(64)]);
    let ends = (from.number().cast_signed(), to.number().cast_signed());
    pages::between(conn, block, ends, &mut |_, list| {
        for place in Places::of(list) {
            let word = usize::try_from(place / 64).ok().and_then(|at| marks.0.get_mut(at));
            if let Some(word) = word {
                *word |= 1 << (place % 64);
            }
        }
    })?;
    Ok(marks)
}

fn leave_out_changed(conn: &Connection, first: i64, last: i64, found: &mut Vec<i64>) -> Result<()> {
    let within = "SELECT 1 FROM customer_search_docsize WHERE id BETWEEN ?1 AND ?2";
    if !conn.prepare_cached(within)?.exists([first, last])? {
        return Ok(());
    }
    let mut changed = conn.prepare_cached("SELECT 1 FROM customer_search_docsize WHERE id = ?1")?;
    let mut kept = Vec::with_capacity(found.len());
    for id in found.iter() {
        if !changed.exists([id])? {
            kept.push(*id);
        }
    }
    *found = kept;
    Ok(())
}

/// Forgets blocks that begin between two ids and by which no card is found any more.
pub(in crate::store) fn drop_empty(conn: &Connection, first: i64, last: i64) -> Result<()> {
    let mut empty = conn.prepare_cached(
        "SELECT id FROM card_blocks WHERE first_id BETWEEN ?1 AND ?2 AND NOT EXISTS
             (SELECT 1 FROM customers c WHERE c.id BETWEEN first_id AND last_id AND NOT EXISTS
                 (SELECT 1 FROM customer_search_docsize d WHERE d.id = c.id))",
    )?;
    let blocks = empty
        .query_map([first, last], |row| row.get::<_, i64>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for block in blocks {
        conn.prepare_cached("DELETE FROM card_block_pages WHERE block = ?1")?.execute([block])?;
        conn.prepare_cached("DELETE FROM card_blocks WHERE id = ?1")?.execute([block])?;
    }
    Ok(())
}

/// Takes a card out of the lists of its block: nothing is left that says what it was found by.
pub(in crate::store) fn forget(conn: &Connection, id: CustomerId) -> Result<()> {
    let mut blocks = conn.prepare_cached(
        "SELECT id, first_id FROM card_blocks WHERE ?1 BETWEEN first_id AND last_id",
    )?;
    let blocks = blocks
        .query_map([id.0], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for (block, first) in blocks {
        let place = u64::try_from(id.0 - first).unwrap_or(0);
        pages::change(conn, block, &|list| {
            let has_it = Places::of(list).take_while(|at| *at <= place).any(|at| at == place);
            has_it.then(|| steps(Places::of(list).filter(|at| *at != place)))
        })?;
    }
    Ok(())
}
