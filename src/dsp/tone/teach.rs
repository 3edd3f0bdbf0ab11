//! Teach a tone: learns frequencies and cadence from a recording and makes a row of them, for private
//! exchanges and gateways whose tones are in no plan. The tone must lie where call tones do, 340 to 640 Hz.
//! May depend on `base` and the rest of `dsp`. Allocates: it is not for the live line.

use crate::base::signal::Tone;
use crate::dsp::FRAME;
use crate::dsp::front::Front;
use crate::dsp::tone::plan::{Cadence, ToneSpec};
use crate::dsp::tone::stretch::{Cutter, Stretch};

/// Milliseconds in a frame.
const MILLIS: f32 = 5.0;
/// Frames of one burst that make a steady tone: 2.5 s.
const STEADY: u32 = 500;
/// Frames of silence behind the recording that settle what is open.
const FLUSH: usize = 40;
/// How far repeated times may be from their mean: share, and milliseconds.
const REPEAT: (f32, f32) = (0.08, 15.0);
/// How far the frequencies of the bursts may be from their mean, in hertz.
const STRAY: f32 = 6.0;
/// Frames at either end of a recording within which a stretch may have been cut off.
const CUT: u64 = 12;

/// What was learnt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lesson {
    /// A row for [`Bank::set_taught`](crate::dsp::bank::Bank::set_taught).
    pub spec: ToneSpec,
    /// Bursts it was learnt from.
    pub bursts: usize,
    /// Largest deviation of a burst's frequency from the row, in hertz.
    pub spread_hz: f32,
    /// Largest deviation of a time from the row, in milliseconds.
    pub spread_millis: f32,
}

/// Why nothing was learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlearnt {
    /// No tone of one or two steady frequencies between 340 and 640 Hz.
    NoTone,
    /// The bursts have different frequencies.
    ManyTones,
    /// No rhythm that repeats: the recording is too short, or the tone was cut.
    NoRhythm,
}

impl std::fmt::Display for Unlearnt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoTone => "no steady tone between 340 and 640 Hz",
            Self::ManyTones => "more than one tone",
            Self::NoRhythm => "no rhythm that repeats: two whole cycles are needed",
        })
    }
}

impl std::error::Error for Unlearnt {}

/// Learns a tone that means `tone` from samples at 8 kHz, full scale 1.0.
///
/// # Errors
/// When the recording holds no tone, several, or one without a rhythm.
pub fn learn(samples: &[f32], tone: Tone) -> Result<Lesson, Unlearnt> {
    let (stretches, frames) = cut(samples);
    let bursts: Vec<&Stretch> = stretches.iter().filter(|s| s.on && s.lines.is_tone()).collect();
    if bursts.is_empty() || bursts.iter().any(|burst| burst.lines.count() > 2) {
        return Err(Unlearnt::NoTone);
    }
    let (hz, spread_hz) = pitch(&bursts)?;
    let longest = bursts.iter().map(|burst| burst.frames).max().unwrap_or_default();
    let (cadence, spread_millis) = if longest >= STEADY && bursts.len() == 1 {
        (Cadence::STEADY, 0.0)
    } else {
        inside(whole(&stretches, frames))?
    };
    let spec = ToneSpec { region: None, tone, hz, modulation_hz: 0.0, cadence };
    Ok(Lesson { spec, bursts: bursts.len(), spread_hz, spread_millis })
}

/// The stretches of a recording, and its length in frames.
fn cut(samples: &[f32]) -> (Vec<Stretch>, u64) {
    let (mut front, mut cutter) = (Front::new(), Cutter::new());
    let mut stretches = Vec::new();
    let (frames, _) = samples.as_chunks::<FRAME>();
    for frame in frames.iter().chain(&[[0.0; FRAME]; FLUSH]) {
        front.raw = frame.map(|v| if v.is_finite() { v.clamp(-4.0, 4.0) } else { 0.0 });
        front.run();
        stretches.extend(cutter.push(&front));
    }
    (stretches, frames.len() as u64)
}

/// From the first burst that began inside the recording to the last stretch that ended inside.
fn whole(stretches: &[Stretch], frames: u64) -> &[Stretch] {
    let first = stretches.iter().position(|s| s.on && s.begin > CUT).unwrap_or(stretches.len());
    let inside = |s: &&Stretch| s.begin + u64::from(s.frames) + CUT < frames;
    let count = stretches[first..].iter().take_while(inside).count();
    &stretches[first..first + count]
}

