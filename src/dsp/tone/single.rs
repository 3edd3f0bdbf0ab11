//! Single tones of known frequency: how long each has been on, how pure and how strong it is, and its exact
//! frequency. One correlation per frame serves special information and fax tones. May depend on `base`.

use crate::base::units::LINE_RATE;
use crate::dsp::FRAME;
use crate::dsp::complex::Complex;
use crate::dsp::correlate::Correlator;
use crate::dsp::front::Front;

/// The tones in hertz: parts of the special information tone, fax calling tone, answer tone.
const HZ: [f64; TONES] = [950.0, 1400.0, 1776.7, 1100.0, 2100.0];
const TONES: usize = 5;
/// Room for the tones in whole vectors.
const LANES: usize = 16;
/// Indices into the runs.
pub const SIT: [usize; 3] = [0, 1, 2];
/// See [`SIT`].
pub const CNG: usize = 3;
/// See [`SIT`].
pub const CED: usize = 4;
/// Share of the power in the tone over 20 ms while it is on. A tone 55 Hz off (913.8 Hz less 2 %) still has
/// 0.77 of its power in the bin of a frame, 12 dB above noise (300–3400 Hz) 0.72.
const SHARE: f32 = 0.6;
/// Share of the power in the low band from which on no tone can have [`SHARE`].
const LOW: f32 = 0.75;
/// Frames weighed together.
const SPAN: usize = 4;
/// Mean square below which all is silence: -46 dBm0.
const FLOOR: f32 = 6.1e-6;
/// Pauses that end a run, in frames: 30 ms in the special information tone; a phase reversal takes 20 ms.
const PAUSE: [u32; TONES] = [6, 6, 6, 10, 10];

/// Frames over which a turn of the phase is looked for: 30 ms, in which 2100 Hz makes whole turns.
const LAG: usize = 6;
/// Reversals are 450 ms apart; two within 100 ms are one.
const APART: u32 = 20;

/// A tone that goes on or has just ended.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Run {
    /// Frames it has lasted.
    pub frames: u32,
    /// Frames since it was last on.
    pub off: u32,
    /// Turn of the phase from frame to frame, summed up.
    slip: [f32; 2],
    /// Lengths of what is in `slip`.
    weight: f32,
    /// Powers summed up: tone, whole channel.
    powers: [f32; 2],
    /// How often the phase turned over (answer tone only).
    pub reversals: u32,
    /// Frames since the last time.
    since: u32,
    /// Sums over powers of frames turned by 15 Hz, and over their squares.
    swing: [f32; 2],
}

impl Run {
    /// Frequency in hertz, as far as it is from the nominal one.
    #[must_use]
    pub fn off_hz(&self) -> f32 {
        self.slip[1].atan2(self.slip[0]) / std::f32::consts::TAU * (LINE_RATE as f32 / FRAME as f32)
    }

    /// 1 when the phase runs on evenly.
    #[must_use]
    pub fn evenness(&self) -> f32 {
        self.slip[0].hypot(self.slip[1]) / (self.weight + 1e-20)
    }

    /// Share of the channel's power, made good for the distance from the nominal frequency.
    #[must_use]
    pub fn share(&self) -> f32 {
        let x = std::f32::consts::PI * self.off_hz() * FRAME as f32 / LINE_RATE as f32;
        let fall = if x.abs() < 1e-3 { 1.0 } else { (x.sin() / x).powi(2) };
        (self.powers[0] / (self.powers[1] + 1e-20) / fall.max(0.3)).min(1.0)
    }

    /// Mean square of the whole channel while the tone was on.
    #[must_use]
    pub fn power(&self) -> f32 {
        self.powers[1] / self.frames.max(1) as f32
    }

    /// The tone against the rest, in dB.
    #[must_use]
    pub fn snr_db(&self) -> f32 {
        let share = self.share();
        10.0 * (share / (1.0 - share).max(1e-3)).log10()
    }

    /// Depth of a swing of the level 15 times a second: 0 none, 0.2 as V.8 has it.
    #[must_use]
    pub fn depth(&self) -> f32 {
        // Powers swing by twice the depth: mean times (1 + 2m cos), of which the sum keeps m.
        self.swing[0].hypot(self.swing[1]) / (self.powers[0] + 1e-20)
    }
}

