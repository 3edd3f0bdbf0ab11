//! Serial ports behind the [`Link`] trait: modems and receivers as COM or tty ports. The only way on Windows and macOS, and
//! the preferred one where the kernel's `cdc_acm` holds a modem. The only file that names `serialport`.
//! A port is opened for ourselves alone. May depend on `base`.
//!
//! One thread per port reads and posts into a queue of 256 arrivals; what finds no room is dropped and counted.

use crate::base::clock::Clock;
use crate::base::thread::{self, Worker};
use crate::device::UsbId;
use crate::device::link::{
    About, Arrival, Link, LinkCounters, LinkError, LinkErrorKind, Pipe, Setup,
};
use crossbeam_channel::{
    Receiver, RecvTimeoutError, SendTimeoutError, Sender, TrySendError, bounded,
};
use serialport::{SerialPort, SerialPortType};
use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Arrivals that wait to be fetched.
const ARRIVALS: usize = 256;
/// How long one read waits, which is also how long closing may take.
const READ: Duration = Duration::from_millis(100);
/// The most one read brings: 64 ms of 8-bit sound at 8 kHz.
const MOST: usize = 512;

/// A serial port that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// What opens it: `/dev/ttyACM0`, `COM3`.
    pub name: String,
    /// What is behind it, where that is known.
    pub product: String,
    /// Vendor and product, where it is USB.
    pub usb: Option<UsbId>,
    /// Serial number, where it is USB and has one.
    pub serial: String,
    /// Bus and ports as in sysfs (`1-2.3`), where it is USB; else empty.
    pub place: String,
}

impl Port {
    /// A port of which nothing is known but its name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let (product, serial, place) = (String::new(), String::new(), String::new());
        Self { name: name.to_owned(), product, usb: None, serial, place }
    }
}

/// Serial ports that are there now. None is opened.
///
/// # Errors
/// `Failed` when the system cannot be asked.
pub fn ports() -> Result<Vec<Port>, LinkError> {
    // The library takes this folder for granted.
    if cfg!(target_os = "linux") && !std::path::Path::new("/sys/class/tty").is_dir() {
        return Ok(Vec::new());
    }
    let listed = serialport::available_ports()
        .map_err(|error| LinkError::new(LinkErrorKind::Failed, error.to_string()))?;
    let mut ports: Vec<Port> = listed.into_iter().map(port).collect();
    ports.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(ports)
}

fn port(listed: serialport::SerialPortInfo) -> Port {
    let SerialPortType::UsbPort(usb) = listed.port_type else {
        return Port::named(&listed.port_name);
    };
    Port {
        name: listed.port_name,
        product: usb.product.unwrap_or_default(),
        usb: Some(UsbId { vendor: usb.vid, product: usb.pid }),
        serial: usb.serial_number.unwrap_or_default(),
        place: usb.location.map(|location| place(&location)).unwrap_or_default(),
    }
}

/// `1-2.3` of bus 1, ports 2 and 3.
fn place(location: &serialport::Location) -> String {
    let ports: Vec<String> = location.port_chain().iter().map(u8::to_string).collect();
    format!("{}-{}", location.bus_id(), ports.join("."))
}

/// What the reading thread shares with the link.
#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    received: AtomicU64,
    dropped: AtomicU64,
}

/// An opened serial port. Dropping it stops reading and closes the port.
pub struct TtyLink {
    port: Box<dyn SerialPort>,
    about: About,
    clock: Arc<dyn Clock>,
    shared: Arc<Shared>,
    arrivals: Receiver<Result<Arrival, LinkError>>,
    post: Sender<Result<Arrival, LinkError>>,
    reader: Option<Worker>,
    sent: u64,
}

/// Opens a port at so many bits a second, 8 data bits, no parity, one stop bit, no flow control, exclusively.
///
/// # Errors
/// `Gone` when there is no such port, `NotPermitted`, `Busy` when another program has it, `Failed`.
pub fn open(port: &Port, baud: u32, clock: Arc<dyn Clock>) -> Result<TtyLink, LinkError> {
    let opened = serialport::new(&port.name, baud).timeout(READ).open();
    let opened = opened.map_err(|error| open_error(&error, &port.name))?;
    let about = About {
        address: port.name.clone(),
        name: port.product.clone(),
        serial: port.serial.clone(),
        usb: port.usb,
        ..About::default()
    };
    Ok(TtyLink::over(opened, about, clock))
}

