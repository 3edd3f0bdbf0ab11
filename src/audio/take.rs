//! A prompt that a person records: brought to the line's rate, its level shown while it grows, the silence before and after
//! it cut off, kept as a file that only its owner reads. May depend on `base` and `dsp`.

use crate::audio::wav_writer::WavWriter;
use crate::base::units::{Dbm0, LINE_RATE};
use crate::dsp::resample::Resampler;
use std::path::Path;

/// Blocks in which the level is looked at: 20 ms.
const BLOCK: usize = LINE_RATE as usize / 50;
/// A block this much below the loudest one is silence: 26 dB as amplitude.
const BELOW: f32 = 0.05;
/// What never is speech, full scale 1.0: about -52 dBm0.
const FLOOR: f32 = 0.002;
/// Kept before the first and after the last word: 150 ms.
const MARGIN: usize = LINE_RATE as usize * 15 / 100;

/// A prompt under way.
pub struct Take {
    samples: Vec<f32>,
    resampler: Resampler,
    raw: Vec<f32>,
    longest: usize,
}

impl Take {
    /// From a source of this rate; it ends after so many seconds.
    #[must_use]
    pub fn new(rate: u32, longest_secs: u64) -> Self {
        let longest = usize::try_from(longest_secs * u64::from(LINE_RATE)).unwrap_or(usize::MAX);
        let resampler = Resampler::new(rate, LINE_RATE);
        Self { samples: Vec::new(), resampler, raw: Vec::new(), longest }
    }

    /// The source changed its rate.
    pub fn turn(&mut self, rate: u32) {
        self.resampler = Resampler::new(rate, LINE_RATE);
    }

    /// Appends samples.
    pub fn add(&mut self, samples: &[i16]) {
        self.raw.clear();
        self.raw.extend(samples.iter().map(|s| f32::from(*s) / 32_768.0));
        self.resampler.push(&self.raw, &mut self.samples);
        self.samples.truncate(self.longest);
    }

    /// Frames so far, at the line's rate.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.samples.len() as u64
    }

    /// It is as long as it may be.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.samples.len() >= self.longest
    }

    /// How loud the last fifth of a second was.
    #[must_use]
    pub fn level(&self) -> Dbm0 {
        let from = self.samples.len().saturating_sub(LINE_RATE as usize / 5);
        Dbm0::from_rms(rms(self.samples.get(from..).unwrap_or_default()))
    }

    /// From the first to the last word; `None`: nothing was said.
    #[must_use]
    pub fn finish(self) -> Option<Vec<i16>> {
        let levels: Vec<f32> = self.samples.chunks(BLOCK).map(rms).collect();
        let loudest = levels.iter().copied().fold(0.0, f32::max);
        let speaks = |level: &f32| *level > (loudest * BELOW).max(FLOOR);
        let first = levels.iter().position(speaks)?;
        let last = levels.iter().rposition(speaks)?;
        let from = (first * BLOCK).saturating_sub(MARGIN);
        let until = ((last + 1) * BLOCK + MARGIN).min(self.samples.len());
        let kept = self.samples.get(from..until)?;
        Some(kept.iter().map(|v| (v.clamp(-1.0, 1.0) * 32_767.0) as i16).collect())
    }
}

fn rms(block: &[f32]) -> f32 {
    (block.iter().map(|v| v * v).sum::<f32>() / block.len().max(1) as f32).sqrt()
}

/// Writes a take beside the data, for its owner alone.
///
/// # Errors
/// In words, why not.
pub fn write(path: &Path, samples: &[i16]) -> Result<(), String> {
    let mut file = WavWriter::create_private(path)?;
    file.write(samples)?;
    file.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(before: usize, words: usize, after: usize) -> Vec<i16> {
        let mut out: Vec<i16> = (0..before).map(|n| if n % 2 == 0 { 15 } else { -15 }).collect();
        out.extend((0..words).map(|n| ((n as f32 * 0.3).sin() * 9_000.0) as i16));
        out.resize(out.len() + after, 0);
        out
    }

    #[test]
    fn the_silence_around_a_prompt_is_cut_off_at_any_rate() {
        for rate in [8_000_u32, 48_000] {
            let scale = rate as usize / 8_000;
            let mut take = Take::new(rate, 30);
            for piece in said(8_000 * scale, 16_000 * scale, 12_000 * scale).chunks(331) {
                take.add(piece);
            }
            assert!(take.level().0 < -60.0, "it has just been silent");
            let kept = take.finish().unwrap().len() as f32 / 8_000.0;
            assert!((kept - 2.3).abs() < 0.08, "{rate}: {kept}");
        }
    }

    #[test]
    fn silence_is_no_prompt_and_a_long_one_ends() {
        let mut take = Take::new(8_000, 1);
        take.add(&said(6_000, 0, 0));
        assert!(take.finish().is_none());
        assert!(Take::new(8_000, 1).finish().is_none());
        let mut take = Take::new(8_000, 1);
        take.add(&said(0, 9_000, 0));
        assert!(take.is_full() && take.frames() == 8_000);
        assert!(take.level().0 > -15.0);
    }
}
