//! Two cards become one, and two again: every row that points to the card that goes is noted and moved, so that an undo puts
//! each back where it was. May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::MergeOrder;
use crate::crm::customer::Customer;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::office::cards::{changed, history};
use crate::store::operation::{Act, Deed, Receipt};
use crate::store::{Store, customers};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Every table whose rows belong to a customer, the column that says to whom, and which of its rows. A table with customers
/// that does not stand here (or among [`OWN`]) fails the test below: its rows would be lost in a merge.
pub(in crate::store) const TIES: &[(&str, &str, &str)] = &[
    ("calls", "customer_id", "true"),
    ("orders", "customer_id", "true"),
    ("charges", "customer_id", "true"),
    ("payments", "customer_id", "true"),
    ("unit_movements", "customer_id", "true"),
    ("agenda", "customer_id", "true"),
    ("files", "subject_id", "subject = 'customer'"),
];

/// Tables that are written with the card itself, go with the journal, or say only what was done to that card; all by
/// `customer_id`. What is given out about a person is what stands in these and in [`TIES`].
pub(in crate::store) const OWN: &[&str] =
    &["contact_numbers", "customer_tags", "card_journal", "birthdays_told", "import_before"];

/// The name of a merge in the journal.
const MERGE: &str = "merge_customers";

/// How things stood before a merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct MergePast {
    pub keep: Customer,
    pub gone: Customer,
    /// Rows that pointed to the card that went, by table.
    pub ties: Vec<(String, Vec<i64>)>,
    /// Rows of the journal about the card that went.
    pub journal: Vec<i64>,
}

impl Store {
    pub(super) fn merge_customers(
        &mut self,
        act: &Act,
        name: &str,
        order: &MergeOrder,
    ) -> Result<Receipt> {
        let (keep, gone) = (order.keep, order.gone);
        if keep == gone {
            return Err(StoreError::new(
                StoreErrorKind::Failed,
                "a card cannot be merged with itself",
            ));
        }
        self.transact("merging two customers", |tx| {
            let find = |id: CustomerId| -> Result<Customer> {
                customers::card(tx, id)?
                    .ok_or_else(|| StoreError::not_found(format_args!("customer {id}")))
            };
            let (keep_before, gone_before) = (find(keep)?, find(gone)?);
            let mut ties = Vec::new();
            for (table, column, which) in TIES {
                let rows = pointing(tx, table, (column, which), gone)?;
                repoint(tx, table, column, &rows, keep)?;
                ties.push(((*table).to_owned(), rows));
            }
            let journal = history::ties(tx, gone)?;
            history::move_ties(tx, &journal, gone, keep)?;
            customers::remove_card(tx, gone)?;
            customers::replace_card(tx, keep, &order.card)?;
            let after =
                Past::Card { id: keep, card: customers::card(tx, keep)?.map(Box::new), tie: None };
            let subject =
                format!("{} / {}", customers::title(&keep_before), customers::title(&gone_before));
            let past = MergePast { keep: keep_before, gone: gone_before, ties, journal };
            let before = Past::Office(OfficePast::Merged(Box::new(past)));
            journal::write_undoable(tx, act, name, &subject, &before, Some(&after))?;
            history::tie_newest(tx, keep)?;
            Ok(Receipt { changes: changed(act), deed: Deed::CustomerSaved(keep, None) })
        })
    }
}

/// Makes two cards of one again.
pub(in crate::store) fn unmerge(conn: &Connection, past: &MergePast) -> Result<()> {
    let (Some(keep), Some(gone)) = (past.keep.id, past.gone.id) else { return Ok(()) };
    customers::replace_card(conn, keep, &past.keep)?;
    customers::insert_card(conn, &past.gone)?;
    for (table, column, _) in TIES {
        if let Some((_, rows)) = past.ties.iter().find(|(name, _)| name == table) {
            repoint(conn, table, column, rows, gone)?;
        }
    }
    history::move_ties(conn, &past.journal, keep, gone)
}

/// What was just brought back from before these merges belongs to the cards that stayed: only one's own changes are undone
/// out of their order, past those of others.
pub(in crate::store) fn follow_merges(conn: &Connection, since: i64) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT before FROM journal
         WHERE id > ?1 AND operation = ?2 AND undoable = 1 AND undone = 0 ORDER BY id",
    )?;
    let mut rows = statement.query(params![since, MERGE])?;
    while let Some(row) = rows.next()? {
        let Ok(Past::Office(OfficePast::Merged(past))) =
            serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or_default())
        else {
            continue;
        };
        let (Some(keep), Some(gone)) = (past.keep.id, past.gone.id) else { continue };
        for (table, column, which) in TIES {
            let rows = pointing(conn, table, (column, which), gone)?;
            repoint(conn, table, column, &rows, keep)?;
        }
    }
    Ok(())
}

/// Cards between two ids that something other than a call belongs to: they do not go with the list that brought them.
pub(in crate::store) fn tied(conn: &Connection, first: i64, last: i64) -> Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    for (table, column, which) in TIES.iter().filter(|(table, ..)| *table != "calls") {
        let sql = format!(
            "SELECT DISTINCT {column} FROM {table} WHERE {which} AND {column} BETWEEN ?1 AND ?2"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        for id in statement.query_map([first, last], |row| row.get(0))? {
            found.insert(id?);
        }
    }
    Ok(found)
}

fn pointing(
    conn: &Connection,
    table: &str,
    (column, which): (&str, &str),
    id: CustomerId,
) -> Result<Vec<i64>> {
    let sql = format!("SELECT rowid FROM {table} WHERE {column} = ?1 AND {which} ORDER BY rowid");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([id.0], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn repoint(
    conn: &Connection,
    table: &str,
    column: &str,
    rows: &[i64],
    to: CustomerId,
) -> Result<()> {
    let sql = format!("UPDATE {table} SET {column} = ?2 WHERE rowid = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    for row in rows {
        statement.execute([*row, to.0])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stamp;

    #[test]
    fn every_table_that_points_to_customers_is_moved_by_a_merge() {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&dir.path().join("a.db"), Stamp::default()).unwrap();
        let mut statement = store
            .conn
            .prepare(
                "SELECT m.name, f.\"from\" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
                 WHERE m.type = 'table' AND f.\"table\" = 'customers'
                 UNION SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND c.name LIKE 'customer%id'",
            )
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let all: Vec<(String, String)> = rows.collect::<rusqlite::Result<_>>().unwrap();
        assert!(all.iter().any(|(table, _)| table == "calls"), "{all:?}");
        for (table, column) in &all {
            let moved =
                TIES.iter().any(|(name, of, _)| (name, of) == (&table.as_str(), &column.as_str()));
            assert!(moved || OWN.contains(&table.as_str()), "add {table}.{column} to TIES");
        }
    }
}
