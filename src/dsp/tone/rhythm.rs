//! Which row of the plans the newest stretches follow. May depend on `base`.

use crate::dsp::tone::plan::{Cadence, PLANS, Region, ToneSpec};
use crate::dsp::tone::stretch::{FLAW, Stretch};

/// Stretches remembered.
pub const KEPT: usize = 12;
/// Tolerance of a time: share and frames. Exchanges keep ±10 %; edges are found to 10 ms.
const CADENCE: (f32, f32) = (0.11, 4.0);
/// A steady tone is a dial tone after so many frames, 1.14 s: longer than a second of ringing tone may be.
pub const STEADY: u32 = 228;
/// Frames of tone that make a rhythm: 0.45 s, at least two bursts.
const ENOUGH: f32 = 90.0;
/// A pause of a second says enough when it is over: the burst after it has to last for 0.2 s only.
const LONG: u16 = 1000;
/// See [`LONG`], in frames.
const BEGUN: u32 = 40;
/// Smallest share of the channel's power in the lines of a steady tone, which has no rhythm to tell it from
/// music: noise 9.5 dB below it (300–3400 Hz) leaves 0.88, 5 dB 0.72. The latter will do for a pair where
/// the country is known: 320 minutes of music, mostly the same played faster and slower, had neither.
const CLEAR: [f32; 2] = [0.88, 0.72];
/// Largest offset of a steady tone: ±1.5 % and the error of a spectrum of 1.2 s.
const STEADY_PITCH: f32 = 0.0165;
/// Frames in a millisecond.
const PER_MILLI: f32 = 0.2;

/// The newest stretches.
#[derive(Debug, Clone, Copy)]
pub struct History {
    /// Ended, the newest first.
    pub past: [Stretch; KEPT],
    /// Going on. Its lines are known every 0.2 s only.
    pub now: Stretch,
    /// Nothing that began before this frame counts.
    pub from: u64,
}

/// A row that fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The row.
    pub spec: ToneSpec,
    /// First frame of the first burst.
    pub begin: u64,
    /// How badly it fits: 0 is perfect.
    pub misfit: f32,
    /// Mean offset of the frequencies, as a share.
    pub offset: f32,
    /// A stretch of the tone.
    pub sample: Stretch,
    /// Its times as measured, in milliseconds.
    pub millis: [u16; Cadence::MOST],
    /// Whether it has lasted long enough to be sure.
    ready: bool,
}

/// The row that fits best. Taught rows come before all others, rows of the region before the rest.
#[must_use]
pub fn best(history: &History, region: Option<Region>, taught: &[ToneSpec]) -> Option<Fit> {
    let rank = |fit: &Fit| {
        let favour = match fit.spec.region {
            None => 8.0,
            home if home == region => 4.0,
            _ => 0.0,
        };
        fit.misfit - favour
    };
    // One's own exchange gives dial tone; all others may come from abroad.
    let heard_here =
        |spec: &&ToneSpec| !spec.cadence.is_steady() || region.is_none() || spec.region == region;
    let mut found: Option<Fit> = None;
    for spec in taught.iter().chain(PLANS.iter().filter(heard_here)) {
        if let Some(fit) = fits(history, spec, region.is_some())
            && found.as_ref().is_none_or(|other| rank(&fit) < rank(other))
        {
            found = Some(fit);
        }
    }
    // The best one is waited for, even when another would be ready.
    found.filter(|fit| fit.ready)
}

/// Whether the newest stretches are this row's.
fn fits(history: &History, spec: &ToneSpec, region_known: bool) -> Option<Fit> {
    let times = spec.cadence.millis();
    if times.is_empty() {
        return steady(history, spec, CLEAR[usize::from(region_known && spec.hz[1] > 0.0)]);
    }
    let long = times[times.len() - 1] >= LONG && times.len() == 2;
    if long {
        return begun(history, spec);
    }
    let pause = frames(times[times.len() - 1]);
    let waited = history.now.frames as f32;
    if history.now.on || history.now.frames < FLAW || waited > allowed(pause).1 {
        return None;
    }
    let cycles = if times.len() > 2 { 1 } else { needed(times[0]) };
    let fit = repeats(history, spec, cycles * times.len() - 1)?;
    Some(Fit { ready: waited >= pause * 0.75, ..fit })
}

/// Bursts of this length that make a rhythm.
fn needed(on: u16) -> usize {
    ((ENOUGH / frames(on)).ceil() as usize).clamp(2, KEPT / 2)
}

