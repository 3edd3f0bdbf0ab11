//! The HID drivers on the bench, and their parsers alone. May depend on `base`.

mod headset;
mod maple;
mod parsers;
mod trouble;

use crate::base::ids::LineId;
use crate::base::signal::{LineSignal, Report};
use crate::device::LineBox;
use crate::device::sim::boxes::bench::BenchTop;
use std::time::Duration;

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Lets the driver work for so long; everything it told.
fn reports(top: &BenchTop, line_box: &mut dyn LineBox, millis: u64) -> Vec<Report> {
    use crate::base::clock::Clock;
    let now = || top.clock().now().mono;
    let (end, mut told, mut idle) = (now() + ms(millis), Vec::new(), 0);
    // A lost box lets no time pass; nor do pieces that have all arrived.
    while now() < end && idle < 300 {
        let before = now();
        let report = line_box.poll(LineId(1), ms(20).min(end.saturating_sub(before)));
        idle = if report.is_none() && now() == before { idle + 1 } else { 0 };
        told.extend(report);
    }
    while let Some(report) = line_box.poll(LineId(1), Duration::ZERO) {
        told.push(report);
    }
    told
}

/// As [`reports`], without moments and grounds.
fn told(top: &BenchTop, line_box: &mut dyn LineBox, millis: u64) -> Vec<LineSignal> {
    reports(top, line_box, millis).into_iter().map(|report| report.signal).collect()
}
