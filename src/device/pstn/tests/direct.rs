//! A direct-line box: calls, the desk phone, dialling, listening, leaving.

use super::{Desk, caller, ms, top_of};
use crate::base::order::{BoxOrder, BurstMoment, FarEndAction};
use crate::base::signal::{Edge, Hook, LineSignal, Refusal};
use crate::device::pstn::{self, Options, direct::LISTENS_AFTER_RING};
use crate::device::sim::boxes::LineSide;
use crate::device::sim::boxes::direct::{DirectModel, Make};
use crate::device::sim::model::Phase;
use crate::device::sim::settings::SimSettings;

const BEGIN: LineSignal = LineSignal::Ring(Edge::Begin);
const END: LineSignal = LineSignal::Ring(Edge::End);

#[test]
fn each_ring_has_a_begin_and_an_end_and_the_line_is_heard_while_somebody_calls() {
    for make in [Make::Osmocom, Make::ByTheBook] {
        let mut desk = Desk::direct(make);
        desk.act(caller("5550100", BurstMoment::BetweenRings));
        assert_eq!(desk.hears(ms(11_500)), [BEGIN, END, BEGIN, END, BEGIN, END], "{make:?}");
        assert_eq!(desk.asked(0x11), [(0, true), (2, true)], "snooping for caller ID");
        desk.act(FarEndAction::HangUp);
        assert_eq!(desk.hears(LISTENS_AFTER_RING), []);
        assert_eq!(desk.asked(0x11).last(), Some(&(0, true)), "and no longer");
        assert!(!desk.is_off_hook());
    }
}

#[test]
fn the_desk_phone_that_answers_ends_the_ring_where_the_box_tells() {
    let mut desk = Desk::direct(Make::ByTheBook);
    desk.act(caller("5550100", BurstMoment::Never));
    assert_eq!(desk.hears(ms(500)), [BEGIN]);
    desk.act(FarEndAction::LiftDeskPhone);
    assert_eq!(desk.hears(ms(100)), [END, LineSignal::Hook(Hook::Off)]);
    assert_eq!(desk.asked(0x11).last(), Some(&(0, true)), "nothing more to listen for");
    desk.order(BoxOrder::ReportStatus).unwrap();
    assert_eq!(desk.hears(ms(50)), [LineSignal::Hook(Hook::Off)]);
    desk.act(FarEndAction::ReplaceDeskPhone);
    assert_eq!(desk.hears(ms(100)), [LineSignal::Hook(Hook::On)]);
    assert_eq!(desk.line_box.diagnosis().desk_phone, Some(Hook::On));
}

#[test]
fn the_real_box_promises_only_what_it_is_known_to_keep() {
    let mut desk = Desk::direct(Make::Osmocom);
    let can = desk.line_box.capabilities();
    assert!(can.ring && can.seize && can.flash && can.listen && can.desk_switch);
    assert!(!can.hook && !can.desk_ring && !can.pulse && !can.dial && !can.caller_id);
    assert!(desk.findings().contains("known not to"), "{}", desk.findings());
    desk.act(FarEndAction::LiftDeskPhone);
    assert_eq!(desk.hears(ms(500)), []);
    for order in [
        BoxOrder::RingDeskPhone(true),
        BoxOrder::DialPulse("1".to_owned()),
        BoxOrder::Dial("1".to_owned()),
    ] {
        assert_eq!(desk.order(order), Err(Refusal::Unsupported));
    }
    assert_eq!(desk.line_box.name(), "AMR modem interface");
}

#[test]
fn by_the_book_every_claim_holds_and_doubts_are_settled() {
    let mut desk = Desk::direct(Make::ByTheBook);
    let can = desk.line_box.capabilities();
    assert!(can.hook && can.desk_ring && can.pulse && can.desk_switch);
    assert!(desk.findings().contains("has not done so yet"));
    desk.act(FarEndAction::LiftDeskPhone);
    assert_eq!(desk.hears(ms(100)), [LineSignal::Hook(Hook::Off)]);
    assert!(!desk.findings().contains("has not done so yet"));
}

#[test]
fn the_line_is_taken_and_left_and_the_desk_phone_is_cut_off_and_connected() {
    let mut desk = Desk::direct(Make::Osmocom);
    desk.order(BoxOrder::Seize).unwrap();
    assert!(desk.is_off_hook());
    assert_eq!(desk.line(|line| line.exchange().phase()), Phase::DialTone);
    desk.order(BoxOrder::ConnectDeskPhone(false)).unwrap();
    assert!(!desk.line(LineSide::desk_is_connected));
    desk.order(BoxOrder::Release).unwrap();
    assert!(!desk.is_off_hook());
    desk.order(BoxOrder::Seize).unwrap();
    drop(desk.line_box);
    let line =
        desk.top.with(|model, _| (model.line().is_off_hook(), model.line().desk_is_connected()));
    assert_eq!(line, (false, true), "a closed box leaves the line to the desk phone");
}

#[test]
fn what_a_crash_left_is_put_right_when_the_box_is_opened() {
    let desk = Desk::direct(Make::Osmocom);
    desk.top.with(|model, now| {
        model.line().hook(true, now);
        model.line().connect_desk(false, now);
    });
    let anew = pstn::open(Box::new(desk.top.open().unwrap())).unwrap();
    assert!(!desk.is_off_hook() && desk.line(LineSide::desk_is_connected));
    drop(anew);
}

