//! The one small trait between a driver and its wire: real USB (`usb`), a serial port (`tty`), a model in this process
//! (`sim::boxes`), a replayed transcript. Words follow USB 2.0, chapters 5 and 9. May depend on `base`.
//!
//! A driver is written in the blocking style, on the thread of its box: it writes, and waits for arrivals with a
//! deadline. On a simulated link waiting is what makes time pass.

use crate::device::UsbId;
use crate::device::error::DeviceErrorKind;
use std::time::Duration;
use thiserror::Error;

/// What a driver decides upon when something on the wire fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkErrorKind {
    /// Nothing happened in time. Normal for an interrupt pipe.
    Timeout,
    /// The device refused the request (STALL on endpoint zero), or a pipe stays halted after it was cleared.
    Stalled,
    /// The device is gone. Nothing on this link will work again.
    Gone,
    /// Another program or a kernel driver that would not let go holds it.
    Busy,
    /// Permission is missing.
    NotPermitted,
    /// This link cannot do this at all (a control request on a serial port).
    Unsupported,
    /// Anything else.
    Failed,
}

/// An error of a link.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{context}")]
pub struct LinkError {
    /// What the caller decides upon.
    pub kind: LinkErrorKind,
    /// For people: what was tried and what came of it.
    pub context: String,
}

/// What a failing wire means for whoever wants the box.
impl From<LinkErrorKind> for DeviceErrorKind {
    fn from(kind: LinkErrorKind) -> Self {
        match kind {
            LinkErrorKind::Gone => Self::Gone,
            LinkErrorKind::Busy => Self::Busy,
            LinkErrorKind::NotPermitted => Self::NotPermitted,
            LinkErrorKind::Unsupported => Self::Unsupported,
            LinkErrorKind::Timeout | LinkErrorKind::Stalled | LinkErrorKind::Failed => Self::Failed,
        }
    }
}

impl LinkError {
    /// An error of this kind.
    pub fn new(kind: LinkErrorKind, context: impl Into<String>) -> Self {
        Self { kind, context: context.into() }
    }
}

/// An endpoint address with its direction bit (`0x81`: IN 1). A serial port has [`Pipe::TTY_IN`] and [`Pipe::TTY_OUT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pipe(pub u8);

impl Pipe {
    /// What a serial port sends us.
    pub const TTY_IN: Self = Self(0x80);
    /// What we send to a serial port.
    pub const TTY_OUT: Self = Self(0x00);

    /// Whether it brings data to us.
    #[must_use]
    pub fn is_in(self) -> bool {
        self.0 & 0x80 != 0
    }
}

/// The setup packet of a control transfer; its length is that of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Setup {
    /// bmRequestType.
    pub request_type: u8,
    /// bRequest.
    pub request: u8,
    /// wValue.
    pub value: u16,
    /// wIndex.
    pub index: u16,
}

impl Setup {
    /// A class request to an interface, host to device (bmRequestType 21h).
    #[must_use]
    pub const fn class_out(request: u8, value: u16, interface: u8) -> Self {
        Self { request_type: 0x21, request, value, index: interface as u16 }
    }

    /// A class request to an interface, device to host (bmRequestType A1h).
    #[must_use]
    pub const fn class_in(request: u8, value: u16, interface: u8) -> Self {
        Self { request_type: 0xa1, request, value, index: interface as u16 }
    }
}

/// What is known of the device behind a link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Where it is: `1-2.3` (bus and ports, as in sysfs) or a port's name.
    pub address: String,
    /// What it calls itself, or what we know it as.
    pub name: String,
    /// Serial number; empty where it has none.
    pub serial: String,
    /// Vendor and product; `None`: a serial port that is not known to be USB.
    pub usb: Option<UsbId>,
    /// bcdDevice.
    pub release: u16,
    /// The raw configuration descriptor with all that follows it; empty for a serial port.
    pub configuration: Vec<u8>,
}

/// Bytes that came in by themselves: one transfer of a USB pipe, or whatever a serial port had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Where.
    pub pipe: Pipe,
    /// What. Empty for a transfer of length zero.
    pub bytes: Vec<u8>,
    /// When, on the program's monotonic clock.
    pub at: Duration,
}

/// What went wrong on the wire without ending it. Counted by the link, shown by the line doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkCounters {
    /// Transfers that came in.
    pub received: u64,
    /// Transfers that went out, control requests included.
    pub sent: u64,
    /// Pipes found halted and cleared.
    pub stalls: u64,
    /// Arrivals dropped because nobody fetched them.
    pub dropped: u64,
}

/// An opened device. Owned by the thread of its box; dropping it gives claimed interfaces back to the kernel.
pub trait Link: Send {
    /// What is known of the device.
    fn about(&self) -> &About;

    /// The present moment on the program's monotonic clock.
    fn now(&self) -> Duration;

    /// Takes an interface for ourselves (a kernel driver is detached and comes back when the link is dropped) and
    /// chooses an alternate setting of it. On a serial port: nothing to do.
    ///
    /// # Errors
    /// `Busy` when another program holds it, `Gone`, `Failed`.
    fn claim(&mut self, interface: u8, alternate: u8) -> Result<(), LinkError>;

    /// Begins to read an IN pipe; what comes is handed out by [`Link::wait`]. A halted pipe is cleared and counted.
    ///
    /// # Errors
    /// `Unsupported` when there is no such pipe, `Gone`, `Failed`.
    fn listen(&mut self, pipe: Pipe) -> Result<(), LinkError>;

    /// The next arrival, in order of arrival, or `None` when `timeout` has passed without one.
    ///
    /// # Errors
    /// `Gone` when the device was unplugged (what arrived before is handed out first); `Stalled` when a pipe cannot
    /// be brought back; `Failed`.
    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError>;

    /// Sends all of `data` to a bulk or interrupt OUT pipe.
    ///
    /// # Errors
    /// `Timeout` when the device does not take it in time, `Stalled`, `Gone`, `Failed`.
    fn write(&mut self, pipe: Pipe, data: &[u8], timeout: Duration) -> Result<(), LinkError>;

    /// A control request with data to the device (or none).
    ///
    /// # Errors
    /// `Stalled` when the device refuses it, `Unsupported` on a serial port, `Timeout`, `Gone`, `Failed`.
    fn control_out(
        &mut self,
        setup: Setup,
        data: &[u8],
        timeout: Duration,
    ) -> Result<(), LinkError>;

    /// A control request that asks for at most `length` bytes.
    ///
    /// # Errors
    /// As [`Link::control_out`].
    fn control_in(
        &mut self,
        setup: Setup,
        length: usize,
        timeout: Duration,
    ) -> Result<Vec<u8>, LinkError>;

    /// Sets DTR and RTS of a serial port. On USB the driver sends its class request instead.
    ///
    /// # Errors
    /// `Unsupported` where there are no such lines, `Gone`, `Failed`.
    fn set_lines(&mut self, dtr: bool, rts: bool) -> Result<(), LinkError>;

    /// Resets the device, the last resort. The link is used up: open the device anew.
    ///
    /// # Errors
    /// `Unsupported` on a serial port, `Gone`, `Failed`.
    fn reset(&mut self) -> Result<(), LinkError>;

    /// What went wrong without ending the link.
    fn counters(&self) -> LinkCounters;
}
