//! What a box tells the line doctor about itself, besides its capabilities. Plain data, made by drivers.
//! May depend on `base`.

use crate::base::signal::Hook;
use crate::device::link::LinkCounters;
use crate::device::supervisor::machine::{Entry, State};
use serde::Serialize;
use std::time::Duration;

/// One line of a dialogue with a box, or one packet in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exchanged {
    /// When, on the program's monotonic clock.
    pub at: Duration,
    /// `true`: we said it.
    pub ours: bool,
    /// What was said, unprintable bytes escaped. Never longer than 200 characters.
    pub text: String,
}

/// What the supervisor knows of a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Supervision {
    /// Where the box is in its life.
    pub state: State,
    /// Since when, on the program's monotonic clock.
    pub since: Duration,
    /// 100: no trouble lately.
    pub health: u32,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
}

/// The state of an open box, for people. A driver fills in what it knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Diagnosis {
    /// How it is driven: `conexant voice modem`, `direct-line control`.
    pub profile: String,
    /// What the box says of its maker, model and firmware, one fact a row: (name, value).
    pub facts: Vec<(String, String)>,
    /// What was found wrong or doubtful, in whole sentences.
    pub findings: Vec<String>,
    /// The newest part of the dialogue, oldest first; at most 200.
    pub dialogue: Vec<Exchanged>,
    /// Undecodable codes, packets and lines so far.
    pub not_understood: u64,
    /// Samples we could not deliver in time, and samples the box lost.
    pub underruns: u64,
    /// See `underruns`.
    pub overruns: u64,
    /// Desk phone's hook, where the box tells.
    #[serde(skip)]
    pub desk_phone: Option<Hook>,
    /// Line voltage in volts, where the box tells.
    pub volts: Option<i16>,
    /// The wire.
    #[serde(skip)]
    pub link: LinkCounters,
    /// What its supervisor knows; `None`: nobody watches over it.
    pub supervision: Option<Supervision>,
}

impl Diagnosis {
    /// Everything that went wrong since the box was opened, counted.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.not_understood + self.link.stalls + self.link.dropped
    }
}

/// The newest part of a dialogue, bounded.
#[derive(Debug, Clone, Default)]
pub struct Dialogue(std::collections::VecDeque<Exchanged>);

/// Lines kept.
const KEPT: usize = 200;
/// Characters kept of one line.
const LONGEST: usize = 200;

impl Dialogue {
    /// Adds what was said; the oldest line goes when there are more than 200.
    pub fn add(&mut self, at: Duration, ours: bool, bytes: &[u8]) {
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        let text: String = bytes.escape_ascii().map(char::from).take(LONGEST).collect();
        self.0.push_back(Exchanged { at, ours, text });
    }

    /// What is kept, oldest first.
    #[must_use]
    pub fn lines(&self) -> Vec<Exchanged> {
        self.0.iter().cloned().collect()
    }
}
