//! Care of the database: what the window remembers, what people may want, and what that does.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

use crate::call::upkeep::UpkeepAnswer;
use crate::engine::command::Command;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::snapshot::Snapshot;
use crate::engine::topics::upkeep::UpkeepCommand;
mod restore;
mod settings;

use crate::ui::action::{Action, Face, face};
use crate::ui::app::App;
use crate::ui::icons::Icon;
use egui::Context;

pub use settings::show as show_settings;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpkeepAction {
    /// Make a backup now.
    BackUp,
    /// Check the data now.
    Check,
    /// Stop what is going on.
    Cancel,
    /// Make all figures again.
    RepairFigures,
    /// Show the backups there are.
    FindBackups,
    /// Choose a backup and look into it.
    Examine(String),
    /// Ask whether it is really to be restored.
    AskRestore,
    /// Restore it and start again.
    Restore(String),
    /// Not after all.
    KeepPresent,
    /// Put the list of backups away.
    CloseRestore,
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
            Self::FindBackups => face("upkeep.find").tip("upkeep.find_tip"),
            Self::Examine(_) => face("upkeep.examine").tip("upkeep.examine_tip"),
            Self::AskRestore => face("upkeep.restore").tip("upkeep.restore_tip"),
            Self::Restore(_) => face("upkeep.restore_now_yes").tip("upkeep.restore_tip"),
            Self::KeepPresent => face("upkeep.restore_now_no"),
            Self::CloseRestore => face("upkeep.close_restore"),
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
    /// The choice of a backup to go back to.
    pub restore: RestoreForm,
}

/// The choice of a backup to go back to.
#[derive(Debug, Default)]
pub struct RestoreForm {
    /// It is shown.
    pub is_open: bool,
    /// The file that is chosen; empty: none.
    pub chosen: String,
    /// The file being typed.
    pub other: String,
    /// It was asked whether it is really to be restored.
    pub is_asked: bool,
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
        UpkeepAction::FindBackups => {
            app.state.upkeep.restore = RestoreForm { is_open: true, ..RestoreForm::default() };
            UpkeepCommand::FindBackups
        }
        UpkeepAction::Examine(path) => {
            app.state.upkeep.restore.chosen.clone_from(&path);
            app.state.upkeep.restore.is_asked = false;
            UpkeepCommand::Examine(path)
        }
        UpkeepAction::Restore(path) => UpkeepCommand::Restore(path),
        UpkeepAction::AskRestore | UpkeepAction::KeepPresent => {
            app.state.upkeep.restore.is_asked = action == UpkeepAction::AskRestore;
            return;
        }
        UpkeepAction::CloseRestore => {
            app.state.upkeep.restore = RestoreForm::default();
            return;
        }
    };
    app.send(Command::Upkeep(command));
}
