//! Real USB through libusb: which known telephony boxes are plugged in, and the [`Link`] to an opened one.
//! The only file that names `rusb`. Uses contexts of its own, never the global one; listing claims nothing.
//! May depend on `base`.
//!
//! One thread per IN pipe reads and posts into one queue of 256 arrivals; what finds no room is dropped and counted.

pub mod watch;

use crate::base::clock::Clock;
use crate::base::thread::{self, Worker};
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::known::{self, KnownBox};
use crate::device::link::{
    About, Arrival, Link, LinkCounters, LinkError, LinkErrorKind, Pipe, Setup,
};
use crate::device::{Access, UsbId};
use crossbeam_channel::{
    Receiver, RecvTimeoutError, SendTimeoutError, Sender, TrySendError, bounded,
};
use rusb::{Context, DeviceHandle, UsbContext};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Arrivals that wait to be fetched.
const ARRIVALS: usize = 256;
/// How long one read waits, which is also how long closing may take.
const READ: Duration = Duration::from_millis(100);
/// The largest packet of high speed, taken where a descriptor names none.
const PACKET: usize = 1_024;
/// Failures in a row until a pipe is given up.
const PATIENCE: u32 = 5;
/// Between two of them. A hub needs up to a quarter of a second to notice that a plug is out, and until then every
/// transfer fails as on a bad wire.
const BREATH: Duration = Duration::from_millis(70);
/// The shortest time-out: to libusb zero means for ever.
const SHORTEST: Duration = Duration::from_millis(1);
/// For questions that every device answers at once.
const STANDARD: Duration = Duration::from_secs(1);

/// A known box on the bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluggedBox {
    /// What it is.
    pub known: KnownBox,
    /// Bus and device number, as `lsusb` shows them. They change with every replug.
    pub bus: u8,
    /// See `bus`.
    pub address: u8,
    /// Ports from the root hub down: the same socket gives the same path.
    pub ports: Vec<u8>,
    /// Whether we might open it.
    pub access: Access,
}

/// Known boxes that are plugged in now.
///
/// # Errors
/// `Failed` when the bus cannot be asked (no USB at all is such a case on some systems).
pub fn plugged() -> Result<Vec<PluggedBox>, DeviceError> {
    let failed = |error: rusb::Error| {
        let kind = match error {
            rusb::Error::Access => DeviceErrorKind::NotPermitted,
            rusb::Error::Busy => DeviceErrorKind::Busy,
            _ => DeviceErrorKind::Failed,
        };
        DeviceError::new(kind, format!("the USB bus cannot be listed: {error}"))
    };
    let context = Context::new().map_err(failed)?;
    let devices = context.devices().map_err(failed)?;
    let mut boxes = Vec::new();
    for device in devices.iter() {
        // A device that vanishes between listing and asking is not there.
        let Ok(descriptor) = device.device_descriptor() else { continue };
        let id = UsbId { vendor: descriptor.vendor_id(), product: descriptor.product_id() };
        let Some(known) = known::find(id) else { continue };
        let (bus, address) = (device.bus_number(), device.address());
        let ports = device.port_numbers().unwrap_or_default();
        boxes.push(PluggedBox { known: *known, bus, address, ports, access: access(bus, address) });
    }
    boxes.sort_by(|a, b| (a.bus, &a.ports).cmp(&(b.bus, &b.ports)));
    Ok(boxes)
}

/// Whether a device of this id is plugged in at this place, known to us or not, and whether we might open it.
#[must_use]
pub fn look(id: UsbId, place: &str) -> Option<Access> {
    let devices = Context::new().and_then(|context| context.devices()).ok()?;
    let found = devices.iter().find(|device| {
        let ports = device.port_numbers().unwrap_or_default();
        let is_it = |descriptor: rusb::DeviceDescriptor| {
            (descriptor.vendor_id(), descriptor.product_id()) == (id.vendor, id.product)
        };
        self::place(device.bus_number(), &ports) == place
            && device.device_descriptor().is_ok_and(is_it)
    })?;
    Some(access(found.bus_number(), found.address()))
}

/// Whether the device's node lets us read and write. Asked of the file system, so that nothing is claimed.
#[cfg(target_os = "linux")]
fn access(bus: u8, address: u8) -> Access {
    let node = format!("/dev/bus/usb/{bus:03}/{address:03}");
    match std::fs::OpenOptions::new().read(true).write(true).open(node) {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Access::NotPermitted,
        Err(error) if error.kind() == std::io::ErrorKind::ResourceBusy => Access::Busy,
        _ => Access::Accessible,
    }
}

