//! Whether a copy sounds like what it was made from: the same length to the sample, the level of its speech within half a
//! decibel, no second of it far off, and the sound at the same time to the millisecond (by cross-correlation).
//! GSM 06.10 takes 0.3 dB of all speech and up to 1.3 dB of a single second (measured on 146 s of four voices).
//! May depend on `base` and `audio::sound_file`.

use crate::audio::sound_file::SoundFile;
use std::io;

/// Samples of a second.
const SECOND: usize = 8_000;
/// A millisecond.
const MILLISECOND: isize = 8;
/// Lags looked at, in samples to each side.
const LAGS: isize = 40;
/// Mean power of what counts as speech: -40 dB of full scale.
const SPEECH: f64 = 32_768.0 * 32_768.0 * 1e-4;
/// Time is compared in the first seconds of speech and then in one of so many.
const TIMED: u32 = 30;
/// The level of all speech together may differ by so much.
pub const LEVEL_DB: f64 = 0.5;
/// The level of one second may differ by so much; and of all, where there is less speech than `ENOUGH`.
pub const SECOND_DB: f64 = 2.0;
/// Seconds of speech that make a level one can speak of.
const ENOUGH: u32 = 10;

/// How well a copy agrees.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Agreement {
    /// Seconds of speech compared.
    pub seconds: u32,
    /// Difference of the level of all of them together, dB.
    pub level_db: f64,
    /// The worst difference of level among them, dB.
    pub worst_db: f64,
    /// The worst shift, samples.
    pub shift: usize,
}

/// Compares a copy with the original, but for the frames `from..to` of `except`.
///
/// # Errors
/// `InvalidData` saying what differs; whatever the disk says; `Interrupted` when `go_on` said no.
pub fn compare(
    original: &mut SoundFile,
    copy: &mut SoundFile,
    except: Option<(u64, u64)>,
    go_on: &dyn Fn() -> bool,
) -> io::Result<Agreement> {
    let agreement = measure(original, copy, except, go_on)?;
    let few = agreement.seconds < ENOUGH;
    if agreement.worst_db > SECOND_DB || (agreement.level_db.abs() > LEVEL_DB && !few) {
        let (all, one) = (agreement.level_db, agreement.worst_db);
        return Err(differs(&format!("its level is {all:.1} dB off, one second {one:.1} dB")));
    }
    if agreement.shift > MILLISECOND.unsigned_abs() {
        return Err(differs(&format!("the sound is {} samples off in time", agreement.shift)));
    }
    Ok(agreement)
}

/// Measures how well a copy agrees; only a length that differs is an error here.
///
/// # Errors
/// As [`compare`], but for levels and time.
pub fn measure(
    original: &mut SoundFile,
    copy: &mut SoundFile,
    except: Option<(u64, u64)>,
    go_on: &dyn Fn() -> bool,
) -> io::Result<Agreement> {
    let (frames, channels) = (original.frames(), original.channels());
    if copy.frames() != frames || copy.channels() != channels {
        let why = format!("{} samples instead of {frames}", copy.frames());
        return Err(differs(&why));
    }
    let mut agreement = Agreement::default();
    let mut powers = (0.0, 0.0);
    let (mut ours, mut theirs) = (vec![0; SECOND * channels], vec![0; SECOND * channels]);
    let mut at = 0;
    while at < frames {
        if !go_on() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let first = original.read(at, &mut ours)?;
        let second = copy.read(at, &mut theirs)?;
        if first == 0 || first != second {
            return Err(differs(&format!("the sound breaks off at sample {at}")));
        }
        let until = at + first as u64;
        let masked = except.is_some_and(|(from, to)| from < until + 800 && at < to + 800);
        if !masked {
            let length = first * channels;
            let ours = ours.get(..length).unwrap_or_default();
            let theirs = theirs.get(..length).unwrap_or_default();
            if power(ours) >= SPEECH {
                powers = (powers.0 + power(ours), powers.1 + power(theirs));
                agreement.second(ours, theirs, channels);
            }
        }
        at = until;
    }
    if agreement.seconds > 0 {
        agreement.level_db = decibels(powers.1, powers.0);
    }
    Ok(agreement)
}

