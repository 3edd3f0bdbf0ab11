//! A block that grows with the cards of a transaction. May depend on `crm`.

use super::pages;
use super::steps::put;
use crate::base::ids::CustomerId;
use crate::crm::cards::words;
use crate::crm::customer::Customer;
use crate::crm::gram::Gram;
use crate::store::error::Result;
use rusqlite::Connection;
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

/// What cards that were read together are found by: which of them have which piece.
#[derive(Debug, Default)]
pub(in crate::store) struct Found {
    /// The piece, and in the lower half which card it is, counted from 0: in order once they are sorted.
    all: Vec<u128>,
    /// The pieces of the newest.
    newest: Vec<Gram>,
}

impl Found {
    /// Adds the card that is the so-and-so-manyth.
    pub fn add(&mut self, card: &Customer, place: usize) {
        self.newest.clear();
        words::pieces(card, &mut self.newest);
        let place = u128::try_from(place).unwrap_or(u128::MAX >> 64);
        let with_place = |piece: &Gram| (u128::from(piece.number()) << 64) | place;
        self.all.extend(self.newest.iter().map(with_place));
    }

    /// Puts them in order; done by whoever has time.
    pub fn sort(&mut self) {
        self.all.sort_unstable();
        self.all.dedup();
    }
}

impl Growing {
    /// Takes cards in that were read together: the ids of those that were written, by their places. Ids only grow.
    pub fn take(&mut self, ids: &[Option<CustomerId>], found: &Found) {
        let Some(first) = ids.iter().flatten().next() else { return };
        if self.count == 0 {
            self.first = first.0;
        }
        for id in ids.iter().flatten() {
            self.last = id.0;
            self.count += 1;
            if self.few.len() < LEAST {
                self.few.push(*id);
            }
        }
        for same in found.all.chunk_by(|a, b| a >> 64 == b >> 64) {
            let piece = same.first().map_or(0, |first| u64::try_from(first >> 64).unwrap_or(0));
            let id = |with_place: &u128| {
                let place = usize::try_from(with_place & u128::from(u64::MAX)).ok()?;
                *ids.get(place)?
            };
            let mut written = same.iter().filter_map(id).peekable();
            if written.peek().is_none() {
                continue;
            }
            let list = self.lists.entry(piece).or_default();
            for id in written {
                let place = u64::try_from(id.0 - self.first).unwrap_or(0);
                put(place - list.newest, &mut list.steps);
                list.newest = place;
            }
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
        let mut pages = pages::Writer::new(conn, block)?;
        for (gram, steps) in lists {
            pages.put(gram, &steps)?;
        }
        pages.finish()?;
        Ok(Vec::new())
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
