//! Calling out: numbers made ready, the one door to a dial, speed dial: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::dialling::{DialCommand, DialView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct DialDesk {}

impl DialDesk {
    /// What the views see.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn view(&self) -> DialView {
        DialView::default()
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn dialling_command(
        &mut self,
        command: DialCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
