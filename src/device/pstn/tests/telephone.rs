//! A telephone-control box: what it tells of calls, and what it is told to do.

use super::{Desk, caller, ms};
use crate::base::caller_id::{NameCoding, Standard};
use crate::base::order::{BoxOrder, BurstMoment, FarEndAction};
use crate::base::signal::{Edge, Hook, LineSignal, Refusal, Tone, Who};
use crate::device::pstn;

const BEGIN: LineSignal = LineSignal::Ring(Edge::Begin);
const END: LineSignal = LineSignal::Ring(Edge::End);

#[test]
fn a_call_rings_as_long_as_the_box_says_so_and_the_caller_is_told_in_any_packets() {
    for packet in [8, 16, 64] {
        let mut desk = Desk::telephone(packet);
        desk.act(caller("5550100", BurstMoment::BetweenRings));
        let heard = desk.hears(ms(15_000));
        let rings = heard.iter().filter(|signal| **signal == BEGIN).count();
        assert!(rings >= 3, "{heard:?}");
        let caller = heard.iter().find_map(|signal| match signal {
            LineSignal::CallerId(caller) => Some(caller),
            _ => None,
        });
        let caller = caller.unwrap();
        assert_eq!((caller.number.as_deref(), caller.standard), (Some("5550100"), Standard::Box));
        assert_eq!(NameCoding::Gbk.decode(&caller.name), "王伟");
        desk.act(FarEndAction::HangUp);
        desk.hears(ms(1_000));
        assert_eq!(desk.hears(ms(20_000)), [], "nobody rings any more");
    }
}

#[test]
fn the_telephone_answers_and_is_put_down() {
    let mut desk = Desk::telephone(16);
    desk.act(caller("5550100", BurstMoment::Never));
    assert_eq!(desk.hears(ms(500)), [BEGIN]);
    desk.act(FarEndAction::LiftDeskPhone);
    let heard = desk.hears(ms(500));
    assert_eq!(heard, [END, LineSignal::Hook(Hook::Off), LineSignal::Connected]);
    desk.act(FarEndAction::ReplaceDeskPhone);
    assert_eq!(desk.hears(ms(1_000)), [LineSignal::Hook(Hook::On)], "we ended the call, not they");
}

#[test]
fn a_call_of_ours_is_answered_by_the_far_end_and_ended_by_it() {
    let mut desk = Desk::telephone(8);
    let number = || BoxOrder::Dial("5550100".to_owned());
    assert_eq!(desk.order(number()), Err(Refusal::WrongState));
    desk.order(BoxOrder::Seize).unwrap();
    desk.order(number()).unwrap();
    assert_eq!(desk.hears(ms(8_000)), [LineSignal::Tone(Tone::Ringback, Edge::Begin)]);
    desk.act(FarEndAction::Answer);
    let told = desk.reports(ms(500));
    let [end, answer] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(end.signal, LineSignal::Tone(Tone::Ringback, Edge::End));
    assert_eq!(answer.signal, LineSignal::Connected);
    assert!(answer.evidence.note.contains("the box says"), "how we know");
    desk.act(FarEndAction::HangUp);
    assert_eq!(desk.hears(ms(2_000)), [LineSignal::Cleared]);
    desk.order(BoxOrder::Release).unwrap();
    assert!(!desk.is_off_hook());
    assert_eq!(desk.hears(ms(2_000)), []);
}

#[test]
fn the_bell_obeys_and_a_closed_box_has_no_call() {
    let mut desk = Desk::telephone(16);
    desk.order(BoxOrder::RingDeskPhone(true)).unwrap();
    desk.order(BoxOrder::RingDeskPhone(false)).unwrap();
    assert_eq!(desk.watch.look().desk_rings, 1);
    assert_eq!(desk.order(BoxOrder::Flash), Err(Refusal::Unsupported));
    desk.order(BoxOrder::Seize).unwrap();
    drop(desk.line_box);
    assert!(!desk.top.with(|model, _| model.line().is_off_hook()));
    assert_eq!(desk.watch.look().requests.last(), Some(&(0x32, 1, true)), "its own master again");
}

#[test]
fn a_call_that_a_crash_left_is_ended_and_a_caller_who_rings_is_not() {
    let desk = Desk::telephone(16);
    desk.top.with(|model, now| model.line().hook(true, now));
    let anew = pstn::open(Box::new(desk.top.open().unwrap())).unwrap();
    assert!(!desk.is_off_hook());
    drop(anew);
    desk.act(caller("5550100", BurstMoment::Never));
    let mut anew = Desk::on(desk.top.clone(), desk.watch.clone());
    assert_eq!(anew.hears(ms(500)).first(), Some(&BEGIN));
}

#[test]
fn tones_machines_and_hold_are_told_as_the_box_says_them() {
    let mut desk = Desk::telephone(16);
    let mut say = |code, value, payload: &[u8]| {
        desk.watch.look().say.push((code, value, payload.to_vec()));
        desk.hears(ms(100))
    };
    let tone = LineSignal::Tone;
    assert_eq!(say(0x28, 2, &[]), []);
    assert_eq!(say(0x28, 3, &[2]), [tone(Tone::Congestion, Edge::Begin)]);
    let busy = [tone(Tone::Congestion, Edge::End), tone(Tone::Busy, Edge::Begin)];
    assert_eq!(say(0x28, 3, &[1]), busy);
    assert_eq!(say(0x28, 3, &[0xff]), [tone(Tone::Busy, Edge::End)]);
    let machine = [LineSignal::Connected, LineSignal::Answerer(Who::Machine)];
    assert_eq!(say(0x28, 4, &[1]), machine);
    assert_eq!(say(0x29, 1, &[]), [], "on hold");
    assert_eq!(say(0x00, 1, &[]), [], "not for telephones");
    assert_eq!(say(0x28, 9, &[]), []);
    assert_eq!(desk.line_box.diagnosis().not_understood, 1);
}
