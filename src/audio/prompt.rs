//! What is played into a line: the special information tone (ITU-T E.180: three tones that say "not in use"), busy tone,
//! the beep that tells of a recording, or a file; and playing it. Files are brought to one level: a prompt recorded too
//! softly is understood, one recorded too loudly is not distorted. May depend on `base` and `dsp`.

use crate::audio::line_file;
use crate::audio::source::SampleSink;
use crate::base::units::{Dbm0, LINE_RATE};
use crate::dsp::resample::Resampler;
use crate::dsp::tone::source::{ToneSource, tri_tone};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use std::path::PathBuf;
use std::time::Duration;

/// Level of what we make ourselves; a line carries -10 dBm0 without being loud.
const LEVEL: Dbm0 = Dbm0(-13.0);
/// Speech of a file while it sounds: about what a telephone's microphone gives.
const SPEECH: Dbm0 = Dbm0(-17.0);
/// A file is made louder or softer by no more than this (20 dB): noise is not made speech.
const STRONGEST: f32 = 10.0;
/// The highest peak, full scale 1.0.
const PEAK: f32 = 0.9;
/// Blocks in which a file's level is measured: 20 ms.
const BLOCK: usize = LINE_RATE as usize / 50;
/// A file whose loudest block has less power than this is silence (about -64 dBm0).
const SILENCE: f32 = 2e-7;
/// A file is played so long at most.
const LONGEST_SECS: usize = 30;
/// How often the line is fed.
const PERIOD: Duration = Duration::from_millis(20);
/// A line that takes nothing for so long will not take anything.
const PATIENCE: u32 = 100;
/// What the line may still hold when it has taken the last sample.
const TAIL: Duration = Duration::from_millis(500);

/// What is played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sound {
    /// The special information tone, twice.
    NotInUse,
    /// Busy tone for four seconds.
    Busy,
    /// A WAV file.
    File(PathBuf),
    /// 1,400 Hz for 200 ms, rather soft: the tone that tells of a recording (47 CFR 64.501).
    Beep,
}

/// The samples at `rate`, full scale 1.0 in the line's own measure.
///
/// # Errors
/// The file cannot be read as a recording: in words, with its name.
pub fn samples(sound: &Sound, rate: u32) -> Result<Vec<i16>, String> {
    let made = match sound {
        Sound::NotInUse => not_in_use(),
        Sound::Busy => busy(),
        Sound::File(path) => levelled(line_file::load(path, LONGEST_SECS)?)
            .ok_or_else(|| format!("{}: nothing is to be heard in it", path.display()))?,
        Sound::Beep => beep(),
    };
    let mut out = Vec::new();
    let mut resampler = Resampler::new(LINE_RATE, rate);
    resampler.push(&made, &mut out);
    // What the converter holds back comes out behind silence.
    resampler.push(&[0.0; 160], &mut out);
    Ok(out.into_iter().map(|v| (v.clamp(-1.0, 1.0) * 32_767.0) as i16).collect())
}

fn not_in_use() -> Vec<f32> {
    let tone = tri_tone([(950.0, 330), (1_400.0, 330), (1_800.0, 330)], LEVEL);
    let mut out = tone.clone();
    out.resize(out.len() + LINE_RATE as usize / 2, 0.0);
    out.extend(tone);
    out
}

fn busy() -> Vec<f32> {
    let mut out = vec![0.0; 4 * LINE_RATE as usize];
    ToneSource::custom([450.0, 0.0], &[350, 350], LEVEL).fill(&mut out);
    out
}

/// The beep of a recording.
fn beep() -> Vec<f32> {
    let frames = LINE_RATE / 5;
    let step = std::f32::consts::TAU * 1_400.0 / LINE_RATE as f32;
    let ramp = (LINE_RATE / 100) as f32;
    let sample = |n: u32| {
        let edge = (n.min(frames - 1 - n) as f32 / ramp).min(1.0);
        0.0763 * edge * (step * n as f32).sin()
    };
    (0..frames).map(sample).collect()
}

/// Brings speech to the level of a line, measured where it sounds; `None`: it is silent.
fn levelled(mut sound: Vec<f32>) -> Option<Vec<f32>> {
    let power = |block: &[f32]| block.iter().map(|v| v * v).sum::<f32>() / block.len() as f32;
    let powers: Vec<f32> = sound.chunks(BLOCK).map(power).collect();
    let loudest = powers.iter().copied().fold(0.0, f32::max);
    if loudest.is_nan() || loudest < SILENCE {
        return None;
    }
    let sounding = powers.iter().filter(|power| **power > loudest / 100.0);
    let (sum, count) = sounding.fold((0.0, 0.0_f32), |(sum, count), p| (sum + p, count + 1.0));
    let rms = (sum / count.max(1.0)).sqrt();
    let wanted = SPEECH.sine_peak() * std::f32::consts::FRAC_1_SQRT_2;
    let peak = sound.iter().map(|v| v.abs()).fold(0.0, f32::max);
    let gain = (wanted / rms).clamp(1.0 / STRONGEST, STRONGEST).min(PEAK / peak);
    for v in &mut sound {
        *v *= gain;
    }
    Some(sound)
}

