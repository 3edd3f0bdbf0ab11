//! A workbook of one sheet (ECMA-376): bold head that stays in view, filters, numbers as numbers, telephone numbers as text.
//! May depend on `base`.

use super::ExportError;
use super::cell::{Cell, inert};
use super::file::Part;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::BufWriter;

/// Rows of a sheet without the head (Excel's limit).
pub const MOST_ROWS: u64 = 1_048_575;
/// Characters a cell can hold.
const MOST_CHARS: usize = 32_767;
/// Characters the name of a sheet can have, and those it cannot.
const SHEET_CHARS: usize = 31;
const SHEET_BANNED: &[char] = &['[', ']', ':', '*', '?', '/', '\\', '\''];

pub(super) struct XlsxFile {
    part: Part,
    book: Workbook,
    looks: Looks,
    next: u32,
    last_column: u16,
}

struct Looks {
    moment: Format,
    seconds: Format,
    share: Format,
    money: Format,
}

impl XlsxFile {
    pub(super) fn begin(part: Part, title: &str, head: &[String]) -> Result<Self, ExportError> {
        let mut book = Workbook::new();
        let last_column = u16::try_from(head.len().saturating_sub(1)).unwrap_or(u16::MAX);
        lay_out(book.add_worksheet(), title, head)
            .map_err(|error| ExportError::Book(part.name(), error.to_string()))?;
        let looks = Looks {
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            seconds: Format::new().set_num_format("0"),
            share: Format::new().set_num_format("0.0%"),
            money: Format::new().set_num_format("#,##0.00"),
        };
        Ok(Self { part, book, looks, next: 1, last_column })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        if u64::from(self.next) > MOST_ROWS {
            return Err(ExportError::TooMany(MOST_ROWS));
        }
        let written = self.book.worksheet_from_index(0).and_then(|sheet| {
            cells
                .iter()
                .zip(0_u16..)
                .try_for_each(|(cell, column)| put(sheet, self.next, column, cell, &self.looks))
        });
        written.map_err(|error| ExportError::Book(self.part.name(), error.to_string()))?;
        self.next += 1;
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Part, ExportError> {
        let Self { part, mut book, next, last_column, .. } = self;
        let written = book
            .worksheet_from_index(0)
            .and_then(|sheet| sheet.autofilter(0, 0, next.saturating_sub(1), last_column).map(drop))
            .and_then(|()| book.save_to_writer(BufWriter::new(&part.file)));
        match written {
            Ok(()) => Ok(part),
            Err(XlsxError::IoError(error)) => Err(ExportError::Io(part.name(), error)),
            Err(error) => Err(ExportError::Book(part.name(), error.to_string())),
        }
    }
}

fn lay_out(sheet: &mut Worksheet, title: &str, head: &[String]) -> Result<(), XlsxError> {
    let name: String =
        title.chars().filter(|c| !SHEET_BANNED.contains(c)).take(SHEET_CHARS).collect();
    if !name.trim().is_empty() {
        sheet.set_name(name)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (text, column) in head.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, column, inert(text), &bold)?;
        let wide = text.chars().map(|c| if c.is_ascii() { 1.1 } else { 2.2 }).sum::<f64>();
        sheet.set_column_width(column, (wide + 2.0).clamp(11.0, 40.0))?;
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => {
            let text: String = inert(text).chars().take(MOST_CHARS).collect();
            sheet.write_string(row, column, text)?
        }
        Cell::Count(count) => sheet.write_number(row, column, number(*count))?,
        Cell::Millis(millis) => {
            let seconds = number(millis / 1_000) + number(millis % 1_000) / 1_000.0;
            sheet.write_number_with_format(row, column, seconds, &looks.seconds)?
        }
        Cell::Permille(share) => {
            sheet.write_number_with_format(row, column, number(*share) / 1_000.0, &looks.share)?
        }
        Cell::Moment(at) => match moment(*at) {
            Some(moment) => sheet.write_datetime_with_format(row, column, moment, &looks.moment)?,
            None => sheet.write_string(row, column, at.to_string())?,
        },
        Cell::Money(amount) => {
            let whole = number(amount.0.unsigned_abs()) / 100.0;
            let signed = if amount.0 < 0 { -whole } else { whole };
            sheet.write_number_with_format(row, column, signed, &looks.money)?
        }
    };
    Ok(())
}

/// Exact up to 2^53 or so; beyond it the nearest there is.
fn number(count: u64) -> f64 {
    let high = u32::try_from(count >> 32).unwrap_or(u32::MAX);
    let low = u32::try_from(count & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}

/// `None`: before 1900, which a workbook does not know.
fn moment(at: jiff::civil::DateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(at.year()).ok()?;
    let part = |n: i8| u8::try_from(n).ok();
    let day = ExcelDateTime::from_ymd(year, part(at.month())?, part(at.day())?).ok()?;
    let (hour, minute) = (u16::try_from(at.hour()).ok()?, part(at.minute())?);
    day.and_hms(hour, minute, f64::from(at.second())).ok()
}