/// Other systems tell only when a device is opened for work.
#[cfg(not(target_os = "linux"))]
fn access(_bus: u8, _address: u8) -> Access {
    Access::Accessible
}

/// `1-2.3` of bus 1, ports 2 and 3, as sysfs names it.
fn place(bus: u8, ports: &[u8]) -> String {
    let ports: Vec<String> = ports.iter().map(u8::to_string).collect();
    format!("{bus}-{}", ports.join("."))
}

impl PluggedBox {
    /// Where it is plugged in: bus and ports as in sysfs (`1-2.3`).
    #[must_use]
    pub fn place(&self) -> String {
        place(self.bus, &self.ports)
    }
}

fn link_error(error: rusb::Error, doing: &str) -> LinkError {
    let kind = match error {
        rusb::Error::Timeout => LinkErrorKind::Timeout,
        rusb::Error::Pipe => LinkErrorKind::Stalled,
        rusb::Error::NoDevice | rusb::Error::NotFound => LinkErrorKind::Gone,
        rusb::Error::Busy => LinkErrorKind::Busy,
        rusb::Error::Access => LinkErrorKind::NotPermitted,
        rusb::Error::NotSupported => LinkErrorKind::Unsupported,
        _ => LinkErrorKind::Failed,
    };
    LinkError::new(kind, format!("{doing}: {error}"))
}

/// What the reading threads share with the link.
#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    received: AtomicU64,
    stalls: AtomicU64,
    dropped: AtomicU64,
}

/// An opened USB device. Dropping it stops reading and gives claimed interfaces back to the kernel's drivers.
pub struct UsbLink {
    handle: Arc<DeviceHandle<Context>>,
    clock: Arc<dyn Clock>,
    about: About,
    claimed: Vec<u8>,
    listening: Vec<Pipe>,
    readers: Vec<Worker>,
    shared: Arc<Shared>,
    post: Sender<Result<Arrival, LinkError>>,
    arrivals: Receiver<Result<Arrival, LinkError>>,
    sent: u64,
    /// Why nothing will work again.
    ended: Option<LinkError>,
}

/// Opens the device that is plugged in at `place` (see [`PluggedBox::place`]). Nothing of it is claimed yet.
///
/// # Errors
/// `Gone` when there is none, `NotPermitted` without its udev rule, `Busy`, `Failed`.
pub fn open(place: &str, clock: Arc<dyn Clock>) -> Result<UsbLink, LinkError> {
    let doing = format!("opening the device at {place}");
    let failed = |error| link_error(error, &doing);
    let context = Context::new().map_err(failed)?;
    let devices = context.devices().map_err(failed)?;
    let at = |device: &rusb::Device<Context>| {
        let ports = device.port_numbers().unwrap_or_default();
        self::place(device.bus_number(), &ports) == place
    };
    let device = devices.iter().find(at);
    let device = device.ok_or_else(|| {
        LinkError::new(LinkErrorKind::Gone, format!("nothing is plugged in at {place}"))
    })?;
    let handle = device.open().map_err(failed)?;
    // Not there on every system; then claiming says who holds the interface.
    if let Err(error) = handle.set_auto_detach_kernel_driver(true) {
        tracing::debug!(%error, "kernel drivers are not detached by themselves here");
    }
    let about = about(&handle, place).map_err(failed)?;
    let (post, arrivals) = bounded(ARRIVALS); // dropped and counted
    Ok(UsbLink {
        handle: Arc::new(handle),
        clock,
        about,
        claimed: Vec::new(),
        listening: Vec::new(),
        readers: Vec::new(),
        shared: Arc::new(Shared::default()),
        post,
        arrivals,
        sent: 0,
        ended: None,
    })
}

fn about(handle: &DeviceHandle<Context>, place: &str) -> rusb::Result<About> {
    let descriptor = handle.device().device_descriptor()?;
    let version = descriptor.device_version();
    let release =
        u16::from(version.0) << 8 | u16::from(version.1 & 0x0f) << 4 | u16::from(version.2 & 0x0f);
    // A string that cannot be read is as good as none.
    let name = handle.read_product_string_ascii(&descriptor).unwrap_or_default();
    let serial = handle.read_serial_number_string_ascii(&descriptor).unwrap_or_default();
    Ok(About {
        address: place.to_owned(),
        name,
        serial,
        usb: Some(UsbId { vendor: descriptor.vendor_id(), product: descriptor.product_id() }),
        release,
        configuration: configuration(handle)?,
    })
}

