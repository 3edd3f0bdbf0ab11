//! Streaming generator of cadenced tones, and of ringing as a high-impedance line tap passes it.
//! May depend on `base`.

use crate::base::units::{Dbm0, LINE_RATE};
use crate::dsp::oscillator::Oscillator;
use crate::dsp::tone::plan::ToneSpec;

/// Ringing in hertz (China, most of Europe).
pub const RING_HZ: f32 = 25.0;
/// Ringing: 1 s on, 4 s off (China, most of Europe).
pub const RING_CADENCE_MILLIS: &[u16] = &[1000, 4000];

/// Samples of fade at each edge: 2 ms, so that tones do not click.
const RAMP: u32 = 16;

/// A tone that goes on until it is dropped. Begins with its first "on".
#[derive(Debug, Clone)]
pub struct ToneSource {
    hz: [f32; 2],
    peak: f32,
    cadence_millis: &'static [u16],
    oscillators: [Oscillator; 2],
    segment: usize,
    at: u32,
}

impl ToneSource {
    /// The tone of a plan's row at `level` per frequency.
    #[must_use]
    pub fn new(spec: &ToneSpec, level: Dbm0) -> Self {
        Self::custom(spec.hz, spec.cadence_millis, level)
    }

    /// Ringing at `level`: what remains of 25 Hz behind a coupling capacitor.
    #[must_use]
    pub fn ring(level: Dbm0) -> Self {
        Self::custom([RING_HZ, 0.0], RING_CADENCE_MILLIS, level)
    }

    /// Any one or two frequencies (0: none) with any cadence (empty: steady), `level` per frequency.
    #[must_use]
    pub fn custom(hz: [f32; 2], cadence_millis: &'static [u16], level: Dbm0) -> Self {
        Self {
            hz,
            peak: level.sine_peak(),
            cadence_millis,
            oscillators: [Oscillator::default(); 2],
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
        let length = self
            .cadence_millis
            .get(self.segment)
            .map_or(u32::MAX, |millis| u32::from(*millis) * (LINE_RATE / 1000));
        let mut value = 0.0;
        if self.is_on() {
            for (oscillator, hz) in self.oscillators.iter_mut().zip(self.hz) {
                if hz > 0.0 {
                    value += self.peak * oscillator.step(f64::from(hz));
                }
            }
            let edge = self.at.min(length.saturating_sub(self.at));
            value *= edge.min(RAMP) as f32 / RAMP as f32;
        }
        self.at = self.at.saturating_add(1);
        if self.at >= length {
            self.at = 0;
            self.segment = (self.segment + 1) % self.cadence_millis.len();
        } else if self.cadence_millis.is_empty() {
            self.at = self.at.min(RAMP);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::signal::Tone;
    use crate::dsp::tone::plan::{Region, spec};

    #[test]
    fn busy_in_china_is_on_and_off_for_350_ms() {
        let mut source = ToneSource::new(spec(Region::Cn, Tone::Busy).unwrap(), Dbm0(-10.0));
        let mut block = vec![0.0; 2 * 5600];
        source.fill(&mut block);
        let level = |part: &[f32]| {
            Dbm0::from_rms((part.iter().map(|v| v * v).sum::<f32>() / part.len() as f32).sqrt()).0
        };
        assert!((level(&block[100..2700]) + 10.0).abs() < 0.1);
        assert!(level(&block[2800..5600]) < -90.0);
        assert!((level(&block[5700..8300]) + 10.0).abs() < 0.1);
    }
}
