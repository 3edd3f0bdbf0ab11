//! What the line doctor shows: the open box in its own words and in ours, the boxes that are plugged in, and what may be
//! wrong with the cables. Plain data and pure judgement. May depend on `base`.

use crate::base::capability::Capabilities;
pub use crate::base::newest::Newest;
pub use crate::base::remedy::{Holder, Remedy, Trouble};
use crate::base::signal::Hook;
use serde::Serialize;
use std::time::Duration;

/// Where a box is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LifeState {
    /// Nothing is plugged in there.
    Absent,
    /// Seen, not yet opened.
    Found,
    /// Seen, and we may not open it.
    NotPermitted,
    /// Seen, and another program holds it.
    Busy,
    /// Being opened.
    BringingUp,
    /// Works.
    Ready,
    /// Works, with too many faults.
    Degraded,
    /// Was there a moment ago, or could not be brought up.
    Lost,
}

/// One step of its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LifeEntry {
    /// When, on the program's monotonic clock.
    pub at: Duration,
    /// The state it went into.
    pub state: LifeState,
    /// Why; may be empty.
    pub why: String,
}

/// What its supervisor knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LifeView {
    /// Where it is.
    pub state: LifeState,
    /// Since when, on the program's monotonic clock.
    pub since: Duration,
    /// 0 to 100; 100: no trouble lately.
    pub health: u32,
    /// What happened, oldest first.
    pub history: Vec<LifeEntry>,
}

/// One line of the dialogue with a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DialogueLine {
    /// When, on the program's monotonic clock.
    pub at: Duration,
    /// We said it.
    pub ours: bool,
    /// What was said, unprintable bytes escaped.
    pub text: String,
}

/// What went wrong on the wire since the box was opened, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counters {
    /// Transfers that came in.
    pub received: u64,
    /// Transfers that went out.
    pub sent: u64,
    /// Codes, packets and lines nobody understood.
    pub not_understood: u64,
    /// Samples we delivered too late.
    pub underruns: u64,
    /// Samples the box lost.
    pub overruns: u64,
    /// Pipes found halted and cleared.
    pub stalls: u64,
    /// Arrivals nobody fetched in time.
    pub dropped: u64,
}

/// An open box as the doctor sees it; all empty until it was asked for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct DoctorView {
    /// When it was asked, on the program's monotonic clock.
    pub at: Duration,
    /// How it is driven.
    pub profile: String,
    /// What it says of itself: (name, value).
    pub facts: Vec<(String, String)>,
    /// What its driver found wrong or doubtful, in whole sentences (English: drivers speak no other language).
    pub findings: Vec<String>,
    /// The newest part of the dialogue, oldest first.
    pub dialogue: Vec<DialogueLine>,
    /// Counts.
    pub counters: Counters,
    /// Desk phone's hook, where the box tells.
    pub desk_phone: Option<Hook>,
    /// Line voltage in volts, where the box tells.
    pub volts: Option<i16>,
    /// Its life; `None`: nobody watches over it.
    pub life: Option<LifeView>,
}

impl DialogueLine {
    /// `12.345 > AT+VCID=1`: seconds of the program's clock, `>` for what we said.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mark = if self.ours { '>' } else { '<' };
        format!("{:>9.3} {mark} {}", self.at.as_secs_f64(), self.text)
    }
}

/// Whether a found box can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BoxAccess {
    /// Yes.
    Accessible,
    /// Permission is missing.
    NotPermitted,
    /// A program holds it.
    Busy,
}

/// A box that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundBoxView {
    /// What opens it: `modem:0572:1349@1-2.3`.
    pub address: String,
    /// For people.
    pub name: String,
    /// Where it is plugged in; may be empty.
    pub place: String,
    /// Whether it can be used.
    pub access: BoxAccess,
    /// What helps when it cannot.
    pub remedy: Option<Remedy>,
}

impl FoundBoxView {
    /// Ringdesk itself has it open.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.remedy.as_ref().is_some_and(|remedy| match &remedy.trouble {
            Trouble::HeldBy { holders } => holders.iter().all(|holder| holder.is_ours),
            _ => false,
        })
    }
}

/// What has been seen of a line, as far as it tells of its cables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Line voltage, where the box tells.
    pub volts: Option<i16>,
    /// The desk phone is on-hook and we have not taken the line.
    pub at_rest: bool,
    /// What the box claims to report.
    pub claimed: Capabilities,
    /// What it has been seen to report.
    pub observed: Capabilities,
    /// How long it has been watched.
    pub watched: Duration,
}

/// What may be wrong with the cables. Never certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspicion {
    /// No voltage at the LINE socket: no line is plugged in, or it is dead.
    NoVoltage,
    /// The desk phone is seen and the line is not: PHONE and LINE may be swapped.
    Swapped,
    /// The desk phone is seen, and in a long time nothing came from the line.
    NothingFromLine,
}

/// Below this a resting line is dead: a live one has 48 V, behind some adapters 20 V.
const DEAD_VOLTS: u16 = 3;
/// A line that is used rings within this time.
const LONG: Duration = Duration::from_hours(8);

/// Judges the cables by what was seen. A phone off-hook on a swapped box pulls nothing from the exchange, so the box sees
/// the phone's hook move and neither voltage nor rings.
#[must_use]
pub fn suspect(seen: &Seen) -> Option<Suspicion> {
    let phone_moves = seen.observed.hook;
    let line_lives = seen.observed.ring || seen.observed.caller_id || seen.observed.polarity;
    if line_lives {
        return None;
    }
    match seen.volts {
        Some(volts) if volts.unsigned_abs() >= DEAD_VOLTS => None,
        Some(_) if seen.at_rest && phone_moves => Some(Suspicion::Swapped),
        Some(_) if seen.at_rest => Some(Suspicion::NoVoltage),
        None if phone_moves && seen.claimed.ring && seen.watched >= LONG => {
            Some(Suspicion::NothingFromLine)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hook() -> Capabilities {
        Capabilities { hook: true, ..Capabilities::default() }
    }

    #[test]
    fn a_dead_line_with_a_lively_phone_looks_swapped() {
        let seen = Seen { volts: Some(0), at_rest: true, ..Seen::default() };
        assert_eq!(suspect(&seen), Some(Suspicion::NoVoltage));
        let lively = Seen { observed: hook(), ..seen };
        assert_eq!(suspect(&lively), Some(Suspicion::Swapped));
        assert_eq!(
            suspect(&Seen { at_rest: false, ..lively }),
            None,
            "a lifted phone pulls it down"
        );
        assert_eq!(suspect(&Seen { volts: Some(-48), ..lively }), None, "reversed is alive");
        let rang = Capabilities { ring: true, ..hook() };
        assert_eq!(suspect(&Seen { observed: rang, ..lively }), None, "it rang");
    }

    #[test]
    fn without_a_voltmeter_only_a_long_silence_is_worth_a_word() {
        let claimed = Capabilities { ring: true, ..hook() };
        let seen = Seen { claimed, observed: hook(), ..Seen::default() };
        assert_eq!(suspect(&seen), None);
        let long = Seen { watched: LONG, ..seen };
        assert_eq!(suspect(&long), Some(Suspicion::NothingFromLine));
        let blind = Seen { claimed: hook(), ..long };
        assert_eq!(suspect(&blind), None, "a box that tells no ring says nothing by silence");
    }
}
