//! Questions of the counter's views to the store, and their answers. May depend on `ui`, and types of `engine`, `crm`.

use super::{OrderState, Picker, Printing};
use crate::base::ids::CustomerId;
use crate::crm::goods::product::Shelf;
use crate::crm::goods::{GoodsQuestion, ProductFilter};
use crate::crm::office::OfficeQuestion;
use crate::crm::orders::account::Desk as Balances;
use crate::crm::orders::order::Order;
use crate::crm::orders::{OrderAnswer, OrderFilter, OrderQuestion};
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::listing::PAGE;

/// Products offered while somebody types.
const OFFERED: u32 = 8;
/// Customers remembered.
const MOST_DESKS: usize = 64;

fn ask(desk: &dyn Desk, question: OrderQuestion) -> Option<Ticket> {
    desk.ask(Query::Office(OfficeQuestion::Orders(question))).ok()
}

impl OrderState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        self.ask_lists(desk);
        self.ask_shown(desk, snap.data_revision);
        self.ask_desks(desk, snap);
        self.picker.ask(desk, snap.data_revision);
        if self.form.is_some() {
            self.whom.ask(desk, snap.data_revision);
        }
        if let Some((customer, ticket @ None)) = &mut self.statement {
            let question =
                OrderQuestion::Statement { customer: *customer, from: 0, until: i64::MAX };
            *ticket = ask(desk, question);
        }
        self.account.ask(desk, |customer| {
            let (customer, from, until) = (*customer, 0, i64::MAX);
            let question = OrderQuestion::Statement { customer, from, until };
            Query::Office(OfficeQuestion::Orders(question))
        });
        if let Some(printing) = &mut self.printing
            && printing.asked.is_none()
            && let Some(ticket) = ask(desk, OrderQuestion::Slip(printing.order))
        {
            printing.asked = Some((ticket, snap.data_revision));
        }
    }

    fn ask_lists(&mut self, desk: &dyn Desk) {
        if let Some((filter, pages)) = self.list.take_wanted() {
            for page in pages {
                let filter = filter.clone();
                let (offset, limit) = (page * PAGE, PAGE);
                match ask(desk, OrderQuestion::Orders { filter, offset, limit }) {
                    Some(ticket) => self.list.asked(page, ticket),
                    None => self.list.not_asked(page),
                }
            }
        }
        if let Some((filter, pages)) = self.payments.take_wanted() {
            for page in pages {
                let filter = filter.clone();
                let (offset, limit) = (page * PAGE, PAGE);
                match ask(desk, OrderQuestion::Payments { filter, offset, limit }) {
                    Some(ticket) => self.payments.asked(page, ticket),
                    None => self.payments.not_asked(page),
                }
            }
        }
        // What was just stored stands at the top of all orders, and perhaps not among some.
        if self.filter != OrderFilter::default() {
            self.show_newest = None;
        }
    }

    fn ask_shown(&mut self, desk: &dyn Desk, now: u64) {
        let Some(chosen) = self.chosen else { return };
        let fresh = self.shown.as_ref().is_some_and(|(at, order)| *at == now && order.id == chosen);
        let coming = self.shown_asked.is_some_and(|(_, id, at)| id == chosen && at == now);
        if !fresh
            && !coming
            && let Some(ticket) = ask(desk, OrderQuestion::Order(chosen))
        {
            self.shown_asked = Some((ticket, chosen, now));
        }
    }

    fn ask_desks(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        let mut wanted = std::mem::take(&mut self.wanted);
        for call in &snap.calls {
            wanted.extend(call.record.customer);
            let people = call.candidates.as_deref().into_iter().flatten();
            wanted.extend(people.filter_map(|candidate| candidate.customer.id));
        }
        wanted.extend(self.quick.as_ref().and_then(super::Quick::customer));
        for customer in wanted {
            let known = self.desks.entry(customer).or_default();
            if known.revision == Some(snap.data_revision) {
                continue;
            }
            if let Some(ticket) = ask(desk, OrderQuestion::Desk(customer)) {
                known.revision = Some(snap.data_revision);
                self.desks_asked.insert(ticket.0, customer);
            }
        }
        while self.desks.len() > MOST_DESKS {
            self.desks.pop_first();
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: OrderAnswer) {
        match answer {
            OrderAnswer::Orders(rows, total, sums) => {
                if !self.list.expects(ticket) {
                    return;
                }
                if let Some(before) = self.show_newest
                    && let Some(newest) = rows.first().map(|row| row.id)
                    && newest.0.unsigned_abs() > before
                {
                    self.chosen = Some(newest);
                    self.show_newest = None;
                }
                self.sums = sums;
                self.list.answered(ticket, rows, total);
            }
            OrderAnswer::Order(found) => {
                if let Some((asked, _, revision)) = self.shown_asked
                    && asked == ticket
                {
                    self.shown_asked = None;
                    self.shown = found.map(|order| (revision, *order));
                    if self.shown.is_none() {
                        self.chosen = None;
                    }
                }
            }
            OrderAnswer::Desk(customer, found) => self.take_desk(ticket, customer, found),
            OrderAnswer::Slip(found) => self.take_slip(ticket, found),
            OrderAnswer::Payments(rows, total, sum) => {
                if self.payments.expects(ticket) {
                    self.payments_sum = sum;
                    self.payments.answered(ticket, rows, total);
                }
            }
            OrderAnswer::Statement(found) => {
                if self.account.expects(ticket) {
                    self.account.take(ticket, *found);
                    return;
                }
                if self.statement.as_ref().is_some_and(|(_, asked)| *asked == Some(ticket)) {
                    self.statement_found = Some(*found);
                }
            }
        }
    }

    fn take_slip(&mut self, ticket: Ticket, found: Option<Box<(Order, Option<Balances>)>>) {
        let expected =
            |printing: &mut Printing| printing.asked.is_some_and(|(asked, _)| asked == ticket);
        if let Some(printing) = self.printing.take_if(expected) {
            self.slip_found = found.map(|found| (printing, found));
        }
    }

    fn take_desk(&mut self, ticket: Ticket, customer: CustomerId, found: Option<Box<Balances>>) {
        if self.desks_asked.remove(&ticket.0).is_none() {
            return;
        }
        let known = self.desks.entry(customer).or_default();
        known.desk = found.map(|found| *found);
        if let Some(quick) = &mut self.quick {
            quick.know(customer, known.desk.as_ref());
        }
        if let Some(form) = &mut self.form {
            form.know(customer, known.desk.as_ref());
        }
    }

    /// Whether this ticket is for the search of a product.
    #[must_use]
    pub fn expects_products(&self, ticket: Ticket) -> bool {
        self.picker.ticket == Some(ticket)
    }

    /// Whether this ticket is for the search of a customer.
    #[must_use]
    pub fn expects_people(&self, ticket: Ticket) -> bool {
        self.whom.expects(ticket)
    }

    /// Products that were searched for.
    pub fn take_products(&mut self, found: Vec<Shelf>) {
        self.picker.ticket = None;
        self.picker.found = found;
        if std::mem::take(&mut self.picker.take_first)
            && let Some(form) = &mut self.form
            && let Some(first) = self.picker.found.first()
        {
            form.add(first);
            self.picker.text.clear();
        }
    }
}

impl Picker {
    fn ask(&mut self, desk: &dyn Desk, revision: u64) {
        let text = self.text.trim().to_owned();
        let now = Some((text.clone(), revision));
        if text.is_empty() {
            self.found.clear();
            self.asked = None;
            return;
        }
        if self.asked == now {
            return;
        }
        let filter = ProductFilter { text, ..ProductFilter::default() };
        let question = GoodsQuestion::Products { filter, offset: 0, limit: OFFERED };
        if let Ok(ticket) = desk.ask(Query::Office(OfficeQuestion::Goods(question))) {
            self.ticket = Some(ticket);
            self.asked = now;
        }
    }

    /// The first of what is found for what is typed; what is not there yet is taken when it comes.
    pub(super) fn first(&mut self) -> Option<Shelf> {
        if self.ticket.is_some()
            || self.asked.as_ref().is_none_or(|(text, _)| text != self.text.trim())
        {
            self.take_first = !self.text.trim().is_empty();
            return None;
        }
        self.found.first().cloned()
    }
}
