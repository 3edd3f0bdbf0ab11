//! The driver `hid`: HID telephony devices (usage page 0Bh).
//! May depend on `base` and `audio`.

use crate::base::clock::Clock;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::{BoxDriver, FoundBox, LineBox, UsbId};
use std::sync::Arc;

/// The driver.
#[derive(Debug)]
pub struct HidDriver;

impl BoxDriver for HidDriver {
    fn name(&self) -> &'static str {
        "hid"
    }

    fn usb_ids(&self) -> &'static [UsbId] {
        &[]
    }

    fn list(&self) -> Result<Vec<FoundBox>, DeviceError> {
        Ok(Vec::new())
    }

    fn open(&self, id: &str, _clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError> {
        Err(DeviceError::new(DeviceErrorKind::Gone, format!("there is no hid \"{id}\"")))
    }
}
