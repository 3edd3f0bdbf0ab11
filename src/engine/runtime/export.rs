//! Writing a list into a file: on a thread of its own, with a reading connection of its own, so that neither the window nor a call waits.
//! The journal has the export before the file has its name: no list leaves the program unnoted. May depend on `store`, `export`, `base`,
//! `call`, `crm` and the engine's types.

use crate::base::number::PhoneNumber;
use crate::base::thread::{self, Worker};
use crate::call::record::CallSummary;
use crate::call::statistics::{
    ExportNote, ExportOrder, ExportSubject, FigureList, FiguresQuestion, Format,
};
use crate::crm::orders::{OrderAnswer, OrderQuestion};
use crate::crm::staff;
use crate::engine::event::{Event, ExportReport};
use crate::engine::office::orders::OrderList;
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::export::{self, Complete, Table};
use crate::store::operation::Act;
use crate::store::reader::Reader;
use crate::store::topics::statistics::journal_export;
use crossbeam_channel::Sender;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Calls read at once; after each piece the progress is told and a wish to stop is heard.
const PIECE: u32 = 500;

/// What is to be written.
enum Wish {
    Calls(ExportOrder),
    Orders(OrderList),
}

/// The writer, idle or busy.
pub(super) struct Exporter {
    database: PathBuf,
    stop: Arc<AtomicBool>,
    worker: Option<Worker>,
}

impl Exporter {
    pub(super) fn new(database: PathBuf) -> Self {
        Self { database, stop: Arc::default(), worker: None }
    }

    /// Begins; reports come as [`Inner::Export`].
    fn start(&mut self, order: Wish, act: Act, inner: Sender<Inner>) -> io::Result<()> {
        self.cancel();
        self.worker = None; // joins one that has just ended
        self.stop = Arc::default();
        let (database, stop) = (self.database.clone(), Arc::clone(&self.stop));
        self.worker = Some(thread::spawn("export", move || {
            let progress = |done, whole| {
                tell(&inner, Inner::Export(ExportReport::Grew(done, whole)));
                !stop.load(Ordering::Relaxed)
            };
            let written = match &order {
                Wish::Calls(order) => write(&database, order, &act, progress),
                Wish::Orders(list) => write_orders(&database, list, &act, progress),
            };
            let report = match written {
                Ok(Some((path, rows))) => ExportReport::Finished(path, rows),
                Ok(None) => ExportReport::Cancelled,
                Err(why) => ExportReport::Failed(why),
            };
            tell(&inner, Inner::Export(report));
        })?);
        Ok(())
    }

