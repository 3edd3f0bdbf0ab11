//! A recording at a glance: how loud it is, twenty times a second and channel by channel, and who speaks when.
//! May not depend on anything but std.

use std::time::Duration;

/// Marks in a second.
pub const MARKS_PER_SECOND: u32 = 20;
/// At least so loud (RMS, full scale 255, see [`Mark::level`]) is talk: about −43 dB below full scale.
const TALK: u8 = level_of(230);
/// A pause shorter than this many marks belongs to the talk around it.
const BREATH: usize = 6;

/// One twentieth of a second of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// The largest amplitude, 255 at full scale.
    pub peak: u8,
    /// How loud it is: the square root of RMS ÷ full scale, 255 at full scale, so that quiet talk is not lost.
    pub level: u8,
    /// It was measured (while a long file is still being read, most marks are not).
    pub known: bool,
}

/// The level of an RMS of so much (16-bit scale).
#[allow(clippy::cast_possible_truncation, reason = "at most 255, and `From` is not const")]
const fn level_of(rms: u32) -> u8 {
    let scaled = (rms as u64 * 65_025 / 32_768) as u32;
    let root = scaled.isqrt();
    if root > 255 { 255 } else { root as u8 }
}

impl Mark {
    /// The mark of a piece of sound; `None`: there is none.
    #[must_use]
    pub fn of(samples: impl IntoIterator<Item = i16>) -> Option<Self> {
        let (mut peak, mut energy, mut count) = (0_u16, 0_u64, 0_u64);
        for sample in samples {
            let size = sample.unsigned_abs();
            peak = peak.max(size);
            energy += u64::from(size) * u64::from(size);
            count += 1;
        }
        let rms = u32::try_from(energy.checked_div(count)?.isqrt()).unwrap_or(u32::MAX);
        let peak = u8::try_from(peak.min(32_767) >> 7).unwrap_or(u8::MAX);
        Some(Self { peak, level: level_of(rms), known: true })
    }
}

/// Who is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Band {
    /// Nobody.
    Silence,
    /// Somebody, where the recording has one channel for both.
    Talk,
    /// We.
    Near,
    /// The other party.
    Far,
    /// Both at once.
    Both,
}

/// Loudness over time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waveform {
    /// How long the recording is.
    pub length: Duration,
    /// Channel by channel: with two, the first is our side, the second the other party's.
    pub channels: Vec<Vec<Mark>>,
    /// All of it was read.
    pub complete: bool,
    /// Who is heard from which mark on; empty until it is complete.
    pub bands: Vec<(usize, Band)>,
}

impl Waveform {
    /// A recording of which nothing is known but its length.
    #[must_use]
    pub fn unread(length: Duration, channels: usize) -> Self {
        let marks = marks_in(length);
        let row = vec![Mark::default(); marks];
        Self { length, channels: vec![row; channels.clamp(1, 2)], ..Self::default() }
    }

    /// Marks of each channel.
    #[must_use]
    pub fn marks(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// The loudest known mark of a channel in a part of the recording (shares from 0 to 1); `None`: nothing is known
    /// there.
    #[must_use]
    pub fn loudest(&self, channel: usize, from: f32, to: f32) -> Option<Mark> {
        let row = self.channels.get(channel)?;
        let (first, last) = (index(row.len(), from), index(row.len(), to));
        let part = row.get(first..last.max(first + 1).min(row.len()))?;
        let known = part.iter().filter(|mark| mark.known);
        known.copied().reduce(|a, b| Mark {
            peak: a.peak.max(b.peak),
            level: a.level.max(b.level),
            known: true,
        })
    }

    /// Says who is heard when, all of it being known.
    #[must_use]
    pub fn completed(mut self) -> Self {
        let talk: Vec<Vec<bool>> = self.channels.iter().map(|row| talk(row)).collect();
        self.bands.clear();
        for at in 0..self.marks() {
            let speaks = |channel: usize| talk.get(channel).and_then(|row| row.get(at)).copied();
            let band = match (speaks(0), speaks(1)) {
                (Some(true), None) => Band::Talk,
                (Some(true), Some(true)) => Band::Both,
                (Some(true), Some(false)) => Band::Near,
                (_, Some(true)) => Band::Far,
                _ => Band::Silence,
            };
            if self.bands.last().is_none_or(|(_, last)| *last != band) {
                self.bands.push((at, band));
            }
        }
        self.complete = true;
        self
    }

    /// The parts of one kind after the other: from mark, to mark, who.
    pub fn parts(&self) -> impl Iterator<Item = (usize, usize, Band)> + '_ {
        let ends = self.bands.iter().skip(1).map(|(at, _)| *at).chain([self.marks()]);
        self.bands.iter().zip(ends).map(|((from, band), to)| (*from, to, *band))
    }

