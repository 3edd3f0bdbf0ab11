//! The detector bank: every listener of a line behind one door. May depend on `base` and the rest of `dsp`.

use crate::base::evidence::Evidence;
use crate::base::signal::LineSignal;
use crate::base::units::Frames;
use crate::dsp::tone::plan::Region;

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
    clock: u64,
}

impl Bank {
    /// Detectors at rest.
    #[must_use]
    pub fn new(config: BankConfig) -> Self {
        Self { mode: config.mode, region: config.region, clock: 0 }
    }

    /// Changes what is listened for. A burst or digit under way is not lost.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Changes the tone plan.
    pub fn set_region(&mut self, region: Option<Region>) {
        self.region = region;
    }

    /// The bank's clock: samples and gaps so far.
    #[must_use]
    pub fn now(&self) -> Frames {
        Frames(self.clock)
    }

    /// Takes samples at 8 kHz (full scale 1.0), any number of them, and tells what was decided.
    /// The result does not depend on how the stream is cut into blocks.
    pub fn feed(&mut self, samples: &[f32], _tell: &mut dyn FnMut(Detection)) {
        self.clock += samples.len() as u64;
    }

    /// So many frames were lost: time goes on, whatever was under way is over.
    pub fn gap(&mut self, frames: Frames, _tell: &mut dyn FnMut(Detection)) {
        self.clock += frames.0;
    }

    /// No more samples will come: decides what is still open.
    pub fn finish(&mut self, _tell: &mut dyn FnMut(Detection)) {}
}
