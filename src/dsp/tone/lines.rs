//! Frequencies of a stretch of tone: a spectrum over its whole length, whose few lines must hold nearly all
//! of its power. Speech glides and music has more lines, so neither passes. May depend on `base`.

use crate::dsp::complex::Complex;
use crate::dsp::tone::band::{CENTRE, RATE, Sample};
use crate::dsp::tone::plan::ToneSpec;

/// Most samples looked at: 1.28 s.
pub const MOST: usize = 512;
/// Lines looked for.
const LINES: usize = 3;
/// A line counts from this share of the power on: a tone 12 dB below the other still does.
const LEAST: f32 = 0.05;
/// Share of the power that the lines of a tone hold. White noise at 5 dB (300–3400 Hz) leaves 0.96.
const PURE: f32 = 0.88;
/// Frequency tolerance: ±1.5 % of exchanges and recorders, and what short bursts are misread by.
pub const PITCH: f32 = 0.021;
/// What a line may be off in any case, in hertz, times the length in seconds.
const BLUR: f32 = 0.25;

/// One spectral line.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Line {
    /// Hertz.
    pub hz: f32,
    /// Share of the power.
    pub share: f32,
}

/// The strongest lines first; those below `LEAST` are empty.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lines {
    /// The lines.
    pub list: [Line; LINES],
    /// By how much a line may be off because the sound was short, in hertz.
    blur: f32,
}

impl Lines {
    /// How many lines there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.iter().filter(|line| line.share > 0.0).count()
    }

    /// Share of the power in the lines.
    #[must_use]
    pub fn purity(&self) -> f32 {
        self.list.iter().map(|line| line.share).sum()
    }

    /// Whether this is a tone at all: nothing but a few steady lines.
    #[must_use]
    pub fn is_tone(&self) -> bool {
        self.purity() > PURE
    }

    /// The two strongest in order of frequency; a single one comes first.
    #[must_use]
    pub fn hz(&self) -> [f32; 2] {
        let [a, b, _] = self.list.map(|line| line.hz);
        if b > 0.0 { [a.min(b), a.max(b)] } else { [a, 0.0] }
    }

    /// How far the lines are off from a row's frequencies, as a share; `None`: they are others.
    #[must_use]
    pub fn offset(&self, spec: &ToneSpec) -> Option<f32> {
        if !self.is_tone() {
            return None;
        }
        if spec.modulation_hz > 0.0 {
            return self.swung(spec);
        }
        let wanted = if spec.hz[1] > 0.0 { 2 } else { 1 };
        let held: f32 = self.list[..wanted].iter().map(|line| line.share).sum();
        if self.list[wanted - 1].share <= 0.0 || held <= PURE {
            return None;
        }
        let mut sum = 0.0;
        for (found, wanted) in self.hz().iter().zip(spec.hz).take(wanted) {
            sum += self.off(*found, wanted)?;
        }
        Some(sum / wanted as f32)
    }

    fn off(&self, found: f32, wanted: f32) -> Option<f32> {
        let near = (found - wanted).abs() <= wanted * PITCH + self.blur;
        near.then_some((found - wanted) / wanted)
    }

    /// A tone whose level swings: a carrier and its side lines, of which the carrier may be missing.
    fn swung(&self, spec: &ToneSpec) -> Option<f32> {
        let (carrier, swing) = (spec.hz[0], spec.modulation_hz);
        let found: [f32; LINES] = self.list.map(|line| line.hz);
        let side = |wanted: f32| found.iter().find(|hz| self.off(**hz, wanted).is_some()).copied();
        // Near 400 Hz the tolerance is 8 Hz, less than the distance of the lines.
        let (low, high) = (side(carrier - swing)?, side(carrier + swing)?);
        let swings = (high - low) / 2.0;
        let middle = f32::midpoint(high, low);
        let strays = self.list.iter().filter(|line| {
            let far = |hz: f32| (line.hz - hz).abs() > 3.0 + self.blur;
            line.share > 0.0 && far(low) && far(high) && far(middle)
        });
        let right = (swings - swing).abs() < 0.2 * swing && strays.count() == 0;
        right.then_some(())?;
        self.off(middle, carrier)
    }
}

/// Makes lines of samples. Holds nothing but tables.
#[derive(Debug, Clone)]
pub struct Analyser {
    turns: [Sample; MOST / 2],
}

impl Analyser {
    /// With its tables.
    #[must_use]
    pub fn new() -> Self {
        let turn = |n: usize| {
            let turn = Complex::unit(-std::f64::consts::TAU * n as f64 / MOST as f64);
            [turn.re as f32, turn.im as f32]
        };
        Self { turns: std::array::from_fn(turn) }
    }

