//! The driver `modem`: voice modems that speak ITU-T V.250 and V.253, over USB CDC-ACM or a serial port.
//! May depend on `base` and `audio`.

use crate::base::clock::Clock;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::{BoxDriver, FoundBox, LineBox, UsbId};
use std::sync::Arc;

/// The driver.
#[derive(Debug)]
pub struct ModemDriver;

impl BoxDriver for ModemDriver {
    fn name(&self) -> &'static str {
        "modem"
    }

    fn usb_ids(&self) -> &'static [UsbId] {
        &[]
    }

    fn list(&self) -> Result<Vec<FoundBox>, DeviceError> {
        Ok(Vec::new())
    }

    fn open(&self, id: &str, _clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError> {
        Err(DeviceError::new(DeviceErrorKind::Gone, format!("there is no modem \"{id}\"")))
    }
}
