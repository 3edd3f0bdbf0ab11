//! The shortest test of a line. `ring_test [ADDRESS]`: a box that can ring the desk phone does so for ten seconds, and lifting
//! it is told; any other box waits half a minute for a call and says what it saw of it.
//!
//! ```text
//! cargo run --example ring_test                                  # a model telephone box
//! cargo run --example ring_test -- telbox:6993:b001@1-2          # a box; list_boxes says the address
//! ```
#![allow(clippy::print_stdout, reason = "a program for a person at a terminal")]

#[path = "workbench/mod.rs"]
#[allow(dead_code, reason = "every example uses its part of the bench")]
mod workbench;

use ringdesk::base::order::{BoxOrder, FarEndAction};
use ringdesk::base::signal::{Edge, Hook, LineSignal};
use ringdesk::device::sim::boxes::telbox::{Edition, Habits, Telbox};
use ringdesk::device::telbox;
use workbench::{Outcome, Workbench, caller, line};

fn main() -> Outcome {
    let address = std::env::args().nth(1);
    let model = || Telbox::on(Edition::B2kFirst, Habits::default(), line());
    let mut bench = Workbench::open(address.as_deref(), model, telbox::open)?;
    bench.introduce();
    if bench.claims().desk_ring {
        // A desk phone is rung from the box only while it is cut off the line.
        bench.order(&BoxOrder::ConnectDeskPhone(false), 1);
        bench.order(&BoxOrder::RingDeskPhone(true), 6);
        bench.step("The desk phone rings: lift it.", 4, FarEndAction::LiftDeskPhone);
        bench.order(&BoxOrder::RingDeskPhone(false), 1);
        bench.step("Put it back.", 4, FarEndAction::ReplaceDeskPhone);
        bench.order(&BoxOrder::ConnectDeskPhone(true), 1);
        let lifted = bench.seen().contains(&LineSignal::Hook(Hook::Off));
        println!("\n{}", if lifted { "Lifting was seen." } else { "Lifting was not seen." });
    } else {
        println!("\nThis box cannot ring the desk phone, so the line has to.");
    }
    bench.step("Call this line from another phone.", 30, caller("13812345678"));
    let rings = bench.seen().iter().filter(|signal| **signal == LineSignal::Ring(Edge::Begin));
    println!("\nBursts of ringing seen: {}.", rings.count());
    bench.conclude();
    Ok(())
}
