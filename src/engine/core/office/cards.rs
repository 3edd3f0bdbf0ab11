//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::cards::{CardCommand, CardView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct CardDesk {}

impl CardDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> CardView {
        CardView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn cards_command(
        &mut self,
        command: CardCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
