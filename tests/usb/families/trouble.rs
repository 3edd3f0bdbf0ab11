//! What only a real system shows of a driver in trouble: a program that dies with the line in its hand, a modem whose
//! firmware hangs until its port is reset. Depends on `device`.

use super::{Door, Office, Pace};
use crate::other;
use crate::scenario::{Outcome, Scenario, Told, check, same};
use crate::stage::Stage;
use ringdesk::base::clock::SystemClock;
use ringdesk::base::order::BoxOrder;
use ringdesk::base::signal::{Edge, LineSignal};
use ringdesk::device::registry;
use ringdesk::device::sim::boxes::LineSide;
use ringdesk::device::sim::boxes::modem::{ModemModel, ModemOptions, Wedge};
use ringdesk::device::sim::boxes::telbox::{Edition, Habits, Telbox};
use ringdesk::device::sim::settings::SimSettings;
use std::sync::Arc;

/// In order.
pub const SCENARIOS: &[Scenario] = &[
    ("trouble_the_program_dies_with_the_line", the_program_dies_with_the_line),
    ("trouble_a_modem_hangs_until_it_is_reset", a_modem_hangs_until_it_is_reset),
];

fn the_program_dies_with_the_line() -> Outcome {
    let telbox = Telbox::new(Edition::B2kFirst, Habits::default(), SimSettings::default());
    let stage = Stage::new(Box::new(telbox), Arc::new(SystemClock::new()))?;
    same("the other program", &other::ask("die", stage.place(), false)?.as_str(), &"taken")?;
    let line = stage.with(|model, _| {
        let line = model.line();
        (line.is_off_hook(), line.desk_is_connected())
    });
    same("off-hook and desk phone after its death", &line, &(true, false))?;
    let (driver, _) = registry::driver("telbox").told("the driver")?;
    let mut office = Office::around(stage, Door::Program(driver))?;
    super::is_called_and_answered(&mut office, &Pace { ring: 150, hook: 500 })
}

fn a_modem_hangs_until_it_is_reset() -> Outcome {
    let settings = SimSettings { box_caller_id: true, ..SimSettings::default() };
    let options = ModemOptions { wedge: Wedge::AfterLines(60), ..ModemOptions::startech() };
    let model = ModemModel::new(options, LineSide::new(settings));
    let mut office = Office::open(Box::new(model), Door::Program(&super::modem::ON_USB))?;
    let is_loss = |one: &LineSignal| *one == LineSignal::BoxLost(Edge::Begin);
    let mut lost = false;
    for _ in 0..60 {
        // It may refuse at the moment in which it hangs.
        let _answer = office.line_box()?.order(&BoxOrder::Seize);
        lost = office.listens(1_000)?.iter().any(is_loss);
        let _answer = office.line_box()?.order(&BoxOrder::Release);
        lost = lost || office.listens(1_000)?.iter().any(is_loss);
        if lost {
            break;
        }
    }
    check(lost, || "nobody noticed that it hangs".to_owned())?;
    let hung = office.stage.now();
    let back = |one: &LineSignal| *one == LineSignal::BoxLost(Edge::End);
    office.hears(120_000, back, "the return")?;
    let taken = office.stage.now().saturating_sub(hung);
    println!("   a hung modem is back after {:.1} s", taken.as_secs_f64());
    let supervision = office.line_box()?.diagnosis().supervision.told("its history")?;
    check(supervision.history.len() > 3, || format!("{supervision:?}"))?;
    same("at rest", &office.line(|line| line.is_off_hook()), &false)
}
