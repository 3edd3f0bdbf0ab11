//! What a line said: the closed set of facts that boxes report and detectors hear.
//! May not depend on other layers.

use crate::base::caller_id::CallerId;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Where a report comes from. Only `line::fuse` looks at it (invariant I2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The box said so.
    Box,
    /// A detector heard it in the line audio.
    Dsp,
}

/// Begin or end of something that lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Edge {
    /// It began.
    Begin,
    /// It ended.
    End,
}

/// The desk phone's (or our own) loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hook {
    /// Loop open.
    On,
    /// Loop closed.
    Off,
}

/// Tones an exchange sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Dial tone.
    Dial,
    /// The far phone rings.
    Ringback,
    /// Subscriber busy.
    Busy,
    /// Network busy.
    Congestion,
    /// Special information tone.
    Sit,
    /// Fax calling tone, 1100 Hz.
    FaxCng,
    /// Fax / modem answer tone, 2100 Hz.
    FaxCed,
    /// Recording tone of an answering machine.
    Beep,
}

/// Who answered a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A human being.
    Person,
    /// An answering machine or an announcement.
    Machine,
}

/// A key of a headset or telephone that is no digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// Answers or ends a call.
    Hook,
    /// Microphone off or on.
    Mute,
    /// Last number once more.
    Redial,
    /// Hook flash.
    Flash,
    /// Hold.
    Hold,
    /// End the call.
    Drop,
}

/// Why an order came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The box cannot do this.
    Unsupported,
    /// Not in this line state.
    WrongState,
    /// The box is gone.
    Gone,
    /// The box said no or did not answer.
    Failed,
}

/// One fact about a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineSignal {
    /// A ring burst begins or ends.
    Ring(Edge),
    /// The desk phone was lifted or put back.
    Hook(Hook),
    /// A whole caller-ID message.
    CallerId(CallerId),
    /// A caller-ID burst has begun (carrier seen); a message or a damaged burst follows.
    BurstBegun,
    /// A burst that could not be read; the reason is in the evidence.
    BurstDamaged,
    /// A whole message that is no call: message waiting, charge, SMS. What it says is in the evidence.
    OtherMessage,
    /// A DTMF digit and how long it lasted.
    Digit {
        /// `0-9`, `A-D`, `*`, `#`.
        digit: char,
        /// Length of the tone.
        lasted: Duration,
    },
    /// A tone of the exchange was recognised, or stopped.
    Tone(Tone, Edge),
    /// Somebody speaks (either side), or stopped.
    Voice(Edge),
    /// Who answered, by what was said first. A later verdict about the same call replaces an earlier one.
    Answerer(Who),
    /// The box says that the far end answered; how it knows is in the evidence.
    Connected,
    /// The box says that the far end has left.
    Cleared,
    /// A key that is no digit was pressed.
    Button(Button),
    /// Tip and ring were swapped.
    PolarityReversed,
    /// The loop current was interrupted.
    LoopBreak,
    /// Samples were lost between the line and us.
    AudioGap(Duration),
    /// Line audio stopped (`Begin` of the loss) or is back (`End` of the loss).
    AudioLost(Edge),
    /// The box vanished (`Begin` of the loss) or is back (`End` of the loss).
    BoxLost(Edge),
    /// An order was carried out.
    OrderDone(BoxOrder),
    /// An order was refused or failed.
    OrderRefused(BoxOrder, Refusal),
}

/// A signal with its line, origin, time and grounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Which line.
    pub line: LineId,
    /// Who says so.
    pub origin: Origin,
    /// When the fact began, on the program's monotonic clock.
    pub at: Duration,
    /// The fact.
    pub signal: LineSignal,
    /// The grounds.
    pub evidence: Evidence,
}
