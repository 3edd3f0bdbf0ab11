//! The parts of a card below its head. Orders, files and tasks are drawn by their own topics. May depend on `ui`, and types of `crm`.

use crate::base::ids::CustomerId;
use crate::call::record::CallSummary;
use crate::crm::files::Subject;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::office::cards::state::Tab;
use crate::ui::office::cards::{overview, timeline, words};
use crate::ui::office::{OfficeState, agenda, files, orders, transfer};
use crate::ui::scene::Scene;
use crate::ui::state::{Card, CardKey, ViewState};
use crate::ui::tokens::{Tokens, gap};
use crate::ui::topics::worklist::promising;
use crate::ui::views::card;
use crate::ui::wording;
use egui::{Label, RichText, TextEdit, Ui};

/// Draws the chips and the chosen part.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut ViewState,
    key: CardKey,
    open: &mut Card,
    out: &mut Vec<Action>,
) {
    let CardKey::Stored(id) = key else {
        // A new card has nothing but its fields.
        overview::lead(ui, scene, state, key, open, out);
        card::fields(ui, scene, state, key, open, out);
        return;
    };
    match state.office.cards.tab {
        Tab::Overview => {
            overview::lead(ui, scene, state, key, open, out);
            card::fields(ui, scene, state, key, open, out);
            let kept = state.worklist.kept(id, scene.snap.data_revision);
            timeline::show(ui, scene, &mut state.office, (id, open, kept), out);
            let OfficeState { agenda, files, .. } = &mut state.office;
            agenda::card::form(ui, scene, (agenda, files), out);
            transfer::person_buttons(ui, scene, id, out);
        }
        Tab::Orders => out.extend(orders::card::show(ui, scene, &mut state.office.orders, id)),
        Tab::Calls => card::history(ui, scene, key, &open.calls, out),
        Tab::Notes => notes(ui, scene, open),
        Tab::Files => {
            let subject = Subject::Customer(id);
            let face = Some(files::card::Face { card: key, picture: open.draft.picture });
            files::card::show(ui, scene, &mut state.office.files, subject, face, out);
        }
        Tab::Tasks => tasks(ui, scene, state, id, &open.base.name, out),
    }
}

/// The chips.
pub fn chips(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut Tab) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for tab in Tab::ALL {
            if controls::chip(ui, scene.t(words::tab(tab)), None, *chosen == tab).clicked() {
                *chosen = tab;
            }
        }
    });
    ui.add_space(gap::TIGHT);
}

/// What there is to do for this customer.
fn tasks(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut ViewState,
    customer: CustomerId,
    name: &str,
    out: &mut Vec<Action>,
) {
    promising::remind(ui, scene, Some(customer), None);
    let office = &mut state.office;
    let memory = (&mut office.agenda, &mut office.files);
    agenda::card::show(ui, scene, memory, (customer, name), out);
}

/// What was noted: on the card, and in every call.
fn notes(ui: &mut Ui, scene: &Scene<'_>, open: &mut Card) {
    let id = controls::group_label(ui, scene.t("card.notes"));
    let width = (ui.available_width() - 24.0).max(120.0);
    let field = TextEdit::multiline(&mut open.draft.notes)
        .desired_rows(8)
        .desired_width(width)
        .margin(egui::vec2(8.0, 5.0));
    ui.add(field).labelled_by(id);
    ui.add_space(gap::SMALL);
    controls::group_title(ui, scene.t("cards.call_notes"));
    let noted: Vec<&CallSummary> =
        open.calls.iter().filter(|call| !call.record.note.trim().is_empty()).collect();
    if noted.is_empty() {
        controls::weak(ui, scene.t("cards.no_call_notes"));
    }
    let t = Tokens::of(ui);
    for call in noted {
        ui.horizontal_wrapped(|ui| {
            let at = wording::moment(scene.texts, call.record.started_utc_millis, scene.wall);
            ui.label(RichText::new(at).color(t.weak));
            ui.add(Label::new(&call.record.note).wrap());
        });
    }
}
