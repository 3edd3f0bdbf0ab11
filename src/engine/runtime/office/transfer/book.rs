//! Workbooks: xlsx (ECMA-376) cell by cell, the binary ones before it (BIFF) whole. Values of formulas as they were
//! stored; days as 1980-05-03, however the cell shows them; a cell merged downwards stands in each of its rows.
//! May depend on nothing.

use super::source::{Mark, Take};
use calamine::{DataType, Reader, Xls, Xlsx, open_workbook};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Columns that are read.
const COLUMNS: u32 = 2_000;

/// A region of one column that was merged downwards.
struct Merged {
    column: u32,
    first: u32,
    last: u32,
    text: String,
}

/// Puts cells into rows.
struct Rows<'a, 'b> {
    take: Take<'a>,
    mark: &'b Mark,
    row: Option<u32>,
    cells: Vec<String>,
    merged: Vec<Merged>,
    enough: bool,
}

impl Rows<'_, '_> {
    fn cell(&mut self, row: u32, column: u32, text: String) {
        if self.row != Some(row) {
            self.end();
            self.row = Some(row);
        }
        if column >= COLUMNS {
            return;
        }
        for merged in &mut self.merged {
            if merged.column == column && merged.first == row {
                merged.text.clone_from(&text);
            }
        }
        let at = usize::try_from(column).unwrap_or(usize::MAX);
        if self.cells.len() <= at {
            self.cells.resize(at + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = text;
        }
    }

    fn end(&mut self) {
        let Some(row) = self.row.take() else { return };
        if self.enough {
            return;
        }
        for merged in &self.merged {
            let at = usize::try_from(merged.column).unwrap_or(usize::MAX);
            let inside = (merged.first + 1..=merged.last).contains(&row);
            if let (true, Some(cell)) = (inside, self.cells.get_mut(at))
                && cell.is_empty()
            {
                cell.clone_from(&merged.text);
            }
        }
        let cells: Vec<&str> = self.cells.iter().map(String::as_str).collect();
        self.mark.done.store(u64::from(row) + 1, Ordering::Relaxed);
        self.enough = !(self.take)(u64::from(row) + 1, &cells);
        self.cells.clear();
    }
}

/// What stands in a cell.
fn text<T: DataType>(value: &T) -> String {
    if let Some(text) = value.get_string() {
        return text.to_owned();
    }
    if let Some(moment) = value.get_datetime() {
        if moment.is_duration() {
            return String::new();
        }
        let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
        let date = format!("{year:04}-{month:02}-{day:02}");
        return if (hour, minute, second) == (0, 0, 0) {
            date
        } else {
            format!("{date} {hour:02}:{minute:02}:{second:02}")
        };
    }
    if let Some(number) = value.get_int() {
        return number.to_string();
    }
    if let Some(number) = value.get_float() {
        // Telephone numbers are whole and exact up to 2^53; nothing is written in powers of ten.
        return format!("{number}");
    }
    if let Some(yes) = value.get_bool() {
        return if yes { "TRUE" } else { "FALSE" }.to_owned();
    }
    value.get_datetime_iso().map(str::to_owned).unwrap_or_default()
}

/// The first sheet with anything in it, of an xlsx workbook.
pub(super) fn xlsx(path: &Path, mark: &Mark, take: Take<'_>) -> Result<(), String> {
    let said = |error: calamine::XlsxError| {
        format!("{} is no workbook that can be read ({error})", path.display())
    };
    let mut book: Xlsx<BufReader<File>> = open_workbook(path).map_err(said)?;
    let mut rows =
        Rows { take, mark, row: None, cells: Vec::new(), merged: Vec::new(), enough: false };
    for name in book.sheet_names() {
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        rows.merged = merged
            .iter()
            .filter(|region| region.start.1 == region.end.1 && region.start.0 < region.end.0)
            .map(|region| Merged {
                column: region.start.1,
                first: region.start.0,
                last: region.end.0,
                text: String::new(),
            })
            .collect();
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        mark.total.store(u64::from(cells.dimensions().end.0) + 1, Ordering::Relaxed);
        let mut any = false;
        while let Some(cell) = cells.next_cell().map_err(said)? {
            let value = text(cell.get_value());
            if value.is_empty() {
                continue;
            }
            any = true;
            let (row, column) = cell.get_position();
            rows.cell(row, column, value);
            if rows.enough {
                return Ok(());
            }
        }
        rows.end();
        if any {
            return Ok(());
        }
    }
    Ok(())
}

/// The same of a binary workbook, which holds 65,536 rows at most.
pub(super) fn xls(path: &Path, mark: &Mark, take: Take<'_>) -> Result<(), String> {
    let said = |error: calamine::XlsError| {
        format!("{} is no workbook that can be read ({error})", path.display())
    };
    let mut book: Xls<BufReader<File>> = open_workbook(path).map_err(said)?;
    let mut rows =
        Rows { take, mark, row: None, cells: Vec::new(), merged: Vec::new(), enough: false };
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(said)?;
        let (Some((top, left)), Some((bottom, _))) = (range.start(), range.end()) else { continue };
        mark.total.store(u64::from(bottom) + 1, Ordering::Relaxed);
        for (row, column, value) in range.used_cells() {
            let at = |first: u32, n: usize| first.saturating_add(u32::try_from(n).unwrap_or(0));
            rows.cell(at(top, row), at(left, column), text(value));
            if rows.enough {
                return Ok(());
            }
        }
        rows.end();
        return Ok(());
    }
    Ok(())
}
