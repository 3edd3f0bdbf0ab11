//! HID telephony: the Maple and whatever describes itself, held by the kernel's HID driver until we claim it.
//! Depends on `device::hid`.

use super::{Door, Office, Pace};
use crate::latency::{MOST, tell};
use crate::scenario::{Outcome, Scenario, Told, check};
use ringdesk::base::order::BoxOrder;
use ringdesk::base::signal::{Button, Edge, LineSignal};
use ringdesk::device::sim::boxes::LineSide;
use ringdesk::device::sim::boxes::hid::{Headset, Manner, Maple, MapleManner};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::{hid, registry};
use std::time::Duration;

/// In order.
pub const SCENARIOS: &[Scenario] = &[
    ("hid_maple", maple),
    ("hid_maple_of_few_words", maple_of_few_words),
    ("hid_headset", headset),
    ("latency_of_a_driver", latency_of_a_driver),
    ("hid_headset_with_an_out_pipe", headset_with_an_out_pipe),
];

const PACE: Pace = Pace { ring: 200, hook: 600 };

const REDIAL: u8 = 0x24;
const SEVEN: u8 = 0xb7;
const LED_RING: u8 = 0x18;

fn line() -> LineSide {
    LineSide::new(SimSettings::default())
}

fn maple() -> Outcome {
    maple_story(MapleManner::default())
}

/// Its ring flag follows the half-waves, and it says nothing unless it must.
fn maple_of_few_words() -> Outcome {
    let usual = MapleManner::default();
    maple_story(MapleManner { half_waves: true, greets: false, answers: false, ..usual })
}

fn maple_story(manner: MapleManner) -> Outcome {
    let (driver, _) = registry::driver("hid").told("the driver")?;
    let mut office = Office::open(Box::new(Maple::new(line(), manner)), Door::Program(driver))?;
    super::is_called_and_answered(&mut office, &PACE)?;
    super::calls_and_leaves(&mut office, false)?;
    super::is_pulled_out_and_comes_back(&mut office, &PACE)?;
    super::is_closed_in_mid_call(&mut office)
}

fn headset() -> Outcome {
    headset_story(Manner::default())
}

fn headset_with_an_out_pipe() -> Outcome {
    headset_story(Manner { ids: true, array: true, out_pipe: true, ..Manner::default() })
}

fn headset_story(manner: Manner) -> Outcome {
    let (model, hands) = Headset::new(line(), manner);
    let mut office = Office::open(Box::new(model), Door::Driver(hid::open))?;
    for round in 0..2 {
        hands.key(REDIAL, true);
        let redial = |one: &LineSignal| *one == LineSignal::Button(Button::Redial);
        office.hears(300, redial, "the redial key")?;
        hands.key(REDIAL, false);
        hands.key(SEVEN, true);
        office.listens(120)?;
        hands.key(SEVEN, false);
        let seven = |one: &LineSignal| matches!(one, LineSignal::Digit { digit: '7', .. });
        office.hears(300, seven, "the key 7")?;
        office.order(&BoxOrder::RingDeskPhone(true))?;
        office.listens(100)?;
        check(hands.lamp(LED_RING), || "its ring lamp stays dark".to_owned())?;
        office.order(&BoxOrder::RingDeskPhone(false))?;
        if round == 0 {
            office.stage.unplug();
            let lost = |one: &LineSignal| *one == LineSignal::BoxLost(Edge::Begin);
            office.hears(200, lost, "the loss")?;
            office.stage.plug()?;
            office.reopen()?;
        }
    }
    Ok(())
}

/// From a key of the headset to its report, and to the lamp that is lit because of it.
fn latency_of_a_driver() -> Outcome {
    let manner = Manner { out_pipe: true, ..Manner::default() };
    let (model, hands) = Headset::new(line(), manner);
    let mut office = Office::open(Box::new(model), Door::Driver(hid::open))?;
    let (mut told, mut lit) = (Vec::new(), Vec::new());
    for round in 0..100 {
        let on = round % 2 == 0;
        let pressed = office.stage.now();
        office.stage.with(|_, _| hands.key(REDIAL, true));
        let redial = |one: &LineSignal| *one == LineSignal::Button(Button::Redial);
        office.hears(300, redial, "the redial key")?;
        told.push(office.stage.now().saturating_sub(pressed));
        office.order(&BoxOrder::RingDeskPhone(on))?;
        while hands.lamp(LED_RING) != on {
            office.listens(1)?;
            let waited = office.stage.now().saturating_sub(pressed);
            check(waited < Duration::from_secs(1), || "its ring lamp does not obey".to_owned())?;
        }
        lit.push(office.stage.now().saturating_sub(pressed));
        office.stage.with(|_, _| hands.key(REDIAL, false));
        // A key that comes back at once is taken for one that bounces.
        office.listens(120)?;
    }
    let told = tell("key to the driver's report", told);
    let lit = tell("key to the lamp lit because of it", lit);
    check(told < MOST && lit < 2 * MOST, || "the driver is too slow".to_owned())
}
