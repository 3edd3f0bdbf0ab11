//! A small spectrum for call-progress tones: 330 to 650 Hz in steps of 10 Hz over windows of 60 ms, powers
//! added up while a tone is on. May depend on `base`.

use crate::base::units::LINE_RATE;
use crate::dsp::FRAME;
use crate::dsp::complex::Complex;

/// Lowest frequency, step and count.
const LOW: f32 = 330.0;
const STEP: f32 = 10.0;
const BINS: usize = 33;
/// Every fourth sample is kept: 2 kHz for a band below 660 Hz.
const THIN: usize = 4;
/// Samples of a window: 60 ms.
const WINDOW: usize = 120;
/// New samples between windows: 30 ms.
const HOP: u32 = 60;
/// A second peak counts from this share of the first.
const SECOND: f32 = 0.12;

/// Powers by frequency.
#[derive(Debug, Clone)]
pub struct Spectrum {
    tables: Vec<[(f32, f32); WINDOW]>,
    recent: [f32; WINDOW],
    fresh: u32,
    powers: [f32; BINS],
}

impl Spectrum {
    /// An empty spectrum.
    pub fn new() -> Self {
        let table = |bin: usize| {
            let hz = f64::from(LOW + STEP * bin as f32);
            std::array::from_fn(|n| {
                let t = n as f64 * THIN as f64 / f64::from(LINE_RATE);
                let turn = Complex::unit(std::f64::consts::TAU * hz * t);
                let window =
                    0.5 - 0.5 * (std::f64::consts::TAU * (n as f64 + 0.5) / WINDOW as f64).cos();
                ((turn.re * window) as f32, (turn.im * window) as f32)
            })
        };
        let tables = (0..BINS).map(table).collect();
        Self { tables, recent: [0.0; WINDOW], fresh: 0, powers: [0.0; BINS] }
    }

    /// Takes a band-passed frame.
    pub fn push(&mut self, frame: &[f32; FRAME]) {
        let thin = FRAME / THIN;
        self.recent.copy_within(thin.., 0);
        for (slot, value) in self.recent[WINDOW - thin..].iter_mut().zip(frame.iter().step_by(THIN))
        {
            *slot = *value;
        }
        self.fresh += thin as u32;
    }

    /// The newest samples belong to a tone: adds a window when enough of them are new.
    pub fn gather(&mut self) {
        if self.fresh < HOP {
            return;
        }
        self.fresh = 0;
        for (power, table) in self.powers.iter_mut().zip(&self.tables) {
            let (mut re, mut im) = (0.0, 0.0);
            for (value, (cos, sin)) in self.recent.iter().zip(table) {
                re += value * cos;
                im += value * sin;
            }
            *power += re * re + im * im;
        }
    }

    /// A new tone begins.
    pub fn clear(&mut self) {
        self.powers = [0.0; BINS];
        self.fresh = 0;
    }

    /// The strongest frequency and the next one that is a peak of its own (0: none), in hertz.
    pub fn peaks(&self) -> [f32; 2] {
        let mut found = [(0.0, 0.0); 2];
        for bin in 1..BINS - 1 {
            let (a, b, c) = (self.powers[bin - 1], self.powers[bin], self.powers[bin + 1]);
            if b <= a || b < c || b <= 0.0 {
                continue;
            }
            let bend = 0.5 * (a - c) / (a - 2.0 * b + c).min(-1e-20);
            let peak = (LOW + STEP * (bin as f32 + bend.clamp(-0.5, 0.5)), b);
            if peak.1 > found[0].1 {
                found = [peak, found[0]];
            } else if peak.1 > found[1].1 {
                found[1] = peak;
            }
        }
        let second = if found[1].1 > SECOND * found[0].1 { found[1].0 } else { 0.0 };
        [found[0].0, second]
    }
}

impl Default for Spectrum {
    fn default() -> Self {
        Self::new()
    }
}
