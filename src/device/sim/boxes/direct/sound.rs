//! The sound card of a direct-line model: one line in, one line out, 8 kHz, 16 bits, with a volume and a mute each way.
//! Follows USB Audio Class 1.0, sections 4 and 5.2. May depend on `base` and `dsp`.

use crate::device::link::Setup;
use crate::device::sim::boxes::{LineSide, Stall};
use std::collections::VecDeque;
use std::time::Duration;

/// Samples of a packet: those of a millisecond.
const PACKET: usize = 8;
/// More waiting samples than these are too old to be heard.
const LATEST: usize = 8 * PACKET;
/// Units with a volume and a mute: line to host, host to line.
const UNITS: [u8; 2] = [2, 5];
/// Volume in 1/256 dB: lowest, highest, step (0 to 45 dB in steps of 3).
const VOLUME: [i16; 3] = [0, 45 * 256, 3 * 256];

/// The sound card's controls, and the samples on their way to the host.
#[derive(Debug, Clone, Default)]
pub struct Sound {
    waiting: VecDeque<i16>,
    /// (muted, volume) of the units.
    units: [(bool, i16); 2],
}

impl Sound {
    /// A request to the control interface: current value, lowest, highest, step of a feature unit's controls.
    ///
    /// # Errors
    /// A stall for everything that this card has not.
    pub fn control(&mut self, setup: Setup, data: &[u8]) -> Result<Vec<u8>, Stall> {
        let [_, unit] = setup.index.to_le_bytes();
        let [_, control] = setup.value.to_le_bytes();
        let index = UNITS.iter().position(|known| *known == unit).ok_or(Stall)?;
        let (muted, volume) = &mut self.units[index];
        match (setup.request_type, setup.request, control, data) {
            (0x21, 0x01, 0x01, [mute]) => *muted = *mute != 0,
            (0x21, 0x01, 0x02, [low, high]) => {
                *volume = i16::from_le_bytes([*low, *high]).clamp(VOLUME[0], VOLUME[1]);
            }
            (0xa1, 0x81, 0x01, _) => return Ok(vec![u8::from(*muted)]),
            (0xa1, 0x81, 0x02, _) => return Ok(volume.to_le_bytes().to_vec()),
            (0xa1, which @ 0x82..=0x84, 0x02, _) => {
                return Ok(VOLUME[usize::from(which - 0x82)].to_le_bytes().to_vec());
            }
            _ => return Err(Stall),
        }
        Ok(Vec::new())
    }

    /// The packet to the host: the line where `open`, else silence.
    pub fn packet_in(&mut self, line: &mut LineSide, open: bool, now: Duration) -> Vec<u8> {
        if open {
            let mut fresh = Vec::new();
            line.receive(now, &mut fresh);
            self.waiting.extend(fresh);
            let old = self.waiting.len().saturating_sub(LATEST);
            self.waiting.drain(..old);
        } else {
            line.skip(now);
            self.waiting.clear();
        }
        let muted = self.units[0].0;
        (0..PACKET)
            .map(|_| self.waiting.pop_front().filter(|_| !muted).unwrap_or_default())
            .flat_map(i16::to_le_bytes)
            .collect()
    }

    /// A packet from the host: into the line where `open`.
    pub fn packet_out(&mut self, line: &mut LineSide, open: bool, data: &[u8], now: Duration) {
        let muted = self.units[1].0;
        if open && !muted {
            let samples = data.as_chunks::<2>().0.iter().map(|bytes| i16::from_le_bytes(*bytes));
            line.send(&samples.collect::<Vec<i16>>(), now);
        }
    }

    /// How many samples the host is to send in a millisecond (10.14 fixed point): eight.
    #[must_use]
    pub fn feedback() -> Vec<u8> {
        vec![0x00, 0x00, 0x02]
    }
}
