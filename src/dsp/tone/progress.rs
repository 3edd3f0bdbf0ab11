//! Call-progress detector: dial, ring-back, busy and congestion tones by their frequencies and cadence,
//! the latter over two cycles. Speech may sound like a tone for a moment, but not twice in the rhythm of a
//! plan. May depend on `base`.
//!
//! A frame counts as "on" when most of its power lies between 320 and 660 Hz; while it is on, a spectrum
//! with 10 Hz steps is gathered, whose one or two peaks are the tone's frequencies.

use crate::base::signal::{Edge, Tone};
use crate::base::units::Frames;
use crate::dsp::FRAME;
use crate::dsp::filter::BandPass;
use crate::dsp::front::Front;
use crate::dsp::tone::plan::{PLANS, Region, ToneSpec};
use crate::dsp::tone::spectrum::Spectrum;

/// Share of the power between 320 and 660 Hz while a tone is on.
const SHARE: f32 = 0.60;
/// Mean square below which all is silence: -46 dBm0.
const FLOOR: f32 = 6.1e-6;
/// Frames over which shares are taken: 30 ms.
const SPAN: usize = 6;
/// Shortest on and shortest off, in frames; anything shorter is a flaw of its neighbour (60 ms).
const FLAW: u32 = 12;
/// A steady tone is a dial tone after so many frames (1.2 s).
const STEADY: u32 = 240;
/// Tolerances: cadence as a share plus frames, frequency as a share.
const CADENCE: (f32, f32) = (0.13, 4.0);
const PITCH: f32 = 0.021;
/// Times remembered.
const KEPT: usize = 8;

/// One tone heard, from its first burst.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// What.
    pub tone: Tone,
    /// Began or ended.
    pub edge: Edge,
    /// When.
    pub start: Frames,
    /// Mean square while on.
    pub power: f32,
}

/// A stretch of tone or pause that has ended.
#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    on: bool,
    frames: u32,
    /// Frame number of its begin.
    begin: u64,
    /// Peaks of an "on" in hertz; 0: none.
    hz: [f32; 2],
}

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    band: BandPass,
    wide: BandPass,
    past: [(f32, f32); SPAN],
    frame: u64,
    spectrum: Spectrum,
    /// The stretch going on, and how long its opposite has lasted.
    on: bool,
    begin: u64,
    doubt: u32,
    history: [Stretch; KEPT],
    telling: Option<(&'static ToneSpec, u64)>,
    power: f32,
}

impl Detector {
    /// A detector at rest.
    pub fn new() -> Self {
        Self {
            band: BandPass::new(320.0, 660.0, 121),
            wide: BandPass::new(200.0, 3600.0, 121),
            past: [(0.0, 0.0); SPAN],
            frame: 0,
            spectrum: Spectrum::new(),
            on: false,
            begin: 0,
            doubt: 0,
            history: [Stretch::default(); KEPT],
            telling: None,
            power: 0.0,
        }
    }

    /// Whether a tone, or something that may become one, is on.
    pub fn is_tonal(&self) -> bool {
        self.on
    }

    /// Power of the newest frame between 200 and 3600 Hz, and the share between 320 and 660 Hz over 30 ms.
    pub fn newest(&self) -> (f32, f32) {
        let sum = |pick: fn(&(f32, f32)) -> f32| self.past.iter().map(pick).sum::<f32>();
        let newest = self.past[(self.frame as usize + SPAN - 1) % SPAN].1;
        (newest, sum(|p| p.0) / (sum(|p| p.1) + 1e-12))
    }

    /// Takes a frame that ends at `now`.
    pub fn push(
        &mut self,
        front: &Front,
        now: Frames,
        region: Option<Region>,
        tell: &mut dyn FnMut(Heard),
    ) {
        let (frame, calm) = (&front.raw, front.calm);
        let mut band = [0.0; FRAME];
        let power = |x: &[f32; FRAME]| x.iter().map(|v| v * v).sum::<f32>() / FRAME as f32;
        self.past[self.frame as usize % SPAN] = if calm {
            self.band.pass(frame);
            self.wide.pass(frame);
            (0.0, power(frame))
        } else {
            let mut wide = [0.0; FRAME];
            self.band.run(frame, &mut band);
            self.wide.run(frame, &mut wide);
            (power(&band), power(&wide))
        };
        self.frame += 1;
        let (level, share) = self.newest();
        let on = share > SHARE && level > FLOOR;
        self.spectrum.push(&band);
        if on && self.on {
            self.spectrum.gather();
            self.power += 0.05 * (level - self.power);
        }
        self.turn(on);
        self.judge(now, region, tell);
    }

