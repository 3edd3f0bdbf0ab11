//! The customer card and its contact numbers as plain data.
//! May depend on `base`.

use crate::base::ids::{ContactNumberId, CustomerId, FieldId, FileId, StaffId};
use crate::base::number::PhoneNumber;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A contact number of a card. Several per customer; several customers may share one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactNumber {
    /// Store id; `None` before it is saved.
    pub id: Option<ContactNumberId>,
    /// As typed.
    pub number: PhoneNumber,
    /// Label: mobile, home, shop … free text.
    pub label: String,
    /// Not to be dialled before this moment (milliseconds since 1970 UTC); `None`: valid from the beginning.
    pub valid_from: Option<i64>,
    /// Not this customer's any more from this moment on; `None`: still valid.
    pub valid_until: Option<i64>,
    /// Its owner does not want to be called or written to on it.
    pub opted_out: bool,
    /// What kind of number it is.
    #[serde(rename = "type")]
    pub kind: NumberType,
    /// It was found to be wrong: nobody is reached on it, or somebody else.
    pub bad: bool,
}

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberType {
    /// Nobody said.
    #[default]
    Unsaid,
    /// A mobile telephone.
    Mobile,
    /// A telephone at a place.
    Landline,
    /// A fax machine: there is nobody to talk to.
    Fax,
}

impl NumberType {
    /// All that can be said.
    pub const ALL: [Self; 4] = [Self::Unsaid, Self::Mobile, Self::Landline, Self::Fax];

    /// Its word in the table and in lists; empty: nobody said.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unsaid => "",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::Fax => "fax",
        }
    }

    /// The type of such a word; nobody said what is not known.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.word() == word.trim()).unwrap_or_default()
    }
}

impl ContactNumber {
    /// Whether it is this customer's at a moment, milliseconds since 1970 UTC.
    #[must_use]
    pub fn is_valid(&self, now: i64) -> bool {
        self.valid_from.is_none_or(|from| from <= now)
            && self.valid_until.is_none_or(|until| until > now)
    }
}

/// Whom a card stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A person.
    #[default]
    Person,
    /// A company, shop, school …
    Company,
}

/// An address beside the first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OtherAddress {
    /// Label: office, warehouse, parents …
    pub label: String,
    /// The address.
    pub text: String,
}

/// The calendar a birthday is kept by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// Gregorian.
    #[default]
    Solar,
    /// Chinese lunisolar (农历).
    Lunar,
}

/// A birthday as people know it: often without the year, often by the lunar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Birthday {
    /// By which calendar.
    pub calendar: Calendar,
    /// The year, when it is known.
    pub year: Option<i16>,
    /// Month, 1–12.
    pub month: u8,
    /// Day, 1–31 (lunar 1–30).
    pub day: u8,
    /// Born in the leap month of that number (lunar only).
    pub leap_month: bool,
}

/// The value of a field the office added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    /// Text, and what could not be read as the field's type.
    Text(String),
    /// A number in thousandths (never a floating point number).
    Number(i64),
    /// Money in minor units (fen).
    Money(i64),
    /// A day: days since 1970-01-01.
    Day(i32),
    /// One or several of the field's choices, as written there.
    Choices(Vec<String>),
    /// Yes or no.
    YesNo(bool),
    /// An attached file.
    File(FileId),
}

/// A customer card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Customer {
    /// Store id; `None` before it is saved.
    pub id: Option<CustomerId>,
    /// Name of the person.
    pub name: String,
    /// Company or shop.
    pub company: String,
    /// Class: VIP, ordinary … free text.
    pub class: String,
    /// Address.
    pub address: String,
    /// Notes on the card.
    pub notes: String,
    /// Numbers, in the order the card shows them.
    pub numbers: Vec<ContactNumber>,
    /// Whom it stands for.
    pub kind: Kind,
    /// Tags, each once, in the order they were given.
    pub tags: Vec<String>,
    /// Addresses beside the first.
    pub addresses: Vec<OtherAddress>,
    /// Birthday.
    pub birthday: Option<Birthday>,
    /// Whose customer it is; `None`: the public pool's.
    pub owner: Option<StaffId>,
    /// Where the work with this customer stands, in the office's own words; empty: nothing said.
    pub follow_up: String,
    /// Values of the fields the office added.
    pub fields: BTreeMap<FieldId, FieldValue>,
    /// A picture among the attached files.
    pub picture: Option<FileId>,
}

/// Why a customer is a candidate for a number, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchQuality {
    /// Same key.
    Exact,
    /// Same subscriber number, the area code missing on one side.
    AreaMissing,
}

/// A customer that a number may belong to, with what the incoming card shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The card.
    pub customer: Customer,
    /// Why.
    pub quality: MatchQuality,
    /// Last call with this customer, milliseconds since 1970 UTC.
    pub last_contact_utc_millis: Option<i64>,
    /// The newest note of a call or of the card.
    pub last_note: String,
    /// Calls with this customer so far.
    pub calls: u32,
}

/// A customer in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerSummary {
    /// The card.
    pub id: CustomerId,
    /// Name.
    pub name: String,
    /// Company.
    pub company: String,
    /// Class.
    pub class: String,
    /// First number.
    pub number: PhoneNumber,
    /// Last call, milliseconds since 1970 UTC.
    pub last_contact_utc_millis: Option<i64>,
}
