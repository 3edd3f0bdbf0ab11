//! The band of the digits: a high-pass that takes dial, ring-back and busy tones (350–480 Hz) away and leaves
//! everything from 670 Hz on. Worked in blocks, so that the compiler may use vectors. May depend on `base`.

use crate::dsp::FRAME;

/// Sections of the filter, `[b0 b1 b2 a1 a2]`: elliptic of order 4 for 8 kHz, pass band above 660 Hz (ripple
/// 0.3 dB), stop band below 482 Hz (30 dB); group delay 1.4 ms at 697 Hz, 0.5 ms at 941 Hz, 0.15 ms above.
const SECTIONS: [[f64; 5]; 2] = [
    [0.564_257_247, -1.112_325_096, 0.564_257_247, -1.119_517_255, 0.408_799_815],
    [1.0, -1.872_809_834, 1.0, -1.663_995_217, 0.889_088_204],
];
/// Samples worked on together; divides [`FRAME`].
const BLOCK: usize = 8;
/// State variables of the sections.
const STATES: usize = 4;
const LANES: usize = BLOCK + STATES;

/// The filter. What goes in of a block and of the states before it, times a table, gives the block that comes
/// out and the states after it.
#[derive(Debug, Clone)]
pub struct DigitBand {
    /// Per sample of the block, then per state: its share in each output, then in each new state.
    table: [[f32; LANES]; BLOCK + STATES],
    states: [f32; STATES],
}

impl DigitBand {
    /// At rest.
    #[must_use]
    pub fn new() -> Self {
        let column = |input: usize| {
            let mut states = [0.0; STATES];
            if input >= BLOCK {
                states[input - BLOCK] = 1.0;
            }
            let mut out = [0.0; LANES];
            for (n, slot) in out[..BLOCK].iter_mut().enumerate() {
                *slot = step(&mut states, if n == input { 1.0 } else { 0.0 }) as f32;
            }
            for (slot, state) in out[BLOCK..].iter_mut().zip(states) {
                *slot = state as f32;
            }
            out
        };
        Self { table: std::array::from_fn(column), states: [0.0; STATES] }
    }

    /// Filters one frame.
    pub fn run(&mut self, frame: &[f32; FRAME], out: &mut [f32; FRAME]) {
        let blocks = frame.as_chunks::<BLOCK>().0.iter();
        for (values, out) in blocks.zip(out.as_chunks_mut::<BLOCK>().0) {
            let mut sums = [0.0_f32; LANES];
            for (value, column) in values.iter().chain(&self.states).zip(&self.table) {
                for (sum, weight) in sums.iter_mut().zip(column) {
                    *sum += value * weight;
                }
            }
            out.copy_from_slice(&sums[..BLOCK]);
            self.states.copy_from_slice(&sums[BLOCK..]);
        }
        // What has rung out is gone: numbers too small to be normal cost a hundred times as much.
        for state in &mut self.states {
            *state = if state.abs() < 1e-15 { 0.0 } else { *state };
        }
    }

    /// Forgets what was.
    pub fn reset(&mut self) {
        self.states = [0.0; STATES];
    }
}

/// One sample through both sections.
fn step(states: &mut [f64; STATES], input: f64) -> f64 {
    let mut value = input;
    for (state, [b0, b1, b2, a1, a2]) in states.as_chunks_mut::<2>().0.iter_mut().zip(SECTIONS) {
        let out = b0 * value + state[0];
        state[0] = b1 * value - a1 * out + state[1];
        state[1] = b2 * value - a2 * out;
        value = out;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain in dB for a sine of `hz`.
    fn gain(hz: f64) -> f32 {
        let mut band = DigitBand::new();
        let (mut frame, mut out) = ([0.0; FRAME], [0.0; FRAME]);
        let mut power = 0.0;
        for start in (0..8000).step_by(FRAME) {
            for (n, slot) in frame.iter_mut().enumerate() {
                *slot = (std::f64::consts::TAU * hz * (start + n) as f64 / 8000.0).sin() as f32;
            }
            band.run(&frame, &mut out);
            if start >= 4000 {
                power += out.iter().map(|v| v * v).sum::<f32>() / 2000.0;
            }
        }
        10.0 * power.log10()
    }

    #[test]
    fn call_tones_go_and_digits_stay() {
        for hz in [350.0, 400.0, 425.0, 440.0, 450.0, 480.0] {
            assert!(gain(hz) < -29.0, "{hz}: {}", gain(hz));
        }
        for hz in [670.0, 697.0, 770.0, 852.0, 941.0, 1209.0, 1336.0, 1477.0, 1633.0, 3300.0] {
            assert!(gain(hz).abs() < 0.4, "{hz}: {}", gain(hz));
        }
    }
}
