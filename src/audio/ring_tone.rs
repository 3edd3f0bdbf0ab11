//! What a ring sounds like: built-in tones made by the generators of `dsp`, or a WAV file; one round of it, repeated.
//! May depend on `base` and `dsp`.

use crate::audio::wav::WavReader;
use crate::base::units::{Dbm0, LINE_RATE};
use crate::dsp::tone::source::ToneSource;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// The longest part of a file that is repeated.
const LONGEST_SECS: usize = 60;
/// Frames read at a time.
const BLOCK: usize = 4_096;
/// Level of a tone that is alone, before the volume is applied; and of each of two, which stay below full scale together.
const ALONE: Dbm0 = Dbm0(0.0);
const OF_TWO: Dbm0 = Dbm0(-5.0);

/// What a ring sounds like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sound {
    /// A bright trill.
    Trill,
    /// Two low tones, long pauses.
    Soft,
    /// Ding, dong.
    Chime,
    /// A WAV file.
    File(PathBuf),
}

/// A note: one or two frequencies in hertz (0: none) and its length in milliseconds.
type Note = ([f32; 2], u16);

/// A trill of two thirds, six times a second.
const TRILL: [Note; 2] = [([1_318.5, 0.0], 70), ([1_568.0, 0.0], 70)];
const DING: Note = ([987.8, 1_975.5], 420);
const DONG: Note = ([784.0, 1_568.0], 620);

/// One round of a ring, repeated for ever.
#[derive(Debug, Clone)]
pub struct Loop {
    samples: Vec<i16>,
    rate: u32,
    at: usize,
    block: Vec<i16>,
}

impl Loop {
    /// `samples` must not be empty to be heard; an empty round is a second of silence.
    fn new(mut samples: Vec<f32>, rate: u32, gain: f32) -> Self {
        if samples.is_empty() {
            samples = vec![0.0; rate as usize];
        }
        let loud = |sample: f32| ((sample * gain).clamp(-1.0, 1.0) * 32_767.0) as i16;
        Self { samples: samples.into_iter().map(loud).collect(), rate, at: 0, block: Vec::new() }
    }

    /// Samples per second.
    #[must_use]
    pub const fn rate(&self) -> u32 {
        self.rate
    }

    /// The next samples.
    pub fn next(&mut self, count: usize) -> &[i16] {
        self.block.clear();
        while self.block.len() < count {
            let rest = self.samples.get(self.at..).unwrap_or_default();
            let part = &rest[..rest.len().min(count - self.block.len())];
            self.block.extend_from_slice(part);
            self.at += part.len();
            if self.at >= self.samples.len() {
                self.at = 0;
            }
        }
        &self.block
    }
}

/// The round of a sound at a volume (percent). A file that cannot be played is told to `bad` (file, why), and trills.
pub fn load(sound: &Sound, percent: u8, bad: &mut dyn FnMut(String, String)) -> Loop {
    let gain = gain(percent);
    let made = |samples| Loop::new(samples, LINE_RATE, gain);
    match sound {
        Sound::Trill => made(trill()),
        Sound::Soft => made(notes(&[([440.0, 480.0], 1_600)], 3_400)),
        Sound::Chime => made(notes(&[DING, DONG], 2_960)),
        Sound::File(path) => match read(path) {
            Ok((samples, rate)) => Loop::new(samples, rate, gain),
            Err(why) => {
                bad(path.display().to_string(), why);
                made(trill())
            }
        },
    }
}

/// Percent as people hear it: half of the way is a quarter of the amplitude.
fn gain(percent: u8) -> f32 {
    let share = f32::from(percent.min(100)) / 100.0;
    share * share
}

fn trill() -> Vec<f32> {
    let burst: Vec<Note> = TRILL.iter().copied().cycle().take(14).collect();
    notes(&burst, 2_520)
}

