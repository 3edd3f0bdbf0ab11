//! What the far end of the simulated line hears of us: how long, how loud, and when. Sound of a box is heard in real time,
//! however early it is handed over; nobody hears it who is not connected. No clock: time is an argument.
//! May depend on `base`.

use crate::base::units::{Dbm0, Frames, LINE_RATE};
use std::collections::VecDeque;
use std::time::Duration;

/// What a box takes ahead of its time: half a second.
const AHEAD: u64 = LINE_RATE as u64 / 2;
/// A pause longer than this ends what was heard: a sentence has shorter ones.
const PAUSE: u64 = LINE_RATE as u64 * 7 / 10;
/// Below this a sample is silence (-46 dBm0 or so).
const QUIET: i16 = 160;
/// What is remembered, newest last.
const KEPT: usize = 50;

/// Something the far end heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// When it began, since the line was opened.
    pub at: Duration,
    /// From the first to the last sound of it.
    pub lasted: Duration,
    /// Its level while it sounded.
    pub level: Dbm0,
}

impl Heard {
    /// In figures, for any language.
    #[must_use]
    pub fn in_short(&self) -> String {
        format!("{:.1} s · {:.0} dBm0", self.lasted.as_secs_f32(), self.level.0)
    }
}

impl std::fmt::Display for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (lasted, level) = (self.lasted.as_secs_f32(), self.level.0);
        write!(f, "the far end hears {lasted:.1} s of sound at {level:.0} dBm0")
    }
}

/// Sound that goes on.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// The first and (one after) the last frame that is no silence.
    from: u64,
    until: u64,
    loud: u64,
    power: f64,
}

/// The ear at the far end.
#[derive(Debug, Default)]
pub struct Ear {
    /// Frame after the last one handed over.
    end: u64,
    span: Option<Span>,
    heard: VecDeque<Heard>,
}

impl Ear {
    /// Samples that find room at frame `now`.
    #[must_use]
    pub fn room(&self, now: Frames) -> usize {
        usize::try_from((now.0 + AHEAD).saturating_sub(self.end.max(now.0))).unwrap_or(0)
    }

    /// Takes what finds room; says at which frame it is heard, and how much was taken. `connected`: somebody hears it.
    pub fn take(&mut self, samples: &[i16], now: Frames, connected: bool) -> (Frames, usize) {
        self.pass(now);
        let taken = samples.len().min(self.room(now));
        let start = self.end.max(now.0);
        self.end = start + taken as u64;
        if connected {
            for (frame, sample) in (start..).zip(samples.iter().take(taken)) {
                self.hear(frame, *sample);
            }
        }
        (Frames(start), taken)
    }

    /// Time passes: what was heard and has been over for a while is remembered.
    pub fn pass(&mut self, now: Frames) {
        if self.span.is_some_and(|span| now.0 >= span.until + PAUSE) {
            self.close();
        }
    }

    /// The line was left: what was handed over and not yet heard is lost.
    pub fn cut(&mut self, now: Frames) {
        self.end = self.end.min(now.0);
        if let Some(span) = &mut self.span {
            span.until = span.until.min(now.0).max(span.from);
        }
        self.close();
    }

    /// What was heard so far, oldest first.
    pub fn heard(&self) -> impl Iterator<Item = &Heard> {
        self.heard.iter()
    }

    fn hear(&mut self, frame: u64, sample: i16) {
        if sample.unsigned_abs() < QUIET.unsigned_abs() {
            return;
        }
        if self.span.is_some_and(|span| frame > span.until + PAUSE) {
            self.close();
        }
        let fresh = Span { from: frame, until: frame, loud: 0, power: 0.0 };
        let span = self.span.get_or_insert(fresh);
        span.until = frame + 1;
        span.loud += 1;
        span.power += (f64::from(sample) / 32_767.0).powi(2);
    }

    fn close(&mut self) {
        let Some(span) = self.span.take() else { return };
        let lasted = Frames(span.until - span.from).duration();
        if lasted.is_zero() {
            return;
        }
        let rms = (span.power / span.loud.max(1) as f64).sqrt() as f32;
        let heard = Heard { at: Frames(span.from).duration(), lasted, level: Dbm0::from_rms(rms) };
        tracing::debug!("{heard}");
        if self.heard.len() >= KEPT {
            self.heard.pop_front();
        }
        self.heard.push_back(heard);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(frames: usize) -> Vec<i16> {
        (0..frames).map(|n| if n % 8 < 4 { 8_000 } else { -8_000 }).collect()
    }

    /// Plays as a box does: as much as finds room every 20 ms.
    fn play(ear: &mut Ear, mut now: u64, sound: &[i16], connected: bool) -> u64 {
        let mut at = 0;
        while at < sound.len() {
            at += ear.take(&sound[at..], Frames(now), connected).1;
            now += 160;
        }
        now
    }

    #[test]
    fn sound_is_heard_as_long_as_it_is_and_with_its_pauses() {
        let mut ear = Ear::default();
        let mut sound = tone(8_000);
        sound.resize(8_000 + 3_000, 0);
        sound.extend(tone(4_000));
        let now = play(&mut ear, 800, &sound, true);
        ear.pass(Frames(now + 20_000));
        let heard: Vec<_> = ear.heard().copied().collect();
        assert_eq!(heard.len(), 1, "a breath does not end a sentence");
        assert_eq!(heard[0].at, Duration::from_millis(100));
        assert_eq!(heard[0].lasted, Duration::from_millis(1_875));
        assert!(heard[0].to_string().starts_with("the far end hears 1.9 s of sound at -"));
    }

    #[test]
    fn nobody_hears_what_is_played_before_the_answer_and_after_the_end() {
        let mut ear = Ear::default();
        let now = play(&mut ear, 0, &tone(8_000), false);
        assert_eq!(ear.take(&tone(4_000), Frames(now + 8_000), true).1, 4_000);
        assert_eq!(ear.room(Frames(now + 8_000)), 0, "half a second ahead and no more");
        ear.cut(Frames(now + 8_000 + 800));
        let heard: Vec<_> = ear.heard().copied().collect();
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].lasted, Duration::from_millis(100), "the rest was lost");
    }
}
