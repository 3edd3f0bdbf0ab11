//! Call-progress detector: dial, ring-back, busy and congestion tones and the "number not in use" rhythm by
//! their frequencies and cadence (ITU-T E.180 supplement 2), the latter over two cycles. Speech may sound
//! like a tone for a moment, but not twice in the rhythm of a plan. May depend on `base`.

use crate::base::signal::{Edge, Tone};
use crate::base::units::Frames;
use crate::dsp::FRAME;
use crate::dsp::front::Front;
use crate::dsp::tone::band::DELAY;
use crate::dsp::tone::heard::{Detail, Heard};
use crate::dsp::tone::plan::{Region, ToneSpec};
use crate::dsp::tone::rhythm::{self, Fit, History, KEPT, STEADY, allowed};
use crate::dsp::tone::stretch::{Cutter, Stretch};

/// Most rows that may be taught.
pub const MOST_TAUGHT: usize = 8;
/// Frames between looks at the frequencies of a tone that goes on: 0.2 s.
const PEEK: u32 = 40;
/// Frames between looks at the rhythm in a pause: 20 ms.
const LOOK: u32 = 4;
/// Longest pause of any cadence that is looked at, in frames: 4 s.
const PAUSE: u32 = 800;
/// Bursts in a row that are not the tone's own and end it.
const STRANGE: u8 = 2;

/// A tone that goes on.
#[derive(Debug, Clone, Copy)]
struct Telling {
    spec: ToneSpec,
    /// Frame at which its last burst ended.
    last: u64,
    strange: u8,
    /// As told at its begin.
    power: f32,
}

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    cutter: Cutter,
    past: [Stretch; KEPT],
    /// The stretch going on when it was last looked at.
    peeked: Stretch,
    /// What began earlier belongs to a tone that has ended.
    from: u64,
    telling: Option<Telling>,
    taught: [Option<ToneSpec>; MOST_TAUGHT],
}

impl Detector {
    /// A detector at rest.
    #[must_use]
    pub fn new() -> Self {
        Self {
            cutter: Cutter::new(),
            past: [Stretch::default(); KEPT],
            peeked: Stretch::default(),
            from: 1,
            telling: None,
            taught: [None; MOST_TAUGHT],
        }
    }

    /// Rows that were taught (see [`teach`](super::teach)); beyond [`MOST_TAUGHT`] they are left out.
    pub fn set_taught(&mut self, rows: &[ToneSpec]) {
        let mut rows = rows.iter().copied().map(|row| ToneSpec { region: None, ..row });
        self.taught = std::array::from_fn(|_| rows.next());
    }

    /// The tone that goes on.
    pub fn telling(&self) -> Option<Tone> {
        self.telling.as_ref().map(|telling| telling.spec.tone)
    }

    /// Takes a frame that ends at `now`.
    pub fn push(
        &mut self,
        front: &Front,
        now: Frames,
        region: Option<Region>,
        tell: &mut dyn FnMut(Heard),
    ) {
        let turned = self.cutter.push(front);
        let (on, lasted) = (self.cutter.is_on(), self.cutter.lasted());
        if let Some(done) = turned {
            self.past.rotate_right(1);
            self.past[0] = done;
            self.peeked = Stretch::default();
            if done.on {
                self.follow(&done);
            }
        }
        self.end(on, lasted, now, tell);
        if on && is_due(lasted) && lasted != self.peeked.frames {
            self.peeked = self.cutter.peek();
            if self.peeked.lines.is_tone() && (lasted >= STEADY || self.past[1].lines.is_tone()) {
                self.look(now, region, tell);
            }
        } else if !on
            && (turned.is_some() || lasted.is_multiple_of(LOOK) && lasted < PAUSE)
            && self.past[0].lines.is_tone()
            && self.past[2].lines.is_tone()
        {
            self.look(now, region, tell);
        }
    }

