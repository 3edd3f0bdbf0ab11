//! Brings up a voice modem (Conexant CX93001/CX93010, USRobotics USR5637, any with ITU-T V.253) step by step.
//!
//! ```text
//! cargo run --example bring_up_modem                             # a model
//! cargo run --example bring_up_modem -- modem:0572:1349@1-2.3    # a box; list_boxes says the address
//! cargo run --example bring_up_modem -- modem:/dev/ttyACM0       # by the name of its port
//! ```
//!
//! A good modem answers `AT` within a second, names its voice codings (`+VSM=?`) and its analogue places (`+VLS=?`), and
//! tells RING, NMBR and, while a voice call goes on, events in pairs of bytes that begin with DLE. Every line of that
//! dialogue is printed (`->` we said it, `<-` the modem did), so that it can be compared with one that does not work.
//! The usual trouble: no caller ID, because the modem does not know the country's standard or nobody ordered the service.
#![allow(clippy::print_stdout, reason = "a program for a person at a terminal")]

#[path = "workbench/mod.rs"]
#[allow(dead_code, reason = "every example uses its part of the bench")]
mod workbench;

use ringdesk::base::order::{BoxOrder, FarEndAction};
use ringdesk::device::modem;
use ringdesk::device::sim::boxes::modem::{ModemModel, ModemOptions};
use workbench::{Outcome, Workbench, caller, line};

fn main() -> Outcome {
    let address = std::env::args().nth(1);
    let model = || ModemModel::new(ModemOptions::generic(), line());
    let mut bench = Workbench::open(address.as_deref(), model, modem::open)?;
    bench.shows_dialogue = true;
    bench.introduce();
    // RING comes with each burst of ringing, the caller between the first two.
    bench.step("Call this line from another phone.", 12, caller("13812345678"));
    // A modem with an extension-pickup circuit notices the desk phone; most tell by an event (DLE h, DLE H or DLE P, DLE p).
    bench.step("Answer on the desk phone.", 4, FarEndAction::LiftDeskPhone);
    bench.step("Hang up at the far end.", 2, FarEndAction::HangUp);
    bench.step("Put the desk phone back.", 4, FarEndAction::ReplaceDeskPhone);
    // A call of our own. Nobody is called: the line is taken, one digit stops the dial tone, and it is left again.
    bench.order(&BoxOrder::Seize, 3);
    bench.order(&BoxOrder::Dial("1".to_owned()), 3);
    bench.order(&BoxOrder::Release, 3);
    bench.conclude();
    Ok(())
}