fn open_error(error: &serialport::Error, name: &str) -> LinkError {
    let kind = match error.kind() {
        serialport::ErrorKind::Io(ErrorKind::PermissionDenied) => LinkErrorKind::NotPermitted,
        serialport::ErrorKind::NoDevice if std::path::Path::new(name).exists() => {
            LinkErrorKind::Busy
        }
        serialport::ErrorKind::NoDevice | serialport::ErrorKind::Io(ErrorKind::NotFound) => {
            LinkErrorKind::Gone
        }
        serialport::ErrorKind::Io(ErrorKind::ResourceBusy) => LinkErrorKind::Busy,
        _ => LinkErrorKind::Failed,
    };
    LinkError::new(kind, format!("{name}: {error}"))
}

fn io_error(error: &std::io::Error, doing: &str) -> LinkError {
    let kind = match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => LinkErrorKind::Timeout,
        ErrorKind::PermissionDenied => LinkErrorKind::NotPermitted,
        // A port that was pulled out says so in many ways, and none of them gets better.
        _ => LinkErrorKind::Gone,
    };
    LinkError::new(kind, format!("{doing}: {error}"))
}

impl TtyLink {
    /// A link over a port that is open already.
    #[must_use]
    pub fn over(port: Box<dyn SerialPort>, about: About, clock: Arc<dyn Clock>) -> Self {
        let (post, arrivals) = bounded(ARRIVALS); // dropped and counted
        let shared = Arc::new(Shared::default());
        Self { port, about, clock, shared, arrivals, post, reader: None, sent: 0 }
    }
}

/// Reads until told to stop or the port is gone.
fn read(
    mut port: Box<dyn SerialPort>,
    clock: &dyn Clock,
    shared: &Shared,
    post: &Sender<Result<Arrival, LinkError>>,
) {
    let mut buffer = [0; MOST];
    while !shared.stop.load(Ordering::Relaxed) {
        let error = match port.read(&mut buffer) {
            Ok(0) => LinkError::new(LinkErrorKind::Gone, "the port was closed at the other end"),
            Ok(length) => {
                shared.received.fetch_add(1, Ordering::Relaxed);
                let bytes = buffer.get(..length).unwrap_or_default().to_vec();
                let arrival = Arrival { pipe: Pipe::TTY_IN, bytes, at: clock.now().mono };
                if let Err(TrySendError::Full(_)) = post.try_send(Ok(arrival)) {
                    shared.dropped.fetch_add(1, Ordering::Relaxed);
                }
                continue;
            }
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::TimedOut | ErrorKind::Interrupted | ErrorKind::WouldBlock
                ) =>
            {
                continue;
            }
            Err(error) => io_error(&error, "reading the port"),
        };
        return last_word(error, shared, post);
    }
}

/// The end is told however full the queue is.
fn last_word(mut error: LinkError, shared: &Shared, post: &Sender<Result<Arrival, LinkError>>) {
    while !shared.stop.load(Ordering::Relaxed) {
        match post.send_timeout(Err(error), READ) {
            Err(SendTimeoutError::Timeout(Err(back))) => error = back,
            _ => return,
        }
    }
}

fn unsupported() -> LinkError {
    LinkError::new(LinkErrorKind::Unsupported, "a serial port has no USB requests")
}

impl Link for TtyLink {
    fn about(&self) -> &About {
        &self.about
    }

    fn now(&self) -> Duration {
        self.clock.now().mono
    }

    fn claim(&mut self, _interface: u8, _alternate: u8) -> Result<(), LinkError> {
        Ok(())
    }

