//! What many cards brought at once are found by: for every piece of one to three letters the cards that have it, as steps
//! from one to the next. A block is written once, with the transaction that brings its cards, in the order of its key, and
//! goes as a whole; cards changed since stand in the other index, and those that are gone are left out by whoever asks.
//! May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::gram::Gram;
use crate::store::error::Result;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Cards from which a block is worth its place: few more lists have to be looked at in every search.
const LEAST: usize = 1_500;

/// A block that grows.
#[derive(Debug, Default)]
pub(in crate::store) struct Growing {
    first: i64,
    last: i64,
    /// The first of its cards, as long as they are few.
    few: Vec<CustomerId>,
    count: usize,
    lists: HashMap<u64, List, BuildHasherDefault<Mixer>>,
}

#[derive(Debug, Default)]
struct List {
    newest: u64,
    steps: Vec<u8>,
}

impl Growing {
    /// Takes a card in; ids only grow.
    pub fn add(&mut self, id: CustomerId, pieces: &[Gram]) {
        if self.count == 0 {
            self.first = id.0;
        }
        self.last = id.0;
        self.count += 1;
        if self.few.len() < LEAST {
            self.few.push(id);
        }
        let place = u64::try_from(id.0 - self.first).unwrap_or(0);
        for piece in pieces {
            let list = self.lists.entry(piece.number()).or_default();
            put(place - list.newest, &mut list.steps);
            list.newest = place;
        }
    }

    /// Writes it and begins anew; cards that are too few are given back, for the other index.
    pub fn write(&mut self, conn: &Connection) -> Result<Vec<CustomerId>> {
        let whole = std::mem::take(self);
        if whole.count < LEAST {
            return Ok(whole.few);
        }
        conn.prepare_cached("INSERT INTO card_blocks (first_id, last_id) VALUES (?1, ?2)")?
            .execute([whole.first, whole.last])?;
        let block = conn.last_insert_rowid();
        let mut lists: Vec<(i64, Vec<u8>)> =
            whole.lists.into_iter().map(|(gram, list)| (gram.cast_signed(), list.steps)).collect();
        lists.sort_unstable_by_key(|(gram, _)| *gram);
        let mut statement =
            conn.prepare_cached("INSERT INTO card_block_grams VALUES (?1, ?2, ?3)")?;
        for (gram, steps) in lists {
            statement.execute(params![block, gram, steps])?;
        }
        Ok(Vec::new())
    }
}

/// Hands over the cards of each block that have all of the pieces, in the order of their ids, until `take` says enough.
/// Cards that stand in the other index by now are left out.
pub(super) fn each(
    conn: &Connection,
    pieces: &[Gram],
    take: &mut dyn FnMut(&[i64]) -> Result<bool>,
) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT id, first_id, last_id FROM card_blocks ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (block, first, last): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let mut found = with_all(conn, block, first, pieces)?;
        if !found.is_empty() {
            leave_out_changed(conn, first, last, &mut found)?;
        }
        if !found.is_empty() && !take(&found)? {
            break;
        }
    }
    Ok(())
}

/// Cards of one block with all of the pieces.
fn with_all(conn: &Connection, block: i64, first: i64, pieces: &[Gram]) -> Result<Vec<i64>> {
    let mut statement =
        conn.prepare_cached("SELECT cards FROM card_block_grams WHERE block = ?1 AND gram = ?2")?;
    let mut lists: Vec<Vec<u8>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let list = statement
            .query_row([block, piece.number().cast_signed()], |row| row.get(0))
            .optional()?;
        match list {
            Some(list) => lists.push(list),
            None => return Ok(Vec::new()),
        }
    }
    lists.sort_unstable_by_key(Vec::len);
    let mut lists = lists.iter();
    let Some(shortest) = lists.next() else { return Ok(Vec::new()) };
    let mut places: Vec<u64> = Places::of(shortest).collect();
    for list in lists {
        let mut others = Places::of(list);
        let mut other = others.next();
        places.retain(|place| {
            while other.is_some_and(|at| at < *place) {
                other = others.next();
            }
            other == Some(*place)
        });
        if places.is_empty() {
            break;
        }
    }
    Ok(places.into_iter().map(|place| first.saturating_add_unsigned(place)).collect())
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
    conn.prepare_cached(
        "DELETE FROM card_blocks WHERE first_id BETWEEN ?1 AND ?2 AND NOT EXISTS
             (SELECT 1 FROM customers c WHERE c.id BETWEEN first_id AND last_id AND NOT EXISTS
                 (SELECT 1 FROM customer_search_docsize d WHERE d.id = c.id))",
    )?
    .execute([first, last])?;
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
        let mut statement =
            conn.prepare_cached("SELECT gram, cards FROM card_block_grams WHERE block = ?1")?;
        let mut rows = statement.query([block])?;
        let mut without: Vec<(i64, Vec<u8>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let list: Vec<u8> = row.get(1)?;
            if Places::of(&list).take_while(|at| *at <= place).any(|at| at == place) {
                without.push((row.get(0)?, steps(Places::of(&list).filter(|at| *at != place))));
            }
        }
        for (gram, list) in without {
            conn.prepare_cached(
                "UPDATE card_block_grams SET cards = ?3 WHERE block = ?1 AND gram = ?2",
            )?
            .execute(params![block, gram, list])?;
        }
    }
    Ok(())
}

fn steps(places: impl Iterator<Item = u64>) -> Vec<u8> {
    let (mut before, mut steps) = (0, Vec::new());
    for place in places {
        put(place - before, &mut steps);
        before = place;
    }
    steps
}

/// Seven bits to a byte, the low ones first; the eighth says that more follow.
fn put(mut step: u64, steps: &mut Vec<u8>) {
    while step >= 0x80 {
        steps.push(u8::try_from(step & 0x7f).unwrap_or(0) | 0x80);
        step >>= 7;
    }
    steps.push(u8::try_from(step).unwrap_or(0));
}

/// The places of a list; of a damaged one as many as can be read.
struct Places<'a> {
    steps: std::slice::Iter<'a, u8>,
    place: u64,
}

impl<'a> Places<'a> {
    fn of(steps: &'a [u8]) -> Self {
        Self { steps: steps.iter(), place: 0 }
    }
}

impl Iterator for Places<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let (mut step, mut shift) = (0_u64, 0_u32);
        loop {
            let byte = *self.steps.next()?;
            step |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                break;
            }
            shift += 7;
        }
        self.place = self.place.wrapping_add(step);
        Some(self.place)
    }
}

/// Pieces are numbers already: a multiplication spreads them.
#[derive(Debug, Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_list_is_what_was_put_into_it(places in proptest::collection::btree_set(0_u64..5_000_000, 0..200)) {
            let list = steps(places.iter().copied());
            proptest::prop_assert!(Places::of(&list).eq(places.iter().copied()));
        }

        #[test]
        fn a_damaged_list_does_no_harm(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..64)) {
            proptest::prop_assert!(Places::of(&bytes).count() <= bytes.len());
        }
    }
}
