//! Models of HID boxes: a Maple telephone adapter with its sound, and telephones and headsets whose report descriptor can
//! be had in many manners. After HID 1.11, HUT 1.12, USB audio 1.0 and the published SDK of the Maple.
//! May depend on `base`, `audio` and `dsp`.

pub mod headset;
pub mod maple;
mod sound;
#[cfg(test)]
mod tests;

pub use headset::{Headset, HeadsetHands, Manner};
pub use maple::{Maple, MapleManner};

/// A HID descriptor (HID 1.11, 6.2.1) with one report descriptor of this length.
fn hid_descriptor(report_length: usize) -> [u8; 9] {
    let length = u16::try_from(report_length).unwrap_or(u16::MAX).to_le_bytes();
    [9, 0x21, 0x11, 0x01, 0, 1, 0x22, length[0], length[1]]
}
