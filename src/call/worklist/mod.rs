//! The log as work: missed calls until returned, outcomes, promises, filters.
//! Types and rules; pure. May depend on `base` and the rest of `call`.

pub mod log;
pub mod period;
pub mod promise;
pub mod task;

use crate::base::ids::{CallId, CustomerId, LineId};
use crate::call::record::CallSummary;
use log::{LogPage, LogQuestion};
use promise::{Promise, PromiseDraft, PromiseId};
use task::Missed;

/// Characters of an outcome word that are kept.
pub const LONGEST_RESULT: usize = 40;

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkOp {
    /// A conversation has ended: older missed calls of the same number are dealt with by it, and it belongs to `agent`.
    Settle {
        /// The call that was answered or reached somebody.
        call: CallId,
        /// Who sat at the desk; empty when nobody said so.
        agent: String,
    },
    /// This missed call and all others that wait from the same caller need no answer.
    Dismiss(CallId),
    /// What came of the call, in a word of the office; empty takes it away.
    SetResult(CallId, String),
    /// A promise is made or changed.
    SavePromise(PromiseDraft),
    /// A promise was kept (or, `false`, not yet).
    PromiseDone(PromiseId, bool),
    /// A promise is to be remembered at another moment, milliseconds since 1970 UTC.
    Snooze(PromiseId, i64),
}

impl WorkOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Settle { .. } => "settle_call",
            Self::Dismiss(_) => "dismiss_missed",
            Self::SetResult(..) => "set_result",
            Self::SavePromise(_) => "save_promise",
            Self::PromiseDone(..) => "promise_done",
            Self::Snooze(..) => "snooze_promise",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        !matches!(self, Self::Settle { .. })
    }

    /// Whether it is kept in memory and tried again when the disk refuses it: what the line did and what was typed.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Settle { .. } | Self::SetResult(..) | Self::SavePromise(_))
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkQuestion {
    /// A page of the log under a narrow question.
    Log {
        /// What is looked for.
        question: Box<LogQuestion>,
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// Missed calls that wait, one row a caller, newest first.
    Missed {
        /// Skip so many.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// The calls behind one such row, newest first.
    MissedOf(String),
    /// The names under which calls were answered or made, and the lines there are.
    Seats,
    /// Promises to a customer that were kept, newest first.
    Kept(CustomerId),
}

/// The answer to a [`WorkQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum WorkAnswer {
    /// To `Log`.
    Log(LogPage),
    /// To `Missed`: the page and how many callers wait in all.
    Missed(Vec<Missed>, u32),
    /// To `MissedOf`: the row's key and its calls.
    MissedOf(String, Vec<CallSummary>),
    /// To `Seats`: agents by name, lines by number.
    Seats(Vec<String>, Vec<LineId>),
    /// To `Kept`.
    Kept(Vec<Promise>),
}

/// Promises not yet kept, soonest first, as the store tells them whenever something changed.
pub type Promises = Vec<Promise>;
