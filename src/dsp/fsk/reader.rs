//! Reads the characters of a message from a [`Candidate`] on. Each character is decided as a whole: all
//! 256 are correlated over their ten bits with the phase continuous, start and stop bit known, and the
//! phase of what was read before as a hint; bit timing, frequency and the gains of both tones follow.
//! (Blockwise noncoherent detection of CPFSK with decision feedback.) May depend on `base`.

use crate::base::caller_id::Standard;
use crate::dsp::caller_id::{MAX_BYTES, MDMF, SDMF};
use crate::dsp::complex::Complex;
use crate::dsp::fsk::sync::{BITS, Candidate, explained, marks_in, phase_after, sums_at};
use crate::dsp::fsk::tape::{BIT, Tape, omega};

/// Most marks between two characters.
const MAX_IDLE: u32 = 24;
/// Bits of a character.
const CHAR: usize = 10;

/// What a reader takes for granted. Tried in the order of [`HABITS`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Habit {
    /// Marks may stand between characters.
    pub loose: bool,
    /// How much the phase of the bits before counts, per bit. Exact senders keep it for long; senders whose
    /// bit edges fall on whole samples of 8 kHz lose it after a few bits.
    pub memory: f64,
}

/// Exact senders first, then uneven ones, then such with pauses between characters.
pub const HABITS: [Habit; 3] = [
    Habit { loose: false, memory: 0.95 },
    Habit { loose: false, memory: 0.70 },
    Habit { loose: true, memory: 0.75 },
];

/// What a step led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// More sound is needed.
    Wait,
    /// The whole frame is there.
    Done,
    /// This is no message.
    Lost(&'static str),
}

/// A message being read.
#[derive(Debug, Clone)]
pub struct Reader {
    standard: Standard,
    habit: Habit,
    /// Where the next start bit is expected, samples.
    at: f64,
    /// Samples per bit.
    bit: f64,
    /// Frequency offset, radians per sample.
    offset: f64,
    /// e^(-jφ) at `at`.
    turn: Complex,
    /// What was read so far, turned to phase 0.
    past: Complex,
    /// Gain of mark and of space against that phase.
    gains: [Complex; 2],
    bytes: [u8; MAX_BYTES],
    count: usize,
    idle: u32,
    weak: u32,
    /// Sum and count of the share of power explained, for the evidence.
    share: f64,
    /// Lowest margin between the best character and the next.
    margin: f64,
    doubts: u32,
}

/// Outcome of weighing all characters at one position.
struct Choice {
    byte: u8,
    metric: f64,
    second: f64,
}

/// A sequence of bits under trial.
#[derive(Clone, Copy)]
struct Path {
    /// What was heard, turned back by the phase the bits imply, older bits fading.
    sum: Complex,
    /// Its length.
    size: f64,
    /// e^(-jφ) for the next bit.
    turn: Complex,
    /// Log likelihood, up to scale.
    metric: f64,
}

impl Reader {
    /// A reader after the type byte of a candidate.
    pub fn new(tape: &Tape, from: &Candidate, habit: Habit) -> Self {
        let sums = sums_at(tape, from);
        let marks = marks_in(from);
        let phase = (sums[0] + sums[1]).angle();
        let back = Complex::unit(-phase);
        let gains = [
            (sums[0] * back).scale(1.0 / marks),
            (sums[1] * back).scale(1.0 / (BITS as f64 - marks)),
        ];
        let mut bytes = [0; MAX_BYTES];
        bytes[0] = from.kind;
        let past = gains[0].conj() * sums[0] + gains[1].conj() * sums[1];
        Self {
            standard: from.standard,
            habit,
            at: from.at + BITS as f64 * BIT,
            bit: BIT,
            offset: from.offset / BIT,
            turn: Complex::unit(-phase_after(from)),
            past,
            gains,
            bytes,
            count: 1,
            idle: 0,
            weak: 0,
            share: 0.0,
            margin: f64::MAX,
            doubts: 0,
        }
    }

    /// The frame so far, from the type byte on.
    pub fn frame(&self) -> &[u8] {
        &self.bytes[..self.count]
    }

    /// Where reading has arrived, samples.
    pub fn at(&self) -> f64 {
        self.at
    }

    /// Mean share of the power explained by what was read, 0 to 1.
    pub fn share(&self) -> f64 {
        self.share / (self.count.max(2) - 1) as f64
    }

    /// Frequency offset in percent of the mid frequency (1700 Hz).
    pub fn offset_percent(&self) -> f64 {
        self.offset * 8000.0 / std::f64::consts::TAU / 17.0
    }

    /// How close the closest decision was, in squared amplitudes of one bit, and how many were close.
    pub fn certainty(&self) -> (f64, u32) {
        (self.margin, self.doubts)
    }

