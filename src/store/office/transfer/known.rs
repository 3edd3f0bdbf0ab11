//! Which match keys may be in the data file: asked before the file itself is, because most rows of a new list are
//! strangers. A Bloom filter (B. H. Bloom, Communications of the ACM 13, 1970): it may take a stranger for known,
//! never the other way round, and needs the same memory for any number of keys. May depend on `base`.

use crate::base::number::MatchKey;
use crate::store::error::Result;
use rusqlite::Connection;

/// Bits, a power of two: 16 MB. Of ten million keys one stranger in fifty is looked for in vain.
const BITS: u64 = 1 << 27;

/// The filter of one connection.
#[derive(Debug)]
pub(super) struct Known {
    bits: Vec<u64>,
    /// What the file was when it was read.
    version: Option<i64>,
}

impl Known {
    pub fn new() -> Self {
        Self { bits: Vec::new(), version: None }
    }

    /// Reads the keys of the file anew if anybody else has written since. Within a transaction that writes, nobody does.
    pub fn refresh(&mut self, conn: &Connection) -> Result<()> {
        let version = conn.pragma_query_value(None, "data_version", |row| row.get(0))?;
        if self.version == Some(version) {
            return Ok(());
        }
        self.bits.resize(usize::try_from(BITS / 64).unwrap_or(0), 0);
        let mut statement = conn.prepare_cached(
            "SELECT key FROM contact_numbers INDEXED BY contact_numbers_by_tail WHERE tail <> ''",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.note(row.get_ref(0)?.as_str().unwrap_or_default());
        }
        self.version = Some(version);
        Ok(())
    }

    /// A number came to the file.
    pub fn add(&mut self, key: &MatchKey) {
        self.note(key.as_str());
    }

    /// Whether it may be there.
    pub fn may_have(&self, key: &MatchKey) -> bool {
        places(key.as_str()).iter().all(|place| {
            let word = usize::try_from(place / 64).ok().and_then(|at| self.bits.get(at));
            word.is_none_or(|word| word & (1 << (place % 64)) != 0)
        })
    }

    fn note(&mut self, key: &str) {
        for place in places(key) {
            if let Some(word) =
                usize::try_from(place / 64).ok().and_then(|at| self.bits.get_mut(at))
            {
                *word |= 1 << (place % 64);
            }
        }
    }
}

/// Where a key leaves its marks: halves of one product of its digits.
fn places(key: &str) -> [u64; 2] {
    let number = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    [(mixed >> 32) % BITS, (mixed ^ (mixed >> 29)) % BITS]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::number::PhoneNumber;

    #[test]
    fn what_was_added_is_known_and_few_strangers_are_taken_for_known() {
        let mut known = Known { bits: vec![0; usize::try_from(BITS / 64).unwrap()], version: None };
        let key = |n: u32| PhoneNumber::new(format!("138{n:08}")).key();
        (0..200_000).for_each(|n| known.add(&key(n)));
        assert!((0..200_000).all(|n| known.may_have(&key(n))));
        let wrong = (200_000..300_000).filter(|n| known.may_have(&key(*n))).count();
        assert!(wrong < 100, "{wrong} of 100,000");
    }

    #[test]
    fn before_the_file_is_read_everybody_may_be_there() {
        assert!(Known::new().may_have(&PhoneNumber::new("13812345678").key()));
    }
}