/// The raw configuration descriptor (USB 2.0, 9.4.3 and 9.6.3): its head says how long it is.
fn configuration(handle: &DeviceHandle<Context>) -> rusb::Result<Vec<u8>> {
    let mut head = [0; 9];
    let read = handle.read_control(0x80, 6, 0x0200, 0, &mut head, STANDARD)?;
    let total = if read < 4 { 0 } else { usize::from(u16::from_le_bytes([head[2], head[3]])) };
    let mut whole = vec![0; total];
    let read = handle.read_control(0x80, 6, 0x0200, 0, &mut whole, STANDARD)?;
    whole.truncate(read);
    Ok(whole)
}

/// The descriptor in a raw configuration descriptor that begins like this after its length (USB 2.0, 9.6).
fn described(mut configuration: &[u8], beginning: [u8; 2]) -> Option<&[u8]> {
    while let Some(length) = configuration.first().map(|length| usize::from(*length)) {
        let (descriptor, rest) = configuration.split_at_checked(length.max(2))?;
        if descriptor.get(1..3) == Some(&beginning) {
            return Some(descriptor);
        }
        configuration = rest;
    }
    None
}

/// Bytes of one packet of an endpoint (USB 2.0, 9.6.6: bits 10 to 0 of wMaxPacketSize). A read asks for no more: a longer
/// one would not end with a full packet, and an interrupt pipe's every packet may be full.
fn packet_size(endpoint: &[u8]) -> usize {
    match endpoint {
        [_, _, _, _, low, high, ..] => match u16::from_le_bytes([*low, *high]) & 0x07ff {
            0 => PACKET,
            size => usize::from(size),
        },
        _ => PACKET,
    }
}

/// Descriptor type of an interface.
const INTERFACE: u8 = 4;
/// Descriptor type of an endpoint.
const ENDPOINT: u8 = 5;

/// Reads one pipe until it is told to stop or the pipe is given up.
fn read(
    handle: &DeviceHandle<Context>,
    (pipe, size): (Pipe, usize),
    clock: &dyn Clock,
    shared: &Shared,
    post: &Sender<Result<Arrival, LinkError>>,
) {
    let mut buffer = vec![0; size];
    let mut failures = 0;
    while !shared.stop.load(Ordering::Relaxed) {
        // Interrupt pipes too: systems ask the pipe what it is, and rusb's `read_interrupt` throws away what arrives in
        // the very moment in which the time runs out.
        match handle.read_bulk(pipe.0, &mut buffer, READ) {
            Ok(length) => {
                failures = 0;
                shared.received.fetch_add(1, Ordering::Relaxed);
                let bytes = buffer[..length].to_vec();
                let arrival = Arrival { pipe, bytes, at: clock.now().mono };
                if let Err(TrySendError::Full(_)) = post.try_send(Ok(arrival)) {
                    shared.dropped.fetch_add(1, Ordering::Relaxed);
                }
            }
            Err(rusb::Error::Timeout | rusb::Error::Interrupted) => {}
            Err(error) => {
                failures += 1;
                let recovery = recover(handle, pipe, error, shared);
                if let Err(error) =
                    recovery.and(if failures < PATIENCE { Ok(()) } else { Err(error) })
                {
                    let error = link_error(error, &format!("reading pipe {:02x}", pipe.0));
                    return last_word(error, shared, post);
                }
                if failures > 1 {
                    std::thread::sleep(BREATH);
                }
            }
        }
    }
}

/// The end of a pipe is told however full the queue is: a driver must not wait for a box that is gone.
fn last_word(mut error: LinkError, shared: &Shared, post: &Sender<Result<Arrival, LinkError>>) {
    while !shared.stop.load(Ordering::Relaxed) {
        match post.send_timeout(Err(error), READ) {
            Err(SendTimeoutError::Timeout(Err(back))) => error = back,
            _ => return,
        }
    }
}

/// Makes a pipe usable again after this error, or gives back why it is not.
fn recover(
    handle: &DeviceHandle<Context>,
    pipe: Pipe,
    error: rusb::Error,
    shared: &Shared,
) -> rusb::Result<()> {
    match error {
        rusb::Error::NoDevice | rusb::Error::NotFound => Err(error),
        rusb::Error::Pipe => {
            shared.stalls.fetch_add(1, Ordering::Relaxed);
            handle.clear_halt(pipe.0)
        }
        _ => Ok(()),
    }
}

