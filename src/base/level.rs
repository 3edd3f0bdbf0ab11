//! A meter value written by audio and read by views: lock-free, latest wins.
//! May not depend on other layers.

use crate::base::units::Dbm0;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Level of a line and the count of lost frames. Shared by `Arc`.
#[derive(Debug)]
pub struct LevelCell {
    bits: AtomicU32,
    lost_frames: AtomicU64,
    gaps: AtomicU32,
}

impl Default for LevelCell {
    fn default() -> Self {
        Self {
            bits: AtomicU32::new(Dbm0::SILENCE.0.to_bits()),
            lost_frames: AtomicU64::new(0),
            gaps: AtomicU32::new(0),
        }
    }
}

impl LevelCell {
    /// Stores the newest level.
    pub fn set(&self, level: Dbm0) {
        self.bits.store(level.0.to_bits(), Ordering::Relaxed);
    }

    /// The newest level.
    #[must_use]
    pub fn get(&self) -> Dbm0 {
        Dbm0(f32::from_bits(self.bits.load(Ordering::Relaxed)))
    }

    /// Counts one gap of `frames`.
    pub fn count_gap(&self, frames: u64) {
        self.lost_frames.fetch_add(frames, Ordering::Relaxed);
        self.gaps.fetch_add(1, Ordering::Relaxed);
    }

    /// Gaps so far and the frames lost in them.
    #[must_use]
    pub fn gaps(&self) -> (u32, u64) {
        (self.gaps.load(Ordering::Relaxed), self.lost_frames.load(Ordering::Relaxed))
    }
}
