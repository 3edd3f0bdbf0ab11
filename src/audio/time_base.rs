//! From sample positions to moments: samples come late, never early, so the earliest arrival is the truth.
//! The estimate follows a sound card whose clock is up to 500 ppm off. A stall nobody reported (the driver lost samples
//! and did not say so) is found within eight seconds.
//! May depend on `base`.

use crate::base::units::{Frames, LINE_RATE};
use std::time::Duration;

/// How often the estimate may move to later.
const WINDOW: Frames = Frames(4 * LINE_RATE as u64);
/// How far it moves for a drifting clock.
const DRIFT_MICROS: i64 = 2_000;
/// A window in which everything came later by this much had a stall.
const STALL_MICROS: i64 = 250_000;

/// Tells when a sample was heard.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimeBase {
    /// Monotonic microseconds of position 0; before the program's start is possible.
    origin: Option<i64>,
    window_end: u64,
    window_min: i64,
}

impl TimeBase {
    /// Samples up to `end` had arrived at `now`; more may be waiting.
    pub fn arrived(&mut self, end: Frames, now: Duration) {
        match self.origin {
            None => self.begin(end, now),
            Some(origin) => self.origin = Some(origin.min(candidate(end, now))),
        }
    }

    /// Samples up to `end` had arrived at `now`, and no more were waiting. Returns how many are missing although nobody
    /// said so: the caller moves its position on by as many.
    #[must_use]
    pub fn caught_up(&mut self, end: Frames, now: Duration) -> Frames {
        self.arrived(end, now);
        let Some(origin) = self.origin else { return Frames(0) };
        self.window_min = self.window_min.min(candidate(end, now));
        if end.0 < self.window_end {
            return Frames(0);
        }
        let late = self.window_min - origin;
        self.window_min = i64::MAX;
        self.window_end = end.0 + WINDOW.0;
        if late > STALL_MICROS {
            let missing = Frames::within(Duration::from_micros(late.unsigned_abs()));
            self.window_end += missing.0;
            return missing;
        }
        self.origin = Some(origin + late.clamp(0, DRIFT_MICROS));
        Frames(0)
    }

    /// The sample at `position` is heard at `now`, as far as we know.
    pub fn begin(&mut self, position: Frames, now: Duration) {
        *self = Self {
            origin: Some(candidate(position, now)),
            window_end: position.0 + WINDOW.0,
            window_min: i64::MAX,
        };
    }

    /// Forgets the estimate: the stream begins anew.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether anything has arrived since the last reset.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.origin.is_some()
    }

    /// The position of the sample heard at this moment, which may not have been read yet; `None` when nothing has
    /// arrived yet.
    #[must_use]
    pub fn position(&self, moment: Duration) -> Option<Frames> {
        self.origin.map(|origin| frames(micros(moment) - origin))
    }

    /// When the sample at this position was heard; `now` when nothing has arrived yet.
    #[must_use]
    pub fn moment(&self, position: Frames, now: Duration) -> Duration {
        let Some(origin) = self.origin else { return now };
        let at = origin + micros(position.duration());
        Duration::from_micros(u64::try_from(at).unwrap_or(0))
    }
}

/// Frames at 8 kHz in so many microseconds; none when negative.
fn frames(micros: i64) -> Frames {
    Frames::within(Duration::from_micros(u64::try_from(micros).unwrap_or(0)))
}

/// The moment of position 0, had these samples arrived without delay.
fn candidate(end: Frames, now: Duration) -> i64 {
    micros(now) - micros(end.duration())
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base: &TimeBase, frames: u64) -> u128 {
        base.moment(Frames(frames), Duration::ZERO).as_millis()
    }

    #[test]
    fn jitter_makes_samples_late_but_not_their_moment() {
        let mut base = TimeBase::default();
        for block in 1..500_u64 {
            let late = [15, 0, 40, 7][block as usize % 4];
            let now = Duration::from_millis(5_000 + block * 20 + late);
            assert_eq!(base.caught_up(Frames(block * 160), now), Frames(0));
        }
        assert_eq!(at(&base, 8_000), 6_000);
    }

    #[test]
    fn a_stall_nobody_reported_is_found() {
        let mut base = TimeBase::default();
        let (mut position, mut missing) = (0, 0);
        for block in 1..1_000_u64 {
            let late = if block > 500 { 700 } else { 0 };
            position += 160;
            let found = base.caught_up(Frames(position), Duration::from_millis(block * 20 + late));
            position += found.0;
            missing += found.0;
        }
        assert_eq!(missing, 5_600);
        assert_eq!(at(&base, position), 999 * 20 + 700);
    }

    #[test]
    fn a_slow_clock_is_followed() {
        let mut base = TimeBase::default();
        for block in 1..30_000_u64 {
            // 300 ppm slow: ten minutes are 180 ms longer.
            let now = Duration::from_micros(block * 20_006);
            assert_eq!(base.caught_up(Frames(block * 160), now), Frames(0));
        }
        let error = at(&base, 30_000 * 160) as i64 - 600_180;
        assert!(error.abs() <= 3, "{error} ms");
    }
}
