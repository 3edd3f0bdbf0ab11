//! What every driver needs to speak: reports that wait to be fetched, and rings told from bare bursts.
//! May depend on `base`.

use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::signal::{Edge, LineSignal, Origin, Report};
use std::collections::VecDeque;
use std::time::Duration;

/// Reports in the order in which they will be fetched. A driver puts them in as packets arrive; one packet may mean several.
#[derive(Debug, Clone, Default)]
pub struct Outbox(VecDeque<(Duration, LineSignal, Evidence)>);

impl Outbox {
    /// A fact that speaks for itself.
    pub fn tell(&mut self, at: Duration, signal: LineSignal) {
        self.tell_because(at, signal, Evidence::default());
    }

    /// A fact with its grounds.
    pub fn tell_because(&mut self, at: Duration, signal: LineSignal, evidence: Evidence) {
        self.0.push_back((at, signal, evidence));
    }

    /// The oldest report, stamped with its line.
    pub fn next(&mut self, line: LineId) -> Option<Report> {
        let (at, signal, evidence) = self.0.pop_front()?;
        Some(Report { line, origin: Origin::Box, at, signal, evidence })
    }

    /// Nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How long a burst is taken to last where the box tells its beginning only.
pub const ASSUMED_BURST: Duration = Duration::from_secs(1);

/// Makes begins and ends of rings out of notices that say no more than "it rings now", once or several times a burst.
#[derive(Debug, Clone, Copy, Default)]
pub struct BurstRing {
    ends: Option<Duration>,
}

impl BurstRing {
    /// The box says that it rings.
    pub fn notice(&mut self, at: Duration, out: &mut Outbox) {
        self.advance(at, out);
        if self.ends.is_none() {
            out.tell(at, LineSignal::Ring(Edge::Begin));
        }
        self.ends = Some(at + ASSUMED_BURST);
    }

    /// Time has passed: a burst may be over.
    pub fn advance(&mut self, now: Duration, out: &mut Outbox) {
        if let Some(end) = self.ends.filter(|end| *end <= now) {
            self.ends = None;
            out.tell(end, LineSignal::Ring(Edge::End));
        }
    }

    /// The ring was cut short (somebody answered).
    pub fn cut(&mut self, at: Duration, out: &mut Outbox) {
        if let Some(end) = self.ends.take() {
            out.tell(end.min(at), LineSignal::Ring(Edge::End));
        }
    }

    /// When [`BurstRing::advance`] will have something to say.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        self.ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_notices_within_a_burst_are_one_ring_and_a_pause_makes_two() {
        let (mut ring, mut out) = (BurstRing::default(), Outbox::default());
        let at = Duration::from_millis;
        for notice in [0, 400, 5_000] {
            ring.notice(at(notice), &mut out);
        }
        ring.advance(at(5_999), &mut out);
        ring.advance(at(6_000), &mut out);
        let told: Vec<_> = std::iter::from_fn(|| out.next(LineId(1)))
            .map(|report| (report.at.as_millis(), report.signal))
            .collect();
        let edge = LineSignal::Ring;
        assert_eq!(
            told,
            [
                (0, edge(Edge::Begin)),
                (1_400, edge(Edge::End)),
                (5_000, edge(Edge::Begin)),
                (6_000, edge(Edge::End))
            ]
        );
    }
}
