//! What is done with any bytes: one function for each fuzz target, used by `tests/fuzz` (for as long as one likes) and by
//! `tests/boxes_fuzz.rs` (for seconds, with every test run). Depends on the library only.
//!
//! The first byte of the data chooses: parsers (0), or a whole driver over a wire on which everything is data (else).

pub mod hostile;
pub mod samples;

use hostile::{Open, drive};
use ringdesk::device::hid::controls::Controls;
use ringdesk::device::hid::descriptor::hid_interfaces;
use ringdesk::device::hid::maple::State;
use ringdesk::device::hid::report::{Kind, Layout};
use ringdesk::device::hid::usage::{self, LED_RING};
use ringdesk::device::link::About;
use ringdesk::device::modem::codec::{Coding, Decoder, Encoder};
use ringdesk::device::modem::dle::{self, Presses, Reader, Token};
use ringdesk::device::modem::{at, callid, cdc, masks};
use ringdesk::device::pstn::caller::Incoming;
use ringdesk::device::pstn::notification::{self, Frame, NotificationReader};
use ringdesk::device::pstn::requests::LineParms;
use ringdesk::device::pstn::{descriptors, usb_audio};
use ringdesk::device::receiver::raw::RawReader;
use ringdesk::device::receiver::whozz::{Lines, parse};
use ringdesk::device::telbox::protocol::{self, Command, Packet, PacketReader};
use std::sync::OnceLock;
use std::time::Duration;

/// A fuzz target.
pub type Body = fn(&[u8]);

/// Every target by name.
pub const BODIES: [(&str, Body); 5] = [
    ("at_dle", at_dle),
    ("cdc_notifications", cdc_notifications),
    ("hid", hid),
    ("yealink", yealink),
    ("raw_fsk", raw_fsk),
];

/// The driver's turn: which of these boxes it is, and the rest of the data.
fn driver(data: &[u8], boxes: &OnceLock<Vec<(About, Open)>>, target: &str) {
    let Some((choice, data)) = data.split_first() else { return };
    let boxes = boxes.get_or_init(|| samples::abouts(target));
    if let Some((about, open)) = boxes.get(usize::from(*choice).saturating_sub(1) % boxes.len()) {
        let _opened = drive(*open, about.clone(), data);
    }
}

/// What a stream says at once and in two and in many pieces is the same.
fn cut<T: PartialEq + std::fmt::Debug>(bytes: &[u8], size: u8, read: impl Fn(&[&[u8]]) -> T) {
    let whole = read(&[bytes]);
    let pieces: Vec<&[u8]> = bytes.chunks(usize::from(size).max(1)).collect();
    assert_eq!(whole, read(&pieces), "cut into pieces of {size}");
    let (head, tail) = bytes.split_at(usize::from(size).min(bytes.len()));
    assert_eq!(whole, read(&[head, tail]), "cut after {size}");
}

/// Lines and results of AT commands, event tables, caller IDs in words, DLE streams, coded sound; the modem driver.
pub fn at_dle(data: &[u8]) {
    static BOXES: OnceLock<Vec<(About, Open)>> = OnceLock::new();
    let [0, size, bytes @ ..] = data else {
        return driver(data, &BOXES, "at_dle");
    };
    let mut splitter = at::Splitter::default();
    let lines: Vec<String> = bytes.iter().filter_map(|byte| splitter.push(*byte)).collect();
    let (mut collector, mut now) = (callid::Collector::default(), Duration::ZERO);
    for line in &lines {
        let _what =
            (at::meaning(line, Some("AT+VLS=?"), true), at::meaning(line, Some("ATI3"), false));
        let _field = (at::key_value(line), collector.line(line, now));
        now += Duration::from_millis(90);
        let _over = collector.advance(now);
    }
    let _end = collector.finish();
    let _tables = (masks::places(&lines), masks::methods(&lines), cdc::find(bytes));
    let (mut reader, mut presses, mut plain) = (Reader::default(), Presses::default(), Vec::new());
    for byte in bytes {
        match reader.push(*byte) {
            Some(Token::Data(byte)) => plain.push(byte),
            Some(Token::Code(code)) => {
                let _press = (presses.code(code, now), presses.due(), presses.advance(now));
            }
            _ => {}
        }
    }
    shielded(bytes);
    sound(&plain, *size);
}

fn shielded(bytes: &[u8]) {
    let (mut wire, mut reader) = (Vec::new(), Reader::default());
    dle::shield(bytes, &mut wire);
    let back: Vec<Token> = wire.iter().filter_map(|byte| reader.push(*byte)).collect();
    let expected: Vec<Token> = bytes.iter().map(|byte| Token::Data(*byte)).collect();
    assert_eq!(back, expected, "shielded bytes read back");
}

