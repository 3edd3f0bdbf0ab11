//! Lists in and out, on a thread of its own with connections of its own: neither the window nor a call waits.
//! May depend on `base`, `crm`, `store`, `export` and the engine's types.

mod book;
mod give_out;
mod look;
mod sniff;
mod source;
mod take_in;
mod text;
mod vcards;

pub use give_out::{export, person, template};
pub use look::look;
pub use take_in::import;

use crate::base::thread::{self, Worker};
use crate::crm::cards::{CardAnswer, CardQuestion};
use crate::crm::transfer::column::{FieldColumn, OfficeColumns};
use crate::engine::event::Event;
use crate::engine::office::transfer::{Progress, TransferNews, TransferWork};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::store::office::transfer::undo_import;
use crate::store::operation::Act;
use crate::store::reader::Reader;
use crossbeam_channel::Sender;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Who is told how far a work is, and says whether to go on.
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> bool;

/// The fields of the office that a column may mean, and who may own customers.
fn office_columns(reader: &Reader) -> Result<OfficeColumns, String> {
    let ask = |question| reader.cards(&question).map_err(|error| error.to_string());
    let mut office = OfficeColumns::default();
    if let CardAnswer::Fields(fields) = ask(CardQuestion::Fields)? {
        office.fields = fields.iter().filter_map(FieldColumn::of).collect();
    }
    if let CardAnswer::Known(known) = ask(CardQuestion::Known)? {
        office.owners = known.owners;
    }
    Ok(office)
}

/// Whoever carries lists, idle or busy.
pub struct Transferer {
    database: PathBuf,
    stop: Arc<AtomicBool>,
    worker: Option<Worker>,
}

impl Transferer {
    pub(in crate::engine::runtime) fn new(database: PathBuf) -> Self {
        Self { database, stop: Arc::default(), worker: None }
    }

    /// Begins; news come as [`Inner::Transfer`]. The core asks for one thing at a time.
    fn start(&mut self, work: TransferWork, act: Act, inner: Sender<Inner>) -> io::Result<()> {
        if work == TransferWork::Cancel {
            self.cancel();
            return Ok(());
        }
        self.cancel();
        self.worker = None; // joins one that has just ended
        self.stop = Arc::default();
        let (database, stop) = (self.database.clone(), Arc::clone(&self.stop));
        self.worker = Some(thread::spawn("transfer", move || {
            let mut hundredth = None;
            let mut watch = |progress: Progress| {
                let part = progress.done.saturating_mul(100).checked_div(progress.total);
                if hundredth != Some(part) {
                    hundredth = Some(part);
                    tell(&inner, Inner::Transfer(TransferNews::Grew(progress)));
                }
                !stop.load(Ordering::Relaxed)
            };
            let news = carry_out(&database, &act, work, &mut watch);
            let news = news.unwrap_or_else(TransferNews::Failed);
            tell(&inner, Inner::Transfer(news));
        })?);
        Ok(())
    }

    /// Asks it to stop.
    pub(in crate::engine::runtime) fn cancel(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Transferer {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn carry_out(
    database: &Path,
    act: &Act,
    work: TransferWork,
    watch: Watch<'_>,
) -> Result<TransferNews, String> {
    let written = |written: Option<(PathBuf, u64)>| match written {
        Some((path, rows)) => TransferNews::Written(path, rows),
        None => TransferNews::Cancelled,
    };
    Ok(match work {
        TransferWork::Look(reading) => TransferNews::Looked(Arc::new(look(database, &reading)?)),
        TransferWork::Import(order) => {
            TransferNews::Imported(Arc::new(import(database, act, &order, watch)?))
        }
        TransferWork::UndoImport(id) => {
            let mut whole = true;
            let mut progress = |done: u64, total: u64| {
                whole = watch(Progress { done, total, rows: done });
                whole
            };
            let report = undo_import(database, act, id, &mut progress);
            TransferNews::Undone(report.map_err(|error| error.to_string())?, whole)
        }
        TransferWork::Export(order) => written(export(database, act, &order, watch)?),
        TransferWork::Template(order) => written(template(database, &order)?),
        TransferWork::ExportPerson(id, path) => written(person(database, act, id, &path)?),
        TransferWork::Cancel => TransferNews::Cancelled,
    })
}

impl Pulse {
    pub(in crate::engine::runtime) fn transfer_work(&mut self, work: TransferWork) {
        let act = self.act_of_person();
        if let Err(error) = self.transferer.start(work, act, self.inner_tx.clone()) {
            let why = format!("no thread for it: {error}");
            self.pending.push_back(Event::Transfer(TransferNews::Failed(why)));
        }
    }

    pub(in crate::engine::runtime) fn transfer_said(&mut self, news: TransferNews) {
        if matches!(news, TransferNews::Imported(_) | TransferNews::Undone(..)) {
            self.refresh_recent(); // the newest change that can be undone is another one
        }
        self.pending.push_back(Event::Transfer(news));
    }
}
