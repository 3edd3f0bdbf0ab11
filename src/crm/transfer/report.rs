//! What an import would do or has done: counts, examples, refusals. May depend on `base` and the rest of `crm`.

use crate::base::ids::CustomerId;
use crate::crm::cards::CardFilter;
use crate::crm::transfer::column::{OfficeColumns, Target};
use crate::crm::transfer::{ImportId, Mode};
use serde::{Deserialize, Serialize};

/// Differences that are shown of a dry run.
pub const SHOWN: usize = 100;

/// Why a row is not taken. The words are in the text files under `transfer.bad.…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why", content = "detail")]
pub enum Problem {
    /// The row has fewer cells than the head, or more: it has slipped.
    Cells {
        /// So many it has.
        found: usize,
        /// So many the head has.
        wanted: usize,
    },
    /// Neither name nor company nor number.
    Nobody,
    /// No telephone number can be read from this.
    Number(String),
    /// A spreadsheet has lost digits of this number.
    Lossy(String),
    /// No day can be read from this.
    Day(String),
    /// It cannot be read as the type of its field.
    Value(String),
    /// So many cards have this key.
    Several(u32),
    /// No card has this key.
    Stranger,
    /// A name of this many characters.
    Long(usize),
    /// The file cannot be read here.
    Unreadable(String),
}

impl Problem {
    /// The last part of its text key.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Cells { .. } => "cells",
            Self::Nobody => "nobody",
            Self::Number(_) => "number",
            Self::Lossy(_) => "lossy",
            Self::Day(_) => "day",
            Self::Value(_) => "value",
            Self::Several(_) => "several",
            Self::Stranger => "stranger",
            Self::Long(_) => "long",
            Self::Unreadable(_) => "unreadable",
        }
    }

    /// What stands for `{what}` in its sentence.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Cells { found, wanted } => format!("{found}/{wanted}"),
            Self::Nobody | Self::Stranger => String::new(),
            Self::Number(text)
            | Self::Lossy(text)
            | Self::Day(text)
            | Self::Value(text)
            | Self::Unreadable(text) => text.chars().take(60).collect(),
            Self::Several(count) => count.to_string(),
            Self::Long(count) => count.to_string(),
        }
    }

    /// The keys of all sentences, for a file's words.
    pub const KEYS: [&'static str; 10] = [
        "transfer.bad.cells",
        "transfer.bad.nobody",
        "transfer.bad.number",
        "transfer.bad.lossy",
        "transfer.bad.day",
        "transfer.bad.value",
        "transfer.bad.several",
        "transfer.bad.stranger",
        "transfer.bad.long",
        "transfer.bad.unreadable",
    ];
}

/// What came of the rows so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Rows read, without the head.
    pub rows: u64,
    /// New cards.
    pub created: u64,
    /// Cards that changed.
    pub updated: u64,
    /// Cards that are as the row says already, or were left as they are.
    pub unchanged: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Numbers written in powers of ten, whole again.
    pub scientific: u64,
    /// Numbers whose last digits are lost.
    pub lossy: u64,
    /// Numbers that got the zero of their area code back.
    pub zero: u64,
    /// Numbers with full-width signs.
    pub width: u64,
    /// Cells with more than one number.
    pub split: u64,
}

/// One difference of a dry run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Line of the file (of a workbook: row).
    pub line: u64,
    /// Whom it concerns.
    pub who: String,
    /// What would happen.
    pub what: Change,
}

/// What would happen to a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A new card.
    Created,
    /// A card changes: column word, before, after.
    Updated(Vec<(String, String, String)>),
    /// The row is refused.
    Refused(Problem),
}

/// A cell with numbers that was repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mended {
    /// Line of the file (of a workbook: row).
    pub line: u64,
    /// As it stands in the file.
    pub before: String,
    /// The numbers it gives.
    pub after: Vec<String>,
}

/// Repaired cells that are shown.
pub const MENDED: usize = 20;

impl Counts {
    /// How many repairs there were.
    #[must_use]
    pub const fn repairs(&self) -> u64 {
        self.scientific + self.lossy + self.zero + self.width + self.split
    }
}

/// What an import or its dry run brought.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportReport {
    /// Its number; `None`: it was a dry run, or nothing was taken in.
    pub import: Option<ImportId>,
    /// How many of what.
    pub counts: Counts,
    /// The first [`SHOWN`] differences.
    pub differences: Vec<Difference>,
    /// The first [`MENDED`] cells whose numbers were repaired.
    #[serde(default)]
    pub mended: Vec<Mended>,
    /// The file with the refused rows.
    pub quarantine: Option<String>,
    /// Somebody stopped it; what was taken in until then stays and can be undone.
    pub stopped: bool,
}

/// What undoing an import brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UndoReport {
    /// Cards removed.
    pub removed: u64,
    /// Cards as they were before.
    pub restored: u64,
    /// Cards left as they are: somebody has worked on them since, or something hangs on them.
    pub kept: u64,
}

/// How an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// It is going on, or broke off in the middle.
    #[default]
    Running,
    /// All of it is there.
    Done,
    /// It was stopped; what came before is there.
    Stopped,
    /// Its undo is going on, or broke off.
    Undoing,
    /// It was undone.
    Undone,
}

/// An import in the list of imports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its number.
    pub id: ImportId,
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
    /// Zone, minutes east.
    pub offset_minutes: i16,
    /// On whose account.
    pub who: String,
    /// The file's name, without its folder.
    pub file: String,
    /// What it was allowed to do.
    pub mode: Mode,
    /// How it stands.
    pub state: ImportState,
    /// How many of what.
    pub counts: Counts,
}

/// The beginning of a file, read as a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// The file.
    pub path: String,
    /// How it is read: `GBK`, `UTF-8`, `xlsx`, `vCard` …
    pub encoding: String,
    /// What stands between cells (lists of text).
    pub delimiter: Option<char>,
    /// The names of the columns.
    pub head: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// What each column means, as guessed or remembered.
    pub targets: Vec<Target>,
    /// The meaning was remembered from an earlier file with this head.
    pub remembered: bool,
    /// Fields of the office that a column may mean, and who may own customers.
    pub office: OfficeColumns,
    /// A file of vCards: there are no columns.
    pub is_vcard: bool,
}

/// Which customers go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// All that the list has under this filter, in its order. Without words, conditions and order: everybody, as they came.
    Listed(Box<CardFilter>),
    /// Just these, by name.
    Ticked(Vec<CustomerId>),
}

impl Chosen {
    /// Those whom the search box finds with these words.
    #[must_use]
    pub fn by_words(text: &str) -> Self {
        let text = text.to_owned();
        Self::Listed(Box::new(CardFilter { text, ..CardFilter::default() }))
    }
}

impl Default for Chosen {
    fn default() -> Self {
        Self::Listed(Box::default())
    }
}
