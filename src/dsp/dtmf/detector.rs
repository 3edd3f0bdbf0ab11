//! DTMF detector after ITU-T Q.24. Every 5 ms, 20 ms are weighed; what shows one row and one column a few times is
//! measured when it has ended, and judged. May depend on `base`.

use crate::base::units::Frames;
use crate::dsp::FRAME;
use crate::dsp::dtmf::KEYS;
use crate::dsp::dtmf::judge::is_digit;
use crate::dsp::dtmf::measure::{Measured, Pair, measure};
use crate::dsp::dtmf::track::{Track, Weighing};
use crate::dsp::front::Front;
use std::time::Duration;

/// Squared peak of a tone at -48 dBm0.
const FLOOR: f32 = 7.7e-6;
/// Share of the power in the band that a row and a column must have over 20 ms to be looked at.
const SHARE: f32 = 0.30;
/// Such a share is heard as a key (by those who listen for voices).
const STRONG: f32 = 0.56;
/// Weighings that must agree on the key.
const AGREEING: u32 = 3;
/// Frames without a weighing that shows the key, after which it is over.
const LOST: u32 = 6;
/// A frame below this share of the height is missing from the tone; so many frames' worth make a pause.
const PAUSE: (f32, f32) = (0.85, 2.5);
/// Frames after which a key that is still pressed is measured: 350 ms.
const LONG: usize = 70;

/// White noise within 300–3400 Hz, as a share of what the digits' band holds of it.
const REST: f64 = 3100.0 / 3400.0;
/// The same key again, so much weaker (power) and so soon (frames), is an echo: Q.24 wants -10 dB up to 20 ms
/// borne; that makes no second digit, nor does a longer one.
const ECHO: (f64, f64) = (0.25, 10.0);

/// Group delay of the front end and the digits' band together, in samples, for each row and column.
const ROW_LAG: [f64; 4] = [14.3, 8.5, 6.0, 4.6];
/// See [`ROW_LAG`].
const COLUMN_LAG: [f64; 4] = [2.7, 2.2, 1.7, 1.4];

/// A digit that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Press {
    /// Which key.
    pub key: char,
    /// When the tone began.
    pub start: Frames,
    /// How long it lasted.
    pub lasted: Duration,
    /// Peak of the weaker tone, full scale 1.0.
    pub peak: f32,
    /// Tones over everything else within 300–3400 Hz, in dB.
    pub snr_db: f32,
    /// The larger of both tones' offsets, in percent.
    pub offset_percent: f32,
}

/// A key being pressed.
#[derive(Debug, Clone, Copy)]
struct Pressed {
    row: usize,
    column: usize,
    /// Weighings that showed it, those of them that showed little else, and those that showed another key.
    hits: u32,
    strong: u32,
    other: u32,
    /// Frames since the first hit, and since the newest.
    age: usize,
    since: u32,
    /// Highest 20 ms, squared amplitudes of both tones together.
    height: f32,
    gap: f32,
    /// What was measured while it went on, and how many frames ago.
    measured: Option<(Measured, usize)>,
}

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    track: Track,
    pairs: Vec<Pair>,
    pressed: Option<Pressed>,
    /// Frames since the newest digit ended, which it was and its power.
    idle: usize,
    newest: (char, f64),
}

impl Detector {
    /// A detector at rest.
    pub fn new() -> Self {
        Self {
            track: Track::new(),
            pairs: (0..16).map(|key| Pair::new(key / 4, key % 4)).collect(),
            pressed: None,
            idle: 0,
            newest: (' ', 0.0),
        }
    }

    /// Whether a key is being pressed, as far as can be said before it has ended.
    pub fn is_busy(&self) -> bool {
        self.pressed.is_some_and(|p| p.strong >= AGREEING)
    }

    /// Forgets what was.
    pub fn reset(&mut self) {
        self.track.reset();
        self.pressed = None;
    }

    /// Takes a frame that ends at `now`. Tells a digit when it has ended.
    pub fn push(&mut self, front: &Front, now: Frames) -> Option<Press> {
        self.idle = self.idle.saturating_add(1);
        if front.calm && self.pressed.is_none() {
            self.track.skip();
            return None;
        }
        self.track.push(front);
        let hit = self.track.weigh(FLOOR, SHARE);
        self.follow(hit, now)
    }

