//! The parts of a card below its head. Orders, files and tasks are drawn by their own topics: one function here for each, which
//! says what to do while there is nothing. May depend on `ui`, and types of `crm`.

use crate::base::ids::CustomerId;
use crate::call::record::CallSummary;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::office::cards::state::Tab;
use crate::ui::office::cards::{overview, timeline, words};
use crate::ui::scene::Scene;
use crate::ui::state::{Card, CardKey, ViewState};
use crate::ui::tokens::{Tokens, gap};
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
        overview::lead(ui, scene, state, key, open);
        card::fields(ui, scene, state, key, open, out);
        return;
    };
    match state.office.cards.tab {
        Tab::Overview => {
            overview::lead(ui, scene, state, key, open);
            card::fields(ui, scene, state, key, open, out);
            timeline::show(ui, scene, &mut state.office.cards, key, open, out);
        }
        Tab::Orders => orders(ui, scene, state, id, out),
        Tab::Calls => card::history(ui, scene, key, &open.calls, out),
        Tab::Notes => notes(ui, scene, open),
        Tab::Files => files(ui, scene, state, id, out),
        Tab::Tasks => tasks(ui, scene, state, id, out),
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

/// The orders of this customer: the orders' own views fill this in.
fn orders(
    ui: &mut Ui,
    scene: &Scene<'_>,
    _state: &mut ViewState,
    _customer: CustomerId,
    _out: &mut Vec<Action>,
) {
    controls::empty(ui, Icon::Note, scene.t("cards.no_orders"), scene.t("cards.no_orders_hint"));
}

/// The files of this customer: the files' own views fill this in.
fn files(
    ui: &mut Ui,
    scene: &Scene<'_>,
    _state: &mut ViewState,
    _customer: CustomerId,
    _out: &mut Vec<Action>,
) {
    controls::empty(ui, Icon::Copy, scene.t("cards.no_files"), scene.t("cards.no_files_hint"));
}

/// The tasks and reminders of this customer: the agenda's own views fill this in.
fn tasks(
    ui: &mut Ui,
    scene: &Scene<'_>,
    _state: &mut ViewState,
    _customer: CustomerId,
    _out: &mut Vec<Action>,
) {
    controls::empty(ui, Icon::Flag, scene.t("cards.no_tasks"), scene.t("cards.no_tasks_hint"));
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