    /// Which share of the recording is of this kind, in hundredths.
    #[must_use]
    pub fn percent(&self, band: Band) -> usize {
        let sum: usize = self.parts().filter(|part| part.2 == band).map(|(a, b, _)| b - a).sum();
        (sum * 100 + self.marks() / 2).checked_div(self.marks()).unwrap_or(0)
    }
}

/// How many marks a recording of this length has.
#[must_use]
pub fn marks_in(length: Duration) -> usize {
    let count = (length.as_micros() * u128::from(MARKS_PER_SECOND)).div_ceil(1_000_000);
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place on the screen"
)]
fn index(marks: usize, share: f32) -> usize {
    ((share.clamp(0.0, 1.0) * marks as f32) as usize).min(marks.saturating_sub(1))
}

/// Where a channel speaks: louder than [`TALK`] and than twice its own noise; short pauses are bridged.
fn talk(row: &[Mark]) -> Vec<bool> {
    let mut levels: Vec<u8> = row.iter().map(|mark| mark.level).collect();
    levels.sort_unstable();
    let noise = levels.get(levels.len() / 10).copied().unwrap_or(0);
    let loud = TALK.max(noise.saturating_add(noise / 2).min(TALK.saturating_mul(2)));
    let mut talks: Vec<bool> = row.iter().map(|mark| mark.level >= loud).collect();
    let mut last = None;
    for at in 0..talks.len() {
        if !talks.get(at).copied().unwrap_or(false) {
            continue;
        }
        if let Some(before) = last
            && at - before <= BREATH
        {
            talks.iter_mut().take(at).skip(before).for_each(|talk| *talk = true);
        }
        last = Some(at);
    }
    talks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(levels: &[u8]) -> Vec<Mark> {
        levels.iter().map(|&level| Mark { peak: level, level, known: true }).collect()
    }

    fn bands(channels: &[&[u8]]) -> Vec<(usize, Band)> {
        let channels = channels.iter().map(|levels| row(levels)).collect();
        Waveform { channels, ..Waveform::default() }.completed().bands
    }

    #[test]
    fn marks_say_how_loud_it_is() {
        let full = Mark::of([i16::MIN, i16::MAX]).unwrap();
        assert!(full.peak == 255 && full.level >= 254, "{full:?}");
        assert_eq!(Mark::of([0; 400]).unwrap().level, 0);
        assert_eq!(Mark::of([]), None);
        let (soft, loud) = (Mark::of([300; 400]).unwrap(), Mark::of([9_000; 400]).unwrap());
        assert!(soft.level < loud.level && soft.level >= TALK, "{soft:?} {loud:?}");
    }

    #[test]
    fn one_channel_tells_talk_from_silence_and_a_breath_is_no_silence() {
        let levels = [0, 0, 90, 90, 0, 0, 90, 0, 0, 0, 0, 0, 0, 0, 0, 90];
        let silent = |at| (at, Band::Silence);
        let talk = |at| (at, Band::Talk);
        assert_eq!(bands(&[&levels]), [silent(0), talk(2), silent(7), talk(15)]);
    }

    #[test]
    fn two_channels_tell_who_speaks() {
        let near = [90, 90, 90, 0, 0, 0, 0, 0, 0, 0];
        let far = [0, 0, 90, 90, 90, 0, 0, 0, 0, 0];
        let told = bands(&[&near, &far]);
        assert_eq!(told, [(0, Band::Near), (2, Band::Both), (3, Band::Far), (5, Band::Silence)]);
        let channels = vec![row(&near), row(&far)];
        let form = Waveform { channels, ..Waveform::default() }.completed();
        assert_eq!(form.percent(Band::Near), 20);
        assert_eq!(form.percent(Band::Silence), 50);
        assert_eq!(form.parts().map(|(from, to, _)| to - from).sum::<usize>(), 10);
    }

    #[test]
    fn hiss_is_silence() {
        let mut levels = [30_u8; 40];
        levels[20..26].fill(120);
        let told = bands(&[&levels]);
        assert_eq!(told, [(0, Band::Silence), (20, Band::Talk), (26, Band::Silence)]);
    }

    #[test]
    fn a_part_not_yet_read_is_not_drawn() {
        let mut form = Waveform::unread(Duration::from_secs(10), 1);
        assert_eq!(form.marks(), 200);
        assert_eq!(form.loudest(0, 0.0, 0.5), None);
        form.channels[0][50] = Mark { peak: 7, level: 9, known: true };
        assert_eq!(form.loudest(0, 0.2, 0.3).map(|mark| mark.peak), Some(7));
        assert_eq!(form.loudest(0, 0.6, 1.0), None);
        assert_eq!(form.loudest(3, 0.0, 1.0), None);
        assert_eq!(Waveform::default().loudest(0, 0.0, 1.0), None);
        assert_eq!(Waveform::default().percent(Band::Talk), 0);
    }
}
