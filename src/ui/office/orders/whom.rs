//! Whose order it is: a name, its first letters in pinyin or a part of a number is typed, Enter takes the first who fits.
//! What fits nobody stays as it is typed: a sale to somebody without a card. May depend on `ui`, and types of `crm`.

use super::OrderState;
use super::form::Form;
use crate::crm::cards::{CardFilter, CardQuestion, CardRow};
use crate::crm::customer::CustomerSummary;
use crate::crm::office::OfficeQuestion;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap};
use egui::{Key, Ui};

/// Characters of a chosen name that are shown.
const MOST_NAME: usize = 40;
/// Customers offered while somebody types.
const OFFERED: u32 = 6;

/// The search for whoever orders.
#[derive(Debug, Default)]
pub(super) struct Whom {
    /// What the answer is for, and the store's state then.
    asked: Option<(String, u64)>,
    ticket: Option<Ticket>,
    found: Vec<CardRow>,
    /// Enter was pressed before the answer was there.
    take_first: bool,
    /// The search goes on with what stands in the form's field.
    wanted: String,
}

impl Whom {
    pub fn ask(&mut self, desk: &dyn Desk, revision: u64) {
        if self.wanted.is_empty() {
            *self = Self::default();
            return;
        }
        let now = Some((self.wanted.clone(), revision));
        if self.asked == now {
            return;
        }
        let filter = Box::new(CardFilter { text: self.wanted.clone(), ..CardFilter::default() });
        let question = CardQuestion::List { filter, offset: 0, limit: OFFERED };
        if let Ok(ticket) = desk.ask(Query::Office(OfficeQuestion::Cards(question))) {
            self.ticket = Some(ticket);
            self.asked = now;
        }
    }

    pub fn expects(&self, ticket: Ticket) -> bool {
        self.ticket == Some(ticket)
    }

    /// The first of what is found for what is typed; what is not there yet is taken when it comes.
    fn first(&mut self) -> Option<CustomerSummary> {
        let here = self.asked.as_ref().is_some_and(|(text, _)| *text == self.wanted);
        if !here || self.ticket.is_some() {
            self.take_first = true;
            return None;
        }
        self.found.first().map(|row| row.summary.clone())
    }
}

impl OrderState {
    /// Customers that were searched for.
    pub fn take_people(&mut self, found: Vec<CardRow>) {
        self.whom.ticket = None;
        self.whom.found = found;
        if std::mem::take(&mut self.whom.take_first) {
            let first = self.whom.found.first().map(|row| row.summary.clone());
            if let Some(first) = first
                && let Some(mut form) = self.form.take()
            {
                self.order_for(&mut form, &first);
                self.form = Some(form);
            }
        }
    }

    /// The order is this customer's from now on.
    fn order_for(&mut self, form: &mut Form, who: &CustomerSummary) {
        form.choose(who);
        form.know(who.id, self.known_desk(who.id));
        self.wanted.insert(who.id);
        self.whom = Whom::default();
    }
}

/// Draws the field, or who was chosen.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut OrderState, form: &mut Form) {
    match form.customer() {
        Some(customer) => {
            let desk = state.known_desk(customer);
            let balances = desk.map(|desk| super::words::balances(scene, desk));
            ui.horizontal_wrapped(|ui| {
                controls::lead(ui, scene.t("orders.customer"));
                let name: String = form.name().chars().take(MOST_NAME).collect();
                controls::pill(ui, Some(Icon::Person), &name, Mood::Good);
                let other = scene.t("orders.other_customer");
                if controls::press(ui, None, other, Weight::Quiet).clicked() {
                    form.forget_customer();
                }
            });
            if let Some(text) = balances {
                controls::small(ui, text);
            }
        }
        None => search(ui, scene, state, form),
    }
    ui.add_space(gap::TIGHT);
}

fn search(ui: &mut Ui, scene: &Scene<'_>, state: &mut OrderState, form: &mut Form) {
    let width = (ui.available_width() - crate::ui::tokens::size::LABEL - 24.0).clamp(120.0, 420.0);
    let hint = scene.t("orders.whom_hint");
    let field = ui
        .horizontal(|ui| {
            let id = controls::lead(ui, scene.t("orders.customer"));
            let text = egui::TextEdit::singleline(form.name_mut())
                .desired_width(width)
                .hint_text(hint)
                .margin(egui::vec2(8.0, 5.0));
            ui.add(text).labelled_by(id)
        })
        .inner;
    form.name().trim().clone_into(&mut state.whom.wanted);
    if form.begins_with_customer() {
        field.request_focus();
    }
    let mut chosen = None;
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        if !state.whom.wanted.is_empty() {
            chosen = state.whom.first();
        }
        form.go_on();
    }
    if state.whom.wanted.is_empty() {
        return;
    }
    let known = state.whom.asked.as_ref().is_some_and(|(text, _)| *text == state.whom.wanted);
    ui.horizontal_wrapped(|ui| {
        for row in &state.whom.found {
            let who = &row.summary;
            let number = who.number.pretty();
            let words = [who.name.as_str(), &who.company, &number];
            let said: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            let text: String = said.join("  ").chars().take(60).collect();
            if controls::press(ui, Some(Icon::Person), &text, Weight::Plain).clicked() {
                chosen = Some(who.clone());
            }
        }
        if known && state.whom.found.is_empty() && state.whom.ticket.is_none() {
            controls::small(ui, scene.t("orders.whom_nobody"));
        }
    });
    if let Some(who) = chosen {
        state.order_for(form, &who);
        form.go_on();
    }
}
