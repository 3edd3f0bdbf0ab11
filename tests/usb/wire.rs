//! The URB messages of USB/IP (Linux, Documentation/usb/usbip_protocol.rst) as the virtual host controller speaks them.
//! Pure but for reading from a stream. Depends on std only.

use std::io::{self, Read};

/// No error.
pub const FINE: i32 = 0;
/// An endpoint stalls (EPIPE).
pub const STALL: i32 = 32;
/// The device does not answer, as a cable that is being pulled out (EPROTO).
pub const SILENCE: i32 = 71;
/// The transfer was taken back (ECONNRESET).
const TAKEN_BACK: i32 = 104;

const SUBMIT: u32 = 1;
const UNLINK: u32 = 2;
const SUBMITTED: u32 = 3;
const UNLINKED: u32 = 4;
const HEAD: usize = 48;

/// One packet of an isochronous transfer.
#[derive(Debug, Clone, Copy)]
pub struct Packet {
    /// Where its bytes stand in the buffer of the transfer.
    pub offset: u32,
    /// Room, or bytes to send.
    pub length: u32,
    /// Bytes that came.
    pub actual: u32,
}

/// A transfer that the host asks for.
#[derive(Debug, Clone)]
pub struct Urb {
    /// Its number.
    pub seq: u32,
    /// With the direction bit.
    pub endpoint: u8,
    /// Room for what comes in.
    pub length: usize,
    /// Milliseconds between isochronous packets.
    pub interval: u32,
    /// As on the wire; all zero for other endpoints than zero.
    pub setup: [u8; 8],
    /// What goes out.
    pub data: Vec<u8>,
    /// Of an isochronous transfer; else empty.
    pub packets: Vec<Packet>,
}

/// What the host says.
#[derive(Debug, Clone)]
pub enum Command {
    /// A transfer begins.
    Submit(Urb),
    /// A transfer is taken back.
    Unlink {
        /// Number of this command.
        seq: u32,
        /// Number of the transfer.
        victim: u32,
    },
}

fn word(bytes: &[u8], index: usize) -> u32 {
    let word = bytes.chunks_exact(4).nth(index).and_then(|word| word.try_into().ok());
    word.map_or(0, u32::from_be_bytes)
}

fn low_byte(word: u32) -> u8 {
    word.to_le_bytes()[0]
}

fn take(wire: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    wire.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The next command, whole.
///
/// # Errors
/// When the stream ends or carries something else.
pub fn read(wire: &mut impl Read) -> io::Result<Command> {
    let head = take(wire, HEAD)?;
    let (seq, inward) = (word(&head, 1), word(&head, 3) == 1);
    match word(&head, 0) {
        SUBMIT => {}
        UNLINK => return Ok(Command::Unlink { seq, victim: word(&head, 5) }),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    }
    let length = usize::try_from(word(&head, 6)).map_err(io::Error::other)?;
    let count = match word(&head, 8) {
        u32::MAX => 0,
        count => usize::try_from(count).map_err(io::Error::other)?,
    };
    let data = take(wire, if inward { 0 } else { length })?;
    let packets = take(wire, count * 16)?;
    let packets = packets.chunks_exact(16).map(|packet| Packet {
        offset: word(packet, 0),
        length: word(packet, 1),
        actual: 0,
    });
    let mut setup = [0; 8];
    setup.copy_from_slice(head.get(40..).unwrap_or(&[0; 8]));
    Ok(Command::Submit(Urb {
        seq,
        endpoint: low_byte(word(&head, 4)) | if inward { 0x80 } else { 0 },
        length,
        interval: word(&head, 9).max(1),
        setup,
        data,
        packets: packets.collect(),
    }))
}

fn message(words: [u32; 6]) -> Vec<u8> {
    let [kind, seq, status, actual, packets, zero] = words;
    // Device, direction and endpoint of an answer are zero, and so is the frame it began in.
    [kind, seq, 0, 0, 0, status, actual, zero, packets, 0, 0, 0]
        .iter()
        .flat_map(|word| word.to_be_bytes())
        .collect()
}

fn errno(status: i32) -> u32 {
    (-status).cast_unsigned()
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A transfer ended: `actual` bytes went over, `data` of them come with it.
pub fn submitted(seq: u32, status: i32, actual: usize, data: &[u8], packets: &[Packet]) -> Vec<u8> {
    let mut bytes = message([SUBMITTED, seq, errno(status), size(actual), size(packets.len()), 0]);
    bytes.extend_from_slice(data);
    for packet in packets {
        for word in [packet.offset, packet.length, packet.actual, 0] {
            bytes.extend_from_slice(&word.to_be_bytes());
        }
    }
    bytes
}

/// A command to take a transfer back was carried out, or came too late.
pub fn unlinked(seq: u32, in_time: bool) -> Vec<u8> {
    message([UNLINKED, seq, errno(if in_time { TAKEN_BACK } else { FINE }), 0, 0, 0])
}
