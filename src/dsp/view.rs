//! Sound as people look at it: spectrogram, powers of two tones over time, the characters of an FSK burst.
//! A plain reading for the eye; no detector uses it and nothing is decided by it. May depend on `base`.

use crate::base::caller_id::Standard;
use crate::base::units::{Dbm0, LINE_RATE};
use crate::dsp::burst::{BAUD, tones};
use crate::dsp::complex::Complex;

/// Samples of a spectrum: 32 ms.
pub const WINDOW: usize = 256;
/// Samples of a spectrum where less than a second is looked at: 8 ms, about a character.
const SHORT: usize = 64;
/// Lines of a spectrum, 0 to 4000 Hz.
pub const LINES: usize = WINDOW / 2 + 1;
/// Distance between the lines in hertz.
pub const LINE_HZ: f32 = LINE_RATE as f32 / WINDOW as f32;
/// How alternating bits (a seizure) read as characters.
pub const SEIZURE: u8 = 0x55;
/// Samples of one bit.
const BIT: f64 = LINE_RATE as f64 / BAUD;

/// Reckons spectra of [`WINDOW`] samples (Hann window).
#[derive(Debug, Clone)]
pub struct Spectrum {
    window: Vec<f32>,
    turns: Vec<Complex>,
    work: Vec<Complex>,
}

impl Spectrum {
    /// Tables for it.
    #[must_use]
    pub fn new() -> Self {
        Self::of_length(WINDOW)
    }

    /// Looks at so many samples only, at most [`WINDOW`]: sharper in time, less sharp in frequency.
    #[must_use]
    pub fn of_length(length: usize) -> Self {
        let length = length.clamp(1, WINDOW);
        let angle = |n: usize| std::f64::consts::TAU * n as f64 / WINDOW as f64;
        let part = |n: usize| (n as f64 + 0.5) / length as f64;
        let window =
            (0..length).map(|n| (0.5 - 0.5 * (std::f64::consts::TAU * part(n)).cos()) as f32);
        let turns = (0..WINDOW / 2).map(|n| Complex::unit(-angle(n)));
        let work = vec![Complex::ZERO; WINDOW];
        Self { window: window.collect(), turns: turns.collect(), work }
    }

    /// Power of each line; all together are the mean square of the samples under the window. Missing
    /// samples count as silence.
    pub fn powers(&mut self, samples: &[f32]) -> [f32; LINES] {
        let shift = usize::BITS - WINDOW.trailing_zeros();
        self.work.fill(Complex::ZERO);
        for (n, (value, weight)) in samples.iter().zip(&self.window).enumerate() {
            self.work[n.reverse_bits() >> shift].re = f64::from(value * weight);
        }
        let mut half = 1;
        while half < WINDOW {
            let stride = WINDOW / 2 / half;
            for pair in self.work.chunks_exact_mut(2 * half) {
                let (low, high) = pair.split_at_mut(half);
                for (k, (a, b)) in low.iter_mut().zip(high).enumerate() {
                    let turned = *b * self.turns[k * stride];
                    (*a, *b) = (*a + turned, *a - turned);
                }
            }
            half *= 2;
        }
        // A Hann window passes 3/8 of the power; the two halves of the spectrum belong together.
        let scale = 1.0 / (0.375 * (WINDOW * self.window.len()) as f64);
        std::array::from_fn(|k| {
            let sides = if k == 0 || k == LINES - 1 { 1.0 } else { 2.0 };
            (self.work[k].power() * scale * sides) as f32
        })
    }
}

impl Default for Spectrum {
    fn default() -> Self {
        Self::new()
    }
}

