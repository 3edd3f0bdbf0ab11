//! Lists in and out: CSV, xlsx, vCard, dry run, quarantine, undo of a whole import: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::transfer::{TransferCommand, TransferView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct TransferDesk {}

impl TransferDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> TransferView {
        TransferView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn transfer_command(
        &mut self,
        command: TransferCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
