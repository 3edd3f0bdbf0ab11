//! Where a number belongs (归属地): the tables (`pack`, `phone_dat`), the book that puts them and people's corrections
//! together (`book`), and what may be asked and changed. Types and rules; pure. May depend on `base`.

pub mod book;
mod bytes;
pub mod correction;
pub mod list;
pub mod pack;
pub mod phone_dat;
pub mod refusal;
pub mod table;

pub use book::{Found, Kind, Name, Origin, PlaceBook};
pub use correction::Correction;
pub use list::{ListPreview, UselessLine};
pub use refusal::Refusal;
pub use table::{About, PlaceTable, TableForm};

/// The table that comes with the program (`assets/places`, made by `make.py` there; licence beside it).
pub static SHIPPED: &[u8] = include_bytes!("../../../assets/places/cn.pack");

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceOp {
    /// Keep a correction; it takes the place of an older one for the same digits.
    Correct(Correction),
    /// Forget the correction for these digits.
    Forget(String),
    /// Keep all of a list, as one change.
    Import(Vec<Correction>),
}

impl PlaceOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Correct(_) => "correct_place",
            Self::Forget(_) => "forget_place",
            Self::Import(_) => "import_places",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        true
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        false
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceQuestion {
    /// All corrections, by their digits.
    Corrections,
}

/// The answer to a [`PlaceQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceAnswer {
    /// To [`PlaceQuestion::Corrections`].
    Corrections(Vec<Correction>),
}

#[cfg(test)]
mod tests;
