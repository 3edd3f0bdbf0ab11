//! Cuts the call-tone band into stretches of tone and pause. A tone begins where the band holds most of the
//! channel's power, and ends where its own level falls by half, so that neither noise nor an echo in the
//! pauses moves the edges. May depend on `base`.

use crate::dsp::front::Front;
use crate::dsp::tone::band::{Band, PER_FRAME, SPAN, Sample};
use crate::dsp::tone::lines::{Analyser, Lines, MOST};

/// Share of the channel's power in the band while a tone is on: a tone 3 dB above white noise
/// (300–3400 Hz) has 0.63.
const SHARE: f32 = 0.6;
/// Mean square below which all is silence: -46 dBm0.
const FLOOR: f32 = 6.1e-6;
/// Shortest burst and shortest pause, in frames: anything below 50 ms is a flaw of its neighbour.
pub const FLAW: u32 = 10;
/// A pause is at least so much weaker than the burst before it (5 dB) ...
const DROP: f32 = 0.3;
/// ... for a while: per frame the memory of the burst fades by this much (10 dB per second).
const FADE: f32 = 0.9885;
/// Frames at either edge of a burst in which the filters ring.
const EDGE: u32 = 4;
/// Shortest burst, in frames, and smallest mean share for which a spectrum is worth its time.
const WORTH: (u32, f32) = (13, 0.6);
/// See [`Stretch::is_level`].
const LEVEL: f32 = 1.6;
/// Frames whose levels are remembered to date a begin.
const KEPT: usize = 24;

/// A stretch of tone or pause.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Stretch {
    /// Tone or pause.
    pub on: bool,
    /// Length in frames.
    pub frames: u32,
    /// Number of its first frame.
    pub begin: u64,
    /// Frequencies of a tone; empty when it is none.
    pub lines: Lines,
    /// Mean square in the band.
    pub power: f32,
    /// Share of the channel's power in the band.
    pub share: f32,
    /// Largest over smallest level over 0.2 s each, while it is going on.
    pub sway: f32,
}

impl Stretch {
    /// Whether the level keeps within 2 dB: that of a plucked or struck string does not.
    #[must_use]
    pub fn is_level(&self) -> bool {
        self.sway < LEVEL
    }

    /// The lines' power against all the rest of the channel, in dB.
    #[must_use]
    pub fn snr_db(&self) -> f32 {
        let tone = self.share.min(1.0) * self.lines.purity().min(1.0);
        10.0 * (tone / (1.0 - tone).max(1e-4)).max(1e-4).log10()
    }
}

/// The cutter.
#[derive(Debug, Clone)]
pub struct Cutter {
    band: Band,
    analyser: Analyser,
    tape: [Sample; MOST],
    frame: u64,
    levels: [f32; KEPT],
    on: bool,
    begin: u64,
    /// For how many frames it has looked like the opposite.
    doubt: u32,
    /// Level of the burst going on, or a fading memory of the last one.
    level: f32,
    /// Sums over the stretch: band, whole channel.
    sums: [f32; 2],
}

impl Cutter {
    /// At rest.
    #[must_use]
    pub fn new() -> Self {
        Self {
            band: Band::new(),
            analyser: Analyser::new(),
            tape: [[0.0; 2]; MOST],
            frame: 0,
            levels: [0.0; KEPT],
            on: false,
            begin: 0,
            doubt: 0,
            level: 0.0,
            sums: [0.0; 2],
        }
    }

    /// Frames so far.
    #[must_use]
    pub const fn frame(&self) -> u64 {
        self.frame
    }