    /// Looks for a row that fits what was heard.
    fn look(&mut self, now: Frames, region: Option<Region>, tell: &mut dyn FnMut(Heard)) {
        if self.telling.is_some() {
            return;
        }
        let (on, frames) = (self.cutter.is_on(), self.cutter.lasted());
        let newest = Stretch { on, frames, begin: self.cutter.begin(), ..self.peeked };
        let history = History { past: self.past, now: newest, from: self.from };
        let count = self.taught.iter().flatten().count();
        let mut rows = [ToneSpec::NONE; MOST_TAUGHT];
        for (row, taught) in rows.iter_mut().zip(self.taught.iter().flatten()) {
            *row = *taught;
        }
        if let Some(fit) = rhythm::best(&history, region, &rows[..count]) {
            self.begin(&fit, now, tell);
        }
    }

    fn begin(&mut self, fit: &Fit, now: Frames, tell: &mut dyn FnMut(Heard)) {
        let Fit { spec, sample, .. } = *fit;
        let last = if self.cutter.is_on() { self.cutter.frame() } else { self.cutter.begin() };
        self.telling = Some(Telling { spec, last, strange: 0, power: sample.power });
        tell(Heard {
            power: sample.power,
            snr_db: Some(sample.snr_db()),
            offset_percent: Some(fit.offset * 100.0),
            detail: Detail::Cadence { hz: sample.lines.hz(), millis: fit.millis },
            ..Heard::plain(spec.tone, Edge::Begin, self.at(fit.begin, now))
        });
    }

    /// Whether a burst that has ended belongs to the tone being told.
    fn follow(&mut self, done: &Stretch) {
        let Some(telling) = &mut self.telling else { return };
        let length = done.frames as f32;
        // Half as much tolerance again as for its begin.
        let near = |millis: &u16| {
            let frames = f32::from(*millis) / 5.0;
            let (least, most) = allowed(frames);
            length > frames - 1.5 * (frames - least) && length < frames + 1.5 * (most - frames)
        };
        let spec = &telling.spec;
        let timed = spec.cadence.is_steady() || spec.cadence.millis().iter().step_by(2).any(near);
        let own = timed && done.lines.offset(spec).is_some();
        if own || spec.cadence.is_steady() {
            telling.last = done.begin + u64::from(done.frames);
        }
        telling.strange = if own { 0 } else { telling.strange + 1 };
    }

    /// Tells the end of a tone when it is over.
    fn end(&mut self, on: bool, lasted: u32, now: Frames, tell: &mut dyn FnMut(Heard)) {
        let Some(telling) = self.telling else { return };
        let [burst, pause] =
            telling.spec.cadence.longest().map(|millis| u32::from(millis) / 4 + 20);
        let goes_on = match (telling.spec.cadence.is_steady(), on) {
            (true, on) => on,
            (false, true) => lasted <= burst,
            (false, false) => lasted <= pause,
        };
        if goes_on && telling.strange < STRANGE {
            return;
        }
        self.telling = None;
        self.from = telling.last;
        let heard = Heard::plain(telling.spec.tone, Edge::End, self.at(telling.last, now));
        tell(Heard { power: telling.power, ..heard });
    }

    /// When a frame's stretch began: the middle of the time its level was taken over, behind the filters.
    fn at(&self, frame: u64, now: Frames) -> Frames {
        let behind = (self.cutter.frame() - frame) * FRAME as u64 + DELAY;
        Frames(now.0.saturating_sub(behind.saturating_sub(FRAME as u64 / 2)))
    }

    /// Samples were lost: what was under way is over.
    pub fn gap(&mut self, now: Frames, tell: &mut dyn FnMut(Heard)) {
        if let Some(telling) = self.telling.take() {
            let last = if self.cutter.is_on() { self.cutter.frame() } else { telling.last };
            let heard = Heard::plain(telling.spec.tone, Edge::End, self.at(last, now));
            tell(Heard { power: telling.power, ..heard });
        }
        self.cutter.forget();
        self.past = [Stretch::default(); KEPT];
        self.peeked = Stretch::default();
        self.from = self.cutter.frame() + 1;
    }
}

/// Whether a tone that has lasted for so many frames shall be looked at.
fn is_due(lasted: u32) -> bool {
    lasted > 0 && lasted.is_multiple_of(PEEK) || lasted == STEADY
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}
