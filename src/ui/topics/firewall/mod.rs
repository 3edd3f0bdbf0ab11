//! The firewall for incoming calls: rules, decisions and their reasons: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

pub mod words;

use crate::call::firewall::FirewallAnswer;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::snapshot::Snapshot;
use crate::ui::action::Action;
use crate::ui::action::Face;
use crate::ui::app::App;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use egui::{Context, Ui};

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum FirewallAction {}

impl FirewallAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match *self {}
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct FirewallState {}

impl FirewallState {
    /// Asks what its views want to know by now.
    pub fn ask(&mut self, _desk: &dyn Desk, _snap: &Snapshot) {}

    /// Takes an answer in.
    pub fn take(&mut self, _ticket: Ticket, answer: FirewallAnswer) {
        let _ = answer;
    }
}

/// Performs one action.
pub fn perform(_app: &mut App, _ctx: &Context, action: FirewallAction) {
    match action {}
}

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, _state: &mut ViewState) -> Vec<Action> {
    ui.heading(scene.t("rail.firewall"));
    Vec::new()
}
