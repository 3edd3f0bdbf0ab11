//! Words of the player: how fast, which span again and again, and where a recording stands at a moment.
//! May not depend on anything but std and serde.

use crate::base::ids::RecordingId;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How fast a recording is played. The pitch stays.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Speed {
    /// Three quarters.
    Slow,
    /// As it was said.
    #[default]
    Normal,
    /// A quarter faster.
    Brisk,
    /// Half as fast again.
    Fast,
    /// Twice.
    Double,
}

impl Speed {
    /// All, slowest first.
    pub const ALL: [Self; 5] = [Self::Slow, Self::Normal, Self::Brisk, Self::Fast, Self::Double];

    /// In hundredths: 100 is as it was said.
    #[must_use]
    pub const fn percent(self) -> u32 {
        match self {
            Self::Slow => 75,
            Self::Normal => 100,
            Self::Brisk => 125,
            Self::Fast => 150,
            Self::Double => 200,
        }
    }

    /// The next faster one; the fastest stays.
    #[must_use]
    pub const fn faster(self) -> Self {
        match self {
            Self::Slow => Self::Normal,
            Self::Normal => Self::Brisk,
            Self::Brisk => Self::Fast,
            Self::Fast | Self::Double => Self::Double,
        }
    }

    /// The next slower one; the slowest stays.
    #[must_use]
    pub const fn slower(self) -> Self {
        match self {
            Self::Slow | Self::Normal => Self::Slow,
            Self::Brisk => Self::Normal,
            Self::Fast => Self::Brisk,
            Self::Double => Self::Fast,
        }
    }

    /// How much of a recording is heard in `time`.
    #[must_use]
    pub fn heard_in(self, time: Duration) -> Duration {
        time * self.percent() / 100
    }

    /// How long it takes to hear so much of a recording.
    #[must_use]
    pub fn time_for(self, heard: Duration) -> Duration {
        heard * 100 / self.percent()
    }
}

/// A part of a recording, from its beginning to its end (both from the start of the recording).
pub type Span = (Duration, Duration);

/// The shortest span that is played again and again.
pub const SHORTEST_LOOP: Duration = Duration::from_millis(200);

/// A span in order, inside a recording of this length, and long enough to be worth hearing; else nothing.
#[must_use]
pub fn usable(span: Span, length: Duration) -> Option<Span> {
    let (a, b) = (span.0.min(span.1), span.0.max(span.1).min(length));
    (b.saturating_sub(a) >= SHORTEST_LOOP).then_some((a, b))
}

/// A recording in the player: where it stood at one moment, and how it goes on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// Which recording.
    pub recording: RecordingId,
    /// The position at `since`.
    pub from: Duration,
    /// The moment on the program's monotonic clock.
    pub since: Duration,
    /// Length of the recording.
    pub length: Duration,
    /// How fast.
    pub speed: Speed,
    /// Played again and again.
    pub span: Option<Span>,
    /// It stands still.
    pub paused: bool,
}

impl Heard {
    /// The position at a moment of the monotonic clock.
    #[must_use]
    pub fn at(&self, mono: Duration) -> Duration {
        if self.paused {
            return self.from.min(self.length);
        }
        let on = self.from + self.speed.heard_in(mono.saturating_sub(self.since));
        match self.span {
            Some((a, b)) if self.from < b && on >= b && b > a => {
                let over = on.saturating_sub(a).as_nanos() % b.saturating_sub(a).as_nanos();
                a + Duration::from_nanos(u64::try_from(over).unwrap_or(0))
            }
            _ => on.min(self.length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    const HEARD: Heard = Heard {
        recording: RecordingId(1),
        from: Duration::from_secs(10),
        since: Duration::from_secs(100),
        length: Duration::from_mins(1),
        speed: Speed::Normal,
        span: None,
        paused: false,
    };

    #[test]
    fn the_position_follows_the_speed_and_stops_at_the_end() {
        assert_eq!(HEARD.at(s(104)), s(14));
        assert_eq!(Heard { speed: Speed::Fast, ..HEARD }.at(s(104)), s(16));
        assert_eq!(Heard { speed: Speed::Slow, ..HEARD }.at(s(104)), s(13));
        assert_eq!(HEARD.at(s(900)), s(60));
        assert_eq!(HEARD.at(s(3)), s(10), "a moment before it began");
        assert_eq!(Heard { paused: true, ..HEARD }.at(s(104)), s(10));
    }

    #[test]
    fn a_loop_goes_back_to_its_beginning_and_what_lies_behind_it_is_played_to_the_end() {
        let round = Heard { span: Some((s(8), s(13))), ..HEARD };
        assert_eq!(round.at(s(102)), s(12));
        assert_eq!(round.at(s(103)), s(8));
        assert_eq!(round.at(s(109)), s(9));
        let behind = Heard { span: Some((s(2), s(5))), ..HEARD };
        assert_eq!(behind.at(s(104)), s(14));
    }

    #[test]
    fn a_span_is_put_in_order_and_one_too_short_is_none() {
        assert_eq!(usable((s(9), s(4)), s(60)), Some((s(4), s(9))));
        assert_eq!(usable((s(50), s(90)), s(60)), Some((s(50), s(60))));
        assert_eq!(usable((s(4), s(4)), s(60)), None);
        assert_eq!(usable((s(70), s(90)), s(60)), None);
    }

    #[test]
    fn speeds_have_neighbours_and_ends() {
        assert_eq!(Speed::Slow.slower(), Speed::Slow);
        assert_eq!(Speed::Double.faster(), Speed::Double);
        for pair in Speed::ALL.windows(2) {
            assert_eq!((pair[0].faster(), pair[1].slower()), (pair[1], pair[0]));
        }
        assert_eq!(Speed::Double.time_for(s(10)), s(5));
    }
}
