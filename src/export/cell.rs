//! One cell, and what makes a text harmless. A spreadsheet takes a text that begins with one of these signs for a formula when it opens
//! a CSV file or when the cell is edited (OWASP, "CSV Injection"). May depend on `base`.

use crate::base::money::Money;
use jiff::civil::DateTime;

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words; made inert by the writer.
    Text(String),
    /// A count.
    Count(u64),
    /// A time span in milliseconds, written as seconds.
    Millis(u64),
    /// A share in thousandths, written as per cent.
    Permille(u64),
    /// A date and time on the wall clock where it happened.
    Moment(DateTime),
    /// An amount of money.
    Money(Money),
}

/// Signs with which a formula can begin, also as Chinese input methods make them.
const SIGNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The text, with a `'` before it when a spreadsheet would take it for a formula.
#[must_use]
pub fn inert(text: &str) -> String {
    if text.starts_with(SIGNS) { format!("'{text}") } else { text.to_owned() }
}
