//! What a frame looks like to the voice side: level against the line's noise, one steady tone, two steady
//! tones. Cheap enough for every frame. May depend on `base`.
//!
//! A sine obeys x\[n\] + x\[n-2\] = 2 cos(ω) x\[n-1\]; two of them x\[n\] + x\[n-4\] + a (x\[n-1\] + x\[n-3\]) + b x\[n-2\] = 0.
//! The least squares fit of these rules tells the frequency and, by what it leaves, the noise beside it:
//! white noise of power N leaves (2 + 4 cos²ω) N of the first and (2 + 2a² + b²) N of the second.

use crate::base::units::LINE_RATE;
use crate::dsp::FRAME;
use crate::dsp::front::{Front, LOW_FRAME};

/// Frames of the one-tone fit: 20 ms.
const PURE_SPAN: usize = 4;
/// Frames of the two-tone fit: 100 ms, in which pitch or level of a voice have moved.
const PAIR_SPAN: usize = 20;
/// The two halves of it differ by less than this share of both (1.3 dB); beats 30 Hz apart make 0.1.
const LEVEL: f32 = 0.15;
/// One tone when less than this share is noise: 9 dB, so that tones 12 dB above white noise pass in each frame.
const PURE: f32 = 0.12;
/// Two tones when less than this share of the band below 680 Hz is noise; white noise 12 dB below leaves 0.008.
const PAIR: f32 = 0.02;
/// Least share of the power below 680 Hz for two call tones; 12 dB above white noise leave 0.94.
const LOW_SHARE: f32 = 0.8;
/// A tone keeps its frequency within this share plus 10 Hz (noise of 12 dB moves the estimate by 1 %).
const DRIFT: f32 = 0.025;
/// Sound is so much above the noise (7 dB), and at least -47 dBm0, as mean squares.
const ABOVE: f32 = 5.0;
const FLOOR: f32 = 4.9e-6;
/// The noise rises by 3 dB per second.
const RISE: f32 = 1.0035;
/// Frames in which the noise is found at first: 0.2 s.
const SETTLES: u32 = 40;
/// Frames of the same frequency that make a tone: 80 ms.
const STEADY: u32 = 16;

/// One frame as far as voice, beep and answer are concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Seen {
    /// Mean square of the newest frame.
    pub power: f32,
    /// Mean square over 15 ms.
    pub level: f32,
    /// The line's noise.
    pub noise: f32,
    /// Loud enough to be sound.
    pub sound: bool,
    /// Frequency of the one tone in hertz; 0: none.
    pub hz: f32,
    /// Share of the power that is not the one tone; 1: no tone.
    pub rest: f32,
    /// Frames in a row with the same one frequency.
    pub run: u32,
    /// Steady tones: one or two.
    pub tone: bool,
}

/// The looker.
#[derive(Debug, Clone)]
pub struct Look {
    last: [f32; 2],
    last_low: [f32; 4],
    pure: [[f32; 3]; PURE_SPAN],
    pair: [[f32; 8]; PAIR_SPAN],
    powers: [f32; 3],
    at: usize,
    noise: f32,
    mean_hz: f32,
    run: u32,
    age: u32,
}

impl Look {
    /// Nothing seen.
    pub fn new() -> Self {
        Self {
            last: [0.0; 2],
            last_low: [0.0; 4],
            pure: [[0.0; 3]; PURE_SPAN],
            pair: [[0.0; 8]; PAIR_SPAN],
            powers: [0.0; 3],
            at: 0,
            // High at first: it falls to what there is.
            noise: 1e-3,
            mean_hz: 0.0,
            run: 0,
            age: 0,
        }
    }

    /// Looks at a frame. `known`: another detector knows what this is.
    pub fn at(&mut self, front: &Front, known: bool) -> Seen {
        let power = front.power;
        self.powers = [power, self.powers[0], self.powers[1]];
        let level = self.powers.iter().sum::<f32>() / 3.0;
        self.at = (self.at + 1) % (PAIR_SPAN * PURE_SPAN);
        if front.calm {
            self.pure[self.at % PURE_SPAN] = [0.0; 3];
            self.pair[self.at % PAIR_SPAN] = [0.0; 8];
            (self.last, self.last_low) = ([0.0; 2], [0.0; 4]);
        } else {
            self.pure[self.at % PURE_SPAN] = one_tone(&front.clean, &mut self.last);
            self.pair[self.at % PAIR_SPAN] =
                two_tones(&front.low, &mut self.last_low, [front.power_low, power]);
        }
        let sound = level > FLOOR && level > ABOVE * self.noise;
        let (hz, rest) = if sound { self.frequency() } else { (0.0, 1.0) };
        self.follow(hz);
        let tone = sound && self.is_level() && (self.run >= STEADY || self.is_pair());
        let rising = if tone || known { 1.0 } else { RISE };
        self.age = self.age.saturating_add(1);
        let fall = if self.age < SETTLES { 0.3 } else { 0.1 };
        self.noise = if level < self.noise {
            self.noise + fall * (level - self.noise)
        } else {
            self.noise * rising
        }
        .clamp(1e-8, 1e-3);
        Seen { power, level, noise: self.noise, sound, hz, rest, run: self.run, tone }
    }

