//! Voice activity: sound above the line's noise whose level moves as speech does and that is no tone.
//! May depend on `base` and `dsp`'s front end.
//!
//! A frame of 5 ms is sound when it stands 7 dB above the noise and above -47 dBm0 and holds no steady tones
//! ([`look`]). Voice begins when the last 400 ms hold 120 ms of sound whose level has moved, and ends after
//! 1.2 s without sound.
//!
//! Speech or music: within 50 ms the level of speech changes by 6 to 11 dB on the average (five voices, 12 minutes, 80 %
//! of all stretches of 3 s), that of music by 1.2 to 5 dB (five pieces).

mod ears;
pub mod look;

use crate::base::signal::Edge;
pub use ears::{Ears, Others};
use look::Seen;

/// Frames looked at: 400 ms.
const SPAN: usize = 80;
/// Frames of sound among `SPAN` that make voice (130 ms): a short "ja" has 150 ms.
const ACTIVE: usize = 26;
/// Standard deviation of the level over the frames of sound in dB: speech has 3 to 8, a step of
/// white noise below 1.5.
const MOVES: f32 = 1.6;
/// Frames over which the level is taken.
const SMOOTH: usize = 5;
/// Frames between two levels compared: 50 ms, about half a syllable.
const STEP: usize = 10;
/// Frames without sound that are left out of that: from 150 ms on.
const LULL: u32 = 30;
/// Frames from which on the change says something: 2 s.
const KNOWN: u32 = 400;
/// Mean square taken for silence: -64 dBm0.
const SILENT: f32 = 1e-7;
/// Frames a tone must be seen, for a vowel may be one for a moment: 60 ms.
const HELD: u32 = 12;
/// Frames until then: the look takes up to 150 ms.
const ONSET: usize = 30 + HELD as usize;
/// Voice is told to have begun at most so many frames ago: 1 s.
const LONGEST: u32 = 200;
/// Frames without sound that end it (1.2 s).
const REST: u32 = 240;

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    /// Decibels of the frames of sound; 0: no sound.
    past: [f32; SPAN],
    /// Mean squares of the newest frames: 25 ms, the beat of tones 40 Hz apart.
    powers: [f32; SMOOTH],
    at: usize,
    /// Frames of sound among them.
    sound: usize,
    speaking: bool,
    rest: u32,
    /// Frames since the first sound of this run; pauses of [`SPAN`] part runs, tones end them.
    run: u32,
    /// Frames in a row with a tone.
    tone: u32,
    /// Decibels of the newest frames while somebody speaks.
    levels: [f32; STEP],
    /// Sum and number of level changes since voice began.
    changes: (f32, u32),
}

impl Detector {
    /// A detector at rest.
    pub fn new() -> Self {
        Self {
            past: [0.0; SPAN],
            powers: [0.0; SMOOTH],
            at: 0,
            sound: 0,
            speaking: false,
            rest: 0,
            run: 0,
            tone: 0,
            levels: [0.0; STEP],
            changes: (0.0, 0),
        }
    }

    /// Takes a frame. `known`: another detector knows what this is. Tells the begin (and how many frames
    /// ago it was) or the end.
    pub fn push(&mut self, seen: &Seen, known: bool) -> Option<(Edge, u32)> {
        self.tone = if seen.tone { self.tone.saturating_add(1) } else { 0 };
        let taken = known || self.tone >= HELD;
        if taken {
            self.take_back();
        }
        self.run = if self.sound == 0 { 0 } else { self.run.saturating_add(1) };
        let active = seen.sound && !taken;
        self.powers[self.at % SMOOTH] = seen.power;
        let smooth = self.powers.iter().sum::<f32>() / SMOOTH as f32;
        let decibels = if active { (10.0 * smooth.log10()).min(-0.1) } else { 0.0 };
        self.sound += usize::from(active);
        self.sound -= usize::from(self.past[self.at] < 0.0);
        self.past[self.at] = decibels;
        self.at = (self.at + 1) % SPAN;
        self.rest = if active { 0 } else { self.rest.saturating_add(1) };
        if self.speaking {
            self.follow(seen);
            if self.rest > REST {
                self.speaking = false;
                return Some((Edge::End, self.rest));
            }
            return None;
        }
        if active && !seen.tone && self.sound >= ACTIVE && self.moves() {
            self.speaking = true;
            self.changes = (0.0, 0);
            return Some((Edge::Begin, self.run.min(LONGEST) + 1));
        }
        None
    }

    /// Whether somebody speaks.
    pub fn is_on(&self) -> bool {
        self.speaking
    }

    /// Mean change of the level within 50 ms in dB since voice began; `None` in the first 2 s.
    pub fn change(&self) -> Option<f32> {
        let (sum, count) = self.changes;
        (count >= KNOWN).then(|| sum / count as f32)
    }

    fn follow(&mut self, seen: &Seen) {
        let level = 10.0 * seen.level.max(SILENT).log10();
        let slot = &mut self.levels[self.at % STEP];
        if self.rest < LULL {
            let (sum, count) = self.changes;
            // The first round holds what was long ago.
            let change = if count < STEP as u32 { 0.0 } else { (level - *slot).abs().min(20.0) };
            self.changes = (sum + change, count + 1);
        }
        *slot = level;
    }

    /// The newest frames were the beginning of what has just turned out to be a tone.
    fn take_back(&mut self) {
        for back in 1..=ONSET {
            let value = &mut self.past[(self.at + SPAN - back) % SPAN];
            self.sound -= usize::from(*value < 0.0);
            *value = 0.0;
        }
    }

    fn moves(&self) -> bool {
        let (mut sum, mut squares) = (0.0_f32, 0.0_f32);
        for value in &self.past {
            sum += value;
            squares += value * value;
        }
        let count = self.sound as f32;
        let mean = sum / count;
        squares / count - mean * mean > MOVES * MOVES
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}
