//! What opens a box of each family over its wire, by the name of its driver: for wires that no driver found, as those of
//! transcripts. May depend on `base`.

use crate::device::error::DeviceError;
use crate::device::link::Link;
use crate::device::{LineBox, pstn, telbox};

/// Opens a box of a family over its wire.
pub type OpenBox = fn(Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError>;

/// Every family by the name of its driver.
pub const OPENERS: &[(&str, OpenBox)] = &[("telbox", telbox::open), ("direct", pstn::open)];

/// What opens the boxes of this driver.
#[must_use]
pub fn opener(driver: &str) -> Option<OpenBox> {
    OPENERS.iter().find(|(name, _)| *name == driver).map(|(_, open)| *open)
}
