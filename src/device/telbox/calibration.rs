//! Which way round the hook bit of one box is. The projects that drive the USB-B3G disagree about it, so it is learned
//! from each box: a person leaves the desk phone down, then lifts it. Pure; may depend on `base`.

use super::protocol::Product;
use serde::{Deserialize, Serialize};

/// What is known of one box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Calibration {
    /// The hook bit is 1 while the desk phone is lifted. `None`: not learned; the reading of the Linux module is used
    /// (B2K: 1 is lifted, B3G: 0 is lifted).
    pub lifted_is_one: Option<bool>,
}

impl Calibration {
    /// What the hook bit of a box means.
    #[must_use]
    pub fn is_lifted(self, product: Product, bit: bool) -> bool {
        bit == self.lifted_is_one.unwrap_or(product != Product::B3g)
    }

    /// How it is known, in a few words.
    #[must_use]
    pub fn grounds(self) -> &'static str {
        if self.lifted_is_one.is_some() { "calibrated" } else { "by default, not calibrated" }
    }
}

/// Why nothing could be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CalibrationError {
    /// No samples of one of the two.
    #[error("the box said nothing about the desk phone")]
    Silent,
    /// The bit was not the same all the time.
    #[error("the box was not sure about the desk phone: hold it still and try again")]
    Unsteady,
    /// The bit did not change.
    #[error("lifting the desk phone changed nothing: is it plugged into the box's PHONE socket?")]
    Unchanged,
}

/// One sample in five may be wrong: the first ones after a hand has moved.
fn steady(samples: &[bool]) -> Result<bool, CalibrationError> {
    if samples.is_empty() {
        return Err(CalibrationError::Silent);
    }
    let ones = samples.iter().filter(|bit| **bit).count();
    let (few, whole) = (ones.min(samples.len() - ones), samples.len());
    if few * 5 > whole { Err(CalibrationError::Unsteady) } else { Ok(ones * 2 > whole) }
}

/// Learns from the hook bits that were read while the desk phone was `down`, and then while it was `lifted`.
///
/// # Errors
/// When they do not settle it: in words for the person who lifts the phone.
pub fn calibrate(down: &[bool], lifted: &[bool]) -> Result<Calibration, CalibrationError> {
    let (down, lifted) = (steady(down)?, steady(lifted)?);
    if down == lifted {
        return Err(CalibrationError::Unchanged);
    }
    Ok(Calibration { lifted_is_one: Some(lifted) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifting_the_phone_settles_it_both_ways_and_one_late_sample_is_borne() {
        let learned = |down: &[bool], lifted: &[bool]| calibrate(down, lifted);
        let known = |one| Ok(Calibration { lifted_is_one: Some(one) });
        assert_eq!(learned(&[false; 4], &[true; 4]), known(true));
        assert_eq!(learned(&[true; 4], &[true, false, false, false, false]), known(false));
    }

    #[test]
    fn what_does_not_settle_it_is_said_in_words() {
        assert_eq!(calibrate(&[], &[true]), Err(CalibrationError::Silent));
        assert_eq!(calibrate(&[true; 4], &[true; 4]), Err(CalibrationError::Unchanged));
        let flutter = [true, false, true, false];
        assert_eq!(calibrate(&flutter, &[true; 4]), Err(CalibrationError::Unsteady));
    }

    #[test]
    fn a_box_that_nobody_calibrated_is_read_as_the_linux_module_reads_it() {
        let unknown = Calibration::default();
        assert!(unknown.is_lifted(Product::B2k { second: false }, true));
        assert!(unknown.is_lifted(Product::B3g, false));
        let known = Calibration { lifted_is_one: Some(true) };
        assert!(known.is_lifted(Product::B3g, true) && !known.is_lifted(Product::B3g, false));
    }
}