fn sound(plain: &[u8], size: u8) {
    for coding in [
        Coding::Signed16,
        Coding::MuLaw,
        Coding::ALaw,
        Coding::Unsigned8,
        Coding::Signed8,
        Coding::ImaAdpcm,
    ] {
        let decoded = |pieces: &[&[u8]]| {
            let (mut decoder, mut samples) = (Decoder::new(coding), Vec::new());
            for piece in pieces {
                decoder.decode(piece, &mut samples);
            }
            samples
        };
        cut(plain, size, decoded);
        let mut coded = Vec::new();
        Encoder::new(coding).encode(&decoded(&[plain]), &mut coded);
    }
}

/// Notifications of the communication class, its descriptors and answers; the direct-line and telephone drivers.
pub fn cdc_notifications(data: &[u8]) {
    static BOXES: OnceLock<Vec<(About, Open)>> = OnceLock::new();
    let [0, size, bytes @ ..] = data else {
        return driver(data, &BOXES, "cdc_notifications");
    };
    let frames = |pieces: &[&[u8]]| {
        let (mut reader, mut told) = (NotificationReader::default(), Vec::<Frame>::new());
        for piece in pieces {
            reader.push(piece, Duration::ZERO, &mut |frame| told.push(frame));
        }
        (told, reader.skipped())
    };
    cut(bytes, *size, frames);
    for frame in frames(&[bytes]).0 {
        let _read = (notification::read(&frame), Incoming::read(&frame.payload).caller());
    }
    // The same with pauses in which a notification is given up.
    let (mut reader, mut now) = (NotificationReader::default(), Duration::ZERO);
    for piece in bytes.chunks(usize::from(*size).max(1)) {
        reader.push(piece, now, &mut |_| {});
        now += Duration::from_secs(u64::from(*size));
    }
    let _answers = (LineParms::read(bytes), Incoming::read(bytes).caller());
    let _descriptors = (descriptors::functions(bytes), usb_audio::find(bytes, &[0, 1, 2, 3]));
}

/// Report descriptors and reports; the Maple and the telephone drivers.
pub fn hid(data: &[u8]) {
    static BOXES: OnceLock<Vec<(About, Open)>> = OnceLock::new();
    let [0, size, bytes @ ..] = data else {
        return driver(data, &BOXES, "hid");
    };
    let _interfaces = hid_interfaces(bytes);
    // Half the time the descriptor is a good one, so that reports are read at all.
    let (descriptor, reports) = match samples::report_descriptors().get(usize::from(*size)) {
        Some(good) => (good.as_slice(), bytes),
        None => bytes.split_at(usize::from(*size).min(bytes.len())),
    };
    let Ok(layout) = Layout::parse(descriptor) else { return };
    let mut controls = Controls::default();
    for report in reports.chunks(8).chain([reports]) {
        let _read = controls.take(&layout, report, &mut |change| {
            let _meaning = (usage::meaning(change.usage), usage::name(change.usage));
        });
        let _state = State::newest(report);
    }
    for kind in [Kind::Input, Kind::Output, Kind::Feature] {
        for report in layout.reports(kind) {
            let built = layout.build(kind, report, &[LED_RING, usage::HOOK_SWITCH]);
            assert_eq!(built.len(), layout.length(kind, report));
        }
    }
}

/// Packets of the telephone boxes; their driver.
pub fn yealink(data: &[u8]) {
    static BOXES: OnceLock<Vec<(About, Open)>> = OnceLock::new();
    let [0, size, bytes @ ..] = data else {
        return driver(data, &BOXES, "yealink");
    };
    let packets = |pieces: &[&[u8]]| {
        let (mut reader, mut told) = (PacketReader::default(), Vec::<Packet>::new());
        for piece in pieces {
            reader.push(piece, Duration::ZERO, &mut |packet| told.push(packet));
        }
        (told, reader.skipped())
    };
    cut(bytes, *size, packets);
    for packet in packets(&[bytes]).0 {
        assert_eq!(Packet::parse(packet.bytes()), Ok(packet));
        let _read = (protocol::read(Command::Status, &packet, true), protocol::digit(&packet));
        let scan = Command::Scan { length: 3 };
        let _words = (protocol::read(scan, &packet, true), packet.to_string());
        let _answers = Command::Digit(*size).is_answered_by(&packet);
    }
    let _product = bytes.first_chunk().map(|two| protocol::Product::of(u16::from_be_bytes(*two)));
}

/// Demodulated caller-ID bytes and text records of receivers; both receiver drivers.
pub fn raw_fsk(data: &[u8]) {
    static BOXES: OnceLock<Vec<(About, Open)>> = OnceLock::new();
    let [0, size, bytes @ ..] = data else {
        return driver(data, &BOXES, "raw_fsk");
    };
    let messages = |pieces: &[&[u8]]| {
        let (mut reader, mut told) = (RawReader::default(), Vec::new());
        for piece in pieces {
            reader.push(piece, Duration::ZERO, &mut |message| told.push(message));
        }
        (told, reader.skipped())
    };
    cut(bytes, *size, messages);
    let records = |pieces: &[&[u8]]| {
        let (mut lines, mut told) = (Lines::default(), Vec::new());
        for piece in pieces {
            lines.push(piece, &mut |line| told.push(parse(line)));
        }
        told
    };
    cut(bytes, *size, records);
    let _record = parse(bytes);
}
