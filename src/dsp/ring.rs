//! Ringing as a high-impedance tap passes it: 16 to 30 Hz, louder than -40 dBm0 and purer than hum or
//! thumps, for at least 0.3 s. May depend on `base`.

use crate::base::signal::Edge;
use crate::base::units::LINE_RATE;
use crate::dsp::FRAME;
use crate::dsp::complex::Complex;
use crate::dsp::front::Front;

/// Frequencies tried.
const HZ: [f64; 4] = [16.7, 20.0, 25.0, 30.0];
/// Frames looked at: 200 ms, one value each.
const SPAN: usize = 40;
/// Frames between looks: 50 ms.
const HOP: u32 = 10;
/// Mean square of the low frequencies: -40 dBm0.
const FLOOR: f64 = 2.4e-5;
/// Share of their power in one tone.
const SHARE: f64 = 0.75;
/// Looks that begin and that end ringing.
const LOOKS: u32 = 3;

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    tables: Vec<[Complex; SPAN]>,
    past: [f64; SPAN],
    fresh: u32,
    ringing: bool,
    doubt: u32,
}

impl Detector {
    /// A detector at rest.
    pub fn new() -> Self {
        let rate = f64::from(LINE_RATE) / FRAME as f64;
        let table = |hz: &f64| {
            std::array::from_fn(|n| Complex::unit(std::f64::consts::TAU * hz * n as f64 / rate))
        };
        Self {
            tables: HZ.iter().map(table).collect(),
            past: [0.0; SPAN],
            fresh: 0,
            ringing: false,
            doubt: 0,
        }
    }

    /// Takes a frame as it came. Tells begin or end and how many frames ago it was.
    pub fn push(&mut self, front: &Front) -> Option<(Edge, u32)> {
        let frame = &front.raw;
        self.past.copy_within(1.., 0);
        self.past[SPAN - 1] = f64::from(frame.iter().sum::<f32>()) / FRAME as f64;
        self.fresh += 1;
        if self.fresh < HOP {
            return None;
        }
        self.fresh = 0;
        if self.is_ring() == self.ringing {
            self.doubt = 0;
            return None;
        }
        self.doubt += 1;
        if self.doubt < LOOKS {
            return None;
        }
        self.doubt = 0;
        self.ringing = !self.ringing;
        // Half a window, and the looks it took.
        let ago = SPAN as u32 / 2 + HOP * LOOKS;
        Some((if self.ringing { Edge::Begin } else { Edge::End }, ago))
    }

    fn is_ring(&self) -> bool {
        let mean = self.past.iter().sum::<f64>() / SPAN as f64;
        let power = self.past.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / SPAN as f64;
        if power < FLOOR {
            return false;
        }
        self.tables.iter().any(|table| {
            let mut sum = Complex::ZERO;
            for (value, turn) in self.past.iter().zip(table) {
                sum += turn.scale(value - mean);
            }
            2.0 * sum.power() / (SPAN * SPAN) as f64 > SHARE * power
        })
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}
