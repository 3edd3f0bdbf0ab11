//! Runs a driver from a transcript: gives the orders that were given, hands on what the driver reports, and says where
//! the driver leaves the transcript. May depend on `base`.

use super::format::Transcript;
use super::replay::{Deck, Turn};
use crate::base::clock::ManualClock;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, LineSignal, Origin, Report};
use crate::device::LineBox;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::families::{OPENERS, opener};
use std::sync::Arc;
use std::time::Duration;

/// How long a box is waited for at once.
pub const POLL: Duration = Duration::from_millis(20);
/// Polls that let no time pass before time is made to pass.
const STANDSTILL: u32 = 100;

/// How a replay ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Why the driver did not open the box, as when it was recorded.
    pub not_opened: Option<String>,
    /// The box's name, where it was opened.
    pub name: String,
    /// Acts that the driver made more often than the transcript has them.
    pub extra: u64,
    /// Acts of the transcript that the driver did without.
    pub missing: u64,
    /// The transcript was not written to its end.
    pub cut: bool,
}

/// Plays a transcript with the driver that its head names. What it reports goes to `tell`, stamped with `line` and with
/// times since the transcript's beginning.
///
/// # Errors
/// `Unsupported` when there is no such driver, `Failed` with the line at which the driver deviates.
pub fn play(
    transcript: Transcript,
    line: LineId,
    tell: &mut dyn FnMut(&Report),
) -> Result<Summary, DeviceError> {
    let name = &transcript.head.driver;
    let Some(open) = opener(name) else {
        let names: Vec<_> = OPENERS.iter().map(|(name, _)| *name).collect();
        let context = format!("line 1: no driver is named \"{name}\"; there are: {names:?}");
        return Err(DeviceError::new(DeviceErrorKind::Unsupported, context));
    };
    let (deck, link) = Deck::new(transcript, Arc::new(ManualClock::default()));
    let mut summary = Summary { cut: !deck.is_whole(), ..Summary::default() };
    match open(Box::new(link)) {
        Ok(mut line_box) => {
            summary.name = line_box.name();
            run(line_box.as_mut(), &deck, line, tell);
        }
        Err(error) => summary.not_opened = Some(error.context),
    }
    // A recording of a box that does not open is written to its end.
    let unopened = || {
        let last = deck.last_line();
        let context = format!("line {last}: the transcript ends before the box is open");
        (summary.cut && summary.not_opened.is_some()).then_some(context)
    };
    let neglected = || match (&summary.not_opened, deck.neglected()?) {
        (Some(why), context) => Some(format!("{context}; it does not open the box: {why}")),
        (None, context) => Some(context),
    };
    if let Some(context) = deck.deviation().or_else(unopened).or_else(neglected) {
        return Err(DeviceError::new(DeviceErrorKind::Failed, context));
    }
    (summary.extra, summary.missing) = deck.differences();
    Ok(summary)
}

/// Drives the box until it is to be closed.
fn run(line_box: &mut dyn LineBox, deck: &Deck, line: LineId, tell: &mut dyn FnMut(&Report)) {
    let (mut lost, mut still) = (false, 0);
    let is_on = || deck.deviation().is_none() && !deck.ran_out();
    while is_on() {
        match deck.turn() {
            Some(Turn::Order(order)) => {
                let report = give(line_box, order, deck.now(), line);
                if is_on() {
                    tell(&report);
                }
                continue;
            }
            Some(Turn::Close) => return,
            None if deck.is_over() => return,
            None => {}
        }
        let before = deck.now();
        let timeout = deck.until_turn().map_or(POLL, |until| until.min(POLL));
        if let Some(report) = line_box.poll(line, timeout) {
            lost |= report.signal == LineSignal::BoxLost(Edge::Begin);
            // The end of the wire looks like a lost box to the driver; it is told otherwise.
            if is_on() {
                tell(&report);
            }
            continue;
        }
        still = if deck.now() > before { 0 } else { still + 1 };
        if lost && still > 0 {
            return;
        }
        if still >= STANDSTILL {
            deck.pass(POLL);
        }
    }
}

/// Gives an order; what came of it, as in the running program.
fn give(line_box: &mut dyn LineBox, order: BoxOrder, at: Duration, line: LineId) -> Report {
    let signal = match line_box.order(&order) {
        Ok(()) => LineSignal::OrderDone(order),
        Err(refusal) => LineSignal::OrderRefused(order, refusal),
    };
    Report { line, origin: Origin::Box, at, signal, evidence: Evidence::default() }
}
