//! The ring between a real-time sound callback and the pump: one writer, one reader, no lock, no allocation (I6).
//! What does not fit is dropped (the newest samples) and counted; the reader is told of the loss exactly where in the
//! stream it happened, so that nothing after it shifts in time. May depend on `audio::source` only.

use crate::audio::source::Pulled;
use rtrb::{Consumer, Producer, RingBuffer};

/// Seconds of sound a ring holds: the pump may sleep that long without loss.
const RING_SECS: usize = 4;
/// Losses that may wait to be read. When they are full, samples are dropped until one is read.
const GAPS: usize = 64;

/// A loss: so many frames are missing before the frame with this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gap {
    before: u64,
    frames: u64,
}

/// The callback's end.
#[derive(Debug)]
pub struct RingWriter {
    samples: Producer<i16>,
    gaps: Producer<Gap>,
    written: u64,
    lost: u64,
}

/// The pump's end.
#[derive(Debug)]
pub struct RingReader {
    samples: Consumer<i16>,
    gaps: Consumer<Gap>,
    read: u64,
}

/// A ring for a stream of `rate` frames per second, preallocated.
#[must_use]
pub fn ring(rate: u32) -> (RingWriter, RingReader) {
    ring_of(rate as usize * RING_SECS)
}

/// A ring that holds `capacity` frames.
#[must_use]
pub fn ring_of(capacity: usize) -> (RingWriter, RingReader) {
    let (samples_tx, samples_rx) = RingBuffer::new(capacity);
    let (gaps_tx, gaps_rx) = RingBuffer::new(GAPS);
    (
        RingWriter { samples: samples_tx, gaps: gaps_tx, written: 0, lost: 0 },
        RingReader { samples: samples_rx, gaps: gaps_rx, read: 0 },
    )
}

impl RingWriter {
    /// Appends frames. What does not fit is dropped and counted. Wait-free, allocates nothing.
    pub fn push(&mut self, mut frames: impl ExactSizeIterator<Item = i16>) {
        let total = frames.len();
        if total == 0 || !self.tell_gap() {
            self.lose(total as u64);
            return;
        }
        let fits = total.min(self.samples.slots());
        if let Ok(chunk) = self.samples.write_chunk_uninit(fits) {
            let stored = chunk.fill_from_iter(frames.by_ref().take(fits));
            self.written += stored as u64;
            self.lose((total - stored) as u64);
        } else {
            self.lose(total as u64);
        }
    }

    /// Counts frames that were lost before they reached us (an overrun in the driver).
    pub fn lose(&mut self, frames: u64) {
        self.lost += frames;
    }

    /// Puts a pending loss into the stream. `false`: it does not fit, or no frame could follow it yet.
    fn tell_gap(&mut self) -> bool {
        if self.lost == 0 {
            return true;
        }
        if self.samples.slots() == 0 {
            return false;
        }
        let told = self.gaps.push(Gap { before: self.written, frames: self.lost }).is_ok();
        if told {
            self.lost = 0;
        }
        told
    }
}

impl RingReader {
    /// Appends what is there to `out`, up to the next loss; the loss itself when it is next.
    pub fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
        // The writer publishes a loss before the frames after it: look at the frames first.
        let ready = self.samples.slots();
        let mut take = ready;
        if let Ok(gap) = self.gaps.peek().copied() {
            if gap.before == self.read {
                return match self.gaps.pop() {
                    Ok(gap) => Pulled::Gap(gap.frames),
                    Err(_) => Pulled::Samples(0),
                };
            }
            take = take.min((gap.before - self.read) as usize);
        }
        let Ok(chunk) = self.samples.read_chunk(take) else { return Pulled::Samples(0) };
        let (first, second) = chunk.as_slices();
        out.extend_from_slice(first);
        out.extend_from_slice(second);
        chunk.commit_all();
        self.read += take as u64;
        Pulled::Samples(take)
    }

    /// Whether the writer is gone and everything was read.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.samples.is_abandoned() && self.samples.is_empty() && self.gaps.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(writer: &mut RingWriter, range: std::ops::Range<i16>) {
        writer.push(range);
    }

    #[test]
    fn overflow_drops_the_newest_and_the_loss_is_read_where_it_happened() {
        let (mut writer, mut reader) = ring_of(10);
        push(&mut writer, 0..8);
        push(&mut writer, 8..13); // 8, 9 fit; 10, 11, 12 do not
        push(&mut writer, 13..15); // nothing fits
        let mut out = Vec::new();
        assert_eq!(reader.pull(&mut out), Pulled::Samples(10));
        assert_eq!(out, (0..10).collect::<Vec<_>>());
        assert_eq!(reader.pull(&mut out), Pulled::Samples(0), "a loss is told with what follows");
        push(&mut writer, 15..18);
        assert_eq!(reader.pull(&mut out), Pulled::Gap(5));
        assert_eq!(reader.pull(&mut out), Pulled::Samples(3));
        assert_eq!(&out[10..], [15, 16, 17]);
        assert!(!reader.is_finished());
        drop(writer);
        assert!(reader.is_finished());
    }

    #[test]
    fn losses_that_wait_are_each_read_at_their_place() {
        let (mut writer, mut reader) = ring_of(100);
        for block in 0..5_i16 {
            push(&mut writer, block * 10..block * 10 + 10);
            writer.lose(u64::from(block.unsigned_abs()) + 1);
        }
        push(&mut writer, 50..60);
        let (mut out, mut seen) = (Vec::new(), Vec::new());
        loop {
            match reader.pull(&mut out) {
                Pulled::Samples(0) => break,
                Pulled::Gap(frames) => seen.push((out.len(), frames)),
                _ => {}
            }
        }
        assert_eq!(out, (0..60).collect::<Vec<_>>());
        assert_eq!(seen, [(10, 1), (20, 2), (30, 3), (40, 4), (50, 5)]);
    }
}
