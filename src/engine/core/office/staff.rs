//! Employees, log-in, roles and rights, number masking, the journal for people: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::staff::{StaffCommand, StaffView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct StaffDesk {}

impl StaffDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> StaffView {
        StaffView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn staff_command(
        &mut self,
        command: StaffCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
