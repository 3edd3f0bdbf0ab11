//! Finds where a message begins: the last bits before it, a start bit and a known type byte, looked for
//! at every fourth of a bit, for both standards and a few frequency offsets, without knowing the phase.
//! Mark and space may differ in level and phase (twist, group delay). May depend on `base`.
//!
//! ```text
//! P P P P  0  t0 … t7  1      P: 1111 (marks) or 0101 (seizure without marks), t: type byte, LSB first
//! ```
//!
//! Most places are passed by with a few additions: what a pattern explains of the power cannot exceed what its
//! runs of equal bits explain one by one, whatever their phases are (Cauchy's inequality).

use crate::base::caller_id::Standard;
use crate::base::message::{MDMF, SDMF};
use crate::dsp::complex::Complex;
use crate::dsp::fsk::tape::{BIT, Lanes, Tape, omega, steps};

/// Bits of the pattern.
pub const BITS: usize = 14;
/// Bits of it before the type byte's start bit.
pub const BEFORE: usize = 4;
/// Grid positions per bit.
const FINE: usize = 4;
/// Grid positions from a pattern's begin to its end.
const REACH: u64 = (BITS * FINE) as u64;
/// Correlations kept: more than the pattern is long.
const RING: usize = 64;
/// Type bytes that begin a message, and their marks: SDMF, MDMF, and message waiting of both kinds.
const TYPES: [u8; 4] = [0x04, 0x80, 0x06, 0x82];
/// What stands before a message.
const PREAMBLES: [[bool; 4]; 2] = [[true; 4], [false, true, false, true]];
/// Frequency offsets tried at first, in radians per bit (±13 Hz and ±40 Hz).
const OFFSETS: [f64; 4] = [-0.07, 0.07, -0.21, 0.21];
/// Longest run of equal bits that is taken together, whatever the offset is.
const LONGEST: usize = 4;
/// Mean square a pattern must have at least: -54 dBm0.
const FLOOR: f64 = 1e-6;
/// A run of five bits keeps at least this much of its power when the frequency is off by 2.5 % (sin(x)/x of
/// 0.73 rad, squared).
const DETUNED: f64 = 0.83;
/// A quarter of a bit beside the right place a pattern still explains this much of what it explains there: its
/// four edges cost an eighth of a bit each.
const NEARBY: f64 = 0.75;
/// Share of the power the pattern must explain.
const SHARE: f64 = 0.40;

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
    /// Grid position.
    grid: u64,
    preamble: [bool; 4],
}

/// A run of equal bits of a pattern: bits `from..to` of it, and what turns their phase to that of the first run of
/// the same tone, for each of [`OFFSETS`].
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    from: usize,
    to: usize,
    re: [f32; OFFSETS.len()],
    im: [f32; OFFSETS.len()],
}

/// One pattern for one standard.
#[derive(Debug, Clone)]
struct Pattern {
    standard: Standard,
    kind: u8,
    preamble: [bool; 4],
    /// Runs of marks and of spaces, and the bits in them.
    runs: [[Run; MOST_RUNS]; 2],
    counts: [usize; 2],
    bits: [f32; 2],
}

/// Most runs of one tone in a pattern.
const MOST_RUNS: usize = 5;

/// The search and its state.
#[derive(Debug, Clone)]
pub struct Search {
    /// The tape's sums at the last grid positions.
    ring: [Lanes; RING],
    patterns: Vec<Pattern>,
    /// Next grid position to look at.
    next: u64,
    /// Grid position before which the ring holds nothing.
    first: u64,
    /// A pattern might fit near the newest even position.
    is_warm: bool,
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

/// The sample at a grid position.
fn position(grid: u64) -> f64 {
    grid as f64 * (BIT / FINE as f64)
}

impl Pattern {
    fn new(standard: Standard, kind: u8, preamble: [bool; 4]) -> Self {
        let bits = bits_of(kind, preamble);
        let marks = bits.iter().filter(|bit| **bit).count() as f32;
        let (runs, counts) = ([[Run::default(); MOST_RUNS]; 2], [0; 2]);
        let bits_in = [marks, BITS as f32 - marks];
        let mut pattern = Self { standard, kind, preamble, runs, counts, bits: bits_in };
        let mut from = 0;
        for to in 1..=BITS {
            if to == BITS || bits[to] != bits[from] || to == from + LONGEST {
                pattern.add(&bits, from, to);
                from = to;
            }
        }
        pattern
    }

