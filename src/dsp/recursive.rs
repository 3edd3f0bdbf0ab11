//! Recursive filters (cascaded sections of order 2) worked in blocks of samples, so that the compiler may use
//! vectors: sample by sample every output waits for the one before. May depend on `base`.

use crate::dsp::FRAME;

/// Samples worked on together; divides [`FRAME`].
const BLOCK: usize = 8;

/// A cascade of sections, `[b0 b1 b2 a1 a2]` each. `LANES` is 8 and two for each section, or more.
/// What goes in of a block and of the states before it, times a table, gives the block that comes out and the
/// states after it.
#[derive(Debug, Clone)]
pub struct Recursive<const LANES: usize> {
    /// Per sample of the block, then per state: its share in each output, then in each new state.
    table: [[f32; LANES]; LANES],
    states: [f32; LANES],
}

impl<const LANES: usize> Recursive<LANES> {
    /// A filter at rest. Sections for which there is no room are left out.
    #[must_use]
    pub fn new(sections: &[[f64; 5]]) -> Self {
        let sections = &sections[..sections.len().min(LANES.saturating_sub(BLOCK) / 2)];
        let count = 2 * sections.len();
        let mut table = [[0.0; LANES]; LANES];
        for (input, column) in table[..BLOCK + count].iter_mut().enumerate() {
            let mut states = [[0.0; 2]; LANES];
            if let Some(state) = input.checked_sub(BLOCK) {
                states[state / 2][state % 2] = 1.0;
            }
            for (n, slot) in column[..BLOCK].iter_mut().enumerate() {
                *slot = step(sections, &mut states, if n == input { 1.0 } else { 0.0 }) as f32;
            }
            for (slot, state) in column[BLOCK..].iter_mut().zip(states.as_flattened()) {
                *slot = *state as f32;
            }
        }
        Self { table, states: [0.0; LANES] }
    }

    /// Filters one frame.
    pub fn run(&mut self, frame: &[f32; FRAME], out: &mut [f32; FRAME]) {
        let blocks = frame.as_chunks::<BLOCK>().0.iter();
        for (values, out) in blocks.zip(out.as_chunks_mut::<BLOCK>().0) {
            let mut sums = [0.0_f32; LANES];
            for (value, column) in values.iter().zip(&self.table[..BLOCK]) {
                add(&mut sums, *value, column);
            }
            for (value, column) in self.states.iter().zip(&self.table[BLOCK..]) {
                add(&mut sums, *value, column);
            }
            out.copy_from_slice(&sums[..BLOCK]);
            self.states[..LANES - BLOCK].copy_from_slice(&sums[BLOCK..]);
        }
        // What has rung out is gone: numbers too small to be normal cost a hundred times as much.
        for state in &mut self.states {
            *state = if state.abs() < 1e-15 { 0.0 } else { *state };
        }
    }

    /// Forgets what was.
    pub fn reset(&mut self) {
        self.states = [0.0; LANES];
    }
}

/// Adds a column as often as `value` says.
#[inline]
fn add<const LANES: usize>(sums: &mut [f32; LANES], value: f32, column: &[f32; LANES]) {
    for lane in 0..LANES {
        sums[lane] += value * column[lane];
    }
}

/// One sample through all sections.
fn step(sections: &[[f64; 5]], states: &mut [[f64; 2]], input: f64) -> f64 {
    sections.iter().zip(states).fold(input, |value, ([b0, b1, b2, a1, a2], state)| {
        let out = b0 * value + state[0];
        state[0] = b1 * value - a1 * out + state[1];
        state[1] = b2 * value - a2 * out;
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_give_what_samples_give() {
        let sections = [[0.6, -1.1, 0.6, -1.2, 0.5], [1.0, -1.9, 1.0, -1.8, 0.9]];
        let mut filter = Recursive::<12>::new(&sections);
        let mut states = [[0.0; 2]; 2];
        for frame in 0..5_usize {
            let samples =
                std::array::from_fn(|n| (((frame * FRAME + n) * 7919) % 101) as f32 / 50.0 - 1.0);
            let mut out = [0.0; FRAME];
            filter.run(&samples, &mut out);
            for (value, sample) in out.iter().zip(samples) {
                let right = step(&sections, &mut states, f64::from(sample));
                assert!((f64::from(*value) - right).abs() < 1e-4, "{value} {right}");
            }
        }
    }
}
