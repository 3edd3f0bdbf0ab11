//! A desk without an engine: shows the snapshot it is given, remembers commands, answers questions from the sample office.

use super::NOW;
use super::people::{candidate, customers, summary, with_timeline};
use ringdesk::base::clock::{Clock, Stamp};
use ringdesk::base::ids::LineId;
use ringdesk::base::money::Money;
use ringdesk::call::record::{CallSummary, Direction, Outcome};
use ringdesk::call::recordings::{RecordingAnswer, RecordingQuestion};
use ringdesk::call::worklist::log::{LogOrder, LogPage};
use ringdesk::call::worklist::task::{Missed, work_key};
use ringdesk::call::worklist::{WorkAnswer, WorkQuestion};
use ringdesk::crm::agenda::{AgendaAnswer, AgendaQuestion};
use ringdesk::crm::cards::{CardAnswer, CardQuestion, CardRow, KnownWords};
use ringdesk::crm::customer::Customer;
use ringdesk::crm::files::{FileAnswer, FileQuestion};
use ringdesk::crm::goods::{GoodsAnswer, GoodsQuestion};
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::crm::orders::order::OrderSums;
use ringdesk::crm::orders::{OrderAnswer, OrderQuestion};
use ringdesk::crm::reports::{ReportAnswer, ReportQuestion, SalesReport};
use ringdesk::crm::staff::{Roster, StaffAnswer, StaffQuestion};
use ringdesk::crm::transfer::TransferAnswer;
use ringdesk::engine::command::Command;
use ringdesk::engine::handle::{Desk, NotTaken, Ticket};
use ringdesk::engine::query::{Answer, CallFilter, Query};
use ringdesk::engine::settings::Language;
use ringdesk::engine::snapshot::Snapshot;
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Wake = Box<dyn Fn() + Send + Sync>;
type Topic = Box<dyn Fn(&Query) -> Option<Answer> + Send + Sync>;

struct Inside {
    snapshot: Arc<Snapshot>,
    mono: Duration,
    commands: Vec<Command>,
    answers: Vec<(Ticket, Answer)>,
    asked: Vec<Query>,
    tickets: u64,
    full: bool,
    silent: bool,
    wake: Option<Wake>,
    topic: Option<Topic>,
}

/// The stub. Clones share one inside: the test keeps one, the window gets another.
#[derive(Clone)]
pub struct StubDesk(Arc<Mutex<Inside>>);

impl StubDesk {
    pub fn new(snapshot: Snapshot) -> Self {
        Self(Arc::new(Mutex::new(Inside {
            snapshot: Arc::new(snapshot),
            mono: NOW.mono,
            commands: Vec::new(),
            answers: Vec::new(),
            asked: Vec::new(),
            tickets: 0,
            full: false,
            silent: false,
            wake: None,
            topic: None,
        })))
    }

    /// Replaces the snapshot, as the engine does, and wakes the window.
    pub fn show(&self, change: impl FnOnce(&mut Snapshot)) {
        let mut inside = self.0.lock().unwrap();
        let mut snapshot = inside.snapshot.as_ref().clone();
        change(&mut snapshot);
        snapshot.revision += 1;
        inside.snapshot = Arc::new(snapshot);
        if let Some(wake) = &inside.wake {
            wake();
        }
    }

    /// Answers questions that the sample office cannot, or answers them otherwise.
    pub fn answer_with(&self, topic: impl Fn(&Query) -> Option<Answer> + Send + Sync + 'static) {
        self.0.lock().unwrap().topic = Some(Box::new(topic));
    }

    pub fn advance(&self, by: Duration) {
        self.0.lock().unwrap().mono += by;
    }

    /// Lets the queue be full, or not.
    pub fn set_full(&self, full: bool) {
        self.0.lock().unwrap().full = full;
    }

