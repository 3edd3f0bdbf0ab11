//! Whatever happens to the program, the line is on-hook with the desk phone connected within two seconds, or at the next
//! start: for every family, by its model's own account. Invariant I8.
//!
//! What boxes do by themselves when the program is killed: a Yealink box, a direct-line box and a Maple stay off-hook
//! until the next start (or until their plug is pulled); a modem hangs up with DTR (`&D2`), which the system drops.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use ringdesk::base::clock::ManualClock;
use ringdesk::base::ids::LineId;
use ringdesk::base::order::BoxOrder;
use ringdesk::device::LineBox;
use ringdesk::device::error::DeviceError;
use ringdesk::device::link::Link;
use ringdesk::device::sim::boxes::bench::BenchTop;
use ringdesk::device::sim::boxes::direct::{DirectModel, Make};
use ringdesk::device::sim::boxes::hid::{Maple, MapleManner};
use ringdesk::device::sim::boxes::modem::{ModemModel, ModemOptions};
use ringdesk::device::sim::boxes::telbox::{Edition, Habits, Telbox};
use ringdesk::device::sim::boxes::telephone::TelephoneModel;
use ringdesk::device::sim::boxes::{BoxModel, LineSide};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::{hid, modem, pstn, telbox};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

type Open = fn(Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError>;

/// How long a box may take.
const SOON: Duration = Duration::from_secs(2);

fn line() -> LineSide {
    LineSide::new(SimSettings::default())
}

/// Every family with a line of its own.
fn families() -> Vec<(&'static str, Box<dyn BoxModel>, Open)> {
    let telbox = |edition| Box::new(Telbox::on(edition, Habits::default(), line()));
    vec![
        ("B2K", telbox(Edition::B2kFirst), telbox::open as Open),
        ("B3G", telbox(Edition::B3g { lifted: true }), telbox::open),
        ("osmocom", Box::new(DirectModel::new(Make::Osmocom, line())), pstn::open),
        ("by the book", Box::new(DirectModel::new(Make::ByTheBook, line())), pstn::open),
        ("telephone", Box::new(TelephoneModel::new(line(), 16)), pstn::open),
        ("modem", Box::new(ModemModel::new(ModemOptions::startech(), line())), modem::open),
        ("USR", Box::new(ModemModel::new(ModemOptions::usr5637(), line())), modem::open),
        ("Maple", Box::new(Maple::new(line(), MapleManner::default())), hid::open),
    ]
}

/// A box that holds the line, with the desk phone cut off where it can do that.
fn seized(top: &BenchTop, open: Open, name: &str) -> Box<dyn LineBox> {
    let mut opened = open(Box::new(top.open().unwrap())).unwrap();
    if opened.capabilities().desk_switch {
        opened.order(&BoxOrder::ConnectDeskPhone(false)).unwrap();
    }
    opened.order(&BoxOrder::Seize).unwrap();
    for _ in 0..60 {
        let _news = opened.poll(LineId(0), Duration::from_millis(50));
    }
    assert!(is_off_hook(top), "{name} does not take the line");
    opened
}

fn is_off_hook(top: &BenchTop) -> bool {
    top.with(|model, _now| model.line().is_off_hook())
}

/// On-hook with the desk phone connected, two seconds from now at the latest.
fn assert_free(top: &BenchTop, name: &str, after: &str) {
    top.clock().advance(SOON);
    top.with(|model, _now| {
        assert!(!model.line().is_off_hook(), "{name} holds the line after {after}");
        assert!(model.line().desk_is_connected(), "{name} cuts the phone off after {after}");
    });
}

#[test]
fn a_box_that_is_closed_frees_the_line() {
    for (name, model, open) in families() {
        let top = BenchTop::new(model, Arc::new(ManualClock::default()));
        drop(seized(&top, open, name));
        assert_free(&top, name, "closing");
    }
}

#[test]
fn a_thread_that_panics_frees_the_line() {
    for (name, model, open) in families() {
        let top = BenchTop::new(model, Arc::new(ManualClock::default()));
        let opened = seized(&top, open, name);
        let panicked = catch_unwind(AssertUnwindSafe(move || {
            let _held = opened;
            panic!("something broke, on purpose");
        }));
        assert!(panicked.is_err());
        assert_free(&top, name, "a panic");
    }
}

#[test]
fn a_program_that_was_killed_frees_the_line_at_its_next_start() {
    for (name, model, open) in families() {
        let top = BenchTop::new(model, Arc::new(ManualClock::default()));
        // Killed: nothing of ours runs any more, the box stays as it was.
        std::mem::forget(seized(&top, open, name));
        let opened = open(Box::new(top.open().unwrap()));
        assert!(opened.is_ok(), "{name}: {:?}", opened.err());
        assert_free(&top, name, "the next start");
    }
}

#[test]
fn a_box_that_was_unplugged_and_plugged_in_again_has_a_free_line() {
    for (name, model, open) in families() {
        let top = BenchTop::new(model, Arc::new(ManualClock::default()));
        let mut opened = seized(&top, open, name);
        top.unplug();
        for _ in 0..100 {
            let _news = opened.poll(LineId(0), Duration::from_millis(50));
        }
        drop(opened);
        top.plug();
        let opened = open(Box::new(top.open().unwrap()));
        assert!(opened.is_ok(), "{name}: {:?}", opened.err());
        assert_free(&top, name, "a replug");
    }
}
