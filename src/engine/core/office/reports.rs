//! Reports over orders and contacts; each cell opens its list: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::reports::{ReportCommand, ReportView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct ReportDesk {}

impl ReportDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> ReportView {
        ReportView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn reports_command(
        &mut self,
        command: ReportCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
