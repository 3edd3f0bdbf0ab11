//! The named operations of the store as plain data: who does what, and what it changed. A closed set.
//! May depend on `base`, `call`, `crm`.

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, CustomerId, RecordingId};
use crate::call::dialling::DialOp;
use crate::call::firewall::FirewallOp;
use crate::call::places::PlaceOp;
use crate::call::record::{CallRecord, Recording, RecordingState};
use crate::call::recordings::RecordingOp;
use crate::call::statistics::StatisticsOp;
use crate::call::upkeep::UpkeepOp;
use crate::call::worklist::WorkOp;
use crate::crm::customer::Customer;
use crate::crm::office::OfficeOp;
use crate::crm::staff::PROGRAM;
use crate::crm::staff::sight::Sight;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// On whose account a change is made. Only what a person does can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Who {
    /// The program by itself.
    Program,
    /// A person, by name (the seat's user).
    Person(String),
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program => f.write_str(PROGRAM),
            Self::Person(name) => f.write_str(name),
        }
    }
}

/// Who and when: every operation is journalled with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// On whose account.
    pub who: Who,
    /// When.
    pub at: Stamp,
    /// Whose rows may be changed; `None`: everybody's.
    pub sight: Option<Arc<Sight>>,
}

impl Act {
    /// Something the program does by itself.
    #[must_use]
    pub fn program(at: Stamp) -> Self {
        Self { who: Who::Program, at, sight: None }
    }

    /// Something a person does.
    #[must_use]
    pub fn person(name: impl Into<String>, at: Stamp) -> Self {
        Self { who: Who::Person(name.into()), at, sight: None }
    }

    /// Whether what leaves the program has stars in its numbers.
    #[must_use]
    pub fn masks(&self) -> bool {
        self.sight.as_ref().is_some_and(|sight| !sight.whole_numbers)
    }

    /// The same, by somebody who may change no more than they may see.
    #[must_use]
    pub fn seeing(self, sight: Option<Arc<Sight>>) -> Self {
        Self { sight, ..self }
    }
}

/// One named operation: one transaction, journalled.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// A call has begun.
    OpenCall(Box<CallRecord>),
    /// A call has changed.
    UpdateCall(Box<CallRecord>),
    /// A call has ended.
    CloseCall(Box<CallRecord>),
    /// A person wrote a note on a call.
    SaveCallNote(CallId, String),
    /// A missed call was dealt with.
    MarkHandled(CallId, bool),
    /// Tie a call to a customer, or to none.
    AssignCustomer(CallId, Option<CustomerId>),
    /// Create or change a card, and tie the call to it.
    SaveCustomer(Box<Customer>, Option<CallId>),
    /// Delete a card.
    DeleteCustomer(CustomerId),
    /// Undo the newest change a person made.
    Undo,
    /// A recording file was opened.
    RecordingBegun {
        /// Its call.
        call: CallId,
        /// Relative to the data folder, `/` as separator; no two recordings share one.
        path: String,
        /// From the call's first sign.
        starts_at: Duration,
    },
    /// A recording file is complete.
    RecordingFinished {
        /// Its call.
        call: CallId,
        /// As in `RecordingBegun`.
        path: String,
        /// How long it plays.
        lasted: Duration,
    },
    /// A recording ended early.
    RecordingFailed {
        /// Its call.
        call: CallId,
        /// As in `RecordingBegun`.
        path: String,
        /// How long what is there plays.
        lasted: Duration,
        /// `Partial` or `Missing`.
        state: RecordingState,
    },
    /// Keep these settings: key and JSON value. Keys not named stay as they are.
    SaveSettings(Vec<(String, String)>),
    /// See [`recordings`](crate::call::recordings).
    Recording(RecordingOp),
    /// See [`dialling`](crate::call::dialling).
    Dial(DialOp),
    /// See [`firewall`](crate::call::firewall).
    Firewall(FirewallOp),
    /// See [`worklist`](crate::call::worklist).
    Work(WorkOp),
    /// See [`places`](crate::call::places).
    Place(PlaceOp),
    /// See [`statistics`](crate::call::statistics).
    Statistics(StatisticsOp),
    /// See [`upkeep`](crate::call::upkeep).
    Upkeep(UpkeepOp),
    /// See [`office`](crate::crm::office).
    Office(Box<OfficeOp>),
}