/// Mean frequencies of all bursts and the largest deviation from them.
fn pitch(bursts: &[&Stretch]) -> Result<([f32; 2], f32), Unlearnt> {
    let mut hz = [0.0_f32; 2];
    for burst in bursts {
        for (sum, value) in hz.iter_mut().zip(burst.lines.hz()) {
            *sum += value / bursts.len() as f32;
        }
    }
    let far = |burst: &&Stretch| {
        let [low, high] = burst.lines.hz();
        (low - hz[0]).abs().max((high - hz[1]).abs())
    };
    let spread = bursts.iter().map(far).fold(0.0, f32::max);
    if spread > STRAY { Err(Unlearnt::ManyTones) } else { Ok((hz, spread)) }
}

/// The rhythm of all stretches, or of as many as are left when the first burst (somebody answered in the
/// middle of it) or the last ones are left out.
fn inside(stretches: &[Stretch]) -> Result<(Cadence, f32), Unlearnt> {
    let ways = [(0, 0), (0, 1), (0, 2), (2, 0), (2, 1), (2, 2)];
    let part =
        |(first, last): (usize, usize)| stretches.get(first..stretches.len().checked_sub(last)?);
    let found = ways.into_iter().filter_map(part).find_map(rhythm);
    found.ok_or(Unlearnt::NoRhythm)
}

/// The shortest cycle with which all times repeat, and the largest deviation from it in milliseconds.
fn rhythm(stretches: &[Stretch]) -> Option<(Cadence, f32)> {
    let times: Vec<f32> = stretches.iter().map(|s| s.frames as f32 * MILLIS).collect();
    for count in (2..=Cadence::MOST).step_by(2) {
        if times.len() <= count {
            break;
        }
        let of = |slot: usize| times.iter().skip(slot).step_by(count);
        let mean = |slot: usize| of(slot).sum::<f32>() / of(slot).count() as f32;
        let means: Vec<f32> = (0..count).map(mean).collect();
        let deviation = |slot: usize| of(slot).map(|t| (t - means[slot]).abs()).fold(0.0, f32::max);
        let repeats = |slot: usize| deviation(slot) <= means[slot] * REPEAT.0 + REPEAT.1;
        if (0..count).all(repeats) {
            let millis: Vec<u16> = means.iter().map(|mean| mean.round() as u16).collect();
            let spread = (0..count).map(deviation).fold(0.0, f32::max);
            return Some((Cadence::new(&millis), spread));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Dbm0;
    use crate::dsp::tone::source::ToneSource;

    fn noisy(hz: [f32; 2], times: &[u16], seconds: usize) -> Vec<f32> {
        let mut sound = vec![0.0; 4000 + seconds * 8000];
        ToneSource::custom(hz, times, Dbm0(-18.0)).fill(&mut sound[4000..]);
        let mut seed = 7_u32;
        for value in &mut sound {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *value += 0.02 * (f32::from((seed >> 16) as u16) / 32_768.0 - 1.0);
        }
        sound
    }

    #[test]
    fn frequencies_and_cadence_are_learnt() {
        let lesson = learn(&noisy([520.0, 0.0], &[300, 150, 300, 800], 6), Tone::Busy).unwrap();
        assert!((lesson.spec.hz[0] - 520.0).abs() < 1.0 && lesson.spec.hz[1] == 0.0, "{lesson:?}");
        let millis = lesson.spec.cadence.millis();
        assert_eq!(millis.len(), 4, "{lesson:?}");
        for (learnt, sent) in millis.iter().zip([300, 150, 300, 800]) {
            assert!(learnt.abs_diff(sent) <= 12, "{lesson:?}");
        }
        let pair = learn(&noisy([380.0, 600.0], &[200, 200], 3), Tone::Busy).unwrap();
        assert!((pair.spec.hz[0] - 380.0).abs() < 1.5 && (pair.spec.hz[1] - 600.0).abs() < 1.5);
        let dial = learn(&noisy([500.0, 0.0], &[], 4), Tone::Dial).unwrap();
        assert!(dial.spec.cadence.is_steady());
    }

    #[test]
    fn what_is_no_tone_is_refused() {
        let noise = noisy([0.0, 0.0], &[], 3);
        assert_eq!(learn(&noise, Tone::Busy), Err(Unlearnt::NoTone));
        let short = noisy([500.0, 0.0], &[500, 500], 1);
        assert_eq!(learn(&short, Tone::Busy), Err(Unlearnt::NoRhythm));
        let mut two = noisy([400.0, 0.0], &[250, 250], 3);
        two.extend(noisy([500.0, 0.0], &[250, 250], 3));
        assert_eq!(learn(&two, Tone::Busy), Err(Unlearnt::ManyTones));
        assert_eq!(learn(&[], Tone::Busy), Err(Unlearnt::NoTone));
    }
}
