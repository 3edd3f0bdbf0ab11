//! Yealink telephone boxes: HID reports by SET_REPORT, replies on an interrupt pipe, held by the kernel's HID driver until
//! we claim it. Depends on `device::telbox`.

use super::{Door, Office, Pace};
use crate::scenario::{Outcome, Scenario, check};
use ringdesk::base::order::FarEndAction;
use ringdesk::base::signal::LineSignal;
use ringdesk::device::UsbId;
use ringdesk::device::family::{FamilyDriver, Wire, ids};
use ringdesk::device::known::Family;
use ringdesk::device::sim::boxes::telbox::{Edition, Habits, Telbox};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::telbox;

/// In order.
pub const SCENARIOS: &[Scenario] =
    &[("telbox_b2k", b2k), ("telbox_b2k_second", b2k_second), ("telbox_b3g", b3g)];

const IDS: [UsbId; 1] = ids(Family::Telbox);
const DOOR: Door = Door::Program(FamilyDriver {
    name: "telbox",
    family: Some(Family::Telbox),
    wire: Wire::Usb,
    ids: &IDS,
    open: telbox::open,
});
const PACE: Pace = Pace { ring: 150, hook: 500 };

fn b2k() -> Outcome {
    story(Edition::B2kFirst)
}

fn b2k_second() -> Outcome {
    story(Edition::B2kSecond)
}

fn b3g() -> Outcome {
    story(Edition::B3g { lifted: true })
}

fn story(edition: Edition) -> Outcome {
    let model = Telbox::new(edition, Habits::default(), SimSettings::default());
    let desk = model.desk();
    let mut office = Office::open(Box::new(model), DOOR)?;
    super::is_called_and_answered(&mut office, &PACE)?;
    office.act(FarEndAction::LiftDeskPhone)?;
    office.listens(1_500)?;
    desk.press("5551");
    let told = office.listens(2_500)?;
    let digit = |one: &LineSignal| match one {
        LineSignal::Digit { digit, .. } => Some(*digit),
        _ => None,
    };
    let digits: String = told.iter().filter_map(digit).collect();
    check(digits == "5551", || format!("keys at the desk: {digits:?} of 5551; {told:?}"))?;
    office.act(FarEndAction::ReplaceDeskPhone)?;
    office.listens(1_500)?;
    super::calls_and_leaves(&mut office)?;
    super::is_pulled_out_and_comes_back(&mut office, &PACE)?;
    super::is_closed_in_mid_call(&mut office)
}
