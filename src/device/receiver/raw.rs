//! Receivers that hand over the demodulated bytes of a burst as they are (CTI Comet, I-DEM, HT9032 modules at 1200 8N1):
//! seizure, garbage while nobody calls, and in between a message as in [`message`]. Found by its type, its length and its
//! checksum, wherever it begins. Pure; may depend on `base`.

use crate::base::caller_id::Standard;
use crate::base::message::{self, MAX_BYTES, MDMF, Message, SDMF};
use std::time::Duration;

/// A byte of a burst follows the one before within this (8.3 ms each at 1200 bit/s, and what USB and a busy computer add).
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Finds messages in what a receiver sends.
#[derive(Debug, Clone, Default)]
pub struct RawReader {
    bytes: Vec<u8>,
    last: Duration,
    skipped: u64,
}

impl RawReader {
    /// Takes bytes that arrived at `now`; whole messages with a right checksum are told, in order.
    pub fn push(&mut self, bytes: &[u8], now: Duration, tell: &mut dyn FnMut(Message)) {
        if now.saturating_sub(self.last) > LONGEST_PAUSE {
            self.skip(self.bytes.len());
        }
        self.last = now;
        for byte in bytes {
            self.bytes.push(*byte);
            self.read(tell);
        }
    }

    /// Bytes that belonged to no message so far: noise, seizure, damage.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Whether the newest byte ends a message, wherever that began: what only looked like a beginning before it must not
    /// keep a caller waiting.
    fn read(&mut self, tell: &mut dyn FnMut(Message)) {
        if self.bytes.len() > MAX_BYTES {
            self.skip(1);
        }
        let length = self.bytes.len();
        let ends = |start: &usize| {
            let head = self.bytes.get(*start..start + 2);
            matches!(head, Some([SDMF | MDMF, body]) if start + usize::from(*body) + 3 == length)
        };
        // The tones are those of the receiver's chip; it does not say which.
        let whole = |start: usize| {
            message::parse(Standard::Box, &self.bytes[start..]).ok().map(|read| (start, read))
        };
        if let Some((start, read)) = (0..length).filter(ends).find_map(whole) {
            self.skip(start);
            self.bytes.clear();
            tell(read);
        }
    }

    fn skip(&mut self, count: usize) {
        self.skipped += count as u64;
        self.bytes.drain(..count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::caller_id::{CallerId, Format};
    use proptest::prelude::*;

    /// The sample of hardware notes: 2156430144, MDMF, checksum BA.
    const CALL: &[u8] = b"\x80\x16\x01\x0803171656\x02\x0a2156430144\xba";

    fn read(chunks: &[&[u8]], pause: u64) -> Vec<Option<String>> {
        let (mut reader, mut now, mut told) = (RawReader::default(), Duration::ZERO, Vec::new());
        for chunk in chunks {
            now += Duration::from_millis(pause);
            reader.push(chunk, now, &mut |message| match message {
                Message::Call(CallerId { number, format: Format::Mdmf, .. }) => told.push(number),
                other => panic!("{other:?}"),
            });
        }
        told
    }

    #[test]
    fn a_call_is_found_behind_seizure_and_garbage_that_looks_like_a_beginning() {
        let number = || Some("2156430144".to_owned());
        let noise: &[u8] = &[0x55; 30];
        assert_eq!(read(&[noise, &[0xff, 0x80], CALL], 10), [number()]);
        assert_eq!(read(&[&[0x04, 0x20, 0x31], CALL, CALL], 10), [number(), number()]);
    }

    #[test]
    fn a_damaged_call_is_never_told_and_the_next_one_is() {
        let mut damaged = CALL.to_vec();
        damaged[14] ^= 1;
        assert_eq!(read(&[&damaged], 10), []);
        assert_eq!(read(&[&damaged, CALL], 4_000), [Some("2156430144".to_owned())]);
    }

    #[test]
    fn half_a_call_does_not_wait_for_the_next_one() {
        let (first, second) = CALL.split_at(12);
        assert_eq!(read(&[first, second], 10).len(), 1);
        assert_eq!(read(&[first, second], 4_000), []);
    }

    proptest! {
        #[test]
        fn cutting_the_stream_changes_nothing_and_noise_is_borne(
            before in prop::collection::vec(any::<u8>(), 0..300),
            cut in 1_usize..40,
        ) {
            let whole = [before.as_slice(), CALL].concat();
            let mut told = [Vec::new(), Vec::new()];
            let mut readers = [RawReader::default(), RawReader::default()];
            readers[0].push(&whole, Duration::ZERO, &mut |message| told[0].push(message));
            for chunk in whole.chunks(cut) {
                readers[1].push(chunk, Duration::ZERO, &mut |message| told[1].push(message));
            }
            prop_assert_eq!(&told[0], &told[1]);
            prop_assert_eq!(readers[0].skipped(), readers[1].skipped());
        }
    }
}
