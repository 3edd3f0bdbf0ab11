//! Caller-ID receivers: boxes that listen to a line and say who calls, and can do nothing else. On serial ports.
//! May depend on `base`.
//!
//! ```text
//! raw, damage     bytes of bursts ↔ messages (CTI Comet, I-DEM, HT9032 modules; 1200 8N1)
//! whozz           lines of text ↔ records (Whozz Calling?; 9600 8N1)
//! driver          the box around either
//! ```

mod damage;
mod driver;
pub mod raw;
mod raw_box;
#[cfg(test)]
mod tests;
pub mod whozz;
mod whozz_box;

use crate::device::LineBox;
use crate::device::error::DeviceError;
use crate::device::link::Link;
use driver::Receiver;

/// Opens a receiver that hands over the bytes of bursts.
///
/// # Errors
/// What the link said.
pub fn open_raw(link: Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError> {
    Ok(Box::new(Receiver::open(link, raw_box::RawBox::default())?))
}

/// Opens a Whozz Calling? for its first line.
///
/// # Errors
/// What the link said.
pub fn open_whozz(link: Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError> {
    open_whozz_line(link, 1)
}

/// Opens a Whozz Calling? for one of its lines, 1 to 99. Records of its other lines are counted and not told.
///
/// # Errors
/// What the link said.
pub fn open_whozz_line(link: Box<dyn Link>, line: u8) -> Result<Box<dyn LineBox>, DeviceError> {
    Ok(Box::new(Receiver::open(link, whozz_box::WhozzBox::new(line))?))
}
