//! SQLite and nothing but: one file, named operations that are each one journalled transaction, and readers beside
//! the one writer. The only layer that names rusqlite. It decides nothing and reads no clock: who and when are
//! arguments. May depend on `base`, `crm`, `call`.
//!
//! [`Store`] writes (and is owned by the `store` thread of [`service`]), [`reader::Reader`] answers.

mod backlog;
mod calls;
mod change;
mod customers;
pub mod error;
mod file;
mod journal;
mod log;
mod lookup;
pub mod migrate;
pub mod office;
pub mod operation;
mod pack;
mod promises;
pub mod reader;
mod reading;
mod recordings;
mod recover;
mod search;
pub mod service;
mod sight;
mod tasks;
mod timeline;
pub mod topics;
mod undo;

use crate::base::clock::Stamp;
use crate::crm::staff::sight::Sight;
use crate::store::error::{Result, StoreError};
use crate::store::operation::{Act, Deed, Op, Receipt, Undoable};
use crate::store::reader::Reader;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The writing end of a data file. While it lives no other copy of the program can open the file for writing.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    /// Whose guards stand on the connection.
    guarded: Option<Arc<Sight>>,
    /// Held, never read: the operating system lets go of it when the process ends.
    _lock: File,
}

/// What opening the file brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opened {
    /// The file was new.
    pub created: bool,
    /// The file had this older version and was brought up to date.
    pub migrated_from: Option<u32>,
    /// The copy that was made before that.
    pub backup: Option<PathBuf>,
}

impl Store {
    /// Opens the data file, creating it (and its folder) when it is not there. `now` names the backup.
    /// Costs the same for any size of file.
    ///
    /// # Errors
    /// `Newer`, `Corrupt`, `ReadOnly`, `Locked`, `Full`, `Io`, `Failed`: the text names the file and what to do. A file
    /// that is refused is left as it is.
    pub fn open(path: &Path, now: Stamp) -> Result<(Self, Opened)> {
        let (conn, lock, migrated) = file::open_for_writing(path, now)?;
        let opened = Opened {
            created: migrated.created,
            migrated_from: migrated.from,
            backup: migrated.backup,
        };
        Ok((Self { conn, path: path.to_owned(), guarded: None, _lock: lock }, opened))
    }

    /// While a file is being filled that is thrown away unless it becomes whole, nothing waits for the disk; `false` writes
    /// everything down, and from then on each operation waits again.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn set_hurry(&mut self, on: bool) -> Result<()> {
        self.conn.pragma_update(None, "synchronous", if on { "off" } else { "full" })?;
        if !on {
            self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A reading connection to the same file.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn reader(&self) -> Result<Reader> {
        Reader::open(&self.path)
    }

    /// Carries out one operation. Each has a method of its own name as well.
    ///
    /// # Errors
    /// Whatever the operation may fail with; nothing of it is then stored.
    pub fn carry_out(&mut self, act: &Act, op: &Op) -> Result<Receipt> {
        let receipt = self.done(act, op)?;
        if receipt.deed != Deed::Done || !receipt.changes.undo {
            return Ok(receipt);
        }
        // It is done whether or not it can be told how to take it back.
        let name = act.who.to_string();
        let mine = act.sight.is_some().then_some(name.as_str());
        let newest = journal::newest_undoable(&self.conn, mine).ok().flatten();
        let taken = newest.map(|(_, undoable, _)| undoable).filter(Undoable::takes_away);
        Ok(match taken {
            Some(undoable) => Receipt { deed: Deed::TakenAway(undoable), ..receipt },
            None => receipt,
        })
    }

    fn done(&mut self, act: &Act, op: &Op) -> Result<Receipt> {
        self.set_guards(act)?;
        match op {
            Op::OpenCall(record) => self.open_call(act, record),
            Op::UpdateCall(record) => self.update_call(act, record),
            Op::CloseCall(record) => self.close_call(act, record),
            Op::SaveCallNote(call, text) => self.save_call_note(act, *call, text),
            Op::MarkHandled(call, handled) => self.mark_handled(act, *call, *handled),
            Op::AssignCustomer(call, customer) => self.assign_customer(act, *call, *customer),
            Op::SaveCustomer(customer, call) => self.save_customer(act, customer, *call),
            Op::DeleteCustomer(id) => self.delete_customer(act, *id),
            Op::Undo => self.undo(act),
            Op::RecordingBegun { call, path, starts_at } => {
                self.recording_begun(act, *call, path, *starts_at)
            }
            Op::RecordingFinished { call, path, lasted } => {
                self.recording_finished(act, *call, path, *lasted)
            }
            Op::RecordingFailed { call, path, lasted, state } => {
                self.recording_failed(act, *call, path, *lasted, *state)
            }
            Op::SaveSettings(rows) => self.save_settings(act, rows),
            Op::Recording(op) => self.recordings(act, op),
            Op::Dial(op) => self.dialling(act, op),
            Op::Firewall(op) => self.firewall(act, op),
            Op::Work(op) => self.worklist(act, op),
            Op::Place(op) => self.places(act, op),
            Op::Statistics(op) => self.statistics(act, op),
            Op::Upkeep(op) => self.upkeep(act, op),
            Op::Office(op) => self.office(act, op),
        }
    }

    /// Guards stand for whoever acts; the program acts for nobody and is let through. The set of guards changes when another
    /// person does.
    fn set_guards(&mut self, act: &Act) -> Result<()> {
        if act.sight.is_some() && act.sight != self.guarded {
            sight::guard(&self.conn, act.sight.as_deref())?;
            self.guarded.clone_from(&act.sight);
        }
        if self.guarded.is_some() {
            sight::turn_guards(&self.conn, act.sight.is_some())?;
        }
        Ok(())
    }

    /// As [`Store::transact`], for a change of very many rows.
    fn transact_many<T>(
        &mut self,
        during: &str,
        change: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.conn.pragma_update(None, "cache_size", file::IMPORT_CACHE)?;
        let done = self.transact(during, change);
        self.conn.pragma_update(None, "cache_size", file::WRITER_CACHE)?;
        done
    }

    /// Runs `change` in one transaction; an error undoes all of it.
    fn transact<T>(
        &mut self,
        during: &str,
        change: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let begin = |conn: &mut Connection| -> Result<T> {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let out = change(&tx)?;
            tx.commit()?;
            Ok(out)
        };
        begin(&mut self.conn).map_err(|error: StoreError| error.during(during))
    }
}