    /// Whether a tone or something like it is on.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.on
    }

    /// First frame of the stretch going on.
    #[must_use]
    pub const fn begin(&self) -> u64 {
        self.begin
    }

    /// Frames the stretch going on has lasted.
    #[must_use]
    pub fn lasted(&self) -> u32 {
        u32::try_from(self.frame - self.begin).unwrap_or(u32::MAX).saturating_sub(self.doubt)
    }

    /// Takes a frame; the stretch that has just ended, if one has.
    pub fn push(&mut self, front: &Front) -> Option<Stretch> {
        self.band.push(front);
        let at = self.frame as usize * PER_FRAME % MOST;
        self.tape[at..at + PER_FRAME].copy_from_slice(&self.band.samples);
        let [band, all] = self.band.powers();
        self.levels[self.frame as usize % KEPT] = band;
        self.frame += 1;
        let full = band > SHARE * all && band > FLOOR;
        let on = full && band > if self.on { 0.5 } else { DROP } * self.level;
        if self.on && on {
            self.level += 0.05 * (band - self.level);
            self.sums[0] += band;
            self.sums[1] += all;
        } else if !self.on {
            self.level *= FADE;
        }
        if on == self.on {
            self.doubt = 0;
            return None;
        }
        self.doubt += 1;
        (self.doubt >= FLAW).then(|| self.turn())
    }

    /// The opposite has lasted long enough.
    fn turn(&mut self) -> Stretch {
        let edge = if self.on { self.frame - u64::from(self.doubt) } else { self.first() };
        let edge = edge.max(self.begin);
        let frames = u32::try_from(edge - self.begin).unwrap_or(u32::MAX);
        let share = (self.sums[0] / (self.sums[1] + 1e-12)).min(1.0);
        let mut done = Stretch { on: self.on, frames, begin: self.begin, ..Stretch::default() };
        if self.on {
            (done.power, done.share) = (self.level, share);
            if frames >= WORTH.0 && share > WORTH.1 {
                done.lines = self.lines(self.frame - edge, frames);
            }
        } else {
            let newest = |ago: u64| self.levels[((self.frame - 1 - ago) as usize) % KEPT];
            self.level = (0..4).map(newest).sum::<f32>() / 4.0;
        }
        self.on = !self.on;
        self.begin = edge;
        self.doubt = 0;
        self.sums = [0.0; 2];
        done
    }

    /// The frame at which a tone that is on now reached half its power.
    fn first(&self) -> u64 {
        let level = |frame: u64| self.levels[(frame % KEPT as u64) as usize];
        let newest = (self.frame - 4..self.frame).map(level).sum::<f32>() / 4.0;
        let oldest = self.frame.saturating_sub(KEPT as u64 - 2).max(self.begin);
        let mut first = self.frame - u64::from(self.doubt);
        // From where the doubt began, back or on to the crossing.
        while first > oldest && level(first - 1) > 0.5 * newest {
            first -= 1;
        }
        while first + 4 < self.frame && level(first) < 0.5 * newest {
            first += 1;
        }
        first
    }

    /// What the tone going on looks like, as far as the tape reaches back.
    #[must_use]
    pub fn peek(&self) -> Stretch {
        let share = (self.sums[0] / (self.sums[1] + 1e-12)).min(1.0);
        let (frames, power) = (self.lasted(), self.level);
        let worth = self.on && frames >= WORTH.0 && share > WORTH.1;
        let ago = u64::from(self.doubt);
        let lines = if worth { self.lines(ago, frames) } else { Lines::default() };
        let sway = self.sway(ago, frames);
        Stretch { on: self.on, frames, begin: self.begin, lines, power, share, sway }
    }

    /// How much the level of the newest frames moves, in five parts of the tape.
    fn sway(&self, ago: u64, frames: u32) -> f32 {
        const PART: usize = MOST / 6;
        let parts = (frames as usize * PER_FRAME / PART).min(5);
        let end = (self.frame - ago) as usize * PER_FRAME + 2 * MOST;
        let level = |part: usize| {
            let at = |n: usize| self.tape[(end - (part + 1) * PART + n) % MOST];
            (0..PART).map(at).map(|[re, im]| re * re + im * im).sum::<f32>()
        };
        let (mut least, mut most) = (f32::MAX, 0.0_f32);
        for level in (0..parts).map(level) {
            (least, most) = (least.min(level), most.max(level));
        }
        most / (least + 1e-20)
    }

    /// Lines of the burst of `frames` that ended `ago` frames ago, without its edges. Levels are of the
    /// middle of a span, samples are new: the burst is half a span older on the tape.
    fn lines(&self, ago: u64, frames: u32) -> Lines {
        let half = SPAN as u32 / 2;
        let newest = (ago as u32 + half).saturating_sub(1) + EDGE / 2;
        let oldest = (ago as u32 + frames + half).saturating_sub(EDGE / 2);
        let oldest = oldest.min((MOST / PER_FRAME) as u32).min(self.frame as u32);
        let count = oldest.saturating_sub(newest) as usize * PER_FRAME;
        let end = self.frame as usize * PER_FRAME + MOST * 2 - newest as usize * PER_FRAME;
        let sample = |n: usize| self.tape[(end - count + n) % MOST];
        self.analyser.run((0..count).map(sample))
    }

    /// Samples were lost: nothing is on.
    pub fn forget(&mut self) {
        self.band.forget();
        self.on = false;
        self.doubt = 0;
        self.begin = self.frame;
        self.level = 0.0;
        self.sums = [0.0; 2];
    }
}

impl Default for Cutter {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Dbm0;
    use crate::dsp::FRAME;
    use crate::dsp::tone::source::ToneSource;

    /// Stretches of a tone with noise of `noise` (peak) and an echo of the tone in its pauses.
    fn cut(hz: [f32; 2], times: &[u16], noise: f32, echo: f32) -> Vec<Stretch> {
        let mut source = ToneSource::custom(hz, times, Dbm0(-20.0));
        let mut steady = ToneSource::custom(hz, &[], Dbm0(-20.0));
        let (mut front, mut cutter) = (Front::new(), Cutter::new());
        let mut seed = 5_u32;
        let mut found = Vec::new();
        for frame in 0..800 {
            for value in &mut front.raw {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let tone = source.step() + echo * steady.step();
                let tone = if (40..760).contains(&frame) { tone } else { 0.0 };
                *value = tone + noise * (f32::from((seed >> 16) as u16) / 32_768.0 - 1.0);
            }
            front.run();
            found.extend(cutter.push(&front));
        }
        found
    }

    #[test]
    fn edges_stand_firm_in_noise_beats_and_echo() {
        // Noise 12 dB below the tone; an echo in the pauses 12 dB below it.
        for (noise, echo) in [(0.001, 0.0), (0.025, 0.0), (0.001, 0.25)] {
            for hz in [[450.0, 0.0], [440.0, 480.0], [350.0, 440.0]] {
                let found = cut(hz, &[350, 350], noise, echo);
                // The first burst begins with the noise; all that follow are whole.
                for stretch in &found[2..found.len() - 1] {
                    let millis = (stretch.frames * FRAME as u32 / 8).abs_diff(350);
                    assert!(millis <= 20, "{hz:?} {noise} {echo}: {stretch:?}");
                    assert!(!stretch.on || stretch.lines.is_tone(), "{hz:?}: {stretch:?}");
                }
                assert!(found.len() >= 8, "{hz:?} {noise} {echo}: {}", found.len());
            }
        }
    }
}