    /// Lets answers stay on their way, as on a slow disk.
    pub fn set_silent(&self, silent: bool) {
        self.0.lock().unwrap().silent = silent;
    }

    pub fn commands(&self) -> Vec<Command> {
        self.0.lock().unwrap().commands.clone()
    }

    pub fn asked(&self) -> Vec<Query> {
        self.0.lock().unwrap().asked.clone()
    }
}

impl Desk for StubDesk {
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.lock().unwrap().snapshot)
    }

    fn now_mono(&self) -> Duration {
        self.0.lock().unwrap().mono
    }

    fn send(&self, command: Command) -> Result<(), NotTaken> {
        let mut inside = self.0.lock().unwrap();
        if inside.full {
            return Err(NotTaken);
        }
        inside.commands.push(command);
        Ok(())
    }

    fn ask(&self, query: Query) -> Result<Ticket, NotTaken> {
        let mut inside = self.0.lock().unwrap();
        inside.tickets += 1;
        let ticket = Ticket(inside.tickets);
        let topic = inside.topic.as_ref().and_then(|topic| topic(&query));
        let answer = topic.unwrap_or_else(|| answer(&inside.snapshot, &query));
        inside.asked.push(query);
        if inside.silent {
            return Ok(ticket);
        }
        inside.answers.push((ticket, answer));
        if let Some(wake) = &inside.wake {
            wake();
        }
        Ok(ticket)
    }

    fn answers(&self) -> Vec<(Ticket, Answer)> {
        std::mem::take(&mut self.0.lock().unwrap().answers)
    }

    fn on_news(&self, wake: Wake) {
        self.0.lock().unwrap().wake = Some(wake);
    }
}

fn fits(call: &CallSummary, filter: CallFilter) -> bool {
    let record = &call.record;
    match filter {
        CallFilter::All => true,
        CallFilter::Incoming => {
            record.direction == Direction::Incoming && record.outcome != Outcome::Missed
        }
        CallFilter::Outgoing => record.direction == Direction::Outgoing,
        CallFilter::Missed => record.outcome == Outcome::Missed,
        CallFilter::ToDo => record.outcome == Outcome::Missed && !record.handled,
    }
}

/// The sample office's calls that fit chip and words.
fn found(snap: &Snapshot, filter: CallFilter, text: &str) -> Vec<CallSummary> {
    let says = |call: &&CallSummary| {
        let number = call.record.number.as_ref().map_or("", |n| n.as_str());
        [call.party.as_str(), number, &call.record.note].iter().any(|s| s.contains(text))
    };
    snap.recent.iter().filter(|call| fits(call, filter)).filter(says).cloned().collect()
}

/// The sample office's log as work: a caller a row, filters by what the sample calls have.
fn work(snap: &Snapshot, question: &WorkQuestion) -> Answer {
    let waiting = found(snap, CallFilter::ToDo, "");
    let key = |call: &CallSummary| work_key(call.record.id, call.record.number.as_ref());
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Answer::Worklist(match question {
        WorkQuestion::Log { question, offset, limit } => {
            let mut rows = found(snap, question.filter, &question.text);
            rows.retain(|call| {
                let record = &call.record;
                question.from_utc_millis.is_none_or(|from| record.started_utc_millis >= from)
                    && question.until_utc_millis.is_none_or(|end| record.started_utc_millis < end)
                    && (!question.noted || !record.note.is_empty())
                    && (!question.recorded || !call.recordings.is_empty())
                    && (question.result.is_empty() || call.work.result == question.result)
                    && question.customer.is_none_or(|who| record.customer == Some(who))
            });
            if question.order == LogOrder::Oldest {
                rows.reverse();
            }
            let total = count(rows.len());
            let rows = rows.into_iter().skip(*offset as usize).take(*limit as usize).collect();
            WorkAnswer::Log(LogPage { rows, total, more: false })
        }
        WorkQuestion::Missed { .. } => {
            let mut rows: Vec<Missed> = Vec::new();
            for call in waiting {
                match rows.iter_mut().find(|row| row.key == key(&call)) {
                    Some(row) => row.count += 1,
                    None => rows.push(Missed { key: key(&call), newest: call, count: 1 }),
                }
            }
            let total = count(rows.len());
            WorkAnswer::Missed(rows, total)
        }
        WorkQuestion::MissedOf(wanted) => {
            let calls = waiting.into_iter().filter(|call| key(call) == *wanted).collect();
            WorkAnswer::MissedOf(wanted.clone(), calls)
        }
        WorkQuestion::Seats => WorkAnswer::Seats(vec!["Anna".into()], vec![LineId(0)]),
        WorkQuestion::Kept(_) => WorkAnswer::Kept(Vec::new()),
    })
}

