//! What opens a box of each family over its wire, by the name of its driver: for wires that no driver found, as those of
//! transcripts. May depend on `base`.

use crate::device::error::DeviceError;
use crate::device::link::Link;
use crate::device::{LineBox, hid, modem, pstn, receiver, telbox};

/// Opens a box of a family over its wire.
pub type OpenBox = fn(Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError>;

/// Every family by the name of its driver.
pub const OPENERS: &[(&str, OpenBox)] = &[
    ("modem", modem::open),
    ("direct", pstn::open),
    ("telbox", telbox::open),
    ("hid", hid::open),
    ("receiver", receiver::open_raw),
    ("whozz", receiver::open_whozz),
];

/// What opens the boxes of this driver.
#[must_use]
pub fn opener(driver: &str) -> Option<OpenBox> {
    OPENERS.iter().find(|(name, _)| *name == driver).map(|(_, open)| *open)
}

#[cfg(all(test, feature = "usb"))]
mod tests {
    use super::*;
    use crate::device::registry::DRIVERS;

    #[test]
    fn every_driver_of_real_boxes_is_here() {
        let names = DRIVERS.iter().map(|driver| driver.name());
        let real: Vec<_> = names.filter(|name| !["sim", "sound"].contains(name)).collect();
        let here: Vec<_> = OPENERS.iter().map(|(name, _)| *name).collect();
        assert_eq!(here, real);
    }
}
