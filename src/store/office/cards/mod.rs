//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up: rows, operations and questions.
//! May depend on `base`, `crm`.

mod blocks;
mod bulk;
mod drafts;
mod duplicates;
mod fields;
mod find;
mod history;
mod index;
mod list;
mod merge;
mod order;

use crate::crm::cards::{CardAnswer, CardOp, CardQuestion};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Changes, Receipt, Who};
use crate::store::reader::Reader;
pub(in crate::store) use blocks::{Found, Growing, drop_empty, forget};
pub(in crate::store) use bulk::{Worked, restore_worked};
pub(in crate::store) use drafts::{drop_of, of as drafts_of};
pub(in crate::store) use duplicates::set_not_same;
pub(in crate::store) use fields::{all as all_fields, write_all as write_fields};
pub(in crate::store) use find::{by_text, by_words};
pub(in crate::store) use history::tie_newest;
pub(in crate::store) use index::{
    fill, fill_blocks, settle, unwrite, write as write_index, write_apart, write_tags,
};
pub(in crate::store) use list::{all_listed, in_order};
pub(in crate::store) use merge::{MergePast, OWN, TIES, follow_merges, tied, unmerge};
pub(in crate::store) use order::Sorted;

/// What a change of cards by this act tells the views.
fn changed(act: &Act) -> Changes {
    let changes = Changes { customers: true, ..Changes::CALLS };
    changes.with_undo(act.who != Who::Program)
}

impl Store {
    /// Carries out one operation of this topic.
    pub(in crate::store) fn cards(&mut self, act: &Act, op: &CardOp) -> Result<Receipt> {
        match op {
            CardOp::SaveField(def) => self.save_card_field(act, op.name(), def),
            CardOp::RemoveField(id) => self.remove_card_field(act, op.name(), *id),
            CardOp::OrderFields(order) => self.order_card_fields(act, op.name(), order),
            CardOp::HandOver(ids, owner) => self.hand_over(act, op.name(), ids, *owner),
            CardOp::Tag(ids, tag, on) => self.tag_customers(act, op.name(), ids, tag, *on),
            CardOp::FollowUp(ids, state) => self.set_follow_up(act, op.name(), ids, state),
            CardOp::Merge(order) => self.merge_customers(act, op.name(), order),
            CardOp::NotSame(a, b) => self.not_the_same(act, op.name(), *a, *b),
            CardOp::KeepDraft(draft) => self.keep_draft(act, draft),
            CardOp::DropDraft(key) => self.drop_draft(*key),
            CardOp::Edit(edit) => self.edit_customer(act, edit),
        }
    }
}

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cards(&self, question: &CardQuestion) -> Result<CardAnswer> {
        let conn = self.connection();
        self.at_once(|| {
            Ok(match question {
                CardQuestion::Fields => CardAnswer::Fields(fields::all(conn)?),
                CardQuestion::List { filter, offset, limit } => {
                    let (rows, total) = list::page(conn, self.sorted(), filter, (*offset, *limit))?;
                    CardAnswer::List(rows, total)
                }
                CardQuestion::Chosen(ids, order) => {
                    CardAnswer::Chosen(list::chosen(conn, ids, *order)?)
                }
                CardQuestion::Known => CardAnswer::Known(list::known(conn)?),
                CardQuestion::Drafts => CardAnswer::Drafts(drafts::all(conn)?),
                CardQuestion::Alike(card) => CardAnswer::Alike(duplicates::alike(conn, card)?),
                CardQuestion::Groups(likeness, most) => {
                    CardAnswer::Groups(*likeness, duplicates::groups(conn, *likeness, *most)?)
                }
                CardQuestion::Pair(a, b) => CardAnswer::Pair(duplicates::pair(conn, *a, *b)?),
                CardQuestion::Changes(id, most) => {
                    CardAnswer::Changes(*id, history::changes(conn, *id, *most)?)
                }
            })
        })
    }
}
