//! The driver `direct`: USB CDC PSTN direct-line control and telephone control (PSTN120).
//! May depend on `base` and `audio`.

use crate::base::clock::Clock;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::{BoxDriver, FoundBox, LineBox, UsbId};
use std::sync::Arc;

/// The driver.
#[derive(Debug)]
pub struct DirectDriver;

impl BoxDriver for DirectDriver {
    fn name(&self) -> &'static str {
        "direct"
    }

    fn usb_ids(&self) -> &'static [UsbId] {
        &[]
    }

    fn list(&self) -> Result<Vec<FoundBox>, DeviceError> {
        Ok(Vec::new())
    }

    fn open(&self, id: &str, _clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError> {
        Err(DeviceError::new(DeviceErrorKind::Gone, format!("there is no direct \"{id}\"")))
    }
}
