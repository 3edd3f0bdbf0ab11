//! A Maple and its line on the bench. May depend on `base`.

use super::{ms, reports, told};
use crate::base::caller_id::{Format, Standard};
use crate::base::clock::ManualClock;
use crate::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use crate::base::signal::{Edge, Hook, LineSignal, Refusal};
use crate::device::LineBox;
use crate::device::error::DeviceErrorKind;
use crate::device::hid::open;
use crate::device::sim::boxes::LineSide;
use crate::device::sim::boxes::bench::{BenchTop, Fault};
use crate::device::sim::boxes::hid::{Maple, MapleManner};
use crate::device::sim::settings::SimSettings;
use std::sync::Arc;
use std::time::Duration;

fn bench(manner: MapleManner) -> BenchTop {
    let line = LineSide::new(SimSettings::default());
    BenchTop::new(Box::new(Maple::new(line, manner)), Arc::new(ManualClock::default()))
}

fn opened(top: &BenchTop) -> Box<dyn LineBox> {
    open(Box::new(top.open().unwrap())).unwrap()
}

fn act(top: &BenchTop, action: FarEndAction) {
    top.with(|model, now| model.line().act(action, now)).unwrap();
}

fn is_off_hook(top: &BenchTop) -> bool {
    top.with(|model, _| model.line().is_off_hook())
}

