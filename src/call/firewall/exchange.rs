//! Files of rules and numbers: the lists people share (a number a line), and CSV files of whole rules as this program
//! writes them (RFC 4180). Reading says what is wrong in which line and takes the rest. Cells that a spreadsheet would
//! take for a formula are written with a `'` in front. May depend on `base`.

mod csv;
mod read;
mod write;

use crate::call::firewall::Import;
use crate::call::firewall::pattern::Fault;

pub(in crate::call) use read::cells_of;
pub use read::read;
pub use write::write;

/// Lines read of one file at most; what follows is said to be too much.
pub const MOST_LINES: usize = 200_000;
/// Bad lines that are named one by one.
pub const NAMED_BAD: usize = 200;

/// The columns of a file of rules.
pub(super) const COLUMNS: [&str; 11] =
    ["kind", "value", "action", "play", "tag", "note", "days", "from", "to", "until", "state"];

/// A number on a list, or a prefix (`0571*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The number as in the file; prefixes end with `*`.
    pub text: String,
    /// What stood beside it.
    pub note: String,
}

/// A list that a file brings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewList {
    /// Its name.
    pub name: String,
    /// Its numbers.
    pub numbers: Vec<Line>,
}

/// Why a line cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// The number, prefix, range or pattern is none.
    Fault(Fault),
    /// No number at all.
    NoNumber,
    /// Fewer than three digits.
    Short,
    /// A kind of rule that does not exist.
    Kind,
    /// An action that does not exist.
    Action,
    /// A time or date that is none.
    Time,
    /// More lines than a file may have.
    TooMany,
}

/// A line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    /// Its beginning.
    pub text: String,
    /// What is wrong.
    pub why: Unusable,
}

/// What a file would bring.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// What would be taken in.
    pub import: Import,
    /// Lines that cannot be used; the first [`NAMED_BAD`].
    pub bad: Vec<BadLine>,
    /// How many there are.
    pub bad_lines: usize,
    /// Numbers that stand in the file twice, or on a list already.
    pub doubles: usize,
}

impl Preview {
    /// Numbers that would be taken in.
    #[must_use]
    pub fn numbers(&self) -> usize {
        self.import.lists.iter().map(|list| list.numbers.len()).sum()
    }

    /// Whether there is anything to take in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers() == 0 && self.import.rules.is_empty()
    }

    fn blame(&mut self, line: usize, text: &str, why: Unusable) {
        self.bad_lines += 1;
        if self.bad.len() < NAMED_BAD {
            let text = text.trim().chars().take(40).collect();
            self.bad.push(BadLine { line, text, why });
        }
    }
}

#[cfg(test)]
mod tests;
