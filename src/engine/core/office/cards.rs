//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::crm::cards::{CardOp, MOST_AT_ONCE};
use crate::crm::office::OfficeOp;
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::office::cards::{CardCommand, CardView};

/// What the core remembers of it: nothing, the store has all of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct CardDesk {}

impl CardDesk {
    /// What the views see.
    #[allow(clippy::unused_self, reason = "every topic has this door")]
    pub(in crate::engine::core) fn view(&self) -> CardView {
        CardView {}
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn cards_command(
        &mut self,
        command: CardCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let op = match command {
            CardCommand::SaveField(def) => match def.tidied() {
                Some(def) => CardOp::SaveField(Box::new(def)),
                None => return self.refuse("card field: no name, or no choices", now, out),
            },
            CardCommand::RemoveField(id) => CardOp::RemoveField(id),
            CardCommand::OrderFields(order) => CardOp::OrderFields(order),
            CardCommand::HandOver(ids, _)
            | CardCommand::Tag(ids, ..)
            | CardCommand::FollowUp(ids, _)
                if ids.len() > MOST_AT_ONCE =>
            {
                return self.refuse("customers: too many at once", now, out);
            }
            CardCommand::HandOver(ids, owner) => CardOp::HandOver(ids, owner),
            CardCommand::Tag(ids, tag, on) => CardOp::Tag(ids, tag, on),
            CardCommand::FollowUp(ids, state) => CardOp::FollowUp(ids, state),
            CardCommand::Merge(order) if order.keep == order.gone => {
                return self.refuse("merge: one card only", now, out);
            }
            CardCommand::Merge(order) => CardOp::Merge(order),
            CardCommand::NotSame(a, b) => CardOp::NotSame(a, b),
            CardCommand::KeepDraft(draft) => CardOp::KeepDraft(draft),
            CardCommand::DropDraft(key) => CardOp::DropDraft(key),
        };
        out.push(Effect::Store(StoreOp::Office(Box::new(OfficeOp::Cards(op)))));
    }
}
