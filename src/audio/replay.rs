//! Samples from memory as a line source: for tests, replays and the simulated line. Time comes from the clock that
//! is given, or from the number of pulls. May depend on `base`.

use crate::audio::source::{Pulled, SampleSource};
use crate::base::clock::Clock;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// How fast samples come.
pub enum Pace {
    /// As they were heard, by this clock, from the first pull on.
    Clock(Arc<dyn Clock>),
    /// So many with every pull, as fast as the puller likes.
    PerPull(usize),
}

/// What a replay does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Samples.
    Samples(Vec<i16>),
    /// So many frames are missing.
    Gap(u64),
    /// The device fails …
    Lost(String),
    /// … and comes back, at this rate.
    Back(u32),
}

/// Plays parts in order, then ends.
pub struct Replay {
    parts: VecDeque<Part>,
    rate: u32,
    pace: Pace,
    /// Samples of the first part that were given already.
    given: usize,
    /// Frames of all parts that were given, and since when.
    passed: u64,
    since: Option<Duration>,
}

impl Replay {
    /// A source of one run of samples.
    #[must_use]
    pub fn new(samples: Vec<i16>, rate: u32, pace: Pace) -> Self {
        Self::of([Part::Samples(samples)], rate, pace)
    }

    /// A source of several parts.
    #[must_use]
    pub fn of(parts: impl IntoIterator<Item = Part>, rate: u32, pace: Pace) -> Self {
        let parts = parts.into_iter().collect();
        Self { parts, rate, pace, given: 0, passed: 0, since: None }
    }

    /// Frames that are due now.
    fn due(&mut self) -> usize {
        match &self.pace {
            Pace::PerPull(frames) => *frames,
            Pace::Clock(clock) => {
                let now = clock.now().mono;
                let since = *self.since.get_or_insert(now);
                let heard =
                    now.saturating_sub(since).as_micros() * u128::from(self.rate) / 1_000_000;
                (heard as u64).saturating_sub(self.passed) as usize
            }
        }
    }
}

impl SampleSource for Replay {
    fn rate(&self) -> u32 {
        self.rate
    }

    fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
        let due = self.due();
        let Some(part) = self.parts.front() else { return Pulled::Ended };
        let pulled = match part {
            Part::Samples(samples) => {
                let rest = samples.get(self.given..).unwrap_or_default();
                let count = rest.len().min(due);
                out.extend_from_slice(&rest[..count]);
                self.given += count;
                self.passed += count as u64;
                if count < rest.len() {
                    return Pulled::Samples(count);
                }
                Pulled::Samples(count)
            }
            Part::Gap(frames) => {
                self.passed += frames;
                Pulled::Gap(*frames)
            }
            Part::Lost(why) => Pulled::Lost(why.clone()),
            Part::Back(rate) => {
                self.rate = *rate;
                (self.passed, self.since) = (0, None);
                Pulled::Back
            }
        };
        self.given = 0;
        self.parts.pop_front();
        pulled
    }
}