/// Whether the newest `count` stretches, of which the newest is the row's last burst, are the row's.
fn repeats(history: &History, spec: &ToneSpec, count: usize) -> Option<Fit> {
    let times = spec.cadence.millis();
    let mut offsets = Mean::default();
    let mut misfits = Mean::default();
    let mut begin = None;
    for (back, stretch) in history.past.iter().enumerate() {
        let wanted = times[(times.len() * KEPT - 2 - back) % times.len()];
        let known = stretch.begin >= history.from && stretch.on == (back % 2 == 0);
        let fit = near(stretch, wanted).filter(|_| known);
        let offset = if stretch.on { stretch.lines.offset(spec) } else { Some(0.0) };
        let Some((misfit, offset)) = fit.zip(offset) else {
            // What is older than needed may be part of it or not.
            if back < count {
                return None;
            }
            break;
        };
        misfits.add(misfit);
        if stretch.on {
            offsets.add(offset);
            begin = Some(stretch.begin);
        }
    }
    let mut millis = [0; Cadence::MOST];
    let first = count + 1 - times.len();
    for (slot, back) in millis.iter_mut().zip((0..times.len() - 1).rev()) {
        *slot = (history.past[back].frames as f32 / PER_MILLI) as u16;
    }
    if first >= times.len() {
        millis[times.len() - 1] = (history.past[times.len() - 1].frames as f32 / PER_MILLI) as u16;
    }
    Some(fit(spec, begin?, [misfits.get(), offsets.get()], history.past[0], millis))
}

/// A row with a long pause: burst, pause, and the next burst has begun.
fn begun(history: &History, spec: &ToneSpec) -> Option<Fit> {
    let times = spec.cadence.millis();
    let now = if history.now.on { &history.now } else { &history.past[0] };
    let past = if history.now.on { &history.past[..] } else { &history.past[1..] };
    let fresh = history.now.on || history.now.frames < 2 * FLAW;
    let [pause, burst] = [&past[0], &past[1]];
    let right = fresh && now.on && now.frames >= BEGUN && burst.on && burst.begin >= history.from;
    if !right || burst.frames == 0 || now.frames as f32 > allowed(frames(times[0])).1 {
        return None;
    }
    let misfit = f32::midpoint(near(burst, times[0])?, near(pause, times[1])?);
    let offset = f32::midpoint(burst.lines.offset(spec)?, now.lines.offset(spec)?);
    let mut millis = [0; Cadence::MOST];
    millis[0] = (burst.frames as f32 / PER_MILLI) as u16;
    millis[1] = (pause.frames as f32 / PER_MILLI) as u16;
    Some(fit(spec, burst.begin, [misfit, offset], *burst, millis))
}

/// A dial tone: on for longer than any other tone of these frequencies would be.
fn steady(history: &History, spec: &ToneSpec, clear: f32) -> Option<Fit> {
    let now = &history.now;
    let clear = now.share * now.lines.purity() > clear && now.is_level();
    if !now.on || now.frames < STEADY || !clear || now.begin < history.from {
        return None;
    }
    let offset = now.lines.offset(spec).filter(|offset| offset.abs() < STEADY_PITCH)?;
    let bursts = PLANS.iter().filter(|row| row.region == spec.region && row.hz == spec.hz);
    let longest = bursts.map(|row| row.cadence.longest()[0]).max().unwrap_or_default();
    let (_, most) = allowed(frames(longest));
    let fit = fit(spec, now.begin, [0.0, offset], *now, [0; Cadence::MOST]);
    Some(Fit { ready: now.frames as f32 > most, ..fit })
}

/// How badly a stretch fits a time, 0 to 1; `None`: not at all.
fn near(stretch: &Stretch, millis: u16) -> Option<f32> {
    let wanted = frames(millis);
    let (least, most) = allowed(wanted);
    let length = stretch.frames as f32;
    let fits = stretch.frames > 0 && length > least && length < most;
    fits.then(|| ((length - wanted) / (most - wanted)).powi(2))
}

fn fit(
    spec: &ToneSpec,
    begin: u64,
    [misfit, offset]: [f32; 2],
    sample: Stretch,
    millis: [u16; Cadence::MOST],
) -> Fit {
    let pitch = (offset / crate::dsp::tone::lines::PITCH).powi(2);
    Fit { spec: *spec, begin, misfit: misfit + pitch, offset, sample, millis, ready: true }
}

/// Milliseconds as frames.
fn frames(millis: u16) -> f32 {
    f32::from(millis) * PER_MILLI
}

/// Shortest and longest that a time of so many frames may be.
#[must_use]
pub fn allowed(frames: f32) -> (f32, f32) {
    let slack = frames * CADENCE.0 + CADENCE.1;
    (frames - slack, frames + slack)
}

/// A mean in the making.
#[derive(Debug, Clone, Copy, Default)]
struct Mean {
    sum: f32,
    count: f32,
}

impl Mean {
    fn add(&mut self, value: f32) {
        self.sum += value;
        self.count += 1.0;
    }

    fn get(self) -> f32 {
        self.sum / self.count.max(1.0)
    }
}
