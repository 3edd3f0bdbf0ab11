//! 24 simulated hours on a manual clock: a box of each family, its supervisor and the engine's core, with a fault every few
//! minutes and a call between them. Every call is in the log, no call that was not, the box is ready at the end, and
//! the line is on-hook with the desk phone connected whenever it should be, by the model's own account.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a test; dice"
)]

#[path = "support/noise.rs"]
mod noise;
#[path = "night/office.rs"]
mod office;
#[path = "night/plan.rs"]
mod plan;

use office::{Night, Office};
use ringdesk::device::sim::boxes::direct::{DirectModel, Make};
use ringdesk::device::sim::boxes::hid::{Maple, MapleManner};
use ringdesk::device::sim::boxes::modem::{ModemModel, ModemOptions};
use ringdesk::device::sim::boxes::telbox::{Edition, Habits, Telbox};
use ringdesk::device::sim::boxes::telephone::TelephoneModel;
use ringdesk::device::sim::boxes::{BoxModel, LineSide};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::supervisor::machine::State;
use ringdesk::device::{hid, modem, pstn, telbox};

fn night(model: Box<dyn BoxModel>, open: office::OpenBox, seed: u64) -> Night {
    let night = Office::new(model, open).work(&plan::hours(24, seed));
    assert!(night.calls >= 100, "only {} calls", night.calls);
    assert!(night.faults >= 200, "only {} faults", night.faults);
    assert!(night.lost >= 20, "the box was lost only {} times: the faults missed it", night.lost);
    assert!(night.taken * 20 <= night.calls, "faults took the only sign of {} calls", night.taken);
    assert_eq!(night.missing, Vec::<String>::new(), "calls that are not in the log");
    assert_eq!(night.ghosts, Vec::<String>::new(), "calls in the log that nobody made");
    assert_eq!(night.state, State::Ready, "{:#?}", night.history);
    night
}

fn line() -> LineSide {
    LineSide::new(SimSettings::default())
}

#[test]
fn a_telephone_box_survives_the_night() {
    let model = Telbox::on(Edition::B2kSecond, Habits::default(), line());
    night(Box::new(model), telbox::open, 1);
}

#[test]
fn a_telephone_box_with_sound_survives_the_night() {
    let model = Telbox::on(Edition::B3g { lifted: false }, Habits::default(), line());
    night(Box::new(model), telbox::open, 2);
}

#[test]
fn a_direct_line_box_survives_the_night() {
    night(Box::new(DirectModel::new(Make::Osmocom, line())), pstn::open, 3);
}

#[test]
fn a_telephone_control_box_survives_the_night() {
    night(Box::new(TelephoneModel::new(line(), 16)), pstn::open, 4);
}

#[test]
fn a_voice_modem_survives_the_night() {
    let settings = SimSettings { box_caller_id: true, ..SimSettings::default() };
    let model = ModemModel::new(ModemOptions::startech(), LineSide::new(settings));
    night(Box::new(model), modem::open, 5);
}

#[test]
fn a_maple_survives_the_night() {
    night(Box::new(Maple::new(line(), MapleManner::default())), hid::open, 6);
}