/// Powers over time (columns) and frequency (rows, lowest first, `0..LINE_RATE/2`): the strongest line of
/// each cell. A column shows what is around its middle; short pieces overlap.
#[must_use]
pub fn spectrogram(samples: &[f32], columns: usize, rows: usize) -> Vec<Vec<f32>> {
    let length = if samples.len() < LINE_RATE as usize { SHORT } else { WINDOW };
    let mut spectrum = Spectrum::of_length(length);
    let width = samples.len() as f64 / columns.max(1) as f64;
    let looks = ((width / length as f64).ceil() as usize).clamp(1, 8);
    let column = |index: usize| {
        let mut lines = [0.0_f32; LINES];
        for look in 0..looks {
            let middle = (index as f64 + (look as f64 + 0.5) / looks as f64) * width;
            let begin = (middle as usize).saturating_sub(length / 2);
            let begin = begin.min(samples.len().saturating_sub(length));
            let piece = &samples[begin..samples.len().min(begin + length)];
            for (sum, power) in lines.iter_mut().zip(spectrum.powers(piece)) {
                *sum += power / looks as f32;
            }
        }
        let row = |row: usize| {
            let from = row * LINES / rows;
            let to = ((row + 1) * LINES / rows).max(from + 1).min(LINES);
            lines[from..to].iter().copied().fold(0.0, f32::max)
        };
        (0..rows).map(row).collect()
    };
    (0..columns).map(column).collect()
}

/// Mean squares of mark and space of `standard`, each over one bit; one pair for each `step` samples, the mean
/// of what is in them.
#[must_use]
pub fn tone_powers(samples: &[f32], standard: Standard, step: usize) -> Vec<[f32; 2]> {
    const FINE: usize = 5;
    let pair = TonePair::new(samples, standard);
    let looks = step.max(1).div_ceil(FINE);
    let mean = |begin: usize| {
        let part = step.max(1) as f64 / looks as f64;
        let mut sums = [0.0; 2];
        for look in 0..looks {
            let powers = pair.powers(begin as f64 + (look as f64 + 0.5) * part);
            (sums[0], sums[1]) = (sums[0] + powers[0], sums[1] + powers[1]);
        }
        sums.map(|sum| (sum / looks as f64) as f32)
    };
    (0..samples.len()).step_by(step.max(1)).map(mean).collect()
}

/// The level of a sine of `hz` in a piece of sound.
#[must_use]
pub fn tone_level(samples: &[f32], hz: f64) -> Dbm0 {
    let step = std::f64::consts::TAU * hz / f64::from(LINE_RATE);
    let mut sum = Complex::ZERO;
    for (n, value) in samples.iter().enumerate() {
        sum += Complex::unit(-step * n as f64).scale(f64::from(*value));
    }
    let count = samples.len().max(1) as f64;
    Dbm0::from_rms((sum.power() * 2.0).sqrt() as f32 / count as f32)
}

/// Running sums of the samples turned by mark and by space.
struct TonePair {
    sums: [Vec<Complex>; 2],
}

/// The sound above 800 Hz: a window of one bit lets loud hum and its harmonics through. Butterworth of order 4,
/// forwards and backwards, so that nothing is delayed.
fn without_hum(samples: &[f32]) -> Vec<f64> {
    let mut sound: Vec<f64> = samples.iter().map(|value| f64::from(*value)).collect();
    for _ in 0..2 {
        for quality in [0.541_196, 1.306_563] {
            high_pass(&mut sound, 800.0, quality);
        }
        sound.reverse();
    }
    sound
}

fn high_pass(sound: &mut [f64], hz: f64, quality: f64) {
    let (sin, cos) = (std::f64::consts::TAU * hz / f64::from(LINE_RATE)).sin_cos();
    let alpha = sin / (2.0 * quality);
    let (b, a1, a2) = (0.5 + 0.5 * cos, -2.0 * cos, 1.0 - alpha);
    let (mut s1, mut s2) = (0.0, 0.0);
    for value in sound {
        let x = *value;
        let y = (b * x + s1) / (1.0 + alpha);
        s1 = s2 - 2.0 * b * x - a1 * y;
        s2 = b * x - a2 * y;
        *value = y;
    }
}

impl TonePair {
    fn new(samples: &[f32], standard: Standard) -> Self {
        let (mark, space) = tones(standard);
        let sound = without_hum(samples);
        let sums = [mark, space].map(|hz| {
            let step = std::f64::consts::TAU * hz / f64::from(LINE_RATE);
            let mut sum = Complex::ZERO;
            let mut sums = Vec::with_capacity(sound.len() + 1);
            sums.push(sum);
            for (n, value) in sound.iter().enumerate() {
                sum += Complex::unit(-step * n as f64).scale(*value);
                sums.push(sum);
            }
            sums
        });
        Self { sums }
    }

