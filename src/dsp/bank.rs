//! The detector bank: every listener of a line behind one door. May depend on `base` and the rest of `dsp`.

use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, LineSignal, Tone};
use crate::base::units::{Dbm0, Frames, LINE_RATE};
use crate::dsp::front::Front;
use crate::dsp::tone::heard::Heard;
use crate::dsp::tone::plan::{Region, ToneSpec};
use crate::dsp::{FRAME, dtmf, fsk, ring, tone, voice};

/// Digits so soon after a tone are dialled and no caller ID: 15 s.
const DIALLED_WITHIN: u64 = 15 * LINE_RATE as u64;
/// So long after such a tone its last burst is not taken for a recording tone: 2 s.
const REFUSED_FOR: u64 = 2 * LINE_RATE as u64;
/// Frames of silence that settle what is open at the end: 0.5 s.
const FLUSH: usize = 100;

/// What the line's state makes sensible to listen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Caller ID by FSK and DTMF, ringing, voice.
    #[default]
    OnHook,
    /// Digits, call-waiting bursts, tones, voice. No DTMF caller ID: digits are dialled.
    OffHook,
    /// Everything: a recording of unknown kind.
    File,
}

/// How to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BankConfig {
    /// At first.
    pub mode: Mode,
    /// The tone plan; `None`: whichever fits.
    pub region: Option<Region>,
}

/// One fact heard. Frames count at 8 kHz from the bank's construction, gaps included.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    /// When the fact began.
    pub start: Frames,
    /// When it was decided (`>= start`).
    pub decided: Frames,
    /// The fact: `Ring`, `CallerId`, `BurstBegun`, `BurstDamaged`, `Digit`, `Tone` or `Voice`.
    pub signal: LineSignal,
    /// The grounds; for `BurstDamaged`, why.
    pub evidence: Evidence,
}

/// All detectors of one line. Feeding allocates nothing but the texts inside a detection.
#[derive(Debug, Clone)]
pub struct Bank {
    mode: Mode,
    region: Option<Region>,
    /// Samples and gaps so far.
    clock: u64,
    front: Front,
    filled: usize,
    fsk: fsk::Receiver,
    dtmf: dtmf::detector::Detector,
    caller: dtmf::caller::Collector,
    progress: tone::progress::Detector,
    fax: tone::fax::Detector,
    listen: voice::Ears,
    ring: ring::Detector,
    /// When busy or the like was last known to go on: nobody answers then.
    refused: Option<u64>,
    /// When a tone was told last: digits after it are dialled.
    talk: Option<u64>,
}

impl Bank {
    /// Detectors at rest.
    #[must_use]
    pub fn new(config: BankConfig) -> Self {
        Self {
            mode: config.mode,
            region: config.region,
            clock: 0,
            front: Front::new(),
            filled: 0,
            fsk: fsk::Receiver::new(),
            dtmf: dtmf::detector::Detector::new(),
            caller: dtmf::caller::Collector::default(),
            progress: tone::progress::Detector::new(),
            fax: tone::fax::Detector::new(),
            listen: voice::Ears::new(),
            ring: ring::Detector::new(),
            refused: None,
            talk: None,
        }
    }

    /// Changes what is listened for. A burst or digit under way is not lost.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Changes the tone plan.
    pub fn set_region(&mut self, region: Option<Region>) {
        self.region = region;
    }

    /// Tones that no plan has (see [`teach`](tone::teach)), at most
    /// [`MOST_TAUGHT`](tone::progress::MOST_TAUGHT).
    pub fn set_taught(&mut self, rows: &[ToneSpec]) {
        self.progress.set_taught(rows);
    }

    /// The bank's clock: samples and gaps so far.
    #[must_use]
    pub fn now(&self) -> Frames {
        Frames(self.clock)
    }

    /// Takes samples at 8 kHz (full scale 1.0), any number of them, and tells what was decided.
    /// The result does not depend on how the stream is cut into blocks. Values that are no numbers
    /// count as silence.
    pub fn feed(&mut self, mut samples: &[f32], tell: &mut dyn FnMut(Detection)) {
        while !samples.is_empty() {
            let take = (FRAME - self.filled).min(samples.len());
            let (now, later) = samples.split_at(take);
            for (slot, value) in self.front.raw[self.filled..].iter_mut().zip(now) {
                *slot = if value.is_finite() { value.clamp(-4.0, 4.0) } else { 0.0 };
            }
            samples = later;
            self.filled += take;
            self.clock += take as u64;
            if self.filled == FRAME {
                self.filled = 0;
                self.frame(tell);
            }
        }
    }