fn card_row(customer: &Customer) -> CardRow {
    CardRow {
        summary: summary(customer),
        tags: customer.tags.clone(),
        owner: customer.owner,
        follow_up: customer.follow_up.clone(),
    }
}

/// The sample office's cards: no fields of its own, no drafts, no duplicates.
fn cards(people: &[Customer], question: &CardQuestion) -> Answer {
    let answer = match question {
        CardQuestion::Fields => CardAnswer::Fields(Vec::new()),
        CardQuestion::List { filter, .. } => {
            let fits = |c: &&Customer| {
                c.name.contains(filter.text.as_str())
                    && (filter.class.is_empty() || c.class == filter.class)
            };
            let rows: Vec<CardRow> = people.iter().filter(fits).map(card_row).collect();
            let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            CardAnswer::List(rows, total)
        }
        CardQuestion::Chosen(ids, _) => {
            let chosen = people.iter().filter(|c| c.id.is_some_and(|id| ids.contains(&id)));
            CardAnswer::Chosen(chosen.map(card_row).collect())
        }
        CardQuestion::Known => CardAnswer::Known(KnownWords::default()),
        CardQuestion::Drafts => CardAnswer::Drafts(Vec::new()),
        CardQuestion::Alike(_) => CardAnswer::Alike(Vec::new()),
        CardQuestion::Groups(likeness, _) => CardAnswer::Groups(*likeness, Vec::new()),
        CardQuestion::Pair(a, b) => {
            let one = |id| people.iter().find(|c| c.id == Some(id)).map(|c| (c.clone(), 3));
            CardAnswer::Pair(one(*a).zip(one(*b)).map(|(a, b)| Box::new([a, b])))
        }
        CardQuestion::Changes(id, _) => CardAnswer::Changes(*id, Vec::new()),
    };
    Answer::Office(OfficeAnswer::Cards(answer))
}

/// Nobody has ordered anything yet.
fn no_orders(question: &OrderQuestion) -> OrderAnswer {
    match question {
        OrderQuestion::Orders { .. } => OrderAnswer::Orders(Vec::new(), 0, OrderSums::default()),
        OrderQuestion::Order(_) => OrderAnswer::Order(None),
        OrderQuestion::Desk(customer) => OrderAnswer::Desk(*customer, None),
        OrderQuestion::Slip(_) => OrderAnswer::Slip(None),
        OrderQuestion::Payments { .. } => OrderAnswer::Payments(Vec::new(), 0, Money::ZERO),
        OrderQuestion::Statement { .. } => OrderAnswer::Statement(Box::default()),
    }
}

