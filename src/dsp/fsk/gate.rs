//! A cheap look-out: does the line carry marks or the alternating bits of a seizure?
//! It only decides whether the costly search runs. May depend on `base`.

use crate::dsp::FRAME;
use crate::dsp::correlate::Correlator;
use crate::dsp::filter::BandPass;
use crate::dsp::front::Front;

/// Marks of both standards, then the three lines of alternating bits: (mark + space)/2 and ±600 Hz.
const HZ: [f64; 5] = [1200.0, 1300.0, 1100.0, 1700.0, 2300.0];
/// Lanes of the correlator: real and imaginary parts of eight tones, the last three unused.
const LANES: usize = 16;
/// Frames over which shares are taken: 40 ms.
const SPAN: usize = 8;
/// Share of the power in one mark tone. At 2 dB SNR marks have 0.59 of what lies above the call tones; the
/// spread over 40 ms of such noise is 0.05.
const MARK_SHARE: f32 = 0.40;
/// Share of the power in the three lines of a seizure.
const SEIZURE_SHARE: f32 = 0.44;
/// Most power below the marks (call tones, digits, voices) beside what lies above. White noise at 2 dB SNR gives
/// 0.1, a voice 8 dB below the burst at most 0.2; digits and most of speech
/// have more. Harmonics of hum do not count, which is told by what lies below 285 Hz.
const BELOW: f32 = 0.35;
/// Looks among the newest frames that open the gate: single ones are chance.
const LOOKS: u32 = 3;
const AMONG: u32 = 6;
/// Mean square below which nothing is looked at: -52 dBm0, 6 dB below the weakest burst that must be read.
const FLOOR: f32 = 1.5e-6;

/// Shares of the tones over the last frames.
#[derive(Debug, Clone)]
pub struct Gate {
    correlator: Correlator<LANES>,
    /// Per frame: power of each line, then all above the call tones, all below, and what was taken for hum.
    past: [[f32; HZ.len() + 3]; SPAN],
    at: usize,
    /// Under loud hum: takes out its harmonics, which the difference of two powers cannot.
    filter: BandPass,
    is_humming: bool,
    /// Which of the newest frames were looks, a bit each.
    looks: u32,
}

impl Gate {
    /// A gate that has heard nothing.
    pub fn new() -> Self {
        let past = [[0.0; HZ.len() + 3]; SPAN];
        Self {
            correlator: Correlator::new(&HZ),
            past,
            at: 0,
            filter: BandPass::new(650.0, 2950.0, 101),
            is_humming: false,
            looks: 0,
        }
    }

    /// Takes a frame. The share of the power that marks or a seizure had over the newest 40 ms, or `None` when
    /// it is too small. What lies below the marks (call tones, the loudest part of voices) does not count.
    pub fn push(&mut self, front: &Front) -> Option<f32> {
        self.looks <<= 1;
        let row = &mut self.past[self.at];
        self.at = (self.at + 1) % SPAN;
        if front.calm {
            *row = [0.0; HZ.len() + 3];
            return None;
        }
        let mut heard = front.clean;
        row[HZ.len()] = (front.power - front.power_low).max(0.0);
        if self.is_humming {
            self.filter.run(&front.clean, &mut heard);
            row[HZ.len()] = heard.iter().map(|v| v * v).sum::<f32>() / FRAME as f32;
        }
        let sums = self.correlator.run(&heard);
        for (index, value) in row[..HZ.len()].iter_mut().enumerate() {
            let (re, im) = (sums[index], sums[index + LANES / 2]);
            *value = (re * re + im * im) * (2.0 / (FRAME * FRAME) as f32);
        }
        row[HZ.len() + 1] = front.power_low;
        row[HZ.len() + 2] = (front.power_raw - front.power).max(0.0);
        self.judge()
    }

    /// What the newest frames are, all together.
    fn judge(&mut self) -> Option<f32> {
        let mut sums = [0.0_f32; HZ.len() + 3];
        for row in &self.past {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value;
            }
        }
        let whole = sums[HZ.len()];
        let (below, hum) = (sums[HZ.len() + 1], sums[HZ.len() + 2]);
        let loud = below > BELOW * whole;
        self.is_humming = loud && hum >= below;
        if whole < FLOOR * SPAN as f32 || loud && hum < below {
            return None;
        }
        let mark = sums[0].max(sums[1]) / whole;
        let seizure = (sums[2] + sums[3] + sums[4]) / whole;
        self.looks |= u32::from(mark > MARK_SHARE || seizure > SEIZURE_SHARE);
        let looks = (self.looks & ((1 << AMONG) - 1)).count_ones();
        (self.looks & 1 == 1 && looks >= LOOKS).then_some(mark.max(seizure).min(1.0))
    }

    /// Forgets what was.
    pub fn reset(&mut self) {
        self.past = [[0.0; HZ.len() + 3]; SPAN];
        self.looks = 0;
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}
