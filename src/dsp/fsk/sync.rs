//! Finds where a message begins: the last bits before it, a start bit and a known type byte, looked for
//! at every eighth of a bit, for both standards and a few frequency offsets, without knowing the phase.
//! Mark and space may differ in level and phase (twist, group delay). May depend on `base`.
//!
//! ```text
//! P P P P  0  t0 … t7  1      P: 1111 (marks) or 0101 (seizure without marks), t: type byte, LSB first
//! ```

use crate::base::caller_id::Standard;
use crate::dsp::burst::{BAUD, tones};
use crate::dsp::complex::Complex;
use crate::dsp::fsk::tape::{BIT, Tape, omega};

/// Bits of the pattern.
pub const BITS: usize = 14;
/// Grid positions per bit.
const FINE: u64 = 8;
/// Correlations kept: the pattern and one more bit.
const RING: usize = 128;
/// Type bytes that begin a message: SDMF, MDMF and the two of message waiting.
const TYPES: [u8; 4] = [0x04, 0x80, 0x06, 0x82];
/// Frequency offsets tried at first, in radians per bit (±30 Hz and none).
const OFFSETS: [f64; 3] = [0.0, -0.157, 0.157];
/// Grid positions after which the phases of all four tones repeat: 10 ms, for multiples of 100 Hz.
const PERIOD: usize = 96;
/// Mean square a pattern must have at least: -54 dBm0.
const FLOOR: f64 = 1e-6;
/// Share of the power the pattern must explain.
const SHARE: f64 = 0.42;

/// Where a message seems to begin.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Carriage.
    pub standard: Standard,
    /// The type byte.
    pub kind: u8,
    /// Position of the first bit of the pattern, in samples.
    pub at: f64,
    /// Frequency offset in radians per bit.
    pub offset: f64,
    /// Share of the power that the pattern explains, 0 to 1.
    pub share: f64,
    /// Grid position, to go on searching from.
    grid: u64,
    preamble: [bool; 4],
}

/// One pattern for one standard and offset: per bit the tone and the expected phase.
#[derive(Debug, Clone)]
struct Pattern {
    standard: Standard,
    kind: u8,
    preamble: [bool; 4],
    offset: f64,
    marks: f64,
    bits: [(bool, Complex); BITS],
}

/// Per standard: mark and space over one bit, and the squares of their sizes.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    tones: [[Complex; 2]; 2],
    powers: [[f64; 2]; 2],
}

/// The search and its state.
#[derive(Debug, Clone)]
pub struct Search {
    patterns: Vec<Pattern>,
    /// Mark and space over one bit from each grid position.
    ring: Vec<Slot>,
    /// Phases of the tones by grid position, two per standard.
    turns: Vec<[Complex; 4]>,
    /// Next grid position to correlate.
    next: u64,
    /// Grid position before which the ring holds nothing.
    first: u64,
    best: Option<Candidate>,
}

/// The bits of a pattern, in order of sending.
fn bits_of(kind: u8, preamble: [bool; 4]) -> [bool; BITS] {
    let mut bits = [true; BITS];
    bits[..4].copy_from_slice(&preamble);
    bits[4] = false;
    for shift in 0..8 {
        bits[5 + shift] = kind >> shift & 1 == 1;
    }
    bits
}

fn pattern(standard: Standard, kind: u8, preamble: [bool; 4], offset: f64) -> Pattern {
    let bits = bits_of(kind, preamble);
    let mut phase = 0.0;
    let turned = bits.map(|bit| {
        let here = Complex::unit(-phase);
        phase += omega(standard, bit) * BIT + offset;
        (bit, here)
    });
    let marks = bits.iter().filter(|bit| **bit).count() as f64;
    Pattern { standard, kind, preamble, offset, marks, bits: turned }
}