    fn listen(&mut self, pipe: Pipe) -> Result<(), LinkError> {
        if pipe != Pipe::TTY_IN {
            return Err(LinkError::new(LinkErrorKind::Unsupported, "a serial port has one pipe"));
        }
        if self.reader.is_some() {
            return Ok(());
        }
        let failed = |error: String| LinkError::new(LinkErrorKind::Failed, error);
        let port = self.port.try_clone().map_err(|error| failed(error.to_string()))?;
        let (clock, shared, post) =
            (Arc::clone(&self.clock), Arc::clone(&self.shared), self.post.clone());
        let reader = thread::spawn("tty", move || read(port, clock.as_ref(), &shared, &post));
        self.reader = Some(reader.map_err(|error| failed(error.to_string()))?);
        Ok(())
    }

    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        match self.arrivals.recv_timeout(timeout) {
            Ok(arrived) => arrived.map(Some),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(None),
        }
    }

    fn write(&mut self, pipe: Pipe, data: &[u8], timeout: Duration) -> Result<(), LinkError> {
        if pipe != Pipe::TTY_OUT {
            return Err(LinkError::new(LinkErrorKind::Unsupported, "a serial port has one pipe"));
        }
        self.sent += 1;
        let end = self.now() + timeout;
        let mut rest = data;
        while !rest.is_empty() {
            match self.port.write(rest) {
                Ok(taken) => rest = rest.get(taken..).unwrap_or_default(),
                Err(error)
                    if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted)
                        && self.now() < end => {}
                Err(error) => return Err(io_error(&error, "writing to the port")),
            }
        }
        Ok(())
    }

    fn control_out(&mut self, _: Setup, _: &[u8], _: Duration) -> Result<(), LinkError> {
        Err(unsupported())
    }

    fn control_in(&mut self, _: Setup, _: usize, _: Duration) -> Result<Vec<u8>, LinkError> {
        Err(unsupported())
    }

    fn set_lines(&mut self, dtr: bool, rts: bool) -> Result<(), LinkError> {
        let set = self
            .port
            .write_data_terminal_ready(dtr)
            .and_then(|()| self.port.write_request_to_send(rts));
        set.map_err(|error| LinkError::new(LinkErrorKind::Unsupported, error.to_string()))
    }

    fn reset(&mut self) -> Result<(), LinkError> {
        Err(LinkError::new(LinkErrorKind::Unsupported, "a serial port cannot be reset"))
    }

    fn counters(&self) -> LinkCounters {
        LinkCounters {
            received: self.shared.received.load(Ordering::Relaxed),
            sent: self.sent,
            stalls: 0,
            dropped: self.shared.dropped.load(Ordering::Relaxed),
        }
    }
}

impl Drop for TtyLink {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.reader = None; // joins
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::SystemClock;
    use serialport::TTYPort;

    fn pair() -> (TTYPort, TtyLink) {
        let (ours, theirs) = TTYPort::pair().unwrap();
        let about = About { address: "pty".to_owned(), ..About::default() };
        let mut port: Box<dyn SerialPort> = Box::new(theirs);
        port.set_timeout(READ).unwrap();
        (ours, TtyLink::over(port, about, Arc::new(SystemClock::new())))
    }

    fn heard(link: &mut TtyLink, count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < count {
            let arrival = link.wait(Duration::from_secs(10)).unwrap().expect("nothing came");
            assert_eq!(arrival.pipe, Pipe::TTY_IN);
            bytes.extend(arrival.bytes);
        }
        bytes
    }

    #[test]
    fn every_byte_passes_both_ways_unchanged() {
        let (mut box_end, mut link) = pair();
        link.listen(Pipe::TTY_IN).unwrap();
        let all: Vec<u8> = (0..=255).collect();
        box_end.write_all(&all).unwrap();
        assert_eq!(heard(&mut link, 256), all);
        link.write(Pipe::TTY_OUT, &all, Duration::from_secs(1)).unwrap();
        let mut got = vec![0; 256];
        box_end.set_timeout(Duration::from_secs(10)).unwrap();
        box_end.read_exact(&mut got).unwrap();
        assert_eq!(got, all);
        assert_eq!(link.wait(Duration::from_millis(1)), Ok(None));
    }

    #[test]
    fn a_port_that_was_pulled_out_is_gone_and_what_came_before_is_handed_out_first() {
        let (mut box_end, mut link) = pair();
        link.listen(Pipe::TTY_IN).unwrap();
        box_end.write_all(b"RING").unwrap();
        assert_eq!(heard(&mut link, 4), b"RING");
        drop(box_end);
        let error = link.wait(Duration::from_secs(10)).unwrap_err();
        assert_eq!(error.kind, LinkErrorKind::Gone);
    }

    #[test]
    fn a_port_that_is_not_there_is_said_to_be_so() {
        let port = Port::named("/dev/ttyNOT0");
        let error = open(&port, 115_200, Arc::new(SystemClock::new())).err().unwrap();
        assert_eq!(error.kind, LinkErrorKind::Gone, "{error}");
        assert!(error.context.contains("/dev/ttyNOT0"));
        // Listing works on every machine, with or without ports.
        assert!(ports().is_ok());
    }
}
