//! The thread that copies attached files into their folder by the hash of what is in them, opens them with the system's
//! program, and looks whether they are there. One thing at a time; a copy can be stopped.
//! May depend on `crm`, `store`, `base` and the engine's types.

mod copy;
mod garbage;
mod picture;
#[cfg(test)]
mod tests;

use crate::base::ids::FileId;
use crate::base::thread::{self, Worker};
use crate::crm::files::{Attached, Subject, begins_as_program, is_program};
use crate::engine::event::Event;
use crate::engine::office::files::{FileNotice, FileReport, FileWork};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::store::reader::Reader;
use copy::Outcome;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Wishes that wait; more are refused and told.
const QUEUE: usize = 32;
/// How often programs that were started are looked after.
const LOOK: Duration = Duration::from_millis(500);
/// The system's door to its programs: a command and its first arguments.
const OPENER: &str = if cfg!(windows) {
    "rundll32.exe url.dll,FileProtocolHandler"
} else if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};

/// The thread `files`. Dropping it stops a copy and joins.
pub(in crate::engine::runtime) struct Filer {
    orders: Option<Sender<FileWork>>,
    stop: Arc<AtomicBool>,
    worker: Option<Worker>,
}

impl Filer {
    /// Starts the thread.
    pub(in crate::engine::runtime) fn start(
        database: &Path,
        data_dir: &Path,
        inner: Sender<Inner>,
    ) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE); // refused when full
        let stop = Arc::new(AtomicBool::new(false));
        let clerk = Clerk {
            database: database.to_owned(),
            data_dir: data_dir.to_owned(),
            stop: Arc::clone(&stop),
            opener: OPENER.to_owned(),
            say: Box::new(move |report| tell(&inner, Inner::File(report))),
            started: Vec::new(),
        };
        let worker = thread::spawn("files", move || clerk.run(&inbox))?;
        Ok(Self { orders: Some(orders), stop, worker: Some(worker) })
    }

    /// Whether the order was taken.
    pub(in crate::engine::runtime) fn order(&self, work: FileWork) -> bool {
        if work == FileWork::Cancel {
            self.stop.store(true, Ordering::Relaxed);
            return true;
        }
        self.orders.as_ref().is_some_and(|orders| orders.try_send(work).is_ok())
    }
}

impl Drop for Filer {
    fn drop(&mut self) {
        self.orders = None;
        self.stop.store(true, Ordering::Relaxed);
        drop(self.worker.take());
    }
}

impl Pulse {
    /// Hands work on attached files over; what is refused is told.
    pub(in crate::engine::runtime) fn file_work(&mut self, work: FileWork) {
        if !self.filer.order(work) {
            let (name, why) = (String::new(), "too much at once".to_owned());
            let told = FileReport::Told(FileNotice::Failed { name, why });
            self.pending.push_back(Event::Files(told));
        }
    }
}

struct Clerk {
    database: PathBuf,
    data_dir: PathBuf,
    stop: Arc<AtomicBool>,
    opener: String,
    say: Box<dyn Fn(FileReport) + Send>,
    /// Programs that were asked to show a file, with its name, until they say how that went.
    started: Vec<(String, Child)>,
}

impl Clerk {
    fn run(mut self, orders: &Receiver<FileWork>) {
        loop {
            let order = if self.started.is_empty() {
                orders.recv().map_err(RecvTimeoutError::from)
            } else {
                orders.recv_timeout(LOOK)
            };
            match order {
                Ok(FileWork::Copy(subject, paths)) => self.copy(subject, &paths),
                Ok(FileWork::Open(file)) => self.open(&file),
                Ok(FileWork::Picture(id)) => self.picture(id),
                Ok(FileWork::Check(now)) => {
                    self.check();
                    garbage::sweep(&self.database, &self.data_dir, now);
                }
                Ok(FileWork::Cancel) | Err(RecvTimeoutError::Timeout) => {}
                // What was opened stays open.
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.look_after();
        }
    }

    fn told(&self, notice: FileNotice) {
        (self.say)(FileReport::Told(notice));
    }

    fn copy(&self, subject: Subject, paths: &[PathBuf]) {
        self.stop.store(false, Ordering::Relaxed);
        for path in paths {
            let progress = |copying| (self.say)(FileReport::Copying(copying));
            match copy::copy(path, &self.data_dir, &self.stop, &progress) {
                Outcome::Copied(content) => (self.say)(FileReport::Copied(subject, content)),
                Outcome::Not(notice) => {
                    let stopped = matches!(notice, FileNotice::Stopped { .. });
                    self.told(notice);
                    if stopped {
                        break;
                    }
                }
            }
        }
        (self.say)(FileReport::Idle);
    }

    fn open(&mut self, file: &Attached) {
        let name = file.content.name.clone();
        let path = file.content.path().map(|path| self.data_dir.join(path));
        let Some(path) = path.filter(|path| is_whole(path, file)) else {
            self.told(FileNotice::Missing { name });
            return;
        };
        if is_program(&name) || is_program(&path.to_string_lossy()) || runs(&path) {
            self.told(FileNotice::Program { name });
            return;
        }
        let (program, first) = self.opener.split_once(' ').unwrap_or((&self.opener, ""));
        let child = Command::new(program)
            .args(first.split_whitespace())
            .arg(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match child {
            Ok(child) => self.started.push((name, child)),
            Err(error) => {
                let why = format!("{}: {error}", self.opener);
                self.told(FileNotice::NoProgram { name, why });
            }
        }
    }

    fn picture(&self, id: FileId) {
        let file = Reader::open(&self.database).and_then(|reader| reader.file(id));
        let file = file.unwrap_or_else(|error| {
            tracing::warn!(%error, "a picture cannot be looked for");
            None
        });
        let path = file.and_then(|file| file.content.path()).map(|path| self.data_dir.join(path));
        let picture = path.and_then(|path| picture::read(&path));
        (self.say)(FileReport::Pictured(id, picture.map(Arc::new)));
    }

    /// Programs that ended: one that failed is told.
    fn look_after(&mut self) {
        let mut failed = Vec::new();
        self.started.retain_mut(|(name, child)| match child.try_wait() {
            Ok(None) => true,
            Ok(Some(status)) if status.success() => false,
            Ok(Some(status)) => {
                failed.push((std::mem::take(name), status.to_string()));
                false
            }
            Err(error) => {
                tracing::warn!(%error, "a program cannot be looked after");
                false
            }
        });
        for (name, why) in failed {
            self.told(FileNotice::NoProgram { name, why });
        }
    }

    fn check(&self) {
        let all = Reader::open(&self.database).and_then(|reader| reader.all_files());
        match all {
            Ok(all) => {
                let is_missing = |file: &&Attached| {
                    let path = file.content.path().map(|path| self.data_dir.join(path));
                    !path.is_some_and(|path| is_whole(&path, file))
                };
                let missing: Vec<FileId> = all.iter().filter(is_missing).map(|f| f.id).collect();
                (self.say)(FileReport::Checked(missing));
            }
            Err(error) => tracing::warn!(%error, "attached files cannot be checked"),
        }
    }
}

/// Whether the content is there with its length.
fn is_whole(path: &Path, file: &Attached) -> bool {
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.len() == file.content.bytes)
}

/// Whether the beginning of a file says that it is a program.
fn runs(path: &Path) -> bool {
    let mut head = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read(&mut head));
    read.is_ok_and(|length| begins_as_program(head.get(..length).unwrap_or_default()))
}
