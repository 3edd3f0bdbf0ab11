//! The thread that cares for the database: backups with their rehearsal, checks. One thing at a time, beside everything
//! else; it can be stopped. May depend on `base`, `call`, `store` and the engine's types.

use crate::base::clock::{Clock, Stamp};
use crate::base::thread::{self, Worker};
use crate::call::upkeep::LedgerCheck;
use crate::call::upkeep::{BackupRow, BackupState, Progress, Trigger};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::topics::upkeep::{UpkeepReport, UpkeepWork};
use crate::store::error::{Result, StoreErrorKind};
use crate::store::reader::Reader;
use crate::store::topics::recordings::LedgerFault;
use crate::store::topics::upkeep::backup::{Made, Wish, back_up, prune};
use crate::store::topics::upkeep::check::{LedgerHook, check};
use crate::store::topics::upkeep::{Watch, contents, order};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Wishes that wait; the core asks for one thing at a time.
const QUEUE: usize = 4;
/// Who checks the ledger of recordings.
pub const LEDGER: Option<LedgerHook> = Some(check_ledger);

/// The ledger of recordings compared with itself and with their rows.
fn check_ledger(database: &Path) -> crate::store::error::Result<LedgerCheck> {
    let report = Reader::open(database)?.check_ledger()?;
    let word = |fault: &LedgerFault| match fault {
        LedgerFault::Changed(row) => format!("row {row} was changed"),
        LedgerFault::Removed(first, last) => format!("rows {first} to {last} are gone"),
        LedgerFault::OtherSeal(id) => format!("recording {id} has another seal than its row"),
        LedgerFault::NoRow(id) => format!("recording {id} was sealed and has no row any more"),
        LedgerFault::Head => "the end of the ledger is not the one noted".to_owned(),
    };
    Ok(LedgerCheck { entries: report.rows, faults: report.faults.iter().map(word).collect() })
}

/// The thread `upkeep`. Dropping it stops what is going on and joins.
pub(super) struct Upkeeper {
    orders: Option<Sender<UpkeepWork>>,
    stop: Arc<AtomicBool>,
    worker: Option<Worker>,
}

impl Upkeeper {
    /// Starts the thread.
    pub(super) fn start(
        database: &Path,
        clock: &Arc<dyn Clock>,
        inner: Sender<Inner>,
    ) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE); // refused when full
        let stop = Arc::new(AtomicBool::new(false));
        let carer = Carer {
            database: database.to_owned(),
            clock: Arc::clone(clock),
            stop: Arc::clone(&stop),
            inner,
        };
        let worker = thread::spawn("upkeep", move || carer.run(&inbox))?;
        Ok(Self { orders: Some(orders), stop, worker: Some(worker) })
    }

    /// Whether the order was taken.
    pub(super) fn order(&self, work: UpkeepWork) -> bool {
        if work == UpkeepWork::Cancel {
            self.stop.store(true, Ordering::Relaxed);
            return true;
        }
        self.stop.store(false, Ordering::Relaxed);
        self.orders.as_ref().is_some_and(|orders| orders.try_send(work).is_ok())
    }
}

impl Drop for Upkeeper {
    fn drop(&mut self) {
        self.orders = None;
        self.stop.store(true, Ordering::Relaxed);
        drop(self.worker.take());
    }
}

struct Carer {
    database: PathBuf,
    clock: Arc<dyn Clock>,
    stop: Arc<AtomicBool>,
    inner: Sender<Inner>,
}

impl Carer {
    fn run(&self, orders: &Receiver<UpkeepWork>) {
        for work in orders {
            match work {
                UpkeepWork::BackUp { folder, recordings, trigger } => {
                    let now = self.clock.now();
                    let database = self.database.clone();
                    let made = self.watched(|watch| {
                        back_up(&Wish { database, folder, now, recordings }, watch)
                    });
                    self.say(UpkeepReport::BackedUp(self.row(now, trigger, made)));
                }
                UpkeepWork::Prune { made, keep } => prune(&made, keep),
                UpkeepWork::Check => {
                    let checked = self.watched(|watch| check(&self.database, LEDGER, watch));
                    self.say(match checked {
                        Ok(report) => UpkeepReport::Checked(Arc::new(report)),
                        Err(error) if error.kind == StoreErrorKind::Interrupted => {
                            UpkeepReport::CheckFailed(String::new())
                        }
                        Err(error) => UpkeepReport::CheckFailed(error.to_string()),
                    });
                }
                UpkeepWork::Cancel => {}
                UpkeepWork::Find(folder) => {
                    let found = contents::found(&self.database, folder.as_deref());
                    self.say(UpkeepReport::Found(found));
                }
                UpkeepWork::Examine(path) => {
                    let backup = Path::new(&path);
                    let looked =
                        self.watched(|watch| contents::examine(backup, &self.database, watch));
                    self.say(UpkeepReport::Examined(looked.ok()));
                }
                UpkeepWork::OrderRestore(path) => {
                    let ordered = order::order(&self.database, &path);
                    let ordered = ordered.map_err(|error| error.to_string());
                    self.say(UpkeepReport::RestoreOrdered(ordered));
                }
            }
        }
    }

    fn say(&self, report: UpkeepReport) {
        tell(&self.inner, Inner::Upkeep(report));
    }

    /// Tells of each hundredth.
    fn watched<T>(&self, work: impl FnOnce(&mut Watch<'_>) -> Result<T>) -> Result<T> {
        let mut told: Option<Progress> = None;
        let mut hear = |progress: Progress| {
            let part = |p: Progress| (p.phase, p.done.saturating_mul(100).checked_div(p.total));
            if told.map(part) != Some(part(progress)) {
                told = Some(progress);
                self.say(UpkeepReport::Progress(progress));
            }
        };
        work(&mut Watch::new(Arc::clone(&self.stop), &mut hear))
    }

    fn row(&self, began: Stamp, trigger: Trigger, made: Result<Made>) -> BackupRow {
        let took = self.clock.now().mono.saturating_sub(began.mono);
        let mut row = BackupRow {
            started_utc_millis: began.utc_millis,
            offset_minutes: began.offset_minutes,
            took_millis: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            path: String::new(),
            bytes: 0,
            rows: 0,
            recordings: 0,
            trigger,
            state: BackupState::Rehearsed,
            detail: String::new(),
        };
        match made {
            Ok(made) => {
                row.path = made.path.display().to_string();
                (row.bytes, row.rows, row.recordings) = (made.bytes, made.rows, made.recordings);
                row.detail = made.trouble;
            }
            Err(error) if error.kind == StoreErrorKind::Interrupted => {
                row.state = BackupState::Cancelled;
            }
            Err(error) => {
                row.state = BackupState::Failed;
                row.detail = error.to_string();
            }
        }
        row
    }
}
