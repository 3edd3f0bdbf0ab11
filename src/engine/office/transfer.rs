//! Lists in and out: CSV, xlsx, vCard, dry run, quarantine, undo of a whole import: what clients may wish, what they see, and its settings.
//! May depend on `base`, `crm`.

use crate::base::ids::CustomerId;
use crate::crm::transfer::column::Target;
use crate::crm::transfer::report::{Chosen, ImportReport, Preview, UndoReport};
use crate::crm::transfer::{ImportId, Manner};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// How a file is to be read, where a person knows better than the program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The file.
    pub path: PathBuf,
    /// `GBK`, `UTF-8`, `UTF-16LE` …; `None`: as it looks.
    pub encoding: Option<String>,
    /// What stands between cells; `None`: as it looks.
    pub delimiter: Option<char>,
}

/// An import, or its dry run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportOrder {
    /// The file and how it is read.
    pub reading: Reading,
    /// What each column means; empty: as guessed or remembered.
    pub targets: Vec<Target>,
    /// What it may do and how rows find cards.
    pub manner: Manner,
    /// Only say what would happen.
    pub dry: bool,
    /// Sentences for the file of refused rows, by key.
    pub words: BTreeMap<String, String>,
}

/// What a list goes out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListFormat {
    /// A workbook.
    #[default]
    Xlsx,
    /// Comma-separated values.
    Csv,
    /// vCard 3.0.
    Vcard,
    /// vCard 4.0.
    Vcard4,
}

impl ListFormat {
    /// All, in the order of the chips.
    pub const ALL: [Self; 4] = [Self::Xlsx, Self::Csv, Self::Vcard, Self::Vcard4];

    /// The end of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Vcard | Self::Vcard4 => "vcf",
        }
    }

    /// The last part of its text key.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Vcard => "vcard",
            Self::Vcard4 => "vcard4",
        }
    }
}

/// A list that goes out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListOrder {
    /// The file; one that is there gets a number behind its name.
    pub path: PathBuf,
    /// As what.
    pub format: ListFormat,
    /// Who.
    pub chosen: Chosen,
    /// Heads of columns, by key.
    pub words: BTreeMap<String, String>,
}

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum TransferCommand {
    /// Read the beginning of a file.
    Look(Reading),
    /// Take a file in, or say what would happen.
    Import(Box<ImportOrder>),
    /// Take an import back.
    UndoImport(ImportId),
    /// Write customers into a file.
    Export(Box<ListOrder>),
    /// Write an empty list with heads and one example.
    Template(Box<ListOrder>),
    /// Write everything that is kept about one person, as JSON and as a page to read.
    ExportPerson(CustomerId, PathBuf),
    /// Forget a person for good.
    Erase(CustomerId),
    /// Stop what is going on.
    Cancel,
    /// Forget the file that was looked at and what came of it.
    Close,
}

/// What the runtime is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum TransferWork {
    /// See [`TransferCommand::Look`].
    Look(Reading),
    /// See [`TransferCommand::Import`].
    Import(Box<ImportOrder>),
    /// See [`TransferCommand::UndoImport`].
    UndoImport(ImportId),
    /// See [`TransferCommand::Export`].
    Export(Box<ListOrder>),
    /// See [`TransferCommand::Template`].
    Template(Box<ListOrder>),
    /// See [`TransferCommand::ExportPerson`].
    ExportPerson(CustomerId, PathBuf),
    /// Stop.
    Cancel,
}

/// How far a work is, in its own units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Done.
    pub done: u64,
    /// There is.
    pub total: u64,
    /// Rows so far.
    pub rows: u64,
}

/// What the runtime says.
#[derive(Debug, Clone, PartialEq)]
pub enum TransferNews {
    /// So far it is.
    Grew(Progress),
    /// The beginning of a file.
    Looked(Arc<Preview>),
    /// A dry run or an import ended.
    Imported(Arc<ImportReport>),
    /// An import was taken back, or a part of it: `true`: all.
    Undone(UndoReport, bool),
    /// A file was written: where, and how many rows.
    Written(PathBuf, u64),
    /// Somebody stopped it; nothing is left of it.
    Cancelled,
    /// It could not be done, in words.
    Failed(String),
}

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// A file is looked at.
    Looking,
    /// A dry run.
    Checking,
    /// An import.
    Importing,
    /// An import is taken back.
    Undoing,
    /// A file is written.
    Writing,
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TransferView {
    /// What is going on and how far it is.
    pub going: Option<(Going, Progress)>,
    /// The beginning of the file that was looked at.
    pub preview: Option<Arc<Preview>>,
    /// What the dry run said.
    pub checked: Option<Arc<ImportReport>>,
    /// What the import brought.
    pub imported: Option<Arc<ImportReport>>,
    /// What taking back brought.
    pub undone: Option<UndoReport>,
    /// Why the newest wish came to nothing.
    pub failed: Option<String>,
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TransferSettings {
    /// How the newest import went about it: offered the next time.
    pub manner: Manner,
}
