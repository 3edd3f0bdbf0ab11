//! Units of sound and line: levels in dBm0, sampling rates, frame counts.
//! 0 dBm0 is the sine 3.14 dB below the largest 16-bit sine (ITU-T G.711 A-law convention).
//! May not depend on anything but std and serde.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The rate of everything past the pump, in hertz.
pub const LINE_RATE: u32 = 8_000;

/// A sine of 0 dBm0 has this peak on a scale where full scale is 1.0 (3.14 dB below it).
pub const PEAK_0DBM0: f32 = 0.696_627;

/// A level relative to the digital milliwatt, in dB.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dbm0(pub f32);

impl Dbm0 {
    /// What silence reads as: below anything a 16-bit line can carry.
    pub const SILENCE: Self = Self(-96.0);

    /// The level of a signal whose RMS is `rms` on a scale where full scale is 1.0.
    #[must_use]
    pub fn from_rms(rms: f32) -> Self {
        let reference = PEAK_0DBM0 * std::f32::consts::FRAC_1_SQRT_2;
        if rms <= 0.0 {
            return Self::SILENCE;
        }
        Self((20.0 * (rms / reference).log10()).max(Self::SILENCE.0))
    }

    /// Peak amplitude (full scale 1.0) of one sine at this level.
    #[must_use]
    pub fn sine_peak(self) -> f32 {
        PEAK_0DBM0 * 10_f32.powf(self.0 / 20.0)
    }
}

/// A number of sample frames at [`LINE_RATE`] unless said otherwise.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Frames(pub u64);

impl Frames {
    /// How long these frames last at [`LINE_RATE`].
    #[must_use]
    pub fn duration(self) -> Duration {
        Duration::from_micros(self.0 * 1_000_000 / u64::from(LINE_RATE))
    }

    /// Frames at [`LINE_RATE`] that fit into `span`.
    #[must_use]
    pub fn within(span: Duration) -> Self {
        let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX / u64::from(LINE_RATE));
        Self(micros * u64::from(LINE_RATE) / 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_of_0_dbm0_reads_as_0_dbm0() {
        let rms = Dbm0(0.0).sine_peak() / 2_f32.sqrt();
        assert!(Dbm0::from_rms(rms).0.abs() < 0.01);
        assert!((Dbm0::from_rms(rms / 10.0).0 + 20.0).abs() < 0.01);
    }

    #[test]
    fn frames_and_durations_agree() {
        assert_eq!(Frames(8_000).duration(), Duration::from_secs(1));
        assert_eq!(Frames::within(Duration::from_millis(20)), Frames(160));
    }
}
