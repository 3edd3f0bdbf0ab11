//! What people do with a call after it: how a missed one came off the list, by whom, and what came of it.
//! Pure. May depend on `base` and `call::record`.

use crate::base::ids::CallId;
use crate::base::number::PhoneNumber;
use crate::call::record::{CallRecord, CallSummary, Direction, Outcome};
use serde::{Deserialize, Serialize};

/// How a missed call came off the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoneHow {
    /// We called back and reached somebody.
    Returned,
    /// The caller rang again and was answered.
    Answered,
    /// A person said that nothing is to be done.
    Dismissed,
}

/// How, by whom and by which call a missed call was dealt with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// How.
    pub how: DoneHow,
    /// The call that did it, when one did.
    pub by_call: Option<CallId>,
    /// Who; empty when nobody said who sits at the desk.
    pub who: String,
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
}

/// What people added to a call beside its note.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CallWork {
    /// What came of it, in a word of the office; empty: nobody said.
    pub result: String,
    /// How a missed call was dealt with.
    pub done: Option<Done>,
    /// Who answered or made it; empty when nobody said so.
    pub agent: String,
}

/// A row of the worklist: everything one caller left unanswered.
#[derive(Debug, Clone, PartialEq)]
pub struct Missed {
    /// What holds the calls together ([`work_key`]).
    pub key: String,
    /// The newest of them.
    pub newest: CallSummary,
    /// How many wait.
    pub count: u32,
}

/// What missed calls of one caller have in common: the match key of the number. A caller without a number is a row of
/// its own, named by the call.
#[must_use]
pub fn work_key(call: CallId, number: Option<&PhoneNumber>) -> String {
    let key = number.map(PhoneNumber::key);
    match key.filter(|key| !key.is_empty()) {
        Some(key) => key.as_str().to_owned(),
        None => format!("#{call}"),
    }
}

/// Whether the call is a missed one: only such have a row in the worklist.
#[must_use]
pub fn is_missed(record: &CallRecord) -> bool {
    record.outcome == Outcome::Missed
}

/// What this conversation does to older missed calls of its number; `None`: nothing.
#[must_use]
pub fn settles(record: &CallRecord) -> Option<DoneHow> {
    match (record.direction, record.outcome) {
        (_, Outcome::Connected) => Some(DoneHow::Returned),
        (Direction::Incoming, Outcome::Answered) => Some(DoneHow::Answered),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_caller_is_one_row_however_the_number_was_sent() {
        let key = |text: &str| work_key(CallId(7), Some(&PhoneNumber::new(text)));
        assert_eq!(key("013812345678"), key("+86 138 1234 5678"));
        assert_ne!(key("13812345678"), key("13812345679"));
        assert_eq!(key(""), "#7", "a withheld number is nobody's");
        assert_eq!(work_key(CallId(8), None), "#8");
    }
}
