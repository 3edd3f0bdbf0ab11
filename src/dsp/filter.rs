//! Linear-phase band-pass filters (windowed sinc, Kaiser) over frames of fixed length.
//! May depend on `base`.

use crate::base::units::LINE_RATE;
use crate::dsp::FRAME;
use crate::dsp::resample::bessel_i0;

/// A filter with its history. Delay: half of its taps.
#[derive(Debug, Clone)]
pub struct BandPass {
    taps: Vec<f32>,
    /// The last `taps - 1` inputs, then one frame.
    line: Vec<f32>,
}

impl BandPass {
    /// Passes `low..high` hertz; 6 dB down at both edges. `taps` is odd: 8000 · 3.6 / `taps` hertz from
    /// pass to about 60 dB stop.
    #[must_use]
    pub fn new(low: f64, high: f64, taps: usize) -> Self {
        let middle = (taps / 2) as f64;
        let edge = |hz: f64, t: f64| {
            let x = std::f64::consts::TAU * hz / f64::from(LINE_RATE);
            if t.abs() < 1e-9 {
                x / std::f64::consts::PI
            } else {
                (x * t).sin() / (std::f64::consts::PI * t)
            }
        };
        let window = |t: f64| bessel_i0(5.65 * (1.0 - (t / (middle + 1.0)).powi(2)).sqrt());
        let tap = |n: usize| {
            let t = n as f64 - middle;
            ((edge(high, t) - edge(low, t)) * window(t) / window(0.0)) as f32
        };
        Self { taps: (0..taps).map(tap).collect(), line: vec![0.0; taps - 1 + FRAME] }
    }

    /// Samples by which the output lags.
    #[must_use]
    pub fn delay(&self) -> usize {
        self.taps.len() / 2
    }

    /// Filters one frame. The taps are symmetric: both inputs of a tap are added first.
    pub fn run(&mut self, frame: &[f32; FRAME], out: &mut [f32; FRAME]) {
        let keep = self.taps.len() - 1;
        self.line[keep..].copy_from_slice(frame);
        let mut sums = [0.0_f32; FRAME];
        for (tap, weight) in self.taps[..keep / 2].iter().enumerate() {
            let (Some(early), Some(late)) = (
                self.line[tap..].first_chunk::<FRAME>(),
                self.line[keep - tap..].first_chunk::<FRAME>(),
            ) else {
                continue;
            };
            for n in 0..FRAME {
                sums[n] += weight * (early[n] + late[n]);
            }
        }
        let middle = self.taps[keep / 2];
        for (sum, value) in sums.iter_mut().zip(&self.line[keep / 2..]) {
            *sum += middle * value;
        }
        *out = sums;
        self.line.copy_within(FRAME.., 0);
    }

    /// Forgets what was.
    pub fn reset(&mut self) {
        self.line.fill(0.0);
    }
}
