//! Models of real boxes, written from the published documents and not from our drivers: descriptors, control, bulk,
//! interrupt, timing, faults. Each has the simulated exchange behind it ([`LineSide`]) and plays on several stages: in
//! this process ([`bench::ModelLink`]), behind a pty, over USB/IP behind a real kernel.
//! No clock of their own: time is an argument. May depend on `base`, `audio` and `dsp`.

pub mod bench;
pub mod direct;
pub mod hid;
pub mod line_side;
pub mod modem;
pub mod receiver;
pub mod telbox;
pub mod telephone;

pub use line_side::LineSide;

use crate::device::link::Setup;
use std::time::Duration;

/// What a USB host reads first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptors {
    /// The device descriptor, 18 bytes.
    pub device: [u8; 18],
    /// The configuration descriptor with everything that follows it.
    pub configuration: Vec<u8>,
    /// Strings by index, beginning with index 1.
    pub strings: Vec<String>,
}

/// The device refuses: a STALL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stall;

/// A simulated USB device with a telephone line in it. The stage around it answers what every device answers alike
/// (descriptors by `descriptors()`, SET_CONFIGURATION, SET_INTERFACE, GET_STATUS, CLEAR_FEATURE); the model gets the rest.
pub trait BoxModel: Send {
    /// What it is.
    fn descriptors(&self) -> Descriptors;

    /// A control request: class, vendor, or a descriptor of an interface (HID report). `data` is what the host sends;
    /// `length` what it asks for.
    ///
    /// # Errors
    /// A stall for everything the device does not know.
    fn control(
        &mut self,
        setup: Setup,
        data: &[u8],
        length: usize,
        now: Duration,
    ) -> Result<Vec<u8>, Stall>;

    /// One transfer to a bulk or interrupt OUT endpoint.
    ///
    /// # Errors
    /// A stall when there is no such endpoint.
    fn out(&mut self, endpoint: u8, data: &[u8], now: Duration) -> Result<(), Stall>;

    /// Lets time pass up to `now`.
    fn advance(&mut self, now: Duration);

    /// When it will have something to say by itself, as far as it knows.
    fn next_due(&self) -> Option<Duration>;

    /// The next transfer of an IN endpoint that is ready.
    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>>;

    /// One isochronous IN packet: the line's sound of the last millisecond.
    fn iso_in(&mut self, _endpoint: u8, _now: Duration) -> Vec<u8> {
        Vec::new()
    }

    /// One isochronous OUT packet: sound for the line.
    fn iso_out(&mut self, _endpoint: u8, _data: &[u8], _now: Duration) {}

    /// The box was plugged in (again): it has forgotten everything, and its relays are where springs leave them.
    fn power_on(&mut self, now: Duration);

    /// The line behind it.
    fn line(&mut self) -> &mut LineSide;
}

/// A device descriptor (USB 2.0, 9.6.1) of a device with one configuration and three strings.
#[must_use]
pub fn device_descriptor(class: [u8; 3], vendor: u16, product: u16, release: u16) -> [u8; 18] {
    let (v, p, r) = (vendor.to_le_bytes(), product.to_le_bytes(), release.to_le_bytes());
    let [class, subclass, protocol] = class;
    [
        18, 1, 0x00, 0x02, class, subclass, protocol, 64, v[0], v[1], p[0], p[1], r[0], r[1], 1, 2,
        3, 1,
    ]
}

/// A configuration descriptor (USB 2.0, 9.6.3) around the interfaces that follow it.
#[must_use]
pub fn configuration(interfaces: u8, body: &[u8]) -> Vec<u8> {
    let total = u16::try_from(body.len() + 9).unwrap_or(u16::MAX).to_le_bytes();
    let mut whole = vec![9, 2, total[0], total[1], interfaces, 1, 0, 0x80, 50];
    whole.extend_from_slice(body);
    whole
}

/// An interface descriptor (USB 2.0, 9.6.5).
#[must_use]
pub fn interface(number: u8, alternate: u8, endpoints: u8, class: [u8; 3]) -> [u8; 9] {
    [9, 4, number, alternate, endpoints, class[0], class[1], class[2], 0]
}

/// An endpoint descriptor (USB 2.0, 9.6.6). `kind`: 1 isochronous, 2 bulk, 3 interrupt.
#[must_use]
pub fn endpoint(address: u8, kind: u8, size: u16, interval: u8) -> [u8; 7] {
    let size = size.to_le_bytes();
    [7, 5, address, kind, size[0], size[1], interval]
}
