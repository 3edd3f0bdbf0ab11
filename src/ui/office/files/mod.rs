//! Files attached to anything, kept by content hash: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

use crate::crm::files::FileAnswer;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face};
use crate::ui::app::App;
use crate::ui::office::OfficeAction;
use egui::Context;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum FileAction {}

impl FileAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match *self {}
    }
}

impl From<FileAction> for Action {
    fn from(action: FileAction) -> Self {
        Self::Office(OfficeAction::Files(action))
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct FileState {}

impl FileState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, _desk: &dyn Desk, _snap: &Snapshot) {}

    /// Takes an answer in.
    pub fn take(&mut self, _ticket: Ticket, answer: FileAnswer) {
        match answer {}
    }
}

/// Performs one action.
pub fn perform(_app: &mut App, _ctx: &Context, action: FileAction) {
    match action {}
}