#[test]
fn a_flash_opens_the_loop_for_its_time_and_not_longer() {
    let mut desk = Desk::direct(Make::Osmocom);
    assert_eq!(desk.order(BoxOrder::Flash), Err(Refusal::WrongState));
    desk.order(BoxOrder::Seize).unwrap();
    desk.hears(ms(2_000));
    desk.order(BoxOrder::Flash).unwrap();
    assert!(!desk.is_off_hook());
    assert_eq!(desk.order(BoxOrder::Flash), Err(Refusal::WrongState), "one at a time");
    desk.hears(ms(1_000));
    let turns = desk.line(|line| line.turns().to_vec());
    let [.., open, closed] = turns.as_slice() else { panic!("{turns:?}") };
    assert!(!open.off_hook && closed.off_hook);
    let lasted = closed.at.saturating_sub(open.at);
    assert!((ms(400)..ms(425)).contains(&lasted), "{lasted:?}");
}

#[test]
fn a_call_that_is_left_in_the_middle_of_a_flash_stays_left() {
    let mut desk = Desk::direct(Make::Osmocom);
    desk.order(BoxOrder::Seize).unwrap();
    desk.order(BoxOrder::Flash).unwrap();
    desk.order(BoxOrder::Release).unwrap();
    desk.hears(ms(1_000));
    assert!(!desk.is_off_hook());
}

#[test]
fn pulses_dial_digit_by_digit_and_the_holding_circuit_is_released() {
    let mut desk = Desk::direct(Make::ByTheBook);
    let number = || BoxOrder::DialPulse("6055".to_owned());
    assert_eq!(desk.order(number()), Err(Refusal::WrongState));
    desk.order(BoxOrder::Seize).unwrap();
    desk.hears(ms(1_000));
    desk.order(number()).unwrap();
    desk.order(BoxOrder::DialPulse("512".to_owned())).unwrap();
    assert_eq!(desk.order(BoxOrder::DialPulse("5#".to_owned())), Err(Refusal::Failed));
    assert_eq!(desk.hears(ms(15_000)), []);
    let sent: Vec<u16> = desk.asked(0x13).iter().map(|(count, _)| *count).collect();
    assert_eq!(sent, [6, 10, 5, 5, 5, 1, 2]);
    assert!(desk.asked(0x13).iter().all(|(_, taken)| *taken));
    assert_eq!(desk.asked(0x12), [(0, true), (0xffff, true)]);
    assert_eq!(desk.line(|line| line.exchange().phase()), Phase::RingBack);
}

#[test]
fn the_desk_phone_is_rung_in_a_cadence_until_it_is_lifted() {
    let mut desk = Desk::direct(Make::ByTheBook);
    desk.order(BoxOrder::RingDeskPhone(true)).unwrap();
    desk.hears(ms(11_000));
    assert_eq!(desk.watch.look().desk_rings, 3);
    desk.act(FarEndAction::LiftDeskPhone);
    desk.hears(ms(11_000));
    assert_eq!(desk.watch.look().desk_rings, 3);
}

#[test]
fn listening_by_order_lasts_beyond_calls_and_ends_by_order() {
    let mut desk = Desk::direct(Make::Osmocom);
    desk.order(BoxOrder::Listen(true)).unwrap();
    desk.order(BoxOrder::Seize).unwrap();
    desk.order(BoxOrder::Release).unwrap();
    desk.order(BoxOrder::Listen(false)).unwrap();
    let states: Vec<u16> = desk.asked(0x11).iter().map(|(state, _)| *state).collect();
    assert_eq!(states, [0, 2, 1, 0, 2, 0]);
}

#[test]
fn a_box_that_forgot_the_line_is_told_again() {
    let mut desk = Desk::direct(Make::Osmocom);
    desk.order(BoxOrder::Seize).unwrap();
    desk.order(BoxOrder::ConnectDeskPhone(false)).unwrap();
    desk.top.with(|model, now| model.power_on(now));
    assert!(!desk.is_off_hook() && desk.line(LineSide::desk_is_connected));
    desk.hears(ms(31_000));
    assert!(desk.is_off_hook() && !desk.line(LineSide::desk_is_connected));
}

#[test]
fn the_country_is_set_where_the_box_knows_it() {
    for (wanted, set, finding) in [(156, 156, ""), (999, 0, "does not know country 999")] {
        let model = DirectModel::new(Make::Osmocom, LineSide::new(SimSettings::default()));
        let watch = model.watch();
        let top = top_of(Box::new(model));
        let options = Options { country: Some(wanted) };
        let opened = pstn::open_with(Box::new(top.open().unwrap()), options).unwrap();
        assert_eq!(opened.usb_audio().map(|audio| audio.phone_line), Some(true));
        assert_eq!(watch.look().country, set);
        let findings = opened.into_line_box().diagnosis().findings.join("\n");
        assert!(findings.contains(finding), "{findings}");
    }
}

#[test]
fn a_driver_that_fails_leaves_the_line() {
    let mut desk = Desk::direct(Make::Osmocom);
    desk.order(BoxOrder::Seize).unwrap();
    let Desk { top, line_box, .. } = desk;
    let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
        let _held = line_box;
        panic!("on purpose");
    }));
    assert!(failed.is_err());
    assert!(!top.with(|model, _| model.line().is_off_hook()));
}

#[test]
fn a_desk_phone_that_is_cut_off_and_lifted_hides_no_ring() {
    let mut desk = Desk::direct(Make::ByTheBook);
    desk.order(BoxOrder::ConnectDeskPhone(false)).unwrap();
    desk.act(caller("5550100", BurstMoment::Never));
    assert_eq!(desk.hears(ms(300)), [BEGIN]);
    desk.act(FarEndAction::LiftDeskPhone);
    assert_eq!(desk.hears(ms(300)), [LineSignal::Hook(Hook::Off)], "it rings on");
    assert_eq!(desk.hears(ms(5_700)), [END, BEGIN, END]);
}
