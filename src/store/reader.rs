//! Questions to the store, on a connection of their own that cannot write and never waits for the writer (WAL).
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId, RecordingId};
use crate::base::number::PhoneNumber;
pub use crate::call::record::CallFilter;
use crate::call::record::{CallSummary, Recording};
use crate::call::worklist::log::{LogOrder, LogPage, LogQuestion};
use crate::call::worklist::promise::Promise;
use crate::crm::customer::{Candidate, Customer, CustomerSummary};
use crate::crm::staff::sight::Sight;
use crate::store::error::{Result, StoreError};
use crate::store::log::ahead::Ahead;
use crate::store::log::summary::Summaries;
use crate::store::log::{Found, blocks};
use crate::store::office::cards::{Sorted, by_text};
use crate::store::operation::Undoable;
use crate::store::search::Needle;
use crate::store::{calls, customers, file, journal, log, lookup, promises, recordings, sight};
use rusqlite::{Connection, InterruptHandle, params};
use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Calls a card shows.
const CARD_CALLS: u32 = 200;

/// Calls from which on a file is too big to be at hand whole.
const BIG: i64 = 1_000_000;
/// The newest so many calls are at hand.
const NEAR: i64 = 20_000;
/// Promises the desk keeps in sight.
const PROMISES: u32 = 200;

/// Calls that are looked for at first, more than a page, so that the list can be scrolled.
const LOOKED_AHEAD: usize = 300;

/// The top of the log, as the snapshot shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recent {
    /// Newest first.
    pub calls: Vec<CallSummary>,
    /// Missed and not dealt with.
    pub missed_open: u32,
    /// The newest undoable change.
    pub undo: Option<String>,
    /// Promises not yet kept, soonest first.
    pub promises: Vec<Promise>,
}

/// The answer to the question asked last: its pages are shown one after the other.
#[derive(Debug)]
struct Answered {
    question: LogQuestion,
    version: i64,
    found: Found,
}

/// A reading connection.
#[derive(Debug)]
pub struct Reader {
    pub(in crate::store) conn: Connection,
    answered: RefCell<Option<Answered>>,
    sorted: Sorted,
    sight: RefCell<Option<Arc<Sight>>>,
    path: PathBuf,
    /// Fetches rows of a big file side by side; started when first needed. Inside `None`: it cannot be.
    ahead: OnceCell<Option<Ahead>>,
}

