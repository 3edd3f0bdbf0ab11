//! Keys that work everywhere in the window. What each does is the action; which key is its face.
//! May depend on `ui` only.

use crate::ui::action::Action;
use crate::ui::scene::Scene;
use crate::ui::state::{LinePage, Screen, ViewState};
use crate::ui::topics::dialling::DialAction;
use egui::{Context, Key, KeyboardShortcut, Modifiers};

/// The actions whose keys were pressed.
pub fn pressed(ctx: &Context, scene: &Scene<'_>, state: &ViewState) -> Vec<Action> {
    let mut everywhere: Vec<Action> = Screen::ALL.into_iter().map(Action::Show).collect();
    everywhere.push(Action::ShowLine(LinePage::Doctor));
    everywhere.push(Action::FocusSearch);
    everywhere.push(Action::Dialling(DialAction::TogglePanel));
    everywhere.push(Action::NewCustomer(None));
    if state.screen == Screen::Customers && state.customers.open.is_some() {
        everywhere.push(Action::SaveCard);
    }
    // While somebody types, Ctrl+Z belongs to the field.
    if ctx.memory(egui::Memory::focused).is_none() && scene.snap.undo.is_some() {
        everywhere.push(Action::Undo);
    }
    if state.dialling.open {
        everywhere.push(Action::Dialling(DialAction::ClosePanel));
    }
    if let Some(call) = scene.snap.calls.iter().find(|call| call.popup) {
        everywhere.push(Action::ClosePopup(call.record.id));
    }
    let slash = KeyboardShortcut::new(Modifiers::COMMAND, Key::Slash);
    ctx.input_mut(|input| {
        let mut out: Vec<Action> = everywhere
            .into_iter()
            .filter(|action| action.face().key.is_some_and(|key| input.consume_shortcut(&key)))
            .collect();
        if input.consume_shortcut(&slash) {
            out.push(Action::FocusSearch);
        }
        out
    })
}
