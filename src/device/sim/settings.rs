//! How the simulated exchange behaves: its timing, its noise, what its box tells. Plain rows, no behaviour.
//! Chinese practice for the default timing: ring 1 s on / 4 s off, caller ID at least 0.5 s after the first ring,
//! busy tone after the far end has left. May depend on `base`.

use crate::base::caller_id::{BurstTime, NameCoding};
use crate::base::units::Dbm0;
use std::time::Duration;

/// When the exchange does what. A new exchange is a new row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Length of one ring.
    pub ring_on: Duration,
    /// Pause between rings (longer where a burst needs it).
    pub ring_off: Duration,
    /// From the start of the call to a burst that comes before the first ring.
    pub burst_before_ring: Duration,
    /// From the end of the first ring to the burst.
    pub burst_after_ring: Duration,
    /// From the end of a burst to the next ring, at least.
    pub ring_after_burst: Duration,
    /// The exchange gives an unanswered call up after this.
    pub ring_limit: Duration,
    /// From off-hook to dial tone.
    pub dial_tone_after: Duration,
    /// Dial tone without a digit becomes busy tone after this.
    pub dial_tone_limit: Duration,
    /// How long a person listens to the dial tone before dialling.
    pub listen: Duration,
    /// From the last digit of a whole number (seven digits or more, or `#`) to ring-back.
    pub whole_number: Duration,
    /// From the last digit of a short number to ring-back.
    pub short_number: Duration,
    /// From the far end's hanging up to busy tone.
    pub busy_after: Duration,
    /// Length of one key tone.
    pub key_on: Duration,
    /// Pause between key tones.
    pub key_off: Duration,
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

impl Timing {
    /// A Chinese exchange.
    pub const NORMAL: Self = Self {
        ring_on: ms(1_000),
        ring_off: ms(4_000),
        burst_before_ring: ms(300),
        burst_after_ring: ms(600),
        ring_after_burst: ms(400),
        ring_limit: ms(60_000),
        dial_tone_after: ms(250),
        dial_tone_limit: ms(15_000),
        listen: ms(1_200),
        whole_number: ms(1_500),
        short_number: ms(4_000),
        busy_after: ms(400),
        key_on: ms(100),
        key_off: ms(100),
    };

    /// The same call in little time: for tests and impatient people. Bursts and tones stay lawful.
    pub const FAST: Self = Self {
        ring_on: ms(300),
        ring_off: ms(700),
        burst_before_ring: ms(150),
        burst_after_ring: ms(500),
        ring_after_burst: ms(200),
        ring_limit: ms(60_000),
        dial_tone_after: ms(100),
        dial_tone_limit: ms(15_000),
        listen: ms(900),
        whole_number: ms(400),
        short_number: ms(800),
        busy_after: ms(200),
        key_on: ms(60),
        key_off: ms(60),
    };
}

/// Everything that can be set about a simulated line.
#[derive(Debug, Clone, PartialEq)]
pub struct SimSettings {
    /// When the exchange does what.
    pub timing: Timing,
    /// The box tells the caller ID itself. Off: it must be heard in the line audio.
    pub box_caller_id: bool,
    /// Level of the noise on the line.
    pub noise: Dbm0,
    /// How names are written into bursts.
    pub names: NameCoding,
    /// The far end speaks by itself once the call is answered; a scenario says when it speaks.
    pub greets: bool,
    /// Who is called by us answers by himself after a while; numbers that end in 01, 02, 03, 04 are busy, never answer,
    /// meet a busy network, do not exist. Off: somebody else says what the far end does.
    pub answers: bool,
    /// The clock in the bursts; `None`: the clock of the machine, where there is one.
    pub time: Option<BurstTime>,
}

impl Default for SimSettings {
    fn default() -> Self {
        Self {
            timing: Timing::NORMAL,
            box_caller_id: false,
            noise: Dbm0(-60.0),
            names: NameCoding::Gbk,
            greets: false,
            answers: false,
            time: None,
        }
    }
}
