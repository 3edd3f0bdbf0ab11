//! The likeliest character of continuous-phase FSK: a trellis of eight states (the last three bits), each with
//! the phase reference that its own path implies (per-survivor processing). May depend on `base`.
//!
//! The nearest wrong sequence of a continuous-phase signal differs in two bits, so that three bits of memory
//! leave hardly anything to be gained. What was heard before the character counts as phase reference, older
//! bits fading.

use crate::dsp::complex::Complex;

/// States.
const STATES: usize = 8;
/// Bits of a character.
pub const CHAR: usize = 10;

/// Where the paths begin, and how they go on.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    /// What was heard so far, turned to phase 0.
    pub past: Complex,
    /// e^(-jφ) at the character's beginning.
    pub turn: Complex,
    /// Turn of the phase over one bit of mark and of space.
    pub turns: [Complex; 2],
    /// Gain of mark and of space against the reference.
    pub gains: [Complex; 2],
    /// How much of the reference is left after a bit.
    pub memory: f64,
}

/// A character and how likely it is.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Its bits, the start bit lowest.
    pub bits: u16,
    /// Log likelihood, up to scale.
    pub metric: f32,
    /// By how much it was better than the best of the others.
    pub margin: f32,
    /// In which bits that one differs.
    pub other: u16,
}

/// Per state: the best path that ends there.
#[derive(Clone, Copy)]
struct Paths {
    re: [f32; STATES],
    im: [f32; STATES],
    size: [f32; STATES],
    turn_re: [f32; STATES],
    turn_im: [f32; STATES],
    metric: [f32; STATES],
    margin: [f32; STATES],
    other: [u16; STATES],
    bits: [u16; STATES],
}

/// Paths that have gone one bit further.
struct Steps {
    re: [f32; STATES],
    im: [f32; STATES],
    size: [f32; STATES],
    metric: [f32; STATES],
}

/// No path leads here.
const NONE: f32 = -1e30;

/// The best sequence of ten bits. `tones`: mark and space per bit, phase as of the bit's beginning.
/// A framed character begins with a space and ends with a mark; otherwise it begins with a mark and goes on as
/// it likes.
pub fn decide(model: &Model, tones: &[[Complex; 2]; CHAR], framed: bool) -> Choice {
    let mut paths = root(model);
    for (index, pair) in tones.iter().enumerate() {
        let only_mark = index == 0 && !framed || index == CHAR - 1 && framed;
        let allowed = [!(index == 0 && framed), !only_mark];
        let steps = [extend(&paths, model, pair[0], 0), extend(&paths, model, pair[1], 1)];
        paths = select(&paths, model, &steps, allowed, index);
    }
    let [best, second] = leaders(&paths.metric);
    let metric = paths.metric[best];
    let (gap, bits) = (metric - paths.metric[second], paths.bits[best]);
    let (margin, other) = if gap < paths.margin[best] {
        (gap, bits ^ paths.bits[second])
    } else {
        (paths.margin[best], paths.other[best])
    };
    Choice { bits, metric, margin, other }
}

/// The states of the best path and of the next.
fn leaders(metric: &[f32; STATES]) -> [usize; 2] {
    let mut leaders = if metric[1] > metric[0] { [1, 0] } else { [0, 1] };
    for state in 2..STATES {
        if metric[state] > metric[leaders[0]] {
            leaders = [state, leaders[0]];
        } else if metric[state] > metric[leaders[1]] {
            leaders[1] = state;
        }
    }
    leaders
}

fn root(model: &Model) -> Paths {
    let mut metric = [NONE; STATES];
    metric[0] = 0.0;
    Paths {
        re: [model.past.re as f32; STATES],
        im: [model.past.im as f32; STATES],
        size: [model.past.power().sqrt() as f32; STATES],
        turn_re: [model.turn.re as f32; STATES],
        turn_im: [model.turn.im as f32; STATES],
        metric,
        margin: [-NONE; STATES],
        other: [0; STATES],
        bits: [0; STATES],
    }
}

/// All paths longer by one bit of `tone` (0: mark).
#[inline]
fn extend(from: &Paths, model: &Model, heard: Complex, tone: usize) -> Steps {
    let value = model.gains[tone].conj() * heard;
    let (value_re, value_im) = (value.re as f32, value.im as f32);
    let cost = model.gains[tone].power() as f32;
    let memory = model.memory as f32;
    let mut to =
        Steps { re: [0.0; STATES], im: [0.0; STATES], size: [0.0; STATES], metric: [0.0; STATES] };
    for state in 0..STATES {
        let (turn_re, turn_im) = (from.turn_re[state], from.turn_im[state]);
        let re = memory * from.re[state] + value_re * turn_re - value_im * turn_im;
        let im = memory * from.im[state] + value_re * turn_im + value_im * turn_re;
        let size = (re * re + im * im).sqrt();
        to.re[state] = re;
        to.im[state] = im;
        to.size[state] = size;
        to.metric[state] = from.metric[state] + 2.0 * (size - memory * from.size[state]) - cost;
    }
    to
}

/// Of the two paths that meet in a state the better one goes on. `tone` follows from the state's lowest bit.
#[inline]
fn select(
    from: &Paths,
    model: &Model,
    steps: &[Steps; 2],
    allowed: [bool; 2],
    index: usize,
) -> Paths {
    let mut next = *from;
    for state in 0..STATES {
        let mark = state & 1;
        let source = &steps[1 - mark];
        let (a, b) = (state >> 1, (state >> 1) | (STATES / 2));
        let better = source.metric[a] >= source.metric[b];
        let (winner, loser) = if better { (a, b) } else { (b, a) };
        next.re[state] = source.re[winner];
        next.im[state] = source.im[winner];
        next.size[state] = source.size[winner];
        next.turn_re[state] = from.turn_re[winner];
        next.turn_im[state] = from.turn_im[winner];
        let metric = source.metric[winner];
        next.metric[state] = if allowed[1 - mark] { metric } else { NONE };
        let gap = metric - source.metric[loser];
        let other = from.bits[winner] ^ from.bits[loser];
        let closer = gap < from.margin[winner];
        next.margin[state] = if closer { gap } else { from.margin[winner] };
        next.other[state] = if closer { other } else { from.other[winner] };
        next.bits[state] = from.bits[winner] | ((mark as u16) << index);
    }
    let turns = model.turns.map(|turn| (turn.re as f32, turn.im as f32));
    for state in 0..STATES {
        let (step_re, step_im) = turns[1 - (state & 1)];
        let (re, im) = (next.turn_re[state], next.turn_im[state]);
        next.turn_re[state] = re * step_re - im * step_im;
        next.turn_im[state] = re * step_im + im * step_re;
    }
    next
}
