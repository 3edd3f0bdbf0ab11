//! The operations themselves, one method each: one transaction, journalled, saying what changed.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId, RecordingId};
use crate::call::record::{CallRecord, Outcome, Recording, RecordingState};
use crate::call::worklist::task::CallWork;
use crate::crm::cards::CardEdit;
use crate::crm::cards::part::three_way;
use crate::crm::customer::Customer;
use crate::store::customers::{Rows, insert_new};
use crate::store::error::{Result, StoreError};
use crate::store::journal::{self, Past, Tie};
use crate::store::office::cards::{Found, Growing, settle, tie_newest, write_tags};
use crate::store::operation::{Act, Changes, Deed, Receipt, Who};
use crate::store::{Store, calls, customers, recordings, tasks};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};
use std::time::Duration;

/// Cards that are written together, of many.
const TOGETHER: usize = 5_000;

fn without_ids(mut card: Customer) -> Customer {
    card.id = None;
    card.numbers.iter_mut().for_each(|entry| entry.id = None);
    card
}

/// Writes new cards (one at least); gives the first and the last of their ids.
fn insert_together(
    tx: &Connection,
    cards: &[Customer],
    growing: &mut Growing,
) -> Result<(CustomerId, CustomerId)> {
    let rows = cards.iter().map(Rows::of).collect::<Result<Vec<_>>>()?;
    let pairs: Vec<(&Rows, &Customer)> = rows.iter().zip(cards).collect();
    let first = insert_new(tx, &pairs)?;
    let ids: Vec<_> = (first.0..).map(CustomerId).zip(cards).map(|(id, _)| Some(id)).collect();
    let mut found = Found::default();
    for (place, (card, id)) in cards.iter().zip(ids.iter().flatten()).enumerate() {
        write_tags(tx, *id, &card.tags)?;
        found.add(card, place);
    }
    found.sort();
    growing.take(&ids, &found);
    Ok((first, ids.last().copied().flatten().unwrap_or(first)))
}

