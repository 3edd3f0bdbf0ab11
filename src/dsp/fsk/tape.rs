//! The recent past of the line, band-passed, with running sums against the four tones, so that a
//! correlation over any stretch costs two look-ups. May depend on `base`.

use crate::base::caller_id::Standard;
use crate::base::units::LINE_RATE;
use crate::dsp::FRAME;
use crate::dsp::burst::{BAUD, tones};
use crate::dsp::complex::Complex;

/// Samples kept: the longest message with its extra stop bits, and then some.
pub const CAPACITY: usize = 6 * LINE_RATE as usize;
/// Samples kept while nothing goes on.
const REST: usize = 800;
/// Samples per bit.
pub const BIT: f64 = LINE_RATE as f64 / BAUD;

/// Row of a tone in the sums: standard times two, plus one for space.
fn row(standard: Standard, mark: bool) -> usize {
    usize::from(standard == Standard::V23) * 2 + usize::from(!mark)
}

/// Radians per sample of a tone.
pub fn omega(standard: Standard, mark: bool) -> f64 {
    let (m, s) = tones(standard);
    std::f64::consts::TAU * if mark { m } else { s } / f64::from(LINE_RATE)
}

/// Samples and sums. Positions are samples since construction.
#[derive(Debug, Clone)]
pub struct Tape {
    samples: Vec<f32>,
    /// Position of `samples[0]`.
    base: u64,
    /// `sums[r][n]`: all before sample n times the tone of row r. Valid up to `summed`.
    sums: [Vec<Complex>; 4],
    energy: Vec<f64>,
    summed: usize,
}

impl Tape {
    /// An empty tape.
    pub fn new() -> Self {
        let sums = || vec![Complex::ZERO; CAPACITY + 1];
        Self {
            samples: Vec::with_capacity(CAPACITY),
            base: 0,
            sums: [sums(), sums(), sums(), sums()],
            energy: vec![0.0; CAPACITY + 1],
            summed: 0,
        }
    }

    /// First position still there.
    pub fn begin(&self) -> u64 {
        self.base
    }

    /// Position after the newest sample.
    pub fn end(&self) -> u64 {
        self.base + self.samples.len() as u64
    }

    /// Appends a frame. `keep`: nothing from there on may be dropped if it can be helped.
    pub fn push(&mut self, frame: &[f32; FRAME], keep: Option<u64>) {
        let spare = match keep {
            None if self.samples.len() >= 2 * REST => self.samples.len() - REST,
            Some(position) if self.samples.len() + FRAME > CAPACITY => {
                let safe = position.saturating_sub(self.base) as usize;
                safe.clamp(FRAME, self.samples.len())
            }
            _ => 0,
        };
        if spare > 0 {
            self.drop_front(spare);
        }
        self.samples.extend_from_slice(frame);
    }

    /// Nothing is known any more; time goes on by `frames`.
    pub fn skip(&mut self, frames: u64) {
        self.base = self.end() + frames;
        self.samples.clear();
        self.summed = 0;
    }

    fn drop_front(&mut self, count: usize) {
        self.samples.copy_within(count.., 0);
        self.samples.truncate(self.samples.len() - count);
        self.base += count as u64;
        if self.summed > count {
            for sums in &mut self.sums {
                sums.copy_within(count..=self.summed, 0);
            }
            self.energy.copy_within(count..=self.summed, 0);
            self.summed -= count;
        } else {
            self.summed = 0;
        }
    }

    /// Brings the sums up to the newest sample.
    pub fn sum_up(&mut self) {
        if self.summed == 0 {
            self.energy[0] = 0.0;
            for sums in &mut self.sums {
                sums[0] = Complex::ZERO;
            }
        }
        let (from, to) = (self.summed, self.samples.len());
        for n in from..to {
            self.energy[n + 1] = self.energy[n] + f64::from(self.samples[n]).powi(2);
        }
        for standard in [Standard::Bell202, Standard::V23] {
            for mark in [true, false] {
                let omega = omega(standard, mark);
                let sums = &mut self.sums[row(standard, mark)];
                let step = Complex::unit(-omega);
                let phase = (self.base + from as u64) as f64 * omega;
                let mut turn = Complex::unit(-(phase % std::f64::consts::TAU));
                for n in from..to {
                    sums[n + 1] = sums[n] + turn.scale(f64::from(self.samples[n]));
                    turn = turn * step;
                }
            }
        }
        self.summed = to;
    }

    /// Whether the sums reach from `from` to `to`.
    pub fn covers(&self, from: f64, to: f64) -> bool {
        from >= self.base as f64 && to <= (self.base + self.summed as u64) as f64
    }

    /// Mean amplitude and phase of a tone over `[from, to)`, the phase as of `from`.
    /// A sine `A·cos(ωt + φ)` gives `A·e^(jφ)` with t counted from `from`.
    pub fn tone(&self, standard: Standard, mark: bool, from: f64, to: f64) -> Complex {
        let turn = (omega(standard, mark) * from) % std::f64::consts::TAU;
        self.turned(row(standard, mark), from, to, Complex::unit(turn))
    }

    /// The same for row `row` (two per standard: mark, space) when the tone's phase at `from` is known.
    pub fn turned(&self, row: usize, from: f64, to: f64, turn: Complex) -> Complex {
        let sums = &self.sums[row];
        let part = self.between(sums, to) - self.between(sums, from);
        (part * turn).scale(2.0 / (to - from))
    }

    fn between(&self, sums: &[Complex], at: f64) -> Complex {
        // Sample n stands for the time from n - 1/2 to n + 1/2.
        let at = (at - self.base as f64 + 0.5).clamp(0.0, self.summed as f64);
        let n = (at as usize).min(self.summed.saturating_sub(1));
        sums[n] + (sums[n + 1] - sums[n]).scale(at - n as f64)
    }

    /// Mean power over `[from, to)`, of the samples that are there.
    pub fn power(&self, from: f64, to: f64) -> f64 {
        let clip = |at: f64| (at - self.base as f64).clamp(0.0, self.summed as f64) as usize;
        let (a, b) = (clip(from), clip(to));
        if b <= a { 0.0 } else { (self.energy[b] - self.energy[a]) / (b - a) as f64 }
    }
}

impl Default for Tape {
    fn default() -> Self {
        Self::new()
    }
}
