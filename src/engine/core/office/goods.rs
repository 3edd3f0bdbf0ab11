//! Products, price lists, and stock as the sum of its movements: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::crm::office::OfficeOp;
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::office::goods::{GoodsCommand, GoodsView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct GoodsDesk {
    view: GoodsView,
}

impl GoodsDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> GoodsView {
        self.view.clone()
    }
}

impl Core {
    /// A wish of this topic.
    #[allow(clippy::unused_self, reason = "a step of the core like the others")]
    pub(in crate::engine::core) fn goods_command(
        &mut self,
        command: GoodsCommand,
        _now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match command {
            GoodsCommand::Do(op) => {
                out.push(Effect::Store(StoreOp::Office(Box::new(OfficeOp::Goods(op)))));
            }
        }
    }
}
