//! A sine oscillator with continuous phase: the root of every transmitter here.
//! May depend on `base`.

use crate::base::units::LINE_RATE;

/// Phase accumulator. Frequency may change at any sample without a jump in phase.
#[derive(Debug, Clone, Copy, Default)]
pub struct Oscillator {
    /// In turns, `0.0..1.0`.
    phase: f64,
}

impl Oscillator {
    /// The present value, `-1.0..=1.0`; then advances by one sample of `hz`.
    pub fn step(&mut self, hz: f64) -> f32 {
        let value = (self.phase * std::f64::consts::TAU).sin();
        self.phase = (self.phase + hz / f64::from(LINE_RATE)).fract();
        value as f32
    }
}
