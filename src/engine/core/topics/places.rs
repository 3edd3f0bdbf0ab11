//! Where a number belongs: the data pack, corrections of people: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::places::{PlaceCommand, PlaceView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct PlaceDesk {}

impl PlaceDesk {
    /// What the views see.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn view(&self) -> PlaceView {
        PlaceView::default()
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "filled in by its topic")]
    pub(in crate::engine::core) fn places_command(
        &mut self,
        command: PlaceCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
