//! What we may ask of a box, and what a person may ask of the simulated far end.
//! May not depend on other layers.

use crate::base::caller_id::{Format, Standard};
use crate::base::tuning::Tuning;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// An order to a box. A refused or failed order comes back as a signal, never as silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BoxOrder {
    /// Take the line.
    Seize,
    /// Leave the line; the desk phone stays connected.
    Release,
    /// Dial digits on a seized line with tones. `,` pauses for 1 s.
    Dial(String),
    /// Dial digits on a seized line by interrupting the loop.
    DialPulse(String),
    /// A hook flash on a seized line: short enough not to end the call.
    Flash,
    /// Listen to the line without taking it (for caller ID sent on-hook), or no longer.
    Listen(bool),
    /// Connect the desk phone to the line (`true`, how it is left) or cut it off.
    ConnectDeskPhone(bool),
    /// Ring the desk phone ourselves, or stop.
    RingDeskPhone(bool),
    /// Say everything you know again (after lost events).
    ReportStatus,
    /// Only the simulated exchange obeys this.
    FarEnd(FarEndAction),
    /// Be set like this; done when the line is free.
    Tune(Tuning),
}

/// When the simulated exchange sends the caller ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BurstMoment {
    /// Before the first ring.
    BeforeRing,
    /// Between the first and the second ring.
    #[default]
    BetweenRings,
    /// No caller ID at all.
    Never,
}

/// Who rings, and how the exchange announces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulatedCaller {
    /// Digits; empty means withheld.
    pub number: String,
    /// Name sent with MDMF; may be empty.
    pub name: String,
    /// Bell 202, V.23 or DTMF.
    pub standard: Standard,
    /// SDMF, MDMF or DTMF.
    pub format: Format,
    /// Before or after the first ring.
    pub moment: BurstMoment,
}

/// The fact by which a simulated line tells what its far end has heard of us.
pub const FAR_END_HEARD: &str = "the far end heard";

/// What the people around the simulated line can do, at the far end and at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FarEndAction {
    /// The far end calls us and rings until answered or hung up.
    Ring(SimulatedCaller),
    /// The far end answers our call.
    Answer,
    /// The far end speaks a WAV file (a built-in voice when `None`).
    Speak(Option<PathBuf>),
    /// The far end presses keys.
    Press(String),
    /// The exchange sends busy tone.
    Busy,
    /// The far end hangs up (stops ringing, or busy tone after talk).
    HangUp,
    /// A call-waiting burst while we talk.
    CallWaiting(SimulatedCaller),
    /// The telephone cable (the box) is pulled out.
    PullCable,
    /// … and put back.
    PlugCable,
    /// The line audio fails while the box stays.
    LoseAudio,
    /// … and comes back.
    RestoreAudio,
    /// Somebody lifts the desk phone.
    LiftDeskPhone,
    /// Somebody puts the desk phone back.
    ReplaceDeskPhone,
    /// Somebody dials on the desk phone.
    DialDeskPhone(String),
    /// The exchange says that the network is busy.
    Congestion,
    /// The exchange says that there is no such number.
    NoSuchNumber,
}
