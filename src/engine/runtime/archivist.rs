//! The thread `archivist`: brings finished recordings to the format they are kept in, seals, checks, masks and exports
//! them. It reads the database through a connection of its own and writes to it never: what it did it reports, and a
//! file is replaced on the disk only so that the old one or the new one is whole at every moment.
//! Queue: orders are refused when 64 wait. May depend on `audio`, `store` (questions), `call`, `base` and the engine's types.

pub mod checking;
mod keeping;
#[cfg(test)]
mod tests;

use crate::audio::archive::disk::ArchiveDisk;
use crate::audio::archive::names;
use crate::base::ids::RecordingId;
use crate::base::thread::{self, Worker};
use crate::call::recordings::{RecordingFormat, Replacement};
use crate::engine::runtime::boot::Inner;
use crate::engine::topics::recordings::{ArchiveOrder, ArchiveReport, JobEnd, JobKind, JobView};
use crate::store::reader::Reader;
use crossbeam_channel::{Receiver, RecvTimeoutError, SendTimeoutError, Sender, after, bounded};
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Orders that may wait.
const QUEUE: usize = 64;
/// How often the disk is looked at.
const LOOK: Duration = Duration::from_mins(5);
/// How often a full queue to the loop is tried again.
const TOLD_WITHIN: Duration = Duration::from_millis(50);
/// How long the store may take to file what was replaced.
const FILED_WITHIN: Duration = Duration::from_secs(10);
/// How often it is looked whether it has.
const FILED_LOOK: Duration = Duration::from_millis(10);

/// The owner's end. Dropping it breaks off what is being done and joins the thread.
pub(super) struct Archivist {
    orders: Option<Sender<ArchiveOrder>>,
    flags: Arc<Flags>,
    worker: Option<Worker>,
}

#[derive(Default)]
struct Flags {
    stop: AtomicBool,
    cancel: AtomicBool,
}

impl Archivist {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub(super) fn start(
        reader: Reader,
        data_dir: &Path,
        disk: Box<dyn ArchiveDisk>,
        inner: Sender<Inner>,
    ) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE); // refused when full
        let flags = Arc::new(Flags::default());
        let desk = Archive {
            reader,
            root: data_dir.to_owned(),
            disk,
            flags: Arc::clone(&flags),
            inner,
            given_up: Vec::new(),
            again: None,
        };
        let worker = thread::spawn("archivist", move || desk.run(&inbox))?;
        Ok(Self { orders: Some(orders), flags, worker: Some(worker) })
    }

    /// Whether the order was taken.
    pub(super) fn order(&self, order: ArchiveOrder) -> bool {
        self.orders.as_ref().is_some_and(|orders| orders.try_send(order).is_ok())
    }

    /// Breaks off the bulk work.
    pub(super) fn cancel(&self) {
        self.flags.cancel.store(true, Ordering::Relaxed);
    }
}

impl Drop for Archivist {
    fn drop(&mut self) {
        self.flags.stop.store(true, Ordering::Relaxed);
        self.orders = None;
        self.worker = None; // joins
    }
}

/// The recording is on legal hold: its file stays as it is.
#[derive(Debug)]
struct OnHold;

impl std::fmt::Display for OnHold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the recording is on legal hold")
    }
}

impl std::error::Error for OnHold {}

fn held() -> io::Error {
    io::Error::other(OnHold)
}

fn is_hold(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.downcast_ref::<OnHold>().is_some())
}

/// What the thread owns.
struct Archive {
    reader: Reader,
    root: PathBuf,
    disk: Box<dyn ArchiveDisk>,
    flags: Arc<Flags>,
    inner: Sender<Inner>,
    /// Recordings that could not be kept in this run; each was told once.
    given_up: Vec<RecordingId>,
    /// The disk was full or away: this is to be tried again.
    again: Option<RecordingFormat>,
}

