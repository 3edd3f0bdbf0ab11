//! Care of the database: backups, rehearsed restores, checks: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::upkeep::{UpkeepCommand, UpkeepView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct UpkeepDesk {}

impl UpkeepDesk {
    /// What the views see.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn view(&self) -> UpkeepView {
        UpkeepView::default()
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn upkeep_command(
        &mut self,
        command: UpkeepCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