impl Search {
    /// A search at rest.
    pub fn new() -> Self {
        let mut patterns = Vec::new();
        for standard in [Standard::Bell202, Standard::V23] {
            for kind in TYPES {
                for preamble in [[true; 4], [false, true, false, true]] {
                    for offset in OFFSETS {
                        patterns.push(pattern(standard, kind, preamble, offset));
                    }
                }
            }
        }
        let turn = |grid: usize| {
            let hz = |row: usize| {
                let (mark, space) = tones([Standard::Bell202, Standard::V23][row / 2]);
                [mark, space][row % 2]
            };
            let period = BAUD * FINE as f64;
            let phase = |row: usize| hz(row) * grid as f64 / period * std::f64::consts::TAU;
            std::array::from_fn(|row| Complex::unit(phase(row)))
        };
        let turns = (0..PERIOD).map(turn).collect();
        Self { patterns, ring: vec![Slot::default(); RING], turns, next: 0, first: 0, best: None }
    }

    /// Begins anew at a position in samples.
    pub fn restart(&mut self, at: f64) {
        self.next = (at.max(0.0) / BIT * FINE as f64).ceil() as u64;
        self.first = self.next;
        self.best = None;
    }

    /// Goes on after a candidate that led nowhere.
    pub fn resume(&mut self, after: &Candidate) {
        self.next = after.grid + 2;
        self.first = self.next;
        self.best = None;
    }

    /// The next place where a message seems to begin, or `None` when the tape is used up. `carrier` is the
    /// share of the power that marks or seizure had before: a message is as clean as what comes before it.
    pub fn run(&mut self, tape: &Tape, carrier: f64) -> Option<Candidate> {
        let bar = SHARE.max(0.62 * carrier);
        let position = |grid: u64| grid as f64 * BIT / FINE as f64;
        while tape.covers(position(self.next), position(self.next) + BIT + 1.0) {
            self.correlate(tape, position(self.next));
            let reach = (BITS as u64 - 1) * FINE;
            if self.next >= self.first + reach
                && let Some(found) = self.judge(tape, self.next - reach, bar)
            {
                self.next += 1;
                return Some(refine(tape, found));
            }
            self.next += 1;
        }
        None
    }

    fn correlate(&mut self, tape: &Tape, at: f64) {
        let turns = &self.turns[(self.next % PERIOD as u64) as usize];
        let slot = &mut self.ring[self.next as usize % RING];
        for (row, turn) in turns.iter().enumerate() {
            let value = tape.turned(row, at, at + BIT, *turn);
            slot.tones[row / 2][row % 2] = value;
            slot.powers[row / 2][row % 2] = value.power();
        }
    }

    /// Weighs all patterns that begin at `grid`; hands out the best once it has been passed by half a bit.
    fn judge(&mut self, tape: &Tape, grid: u64, bar: f64) -> Option<Candidate> {
        let at = grid as f64 * BIT / FINE as f64;
        let power = tape.power(at, at + BITS as f64 * BIT);
        let powers = self.powers(grid);
        for group in self.patterns.chunks_exact(OFFSETS.len()) {
            let least = self.best.map_or(bar, |best| best.share.max(bar));
            if power < FLOOR || at_most(&group[0], &powers, power) < 0.999 * least {
                continue;
            }
            for pattern in group {
                let share = self.share(pattern, grid, power);
                if share > bar && self.best.is_none_or(|best| share > best.share) {
                    self.best = Some(Candidate {
                        standard: pattern.standard,
                        kind: pattern.kind,
                        at,
                        offset: pattern.offset,
                        share,
                        grid,
                        preamble: pattern.preamble,
                    });
                }
            }
        }
        if self.best.is_some_and(|best| grid >= best.grid + FINE / 2) {
            self.best.take()
        } else {
            None
        }
    }

    /// Per bit of a pattern that begins at `grid`, and standard: power of mark and space.
    fn powers(&self, grid: u64) -> [[[f64; 2]; 2]; BITS] {
        std::array::from_fn(|index| self.ring[(grid + index as u64 * FINE) as usize % RING].powers)
    }