    /// Mean squares of both tones over one bit around `middle`.
    fn powers(&self, middle: f64) -> [f64; 2] {
        self.sums.each_ref().map(|sums| {
            let at = |t: f64| {
                let t = t.clamp(0.0, (sums.len() - 1) as f64);
                let (n, rest) = (t as usize, t.fract());
                let next = sums[(n + 1).min(sums.len() - 1)];
                sums[n] + (next - sums[n]).scale(rest)
            };
            (at(middle + BIT / 2.0) - at(middle - BIT / 2.0)).power() * 2.0 / (BIT * BIT)
        })
    }

    /// From -1 (space) to 1 (mark), and the power of both.
    fn balance(&self, middle: f64) -> (f64, f64) {
        let [mark, space] = self.powers(middle).map(f64::sqrt);
        let sum = mark + space;
        ((mark - space) / sum.max(1e-12), sum * sum)
    }
}

/// A character of an asynchronous transmission: start bit, eight data bits (lowest first), stop bit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Character {
    /// The edge of its start bit, in samples.
    pub start: f64,
    /// Marks before it since the character before, in bits.
    pub marks: u32,
    /// Data bits.
    pub value: u8,
    /// Its stop bit is a mark.
    pub has_stop: bool,
    /// How clear its least clear bit is: 0 (both tones equal) to 1 (one tone alone).
    pub clearness: f32,
}

/// The length of one bit in samples at the line rate.
#[must_use]
pub fn bit_length() -> f64 {
    BIT
}

/// Reads characters bit by bit, as a plain receiver would. The seizure reads as characters `55`.
#[must_use]
pub fn characters(samples: &[f32], standard: Standard) -> Vec<Character> {
    let pair = TonePair::new(samples, standard);
    let powers = |n: usize| pair.balance(n as f64 * 40.0).1;
    let strongest = (0..samples.len() / 40).map(powers).fold(0.0, f64::max);
    let (least, end) = (strongest * 0.02, samples.len() as f64 - 10.0 * BIT);
    let mut found: Vec<Character> = Vec::new();
    let (mut at, mut marks_from) = (0.0_f64, None);
    let mut before = 0.0;
    while at < end {
        let (now, power) = pair.balance(at);
        if power < least {
            (before, marks_from) = (0.0, None);
            at += 1.0;
            continue;
        }
        if now >= 0.0 || before <= 0.0 {
            if now > 0.0 && marks_from.is_none() {
                marks_from = Some(at);
            }
            before = now;
            at += 1.0;
            continue;
        }
        let start = at - 1.0 + before / (before - now);
        let marks = marks_from.map_or(0, |from| ((start - from) / BIT).round().max(0.0) as u32);
        let character = character(&pair, start, marks);
        if pair.balance(start + BIT / 2.0).0 < 0.0 {
            found.push(character);
            at = start + 9.5 * BIT;
            marks_from = Some(start + 10.0 * BIT);
            before = pair.balance(at).0.max(0.0);
        } else {
            before = now;
        }
        at += 1.0;
    }
    found
}

fn character(pair: &TonePair, start: f64, marks: u32) -> Character {
    let bit = |n: usize| pair.balance(start + (n as f64 + 0.5) * BIT).0;
    let clearness = (0..10).map(|n| bit(n).abs()).fold(1.0, f64::min) as f32;
    let value = (0..8).fold(0, |value, n| value | u8::from(bit(n + 1) > 0.0) << n);
    Character { start, marks, value, has_stop: bit(9) > 0.0, clearness }
}

/// The standard of a burst by its marks: the tone that stands clearest for 40 ms, which tell 1200 from 1300 Hz.
#[must_use]
pub fn likelier_standard(samples: &[f32]) -> Standard {
    const STEADY: usize = LINE_RATE as usize / 25;
    let clearest = |standard| {
        let level = |piece: &[f32]| tone_level(piece, tones(standard).0).0;
        samples.windows(STEADY).step_by(STEADY / 4).map(level).fold(f32::NEG_INFINITY, f32::max)
    };
    let is_v23 = clearest(Standard::V23) > clearest(Standard::Bell202);
    if is_v23 { Standard::V23 } else { Standard::Bell202 }
}

/// A stretch of a burst: seizure, marks, or characters of the message.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// In samples.
    pub from: f64,
    /// In samples.
    pub to: f64,
    /// Whether it is part of the message.
    pub is_message: bool,
    /// What it is, with its length.
    pub long: String,
    /// What it is.
    pub short: String,
}

