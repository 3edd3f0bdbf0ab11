//! The lines of a transcript, JSON as of version 1: a head that names driver and device, then one line for each event, in
//! order, with microseconds since the beginning. Bytes are hexadecimal. Reading is bounded and never trusts the file.
//! May depend on `base`.

use crate::base::order::BoxOrder;
use crate::device::UsbId;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::link::{About, LinkError, LinkErrorKind, Setup};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::io::{BufRead, Read};
use std::time::Duration;

/// The format that is written, and the only one that is read.
pub const VERSION: u32 = 1;
/// Lines that a transcript may have; recording stops there.
pub const MOST_LINES: usize = 1_000_000;
/// Bytes that a transcript may have; recording stops there.
pub const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// Bytes that a line may have, its end included.
pub const LONGEST_LINE: u64 = 512 * 1024;
/// A transcript does not last longer.
pub const LONGEST: Duration = Duration::from_hours(7 * 24);
/// Bytes shown of a longer transfer.
const SHOWN: usize = 24;

/// Bytes, written as hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Hex(pub Vec<u8>);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Hex {
    fn parse(text: &str) -> Option<Self> {
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let pairs = text.as_bytes().chunks(2);
        let byte = |pair: &[u8]| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        };
        pairs.map(byte).collect::<Option<Vec<u8>>>().map(Self)
    }

    /// For people: not all of a long transfer.
    fn shown(&self) -> String {
        match self.0.get(..SHOWN) {
            Some(begin) if self.0.len() > SHOWN => {
                format!("{}… ({} bytes)", Self(begin.to_vec()), self.0.len())
            }
            _ if self.0.is_empty() => "nothing".to_owned(),
            _ => self.to_string(),
        }
    }
}

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("bytes are pairs of hexadecimal digits"))
    }
}

/// Something the driver did.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It took an interface.
    Claim {
        /// Its number.
        interface: u8,
        /// Its alternate setting.
        alternate: u8,
    },
    /// It began to read a pipe.
    Listen {
        /// The pipe's address.
        pipe: u8,
    },
    /// It sent bytes.
    Write {
        /// The pipe's address.
        pipe: u8,
        /// What.
        data: Hex,
    },
    /// It made a control request with data, or none.
    ControlOut {
        /// bmRequestType, bRequest, wValue, wIndex.
        setup: (u8, u8, u16, u16),
        /// What it sent.
        data: Hex,
    },
    /// It asked for data with a control request.
    ControlIn {
        /// bmRequestType, bRequest, wValue, wIndex.
        setup: (u8, u8, u16, u16),
        /// How many bytes at most.
        length: usize,
    },
    /// It set the outgoing lines of a serial port.
    SetLines {
        /// Data terminal ready.
        dtr: bool,
        /// Request to send.
        rts: bool,
    },
    /// It reset the device.
    Reset,
}

/// A setup packet as it is written.
#[must_use]
pub fn numbers(setup: Setup) -> (u8, u8, u16, u16) {
    (setup.request_type, setup.request, setup.value, setup.index)
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request = |(kind, request, value, index): (u8, u8, u16, u16)| {
            format!("make control request {kind:02x} {request:02x} {value:04x} {index:04x}")
        };
        match self {
            Self::Claim { interface, alternate: 0 } => write!(f, "claim interface {interface}"),
            Self::Claim { interface, alternate } => {
                write!(f, "claim interface {interface} with setting {alternate}")
            }
            Self::Listen { pipe } => write!(f, "listen to pipe {pipe:02x}"),
            Self::Write { pipe, data } => write!(f, "write {} to pipe {pipe:02x}", data.shown()),
            Self::ControlOut { setup, data } => {
                write!(f, "{} with {}", request(*setup), data.shown())
            }
            Self::ControlIn { setup, length } => {
                write!(f, "{} for {length} bytes", request(*setup))
            }
            Self::SetLines { dtr, rts } => {
                write!(f, "set DTR {} and RTS {}", u8::from(*dtr), u8::from(*rts))
            }
            Self::Reset => write!(f, "reset the device"),
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The driver did something.
    Act(Act),
    /// The driver was handed what the device sent.
    Arrival {
        /// The pipe's address.
        pipe: u8,
        /// What.
        data: Hex,
        /// When it came in; the line's own time is when it was fetched.
        at: u64,
    },
    /// Waiting for the device failed.
    Failure,
    /// The driver was given an order.
    Order(BoxOrder),
    /// The box is about to be closed; what follows is how it is left behind.
    Close,
    /// The wire was closed. A transcript without it was cut short.
    End,
}

/// An error of the wire, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    #[serde(with = "KindName")]
    kind: LinkErrorKind,
    why: String,
}

/// The names of [`LinkErrorKind`] in a transcript.
#[derive(Serialize, Deserialize)]
#[serde(remote = "LinkErrorKind", rename_all = "snake_case")]
enum KindName {
    Timeout,
    Stalled,
    Gone,
    Busy,
    NotPermitted,
    Unsupported,
    Failed,
}

impl From<&LinkError> for Failed {
    fn from(error: &LinkError) -> Self {
        Self { kind: error.kind, why: error.context.clone() }
    }
}

