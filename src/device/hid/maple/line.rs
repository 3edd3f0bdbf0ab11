//! What the state byte of a Maple says about the line, in time: bursts, polarity, another phone. Pure.
//! May depend on `base`.

use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, Hook, LineSignal};
use crate::device::hid::steady::Steady;
use crate::device::outbox::Outbox;
use std::time::Duration;

/// A ring that was silent for so long is over (half-waves of 16 Hz are 31 ms apart).
const RING_FALL: Duration = Duration::from_millis(150);
/// No burst is longer: its end was lost.
const LONGEST_BURST: Duration = Duration::from_secs(6);
/// Polarity and line-in-use must hold for so long.
const HOLD: Duration = Duration::from_millis(80);
/// After a turn of our own hook the line settles.
const SETTLE: Duration = Duration::from_millis(400);

/// The state byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "the independent bits of one byte")]
pub struct State {
    /// There is a loop: the line is plugged in.
    pub has_loop: bool,
    /// Ringing current now.
    pub ring: bool,
    /// No line is plugged in.
    pub no_line: bool,
    /// Another phone holds the line (or we do).
    pub in_use: bool,
    /// Tip and ring are swapped.
    pub polarity: bool,
}

impl State {
    /// Reads the byte. Loop and no-line together mean that the line is in use.
    #[must_use]
    pub fn read(byte: u8) -> Self {
        let bit = |number: u8| byte >> number & 1 != 0;
        let (has_loop, no_line) = (bit(0), bit(2));
        Self {
            has_loop,
            ring: bit(1),
            no_line: no_line && !has_loop,
            in_use: bit(3) || (has_loop && no_line),
            polarity: bit(4),
        }
    }

    /// The state in an input report; the last one where several came in one transfer. `None`: no report at all.
    #[must_use]
    pub fn newest(report: &[u8]) -> Option<Self> {
        match report.chunks_exact(2).last() {
            Some(&[_, byte]) if report.len().is_multiple_of(2) => Some(Self::read(byte)),
            _ => None,
        }
    }
}

/// The line as the state bytes tell it.
#[derive(Debug, Clone)]
pub(super) struct LineFacts {
    state: Option<State>,
    ring: Steady,
    /// When the present burst is ended by force.
    ring_limit: Option<Duration>,
    polarity: Steady,
    in_use: Steady,
    /// Our own hook.
    off_hook: bool,
    /// Until then the line settles after a turn of it.
    settles: Option<Duration>,
    loop_broken: bool,
    /// Bits that exclude each other were seen together.
    odd: bool,
}

impl LineFacts {
    pub(super) fn new() -> Self {
        Self {
            state: None,
            ring: Steady::new(Duration::ZERO, RING_FALL),
            ring_limit: None,
            polarity: Steady::new(HOLD, HOLD),
            in_use: Steady::new(HOLD, HOLD),
            off_hook: false,
            settles: None,
            loop_broken: false,
            odd: false,
        }
    }

    /// The newest state.
    pub(super) fn state(&self) -> Option<State> {
        self.state
    }

    /// The box says this.
    pub(super) fn take(&mut self, state: State, at: Duration, out: &mut Outbox) {
        if self.state.is_none() {
            self.polarity.assume(state.polarity);
            self.in_use.assume(state.in_use);
            if state.in_use {
                out.tell_because(at, LineSignal::Hook(Hook::Off), another_phone());
            }
        }
        self.odd |= state.no_line && state.in_use;
        self.state = Some(state);
        self.weigh(state, at, out);
    }

    /// Time has passed.
    pub(super) fn advance(&mut self, now: Duration, out: &mut Outbox) {
        if self.ring_limit.is_some_and(|limit| limit <= now) {
            self.ring_limit = None;
            self.ring.assume(false);
            let evidence = Evidence::note("the box did not say that this ring ended");
            out.tell_because(now, LineSignal::Ring(Edge::End), evidence);
            if let Some(state) = &mut self.state {
                state.ring = false;
            }
        }
        if let Some(state) = self.state {
            self.weigh(state, now, out);
        }
    }

    fn weigh(&mut self, state: State, at: Duration, out: &mut Outbox) {
        let mut limit = self.ring_limit;
        self.ring.feed(state.ring, at, &mut |on, began| {
            limit = on.then_some(began + LONGEST_BURST);
            out.tell(began, LineSignal::Ring(if on { Edge::Begin } else { Edge::End }));
        });
        self.ring_limit = limit;
        if self.ring.value() {
            // Ringing current swings through both polarities and looks like a loop.
            self.polarity.assume(self.polarity.value());
            self.in_use.assume(self.in_use.value());
            return;
        }
        self.polarity.feed(state.polarity, at, &mut |reversed, began| {
            let note = if reversed { "tip and ring swapped" } else { "tip and ring back" };
            out.tell_because(began, LineSignal::PolarityReversed, Evidence::note(note));
        });
        if self.settles.is_some_and(|end| at < end) {
            return;
        }
        self.settles = None;
        if self.off_hook {
            let broken = !state.has_loop;
            if broken && !std::mem::replace(&mut self.loop_broken, true) {
                let why = if state.no_line { "the line was unplugged" } else { "no loop" };
                out.tell_because(at, LineSignal::LoopBreak, Evidence::note(why));
            }
            self.loop_broken = broken;
        } else {
            self.in_use.feed(state.in_use, at, &mut |used, began| {
                let hook = if used { Hook::Off } else { Hook::On };
                out.tell_because(began, LineSignal::Hook(hook), another_phone());
            });
        }
    }

