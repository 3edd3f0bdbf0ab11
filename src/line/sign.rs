//! What the line tells the call above it: signs, already reconciled, in order.
//! May depend on `base`.

use crate::base::caller_id::CallerId;
use crate::base::evidence::Evidence;
use crate::base::order::BoxOrder;
use crate::base::signal::{Button, Origin, Refusal, Tone, Who};
use crate::line::state::LineState;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Who began the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The far end called.
    Incoming,
    /// The desk called.
    Outgoing,
    /// Off-hook seen, but neither ring nor digits.
    Unknown,
}

/// How we know that a call was answered: different facts, never mixed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerEvidence {
    /// The box saw the desk phone (or our own loop) off-hook.
    Hook,
    /// Polarity reversed.
    Polarity,
    /// The box said so.
    Reported,
    /// Ring-back tone stopped and did not come back.
    RingbackStopped,
    /// Somebody spoke.
    Voice,
}

/// How a report relates to what was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// New.
    News,
    /// The same fact again, from another source or said twice.
    Confirmation,
    /// It says otherwise.
    Contradiction,
}

/// One thing that happened on the line.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The line is in another state.
    State(LineState),
    /// A call begins. Until [`What::Released`], everything belongs to it.
    Begun(Direction),
    /// It has become clear who began the call.
    Became(Direction),
    /// Ring number n.
    Ring(u32),
    /// The second source of the fact just told: its figures complete the evidence.
    Also,
    /// A caller ID: what was heard, what is to be shown from now on, and how the two relate.
    Caller {
        /// As received.
        heard: CallerId,
        /// The one that counts (the better one of all so far).
        shown: CallerId,
        /// How `heard` relates to what was shown before.
        standing: Standing,
    },
    /// Another caller, announced during talk.
    CallWaiting(CallerId),
    /// A burst that could not be read.
    BurstDamaged,
    /// Desk phone lifted.
    OffHook,
    /// Desk phone put back.
    OnHook,
    /// A digit of the number being dialled.
    Dialled(char),
    /// No further digit came for a while: the number is complete.
    NumberComplete,
    /// A digit during talk.
    Digit(char),
    /// A key of a headset.
    Button(Button),
    /// A tone of the exchange began.
    Tone(Tone),
    /// Answered.
    Answered(AnswerEvidence),
    /// Who answered; a later one replaces an earlier one.
    Answerer(Who),
    /// The answer was none; the reason is in the evidence.
    NotAnswered,
    /// Samples were lost.
    Gap(Duration),
    /// Line audio lost.
    AudioLost,
    /// Line audio back.
    AudioBack,
    /// Box gone.
    BoxLost,
    /// Box back.
    BoxBack,
    /// An order came back.
    Refused(BoxOrder, Refusal),
    /// The call is over. `lost`: because the line went away under it.
    Released {
        /// The line went away.
        lost: bool,
    },
    /// The program took the line.
    Seized,
    /// The program let go of the line.
    Left,
}

/// A sign with its moment and grounds. `origin` is carried for the record; nothing here decides by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    /// When it began, on the program's monotonic clock.
    pub at: Duration,
    /// What.
    pub what: What,
    /// Who said so; `None`: concluded by ourselves.
    pub origin: Option<Origin>,
    /// The grounds.
    pub evidence: Evidence,
}
