//! The store's threads behind one handle: `store` owns the writing connection, two others answer questions.
//! Nothing here blocks the caller. What the line did and what was typed during a call is kept in memory and tried
//! again when the disk refuses it; everything else fails at once and says so. May depend on `base`, `call`, `crm`.

use crate::base::thread::{self, Worker};
use crate::store::Store;
use crate::store::backlog::Backlog;
use crate::store::error::{Result, StoreError};
use crate::store::operation::{Act, Op, Receipt};
use crate::store::reading::Reading;
pub use crate::store::reading::{Answer, Question, ReadRequest};
use crossbeam_channel::{Receiver, RecvTimeoutError, SendTimeoutError, Sender, bounded};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Operations that wait for the writing thread. When full, the caller gets its request back.
const QUEUE: usize = 1_024;

/// Pause before the disk is tried again, and how many new operations may come before it is tried all the same.
const RETRY: Duration = Duration::from_millis(500);
const RETRY_AFTER: usize = 16;

/// How long a full reply queue is waited for before looking whether we are to stop.
const REPLY_WAIT: Duration = Duration::from_millis(50);

/// The caller's own number for a request; comes back with the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Tag(pub u64);

/// An operation to be carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Comes back with the reply.
    pub tag: Tag,
    /// Who and when.
    pub act: Act,
    /// What.
    pub op: Op,
}

/// What the threads say.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The operation is on the disk.
    Done {
        /// The request's.
        tag: Tag,
        /// What changed and what came of it.
        receipt: Receipt,
    },
    /// The operation could not be carried out.
    Failed {
        /// The request's.
        tag: Tag,
        /// Its name in the journal.
        operation: &'static str,
        /// Why.
        error: StoreError,
        /// It waits in memory and `Done` will follow (under the tag of the newest record of the same call). Operations
        /// that join it there while the trouble lasts are not reported one by one.
        kept: bool,
    },
    /// Everything that waited in memory is on the disk.
    CaughtUp {
        /// How many operations.
        operations: usize,
    },
    /// An answer.
    Answered {
        /// The question's.
        tag: Tag,
        /// The answer.
        answer: Box<Answer>,
    },
}

/// The queue is full: the request comes back untouched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the store's queue is full")]
pub struct Full<T>(pub Box<T>);

/// How the service ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// Operations that never reached the disk.
    pub unsaved: usize,
}

/// The running store. Dropping it does what [`Service::stop`] does.
pub struct Service {
    running: Option<Running>,
}

struct Running {
    requests: Sender<Request>,
    reading: Reading,
    writer: Worker,
    mouth: Mouth,
    unsaved: Arc<AtomicUsize>,
}

impl Service {
    /// Starts the threads. `replies` must be bounded and is emptied by the caller.
    ///
    /// # Errors
    /// When the file cannot be opened for reading, or a thread is refused.
    pub fn start(store: Store, replies: Sender<Reply>) -> Result<Self> {
        let (requests, requests_rx) = bounded(QUEUE);
        let mouth = Mouth { replies, is_stopping: Arc::default() };
        let reading = Reading::start(|| store.reader(), &mouth)?;
        let unsaved = Arc::new(AtomicUsize::new(0));
        let writer = Writer {
            store,
            mouth: mouth.clone(),
            backlog: Backlog::default(),
            unsaved: Arc::clone(&unsaved),
        };
        let writer = thread::spawn("store", move || writer.run(&requests_rx))
            .map_err(|error| StoreError::from_io(&error, "starting the writing thread"))?;
        Ok(Self { running: Some(Running { requests, reading, writer, mouth, unsaved }) })
    }

    /// Hands an operation to the writing thread. Never waits.
    ///
    /// # Errors
    /// When the queue is full (or the service has ended): the request comes back.
    pub fn send(&self, request: Request) -> std::result::Result<(), Full<Request>> {
        let Some(running) = &self.running else { return Err(Full(Box::new(request))) };
        running.requests.try_send(request).map_err(|error| Full(Box::new(error.into_inner())))
    }

