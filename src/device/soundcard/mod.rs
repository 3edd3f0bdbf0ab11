//! The driver `sound`: any input device as a tap on a line. It hears the line and can do nothing else; ringing, caller
//! ID and digits come from the detectors. May depend on `base` and `audio`.

use crate::audio::capture;
use crate::audio::devices::SoundError;
use crate::audio::supervisor::SupervisedSource;
use crate::base::capability::Capabilities;
use crate::base::clock::Clock;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Refusal, Report};
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::{Access, AudioRoute, BoxDriver, FoundBox, LineBox, UsbId};
use std::sync::Arc;
use std::time::Duration;

/// The driver.
#[derive(Debug)]
pub struct SoundCardDriver;

/// An open tap.
#[derive(Debug)]
struct SoundCard {
    name: String,
    source: Option<SupervisedSource>,
}

impl BoxDriver for SoundCardDriver {
    fn name(&self) -> &'static str {
        "sound"
    }

    fn usb_ids(&self) -> &'static [UsbId] {
        &[]
    }

    fn list(&self) -> Result<Vec<FoundBox>, DeviceError> {
        let devices = capture::list_inputs().map_err(|error| device_error(&error))?;
        let found = |device: crate::audio::devices::SoundDevice| FoundBox {
            id: device.id,
            name: device.name,
            access: Access::Accessible,
            usb: None,
            place: String::new(),
        };
        Ok(devices.into_iter().map(found).collect())
    }

    fn open(&self, id: &str, _clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError> {
        let (name, source) = capture::open(id).map_err(|error| device_error(&error))?;
        Ok(Box::new(SoundCard { name, source: Some(source) }))
    }
}

impl LineBox for SoundCard {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { audio_in: true, ..Capabilities::default() }
    }

    fn poll(&mut self, _line: LineId, timeout: Duration) -> Option<Report> {
        // A tap has nothing to say by itself; the loss of the device comes with its samples.
        std::thread::sleep(timeout);
        None
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        match order {
            BoxOrder::Release | BoxOrder::ReportStatus => Ok(()),
            _ => Err(Refusal::Unsupported),
        }
    }

    fn audio(&mut self) -> AudioRoute {
        self.source
            .take()
            .map_or(AudioRoute::Silent, |source| AudioRoute::Samples(Box::new(source)))
    }
}

fn device_error(error: &SoundError) -> DeviceError {
    let kind = match error {
        SoundError::NoSuchDevice { .. } | SoundError::Ambiguous { .. } => DeviceErrorKind::Gone,
        SoundError::Busy(_) => DeviceErrorKind::Busy,
        SoundError::NotPermitted(_) => DeviceErrorKind::NotPermitted,
        SoundError::Failed(_) => DeviceErrorKind::Failed,
    };
    DeviceError::new(kind, error.to_string())
}
