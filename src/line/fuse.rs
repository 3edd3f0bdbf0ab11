//! Two sources, one fact: what the box says and what the detectors hear is reconciled here and nowhere else (I2).
//! A table row per kind of fact says who may supply it, when a second report is the same fact again, which report counts
//! and what becomes of the other's evidence. May depend on `base`.

use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, Hook, LineSignal, Origin, Report, Tone};
use crate::line::caller::same_number;
use crate::line::sign::Standing;
use std::collections::VecDeque;
use std::time::Duration;

/// Kinds of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Ring begins or ends.
    Ring,
    /// Desk phone's hook.
    Hook,
    /// A caller-ID message.
    CallerId,
    /// Carrier of a burst.
    BurstBegun,
    /// An unreadable burst.
    BurstDamaged,
    /// A message that is no call.
    OtherMessage,
    /// A DTMF digit.
    Digit,
    /// A tone of the exchange.
    Tone,
    /// Speech.
    Voice,
    /// Person or machine.
    Answerer,
    /// The far end answered, or left, by the box's word.
    FarEnd,
    /// A key of a headset.
    Button,
    /// Tip and ring swapped.
    Polarity,
    /// Loop current interrupted.
    LoopBreak,
    /// Samples lost.
    Gap,
    /// Line audio gone or back.
    Audio,
    /// Box gone or back.
    Presence,
    /// An order came back.
    Order,
}

/// When a report says nothing new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The other source says the same within `window`; the same source repeating itself within `bounce` is one fact.
    Paired {
        /// Between two sources.
        window: Duration,
        /// Within one source.
        bounce: Duration,
    },
    /// It is the state we know already, whoever says so.
    SameState,
    /// Never: every report counts.
    Never,
}

/// Which of two reports counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wins {
    /// The first to arrive.
    First,
    /// The more trusted message (`line::caller` has the order).
    Trusted,
}

/// What becomes of the evidence of the second report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It completes the first one's.
    Merged,
    /// Both stand in the timeline.
    Both,
    /// It is dropped: the second report adds nothing.
    First,
}

/// One row: how facts of a kind are reconciled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Of these facts.
    pub kind: Kind,
    /// Who may supply them.
    pub origins: &'static [Origin],
    /// When a second report is the same fact again.
    pub again: Again,
    /// Which report counts.
    pub wins: Wins,
    /// What becomes of the other's evidence.
    pub keep: Keep,
}

const ANY: &[Origin] = &[Origin::Box, Origin::Dsp];
const BOX: &[Origin] = &[Origin::Box];
const DSP: &[Origin] = &[Origin::Dsp];

const fn paired(window_millis: u64, bounce_millis: u64) -> Again {
    Again::Paired {
        window: Duration::from_millis(window_millis),
        bounce: Duration::from_millis(bounce_millis),
    }
}

const fn row(kind: Kind, origins: &'static [Origin], again: Again, wins: Wins, keep: Keep) -> Row {
    Row { kind, origins, again, wins, keep }
}

/// The table. Ring: detectors need up to 0.5 s, boxes debounce by up to 1 s; 0.8 s of bounce also makes the British double
/// ring one. Digit: a box may report at the end of a key press; the keys of one source are never merged, for "55" is
/// two digits. Caller ID: box reports lag by up to 3 s; what lies further apart is compared by the line, within the
/// call. Tone: two recognisers may differ by a cadence.
pub const TABLE: &[Row] = &[
    row(Kind::Ring, ANY, paired(1_500, 800), Wins::First, Keep::Merged),
    row(Kind::Hook, BOX, Again::SameState, Wins::First, Keep::First),
    row(Kind::CallerId, ANY, paired(6_000, 0), Wins::Trusted, Keep::Both),
    row(Kind::BurstBegun, DSP, Again::Never, Wins::First, Keep::First),
    row(Kind::BurstDamaged, ANY, paired(3_000, 0), Wins::First, Keep::First),
    row(Kind::OtherMessage, ANY, Again::Never, Wins::First, Keep::First),
    row(Kind::Digit, ANY, paired(500, 0), Wins::First, Keep::Merged),
    row(Kind::Tone, ANY, paired(3_000, 0), Wins::First, Keep::First),
    row(Kind::Voice, DSP, Again::SameState, Wins::First, Keep::First),
    row(Kind::Answerer, DSP, Again::Never, Wins::First, Keep::Both),
    row(Kind::FarEnd, BOX, paired(0, 300), Wins::First, Keep::First),
    row(Kind::Button, BOX, Again::Never, Wins::First, Keep::First),
    row(Kind::Polarity, BOX, paired(0, 300), Wins::First, Keep::First),
    row(Kind::LoopBreak, BOX, paired(0, 300), Wins::First, Keep::First),
    row(Kind::Gap, ANY, Again::Never, Wins::First, Keep::Both),
    row(Kind::Audio, ANY, Again::SameState, Wins::First, Keep::First),
    row(Kind::Presence, ANY, Again::SameState, Wins::First, Keep::First),
    row(Kind::Order, ANY, Again::Never, Wins::First, Keep::Both),
];

