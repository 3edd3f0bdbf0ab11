//! Prints everything that a box tells, in our words and, indented, in its own: what to send along with a question about a box
//! that does not work. `dump_events [ADDRESS [SECONDS]]`; a minute unless said otherwise, Ctrl-C ends it.
//!
//! ```text
//! cargo run --example dump_events                                  # a model modem that is called
//! cargo run --example dump_events -- modem:0572:1349@1-2.3 600     # ten minutes of a box; list_boxes says the address
//! ```
#![allow(clippy::print_stdout, reason = "a program for a person at a terminal")]

#[path = "workbench/mod.rs"]
#[allow(dead_code, reason = "every example uses its part of the bench")]
mod workbench;

use ringdesk::base::order::{BoxOrder, FarEndAction};
use ringdesk::device::modem;
use ringdesk::device::sim::boxes::modem::{ModemModel, ModemOptions};
use workbench::{Outcome, Workbench, caller, line};

fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next();
    let seconds: u64 = arguments.next().map_or(Ok(60), |text| text.parse())?;
    let model = || ModemModel::new(ModemOptions::generic(), line());
    let mut bench = Workbench::open(address.as_deref(), model, modem::open)?;
    bench.shows_dialogue = true;
    bench.introduce();
    // What it knows already, so that the dump begins with a state.
    bench.order(&BoxOrder::ReportStatus, 1);
    if bench.is_model() {
        bench.step("Somebody calls.", 8, caller("13812345678"));
        bench.step("Somebody answers.", 4, FarEndAction::LiftDeskPhone);
        bench.step("They hang up.", 4, FarEndAction::ReplaceDeskPhone);
    } else {
        println!("\nCall, lift, dial: for {seconds} seconds everything is printed.");
        bench.watch(seconds);
    }
    bench.conclude();
    Ok(())
}
