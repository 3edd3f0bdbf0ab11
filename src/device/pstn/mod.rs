//! USB CDC, PSTN subclass: direct line control and telephone control.
//! Follows USB CDC PSTN 1.2. May depend on `base` and `audio`.
//!
//! Bytes ↔ meaning: `descriptors`, `usb_audio`, `requests`, `notification`, `caller`. Behaviour: `direct`, `telephone`,
//! both on `wire` and at the same `pace`, long orders as `steps`.

pub mod caller;
mod country;
pub mod descriptors;
pub mod direct;
pub mod notification;
mod pace;
pub mod quirks;
pub mod requests;
pub mod steps;
pub mod telephone;
#[cfg(test)]
mod tests;
pub mod usb_audio;
mod wire;

use crate::device::LineBox;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::link::Link;
use descriptors::ControlModel;
use direct::DirectBox;
use telephone::TelephoneBox;
use usb_audio::UsbAudio;

/// What is set for a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The country to set it to (ISO 3166-1 numeric), where it knows several; `None`: as it is.
    pub country: Option<u16>,
}

/// An open box of this subclass.
pub enum PstnBox {
    /// Direct line control.
    Direct(DirectBox),
    /// Telephone control.
    Telephone(TelephoneBox),
}

impl PstnBox {
    /// The sound card of the line: match it by USB place and interface with one of the operating system's.
    #[must_use]
    pub fn usb_audio(&self) -> Option<&UsbAudio> {
        match self {
            Self::Direct(line_box) => line_box.usb_audio(),
            Self::Telephone(line_box) => line_box.usb_audio(),
        }
    }

    /// The box, to be driven.
    #[must_use]
    pub fn into_line_box(self) -> Box<dyn LineBox> {
        match self {
            Self::Direct(line_box) => Box::new(line_box),
            Self::Telephone(line_box) => Box::new(line_box),
        }
    }
}

/// Opens a box with its settings.
///
/// # Errors
/// `Unsupported` when the device has no function of this subclass, else what its bring-up says.
pub fn open_with(link: Box<dyn Link>, options: Options) -> Result<PstnBox, DeviceError> {
    let functions = descriptors::functions(&link.about().configuration);
    let Some(function) = functions.into_iter().next() else {
        let context = "this device has neither direct-line nor telephone control";
        return Err(DeviceError::new(DeviceErrorKind::Unsupported, context));
    };
    match function.model {
        ControlModel::DirectLine => DirectBox::open(link, function, options).map(PstnBox::Direct),
        ControlModel::Telephone => {
            TelephoneBox::open(link, function, options).map(PstnBox::Telephone)
        }
    }
}

/// Opens a box as it is.
///
/// # Errors
/// As [`open_with`].
pub fn open(link: Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError> {
    open_with(link, Options::default()).map(PstnBox::into_line_box)
}
