//! Reads the characters of a message from a [`Candidate`] on. Each character is decided as a whole by a
//! trellis ([`crate::dsp::fsk::trellis`]) with start and stop bit known and what was read before as phase reference; bit
//! timing, frequency and the gains of both tones follow what was decided. May depend on `base`.

use crate::base::caller_id::Standard;
use crate::base::message::{MDMF, SDMF};
use crate::dsp::complex::Complex;
use crate::dsp::fsk::doubt::Choices;
use crate::dsp::fsk::sync::{BEFORE, BITS, Candidate, explained, marks_in};
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

/// Errors expected in the first characters below which a parameter that no standard knows may come first.
const SURE: f64 = 1e-6;

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
    choices: Choices,
    /// Marks passed since the last character; whether there were any in this message.
    idle: u32,
    idles: bool,
    weak: u32,
    /// Sum of the shares of the power explained, of the powers of all else per bit, and of the gains, for the evidence.
    share: f64,
    power: f64,
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
        let past = gains[0].conj() * sums[0] + gains[1].conj() * sums[1];
        // As much of it as is left after so many bits.
        let fade = (1.0 - memory.powf(BITS as f64)) / (1.0 - memory) / BITS as f64;
        let mut reader = Self {
            standard: from.standard,
            memory,
            at: from.at + BITS as f64 * BIT,
            bit: BIT,
            timing: Timing::new(),
            offset: from.offset / BIT,
            steps: [Complex::ONE; 2],
            turns: [Complex::ONE; 2],
            turn: Complex::unit(-from.phase_after(BITS)),
            past: past.scale(fade),
            gains,
            choices: Choices::new(from.kind),
            idle: 0,
            idles: false,
            weak: 0,
            share: 0.0,
            power: 0.0,
            margin: f64::MAX,
        };
        reader.settle();
        reader.check_type(tape, from);
        reader
    }

    /// Reads the type byte once more, free from what it should be: another one is a doubt to be kept.
    fn check_type(&mut self, tape: &Tape, from: &Candidate) {
        let sums = from.sums_before(tape);
        let past = self.gains[0].conj() * sums[0] + self.gains[1].conj() * sums[1];
        let turn = Complex::unit(-from.phase_after(BEFORE));
        let model = Model { past, turn, ..self.model() };
        let at = from.at + BEFORE as f64 * BIT;
        let tones = tape.stepped(self.standard, at, self.bit, self.steps);
        let choice = decide(&model, &tones, true);
        let read = (choice.bits >> 1) as u8;
        let margin = f64::from(choice.margin) / self.energy();
        let wrong = likely_wrong(margin, (1.0 - from.share).max(0.0) / from.share.max(0.05));
        if read == from.kind {
            self.choices.doubt_first(((choice.bits ^ choice.other) >> 1) as u8, wrong);
        } else {
            self.choices.doubt_first(read, 1.0 - wrong);
        }
    }

    /// The frame so far, from the type byte on.
    pub fn frame(&self) -> &[u8] {
        self.choices.bytes()
    }

    /// Mean share of the power explained by what was read, 0 to 1.
    pub fn share(&self) -> f64 {
        self.share / (self.frame().len().max(2) - 1) as f64
    }

    /// Mean square of what was read.
    pub fn power(&self) -> f64 {
        self.power / (self.frame().len().max(2) - 1) as f64
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
            if self.wanted().is_some_and(|wanted| self.frame().len() >= wanted) {
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
        self.frame().get(1).map(|length| usize::from(*length) + 3)
    }

    fn hopeless(&self) -> Option<&'static str> {
        if self.weak >= 4 {
            return Some("breaks off");
        }
        if self.is_sane(self.frame()) {
            return None;
        }
        Some(if self.frame().len() == 2 {
            "length is not plausible"
        } else {
            "first characters are not plausible"
        })
    }

    /// Whether a message may begin so, by its newest byte.
    fn is_sane(&self, frame: &[u8]) -> bool {
        match *frame {
            [SDMF, length] => (9..=48).contains(&length),
            [MDMF, length] => length >= 3,
            [_, length] => length > 0,
            [SDMF, _, .., newest] if frame.len() <= 10 => newest.is_ascii_digit(),
            [MDMF, _, kind] => {
                (1..0x60).contains(&kind) || kind > 0 && self.choices.errors() < SURE
            }
            [MDMF, length, _, newest] => u16::from(newest) + 2 <= u16::from(length),
            _ => true,
        }
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
        let shift =
            self.late_by(tape, &choice, &tones, if self.frame().len() <= 3 { 0.2 } else { 0.14 })
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
        let worst = self.worst(tape, tones, choice) / (0.5 * energy);
        self.past = self.past * back;
        self.turn = self.turn * back;
        let power = tape.power(self.at, self.at + CHAR as f64 * self.bit);
        let share = explained(sums, marks, CHAR as f64, power);
        self.share += share;
        self.power += power;
        self.weak = if share < 0.40 { self.weak + 1 } else { 0 };
        let noise = ((1.0 - self.share()) / self.share().max(0.05)).max(worst / SPREAD);
        self.weigh_doubt(choice, energy, noise);
    }

    /// The power of all else in the bit that has most of it: a click, or what a click that was silenced left out.
    fn worst(&self, tape: &Tape, tones: &[[Complex; 2]; CHAR], choice: &Choice) -> f64 {
        let mut turn = self.turn * Complex::unit(-self.past.angle());
        let mut at = self.at + CHAR as f64 * self.bit;
        let mut worst = 0.0_f64;
        for index in (0..CHAR).rev() {
            let tone = usize::from(choice.bits >> index & 1 == 0);
            turn = turn * self.turns[tone].conj();
            at -= self.bit;
            let gain = self.gains[tone];
            let heard = (gain.conj() * tones[index][tone] * turn).re;
            let power = tape.power(at, at + self.bit);
            worst = worst.max(power - heard + 0.5 * gain.power());
        }
        worst
    }

    /// Notes how likely the character is wrong, and what it would be then.
    fn weigh_doubt(&mut self, choice: &Choice, energy: f64, noise: f64) {
        let margin = f64::from(choice.margin) / energy;
        self.margin = self.margin.min(margin);
        let wrong = likely_wrong(margin, noise);
        let byte = (choice.bits >> 1) as u8;
        self.choices.push(byte, ((choice.bits ^ choice.other) >> 1) as u8, wrong);
    }

    /// See [`Choices::doubt`].
    pub fn doubt(&self) -> f64 {
        self.choices.doubt()
    }

    /// See [`Choices::errors`].
    pub fn errors(&self) -> f64 {
        self.choices.errors()
    }

    /// How likely another type byte was sent.
    pub fn type_doubt(&self) -> f64 {
        self.choices.type_doubt()
    }

    /// See [`Choices::mended`].
    pub fn mended(&self) -> Option<usize> {
        self.choices.mended()
    }

    /// See [`Choices::mend`].
    pub fn mend(&mut self) -> bool {
        self.choices.mend()
    }
}

/// How likely a character is wrong, by its margin in energies of a bit. In white noise the logarithm of the
/// likelihoods' ratio is the margin over 2σ², σ² being the noise in each part of a bit's correlation: 0.52
/// of the noise that the band-pass lets through (2300 of 4000 Hz, 6.67 samples), in energies of a bit.
/// `noise`: its power over that of the signal.
fn likely_wrong(margin: f64, noise: f64) -> f64 {
    1.0 / (1.0 + (margin / (0.52 * noise.max(0.01))).min(60.0).exp())
}

/// In white noise the bit of a character that has most of it has 2.4 times the mean on average (a bit of the band
/// has four degrees of freedom), and one character in a hundred 4.5 times: clicks are above.
const SPREAD: f64 = 4.5;

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