impl Archive {
    fn run(mut self, inbox: &Receiver<ArchiveOrder>) {
        self.remove_half_way();
        self.look_at_disk();
        loop {
            match inbox.recv_timeout(LOOK) {
                Ok(order) if self.goes_on() => self.obey(order),
                Ok(_) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    self.look_at_disk();
                    if let Some(format) = self.again {
                        self.keep(format);
                    }
                }
            }
        }
    }

    fn obey(&mut self, order: ArchiveOrder) {
        // A wish to break off was meant for what was under way before.
        self.flags.cancel.store(false, Ordering::Relaxed);
        match order {
            ArchiveOrder::Keep(format) => {
                self.remove_leftovers();
                self.keep(format);
                self.look_at_disk();
            }
            ArchiveOrder::Recode(format) => self.recode(format),
            ArchiveOrder::Check(recording) => self.check_one(recording),
            ArchiveOrder::CheckAll => self.check_all(),
            ArchiveOrder::Mask { recording, from, to, reason } => {
                self.mask(recording, from, to, reason);
            }
            ArchiveOrder::Export { recording, span, to } => self.export(recording, span, &to),
        }
    }

    fn goes_on(&self) -> bool {
        !self.flags.stop.load(Ordering::Relaxed)
    }

    fn is_cancelled(&self) -> bool {
        self.flags.cancel.load(Ordering::Relaxed) || !self.goes_on()
    }

    fn say(&self, report: ArchiveReport) {
        // The loop empties the queue; while the program ends it reads no more, and nobody needs the word.
        let mut word = Inner::Archive(report);
        while self.goes_on() {
            match self.inner.send_timeout(word, TOLD_WITHIN) {
                Ok(()) | Err(SendTimeoutError::Disconnected(_)) => return,
                Err(SendTimeoutError::Timeout(back)) => word = back,
            }
        }
    }

    fn failed(&self, kind: JobKind, why: impl std::fmt::Display) {
        self.say(ArchiveReport::Failed(kind, why.to_string()));
    }

    fn full(&self, path: &str) -> PathBuf {
        path.split('/').fold(self.root.clone(), |full, part| full.join(part))
    }

    fn look_at_disk(&self) {
        self.say(ArchiveReport::Disk(self.disk.free_bytes(&self.root)));
    }

    /// Tells of a new file and waits until the store knows it; the old one may go only then.
    fn filed(&self, what: Replacement) -> io::Result<()> {
        let (id, sha256, path) =
            (what.seal.recording, what.seal.sha256.clone(), what.seal.path.clone());
        let is_left = || self.reader.leftover_files().is_ok_and(|left| left.contains(&path));
        let was_left = is_left();
        self.say(ArchiveReport::Replaced(Box::new(what)));
        let tries = FILED_WITHIN.as_millis() / FILED_LOOK.as_millis();
        for _ in 0..tries {
            let seal = self.reader.seal(id);
            if seal.is_ok_and(|seal| seal.is_some_and(|seal| seal.sha256 == sha256)) {
                return Ok(());
            }
            if !was_left && is_left() {
                // The store refused it, and what was made is to be removed.
                self.remove_leftovers();
                let is_held = self.reader.is_held(id).unwrap_or(true);
                return Err(if is_held { held() } else { io::ErrorKind::NotFound.into() });
            }
            if !self.goes_on() || after(FILED_LOOK).recv().is_err() {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
        Err(io::Error::other("the database did not take it"))
    }

    /// Refuses what would change a recording on legal hold. What cannot be looked up is left alone.
    fn may_change(&self, id: RecordingId) -> io::Result<()> {
        match self.reader.is_held(id) {
            Ok(false) => Ok(()),
            Ok(true) => Err(held()),
            Err(error) => Err(io::Error::other(error.to_string())),
        }
    }

    fn progress(&self, kind: JobKind, done: u32, total: u32) {
        self.say(ArchiveReport::Progress(JobView { kind, done, total }));
    }

    fn ended(&self, kind: JobKind, done: u32, bad: u32) {
        self.ended_leaving(kind, done, bad, 0);
    }

    fn ended_leaving(&self, kind: JobKind, done: u32, bad: u32, left: u32) {
        let cancelled = self.is_cancelled();
        self.say(ArchiveReport::Ended(JobEnd { kind, done, bad, left, cancelled }));
    }

    /// Removes files no row names any more.
    fn remove_leftovers(&self) {
        let Ok(paths) = self.reader.leftover_files() else { return };
        let gone: Vec<String> = paths
            .into_iter()
            .filter(|path| {
                let removed = self.disk.remove(&self.full(path));
                if let Err(error) = &removed {
                    tracing::warn!(%error, "a file that was replaced could not be removed");
                }
                removed.is_ok()
            })
            .collect();
        if !gone.is_empty() {
            self.say(ArchiveReport::Removed(gone));
        }
    }

    /// After a start: what a killed program left half-way beside the files that count.
    fn remove_half_way(&self) {
        let Ok(mut named) = self.reader.recording_paths() else { return };
        named.sort_unstable();
        let Ok(leftovers) = self.reader.leftover_files() else { return };
        let Ok(there) = self.disk.files_below(&self.root, "recordings") else { return };
        let is_there = |path: &String| there.binary_search(path).is_ok();
        // What took the place of a file that is gone is all there is of it: the database may be one that was restored.
        let half_way: HashSet<String> = named
            .iter()
            .map(|path| (is_there(path), names::half_way(path)))
            .flat_map(|(is_there, names)| {
                names.into_iter().filter(move |name| is_there || name.ends_with(names::PART))
            })
            .collect();
        for path in &there {
            let is_named = named.binary_search(path).is_ok() || leftovers.contains(path);
            if !is_named
                && half_way.contains(path)
                && let Err(error) = self.disk.remove(&self.full(path))
            {
                tracing::warn!(%error, "a half-written file could not be removed");
            }
        }
    }
}
