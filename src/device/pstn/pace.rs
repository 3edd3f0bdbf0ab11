//! How a box of this subclass spends its time: what has arrived and what is due, until there is something to tell.
//! May depend on `base`, and on `device::link`.

use super::wire::Wire;
use crate::base::ids::LineId;
use crate::base::signal::Report;
use crate::device::link::Arrival;
use std::time::Duration;

/// A box on a wire.
pub(super) trait Paced {
    /// Its wire.
    fn wire(&mut self) -> &mut Wire;

    /// The moment at which time alone brings something.
    fn due(&self) -> Duration;

    /// Everything that time alone brings.
    fn tick(&mut self);

    /// Something has come.
    fn arrived(&mut self, arrival: &Arrival);
}

/// Waits for the next report, for `timeout` at the most; `None`: nothing came, or the box is gone.
pub(super) fn poll(paced: &mut impl Paced, line: LineId, timeout: Duration) -> Option<Report> {
    let end = paced.wire().now() + timeout;
    loop {
        if let Some(report) = paced.wire().out.next(line) {
            return Some(report);
        }
        if paced.wire().is_lost() {
            return None;
        }
        paced.tick();
        if !paced.wire().out.is_empty() {
            continue;
        }
        let until = paced.due().min(end);
        let wire = paced.wire();
        match wire.wait(until.saturating_sub(wire.now())) {
            Some(arrival) => paced.arrived(&arrival),
            None if wire.now() >= end && wire.out.is_empty() => return None,
            None => {}
        }
    }
}
