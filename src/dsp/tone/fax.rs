//! Fax and modem tones: CNG (ITU-T T.30: 1100 Hz ±38 Hz, 0.5 s every 3.5 s, ±15 %) and the 2100 Hz answer tone
//! (T.30 CED, V.25, V.8: with or without phase reversals and 15 Hz modulation). Also feeds the special
//! information tone, which needs the same correlations. May depend on `base`.

use crate::base::signal::{Edge, Tone};
use crate::base::units::Frames;
use crate::dsp::FRAME;
use crate::dsp::front::Front;
use crate::dsp::tone::heard::{Detail, Heard};
use crate::dsp::tone::single::{CED, CNG, Run, Singles};
use crate::dsp::tone::sit;

/// Length of a CNG burst in frames: 0.5 s ±15 %, and what the edges add.
const BURST: std::ops::RangeInclusive<u32> = 83..=119;
/// From burst to burst in frames: 3.5 s ±15 %.
const PERIOD: std::ops::RangeInclusive<u64> = 595..=805;
/// A burst alone is CNG when it was quiet for so long before it (3 s) and after it (0.5 s): the recording tone
/// of an answering machine follows speech, and speech or a dialling tone follows a whistle.
const QUIET_BEFORE: u64 = 600;
const QUIET_AFTER: u64 = 100;
/// Quiet: so much below the burst (10 dB, of which noise 12 dB below it leaves 2).
const DROP: f32 = 0.1;
/// Farthest from 1100 Hz (T.30) and from 2100 Hz (V.25 has ±15, older machines more), in hertz.
const CNG_OFF: f32 = 40.0;
const CED_OFF: f32 = 24.0;
/// Smallest share of the power and evenness of the phase. Noise 12 dB below the tone leaves 0.93 and 0.97; a
/// phase reversal every 450 ms leaves 0.95.
const SHARE: f32 = 0.75;
const EVEN: f32 = 0.9;
/// The answer tone is told after so many frames (1 s): two reversals are in it, and whistles are shorter.
const ANSWER: u32 = 200;
/// Depth of modulation from which on it is there: V.8 has 0.2 ±0.01, noise 12 dB below makes 0.03.
const SWUNG: f32 = 0.08;

/// Levels of 3 dB by which loudness is remembered, from -60 dB below full scale up.
const LEVELS: usize = 21;
/// Frames by which a burst may have begun before its run did.
const LATE: usize = 8;

/// Remembers when the channel was louder than each of many levels.
#[derive(Debug, Clone)]
struct Loudness {
    /// Frame in which each level was exceeded last.
    above: [u64; LEVELS],
    waiting: [f32; LATE],
}

impl Loudness {
    fn push(&mut self, frame: u64, power: f32) {
        let slot = &mut self.waiting[frame as usize % LATE];
        let old = std::mem::replace(slot, power);
        let level = level(old);
        self.above[..level].fill(frame.saturating_sub(LATE as u64));
    }

    /// Last frame that was louder than `power`.
    fn last_above(&self, power: f32) -> u64 {
        self.above[level(power).min(LEVELS - 1)]
    }
}

/// Number of levels that a power exceeds.
fn level(power: f32) -> usize {
    // The exponent of a number is its logarithm; a frame need not be weighed better.
    let exponent = (power.to_bits() >> 23) as usize;
    (exponent + LEVELS).saturating_sub(126).min(LEVELS)
}

/// A CNG burst.
#[derive(Debug, Clone, Copy)]
struct Burst {
    begin: u64,
    end: u64,
    run: Run,
    /// It was quiet before.
    alone: bool,
}

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    singles: Singles,
    sit: sit::Detector,
    frame: u64,
    loudness: Loudness,
    /// Loudness when the CNG run going on began.
    before: Loudness,
    /// The last good CNG burst.
    burst: Option<Burst>,
    /// End of the last CNG burst while CNG is told.
    calling: Option<u64>,
    answering: bool,
}

impl Detector {
    /// A detector at rest.
    #[must_use]
    pub fn new() -> Self {
        let loudness = Loudness { above: [0; LEVELS], waiting: [0.0; LATE] };
        Self {
            singles: Singles::new(),
            sit: sit::Detector::default(),
            frame: 0,
            before: loudness.clone(),
            loudness,
            burst: None,
            calling: None,
            answering: false,
        }
    }

