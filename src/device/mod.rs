//! Box families behind two traits: a stateless driver lists and opens, an opened box works.
//! Drivers do not know that there is an engine (I3). May depend on `base` and `audio`; `device::sim` also on `dsp`.

pub mod diagnosis;
pub mod error;
pub mod families;
#[cfg(feature = "usb")]
pub mod family;
pub mod hid;
pub mod known;
pub mod link;
pub mod modem;
pub mod outbox;
pub mod plugin;
pub mod pstn;
pub mod receiver;
pub mod registry;
pub mod remedy;
pub mod sim;
#[cfg(feature = "sound")]
pub mod soundcard;
pub mod supervisor;
pub mod telbox;
pub mod transcript;
#[cfg(feature = "usb")]
pub mod tty;
#[cfg(feature = "usb")]
pub mod usb;
#[cfg(all(feature = "usb", feature = "sound"))]
pub mod usb_sound;
pub mod worker;

use crate::audio::source::{SampleSink, SampleSource};
use crate::base::capability::Capabilities;
use crate::base::clock::Clock;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Refusal, Report};
use diagnosis::Diagnosis;
use error::{DeviceError, DeviceErrorKind};
use std::sync::Arc;
use std::time::Duration;

/// A USB vendor/product pair of a supported box. `udev/` has a line for each; a test compares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsbId {
    /// Vendor.
    pub vendor: u16,
    /// Product.
    pub product: u16,
}

/// Whether a listed box can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Yes.
    Accessible,
    /// Permission is missing (udev rule).
    NotPermitted,
    /// Another program holds it.
    Busy,
}

/// A box that listing found. Listing never opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundBox {
    /// Stable id within its driver.
    pub id: String,
    /// For people.
    pub name: String,
    /// Can it be opened?
    pub access: Access,
    /// Vendor and product, where it is a USB device.
    pub usb: Option<UsbId>,
    /// Where it is plugged in: `1-2.3`, a port's name; empty where that means nothing.
    pub place: String,
}

/// How a box hands over line audio.
pub enum AudioRoute {
    /// None.
    Silent,
    /// Its own samples.
    Samples(Box<dyn SampleSource>),
    /// Its own samples both ways.
    Both(Box<dyn SampleSource>, Box<dyn SampleSink>),
    /// Through the operating system's sound card of the same USB device. Whoever opened the box finds it.
    UsbCard,
}

/// A family of boxes. Stateless; one row of [`registry::DRIVERS`](crate::device).
pub trait BoxDriver: Sync {
    /// Short name, as in `--line NAME`.
    fn name(&self) -> &'static str;

    /// USB ids it serves.
    fn usb_ids(&self) -> &'static [UsbId];

    /// Boxes that are there now.
    ///
    /// # Errors
    /// When the bus or the sound system cannot be asked.
    fn list(&self) -> Result<Vec<FoundBox>, DeviceError>;

    /// Opens a box by id.
    ///
    /// # Errors
    /// `Gone` when there is no such box (the context lists those that exist), `NotPermitted`, `Busy`, `Failed`.
    fn open(&self, id: &str, clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError>;

    /// Opens a box by id, for once, and writes down what goes over its wire: see [`transcript`].
    ///
    /// # Errors
    /// As [`BoxDriver::open`]; `Unsupported` where there is no wire that could be recorded.
    fn open_recorded(
        &self,
        _id: &str,
        _clock: Arc<dyn Clock>,
        _paper: transcript::record::Paper,
    ) -> Result<Box<dyn LineBox>, DeviceError> {
        let context = format!("a line of kind \"{}\" has no wire to record", self.name());
        Err(DeviceError::new(DeviceErrorKind::Unsupported, context))
    }
}

/// An open box with one line. Owned by its `box-<id>` thread.
pub trait LineBox: Send {
    /// The box's own name.
    fn name(&self) -> String;

    /// What it claims.
    fn capabilities(&self) -> Capabilities;

    /// The next report, waiting at most `timeout`. `line` is the id to stamp it with.
    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report>;

    /// Carries out an order.
    ///
    /// # Errors
    /// A refusal, which the worker turns into a signal.
    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal>;

    /// Line audio. Called once, right after opening.
    fn audio(&mut self) -> AudioRoute;

    /// What the line doctor is told. Cheap: asked once a second.
    fn diagnosis(&self) -> Diagnosis {
        Diagnosis::default()
    }
}
