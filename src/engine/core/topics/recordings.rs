//! Recordings: how they are kept, sealed, masked, listened to and deleted: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::recordings::{RecordingCommand, RecordingView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct RecordingDesk {}

impl RecordingDesk {
    /// What the views see.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn view(&self) -> RecordingView {
        RecordingView::default()
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn recordings_command(
        &mut self,
        _command: RecordingCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
    }
}