impl Reader {
    /// Opens the data file for reading. The file must exist and be of the present version.
    ///
    /// # Errors
    /// `NotFound`, `Corrupt`, `ReadOnly`, `Io`: the text names the file and what to do.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self {
            conn: file::open_for_reading(path)?,
            answered: RefCell::default(),
            sorted: Sorted::default(),
            sight: RefCell::default(),
            path: path.to_owned(),
            ahead: OnceCell::new(),
        })
    }

    /// From now on answers hold only what these eyes may see; `None`: everything.
    ///
    /// # Errors
    /// When the file cannot be read; nothing is answered then that should not be.
    pub fn look_as(&self, sight: Option<Arc<Sight>>) -> Result<()> {
        if *self.sight.borrow() == sight {
            return Ok(());
        }
        self.answered.replace(None);
        self.sorted.forget();
        sight::look_as(&self.conn, sight.as_deref())?;
        self.sight.replace(sight);
        Ok(())
    }

    /// The list of customers that was put in order last.
    pub(in crate::store) fn sorted(&self) -> &Sorted {
        &self.sorted
    }

    /// Whose eyes answers are for.
    pub(in crate::store) fn sight(&self) -> Option<Arc<Sight>> {
        self.sight.borrow().clone()
    }

    fn is_narrow(&self) -> bool {
        self.sight.borrow().is_some()
    }

    /// The connection, for the questions of a topic.
    pub(in crate::store) fn connection(&self) -> &Connection {
        &self.conn
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
        self.at_once(|| {
            let undo = self.newest_undo()?.map(|undo| undo.to_string());
            let promises = promises::open(&self.conn, PROMISES)?;
            let calls = self.page(CallFilter::All, 0, limit)?;
            Ok(Recent { calls, missed_open: self.missed_open()?, undo, promises })
        })
    }

    /// Missed calls nobody has dealt with.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn missed_open(&self) -> Result<u32> {
        self.chip_total(CallFilter::ToDo)
    }

    /// Calls, newest first, and how many there are in all. `text` is part of a number, name, company or note (empty:
    /// every call); with a text, calls are counted as far as they were looked for ([`Reader::log`] says how far).
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
        let question = LogQuestion { filter, text: text.to_owned(), ..LogQuestion::default() };
        let page = self.log(&question, offset, limit)?;
        Ok((page.rows, page.total))
    }

    /// A page of the log under any question. A plain question knows its total; of any other the calls are looked for as
    /// far as somebody scrolls.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn log(&self, question: &LogQuestion, offset: u32, limit: u32) -> Result<LogPage> {
        self.at_once(|| {
            if Needle::parse(&question.text).is_none() {
                let bare = LogQuestion { text: String::new(), ..question.clone() };
                if bare.is_plain() {
                    return self.plain(&bare, offset, limit);
                }
            }
            let (ids, total, more) = self.found(question, offset, limit)?;
            Ok(LogPage { rows: self.summaries(ids)?, total, more })
        })
    }

    fn plain(&self, question: &LogQuestion, offset: u32, limit: u32) -> Result<LogPage> {
        let total = self.chip_total(question.filter)?;
        let rows = if question.order == LogOrder::Oldest {
            let end = total.saturating_sub(offset);
            let first = end.saturating_sub(limit);
            let mut rows = self.page(question.filter, first, end - first)?;
            rows.reverse();
            rows
        } else {
            self.page(question.filter, offset, limit)?
        };
        Ok(LogPage { rows, total, more: false })
    }

    /// The ids of a page, how many are known, and whether there may be more.
    fn found(
        &self,
        question: &LogQuestion,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<CallId>, u32, bool)> {
        let end = usize::try_from(offset.saturating_add(limit)).unwrap_or(usize::MAX);
        let version = self.conn.pragma_query_value(None, "data_version", |row| row.get(0))?;
        let mut answered = self.answered.borrow_mut();
        let known = answered.as_ref().filter(|known| {
            known.version == version
                && known.question == *question
                && (known.found.complete || known.found.ids.len() > end)
        });
        if known.is_none() {
            // What was known stays known when a call comes in: a list that is scrolled far down does not shrink.
            let same = answered.as_ref().filter(|known| known.question == *question);
            let known = same.map_or(0, |known| known.found.ids.len());
            let want = end.saturating_mul(2).max(known).max(LOOKED_AHEAD);
            let found = log::find(&self.conn, question, want)?;
            *answered = Some(Answered { question: question.clone(), version, found });
        }
        let Some(Answered { found, .. }) = answered.as_ref() else { return Ok((vec![], 0, false)) };
        Ok((slice(&found.ids, offset, limit).to_vec(), count(found.ids.len()), !found.complete))
    }

    /// One call with its timeline.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn call(&self, id: CallId) -> Result<Option<CallSummary>> {
        self.at_once(|| {
            let Some(mut found) = self.summary(id)? else { return Ok(None) };
            let burst = found.record.caller_id.as_ref();
            found.record.timeline = calls::timeline(&self.conn, id, burst)?;
            Ok(Some(found))
        })
    }

    /// Customers by name, and how many there are in all. `text` is part of a name, company, number or address (empty:
    /// every customer), terms apart by commas; with a text, no more than 1,000 are counted.
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
            let (ids, total) = match by_text(&self.conn, text)? {
                None => self.customer_page(offset, limit)?,
                Some(ids) => (slice(&ids, offset, limit).to_vec(), count(ids.len())),
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
            Ok(Some((card, self.summaries(ids)?)))
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
        let sight = self.sight();
        let mine = sight.as_ref().map(|sight| sight.me.as_str());
        Ok(journal::newest_undoable(&self.conn, mine)?.map(|(_, undoable, _)| undoable))
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

    /// Several statements over one state of the file. A question within a question stands in its transaction.
    pub(in crate::store) fn at_once<T>(&self, read: impl FnOnce() -> Result<T>) -> Result<T> {
        if !self.conn.is_autocommit() {
            return read();
        }
        let tx = self.conn.unchecked_transaction()?;
        let out = read();
        tx.finish()?;
        out
    }

    fn page(&self, filter: CallFilter, offset: u32, limit: u32) -> Result<Vec<CallSummary>> {
        let ids = if self.is_narrow() {
            log::page(&self.conn, filter, offset, limit)?
        } else {
            blocks::page(&self.conn, filter, offset, limit)?
        };
        self.fetch_ahead(&ids)?;
        self.summaries(ids)
    }

    /// Has rows of a big file fetched, unless they are the newest, which are at hand.
    fn fetch_ahead(&self, ids: &[CallId]) -> Result<()> {
        let newest = self.max_call_id()?.map_or(0, |id| id.0);
        let is_far = ids.first().is_some_and(|first| newest - first.0 > NEAR);
        if newest > BIG && is_far {
            let ahead = self.ahead.get_or_init(|| Ahead::start(&self.path));
            if let Some(ahead) = ahead {
                ahead.fetch(ids);
            }
        }
        Ok(())
    }

    /// How many calls a chip lets through. Counts of blocks know nothing of who may see what.
    fn chip_total(&self, filter: CallFilter) -> Result<u32> {
        if self.is_narrow() {
            return log::total(&self.conn, filter);
        }
        blocks::total(&self.conn, filter)
    }

    pub(in crate::store) fn summaries(
        &self,
        ids: impl IntoIterator<Item = CallId>,
    ) -> Result<Vec<CallSummary>> {
        let mut summaries = Summaries::of(&self.conn)?;
        ids.into_iter().filter_map(|id| summaries.read(id).transpose()).collect()
    }

    pub(in crate::store) fn summary(&self, id: CallId) -> Result<Option<CallSummary>> {
        Summaries::of(&self.conn)?.read(id)
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

fn slice<T>(all: &[T], offset: u32, limit: u32) -> &[T] {
    let from = usize::try_from(offset).unwrap_or(usize::MAX).min(all.len());
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    &all[from..from.saturating_add(most).min(all.len())]
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
