//! Anything that people, exchanges, wires and plugs can do, in any order. May depend on `base`.

use super::told;
use crate::base::caller_id::{Format, Standard};
use crate::base::clock::ManualClock;
use crate::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use crate::base::signal::{Edge, LineSignal};
use crate::device::hid::open;
use crate::device::sim::boxes::bench::{BenchTop, Fault};
use crate::device::sim::boxes::hid::{Headset, Manner, Maple, MapleManner};
use crate::device::sim::boxes::{BoxModel, LineSide};
use crate::device::sim::settings::SimSettings;
use proptest::prelude::*;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, Clone)]
enum Event {
    Order(BoxOrder),
    Act(FarEndAction),
    Fault(u64, Fault),
}

fn caller() -> SimulatedCaller {
    SimulatedCaller {
        number: "5550100".to_owned(),
        name: String::new(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment: BurstMoment::Never,
    }
}

fn events() -> impl Strategy<Value = Event> {
    let orders = prop::sample::select(vec![
        BoxOrder::Seize,
        BoxOrder::Release,
        BoxOrder::Flash,
        BoxOrder::RingDeskPhone(true),
        BoxOrder::RingDeskPhone(false),
        BoxOrder::ReportStatus,
    ]);
    let acts = prop::sample::select(vec![
        FarEndAction::Ring(caller()),
        FarEndAction::HangUp,
        FarEndAction::LiftDeskPhone,
        FarEndAction::ReplaceDeskPhone,
        FarEndAction::PullCable,
        FarEndAction::PlugCable,
    ]);
    let faults = prop::sample::select(vec![
        Fault::Unplug,
        Fault::Stall,
        Fault::Nak(Duration::from_secs(1)),
        Fault::Shred,
        Fault::Merge,
        Fault::Garbage(vec![0, 0xff]),
        Fault::Reset,
        Fault::Lose,
    ]);
    prop_oneof![
        orders.prop_map(Event::Order),
        acts.prop_map(Event::Act),
        (0_u64..4, faults).prop_map(|(ahead, fault)| Event::Fault(ahead, fault)),
    ]
}

fn model(number: usize) -> Box<dyn BoxModel> {
    let line = LineSide::new(SimSettings::default());
    let usual = MapleManner::default();
    let repeats = Some(Duration::from_millis(30));
    match number {
        0 => Box::new(Maple::new(line, usual)),
        1 => Box::new(Maple::new(line, MapleManner { half_waves: true, repeats, ..usual })),
        2 => Box::new(Headset::new(line, Manner { line: true, ..Manner::default() }).0),
        _ => Box::new(
            Headset::new(
                line,
                Manner { line: true, ids: true, out_pipe: true, echo: true, ..Manner::default() },
            )
            .0,
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_happens_a_box_is_lost_once_and_the_line_is_free_at_the_end(
        number in 0_usize..4,
        events in prop::collection::vec((events(), 0_u64..3_000), 0..14),
    ) {
        let top = BenchTop::new(model(number), Arc::new(ManualClock::default()));
        let mut line_box = open(Box::new(top.open().unwrap())).unwrap();
        let mut heard = Vec::new();
        for (event, time) in events {
            // Much of this makes no sense at its moment, and is refused.
            match event {
                Event::Order(order) => drop(line_box.order(&order)),
                Event::Act(act) => drop(top.with(|model, now| model.line().act(act, now))),
                Event::Fault(ahead, fault) => top.fault(ahead, fault),
            }
            heard.extend(told(&top, line_box.as_mut(), time));
        }
        // The faults that still wait meet something.
        heard.extend(told(&top, line_box.as_mut(), 40_000));
        let lost = heard.iter().filter(|s| **s == LineSignal::BoxLost(Edge::Begin)).count();
        prop_assert!(lost <= 1, "{heard:?}");
        drop(line_box);
        // As a supervisor does: open it again until it stays.
        let mut lines = Vec::new();
        for _ in 0..20 {
            top.plug();
            lines.clear();
            lines.extend(open(Box::new(top.open().unwrap())).ok());
            let Some(line_box) = lines.first_mut() else { continue };
            let heard = told(&top, line_box.as_mut(), 3_000);
            if !heard.contains(&LineSignal::BoxLost(Edge::Begin)) {
                break;
            }
        }
        prop_assert!(!lines.is_empty());
        prop_assert!(!top.with(|model, _| model.line().is_off_hook()));
        prop_assert!(top.with(|model, _| model.line().desk_is_connected()));
    }
}
