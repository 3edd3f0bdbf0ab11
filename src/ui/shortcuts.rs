//! Keys that work everywhere in the window. What each does is the action; which key is its face.
//! May depend on `ui` only.

use crate::base::ids::CallId;
use crate::ui::action::Action;
use crate::ui::office::knowledge::KnowledgeAction;
use crate::ui::scene::Scene;
use crate::ui::state::{LinePage, Screen, ViewState};
use crate::ui::topics::dialling::DialAction;
use crate::ui::topics::manners::keys;
use egui::{Context, Key, KeyboardShortcut, Modifiers};

/// Actions whose keys are built in: nothing else can have them.
#[must_use]
pub fn fixed() -> Vec<Action> {
    let mut all: Vec<Action> = Screen::ALL.into_iter().map(Action::Show).collect();
    all.extend([
        Action::ShowLine(LinePage::Doctor),
        Action::FocusSearch,
        KnowledgeAction::Search.into(),
        Action::NewCustomer(None),
        Action::SaveCard,
        Action::Undo,
        Action::ClosePopup(CallId(0)),
    ]);
    all
}

/// The actions whose keys were pressed.
pub fn pressed(ctx: &Context, scene: &Scene<'_>, state: &ViewState) -> Vec<Action> {
    if state.manners.listening.is_some() {
        return Vec::new(); // the next key is being chosen for something else
    }
    let mut everywhere: Vec<Action> = Screen::ALL.into_iter().map(Action::Show).collect();
    everywhere.push(Action::ShowLine(LinePage::Doctor));
    everywhere.push(Action::FocusSearch);
    everywhere.push(KnowledgeAction::Search.into());
    everywhere.push(Action::Dialling(DialAction::TogglePanel));
    everywhere.push(Action::NewCustomer(None));
    if state.screen == Screen::Customers && state.customers.open.is_some() {
        everywhere.push(Action::SaveCard);
    }
    // While somebody types, Ctrl+Z belongs to the field.
    if ctx.memory(egui::Memory::focused).is_none() && scene.snap.undo.is_some() {
        everywhere.push(Action::Undo);
    }
    // While somebody types, Escape belongs to the field.
    // (egui takes the caret away before anybody else sees the key.)
    if !state.manners.has_caret
        && let Some(call) = state.manners.cards.shown().first()
    {
        everywhere.push(Action::ClosePopup(*call));
    }
    if state.dialling.open {
        everywhere.push(Action::Dialling(DialAction::ClosePanel));
    }
    let desk = keys::pressed(ctx, scene);
    let slash = KeyboardShortcut::new(Modifiers::COMMAND, Key::Slash);
    ctx.input_mut(|input| {
        let mut out: Vec<Action> = everywhere
            .into_iter()
            .filter(|action| action.face().key.is_some_and(|key| input.consume_shortcut(&key)))
            .collect();
        if input.consume_shortcut(&slash) {
            out.push(Action::FocusSearch);
        }
        out.extend(desk);
        out
    })
}
