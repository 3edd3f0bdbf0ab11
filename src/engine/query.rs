//! What views may ask of the store, and the answers. Asked through the handle, answered later, never waited for.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId};
use crate::base::number::PhoneNumber;
use crate::call::dialling::{DialAnswer, DialQuestion};
use crate::call::firewall::{FirewallAnswer, FirewallQuestion};
use crate::call::places::{PlaceAnswer, PlaceQuestion};
pub use crate::call::record::CallFilter;
use crate::call::record::CallSummary;
use crate::call::recordings::{RecordingAnswer, RecordingQuestion};
use crate::call::statistics::{StatisticsAnswer, StatisticsQuestion};
use crate::call::upkeep::{UpkeepAnswer, UpkeepQuestion};
use crate::call::worklist::{WorkAnswer, WorkQuestion};
use crate::crm::customer::{Candidate, Customer, CustomerSummary};
use crate::crm::office::{OfficeAnswer, OfficeQuestion};

/// A question to the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Calls, newest first; `text` is part of a number, name, company or note.
    Calls {
        /// Which.
        filter: CallFilter,
        /// Words.
        text: String,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// One call with its timeline.
    Call(CallId),
    /// Customers by name; `text` is part of a name, company, number or address.
    Customers {
        /// Words.
        text: String,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// One card with its calls, newest first.
    Customer(CustomerId),
    /// Who may this number be (for the duplicate hint while typing)?
    WhoIs(PhoneNumber),
    /// See [`recordings`](crate::call::recordings).
    Recordings(RecordingQuestion),
    /// See [`dialling`](crate::call::dialling).
    Dialling(DialQuestion),
    /// See [`firewall`](crate::call::firewall).
    Firewall(FirewallQuestion),
    /// See [`worklist`](crate::call::worklist).
    Worklist(WorkQuestion),
    /// See [`places`](crate::call::places).
    Places(PlaceQuestion),
    /// See [`statistics`](crate::call::statistics).
    Statistics(StatisticsQuestion),
    /// See [`upkeep`](crate::call::upkeep).
    Upkeep(UpkeepQuestion),
    /// See [`office`](crate::crm::office).
    Office(OfficeQuestion),
}

/// The answer to a [`Query`].
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Calls and how many there are in all.
    Calls(Vec<CallSummary>, u32),
    /// The call, if it exists.
    Call(Option<Box<CallSummary>>),
    /// Customers and how many there are in all.
    Customers(Vec<CustomerSummary>, u32),
    /// The card and its calls, if it exists.
    Customer(Option<Box<(Customer, Vec<CallSummary>)>>),
    /// Candidates, best first.
    WhoIs(Vec<Candidate>),
    /// See [`recordings`](crate::call::recordings).
    Recordings(RecordingAnswer),
    /// See [`dialling`](crate::call::dialling).
    Dialling(DialAnswer),
    /// See [`firewall`](crate::call::firewall).
    Firewall(FirewallAnswer),
    /// See [`worklist`](crate::call::worklist).
    Worklist(WorkAnswer),
    /// See [`places`](crate::call::places).
    Places(PlaceAnswer),
    /// See [`statistics`](crate::call::statistics).
    Statistics(StatisticsAnswer),
    /// See [`upkeep`](crate::call::upkeep).
    Upkeep(UpkeepAnswer),
    /// See [`office`](crate::crm::office).
    Office(OfficeAnswer),
    /// The question could not be answered.
    Failed(String),
}
