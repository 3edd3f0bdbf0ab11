//! Brings up an interface of the USB communication class with direct line control (osmocom's "AMR modem interface",
//! 1d50:6175), step by step. USB CDC PSTN 1.2.
//!
//! ```text
//! cargo run --example bring_up_direct                             # a model
//! cargo run --example bring_up_direct -- direct:1d50:6175@1-2     # a box; list_boxes says the address
//! ```
//!
//! A good box tells RING_DETECT and the caller by notifications on its interrupt pipe and takes SET_HOOK_STATE. Its sound
//! is an ordinary USB sound card: the program joins the two, this example only drives the line.
#![allow(clippy::print_stdout, reason = "a program for a person at a terminal")]

#[path = "workbench/mod.rs"]
#[allow(dead_code, reason = "every example uses its part of the bench")]
mod workbench;

use ringdesk::base::order::{BoxOrder, FarEndAction};
use ringdesk::device::pstn;
use ringdesk::device::sim::boxes::direct::{DirectModel, Make};
use workbench::{Outcome, Workbench, caller, line};

fn main() -> Outcome {
    let address = std::env::args().nth(1);
    // `Make::Osmocom` is the box one can buy; `Make::ByTheBook` does all that the standard asks for.
    let model = || DirectModel::new(Make::Osmocom, line());
    let mut bench = Workbench::open(address.as_deref(), model, pstn::open)?;
    bench.shows_dialogue = true;
    bench.introduce();
    bench.step("Call this line from another phone.", 12, caller("02155501234"));
    // Whether a lifted desk phone is told differs: the box above claims it and never tells.
    bench.step("Answer on the desk phone.", 4, FarEndAction::LiftDeskPhone);
    bench.step("Hang up at the far end.", 2, FarEndAction::HangUp);
    bench.step("Put the desk phone back.", 3, FarEndAction::ReplaceDeskPhone);
    // The hook relay clicks twice; between the clicks there is dial tone on the sound card.
    bench.order(&BoxOrder::Seize, 3);
    bench.order(&BoxOrder::Flash, 3);
    bench.order(&BoxOrder::Release, 3);
    bench.conclude();
    Ok(())
}