/// Notes one after the other and a pause (milliseconds).
fn notes(notes: &[Note], pause_millis: u16) -> Vec<f32> {
    let length = |millis: u16| usize::from(millis) * LINE_RATE as usize / 1_000;
    let mut out = Vec::new();
    for &(hz, millis) in notes {
        let level = if hz.contains(&0.0) { ALONE } else { OF_TWO };
        let mut source = ToneSource::custom(hz, &[millis, 1_000], level);
        out.extend((0..length(millis)).map(|_| source.step()));
    }
    out.resize(out.len() + length(pause_millis), 0.0);
    out
}

/// A file's first minute, mixed to one channel.
fn read(path: &Path) -> Result<(Vec<f32>, u32), String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut reader = WavReader::open(BufReader::new(file)).map_err(|error| error.to_string())?;
    let (rate, channels) = (reader.rate().max(1), reader.channels().max(1));
    if !(4_000..=192_000).contains(&rate) {
        return Err(format!("{rate} samples per second"));
    }
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while samples.len() < rate as usize * LONGEST_SECS {
        reader.read(BLOCK, &mut block).map_err(|error| error.to_string())?;
        if block.is_empty() {
            break;
        }
        let mixed = block.chunks(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32);
        samples.extend(mixed.map(|sample| if sample.is_finite() { sample } else { 0.0 }));
    }
    if samples.iter().all(|sample| sample.abs() < 1e-4) {
        return Err("nothing can be heard in it".to_owned());
    }
    Ok((samples, rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::needless_pass_by_value, reason = "the shape that is asked for")]
    fn never(file: String, why: String) {
        panic!("{file}: {why}");
    }

    fn peak(samples: &[i16]) -> i32 {
        samples.iter().map(|s| i32::from(*s).abs()).max().unwrap_or(0)
    }

    #[test]
    fn every_built_in_ring_sounds_pauses_and_comes_round() {
        for sound in [Sound::Trill, Sound::Soft, Sound::Chime] {
            let mut ring = load(&sound, 100, &mut never);
            let round = ring.samples.len();
            assert!((3 * 8_000..=6 * 8_000).contains(&round), "{sound:?} {round}");
            let first = ring.next(round).to_vec();
            assert!((8_000..32_767).contains(&peak(&first)), "{sound:?} {}", peak(&first));
            assert_eq!(peak(&first[round - 8_000..]), 0, "a pause at the end");
            assert_eq!(ring.next(round), first, "the same again");
        }
    }

    #[test]
    fn the_volume_reaches_from_silence_to_all() {
        let level = |percent| peak(load(&Sound::Trill, percent, &mut never).next(8_000));
        assert_eq!(level(0), 0);
        assert!(level(50) * 3 < level(100) && level(50) * 5 > level(100));
        assert_eq!(level(100), level(255));
    }

    #[test]
    fn a_file_of_rubbish_trills_and_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let trill = load(&Sound::Trill, 70, &mut never).next(30_000).to_vec();
        let rubbish = folder.path().join("ring.wav");
        std::fs::write(&rubbish, vec![b'R'; 3_000]).unwrap();
        for path in [rubbish, folder.path().join("missing.wav"), folder.path().to_owned()] {
            let mut told = Vec::new();
            let mut ring = load(&Sound::File(path.clone()), 70, &mut |file, _| told.push(file));
            assert_eq!(told, [path.display().to_string()]);
            assert_eq!(ring.next(30_000), trill);
        }
    }

    #[test]
    fn a_stereo_file_is_rung_at_its_own_rate() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bell.wav");
        let spec = hound::WavSpec {
            channels: 2,
            sample_rate: 16_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut file = hound::WavWriter::create(&path, spec).unwrap();
        for n in 0..8_000_i32 {
            file.write_sample((n % 100 * 200) as i16).unwrap();
            file.write_sample(0_i16).unwrap();
        }
        file.finalize().unwrap();
        let mut ring = load(&Sound::File(path), 100, &mut never);
        assert_eq!((ring.rate(), ring.samples.len()), (16_000, 8_000));
        assert!((8_000..12_000).contains(&peak(ring.next(9_000))), "half of one channel");
    }
}
