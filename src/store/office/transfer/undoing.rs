//! An import taken back: new cards go, changed cards are what they were. Cards somebody has worked on since, and cards
//! with orders, payments, tasks or files, are left. Piece by piece, so that it can be stopped and gone on with.
//! May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::customer::Customer;
use crate::crm::transfer::ImportId;
use crate::crm::transfer::report::{ImportState, UndoReport};
use crate::store::error::{Result, StoreError};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::office::cards::{drop_empty, tied, unwrite, write_apart};
use crate::store::office::transfer::open_beside;
use crate::store::operation::Act;
use crate::store::{calls, customers};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Cards of one piece: after each it can be stopped.
const PIECE: i64 = 20_000;
/// Pieces that are written together, as an import does.
const TOGETHER: u32 = 5;

/// Takes an import back. `progress` hears how many cards are done and how many there were, and says whether to go on;
/// what is left then is done the next time.
///
/// # Errors
/// `NotFound` when there is no such import or it was taken back already; when it cannot be written.
pub fn undo_import(
    path: &Path,
    act: &Act,
    import: ImportId,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<UndoReport> {
    let mut conn = open_beside(path)?;
    let mut work = Undoing::begin(&conn, import)?;
    let total = work.left(&conn)?;
    loop {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        set_state(&tx, import, ImportState::Undoing)?;
        let (mut done, mut stop) = (false, false);
        for _ in 0..TOGETHER {
            done = work.piece(&tx)?;
            let so_far = work.report.removed + work.report.restored + work.report.kept;
            stop = done || !progress(so_far, total);
            if stop {
                break;
            }
        }
        if done {
            work.close(&tx, act)?;
        }
        tx.commit()?;
        if stop {
            return Ok(work.report);
        }
    }
}

/// The same in the transaction of an undo that somebody asked for by key; its row of the journal is marked there.
pub(in crate::store) fn restore_all(conn: &Connection, import: ImportId) -> Result<()> {
    let mut work = Undoing::begin(conn, import)?;
    while !work.piece(conn)? {}
    set_state(conn, import, ImportState::Undone)
}

fn set_state(conn: &Connection, import: ImportId, state: ImportState) -> Result<()> {
    conn.prepare_cached("UPDATE imports SET state = ?2 WHERE id = ?1")?
        .execute(params![import.0, calls::word(&state)?])?;
    Ok(())
}

struct Undoing {
    import: ImportId,
    file: String,
    journal: Option<i64>,
    /// Cards people worked on since, and the first row of the journal that says so.
    touched: BTreeMap<i64, i64>,
    report: UndoReport,
}

impl Undoing {
    fn begin(conn: &Connection, import: ImportId) -> Result<Self> {
        let row: Option<(String, String, Option<i64>)> = conn
            .prepare_cached("SELECT file, state, journal_id FROM imports WHERE id = ?1")?
            .query_row([import.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let undone = calls::word(&ImportState::Undone)?;
        let Some((file, _, journal)) = row.filter(|(_, state, _)| *state != undone) else {
            return Err(StoreError::not_found(format_args!("import {}", import.0)));
        };
        let touched = touched(conn, journal.unwrap_or(0))?;
        Ok(Self { import, file, journal, touched, report: UndoReport::default() })
    }

    fn left(&self, conn: &Connection) -> Result<u64> {
        let count: i64 = conn.query_row(
            "SELECT (SELECT coalesce(sum(last_id - first_id + 1), 0) FROM import_ranges WHERE import_id = ?1)
                  + (SELECT count(*) FROM import_before WHERE import_id = ?1)",
            [self.import.0],
            |row| row.get(0),
        )?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Does a piece; whether it was the last.
    fn piece(&mut self, conn: &Connection) -> Result<bool> {
        let changed = self.changed_cards(conn)?;
        if changed > 0 {
            return Ok(false);
        }
        let range: Option<(i64, i64)> = conn
            .prepare_cached(
                "SELECT first_id, last_id FROM import_ranges WHERE import_id = ?1
                 ORDER BY first_id DESC LIMIT 1",
            )?
            .query_row([self.import.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((first, last)) = range else { return Ok(true) };
        let from = first.max(last - PIECE + 1);
        self.remove(conn, from, last)?;
        if from == first {
            conn.prepare_cached(
                "DELETE FROM import_ranges WHERE import_id = ?1 AND first_id = ?2",
            )?
            .execute(params![self.import.0, first])?;
        } else {
            conn.prepare_cached(
                "UPDATE import_ranges SET last_id = ?3 WHERE import_id = ?1 AND first_id = ?2",
            )?
            .execute(params![self.import.0, first, from - 1])?;
        }
        Ok(false)
    }

    /// Removes the cards of these ids but for those that stay; blocks none of whose cards is left go.
    fn remove(&mut self, conn: &Connection, from: i64, last: i64) -> Result<()> {
        let mut staying = tied(conn, from, last)?;
        staying.extend(self.touched.range(from..=last).map(|(id, _)| *id));
        staying.extend(self.changed_later(conn, from, last)?);
        for id in indexed(conn, from, last)? {
            if !staying.contains(&id) {
                unwrite(conn, CustomerId(id))?;
            }
        }
        let mut next = from;
        for id in staying.iter().copied().chain([last + 1]) {
            if next < id {
                self.report.removed += remove_between(conn, next, id - 1)?;
            }
            next = id + 1;
        }
        for id in staying.into_iter().map(CustomerId) {
            if customers::exists(conn, id)? {
                // What it was found by goes with its block.
                write_apart(conn, id)?;
                self.report.kept += 1;
            }
        }
        drop_empty(conn, from, last)
    }

    fn changed_cards(&mut self, conn: &Connection) -> Result<usize> {
        let mut statement = conn.prepare_cached(
            "SELECT customer_id, card FROM import_before WHERE import_id = ?1 ORDER BY customer_id LIMIT ?2",
        )?;
        let rows = statement.query_map(params![self.import.0, PIECE / 4], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        for (id, card) in &rows {
            let is_there = customers::exists(conn, CustomerId(*id))?;
            let later = self.next_import(conn, *id)?;
            let worked = self.touched.get(id).copied();
            if is_there && worked.is_none() && later.is_none() {
                let card: Customer = serde_json::from_str(card)?;
                customers::replace_card(conn, CustomerId(*id), &card)?;
                self.report.restored += 1;
            } else {
                self.report.kept += u64::from(is_there);
                // What this import wrote does not come back with the next one: what was before it does.
                let next = later.filter(|(_, row)| worked.is_none_or(|first| first > *row));
                if let Some((next, _)) = next {
                    conn.prepare_cached(
                        "UPDATE import_before SET card = ?3 WHERE import_id = ?1 AND customer_id = ?2",
                    )?
                    .execute(params![next, id, card])?;
                }
            }
            conn.prepare_cached(
                "DELETE FROM import_before WHERE import_id = ?1 AND customer_id = ?2",
            )?
            .execute(params![self.import.0, id])?;
        }
        Ok(rows.len())
    }

    /// The first later import that changed this card too and still stands, and its row of the journal.
    fn next_import(&self, conn: &Connection, card: i64) -> Result<Option<(i64, i64)>> {
        Ok(conn
            .prepare_cached(
                "SELECT b.import_id, coalesce(i.journal_id, 0)
                 FROM import_before b JOIN imports i ON i.id = b.import_id
                 WHERE b.customer_id = ?1 AND b.import_id > ?2 ORDER BY b.import_id LIMIT 1",
            )?
            .query_row([card, self.import.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }

    /// Cards between two ids that later imports changed.
    fn changed_later(&self, conn: &Connection, first: i64, last: i64) -> Result<Vec<i64>> {
        let mut statement = conn.prepare_cached(
            "SELECT DISTINCT customer_id FROM import_before
             WHERE customer_id BETWEEN ?1 AND ?2 AND import_id > ?3",
        )?;
        let rows = statement.query_map([first, last, self.import.0], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn close(&self, conn: &Connection, act: &Act) -> Result<()> {
        set_state(conn, self.import, ImportState::Undone)?;
        if let Some(row) = self.journal {
            journal::mark_undone(conn, row)?;
        }
        let after = json!({
            "import": self.import.0,
            "removed": self.report.removed,
            "restored": self.report.restored,
            "kept": self.report.kept,
        });
        journal::write(conn, act, "undo_import", &self.file, None, Some(after))
    }
}

/// Removes cards with all that is written with them; calls of them are tied to nobody. Gives how many there were.
fn remove_between(conn: &Connection, first: i64, last: i64) -> Result<u64> {
    for sql in [
        "UPDATE calls SET customer_id = NULL WHERE customer_id BETWEEN ?1 AND ?2",
        "DELETE FROM customer_tags WHERE customer_id BETWEEN ?1 AND ?2",
        "DELETE FROM contact_numbers WHERE customer_id BETWEEN ?1 AND ?2",
    ] {
        conn.prepare_cached(sql)?.execute([first, last])?;
    }
    let gone = conn
        .prepare_cached("DELETE FROM customers WHERE id BETWEEN ?1 AND ?2")?
        .execute([first, last])?;
    Ok(u64::try_from(gone).unwrap_or(0))
}

/// Cards of these ids that stand in the index of cards that changed one by one.
fn indexed(conn: &Connection, first: i64, last: i64) -> Result<Vec<i64>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM customer_search_docsize WHERE id BETWEEN ?1 AND ?2")?;
    let rows = statement.query_map([first, last], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Cards people worked on after this row of the journal, and did not undo: each with the first row that says so.
fn touched(conn: &Connection, journal: i64) -> Result<BTreeMap<i64, i64>> {
    let mut statement = conn.prepare(
        "SELECT id, before FROM journal
         WHERE id > ?1 AND undone = 0 AND undoable = 1 AND before IS NOT NULL ORDER BY id",
    )?;
    let mut rows = statement.query([journal])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(1)?;
        let Ok(past) = serde_json::from_str::<Past>(&text) else { continue };
        for id in worked_on(past) {
            found.entry(id.0).or_insert(row.get(0)?);
        }
    }
    Ok(found)
}

/// The cards a change was made to.
fn worked_on(past: Past) -> Vec<CustomerId> {
    match past {
        Past::Card { id, .. } => vec![id],
        Past::Office(OfficePast::Worked(all)) => all.into_iter().map(|worked| worked.id).collect(),
        Past::Office(OfficePast::Merged(past)) => {
            [past.keep.id, past.gone.id].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}
