//! Streaming sample-rate conversion: polyphase windowed sinc (Kaiser, about 80 dB stop band), any rate
//! from 8 to 192 kHz to any other. Pass band to 0.43 of the lower rate, so a telephone channel
//! (3400 Hz at 8 kHz) passes whole. May depend on `base`.

/// Zero crossings of the kernel to each side, at the lower of the two rates.
const HALF_WIDTH: f64 = 20.0;
/// Cut-off as a share of the lower rate.
const CUTOFF: f64 = 0.475;
/// Kaiser window parameter for about 80 dB.
const BETA: f64 = 8.0;
/// At most this many phases are tabled; finer positions are interpolated.
const MAX_PHASES: u64 = 512;

/// Converts a stream from one rate to another. The table is built once; `push` allocates only when
/// the caller's output vector grows, and its own history when a block is longer than any before.
#[derive(Debug, Clone)]
pub struct Resampler {
    /// Output frames per `down` input frames, reduced.
    up: u64,
    down: u64,
    taps: usize,
    phases: usize,
    /// `(phases + 1) * taps`: row p is the kernel for a fraction of p/phases.
    table: Vec<f32>,
    history: Vec<f32>,
    /// Position of the next output in units of 1/up input frames, from the start of `history`.
    position: u64,
}

impl Resampler {
    /// A converter from `from_hz` to `to_hz`. A rate of 0 is taken as 1.
    #[must_use]
    pub fn new(from_hz: u32, to_hz: u32) -> Self {
        let (from, to) = (u64::from(from_hz.max(1)), u64::from(to_hz.max(1)));
        let divisor = gcd(from, to);
        let (up, down) = (to / divisor, from / divisor);
        let lower = (to as f64 / from as f64).min(1.0);
        let half = (HALF_WIDTH / lower).ceil() as usize;
        let taps = if up == down { 1 } else { 2 * half };
        let phases = up.min(MAX_PHASES) as usize;
        let mut table = Vec::with_capacity((phases + 1) * taps);
        for phase in 0..=phases {
            fill_row(&mut table, taps, phase as f64 / phases as f64, lower);
        }
        let history = vec![0.0; if taps == 1 { 0 } else { half - 1 }];
        Self { up, down, taps, phases, table, history, position: 0 }
    }

    /// Takes a block of any length and appends what is ready to `out`.
    pub fn push(&mut self, block: &[f32], out: &mut Vec<f32>) {
        if self.taps == 1 {
            out.extend_from_slice(block);
            return;
        }
        self.history.extend_from_slice(block);
        let available = self.history.len();
        loop {
            let start = (self.position / self.up) as usize;
            if start + self.taps > available {
                break;
            }
            out.push(self.at(start, self.position % self.up));
            self.position += self.down;
        }
        let used = ((self.position / self.up) as usize).min(available);
        self.history.drain(..used);
        self.position -= used as u64 * self.up;
    }

    /// One output whose position is `fraction / up` past `start + taps/2 - 1`.
    fn at(&self, start: usize, fraction: u64) -> f32 {
        let window = &self.history[start..start + self.taps];
        let exact = fraction as f64 * self.phases as f64 / self.up as f64;
        let row = exact as usize;
        let near = dot(window, &self.table[row * self.taps..][..self.taps]);
        let rest = (exact - row as f64) as f32;
        if rest < 1e-6 {
            return near;
        }
        let next = dot(window, &self.table[(row + 1) * self.taps..][..self.taps]);
        near + rest * (next - near)
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Appends the kernel for an output that lies `fraction` of an input frame past tap `taps/2 - 1`.
fn fill_row(table: &mut Vec<f32>, taps: usize, fraction: f64, lower: f64) {
    let half = taps as f64 / 2.0;
    let from = table.len();
    let mut sum = 0.0;
    for tap in 0..taps {
        let t = tap as f64 - (half - 1.0) - fraction;
        let x = 2.0 * CUTOFF * lower * t * std::f64::consts::PI;
        let sinc = if x.abs() < 1e-9 { 1.0 } else { x.sin() / x };
        let edge = (t / half).clamp(-1.0, 1.0);
        let value = sinc * bessel_i0(BETA * (1.0 - edge * edge).sqrt());
        sum += value;
        table.push(value as f32);
    }
    if taps == 1 {
        sum = f64::from(table[from]);
    }
    for value in &mut table[from..] {
        *value /= sum as f32;
    }
}

/// Modified Bessel function of the first kind, order 0, by its power series.
pub(crate) fn bessel_i0(x: f64) -> f64 {
    let (mut sum, mut term, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-12 {
        term *= (x / (2.0 * k)).powi(2);
        sum += term;
        k += 1.0;
    }
    sum
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level_after(from: u32, to: u32, hz: f64) -> (f32, usize) {
        let input: Vec<f32> = (0..from)
            .map(|n| (f64::from(n) * hz / f64::from(from) * std::f64::consts::TAU).sin() as f32)
            .collect();
        let mut resampler = Resampler::new(from, to);
        let mut out = Vec::new();
        for block in input.chunks(117) {
            resampler.push(block, &mut out);
        }
        let settled = &out[out.len() / 10..];
        let power = settled.iter().map(|v| v * v).sum::<f32>() / settled.len() as f32;
        (10.0 * (power * 2.0 + 1e-12).log10(), out.len())
    }

    #[test]
    fn the_channel_passes_and_what_would_fold_into_it_does_not() {
        for from in [8_000, 11_025, 16_000, 22_050, 22_051, 32_000, 44_100, 48_000, 96_000, 192_000]
        {
            let (pass, frames) = level_after(from, 8_000, 3_300.0);
            assert!(pass.abs() < 0.1, "{from}: {pass} dB at 3300 Hz");
            assert!((7_950..=8_000).contains(&frames), "{from}: {frames} frames of a second");
            if from > 16_000 {
                let (stop, _) = level_after(from, 8_000, 4_700.0);
                assert!(stop < -60.0, "{from}: {stop} dB of 4700 Hz");
            }
        }
        let (up, frames) = level_after(8_000, 48_000, 3_000.0);
        assert!(up.abs() < 0.1 && (47_700..=48_000).contains(&frames), "{up} {frames}");
    }
}
