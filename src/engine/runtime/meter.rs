//! Decides when a changed level is worth a repaint: silence never is. May depend on `base`.

use crate::base::level::LevelCell;
use crate::base::units::Dbm0;
use std::sync::Arc;

/// Everything below this shows as an empty meter.
const FLOOR: Dbm0 = Dbm0(-45.0);
/// A step of the meter, in dB.
const STEP: f32 = 2.0;

/// Watches one line's level.
#[derive(Default)]
pub(super) struct MeterWatch {
    cell: Option<Arc<LevelCell>>,
    shown: i32,
    gaps: u32,
}

impl MeterWatch {
    pub(super) fn watch(&mut self, cell: Arc<LevelCell>) {
        *self = Self { cell: Some(cell), ..Self::default() };
    }

    pub(super) fn is_watching(&self) -> bool {
        self.cell.is_some()
    }

    /// Whether a person would see a difference since the last time this said so.
    pub(super) fn has_moved(&mut self) -> bool {
        let Some(cell) = &self.cell else { return false };
        let (step, gaps) = (step_of(cell.get()), cell.gaps().0);
        let moved = step != self.shown || gaps != self.gaps;
        (self.shown, self.gaps) = (step, gaps);
        moved
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a level is between -96 and +10 dB")]
fn step_of(level: Dbm0) -> i32 {
    ((level.0 - FLOOR.0) / STEP).max(0.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_line_never_asks_for_a_repaint() {
        let cell = Arc::new(LevelCell::default());
        let mut watch = MeterWatch::default();
        watch.watch(Arc::clone(&cell));
        for noise in [-96.0, -71.3, -64.9, -50.1, -96.0] {
            cell.set(Dbm0(noise));
            assert!(!watch.has_moved());
        }
        cell.set(Dbm0(-20.0));
        assert!(watch.has_moved());
        assert!(!watch.has_moved());
        cell.count_gap(80);
        assert!(watch.has_moved());
    }
}
