//! Questions of the views to the store: asked after a frame, answered before a later one, never waited for.
//! May depend on `engine`'s types and handle, `call`, `crm`.

use crate::call::record::CallSummary;
use crate::call::worklist::log::LogOrder;
use crate::call::worklist::{WorkAnswer, WorkQuestion};
use crate::crm::cards::part;
use crate::crm::customer::Customer;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::{Answer, Query};
use crate::engine::snapshot::Snapshot;
use crate::ui::listing::PAGE;
use crate::ui::state::{Card, CardKey, CustomersState, ViewState};

impl ViewState {
    /// Asks what the views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        self.ask_lists(desk);
        self.ask_details(desk, snap);
        self.ask_cards(desk, snap);
        self.recordings.ask(desk, snap);
        self.dialling.ask(desk, snap);
        self.firewall.ask(desk, snap);
        self.worklist.ask(desk, snap);
        self.places.ask(desk, snap);
        self.statistics.ask(desk, snap);
        self.upkeep.ask(desk, snap);
        self.office.ask(desk, snap);
        for number in std::mem::take(&mut self.customers.owners_wanted) {
            let key = number.key().as_str().to_owned();
            if let Ok(ticket) = desk.ask(Query::WhoIs(number)) {
                self.customers.owners_asked.insert(ticket, key);
            }
        }
    }

    fn ask_lists(&mut self, desk: &dyn Desk) {
        if let Some((question, pages)) = self.calls.list.take_wanted() {
            for page in pages {
                let (offset, limit) = (page * PAGE, PAGE);
                let query = if question.is_narrow() || question.order != LogOrder::Newest {
                    let question = Box::new(question.clone());
                    Query::Worklist(WorkQuestion::Log { question, offset, limit })
                } else {
                    let text = String::new();
                    Query::Calls { filter: question.filter, text, offset, limit }
                };
                match desk.ask(query) {
                    Ok(ticket) => self.calls.list.asked(page, ticket),
                    Err(_) => self.calls.list.not_asked(page),
                }
            }
        }
    }

    fn ask_details(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        let Some(chosen) = self.calls.chosen else { return };
        let now = snap.data_revision;
        let here = self.calls.details.as_ref();
        let fresh = here.is_some_and(|(at, call)| *at == now && call.record.id == chosen);
        let coming = self.calls.details_asked.is_some_and(|(_, id, at)| id == chosen && at == now);
        if !fresh
            && !coming
            && let Ok(ticket) = desk.ask(Query::Call(chosen))
        {
            self.calls.details_asked = Some((ticket, chosen, now));
        }
    }

    fn ask_cards(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        if let Some(CardKey::Stored(id)) = self.customers.open {
            let card = self.customers.cards.entry(CardKey::Stored(id)).or_default();
            if card.revision != Some(snap.data_revision)
                && card.asked.is_none()
                && let Ok(ticket) = desk.ask(Query::Customer(id))
            {
                card.asked = Some(ticket);
                card.revision = Some(snap.data_revision);
            }
        }
        if let Some(opening) = &mut self.customers.opening
            && snap.data_revision > opening.revision
            && opening.ticket.is_none()
        {
            let text = opening.name.clone();
            let query = Query::Customers { text, offset: 0, limit: PAGE };
            opening.ticket = desk.ask(query).ok();
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: Answer) {
        match answer {
            Answer::Calls(rows, total) if self.calls.list.expects(ticket) => {
                self.calls.more = false;
                self.calls.list.answered(ticket, rows, total);
            }
            Answer::Worklist(WorkAnswer::Log(page)) if self.calls.list.expects(ticket) => {
                self.calls.more = page.more;
                self.calls.list.answered(ticket, page.rows, page.total);
            }
            Answer::Calls(..) => {}
            Answer::Call(call) => {
                if let Some((asked, _, revision)) = self.calls.details_asked
                    && asked == ticket
                {
                    self.calls.details_asked = None;
                    self.calls.details = call.map(|call| (revision, call));
                }
            }
            Answer::Customers(rows, _) => {
                let opening = self.customers.opening.as_ref();
                if opening.is_some_and(|opening| opening.ticket == Some(ticket)) {
                    let opening = self.customers.opening.take();
                    let closed = opening.as_ref().is_some_and(|opening| opening.closed);
                    let name = opening.map(|opening| opening.name).unwrap_or_default();
                    let same = rows.iter().filter(|row| row.name == name || row.company == name);
                    if let Some(id) = same.map(|row| row.id).max() {
                        self.customers.forget_saved_new();
                        if !closed {
                            self.customers.open = Some(CardKey::Stored(id));
                        }
                    }
                }
            }
            Answer::Customer(found) => {
                let mut cards = self.customers.cards.values_mut();
                if let Some(card) = cards.find(|card| card.asked == Some(ticket)) {
                    card.asked = None;
                    match found {
                        Some(found) => load(card, *found),
                        None => card.gone = !card.edited(),
                    }
                }
            }
            Answer::WhoIs(found) => {
                if let Some(key) = self.customers.owners_asked.remove(&ticket) {
                    self.customers.owners.insert(key, found);
                }
            }
            Answer::Recordings(answer) => self.recordings.take(ticket, answer),
            Answer::Dialling(answer) => self.dialling.take(ticket, answer),
            Answer::Firewall(answer) => self.firewall.take(ticket, answer),
            Answer::Worklist(answer) => self.worklist.take(ticket, answer),
            Answer::Places(answer) => self.places.take(ticket, answer),
            Answer::Statistics(answer) => self.statistics.take(ticket, answer),
            Answer::Upkeep(answer) => self.upkeep.take(ticket, answer),
            Answer::Office(answer) => self.office.take(ticket, answer),
            Answer::Failed(why) => {
                self.calls.list.failed(ticket);
                self.office.cards.failed(ticket);
                self.office.reports.failed(ticket);
                self.worklist.missed.failed(ticket);
                self.question_failed = Some(why);
            }
        }
    }
}

impl CustomersState {
    /// Forgets the new card that has just been stored.
    fn forget_saved_new(&mut self) {
        self.cards.retain(|key, card| matches!(key, CardKey::Stored(_)) || card.saving.is_none());
    }
}

/// Takes a card over from the store; what was typed stays.
fn load(card: &mut Card, (stored, calls): (Customer, Vec<CallSummary>)) {
    let saved = card.saving.as_ref() == Some(&card.draft) && same_words(&stored, &card.draft);
    if saved || !card.edited() {
        card.draft = stored.clone();
        card.saving = None;
        card.conflicts.clear();
    } else {
        // Typed here, and perhaps changed elsewhere meanwhile: nobody's words are lost.
        let (together, conflicts) = part::three_way(&card.base, &card.draft, &stored);
        card.draft = together;
        if !conflicts.is_empty() {
            card.saving = None; // the store did not take it, or would not
        }
        card.conflicts.extend(conflicts);
        card.conflicts.retain(|part| !part.same(&card.draft, &stored));
    }
    card.base = stored;
    card.calls = calls;
    card.gone = false;
}

/// Whether two cards say the same, whatever the store's ids.
fn same_words(a: &Customer, b: &Customer) -> bool {
    let bare = |customer: &Customer| {
        let mut customer = Customer { id: None, ..customer.clone() };
        customer.numbers.iter_mut().for_each(|number| number.id = None);
        customer
    };
    bare(a) == bare(b)
}
