//! The recording tone of an answering machine: one steady tone with silence (or what is much weaker) around it.
//! May depend on `base`.
//!
//! ETSI ES 201 970 leaves frequency and length open; machines send 300 to 3000 Hz for 0.15 to 3 s. Whatever
//! keeps one frequency for that long, starts and ends at once and is no tone of the exchange is a beep. At
//! frequencies of the exchange and of fax machines it is one only after speech, and told when no second burst
//! has come.

use crate::base::units::Frames;
use crate::dsp::FRAME;
use crate::dsp::voice::look::Seen;

/// Shortest and longest beep in frames: 150 ms (less what the look needs), 3 s.
const SHORTEST: u32 = 26;
const LONGEST: u32 = 620;
/// A tone that still goes on is told after so many frames: 0.39 s, longer than a tone of SIT (0.38 s).
const EARLY: u32 = 78;
/// Frames by which a look at 20 ms sees a tone late.
const LATE: u32 = 4;
/// Weakest beep: -40 dBm0.
const FLOOR: f32 = 2.4e-5;
/// Sound around the tone is so much weaker, as a share of its power (8 dB).
const AROUND: f32 = 0.16;
/// Frames before the tone that must be weaker, and frames in between (attack).
const BEFORE: usize = 8;
/// Frames after the tone that must be weaker: 100 ms, in which SIT and melodies go on.
const AFTER: u32 = 20;
/// Frames after a tone the exchange might have sent, in which no second burst may come: 0.8 s.
const ALONE: u32 = 160;
/// Variance of the frames' power over its squared mean: two tones 40 Hz apart (ring-back) have 0.5, a tone
/// 12 dB above noise 0.03.
const STEADY: f32 = 0.10;
/// Beside the tone may be this share of its power (17 dB) and twice the line's noise: a vowel leaves 0.05 or more.
const PURE: f32 = 0.02;
/// The frequency stays within this share and 8 Hz; 12 dB above noise it moves by 1 %, in a glide or a voice by more.
const DRIFT: f32 = 0.022;
/// After speech: within 6 s.
const SPOKEN: u32 = 1200;
/// Bands in which the exchange or a fax machine speaks, in hertz: call tones, CNG, CED.
const TAKEN: [(f32, f32); 3] = [(300.0, 680.0), (1040.0, 1160.0), (2050.0, 2160.0)];
/// Frames of powers kept.
const KEPT: usize = 32;

/// A beep heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// When it began.
    pub start: Frames,
    /// Frequency in hertz.
    pub hz: f32,
    /// Mean square.
    pub power: f32,
    /// How long so far, in frames of 5 ms.
    pub frames: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Candidate {
    /// Frames from its begin to its last frame with the frequency.
    frames: u32,
    sum: f32,
    squares: f32,
    hz: f32,
    /// Lowest and highest frequency.
    range: [f32; 2],
    /// Sums of what was beside the tone and of what may be, as shares.
    rest: f32,
    allowed: f32,
    /// The newest looks: frequency, rest, allowed.
    looks: [[f32; 3]; LATE as usize + 1],
    missed: u32,
    /// Power just before.
    before: f32,
    told: bool,
    start: u64,
}

impl Candidate {
    fn mean(&self) -> f32 {
        self.sum / self.frames.max(1) as f32
    }

    fn is_steady(&self) -> bool {
        let mean = self.mean();
        let varies = self.squares / self.frames.max(1) as f32 - mean * mean;
        let [low, high] = self.range;
        let pure = self.rest < self.allowed && high - low < DRIFT * self.hz + 8.0;
        pure && mean > FLOOR && varies < STEADY * mean * mean && self.before < AROUND * mean
    }

    fn is_taken(&self) -> bool {
        TAKEN.iter().any(|(low, high)| (*low..=*high).contains(&self.hz))
    }
}

/// What is going on.
#[derive(Debug, Clone, Copy)]
enum Phase {
    /// No tone.
    Idle,
    /// A tone.
    On(Candidate),
    /// A tone has ended; how many frames ago, and the power since.
    After(Candidate, u32, f32),
    /// It was a melody or SIT: nothing until 200 ms without tones.
    Barred(u32),
}

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    phase: Phase,
    powers: [f32; KEPT],
    at: usize,
    /// Frames since somebody spoke.
    spoken: u32,
}

impl Detector {
    /// At rest.
    pub fn new() -> Self {
        Self { phase: Phase::Idle, powers: [0.0; KEPT], at: 0, spoken: u32::MAX }
    }

