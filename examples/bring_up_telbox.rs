//! Brings up a Yealink telephone box (USB-B2K, USB-B3G; 6993:b001) step by step.
//!
//! ```text
//! cargo run --example bring_up_telbox                             # a model of a B2K
//! cargo run --example bring_up_telbox -- telbox:6993:b001@1-2     # a box; list_boxes says the address
//! ```
//!
//! The box has a LINE and a PHONE socket. It says nothing by itself: it is asked every few milliseconds, in packets of 16
//! bytes that add up to nothing (`->` asked, `<-` answered). What its hook bit means differs from unit to unit: if "Off" is
//! told while the phone lies, the bit of yours is the other way round; the program lets you set that for each box.
#![allow(clippy::print_stdout, reason = "a program for a person at a terminal")]

#[path = "workbench/mod.rs"]
#[allow(dead_code, reason = "every example uses its part of the bench")]
mod workbench;

use ringdesk::base::order::{BoxOrder, FarEndAction};
use ringdesk::device::sim::boxes::telbox::{Edition, Habits, Telbox};
use ringdesk::device::telbox;
use workbench::{Outcome, Workbench, caller, line};

fn main() -> Outcome {
    let address = std::env::args().nth(1);
    let model = || Telbox::on(Edition::B2kFirst, Habits::default(), line());
    let mut bench = Workbench::open(address.as_deref(), model, telbox::open)?;
    bench.introduce();
    // Ringing current is told while it flows; who calls the box cannot tell (it has no caller-ID decoder we know of).
    bench.step("Call this line from another phone.", 8, caller("02155501234"));
    bench.step("Answer on the desk phone.", 3, FarEndAction::LiftDeskPhone);
    bench.step("Hang up at the far end.", 2, FarEndAction::HangUp);
    bench.step("Put the desk phone back.", 3, FarEndAction::ReplaceDeskPhone);
    // The box makes its own ringing current for the PHONE socket, once that is cut off the line. The cadence is ours.
    bench.order(&BoxOrder::ConnectDeskPhone(false), 1);
    bench.order(&BoxOrder::RingDeskPhone(true), 6);
    bench.order(&BoxOrder::RingDeskPhone(false), 1);
    bench.order(&BoxOrder::ConnectDeskPhone(true), 1);
    // Taking the line is a relay of its own; a B2K lets nobody but the desk phone hear it.
    bench.order(&BoxOrder::Seize, 2);
    bench.order(&BoxOrder::Release, 2);
    bench.conclude();
    Ok(())
}