impl UsbLink {
    /// Ends the reading threads and waits for them, at most as long as one read.
    fn stop_reading(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.readers.clear(); // joins
    }

    /// `Unsupported` unless the device describes it.
    fn described(&self, beginning: [u8; 2], what: &str) -> Result<&[u8], LinkError> {
        described(&self.about.configuration, beginning).ok_or_else(|| {
            let context = format!("this device has no {what} {:02x}", beginning[1]);
            LinkError::new(LinkErrorKind::Unsupported, context)
        })
    }
}

impl Link for UsbLink {
    fn about(&self) -> &About {
        &self.about
    }

    fn now(&self) -> Duration {
        self.clock.now().mono
    }

    fn claim(&mut self, interface: u8, alternate: u8) -> Result<(), LinkError> {
        let doing = format!("claiming interface {interface}");
        self.described([INTERFACE, interface], "interface")?;
        if !self.claimed.contains(&interface) {
            self.handle.claim_interface(interface).map_err(|error| link_error(error, &doing))?;
            self.claimed.push(interface);
        }
        if alternate == 0 {
            return Ok(());
        }
        let chosen = self.handle.set_alternate_setting(interface, alternate);
        chosen.map_err(|error| link_error(error, &doing))
    }

    fn listen(&mut self, pipe: Pipe) -> Result<(), LinkError> {
        if self.listening.contains(&pipe) {
            return Ok(());
        }
        let size = packet_size(self.described([ENDPOINT, pipe.0], "pipe")?);
        if !pipe.is_in() {
            let context = format!("pipe {:02x} brings nothing", pipe.0);
            return Err(LinkError::new(LinkErrorKind::Unsupported, context));
        }
        let (handle, clock) = (Arc::clone(&self.handle), Arc::clone(&self.clock));
        let (shared, post) = (Arc::clone(&self.shared), self.post.clone());
        let name = format!("usb-{}-{:02x}", self.about.address, pipe.0);
        let run = move || read(&handle, (pipe, size), clock.as_ref(), &shared, &post);
        let reader = thread::spawn(&name, run)
            .map_err(|error| LinkError::new(LinkErrorKind::Failed, error.to_string()))?;
        self.readers.push(reader);
        self.listening.push(pipe);
        Ok(())
    }

    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        if let Some(ended) = &self.ended {
            // What other pipes brought before comes first; that they ended too is no news.
            let before = self.arrivals.try_iter().find_map(Result::ok);
            return before.map(Some).ok_or_else(|| ended.clone());
        }
        match self.arrivals.recv_timeout(timeout) {
            Ok(Err(error)) if error.kind == LinkErrorKind::Gone => {
                self.ended = Some(error);
                self.wait(timeout)
            }
            Ok(arrived) => arrived.map(Some),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(None),
        }
    }

    fn write(&mut self, pipe: Pipe, data: &[u8], timeout: Duration) -> Result<(), LinkError> {
        self.sent += 1;
        let doing = format!("writing to pipe {:02x}", pipe.0);
        self.described([ENDPOINT, pipe.0], "pipe")?;
        let written = self.handle.write_bulk(pipe.0, data, timeout.max(SHORTEST));
        if written == Err(rusb::Error::Pipe)
            && let Err(error) = recover(&self.handle, pipe, rusb::Error::Pipe, &self.shared)
        {
            return Err(link_error(error, &doing));
        }
        match written.map_err(|error| link_error(error, &doing))? {
            whole if whole == data.len() => Ok(()),
            part => {
                let context = format!("{doing}: {part} of {} bytes were taken", data.len());
                Err(LinkError::new(LinkErrorKind::Timeout, context))
            }
        }
    }

    fn control_out(
        &mut self,
        setup: Setup,
        data: &[u8],
        timeout: Duration,
    ) -> Result<(), LinkError> {
        self.sent += 1;
        let Setup { request_type, request, value, index } = setup;
        let timeout = timeout.max(SHORTEST);
        let sent = self.handle.write_control(request_type, request, value, index, data, timeout);
        sent.map(|_length| ()).map_err(|error| link_error(error, &format!("request {request:02x}")))
    }

    fn control_in(
        &mut self,
        setup: Setup,
        length: usize,
        timeout: Duration,
    ) -> Result<Vec<u8>, LinkError> {
        self.sent += 1;
        let Setup { request_type, request, value, index } = setup;
        let timeout = timeout.max(SHORTEST);
        let mut reply = vec![0; length];
        let read =
            self.handle.read_control(request_type, request, value, index, &mut reply, timeout);
        let read = read.map_err(|error| link_error(error, &format!("request {request:02x}")))?;
        reply.truncate(read);
        Ok(reply)
    }

    fn set_lines(&mut self, _dtr: bool, _rts: bool) -> Result<(), LinkError> {
        Err(LinkError::new(LinkErrorKind::Unsupported, "USB has no such lines"))
    }

    fn reset(&mut self) -> Result<(), LinkError> {
        // A read in progress would claim its interface again in the middle of the reset.
        self.stop_reading();
        self.ended = Some(LinkError::new(LinkErrorKind::Gone, "the device was reset"));
        match self.handle.reset() {
            // It came back as another device, which is a reset too.
            Ok(()) | Err(rusb::Error::NotFound) => Ok(()),
            Err(error) => Err(link_error(error, "resetting the device")),
        }
    }

    fn counters(&self) -> LinkCounters {
        LinkCounters {
            received: self.shared.received.load(Ordering::Relaxed),
            sent: self.sent,
            stalls: self.shared.stalls.load(Ordering::Relaxed),
            dropped: self.shared.dropped.load(Ordering::Relaxed),
        }
    }
}

