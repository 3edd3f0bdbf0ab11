//! Where a number belongs: the data pack, corrections of people: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

use crate::call::places::PlaceAnswer;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::snapshot::Snapshot;
mod settings;

use crate::ui::action::Face;
use crate::ui::app::App;
use egui::Context;

pub use settings::show as show_settings;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceAction {}

impl PlaceAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match *self {}
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct PlaceState {}

impl PlaceState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, _desk: &dyn Desk, _snap: &Snapshot) {}

    /// Takes an answer in.
    pub fn take(&mut self, _ticket: Ticket, answer: PlaceAnswer) {
        match answer {
            PlaceAnswer::Corrections(_) => {}
        }
    }
}

/// Performs one action.
pub fn perform(_app: &mut App, _ctx: &Context, action: PlaceAction) {
    match action {}
}