    /// The one tone's frequency over 20 ms (0 when it is none) and the share of the rest.
    fn frequency(&self) -> (f32, f32) {
        let mut sums = [0.0_f32; 3];
        for frame in &self.pure {
            for (sum, value) in sums.iter_mut().zip(frame) {
                *sum += value;
            }
        }
        let [ss, sx, xx] = sums;
        // The line's noise is in xx but not in sx.
        let clear = (xx - (PURE_SPAN * FRAME) as f32 * self.noise).max(0.5 * xx) + 1e-12;
        let twice = sx / clear;
        let left = (ss - sx * sx / (xx + 1e-12)) / ((2.0 + twice * twice) * (xx + 1e-12));
        if left > PURE || twice.abs() >= 2.0 {
            return (0.0, 1.0);
        }
        ((0.5 * twice).acos() * LINE_RATE as f32 / std::f32::consts::TAU, left.max(0.0))
    }

    fn follow(&mut self, hz: f32) {
        if hz > 0.0 && (hz - self.mean_hz).abs() < DRIFT * self.mean_hz + 10.0 {
            self.run = self.run.saturating_add(1);
            self.mean_hz += (hz - self.mean_hz) / self.run.min(20) as f32;
        } else {
            self.run = u32::from(hz > 0.0);
            self.mean_hz = hz;
        }
    }

    /// The sums of so many frames ago.
    fn before(&self, back: usize) -> &[f32; 8] {
        &self.pair[(self.at + PAIR_SPAN - back) % PAIR_SPAN]
    }

    /// Whether the level of the last 100 ms has not moved.
    fn is_level(&self) -> bool {
        let half = |from: usize| (0..PAIR_SPAN / 2).map(|n| self.before(from + n)[7]).sum::<f32>();
        let (new, old) = (half(0), half(PAIR_SPAN / 2));
        (new - old).abs() < LEVEL * (new + old)
    }

    /// Whether the last 100 ms hold two steady tones below 680 Hz and little else.
    fn is_pair(&self) -> bool {
        let mut sums = [0.0_f32; 8];
        for frame in &self.pair {
            for (sum, value) in sums.iter_mut().zip(frame) {
                *sum += value;
            }
        }
        let [uu, vv, ww, uv, uw, vw, low, all] = sums;
        if low < LOW_SHARE * all {
            return false;
        }
        let det = vv * ww - vw * vw;
        if det <= 1e-4 * vv * ww {
            return true;
        }
        let a = (vw * uw - ww * uv) / det;
        let b = (vw * uv - vv * uw) / det;
        let left = uu + a * uv + b * uw;
        left < PAIR * (2.0 + 2.0 * a * a + b * b) * ww
    }
}

impl Default for Look {
    fn default() -> Self {
        Self::new()
    }
}

/// Sums of s², s·x and x² with s = x\[n\] + x\[n-2\] and x = x\[n-1\].
fn one_tone(clean: &[f32; FRAME], last: &mut [f32; 2]) -> [f32; 3] {
    let mut line = [0.0_f32; FRAME + 2];
    line[..2].copy_from_slice(last);
    line[2..].copy_from_slice(clean);
    *last = [clean[FRAME - 2], clean[FRAME - 1]];
    let mut sums = [[0.0_f32; 8]; 3];
    for start in (0..FRAME).step_by(8) {
        for lane in 0..8 {
            let x = line[start + lane + 1];
            let s = line[start + lane] + line[start + lane + 2];
            sums[0][lane] += s * s;
            sums[1][lane] += s * x;
            sums[2][lane] += x * x;
        }
    }
    sums.map(|lanes| lanes.iter().sum())
}

/// Sums of products of u = x\[n\] + x\[n-4\], v = x\[n-1\] + x\[n-3\], w = x\[n-2\], then the two powers.
fn two_tones(low: &[f32; LOW_FRAME], last: &mut [f32; 4], powers: [f32; 2]) -> [f32; 8] {
    let mut line = [0.0_f32; LOW_FRAME + 4];
    line[..4].copy_from_slice(last);
    line[4..].copy_from_slice(low);
    last.copy_from_slice(&low[LOW_FRAME - 4..]);
    let mut sums = [0.0_f32; 8];
    for x in line.windows(5) {
        let (u, v, w) = (x[0] + x[4], x[1] + x[3], x[2]);
        for (sum, value) in sums.iter_mut().zip([u * u, v * v, w * w, u * v, u * w, v * w]) {
            *sum += value;
        }
    }
    [sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], powers[0], powers[1]]
}
