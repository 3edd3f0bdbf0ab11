//! The packets of the Yealink telephone boxes as bytes: USB-B2K and USB-B3G, found out by the projects that drive them
//! (there is no public specification). Pure; may depend on `base`.
//!
//! ```text
//! cc ss oo oo dd dd dd dd dd dd dd dd dd dd dd xx     16 bytes both ways, all adding up to 0 mod 256
//! cc command, ss bytes of data that count, oo offset (high byte first), dd data, xx check byte
//! ```
//!
//! To the box: SET_REPORT to interface 3. From the box: interrupt pipe 81h, the same command, or FD: packet refused.

use std::fmt;
use std::time::Duration;

/// Bytes of a packet.
pub const PACKET: usize = 16;
/// Bytes of data in a packet.
pub const DATA: usize = 11;
/// The command of a reply that refuses a packet.
pub const REFUSED: u8 = 0xfd;
/// Keys that the box remembers: sequence numbers count modulo this.
pub const KEYS: u8 = 0x20;
/// The pieces of a packet follow one another within this.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// One packet.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Packet([u8; PACKET]);

/// Why bytes are no packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BadPacket {
    /// Not 16 bytes.
    #[error("a packet has 16 bytes")]
    Length,
    /// They do not add up to zero.
    #[error("check byte is wrong")]
    Sum,
}

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
}

impl Packet {
    /// A packet with its check byte. Data beyond 11 bytes is cut off.
    #[must_use]
    pub fn new(command: u8, size: u8, offset: u16, data: &[u8]) -> Self {
        let mut bytes = [0; PACKET];
        let [high, low] = offset.to_be_bytes();
        let head = [command, size, high, low];
        let values = head.iter().chain(data.iter().take(DATA));
        for (place, value) in bytes.iter_mut().zip(values) {
            *place = *value;
        }
        bytes[PACKET - 1] = sum(&bytes).wrapping_neg();
        Self(bytes)
    }

    /// Reads a packet.
    ///
    /// # Errors
    /// When the length or the check byte is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadPacket> {
        let bytes = bytes.first_chunk().filter(|_| bytes.len() == PACKET);
        let bytes: &[u8; PACKET] = bytes.ok_or(BadPacket::Length)?;
        if sum(bytes) == 0 { Ok(Self(*bytes)) } else { Err(BadPacket::Sum) }
    }

    /// As it goes over the wire.
    #[must_use]
    pub fn bytes(&self) -> &[u8; PACKET] {
        &self.0
    }

    /// What it is about.
    #[must_use]
    pub fn command(&self) -> u8 {
        self.0[0]
    }

    /// How many bytes of data count, as the sender says (more than 11 is nonsense).
    #[must_use]
    pub fn size(&self) -> u8 {
        self.0[1]
    }

    /// Where the data belongs.
    #[must_use]
    pub fn offset(&self) -> u16 {
        u16::from_be_bytes([self.0[2], self.0[3]])
    }

    /// All 11 bytes of data, whatever its size says.
    #[must_use]
    pub fn data(&self) -> [u8; DATA] {
        std::array::from_fn(|i| self.0[4 + i])
    }
}

impl fmt::Debug for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Packet({self})")
    }
}

/// Bytes in hexadecimal without the zeros at the end of the data, and what the command is about.
impl fmt::Display for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.data();
        let kept = data.iter().rposition(|byte| *byte != 0).map_or(1, |last| last + 1);
        write!(f, "{:02x} {:02x} {:04x}", self.command(), self.size(), self.offset())?;
        for byte in data.iter().take(kept) {
            write!(f, " {byte:02x}")?;
        }
        let about = about(self.command());
        write!(f, " ({about})")
    }
}

/// What a command is about, in a few words.
#[must_use]
pub fn about(command: u8) -> &'static str {
    match command {
        0x01 => "ring the phone",
        0x05 => "lights",
        0x07 => "hold the line",
        0x09 => "dial tone",
        0x0e => "phone to the line",
        0x14 => "join audio",
        0x80 => "scan",
        0x81 => "digit",
        0x87 => "version",
        0x8d => "status",
        0x8e => "serial number",
        REFUSED => "refused",
        _ => "?",
    }
}

/// Finds packets in what a pipe brings, however it was cut or joined on the way.
#[derive(Debug, Clone, Default)]
pub struct PacketReader {
    bytes: Vec<u8>,
    last: Duration,
    skipped: u64,
}

impl PacketReader {
    /// Takes bytes that arrived at `now`; whole packets are told in order.
    pub fn push(&mut self, bytes: &[u8], now: Duration, tell: &mut dyn FnMut(Packet)) {
        if now.saturating_sub(self.last) > LONGEST_PAUSE {
            self.skip(self.bytes.len());
        }
        self.last = now;
        self.bytes.extend_from_slice(bytes);
        while let Some(head) = self.bytes.first_chunk::<PACKET>() {
            // Nothing but zeros adds up as well.
            match Packet::parse(head).ok().filter(|packet| packet.command() != 0) {
                Some(packet) => {
                    self.bytes.drain(..PACKET);
                    tell(packet);
                }
                None => self.skip(1),
            }
        }
    }

