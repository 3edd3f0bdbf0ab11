//! Reports over orders and contacts; each cell opens its list: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

use crate::crm::reports::ReportAnswer;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::snapshot::Snapshot;
use crate::ui::action::{Action, Face};
use crate::ui::app::App;
use crate::ui::office::OfficeAction;
use egui::Context;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportAction {}

impl ReportAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match *self {}
    }
}

impl From<ReportAction> for Action {
    fn from(action: ReportAction) -> Self {
        Self::Office(OfficeAction::Reports(action))
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct ReportState {}

impl ReportState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, _desk: &dyn Desk, _snap: &Snapshot) {}

    /// Takes an answer in.
    pub fn take(&mut self, _ticket: Ticket, answer: ReportAnswer) {
        match answer {}
    }
}

/// Performs one action.
pub fn perform(_app: &mut App, _ctx: &Context, action: ReportAction) {
    match action {}
}