impl Agreement {
    fn second(&mut self, ours: &[i16], theirs: &[i16], channels: usize) {
        self.worst_db = self.worst_db.max(decibels(power(theirs), power(ours)).abs());
        if self.seconds < 3 || self.seconds.is_multiple_of(TIMED) {
            self.shift = self.shift.max(shift(ours, theirs, channels));
        }
        self.seconds += 1;
    }
}

fn decibels(power: f64, reference: f64) -> f64 {
    10.0 * ((power + 1.0) / (reference + 1.0)).log10()
}

fn power(samples: &[i16]) -> f64 {
    let sum: f64 = samples.iter().map(|s| f64::from(*s) * f64::from(*s)).sum();
    sum / samples.len().max(1) as f64
}

/// By how many frames the copy is shifted: the smallest lag among the strongest correlations.
fn shift(ours: &[i16], theirs: &[i16], channels: usize) -> usize {
    let ours: Vec<f32> = ours.iter().step_by(channels).map(|s| f32::from(*s)).collect();
    let theirs: Vec<f32> = theirs.iter().step_by(channels).map(|s| f32::from(*s)).collect();
    let inner = LAGS.unsigned_abs()..ours.len().saturating_sub(LAGS.unsigned_abs());
    let product = |lag: isize| -> f32 {
        let shifted = inner.start.wrapping_add_signed(lag)..inner.end.wrapping_add_signed(lag);
        let (Some(a), Some(b)) = (ours.get(inner.clone()), theirs.get(shifted)) else { return 0.0 };
        // By the power of what it is compared with: where a sound swells, the louder place is not the righter one.
        let power: f32 = b.iter().map(|b| b * b).sum();
        a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>() / power.sqrt().max(1.0)
    };
    let products: Vec<(isize, f32)> = (-LAGS..=LAGS).map(|lag| (lag, product(lag))).collect();
    let best = products.iter().map(|(_, p)| *p).fold(f32::MIN, f32::max);
    // A steady tone correlates with itself a period later as well.
    let strong = products.iter().filter(|(_, p)| *p >= best * 0.999);
    strong.map(|(lag, _)| lag.unsigned_abs()).min().unwrap_or(0)
}

fn differs(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the copy differs: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::codec::writer::SoundWriter;
    use crate::base::sound::SoundFormat;

    fn written(samples: &[i16], format: SoundFormat) -> (tempfile::TempDir, SoundFile) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.wav");
        let mut writer = SoundWriter::create(&path, format, 1).unwrap();
        writer.write(samples).unwrap();
        writer.finish().unwrap();
        let file = SoundFile::open(&path).unwrap();
        (dir, file)
    }

    /// A tone that becomes louder all the time: shifted by its period it is much the same, and louder.
    fn swelling(frames: i16) -> Vec<i16> {
        let tone = |n: i16| (f32::from(n) * 0.3).sin() * 6_000.0 * f32::from(n) / f32::from(frames);
        (0..frames).map(|n| tone(n) as i16).collect()
    }

    #[test]
    fn a_tone_that_swells_is_not_taken_for_a_shifted_one() {
        let sound = swelling(8_000);
        let (_dir, mut original) = written(&sound, SoundFormat::Pcm);
        let (_other, mut copy) = written(&sound, SoundFormat::ALaw);
        let agreement = compare(&mut original, &mut copy, None, &|| true).unwrap();
        assert_eq!((agreement.seconds, agreement.shift), (1, 0));
        // Ten samples of it away are more than a millisecond, and are seen.
        let mut late = vec![0; 10];
        late.extend_from_slice(&sound[..7_990]);
        let (_late, mut copy) = written(&late, SoundFormat::Pcm);
        let said = compare(&mut original, &mut copy, None, &|| true).unwrap_err();
        assert!(said.to_string().contains("10 samples off in time"), "{said}");
    }
}
