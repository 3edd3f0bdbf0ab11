//! Desk manners: tray, notices, ring sound, hotkeys, do not disturb, when cards pop up: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::manners::{MannersCommand, MannersView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct MannersDesk {}

impl MannersDesk {
    /// What the views see.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn view(&self) -> MannersView {
        MannersView::default()
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn manners_command(
        &mut self,
        command: MannersCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
