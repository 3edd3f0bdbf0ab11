//! Products, price lists, and stock as the sum of its movements: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::goods::{GoodsCommand, GoodsView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct GoodsDesk {}

impl GoodsDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> GoodsView {
        GoodsView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn goods_command(
        &mut self,
        command: GoodsCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
