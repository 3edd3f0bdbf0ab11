//! The band of the call-progress tones, 320 to 660 Hz, as complex samples at 400 Hz, and its share of the
//! channel's power. Works on the low band of the front end. May depend on `base`.

use crate::dsp::FRAME;
use crate::dsp::complex::Complex;
use crate::dsp::front::{Front, LOW_DELAY, LOW_FRAME, THIN};
use crate::dsp::resample::bessel_i0;

/// A complex sample: real and imaginary part.
pub type Sample = [f32; 2];

/// Middle of the band in hertz.
pub const CENTRE: f32 = 490.0;
/// Complex samples per second, and in a frame.
pub const RATE: f32 = 400.0;
/// See [`RATE`].
pub const PER_FRAME: usize = 2;
/// Frames over which powers are taken: 30 ms, so that beats of 40 Hz and more (440+480 Hz) are levelled.
pub const SPAN: usize = 6;

/// Low samples from one complex sample to the next.
const STEP: usize = LOW_FRAME / PER_FRAME;
/// Taps at 2 kHz: flat to 345 … 635 Hz, 6 dB down at 300 and 680 Hz, 40 dB from 250 and 730 Hz on.
const TAPS: usize = 47;
/// Rounded up, so that sums over all taps fill whole vectors.
const PADDED: usize = 48;
/// Half the filter's width in hertz.
const HALF: f64 = 190.0;
/// Samples by which a value of this band is behind the newest sample of the line: filters and half a span.
pub const DELAY: u64 =
    LOW_DELAY + (TAPS / 2 * THIN) as u64 + (SPAN * FRAME / 2) as u64 - (STEP * THIN / 2) as u64;
/// Frames by which the filters delay, rounded: powers of the whole channel wait so long.
const LATE: usize = 3;

/// Frames of silence that empty the filter.
const EMPTY: u32 = (PADDED / LOW_FRAME + 1) as u32;

/// The band, frame by frame.
#[derive(Debug, Clone)]
pub struct Band {
    /// The newest samples. Their frequencies are true modulo 400 Hz.
    pub samples: [Sample; PER_FRAME],
    /// Cosine and sine taps, for the newest sample last.
    taps: [[f32; PADDED]; 2],
    /// The last low samples, then those of one frame.
    line: [f32; PADDED + LOW_FRAME],
    frame: usize,
    /// Mean squares of the frames in a span: band, whole channel.
    past: [[f32; 2]; SPAN],
    /// Mean squares of the whole channel that wait for the filters.
    waiting: [f32; LATE],
    calm: u32,
}

impl Band {
    /// At rest.
    #[must_use]
    pub fn new() -> Self {
        Self {
            samples: [[0.0; 2]; PER_FRAME],
            taps: taps(),
            line: [0.0; PADDED + LOW_FRAME],
            frame: 0,
            past: [[0.0; 2]; SPAN],
            waiting: [0.0; LATE],
            calm: 0,
        }
    }

    /// Takes a frame.
    pub fn push(&mut self, front: &Front) {
        self.calm = if front.calm { (self.calm + 1).min(EMPTY) } else { 0 };
        self.samples = [[0.0; 2]; PER_FRAME];
        if self.calm < EMPTY {
            self.line.copy_within(LOW_FRAME.., 0);
            self.line[PADDED..].copy_from_slice(&front.low);
            for (index, sample) in self.samples.iter_mut().enumerate() {
                let from = STEP * (index + 1);
                let window = &self.line[from..from + PADDED];
                *sample = [dot(&self.taps[0], window), dot(&self.taps[1], window)];
            }
        }
        let band = self.samples.iter().map(|[re, im]| re * re + im * im).sum::<f32>();
        // A sine of amplitude A becomes a vector of length A; its mean square is half of A squared.
        let band = 0.5 * band / PER_FRAME as f32;
        self.past[self.frame % SPAN] = [band, self.waiting[self.frame % LATE]];
        self.waiting[self.frame % LATE] = front.power;
        self.frame += 1;
    }

    /// Mean square over the span: in the band, of the whole channel (285 Hz and above).
    #[must_use]
    pub fn powers(&self) -> [f32; 2] {
        let sum = |which: usize| self.past.iter().map(|pair| pair[which]).sum::<f32>();
        [sum(0) / SPAN as f32, sum(1) / SPAN as f32]
    }

    /// Samples were lost.
    pub fn forget(&mut self) {
        self.line = [0.0; PADDED + LOW_FRAME];
        self.past = [[0.0; 2]; SPAN];
        self.waiting = [0.0; LATE];
    }
}

impl Default for Band {
    fn default() -> Self {
        Self::new()
    }
}

/// Sum of products, in lanes.
fn dot(taps: &[f32; PADDED], window: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for (a, b) in taps.as_chunks::<8>().0.iter().zip(window.as_chunks::<8>().0) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

/// Windowed sinc (Kaiser, 40 dB) around [`CENTRE`]; positive frequencies only, gain 2: a real sine of
/// amplitude A gives vectors of length A.
fn taps() -> [[f32; PADDED]; 2] {
    let middle = (TAPS / 2) as f64;
    let rate = f64::from(crate::base::units::LINE_RATE) / THIN as f64;
    let shape = |n: usize| {
        let t = n as f64 - middle;
        let x = std::f64::consts::TAU * HALF / rate;
        let sinc = if t == 0.0 { x } else { (x * t).sin() / t };
        sinc * bessel_i0(3.4 * (1.0 - (t / (middle + 1.0)).powi(2)).sqrt())
    };
    let sum: f64 = (0..TAPS).map(shape).sum();
    let mut taps = [[0.0; PADDED]; 2];
    for n in 0..TAPS {
        let radians = std::f64::consts::TAU * f64::from(CENTRE) * (n as f64 - middle) / rate;
        let turn = Complex::unit(radians).scale(2.0 * shape(n) / sum);
        // Tap n belongs to the sample n before the newest.
        taps[0][PADDED - 1 - n] = turn.re as f32;
        taps[1][PADDED - 1 - n] = turn.im as f32;
    }
    taps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Share of the band for a sine, in dB.
    fn gain(hz: f64) -> f32 {
        let (mut front, mut band) = (Front::new(), Band::new());
        for frame in 0..100_usize {
            for n in 0..FRAME {
                let t = (frame * FRAME + n) as f64 / 8000.0;
                front.raw[n] = (std::f64::consts::TAU * hz * t).sin() as f32;
            }
            front.run();
            band.push(&front);
        }
        let [inside, all] = band.powers();
        10.0 * (inside / all).log10()
    }

    #[test]
    fn call_tones_are_inside_and_digits_outside() {
        for hz in [350.0, 400.0, 425.0, 450.0, 480.0, 620.0] {
            assert!(gain(hz).abs() < 0.7, "{hz}: {}", gain(hz));
        }
        for hz in [740.0, 770.0, 852.0, 941.0, 1209.0, 1633.0, 2200.0] {
            assert!(gain(hz) < -30.0, "{hz}: {}", gain(hz));
        }
    }
}
