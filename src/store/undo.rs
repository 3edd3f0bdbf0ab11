//! The way back: the newest change that a person made and nobody has undone yet, restored from the journal.
//! May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::store::error::{Result, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::cards::{drop_empty, follow_merges};
use crate::store::operation::{Act, Changes, Deed, Receipt};
use crate::store::topics::recordings::restore_marker;
use crate::store::{Store, calls, change, customers, office, promises, sight, tasks, topics};
use rusqlite::Connection;
use serde_json::json;

impl Store {
    /// Brings back what was before the newest change of a person. Nothing to undo is no error; a change whose card is
    /// gone for good is given up, so that those before it can be undone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn undo(&mut self, act: &Act) -> Result<Receipt> {
        // What one did oneself may be taken back, whoever it belongs to by now; nothing else may.
        let name = act.who.to_string();
        let mine = act.sight.is_some().then_some(name.as_str());
        if mine.is_some() {
            sight::turn_guards(&self.conn, false)?;
        }
        self.transact("undoing", |tx| {
            let Some((row, undoable, before)) = journal::newest_undoable(tx, mine)? else {
                return Ok(Receipt { changes: Changes::default(), deed: Deed::NothingToUndo });
            };
            if mine.is_some() {
                // It may name a card that a colleague has merged since.
                tx.pragma_update(None, "defer_foreign_keys", true)?;
            }
            if !restored(tx, act, row, &before)? {
                journal::give_up(tx, row)?;
                let changes = Changes { undo: true, ..Changes::default() };
                return Ok(Receipt { changes, deed: Deed::UndoLost(undoable) });
            }
            if mine.is_some() {
                follow_merges(tx, row)?;
            }
            journal::mark_undone(tx, row)?;
            let after = Some(json!({ "journal": row }));
            journal::write(tx, act, "undo", &undoable.to_string(), None, after)?;
            let changes = Changes { customers: true, undo: true, firewall: true, ..Changes::CALLS };
            Ok(Receipt { changes, deed: Deed::Undone(undoable) })
        })
    }
}

/// Brings a state back; `false`, and nothing is changed: what it belongs to is gone for good.
fn restored(conn: &Connection, act: &Act, row: i64, before: &str) -> Result<bool> {
    conn.execute_batch("SAVEPOINT way_back")?;
    let done = restore(conn, act, serde_json::from_str(before)?);
    match done {
        Ok(()) => {
            conn.execute_batch("RELEASE way_back")?;
            Ok(true)
        }
        Err(error) if matches!(error.kind, StoreErrorKind::NotFound | StoreErrorKind::Failed) => {
            tracing::warn!(row, %error, "a change cannot be undone any more");
            conn.execute_batch("ROLLBACK TO way_back; RELEASE way_back")?;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn restore(conn: &Connection, act: &Act, past: Past) -> Result<()> {
    match past {
        Past::Note { call, text } => {
            calls::write_note(conn, call, &text)?;
            calls::index(conn, &change::existing_call(conn, call)?)
        }
        Past::Handled { call, handled, done } => {
            change::write_handled(conn, call, handled)?;
            done.map_or(Ok(()), |done| tasks::write_done(conn, call, &done))
        }
        Past::Waiting(calls) => {
            calls.into_iter().try_for_each(|call| change::write_handled(conn, call, false))
        }
        Past::Result { call, word } => tasks::write_result(conn, act, call, &word),
        Past::Promise { id, row } => promises::restore(conn, id, row.as_ref()),
        Past::Tie(tie) => change::write_tie(conn, &tie),
        Past::Card { id, card, tie } => {
            match card {
                Some(card) => customers::replace_card(conn, id, &card)?,
                None => customers::remove_card(conn, id)?,
            }
            tie.map_or(Ok(()), |tie| change::write_tie(conn, &tie))
        }
        Past::Deleted { card, ties } => {
            customers::insert_card(conn, &card)?;
            ties.iter().try_for_each(|tie| change::write_tie(conn, tie))
        }
        past @ Past::Marker { .. } => restore_marker(conn, &past),
        Past::Office(past) => office::restore(conn, act, &past),
        Past::Firewall(past) => topics::firewall::restore(conn, &past),
        Past::Imported { first, last } => {
            (first.0..=last.0).try_for_each(|id| customers::remove_card(conn, CustomerId(id)))?;
            drop_empty(conn, first.0, last.0)
        }
        Past::SpeedDial(rows) => topics::dialling::write_speed_dial(conn, &rows),
        Past::Place { digits, kept } => topics::places::write(conn, &digits, kept.as_ref()),
        Past::Places(rows) => rows
            .iter()
            .try_for_each(|(digits, kept)| topics::places::write(conn, digits, kept.as_ref())),
    }
}
