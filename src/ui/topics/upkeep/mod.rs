//! Care of the database: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

use crate::call::upkeep::UpkeepAnswer;
use crate::engine::command::Command;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::snapshot::Snapshot;
use crate::engine::topics::upkeep::UpkeepCommand;
mod settings;

use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use egui::Context;

pub use settings::show as show_settings;

/// A wish of the person at the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpkeepAction {
    /// Make a backup now.
    BackUp,
    /// Check the data now.
    Check,
    /// Stop what is going on.
    Cancel,
    /// Make all figures again.
    RepairFigures,
}

impl UpkeepAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::BackUp => face("upkeep.back_up").tip("upkeep.back_up_tip"),
            Self::Check => face("upkeep.check").tip("upkeep.check_tip"),
            Self::Cancel => face("upkeep.cancel").tip("upkeep.cancel_tip").icon(Icon::Stop),
            Self::RepairFigures => face("upkeep.repair_figures").tip("upkeep.repair_figures_tip"),
        }
    }
}

impl From<UpkeepAction> for Action {
    fn from(action: UpkeepAction) -> Self {
        Self::Upkeep(action)
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct UpkeepState {
    /// The folder being typed; `None`: as it is set.
    pub folder: Option<String>,
}

impl UpkeepState {
    /// Asks what its views want to know by now: nothing, the snapshot holds it all.
    pub fn ask(&mut self, _desk: &dyn Desk, _snap: &Snapshot) {}

    /// Takes an answer in.
    pub fn take(&mut self, _ticket: Ticket, _answer: UpkeepAnswer) {}
}

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: UpkeepAction) {
    let command = match action {
        UpkeepAction::BackUp => UpkeepCommand::BackUp,
        UpkeepAction::Check => UpkeepCommand::Check,
        UpkeepAction::Cancel => UpkeepCommand::Cancel,
        UpkeepAction::RepairFigures => UpkeepCommand::RepairFigures,
    };
    app.send(Command::Upkeep(command));
}
