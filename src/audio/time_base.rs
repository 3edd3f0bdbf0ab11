//! From sample positions to moments: samples come late, never early, so the earliest arrival is the truth.
//! The estimate follows a sound card whose clock is up to 500 ppm off, and a stall nobody reported after two seconds.
//! May depend on `base`.

use crate::base::units::{Frames, LINE_RATE};
use std::time::Duration;

/// How often the estimate may move to later.
const WINDOW: Frames = Frames(2 * LINE_RATE as u64);
/// How far it moves for a drifting clock.
const DRIFT_MICROS: i64 = 1_000;
/// A window that is later by this much had a stall: take it as it is.
const STALL_MICROS: i64 = 100_000;

/// Tells when a sample was heard.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimeBase {
    /// Monotonic microseconds of position 0; before the program's start is possible.
    origin: Option<i64>,
    window_end: u64,
    window_min: i64,
}

impl TimeBase {
    /// Samples up to `end` have arrived at `now`.
    pub fn arrived(&mut self, end: Frames, now: Duration) {
        let candidate = micros(now) - micros(end.duration());
        let Some(origin) = self.origin else {
            *self = Self {
                origin: Some(candidate),
                window_end: end.0 + WINDOW.0,
                window_min: i64::MAX,
            };
            return;
        };
        self.window_min = self.window_min.min(candidate);
        if candidate < origin {
            self.origin = Some(candidate);
        } else if end.0 >= self.window_end {
            let late = self.window_min - origin;
            let step = if late > STALL_MICROS { late } else { late.clamp(0, DRIFT_MICROS) };
            self.origin = Some(origin + step);
            self.window_end = end.0 + WINDOW.0;
            self.window_min = i64::MAX;
        }
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

    /// When the sample at this position was heard; `now` when nothing has arrived yet.
    #[must_use]
    pub fn moment(&self, position: Frames, now: Duration) -> Duration {
        let Some(origin) = self.origin else { return now };
        let at = origin + micros(position.duration());
        Duration::from_micros(u64::try_from(at).unwrap_or(0))
    }
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
            base.arrived(Frames(block * 160), Duration::from_millis(5_000 + block * 20 + late));
        }
        assert_eq!(at(&base, 8_000), 6_000);
    }

    #[test]
    fn a_stall_nobody_reported_is_followed() {
        let mut base = TimeBase::default();
        for block in 1..1_000_u64 {
            let late = if block > 500 { 700 } else { 0 };
            base.arrived(Frames(block * 160), Duration::from_millis(block * 20 + late));
        }
        assert_eq!(at(&base, 900 * 160), 900 * 20 + 700);
    }

    #[test]
    fn a_slow_clock_is_followed() {
        let mut base = TimeBase::default();
        for block in 1..30_000_u64 {
            // 300 ppm slow: ten minutes are 180 ms longer.
            base.arrived(Frames(block * 160), Duration::from_micros(block * 20_006));
        }
        let error = at(&base, 30_000 * 160) as i64 - 600_180;
        assert!(error.abs() <= 2, "{error} ms");
    }
}