/// Listens for all of them.
#[derive(Debug, Clone)]
pub struct Singles {
    correlator: Correlator<LANES>,
    /// Takes the nominal turn per frame back.
    steps: [Complex; TONES],
    frame: usize,
    past: [[f32; TONES + 1]; SPAN],
    previous: [[f32; 2]; TONES],
    /// The answer tone's newest frames, to see its phase turn over.
    answer: [[f32; 2]; LAG + 1],
    runs: [Run; TONES],
    quiet: u32,
    /// 15 Hz, frame by frame: three turns in 200 ms.
    turns: [[f32; 2]; 40],
}

impl Singles {
    /// At rest.
    #[must_use]
    pub fn new() -> Self {
        let mut hz = [0.0; LANES / 2];
        hz[..TONES].copy_from_slice(&HZ);
        let step = |hz: f64| {
            Complex::unit(-std::f64::consts::TAU * hz * FRAME as f64 / f64::from(LINE_RATE))
        };
        Self {
            correlator: Correlator::new(&hz),
            steps: HZ.map(step),
            frame: 0,
            past: [[0.0; TONES + 1]; SPAN],
            previous: [[0.0; 2]; TONES],
            answer: [[0.0; 2]; LAG + 1],
            runs: [Run::default(); TONES],
            quiet: 0,
            turns: std::array::from_fn(|frame| {
                let (sin, cos) = (std::f32::consts::TAU * 3.0 / 40.0 * frame as f32).sin_cos();
                [cos, sin]
            }),
        }
    }

    /// A tone that is on, or that has been off for less than its pause.
    #[must_use]
    pub fn run(&self, tone: usize) -> &Run {
        &self.runs[tone]
    }

    /// Nominal frequency.
    #[must_use]
    pub fn hz(tone: usize) -> f32 {
        HZ[tone] as f32
    }

    /// Takes a frame; the runs that have ended with it, by tone.
    pub fn push(&mut self, front: &Front) -> [Option<Run>; TONES] {
        let mut ended = [None; TONES];
        let quiet = front.power < FLOOR;
        self.quiet = if quiet { self.quiet + 1 } else { 0 };
        // Nothing on and nothing to be heard: no need to look closer.
        let sums = if front.calm || self.quiet as usize > SPAN || self.is_low(front) {
            [0.0; LANES]
        } else {
            self.correlator.run(&front.clean)
        };
        let mut here = [[0.0; 2]; TONES];
        let mut newest = [front.power; TONES + 1];
        for (tone, (value, power)) in here.iter_mut().zip(&mut newest).enumerate() {
            *value = [sums[tone], sums[tone + LANES / 2]];
            *power = (value[0] * value[0] + value[1] * value[1]) * (2.0 / (FRAME * FRAME) as f32);
        }
        let sums = self.weigh(newest);
        let all = sums[TONES];
        for tone in 0..TONES {
            let on = sums[tone] > SHARE * all && all > FLOOR * SPAN as f32;
            if on {
                self.go_on(tone, here[tone], [newest[tone], newest[TONES]]);
            } else if self.runs[tone].frames > 0 {
                let run = &mut self.runs[tone];
                run.off += 1;
                if run.off >= PAUSE[tone] {
                    ended[tone] = Some(std::mem::take(run));
                }
            }
        }
        self.previous = here;
        self.answer[self.frame % (LAG + 1)] = here[CED];
        self.turn_over();
        ended
    }

    /// Most of the power is below these tones, and none of them is on. Of the lowest, 895 Hz, the low band
    /// holds a half.
    fn is_low(&self, front: &Front) -> bool {
        front.power_low > LOW * front.power && self.runs.iter().all(|run| run.frames == 0)
    }

    /// Powers over the newest frames: tones, whole channel.
    fn weigh(&mut self, newest: [f32; TONES + 1]) -> [f32; TONES + 1] {
        self.past[self.frame % SPAN] = newest;
        self.frame += 1;
        let mut sums = [0.0_f32; TONES + 1];
        for past in &self.past {
            for (sum, value) in sums.iter_mut().zip(past) {
                *sum += value;
            }
        }
        sums
    }

