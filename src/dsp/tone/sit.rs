//! Special information tone (ITU-T E.180: 950, 1400 and 1800 Hz, 330 ms each; Bellcore SR-2275: 913.8 or
//! 985.2, 1370.6 or 1428.5 and 1776.7 Hz, 274 or 380 ms each), told after the third part.
//! May depend on `base`.

use crate::base::signal::{Edge, Tone};
use crate::base::units::Frames;
use crate::dsp::FRAME;
use crate::dsp::tone::heard::{Detail, Heard};
use crate::dsp::tone::single::{Run, SIT, Singles};

/// Lengths of a part in frames: 274 ms less 15 % to 380 ms and 15 %, and what the edges add.
const LENGTH: std::ops::RangeInclusive<u32> = 45..=91;
/// A third part that goes on for longer is judged now.
const LONGEST: u32 = 84;
/// How far a part's begin may be from the end of the one before, in frames. Exchanges leave at most 30 ms.
const GAP: u64 = 10;
/// Smallest share of the power and smallest evenness of the phase in a part. Noise 12 dB below the tone
/// (300–3400 Hz) leaves 0.93 and 0.97.
const SHARE: f32 = 0.75;
const EVEN: f32 = 0.93;
/// Largest distance from the nominal frequency in hertz: the variants of 36, 30 and 0 Hz (23 Hz against
/// 1800), and 2 %.
const OFF: [f32; 3] = [56.0, 58.0, 60.0];

/// A part heard.
#[derive(Debug, Clone, Copy)]
struct Part {
    run: Run,
    /// Frames.
    end: u64,
}

/// The detector.
#[derive(Debug, Clone, Default)]
pub struct Detector {
    frame: u64,
    low: Option<Part>,
    mid: Option<(Part, Part)>,
    /// The third part under way was told.
    told: bool,
}

impl Detector {
    /// Whether one is under way.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        self.told || self.mid.is_some()
    }

    /// Takes what `singles` heard in the frame that ends at `now`.
    pub fn push(
        &mut self,
        singles: &Singles,
        ended: &[Option<Run>],
        now: Frames,
        tell: &mut dyn FnMut(Heard),
    ) {
        self.frame += 1;
        let frame = self.frame;
        let part = |index: usize| {
            let run = ended[SIT[index]]?;
            is_part(index, &run).then(|| Part { run, end: frame - u64::from(run.off) })
        };
        if let Some(low) = part(0) {
            self.low = Some(low);
        }
        if let Some(mid) = part(1) {
            let low = self.low.take().filter(|low| follows(low.end, &mid));
            self.mid = low.map(|low| (low, mid));
        }
        let high = singles.run(SIT[2]);
        let late = high.frames >= LONGEST && is_part(2, high);
        let third = if late { Some(Part { run: *high, end: frame }) } else { part(2) };
        if let Some(high) = third.filter(|_| !self.told)
            && let Some((low, mid)) = self.mid.take()
            && follows(mid.end, &high)
        {
            self.told = late;
            let tone = |edge, start| tell_of([&low, &mid, &high], frame, now, edge, start);
            tell(tone(Edge::Begin, low.end - u64::from(low.run.frames)));
            if !late {
                tell(tone(Edge::End, high.end));
            }
        }
        if high.frames == 0 {
            self.end(now, tell);
        }
        self.forget_old();
    }

    /// A third part that was told while it was on is over.
    fn end(&mut self, now: Frames, tell: &mut dyn FnMut(Heard)) {
        if std::mem::take(&mut self.told) {
            let start = Frames(now.0.saturating_sub(FRAME as u64 * 6));
            tell(Heard::plain(Tone::Sit, Edge::End, start));
        }
    }

    /// What has no follower by now gets none.
    fn forget_old(&mut self) {
        let old = |part: &Part| self.frame > part.end + GAP + u64::from(*LENGTH.end()) + 20;
        if self.low.as_ref().is_some_and(old) {
            self.low = None;
        }
        if self.mid.as_ref().is_some_and(|(_, mid)| old(mid)) {
            self.mid = None;
        }
    }

    /// Samples were lost.
    pub fn forget(&mut self) {
        (self.low, self.mid, self.told) = (None, None, false);
    }
}

/// Whether a run may be a part of the tone.
fn is_part(index: usize, run: &Run) -> bool {
    LENGTH.contains(&run.frames)
        && run.share() > SHARE
        && run.evenness() > EVEN
        && run.off_hz().abs() < OFF[index]
}

/// Whether a part begins where the one before ended.
fn follows(end: u64, part: &Part) -> bool {
    (part.end - u64::from(part.run.frames)).abs_diff(end) <= GAP
}

fn tell_of(parts: [&Part; 3], frame: u64, now: Frames, edge: Edge, start: u64) -> Heard {
    let at = |frames: u64| Frames(now.0.saturating_sub((frame - frames) * FRAME as u64));
    let figures = |index: usize| {
        let run = &parts[index].run;
        let millis = (run.frames * 5).saturating_sub(EDGES);
        (Singles::hz(SIT[index]) + run.off_hz(), u16::try_from(millis).unwrap_or(u16::MAX))
    };
    let figures = [figures(0), figures(1), figures(2)];
    let snr = parts.iter().map(|part| part.run.snr_db()).fold(f32::MAX, f32::min);
    Heard {
        power: parts[0].run.power(),
        snr_db: Some(snr),
        offset_percent: Some((figures[2].0 / 1776.7 - 1.0) * 100.0),
        detail: Detail::TriTone(figures),
        ..Heard::plain(Tone::Sit, edge, at(start))
    }
}

/// Milliseconds by which a run is longer than its part.
const EDGES: u32 = 5;
