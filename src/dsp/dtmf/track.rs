//! What the digit detector remembers: per frame of 5 ms the correlation with the eight tones and the powers, and
//! how much of 20 ms is one row and one column. May depend on `base`.

use crate::dsp::FRAME;
use crate::dsp::complex::Complex;
use crate::dsp::correlate::Correlator;
use crate::dsp::dtmf::band::DigitBand;
use crate::dsp::dtmf::{COLUMNS, ROWS, radians};
use crate::dsp::front::{Front, mean_square};

/// Frames kept: 480 ms.
pub const KEPT: usize = 96;
/// Lanes: real parts of eight tones, then their imaginary parts.
const LANES: usize = 16;
/// Correlation of 10 ms with a sine of amplitude 1, squared; two of these make a weighing.
const UNIT: f32 = (FRAME * FRAME) as f32;

/// Mean square of a frame not worth correlating: 5 % of what the weakest digit has.
const FAINT: f32 = 3.5e-7;

/// One frame.
#[derive(Debug, Clone, Copy, Default)]
struct Frame {
    /// Correlation with the tones, phases from the frame's first sample.
    sums: [f32; LANES],
    /// Squared correlation of this frame and the one before it together.
    energy: [f32; 8],
    /// Mean square in the digits' band, and below it.
    power: [f32; 2],
}

/// The newest 20 ms, weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighing {
    /// Strongest row.
    pub row: usize,
    /// Strongest column.
    pub column: usize,
    /// Their amplitudes, squared.
    pub power: [f32; 2],
    /// Their share of the power in the band.
    pub share: f32,
}

/// The memory.
#[derive(Debug, Clone)]
pub struct Track {
    band: DigitBand,
    correlator: Correlator<LANES>,
    /// Turn of each tone from one frame to the next.
    turn: [f32; LANES],
    past: Box<[Frame; KEPT]>,
    at: usize,
    /// Frames since the last reset, at most [`KEPT`].
    known: usize,
}

impl Track {
    /// At rest.
    #[must_use]
    pub fn new() -> Self {
        let hz: [f64; 8] = std::array::from_fn(|n| if n < 4 { ROWS[n] } else { COLUMNS[n - 4] });
        let turn = |lane: usize| {
            let turn = Complex::unit(radians(hz[lane % 8]) * FRAME as f64);
            (if lane < 8 { turn.re } else { turn.im }) as f32
        };
        Self {
            band: DigitBand::new(),
            correlator: Correlator::new(&hz),
            turn: std::array::from_fn(turn),
            past: Box::new([Frame::default(); KEPT]),
            at: 0,
            known: 0,
        }
    }

    /// Forgets what was.
    pub fn reset(&mut self) {
        self.band.reset();
        *self.past = [Frame::default(); KEPT];
        self.known = 0;
    }

    /// Takes a frame in which nothing is.
    pub fn skip(&mut self) {
        self.band.reset();
        self.take(Frame::default());
    }

    /// Takes a frame.
    pub fn push(&mut self, front: &Front) {
        let mut clean = [0.0; FRAME];
        self.band.run(&front.clean, &mut clean);
        let power = mean_square(&clean);
        let sums = if power > FAINT { self.correlator.run(&clean) } else { [0.0; LANES] };
        let before = &self.past[self.at].sums;
        let mut energy = [0.0; 8];
        for tone in 0..8 {
            let (re, im) = (before[tone], before[tone + 8]);
            let (cos, sin) = (self.turn[tone], self.turn[tone + 8]);
            let re_sum = sums[tone] + re * cos - im * sin;
            let im_sum = sums[tone + 8] + re * sin + im * cos;
            energy[tone] = re_sum * re_sum + im_sum * im_sum;
        }
        let power = [power, (front.power - power).max(0.0)];
        self.take(Frame { sums, energy, power });
    }

    fn take(&mut self, frame: Frame) {
        self.at = (self.at + 1) % KEPT;
        self.past[self.at] = frame;
        self.known = (self.known + 1).min(KEPT);
    }

    /// Frames that may be asked for.
    #[must_use]
    pub fn known(&self) -> usize {
        self.known
    }

    fn back(&self, frames: usize) -> &Frame {
        &self.past[(self.at + KEPT - frames) % KEPT]
    }

    /// Mean squares in the digits' band and below it, so many frames ago.
    #[must_use]
    pub fn power(&self, back: usize) -> [f32; 2] {
        self.back(back).power
    }

    /// Correlations with a row and a column, so many frames ago.
    #[must_use]
    pub fn sums(&self, back: usize, row: usize, column: usize) -> [f32; 4] {
        let sums = &self.back(back).sums;
        [sums[row], sums[row + 8], sums[column + 4], sums[column + 12]]
    }

    /// Weighs the newest 20 ms: `None` when the power is too small for tones of that squared amplitude, or the
    /// share of one row and one column in it.
    #[must_use]
    pub fn weigh(&self, floor: f32, share: f32) -> Option<Weighing> {
        let power = (0..4).map(|n| self.back(n).power[0]).sum::<f32>() / 4.0;
        if power < floor {
            return None;
        }
        let (late, early) = (&self.back(0).energy, &self.back(2).energy);
        let mut size = [0.0; 8];
        for tone in 0..8 {
            size[tone] = (late[tone] + early[tone]) / (2.0 * UNIT);
        }
        let top = |from: usize| {
            (from..from + 4).fold(from, |best, n| if size[n] > size[best] { n } else { best })
        };
        let (row, column) = (top(0), top(4));
        let power_of = [size[row], size[column]];
        let seen = power_of[0].midpoint(power_of[1]) / power;
        let fits = power_of[0].min(power_of[1]) > floor && seen > share;
        fits.then_some(Weighing { row, column: column - 4, power: power_of, share: seen })
    }
}

impl Default for Track {
    fn default() -> Self {
        Self::new()
    }
}