    /// Hands a question to a reading thread; lookups have their own. Never waits.
    ///
    /// # Errors
    /// When the queue is full (or the service has ended): the request comes back.
    pub fn ask(&self, request: ReadRequest) -> std::result::Result<(), Full<ReadRequest>> {
        let Some(running) = &self.running else { return Err(Full(Box::new(request))) };
        running.reading.ask(request)
    }

    /// Ends questions, carries out every operation handed over so far, closes the file.
    #[must_use]
    pub fn stop(mut self) -> Stopped {
        self.end()
    }

    fn end(&mut self) -> Stopped {
        let Some(running) = self.running.take() else { return Stopped { unsaved: 0 } };
        let Running { requests, reading, writer, mouth, unsaved } = running;
        mouth.is_stopping.store(true, Ordering::SeqCst);
        // The reading connection first: the last one to close a file empties its journal, and only a writer can.
        reading.stop();
        drop(requests);
        drop(writer);
        Stopped { unsaved: unsaved.load(Ordering::SeqCst) }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let Stopped { unsaved } = self.end();
        if unsaved > 0 {
            tracing::error!(unsaved, "operations never reached the disk");
        }
    }
}

/// The way back to the caller. A full queue is waited for, except while stopping: whoever stops us reads no more.
#[derive(Clone)]
pub(super) struct Mouth {
    replies: Sender<Reply>,
    is_stopping: Arc<AtomicBool>,
}

impl Mouth {
    pub fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::SeqCst)
    }

    pub fn tell(&self, reply: Reply) {
        let mut reply = reply;
        loop {
            match self.replies.send_timeout(reply, REPLY_WAIT) {
                Ok(()) | Err(SendTimeoutError::Disconnected(_)) => return,
                Err(SendTimeoutError::Timeout(_)) if self.is_stopping() => return,
                Err(SendTimeoutError::Timeout(back)) => reply = back,
            }
        }
    }
}

/// What the writing thread owns.
struct Writer {
    store: Store,
    mouth: Mouth,
    backlog: Backlog,
    unsaved: Arc<AtomicUsize>,
}

impl Writer {
    fn run(mut self, requests: &Receiver<Request>) {
        let mut since_retry = 0;
        loop {
            if self.backlog.is_empty() {
                let Ok(request) = requests.recv() else { break };
                self.carry_out(request);
                continue;
            }
            match requests.recv_timeout(RETRY) {
                Ok(request) => self.carry_out(request),
                Err(RecvTimeoutError::Timeout) => since_retry = RETRY_AFTER,
                Err(RecvTimeoutError::Disconnected) => break,
            }
            since_retry += 1;
            if since_retry > RETRY_AFTER {
                since_retry = 0;
                self.retry();
            }
        }
        self.retry();
        self.unsaved.store(self.backlog.len(), Ordering::SeqCst);
    }

    fn carry_out(&mut self, request: Request) {
        if request.op.is_kept() && !self.backlog.is_empty() {
            self.keep(request);
            return;
        }
        let Request { tag, act, op } = &request;
        match self.store.carry_out(act, op) {
            Ok(receipt) => self.mouth.tell(Reply::Done { tag: *tag, receipt }),
            Err(error) => {
                let kept = op.is_kept() && error.kind.may_pass();
                self.mouth.tell(Reply::Failed { tag: *tag, operation: op.name(), error, kept });
                if kept {
                    self.keep(request);
                }
            }
        }
    }

    fn keep(&mut self, request: Request) {
        if let Some(Request { tag, op, .. }) = self.backlog.push(request) {
            let error = StoreError::new(
                crate::store::error::StoreErrorKind::Full,
                "too much waits for the disk: the oldest was given up",
            );
            self.mouth.tell(Reply::Failed { tag, operation: op.name(), error, kept: false });
        }
    }

