//! Seeded chance and noise. Depends on `dsp`.

use ringdesk::dsp::view::{LINE_HZ, LINES, Spectrum, WINDOW};

/// A seeded generator (xorshift64*).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Each set of numbers gives its own sequence.
    pub fn new(seeds: [u64; 3]) -> Self {
        let mix = |state: u64, seed: &u64| {
            (state ^ seed.wrapping_add(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
        };
        let mut chance = Self(seeds.iter().fold(0x2545_f491_4f6c_dd1d, mix) | 1);
        for _ in 0..8 {
            chance.next();
        }
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// `0.0..1.0`.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// `0..n`.
    pub fn below(&mut self, n: u32) -> u32 {
        (self.share() * f64::from(n)) as u32
    }

    /// Gaussian, standard deviation 1 (Box and Muller).
    pub fn normal(&mut self) -> f32 {
        let radius = (-2.0 * self.share().max(1e-300).ln()).sqrt();
        (radius * (self.share() * std::f64::consts::TAU).cos()) as f32
    }

    /// Adds white noise of this mean square inside 300–3400 Hz.
    pub fn add_noise(&mut self, sound: &mut [f32], in_band: f32) {
        let sigma = (in_band * 4000.0 / 3100.0).sqrt();
        for value in sound {
            *value += sigma * self.normal();
        }
    }
}

/// Mean square of a sound inside 300–3400 Hz.
pub fn band_power(sound: &[f32]) -> f32 {
    let mut spectrum = Spectrum::new();
    let (mut sum, mut looks) = (0.0, 0.0_f32);
    let begins = (0..sound.len().saturating_sub(WINDOW)).step_by(WINDOW / 2);
    for begin in begins.chain((sound.len() < WINDOW).then_some(0)) {
        let powers = spectrum.powers(&sound[begin..sound.len().min(begin + WINDOW)]);
        let inside = |line: &usize| (300.0..=3400.0).contains(&(*line as f32 * LINE_HZ));
        sum += (0..LINES).filter(inside).map(|line| powers[line]).sum::<f32>();
        looks += 1.0;
    }
    sum / looks.max(1.0)
}

/// The power `db` below another.
pub fn below(power: f32, db: f32) -> f32 {
    power / 10_f32.powf(db / 10.0)
}
