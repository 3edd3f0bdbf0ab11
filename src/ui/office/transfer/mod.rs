//! Lists in and out: CSV, xlsx, vCard, dry run, quarantine, undo of a whole import: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

use crate::crm::transfer::TransferAnswer;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face};
use crate::ui::app::App;
use crate::ui::office::OfficeAction;
use egui::Context;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum TransferAction {}

impl TransferAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match *self {}
    }
}

impl From<TransferAction> for Action {
    fn from(action: TransferAction) -> Self {
        Self::Office(OfficeAction::Transfer(action))
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct TransferState {}

impl TransferState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, _desk: &dyn Desk, _snap: &Snapshot) {}

    /// Takes an answer in.
    pub fn take(&mut self, _ticket: Ticket, answer: TransferAnswer) {
        match answer {}
    }
}

/// Performs one action.
pub fn perform(_app: &mut App, _ctx: &Context, action: TransferAction) {
    match action {}
}