impl Store {
    /// A call has begun: it is in the log from now on, whatever happens next.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn open_call(&mut self, act: &Act, record: &CallRecord) -> Result<Receipt> {
        self.put_call(act, "open_call", record)
    }

    /// A call has changed. A call that is not there yet is inserted.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn update_call(&mut self, act: &Act, record: &CallRecord) -> Result<Receipt> {
        self.put_call(act, "update_call", record)
    }

    /// A call has ended.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn close_call(&mut self, act: &Act, record: &CallRecord) -> Result<Receipt> {
        self.put_call(act, "close_call", record)
    }

    /// Inserts many calls that have ended, with what people did with them, in one transaction: a log brought from elsewhere.
    ///
    /// # Errors
    /// When they cannot be written; then none of them is.
    pub fn import_calls(
        &mut self,
        act: &Act,
        records: impl IntoIterator<Item = (CallRecord, CallWork)>,
    ) -> Result<Receipt> {
        self.transact_many("importing calls", |tx| {
            let mut count = 0_u32;
            for (record, work) in records {
                calls::write_record(tx, &record)?;
                if !record.note.is_empty() {
                    calls::write_note(tx, record.id, &record.note)?;
                }
                calls::index(tx, &record)?;
                tasks::write_work(tx, act, record.id, &work)?;
                count += 1;
            }
            if count == 0 {
                return Ok(receipt(Changes::default()));
            }
            journal::write(tx, act, "import_calls", &count.to_string(), None, None)?;
            Ok(receipt(Changes::CALLS))
        })
    }

    fn put_call(&mut self, act: &Act, operation: &str, record: &CallRecord) -> Result<Receipt> {
        self.transact("saving a call", |tx| {
            put_call(tx, act, operation, record)?;
            Ok(receipt(Changes::CALLS))
        })
    }

    /// A person wrote a note on a call. Saves that follow each other within a minute are one change to undo.
    ///
    /// # Errors
    /// `NotFound` when there is no such call; when it cannot be written.
    pub fn save_call_note(&mut self, act: &Act, call: CallId, text: &str) -> Result<Receipt> {
        self.transact("saving a note", |tx| {
            let mut record = existing_call(tx, call)?;
            if record.note == text {
                return Ok(receipt(Changes::default()));
            }
            let before = Past::Note { call, text: std::mem::take(&mut record.note) };
            calls::write_note(tx, call, text)?;
            text.clone_into(&mut record.note);
            calls::index(tx, &record)?;
            if act.who == Who::Program || !journal::extend_note(tx, act, call, text)? {
                let after = Past::Note { call, text: text.to_owned() };
                let subject = calls::title(&record);
                journal::write_undoable(
                    tx,
                    act,
                    "save_call_note",
                    &subject,
                    &before,
                    Some(&after),
                )?;
            }
            Ok(receipt(by(act, Changes::CALLS)))
        })
    }

    /// A missed call was dealt with (or, `false`, not).
    ///
    /// # Errors
    /// `NotFound` when there is no such call; when it cannot be written.
    pub fn mark_handled(&mut self, act: &Act, call: CallId, handled: bool) -> Result<Receipt> {
        self.transact("marking a call", |tx| {
            let record = existing_call(tx, call)?;
            if record.handled == handled {
                return Ok(receipt(Changes::default()));
            }
            let done = tasks::done(tx, call)?;
            write_handled(tx, call, handled)?;
            if handled {
                tasks::write_done(tx, call, &tasks::dismissed(act))?;
            }
            let before = Past::Handled { call, handled: record.handled, done };
            let after = Past::Handled { call, handled, done: None };
            let subject = calls::title(&record);
            journal::write_undoable(tx, act, "mark_handled", &subject, &before, Some(&after))?;
            Ok(receipt(by(act, Changes::CALLS)))
        })
    }

    /// Ties a call to a customer, or to none. When a person does it, later updates of the call leave it so.
    ///
    /// # Errors
    /// `NotFound` when there is no such call or customer; when it cannot be written.
    pub fn assign_customer(
        &mut self,
        act: &Act,
        call: CallId,
        customer: Option<CustomerId>,
    ) -> Result<Receipt> {
        self.transact("choosing the customer of a call", |tx| {
            let record = existing_call(tx, call)?;
            if let Some(id) = customer
                && !customers::exists(tx, id)?
            {
                return Err(StoreError::not_found(format_args!("customer {id}")));
            }
            let before = tie(tx, call)?;
            let after = Tie { call, customer, chosen: act.who != Who::Program };
            if before == after {
                return Ok(receipt(Changes::default()));
            }
            write_tie(tx, &after)?;
            // The program's own guess stands in the call's row and overrules nobody: nothing to account for.
            if act.who != Who::Program {
                let (before, after) = (Past::Tie(before), Past::Tie(after));
                let subject = calls::title(&record);
                journal::write_undoable(
                    tx,
                    act,
                    "assign_customer",
                    &subject,
                    &before,
                    Some(&after),
                )?;
            }
            Ok(receipt(by(act, Changes { customers: true, ..Changes::CALLS })))
        })
    }

    /// Creates (`id` is `None`) or changes a card; `for_call` is tied to it.
    ///
    /// # Errors
    /// `NotFound` when the card has an id that does not exist (any more), or there is no such call; when it cannot be
    /// written.
    pub fn save_customer(
        &mut self,
        act: &Act,
        customer: &Customer,
        for_call: Option<CallId>,
    ) -> Result<Receipt> {
        self.transact("saving a customer", |tx| put_card(tx, act, customer, for_call))
    }

    /// Changes a card as somebody edited it. Parts that he left alone stay as they are by now; where both changed the
    /// same part otherwise nothing is written and the answer says so.
    ///
    /// # Errors
    /// As [`Store::save_customer`].
    pub fn edit_customer(&mut self, act: &Act, edit: &CardEdit) -> Result<Receipt> {
        let Some(id) = edit.card.id else {
            return self.save_customer(act, &edit.card, edit.for_call);
        };
        self.transact("saving a customer", |tx| {
            let stored = existing_card(tx, id)?;
            let (together, conflicts) = three_way(&edit.base, &edit.card, &stored);
            if conflicts.is_empty() {
                return put_card(tx, act, &together, edit.for_call);
            }
            let changes = Changes { customers: true, ..Changes::default() };
            Ok(Receipt { changes, deed: Deed::CardConflict(id) })
        })
    }

    /// Deletes a card with its numbers. Its calls stay, tied to nobody.
    ///
    /// # Errors
    /// `NotFound` when there is no such card; when it cannot be written.
    pub fn delete_customer(&mut self, act: &Act, id: CustomerId) -> Result<Receipt> {
        self.transact("deleting a customer", |tx| {
            let card = existing_card(tx, id)?;
            let ties = ties_of(tx, id)?;
            customers::remove_card(tx, id)?;
            let name = customers::title(&card);
            let before = Past::Deleted { card: Box::new(card), ties };
            journal::write_undoable(tx, act, "delete_customer", &name, &before, None)?;
            let changes = by(act, Changes { customers: true, ..Changes::CALLS });
            Ok(Receipt { changes, deed: Deed::CustomerDeleted(name) })
        })
    }

    /// Inserts many new cards in one transaction; ids in them are ignored. One undo takes all of them away.
    ///
    /// # Errors
    /// When they cannot be written; then none of them is.
    pub fn import_customers(
        &mut self,
        act: &Act,
        cards: impl IntoIterator<Item = Customer>,
    ) -> Result<Receipt> {
        self.transact_many("importing customers", |tx| {
            let mut ids: Option<(CustomerId, CustomerId)> = None;
            let mut growing = Growing::default();
            let mut cards = cards.into_iter();
            loop {
                let some: Vec<Customer> = cards.by_ref().take(TOGETHER).map(without_ids).collect();
                if some.is_empty() {
                    break;
                }
                let written = insert_together(tx, &some, &mut growing)?;
                ids = Some((ids.map_or(written.0, |(first, _)| first), written.1));
            }
            settle(tx, &mut growing)?;
            let Some((first, last)) = ids else { return Ok(receipt(Changes::default())) };
            let past = Past::Imported { first, last };
            let count = (last.0 - first.0 + 1).to_string();
            journal::write_undoable(tx, act, "import_customers", &count, &past, Some(&past))?;
            Ok(receipt(by(act, Changes { customers: true, ..Changes::default() })))
        })
    }

    /// A recording file was opened.
    ///
    /// # Errors
    /// `NotFound` when there is no such call; when it cannot be written.
    pub fn recording_begun(
        &mut self,
        act: &Act,
        call: CallId,
        path: &str,
        starts_at: Duration,
    ) -> Result<Receipt> {
        let (lasted, state) = (Duration::ZERO, RecordingState::Writing);
        self.put_recording(act, "recording_begun", call, path, Some(starts_at), (lasted, state))
    }

    /// A recording file is complete.
    ///
    /// # Errors
    /// `NotFound` when there is no such call; when it cannot be written.
    pub fn recording_finished(
        &mut self,
        act: &Act,
        call: CallId,
        path: &str,
        lasted: Duration,
    ) -> Result<Receipt> {
        let end = (lasted, RecordingState::Done);
        self.put_recording(act, "recording_finished", call, path, None, end)
    }

    /// A recording ended early: `Partial` when something is there to play, else `Missing`.
    ///
    /// # Errors
    /// `NotFound` when there is no such call; when it cannot be written.
    pub fn recording_failed(
        &mut self,
        act: &Act,
        call: CallId,
        path: &str,
        lasted: Duration,
        state: RecordingState,
    ) -> Result<Receipt> {
        self.put_recording(act, "recording_failed", call, path, None, (lasted, state))
    }

    fn put_recording(
        &mut self,
        act: &Act,
        operation: &str,
        call: CallId,
        path: &str,
        starts_at: Option<Duration>,
        (lasted, state): (Duration, RecordingState),
    ) -> Result<Receipt> {
        self.transact("saving a recording's row", |tx| {
            existing_call(tx, call)?;
            let before = recordings::by_path(tx, path)?;
            if starts_at.is_some() {
                recordings::no_longer_awaited(tx, call)?;
            }
            let known = before.as_ref().map(|row| row.starts_at);
            let starts_at = starts_at.or(known).unwrap_or_default();
            let path = path.to_owned();
            let row =
                Recording { id: RecordingId::default(), call, path, starts_at, lasted, state };
            let row = recordings::write(tx, &row)?;
            let before = before.map(serde_json::to_value).transpose()?;
            let after = Some(serde_json::to_value(&row)?);
            journal::write(tx, act, operation, &row.path, before, after)?;
            Ok(Receipt { changes: Changes::CALLS, deed: Deed::Recording(row) })
        })
    }

    /// Keeps these settings (key, JSON value). Keys not named stay. Journalled, but outside undo: a setting is put
    /// back where it was changed.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn save_settings(&mut self, act: &Act, rows: &[(String, String)]) -> Result<Receipt> {
        self.transact("saving settings", |tx| {
            let mut before = serde_json::Map::new();
            let mut after = serde_json::Map::new();
            for (key, value) in rows {
                let old: Option<String> = tx
                    .prepare_cached("SELECT value FROM settings WHERE key = ?1")?
                    .query_row([key], |row| row.get(0))
                    .optional()?;
                if old.as_ref() == Some(value) {
                    continue;
                }
                tx.prepare_cached(
                    "INSERT INTO settings (key, value) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                )?
                .execute(params![key, value])?;
                before.insert(key.clone(), old.map_or(Value::Null, Value::String));
                after.insert(key.clone(), Value::String(value.clone()));
            }
            if after.is_empty() {
                return Ok(receipt(Changes::default()));
            }
            let subject = after.keys().cloned().collect::<Vec<_>>().join(" ");
            let (before, after) = (Value::Object(before), Value::Object(after));
            journal::write(tx, act, "save_settings", &subject, Some(before), Some(after))?;
            Ok(receipt(Changes { settings: true, ..Changes::default() }))
        })
    }
}