    /// Bytes that belonged to no packet so far.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    fn skip(&mut self, count: usize) {
        self.skipped += count as u64;
        self.bytes.drain(..count);
    }
}

/// What a version number stands for. Only the two boxes have a telephone line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Product {
    /// USB-P1K.
    P1k,
    /// USB-P3K.
    P3k,
    /// USB-P4K.
    P4k,
    /// V1K.
    V1k,
    /// USB-B1K.
    B1k,
    /// USB-B2K: the PC hears the phone, never the line.
    B2k {
        /// The second edition.
        second: bool,
    },
    /// USB-B3G: line and USB audio can be joined.
    B3g,
    /// T1K.
    T1k,
}

impl Product {
    /// By the number that the box answers to [`Command::Version`].
    #[must_use]
    pub fn of(version: u16) -> Option<Self> {
        Some(match version {
            0x0100..=0x01ff => Self::P1k,
            0x0200..=0x022f => Self::P3k,
            0x0230..=0x02ff => Self::P4k,
            0x0300..=0x04ff => Self::V1k,
            0x0500..=0x051f => Self::B1k,
            0x0520..=0x053f => Self::B2k { second: false },
            0x0540..=0x056f => Self::B3g,
            0x0570..=0x058f => Self::B2k { second: true },
            0x0600..=0x06ff => Self::T1k,
            _ => return None,
        })
    }

    /// As printed on it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::P1k => "USB-P1K",
            Self::P3k => "USB-P3K",
            Self::P4k => "USB-P4K",
            Self::V1k => "V1K",
            Self::B1k => "USB-B1K",
            Self::B2k { second: false } => "USB-B2K",
            Self::B2k { second: true } => "USB-B2K (second edition)",
            Self::B3g => "USB-B3G",
            Self::T1k => "T1K",
        }
    }

    /// Has a socket for the telephone line that we know how to drive.
    #[must_use]
    pub fn has_line(self) -> bool {
        matches!(self, Self::B2k { .. } | Self::B3g)
    }
}

/// What we say to the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// 87: which product and edition.
    Version,
    /// 8E: ten bytes that tell two boxes apart.
    Serial,
    /// 8D: ring and hook (B2K).
    Status,
    /// 80: number of the newest key, and on a B3G (length 3) ring and hook.
    Scan {
        /// Bytes asked for.
        length: u8,
    },
    /// 81: the digit at this place of the box's memory of keys.
    Digit(u8),
    /// 01: ringing current to the PHONE socket; the cadence is up to us.
    RingPhone(bool),
    /// 0E: the PHONE socket is connected to the line (`true`) or to USB audio.
    PhoneToLine(bool),
    /// 07: take the line or leave it.
    HoldLine(bool),
    /// 14, B3G: join USB audio with the line, which must be held.
    JoinAudio(bool),
    /// 05: the two lights.
    Lights {
        /// "USB" is lit.
        usb: bool,
        /// "PSTN" is lit.
        line: bool,
    },
}

impl Command {
    /// Its command byte.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Version => 0x87,
            Self::Serial => 0x8e,
            Self::Status => 0x8d,
            Self::Scan { .. } => 0x80,
            Self::Digit(_) => 0x81,
            Self::RingPhone(_) => 0x01,
            Self::PhoneToLine(_) => 0x0e,
            Self::HoldLine(_) => 0x07,
            Self::JoinAudio(_) => 0x14,
            Self::Lights { .. } => 0x05,
        }
    }

    /// As it goes over the wire.
    #[must_use]
    pub fn packet(self) -> Packet {
        let lit = |on: bool| if on { 0xff } else { 0x00 };
        match self {
            Self::Version => Packet::new(self.code(), 2, 0, &[]),
            Self::Serial => Packet::new(self.code(), 10, 0, &[]),
            Self::Status => Packet::new(self.code(), 1, 0, &[]),
            Self::Scan { length } => Packet::new(self.code(), length, 0, &[]),
            Self::Digit(place) => Packet::new(self.code(), 1, u16::from(place % KEYS), &[]),
            Self::RingPhone(on)
            | Self::PhoneToLine(on)
            | Self::HoldLine(on)
            | Self::JoinAudio(on) => Packet::new(self.code(), 1, 0, &[u8::from(on)]),
            Self::Lights { usb, line } => Packet::new(self.code(), 2, 0, &[lit(usb), lit(line)]),
        }
    }

    /// Whether `reply` answers it. Where a digit belongs is compared, as far as the box says it.
    #[must_use]
    pub fn is_answered_by(self, reply: &Packet) -> bool {
        let place = match self {
            Self::Digit(place) => u16::from(place % KEYS),
            _ => 0,
        };
        reply.command() == self.code() && (reply.offset() == 0 || reply.offset() == place)
    }
}

