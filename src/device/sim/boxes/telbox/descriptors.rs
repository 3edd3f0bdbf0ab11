//! What a host reads of the model: a sound card after USB Audio Class 1.0 (interfaces 0 to 2) and the control interface of
//! class HID (3). Interfaces, classes and the interrupt pipe are published, the rest is chosen. May depend on `base`.

use super::{Edition, REPLIES, SOUND_IN, SOUND_OUT};
use crate::device::sim::boxes::{
    Descriptors, configuration, device_descriptor, endpoint, interface,
};

/// The HID report descriptor of the control interface: 16 bytes both ways, of a meaning known to the maker only.
pub const REPORT: [u8; 27] = [
    0x06, 0x00, 0xff, // usage page: vendor
    0x09, 0x01, // usage 1
    0xa1, 0x01, // collection: application
    0x15, 0x00, 0x26, 0xff, 0x00, // 0 to 255
    0x75, 0x08, 0x95, 0x10, // 8 bits, 16 of them
    0x09, 0x01, 0x81, 0x02, // input
    0x95, 0x10, 0x09, 0x01, 0x91, 0x02, // output
    0xc0, // end
];

/// Everything.
pub fn all(edition: Edition) -> Descriptors {
    let name = match edition {
        Edition::B2kFirst | Edition::B2kSecond => "USB-B2K",
        Edition::B3g { .. } => "USB-B3G",
        Edition::Telephone => "USB-P1K",
    };
    let strings =
        vec!["Yealink Network Technology Ltd.".to_owned(), name.to_owned(), String::new()];
    let device = device_descriptor([0, 0, 0], 0x6993, 0xb001, 0x0100);
    let mut body = audio_control();
    body.extend(streaming(1, SOUND_IN, 2, 0x05)); // asynchronous
    body.extend(streaming(2, SOUND_OUT, 3, 0x09)); // adaptive
    body.extend(interface(3, 0, 1, [3, 0, 0]));
    body.extend([9, 0x21, 0x00, 0x01, 0, 1, 0x22, 27, 0]); // HID 1.0, one report descriptor
    body.extend(endpoint(REPLIES, 3, 16, 8));
    Descriptors { device, configuration: configuration(4, &body), strings }
}

/// Line → USB and USB → line (UAC 1.0, 4.3).
fn audio_control() -> Vec<u8> {
    let mut terminals = Vec::new();
    terminals.extend([12, 0x24, 2, 1, 0x01, 0x05, 0, 1, 0, 0, 0, 0]); // in 1: telephone line
    terminals.extend([9, 0x24, 3, 2, 0x01, 0x01, 0, 1, 0]); // out 2: USB
    terminals.extend([12, 0x24, 2, 3, 0x01, 0x01, 0, 1, 0, 0, 0, 0]); // in 3: USB
    terminals.extend([9, 0x24, 3, 4, 0x01, 0x05, 0, 3, 0]); // out 4: telephone line
    let mut control = interface(0, 0, 0, [1, 1, 0]).to_vec();
    let total = (terminals.len() + 10) as u8;
    control.extend([10, 0x24, 1, 0x00, 0x01, total, 0, 2, 1, 2]);
    control.extend(terminals);
    control
}

/// A stream of 8 kHz, 16 bits, one channel, that runs in alternate setting 1 (UAC 1.0, 4.5 and 4.6).
fn streaming(number: u8, address: u8, terminal: u8, kind: u8) -> Vec<u8> {
    let mut stream = interface(number, 0, 0, [1, 2, 0]).to_vec();
    stream.extend(interface(number, 1, 1, [1, 2, 0]));
    stream.extend([7, 0x24, 1, terminal, 1, 1, 0]); // PCM, one frame late
    stream.extend([11, 0x24, 2, 1, 1, 2, 16, 1, 0x40, 0x1f, 0x00]); // 8000 Hz
    stream.extend([9, 5, address, kind, 18, 0, 1, 0, 0]);
    stream.extend([7, 0x25, 1, 0, 0, 0, 0]);
    stream
}