    /// One whole frame that ends at the clock.
    fn frame(&mut self, tell: &mut dyn FnMut(Detection)) {
        let now = Frames(self.clock);
        self.front.run();
        let mut burst = false;
        self.fsk.push(&self.front, now, &mut |event| {
            burst = true;
            tell(event);
        });
        if burst {
            self.listen.toned();
        }
        self.digits(now, tell);
        self.tones(now, tell);
        self.rings(now, tell);
    }

    /// Tones and voice. Filters run in every mode, so that a change of mode finds them settled.
    fn tones(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        let mode = self.mode;
        let mut talk = self.talk;
        let mut begun = false;
        let mut heard = |heard: Heard| {
            talk = Some(now.0);
            // An end is told late: somebody may have answered since.
            begun |= heard.edge == Edge::Begin;
            if mode != Mode::OnHook {
                let signal = LineSignal::Tone(heard.tone, heard.edge);
                let evidence = heard.evidence();
                tell(Detection { start: heard.start, decided: now, signal, evidence });
            }
        };
        self.progress.push(&self.front, now, self.region, &mut heard);
        self.fax.push(&self.front, now, &mut heard);
        self.talk = talk;
        if begun {
            self.listen.toned();
        }
        let known = self.fax.is_telling() || self.dtmf.is_busy() || self.fsk.is_busy();
        // Somebody may answer while the pause of a ring-back tone still lasts.
        // And a low recording tone may pass for dial tone.
        if matches!(self.progress.telling(), Some(Tone::Busy | Tone::Congestion | Tone::Sit)) {
            self.refused = Some(now.0);
        }
        let refused = self.refused.is_some_and(|last| now.0 < last + REFUSED_FOR);
        let alone = mode == Mode::OnHook || refused || self.fax.is_telling();
        let others = voice::Others { known, alone };
        self.listen.push(&self.front, others, now, tell);
    }

    fn rings(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        if let Some((edge, ago)) = self.ring.push(&self.front)
            && self.mode != Mode::OffHook
        {
            let start = Frames(now.0.saturating_sub(u64::from(ago) * FRAME as u64));
            let signal = LineSignal::Ring(edge);
            tell(Detection { start, decided: now, signal, evidence: Evidence::default() });
        }
    }

    fn digits(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        if let Some(press) = self.dtmf.push(&self.front, now) {
            let rms = press.peak * std::f32::consts::FRAC_1_SQRT_2;
            let level_dbm0 = Some(Dbm0::from_rms(rms).0);
            let (snr_db, offset_percent) = (Some(press.snr_db), Some(press.offset_percent));
            let evidence = Evidence { level_dbm0, snr_db, offset_percent, ..Evidence::default() };
            self.caller.push(&press);
            if self.mode != Mode::OnHook {
                let signal = LineSignal::Digit { digit: press.key, lasted: press.lasted };
                tell(Detection { start: press.start, decided: now, signal, evidence });
            }
        }
        if self.mode == Mode::OffHook {
            self.caller.clear();
        } else if let Some((start, id)) = self.caller.poll(now)
            && self
                .talk
                .is_none_or(|last| last + DIALLED_WITHIN < now.0 || self.mode == Mode::OnHook)
        {
            let signal = LineSignal::CallerId(id);
            tell(Detection { start, decided: now, signal, evidence: Evidence::default() });
        }
    }

    /// So many frames were lost: time goes on, whatever was under way is over.
    pub fn gap(&mut self, frames: Frames, tell: &mut dyn FnMut(Detection)) {
        self.clock += frames.0;
        self.filled = 0;
        self.front.forget();
        self.fsk.gap(Frames(self.clock), tell);
        self.dtmf.reset();
        self.listen.gap();
        self.caller.clear();
        let mode = self.mode;
        let (now, before) = (Frames(self.clock), Frames(self.clock - frames.0));
        let mut heard = |heard: Heard| {
            if mode != Mode::OnHook {
                let signal = LineSignal::Tone(heard.tone, heard.edge);
                let evidence = heard.evidence();
                tell(Detection { start: heard.start, decided: now, signal, evidence });
            }
        };
        self.progress.gap(before, &mut heard);
        self.fax.gap(before, &mut heard);
    }

    /// No more samples will come: decides what is still open. The clock does not move on.
    pub fn finish(&mut self, tell: &mut dyn FnMut(Detection)) {
        let end = self.clock;
        let mut last = |mut event: Detection| {
            event.start = event.start.min(Frames(end));
            event.decided = event.decided.min(Frames(end));
            tell(event);
        };
        for _ in 0..FLUSH {
            self.feed(&[0.0; FRAME], &mut last);
        }
        self.listen.finish(Frames(end), &mut last);
        self.gap(Frames(0), &mut last);
        self.clock = end;
    }
}