/// A reconciled report. `origin` is luggage for the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// When it began.
    pub at: Duration,
    /// What.
    pub what: LineSignal,
    /// News, or the second source of the fact told before.
    pub standing: Standing,
    /// Luggage.
    pub origin: Origin,
    /// The grounds.
    pub evidence: Evidence,
    /// The evidence is to complete the first report's.
    pub merge: bool,
}

/// Reports remembered for pairing. Bounded: older ones cannot pair any more.
const MEMORY: usize = 32;

#[derive(Debug, Clone)]
struct Remembered {
    at: Duration,
    origin: Origin,
    signal: LineSignal,
    paired: bool,
}

/// The reconciler of one line.
#[derive(Debug, Clone, Default)]
pub struct Fuse {
    memory: VecDeque<Remembered>,
    hook: Option<Hook>,
    voice: bool,
    audio_lost: bool,
    box_lost: bool,
    observed: Capabilities,
}

impl Fuse {
    /// Takes a report; `None` when it says nothing (the origin may not supply it, or the state is known).
    pub fn hear(&mut self, report: Report) -> Option<Fact> {
        let row = row_of(&report.signal)?;
        if !row.origins.contains(&report.origin) {
            return None;
        }
        self.observe(report.origin, row.kind);
        let standing = match row.again {
            Again::Never => Standing::News,
            Again::SameState => self.state(&report.signal)?,
            Again::Paired { window, bounce } => self.pair(&report, window, bounce)?,
        };
        let merge = standing == Standing::Confirmation && row.keep == Keep::Merged;
        Some(Fact {
            at: report.at,
            what: report.signal,
            standing,
            origin: report.origin,
            evidence: report.evidence,
            merge,
        })
    }

    /// What the box itself has been seen to report.
    #[must_use]
    pub fn observed(&self) -> Capabilities {
        self.observed
    }

    /// The levels known so far are worth nothing any more (the box was gone for long).
    pub fn forget(&mut self) {
        self.hook = None;
        self.voice = false;
        self.memory.clear();
    }

    /// The detectors start anew: nobody speaks until they say so.
    pub fn forget_voice(&mut self) {
        self.voice = false;
    }

    /// The hook report that should have come was lost.
    pub fn forget_hook(&mut self) {
        self.hook = None;
    }

    /// The line was opened anew: box and audio are there.
    pub fn found(&mut self) {
        self.box_lost = false;
        self.audio_lost = false;
    }

    fn observe(&mut self, origin: Origin, kind: Kind) {
        if origin == Origin::Dsp {
            self.observed.audio_in = true;
            return;
        }
        match kind {
            Kind::Ring => self.observed.ring = true,
            Kind::Hook => self.observed.hook = true,
            Kind::CallerId => self.observed.caller_id = true,
            Kind::Digit => self.observed.digits = true,
            Kind::Polarity => self.observed.polarity = true,
            Kind::FarEnd => self.observed.answer = true,
            Kind::BurstBegun
            | Kind::BurstDamaged
            | Kind::OtherMessage
            | Kind::Tone
            | Kind::Voice
            | Kind::Answerer
            | Kind::Button
            | Kind::LoopBreak
            | Kind::Gap
            | Kind::Audio
            | Kind::Presence
            | Kind::Order => {}
        }
    }

    /// News when the signal changes a state we keep.
    fn state(&mut self, signal: &LineSignal) -> Option<Standing> {
        let changed = match signal {
            LineSignal::Hook(hook) => self.hook.replace(*hook) != Some(*hook),
            LineSignal::Voice(edge) => set(&mut self.voice, *edge),
            LineSignal::AudioLost(edge) => set(&mut self.audio_lost, *edge),
            LineSignal::BoxLost(edge) => set(&mut self.box_lost, *edge),
            _ => true,
        };
        changed.then_some(Standing::News)
    }

    /// Finds the other source's report of the same fact.
    fn pair(&mut self, report: &Report, window: Duration, bounce: Duration) -> Option<Standing> {
        let near = |old: &Remembered, within: Duration| {
            old.at.abs_diff(report.at) <= within && same(&old.signal, &report.signal)
        };
        if !bounce.is_zero()
            && self.memory.iter().any(|old| old.origin == report.origin && near(old, bounce))
        {
            return None;
        }
        let other = self
            .memory
            .iter_mut()
            .find(|old| !old.paired && old.origin != report.origin && near(old, window));
        let standing = match other {
            Some(old) => {
                old.paired = true;
                Standing::Confirmation
            }
            None => Standing::News,
        };
        if self.memory.len() == MEMORY {
            self.memory.pop_front();
        }
        self.memory.push_back(Remembered {
            at: report.at,
            origin: report.origin,
            signal: report.signal.clone(),
            paired: standing == Standing::Confirmation,
        });
        Some(standing)
    }
}

