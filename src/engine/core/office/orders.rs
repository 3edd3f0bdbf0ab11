//! Orders, delivery and return slips, payments, balances in money and in units: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::office::orders::{OrderCommand, OrderView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct OrderDesk {}

impl OrderDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> OrderView {
        OrderView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn orders_command(
        &mut self,
        command: OrderCommand,
        _now: Stamp,
        _out: &mut Vec<Effect>,
    ) {
        match command {}
    }
}
