//! What is done with many cards at once: hand over, tag, follow-up state. One undo brings all of them back.
//! May depend on `base`, `crm`.

use crate::base::ids::{CustomerId, StaffId};
use crate::crm::cards::{LONGEST_TAG, MOST_AT_ONCE};
use crate::crm::customer::Customer;
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::journal::{self, Past};
use crate::store::office::OfficePast;
use crate::store::office::cards::{changed, history};
use crate::store::operation::{Act, Changes, Deed, Receipt};
use crate::store::{Store, customers};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// How the work with a customer stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Worked {
    pub id: CustomerId,
    pub owner: Option<StaffId>,
    pub tags: Vec<String>,
    pub follow_up: String,
}

impl Worked {
    fn of(id: CustomerId, card: &Customer) -> Self {
        Self { id, owner: card.owner, tags: card.tags.clone(), follow_up: card.follow_up.clone() }
    }
}

impl Store {
    pub(super) fn hand_over(
        &mut self,
        act: &Act,
        name: &str,
        ids: &[CustomerId],
        owner: Option<StaffId>,
    ) -> Result<Receipt> {
        self.work_on(act, name, ids, |card| card.owner = owner)
    }

    pub(super) fn tag_customers(
        &mut self,
        act: &Act,
        name: &str,
        ids: &[CustomerId],
        tag: &str,
        on: bool,
    ) -> Result<Receipt> {
        let tag: String = tag.trim().chars().take(LONGEST_TAG).collect();
        if tag.is_empty() {
            return Err(StoreError::new(StoreErrorKind::Failed, "a tag needs a word"));
        }
        self.work_on(act, name, ids, |card| {
            card.tags.retain(|other| on || *other != tag);
            if on && !card.tags.contains(&tag) {
                card.tags.push(tag.clone());
            }
        })
    }

    pub(super) fn set_follow_up(
        &mut self,
        act: &Act,
        name: &str,
        ids: &[CustomerId],
        state: &str,
    ) -> Result<Receipt> {
        let state: String = state.trim().chars().take(LONGEST_TAG).collect();
        self.work_on(act, name, ids, |card| card.follow_up.clone_from(&state))
    }

    fn work_on(
        &mut self,
        act: &Act,
        name: &str,
        ids: &[CustomerId],
        change: impl Fn(&mut Customer),
    ) -> Result<Receipt> {
        if ids.len() > MOST_AT_ONCE {
            let why = format!("no more than {MOST_AT_ONCE} cards are changed at once");
            return Err(StoreError::new(StoreErrorKind::Failed, why));
        }
        self.transact("changing customers", |tx| {
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for id in ids {
                let Some(mut card) = customers::card(tx, *id)? else { continue };
                let old = Worked::of(*id, &card);
                change(&mut card);
                let new = Worked::of(*id, &card);
                if old != new {
                    customers::replace_card(tx, *id, &card)?;
                    before.push(old);
                    after.push(new);
                }
            }
            if before.is_empty() {
                return Ok(Receipt { changes: Changes::default(), deed: Deed::Done });
            }
            let subject = before.len().to_string();
            let past = |worked| Past::Office(OfficePast::Worked(worked));
            let touched: Vec<CustomerId> = before.iter().map(|worked| worked.id).collect();
            journal::write_undoable(tx, act, name, &subject, &past(before), Some(&past(after)))?;
            let row = tx.last_insert_rowid();
            touched.into_iter().try_for_each(|id| history::tie(tx, id, row))?;
            Ok(Receipt { changes: changed(act), deed: Deed::Done })
        })
    }
}

/// Brings back how the work stood; cards that are gone by now stay gone.
pub(in crate::store) fn restore_worked(conn: &Connection, past: &[Worked]) -> Result<()> {
    for worked in past {
        if let Some(card) = customers::card(conn, worked.id)? {
            let Worked { owner, tags, follow_up, .. } = worked.clone();
            customers::replace_card(conn, worked.id, &Customer { tags, owner, follow_up, ..card })?;
        }
    }
    Ok(())
}
