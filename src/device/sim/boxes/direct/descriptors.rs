//! Descriptors of the direct-line models: an update interface, a sound card (control, in, out), the direct line.
//! Values of the osmocom AMR modem interface. Follows USB 2.0 section 9.6, UAC 1.0 section 4, CDC PSTN 1.2 section 5.3.
//! May depend on `base`.

use super::Make;
use crate::device::sim::boxes::{
    Descriptors, configuration, device_descriptor, endpoint, interface,
};

/// Interface numbers.
pub const AUDIO_CONTROL: u8 = 1;
const AUDIO_IN: u8 = 2;
const AUDIO_OUT: u8 = 3;
/// See [`AUDIO_CONTROL`].
pub const DIRECT_LINE: u8 = 4;
/// Endpoints.
pub const ISO_IN: u8 = 0x81;
const ISO_OUT: u8 = 0x01;
/// See [`ISO_IN`].
pub const FEEDBACK: u8 = 0x82;
/// See [`ISO_IN`].
pub const NOTIFY: u8 = 0x83;

/// Countries it knows (ISO 3166-1 numeric; 0 stands for the common European rules).
pub const COUNTRIES: [u16; 71] = [
    32, 36, 40, 48, 56, 76, 100, 124, 152, 156, 170, 191, 0, 196, 203, 208, 218, 818, 222, 246,
    250, 276, 300, 316, 344, 348, 352, 356, 360, 372, 376, 380, 392, 400, 398, 414, 428, 422, 442,
    446, 458, 470, 484, 504, 528, 554, 566, 578, 512, 586, 604, 608, 616, 620, 642, 643, 682, 702,
    703, 705, 710, 410, 724, 752, 756, 760, 158, 764, 784, 826, 840,
];

/// Everything a host reads first.
#[must_use]
pub fn descriptors(make: Make) -> Descriptors {
    let (vendor, product, names) = match make {
        Make::Osmocom => (0x1d50, 0x6175, ["osmocom", "AMR modem interface"]),
        Make::ByTheBook => (0x1209, 0x0d1c, ["Ringdesk", "direct line by the book"]),
    };
    let mut device = device_descriptor([0, 0, 0], vendor, product, 0x0001);
    // Serial number first, then the maker and the product.
    device[14..17].copy_from_slice(&[2, 3, 1]);
    let body = [update(), control(), stream_in(), stream_out(), direct_line(make)].concat();
    let mut whole = configuration(5, &body);
    whole[6] = 4;
    let strings = [
        "0000000000000000",
        names[0],
        names[1],
        "Main",
        "DFU runtime",
        "Line 1 In",
        "Line 1 Out",
        "01122021",
    ];
    Descriptors { device, configuration: whole, strings: strings.map(str::to_owned).to_vec() }
}

/// Firmware update, runtime mode (DFU 1.1).
fn update() -> Vec<u8> {
    let mut bytes = interface(0, 0, 0, [0xfe, 0x01, 0x01]).to_vec();
    bytes[8] = 5;
    bytes.extend([9, 0x21, 0x0d, 0, 0, 0x00, 0x10, 0x01, 0x01]);
    bytes
}

/// Line (1) → volume (2) → host (3); host (4) → volume (5) → line (6).
fn control() -> Vec<u8> {
    let units: [&[u8]; 6] = [
        &[12, 0x24, 0x02, 1, 0x01, 0x05, 6, 1, 0, 0, 0, 0],
        &[11, 0x24, 0x06, 2, 1, 2, 0x03, 0x00, 0x00, 0x00, 6],
        &[9, 0x24, 0x03, 3, 0x01, 0x01, 4, 2, 0],
        &[12, 0x24, 0x02, 4, 0x01, 0x01, 3, 1, 0, 0, 0, 0],
        &[11, 0x24, 0x06, 5, 4, 2, 0x03, 0x00, 0x00, 0x00, 7],
        &[9, 0x24, 0x03, 6, 0x01, 0x05, 1, 5, 0],
    ];
    let units = units.concat();
    let total = (units.len() as u16 + 10).to_le_bytes();
    let mut bytes = interface(AUDIO_CONTROL, 0, 0, [0x01, 0x01, 0x00]).to_vec();
    bytes.extend([10, 0x24, 0x01, 0x00, 0x01, total[0], total[1], 2, AUDIO_IN, AUDIO_OUT]);
    bytes.extend(units);
    bytes
}

/// Idle setting, then the one with a data endpoint: PCM, one channel, two bytes, 16 bits, 8000 Hz.
fn stream(number: u8, endpoints: u8, terminal: u8, data: [u8; 9]) -> Vec<u8> {
    let class = [0x01, 0x02, 0x00];
    let mut bytes = interface(number, 0, 0, class).to_vec();
    bytes.extend(interface(number, 1, endpoints, class));
    bytes.extend([7, 0x24, 0x01, terminal, 0, 0x01, 0x00]);
    bytes.extend([11, 0x24, 0x02, 0x01, 1, 2, 16, 1, 0x40, 0x1f, 0x00]);
    bytes.extend(data);
    bytes.extend([7, 0x25, 0x01, 0x00, 0, 0, 0]);
    bytes
}

/// Asynchronous endpoints of a sound card have two bytes more: refresh and synch address.
fn stream_in() -> Vec<u8> {
    stream(AUDIO_IN, 1, 3, [9, 5, ISO_IN, 0x05, 120, 0, 1, 0, 0])
}

fn stream_out() -> Vec<u8> {
    let mut bytes = stream(AUDIO_OUT, 2, 4, [9, 5, ISO_OUT, 0x05, 120, 0, 1, 0, FEEDBACK]);
    bytes.extend([9, 5, FEEDBACK, 0x11, 8, 0, 1, 1, 0]);
    bytes
}

fn direct_line(make: Make) -> Vec<u8> {
    let mut bytes = interface(DIRECT_LINE, 0, 1, [0x02, 0x01, 0x00]).to_vec();
    bytes.extend([5, 0x24, 0x00, 0x10, 0x01]);
    bytes.extend([4, 0x24, 0x03, make.capabilities()]);
    bytes.extend([5, 0x24, 0x06, DIRECT_LINE, AUDIO_CONTROL]);
    bytes.extend([4 + 2 * COUNTRIES.len() as u8, 0x24, 0x07, 8]);
    bytes.extend(COUNTRIES.iter().flat_map(|code| code.to_le_bytes()));
    let (packet, interval) = make.endpoint();
    bytes.extend(endpoint(NOTIFY, 3, packet, interval));
    bytes
}
