//! The call as plain data: what the store keeps and the views show.
//! May depend on `base` and `line`.

use crate::base::caller_id::CallerId;
use crate::base::evidence::Evidence;
use crate::base::ids::{CallId, CustomerId, LineId, RecordingId};
use crate::base::number::PhoneNumber;
use crate::base::signal::{Origin, Who};
use crate::call::firewall::treatment::Treatment;
use crate::call::worklist::task::CallWork;
pub use crate::line::sign::{AnswerEvidence, Direction};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How a call ended, or that it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Still going on.
    Open,
    /// Incoming and answered.
    Answered,
    /// Incoming, rang, nobody answered.
    Missed,
    /// Outgoing and the far end answered (or talk was heard).
    Connected,
    /// Outgoing, the far end was busy.
    Busy,
    /// Outgoing, rang, nobody answered.
    NoAnswer,
    /// Outgoing, given up before anything was heard (or the number was never completed).
    Abandoned,
    /// The box or the line went away in the middle.
    Lost,
    /// The program ended in the middle; found at the next start.
    Interrupted,
    /// Outgoing, the network was busy.
    Congestion,
    /// Outgoing, the exchange said that the number cannot be reached (special information tone).
    Unobtainable,
    /// Outgoing, an announcement was heard in place of an answer, and then the line was cleared.
    Announcement,
    /// Incoming, it rang; whether anybody answered cannot be told on this line.
    NotKnown,
    /// Incoming, and the firewall kept it from ringing.
    Blocked,
}

/// One line of a call's timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// Since the call's first sign.
    pub at: Duration,
    /// What happened.
    pub what: Happening,
    /// Box or detector; `None` for our own acts.
    pub origin: Option<Origin>,
    /// The grounds.
    #[serde(default)]
    pub evidence: Evidence,
}

/// What can stand in a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Ring number n began.
    Ring(u32),
    /// Caller ID arrived.
    CallerId(CallerId),
    /// A second source said the same caller.
    CallerIdConfirmed,
    /// A second source said another caller: both are kept, the first stays shown.
    CallerIdContradicted(CallerId),
    /// A burst could not be read.
    BurstDamaged,
    /// Another caller announced during talk.
    CallWaiting(CallerId),
    /// Desk phone lifted.
    OffHook,
    /// Desk phone put back.
    OnHook,
    /// Digit dialled on the desk phone before the call was answered.
    Dialled(char),
    /// Digit heard during talk.
    Digit(char),
    /// The far phone rings.
    Ringback,
    /// Busy tone.
    Busy,
    /// Congestion tone.
    Congestion,
    /// Dial tone.
    DialTone,
    /// Answered, and how we know.
    Answered(AnswerEvidence),
    /// A person answered, or a machine; how sure that is stands in the evidence.
    Answerer(Who),
    /// Samples were lost.
    Gap,
    /// Line audio lost.
    AudioLost,
    /// Line audio back.
    AudioBack,
    /// Box gone.
    BoxLost,
    /// Box back.
    BoxBack,
    /// The call ended with this outcome.
    Ended(Outcome),
    /// The program took the line.
    Seized,
    /// The program let go of the line.
    Left,
    /// Special information tone: the exchange explains why there is no call.
    Sit,
    /// The far end was told in words that the call is recorded.
    ToldOfRecording,
    /// … or could not be told, and why: it hears beeps instead, where the line can play.
    NotTold(String),
}

/// A call as the store keeps it. Durations are monotonic; times are UTC with the zone kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallRecord {
    /// Given by the engine.
    pub id: CallId,
    /// On which line.
    pub line: LineId,
    /// Who began it.
    pub direction: Direction,
    /// Number of the far end, as received or dialled. `None`: not told.
    pub number: Option<PhoneNumber>,
    /// The burst that told the number.
    pub caller_id: Option<CallerId>,
    /// First sign, milliseconds since 1970 UTC.
    pub started_utc_millis: i64,
    /// Zone of that moment, minutes east of UTC.
    pub offset_minutes: i16,
    /// Ring bursts counted.
    pub rings: u32,
    /// From first sign to answer.
    pub answered_after: Option<Duration>,
    /// How we know it was answered.
    pub answered_by: Option<AnswerEvidence>,
    /// From first sign to release; `None` while open.
    pub lasted: Option<Duration>,
    /// How it ended.
    pub outcome: Outcome,
    /// The customer, when one (and only one best) matched or a person chose.
    pub customer: Option<CustomerId>,
    /// What a person wrote.
    pub note: String,
    /// A missed call is a task until somebody returns or dismisses it.
    pub handled: bool,
    /// What happened, in order.
    pub timeline: Vec<TimelineEntry>,
    /// What the firewall did with it and why; `None`: not an incoming call, or from before there was one.
    #[serde(default)]
    pub treatment: Option<Treatment>,
}

/// State of a recording file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingState {
    /// Being written.
    Writing,
    /// Complete.
    Done,
    /// The program or the disk ended it early; what is there plays.
    Partial,
    /// The file is missing or unreadable.
    Missing,
    /// It was deleted by a person or a rule; the row stays and says so.
    Deleted,
}

/// A recording row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Store id.
    pub id: RecordingId,
    /// Its call.
    pub call: CallId,
    /// Relative to the data folder, `/` as separator: `recordings/2026/11/23/….wav`.
    pub path: String,
    /// When its first sample was heard, from the call's first sign.
    pub starts_at: Duration,
    /// How long it plays.
    pub lasted: Duration,
    /// Its state.
    pub state: RecordingState,
}

/// A call in a list: the record's head with the names a list shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallSummary {
    /// The call (its timeline is left empty in lists).
    pub record: CallRecord,
    /// Name of the customer, or the name in the burst, or empty.
    pub party: String,
    /// Its recordings.
    pub recordings: Vec<Recording>,
    /// What people did with it.
    #[serde(default)]
    pub work: CallWork,
}

/// Which calls a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CallFilter {
    /// All.
    #[default]
    All,
    /// Incoming, answered.
    Incoming,
    /// Outgoing.
    Outgoing,
    /// Missed.
    Missed,
    /// Missed and not yet dealt with.
    ToDo,
}
