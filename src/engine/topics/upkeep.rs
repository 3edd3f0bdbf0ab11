//! Care of the database: backups, rehearsed restores, checks: what clients may wish, what they see, and its settings.
//! May depend on `call`.

use crate::call::upkeep::{
    BackupRow, CheckReport, Contents, FoundBackup, Progress, RestoreOutcome, Rhythm, Trigger,
};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

/// A wish from above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpkeepCommand {
    /// Make a backup now.
    BackUp,
    /// Check the data now.
    Check,
    /// Stop what is going on.
    Cancel,
    /// Make all figures again out of the calls, then check.
    RepairFigures,
    /// Look which backups there are.
    FindBackups,
    /// Open this backup, check and count it.
    Examine(String),
    /// Put the data back as it is in this backup, which was examined and found good. The program ends and starts again.
    Restore(String),
}

/// What the runtime is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum UpkeepWork {
    /// Make a backup.
    BackUp {
        /// Where; `None`: beside the data.
        folder: Option<PathBuf>,
        /// With the recordings.
        recordings: bool,
        /// Who wants it.
        trigger: Trigger,
    },
    /// Let the oldest backups go: a newer one stands in the list.
    Prune {
        /// The newer one; the older ones lie beside it.
        made: PathBuf,
        /// How many stay.
        keep: usize,
    },
    /// Check the data.
    Check,
    /// Stop what is going on.
    Cancel,
    /// Look which backups there are; `None`: beside the data.
    Find(Option<PathBuf>),
    /// Open a backup, check and count it.
    Examine(String),
    /// Write down that the next start is to restore this backup.
    OrderRestore(String),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum UpkeepReport {
    /// These backups are known from earlier, newest first.
    Known(Vec<BackupRow>),
    /// So far it is.
    Progress(Progress),
    /// A backup ended, well or not.
    BackedUp(BackupRow),
    /// A check ended.
    Checked(Arc<CheckReport>),
    /// A check could not be made, in words; empty when it was stopped.
    CheckFailed(String),
    /// These backups lie in the folder, newest first.
    Found(Vec<FoundBackup>),
    /// What is in a backup; `None`: the look was stopped.
    Examined(Option<Contents>),
    /// The restore is written down; or why not.
    RestoreOrdered(Result<(), String>),
    /// This start restored a backup, or could not.
    Restored(RestoreOutcome),
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UpkeepView {
    /// Backups and tries, newest first.
    pub backups: Arc<Vec<BackupRow>>,
    /// What is going on and how far it is.
    pub running: Option<Progress>,
    /// When the next backup is due, milliseconds since 1970 UTC.
    pub next_utc_millis: Option<i64>,
    /// What the newest check of this run brought.
    pub check: Option<Arc<CheckReport>>,
    /// Backups in the folder, newest first; `None`: nobody has asked.
    pub found: Option<Arc<Vec<FoundBackup>>>,
    /// What is in the backup that was looked into last.
    pub examined: Option<Arc<Contents>>,
    /// A restore is written down: the program is to end, and restores when it starts again.
    pub restoring: bool,
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UpkeepSettings {
    /// How often a backup is made by itself.
    pub rhythm: Rhythm,
    /// At which local hour, 0 to 23.
    pub hour: u8,
    /// Into which folder; empty: the folder `backups` beside the data.
    pub folder: String,
    /// How many stay there, 1 to 99.
    pub keep: u8,
    /// Whether recordings are copied as well.
    pub recordings: bool,
}

impl Default for UpkeepSettings {
    fn default() -> Self {
        Self { rhythm: Rhythm::Daily, hour: 3, folder: String::new(), keep: 7, recordings: false }
    }
}

impl UpkeepSettings {
    /// The same within its bounds.
    #[must_use]
    pub fn bounded(self) -> Self {
        Self { hour: self.hour.min(23), keep: self.keep.clamp(1, 99), ..self }
    }

    /// The chosen folder; `None`: beside the data.
    #[must_use]
    pub fn chosen_folder(&self) -> Option<PathBuf> {
        let folder = self.folder.trim();
        (!folder.is_empty()).then(|| PathBuf::from(folder))
    }
}
