//! Figures over calls: by day, hour, line, agent; each opens its list: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::statistics::{StatisticsCommand, StatisticsView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct StatisticsDesk {}

impl StatisticsDesk {
    /// What the views see.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn view(&self) -> StatisticsView {
        StatisticsView::default()
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn statistics_command(
        &mut self,
        command: StatisticsCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
