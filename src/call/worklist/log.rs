//! What a person may ask the log: which calls, of whom, when, in which order.
//! Pure. May depend on `base` and `call::record`.

use crate::base::ids::{CustomerId, LineId};
use crate::call::record::{CallFilter, CallSummary};

/// The order of a list of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LogOrder {
    /// As they happened, newest first.
    #[default]
    Newest,
    /// As they happened, oldest first.
    Oldest,
    /// Longest conversation first; calls without one last.
    Longest,
    /// By the customer's name; calls of nobody last.
    Party,
}

/// A question to the log. Everything that is set must fit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct LogQuestion {
    /// Direction and state.
    pub filter: CallFilter,
    /// Part of a number, name, company or note.
    pub text: String,
    /// Begun at this moment or later, milliseconds since 1970 UTC.
    pub from_utc_millis: Option<i64>,
    /// Begun before this moment, milliseconds since 1970 UTC.
    pub until_utc_millis: Option<i64>,
    /// On this line.
    pub line: Option<LineId>,
    /// Tied to this customer.
    pub customer: Option<CustomerId>,
    /// Answered or made by this person; empty: whoever it was.
    pub agent: String,
    /// Ended so: the serde word of an outcome (`missed`, `blocked`); empty: however it ended.
    pub outcome: String,
    /// With this word of the office; empty: whatever came of it.
    pub result: String,
    /// With a recording.
    pub recorded: bool,
    /// With a note.
    pub noted: bool,
    /// In this order.
    pub order: LogOrder,
}

impl LogQuestion {
    /// Whether the filter alone says it all: such a question knows its total and any place in it at once.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let plain = Self { filter: self.filter, order: self.order, ..Self::default() };
        matches!(self.order, LogOrder::Newest | LogOrder::Oldest) && *self == plain
    }

    /// Whether anything but the filter narrows it.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        let wide = Self { filter: self.filter, order: self.order, ..Self::default() };
        *self != wide
    }
}

/// A page of the answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LogPage {
    /// The calls.
    pub rows: Vec<CallSummary>,
    /// How many are known to fit.
    pub total: u32,
    /// There may be more than `total`: they are looked for when somebody comes near the end.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_plain_as_long_as_the_chip_says_it_all() {
        let plain = LogQuestion { filter: CallFilter::Missed, ..LogQuestion::default() };
        assert!(plain.is_plain() && !plain.is_narrow());
        let oldest = LogQuestion { order: LogOrder::Oldest, ..plain.clone() };
        assert!(oldest.is_plain());
        let by_name = LogQuestion { order: LogOrder::Party, ..plain.clone() };
        assert!(!by_name.is_plain() && !by_name.is_narrow());
        let noted = LogQuestion { noted: true, ..plain };
        assert!(!noted.is_plain() && noted.is_narrow());
    }
}
