//! Seeded noise for the sweeps of the detectors.

/// A seeded generator: xorshift64*, then a sum of uniforms for a near-Gaussian value.
pub struct Noise(pub u64);

impl Noise {
    /// From -1/2 to 1/2.
    pub fn uniform(&mut self) -> f32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40) as f32 / (1 << 24) as f32 - 0.5
    }

    /// Standard deviation 1.
    #[allow(dead_code, reason = "not every test that rolls dice wants a bell curve")]
    pub fn next(&mut self) -> f32 {
        (0..12).map(|_| self.uniform()).sum()
    }
}
