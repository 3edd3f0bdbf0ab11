//! Calling out: numbers made ready, the doubts a person must clear, speed dial, the do-not-call ledger.
//! Types and rules; pure. May depend on `base` and the rest of `call`.

pub mod emergency;
pub mod plan;
pub mod prepare;

use crate::base::ids::CustomerId;
use crate::base::number::{MatchKey, PhoneNumber};
use serde::{Deserialize, Serialize};

/// Rows of the speed dial at most.
pub const SPEED_DIALS: usize = 60;
/// Numbers the list of dialled ones shows.
pub const RECENT_DIALS: u32 = 50;

/// One row of the speed dial.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SpeedDial {
    /// What people call it.
    pub label: String,
    /// As typed.
    pub number: PhoneNumber,
}

/// A row of the ledger of numbers that are not to be called. Rows are never changed; a later row may lift an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Suppression {
    /// Row of the ledger; 0 for one that is to be added.
    pub id: i64,
    /// The number.
    pub number: PhoneNumber,
    /// Why, and who asked for it.
    pub reason: String,
    /// Where it came from: `person`, `call`, `import` …
    pub source: String,
    /// This row allows calls again.
    pub lifted: bool,
    /// When it was written, milliseconds since 1970 UTC; given by the store.
    pub at_utc_millis: i64,
}

/// A number dialled before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialled {
    /// As dialled or asked for.
    pub number: PhoneNumber,
    /// Name of the customer, or empty.
    pub party: String,
    /// The customer the call was tied to.
    pub customer: Option<CustomerId>,
    /// When the newest call began, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
    /// How often it was dialled, among the newest calls.
    pub times: u32,
}

/// Where a wish to dial came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialSource {
    /// Typed into the dial field.
    Field,
    /// A number on a customer's card.
    Card,
    /// A call of the log.
    Log,
    /// The card of a call.
    Popup,
    /// A `tel:` or `callto:` link: somebody else wrote the number.
    Link,
    /// `ringdesk dial NUMBER`.
    Command,
    /// The clipboard.
    Clipboard,
    /// The speed dial.
    SpeedDial,
    /// The last number again.
    Redial,
}

/// What a person must say yes to before a number is dialled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The number goes abroad.
    Abroad,
    /// It begins with a prefix that is marked as costly.
    Costly(String),
    /// Somebody else wrote the number (a link).
    FromLink,
    /// The number stands in the do-not-call ledger.
    Suppressed(Suppression),
    /// The ledger could not be asked.
    LedgerSilent,
}

/// Why a call does not come about, or ended before its number was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialTrouble {
    /// Nothing that could be dialled.
    NoNumber,
    /// A letter or sign that no telephone has.
    Unreadable,
    /// Longer than any number.
    TooLong,
    /// There is no line, or it is not connected.
    NoLine,
    /// Somebody uses the line.
    LineInUse,
    /// The line rings: answer or let it ring out first.
    LineRings,
    /// Another number is being dialled.
    AlreadyDialling,
    /// The box cannot do this.
    BoxCannot,
    /// The box refused or did not answer.
    BoxRefused,
    /// There was no dial tone.
    NoDialTone,
    /// A call came in at the same moment; it was answered instead.
    CallCameIn,
    /// Nobody dialled the number on the desk phone.
    NotDialled,
    /// Nothing to hang up that this program holds: the desk phone must be put back.
    DeskPhoneHolds,
    /// There is no number to be dialled again.
    NothingToRedial,
    /// The number could not be confirmed (no window to ask in).
    NobodyToAsk,
}

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialOp {
    /// The speed dial is this list from now on, in this order.
    SetSpeedDial(Vec<SpeedDial>),
    /// Another row for the do-not-call ledger.
    Suppress(Suppression),
    /// A person dialled although the ledger named the number: kept in the journal.
    DialledDespite(PhoneNumber, i64),
}

impl DialOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SetSpeedDial(_) => "set_speed_dial",
            Self::Suppress(row) if row.lifted => "lift_suppression",
            Self::Suppress(_) => "suppress_number",
            Self::DialledDespite(..) => "dialled_despite",
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
        matches!(self, Self::Suppress(_) | Self::DialledDespite(..))
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialQuestion {
    /// Whether a number with one of these match keys is not to be called.
    Suppressed(Vec<MatchKey>),
    /// The speed dial, in order.
    SpeedDial,
    /// Numbers dialled before, newest first.
    Recent(u32),
    /// Numbers not to be called, newest first: those in force.
    Suppressions(u32),
}

/// The answer to a [`DialQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum DialAnswer {
    /// The row in force, if there is one.
    Suppressed(Option<Suppression>),
    /// The speed dial.
    SpeedDial(Vec<SpeedDial>),
    /// Numbers dialled before.
    Recent(Vec<Dialled>),
    /// Numbers not to be called.
    Suppressions(Vec<Suppression>),
}
