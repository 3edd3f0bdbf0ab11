//! Work on many recordings at once: what people may want and how it looks on a button.
//! May depend on `ui`, and types of `engine`.

use crate::engine::topics::recordings::RecordingCommand;
use crate::ui::action::{Face, face};
use crate::ui::icons::Icon;

/// Work on many recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingWork {
    /// Compare every recording with its seal.
    Verify,
    /// Bring every recording to the format of the settings.
    Compress,
    /// Break it off.
    Cancel,
}

impl RecordingWork {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(self) -> Face {
        match self {
            Self::Verify => face("recordings.work_verify").tip("recordings.work_verify_tip"),
            Self::Compress => face("recordings.work_compress").tip("recordings.work_compress_tip"),
            Self::Cancel => face("recordings.work_cancel").icon(Icon::Close),
        }
    }

    /// What the engine is asked.
    #[must_use]
    pub fn command(self) -> RecordingCommand {
        match self {
            Self::Verify => RecordingCommand::VerifyAll,
            Self::Compress => RecordingCommand::CompressAll,
            Self::Cancel => RecordingCommand::Cancel,
        }
    }
}
