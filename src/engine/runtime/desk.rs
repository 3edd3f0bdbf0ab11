//! The client's door to the running engine: the newest picture, commands down, questions and answers. Never waits.
//! May depend on `store` (questions) and the engine's types.

use crate::base::clock::Clock;
use crate::engine::command::Command;
use crate::engine::handle::{Desk, NotTaken, Ticket};
use crate::engine::query::{self, Query};
use crate::engine::runtime::slot::{Viewer, Waker};
use crate::engine::runtime::tags;
use crate::engine::snapshot::Snapshot;
use crate::store::service::{Answer, Question, ReadRequest, Service};
use crossbeam_channel::{Receiver, Sender};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Candidates shown for one number.
pub(super) const CANDIDATES: usize = 8;

/// An answer on its way to the client.
pub(super) type Answered = (Ticket, query::Answer);

/// The door.
pub(super) struct EngineDesk {
    pub(super) viewer: Viewer,
    pub(super) commands: Sender<Command>,
    pub(super) service: Weak<Service>,
    pub(super) answers: Receiver<Answered>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) waker: Arc<Waker>,
    pub(super) tickets: AtomicU64,
}

impl Desk for EngineDesk {
    fn snapshot(&self) -> Arc<Snapshot> {
        self.viewer.newest()
    }

    fn now_mono(&self) -> Duration {
        self.clock.now().mono
    }

    fn send(&self, command: Command) -> Result<(), NotTaken> {
        self.commands.try_send(command).or(Err(NotTaken))
    }

    fn ask(&self, query: Query) -> Result<Ticket, NotTaken> {
        let ticket = Ticket(self.tickets.fetch_add(1, Ordering::Relaxed));
        let newest = self.viewer.newest();
        let home_area = newest.settings.home_area_code.clone();
        let sight = newest.office.staff.sight.clone();
        let question = question(query, home_area);
        let request = ReadRequest { tag: tags::desk(ticket), sight, question };
        let service = self.service.upgrade().ok_or(NotTaken)?;
        service.ask(request).map(|()| ticket).or(Err(NotTaken))
    }

    fn answers(&self) -> Vec<(Ticket, query::Answer)> {
        self.answers.try_iter().collect()
    }

    fn on_news(&self, wake: Box<dyn Fn() + Send + Sync>) {
        self.waker.register(wake);
    }
}

/// The store's words for a view's question.
fn question(query: Query, home_area: String) -> Question {
    match query {
        Query::Calls { filter, text, offset, limit } => {
            Question::Calls { filter, text, offset, limit }
        }
        Query::Call(id) => Question::Call(id),
        Query::Customers { text, offset, limit } => Question::Customers { text, offset, limit },
        Query::Customer(id) => Question::Customer(id),
        Query::Recordings(question) => Question::Recordings(question),
        Query::Dialling(question) => Question::Dialling(question),
        Query::Firewall(question) => Question::Firewall(question),
        Query::Worklist(question) => Question::Worklist(question),
        Query::Places(question) => Question::Places(question),
        Query::Statistics(question) => Question::Statistics(question),
        Query::Upkeep(question) => Question::Upkeep(question),
        Query::Office(question) => Question::Office(question),
        Query::WhoIs(number) => Question::Lookup { number, home_area, limit: CANDIDATES },
    }
}

/// The view's words for the store's answer.
pub(super) fn answer(answer: Answer) -> query::Answer {
    match answer {
        Answer::Candidates(found) => query::Answer::WhoIs(found),
        Answer::Calls(page, total) => query::Answer::Calls(page, total),
        Answer::Recent(recent) => {
            let total = u32::try_from(recent.calls.len()).unwrap_or(u32::MAX);
            query::Answer::Calls(recent.calls, total)
        }
        Answer::Call(found) => query::Answer::Call(found),
        Answer::Customers(page, total) => query::Answer::Customers(page, total),
        Answer::Customer(found) => query::Answer::Customer(found),
        Answer::Recording(_) => query::Answer::Failed("no view asks for a recording".to_owned()),
        Answer::Recordings(found) => query::Answer::Recordings(found),
        Answer::Dialling(found) => query::Answer::Dialling(found),
        Answer::Firewall(found) => query::Answer::Firewall(found),
        Answer::Worklist(found) => query::Answer::Worklist(found),
        Answer::Places(found) => query::Answer::Places(found),
        Answer::Statistics(found) => query::Answer::Statistics(found),
        Answer::Upkeep(found) => query::Answer::Upkeep(found),
        Answer::Office(found) => query::Answer::Office(found),
        Answer::Failed(error) => query::Answer::Failed(error.to_string()),
    }
}
