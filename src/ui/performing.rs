//! What each action does: a command to the engine, or a change of what the window remembers. The only place that acts.
//! May depend on `engine`'s commands, `call`, `crm`, `base`.

use crate::base::ids::CallId;
use crate::call::record::CallRecord;
use crate::crm::customer::{ContactNumber, Customer};
use crate::engine::command::Command;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::first_run;
use crate::ui::office;
use crate::ui::office::cards::missing;
use crate::ui::palette;
use crate::ui::paths;
use crate::ui::state::{Card, CardKey, LinePage, Opening, Screen};
use crate::ui::topics;
use egui::Context;
use std::time::Duration;

/// Performs one action.
pub fn perform(app: &mut App, ctx: &Context, action: Action) {
    match action {
        Action::Show(screen) => app.state.screen = screen,
        Action::FocusSearch => focus_search(app),
        Action::NewCustomer(call) => new_customer(app, ctx, call),
        Action::OpenCustomer(id) => open(app, ctx, CardKey::Stored(id)),
        Action::OpenParty(call) => open_party(app, ctx, call),
        Action::CloseCard => app.state.customers.open = None,
        Action::SaveCard => save_card(app),
        Action::DiscardCard(key) => discard(app, key),
        Action::ChooseCall(id) => {
            app.state.calls.chosen = Some(id);
            app.state.calls.reveal = true;
        }
        Action::CloseDetails => app.state.calls.chosen = None,
        Action::Copy(text)
        | Action::CopyCommand(text)
        | Action::CopyAddress(text)
        | Action::CopyDialogue(text) => ctx.copy_text(text),
        Action::CopyNumber(text) => ctx.copy_text(app.texts().digits(&text)),
        Action::ShowLine(page) => show_line(app, page),
        Action::ShowSettings(page) => {
            app.state.screen = Screen::Settings;
            app.state.settings_page = page;
        }
        Action::TestRing(line) => app.send(Command::TestRing(line)),
        Action::TestSound(line) => app.send(Command::TestSound(line)),
        Action::DeleteCustomer(id) => {
            app.state.customers.cards.remove(&CardKey::Stored(id));
            app.state.customers.open = None;
            app.send(Command::DeleteCustomer(id));
        }
        Action::ClosePopup(call) => {
            app.save_notes(true);
            app.send(Command::ClosePopup(call));
        }
        Action::Undo => {
            // A note may be what is undone: read those again that are stored.
            app.state.notes.retain(|_, note| note.due().is_some());
            app.send(Command::Undo);
        }
        Action::Assign(call, customer) => app.send(Command::AssignCustomer(call, customer)),
        Action::MarkHandled(call, done) => app.send(Command::MarkHandled(call, done)),
        Action::Play(recording) => app.send(Command::Play(recording, Duration::ZERO)),
        Action::StopPlaying => app.send(Command::StopPlaying),
        Action::Dismiss(notice) => app.send(Command::DismissNotice(notice)),
        Action::FarEnd(line, act) => app.send(Command::FarEnd(line, act)),
        Action::Set(change) => app.send(Command::Set(change)),
        Action::ChooseLine(choice) => app.send(Command::ChooseLine(choice)),
        Action::RefreshDevices => app.send(Command::RefreshDevices),
        Action::Recordings(action) => topics::recordings::perform(app, ctx, action),
        Action::RecordingWork(work) => app.send(Command::Recordings(work.command())),
        Action::Dialling(action) => topics::dialling::perform(app, ctx, action),
        Action::Firewall(action) => topics::firewall::perform(app, ctx, action),
        Action::Worklist(action) => topics::worklist::perform(app, ctx, action),
        Action::Places(action) => topics::places::perform(app, ctx, action),
        Action::Statistics(action) => topics::statistics::perform(app, ctx, action),
        Action::Manners(action) => topics::manners::perform(app, ctx, action),
        Action::Speech(action) => topics::speech::perform(app, ctx, action),
        Action::Example(action) => topics::example::perform(app, action),
        Action::FirstRun(action) => first_run::perform(app, ctx, action),
        Action::Palette(action) => palette::perform(app, ctx, action),
        Action::Upkeep(action) => topics::upkeep::perform(app, ctx, action),
        Action::Office(action) => office::perform(app, ctx, action),
        Action::ChoosePath(field) => paths::choose(app, ctx, field),
        Action::NoDialogsRead => app.state.paths.missing = false,
    }
}

/// The doctor looks for boxes whenever he is called.
fn show_line(app: &mut App, page: LinePage) {
    app.state.screen = Screen::Line;
    app.state.line_page = page;
    if page == LinePage::Doctor {
        app.send(Command::RefreshDevices);
    }
}

