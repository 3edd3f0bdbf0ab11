//! A report as a table: what the window shows, what goes into a file and onto paper is the same rows. Words are keys, put
//! into a language by whoever knows it. Pure. May depend on `base` and the rest of `crm`.

use crate::base::ids::{CustomerId, OrderId};
use crate::base::money::Money;
use crate::crm::goods::quantity::Quantity;
use crate::crm::reports::ContactBy;
use crate::crm::reports::period::{By, Days, date_of};
use crate::crm::reports::scope::OrderScope;
use crate::crm::staff::masked;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// Nothing.
    Nothing,
    /// As somebody wrote it.
    Text(String),
    /// A telephone number: not everybody sees it whole.
    Phone(String),
    /// A word of ours, by its key.
    Word(&'static str),
    /// Days, named as such a piece.
    Piece(By, Days),
    /// A day since 1970.
    Day(i64),
    /// Money.
    Money(Money),
    /// A quantity.
    Quantity(Quantity),
    /// A count.
    Count(u64),
    /// A whole number that may be negative, as days late.
    Signed(i64),
    /// A part of a whole, thousandths.
    Share(i64),
    /// Hundredths.
    Hundredths(i64),
    /// A time span.
    Millis(u64),
}

impl Figure {
    /// As people read it; `word` gives the sentence of a key.
    #[must_use]
    pub fn text(&self, word: &dyn Fn(&str) -> String) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) | Self::Phone(text) => text.clone(),
            Self::Word(key) => word(key),
            Self::Piece(by, days) => by.name(*days),
            Self::Day(day) => date_of(*day).to_string(),
            Self::Money(amount) => amount.grouped(),
            Self::Quantity(quantity) => quantity.to_string(),
            Self::Count(count) => grouped(&count.to_string()),
            Self::Signed(number) => number.to_string(),
            Self::Share(permille) => {
                let sign = if *permille < 0 { "-" } else { "" };
                let part = permille.unsigned_abs();
                format!("{sign}{}.{}%", grouped(&(part / 10).to_string()), part % 10)
            }
            Self::Hundredths(n) => Money(*n).grouped(),
            Self::Millis(millis) => {
                let (minutes, seconds) = (millis / 60_000, millis / 1_000 % 60);
                format!("{}:{seconds:02}", grouped(&minutes.to_string()))
            }
        }
    }

    /// Whether it stands at the left: words do, numbers stand at the right.
    #[must_use]
    pub const fn is_word(&self) -> bool {
        matches!(
            self,
            Self::Text(_) | Self::Phone(_) | Self::Word(_) | Self::Piece(..) | Self::Nothing
        )
    }

    /// Whether it is nothing worth a look: written weakly.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Money(Money(n))
            | Self::Quantity(Quantity(n))
            | Self::Signed(n)
            | Self::Share(n)
            | Self::Hundredths(n) => *n == 0,
            Self::Count(n) | Self::Millis(n) => *n == 0,
            Self::Text(_) | Self::Phone(_) | Self::Word(_) | Self::Piece(..) | Self::Day(_) => {
                false
            }
        }
    }
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The list behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opens {
    /// Orders.
    Orders(Box<OrderScope>),
    /// The sales-and-payment table of some of the customers.
    Payments(Box<OrderScope>),
    /// The customers of a class; `None`: all of them.
    Members(Option<String>),
    /// A card.
    Customer(CustomerId),
    /// An order.
    Order(OrderId),
    /// The sales of one piece, in finer pieces.
    Sales(Days),
    /// Calls of some days, of one agent where one is named.
    Calls {
        /// When.
        days: Days,
        /// Whose.
        agent: Option<String>,
        /// Which of them.
        what: CallsOf,
    },
    /// The log of calls: of some days, of one customer or one agent where one is named.
    Log {
        /// When.
        days: Days,
        /// Whose.
        customer: Option<CustomerId>,
        /// Taken or made by whom.
        agent: Option<String>,
        /// Which of them.
        what: CallsOf,
    },
    /// Tasks that were done: on some days, for one customer or by one agent where one is named.
    Tasks {
        /// When.
        days: Days,
        /// For whom.
        customer: Option<CustomerId>,
        /// By whom; empty: nobody who gave a name.
        agent: Option<String>,
    },
    /// The list of promises.
    Promises,
    /// A customer's usual order.
    Usual(CustomerId),
    /// A telephone number, dialled.
    Dial(CustomerId, String),
}

/// Which calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallsOf {
    /// Those that came.
    Incoming,
    /// Those that were missed.
    Missed,
    /// Those that were made.
    Outgoing,
    /// Those in which was talked.
    Talk,
    /// Those with a note.
    Noted,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it.
    pub figure: Figure,
    /// The list behind it.
    pub opens: Option<Opens>,
}

impl From<Figure> for Cell {
    fn from(figure: Figure) -> Self {
        Self { figure, opens: None }
    }
}

impl Cell {
    /// A figure that opens a list, unless it is nothing.
    #[must_use]
    pub fn opening(figure: Figure, opens: Opens) -> Self {
        let opens = (!figure.is_zero()).then_some(opens);
        Self { figure, opens }
    }
}

/// How much room a column wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wide {
    /// What is left.
    Name,
    /// An amount.
    Amount,
    /// A day, a word.
    Word,
    /// A small number.
    Small,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Key of its head; its formula stands under the same key with `_about` behind it.
    pub key: &'static str,
    /// Its room.
    pub wide: Wide,
    /// It is the last to go where there is no room: the lowest numbers stay.
    pub rank: u8,
}

/// A report as a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Key of its title.
    pub title: &'static str,
    /// What it is of, as a line of its own.
    pub about: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// The sums below.
    pub sums: Vec<Vec<Cell>>,
    /// How many rows there are in all, where these are only the first of them.
    pub more: Option<u64>,
}

impl Sheet {
    /// Stars in the numbers, for whoever may not see them whole.
    pub fn mask_numbers(&mut self) {
        for cell in self.rows.iter_mut().flatten() {
            if let Figure::Phone(phone) = &mut cell.figure {
                *phone = masked(phone);
            }
        }
    }
}

/// The word of a row's kind.
#[must_use]
pub const fn contact_head(by: ContactBy) -> &'static str {
    match by {
        ContactBy::Day => "reports.col_day",
        ContactBy::Agent => "reports.col_agent",
        ContactBy::Customer => "reports.col_customer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_people_read_them() {
        let word = |key: &str| format!("[{key}]");
        let text = |figure: Figure| figure.text(&word);
        assert_eq!(text(Figure::Money(Money(-123_456_789))), "-1,234,567.89");
        assert_eq!(text(Figure::Share(-1_234)), "-123.4%");
        assert_eq!(text(Figure::Hundredths(203)), "2.03");
        assert_eq!(text(Figure::Millis(3_725_000)), "62:05");
        assert_eq!(text(Figure::Count(1_234_567)), "1,234,567");
        assert_eq!(text(Figure::Word("a.b")), "[a.b]");
        assert!(Figure::Quantity(Quantity::ZERO).is_zero() && !Figure::Day(0).is_zero());
        assert_eq!(Cell::opening(Figure::Count(0), Opens::Promises).opens, None);
    }
}