impl Drop for UsbLink {
    fn drop(&mut self) {
        self.stop_reading();
        // First all are released, then all offered: a driver that needs two of them (CDC-ACM) would refuse the first
        // while the second is still taken. Each failure means that there is no device or no driver any more.
        let manually = self.handle.set_auto_detach_kernel_driver(false);
        self.claimed.sort_unstable();
        for interface in &self.claimed {
            if let Err(error) = self.handle.release_interface(*interface) {
                tracing::debug!(%error, interface, "an interface was not released");
            }
        }
        for interface in self.claimed.drain(..).filter(|_| manually.is_ok()) {
            if let Err(error) = self.handle.attach_kernel_driver(interface) {
                tracing::debug!(%error, interface, "no kernel driver took an interface back");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listing_the_bus_ends_in_a_list_or_one_clear_sentence() {
        match plugged() {
            Ok(boxes) => {
                assert!(boxes.iter().all(|plugged| known::find(plugged.known.id).is_some()));
            }
            Err(error) => assert!(error.context.starts_with("the USB bus cannot be listed: ")),
        }
    }

    #[test]
    fn the_end_of_a_pipe_is_told_even_when_the_queue_is_full() {
        let (post, arrivals) = bounded(1);
        let full = Arrival { pipe: Pipe(0x81), bytes: vec![1], at: Duration::ZERO };
        post.send(Ok(full)).unwrap();
        let teller = thread::spawn("teller", move || {
            let gone = LinkError::new(LinkErrorKind::Gone, "unplugged");
            last_word(gone, &Shared::default(), &post);
        });
        assert!(arrivals.recv().unwrap().is_ok());
        assert_eq!(arrivals.recv().unwrap().map_err(|error| error.kind), Err(LinkErrorKind::Gone));
        assert_eq!(teller.unwrap().join(), thread::Ended::Returned);
    }

    #[test]
    fn an_empty_socket_is_said_to_be_empty_and_nothing_hangs() {
        let clock = Arc::new(crate::base::clock::ManualClock::default());
        let error = open("9-9.9", clock).err().unwrap();
        // Without any USB bus the context may fail first.
        assert!(matches!(error.kind, LinkErrorKind::Gone | LinkErrorKind::Failed), "{error}");
        assert!(error.context.contains("9-9.9"), "{error}");
    }

    #[test]
    fn what_a_device_has_is_read_from_damaged_descriptors_too() {
        let whole = [9, 4, 0, 0, 2, 2, 2, 1, 0, 7, 5, 0x83, 3, 8, 0, 32, 7, 5, 1, 2, 64, 0, 0];
        let size = |pipe| described(&whole, [ENDPOINT, pipe]).map(packet_size);
        assert_eq!((size(0x83), size(0x01), size(0x02)), (Some(8), Some(64), None));
        assert!(described(&whole, [INTERFACE, 0]).is_some());
        assert!(described(&whole, [INTERFACE, 1]).is_none());
        for end in 0..whole.len() {
            assert!(described(&whole[..end], [ENDPOINT, 0x01]).is_none());
        }
        assert!(described(&[0, 0, 0, 5, 0x83, 3], [ENDPOINT, 0x83]).is_none());
        assert_eq!(packet_size(&[7, 5, 0x81, 3]), PACKET, "a descriptor that was cut");
    }
}
