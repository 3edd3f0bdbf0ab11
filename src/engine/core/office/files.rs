//! Files attached to anything, kept by content hash: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::files::{FileCommand, FileView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct FileDesk {}

impl FileDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> FileView {
        FileView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn files_command(
        &mut self,
        command: FileCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
