//! Questions and answers to say or play while talking: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::knowledge::{KnowledgeCommand, KnowledgeView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct KnowledgeDesk {}

impl KnowledgeDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> KnowledgeView {
        KnowledgeView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn knowledge_command(
        &mut self,
        command: KnowledgeCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
