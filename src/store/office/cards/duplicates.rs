//! Cards that may be one customer: by number, by the sound of the name, by address. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::duplicate::{address_key, name_key};
use crate::crm::cards::{CardPair, Group, Likeness};
use crate::crm::customer::{Customer, CustomerSummary};
use crate::store::error::Result;
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::office::cards::{changed, list};
use crate::store::operation::{Act, Changes, Deed, Receipt};
use crate::store::sight::fitting;
use crate::store::{Store, customers};
use rusqlite::{Connection, params};

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
    let ids = statement
        .query_map(params![address, name, MOST_AT_ADDRESS], |row| Ok(CustomerId(row.get(0)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut found = Vec::new();
    for id in ids.into_iter().filter(|id| card.id != Some(*id)) {
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
    let (list_keys, list_ids) = match likeness {
        Likeness::Number => (
            "SELECT key, min(number), count(DISTINCT customer_id) AS n
             FROM contact_numbers INDEXED BY contact_numbers_by_tail
             WHERE tail <> '' GROUP BY tail, key HAVING n BETWEEN 2 AND ?1",
            "SELECT DISTINCT customer_id FROM contact_numbers WHERE tail = substr(?1, -7) AND tail <> ''
                 AND key = ?1 ORDER BY 1",
        ),
        Likeness::Name => (
            "SELECT name_key, min(name), count(*) AS n FROM customers
             WHERE name_key <> '' GROUP BY name_key HAVING n BETWEEN 2 AND ?1",
            "SELECT id FROM customers WHERE name_key = ?1 AND name_key <> '' ORDER BY id",
        ),
        Likeness::Address => (
            "SELECT address_key, min(address), count(*) AS n FROM customers
             WHERE address_key <> '' GROUP BY address_key HAVING n BETWEEN 2 AND ?1",
            "SELECT id FROM customers WHERE address_key = ?1 AND address_key <> '' ORDER BY id",
        ),
    };
    let mut keys = conn.prepare(&fitting(conn, list_keys)?)?;
    let mut members = conn.prepare(list_ids)?;
    let mut rows = keys.query([MOST_ALIKE])?;
    let mut groups = Vec::new();
    while let Some(row) = rows.next()? {
        if groups.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
            break;
        }
        let (key, shared): (String, String) = (row.get(0)?, row.get(1)?);
        let ids = members
            .query_map([&key], |row| Ok(CustomerId(row.get(0)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        if let Some(cards) = undecided(conn, &ids)? {
            groups.push(Group { likeness, shared, cards });
        }
    }
    Ok(groups)
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
