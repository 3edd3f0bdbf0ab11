//! Calling out: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId, LineId};
use crate::base::number::PhoneNumber;
use crate::call::dialling::plan::DialPlan;
use crate::call::dialling::{DialSource, Doubt, SpeedDial, Suppression};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A wish from above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialCommand {
    /// Dial this number.
    Dial {
        /// As typed.
        number: PhoneNumber,
        /// Whose number it is, where that is known.
        customer: Option<CustomerId>,
        /// Where the wish came from.
        source: DialSource,
    },
    /// Dial the last number again.
    Redial,
    /// A person says yes to what is doubtful about the number (the serial of [`PendingDial`]).
    Confirm(u64),
    /// Not after all: nothing is dialled, what was dialled is hung up.
    Cancel,
    /// Let go of the line.
    HangUp,
    /// Take the line while it rings.
    Answer(LineId),
    /// A hook flash: hold, or the other caller.
    Flash,
    /// Send these keys in the call.
    SendKeys(String),
    /// The speed dial is this list from now on.
    SetSpeedDial(Vec<SpeedDial>),
    /// Another row for the do-not-call ledger.
    Suppress(Suppression),
    /// Show the dial panel (asked for from outside), perhaps with this text in its field.
    ShowPanel(String),
}

/// How far a number has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialStage {
    /// The do-not-call ledger is being asked.
    Asking,
    /// A person must say yes.
    Confirm(Vec<Doubt>),
    /// The box takes the line.
    Seizing,
    /// Until there is dial tone.
    WaitingForTone,
    /// Keys are being sent.
    Dialling,
    /// All keys are sent: the line tells what comes of it.
    Sent,
    /// This line cannot dial: the number stands on the screen until somebody has dialled it on the desk phone.
    ByHand,
}

/// A number on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingDial {
    /// Tells one wish from the next.
    pub serial: u64,
    /// The number as it will stand in the log.
    pub number: PhoneNumber,
    /// What is dialled on this line: `9,01012345678`.
    pub shown: String,
    /// Whose number it is.
    pub customer: Option<CustomerId>,
    /// How far it has come.
    pub stage: DialStage,
    /// Since when (monotonic).
    pub since: Duration,
    /// Its call, once the line is taken.
    pub call: Option<CallId>,
    /// An emergency number.
    pub emergency: bool,
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DialView {
    /// A number on its way.
    pub pending: Option<PendingDial>,
    /// The program holds the line.
    pub seized: bool,
    /// The desk phone is off-hook beside us.
    pub desk_lifted: bool,
    /// Keys sent in this call.
    pub sent: String,
    /// The flash was sent an odd number of times: the far end is (probably) on hold.
    pub held: bool,
    /// What would be dialled again.
    pub last: Option<PhoneNumber>,
    /// Grows when somebody asked for the dial panel.
    pub panel: u64,
    /// What is to stand in its field then.
    pub panel_text: String,
}

/// What happens when no dial tone is heard in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutTone {
    /// Dial anyway.
    #[default]
    DialAnyway,
    /// Give up and say so.
    GiveUp,
}

/// Its settings.
#[allow(clippy::struct_excessive_bools, reason = "independent switches")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DialSettings {
    /// How numbers are dialled on this line.
    pub plan: DialPlan,
    /// Dial by pulses (where the box can).
    pub pulse: bool,
    /// How long dial tone is waited for, in tenths of a second.
    pub tone_wait_tenths: u16,
    /// … and what happens then.
    pub without_tone: WithoutTone,
    /// Outgoing calls open the card of the customer.
    pub card: bool,
    /// A lifted desk phone takes the dialled call over: the box lets go of the line.
    pub hand_over: bool,
    /// Dial links from other programs at once, without a question.
    pub trust_links: bool,
    /// Offer a number on the clipboard.
    pub clipboard: bool,
    /// Ctrl+Shift+F9 dials what is marked in whatever program, where the desktop allows it.
    pub hotkey: bool,
}

impl Default for DialSettings {
    fn default() -> Self {
        Self {
            plan: DialPlan::default(),
            pulse: false,
            tone_wait_tenths: 30,
            without_tone: WithoutTone::default(),
            card: true,
            hand_over: true,
            trust_links: false,
            clipboard: true,
            hotkey: false,
        }
    }
}

impl DialSettings {
    /// The same within bounds.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.plan = self.plan.bounded();
        self.tone_wait_tenths = self.tone_wait_tenths.clamp(5, 100);
        self
    }

    /// How long dial tone is waited for.
    #[must_use]
    pub fn tone_wait(&self) -> Duration {
        Duration::from_millis(u64::from(self.tone_wait_tenths) * 100)
    }
}
