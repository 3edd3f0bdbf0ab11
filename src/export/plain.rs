//! A file of text that is no table: vCards, pages, JSON. May depend on nothing.

use super::file::Part;
use super::{Complete, ExportError};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A text file being written. Dropped before [`PlainFile::finish`], it leaves nothing behind.
pub struct PlainFile {
    /// Dropped after the writer.
    part: Part,
    writer: BufWriter<File>,
}

impl PlainFile {
    /// Begins the file beside `path`.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn begin(path: &Path) -> Result<Self, ExportError> {
        let part = Part::create(path)?;
        let refused = |error: io::Error| ExportError::Io(part.name(), error);
        let writer = BufWriter::new(part.file.try_clone().map_err(refused)?);
        Ok(Self { part, writer })
    }

    /// Adds text.
    ///
    /// # Errors
    /// When the disk refuses it.
    pub fn put(&mut self, text: &str) -> Result<(), ExportError> {
        self.writer
            .write_all(text.as_bytes())
            .map_err(|error| ExportError::Io(self.part.name(), error))
    }

    /// Completes the file; it gets its name with [`Complete::publish`].
    ///
    /// # Errors
    /// When the disk refuses it.
    pub fn finish(self) -> Result<Complete, ExportError> {
        let Self { part, mut writer } = self;
        writer.flush().map_err(|error| ExportError::Io(part.name(), error))?;
        Ok(Complete(part))
    }
}