impl Failed {
    /// The error.
    #[must_use]
    pub fn error(&self) -> LinkError {
        LinkError::new(self.kind, self.why.clone())
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When it was over, in microseconds since the beginning.
    pub us: u64,
    /// What.
    #[serde(flatten)]
    pub event: Event,
    /// What the device answered to [`Act::ControlIn`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Hex>,
    /// What went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failed>,
}

impl Line {
    /// A line on which nothing went wrong.
    #[must_use]
    pub fn new(us: u64, event: Event) -> Self {
        Self { us, event, reply: None, error: None }
    }

    /// The line's moment, since the beginning.
    #[must_use]
    pub fn at(&self) -> Duration {
        Duration::from_micros(self.us)
    }

    /// What the driver did, if it did something.
    #[must_use]
    pub fn act(&self) -> Option<&Act> {
        if let Event::Act(act) = &self.event { Some(act) } else { None }
    }
}

/// The first line: who drove what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// [`VERSION`].
    #[serde(rename = "ringdesk_transcript")]
    version: u32,
    /// The driver's name, as in `--line NAME`.
    pub driver: String,
    address: String,
    name: String,
    serial: String,
    /// Vendor and product.
    usb: Option<(u16, u16)>,
    release: u16,
    configuration: Hex,
}

impl Head {
    /// The head of a transcript of this device.
    #[must_use]
    pub fn new(driver: &str, about: &About) -> Self {
        Self {
            version: VERSION,
            driver: driver.to_owned(),
            address: about.address.clone(),
            name: about.name.clone(),
            serial: about.serial.clone(),
            usb: about.usb.map(|usb| (usb.vendor, usb.product)),
            release: about.release,
            configuration: Hex(about.configuration.clone()),
        }
    }

    /// The device.
    #[must_use]
    pub fn about(&self) -> About {
        About {
            address: self.address.clone(),
            name: self.name.clone(),
            serial: self.serial.clone(),
            usb: self.usb.map(|(vendor, product)| UsbId { vendor, product }),
            release: self.release,
            configuration: self.configuration.0.clone(),
        }
    }
}

/// A whole transcript. Line 1 of the file is the head; `lines[0]` is line 2. A last line
/// that was not finished is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Who drove what.
    pub head: Head,
    /// What happened, in order of time.
    pub lines: Vec<Line>,
}

/// The number of `lines[index]` in its file.
#[must_use]
pub fn line_number(index: usize) -> usize {
    index + 2
}

impl Transcript {
    /// Reads a transcript.
    ///
    /// # Errors
    /// `Failed` with the number of the line that is wrong; `Unsupported` for another version.
    pub fn read(from: impl BufRead) -> Result<Self, DeviceError> {
        let mut from = from.take(MOST_BYTES + 1);
        let first = next_line(&mut from, 1)?.ok_or_else(|| bad(1, "the file is empty"))?;
        let head = read_head(&first)?;
        let mut lines = Vec::new();
        let mut last = 0;
        while let Some(bytes) = next_line(&mut from, line_number(lines.len()))? {
            let number = line_number(lines.len());
            let line: Line = match serde_json::from_slice(&bytes) {
                Ok(line) => line,
                // The program or the computer stopped while it was written.
                Err(_) if bytes.last() != Some(&b'\n') => break,
                Err(error) => return Err(bad(number, &told(&error))),
            };
            if line.us < last {
                return Err(bad(number, "time goes backwards"));
            }
            if line.at() > LONGEST {
                return Err(bad(number, "a transcript lasts a week at most"));
            }
            if lines.len() >= MOST_LINES || from.limit() == 0 {
                return Err(bad(number, "the transcript is too long"));
            }
            last = line.us;
            lines.push(line);
        }
        Ok(Self { head, lines })
    }
}

fn read_head(bytes: &[u8]) -> Result<Head, DeviceError> {
    let head: Head = serde_json::from_slice(bytes)
        .map_err(|error| bad(1, &format!("no transcript of a box begins like this ({error})")))?;
    if head.version == VERSION {
        return Ok(head);
    }
    let context = format!("line 1: the transcript is of version {}, not {VERSION}", head.version);
    Err(DeviceError::new(DeviceErrorKind::Unsupported, context))
}

/// A line with its end; `None` at the end of the file.
fn next_line(from: &mut impl BufRead, number: usize) -> Result<Option<Vec<u8>>, DeviceError> {
    let mut bytes = Vec::new();
    let read = from.take(LONGEST_LINE).read_until(b'\n', &mut bytes);
    let read = read.map_err(|error| bad(number, &error.to_string()))?;
    if u64::try_from(read).is_ok_and(|read| read >= LONGEST_LINE) && bytes.last() != Some(&b'\n') {
        return Err(bad(number, "the line is too long"));
    }
    Ok((read > 0).then_some(bytes))
}

/// What is wrong with a line; where it is in the file is said by us.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

fn bad(number: usize, why: &str) -> DeviceError {
    DeviceError::new(DeviceErrorKind::Failed, format!("line {number}: {why}"))
}