impl Op {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::OpenCall(_) => "open_call",
            Self::UpdateCall(_) => "update_call",
            Self::CloseCall(_) => "close_call",
            Self::SaveCallNote(..) => "save_call_note",
            Self::MarkHandled(..) => "mark_handled",
            Self::AssignCustomer(..) => "assign_customer",
            Self::SaveCustomer(..) => "save_customer",
            Self::DeleteCustomer(_) => "delete_customer",
            Self::Undo => "undo",
            Self::RecordingBegun { .. } => "recording_begun",
            Self::RecordingFinished { .. } => "recording_finished",
            Self::RecordingFailed { .. } => "recording_failed",
            Self::SaveSettings(_) => "save_settings",
            Self::Recording(op) => op.name(),
            Self::Dial(op) => op.name(),
            Self::Firewall(op) => op.name(),
            Self::Work(op) => op.name(),
            Self::Place(op) => op.name(),
            Self::Statistics(op) => op.name(),
            Self::Upkeep(op) => op.name(),
            Self::Office(op) => op.name(),
        }
    }

    /// Whether the operation is kept in memory and tried again when the disk refuses it: what the line did and what was
    /// typed during a call cannot be asked for again.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        match self {
            Self::OpenCall(_)
            | Self::UpdateCall(_)
            | Self::CloseCall(_)
            | Self::SaveCallNote(..)
            | Self::RecordingBegun { .. }
            | Self::RecordingFinished { .. }
            | Self::RecordingFailed { .. } => true,
            Self::MarkHandled(..)
            | Self::AssignCustomer(..)
            | Self::SaveCustomer(..)
            | Self::DeleteCustomer(_)
            | Self::Undo
            | Self::SaveSettings(_) => false,
            Self::Recording(op) => op.is_kept(),
            Self::Dial(op) => op.is_kept(),
            Self::Firewall(op) => op.is_kept(),
            Self::Work(op) => op.is_kept(),
            Self::Place(op) => op.is_kept(),
            Self::Statistics(op) => op.is_kept(),
            Self::Upkeep(op) => op.is_kept(),
            Self::Office(op) => op.is_kept(),
        }
    }
}

/// What an operation changed: views of these ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "a set of flags")]
pub struct Changes {
    /// The call log (calls, notes, recordings).
    pub calls: bool,
    /// Customers or their numbers.
    pub customers: bool,
    /// Settings.
    pub settings: bool,
    /// The newest undoable change is another one.
    pub undo: bool,
    /// The firewall's rules or lists.
    pub firewall: bool,
}

impl Changes {
    /// The call log alone.
    pub(super) const CALLS: Self =
        Self { calls: true, customers: false, settings: false, undo: false, firewall: false };

    /// Whether anything changed.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }

    pub(super) fn with_undo(self, undo: bool) -> Self {
        Self { undo, ..self }
    }
}

/// What an operation brought about, beside the flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Nothing to add.
    Done,
    /// The card has this id; the call was tied to it.
    CustomerSaved(CustomerId, Option<CallId>),
    /// The card of this name is gone.
    CustomerDeleted(String),
    /// Something went away, or out of sight, by this change, which can be undone.
    TakenAway(Undoable),
    /// This change was undone.
    Undone(Undoable),
    /// This change can never be undone: what it changed is gone. It is given up.
    UndoLost(Undoable),
    /// There was nothing to undo.
    NothingToUndo,
    /// The recording row as it stands now.
    Recording(Recording),
    /// The recording has another file, or none: old files are to be removed.
    RecordingFiled(RecordingId),
    /// People's corrections of places are others now.
    PlacesCorrected,
    /// A piece of the roll-up was made: hours left and hours there were; `None`: all of it.
    FiguresBuilt(Option<(u64, u64)>),
    /// This backup stands in the list of backups: older ones may go.
    BackupNoted(String),
    /// Employees or roles are others now.
    StaffChanged,
    /// Nothing was written: somebody else changed the same parts of this card meanwhile.
    CardConflict(CustomerId),
}

/// Answer to one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What changed.
    pub changes: Changes,
    /// What came of it.
    pub deed: Deed,
}

/// A change that can be undone. As text: the operation's name, a blank, the subject (`save_customer 王伟`), so that a
/// view can translate the first word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoable {
    /// Name of the operation ([`Op::name`]).
    pub operation: String,
    /// Whom or what it changed.
    pub subject: String,
}

impl Undoable {
    /// Whether something went away by it, or out of a list: what a slip of the hand does, and one wants back at once.
    #[must_use]
    pub fn takes_away(&self) -> bool {
        const ALL: [&str; 15] = [
            "delete_answer",
            "delete_task",
            "dismiss_missed",
            "hand_over",
            "mark_handled",
            "merge_customers",
            "not_the_same",
            "promise_done",
            "remove_card_field",
            "remove_file",
            "remove_product",
            "skip_task",
            "step_order",
            "task_done",
            "to_public_pool",
        ];
        ALL.contains(&self.operation.as_str())
    }
}

impl fmt::Display for Undoable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.operation, self.subject)
    }
}

/// What a start found half-done from the last run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Calls that were open, now marked interrupted.
    pub calls: Vec<CallId>,
    /// Recordings that were being written, now partial or missing.
    pub recordings: Vec<Recording>,
}
