//! What every USB device answers alike (USB 2.0, 9.4): descriptors, configuration, alternate settings, halted endpoints.
//! SET_ADDRESS never comes: the virtual host controller answers it. Depends on `device::sim::boxes`.

use ringdesk::device::sim::boxes::Descriptors;
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a control request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Done; this is for the host.
    Reply(Vec<u8>),
    /// Done, and the device was configured anew: the host has reset it since.
    ConfiguredAnew,
    /// Refused.
    Stall,
    /// A matter for the model.
    Model,
}

/// What a device remembers of standard requests.
#[derive(Debug, Default)]
pub struct Standing {
    configuration: u8,
    alternates: BTreeMap<u8, u8>,
    /// Endpoints that stall until the host clears them.
    pub halted: BTreeSet<u8>,
}

impl Standing {
    /// Answers a setup packet.
    pub fn answer(&mut self, setup: [u8; 8], descriptors: &Descriptors) -> Answer {
        let [kind, request, low, high, index, ..] = setup;
        match (kind, request) {
            (0x80, 6) => descriptor(high, low, descriptors),
            (0x80, 8) => Answer::Reply(vec![self.configuration]),
            (0x00, 9) => {
                let anew = self.configuration != 0 && low != 0;
                *self = Self { configuration: low, ..Self::default() };
                if anew { Answer::ConfiguredAnew } else { Answer::Reply(Vec::new()) }
            }
            (0x01, 11) => {
                self.alternates.insert(index, low);
                Answer::Reply(Vec::new())
            }
            (0x81, 10) => Answer::Reply(vec![self.alternate(index)]),
            (0x80 | 0x81, 0) => Answer::Reply(vec![0, 0]),
            (0x82, 0) => Answer::Reply(vec![u8::from(self.halted.contains(&index)), 0]),
            (0x02, 1) => {
                self.halted.remove(&index);
                Answer::Reply(Vec::new())
            }
            (0x02, 3) => {
                self.halted.insert(index);
                Answer::Reply(Vec::new())
            }
            (0x00 | 0x01, 1 | 3) => Answer::Reply(Vec::new()),
            _ => Answer::Model,
        }
    }

    /// The alternate setting that the host chose for an interface.
    fn alternate(&self, interface: u8) -> u8 {
        self.alternates.get(&interface).copied().unwrap_or(0)
    }
}

fn descriptor(kind: u8, index: u8, descriptors: &Descriptors) -> Answer {
    match (kind, index) {
        (1, 0) => Answer::Reply(descriptors.device.to_vec()),
        (2, 0) => Answer::Reply(descriptors.configuration.clone()),
        (3, 0) => Answer::Reply(vec![4, 3, 0x09, 0x04]), // English (United States)
        (3, index) => {
            let string = descriptors.strings.get(usize::from(index) - 1);
            string.map_or(Answer::Stall, |string| Answer::Reply(string_descriptor(string)))
        }
        _ => Answer::Stall, // also the qualifier: a device of full speed has none
    }
}

fn string_descriptor(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).take(252).collect();
    let length = u8::try_from(units.len() + 2).unwrap_or(254);
    let mut whole = vec![length, 3];
    whole.extend(units);
    whole
}
