//! The customer card and its contact numbers as plain data.
//! May depend on `base`.

use crate::base::ids::{ContactNumberId, CustomerId};
use crate::base::number::PhoneNumber;
use serde::{Deserialize, Serialize};

/// A contact number of a card. Several per customer; several customers may share one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactNumber {
    /// Store id; `None` before it is saved.
    pub id: Option<ContactNumberId>,
    /// As typed.
    pub number: PhoneNumber,
    /// Label: mobile, home, shop … free text.
    pub label: String,
}

/// A customer card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
