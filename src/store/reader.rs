//! Questions to the store, on a connection of their own that cannot write and never waits for the writer (WAL).
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId, RecordingId};
use crate::base::number::PhoneNumber;
pub use crate::call::record::CallFilter;
use crate::call::record::{CallSummary, Recording};
use crate::crm::customer::{Candidate, Customer, CustomerSummary};
use crate::store::error::{Result, StoreError};
use crate::store::operation::Undoable;
use crate::store::search::Needle;
use crate::store::{calls, customers, file, journal, lookup, recordings};
use rusqlite::{Connection, InterruptHandle, Row, params};
use std::path::Path;

/// Calls a card shows.
const CARD_CALLS: u32 = 200;

/// The rows a filter lets through.
fn condition(filter: CallFilter) -> &'static str {
    match filter {
        CallFilter::All => "true",
        CallFilter::Incoming => "c.direction = 'incoming' AND c.answered_after_nanos IS NOT NULL",
        CallFilter::Outgoing => "c.direction = 'outgoing'",
        CallFilter::Missed => "c.outcome = 'missed'",
        CallFilter::ToDo => "c.outcome = 'missed' AND c.handled = 0",
    }
}

/// The top of the log, as the snapshot shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recent {
    /// Newest first.
    pub calls: Vec<CallSummary>,
    /// Missed and not dealt with.
    pub missed_open: u32,
    /// The newest undoable change.
    pub undo: Option<String>,
}

/// A reading connection.
#[derive(Debug)]
pub struct Reader {
    pub(super) conn: Connection,
}