    /// Our own hook turns.
    pub(super) fn turned(&mut self, off_hook: bool, now: Duration) {
        if self.off_hook != off_hook {
            self.off_hook = off_hook;
            self.settles = Some(now + SETTLE);
            self.loop_broken = false;
            self.in_use.assume(self.in_use.value());
        }
    }

    /// Says again what lasts.
    pub(super) fn repeat(&self, now: Duration, out: &mut Outbox) {
        let hook = if self.in_use.value() { Hook::Off } else { Hook::On };
        out.tell_because(now, LineSignal::Hook(hook), another_phone());
        if self.ring.value() {
            out.tell(now, LineSignal::Ring(Edge::Begin));
        }
    }

    /// Nothing more will come: a ring does not outlive its box.
    pub(super) fn end(&mut self, now: Duration, out: &mut Outbox) {
        if self.ring.value() {
            self.ring.assume(false);
            self.ring_limit = None;
            out.tell(now, LineSignal::Ring(Edge::End));
        }
    }

    /// When [`LineFacts::advance`] will have something to say.
    pub(super) fn due(&self) -> Option<Duration> {
        let settles = self.settles.filter(|_| self.state.is_some() && !self.ring.value());
        let levels = [self.ring.due(), self.ring_limit, self.polarity.due(), self.in_use.due()];
        levels.into_iter().chain([settles]).flatten().min()
    }

    /// The line in words.
    pub(super) fn words(&self) -> &'static str {
        match self.state {
            None => "not told yet",
            Some(state) if state.no_line => "not plugged in",
            Some(_) if self.off_hook => "held by us",
            Some(state) if state.in_use => "in use by another phone",
            Some(state) if state.has_loop => "free",
            Some(_) => "no loop",
        }
    }

    /// What is wrong, in sentences.
    pub(super) fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        match self.state {
            None => findings.push("The box has not yet said how its line is.".to_owned()),
            Some(state) if state.no_line => {
                findings.push("No telephone line is plugged into the box.".to_owned());
            }
            Some(state) if !state.has_loop => {
                findings.push("The line has no loop: calls cannot be made.".to_owned());
            }
            Some(_) => {}
        }
        if self.odd {
            findings.push("The box said “no line” and “in use” at once.".to_owned());
        }
        findings
    }

    /// Whether another phone on the line is lifted, where that is known.
    pub(super) fn desk_phone(&self) -> Option<Hook> {
        self.state?;
        Some(if self.in_use.value() { Hook::Off } else { Hook::On })
    }
}

fn another_phone() -> Evidence {
    Evidence::note("line in use, told by the box: any phone on the line")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::LineId;

    fn told(out: &mut Outbox) -> Vec<(u128, LineSignal)> {
        std::iter::from_fn(|| out.next(LineId(1)))
            .map(|report| (report.at.as_millis(), report.signal))
            .collect()
    }

    /// As in Britain: the exchange reverses the line, and rings.
    #[test]
    fn a_reversal_before_the_ring_is_told_and_one_within_it_waits_without_haste() {
        let at = Duration::from_millis;
        let (mut facts, mut out) = (LineFacts::new(), Outbox::default());
        facts.take(State::read(0b0_0001), at(0), &mut out);
        facts.take(State::read(0b1_0001), at(1_000), &mut out);
        facts.advance(at(1_200), &mut out);
        assert_eq!(told(&mut out), [(1_000, LineSignal::PolarityReversed)]);
        facts.take(State::read(0b0_0001), at(2_000), &mut out);
        facts.take(State::read(0b0_0011), at(2_010), &mut out);
        for now in [2_020, 2_500, 3_000] {
            facts.advance(at(now), &mut out);
            assert!(facts.due().is_some_and(|due| due > at(now)), "{now}");
        }
        facts.take(State::read(0b0_0001), at(3_010), &mut out);
        for now in [3_160, 3_240] {
            facts.advance(at(now), &mut out);
        }
        let ring = LineSignal::Ring;
        assert_eq!(
            told(&mut out),
            [
                (2_010, ring(Edge::Begin)),
                (3_010, ring(Edge::End)),
                (3_160, LineSignal::PolarityReversed)
            ]
        );
        assert_eq!(facts.due(), None);
    }
}
