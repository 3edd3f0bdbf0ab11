//! Reads the characters of a message from a [`Candidate`] on. Each character is decided as a whole by a
//! trellis ([`trellis`]) with start and stop bit known and what was read before as phase reference; bit
//! timing, frequency and the gains of both tones follow what was decided. May depend on `base`.

use crate::base::caller_id::Standard;
use crate::dsp::caller_id::{MAX_BYTES, MDMF, SDMF};
use crate::dsp::complex::Complex;
use crate::dsp::fsk::sync::{BITS, Candidate, explained, marks_in};
use crate::dsp::fsk::tape::{BIT, Tape, omega, steps};
use crate::dsp::fsk::trellis::{CHAR, Choice, Model, decide};

/// Most marks between two characters.
const MAX_IDLE: u32 = 24;
/// How much of the phase reference is left after a bit, in two readings of every message: for exact senders,
/// and for those whose bit edges fall on whole samples of 8 kHz, which lose the phase after a few bits.
pub const MEMORIES: [f64; 2] = [0.94, 0.70];
/// A mark in place of a start bit must be better than any character by this much, in energies of a bit,
/// as long as this sender has put no marks between characters.
const FIRST_IDLE: f64 = 1.0;

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
    /// One of [`MEMORIES`].
    memory: f64,
    /// Where the next start bit is expected, samples.
    at: f64,
    /// Samples per bit.
    bit: f64,
    timing: Timing,
    /// Frequency offset, radians per sample.
    offset: f64,
    /// Turns of mark and of space over a bit, without and with the offset (that one backwards).
    steps: [Complex; 2],
    turns: [Complex; 2],
    /// e^(-jφ) at `at`.
    turn: Complex,
    /// What was read so far, turned to phase 0.
    past: Complex,
    /// Gain of mark and of space against that phase.
    gains: [Complex; 2],
    bytes: [u8; MAX_BYTES],
    count: usize,
    /// Marks passed since the last character; whether there were any in this message.
    idle: u32,
    idles: bool,
    weak: u32,
    /// Sum of the shares of the power explained, of the powers of all else per bit, and of the gains, for the evidence.
    share: f64,
    power: f64,
    /// Second choice of each character, and how likely the first is wrong.
    others: [u8; MAX_BYTES],
    wrong: [f32; MAX_BYTES],
    /// Lowest margin between a character and the next best, in energies of a bit.
    margin: f64,
}