    fn follow(&mut self, hit: Option<Weighing>, now: Frames) -> Option<Press> {
        let Some(mut pressed) = self.pressed.take() else {
            self.pressed = hit.map(|hit| press(&hit));
            return None;
        };
        pressed.age += 1;
        pressed.since += 1;
        if let Some((_, ago)) = &mut pressed.measured {
            *ago += 1;
        }
        match hit {
            Some(hit) if hit.row == pressed.row && hit.column == pressed.column => {
                pressed.hits += 1;
                pressed.strong += u32::from(hit.share > STRONG);
                pressed.since = 0;
                pressed.height = pressed.height.max(hit.power[0] + hit.power[1]);
            }
            Some(hit) if pressed.hits < AGREEING => {
                self.pressed = Some(press(&hit));
                return None;
            }
            Some(_) => pressed.other += 1,
            None => {}
        }
        let [a, b, c, d] = self.track.sums(0, pressed.row, pressed.column);
        let here = (a * a + b * b + c * c + d * d) * 4.0 / (FRAME * FRAME) as f32;
        let level = (here / (0.9 * pressed.height)).sqrt();
        pressed.gap = if level < PAUSE.0 { pressed.gap + 1.0 - level } else { 0.0 };
        if pressed.gap >= PAUSE.1 || pressed.other >= 3 || pressed.since > LOST {
            return self.release(&pressed, now);
        }
        if pressed.age == LONG {
            pressed.measured = self.look(&pressed).map(|measured| (measured, 0));
        }
        self.pressed = Some(pressed);
        None
    }

    fn look(&self, pressed: &Pressed) -> Option<Measured> {
        let pair = &self.pairs[pressed.row * 4 + pressed.column];
        let key = (pressed.row, pressed.column);
        let age = pressed.age.min(LONG);
        measure(&self.track, pair, key, age, self.idle, f64::from(pressed.height))
    }

    /// The tone has ended: was it a digit?
    fn release(&mut self, pressed: &Pressed, now: Frames) -> Option<Press> {
        if pressed.hits < AGREEING {
            return None;
        }
        let last = self.look(pressed)?;
        let mut measured = last;
        if let Some((first, ago)) = pressed.measured {
            measured = first;
            measured.begin += ago as f64;
            measured.end = last.end;
        }
        measured.seen = f64::from(pressed.hits);
        let digit = KEYS[pressed.row][pressed.column];
        if !is_digit(&measured) {
            return None;
        }
        let power = measured.tones[0] + measured.tones[1];
        let pause = self.idle as f64 - measured.begin;
        if digit == self.newest.0 && power < ECHO.0 * self.newest.1 && pause < ECHO.1 {
            return None;
        }
        self.newest = (digit, power);
        self.idle = measured.end as usize;
        Some(told(digit, &measured, now.0 as f64 - lag(pressed, &measured)))
    }
}

/// The digit as it is told; `now` is the sample up to which was heard.
fn told(key: char, m: &Measured, now: f64) -> Press {
    let [row, column] = m.offset;
    let offset = if row.abs() > column.abs() { row } else { column };
    let rest = (m.rest * REST).max(1e-12);
    Press {
        key,
        start: Frames((now - m.begin * FRAME as f64).max(0.0) as u64),
        lasted: Duration::from_micros(((m.begin - m.end) * 5_000.0) as u64),
        peak: (2.0 * m.tones[0].min(m.tones[1])).sqrt() as f32,
        snr_db: (10.0 * ((m.tones[0] + m.tones[1]) / rest).log10()) as f32,
        offset_percent: (100.0 * offset) as f32,
    }
}

/// Samples by which edges are seen late: what the filters hold back of each tone, by its share.
fn lag(pressed: &Pressed, m: &Measured) -> f64 {
    let lags = [ROW_LAG[pressed.row], COLUMN_LAG[pressed.column]];
    (lags[0] * m.tones[0] + lags[1] * m.tones[1]) / (m.tones[0] + m.tones[1])
}

/// A first hit.
fn press(hit: &Weighing) -> Pressed {
    Pressed {
        row: hit.row,
        column: hit.column,
        hits: 1,
        strong: u32::from(hit.share > STRONG),
        other: 0,
        age: 0,
        since: 0,
        height: hit.power[0] + hit.power[1],
        gap: 0.0,
        measured: None,
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}
