//! The last seconds of a line, kept so that a recording can begin before anybody asked for it, and read by position
//! so that recordings, detectors and time all count the same samples. May depend on `base`.

use crate::base::units::{Frames, LINE_RATE};
use std::sync::Arc;

/// Seconds kept.
const SECS: usize = 16;

/// A ring of the newest samples. A sample's position is its number in the line's stream, losses included.
#[derive(Debug)]
pub struct PreRoll {
    samples: Box<[i16]>,
    /// Samples ever pushed.
    total: u64,
}

impl Default for PreRoll {
    fn default() -> Self {
        Self { samples: vec![0; SECS * LINE_RATE as usize].into_boxed_slice(), total: 0 }
    }
}

impl PreRoll {
    /// Position of the next sample.
    #[must_use]
    pub fn end(&self) -> Frames {
        Frames(self.total)
    }

    /// Position of the oldest sample that is still there.
    #[must_use]
    pub fn begin(&self) -> Frames {
        Frames(self.total.saturating_sub(self.samples.len() as u64))
    }

    /// Appends samples.
    pub fn push(&mut self, samples: &[i16]) {
        let size = self.samples.len();
        let skipped = samples.len().saturating_sub(size);
        self.total += skipped as u64;
        let newest = &samples[skipped..];
        let at = (self.total % size as u64) as usize;
        let (to_edge, from_edge) = newest.split_at(newest.len().min(size - at));
        self.samples[at..at + to_edge.len()].copy_from_slice(to_edge);
        self.samples[..from_edge.len()].copy_from_slice(from_edge);
        self.total += newest.len() as u64;
    }

    /// Appends silence in place of lost samples.
    pub fn push_silence(&mut self, frames: Frames) {
        let size = self.samples.len() as u64;
        let skipped = frames.0.saturating_sub(size);
        self.total += skipped;
        for _ in 0..frames.0 - skipped {
            let at = (self.total % size) as usize;
            self.samples[at] = 0;
            self.total += 1;
        }
    }

    /// The samples from `from` up to `to`, as far as they are there; the position of the first one comes with them.
    #[must_use]
    pub fn copy(&self, from: Frames, to: Frames) -> (Frames, Arc<[i16]>) {
        let from = from.max(self.begin());
        let to = to.min(self.end());
        let size = self.samples.len() as u64;
        let count = to.0.saturating_sub(from.0);
        let samples = (0..count).map(|n| self.samples[((from.0 + n) % size) as usize]).collect();
        (from, samples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_found_again_by_position_until_they_are_too_old() {
        let mut roll = PreRoll::default();
        for start in (0..200_000_i32).step_by(117) {
            let block: Vec<i16> = (start..start + 117).map(|n| (n % 30_000) as i16).collect();
            roll.push(&block);
        }
        let end = roll.end();
        assert_eq!(end.0 - roll.begin().0, 128_000);
        let (at, samples) = roll.copy(Frames(150_000), Frames(150_003));
        assert_eq!((at, &samples[..]), (Frames(150_000), &[0_i16, 1, 2][..]));
        let (at, samples) = roll.copy(Frames(0), end);
        assert_eq!((at, samples.len()), (roll.begin(), 128_000));
        roll.push_silence(Frames(500_000));
        assert_eq!(roll.end().0, end.0 + 500_000);
        assert!(roll.copy(Frames(0), roll.end()).1.iter().all(|&s| s == 0));
        roll.push(&vec![7; 300_000]);
        assert_eq!(roll.end().0, end.0 + 800_000);
        assert!(roll.copy(Frames(0), roll.end()).1.iter().all(|&s| s == 7));
    }
}
