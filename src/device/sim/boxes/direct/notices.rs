//! The interrupt endpoint of a PSTN model: notifications cut into packets, one packet each time the host asks.
//! Follows USB CDC PSTN 1.2 section 6.5 and USB 2.0 section 5.7. May depend on `base`.

use std::collections::VecDeque;
use std::time::Duration;

/// Notifications that wait to be fetched.
#[derive(Debug, Clone)]
pub struct Notices {
    interface: u8,
    packet: usize,
    interval: Duration,
    /// (when the host can have it, what).
    queue: VecDeque<(Duration, Vec<u8>)>,
}

impl Notices {
    /// An endpoint whose packets hold `packet` bytes, asked every `interval` (not zero).
    #[must_use]
    pub fn new(interface: u8, packet: usize, interval: Duration) -> Self {
        Self { interface, packet: packet.max(1), interval, queue: VecDeque::new() }
    }

    /// Something is to be told.
    pub fn say(&mut self, at: Duration, code: u8, value: u16, payload: &[u8]) {
        let (value, length) = (value.to_le_bytes(), (payload.len() as u16).to_le_bytes());
        let mut bytes =
            vec![0xa1, code, value[0], value[1], self.interface, 0, length[0], length[1]];
        bytes.extend_from_slice(payload);
        let nanos = self.interval.as_nanos().max(1);
        let asked = self.interval * (at.as_nanos().div_ceil(nanos) as u32);
        let mut ready =
            self.queue.back().map_or(asked, |(last, _)| asked.max(*last + self.interval));
        for packet in bytes.chunks(self.packet) {
            self.queue.push_back((ready, packet.to_vec()));
            ready += self.interval;
        }
    }

    /// The packet that the host can have at `now`.
    pub fn take(&mut self, now: Duration) -> Option<Vec<u8>> {
        self.queue.pop_front_if(|(ready, _)| *ready <= now).map(|(_, packet)| packet)
    }

    /// When the host can have the next packet.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        self.queue.front().map(|(ready, _)| *ready)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.queue.clear();
    }
}
