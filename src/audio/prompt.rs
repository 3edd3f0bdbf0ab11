//! What is played to a caller who is turned away: the special information tone (ITU-T E.180: three tones that say "not in
//! use"), busy tone, or a file; and playing it into a line. May depend on `base` and `dsp`.

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
}

/// The samples at `rate`, full scale 1.0 in the line's own measure.
///
/// # Errors
/// The file cannot be read as a recording: in words, with its name.
pub fn samples(sound: &Sound, rate: u32) -> Result<Vec<i16>, String> {
    let made = match sound {
        Sound::NotInUse => not_in_use(),
        Sound::Busy => busy(),
        Sound::File(path) => line_file::load(path, LONGEST_SECS)?,
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
    fn a_file_that_is_no_sound_is_named() {
        let missing = Sound::File("/nowhere/hello.wav".into());
        assert!(samples(&missing, LINE_RATE).unwrap_err().starts_with("/nowhere/hello.wav: "));
    }
}