    /// Whether a fax or special information tone is on.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        let lasted = |tone| self.singles.run(tone).frames > 20;
        self.calling.is_some()
            || self.answering
            || self.sit.is_telling()
            || lasted(CNG)
            || lasted(CED)
    }

    /// Takes a frame that ends at `now`.
    pub fn push(&mut self, front: &Front, now: Frames, tell: &mut dyn FnMut(Heard)) {
        let ended = self.singles.push(front);
        self.frame += 1;
        self.loudness.push(self.frame, front.power);
        self.sit.push(&self.singles, &ended, now, tell);
        self.answer(ended[CED], now, tell);
        self.calls(ended[CNG], now, tell);
    }

    /// The answer tone.
    fn answer(&mut self, ended: Option<Run>, now: Frames, tell: &mut dyn FnMut(Heard)) {
        let run = self.singles.run(CED);
        if !self.answering && run.frames >= ANSWER && run.off == 0 && run.frames.is_multiple_of(20)
        {
            let good = run.share() > SHARE && run.evenness() > EVEN && run.off_hz().abs() < CED_OFF;
            if good {
                self.answering = true;
                let detail =
                    Detail::Answer { reversals: run.reversals > 0, modulated: run.depth() > SWUNG };
                let start = self.at(self.frame - u64::from(run.frames), now);
                tell(begun(Tone::FaxCed, start, run, CED, detail));
            }
        } else if self.answering && run.frames == 0 {
            self.answering = false;
            let off = u64::from(ended.map_or(0, |run| run.off));
            tell(Heard::plain(Tone::FaxCed, Edge::End, self.at(self.frame - off, now)));
        }
    }

    /// The calling tone.
    fn calls(&mut self, ended: Option<Run>, now: Frames, tell: &mut dyn FnMut(Heard)) {
        if self.singles.run(CNG).frames == 1 {
            self.before = self.loudness.clone();
        }
        if let Some(run) = ended.filter(is_burst) {
            let end = self.frame - u64::from(run.off);
            let begin = end - u64::from(run.frames);
            let quiet_since = self.before.last_above(run.power() * DROP);
            let alone = begin > quiet_since + QUIET_BEFORE;
            let second = self.burst.is_some_and(|first| PERIOD.contains(&(begin - first.begin)));
            if self.calling.is_some() {
                self.calling = Some(end);
            } else if second && let Some(first) = self.burst {
                self.call(&first, end, now, tell);
            }
            self.burst = Some(Burst { begin, end, run, alone });
        }
        if let Some(burst) = self.burst.filter(|burst| burst.alone && self.calling.is_none())
            && self.frame == burst.end + QUIET_AFTER + LATE as u64
            && self.loudness.last_above(burst.run.power() * DROP) < burst.end + LATE as u64
        {
            self.call(&burst, burst.end, now, tell);
        }
        if let Some(last) = self.calling
            && self.frame > last + PERIOD.end()
            && self.singles.run(CNG).frames == 0
        {
            self.calling = None;
            self.burst = None;
            tell(Heard::plain(Tone::FaxCng, Edge::End, self.at(last, now)));
        }
    }

    fn call(&mut self, first: &Burst, last: u64, now: Frames, tell: &mut dyn FnMut(Heard)) {
        self.calling = Some(last);
        tell(begun(Tone::FaxCng, self.at(first.begin, now), &first.run, CNG, Detail::None));
    }

    fn at(&self, frame: u64, now: Frames) -> Frames {
        Frames(now.0.saturating_sub((self.frame - frame) * FRAME as u64))
    }

    /// Samples were lost: what was under way is over.
    pub fn gap(&mut self, now: Frames, tell: &mut dyn FnMut(Heard)) {
        if std::mem::take(&mut self.answering) {
            tell(Heard::plain(Tone::FaxCed, Edge::End, now));
        }
        if let Some(last) = self.calling.take() {
            tell(Heard::plain(Tone::FaxCng, Edge::End, self.at(last, now)));
        }
        self.burst = None;
        self.loudness.above = [self.frame; LEVELS];
        self.singles.forget();
        self.sit.forget();
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a run may be a burst of CNG.
fn is_burst(run: &Run) -> bool {
    BURST.contains(&run.frames)
        && run.share() > SHARE
        && run.evenness() > EVEN
        && run.off_hz().abs() < CNG_OFF
}

fn begun(tone: Tone, start: Frames, run: &Run, index: usize, detail: Detail) -> Heard {
    Heard {
        power: run.power(),
        snr_db: Some(run.snr_db()),
        offset_percent: Some(run.off_hz() / Singles::hz(index) * 100.0),
        detail,
        ..Heard::plain(tone, Edge::Begin, start)
    }
}
