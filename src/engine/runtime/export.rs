//! Writing a list into a file: on a thread of its own, with a reading connection of its own, so that neither the window nor a call waits.
//! The journal has the export before the file has its name: no list leaves the program unnoted. May depend on `store`, `export`, `base`,
//! `call` and the engine's types.

use crate::base::clock::Clock;
use crate::base::thread::{self, Worker};
use crate::call::statistics::{
    ExportNote, ExportOrder, ExportSubject, FigureList, FiguresQuestion, Format,
};
use crate::engine::event::{Event, ExportReport};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::effects::SEAT;
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

/// The writer, idle or busy.
pub(super) struct Exporter {
    database: PathBuf,
    clock: Arc<dyn Clock>,
    stop: Arc<AtomicBool>,
    worker: Option<Worker>,
}

impl Exporter {
    pub(super) fn new(database: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self { database, clock, stop: Arc::default(), worker: None }
    }

    /// Begins; reports come as [`Inner::Export`].
    fn start(&mut self, order: ExportOrder, inner: Sender<Inner>) -> io::Result<()> {
        self.cancel();
        self.worker = None; // joins one that has just ended
        self.stop = Arc::default();
        let (database, stop) = (self.database.clone(), Arc::clone(&self.stop));
        let act = Act::person(SEAT, self.clock.now());
        self.worker = Some(thread::spawn("export", move || {
            let progress = |done, whole| {
                tell(&inner, Inner::Export(ExportReport::Grew(done, whole)));
                !stop.load(Ordering::Relaxed)
            };
            let report = match write(&database, &order, &act, progress) {
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
        if let Err(error) = self.exporter.start(order, self.inner_tx.clone()) {
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
    let (what, written) = match &order.subject {
        ExportSubject::Calls(list) => ("calls", calls(&reader, order, list, progress)?),
        ExportSubject::Figures(question) => ("figures", Some(figures(&reader, order, question)?)),
    };
    let Some(table) = written else { return Ok(None) };
    let rows = table.rows();
    let complete = table.finish().map_err(|error| error.to_string())?;
    publish(database, order, act, what, rows, complete).map(Some)
}

fn publish(
    database: &Path,
    order: &ExportOrder,
    act: &Act,
    what: &str,
    rows: u64,
    complete: Complete,
) -> Result<(PathBuf, u64), String> {
    let path = complete.place(order.number_taken).map_err(|error| error.to_string())?;
    let note = ExportNote { what: what.to_owned(), path: path.display().to_string(), rows };
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
        for call in &calls {
            let row = export::call_row(&order.words, call);
            table.row(&row).map_err(|error| error.to_string())?;
        }
        if last.is_none() {
            return Ok(Some(table));
        }
        mark = last;
    }
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