    /// Takes a frame that ends at `now`; `speech`: voice is on and sounds.
    pub fn push(&mut self, seen: &Seen, speech: bool, now: Frames) -> Option<Heard> {
        self.spoken = if speech { 0 } else { self.spoken.saturating_add(1) };
        self.at = (self.at + 1) % KEPT;
        self.powers[self.at] = seen.power;
        let mut heard = None;
        self.phase = match self.phase {
            Phase::Idle if seen.run > LATE + 1 => self.begin(seen, now),
            Phase::Idle => Phase::Idle,
            Phase::On(candidate) => self.on(candidate, seen, now, &mut heard),
            Phase::After(candidate, frames, power) => {
                self.after(candidate, frames + 1, power, seen, now, &mut heard)
            }
            Phase::Barred(quiet) if seen.run > LATE || quiet > 40 => {
                if quiet > 40 {
                    Phase::Idle
                } else {
                    Phase::Barred(0)
                }
            }
            Phase::Barred(quiet) => Phase::Barred(quiet + 1),
        };
        heard
    }

    /// Mean power of `count` frames, the newest of them `back` frames ago.
    fn mean(&self, back: usize, count: usize) -> f32 {
        let power = |n: usize| self.powers[(self.at + KEPT - back - n) % KEPT];
        (0..count).map(power).sum::<f32>() / count as f32
    }

    fn begin(&self, seen: &Seen, now: Frames) -> Phase {
        let back = seen.run as usize + LATE as usize - 1;
        let begun = self.onset(seen, back);
        let mut candidate = Candidate {
            hz: seen.hz,
            before: self.mean(begun + 2, BEFORE),
            start: now.0.saturating_sub((begun * FRAME) as u64),
            frames: begun as u32,
            range: [seen.hz; 2],
            looks: [[seen.hz, 0.0, 0.0]; LATE as usize + 1],
            ..Candidate::default()
        };
        for back in 0..begun {
            let power = self.powers[(self.at + KEPT - back) % KEPT];
            candidate.sum += power;
            candidate.squares += power * power;
        }
        Phase::On(candidate)
    }

    /// Frames since the tone reached half its power, at most `back`.
    fn onset(&self, seen: &Seen, back: usize) -> usize {
        let strong = |n: usize| self.powers[(self.at + KEPT - n) % KEPT] > 0.5 * seen.power;
        (0..back.min(KEPT - BEFORE - 4)).take_while(|n| strong(*n)).count().max(1)
    }

    fn on(
        &self,
        mut tone: Candidate,
        seen: &Seen,
        now: Frames,
        heard: &mut Option<Heard>,
    ) -> Phase {
        let same = seen.hz > 0.0 && (seen.hz - tone.hz).abs() < 0.03 * tone.hz + 10.0;
        if !same {
            tone.missed += 1;
            if tone.missed <= 2 {
                return Phase::On(tone);
            }
            if tone.told {
                return Phase::Barred(0);
            }
            if tone.frames < SHORTEST || tone.frames > LONGEST || !tone.is_steady() {
                return if tone.frames < SHORTEST { Phase::Idle } else { Phase::Barred(0) };
            }
            return Phase::After(tone, 0, 0.0);
        }
        tone.frames += tone.missed + 1;
        tone.missed = 0;
        tone.sum += seen.power;
        tone.squares += seen.power * seen.power;
        // A look at the tone's end is no matter: each counts when it is `LATE + 1` frames old.
        let [hz, rest, allowed] = tone.looks[LATE as usize];
        tone.range = [tone.range[0].min(hz), tone.range[1].max(hz)];
        tone.rest += rest;
        tone.allowed += allowed;
        tone.looks.rotate_right(1);
        tone.looks[0] = [seen.hz, seen.rest, PURE + 2.0 * seen.noise / seen.level];
        tone.hz += (seen.hz - tone.hz) * 0.1;
        if tone.frames >= EARLY && !tone.told && !tone.is_taken() && tone.is_steady() {
            tone.told = true;
            *heard = Some(tell(&tone, now));
        }
        Phase::On(tone)
    }

    fn after(
        &self,
        tone: Candidate,
        frames: u32,
        power: f32,
        seen: &Seen,
        now: Frames,
        heard: &mut Option<Heard>,
    ) -> Phase {
        if seen.run > LATE && seen.power > AROUND * tone.mean() {
            return Phase::Barred(0);
        }
        // The first frames still hold the tone's end.
        let power = if frames > LATE && frames <= AFTER { power + seen.power } else { power };
        if frames == AFTER && power / (AFTER - LATE) as f32 > AROUND * tone.mean() {
            return Phase::Barred(0);
        }
        let patience = if tone.is_taken() { ALONE } else { AFTER };
        if frames < patience {
            return Phase::After(tone, frames, power);
        }
        // Counted from the tone's begin.
        let spoken = self.spoken.saturating_sub(frames + tone.frames);
        if !tone.is_taken() || spoken < SPOKEN {
            *heard = Some(tell(&tone, now));
        }
        Phase::Idle
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}

fn tell(tone: &Candidate, now: Frames) -> Heard {
    let start = Frames(tone.start.min(now.0));
    Heard { start, hz: tone.hz, power: tone.mean(), frames: tone.frames }
}
