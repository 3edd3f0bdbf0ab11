//! Cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up: what clients may wish, what they see, and its settings.
//! May depend on `base`, `crm`.

use crate::base::ids::{CustomerId, FieldId, StaffId};
use crate::crm::cards::field::FieldDef;
use crate::crm::cards::{Draft, DraftKey, LONGEST_TAG, MergeOrder};
use serde::{Deserialize, Serialize};

/// Follow-up states an office may have.
const MOST_STATES: usize = 30;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum CardCommand {
    /// Add or change a field of all cards.
    SaveField(FieldDef),
    /// Take a field away; values are kept.
    RemoveField(FieldId),
    /// Fields stand in this order.
    OrderFields(Vec<FieldId>),
    /// Give cards to somebody, or to the public pool.
    HandOver(Vec<CustomerId>, Option<StaffId>),
    /// Put a tag on cards, or take it off.
    Tag(Vec<CustomerId>, String, bool),
    /// Where the work with these customers stands.
    FollowUp(Vec<CustomerId>, String),
    /// Two cards become one.
    Merge(Box<MergeOrder>),
    /// These two are not one customer.
    NotSame(CustomerId, CustomerId),
    /// Keep what was typed and is not saved.
    KeepDraft(Box<Draft>),
    /// It was saved or thrown away.
    DropDraft(DraftKey),
}

/// What the views see of it: they ask the store for all of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CardView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CardSettings {
    /// Where the work with a customer may stand, in the office's words; empty: those of the language.
    pub follow_ups: Vec<String>,
}

impl CardSettings {
    /// The same with blanks and doubles gone, and no longer than a list can show.
    #[must_use]
    pub fn within_bounds(self) -> Self {
        let mut follow_ups: Vec<String> = Vec::new();
        for word in &self.follow_ups {
            let word: String = word.trim().chars().take(LONGEST_TAG).collect();
            if !word.is_empty() && !follow_ups.contains(&word) && follow_ups.len() < MOST_STATES {
                follow_ups.push(word);
            }
        }
        Self { follow_ups }
    }
}
