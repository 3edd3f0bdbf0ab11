//! What a box reports and obeys. *Claimed* by the driver, *observed* by the engine; both are shown.
//! May not depend on other layers.

use serde::{Deserialize, Serialize};

/// What one line of a box can tell and do.
#[allow(
    clippy::struct_excessive_bools,
    reason = "a row of independent yes/no facts, shown as a table"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Capabilities {
    /// Reports ringing.
    pub ring: bool,
    /// Reports caller ID itself.
    pub caller_id: bool,
    /// Reports the desk phone's hook.
    pub hook: bool,
    /// Reports polarity reversals.
    pub polarity: bool,
    /// Reports DTMF digits.
    pub digits: bool,
    /// Hands over line audio.
    pub audio_in: bool,
    /// Plays audio into the line.
    pub audio_out: bool,
    /// Can take and leave the line itself.
    pub seize: bool,
    /// Can dial.
    pub dial: bool,
    /// Reports that the far end answered.
    pub answer: bool,
    /// Can send a hook flash.
    pub flash: bool,
    /// Can dial by pulses.
    pub pulse: bool,
    /// Can listen without taking the line.
    pub listen: bool,
    /// Hears and plays at the same time.
    pub duplex: bool,
    /// Can cut the desk phone off the line and connect it again.
    pub desk_switch: bool,
    /// Can ring the desk phone.
    pub desk_ring: bool,
    /// Can be set to a country.
    #[serde(default)]
    pub country: bool,
    /// Can hand on caller ID as the packet it received.
    #[serde(default)]
    pub raw_caller_id: bool,
    /// Has a dialler of its own beside tones of ours.
    #[serde(default)]
    pub own_dialler: bool,
}

impl Capabilities {
    /// Whether anything of the box can be set ([`Tuning`](crate::base::tuning::Tuning)).
    #[must_use]
    pub const fn tunable(self) -> bool {
        self.country || self.raw_caller_id || self.own_dialler
    }
}
