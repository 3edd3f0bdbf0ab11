//! The band of the digits: a high-pass that takes dial, ring-back and busy tones (350–480 Hz) away and leaves
//! everything from 670 Hz on. May depend on `base`.

use crate::dsp::FRAME;
use crate::dsp::recursive::Recursive;

/// Sections of the filter, `[b0 b1 b2 a1 a2]`: elliptic of order 4 for 8 kHz, pass band above 660 Hz (ripple
/// 0.3 dB), stop band below 482 Hz (30 dB); group delay 1.4 ms at 697 Hz, 0.5 ms at 941 Hz, 0.15 ms above.
const SECTIONS: [[f64; 5]; 2] = [
    [0.564_257_247, -1.112_325_096, 0.564_257_247, -1.119_517_255, 0.408_799_815],
    [1.0, -1.872_809_834, 1.0, -1.663_995_217, 0.889_088_204],
];
/// The filter.
#[derive(Debug, Clone)]
pub struct DigitBand(Recursive<12>);

impl DigitBand {
    /// At rest.
    #[must_use]
    pub fn new() -> Self {
        Self(Recursive::new(&SECTIONS))
    }

    /// Filters one frame.
    pub fn run(&mut self, frame: &[f32; FRAME], out: &mut [f32; FRAME]) {
        self.0.run(frame, out);
    }

    /// Forgets what was.
    pub fn reset(&mut self) {
        self.0.reset();
    }
}

impl Default for DigitBand {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain in dB for a sine of `hz`.
    fn gain(hz: f64) -> f32 {
        let mut band = DigitBand::new();
        let (mut frame, mut out) = ([0.0; FRAME], [0.0; FRAME]);
        let mut power = 0.0;
        for start in (0..8000).step_by(FRAME) {
            for (n, slot) in frame.iter_mut().enumerate() {
                *slot = (std::f64::consts::TAU * hz * (start + n) as f64 / 8000.0).sin() as f32;
            }
            band.run(&frame, &mut out);
            if start >= 4000 {
                power += out.iter().map(|v| v * v).sum::<f32>() / 2000.0;
            }
        }
        10.0 * power.log10()
    }

    #[test]
    fn call_tones_go_and_digits_stay() {
        for hz in [350.0, 400.0, 425.0, 440.0, 450.0, 480.0] {
            assert!(gain(hz) < -29.0, "{hz}: {}", gain(hz));
        }
        for hz in [670.0, 697.0, 770.0, 852.0, 941.0, 1209.0, 1336.0, 1477.0, 1633.0, 3300.0] {
            assert!(gain(hz).abs() < 0.4, "{hz}: {}", gain(hz));
        }
    }
}