    /// Follows on and off; a change counts once it has lasted longer than a flaw.
    fn turn(&mut self, on: bool) {
        if on == self.on {
            self.doubt = 0;
            return;
        }
        self.doubt += 1;
        if self.doubt < FLAW {
            return;
        }
        let edge = self.frame - u64::from(self.doubt);
        let hz = if self.on { self.spectrum.peaks() } else { [0.0; 2] };
        let frames = u32::try_from(edge - self.begin).unwrap_or(u32::MAX);
        self.history.rotate_right(1);
        self.history[0] = Stretch { on: self.on, frames, begin: self.begin, hz };
        self.begin = edge;
        self.on = on;
        self.doubt = 0;
        if on {
            self.spectrum.clear();
        }
    }

    /// Frames the present stretch has lasted.
    fn lasted(&self) -> u32 {
        u32::try_from(self.frame - self.begin).unwrap_or(u32::MAX).saturating_sub(self.doubt)
    }

    fn judge(&mut self, now: Frames, region: Option<Region>, tell: &mut dyn FnMut(Heard)) {
        // A frame's number times its length, seen through the filters and the 30 ms of the share.
        let at = |frame: u64| {
            let behind = (self.frame - frame) * FRAME as u64 + 60 + (SPAN * FRAME / 2) as u64;
            Frames(now.0.saturating_sub(behind))
        };
        if let Some((spec, last_on)) = self.telling {
            let (still, end) = self.goes_on(spec, last_on);
            if still {
                self.telling = Some((spec, end));
            } else {
                self.telling = None;
                let (tone, edge, start) = (spec.tone, Edge::End, at(end));
                tell(Heard { tone, edge, start, power: self.power });
                self.history = [Stretch::default(); KEPT];
            }
            return;
        }
        let found = PLANS
            .iter()
            .filter(|spec| region.is_none_or(|region| spec.region == region))
            .find_map(|spec| self.fits(spec).map(|begin| (spec, begin)));
        if let Some((spec, begin)) = found {
            self.telling = Some((spec, self.frame));
            let (tone, edge, start) = (spec.tone, Edge::Begin, at(begin));
            tell(Heard { tone, edge, start, power: self.power });
        }
    }

    /// Whether the tone told goes on, and the last frame it was on.
    fn goes_on(&self, spec: &ToneSpec, last_on: u64) -> (bool, u64) {
        let end = if self.on { self.frame - u64::from(self.doubt) } else { last_on };
        let longest = |offset: usize| {
            let times = spec.cadence_millis.iter().skip(offset).step_by(2);
            times.max().map_or(0.0, |millis| f32::from(*millis) / 5.0)
        };
        let limit = |frames: f32| (frames * 1.25) as u32 + 20;
        let still = match (spec.cadence_millis.is_empty(), self.on) {
            (true, on) => on,
            (false, true) => self.lasted() <= limit(longest(0)),
            (false, false) => self.lasted() <= limit(longest(1)),
        };
        (still, end)
    }

    /// Whether the newest stretches are this row's; the frame at which they began.
    fn fits(&self, spec: &ToneSpec) -> Option<u64> {
        if spec.cadence_millis.is_empty() {
            let steady = self.on && self.lasted() >= STEADY;
            return (steady && pitch_fits(spec, self.spectrum.peaks())).then_some(self.begin);
        }
        let times = spec.cadence_millis;
        // Two cycles, the last pause as far as it must have gone to be this one.
        let needed = if times.len() == 2 { 3 } else { times.len() - 1 };
        if self.on || self.lasted() < (f32::from(times[times.len() - 1]) / 5.0 * 0.3) as u32 + FLAW
        {
            return None;
        }
        let newest = &self.history[..needed];
        let fits = newest.iter().enumerate().all(|(back, stretch)| {
            let millis = times[(times.len() - 2 + times.len() * 2 - back) % times.len()];
            let frames = f32::from(millis) / 5.0;
            let near = (stretch.frames as f32 - frames).abs() < frames * CADENCE.0 + CADENCE.1;
            stretch.begin > 0 && near && (!stretch.on || pitch_fits(spec, stretch.hz))
        });
        let last = &self.history[needed - 1];
        (fits && last.on && self.pause_fits(times)).then_some(last.begin)
    }

    /// The pause going on is not yet longer than the row's.
    fn pause_fits(&self, times: &[u16]) -> bool {
        let frames = f32::from(times[times.len() - 1]) / 5.0;
        let lasted = self.lasted() as f32;
        lasted < frames * (1.0 + CADENCE.0) + CADENCE.1 && lasted > frames * (0.85 - CADENCE.0)
            || times.len() == 2 && frames > 300.0 && lasted > 100.0
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether the peaks are the row's frequencies.
fn pitch_fits(spec: &ToneSpec, peaks: [f32; 2]) -> bool {
    let near = |a: f32, b: f32| (a - b).abs() <= b * PITCH;
    let [low, high] =
        if peaks[1] > 0.0 && peaks[1] < peaks[0] { [peaks[1], peaks[0]] } else { peaks };
    if spec.hz[1] == 0.0 {
        return near(low, spec.hz[0]) && high == 0.0;
    }
    near(low, spec.hz[0]) && near(high, spec.hz[1])
}