/// Plays until the end or until nobody holds the other end of `stopped`.
///
/// # Errors
/// When the line takes no sound.
pub fn play(
    samples: &[i16],
    sink: &mut dyn SampleSink,
    stopped: &Receiver<()>,
) -> Result<(), String> {
    let (mut at, mut idle) = (0, 0);
    while let Some(rest) = samples.get(at..).filter(|rest| !rest.is_empty()) {
        let fits = sink.room().min(rest.len());
        let taken = sink.push(rest.get(..fits).unwrap_or_default());
        at += taken;
        idle = if taken == 0 { idle + 1 } else { 0 };
        if idle > PATIENCE {
            return Err("the box takes no sound for the line".to_owned());
        }
        if stopped.recv_timeout(PERIOD) != Err(RecvTimeoutError::Timeout) {
            return Ok(());
        }
    }
    // The wait is the point; whether it was cut short does not matter.
    let _over = stopped.recv_timeout(TAIL);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::bounded;

    /// A line that takes `room` samples at a time.
    struct Line {
        room: usize,
        got: Vec<i16>,
    }

    impl SampleSink for Line {
        fn rate(&self) -> u32 {
            LINE_RATE
        }
        fn room(&self) -> usize {
            self.room
        }
        fn push(&mut self, samples: &[i16]) -> usize {
            self.got.extend(samples);
            samples.len()
        }
    }

    #[test]
    fn the_built_in_sounds_last_as_long_as_they_should() {
        let seconds = |sound: &Sound| samples(sound, LINE_RATE).unwrap().len() as f32 / 8_000.0;
        assert!((seconds(&Sound::NotInUse) - 2.5).abs() < 0.1);
        assert!((seconds(&Sound::Busy) - 4.0).abs() < 0.1);
        let wide = samples(&Sound::Busy, 16_000).unwrap().len() as f32 / 16_000.0;
        assert!((wide - 4.0).abs() < 0.1, "at the rate of the line");
    }

    #[test]
    fn every_sample_reaches_the_line_in_order() {
        let (_held, stopped) = bounded(1);
        let sound: Vec<i16> = (0..2_000).collect();
        let mut line = Line { room: 700, got: Vec::new() };
        play(&sound, &mut line, &stopped).unwrap();
        assert_eq!(line.got, sound);
    }

    #[test]
    fn playing_ends_when_nobody_wants_it_any_more() {
        let (held, stopped) = bounded(1);
        drop(held);
        let mut line = Line { room: 10, got: Vec::new() };
        play(&[1; 1_000], &mut line, &stopped).unwrap();
        assert_eq!(line.got.len(), 10);
    }

    #[test]
    fn a_prompt_is_as_loud_as_a_line_wants_it_however_it_was_recorded() {
        let spoken = |peak: f32| -> Vec<f32> {
            let tone = |n: usize| peak * (n as f32 * 0.5).sin();
            (0..16_000).map(|n| if (n / 2_000) % 2 == 0 { tone(n) } else { 0.0 }).collect()
        };
        let peak = |sound: &[f32]| sound.iter().copied().fold(0.0, f32::max);
        let wanted = SPEECH.sine_peak();
        for recorded in [0.03, 0.2, 1.0] {
            let made = peak(&levelled(spoken(recorded)).unwrap());
            assert!((made / wanted - 1.0).abs() < 0.1, "{recorded}: {made} of {wanted}");
        }
        let click: Vec<f32> = spoken(0.01)
            .into_iter()
            .enumerate()
            .map(|(n, v)| if n == 5 { 1.0 } else { v })
            .collect();
        assert!(peak(&levelled(click).unwrap()) <= PEAK + 0.001, "nothing is distorted");
        assert_eq!(levelled(vec![0.0; 8_000]), None);
        assert_eq!(levelled(Vec::new()), None);
        assert_eq!(levelled(vec![f32::NAN; 800]), None);
    }

    #[test]
    fn the_beep_is_short_and_soft() {
        let beep = samples(&Sound::Beep, LINE_RATE).unwrap();
        assert!((beep.len() as f32 / 8_000.0 - 0.22).abs() < 0.03);
        let loudest = beep.iter().map(|v| v.unsigned_abs()).max().unwrap();
        assert!((2_300..2_800).contains(&loudest), "{loudest}");
    }

    #[test]
    fn a_file_that_is_no_sound_is_named() {
        let missing = Sound::File("/nowhere/hello.wav".into());
        assert!(samples(&missing, LINE_RATE).unwrap_err().starts_with("/nowhere/hello.wav: "));
    }
}