/// An office in which nothing was sold, said or kept yet.
fn office(question: &OfficeQuestion) -> Answer {
    Answer::Office(match question {
        OfficeQuestion::Orders(question) => OfficeAnswer::Orders(no_orders(question)),
        OfficeQuestion::Goods(question) => OfficeAnswer::Goods(match question {
            GoodsQuestion::Products { .. } => GoodsAnswer::Products(Vec::new(), 0),
            GoodsQuestion::Movements { .. } => GoodsAnswer::Movements(Vec::new(), 0),
            GoodsQuestion::Categories => GoodsAnswer::Categories(Vec::new()),
        }),
        OfficeQuestion::Files(FileQuestion::Of(subject)) => {
            OfficeAnswer::Files(FileAnswer::Of(*subject, Vec::new()))
        }
        OfficeQuestion::Agenda(AgendaQuestion::Today(_)) => {
            OfficeAnswer::Agenda(AgendaAnswer::Today(Box::default()))
        }
        OfficeQuestion::Agenda(AgendaQuestion::Month { from, .. }) => {
            OfficeAnswer::Agenda(AgendaAnswer::Month(*from, Vec::new()))
        }
        OfficeQuestion::Agenda(AgendaQuestion::List { .. }) => {
            OfficeAnswer::Agenda(AgendaAnswer::List(Vec::new(), 0))
        }
        OfficeQuestion::Staff(StaffQuestion::Roster) => {
            OfficeAnswer::Staff(StaffAnswer::Roster(Roster::default()))
        }
        OfficeQuestion::Staff(StaffQuestion::Journal { .. }) => {
            OfficeAnswer::Staff(StaffAnswer::Journal(Vec::new(), false))
        }
        OfficeQuestion::Transfer(_) => {
            OfficeAnswer::Transfer(TransferAnswer::Imports(Vec::new(), 0))
        }
        OfficeQuestion::Reports(ReportQuestion::Sales { .. }) => {
            OfficeAnswer::Reports(ReportAnswer::Sales(Box::<SalesReport>::default()))
        }
        _ => return Answer::Failed("the sample office does not know".to_owned()),
    })
}

fn answer(snap: &Snapshot, query: &Query) -> Answer {
    let language = snap.settings.language.unwrap_or(Language::English);
    let people = if snap.recent.is_empty() { Vec::new() } else { customers(language) };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    match query {
        Query::Calls { filter, text, offset, limit } => {
            let all = found(snap, *filter, text);
            let total = count(all.len());
            let page = all.into_iter().skip(*offset as usize).take(*limit as usize).collect();
            Answer::Calls(page, total)
        }
        Query::Worklist(question) => work(snap, question),
        Query::Call(id) => {
            let found = snap.recent.iter().find(|call| call.record.id == *id);
            Answer::Call(found.cloned().map(|call| Box::new(with_timeline(call))))
        }
        Query::Customers { text, .. } => {
            let found: Vec<_> =
                people.iter().filter(|c| c.name.contains(text.as_str())).map(summary).collect();
            let total = count(found.len());
            Answer::Customers(found, total)
        }
        Query::Customer(id) => {
            let found = people.into_iter().find(|c| c.id == Some(*id));
            let calls: Vec<CallSummary> =
                snap.recent.iter().filter(|c| c.record.customer == Some(*id)).cloned().collect();
            Answer::Customer(found.map(|found| Box::new((found, calls))))
        }
        Query::WhoIs(number) => {
            let has = |index: &usize| {
                people[*index].numbers.iter().any(|n| n.number.key() == number.key())
            };
            Answer::WhoIs((0..people.len()).filter(has).map(|i| candidate(language, i)).collect())
        }
        Query::Office(OfficeQuestion::Cards(question)) => cards(&people, question),
        Query::Recordings(RecordingQuestion::Details(id)) => {
            let mut all = snap.recent.iter().flat_map(|call| &call.recordings);
            let found = all.find(|recording| recording.id == *id).cloned();
            let details = found.map(|recording| Box::new(super::tape::details(recording)));
            Answer::Recordings(RecordingAnswer::Details(details))
        }
        Query::Office(question) => office(question),
        _ => Answer::Failed("the sample office does not know".to_owned()),
    }
}

/// A clock that always says [`NOW`].
pub struct StubClock;

impl Clock for StubClock {
    fn now(&self) -> Stamp {
        NOW
    }
}
