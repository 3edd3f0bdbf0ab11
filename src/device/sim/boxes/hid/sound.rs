//! A sound card of 8 kHz, mono, 16 bits both ways (USB audio 1.0, 4.3 and 4.5; formats 1.0, 2.2.5), with a telephone line
//! behind it. May depend on `base`.

use crate::device::link::Setup;
use crate::device::sim::boxes::{LineSide, Stall, interface};
use std::collections::VecDeque;
use std::time::Duration;

/// Samples of a millisecond.
const PER_FRAME: usize = 8;
/// More than this waits: nobody listened for a while.
const STALE: usize = 400;
/// Sampling frequency control of an endpoint.
const FREQUENCY: u16 = 0x0100;
const RATE: [u8; 3] = [0x40, 0x1f, 0];

/// Audio control on one interface and a stream each way on two others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    pub(super) control: u8,
    pub(super) capture: u8,
    pub(super) playback: u8,
    pub(super) endpoint_in: u8,
    pub(super) endpoint_out: u8,
}

impl Places {
    /// The audio control interface: line → USB, USB → line.
    pub(super) fn control(self) -> Vec<u8> {
        let units: [&[u8]; 4] = [
            &[12, 0x24, 2, 1, 0x01, 0x05, 0, 1, 0, 0, 0, 0],
            &[9, 0x24, 3, 2, 0x01, 0x01, 0, 1, 0],
            &[12, 0x24, 2, 3, 0x01, 0x01, 0, 1, 0, 0, 0, 0],
            &[9, 0x24, 3, 4, 0x01, 0x05, 0, 3, 0],
        ];
        let units = units.concat();
        let total = u8::try_from(units.len() + 10).unwrap_or(u8::MAX);
        let head = [10, 0x24, 1, 0x00, 0x01, total, 0, 2, self.capture, self.playback];
        [&interface(self.control, 0, 0, [1, 1, 0])[..], &head, &units].concat()
    }

    /// The stream from the line.
    pub(super) fn capture(self) -> Vec<u8> {
        stream(self.capture, 2, self.endpoint_in, 0x05)
    }

    /// The stream to the line.
    pub(super) fn playback(self) -> Vec<u8> {
        stream(self.playback, 3, self.endpoint_out, 0x09)
    }

    /// Requests about the sampling frequency.
    pub(super) fn request(self, setup: Setup, data: &[u8]) -> Result<Vec<u8>, Stall> {
        let ours = [self.endpoint_in, self.endpoint_out].map(u16::from).contains(&setup.index);
        match (setup.request_type, setup.request) {
            (0x22, 0x01) if ours && setup.value == FREQUENCY && data == RATE => Ok(Vec::new()),
            (0xa2, 0x81..=0x83) if ours && setup.value == FREQUENCY => Ok(RATE.to_vec()),
            _ => Err(Stall),
        }
    }
}

fn stream(number: u8, terminal: u8, endpoint: u8, attributes: u8) -> Vec<u8> {
    let size = 2 * (PER_FRAME as u8 + 1);
    [
        &interface(number, 0, 0, [1, 2, 0])[..],
        &interface(number, 1, 1, [1, 2, 0]),
        &[7, 0x24, 1, terminal, 1, 0x01, 0x00],
        &[11, 0x24, 2, 1, 1, 2, 16, 1, RATE[0], RATE[1], RATE[2]],
        &[9, 5, endpoint, attributes, size, 0, 1, 0, 0],
        &[7, 0x25, 1, 0, 0, 0, 0],
    ]
    .concat()
}

/// The samples on their way to the host.
#[derive(Debug, Default)]
pub(super) struct Sound {
    waiting: VecDeque<i16>,
}

impl Sound {
    /// A packet of the last millisecond.
    pub(super) fn packet(&mut self, line: &mut LineSide, now: Duration) -> Vec<u8> {
        let mut fresh = Vec::new();
        line.receive(now, &mut fresh);
        self.waiting.extend(fresh);
        if self.waiting.len() > STALE {
            self.waiting.drain(..self.waiting.len() - PER_FRAME);
        }
        let count = self.waiting.len().min(PER_FRAME + 1);
        self.waiting.drain(..count).flat_map(i16::to_le_bytes).collect()
    }

    /// A packet for the line.
    pub(super) fn play(line: &mut LineSide, data: &[u8], now: Duration) {
        let sample = |pair: &[u8]| i16::from_le_bytes([pair[0], pair[1]]);
        let samples: Vec<i16> = data.chunks_exact(2).map(sample).collect();
        line.send(&samples, now);
    }
}
