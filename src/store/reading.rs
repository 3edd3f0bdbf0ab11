//! Two reading threads with a connection each: `store-lookup` says who is calling and does nothing else, so that no
//! search stands in its way; `store-read` answers every other question. May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId, RecordingId};
use crate::base::number::PhoneNumber;
use crate::base::thread::{self, Worker};
use crate::call::dialling::{DialAnswer, DialQuestion};
use crate::call::firewall::{FirewallAnswer, FirewallQuestion};
use crate::call::places::{PlaceAnswer, PlaceQuestion};
use crate::call::record::{CallSummary, Recording};
use crate::call::recordings::{RecordingAnswer, RecordingQuestion};
use crate::call::statistics::{StatisticsAnswer, StatisticsQuestion};
use crate::call::upkeep::{UpkeepAnswer, UpkeepQuestion};
use crate::call::worklist::{WorkAnswer, WorkQuestion};
use crate::crm::customer::{Candidate, Customer, CustomerSummary};
use crate::crm::office::{OfficeAnswer, OfficeQuestion};
use crate::crm::staff::sight::Sight;
use crate::store::error::{Result, StoreError};
use crate::store::reader::{CallFilter, Reader, Recent};
use crate::store::service::{Full, Mouth, Reply, Tag};
use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::InterruptHandle;
use std::sync::Arc;

/// Questions that wait, for each thread. When full, the asker is told at once.
const QUEUE: usize = 256;

/// A question to the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Who may this number be? Has a thread of its own.
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
    /// See [`recordings`](crate::call::recordings).
    Recordings(RecordingQuestion),
    /// See [`dialling`](crate::call::dialling).
    Dialling(DialQuestion),
    /// See [`firewall`](crate::call::firewall).
    Firewall(FirewallQuestion),
    /// See [`worklist`](crate::call::worklist).
    Worklist(WorkQuestion),
    /// See [`places`](crate::call::places).
    Places(PlaceQuestion),
    /// See [`statistics`](crate::call::statistics).
    Statistics(StatisticsQuestion),
    /// See [`upkeep`](crate::call::upkeep).
    Upkeep(UpkeepQuestion),
    /// See [`office`](crate::crm::office).
    Office(OfficeQuestion),
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
    /// See [`recordings`](crate::call::recordings).
    Recordings(RecordingAnswer),
    /// See [`dialling`](crate::call::dialling).
    Dialling(DialAnswer),
    /// See [`firewall`](crate::call::firewall).
    Firewall(FirewallAnswer),
    /// See [`worklist`](crate::call::worklist).
    Worklist(WorkAnswer),
    /// See [`places`](crate::call::places).
    Places(PlaceAnswer),
    /// See [`statistics`](crate::call::statistics).
    Statistics(StatisticsAnswer),
    /// See [`upkeep`](crate::call::upkeep).
    Upkeep(UpkeepAnswer),
    /// See [`office`](crate::crm::office).
    Office(OfficeAnswer),
    /// It could not be answered.
    Failed(StoreError),
}

/// A question with its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRequest {
    /// Comes back with the answer.
    pub tag: Tag,
    /// Whose eyes the answer is for; `None`: the program's, or somebody's from whom nothing is kept.
    pub sight: Option<Arc<Sight>>,
    /// The question.
    pub question: Question,
}

/// The two threads.
pub(super) struct Reading {
    lookups: Answerer,
    others: Answerer,
}

impl Reading {
    /// Starts both threads; `open` gives each its connection.
    pub fn start(open: impl Fn() -> Result<Reader>, mouth: &Mouth) -> Result<Self> {
        let lookups = Answerer::start("store-lookup", open()?, mouth.clone())?;
        let others = Answerer::start("store-read", open()?, mouth.clone())?;
        Ok(Self { lookups, others })
    }

    pub fn ask(&self, request: ReadRequest) -> std::result::Result<(), Full<ReadRequest>> {
        let answerer = match request.question {
            // Somebody waits for both with a receiver in the hand.
            Question::Lookup { .. } | Question::Dialling(DialQuestion::Suppressed(_)) => {
                &self.lookups
            }
            _ => &self.others,
        };
        answerer.ask(request)
    }

    /// Ends what is being answered and waits for the threads. The mouth must have been told to stop.
    pub fn stop(self) {
        self.lookups.stop();
        self.others.stop();
    }
}

/// One thread and its queue. The sender stands first: dropped before the thread is joined.
struct Answerer {
    questions: Sender<ReadRequest>,
    interrupt: InterruptHandle,
    worker: Worker,
}

impl Answerer {
    fn start(name: &str, reader: Reader, mouth: Mouth) -> Result<Self> {
        let (questions, inbox) = bounded(QUEUE);
        let interrupt = reader.interrupter();
        let worker = thread::spawn(name, move || run(&reader, &inbox, &mouth))
            .map_err(|error| StoreError::from_io(&error, "starting a reading thread"))?;
        Ok(Self { questions, interrupt, worker })
    }

    fn ask(&self, request: ReadRequest) -> std::result::Result<(), Full<ReadRequest>> {
        self.questions.try_send(request).map_err(|error| Full(Box::new(error.into_inner())))
    }

    fn stop(self) {
        let Self { questions, interrupt, worker } = self;
        drop(questions);
        interrupt.interrupt();
        drop(worker);
    }
}

/// Answers until nobody can ask any more.
fn run(reader: &Reader, questions: &Receiver<ReadRequest>, mouth: &Mouth) {
    for ReadRequest { tag, sight, question } in questions {
        if mouth.is_stopping() {
            return;
        }
        let answer = reader.look_as(sight).and_then(|()| answer(reader, &question));
        let answer = answer.unwrap_or_else(Answer::Failed);
        mouth.tell(Reply::Answered { tag, answer: Box::new(answer) });
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
        Question::Recordings(question) => Answer::Recordings(reader.recordings(question)?),
        Question::Dialling(question) => Answer::Dialling(reader.dialling(question)?),
        Question::Firewall(question) => Answer::Firewall(reader.firewall(question)?),
        Question::Worklist(question) => Answer::Worklist(reader.worklist(question)?),
        Question::Places(question) => Answer::Places(reader.places(question)?),
        Question::Statistics(question) => Answer::Statistics(reader.statistics(question)?),
        Question::Upkeep(question) => Answer::Upkeep(reader.upkeep(question)?),
        Question::Office(question) => Answer::Office(reader.office(question)?),
    })
}
