//! What goes wrong on the wire: nothing of it may panic, and the line must be free in the end.

use super::{Desk, caller, ms};
use crate::base::order::{BoxOrder, BurstMoment, FarEndAction};
use crate::base::signal::{Edge, LineSignal, Refusal};
use crate::device::pstn;
use crate::device::sim::boxes::LineSide;
use crate::device::sim::boxes::bench::Fault;
use crate::device::sim::boxes::direct::Make;

const LOST: LineSignal = LineSignal::BoxLost(Edge::Begin);

fn desks() -> [fn() -> Desk; 3] {
    [|| Desk::direct(Make::Osmocom), || Desk::direct(Make::ByTheBook), || Desk::telephone(8)]
}

/// A call comes in and is not answered, then one goes out.
fn day(desk: &mut Desk) -> Vec<LineSignal> {
    desk.top.with(|model, now| {
        let _busy = model.line().act(caller("5550100", BurstMoment::BetweenRings), now);
    });
    let mut heard = desk.hears(ms(7_000));
    desk.top.with(|model, now| {
        let _gone = model.line().act(FarEndAction::HangUp, now);
    });
    heard.extend(desk.hears(ms(8_000)));
    for order in [
        BoxOrder::Seize,
        BoxOrder::DialPulse("12".to_owned()),
        BoxOrder::Dial("12".to_owned()),
        BoxOrder::ConnectDeskPhone(false),
    ] {
        let _fate = desk.order(order);
    }
    heard.extend(desk.hears(ms(4_000)));
    for order in [BoxOrder::Flash, BoxOrder::Release] {
        let _fate = desk.order(order);
        heard.extend(desk.hears(ms(500)));
    }
    heard
}

#[test]
fn the_plug_is_pulled_at_any_transfer_and_the_box_comes_back() {
    for desk in desks() {
        let whole = {
            let mut desk = desk();
            let opening = desk.top.transfers();
            day(&mut desk);
            desk.top.transfers() - opening
        };
        for ahead in 0..whole {
            let mut desk = desk();
            desk.top.fault(ahead, Fault::Unplug);
            let lost = day(&mut desk).iter().filter(|signal| **signal == LOST).count();
            assert_eq!(lost, 1, "told once, after transfer {ahead}");
            assert_eq!(desk.order(BoxOrder::Seize), Err(Refusal::Gone));
            desk.top.plug();
            drop(desk.line_box);
            let mut anew = pstn::open(Box::new(desk.top.open().unwrap())).unwrap();
            let free = |line: &LineSide| !line.is_off_hook() && line.desk_is_connected();
            assert!(desk.top.with(|model, _| free(model.line())), "after transfer {ahead}");
            anew.order(&BoxOrder::Seize).unwrap();
            assert!(desk.top.with(|model, _| model.line().is_off_hook()));
        }
    }
}

#[test]
fn the_plug_is_pulled_at_any_transfer_of_opening() {
    for desk in desks() {
        let desk = desk();
        let opening = desk.top.transfers();
        drop(desk.line_box);
        for ahead in 0..opening {
            let link = desk.top.open().unwrap();
            desk.top.fault(ahead, Fault::Unplug);
            assert!(pstn::open(Box::new(link)).is_err());
            desk.top.plug();
            assert!(pstn::open(Box::new(desk.top.open().unwrap())).is_ok());
            let line = desk.top.with(|model, _| model.line().is_off_hook());
            assert!(!line);
        }
    }
}

#[test]
fn no_single_fault_keeps_the_line_or_breaks_the_driver() {
    let faults = [
        Fault::Stall,
        Fault::Nak(ms(700)),
        Fault::Shred,
        Fault::Merge,
        Fault::Garbage(b"\xa1\x09\xa1".to_vec()),
        Fault::Reset,
        Fault::Lose,
    ];
    for desk in desks() {
        for fault in &faults {
            for ahead in 0..24 {
                let mut desk = desk();
                desk.top.fault(ahead, fault.clone());
                day(&mut desk);
                drop(desk.line_box);
                let free = |line: &LineSide| !line.is_off_hook() && line.desk_is_connected();
                assert!(desk.top.with(|model, _| free(model.line())), "{fault:?} at {ahead}");
            }
        }
    }
}

#[test]
fn rings_survive_shredding_merging_and_garbage() {
    for fault in [Fault::Shred, Fault::Garbage(b"\x00\xa1\x09\x55".to_vec())] {
        let mut desk = Desk::direct(Make::Osmocom);
        desk.top.fault(0, fault);
        desk.act(caller("5550100", BurstMoment::Never));
        let heard = desk.hears(ms(1_500));
        assert_eq!(heard, [LineSignal::Ring(Edge::Begin), LineSignal::Ring(Edge::End)]);
    }
}

#[test]
fn an_unplugged_box_is_lost_once_with_a_reason_and_does_not_wait() {
    let mut desk = Desk::direct(Make::Osmocom);
    desk.order(BoxOrder::Seize).unwrap();
    desk.top.unplug();
    let told = desk.reports(ms(1_000));
    let [lost] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(lost.signal, LOST);
    assert!(lost.evidence.note.contains("unplugged"));
    assert_eq!(desk.order(BoxOrder::Release), Err(Refusal::Gone));
}

#[test]
fn a_box_that_refuses_everything_later_is_lost_by_its_silence() {
    let mut desk = Desk::direct(Make::Osmocom);
    for ahead in 0..8 {
        desk.top.fault(ahead, Fault::Lose);
    }
    assert_eq!(desk.hears(ms(61_000)), [LOST]);
}

#[test]
fn a_refused_pulse_takes_the_promise_back() {
    let mut desk = Desk::direct(Make::ByTheBook);
    desk.order(BoxOrder::Seize).unwrap();
    // The time is refused, then the set-up.
    desk.top.fault(0, Fault::Stall);
    desk.top.fault(1, Fault::Stall);
    let order = BoxOrder::DialPulse("12".to_owned());
    assert_eq!(desk.order(order.clone()), Err(Refusal::Unsupported));
    assert!(!desk.line_box.capabilities().pulse);
    assert!(desk.findings().contains("refuses to do it"));
    let mut desk = Desk::direct(Make::ByTheBook);
    desk.order(BoxOrder::Seize).unwrap();
    desk.top.fault(2, Fault::Stall);
    desk.order(order.clone()).unwrap();
    let refused = LineSignal::OrderRefused(order, Refusal::Unsupported);
    assert_eq!(desk.hears(ms(100)), [refused], "told late rather than never");
}

#[test]
fn a_lost_on_hook_of_the_desk_phone_does_not_hide_calls_for_ever() {
    let mut desk = Desk::direct(Make::ByTheBook);
    desk.act(FarEndAction::LiftDeskPhone);
    desk.hears(ms(500));
    desk.top.fault(0, Fault::Lose);
    desk.act(FarEndAction::ReplaceDeskPhone);
    assert_eq!(desk.hears(ms(500)), []);
    desk.act(caller("5550100", BurstMoment::Never));
    let heard = desk.hears(ms(11_500));
    let rings = heard.iter().filter(|s| **s == LineSignal::Ring(Edge::Begin)).count();
    assert_eq!(rings, 2, "the first was not believed, the second and third were: {heard:?}");
}
