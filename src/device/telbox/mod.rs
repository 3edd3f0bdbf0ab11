//! The driver `telbox`: Yealink USB-B2K and B3G telephone boxes.
//! May depend on `base` and `audio`.

use crate::base::clock::Clock;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::{BoxDriver, FoundBox, LineBox, UsbId};
use std::sync::Arc;

/// The driver.
#[derive(Debug)]
pub struct TelboxDriver;

impl BoxDriver for TelboxDriver {
    fn name(&self) -> &'static str {
        "telbox"
    }

    fn usb_ids(&self) -> &'static [UsbId] {
        &[]
    }

    fn list(&self) -> Result<Vec<FoundBox>, DeviceError> {
        Ok(Vec::new())
    }

    fn open(&self, id: &str, _clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError> {
        Err(DeviceError::new(DeviceErrorKind::Gone, format!("there is no telbox \"{id}\"")))
    }
}
