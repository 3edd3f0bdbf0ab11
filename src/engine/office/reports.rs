//! Reports: what clients may wish, what they see. May depend on `base`, `crm`, and the engine's slips.

use crate::crm::reports::ReportQuestion;
use crate::engine::office::orders::{PrintReport, PrintTo};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// As what a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReportFormat {
    /// A workbook: amounts are numbers.
    #[default]
    Xlsx,
    /// Comma-separated values, UTF-8 with a byte-order mark.
    Csv,
    /// Pages to read and to print.
    Pdf,
}

impl ReportFormat {
    /// All, the one for people first.
    pub const ALL: [Self; 3] = [Self::Xlsx, Self::Csv, Self::Pdf];

    /// The end of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Pdf => "pdf",
        }
    }
}

/// Where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportTo {
    /// Into a file. One that is there is never replaced.
    File {
        /// Which.
        path: PathBuf,
        /// As what.
        format: ReportFormat,
        /// A taken name gets a number behind it; `false`: it is refused.
        number_taken: bool,
    },
    /// On paper, or into the viewer, as slips go.
    Paper(PrintTo),
}

/// A report to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOrder {
    /// Which. Its limit does not count: all of it is written.
    pub question: ReportQuestion,
    /// Where to.
    pub to: ReportTo,
    /// The shop's lines above a paper.
    pub shop: Vec<String>,
    /// Sentences by key ([`word_keys`](crate::crm::reports::sheets::word_keys)); what is missing is written as the last
    /// part of its key.
    pub words: BTreeMap<String, String>,
}

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportCommand {
    /// Write a report. One at a time.
    Write(Box<ReportOrder>),
    /// Stop writing it; nothing is left of it.
    Cancel,
}

/// What the runtime is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportWork {
    /// See [`ReportCommand::Write`].
    Write(Box<ReportOrder>),
    /// Stop.
    Cancel,
}

/// What the runtime says.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportNews {
    /// Rows written, and rows there will be.
    Grew(u64, u64),
    /// It is in this file with so many rows.
    Written(PathBuf, u64),
    /// What came of a paper.
    Printed(PrintReport),
    /// Somebody stopped it.
    Cancelled,
    /// It could not be written, in words.
    Failed(String),
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportView {
    /// Rows written and rows there will be, of the report being written.
    pub writing: Option<(u64, u64)>,
}