/// Writes a card and ties the call to it.
fn put_card(
    tx: &Connection,
    act: &Act,
    customer: &Customer,
    for_call: Option<CallId>,
) -> Result<Receipt> {
    let before = customer.id.map(|id| existing_card(tx, id)).transpose()?;
    let id = match customer.id {
        Some(id) => {
            customers::replace_card(tx, id, customer)?;
            id
        }
        None => customers::insert_card(tx, customer)?,
    };
    let old_tie = for_call.map(|call| tie(tx, call)).transpose()?;
    if let Some(call) = for_call {
        write_tie(tx, &Tie { call, customer: Some(id), chosen: true })?;
    }
    let card = customers::card(tx, id)?.map(Box::new);
    let subject = card.as_deref().map(customers::title).unwrap_or_default();
    let new_tie = for_call.map(|call| Tie { call, customer: Some(id), chosen: true });
    let before = Past::Card { id, card: before.map(Box::new), tie: old_tie };
    let after = Past::Card { id, card, tie: new_tie };
    if before != after {
        journal::write_undoable(tx, act, "save_customer", &subject, &before, Some(&after))?;
        tie_newest(tx, id)?;
    }
    let changes = by(act, Changes { customers: true, ..Changes::CALLS });
    Ok(Receipt { changes, deed: Deed::CustomerSaved(id, for_call) })
}