    fn add(&mut self, bits: &[bool; BITS], from: usize, to: usize) {
        let tone = usize::from(!bits[from]);
        let count = self.counts[tone];
        let first =
            if count == 0 { (from, to) } else { (self.runs[tone][0].from, self.runs[tone][0].to) };
        // The other tone's bits in between move the phase away from that of a tone that goes on.
        let others = bits[first.0..from].iter().filter(|bit| **bit != bits[from]).count() as f64;
        let away = omega(self.standard, !bits[from]) - omega(self.standard, bits[from]);
        let apart = (from + to - first.0 - first.1) as f64 / 2.0;
        let turns = OFFSETS.map(|offset| Complex::unit(-(others * away * BIT + apart * offset)));
        let (re, im) = (turns.map(|turn| turn.re as f32), turns.map(|turn| turn.im as f32));
        self.runs[tone][count] = Run { from, to, re, im };
        self.counts[tone] += 1;
    }
}

impl Search {
    /// A search at rest.
    pub fn new() -> Self {
        let standards = [Standard::Bell202, Standard::V23].into_iter();
        let types = standards.flat_map(|standard| TYPES.map(|kind| (standard, kind)));
        let patterns =
            types.flat_map(|(standard, kind)| PREAMBLES.map(|p| Pattern::new(standard, kind, p)));
        Self {
            ring: [[0.0; 8]; RING],
            patterns: patterns.collect(),
            next: 0,
            first: 0,
            is_warm: false,
            best: None,
        }
    }

    /// Begins anew at a position in samples.
    pub fn restart(&mut self, at: f64) {
        self.next = (at.max(0.0) / BIT * FINE as f64).ceil() as u64;
        self.first = self.next;
        self.best = None;
    }

    /// The next place where a message seems to begin, or `None` when the tape is used up. `carrier` is the
    /// share of the power that marks or seizure had before: a message is as clean as what comes before it.
    pub fn run(&mut self, tape: &Tape, carrier: f64) -> Option<Candidate> {
        let bar = SHARE.max(0.62 * carrier);
        while tape.covers(position(self.next), position(self.next) + 1.0) {
            self.ring[self.next as usize % RING] = tape.sums(position(self.next));
            self.next += 1;
            if self.next > self.first + REACH
                && let Some(found) = self.judge(tape, self.next - 1 - REACH, bar)
            {
                return Some(refine(tape, found));
            }
        }
        None
    }

    /// Weighs all patterns that begin at `grid`; hands out the best once it has been passed by half a bit.
    /// Of two grid positions one is passed by when its neighbours are far from anything.
    fn judge(&mut self, tape: &Tape, grid: u64, bar: f64) -> Option<Candidate> {
        if grid.is_multiple_of(2) {
            let was_warm = std::mem::replace(&mut self.is_warm, false);
            self.is_warm = self.weigh(tape, grid, bar);
            if self.is_warm && !was_warm && grid > self.first {
                self.weigh(tape, grid - 1, bar);
            }
        } else if self.is_warm {
            self.weigh(tape, grid, bar);
        }
        if self.best.is_some_and(|best| grid >= best.grid + FINE as u64 / 2) {
            self.best.take()
        } else {
            None
        }
    }

    /// Weighs all patterns at one position. Whether one of them might fit nearby.
    fn weigh(&mut self, tape: &Tape, grid: u64, bar: f64) -> bool {
        let at = position(grid);
        let power = tape.power(at, at + BITS as f64 * BIT);
        if power < FLOOR {
            return false;
        }
        let mut least = self.best.map_or(bar, |best| best.share.max(bar));
        let scale = (BIT / 2.0).powi(2) * DETUNED * 2.0 * BITS as f64 * power;
        let mut needed = (least * scale) as f32;
        let edges = self.edges(grid);
        let bounds = bounds(&edges);
        let most = bounds.iter().flatten().flatten().fold(0.0, |a: f32, b| a.max(*b));
        if most < needed {
            return most > (NEARBY * bar * scale) as f32;
        }
        let bounds = bounds.iter().flatten().flatten();
        for (pattern, bound) in self.patterns.iter().zip(bounds) {
            if *bound < needed {
                continue;
            }
            let whole = 1.0 / ((BIT / 2.0).powi(2) * 2.0 * BITS as f64 * power);
            for (value, offset) in pattern.explained(&edges).into_iter().zip(OFFSETS) {
                let share = f64::from(value) * whole;
                if share > least {
                    least = share;
                    needed = (least * scale) as f32;
                    let Pattern { standard, kind, preamble, .. } = *pattern;
                    self.best =
                        Some(Candidate { standard, kind, at, offset, share, grid, preamble });
                }
            }
        }
        true
    }

