//! Caller-ID bursts as sound: FSK after Bell 202 and ITU-T V.23 at 1200 bit/s, or DTMF digits.
//! Phase is continuous and bit edges fall between samples where they must.
//! May depend on `base`.
//!
//! | | mark (1) | space (0) |
//! |---|---|---|
//! | Bell 202 | 1200 Hz | 2200 Hz |
//! | V.23 | 1300 Hz | 2100 Hz |

use crate::base::caller_id::{Absence, CallerId, Standard};
use crate::base::message;
use crate::base::units::{Dbm0, LINE_RATE};
use crate::dsp::dtmf;
use std::time::Duration;

/// Bits per second of both standards.
pub const BAUD: f64 = 1200.0;

/// Mark and space in hertz. DTMF and box reports have none and read as Bell 202.
#[must_use]
pub fn tones(standard: Standard) -> (f64, f64) {
    match standard {
        Standard::V23 => (1300.0, 2100.0),
        Standard::Bell202 | Standard::Dtmf | Standard::Box => (1200.0, 2200.0),
    }
}

/// How a burst is sent. The default is what exchanges send before an answer (type 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BurstOptions {
    /// FSK: level of the burst. DTMF: level of each tone.
    pub level: Dbm0,
    /// Alternating bits in front: 300 on-hook, 0 off-hook (type 2).
    pub seizure_bits: u32,
    /// Marks before the first byte: 180 on-hook, 80 off-hook.
    pub mark_bits: u32,
    /// Marks between characters, besides the stop bit.
    pub extra_stop_bits: u32,
    /// Space level minus mark level in dB.
    pub twist_db: f32,
    /// Offset of both tones in percent.
    pub tone_offset_percent: f32,
    /// Offset of the bit rate in percent.
    pub baud_offset_percent: f32,
    /// DTMF: letter before and after the number.
    pub marks: (char, char),
    /// DTMF: length of each tone.
    pub on: Duration,
    /// DTMF: pause after each tone.
    pub off: Duration,
}

impl Default for BurstOptions {
    fn default() -> Self {
        Self {
            level: Dbm0(-14.0),
            seizure_bits: 300,
            mark_bits: 180,
            extra_stop_bits: 0,
            twist_db: 0.0,
            tone_offset_percent: 0.0,
            baud_offset_percent: 0.0,
            marks: ('D', 'C'),
            on: Duration::from_millis(70),
            off: Duration::from_millis(70),
        }
    }
}

impl BurstOptions {
    /// A burst during a conversation (type 2): no seizure, 80 marks.
    #[must_use]
    pub fn off_hook() -> Self {
        Self { seizure_bits: 0, mark_bits: 80, ..Self::default() }
    }
}

/// The whole burst at the line rate, full scale 1.0, nothing before or after it.
#[must_use]
pub fn render(id: &CallerId, options: BurstOptions) -> Vec<f32> {
    if id.standard == Standard::Dtmf {
        return dtmf::render(
            &dtmf_string(id, options.marks),
            options.level,
            options.on,
            options.off,
        );
    }
    render_frame(id.standard, &message::encode(id), options)
}

/// What a DTMF exchange sends: marks around the number, `B00`/`B10` where there is none.
#[must_use]
pub fn dtmf_string(id: &CallerId, marks: (char, char)) -> String {
    match (&id.number, id.absence) {
        (Some(number), _) => format!("{}{number}{}", marks.0, marks.1),
        (None, Some(Absence::Private)) => format!("B10{}", marks.1),
        (None, _) => format!("B00{}", marks.1),
    }
}

/// Any bytes as an FSK burst of `standard` (a damaged or foreign frame, too).
#[must_use]
pub fn render_frame(standard: Standard, frame: &[u8], options: BurstOptions) -> Vec<f32> {
    let mut modulator = Modulator::new(standard, options);
    for bit in 0..options.seizure_bits {
        modulator.bit(bit % 2 == 1);
    }
    for _ in 0..options.mark_bits {
        modulator.bit(true);
    }
    for byte in frame {
        modulator.bit(false);
        for shift in 0..8 {
            modulator.bit(byte >> shift & 1 == 1);
        }
        for _ in 0..=options.extra_stop_bits {
            modulator.bit(true);
        }
    }
    modulator.bit(true);
    modulator.out
}

struct Modulator {
    out: Vec<f32>,
    /// Mark, space: frequency in hertz and amplitude.
    tones: [(f64, f32); 2],
    samples_per_bit: f64,
    /// End of the present bit, in samples, and the phase there, in turns.
    edge: f64,
    phase: f64,
}

impl Modulator {
    fn new(standard: Standard, options: BurstOptions) -> Self {
        let (mark, space) = tones(standard);
        let scale = 1.0 + f64::from(options.tone_offset_percent) / 100.0;
        let amplitude = |db: f32| Dbm0(options.level.0 + db).sine_peak();
        let half = options.twist_db / 2.0;
        let baud = BAUD * (1.0 + f64::from(options.baud_offset_percent) / 100.0);
        Self {
            out: Vec::new(),
            tones: [(mark * scale, amplitude(-half)), (space * scale, amplitude(half))],
            samples_per_bit: f64::from(LINE_RATE) / baud,
            edge: 0.0,
            phase: 0.0,
        }
    }

    /// Sends one bit: the samples that fall between its two edges.
    fn bit(&mut self, mark: bool) {
        let (hz, amplitude) = self.tones[usize::from(!mark)];
        let turns_per_sample = hz / f64::from(LINE_RATE);
        let end = self.edge + self.samples_per_bit;
        while (self.out.len() as f64) < end {
            let turns = self.phase + (self.out.len() as f64 - self.edge) * turns_per_sample;
            self.out.push(amplitude * (turns * std::f64::consts::TAU).sin() as f32);
        }
        self.phase = (self.phase + self.samples_per_bit * turns_per_sample).fract();
        self.edge = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_has_its_length_and_level() {
        for standard in [Standard::Bell202, Standard::V23] {
            let options = BurstOptions { level: Dbm0(-20.0), ..BurstOptions::default() };
            let sound = render_frame(standard, &[0x55; 12], options);
            assert_eq!(sound.len(), ((300 + 180 + 120 + 1) * 8000_usize).div_ceil(1200));
            let power = sound.iter().map(|v| v * v).sum::<f32>() / sound.len() as f32;
            assert!((Dbm0::from_rms(power.sqrt()).0 + 20.0).abs() < 0.1);
        }
    }
}
