//! The rows of a file, whatever it is, one after the other: never the whole of it in memory (old binary workbooks, which
//! are small, excepted). May depend on nothing.

use super::sniff::Form;
use super::{book, text};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file and how it is read.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub path: PathBuf,
    pub form: Form,
    /// Rows above the first that counts: titles, and the head.
    pub skip: u64,
}

/// How far into the file the reading is.
#[derive(Debug, Clone, Default)]
pub(super) struct Mark {
    pub done: Arc<AtomicU64>,
    pub total: Arc<AtomicU64>,
}

impl Mark {
    pub fn get(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

/// Hands a row to whoever wants it: its line and its cells. `false`: enough.
pub(super) type Take<'a> = &'a mut dyn FnMut(u64, &[&str]) -> bool;

impl Source {
    /// Hands over every row behind the head; empty rows are left out.
    ///
    /// # Errors
    /// In a sentence for people.
    pub fn rows(&self, mark: &Mark, take: Take<'_>) -> Result<(), String> {
        let mut number = 0;
        self.every_row(mark, &mut |line, cells| {
            number += 1;
            if number <= self.skip || cells.iter().all(|cell| cell.trim().is_empty()) {
                return true;
            }
            take(line, cells)
        })
    }

    /// Hands over every row.
    ///
    /// # Errors
    /// In a sentence for people.
    pub fn every_row(&self, mark: &Mark, take: Take<'_>) -> Result<(), String> {
        match self.form {
            Form::Text(encoding, sign) => text::rows(&self.path, encoding, sign, mark, take),
            Form::Xlsx => book::xlsx(&self.path, mark, take),
            Form::Xls => book::xls(&self.path, mark, take),
            Form::Cards(_) => Err("a file of vCards has no rows".to_owned()),
        }
    }
}
