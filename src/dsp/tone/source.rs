//! Streaming generators: cadenced tones of any plan, steady, paired or with a swinging level; ringing as a
//! high-impedance line tap passes it; the special information tone; the 2100 Hz answer tone with phase
//! reversals and modulation. May depend on `base`.
//!
//! Levels are exact to 0.1 dB. Sines are made with a 53-bit phase and 24-bit samples, and every frequency is
//! below half the rate, so nothing folds: harmonics and noise are more than 90 dB below the tone. Bursts fade
//! in and out within 2 ms along a raised cosine.

use crate::base::units::{Dbm0, LINE_RATE};
use crate::dsp::oscillator::Oscillator;
use crate::dsp::tone::plan::{Cadence, ToneSpec};

/// Ringing in hertz (China, most of Europe).
pub const RING_HZ: f32 = 25.0;
/// Ringing: 1 s on, 4 s off (China, most of Europe).
pub const RING_CADENCE_MILLIS: &[u16] = &[1000, 4000];

/// Samples of fade at each edge: 2 ms, so that tones do not click.
const RAMP: u32 = 16;
/// Depth of a swinging level: from full to a nineteenth.
const DEPTH: f32 = 0.9;
const PER_MILLI: u32 = LINE_RATE / 1000;

/// A tone that goes on until it is dropped. Begins with its first "on".
#[derive(Debug, Clone)]
pub struct ToneSource {
    hz: [f32; 2],
    peak: f32,
    modulation_hz: f32,
    cadence: Cadence,
    oscillators: [Oscillator; 2],
    swing: Oscillator,
    segment: usize,
    at: u32,
}

impl ToneSource {
    /// The tone of a plan's row at `level` per frequency; with a swinging level its mean power is `level`.
    #[must_use]
    pub fn new(spec: &ToneSpec, level: Dbm0) -> Self {
        let mut source = Self::custom(spec.hz, spec.cadence.millis(), level);
        if spec.modulation_hz > 0.0 {
            source.modulation_hz = spec.modulation_hz;
            source.peak /= (1.0 + DEPTH * DEPTH / 2.0).sqrt();
        }
        source
    }

    /// Ringing at `level`: what remains of 25 Hz behind a coupling capacitor.
    #[must_use]
    pub fn ring(level: Dbm0) -> Self {
        Self::custom([RING_HZ, 0.0], RING_CADENCE_MILLIS, level)
    }

    /// Any one or two frequencies (0: none) with any cadence (empty: steady; at most [`Cadence::MOST`] times),
    /// `level` per frequency.
    #[must_use]
    pub fn custom(hz: [f32; 2], cadence_millis: &[u16], level: Dbm0) -> Self {
        Self {
            hz,
            peak: level.sine_peak(),
            modulation_hz: 0.0,
            cadence: Cadence::new(cadence_millis),
            oscillators: [Oscillator::default(); 2],
            swing: Oscillator::default(),
            segment: 0,
            at: 0,
        }
    }

    /// Whether the next sample belongs to an "on".
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.segment.is_multiple_of(2)
    }

    /// Overwrites `block` with the next samples.
    pub fn fill(&mut self, block: &mut [f32]) {
        for sample in block {
            *sample = self.step();
        }
    }

    /// The next sample.
    pub fn step(&mut self) -> f32 {
        let times = self.cadence.millis();
        let count = times.len();
        let length = times.get(self.segment).map_or(u32::MAX, |ms| u32::from(*ms) * PER_MILLI);
        let mut value = 0.0;
        if self.is_on() {
            for (oscillator, hz) in self.oscillators.iter_mut().zip(self.hz) {
                if hz > 0.0 {
                    value += self.peak * oscillator.step(f64::from(hz));
                }
            }
            if self.modulation_hz > 0.0 {
                value *= 1.0 + DEPTH * self.swing.step(f64::from(self.modulation_hz));
            }
            value *= fade(self.at.min(length.saturating_sub(self.at)));
        }
        self.at = self.at.saturating_add(1);
        if self.at >= length {
            self.at = 0;
            self.segment = (self.segment + 1) % count.max(1);
        } else if count == 0 {
            self.at = self.at.min(RAMP);
        }
        value
    }
}

/// Weight of a sample so far from an edge.
fn fade(from_edge: u32) -> f32 {
    if from_edge >= RAMP {
        return 1.0;
    }
    let share = from_edge as f32 / RAMP as f32;
    0.5 - 0.5 * (std::f32::consts::PI * share).cos()
}

/// A special information tone: three parts of hertz and milliseconds, one after the other without a pause.
#[must_use]
pub fn tri_tone(parts: [(f32, u16); 3], level: Dbm0) -> Vec<f32> {
    let mut sound = Vec::new();
    for (hz, millis) in parts {
        let mut oscillator = Oscillator::default();
        let length = u32::from(millis) * PER_MILLI;
        let sample =
            |n: u32| level.sine_peak() * oscillator.step(f64::from(hz)) * fade(n.min(length - n));
        sound.extend((0..length).map(sample));
    }
    sound
}

/// The parts as ITU-T E.180 has them.
pub const SIT_ITU: [(f32, u16); 3] = [(950.0, 330), (1400.0, 330), (1800.0, 330)];
/// Bellcore SR-2275: a number that was changed or put out of service.
pub const SIT_INTERCEPT: [(f32, u16); 3] = [(913.8, 274), (1370.6, 274), (1776.7, 380)];
/// A number that does not exist.
pub const SIT_VACANT: [(f32, u16); 3] = [(985.2, 380), (1370.6, 274), (1776.7, 380)];
/// The call could not be set up.
pub const SIT_REORDER: [(f32, u16); 3] = [(913.8, 274), (1428.5, 380), (1776.7, 380)];
/// All lines busy.
pub const SIT_NO_CIRCUIT: [(f32, u16); 3] = [(985.2, 380), (1428.5, 380), (1776.7, 380)];

