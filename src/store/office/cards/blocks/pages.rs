//! The lists of a block in the file: many on a page, in the order of their pieces. A page says for each list how much
//! greater its piece is than the one before (for the first: than the page's own), how many bytes it has, and the bytes;
//! numbers stand seven bits to a byte, the low ones first. May depend on nothing but the store's errors.

use super::steps::{get, put};
use crate::store::error::Result;
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

/// Bytes from which a page is full: with its row it fills one page of the file. A longer list has a page of its own.
const FULL: usize = 4_000;

/// Writes the lists of a block, in the order of their pieces.
pub(super) struct Writer<'a> {
    statement: CachedStatement<'a>,
    block: i64,
    /// The page's own piece, and the newest on it.
    pieces: Option<(i64, i64)>,
    page: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub fn new(conn: &'a Connection, block: i64) -> Result<Self> {
        let statement = conn.prepare_cached(
            "INSERT INTO card_block_pages (block, gram, lists) VALUES (?1, ?2, ?3)",
        )?;
        Ok(Self { statement, block, pieces: None, page: Vec::with_capacity(FULL) })
    }

    pub fn put(&mut self, piece: i64, list: &[u8]) -> Result<()> {
        if !self.page.is_empty() && self.page.len() + list.len() + 20 > FULL {
            self.flush()?;
        }
        let (first, newest) = self.pieces.unwrap_or((piece, piece));
        self.pieces = Some((first, piece));
        append(&mut self.page, piece.wrapping_sub(newest), list);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        if let Some((first, _)) = self.pieces.take() {
            self.statement.execute(params![self.block, first, self.page])?;
            self.page.clear();
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<()> {
        self.flush()
    }
}

fn append(page: &mut Vec<u8>, greater: i64, list: &[u8]) {
    put(greater.cast_unsigned(), page);
    put(u64::try_from(list.len()).unwrap_or(0), page);
    page.extend_from_slice(list);
}

/// The lists of a page with their pieces; of a damaged one as many as can be read.
pub(super) struct Lists<'a> {
    bytes: &'a [u8],
    piece: i64,
}

impl<'a> Iterator for Lists<'a> {
    type Item = (i64, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = self.bytes.iter();
        let greater = get(&mut bytes)?;
        let length = usize::try_from(get(&mut bytes)?).ok()?;
        let (list, rest) = bytes.as_slice().split_at_checked(length)?;
        self.bytes = rest;
        self.piece = self.piece.wrapping_add(greater.cast_signed());
        Some((self.piece, list))
    }
}

/// The list of one piece.
pub(super) fn list(conn: &Connection, block: i64, piece: i64) -> Result<Option<Vec<u8>>> {
    let mut statement = conn.prepare_cached(
        "SELECT gram, lists FROM card_block_pages WHERE block = ?1 AND gram <= ?2 ORDER BY gram DESC LIMIT 1",
    )?;
    let found = statement.query_row([block, piece], |row| {
        let mut lists = Lists { piece: row.get(0)?, bytes: row.get_ref(1)?.as_blob()? };
        Ok(lists.find(|(other, _)| *other >= piece).filter(|(other, _)| *other == piece))
            .map(|found| found.map(|(_, list)| list.to_vec()))
    });
    Ok(found.optional()?.flatten())
}

/// Hands over the lists of all pieces from one to another.
pub(super) fn between(
    conn: &Connection,
    block: i64,
    (from, to): (i64, i64),
    take: &mut dyn FnMut(i64, &[u8]),
) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT gram, lists FROM card_block_pages WHERE block = ?1 AND gram <= ?3 AND gram >= coalesce(
             (SELECT max(gram) FROM card_block_pages WHERE block = ?1 AND gram <= ?2), ?2)
         ORDER BY gram",
    )?;
    let mut rows = statement.query([block, from, to])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        for (piece, list) in (Lists { piece: row.get(0)?, bytes }) {
            if (from..=to).contains(&piece) {
                take(piece, list);
            }
        }
    }
    Ok(())
}

/// Makes the lists of a block others; `change` gives what a list becomes, or nothing when it stays as it is.
pub(super) fn change(
    conn: &Connection,
    block: i64,
    change: &dyn Fn(&[u8]) -> Option<Vec<u8>>,
) -> Result<()> {
    let mut pages =
        conn.prepare_cached("SELECT id, gram, lists FROM card_block_pages WHERE block = ?1")?;
    let mut rows = pages.query([block])?;
    let mut changed: Vec<(i64, Vec<u8>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, own): (i64, i64) = (row.get(0)?, row.get(1)?);
        let bytes = row.get_ref(2)?.as_blob().unwrap_or_default();
        let (mut page, mut newest, mut any) = (Vec::with_capacity(bytes.len()), own, false);
        for (piece, list) in (Lists { piece: own, bytes }) {
            let other = change(list);
            any |= other.is_some();
            append(&mut page, piece.wrapping_sub(newest), other.as_deref().unwrap_or(list));
            newest = piece;
        }
        if any {
            changed.push((id, page));
        }
    }
    for (id, page) in changed {
        conn.prepare_cached("UPDATE card_block_pages SET lists = ?2 WHERE id = ?1")?
            .execute(params![id, page])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn file() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(include_str!("../../../sql/20_card_blocks.sql")).unwrap();
        conn.execute_batch(include_str!("../../../sql/21_card_block_pages.sql")).unwrap();
        conn.execute("INSERT INTO card_blocks VALUES (1, 1, 9)", []).unwrap();
        conn
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn lists_are_found_as_they_were_written(
            all in proptest::collection::btree_map(
                proptest::num::i64::ANY, proptest::collection::vec(proptest::num::u8::ANY, 0..3_000), 0..40,
            ),
            strange in proptest::num::i64::ANY,
        ) {
            let conn = file();
            let mut writer = Writer::new(&conn, 1).unwrap();
            for (piece, bytes) in &all {
                writer.put(*piece, bytes).unwrap();
            }
            writer.finish().unwrap();
            for piece in all.keys().chain([&strange]) {
                let found = list(&conn, 1, *piece).unwrap();
                proptest::prop_assert_eq!(found.as_ref(), all.get(piece));
            }
            let (from, to) = (strange.min(0), strange.max(0));
            let mut found = BTreeMap::new();
            between(&conn, 1, (from, to), &mut |piece, bytes| drop(found.insert(piece, bytes.to_vec())))
                .unwrap();
            let wanted: BTreeMap<i64, Vec<u8>> =
                all.range(from..=to).map(|(piece, bytes)| (*piece, bytes.clone())).collect();
            proptest::prop_assert_eq!(found, wanted);
            change(&conn, 1, &|bytes| (bytes.len() > 100).then(Vec::new)).unwrap();
            for (piece, bytes) in &all {
                let now = list(&conn, 1, *piece).unwrap().unwrap();
                proptest::prop_assert_eq!(&now, if bytes.len() > 100 { &[][..] } else { bytes });
            }
        }

        #[test]
        fn a_damaged_page_does_no_harm(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..64)) {
            let lists = Lists { piece: 7, bytes: &bytes };
            proptest::prop_assert!(lists.count() <= bytes.len());
        }
    }
}
