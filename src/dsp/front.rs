//! What all detectors of a line share, reckoned once per frame: the frame without direct current and hum,
//! its power, and the band of the call tones at a quarter of the rate. May depend on `base`.
//!
//! ```text
//! samples ─┬─ raw ───────────────────────────────────────────── ringing
//!          └─ high-pass 285 Hz ─┬─ clean (8 kHz) ────────────── caller ID, digits, fax, SIT, voice
//!                               └─ low-pass 700 Hz, every 4th ─ low (2 kHz): dial, ring-back, busy …
//! ```

use crate::dsp::recursive::Recursive;
use crate::dsp::resample::bessel_i0;
use crate::dsp::{CALM, FRAME, QUIET};

/// The low band keeps every so many samples.
pub const THIN: usize = 4;
/// Samples of the low band in a frame.
pub const LOW_FRAME: usize = FRAME / THIN;
/// Samples by which the low band lags behind `clean`.
pub const LOW_DELAY: u64 = LOW_TAPS as u64 / 2;

/// Taps of the low-pass: flat to 660 Hz, 50 dB down from 1320 Hz on, so that nothing folds below 680 Hz.
const LOW_TAPS: usize = 41;

/// Inputs kept in each of four rows.
const ROW: usize = LOW_FRAME + LOW_TAPS / THIN;

/// Sections of the high-pass, `[b0 b1 b2 a1 a2]`: elliptic of order 6 for 8 kHz, pass band above 285 Hz
/// (ripple 0.1 dB), stop band below 215 Hz (50 dB): 50 and 60 Hz with their harmonics up to the third go,
/// the lowest dial tone (350 Hz) stays.
const SECTIONS: [[f64; 5]; 3] = [
    [0.680_336_84, -1.358_886_97, 0.680_336_84, -1.470_112_65, 0.566_003_72],
    [1.0, -1.983_526_27, 1.0, -1.811_675_36, 0.868_002_22],
    [1.0, -1.973_759_44, 1.0, -1.926_381_18, 0.971_600_8],
];

/// One frame as every detector gets it. All detectors are pushed with it once per frame of 5 ms.
#[derive(Debug, Clone)]
pub struct Front {
    /// As it came: no infinities, at most ±4.
    pub raw: [f32; FRAME],
    /// Without direct current and hum. Zero while [`calm`](Self::calm).
    pub clean: [f32; FRAME],
    /// The newest [`LOW_FRAME`] samples below 680 Hz, at a quarter of the rate. Zero while calm.
    pub low: [f32; LOW_FRAME],
    /// Mean squares of `raw`, `clean` and `low`.
    pub power_raw: f32,
    /// See `power_raw`.
    pub power: f32,
    /// See `power_raw`.
    pub power_low: f32,
    /// So many frames in a row were quiet that nothing can be in any filter: the costly part may be left out.
    pub calm: bool,
    quiet: u32,
    high_pass: Recursive<16>,
    taps: [f32; LOW_TAPS],
    /// The last inputs of the low-pass, every fourth in a row of its own.
    rows: [[f32; ROW]; THIN],
}

impl Front {
    /// At rest.
    #[must_use]
    pub fn new() -> Self {
        Self {
            raw: [0.0; FRAME],
            clean: [0.0; FRAME],
            low: [0.0; LOW_FRAME],
            power_raw: 0.0,
            power: 0.0,
            power_low: 0.0,
            calm: false,
            quiet: 0,
            high_pass: Recursive::new(&SECTIONS),
            taps: low_pass(),
            rows: [[0.0; ROW]; THIN],
        }
    }

    /// Works on what stands in `raw`.
    pub fn run(&mut self) {
        self.power_raw = mean_square(&self.raw);
        self.quiet = if self.power_raw < QUIET { (self.quiet + 1).min(CALM) } else { 0 };
        self.calm = self.quiet >= CALM;
        if self.calm {
            self.forget();
            return;
        }
        self.high_pass.run(&self.raw, &mut self.clean);
        self.power = mean_square(&self.clean);
        self.thin();
        self.power_low = self.low.iter().map(|v| v * v).sum::<f32>() / LOW_FRAME as f32;
    }

