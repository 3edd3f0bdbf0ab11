//! What a PSTN box says of itself in its configuration descriptor: which control model it follows and what it claims.
//! Follows USB 2.0 section 9.6 and USB CDC PSTN 1.2 section 5.3. Pure: nothing in the bytes is believed before its
//! length was checked. May depend on `base`.

use super::usb_audio::{self, UsbAudio};
use crate::device::link::Pipe;

/// Interface class of communication devices.
const CLASS_CDC: u8 = 0x02;
/// Descriptor types.
const INTERFACE: u8 = 0x04;
const ENDPOINT: u8 = 0x05;
const CS_INTERFACE: u8 = 0x24;

/// Direct line capabilities, bit 0: pulse requests are understood.
pub const DIRECT_PULSE: u8 = 0x01;
/// Bit 1: requests to the PHONE jack are understood, and its hook is notified.
pub const DIRECT_AUX: u8 = 0x02;
/// Bit 2: one more `PULSE_SETUP` is needed to release the holding circuit after the last digit.
pub const DIRECT_HOLDING: u8 = 0x04;

/// Call and line state reporting, bit 1: ring-back, busy and fast busy are told apart.
pub const REPORTS_TONES: u32 = 1 << 1;
/// Bit 2: caller ID is told.
pub const REPORTS_CALLER: u32 = 1 << 2;
/// Bit 5: changes of the line's state (hook) are notified.
pub const REPORTS_LINE: u32 = 1 << 5;

/// Operational modes, bit 2: the host rules the telephone.
pub const MODE_HOST: u8 = 0x04;

/// Which rules a box follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ControlModel {
    /// Direct line control (subclass 01h): hook, relay, ring; audio elsewhere.
    DirectLine,
    /// Telephone control (subclass 03h): a telephone that makes and takes calls by itself.
    Telephone,
}

/// Where notifications come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotificationPipe {
    /// The interrupt endpoint.
    pub pipe: Pipe,
    /// What one packet holds, in bytes.
    pub packet: u16,
    /// bInterval, milliseconds at full speed.
    pub interval: u8,
}

/// The bell of a telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ringer {
    /// Steps of its volume, 1–256.
    pub volume_steps: u16,
    /// Patterns it knows.
    pub patterns: u8,
}

/// A PSTN function of a device: one control interface with everything said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// The control model.
    pub model: ControlModel,
    /// Its control interface.
    pub interface: u8,
    /// Where it notifies; `None`: it has no interrupt IN endpoint.
    pub notifications: Option<NotificationPipe>,
    /// bcdCDC; 0 where there is no header.
    pub version: u16,
    /// Direct line capabilities ([`DIRECT_AUX`] and others).
    pub direct: u8,
    /// Its bell.
    pub ringer: Option<Ringer>,
    /// What it reports of calls and the line ([`REPORTS_CALLER`] and others).
    pub reporting: u32,
    /// Operational modes it knows ([`MODE_HOST`] and others).
    pub modes: u8,
    /// Interfaces that belong to it.
    pub others: Vec<u8>,
    /// Countries it can be set to (ISO 3166-1 numeric).
    pub countries: Vec<u16>,
    /// The sound card of the line.
    pub audio: Option<UsbAudio>,
}

impl Function {
    fn new(model: ControlModel, interface: u8) -> Self {
        Self {
            model,
            interface,
            notifications: None,
            version: 0,
            direct: 0,
            ringer: None,
            reporting: 0,
            modes: 0,
            others: Vec::new(),
            countries: Vec::new(),
            audio: None,
        }
    }
}

/// Descriptors one after the other; ends at the first one whose length is impossible.
pub(super) fn walk(configuration: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = configuration;
    std::iter::from_fn(move || {
        let length = usize::from(*rest.first()?);
        let (one, after) = rest.split_at_checked(length).filter(|(one, _)| one.len() >= 2)?;
        rest = after;
        Some(one)
    })
}

/// The PSTN functions in a configuration descriptor, in its order.
#[must_use]
pub fn functions(configuration: &[u8]) -> Vec<Function> {
    let mut found: Vec<Function> = Vec::new();
    let mut inside = false;
    for descriptor in walk(configuration) {
        match *descriptor {
            [_, INTERFACE, number, alternate, _, class, subclass, ..] => {
                let model = match (class, subclass) {
                    (CLASS_CDC, 0x01) => Some(ControlModel::DirectLine),
                    (CLASS_CDC, 0x03) => Some(ControlModel::Telephone),
                    _ => None,
                };
                inside = model.is_some() && alternate == 0;
                if let Some(model) = model.filter(|_| inside) {
                    found.push(Function::new(model, number));
                }
            }
            [_, CS_INTERFACE, subtype, ref rest @ ..] if inside => {
                if let Some(function) = found.last_mut() {
                    functional(function, subtype, rest);
                }
            }
            [_, ENDPOINT, address, kind, low, high, interval, ..]
                if inside && kind & 0x03 == 0x03 && address & 0x80 != 0 =>
            {
                if let Some(function) = found.last_mut() {
                    let packet = u16::from_le_bytes([low, high]) & 0x07ff;
                    let pipe = Pipe(address);
                    function.notifications = Some(NotificationPipe { pipe, packet, interval });
                }
            }
            _ => {}
        }
    }
    for function in &mut found {
        function.audio = usb_audio::find(configuration, &function.others);
    }
    found
}

/// One functional descriptor (PSTN 1.2, section 5.3; CDC 1.2, section 5.2.3), without its first three bytes.
fn functional(function: &mut Function, subtype: u8, rest: &[u8]) {
    match (subtype, rest) {
        (0x00, [low, high, ..]) => function.version = u16::from_le_bytes([*low, *high]),
        (0x03, [caps, ..]) => function.direct = *caps,
        (0x04, [steps, patterns, ..]) => {
            let volume_steps = if *steps == 0 { 256 } else { u16::from(*steps) };
            function.ringer = Some(Ringer { volume_steps, patterns: *patterns });
        }
        (0x05, [a, b, c, d, ..]) => function.reporting = u32::from_le_bytes([*a, *b, *c, *d]),
        (0x06, [_master, slaves @ ..]) => function.others.extend_from_slice(slaves),
        (0x07, [_release_date, list @ ..]) => {
            let codes = list.as_chunks::<2>().0.iter().map(|code| u16::from_le_bytes(*code));
            function.countries.extend(codes);
        }
        (0x08, [modes, ..]) => function.modes = *modes,
        // 01 and 02 (call management, abstract control) mean nothing for these models.
        _ => {}
    }
}
