//! The `store-read` thread: answers questions on its own connection, lookups (the telephone is ringing) before
//! everything else: a search that is under way gives way and is asked again. May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId, RecordingId};
use crate::base::number::PhoneNumber;
use crate::base::thread::{self, Worker};
use crate::call::record::{CallSummary, Recording};
use crate::crm::customer::{Candidate, Customer, CustomerSummary};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::reader::{CallFilter, Reader, Recent};
use crate::store::service::{Full, Mouth, Reply, Tag};
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded, select};
use rusqlite::InterruptHandle;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Questions that wait (each kind). When full, the asker is told at once.
const QUEUE: usize = 256;

/// A question to the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Who may this number be? Goes before everything else.
    Lookup {
        /// The number.
        number: PhoneNumber,
        /// The office's area code, or empty.
        home_area: String,
        /// At most so many.
        limit: usize,
    },
    /// The top of the log.
    Recent {
        /// At most so many.
        limit: u32,
    },
    /// Calls, newest first.
    Calls {
        /// Which.
        filter: CallFilter,
        /// Words.
        text: String,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// One call with its timeline.
    Call(CallId),
    /// Customers by name.
    Customers {
        /// Words.
        text: String,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// One card with its calls.
    Customer(CustomerId),
    /// One recording row.
    Recording(RecordingId),
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To `Lookup`: best first.
    Candidates(Vec<Candidate>),
    /// To `Recent`.
    Recent(Recent),
    /// To `Calls`: the page and how many there are in all.
    Calls(Vec<CallSummary>, u32),
    /// To `Call`: `None` when there is no such call.
    Call(Option<Box<CallSummary>>),
    /// To `Customers`: the page and how many there are in all.
    Customers(Vec<CustomerSummary>, u32),
    /// To `Customer`: `None` when there is no such card.
    Customer(Option<Box<(Customer, Vec<CallSummary>)>>),
    /// To `Recording`: `None` when there is no such row.
    Recording(Option<Recording>),
    /// It could not be answered.
    Failed(StoreError),
}

/// A question with its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRequest {
    /// Comes back with the answer.
    pub tag: Tag,
    /// The question.
    pub question: Question,
}

/// The thread and its two queues. The senders stand first: dropped before the thread is joined.
pub(super) struct Reading {
    urgent: Sender<ReadRequest>,
    patient: Sender<ReadRequest>,
    gives_way: Arc<AtomicBool>,
    interrupt: InterruptHandle,
    worker: Worker,
}

impl Reading {
    pub fn start(reader: Reader, mouth: Mouth) -> Result<Self> {
        let (urgent, urgent_rx) = bounded(QUEUE);
        let (patient, patient_rx) = bounded(QUEUE);
        let gives_way = Arc::new(AtomicBool::new(false));
        let interrupt = reader.interrupter();
        let desk = Desk {
            reader,
            mouth,
            urgent: urgent_rx,
            patient: patient_rx,
            again: VecDeque::new(),
            gives_way: Arc::clone(&gives_way),
        };
        let worker = thread::spawn("store-read", move || desk.run())
            .map_err(|error| StoreError::from_io(&error, "starting the reading thread"))?;
        Ok(Self { urgent, patient, gives_way, interrupt, worker })
    }

    pub fn ask(&self, request: ReadRequest) -> std::result::Result<(), Full<ReadRequest>> {
        let is_urgent = matches!(request.question, Question::Lookup { .. });
        let queue = if is_urgent { &self.urgent } else { &self.patient };
        queue.try_send(request).map_err(|error| Full(Box::new(error.into_inner())))?;
        if is_urgent && self.gives_way.load(Ordering::SeqCst) {
            self.interrupt.interrupt();
        }
        Ok(())
    }

    /// Ends what is being answered and waits for the thread. The mouth must have been told to stop.
    pub fn stop(self) {
        let Self { urgent, patient, interrupt, worker, .. } = self;
        drop((urgent, patient));
        interrupt.interrupt();
        drop(worker);
    }
}

/// What the thread owns.
struct Desk {
    reader: Reader,
    mouth: Mouth,
    urgent: Receiver<ReadRequest>,
    patient: Receiver<ReadRequest>,
    /// Gave way once, asked again before new ones.
    again: VecDeque<ReadRequest>,
    gives_way: Arc<AtomicBool>,
}

impl Desk {
    fn run(mut self) {
        while let Some(request) = self.next() {
            if self.mouth.is_stopping() {
                return;
            }
            let is_urgent = matches!(request.question, Question::Lookup { .. });
            self.gives_way.store(!is_urgent, Ordering::SeqCst);
            if !is_urgent && !self.urgent.is_empty() {
                self.again.push_back(request);
                continue;
            }
            let answered = answer(&self.reader, &request.question);
            self.gives_way.store(false, Ordering::SeqCst);
            match answered {
                Err(error) if error.kind == StoreErrorKind::Interrupted => {
                    self.again.push_front(request);
                }
                Err(error) => self.reply(request.tag, Answer::Failed(error)),
                Ok(answer) => self.reply(request.tag, answer),
            }
        }
    }

    /// Lookups, then what gave way, then whatever comes. `None`: nobody can ask any more.
    fn next(&mut self) -> Option<ReadRequest> {
        match self.urgent.try_recv() {
            Ok(request) => return Some(request),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {}
        }
        if let Some(request) = self.again.pop_front() {
            return Some(request);
        }
        select! {
            recv(self.urgent) -> request => request.ok(),
            recv(self.patient) -> request => request.ok(),
        }
    }

    fn reply(&self, tag: Tag, answer: Answer) {
        self.mouth.tell(Reply::Answered { tag, answer: Box::new(answer) });
    }
}

fn answer(reader: &Reader, question: &Question) -> Result<Answer> {
    Ok(match question {
        Question::Lookup { number, home_area, limit } => {
            Answer::Candidates(reader.match_number(number, home_area, *limit)?)
        }
        Question::Recent { limit } => Answer::Recent(reader.recent(*limit)?),
        Question::Calls { filter, text, offset, limit } => {
            let (page, total) = reader.calls(*filter, text, *offset, *limit)?;
            Answer::Calls(page, total)
        }
        Question::Call(id) => Answer::Call(reader.call(*id)?.map(Box::new)),
        Question::Customers { text, offset, limit } => {
            let (page, total) = reader.customers(text, *offset, *limit)?;
            Answer::Customers(page, total)
        }
        Question::Customer(id) => Answer::Customer(reader.customer(*id)?.map(Box::new)),
        Question::Recording(id) => Answer::Recording(reader.recording(*id)?),
    })
}
