//! What the far end says: a WAV file, or a built-in voice that says nothing: syllables of a sung vowel with pitch and
//! formants of a human throat, the same every time. Enough for a level meter, a voice detector and a recording that
//! one recognises. Formant figures: Peterson and Barney's averages, rounded. May depend on `base`, `audio` and `dsp`.

use crate::audio::line_file;
use crate::base::units::{Dbm0, LINE_RATE};
use crate::device::sim::modulate::Samples;
use std::f32::consts::TAU;
use std::path::Path;

/// Nobody at the far end speaks longer in one go.
const LONGEST_SECS: usize = 600;

/// Level of the voice while it sounds.
const LEVEL: Dbm0 = Dbm0(-19.0);
/// First and second formant of a few vowels, in hertz.
const VOWELS: [(f32, f32); 5] =
    [(730.0, 1090.0), (530.0, 1840.0), (390.0, 1990.0), (570.0, 840.0), (440.0, 1020.0)];
/// Syllables: vowel, length and pause after it in milliseconds, pitch in hertz.
const SYLLABLES: [(usize, u32, u32, f32); 12] = [
    (1, 160, 50, 128.0),
    (3, 240, 280, 116.0),
    (0, 180, 40, 134.0),
    (2, 150, 60, 141.0),
    (4, 210, 40, 126.0),
    (0, 260, 340, 109.0),
    (3, 140, 50, 131.0),
    (1, 190, 50, 138.0),
    (2, 170, 70, 124.0),
    (0, 200, 40, 119.0),
    (4, 180, 50, 113.0),
    (1, 320, 200, 98.0),
];
const BANDWIDTH_HZ: f32 = 110.0;
const HIGHEST_HZ: f32 = 3_200.0;

/// The built-in voice: about three and a half seconds.
#[must_use]
pub fn builtin() -> Samples {
    let mut out = Vec::new();
    for (vowel, on_millis, off_millis, pitch) in SYLLABLES {
        syllable(VOWELS[vowel % VOWELS.len()], on_millis, pitch, &mut out);
        out.resize(out.len() + millis(off_millis), 0.0);
    }
    let sounding = out.iter().filter(|v| **v != 0.0).count().max(1);
    let power = out.iter().map(|v| v * v).sum::<f32>() / sounding as f32;
    let gain = LEVEL.sine_peak() * std::f32::consts::FRAC_1_SQRT_2 / power.sqrt().max(1e-9);
    out.iter().map(|v| (v * gain).clamp(-1.0, 1.0)).collect()
}

/// A WAV file at the line's rate, channels mixed, levels as they are. Longer files are cut after ten minutes.
///
/// # Errors
/// The file cannot be read as a recording: in words, with its name.
pub fn load(path: &Path) -> Result<Samples, String> {
    line_file::load(path, LONGEST_SECS).map(Samples::from)
}

fn syllable(formants: (f32, f32), on_millis: u32, pitch: f32, out: &mut Vec<f32>) {
    let frames = millis(on_millis);
    let mut turns = 0.0_f32;
    for frame in 0..frames {
        let place = frame as f32 / frames as f32;
        // A voice glides down within a syllable and trembles a little.
        let hz = pitch * (1.06 - 0.12 * place + 0.012 * (TAU * 5.5 * seconds(frame)).sin());
        turns = (turns + hz / LINE_RATE as f32).fract();
        let envelope = (place * 8.0).min(1.0) * ((1.0 - place) * 5.0).min(1.0);
        out.push(envelope * throat(turns, hz, formants));
    }
}

/// The harmonics of one moment, weighted by two resonances.
fn throat(turns: f32, pitch: f32, (first, second): (f32, f32)) -> f32 {
    let mut sum = 0.0;
    let mut harmonic = 1.0_f32;
    while harmonic * pitch < HIGHEST_HZ {
        let hz = harmonic * pitch;
        let weight = resonance(hz, first) + 0.5 * resonance(hz, second) + 0.02;
        sum += weight * (TAU * (turns * harmonic).fract()).sin() / harmonic.sqrt();
        harmonic += 1.0;
    }
    sum
}

fn resonance(hz: f32, formant: f32) -> f32 {
    let away = (hz - formant) / BANDWIDTH_HZ;
    1.0 / (1.0 + away * away)
}

fn seconds(frame: usize) -> f32 {
    frame as f32 / LINE_RATE as f32
}

fn millis(millis: u32) -> usize {
    (millis * (LINE_RATE / 1_000)) as usize
}