    /// Reads as far as the tape goes.
    pub fn step(&mut self, tape: &Tape) -> Step {
        loop {
            if self.wanted().is_some_and(|wanted| self.count >= wanted) {
                return Step::Done;
            }
            if !tape.covers(self.at - BIT, self.at + (CHAR as f64 + 1.5) * self.bit) {
                return Step::Wait;
            }
            if self.habit.loose && self.is_idle(tape) {
                self.pass_mark(tape);
                if self.idle > MAX_IDLE {
                    return Step::Lost("breaks off");
                }
                continue;
            }
            self.read(tape);
            if let Some(reason) = self.hopeless() {
                return Step::Lost(reason);
            }
        }
    }

    /// Bytes of the whole frame, once its length is known.
    fn wanted(&self) -> Option<usize> {
        (self.count >= 2).then(|| usize::from(self.bytes[1]) + 3)
    }

    fn hopeless(&self) -> Option<&'static str> {
        if self.weak >= 4 {
            return Some("breaks off");
        }
        let length = self.bytes[1];
        let fits = match self.bytes[0] {
            SDMF => (9..=48).contains(&length),
            MDMF => length >= 3,
            _ => length > 0,
        };
        if self.count == 2 && !fits {
            return Some("length is not plausible");
        }
        let newest = self.bytes[self.count - 1];
        let sane = match (self.bytes[0], self.count) {
            (SDMF, 3..=10) => newest.is_ascii_digit(),
            (MDMF, 3) => (1..0x60).contains(&newest),
            (MDMF, 4) => u16::from(newest) + 2 <= u16::from(length),
            _ => true,
        };
        (!sane).then_some("first characters are not plausible")
    }

    /// Mean amplitude and phase of both tones over `CHAR` bits from `at`.
    fn correlate(&self, tape: &Tape, at: f64) -> [[Complex; 2]; CHAR] {
        let mut out = [[Complex::ZERO; 2]; CHAR];
        for (index, pair) in out.iter_mut().enumerate() {
            let from = at + index as f64 * self.bit;
            for (value, mark) in pair.iter_mut().zip([true, false]) {
                *value = tape.tone(self.standard, mark, from, from + self.bit);
            }
        }
        out
    }

    /// Turn of the phase over one bit of mark and of space.
    fn turns(&self) -> [Complex; 2] {
        [true, false]
            .map(|mark| Complex::unit(-(omega(self.standard, mark) + self.offset) * self.bit))
    }

    /// The phase when the last mark lasts `more` samples longer.
    fn turn_after(&self, more: f64) -> Complex {
        self.turn * Complex::unit(-(omega(self.standard, true) + self.offset) * more)
    }

    /// Weighs all characters (first bit `start`, last bit free when `start` is a mark).
    #[allow(clippy::large_stack_arrays, reason = "20 kB, and no allocation while samples run")]
    fn weigh(&self, tones: &[[Complex; 2]; CHAR], turn: Complex, idle: bool) -> Choice {
        let turns = self.turns();
        let gains = [self.gains[0].conj(), self.gains[1].conj()];
        let costs = [self.gains[0].power(), self.gains[1].power()];
        let first = usize::from(!idle);
        let memory = self.habit.memory;
        let extend = |state: &Path, value: Complex, tone: usize| {
            let sum = state.sum.scale(memory) + value * state.turn;
            let size = sum.power().sqrt();
            let gain = 2.0 * (size - memory * state.size) - costs[tone];
            Path { sum, size, turn: state.turn * turns[tone], metric: state.metric + gain }
        };
        let root = Path { sum: self.past, size: self.past.power().sqrt(), turn, metric: 0.0 };
        let mut paths = [root; 512];
        paths[0] = extend(&root, gains[first] * tones[0][first], first);
        let free = if idle { 9 } else { 8 };
        for level in 0..free {
            let values = [gains[0] * tones[level + 1][0], gains[1] * tones[level + 1][1]];
            for index in 0..1 << level {
                let path = paths[index];
                paths[index] = extend(&path, values[1], 1);
                paths[index | 1 << level] = extend(&path, values[0], 0);
            }
        }
        let mut best = Choice { byte: 0, metric: f64::MIN, second: f64::MIN };
        for (index, path) in paths[..1 << free].iter().enumerate() {
            let metric =
                if idle { path.metric } else { extend(path, gains[0] * tones[9][0], 0).metric };
            if metric > best.metric {
                best = Choice { byte: index as u8, metric, second: best.metric };
            } else if metric > best.second {
                best.second = metric;
            }
        }
        best
    }

    fn is_idle(&self, tape: &Tape) -> bool {
        let tones = self.correlate(tape, self.at);
        let late = self.correlate(tape, self.at + 0.2 * self.bit);
        let start = self.weigh(&tones, self.turn, false).metric;
        let start = start.max(self.weigh(&late, self.turn_after(0.2 * self.bit), false).metric);
        self.weigh(&tones, self.turn, true).metric > start
    }

    fn pass_mark(&mut self, tape: &Tape) {
        let tone = tape.tone(self.standard, true, self.at, self.at + self.bit);
        self.past = self.past.scale(self.habit.memory) + self.gains[0].conj() * tone * self.turn;
        self.turn = self.turn * self.turns()[0];
        self.at += self.bit;
        self.idle += 1;
    }

    /// Reads one character, following its timing.
    fn read(&mut self, tape: &Tape) {
        let early = self.count <= 3 || self.idle > 0;
        let reach = if early { 0.15 } else { 0.10 } * self.bit;
        let steps = if early { 3 } else { 1 };
        let metric = |shift: f64| {
            let tones = self.correlate(tape, self.at + shift);
            self.weigh(&tones, self.turn_after(shift), false).metric
        };
        let mut trials = [0.0; 7];
        for (index, trial) in trials[..=2 * steps].iter_mut().enumerate() {
            *trial = metric((index as f64 - steps as f64) * reach);
        }
        let shift = peak(&trials[..=2 * steps]) * reach;
        let (follow, drift) = if early { (0.7, 0.25) } else { (0.35, 0.06) };
        self.turn = self.turn_after(shift * follow);
        self.at += shift * follow;
        if self.idle == 0 {
            let limit = 0.025 * BIT;
            self.bit = (self.bit + shift * drift / CHAR as f64).clamp(BIT - limit, BIT + limit);
        }
        let tones = self.correlate(tape, self.at);
        let choice = self.weigh(&tones, self.turn, false);
        self.note(tape, &tones, &choice);
        self.at += CHAR as f64 * self.bit;
        self.idle = 0;
    }

    /// Stores the character and lets phase, frequency and gains follow it.
    fn note(&mut self, tape: &Tape, tones: &[[Complex; 2]; CHAR], choice: &Choice) {
        let turns = self.turns();
        let before = self.past;
        let mut sums = [Complex::ZERO; 2];
        let mut marks = 0.0;
        for (index, pair) in tones.iter().enumerate() {
            let mark = index == CHAR - 1 || index > 0 && choice.byte >> (index - 1) & 1 == 1;
            let tone = usize::from(!mark);
            let value = pair[tone] * self.turn;
            sums[tone] += value;
            self.past = self.past.scale(self.habit.memory) + self.gains[tone].conj() * value;
            self.turn = self.turn * turns[tone];
            marks += f64::from(u8::from(mark));
        }
        let heard = self.gains[0].conj() * sums[0] + self.gains[1].conj() * sums[1];
        let slip = (heard * before.conj()).angle();
        self.offset += 0.12 * slip / (CHAR as f64 * self.bit);
        let back = Complex::unit(-self.past.angle());
        for (tone, n) in [(0, marks), (1, CHAR as f64 - marks)] {
            let seen = (sums[tone] * back).scale(1.0 / n);
            let weight = 0.03 * n;
            self.gains[tone] = self.gains[tone] + (seen - self.gains[tone]).scale(weight);
        }
        self.past = self.past * Complex::unit(-self.past.angle());
        self.turn = self.turn * back;
        let power = tape.power(self.at, self.at + CHAR as f64 * self.bit);
        let share = explained(sums, marks, CHAR as f64, power);
        self.share += share;
        self.weak = if share < 0.40 { self.weak + 1 } else { 0 };
        let scale = self.gains[0].power().midpoint(self.gains[1].power()) + 1e-18;
        let margin = (choice.metric - choice.second) / scale;
        self.margin = self.margin.min(margin);
        self.doubts += u32::from(margin < 0.5);
        self.bytes[self.count] = choice.byte;
        self.count += 1;
    }
}

/// Position of the highest of an odd number of equidistant values, in steps from the middle one,
/// by a parabola where it has neighbours.
fn peak(values: &[f64]) -> f64 {
    let mut top = values.len() / 2;
    for (index, value) in values.iter().enumerate() {
        if *value > values[top] {
            top = index;
        }
    }
    let middle = (values.len() / 2) as f64;
    let bend = if top > 0 && top + 1 < values.len() {
        let (a, b, c) = (values[top - 1], values[top], values[top + 1]);
        let curve = a - 2.0 * b + c;
        if curve < -1e-18 { (0.5 * (a - c) / curve).clamp(-0.5, 0.5) } else { 0.0 }
    } else {
        0.0
    };
    top as f64 + bend - middle
}
