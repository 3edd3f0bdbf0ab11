//! A cheap look-out: does the line carry marks or the alternating bits of a seizure?
//! It only decides whether the costly search runs. May depend on `base`.

use crate::base::units::LINE_RATE;
use crate::dsp::FRAME;
use crate::dsp::complex::Complex;

/// Marks of both standards, then the three lines of alternating bits: (mark + space)/2 and ±600 Hz.
const HZ: [f64; 5] = [1200.0, 1300.0, 1100.0, 1700.0, 2300.0];
/// Frames over which shares are taken: 40 ms.
const SPAN: usize = 8;
/// Share of the power in one mark tone.
const MARK_SHARE: f32 = 0.42;
/// Share of the power in the three lines of a seizure.
const SEIZURE_SHARE: f32 = 0.50;
/// Mean square below which nothing is looked at: -52 dBm0, 6 dB below the weakest burst that must be read.
const FLOOR: f32 = 1.5e-6;

/// Shares of the tones over the last frames.
#[derive(Debug, Clone)]
pub struct Gate {
    tables: Vec<[[f32; FRAME]; 2]>,
    /// Per frame: power of each line, then the whole.
    past: [[f32; HZ.len() + 1]; SPAN],
    at: usize,
}

impl Gate {
    /// A gate that has heard nothing.
    pub fn new() -> Self {
        let table = |hz: &f64| {
            let mut table = [[0.0; FRAME]; 2];
            let [cos, sin] = &mut table;
            for (n, (cos, sin)) in cos.iter_mut().zip(sin).enumerate() {
                let turns = hz * n as f64 / f64::from(LINE_RATE);
                let turn = Complex::unit(std::f64::consts::TAU * turns);
                (*cos, *sin) = (turn.re as f32, turn.im as f32);
            }
            table
        };
        Self { tables: HZ.iter().map(table).collect(), past: [[0.0; HZ.len() + 1]; SPAN], at: 0 }
    }

    /// Takes a band-passed frame. The share of the power that marks or a seizure had over the newest
    /// 40 ms, or `None` when it is too small. `calm`: the frame is silent.
    pub fn push(&mut self, frame: &[f32; FRAME], calm: bool) -> Option<f32> {
        let row = &mut self.past[self.at];
        self.at = (self.at + 1) % SPAN;
        if calm {
            *row = [0.0; HZ.len() + 1];
            return None;
        }
        let dot = |table: &[f32; FRAME]| table.iter().zip(frame).map(|(a, b)| a * b).sum::<f32>();
        for (value, [cos, sin]) in row.iter_mut().zip(&self.tables) {
            *value = (dot(cos).powi(2) + dot(sin).powi(2)) * 2.0 / FRAME as f32;
        }
        row[HZ.len()] = frame.iter().map(|v| v * v).sum();
        let sum = |index: usize| self.past.iter().map(|row| row[index]).sum::<f32>();
        let whole = sum(HZ.len());
        if whole < FLOOR * (SPAN * FRAME) as f32 {
            return None;
        }
        let mark = sum(0).max(sum(1)) / whole;
        let seizure = (sum(2) + sum(3) + sum(4)) / whole;
        (mark > MARK_SHARE || seizure > SEIZURE_SHARE).then_some(mark.max(seizure))
    }

    /// Forgets what was.
    pub fn reset(&mut self) {
        self.past = [[0.0; HZ.len() + 1]; SPAN];
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}
