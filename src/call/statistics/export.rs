//! A list on its way out of the program: what goes into the file, as what, where to, in which words.
//! May depend on `base`.

use super::{FigureList, FiguresQuestion};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// As what a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// A workbook: numbers keep their digits, times are times.
    #[default]
    Xlsx,
    /// Comma-separated values, UTF-8 with a byte-order mark, lines ending as RFC 4180 says.
    Csv,
}

impl Format {
    /// Both, the one for people first.
    pub const ALL: [Self; 2] = [Self::Xlsx, Self::Csv];

    /// The end of the file's name, and its name in commands.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// What is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportSubject {
    /// The calls behind a figure, newest first.
    Calls(FigureList),
    /// A table of figures with its sum.
    Figures(FiguresQuestion),
}

/// One export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportOrder {
    /// What.
    pub subject: ExportSubject,
    /// As what.
    pub format: Format,
    /// Where to. A file that is there is never replaced.
    pub path: PathBuf,
    /// A taken name gets a number behind it; `false`: it is refused.
    pub number_taken: bool,
    /// Sentences by the keys of [`word_keys`](super::word_keys); what is missing is written as the last part of its key.
    pub words: BTreeMap<String, String>,
}

/// What the journal keeps of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportNote {
    /// `calls` or `figures`.
    pub what: String,
    /// Where the file is.
    pub path: String,
    /// Rows without the head.
    pub rows: u64,
}
