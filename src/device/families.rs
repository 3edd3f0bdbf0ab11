//! What opens a box of each family over its wire, by the name of its driver: for wires that no driver found, as those of
//! transcripts. May depend on `base`.

use crate::device::error::DeviceError;
use crate::device::link::Link;
use crate::device::{LineBox, hid, modem, pstn, receiver, telbox};

/// Opens a box of a family over its wire.
pub type OpenBox = fn(Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError>;

/// A family: the name of its driver, as in `--line NAME:ID`, and what opens its boxes.
pub type Opener = (&'static str, OpenBox);

/// Voice modems.
pub const MODEM: Opener = ("modem", modem::open);
/// Direct-line and telephone control.
pub const DIRECT: Opener = ("direct", pstn::open);
/// Yealink boxes.
pub const TELBOX: Opener = ("telbox", telbox::open);
/// HID telephony.
pub const HID: Opener = ("hid", hid::open);
/// Receivers that hand on the bytes of bursts.
pub const RECEIVER: Opener = ("receiver", receiver::open_raw);
/// Whozz Calling.
pub const WHOZZ: Opener = ("whozz", receiver::open_whozz);

/// Every family.
pub const OPENERS: &[Opener] = &[MODEM, DIRECT, TELBOX, HID, RECEIVER, WHOZZ];

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