impl Reader {
    /// A reader after the type byte of a candidate.
    pub fn new(tape: &Tape, from: &Candidate, memory: f64) -> Self {
        let sums = from.sums(tape);
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
        // As much of it as is left after so many bits.
        let fade = (1.0 - memory.powf(BITS as f64)) / (1.0 - memory) / BITS as f64;
        Self {
            standard: from.standard,
            memory,
            at: from.at + BITS as f64 * BIT,
            bit: BIT,
            timing: Timing::new(),
            offset: from.offset / BIT,
            steps: [Complex::ONE; 2],
            turns: [Complex::ONE; 2],
            turn: Complex::unit(-from.phase_after()),
            past: past.scale(fade),
            gains,
            bytes,
            count: 1,
            idle: 0,
            idles: false,
            weak: 0,
            share: 0.0,
            power: 0.0,
            others: [0; MAX_BYTES],
            wrong: [0.0; MAX_BYTES],
            margin: f64::MAX,
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

    /// Mean square of what was read.
    pub fn power(&self) -> f64 {
        self.power / (self.count.max(2) - 1) as f64
    }

    /// Frequency offset in percent of the mid frequency (1700 Hz).
    pub fn offset_percent(&self) -> f64 {
        self.offset * 8000.0 / std::f64::consts::TAU / 17.0
    }

    /// How close the closest decision was, as a share of what separates the nearest two sequences.
    pub fn margin(&self) -> f64 {
        self.margin
    }

    /// Reads as far as the tape goes.
    pub fn step(&mut self, tape: &Tape) -> Step {
        loop {
            if self.wanted().is_some_and(|wanted| self.count >= wanted) {
                return Step::Done;
            }
            if !tape.covers(self.at - BIT, self.at + (CHAR as f64 + 0.5) * self.bit) {
                return Step::Wait;
            }
            self.settle();
            let tones = self.bits(tape, 0.0);
            if self.is_idle(&tones) {
                self.pass_mark(tones[0][0]);
                if self.idle > MAX_IDLE {
                    return Step::Lost("breaks off");
                }
                continue;
            }
            self.read(tape, tones);
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

    fn model(&self) -> Model {
        let Self { past, turn, turns, gains, memory, .. } = *self;
        Model { past, turn, turns, gains, memory }
    }

    /// Reckons the turns anew once the length of a bit or the offset has changed.
    fn settle(&mut self) {
        self.steps = steps(self.standard, self.bit);
        let offset = Complex::unit(-self.offset * self.bit);
        self.turns = self.steps.map(|step| step.conj() * offset);
    }

    fn bits(&self, tape: &Tape, shift: f64) -> [[Complex; 2]; CHAR] {
        tape.stepped(self.standard, self.at + shift, self.bit, self.steps)
    }

    /// Mean energy of a bit, by the gains.
    fn energy(&self) -> f64 {
        self.gains[0].power().midpoint(self.gains[1].power()) + 1e-18
    }

    /// The next bit is a mark, not a start bit.
    fn is_idle(&self, tones: &[[Complex; 2]; CHAR]) -> bool {
        let [mark, space] = tones[0].map(Complex::power);
        // Compared with what either tone should have.
        let (mark, space) = (mark * self.gains[1].power(), space * self.gains[0].power());
        if mark < 0.5 * space {
            return false;
        }
        let model = self.model();
        let needed = if self.idles { 0.0 } else { FIRST_IDLE * self.energy() };
        let start = decide(&model, tones, true).metric;
        let idle = decide(&model, tones, false).metric;
        f64::from(idle - start) > needed
    }

    fn pass_mark(&mut self, tone: Complex) {
        self.past = self.past.scale(self.memory) + self.gains[0].conj() * tone * self.turn;
        self.turn = self.turn * self.turns[0];
        self.at += self.bit;
        self.idle += 1;
        self.idles = true;
    }

    /// Reads one character, then follows its timing.
    fn read(&mut self, tape: &Tape, mut tones: [[Complex; 2]; CHAR]) {
        let mut choice = decide(&self.model(), &tones, true);
        let shift = self.late_by(tape, &choice, &tones, if self.count <= 3 { 0.2 } else { 0.14 })
            / self.bit;
        let share = self.share().clamp(0.3, 0.99);
        let (change, stretch) = self.timing.follow(shift, (1.0 - share) / share);
        if change.abs() > 0.025 {
            self.wait(change * self.bit);
            tones = self.bits(tape, 0.0);
            choice = decide(&self.model(), &tones, true);
        }
        self.note(tape, &tones, &choice);
        self.at += CHAR as f64 * self.bit;
        let limit = 0.025 * BIT;
        let bit = (self.bit + stretch * BIT / CHAR as f64).clamp(BIT - limit, BIT + limit);
        self.wait(CHAR as f64 * (bit - self.bit));
        self.bit = bit;
        self.idle = 0;
    }

    /// The last mark lasts so many samples longer.
    fn wait(&mut self, samples: f64) {
        let radians = (omega(self.standard, true) + self.offset) * samples;
        self.turn = self.turn * Complex::unit(-radians);
        self.at += samples;
    }

    /// By how many samples the decided character lies later than expected.
    fn late_by(
        &self,
        tape: &Tape,
        choice: &Choice,
        tones: &[[Complex; 2]; CHAR],
        reach: f64,
    ) -> f64 {
        let turns = self.turns;
        let fit = |tones: &[[Complex; 2]; CHAR]| {
            let (mut sum, mut turn) = (Complex::ZERO, Complex::ONE);
            for (index, pair) in tones.iter().enumerate() {
                let tone = usize::from(choice.bits >> index & 1 == 0);
                sum += self.gains[tone].conj() * pair[tone] * turn;
                turn = turn * turns[tone];
            }
            sum.power().sqrt()
        };
        let reach = reach * self.bit;
        let (before, here, after) =
            (fit(&self.bits(tape, -reach)), fit(tones), fit(&self.bits(tape, reach)));
        let curve = before - 2.0 * here + after;
        if curve < -1e-18 {
            (0.5 * (before - after) / curve).clamp(-1.0, 1.0) * reach
        } else {
            (after - before).signum() * reach
        }
    }

    /// Stores the character and lets phase, frequency and gains follow it.
    fn note(&mut self, tape: &Tape, tones: &[[Complex; 2]; CHAR], choice: &Choice) {
        let turns = self.turns;
        let before = self.past;
        let mut sums = [Complex::ZERO; 2];
        let mut marks = 0.0;
        for (index, pair) in tones.iter().enumerate() {
            let tone = usize::from(choice.bits >> index & 1 == 0);
            let value = pair[tone] * self.turn;
            sums[tone] += value;
            self.past = self.past.scale(self.memory) + self.gains[tone].conj() * value;
            self.turn = self.turn * turns[tone];
            marks += (1 - tone) as f64;
        }
        let heard = self.gains[0].conj() * sums[0] + self.gains[1].conj() * sums[1];
        let slip = (heard * before.conj()).angle();
        self.offset += 0.12 * slip / (CHAR as f64 * self.bit);
        let back = Complex::unit(-self.past.angle());
        let energy = self.energy();
        for (tone, n) in [(0, marks), (1, CHAR as f64 - marks)] {
            let seen = (sums[tone] * back).scale(1.0 / n);
            let weight = 0.03 * n;
            self.gains[tone] = self.gains[tone] + (seen - self.gains[tone]).scale(weight);
        }
        self.past = self.past * back;
        self.turn = self.turn * back;
        let power = tape.power(self.at, self.at + CHAR as f64 * self.bit);
        let share = explained(sums, marks, CHAR as f64, power);
        self.share += share;
        self.power += power;
        self.weak = if share < 0.40 { self.weak + 1 } else { 0 };
        self.weigh_doubt(choice, energy);
        self.bytes[self.count] = (choice.bits >> 1) as u8;
        self.count += 1;
    }

    /// Notes how likely the character is wrong, and what it would be then. In white noise the logarithm of the
    /// likelihoods' ratio is the margin over 2σ², σ² being the noise in each part of a bit's correlation: 0.52
    /// of the noise that the band-pass lets through (2300 of 4000 Hz, 6.67 samples), in energies of a bit.
    fn weigh_doubt(&mut self, choice: &Choice, energy: f64) {
        let margin = f64::from(choice.margin) / energy;
        self.margin = self.margin.min(margin);
        let share = self.share().clamp(0.05, 0.99);
        let noise = 0.52 * (1.0 - share) / share;
        let wrong = 1.0 / (1.0 + (margin / noise).min(60.0).exp());
        self.others[self.count] = ((choice.bits ^ choice.other) >> 1) as u8;
        self.wrong[self.count] = wrong as f32;
    }

    /// How likely it is that the frame holds two errors that the checksum cannot see: two characters whose
    /// second choices change the sum by opposite amounts.
    pub fn doubt(&self) -> f64 {
        let mut changes = [0.0_f32; 256];
        for index in 0..self.count {
            let change = self.others[index].wrapping_sub(self.bytes[index]);
            changes[usize::from(change)] += self.wrong[index];
        }
        let pair = |change: usize| f64::from(changes[change] * changes[(256 - change) % 256]);
        (1..256).map(pair).sum::<f64>() / 2.0
    }

    /// Expected number of wrong characters.
    pub fn errors(&self) -> f64 {
        self.wrong[..self.count].iter().map(|wrong| f64::from(*wrong)).sum()
    }
}

/// Follows the bit timing: a Kalman filter over the place of the start bit and its drift per character, both in
/// bits. It begins with what is not known of them and comes to rest as it learns.
#[derive(Debug, Clone, Copy)]
struct Timing {
    /// Variances of place and drift, and their covariance.
    place: f64,
    drift: f64,
    both: f64,
}

/// At first the middle of the pattern is known to a fourteenth of a bit, and bit rates are off by up to 2 % (0.2
/// bits per character). Rates do not change; a place may jitter by a fiftieth of a bit.
const FIRST: (f64, f64) = (0.005, 0.012);
const JITTER: f64 = 0.0004;
/// Variance of a measurement over ten bits, without noise and per ratio of noise to signal.
const MEASURED: (f64, f64) = (0.0004, 0.016);

impl Timing {
    fn new() -> Self {
        let lever = BITS as f64 / 2.0 / CHAR as f64;
        let place = FIRST.0 + FIRST.1 * lever * lever;
        Self { place, drift: FIRST.1, both: FIRST.1 * lever }
    }

    /// A character was seen `late` bits later than expected: by how much the place and the length of a
    /// character are to be corrected, in bits. `noise`: power of the noise over that of the signal.
    fn follow(&mut self, late: f64, noise: f64) -> (f64, f64) {
        let sum = self.place + MEASURED.0 + MEASURED.1 * noise;
        let (gain, pull) = (self.place / sum, self.both / sum);
        let drift = self.drift - pull * self.both;
        let both = (1.0 - gain) * self.both;
        let place = (1.0 - gain) * self.place;
        // On to the next character.
        self.place = place + 2.0 * both + drift + JITTER;
        self.both = both + drift;
        self.drift = drift;
        (gain * late, pull * late)
    }
}