fn caller() -> FarEndAction {
    FarEndAction::Ring(SimulatedCaller {
        number: "5550100".to_owned(),
        name: String::new(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment: BurstMoment::Never,
    })
}

const BEGIN: LineSignal = LineSignal::Ring(Edge::Begin);
const END: LineSignal = LineSignal::Ring(Edge::End);

fn manners() -> [MapleManner; 4] {
    let usual = MapleManner::default();
    [
        usual,
        MapleManner { half_waves: true, odd_in_use: false, ..usual },
        MapleManner { greets: false, repeats: Some(ms(50)), ..usual },
        MapleManner { greets: false, answers: false, ..usual },
    ]
}

#[test]
fn every_burst_is_one_ring_however_the_flag_moves_and_the_desk_phone_answers() {
    for manner in manners() {
        let top = bench(manner);
        let mut maple = opened(&top);
        assert_eq!(told(&top, maple.as_mut(), 500), [], "{manner:?}");
        act(&top, caller());
        let rung = reports(&top, maple.as_mut(), 7_000);
        let signals: Vec<_> = rung.iter().map(|report| report.signal.clone()).collect();
        assert_eq!(signals, [BEGIN, END, BEGIN, END], "{manner:?}");
        let lasted = rung[1].at.saturating_sub(rung[0].at);
        assert!((ms(900)..ms(1_100)).contains(&lasted), "{manner:?} {lasted:?}");
        act(&top, FarEndAction::LiftDeskPhone);
        assert_eq!(told(&top, maple.as_mut(), 1_000), [LineSignal::Hook(Hook::Off)], "{manner:?}");
        act(&top, FarEndAction::ReplaceDeskPhone);
        assert_eq!(told(&top, maple.as_mut(), 1_000), [LineSignal::Hook(Hook::On)], "{manner:?}");
    }
}

#[test]
fn a_called_party_that_answers_is_told_by_the_polarity_with_its_grounds() {
    let top = bench(MapleManner::default());
    let mut maple = opened(&top);
    maple.order(&BoxOrder::Seize).unwrap();
    assert!(is_off_hook(&top));
    assert_eq!(told(&top, maple.as_mut(), 2_000), [], "our own hook is not the desk phone's");
    top.with(|model, now| model.line().dial("5550100", now)).unwrap();
    told(&top, maple.as_mut(), 6_000);
    act(&top, FarEndAction::Answer);
    let answered = reports(&top, maple.as_mut(), 1_000);
    let [answered] = answered.as_slice() else { panic!("{answered:?}") };
    assert_eq!(answered.signal, LineSignal::PolarityReversed);
    assert_eq!(answered.evidence.note, "tip and ring swapped");
    act(&top, FarEndAction::HangUp);
    assert_eq!(told(&top, maple.as_mut(), 1_000), [LineSignal::PolarityReversed]);
    maple.order(&BoxOrder::Release).unwrap();
    assert!(!is_off_hook(&top));
    assert_eq!(told(&top, maple.as_mut(), 1_000), []);
}

#[test]
fn the_line_is_not_taken_while_none_is_plugged_in() {
    let top = bench(MapleManner::default());
    let mut maple = opened(&top);
    act(&top, FarEndAction::PullCable);
    told(&top, maple.as_mut(), 200);
    assert_eq!(maple.order(&BoxOrder::Seize), Err(Refusal::WrongState));
    assert!(!is_off_hook(&top));
    let diagnosis = maple.diagnosis();
    assert_eq!(diagnosis.findings, ["No telephone line is plugged into the box."]);
    act(&top, FarEndAction::PlugCable);
    told(&top, maple.as_mut(), 200);
    assert_eq!(maple.order(&BoxOrder::Seize), Ok(()));
    told(&top, maple.as_mut(), 1_000);
    act(&top, FarEndAction::PullCable);
    assert_eq!(told(&top, maple.as_mut(), 500), [LineSignal::LoopBreak]);
}

#[test]
fn a_flash_opens_the_loop_for_a_moment_and_the_call_goes_on() {
    let top = bench(MapleManner::default());
    let mut maple = opened(&top);
    assert_eq!(maple.order(&BoxOrder::Flash), Err(Refusal::WrongState));
    maple.order(&BoxOrder::Seize).unwrap();
    told(&top, maple.as_mut(), 1_000);
    maple.order(&BoxOrder::Flash).unwrap();
    assert_eq!(told(&top, maple.as_mut(), 1_000), []);
    let turns = top.with(|model, _| model.line().turns().to_vec());
    let hooks: Vec<bool> = turns.iter().map(|turn| turn.off_hook).collect();
    assert_eq!(hooks, [true, false, true]);
    let open_for = turns[2].at.saturating_sub(turns[1].at);
    assert!((ms(250)..ms(400)).contains(&open_for), "{open_for:?}");
}

#[test]
fn what_it_cannot_do_is_refused_and_what_it_is_can_be_read() {
    let top = bench(MapleManner::default());
    let mut maple = opened(&top);
    for order in
        [BoxOrder::Dial("1".to_owned()), BoxOrder::RingDeskPhone(true), BoxOrder::Listen(true)]
    {
        assert_eq!(maple.order(&order), Err(Refusal::Unsupported));
    }
    let facts = maple.diagnosis().facts;
    let fact = |name: &str| facts.iter().find(|row| row.0 == name).map(|row| row.1.as_str());
    assert_eq!(fact("Firmware"), Some("1.4.2"));
    assert_eq!(fact("Line"), Some("free"));
    assert_eq!(maple.name(), "ASI Telephone");
}

#[test]
fn pulling_the_plug_in_a_call_is_told_once_and_the_box_works_again_afterwards() {
    let top = bench(MapleManner::default());
    let mut maple = opened(&top);
    act(&top, caller());
    told(&top, maple.as_mut(), 500);
    top.unplug();
    assert_eq!(told(&top, maple.as_mut(), 500), [END, LineSignal::BoxLost(Edge::Begin)]);
    assert_eq!(told(&top, maple.as_mut(), 500), []);
    assert_eq!(maple.order(&BoxOrder::Release), Err(Refusal::Gone));
    top.plug();
    drop(maple);
    let mut maple = opened(&top);
    told(&top, maple.as_mut(), 500);
    maple.order(&BoxOrder::Seize).unwrap();
    assert!(is_off_hook(&top));
    drop(maple);
    assert!(!is_off_hook(&top), "a closed box leaves the line");
}

#[test]
fn a_box_that_loses_orders_or_itself_learns_them_again() {
    for fault in [Fault::Lose, Fault::Stall, Fault::Nak(Duration::from_secs(1)), Fault::Reset] {
        let top = bench(MapleManner::default());
        let mut maple = opened(&top);
        maple.order(&BoxOrder::Seize).unwrap();
        told(&top, maple.as_mut(), 700);
        top.fault(0, fault.clone());
        // Refused or not: the line is left.
        let _refused = maple.order(&BoxOrder::Release);
        told(&top, maple.as_mut(), 3_000);
        assert!(!is_off_hook(&top), "{fault:?}");
        act(&top, caller());
        let rung = told(&top, maple.as_mut(), 3_000);
        assert_eq!(rung, [BEGIN, END], "{fault:?}");
    }
}

#[test]
fn damage_on_the_way_in_makes_no_ring_that_does_not_end() {
    for fault in [Fault::Lose, Fault::Shred, Fault::Merge, Fault::Garbage(vec![7]), Fault::Stall] {
        for ahead in 0..4 {
            let top = bench(MapleManner::default());
            let mut maple = opened(&top);
            act(&top, caller());
            top.fault(ahead, fault.clone());
            let mut heard = told(&top, maple.as_mut(), 3_000);
            act(&top, FarEndAction::HangUp);
            heard.extend(told(&top, maple.as_mut(), 10_000));
            let begins = heard.iter().filter(|signal| **signal == BEGIN).count();
            let ends = heard.iter().filter(|signal| **signal == END).count();
            assert_eq!(begins, ends, "{fault:?} {ahead}: {heard:?}");
        }
    }
}

#[test]
fn wherever_the_plug_is_pulled_nothing_breaks_and_the_line_is_free_afterwards() {
    for ahead in 0..20 {
        let top = bench(MapleManner::default());
        top.fault(ahead, Fault::Unplug);
        let link = top.open().unwrap();
        match open(Box::new(link)) {
            Err(error) => assert_eq!(error.kind, DeviceErrorKind::Gone, "{ahead}"),
            Ok(mut maple) => {
                top.with(|model, now| model.line().act(caller(), now)).unwrap();
                let mut heard = told(&top, maple.as_mut(), 6_000);
                let _may_be_gone = maple.order(&BoxOrder::Seize);
                heard.extend(told(&top, maple.as_mut(), 20_000));
                let lost = heard.iter().filter(|s| matches!(s, LineSignal::BoxLost(_))).count();
                assert_eq!(lost, 1, "{ahead}: {heard:?}");
            }
        }
        top.plug();
        drop(opened(&top));
        assert!(!is_off_hook(&top), "{ahead}");
        assert!(top.with(|model, _| model.line().desk_is_connected()));
    }
}
