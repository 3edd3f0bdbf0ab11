//! Direct-line boxes: class requests, notifications in pieces on an interrupt pipe, sound for the kernel's audio driver.
//! Depends on `device::pstn`.

use super::{Door, Office, Pace};
use crate::scenario::{Outcome, Scenario, Told};
use ringdesk::device::sim::boxes::LineSide;
use ringdesk::device::sim::boxes::direct::{DirectModel, Make};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::{pstn, registry};

/// In order.
pub const SCENARIOS: &[Scenario] =
    &[("direct_osmocom", osmocom), ("direct_by_the_book", by_the_book)];

const PACE: Pace = Pace { ring: 150, hook: 150 };

fn osmocom() -> Outcome {
    let (driver, _) = registry::driver("direct").told("the driver")?;
    story(Make::Osmocom, Door::Program(driver))
}

fn by_the_book() -> Outcome {
    story(Make::ByTheBook, Door::Driver(pstn::open))
}

fn story(make: Make, door: Door) -> Outcome {
    let model = DirectModel::new(make, LineSide::new(SimSettings::default()));
    let mut office = Office::open(Box::new(model), door)?;
    super::is_called_and_answered(&mut office, &PACE)?;
    super::calls_and_leaves(&mut office, true)?;
    super::is_pulled_out_and_comes_back(&mut office, &PACE)?;
    super::is_closed_in_mid_call(&mut office)
}