    fn share(&self, pattern: &Pattern, grid: u64, power: f64) -> f64 {
        let row = usize::from(pattern.standard == Standard::V23);
        let mut sums = [Complex::ZERO; 2];
        for (index, (bit, turn)) in pattern.bits.iter().enumerate() {
            let slot = (grid + index as u64 * FINE) as usize % RING;
            let tone = usize::from(!bit);
            sums[tone] += self.ring[slot].tones[row][tone] * *turn;
        }
        explained(sums, pattern.marks, BITS as f64, power)
    }
}

/// What [`explained`] cannot exceed, whatever the phases are (Cauchy's inequality), by the tones' powers alone.
fn at_most(pattern: &Pattern, powers: &[[[f64; 2]; 2]; BITS], power: f64) -> f64 {
    let row = usize::from(pattern.standard == Standard::V23);
    let bits = pattern.bits.iter().zip(powers);
    let sum: f64 = bits.map(|((bit, _), powers)| powers[row][usize::from(!bit)]).sum();
    sum / (2.0 * BITS as f64 * power + 1e-18)
}

/// Share of `power` that the sums over `marks` of `bits` explain, each tone with a gain of its own.
pub fn explained(sums: [Complex; 2], marks: f64, bits: f64, power: f64) -> f64 {
    let spaces = bits - marks;
    let tone = |sum: Complex, n: f64| if n > 0.0 { sum.power() / n } else { 0.0 };
    (tone(sums[0], marks) + tone(sums[1], spaces)) / (2.0 * bits * power + 1e-18)
}

impl Default for Search {
    fn default() -> Self {
        Self::new()
    }
}

/// The pattern's sums at an exact position and offset.
pub fn sums_at(tape: &Tape, c: &Candidate) -> [Complex; 2] {
    let mut sums = [Complex::ZERO; 2];
    let mut phase = 0.0;
    for (index, bit) in bits_of(c.kind, c.preamble).into_iter().enumerate() {
        let from = c.at + index as f64 * BIT;
        let value = tape.tone(c.standard, bit, from, from + BIT) * Complex::unit(-phase);
        sums[usize::from(!bit)] += value;
        phase += omega(c.standard, bit) * BIT + c.offset;
    }
    sums
}

/// Phase at the end of the pattern when it was 0 at its beginning.
pub fn phase_after(c: &Candidate) -> f64 {
    bits_of(c.kind, c.preamble).iter().map(|bit| omega(c.standard, *bit) * BIT + c.offset).sum()
}

/// Marks among the pattern's bits.
pub fn marks_in(c: &Candidate) -> f64 {
    bits_of(c.kind, c.preamble).iter().filter(|bit| **bit).count() as f64
}

/// Sharpens position (to 1/16 bit) and offset (to 4 Hz, within ±60 Hz).
fn refine(tape: &Tape, found: Candidate) -> Candidate {
    let mut best = Candidate { share: 0.0, ..found };
    let bits = bits_of(found.kind, found.preamble);
    let marks = marks_in(&found);
    for shift in -4..=4 {
        let at = found.at + f64::from(shift) * BIT / 16.0;
        let power = tape.power(at, at + BITS as f64 * BIT);
        // Each bit with its phase turned back as it is without an offset.
        let mut phase = 0.0;
        let mut values = [Complex::ZERO; BITS];
        for (index, (value, bit)) in values.iter_mut().zip(bits).enumerate() {
            let from = at + index as f64 * BIT;
            *value = tape.tone(found.standard, bit, from, from + BIT) * Complex::unit(-phase);
            phase += omega(found.standard, bit) * BIT;
        }
        for step in -15..=15 {
            let offset = f64::from(step) * 0.021;
            let (turn, mut back) = (Complex::unit(-offset), Complex::ONE);
            let mut sums = [Complex::ZERO; 2];
            for (value, bit) in values.iter().zip(bits) {
                sums[usize::from(!bit)] += *value * back;
                back = back * turn;
            }
            let trial = Candidate { at, offset, ..found };
            let share = explained(sums, marks, BITS as f64, power);
            if share > best.share {
                best = Candidate { share, ..trial };
            }
        }
    }
    best
}