    /// Nothing is known any more (samples were lost), or nothing is to be heard.
    pub fn forget(&mut self) {
        self.clean = [0.0; FRAME];
        self.low = [0.0; LOW_FRAME];
        (self.power, self.power_low) = (0.0, 0.0);
        self.high_pass.reset();
        self.rows = [[0.0; ROW]; THIN];
    }

    /// The low-pass, at every fourth sample only. Its inputs lie in four rows by their place among four, so that
    /// all that a tap takes lie side by side.
    fn thin(&mut self) {
        for (place, row) in self.rows.iter_mut().enumerate() {
            row.copy_within(LOW_FRAME.., 0);
            let newest = row[ROW - LOW_FRAME..].iter_mut();
            for (slot, value) in newest.zip(self.clean[place..].iter().step_by(THIN)) {
                *slot = *value;
            }
        }
        let mut sums = [0.0_f32; LOW_FRAME];
        for (back, weight) in self.taps.iter().enumerate() {
            // The newest output ends at the last sample of the frame, in the last row.
            let (place, steps) = (THIN - 1 - back % THIN, back / THIN);
            let inputs = &self.rows[place][ROW - LOW_FRAME - steps..][..LOW_FRAME];
            for (sum, value) in sums.iter_mut().zip(inputs) {
                *sum += weight * value;
            }
        }
        self.low = sums;
    }
}

impl Default for Front {
    fn default() -> Self {
        Self::new()
    }
}

/// Mean square of a frame.
#[must_use]
pub fn mean_square(frame: &[f32; FRAME]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for part in frame.as_chunks::<8>().0 {
        for (sum, value) in sums.iter_mut().zip(part) {
            *sum += value * value;
        }
    }
    sums.iter().sum::<f32>() / FRAME as f32
}

/// Windowed sinc (Kaiser, about 50 dB), 6 dB down at 990 Hz.
fn low_pass() -> [f32; LOW_TAPS] {
    let middle = (LOW_TAPS / 2) as f64;
    let tap = |n: usize| {
        let t = n as f64 - middle;
        let x = std::f64::consts::TAU * 990.0 / 8000.0;
        let sinc = if t == 0.0 { x } else { (x * t).sin() / t } / std::f64::consts::PI;
        sinc * bessel_i0(4.5 * (1.0 - (t / (middle + 1.0)).powi(2)).sqrt()) / bessel_i0(4.5)
    };
    let taps: [f64; LOW_TAPS] = std::array::from_fn(tap);
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| (tap / sum) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gains of `clean` and `low` in dB for a sine of `hz`.
    fn gains(hz: f64) -> [f32; 2] {
        let mut front = Front::new();
        let mut sums = [0.0_f32; 2];
        for frame in 0..200_usize {
            for n in 0..FRAME {
                let t = (frame * FRAME + n) as f64 / 8000.0;
                front.raw[n] = (std::f64::consts::TAU * hz * t).sin() as f32;
            }
            front.run();
            if frame >= 100 {
                sums[0] += front.power;
                sums[1] += front.power_low;
            }
        }
        sums.map(|sum| 10.0 * (sum / 50.0 + 1e-12).log10())
    }

    #[test]
    fn hum_goes_and_the_channel_stays() {
        for hz in [50.0, 60.0, 100.0, 120.0, 150.0, 180.0] {
            assert!(gains(hz)[0] < -45.0, "{hz}: {:?}", gains(hz));
        }
        for hz in [300.0, 350.0, 450.0, 1000.0, 2100.0, 3400.0] {
            assert!(gains(hz)[0].abs() < 0.3, "{hz}: {:?}", gains(hz));
        }
    }

    #[test]
    fn the_low_band_holds_the_call_tones_and_nothing_folds_into_it() {
        for hz in [350.0, 400.0, 480.0, 620.0, 660.0] {
            assert!(gains(hz)[1].abs() < 0.7, "{hz}: {:?}", gains(hz));
        }
        for hz in [1340.0, 1400.0, 1633.0, 2000.0, 2400.0, 3300.0] {
            assert!(gains(hz)[1] < -45.0, "{hz}: {:?}", gains(hz));
        }
    }
}