    /// The lines of `samples`; at most the first [`MOST`] of them are looked at.
    #[must_use]
    pub fn run(&self, samples: impl ExactSizeIterator<Item = Sample>) -> Lines {
        let count = samples.len().min(MOST);
        if count < 16 {
            return Lines::default();
        }
        let size = (count * 2).next_power_of_two().clamp(64, MOST);
        let mut values = [[0.0_f32; 2]; MOST];
        let values = &mut values[..size];
        // A Hann window, its cosine by turning a vector.
        let step = Complex::unit(std::f64::consts::TAU / count as f64);
        let mut angle = Complex::unit(std::f64::consts::PI / count as f64);
        for (slot, [re, im]) in values.iter_mut().zip(samples.take(count)) {
            let weight = 0.5 - 0.5 * angle.re as f32;
            *slot = [re * weight, im * weight];
            angle = angle * step;
        }
        self.transform(values);
        let mut powers = [0.0_f32; MOST];
        for (power, [re, im]) in powers.iter_mut().zip(values.iter()) {
            *power = re * re + im * im;
        }
        pick(&mut powers[..size], count)
    }

    /// Fourier transform in place; the length is a power of two.
    fn transform(&self, values: &mut [Sample]) {
        let size = values.len();
        let bits = size.trailing_zeros();
        for index in 0..size {
            let other = index.reverse_bits() >> (usize::BITS - bits);
            if other > index {
                values.swap(index, other);
            }
        }
        let mut half = 1;
        while half < size {
            let stride = MOST / (2 * half);
            for block in values.chunks_exact_mut(2 * half) {
                let (low, high) = block.split_at_mut(half);
                let turns = self.turns.iter().step_by(stride);
                for ((a, b), [re, im]) in low.iter_mut().zip(high).zip(turns) {
                    let turned = [b[0] * re - b[1] * im, b[0] * im + b[1] * re];
                    *b = [a[0] - turned[0], a[1] - turned[1]];
                    *a = [a[0] + turned[0], a[1] + turned[1]];
                }
            }
            half *= 2;
        }
    }
}

impl Default for Analyser {
    fn default() -> Self {
        Self::new()
    }
}

/// Takes the strongest lines out of a spectrum of `count` samples.
fn pick(powers: &mut [f32], count: usize) -> Lines {
    let size = powers.len();
    let bin = RATE / size as f32;
    let all: f32 = powers.iter().sum();
    // Half a line's width under a Hann window.
    let reach = (2 * size).div_ceil(count);
    let mut lines = Lines { blur: BLUR * RATE / count as f32, ..Lines::default() };
    for line in &mut lines.list {
        let top = powers.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |p| p.0);
        let (mut held, mut moment) = (0.0, 0.0);
        for step in 0..=2 * reach {
            let power = &mut powers[(top + size + step - reach) % size];
            held += *power;
            moment += *power * (step as f32 - reach as f32);
            *power = 0.0;
        }
        let share = held / (all + 1e-20);
        if share < LEAST {
            break;
        }
        let raw = (top as f32 + moment / held) * bin;
        let low = CENTRE - RATE / 2.0;
        *line = Line { hz: low + (raw - low).rem_euclid(RATE), share };
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::signal::Tone;
    use crate::dsp::tone::plan::{Region, spec};

    fn lines(hz: &[(f32, f32)], count: usize) -> Lines {
        let sample = |n: usize| {
            hz.iter().fold([0.0, 0.0], |[re, im], (hz, size)| {
                let angle = std::f32::consts::TAU * hz * n as f32 / RATE;
                [re + size * angle.cos(), im + size * angle.sin()]
            })
        };
        Analyser::new().run((0..count).map(sample))
    }

    #[test]
    fn lines_are_found_to_a_fraction_of_a_hertz() {
        for count in [40, 100, 200, 480] {
            let one = lines(&[(447.3, 1.0)], count);
            assert!(one.count() == 1 && (one.list[0].hz - 447.3).abs() < 0.5, "{count}: {one:?}");
        }
        let two = lines(&[(440.0, 1.0), (480.0, 0.5)], 160);
        assert!(two.count() == 2 && two.is_tone());
        assert!((two.hz()[0] - 440.0).abs() < 1.0 && (two.hz()[1] - 480.0).abs() < 1.0, "{two:?}");
    }

    #[test]
    fn a_swinging_tone_is_told_from_a_pair() {
        let row = spec(Region::In, Tone::Ringback).unwrap();
        let swung = lines(&[(400.0, 1.0), (375.0, 0.45), (425.0, 0.45)], 150);
        assert!(swung.offset(row).is_some(), "{swung:?}");
        let pair = lines(&[(375.0, 1.0), (425.0, 1.0)], 150);
        assert!(pair.offset(row).is_some(), "{pair:?}");
        assert!(lines(&[(400.0, 1.0)], 150).offset(row).is_none());
        assert!(lines(&[(400.0, 1.0), (450.0, 1.0)], 150).offset(row).is_none());
    }
}