/// Samples from reversal to reversal: 450 ms (V.25, V.8).
const REVERSAL: u32 = 450 * PER_MILLI;
/// Modulation of V.8's answer tone: hertz and depth.
const ANSAM: (f64, f32) = (15.0, 0.2);

/// The 2100 Hz answer tone: CED and ANS plain, ANS with reversals, ANSam with modulation, or both.
#[derive(Debug, Clone)]
pub struct AnswerSource {
    peak: f32,
    reversals: bool,
    modulated: bool,
    carrier: Oscillator,
    swing: Oscillator,
    at: u32,
    sign: f32,
}

impl AnswerSource {
    /// Its mean power is `level`.
    #[must_use]
    pub fn new(level: Dbm0, reversals: bool, modulated: bool) -> Self {
        let mean = if modulated { (1.0 + ANSAM.1 * ANSAM.1 / 2.0).sqrt() } else { 1.0 };
        let (carrier, swing) = (Oscillator::default(), Oscillator::default());
        Self {
            peak: level.sine_peak() / mean,
            reversals,
            modulated,
            carrier,
            swing,
            at: 0,
            sign: 1.0,
        }
    }

    /// Overwrites `block` with the next samples.
    pub fn fill(&mut self, block: &mut [f32]) {
        for sample in block {
            *sample = self.step();
        }
    }

    /// The next sample.
    pub fn step(&mut self) -> f32 {
        if self.reversals && self.at == REVERSAL {
            (self.at, self.sign) = (0, -self.sign);
        }
        self.at += 1;
        let swing = if self.modulated { ANSAM.1 * self.swing.step(ANSAM.0) } else { 0.0 };
        self.sign * self.peak * self.carrier.step(2100.0) * (1.0 + swing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::signal::Tone;
    use crate::dsp::tone::plan::{Region, spec};

    fn level(part: &[f32]) -> f32 {
        Dbm0::from_rms((part.iter().map(|v| v * v).sum::<f32>() / part.len() as f32).sqrt()).0
    }

    /// What is left of a steady tone of one second when its lines are taken out, relative to it, in dB.
    fn dirt(sound: &[f32], lines: &[f64]) -> f64 {
        let mut rest: Vec<f64> = sound.iter().map(|v| f64::from(*v)).collect();
        let power = |x: &[f64]| x.iter().map(|v| v * v).sum::<f64>();
        let whole = power(&rest);
        for hz in lines {
            let angle = |n: usize| std::f64::consts::TAU * hz * n as f64 / 8000.0;
            let part = |f: fn(f64) -> f64| {
                rest.iter().enumerate().map(|(n, v)| v * f(angle(n))).sum::<f64>() / 4000.0
            };
            let (cos, sin) = (part(f64::cos), part(f64::sin));
            for (n, value) in rest.iter_mut().enumerate() {
                *value -= cos * angle(n).cos() + sin * angle(n).sin();
            }
        }
        10.0 * (power(&rest) / whole).log10()
    }

    #[test]
    fn busy_in_china_is_on_and_off_for_350_ms() {
        let mut source = ToneSource::new(spec(Region::Cn, Tone::Busy).unwrap(), Dbm0(-10.0));
        let mut block = vec![0.0; 2 * 5600];
        source.fill(&mut block);
        assert!((level(&block[100..2700]) + 10.0).abs() < 0.1);
        assert!(level(&block[2800..5600]) < -90.0);
        assert!((level(&block[5700..8300]) + 10.0).abs() < 0.1);
    }

    #[test]
    fn tones_have_no_harmonics_and_no_hum_of_their_own() {
        let second = |mut source: ToneSource| {
            let mut sound = vec![0.0; 9000];
            source.fill(&mut sound);
            sound.split_off(1000)
        };
        let pair = second(ToneSource::custom([350.0, 440.0], &[], Dbm0(-10.0)));
        assert!((level(&pair) + 7.0).abs() < 0.1);
        assert!(dirt(&pair, &[350.0, 440.0]) < -90.0);
        let swung = second(ToneSource::new(spec(Region::In, Tone::Dial).unwrap(), Dbm0(-10.0)));
        assert!((level(&swung) + 10.0).abs() < 0.1);
        assert!(dirt(&swung, &[375.0, 400.0, 425.0]) < -90.0);
        let mut answer = AnswerSource::new(Dbm0(-13.0), false, true);
        let mut sound = vec![0.0; 8000];
        answer.fill(&mut sound);
        assert!((level(&sound) + 13.0).abs() < 0.1);
        assert!(dirt(&sound, &[2085.0, 2100.0, 2115.0]) < -90.0);
    }

    #[test]
    fn the_answer_tone_turns_over_every_450_ms() {
        let mut plain = AnswerSource::new(Dbm0(-13.0), false, false);
        let mut turned = AnswerSource::new(Dbm0(-13.0), true, false);
        for n in 0..10_000 {
            let sign = if (3600..7200).contains(&n) { -1.0 } else { 1.0 };
            assert!((turned.step() - sign * plain.step()).abs() < 1e-6, "{n}");
        }
    }
}
