//! Telephone-control boxes, which tell what their calls do in notifications. Depends on `device::pstn`.

use super::{Door, Office, Pace};
use crate::scenario::{Outcome, Scenario};
use ringdesk::device::pstn;
use ringdesk::device::sim::boxes::LineSide;
use ringdesk::device::sim::boxes::telephone::TelephoneModel;
use ringdesk::device::sim::settings::SimSettings;

/// In order.
pub const SCENARIOS: &[Scenario] =
    &[("telephone_packets_of_8", eight), ("telephone_packets_of_64", whole)];

const PACE: Pace = Pace { ring: 150, hook: 150 };

fn eight() -> Outcome {
    story(8)
}

fn whole() -> Outcome {
    story(64)
}

fn story(packet: u16) -> Outcome {
    let settings = SimSettings { box_caller_id: true, ..SimSettings::default() };
    let model = TelephoneModel::new(LineSide::new(settings), packet);
    let mut office = Office::open(Box::new(model), Door::Driver(pstn::open))?;
    super::is_called_and_answered(&mut office, &PACE)?;
    super::calls_and_leaves(&mut office, true)?;
    super::is_pulled_out_and_comes_back(&mut office, &PACE)?;
    super::is_closed_in_mid_call(&mut office)
}
