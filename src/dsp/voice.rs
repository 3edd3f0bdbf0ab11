//! Voice activity: sound above the line's noise whose level moves as speech does and that is no tone.
//! May depend on `base`.

use crate::base::signal::Edge;

/// Frames looked at: 400 ms.
const SPAN: usize = 80;
/// Sound is this much above the noise (12 dB) and at least -45 dBm0, as mean squares.
const ABOVE: f32 = 16.0;
const FLOOR: f32 = 7.7e-6;
/// Frames of sound among `SPAN` that make voice (150 ms).
const ACTIVE: usize = 30;
/// Frames among those with much power outside the band of call tones.
const WIDE: usize = 10;
/// Mean change of level between neighbouring frames of sound, dB.
const RESTLESS: f32 = 2.5;
/// Frames without sound that end it (1.2 s).
const REST: u32 = 240;

/// One frame as far as voice is concerned.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    decibels: f32,
    active: bool,
    wide: bool,
}

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    past: [Seen; SPAN],
    at: usize,
    /// Frames of sound among them.
    sound: usize,
    noise: f32,
    speaking: bool,
    rest: u32,
}

impl Detector {
    /// A detector at rest.
    pub fn new() -> Self {
        Self {
            past: [Seen::default(); SPAN],
            at: 0,
            sound: 0,
            noise: 1e-6,
            speaking: false,
            rest: 0,
        }
    }

    /// Takes a frame's power (200–3600 Hz) and the share of it between 320 and 660 Hz. `tonal`: another
    /// detector knows what this is. Tells the begin (and how many frames ago it was) or the end.
    pub fn push(&mut self, power: f32, share: f32, tonal: bool) -> Option<(Edge, u32)> {
        // The floor falls quickly and rises by 3 dB per second.
        self.noise = if power < self.noise {
            self.noise + 0.1 * (power - self.noise)
        } else {
            self.noise * 1.0035
        }
        .clamp(1e-8, 1e-3);
        let active = power > FLOOR && power > ABOVE * self.noise && !tonal;
        let decibels = if active { 10.0 * power.log10() } else { 0.0 };
        self.sound += usize::from(active);
        self.sound -= usize::from(self.past[self.at].active);
        self.past[self.at] = Seen { decibels, active, wide: share < 0.6 };
        self.at = (self.at + 1) % SPAN;
        self.rest = if active { 0 } else { self.rest.saturating_add(1) };
        if self.speaking {
            if self.rest > REST {
                self.speaking = false;
                return Some((Edge::End, self.rest));
            }
            return None;
        }
        if !tonal && self.is_speech() {
            self.speaking = true;
            return Some((Edge::Begin, self.first_active()));
        }
        None
    }

    /// Another detector took what was heard for its own.
    pub fn forget(&mut self) {
        self.past = [Seen::default(); SPAN];
        self.sound = 0;
    }

    fn is_speech(&self) -> bool {
        if self.sound < ACTIVE {
            return false;
        }
        let wide = self.past.iter().filter(|seen| seen.active && seen.wide).count();
        if wide < WIDE {
            return false;
        }
        let (mut change, mut pairs) = (0.0, 0.0);
        for n in 1..SPAN {
            let pair = [n - 1, n].map(|k| self.past[(self.at + k) % SPAN]);
            if pair[0].active && pair[1].active {
                change += (pair[0].decibels - pair[1].decibels).abs();
                pairs += 1.0;
            }
        }
        change > RESTLESS * pairs && pairs > 10.0
    }

    /// Frames since the oldest sound in view.
    fn first_active(&self) -> u32 {
        let oldest = (0..SPAN).find(|n| self.past[(self.at + n) % SPAN].active);
        (SPAN - oldest.unwrap_or(SPAN)) as u32
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}
