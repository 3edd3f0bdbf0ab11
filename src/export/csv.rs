//! Comma-separated values (RFC 4180): lines end with CR LF, a byte-order mark tells Excel that it is UTF-8.
//! May depend on `base`.

use super::ExportError;
use super::cell::{Cell, inert};
use super::file::Part;
use csv::{Terminator, Writer, WriterBuilder};
use std::fs::File;
use std::io::{self, BufWriter, Write};

const MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) struct CsvFile {
    /// Dropped after the writer.
    part: Part,
    writer: Writer<BufWriter<File>>,
}

impl CsvFile {
    pub(super) fn begin(part: Part, head: &[String]) -> Result<Self, ExportError> {
        let refused = |error: io::Error| ExportError::Io(part.name(), error);
        let mut file = BufWriter::new(part.file.try_clone().map_err(refused)?);
        file.write_all(MARK).map_err(refused)?;
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file);
        writer
            .write_record(head.iter().map(|text| inert(text)))
            .map_err(|error| refused(error.into()))?;
        Ok(Self { part, writer })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        self.writer
            .write_record(cells.iter().map(text))
            .map_err(|error| ExportError::Io(self.part.name(), error.into()))
    }

    pub(super) fn finish(self) -> Result<Part, ExportError> {
        let Self { part, mut writer } = self;
        writer.flush().map_err(|error| ExportError::Io(part.name(), error))?;
        Ok(part)
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => inert(text),
        Cell::Count(count) => count.to_string(),
        Cell::Millis(millis) => {
            let (seconds, rest) = (millis / 1_000, millis % 1_000);
            let text = format!("{seconds}.{rest:03}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Cell::Permille(share) => format!("{}.{}", share / 10, share % 10),
        Cell::Moment(at) => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Cell::Money(amount) => amount.to_string(),
    }
}
