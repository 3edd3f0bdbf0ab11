//! The one door to time. Everything below the rim gets a [`Stamp`] as an argument.
//! May not depend on other layers. The only file that reads the wall clock.

use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A moment: monotonic time since the program started, and what the wall clock said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Stamp {
    /// Since the program started; never goes backwards.
    pub mono: Duration,
    /// Milliseconds since 1970-01-01 UTC.
    pub utc_millis: i64,
    /// Local offset from UTC in minutes, east positive.
    pub offset_minutes: i16,
}

impl Stamp {
    /// This moment moved to `mono`, the wall clock moved by the same distance.
    #[must_use]
    pub fn at_mono(self, mono: Duration) -> Self {
        let millis = |d: Duration| i64::try_from(d.as_millis()).unwrap_or(i64::MAX);
        Self { mono, utc_millis: self.utc_millis + millis(mono) - millis(self.mono), ..self }
    }
}

/// Gives the present moment. Real in the program, manual in tests.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Stamp;
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time begins now.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "this is the door")]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the door")]
    fn now(&self) -> Stamp {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let offset = jiff::Zoned::now().offset().seconds() / 60;
        Stamp {
            mono: self.start.elapsed(),
            utc_millis: i64::try_from(wall.as_millis()).unwrap_or(i64::MAX),
            offset_minutes: i16::try_from(offset).unwrap_or(0),
        }
    }
}

/// A clock that moves only when told to.
#[derive(Debug, Default)]
pub struct ManualClock(std::sync::Mutex<Stamp>);

impl ManualClock {
    /// A clock standing at `start`.
    #[must_use]
    pub fn at(start: Stamp) -> Self {
        Self(std::sync::Mutex::new(start))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let mut stamp = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *stamp = stamp.at_mono(stamp.mono + by);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Stamp {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