impl Reader {
    /// Opens the data file for reading. The file must exist and be of the present version.
    ///
    /// # Errors
    /// `NotFound`, `Corrupt`, `ReadOnly`, `Io`: the text names the file and what to do.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self { conn: file::open_for_reading(path)? })
    }

    /// Stops a question that is being answered on another thread; it fails and can be asked again.
    pub(super) fn interrupter(&self) -> InterruptHandle {
        self.conn.get_interrupt_handle()
    }

    /// Customers the number may belong to, best first, at most `limit`. `home_area` as in `crm::matching::compare`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn match_number(
        &self,
        number: &PhoneNumber,
        home_area: &str,
        limit: usize,
    ) -> Result<Vec<Candidate>> {
        lookup::candidates(&self.conn, number, home_area, limit)
    }

    /// The newest `limit` calls, what is to do and what can be undone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recent(&self, limit: u32) -> Result<Recent> {
        let (calls, missed_open, undo) = self.at_once(|| {
            let calls = self.page(CallFilter::All, 0, limit)?;
            Ok((calls, self.missed_open()?, self.newest_undo()?))
        })?;
        Ok(Recent { calls, missed_open, undo: undo.map(|undo| undo.to_string()) })
    }

    /// Missed calls nobody has dealt with.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn missed_open(&self) -> Result<u32> {
        self.count(CallFilter::ToDo)
    }

    /// Calls, newest first, and how many there are in all. `text` is part of a number, name, company or note (empty:
    /// every call); with a text, no more than 2,000 are counted.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn calls(
        &self,
        filter: CallFilter,
        text: &str,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<CallSummary>, u32)> {
        self.at_once(|| match Needle::parse(text) {
            None => Ok((self.page(filter, offset, limit)?, self.count(filter)?)),
            Some(needle) => {
                let ids = self.only(filter, needle.calls(&self.conn)?)?;
                let shown = slice(&ids, offset, limit).iter();
                let found = shown.map(|id| self.summary(*id)).collect::<Result<Vec<_>>>()?;
                Ok((found.into_iter().flatten().collect(), count(ids.len())))
            }
        })
    }

    /// One call with its timeline.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn call(&self, id: CallId) -> Result<Option<CallSummary>> {
        self.at_once(|| {
            let Some(mut found) = self.summary(id)? else { return Ok(None) };
            found.record.timeline = calls::timeline(&self.conn, id)?;
            Ok(Some(found))
        })
    }

    /// Customers by name, and how many there are in all. `text` is part of a name, company, number or address (empty:
    /// every customer); with a text, no more than 2,000 are counted.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn customers(
        &self,
        text: &str,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<CustomerSummary>, u32)> {
        self.at_once(|| {
            let (ids, total) = match Needle::parse(text) {
                None => self.customer_page(offset, limit)?,
                Some(needle) => {
                    let ids = needle.customers(&self.conn)?;
                    (slice(&ids, offset, limit).to_vec(), count(ids.len()))
                }
            };
            let found = ids.into_iter().map(|id| self.customer_summary(id));
            Ok((found.collect::<Result<Vec<_>>>()?, total))
        })
    }

    /// One card with its newest calls, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn customer(&self, id: CustomerId) -> Result<Option<(Customer, Vec<CallSummary>)>> {
        self.at_once(|| {
            let Some(card) = customers::card(&self.conn, id)? else { return Ok(None) };
            let mut statement = self.conn.prepare_cached(
                "SELECT id FROM calls WHERE customer_id = ?1
                 ORDER BY started_utc_millis DESC, id DESC LIMIT ?2",
            )?;
            let ids = statement
                .query_map(params![id.0, CARD_CALLS], |row| Ok(CallId(row.get(0)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let calls = ids.into_iter().map(|id| self.summary(id));
            let calls = calls.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
            Ok(Some((card, calls)))
        })
    }

    /// Settings as key and JSON value.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn settings(&self) -> Result<Vec<(String, String)>> {
        let mut statement = self.conn.prepare_cached("SELECT key, value FROM settings")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The newest change that can be undone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn newest_undo(&self) -> Result<Option<Undoable>> {
        Ok(journal::newest_undoable(&self.conn)?.map(|(_, undoable, _)| undoable))
    }

    /// The greatest call id ever given; the engine counts on from it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn max_call_id(&self) -> Result<Option<CallId>> {
        let id: Option<i64> =
            self.conn.query_row("SELECT max(id) FROM calls", [], |row| row.get(0))?;
        Ok(id.map(CallId))
    }

    /// One recording.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recording(&self, id: RecordingId) -> Result<Option<Recording>> {
        recordings::by_id(&self.conn, id)
    }

    /// Several statements over one state of the file.
    pub(super) fn at_once<T>(&self, read: impl FnOnce() -> Result<T>) -> Result<T> {
        let tx = self.conn.unchecked_transaction()?;
        let out = read();
        tx.finish()?;
        out
    }

    fn page(&self, filter: CallFilter, offset: u32, limit: u32) -> Result<Vec<CallSummary>> {
        let sql = format!(
            "SELECT c.id FROM calls c WHERE {}
             ORDER BY c.started_utc_millis DESC, c.id DESC LIMIT ?1 OFFSET ?2",
            condition(filter)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let ids = statement
            .query_map([limit, offset], |row| Ok(CallId(row.get(0)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let found = ids.into_iter().map(|id| self.summary(id)).collect::<Result<Vec<_>>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    fn count(&self, filter: CallFilter) -> Result<u32> {
        let sql = format!("SELECT count(*) FROM calls c WHERE {}", condition(filter));
        Ok(self.conn.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
    }

    fn only(&self, filter: CallFilter, ids: Vec<CallId>) -> Result<Vec<CallId>> {
        if filter == CallFilter::All {
            return Ok(ids);
        }
        let sql = format!("SELECT 1 FROM calls c WHERE c.id = ?1 AND {}", condition(filter));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut kept = Vec::new();
        for id in ids {
            if statement.exists([id.0])? {
                kept.push(id);
            }
        }
        Ok(kept)
    }

    fn summary(&self, id: CallId) -> Result<Option<CallSummary>> {
        let sql = format!(
            "SELECT {}, k.name, k.company FROM calls c
             LEFT JOIN call_notes n ON n.call_id = c.id
             LEFT JOIN customers k ON k.id = c.customer_id WHERE c.id = ?1",
            calls::COLUMNS
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let record = calls::row_to_record(row)?;
        let party = match customer_name(row)? {
            Some(name) => name,
            None => calls::burst_name(&self.conn, &record)?,
        };
        let recordings = recordings::of_call(&self.conn, id)?;
        Ok(Some(CallSummary { record, party, recordings }))
    }

    fn customer_page(&self, offset: u32, limit: u32) -> Result<(Vec<CustomerId>, u32)> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT id FROM customers ORDER BY name, company LIMIT ?1 OFFSET ?2")?;
        let ids = statement
            .query_map([limit, offset], |row| Ok(CustomerId(row.get(0)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let total = self
            .conn
            .prepare_cached("SELECT count(*) FROM customers")?
            .query_row([], |row| row.get(0))?;
        Ok((ids, total))
    }

    fn customer_summary(&self, id: CustomerId) -> Result<CustomerSummary> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, name, company, class,
                 coalesce((SELECT number FROM contact_numbers WHERE customer_id = ?1
                           ORDER BY position LIMIT 1), ''),
                 (SELECT max(started_utc_millis) FROM calls WHERE customer_id = ?1)
             FROM customers WHERE id = ?1",
        )?;
        statement
            .query_row([id.0], |row| {
                Ok(CustomerSummary {
                    id: CustomerId(row.get(0)?),
                    name: row.get(1)?,
                    company: row.get(2)?,
                    class: row.get(3)?,
                    number: PhoneNumber::new(row.get::<_, String>(4)?),
                    last_contact_utc_millis: row.get(5)?,
                })
            })
            .map_err(StoreError::from)
    }
}

/// The customer's name, else its company; `None`: the call is tied to nobody (or to a card without a name).
fn customer_name(row: &Row<'_>) -> rusqlite::Result<Option<String>> {
    let name: Option<String> = row.get(calls::COLUMN_COUNT)?;
    let company: Option<String> = row.get(calls::COLUMN_COUNT + 1)?;
    let filled = |text: &String| !text.trim().is_empty();
    Ok(name.filter(filled).or(company.filter(filled)))
}

fn slice<T>(all: &[T], offset: u32, limit: u32) -> &[T] {
    let from = usize::try_from(offset).unwrap_or(usize::MAX).min(all.len());
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    &all[from..from.saturating_add(most).min(all.len())]
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