/// Sets a flag by an edge; whether it changed.
fn set(flag: &mut bool, edge: Edge) -> bool {
    let on = edge == Edge::Begin;
    std::mem::replace(flag, on) != on
}

/// The same fact, whatever the details of its carriage.
fn same(a: &LineSignal, b: &LineSignal) -> bool {
    match (a, b) {
        (LineSignal::Digit { digit: a, .. }, LineSignal::Digit { digit: b, .. }) => a == b,
        (LineSignal::CallerId(a), LineSignal::CallerId(b)) => same_number(a, b),
        (LineSignal::Tone(a, edge_a), LineSignal::Tone(b, edge_b)) => {
            edge_a == edge_b && (a == b || (cleared(*a) && cleared(*b)))
        }
        (a, b) => a == b,
    }
}

/// Busy and congestion differ by cadence only; two recognisers may disagree about one tone.
fn cleared(tone: Tone) -> bool {
    matches!(tone, Tone::Busy | Tone::Congestion)
}

fn row_of(signal: &LineSignal) -> Option<&'static Row> {
    let kind = match signal {
        LineSignal::Ring(_) => Kind::Ring,
        LineSignal::Hook(_) => Kind::Hook,
        LineSignal::CallerId(_) => Kind::CallerId,
        LineSignal::BurstBegun => Kind::BurstBegun,
        LineSignal::BurstDamaged => Kind::BurstDamaged,
        LineSignal::OtherMessage => Kind::OtherMessage,
        LineSignal::Digit { .. } => Kind::Digit,
        LineSignal::Tone(..) => Kind::Tone,
        LineSignal::Voice(_) => Kind::Voice,
        LineSignal::Answerer(_) => Kind::Answerer,
        LineSignal::Connected | LineSignal::Cleared => Kind::FarEnd,
        LineSignal::Button(_) => Kind::Button,
        LineSignal::PolarityReversed => Kind::Polarity,
        LineSignal::LoopBreak => Kind::LoopBreak,
        LineSignal::AudioGap(_) => Kind::Gap,
        LineSignal::AudioLost(_) => Kind::Audio,
        LineSignal::BoxLost(_) => Kind::Presence,
        LineSignal::OrderDone(_) | LineSignal::OrderRefused(..) => Kind::Order,
    };
    TABLE.iter().find(|row| row.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::LineId;

    fn report(millis: u64, origin: Origin, signal: LineSignal) -> Report {
        let at = Duration::from_millis(millis);
        Report { line: LineId(0), origin, at, signal, evidence: Evidence::default() }
    }

    fn digit(digit: char) -> LineSignal {
        LineSignal::Digit { digit, lasted: Duration::from_millis(80) }
    }

    #[test]
    fn every_kind_has_one_row() {
        for (n, row) in TABLE.iter().enumerate() {
            assert!(TABLE[n + 1..].iter().all(|other| other.kind != row.kind), "{row:?}");
        }
    }

    #[test]
    fn one_ring_told_by_both_is_one_ring_and_the_next_one_is_another() {
        let mut fuse = Fuse::default();
        let ring = || LineSignal::Ring(Edge::Begin);
        let mut hear = |at, origin| fuse.hear(report(at, origin, ring())).map(|f| f.standing);
        assert_eq!(hear(0, Origin::Box), Some(Standing::News));
        assert_eq!(hear(400, Origin::Dsp), Some(Standing::Confirmation));
        assert_eq!(hear(600, Origin::Box), None, "bounce");
        assert_eq!(hear(5_000, Origin::Dsp), Some(Standing::News));
        assert_eq!(hear(5_900, Origin::Box), Some(Standing::Confirmation));
    }

    #[test]
    fn fifty_five_is_two_digits_from_two_sources_and_from_one() {
        let mut fuse = Fuse::default();
        let mut news = 0;
        for (at, origin) in [
            (0, Origin::Dsp),
            (100, Origin::Box),
            (250, Origin::Dsp),
            (350, Origin::Box),
            (600, Origin::Box),
        ] {
            let fact = fuse.hear(report(at, origin, digit('5'))).unwrap();
            news += u32::from(fact.standing == Standing::News);
        }
        assert_eq!(news, 3);
    }

    #[test]
    fn a_detector_cannot_report_the_hook_and_a_state_is_told_once() {
        let mut fuse = Fuse::default();
        let off = || LineSignal::Hook(Hook::Off);
        assert!(fuse.hear(report(0, Origin::Dsp, off())).is_none());
        assert!(fuse.hear(report(0, Origin::Box, off())).is_some());
        assert!(fuse.hear(report(9, Origin::Box, off())).is_none());
        assert!(fuse.hear(report(9, Origin::Box, LineSignal::Voice(Edge::Begin))).is_none());
        assert!(fuse.observed().hook && !fuse.observed().audio_in);
    }
}
