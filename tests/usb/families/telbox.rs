//! Yealink telephone boxes: HID reports by SET_REPORT, replies on an interrupt pipe, held by the kernel's HID driver until
//! we claim it. Depends on `device::telbox`.

use super::{Door, Office, Pace};
use crate::scenario::{Outcome, Scenario, Told, check};
use ringdesk::base::order::FarEndAction;
use ringdesk::base::signal::LineSignal;
use ringdesk::device::error::DeviceError;
use ringdesk::device::link::Link;
use ringdesk::device::sim::boxes::telbox::{Edition, Habits, Telbox};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::telbox::{self, calibration::Calibration};
use ringdesk::device::{LineBox, registry};

/// In order.
pub const SCENARIOS: &[Scenario] = &[
    ("telbox_b2k", b2k),
    ("telbox_b2k_second", b2k_second),
    ("telbox_b3g", b3g),
    ("telbox_b3g_calibrated", b3g_calibrated),
];

const PACE: Pace = Pace { ring: 150, hook: 500 };

fn program() -> Result<Door, String> {
    let (driver, _) = registry::driver("telbox").told("the driver")?;
    Ok(Door::Program(driver))
}

fn b2k() -> Outcome {
    story(Edition::B2kFirst, program()?)
}

fn b2k_second() -> Outcome {
    story(Edition::B2kSecond, program()?)
}

fn b3g() -> Outcome {
    story(Edition::B3g { lifted: false }, program()?)
}

fn b3g_calibrated() -> Outcome {
    fn open(link: Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError> {
        let calibration = Calibration { lifted_is_one: Some(true) };
        telbox::open_with(link, calibration).map(|telbox| Box::new(telbox) as Box<dyn LineBox>)
    }
    story(Edition::B3g { lifted: true }, Door::Driver(open))
}

fn story(edition: Edition, door: Door) -> Outcome {
    let model = Telbox::new(edition, Habits::default(), SimSettings::default());
    let desk = model.desk();
    let mut office = Office::open(Box::new(model), door)?;
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
    super::calls_and_leaves(&mut office, false)?;
    super::is_pulled_out_and_comes_back(&mut office, &PACE)?;
    super::is_closed_in_mid_call(&mut office)
}