    /// Counts the reversals of the answer tone.
    fn turn_over(&mut self) {
        let run = &mut self.runs[CED];
        run.since = run.since.saturating_add(1);
        if run.frames < APART || run.off > 0 {
            return;
        }
        let now = self.answer[self.frame % (LAG + 1)];
        let then = self.answer[(self.frame + 1) % (LAG + 1)];
        let angle = run.slip[1].atan2(run.slip[0]) * LAG as f32;
        let (sin, cos) = angle.sin_cos();
        let raw = [now[0] * then[0] + now[1] * then[1], now[1] * then[0] - now[0] * then[1]];
        let turned = raw[0] * cos + raw[1] * sin;
        // A frame in which the phase turns has less power; a tone of mean power has twice that in a frame.
        let mean = run.powers[0] / run.frames as f32 * (FRAME * FRAME) as f32 / 2.0;
        if turned < -0.7 * raw[0].hypot(raw[1]) && -turned > 0.4 * mean && run.since > APART {
            run.reversals += 1;
            run.since = 0;
        }
    }

    /// One more frame of a tone.
    fn go_on(&mut self, tone: usize, here: [f32; 2], powers: [f32; 2]) {
        let before = self.previous[tone];
        let run = &mut self.runs[tone];
        let raw =
            [here[0] * before[0] + here[1] * before[1], here[1] * before[0] - here[0] * before[1]];
        let (re, im) = (self.steps[tone].re as f32, self.steps[tone].im as f32);
        let slip = [raw[0] * re - raw[1] * im, raw[0] * im + raw[1] * re];
        run.slip = [run.slip[0] + slip[0], run.slip[1] + slip[1]];
        run.weight += slip[0].hypot(slip[1]);
        run.powers = [run.powers[0] + powers[0], run.powers[1] + powers[1]];
        let [cos, sin] = self.turns[self.frame % self.turns.len()];
        run.swing = [run.swing[0] + powers[0] * cos, run.swing[1] + powers[0] * sin];
        run.frames += 1 + run.off;
        run.off = 0;
    }

    /// Samples were lost.
    pub fn forget(&mut self) {
        self.runs = [Run::default(); TONES];
        self.past = [[0.0; TONES + 1]; SPAN];
        self.previous = [[0.0; 2]; TONES];
    }
}

impl Default for Singles {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Dbm0;
    use crate::dsp::tone::source::{AnswerSource, ToneSource};

    fn last_run(tone: usize, frames: usize, mut next: impl FnMut() -> f32) -> Run {
        let (mut front, mut singles) = (Front::new(), Singles::new());
        for _ in 0..frames {
            for value in &mut front.raw {
                *value = next();
            }
            front.run();
            singles.push(&front);
        }
        *singles.run(tone)
    }

    #[test]
    fn frequency_and_share_are_true_away_from_the_middle() {
        for off in [-36.0, -10.0, 0.0, 36.0] {
            let mut source = ToneSource::custom([950.0 + off, 0.0], &[], Dbm0(-20.0));
            let run = last_run(SIT[0], 60, || source.step());
            assert!((run.off_hz() - off).abs() < 1.0, "{off}: {}", run.off_hz());
            assert!(run.share() > 0.97 && run.evenness() > 0.97, "{off}: {run:?}");
            assert!(run.frames.abs_diff(60) < 3, "{off}: {run:?}");
        }
    }

    #[test]
    fn reversals_are_counted_and_modulation_is_measured() {
        for (reversals, modulated) in [(true, false), (false, true), (true, true), (false, false)] {
            let mut source = AnswerSource::new(Dbm0(-20.0), reversals, modulated);
            let run = last_run(CED, 400, || source.step());
            assert_eq!(run.reversals, if reversals { 4 } else { 0 }, "{run:?}");
            let depth = if modulated { 0.2 } else { 0.0 };
            assert!((run.depth() - depth).abs() < 0.04, "{depth}: {}", run.depth());
        }
    }
}
