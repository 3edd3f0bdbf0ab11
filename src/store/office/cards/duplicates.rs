//! Cards that may be one customer: by number, by the sound of the name, by address. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::duplicate::{address_key, name_key};
use crate::crm::cards::{CardPair, Group, Likeness};
use crate::crm::customer::{Customer, CustomerSummary};
use crate::crm::gram::{Gram, Wanted, Whole};
use crate::store::error::Result;
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::office::cards::{blocks, changed, list};
use crate::store::operation::{Act, Changes, Deed, Receipt};
use crate::store::sight::fitting;
use crate::store::{Store, customers};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More cards than these that are alike are no duplicates: a common name, a tower block, a switchboard.
const MOST_ALIKE: u32 = 12;
/// Cards offered while typing.
const MOST_HINTS: usize = 5;
/// Cards at one address that are looked at while typing.
const MOST_AT_ADDRESS: u32 = 200;

impl Store {
    pub(super) fn not_the_same(
        &mut self,
        act: &Act,
        name: &str,
        a: CustomerId,
        b: CustomerId,
    ) -> Result<Receipt> {
        let (a, b) = (a.min(b), a.max(b));
        self.transact("remembering that two cards differ", |tx| {
            if a == b || differ(tx, a, b)? {
                return Ok(Receipt { changes: Changes::default(), deed: Deed::Done });
            }
            set_not_same(tx, a, b, true)?;
            let names = [a, b].map(|id| customers::card(tx, id).ok().flatten());
            let names: Vec<String> = names.iter().flatten().map(customers::title).collect();
            let past = |stood| Past::Office(OfficePast::NotSame { a, b, stood });
            let subject = names.join(" / ");
            journal::write_undoable(tx, act, name, &subject, &past(false), Some(&past(true)))?;
            Ok(Receipt { changes: changed(act), deed: Deed::Done })
        })
    }
}

/// Remembers that two cards are not one customer, or forgets it.
pub(in crate::store) fn set_not_same(
    conn: &Connection,
    a: CustomerId,
    b: CustomerId,
    stands: bool,
) -> Result<()> {
    let sql = if stands {
        "INSERT OR IGNORE INTO card_not_same (a, b) VALUES (?1, ?2)"
    } else {
        "DELETE FROM card_not_same WHERE a = ?1 AND b = ?2"
    };
    conn.prepare_cached(sql)?.execute([a.0, b.0])?;
    Ok(())
}

fn differ(conn: &Connection, a: CustomerId, b: CustomerId) -> Result<bool> {
    let sql = "SELECT 1 FROM card_not_same WHERE a = ?1 AND b = ?2";
    Ok(conn.prepare_cached(sql)?.exists([a.min(b).0, a.max(b).0])?)
}

/// Other cards whose name sounds alike at the same address.
pub(super) fn alike(conn: &Connection, card: &Customer) -> Result<Vec<CustomerSummary>> {
    let (name, address) = (name_key(&card.name), address_key(&card.address));
    if name.is_empty() || address.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare_cached(
        "SELECT id FROM customers WHERE address_key = ?1 AND address_key <> '' AND name_key = ?2
         ORDER BY id LIMIT ?3",
    )?;
    let mut ids = statement
        .query_map(params![address, name, MOST_AT_ADDRESS], |row| row.get(0))?
        .collect::<rusqlite::Result<BTreeSet<i64>>>()?;
    let both = [(Whole::Name, &name), (Whole::Address, &address)]
        .map(|(kind, key)| Wanted::Piece(Gram::whole(kind, key)));
    blocks::each(conn, &both, &mut |found| {
        for id in found {
            let keys = [keyed(conn, Likeness::Name, *id)?, keyed(conn, Likeness::Address, *id)?];
            if keys.iter().flatten().map(|(key, _)| key).eq([&name, &address]) {
                ids.insert(*id);
            }
        }
        Ok(ids.len() < MOST_HINTS * 4)
    })?;
    let mut found = Vec::new();
    for id in ids.into_iter().map(CustomerId).filter(|id| card.id != Some(*id)) {
        let said = card.id.map(|own| differ(conn, own, id)).transpose()?.unwrap_or(false);
        if !said {
            found.extend(list::row(conn, id)?.map(|row| row.summary));
        }
        if found.len() >= MOST_HINTS {
            break;
        }
    }
    Ok(found)
}

/// Groups of one kind, at most so many. Groups in which a person has said of every pair that they differ are left out.
pub(super) fn groups(conn: &Connection, likeness: Likeness, most: u32) -> Result<Vec<Group>> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    match likeness {
        Likeness::Number => by_number(conn, most),
        Likeness::Name => by_key(conn, likeness, Whole::Name, most),
        Likeness::Address => by_key(conn, likeness, Whole::Address, most),
    }
}