    /// The tape's sums at the edges of a pattern's bits.
    fn edges(&self, grid: u64) -> Edges {
        let mut edges = [[0.0; 8]; BITS + 1];
        for (bit, edge) in edges.iter_mut().enumerate() {
            *edge = self.ring[(grid as usize + bit * FINE) % RING];
        }
        edges
    }
}

/// The tape's sums at the edges of a pattern's bits.
type Edges = [Lanes; BITS + 1];
/// What patterns may explain at most: per standard, type and preamble.
type Bounds = [[[f32; PREAMBLES.len()]; TYPES.len()]; 2];

/// Power of each tone over a run of bits, by bit: mark and space of Bell 202, then of V.23.
#[inline]
fn run(edges: &Edges, from: usize, to: usize) -> [f32; 4] {
    let (a, b) = (&edges[from], &edges[to]);
    let mut squares = [0.0_f32; 8];
    for lane in 0..8 {
        let change = b[lane] - a[lane];
        squares[lane] = change * change;
    }
    let weight = 1.0 / (to - from) as f32;
    let mut power = [0.0_f32; 4];
    for lane in 0..4 {
        power[lane] = (squares[lane] + squares[lane + 4]) * weight;
    }
    power
}

/// What every standard's, type's and preamble's tones may explain at most, each run of equal bits taken together.
fn bounds(edges: &Edges) -> Bounds {
    let marks = run(edges, 0, 4);
    let single = [run(edges, 0, 1), run(edges, 1, 2), run(edges, 2, 3), run(edges, 3, 4)];
    let (start_2, start_3) = (run(edges, 4, 6), run(edges, 4, 7));
    let (start_4, middle_4) = (run(edges, 4, 8), run(edges, 8, 12));
    let (late, later) = (run(edges, 7, 12), run(edges, 8, 13));
    let (mark_6, mark_7, marks_6) = (run(edges, 6, 7), run(edges, 7, 8), run(edges, 6, 8));
    let (stop, stop_2) = (run(edges, 13, 14), run(edges, 12, 14));
    let mut bounds = [[[0.0; PREAMBLES.len()]; TYPES.len()]; 2];
    for (row, bounds) in bounds.iter_mut().enumerate() {
        let (mark, space) = (2 * row, 2 * row + 1);
        let before =
            [marks[mark], single[0][space] + single[1][mark] + single[2][space] + single[3][mark]];
        let types = [
            start_3[space] + mark_7[mark] + later[space] + stop[mark],
            start_4[space] + middle_4[space] + stop_2[mark],
            start_2[space] + marks_6[mark] + later[space] + stop[mark],
            start_2[space] + mark_6[mark] + late[space] + stop_2[mark],
        ];
        for (bounds, kind) in bounds.iter_mut().zip(types) {
            *bounds = [before[0] + kind, before[1] + kind];
        }
    }
    bounds
}

impl Pattern {
    /// What the pattern explains at each frequency offset, its runs taken together as their phases are.
    fn explained(&self, edges: &Edges) -> [f32; OFFSETS.len()] {
        let first = usize::from(self.standard == Standard::V23) * 2;
        let mut whole = [0.0_f32; OFFSETS.len()];
        for tone in 0..2 {
            let lane = first + tone;
            let (mut re, mut im) = ([0.0_f32; OFFSETS.len()], [0.0_f32; OFFSETS.len()]);
            for run in &self.runs[tone][..self.counts[tone]] {
                let (from, to) = (&edges[run.from], &edges[run.to]);
                let (a, b) = (to[lane] - from[lane], to[lane + 4] - from[lane + 4]);
                for index in 0..OFFSETS.len() {
                    re[index] += a * run.re[index] - b * run.im[index];
                    im[index] += a * run.im[index] + b * run.re[index];
                }
            }
            let weight = 1.0 / self.bits[tone];
            for index in 0..OFFSETS.len() {
                whole[index] += weight * (re[index] * re[index] + im[index] * im[index]);
            }
        }
        whole
    }
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

impl Candidate {
    /// Whether a call begins so: only its first characters can be told from others.
    pub fn is_call(&self) -> bool {
        matches!(self.kind, SDMF | MDMF)
    }

    /// Whether both mean the same place.
    pub fn is_near(&self, other: &Self) -> bool {
        self.standard == other.standard && (self.at - other.at).abs() < 0.5 * BIT
    }

