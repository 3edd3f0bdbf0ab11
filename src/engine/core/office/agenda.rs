//! Reminders, tasks, memos, birthdays by either calendar, the list of today: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::agenda::{AgendaCommand, AgendaView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct AgendaDesk {}

impl AgendaDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> AgendaView {
        AgendaView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn agenda_command(
        &mut self,
        command: AgendaCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
