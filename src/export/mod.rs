//! Lists as files people open elsewhere: CSV (RFC 4180, UTF-8 with byte-order mark) and xlsx (ECMA-376). Files belong to their owner
//! alone, nothing that is there is replaced, and no cell can act as a formula. May depend on `base`, `call`, `crm`.

mod cell;
mod csv;
mod file;
mod orders;
pub mod paper;
mod plain;
mod report;
mod rows;
mod xlsx;

pub use cell::{Cell, inert};
pub use orders::{order_head, order_row, order_sum};
pub use plain::PlainFile;
pub use report::{report_head, report_row, report_slip};
pub use rows::{call_head, call_row, figure_head, figure_rows, word};
pub use xlsx::MOST_ROWS;

use crate::call::statistics::Format;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a file was not written, as one sentence for people.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The name is taken.
    #[error("{0} is there already: choose another name")]
    Taken(String),
    /// The system refused.
    #[error("{0} could not be written ({1}): check the path and the disk")]
    Io(String, io::Error),
    /// More rows than a workbook has.
    #[error("a workbook holds {0} rows and no more: export as CSV, or a shorter time")]
    TooMany(u64),
    /// The workbook library refused.
    #[error("{0} could not be written ({1})")]
    Book(String, String),
}

/// A file being written, row by row. Dropped before [`Table::finish`], it leaves nothing behind.
pub struct Table {
    kind: Kind,
    rows: u64,
}

enum Kind {
    Csv(Box<csv::CsvFile>),
    Xlsx(Box<xlsx::XlsxFile>),
}

impl Table {
    /// Begins the file beside `path`, with its head row. `title` names the sheet.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn begin(
        path: &Path,
        format: Format,
        title: &str,
        head: &[String],
    ) -> Result<Self, ExportError> {
        let part = file::Part::create(path)?;
        let kind = match format {
            Format::Csv => Kind::Csv(Box::new(csv::CsvFile::begin(part, head)?)),
            Format::Xlsx => Kind::Xlsx(Box::new(xlsx::XlsxFile::begin(part, title, head)?)),
        };
        Ok(Self { kind, rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the disk refuses it, or a workbook is full.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        match &mut self.kind {
            Kind::Csv(file) => file.row(cells)?,
            Kind::Xlsx(file) => file.row(cells)?,
        }
        self.rows += 1;
        Ok(())
    }

    /// Rows so far, without the head.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Completes the file; it gets its name with [`Complete::publish`].
    ///
    /// # Errors
    /// When the disk refuses it.
    pub fn finish(self) -> Result<Complete, ExportError> {
        let part = match self.kind {
            Kind::Csv(file) => file.finish()?,
            Kind::Xlsx(file) => file.finish()?,
        };
        Ok(Complete(part))
    }
}

/// A file that is complete and has no name yet.
pub struct Complete(file::Part);

impl Complete {
    /// Where it would go: the name wished for, or the next free one with a number behind it.
    ///
    /// # Errors
    /// `Taken` when the name is taken and `number_taken` is false.
    pub fn place(&self, number_taken: bool) -> Result<PathBuf, ExportError> {
        self.0.place(number_taken)
    }

    /// Gives it this name.
    ///
    /// # Errors
    /// `Taken` when somebody took the name meanwhile; when the disk refuses it.
    pub fn publish(self, path: &Path) -> Result<(), ExportError> {
        self.0.publish(path)
    }
}

#[cfg(test)]
mod tests;
