//! Whom a rule is about, and how exactly: the more exact rule decides. May depend on `base`.

use crate::base::caller_id::Absence;
use crate::base::number::PhoneNumber;
use crate::call::firewall::pattern::{Fault, Pattern, Wrong, plain};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One list of numbers.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ListId(pub i64);

impl fmt::Display for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a call has no number, as a rule may say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoNumber {
    /// For whatever reason.
    #[default]
    Any,
    /// The caller withholds it.
    Withheld,
    /// The network does not have it.
    Unavailable,
    /// No caller ID came at all.
    NoneCame,
}

impl NoNumber {
    /// All, as a picker shows them.
    pub const ALL: [Self; 4] = [Self::Any, Self::Withheld, Self::Unavailable, Self::NoneCame];

    /// Whether it covers a call without a number, of which `absence` was told.
    #[must_use]
    pub fn covers(self, absence: Option<Absence>) -> bool {
        match self {
            Self::Any => true,
            Self::Withheld => absence == Some(Absence::Private),
            Self::Unavailable => absence == Some(Absence::Unavailable),
            Self::NoneCame => absence.is_none(),
        }
    }
}

/// Whom a rule is about. Texts are kept as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// This number, however it is written.
    Number(PhoneNumber),
    /// Numbers that begin so.
    Prefix(String),
    /// Numbers from … to …, of the same length.
    Range(String, String),
    /// Numbers of this form: `?` one digit, `*` any digits.
    Pattern(String),
    /// Numbers of a place whose name contains this.
    Place(String),
    /// Calls without a number.
    NoNumber(NoNumber),
    /// Numbers on a list.
    List(ListId),
    /// Customers of a class.
    Class(String),
    /// Customers.
    Customers,
    /// Numbers of nobody we know.
    Strangers,
    /// Every call.
    Anybody,
}

/// The kinds of [`Subject`], for pickers and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// [`Subject::Number`].
    #[default]
    Number,
    /// [`Subject::Prefix`].
    Prefix,
    /// [`Subject::Range`].
    Range,
    /// [`Subject::Pattern`].
    Pattern,
    /// [`Subject::Place`].
    Place,
    /// [`Subject::NoNumber`].
    NoNumber,
    /// [`Subject::List`].
    List,
    /// [`Subject::Class`].
    Class,
    /// [`Subject::Customers`].
    Customers,
    /// [`Subject::Strangers`].
    Strangers,
    /// [`Subject::Anybody`].
    Anybody,
}

impl Kind {
    /// All, as a picker shows them.
    pub const ALL: [Self; 11] = [
        Self::Number,
        Self::Prefix,
        Self::Range,
        Self::Pattern,
        Self::NoNumber,
        Self::List,
        Self::Place,
        Self::Class,
        Self::Customers,
        Self::Strangers,
        Self::Anybody,
    ];

    /// Its word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Prefix => "prefix",
            Self::Range => "range",
            Self::Pattern => "pattern",
            Self::Place => "place",
            Self::NoNumber => "no_number",
            Self::List => "list",
            Self::Class => "class",
            Self::Customers => "customers",
            Self::Strangers => "strangers",
            Self::Anybody => "anybody",
        }
    }
}

/// How exactly a rule says whom it is about: kind first, then within the kind. Larger is more exact.
///
/// One number · a list · a range (the more digits its ends share) · a pattern or prefix (the more digits it names) · a
/// call without number for a named reason · for any reason · a customer class · customers · a place (the longer name) ·
/// strangers · anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exactness(u8, usize);

impl Subject {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Number(_) => Kind::Number,
            Self::Prefix(_) => Kind::Prefix,
            Self::Range(..) => Kind::Range,
            Self::Pattern(_) => Kind::Pattern,
            Self::Place(_) => Kind::Place,
            Self::NoNumber(_) => Kind::NoNumber,
            Self::List(_) => Kind::List,
            Self::Class(_) => Kind::Class,
            Self::Customers => Kind::Customers,
            Self::Strangers => Kind::Strangers,
            Self::Anybody => Kind::Anybody,
        }
    }

    /// Whether it says whom it is about.
    ///
    /// # Errors
    /// Where it does not, and why.
    pub fn check(&self) -> Result<(), Fault> {
        match self {
            Self::Number(number) => {
                plain(number.as_str())?;
                Ok(())
            }
            Self::Prefix(text) => plain(text).map(|_digits| ()),
            Self::Range(from, to) => range(from, to).map(|_ends| ()),
            Self::Pattern(text) => Pattern::parse(text).map(|_pattern| ()),
            Self::Place(text) | Self::Class(text) if text.trim().is_empty() => {
                Err(Fault::whole(Wrong::Empty))
            }
            Self::List(list) if *list == ListId::default() => Err(Fault::whole(Wrong::Empty)),
            _ => Ok(()),
        }
    }

    /// How exactly it says so.
    #[must_use]
    pub fn exactness(&self) -> Exactness {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        match self {
            Self::Number(_) => Exactness(100, 0),
            Self::List(_) => Exactness(90, 0),
            Self::Range(from, to) => {
                let shared = from.chars().zip(to.chars()).take_while(|(a, b)| a == b).count();
                Exactness(80, shared)
            }
            // A pattern that names as many digits as a prefix says more about the rest.
            Self::Pattern(text) => Exactness(70, 2 * digits(text) + 1),
            Self::Prefix(text) => Exactness(70, 2 * digits(text)),
            Self::NoNumber(NoNumber::Any) => Exactness(50, 0),
            Self::NoNumber(_) => Exactness(60, 0),
            Self::Class(_) => Exactness(45, 0),
            Self::Customers => Exactness(40, 0),
            Self::Place(text) => Exactness(30, text.chars().count()),
            Self::Strangers => Exactness(20, 0),
            Self::Anybody => Exactness(10, 0),
        }
    }

    /// Whether only the store's customers can tell if it is about a caller.
    #[must_use]
    pub const fn asks_who(&self) -> bool {
        matches!(self, Self::Class(_) | Self::Customers | Self::Strangers)
    }
}

/// The two ends of a range in their written form.
///
/// # Errors
/// When an end is no number, or the two do not go together.
pub fn range(from: &str, to: &str) -> Result<(String, String), Fault> {
    let (from, to) = (plain(from)?, plain(to)?);
    if from.len() != to.len() {
        return Err(Fault::whole(Wrong::EndsDiffer));
    }
    if from > to { Err(Fault::whole(Wrong::Backwards)) } else { Ok((from, to)) }
}