    /// The pattern's bits at its exact position, each turned to phase 0 as it is with an offset.
    fn values(&self, tape: &Tape, steps: &[Complex; 2], offset: f64) -> [(bool, Complex); BITS] {
        let bits = bits_of(self.kind, self.preamble);
        let away = if offset == 0.0 { Complex::ONE } else { Complex::unit(-offset) };
        let turns = steps.map(|step| step.conj() * away);
        let values = tape.stepped::<BITS>(self.standard, self.at, BIT, *steps);
        let mut back = Complex::ONE;
        let mut out = [(false, Complex::ZERO); BITS];
        for ((out, values), bit) in out.iter_mut().zip(values).zip(bits) {
            let tone = usize::from(!bit);
            *out = (bit, values[tone] * back);
            back = back * turns[tone];
        }
        out
    }

    /// The sums of the pattern's marks and spaces at its exact position and offset.
    pub fn sums(&self, tape: &Tape) -> [Complex; 2] {
        self.sums_by(tape, &steps(self.standard, BIT))
    }

    fn sums_by(&self, tape: &Tape, steps: &[Complex; 2]) -> [Complex; 2] {
        let mut sums = [Complex::ZERO; 2];
        for (mark, value) in self.values(tape, steps, self.offset) {
            sums[usize::from(!mark)] += value;
        }
        sums
    }

    /// Share of the power that the pattern explains at its exact position and offset.
    fn fit(&self, tape: &Tape, steps: &[Complex; 2]) -> f64 {
        let power = tape.power(self.at, self.at + BITS as f64 * BIT);
        explained(self.sums_by(tape, steps), marks_in(self), BITS as f64, power)
    }

    /// What stood before the type byte: sums of its marks and spaces.
    pub fn sums_before(&self, tape: &Tape) -> [Complex; 2] {
        let mut sums = [Complex::ZERO; 2];
        for (mark, value) in &self.values(tape, &steps(self.standard, BIT), self.offset)[..BEFORE] {
            sums[usize::from(!mark)] += *value;
        }
        sums
    }

    /// Phase after so many bits of the pattern when it was 0 at its beginning.
    pub fn phase_after(&self, count: usize) -> f64 {
        let bits = bits_of(self.kind, self.preamble);
        bits[..count].iter().map(|bit| omega(self.standard, *bit) * BIT + self.offset).sum()
    }
}

/// Marks among the pattern's bits.
pub fn marks_in(c: &Candidate) -> f64 {
    bits_of(c.kind, c.preamble).iter().filter(|bit| **bit).count() as f64
}

/// Sharpens position (to 1/16 bit, within a quarter) and offset (to 4 Hz, within ±60 Hz), one after the other.
fn refine(tape: &Tape, found: Candidate) -> Candidate {
    let turns = steps(found.standard, BIT);
    let best = Candidate { share: 0.0, ..found };
    let best = sharpen_position(tape, &turns, best, &[0, -4, -2, 2, 4]);
    let best = sharpen_offset(tape, &turns, best);
    sharpen_position(tape, &turns, best, &[-1, 1])
}

/// The best of some positions, in sixteenths of a bit.
fn sharpen_position(
    tape: &Tape,
    turns: &[Complex; 2],
    from: Candidate,
    shifts: &[i32],
) -> Candidate {
    let mut best = from;
    for shift in shifts {
        let at = from.at + f64::from(*shift) * BIT / 16.0;
        let share = Candidate { at, ..from }.fit(tape, turns);
        if share > best.share {
            best = Candidate { at, share, ..from };
        }
    }
    best
}

/// The best of the offsets up to ±0.3 radians per bit, at first in steps of 0.063, then of 0.021.
fn sharpen_offset(tape: &Tape, turns: &[Complex; 2], from: Candidate) -> Candidate {
    let values = from.values(tape, turns, 0.0);
    let power = tape.power(from.at, from.at + BITS as f64 * BIT);
    let marks = marks_in(&from);
    let mut best = from;
    let mut attempt = |offset: f64| {
        let (turn, mut back) = (Complex::unit(-offset), Complex::ONE);
        let mut sums = [Complex::ZERO; 2];
        for (mark, value) in values {
            sums[usize::from(!mark)] += value * back;
            back = back * turn;
        }
        let share = explained(sums, marks, BITS as f64, power);
        if share > best.share {
            best = Candidate { offset, share, ..from };
        }
        best.offset
    };
    let mut near = from.offset;
    for step in -5..=5 {
        near = attempt(f64::from(step) * 0.063);
    }
    attempt(near - 0.021);
    attempt(near + 0.021);
    best
}