/// Where the message begins: after the longest marks, which follow the seizure.
#[must_use]
pub fn message_start(all: &[Character]) -> usize {
    (0..all.len()).rev().max_by_key(|index| all[*index].marks).unwrap_or(0)
}

/// Leaves out what follows a message whose second character, its length, is right.
pub fn cut_at_length(all: &mut Vec<Character>) {
    let first = message_start(all);
    if let Some(length) = all.get(first + 1) {
        let end = first + usize::from(length.value) + 3;
        all.truncate(end);
    }
}

/// The stretches of a burst: seizure, marks, message.
#[must_use]
pub fn runs(all: &[Character]) -> Vec<Run> {
    let run = |from: f64, to: f64, is_message, what: &str, count: usize, unit: &str| {
        let (long, short) = (format!("{what}: {count} {unit}"), what.to_owned());
        Run { from, to, is_message, long, short }
    };
    let first = message_start(all);
    let (head, message) = all.split_at(first);
    let mut runs = Vec::new();
    let alternating = || head.iter().filter(|c| c.value == SEIZURE);
    let seizure = alternating().count();
    if let (Some(begin), Some(end)) = (alternating().next(), head.last()) {
        let to = end.start + 10.0 * BIT;
        runs.push(run(begin.start, to, false, "seizure", seizure * 10, "bits"));
    }
    if let (Some(begin), Some(end)) = (message.first(), message.last()) {
        let marks = f64::from(begin.marks) * BIT;
        let count = begin.marks as usize;
        runs.push(run(begin.start - marks, begin.start, false, "marks", count, "bits"));
        let to = end.start + 10.0 * BIT;
        runs.push(run(begin.start, to, true, "message", message.len(), "characters"));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::burst::{BurstOptions, render_frame};
    use crate::dsp::tone::source::ToneSource;

    #[test]
    fn a_sine_stands_in_its_line_with_its_power() {
        let mut sound = vec![0.0; 800];
        ToneSource::custom([1000.0, 0.0], &[], Dbm0(-10.0)).fill(&mut sound);
        let powers = Spectrum::new().powers(&sound[100..]);
        let all: f32 = powers.iter().sum();
        assert!((Dbm0::from_rms(all.sqrt()).0 + 10.0).abs() < 0.1, "{all}");
        let strongest = (0..LINES).max_by(|a, b| powers[*a].total_cmp(&powers[*b]));
        assert_eq!(strongest, Some(32));
        let picture = spectrogram(&sound, 10, 16);
        assert!(picture.iter().all(|column| column[4] > 100.0 * column[8]), "{picture:?}");
        assert_eq!(spectrogram(&[], 3, 2), vec![vec![0.0; 2]; 3]);
    }

    #[test]
    fn the_characters_of_a_burst_can_be_read_off() {
        for standard in [Standard::Bell202, Standard::V23] {
            let frame = b"\x04\x12\x00\xffRing";
            let sound = render_frame(standard, frame, BurstOptions::default());
            let read = characters(&sound, standard);
            let text: Vec<u8> = read.iter().map(|c| c.value).collect();
            assert!(text.ends_with(frame), "{standard:?} {text:x?}");
            let seizure = &read[..read.len() - frame.len()];
            let alternating = seizure.iter().filter(|c| c.value == SEIZURE).count();
            assert!(alternating >= 28 && seizure.len() <= 30, "{read:?}");
            assert_eq!(likelier_standard(&sound), standard);
            let marks = read[seizure.len()].marks;
            assert!(marks.abs_diff(180) < 4, "{marks}");
            assert!(read.iter().all(|c| c.has_stop && c.clearness > 0.3), "{read:?}");
        }
        assert_eq!(characters(&[0.0; 900], Standard::V23), []);
    }

    #[test]
    fn hum_does_not_hide_the_characters() {
        let mut sound = render_frame(Standard::Bell202, b"Ring", BurstOptions::default());
        let mut hum = ToneSource::custom([60.0, 180.0], &[], Dbm0(-3.0));
        for value in &mut sound {
            *value += hum.step();
        }
        let read: Vec<u8> = characters(&sound, Standard::Bell202).iter().map(|c| c.value).collect();
        assert!(read.ends_with(b"Ring"), "{read:x?}");
    }
}
