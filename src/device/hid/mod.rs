//! HID telephony: the 8amps Maple adapter by its published profile, every other telephone, headset or adapter by its
//! report descriptor (HID 1.11, HUT 1.12 telephony page). May depend on `base` and `audio`.
//!
//! ```text
//! descriptor   configuration descriptor → HID interfaces and their pipes
//! report       report descriptor        → fields;  report ↔ values
//! controls     reports                  → changes of controls
//! usage        usage                    → what it means to a telephone
//! wire         interface and its requests
//! maple, telephony                        the two drivers
//! ```

pub mod controls;
pub mod descriptor;
pub mod maple;
pub mod report;
pub mod steady;
pub mod telephony;
#[cfg(test)]
mod tests;
pub mod usage;
mod wire;

use crate::device::LineBox;
use crate::device::error::DeviceError;
use crate::device::link::Link;

/// Opens a HID box: a Maple by its id, anything else by what its report descriptor says.
///
/// # Errors
/// `Failed`, in words, when it is no telephone; otherwise what the link said.
pub fn open(link: Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError> {
    if link.about().usb.is_some_and(|id| id == maple::ID) {
        return Ok(Box::new(maple::Maple::open(link)?));
    }
    Ok(Box::new(telephony::Telephone::open(link)?))
}
