//! Brings up a caller-ID receiver behind a serial port step by step: one that hands on the bytes of the bursts (CTI Comet,
//! I-DEM, modules with an HT9032), or one that sends records of text (Whozz Calling?).
//!
//! ```text
//! cargo run --example bring_up_receiver                             # models of both kinds
//! cargo run --example bring_up_receiver -- receiver:/dev/ttyUSB0    # bytes, 1200 bit/s
//! cargo run --example bring_up_receiver -- whozz:/dev/ttyUSB0       # records, 9600 bit/s
//! ```
//!
//! Receivers only listen. Which of the two kinds it is nobody can ask: with the wrong one the bytes are counted as not
//! understood, and the dialogue (`<-`) shows what they look like. Without the caller-ID service of the exchange, nothing
//! comes at all.
#![allow(clippy::print_stdout, reason = "a program for a person at a terminal")]

#[path = "workbench/mod.rs"]
#[allow(dead_code, reason = "every example uses its part of the bench")]
mod workbench;

use ringdesk::base::order::FarEndAction;
use ringdesk::device::receiver;
use ringdesk::device::sim::boxes::receiver::{Receiver, ReceiverModel, ReceiverOptions};
use workbench::{Open, Outcome, Workbench, caller, line};

fn main() -> Outcome {
    let address = std::env::args().nth(1);
    let kinds: [(Receiver, Open); 2] =
        [(Receiver::Comet, receiver::open_raw), (Receiver::Whozz, receiver::open_whozz)];
    // A real receiver is one of the two, and its address says which.
    let count = if address.is_some() { 1 } else { kinds.len() };
    for (kind, open) in kinds.into_iter().take(count) {
        let model = || ReceiverModel::new(ReceiverOptions::new(kind), line());
        let mut bench = Workbench::open(address.as_deref(), model, open)?;
        bench.shows_dialogue = true;
        bench.introduce();
        bench.step(
            "Call this line from another phone and let it ring twice.",
            12,
            caller("7702637111"),
        );
        bench.step("Hang up at the far end.", 4, FarEndAction::HangUp);
        // A receiver with a hook detector tells the desk phone, too.
        bench.step("Lift the desk phone.", 3, FarEndAction::LiftDeskPhone);
        bench.step("Put it back.", 3, FarEndAction::ReplaceDeskPhone);
        bench.conclude();
    }
    Ok(())
}