    /// Asks it to stop.
    pub(super) fn cancel(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Pulse {
    pub(super) fn export(&mut self, order: ExportOrder) {
        self.start_export(Wish::Calls(order));
    }

    pub(super) fn export_orders(&mut self, list: OrderList) {
        self.start_export(Wish::Orders(list));
    }

    fn start_export(&mut self, wish: Wish) {
        let act = self.act_of_person();
        if let Err(error) = self.exporter.start(wish, act, self.inner_tx.clone()) {
            let why = format!("no thread to write it: {error}");
            self.pending.push_back(Event::Export(ExportReport::Failed(why)));
        }
    }

    pub(super) fn export_said(&mut self, report: ExportReport) {
        self.pending.push_back(Event::Export(report));
    }
}

/// Writes the list; gives where it is and how many rows it has, or `None` when `progress` (rows so far, rows there will be) said no.
///
/// # Errors
/// In a sentence for people; nothing is left of the file then.
pub fn write(
    database: &Path,
    order: &ExportOrder,
    act: &Act,
    progress: impl FnMut(u64, u64) -> bool,
) -> Result<Option<(PathBuf, u64)>, String> {
    let reader = Reader::open(database).map_err(|error| error.to_string())?;
    reader.look_as(act.sight.clone()).map_err(|error| error.to_string())?;
    let (what, written) = match &order.subject {
        ExportSubject::Calls(list) => ("calls", calls(&reader, order, list, act, progress)?),
        ExportSubject::Figures(question) => ("figures", Some(figures(&reader, order, question)?)),
    };
    let Some(table) = written else { return Ok(None) };
    let rows = table.rows();
    let complete = table.finish().map_err(|error| error.to_string())?;
    publish(database, order.number_taken, act, what, rows, complete).map(Some)
}

/// Writes the table of orders with its sums; as [`write()`].
///
/// # Errors
/// In a sentence for people; nothing is left of the file then.
pub fn write_orders(
    database: &Path,
    list: &OrderList,
    act: &Act,
    mut progress: impl FnMut(u64, u64) -> bool,
) -> Result<Option<(PathBuf, u64)>, String> {
    let reader = Reader::open(database).map_err(|error| error.to_string())?;
    reader.look_as(act.sight.clone()).map_err(|error| error.to_string())?;
    let title = export::word(&list.words, "orders.page");
    let head = export::order_head(&list.words);
    let mut table =
        Table::begin(&list.path, list.format, &title, &head).map_err(|error| error.to_string())?;
    let mut offset = 0;
    loop {
        let filter = list.filter.clone();
        let question = OrderQuestion::Orders { filter, offset, limit: PIECE };
        let OrderAnswer::Orders(rows, whole, sums) =
            reader.orders(&question).map_err(|error| error.to_string())?
        else {
            return Err("orders were asked for, something else came".to_owned());
        };
        if list.format == Format::Xlsx && u64::from(whole) >= export::MOST_ROWS {
            return Err(export::ExportError::TooMany(export::MOST_ROWS).to_string());
        }
        if !progress(table.rows(), u64::from(whole)) {
            return Ok(None);
        }
        for order in &rows {
            let row = export::order_row(&list.words, order, list.offset_minutes);
            table.row(&row).map_err(|error| error.to_string())?;
        }
        offset = offset.saturating_add(PIECE);
        if rows.is_empty() || offset >= whole {
            let rows = table.rows();
            table.row(&export::order_sum(&list.words, sums)).map_err(|error| error.to_string())?;
            let complete = table.finish().map_err(|error| error.to_string())?;
            return publish(database, true, act, "orders", rows, complete).map(Some);
        }
    }
}

fn publish(
    database: &Path,
    number_taken: bool,
    act: &Act,
    what: &str,
    rows: u64,
    complete: Complete,
) -> Result<(PathBuf, u64), String> {
    let path = complete.place(number_taken).map_err(|error| error.to_string())?;
    let whole = std::path::absolute(&path).unwrap_or_else(|_relative| path.clone());
    let note = ExportNote { what: what.to_owned(), path: whole.display().to_string(), rows };
    journal_export(database, act, &note)
        .map_err(|error| format!("the journal does not take it, so it was not written: {error}"))?;
    complete.publish(&path).map_err(|error| error.to_string())?;
    Ok((path, rows))
}

fn begin(order: &ExportOrder, title: &str, head: &[String]) -> Result<Table, String> {
    let title = export::word(&order.words, title);
    Table::begin(&order.path, order.format, &title, head).map_err(|error| error.to_string())
}

fn calls(
    reader: &Reader,
    order: &ExportOrder,
    list: &FigureList,
    act: &Act,
    mut progress: impl FnMut(u64, u64) -> bool,
) -> Result<Option<Table>, String> {
    let whole = u64::from(reader.figure_count(list).map_err(|error| error.to_string())?);
    if order.format == Format::Xlsx && whole > export::MOST_ROWS {
        return Err(export::ExportError::TooMany(export::MOST_ROWS).to_string());
    }
    let head = export::call_head(&order.words);
    let mut table = begin(order, "export.calls_sheet", &head)?;
    let mut mark = None;
    loop {
        if !progress(table.rows(), whole) {
            return Ok(None);
        }
        let (calls, last) =
            reader.figure_calls_after(list, mark, PIECE).map_err(|error| error.to_string())?;
        let masks = act.masks();
        for call in calls {
            let call = if masks { masked(call) } else { call };
            let row = export::call_row(&order.words, &call);
            table.row(&row).map_err(|error| error.to_string())?;
        }
        if last.is_none() {
            return Ok(Some(table));
        }
        mark = last;
    }
}

/// The call with stars in its numbers. Notes are as they were written.
fn masked(mut call: CallSummary) -> CallSummary {
    let stars = |number: PhoneNumber| PhoneNumber::new(staff::masked(number.as_str()));
    call.record.number = call.record.number.map(stars);
    if call.party.chars().all(|c| c.is_ascii_digit() || "+- ".contains(c)) {
        call.party = staff::masked(&call.party);
    }
    call
}

fn figures(
    reader: &Reader,
    order: &ExportOrder,
    question: &FiguresQuestion,
) -> Result<Table, String> {
    let answer = reader.figures(question).map_err(|error| error.to_string())?;
    let head = export::figure_head(&order.words, question.by);
    let mut table = begin(order, "export.figures_sheet", &head)?;
    for row in export::figure_rows(&order.words, &answer) {
        table.row(&row).map_err(|error| error.to_string())?;
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stamp;
    use crate::base::ids::{CallId, LineId};
    use crate::base::number::PhoneNumber;
    use crate::call::record::{CallRecord, Direction, Outcome};
    use crate::call::statistics::{GroupBy, Scope, Span, What};
    use crate::store::Store;
    use std::collections::BTreeMap;
    use std::fs;
    use std::time::Duration;

    /// A store with `calls` missed calls at the beginning of 1970-01-01, UTC.
    fn office(calls: i64) -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(&dir.path().join("a.db"), Stamp::default()).unwrap();
        for id in 1..=calls {
            let record = CallRecord {
                id: CallId(id),
                line: LineId(0),
                direction: Direction::Incoming,
                number: Some(PhoneNumber::new("+8613800138000")),
                caller_id: None,
                started_utc_millis: id * 60_000,
                offset_minutes: 0,
                rings: 4,
                answered_after: None,
                answered_by: None,
                lasted: Some(Duration::from_millis(20_500)),
                outcome: Outcome::Missed,
                customer: None,
                note: "=1+1".to_owned(),
                handled: false,
                treatment: None,
                timeline: Vec::new(),
            };
            store.close_call(&Act::program(Stamp::default()), &record).unwrap();
        }
        (dir, store)
    }

    fn order(folder: &Path, subject: ExportSubject) -> ExportOrder {
        let path = folder.join("out").join("a.csv");
        let words = BTreeMap::from([("outcome.missed".to_owned(), "未接".to_owned())]);
        ExportOrder { subject, format: Format::Csv, path, number_taken: false, words }
    }

    fn calls() -> ExportSubject {
        let scope = Scope::of(Span::of_day(0));
        ExportSubject::Calls(FigureList { scope, what: What::Missed })
    }

    #[test]
    fn a_list_is_written_and_noted_while_the_store_is_open() {
        let (dir, store) = office(3);
        let act = Act::person("li", Stamp::default());
        let order = order(dir.path(), calls());
        let (path, rows) = write(store.path(), &order, &act, |_, _| true).unwrap().unwrap();
        assert_eq!(rows, 3);
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(
            lines[0],
            "call,started,zone,line,direction,outcome,party,number,rings,wait_seconds,talk_seconds,note,agent"
        );
        assert_eq!(
            lines[1],
            "3,1970-01-01 00:03:00,UTC+00:00,1,incoming,未接,,'+8613800138000,4,,,'=1+1,"
        );
        assert_eq!(lines.len(), 4);
        let again = write(store.path(), &order, &act, |_, _| true).unwrap_err();
        assert!(again.contains("there already"), "{again}");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing half-done");
    }

    #[test]
    fn figures_are_a_table_with_its_sum() {
        let (dir, store) = office(4);
        let scope = Scope::of(Span::of_day(0));
        let question = FiguresQuestion { scope, before: None, by: GroupBy::Weekday };
        let order = order(dir.path(), ExportSubject::Figures(question));
        let act = Act::program(Stamp::default());
        let (path, rows) = write(store.path(), &order, &act, |_, _| true).unwrap().unwrap();
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(rows, 2);
        assert!(text.contains("\r\n3,4,4,0,4,4,0,"), "a Thursday: {text}");
        assert!(text.contains("\r\ntotal,4,4,0,4,4,0,"), "{text}");
    }

    #[test]
    fn stopped_or_not_noted_leaves_no_file() {
        let (dir, store) = office(3);
        let act = Act::program(Stamp::default());
        let order = order(dir.path(), calls());
        assert_eq!(write(store.path(), &order, &act, |_, _| false).unwrap(), None);
        let left = || fs::read_dir(order.path.parent().unwrap()).unwrap().count();
        assert_eq!(left(), 0);
        let none = dir.path().join("none.db");
        assert!(write(&none, &order, &act, |_, _| true).is_err());
        assert_eq!(left(), 0);
    }
}
