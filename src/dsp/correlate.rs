//! Correlation of a frame with several tones at once, laid out so that the compiler may use vectors.
//! May depend on `base`.

use crate::base::units::LINE_RATE;
use crate::dsp::FRAME;

/// Tables for `TONES` tones; `LANES` is twice as many. Phases count from the frame's first sample.
#[derive(Debug, Clone)]
pub struct Correlator<const LANES: usize> {
    /// Per sample: cosines of all tones, then their sines.
    table: Box<[[f32; LANES]; FRAME]>,
}

impl<const LANES: usize> Correlator<LANES> {
    /// For tones in hertz; `LANES / 2` of them.
    #[must_use]
    pub fn new(hz: &[f64]) -> Self {
        let tones = LANES / 2;
        let entry = |n: usize| {
            std::array::from_fn(|lane| {
                let hz = hz.get(lane % tones).copied().unwrap_or_default();
                let radians = std::f64::consts::TAU * hz * n as f64 / f64::from(LINE_RATE);
                (if lane < tones { radians.cos() } else { -radians.sin() }) as f32
            })
        };
        Self { table: Box::new(std::array::from_fn(entry)) }
    }

    /// Real parts of all tones, then imaginary parts: sums of `x[n]`·e^(-jωn). A sine of amplitude A that
    /// keeps its phase gives a length of A·[`FRAME`]/2.
    #[must_use]
    pub fn run(&self, frame: &[f32; FRAME]) -> [f32; LANES] {
        let mut sums = [0.0_f32; LANES];
        for (value, row) in frame.iter().zip(self.table.iter()) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += value * weight;
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_found_with_its_amplitude() {
        let correlator = Correlator::<8>::new(&[600.0, 1000.0, 1400.0, 2200.0]);
        let sine = |n: usize| (std::f64::consts::TAU * 1400.0 * n as f64 / 8000.0 + 0.7).cos();
        let frame = std::array::from_fn(|n| 0.5 * sine(n) as f32);
        let sums = correlator.run(&frame);
        let size = |tone: usize| sums[tone].hypot(sums[tone + 4]) * 2.0 / FRAME as f32;
        assert!((size(2) - 0.5).abs() < 0.01 && size(0) < 0.1 && size(1) < 0.1 && size(3) < 0.1);
    }
}