fn by_number(conn: &Connection, most: usize) -> Result<Vec<Group>> {
    let list_keys = "SELECT key, min(number), count(DISTINCT customer_id) AS n
         FROM contact_numbers INDEXED BY contact_numbers_by_tail
         WHERE tail <> '' GROUP BY tail, key HAVING n BETWEEN 2 AND ?1";
    let mut keys = conn.prepare(&fitting(conn, list_keys)?)?;
    let mut members = conn.prepare(
        "SELECT DISTINCT customer_id FROM contact_numbers
         WHERE tail = substr(?1, -7) AND tail <> '' AND key = ?1 ORDER BY 1",
    )?;
    let mut rows = keys.query([MOST_ALIKE])?;
    let mut groups = Vec::new();
    while let (true, Some(row)) = (groups.len() < most, rows.next()?) {
        let (key, shared): (String, String) = (row.get(0)?, row.get(1)?);
        let ids = members
            .query_map([&key], |row| Ok(CustomerId(row.get(0)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        if let Some(cards) = undecided(conn, &ids)? {
            groups.push(Group { likeness: Likeness::Number, shared, cards });
        }
    }
    Ok(groups)
}

/// Cards with one key. Those that were brought with many others are known by what stands for their keys alone: what may be
/// a group is looked at card by card.
fn by_key(conn: &Connection, likeness: Likeness, kind: Whole, most: usize) -> Result<Vec<Group>> {
    let column = column(likeness);
    let sql = format!("SELECT {column}, id FROM customers WHERE {column} <> ''");
    let mut in_rows = conn.prepare(&sql)?;
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut rows = in_rows.query([])?;
    while let Some(row) = rows.next()? {
        let piece = Gram::whole(kind, row.get_ref(0)?.as_str().unwrap_or_default());
        *counts.entry(piece.number()).or_default() += 1;
    }
    drop(rows);
    blocks::counts(conn, kind.range(), &mut |piece, cards| {
        let count = counts.entry(piece).or_default();
        *count = count.saturating_add(u32::try_from(cards).unwrap_or(u32::MAX));
    })?;
    // A card may be counted twice, and one that is gone once: what is too large by a little is looked at too.
    counts.retain(|_, count| (2..=MOST_ALIKE * 2).contains(count));
    let mut with_rows: HashMap<u64, Vec<i64>> = HashMap::new();
    let mut rows = in_rows.query([])?;
    while let Some(row) = rows.next()? {
        let piece = Gram::whole(kind, row.get_ref(0)?.as_str().unwrap_or_default()).number();
        if counts.contains_key(&piece) {
            with_rows.entry(piece).or_default().push(row.get(1)?);
        }
    }
    let mut pieces: Vec<u64> = counts.into_keys().collect();
    pieces.sort_unstable();
    let mut groups = Vec::new();
    for piece in pieces {
        let mut ids: BTreeSet<i64> = with_rows.remove(&piece).into_iter().flatten().collect();
        blocks::each(conn, &[Wanted::Piece(Gram::from_number(piece))], &mut |found| {
            ids.extend(found);
            Ok(true)
        })?;
        groups.extend(of_ids(conn, likeness, ids)?);
        if groups.len() >= most {
            break;
        }
    }
    groups.sort_by(|a, b| a.shared.cmp(&b.shared));
    Ok(groups)
}

/// The groups among cards that may have one key.
fn of_ids(conn: &Connection, likeness: Likeness, ids: BTreeSet<i64>) -> Result<Vec<Group>> {
    let mut by_key: BTreeMap<String, (Vec<CustomerId>, String)> = BTreeMap::new();
    for id in ids {
        let Some((key, text)) = keyed(conn, likeness, id)?.filter(|(key, _)| !key.is_empty())
        else {
            continue;
        };
        let (ids, shared) = by_key.entry(key).or_insert_with(|| (Vec::new(), text.clone()));
        ids.push(CustomerId(id));
        if text < *shared {
            *shared = text;
        }
    }
    let most = usize::try_from(MOST_ALIKE).unwrap_or(usize::MAX);
    let mut groups = Vec::new();
    for (ids, shared) in by_key.into_values().filter(|(ids, _)| (2..=most).contains(&ids.len())) {
        if let Some(cards) = undecided(conn, &ids)? {
            groups.push(Group { likeness, shared, cards });
        }
    }
    Ok(groups)
}

/// The column of the key in the card's row.
const fn column(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Address => "address_key",
        Likeness::Name | Likeness::Number => "name_key",
    }
}

/// The key of one card, with the text it is made from; `None`: there is no such card to be seen.
fn keyed(conn: &Connection, likeness: Likeness, id: i64) -> Result<Option<(String, String)>> {
    let text: Option<String> = match likeness {
        Likeness::Address => conn.prepare_cached("SELECT address FROM customers WHERE id = ?1")?,
        Likeness::Name | Likeness::Number => {
            conn.prepare_cached("SELECT name FROM customers WHERE id = ?1")?
        }
    }
    .query_row([id], |row| row.get(0))
    .optional()?;
    let key = |text: &str| match likeness {
        Likeness::Address => address_key(text),
        Likeness::Name | Likeness::Number => name_key(text),
    };
    Ok(text.map(|text| (key(&text), text)))
}

/// The cards of which at least one pair is undecided; `None`: there is none.
fn undecided(conn: &Connection, ids: &[CustomerId]) -> Result<Option<Vec<CustomerSummary>>> {
    let mut open = Vec::new();
    for a in ids {
        for b in ids.iter().filter(|b| *b != a) {
            if !differ(conn, *a, *b)? {
                open.push(*a);
                break;
            }
        }
    }
    if open.len() < 2 {
        return Ok(None);
    }
    let rows = open.into_iter().map(|id| list::row(conn, id)).collect::<Result<Vec<_>>>()?;
    Ok(Some(rows.into_iter().flatten().map(|row| row.summary).collect()))
}

/// Two cards with the number of calls of each.
pub(super) fn pair(
    conn: &Connection,
    a: CustomerId,
    b: CustomerId,
) -> Result<Option<Box<CardPair>>> {
    let one = |id: CustomerId| -> Result<Option<(Customer, u32)>> {
        let Some(card) = customers::card(conn, id)? else { return Ok(None) };
        let calls = conn
            .prepare_cached("SELECT count(*) FROM calls WHERE customer_id = ?1")?
            .query_row([id.0], |row| row.get(0))?;
        Ok(Some((card, calls)))
    };
    Ok(one(a)?.zip(one(b)?).map(|(a, b)| Box::new([a, b])))
}
