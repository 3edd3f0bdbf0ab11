//! The recent past of the line, band-passed, as running sums against the four tones, so that a correlation
//! over any stretch, with edges between samples, costs two look-ups. May depend on `base`.

use crate::base::caller_id::Standard;
use crate::base::units::LINE_RATE;
use crate::dsp::FRAME;
use crate::dsp::burst::{BAUD, tones};
use crate::dsp::complex::Complex;

/// Samples kept: 160 ms. Readers lag by a character at most.
const CAPACITY: usize = 32 * FRAME;
/// Samples dropped at a time when it is full.
const DROP: usize = CAPACITY / 2;
/// Samples per bit.
pub const BIT: f64 = LINE_RATE as f64 / BAUD;
/// Samples after which the phases of all four tones repeat: 10 ms, for multiples of 100 Hz.
const PERIOD: usize = LINE_RATE as usize / 100;
/// Real parts for mark and space of Bell 202 and of V.23, then the imaginary parts.
pub type Lanes = [f32; 8];

/// Lane of a tone: standard times two, plus one for space.
pub fn lane(standard: Standard, mark: bool) -> usize {
    usize::from(standard == Standard::V23) * 2 + usize::from(!mark)
}

/// Radians per sample of a tone.
pub fn omega(standard: Standard, mark: bool) -> f64 {
    let (m, s) = tones(standard);
    std::f64::consts::TAU * if mark { m } else { s } / f64::from(LINE_RATE)
}

/// Turns of mark and space over a bit of so many samples.
pub fn steps(standard: Standard, bit: f64) -> [Complex; 2] {
    [true, false].map(|mark| Complex::unit(omega(standard, mark) * bit))
}

/// Running sums. Positions are samples on a clock of the owner's.
#[derive(Debug, Clone)]
pub struct Tape {
    /// Position of the first sample.
    base: u64,
    /// Samples kept.
    filled: usize,
    /// `sums[n]`: all before sample n times the four tones.
    sums: Vec<Lanes>,
    /// The same of their squares.
    energy: Vec<f32>,
    table: Vec<Lanes>,
}

impl Tape {
    /// An empty tape.
    pub fn new() -> Self {
        let entry = |n: usize| -> Lanes {
            std::array::from_fn(|index| {
                let standard = [Standard::Bell202, Standard::V23][index % 4 / 2];
                let turn = Complex::unit(-omega(standard, index % 2 == 0) * n as f64);
                (if index < 4 { turn.re } else { turn.im }) as f32
            })
        };
        Self {
            base: 0,
            filled: 0,
            sums: vec![[0.0; 8]; CAPACITY + 1],
            energy: vec![0.0; CAPACITY + 1],
            table: (0..PERIOD).map(entry).collect(),
        }
    }

    /// Position after the newest sample.
    pub fn end(&self) -> u64 {
        self.base + self.filled as u64
    }

    /// Nothing is known any more; the next sample has this position.
    pub fn restart(&mut self, position: u64) {
        self.base = position;
        self.filled = 0;
        self.sums[0] = [0.0; 8];
        self.energy[0] = 0.0;
    }

    /// Appends a frame.
    pub fn push(&mut self, frame: &[f32; FRAME]) {
        if self.filled + FRAME > CAPACITY {
            self.drop_front();
        }
        let phase = ((self.base + self.filled as u64) % PERIOD as u64) as usize;
        let (mut sum, mut energy) = (self.sums[self.filled], self.energy[self.filled]);
        let tables = self.table[phase..].iter().chain(&self.table);
        let slots =
            self.sums[self.filled + 1..].iter_mut().zip(&mut self.energy[self.filled + 1..]);
        for ((value, table), (slot, total)) in frame.iter().zip(tables).zip(slots) {
            for (sum, weight) in sum.iter_mut().zip(table) {
                *sum += value * weight;
            }
            energy += value * value;
            *slot = sum;
            *total = energy;
        }
        self.filled += FRAME;
    }

    /// Drops the older part. The sums go on: what is looked up is differences.
    fn drop_front(&mut self) {
        self.sums.copy_within(DROP..=self.filled, 0);
        self.energy.copy_within(DROP..=self.filled, 0);
        self.base += DROP as u64;
        self.filled -= DROP;
    }

    /// Whether the tape reaches from `from` to `to`.
    pub fn covers(&self, from: f64, to: f64) -> bool {
        from >= self.base as f64 && to <= (self.base + self.filled as u64) as f64
    }

    /// Index of the sum before a position, and the rest.
    fn place(&self, at: f64) -> (usize, f32) {
        // Sample n stands for the time from n - 1/2 to n + 1/2.
        let at = (at - self.base as f64 + 0.5).clamp(0.0, self.filled as f64);
        let n = (at as usize).min(self.filled.saturating_sub(1));
        (n, (at - n as f64) as f32)
    }

    /// The running sums at a position.
    pub fn sums(&self, at: f64) -> Lanes {
        let (n, rest) = self.place(at);
        let (a, b) = (&self.sums[n], &self.sums[n + 1]);
        std::array::from_fn(|index| a[index] + rest * (b[index] - a[index]))
    }

    /// The running sums of one standard at a position: mark, then space.
    #[inline]
    fn pair(&self, first: usize, at: f64) -> [Complex; 2] {
        let (n, rest) = self.place(at);
        let (a, b) = (&self.sums[n], &self.sums[n + 1]);
        let mid = |index: usize| f64::from(a[index] + rest * (b[index] - a[index]));
        [
            Complex { re: mid(first), im: mid(first + 4) },
            Complex { re: mid(first + 1), im: mid(first + 5) },
        ]
    }

    /// Mean amplitude and phase of mark and space over each of `N` bits of length `bit` from `at` on, the
    /// phase as of each bit's beginning: a sine `A·cos(ωt + φ)` gives `A·e^(jφ)`, t from there.
    /// `steps`: the turns of both tones over one bit, see [`steps`].
    pub fn stepped<const N: usize>(
        &self,
        standard: Standard,
        at: f64,
        bit: f64,
        steps: [Complex; 2],
    ) -> [[Complex; 2]; N] {
        let phase = |mark: bool, time: f64| Complex::unit(omega(standard, mark) * time);
        let whole = at as u64;
        let start = (whole % PERIOD as u64) as f64 + (at - whole as f64);
        let mut turns = [phase(true, start), phase(false, start)].map(|turn| turn.scale(2.0 / bit));
        let first = lane(standard, true);
        let mut before = self.pair(first, at);
        let mut end = at;
        let mut out = [[Complex::ZERO; 2]; N];
        for values in &mut out {
            end += bit;
            let after = self.pair(first, end);
            for tone in 0..2 {
                values[tone] = (after[tone] - before[tone]) * turns[tone];
                turns[tone] = turns[tone] * steps[tone];
            }
            before = after;
        }
        out
    }

    /// Mean power over `[from, to)`, of the samples that are there.
    pub fn power(&self, from: f64, to: f64) -> f64 {
        let clip = |at: f64| (at - self.base as f64).clamp(0.0, self.filled as f64) as usize;
        let (a, b) = (clip(from), clip(to));
        if b <= a { 0.0 } else { f64::from(self.energy[b] - self.energy[a]) / (b - a) as f64 }
    }
}

impl Default for Tape {
    fn default() -> Self {
        Self::new()
    }
}
