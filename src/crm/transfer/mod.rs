//! Lists in and out: which column means what, numbers made whole again, what an import may do and what came of it.
//! Types and rules; pure. May depend on `base` and the rest of `crm`.

pub mod cells;
pub mod column;
pub mod day;
pub mod draft;
pub mod repair;
pub mod report;
pub mod vcard;

use crate::base::ids::CustomerId;
use serde::{Deserialize, Serialize};

/// One import: a file that was taken in, with everything it did.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ImportId(pub i64);

/// What an import may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// New cards only; who is there already is left as he is.
    #[default]
    Create,
    /// Cards that are there only; strangers are refused.
    Update,
    /// Both.
    Both,
}

impl Mode {
    /// All, in the order of the chips.
    pub const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Both];

    /// Its name for text keys, the command line and the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Both => "both",
        }
    }
}

/// How a row finds its card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchBy {
    /// Any of its numbers.
    #[default]
    Number,
    /// One of its numbers and the same name.
    NameAndNumber,
    /// The card's own id, as an export writes it.
    OwnId,
    /// Not at all: every row is a new card.
    Nothing,
}

impl MatchBy {
    /// All, in the order of the chips.
    pub const ALL: [Self; 4] = [Self::Number, Self::NameAndNumber, Self::OwnId, Self::Nothing];

    /// A row's numbers are looked for.
    #[must_use]
    pub const fn is_by_number(self) -> bool {
        matches!(self, Self::Number | Self::NameAndNumber)
    }

    /// Its name for text keys and the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::NameAndNumber => "name_and_number",
            Self::OwnId => "own_id",
            Self::Nothing => "nothing",
        }
    }
}

/// How an import goes about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Manner {
    /// What it may do.
    pub mode: Mode,
    /// How a row finds its card.
    pub by: MatchBy,
    /// Numbers whose last digits a spreadsheet lost are taken as they are; otherwise such a row is refused.
    pub take_lossy: bool,
}

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferOp {
    /// Forget a person for good: card, numbers, notes, what the journal remembers. Calls keep their figures.
    Erase(CustomerId),
}

impl TransferOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Erase(_) => "erase_person",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        match self {
            Self::Erase(_) => true,
        }
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        match self {
            Self::Erase(_) => false,
        }
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferQuestion {
    /// Imports, newest first.
    Imports {
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
}

/// The answer to a [`TransferQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum TransferAnswer {
    /// A page of imports and how many there are in all.
    Imports(Vec<report::ImportRow>, u32),
}
