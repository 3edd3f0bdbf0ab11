//! Brings up a HID telephone adapter step by step: the 8amps Maple (335e:8a01), or another by its report descriptor.
//!
//! ```text
//! cargo run --example bring_up_hid                             # a model of a Maple
//! cargo run --example bring_up_hid -- hid:335e:8a01@1-2        # a box; list_boxes says the address
//! ```
//!
//! A Maple sends a byte of state whenever the line changes: loop there, ringing now, no line plugged in, in use, polarity.
//! Ringing is told per burst (or per half wave: the driver makes one ring of them); callers are heard in its sound.
#![allow(clippy::print_stdout, reason = "a program for a person at a terminal")]

#[path = "workbench/mod.rs"]
#[allow(dead_code, reason = "every example uses its part of the bench")]
mod workbench;

use ringdesk::base::order::{BoxOrder, FarEndAction};
use ringdesk::device::hid;
use ringdesk::device::sim::boxes::hid::{Maple, MapleManner};
use workbench::{Outcome, Workbench, caller, line};

fn main() -> Outcome {
    let address = std::env::args().nth(1);
    let model = || Maple::new(line(), MapleManner::default());
    let mut bench = Workbench::open(address.as_deref(), model, hid::open)?;
    bench.shows_dialogue = true;
    bench.introduce();
    bench.step("Call this line from another phone.", 8, caller("02155501234"));
    bench.step("Answer on another phone of this line.", 3, FarEndAction::LiftDeskPhone);
    bench.step("Hang up at the far end.", 2, FarEndAction::HangUp);
    bench.step("Put that phone back.", 3, FarEndAction::ReplaceDeskPhone);
    bench.order(&BoxOrder::Seize, 3);
    bench.order(&BoxOrder::Release, 3);
    // The cable: a box that says so keeps an office from waiting for calls that cannot come.
    bench.step("Pull the telephone cable.", 3, FarEndAction::PullCable);
    bench.step("Plug it in again.", 3, FarEndAction::PlugCable);
    bench.conclude();
    Ok(())
}