/// Writes a record. Its beginning and its end are journalled; what lies between is the timeline's own history. A call is
/// findable by words from its end on.
pub(super) fn put_call(
    conn: &Connection,
    act: &Act,
    operation: &str,
    record: &CallRecord,
) -> Result<()> {
    let is_new = !calls::exists(conn, record.id)?;
    calls::write_record(conn, record)?;
    if is_new && !record.note.is_empty() {
        calls::write_note(conn, record.id, &record.note)?;
    }
    if record.outcome != Outcome::Open {
        calls::index(conn, &existing_call(conn, record.id)?)?;
    }
    if operation == "update_call" && !is_new {
        return Ok(());
    }
    let subject = calls::title(record);
    let after = match record.outcome {
        // The subject of a call without a number is its id.
        Outcome::Open => record.number.is_some().then(|| json!({ "call": record.id })),
        outcome => Some(json!({ "call": record.id, "outcome": outcome })),
    };
    journal::write(conn, act, operation, &subject, None, after)
}

/// A missed call that waits again forgets how it was dealt with.
pub(super) fn write_handled(conn: &Connection, call: CallId, handled: bool) -> Result<()> {
    conn.prepare_cached("UPDATE calls SET handled = ?2 WHERE id = ?1")?
        .execute(params![call.0, handled])?;
    if !handled {
        tasks::forget_done(conn, call)?;
    }
    Ok(())
}

/// Ties as told; a customer that is gone ties to nobody.
pub(super) fn write_tie(conn: &Connection, tie: &Tie) -> Result<()> {
    conn.prepare_cached(
        "UPDATE calls SET customer_id = (SELECT id FROM customers WHERE id = ?2), customer_chosen = ?3
         WHERE id = ?1",
    )?
    .execute(params![tie.call.0, tie.customer.map(|id| id.0), tie.chosen])?;
    Ok(())
}

fn tie(conn: &Connection, call: CallId) -> Result<Tie> {
    conn.prepare_cached("SELECT customer_id, customer_chosen FROM calls WHERE id = ?1")?
        .query_row([call.0], |row| {
            let customer = row.get::<_, Option<i64>>(0)?.map(CustomerId);
            Ok(Tie { call, customer, chosen: row.get(1)? })
        })
        .optional()?
        .ok_or_else(|| StoreError::not_found(format_args!("call {call}")))
}

fn ties_of(conn: &Connection, customer: CustomerId) -> Result<Vec<Tie>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, customer_chosen FROM calls WHERE customer_id = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([customer.0], |row| {
        Ok(Tie { call: CallId(row.get(0)?), customer: Some(customer), chosen: row.get(1)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn existing_call(conn: &Connection, id: CallId) -> Result<CallRecord> {
    calls::head(conn, id)?.ok_or_else(|| StoreError::not_found(format_args!("call {id}")))
}

fn existing_card(conn: &Connection, id: CustomerId) -> Result<Customer> {
    customers::card(conn, id)?.ok_or_else(|| StoreError::not_found(format_args!("customer {id}")))
}

pub(super) fn receipt(changes: Changes) -> Receipt {
    Receipt { changes, deed: Deed::Done }
}

pub(super) fn by(act: &Act, changes: Changes) -> Changes {
    changes.with_undo(act.who != Who::Program)
}