/// What a reply to [`Command::Status`] or [`Command::Scan`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Number of the newest key.
    pub sequence: Option<u8>,
    /// Ringing current is on the line now.
    pub ring: Option<bool>,
    /// The bit of the phone's hook; see [`Calibration`](super::calibration::Calibration).
    pub hook_bit: Option<bool>,
}

/// Reads a reply to `command`. `joint`: a scan tells ring and hook as well (B3G).
#[must_use]
pub fn read(command: Command, reply: &Packet, joint: bool) -> Reading {
    let [first, second, third, ..] = reply.data();
    match command {
        Command::Status => Reading {
            ring: Some(first & 1 != 0),
            hook_bit: Some(first & 2 != 0),
            ..Reading::default()
        },
        Command::Scan { .. } if joint => Reading {
            sequence: Some(first),
            ring: Some(second & 1 != 0),
            hook_bit: Some(third & 1 != 0),
        },
        Command::Scan { .. } => Reading { sequence: Some(first), ..Reading::default() },
        _ => Reading::default(),
    }
}

/// The digit of a reply to [`Command::Digit`].
#[must_use]
pub fn digit(reply: &Packet) -> Option<char> {
    match reply.data()[0] {
        value @ 0..=9 => Some(char::from(b'0' + value)),
        0x0b => Some('*'),
        0x0c => Some('#'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_packets_carry_these_check_bytes() {
        let last = |command: Command| command.packet().bytes()[PACKET - 1];
        assert_eq!(last(Command::Version), 0x77);
        assert_eq!(last(Command::HoldLine(true)), 0xf7);
        assert_eq!(last(Command::HoldLine(false)), 0xf8);
        assert_eq!(last(Command::PhoneToLine(true)), 0xf0);
        assert_eq!(last(Command::Status), 0x72);
        assert_eq!(last(Command::Scan { length: 1 }), 0x7f);
        assert_eq!(last(Command::Digit(5)), 0x7e - 5);
        let seen = [0x80, 1, 0, 0, 0x1c, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x62];
        let scan = Packet::parse(&seen).unwrap();
        let reading = read(Command::Scan { length: 1 }, &scan, true);
        assert_eq!(
            (reading.sequence, reading.ring, reading.hook_bit),
            (Some(0x1c), Some(false), Some(true))
        );
        assert_eq!(scan.to_string(), "80 01 0000 1c 00 01 (scan)");
    }

    #[test]
    fn versions_tell_the_products() {
        let names: Vec<_> = [0x0110, 0x0520, 0x053f, 0x0540, 0x0560, 0x0570, 0x0590, 0x0000]
            .into_iter()
            .map(|version| Product::of(version).map(Product::has_line))
            .collect();
        let (phone, line) = (Some(false), Some(true));
        assert_eq!(names, [phone, line, line, line, line, line, None, None]);
        assert_eq!(Product::of(0x0560), Some(Product::B3g));
    }

    #[test]
    fn a_damaged_packet_is_skipped_and_does_not_spoil_the_next_one() {
        let whole = Command::Version.packet();
        let mut damaged = *whole.bytes();
        damaged[5] ^= 4;
        assert_eq!(Packet::parse(&damaged), Err(BadPacket::Sum));
        assert_eq!(Packet::parse(&damaged[1..]), Err(BadPacket::Length));
        let (mut reader, mut told) = (PacketReader::default(), Vec::new());
        reader.push(&damaged, Duration::from_secs(1), &mut |packet| told.push(packet));
        reader.push(whole.bytes(), Duration::from_secs(2), &mut |packet| told.push(packet));
        assert_eq!((told, reader.skipped()), (vec![whole], 16));
    }

    proptest! {
        #[test]
        fn any_bytes_are_borne_and_cutting_changes_nothing(
            noise in prop::collection::vec(any::<u8>(), 0..80),
            cut in 1_usize..40,
        ) {
            let whole = [&noise[..], Command::Serial.packet().bytes(), &noise[..]].concat();
            let mut told = [Vec::new(), Vec::new()];
            let mut readers = [PacketReader::default(), PacketReader::default()];
            readers[0].push(&whole, Duration::ZERO, &mut |packet| told[0].push(packet));
            for chunk in whole.chunks(cut) {
                readers[1].push(chunk, Duration::ZERO, &mut |packet| told[1].push(packet));
            }
            prop_assert_eq!(&told[0], &told[1]);
            prop_assert_eq!(readers[0].skipped(), readers[1].skipped());
            for packet in &told[0] {
                let _any = (digit(packet), packet.to_string(), read(Command::Status, packet, true));
                let _scan = read(Command::Scan { length: 3 }, packet, true);
            }
        }

        #[test]
        fn what_was_made_reads_back(
            command in 1_u8.., size in any::<u8>(), offset in any::<u16>(), data in any::<[u8; DATA]>(),
        ) {
            let packet = Packet::new(command, size, offset, &data);
            prop_assert_eq!(Packet::parse(packet.bytes()), Ok(packet));
            prop_assert_eq!((packet.command(), packet.size()), (command, size));
            prop_assert_eq!((packet.offset(), packet.data()), (offset, data));
        }
    }
}
