//! The log as work: missed calls until returned, outcomes, promises, filters: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::worklist::{WorkCommand, WorkView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct WorkDesk {}

impl WorkDesk {
    /// What the views see.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn view(&self) -> WorkView {
        WorkView::default()
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn worklist_command(
        &mut self,
        command: WorkCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