    /// Tries what waits, in its order, until the disk refuses again.
    fn retry(&mut self) {
        let mut operations = 0;
        while let Some(Request { tag, act, op }) = self.backlog.front() {
            let tag = *tag;
            match self.store.carry_out(act, op) {
                Ok(receipt) => {
                    self.mouth.tell(Reply::Done { tag, receipt });
                    operations += 1;
                }
                Err(error) if error.kind.may_pass() => return,
                Err(error) => {
                    let operation = op.name();
                    self.mouth.tell(Reply::Failed { tag, operation, error, kept: false });
                }
            }
            self.backlog.pop();
        }
        if operations > 0 {
            self.mouth.tell(Reply::CaughtUp { operations });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Stamp;
    use crate::base::ids::{CallId, LineId};
    use crate::call::record::{CallRecord, Direction, Outcome};
    use crate::store::error::StoreErrorKind;

    fn request(tag: u64, op: Op) -> Request {
        Request { tag: Tag(tag), act: Act::program(Stamp::default()), op }
    }

    fn record(id: i64, note: &str) -> Box<CallRecord> {
        Box::new(CallRecord {
            id: CallId(id),
            line: LineId(0),
            direction: Direction::Incoming,
            number: None,
            caller_id: None,
            started_utc_millis: id,
            offset_minutes: 0,
            rings: 0,
            answered_after: None,
            answered_by: None,
            lasted: None,
            outcome: Outcome::Open,
            customer: None,
            note: note.to_owned(),
            handled: false,
            timeline: Vec::new(),
            treatment: None,
        })
    }

    /// Runs a writer by hand, without its thread, over a file that may not grow.
    #[test]
    fn a_full_disk_delays_calls_and_loses_none() {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&dir.path().join("a.db"), Stamp::default()).unwrap();
        let pages: u32 =
            store.conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        store.conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
        let (replies, replies_rx) = bounded(100);
        let mouth = Mouth { replies, is_stopping: Arc::default() };
        let unsaved = Arc::default();
        let mut writer = Writer { store, mouth, backlog: Backlog::default(), unsaved };
        let long = "字".repeat(4_000);
        for tag in 1..=3 {
            let id = i64::try_from(tag).unwrap();
            writer.carry_out(request(tag, Op::OpenCall(record(id, &long))));
            writer.carry_out(request(tag + 10, Op::UpdateCall(record(id, &long))));
        }
        let settings = Op::SaveSettings(vec![("a".into(), long.clone())]);
        writer.carry_out(request(20, settings));
        let said: Vec<Reply> = replies_rx.try_iter().collect();
        let full = |reply: &Reply, expected: bool| {
            matches!(reply, Reply::Failed { error, kept, .. }
                if error.kind == StoreErrorKind::Full && *kept == expected)
        };
        assert!(said.len() == 2 && full(&said[0], true) && full(&said[1], false), "{said:?}");
        assert_eq!(writer.backlog.len(), 3);
        writer.retry();
        assert_eq!(writer.backlog.len(), 3, "still full");
        writer
            .store
            .conn
            .pragma_update_and_check(None, "max_page_count", 100_000, |_| Ok(()))
            .unwrap();
        writer.retry();
        let said: Vec<Reply> = replies_rx.try_iter().collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert_eq!(said[3], Reply::CaughtUp { operations: 3 });
        assert_eq!(writer.store.reader().unwrap().recent(10).unwrap().calls.len(), 3);
    }

    #[test]
    fn what_was_handed_over_before_the_end_is_on_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let (store, _) = Store::open(&path, Stamp::default()).unwrap();
        let (replies, _nobody_reads) = bounded(1);
        let service = Service::start(store, replies).unwrap();
        for id in 1..=50 {
            service.send(request(0, Op::OpenCall(record(id, "")))).unwrap();
        }
        assert_eq!(service.stop(), Stopped { unsaved: 0 });
        assert!(!dir.path().join("a.db-wal").exists(), "the file stands alone");
        let (store, _) = Store::open(&path, Stamp::default()).unwrap();
        assert_eq!(store.reader().unwrap().max_call_id().unwrap(), Some(CallId(50)));
    }
}