fn focus_search(app: &mut App) {
    if matches!(
        app.state.screen,
        Screen::Today | Screen::Line | Screen::Settings | Screen::Statistics
    ) {
        app.state.screen = Screen::Calls;
    }
    app.state.focus_search = true;
}

fn open(app: &mut App, ctx: &Context, key: CardKey) {
    app.state.screen = Screen::Customers;
    app.state.office.cards.leave_finder();
    app.state.customers.open = Some(key);
    app.state.customers.cards.entry(key).or_default();
    app.come_to_front(ctx);
}

/// The record of a call, wherever it is known.
fn record(app: &App, id: CallId) -> Option<(CallRecord, String)> {
    if let Some(call) = app.snap.call(id) {
        return Some((call.record.clone(), call.burst_name.clone()));
    }
    let calls = &app.state.calls;
    let listed = calls.list.position(|c| c.record.id == id).and_then(|at| calls.list.peek(at));
    let details = calls.details.as_ref().map(|(_, call)| call.as_ref());
    let found = listed.or_else(|| details.filter(|call| call.record.id == id));
    let found = found.or_else(|| app.snap.recent.iter().find(|call| call.record.id == id));
    found.map(|call| (call.record.clone(), call.party.clone()))
}

fn open_party(app: &mut App, ctx: &Context, id: CallId) {
    let chosen = record(app, id).and_then(|(record, _)| record.customer);
    let candidates = app.snap.call(id).and_then(|call| call.candidates.clone());
    let best = candidates.and_then(|all| all.first().and_then(|best| best.customer.id));
    match chosen.or(best) {
        Some(customer) => open(app, ctx, CardKey::Stored(customer)),
        None => new_customer(app, ctx, Some(id)),
    }
}

/// Opens a new card; one asked for by a call begins with what the call told. A draft begun before is kept.
fn new_customer(app: &mut App, ctx: &Context, call: Option<CallId>) {
    let key = CardKey::New(call);
    if !app.state.customers.cards.contains_key(&key) {
        let mut card = Card { for_call: call, ..Card::default() };
        card.revision = Some(app.snap.data_revision);
        card.base = app.state.office.cards.blank();
        card.draft = card.base.clone();
        if let Some((record, name)) = call.and_then(|id| record(app, id)) {
            card.draft = from_call(&record, name, card.base.clone());
        }
        app.state.customers.cards.insert(key, card);
    }
    open(app, ctx, key);
    if let Some(card) = app.state.customers.cards.get_mut(&key) {
        card.begun = true;
    }
}

fn from_call(record: &CallRecord, name: String, blank: Customer) -> Customer {
    let number = record.number.clone().filter(|number| !number.key().is_empty());
    let numbers = number
        .map(|number| ContactNumber { number, label: String::new(), ..ContactNumber::default() })
        .into_iter()
        .collect();
    Customer { name, numbers, ..blank }
}

fn save_card(app: &mut App) {
    let customers = &mut app.state.customers;
    let Some(key) = customers.open else { return };
    let Some(card) = customers.cards.get_mut(&key) else { return };
    tidy(&mut card.draft);
    let nameless = card.draft.name.is_empty() && card.draft.company.is_empty();
    let incomplete = !missing(&app.state.office.cards, &card.draft).is_empty();
    if nameless || incomplete || !card.conflicts.is_empty() || !card.unsaved() {
        return;
    }
    card.saving = Some(card.draft.clone());
    let customer = card.draft.clone();
    let for_call = card.for_call;
    let base = customer.id.is_some().then(|| Box::new(card.base.clone()));
    if matches!(key, CardKey::New(_)) {
        let name = if customer.name.is_empty() { &customer.company } else { &customer.name };
        let revision = app.snap.data_revision;
        customers.opening =
            Some(Opening { name: name.clone(), closed: false, revision, ticket: None });
    }
    app.send(Command::SaveCustomer { customer, for_call, base });
    if app.state.refused
        && let Some(card) = app.state.customers.cards.get_mut(&key)
    {
        card.saving = None;
    }
}

/// Blanks around the words go, and so do numbers without a digit.
fn tidy(customer: &mut Customer) {
    customer.addresses.retain(|other| !other.text.trim().is_empty());
    let Customer { name, company, class, address, notes, numbers, .. } = customer;
    for text in [name, company, class, address, notes] {
        *text = text.trim().to_owned();
    }
    numbers.retain(|number| !number.number.key().is_empty());
}

fn discard(app: &mut App, key: CardKey) {
    match key {
        CardKey::New(_) => {
            app.state.customers.cards.remove(&key);
            app.state.customers.open = None;
        }
        CardKey::Stored(_) => {
            if let Some(card) = app.state.customers.cards.get_mut(&key) {
                card.draft = card.base.clone();
                card.saving = None;
                card.conflicts.clear();
            }
        }
    }
}
