//! Headsets and adapters that describe themselves, on the bench. May depend on `base`.

use super::{ms, reports, told};
use crate::base::caller_id::{Format, Standard};
use crate::base::clock::ManualClock;
use crate::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use crate::base::signal::{Button, Edge, LineSignal, Refusal};
use crate::device::LineBox;
use crate::device::error::DeviceErrorKind;
use crate::device::hid::open;
use crate::device::sim::boxes::LineSide;
use crate::device::sim::boxes::bench::{BenchTop, Fault};
use crate::device::sim::boxes::hid::headset::HookManner;
use crate::device::sim::boxes::hid::{Headset, HeadsetHands, Manner};
use crate::device::sim::settings::SimSettings;
use std::sync::Arc;

const HOOK: u8 = 0x20;
const MUTE: u8 = 0x2f;
const REDIAL: u8 = 0x24;
const FLASH: u8 = 0x21;
const LED_MUTE: u8 = 0x09;
const LED_OFF_HOOK: u8 = 0x17;
const LED_RING: u8 = 0x18;

fn bench(manner: Manner) -> (BenchTop, HeadsetHands) {
    let (model, hands) = Headset::new(LineSide::new(SimSettings::default()), manner);
    (BenchTop::new(Box::new(model), Arc::new(ManualClock::default())), hands)
}

fn opened(top: &BenchTop) -> Box<dyn LineBox> {
    open(Box::new(top.open().unwrap())).unwrap()
}

fn button(button: Button) -> LineSignal {
    LineSignal::Button(button)
}

fn manners() -> Vec<Manner> {
    let mut manners = Vec::new();
    for hook in [HookManner::Switch, HookManner::Key, HookManner::Push] {
        for bits in 0..16_u8 {
            let on = |bit: u8| bits >> bit & 1 != 0;
            let (ids, array, out_pipe) = (on(0), on(1), on(2));
            // A push has no state that could follow a lamp.
            let echo = on(3) && hook != HookManner::Push;
            manners.push(Manner { hook, ids, array, out_pipe, echo, ..Manner::default() });
        }
    }
    manners
}

#[test]
fn keys_are_told_however_they_are_described() {
    for manner in manners() {
        let (top, hands) = bench(manner);
        let mut headset = opened(&top);
        for (key, name) in [(REDIAL, Button::Redial), (FLASH, Button::Flash)] {
            hands.key(key, true);
            assert_eq!(told(&top, headset.as_mut(), 200), [button(name)], "{manner:?}");
            hands.repeat();
            hands.key(key, false);
            assert_eq!(told(&top, headset.as_mut(), 200), [], "{manner:?}");
        }
        hands.key(0xb7, true);
        told(&top, headset.as_mut(), 120);
        hands.key(0xb7, false);
        let pressed = reports(&top, headset.as_mut(), 200);
        let [pressed] = pressed.as_slice() else { panic!("{manner:?} {pressed:?}") };
        let LineSignal::Digit { digit: '7', lasted } = pressed.signal else {
            panic!("{pressed:?}")
        };
        assert!((ms(100)..ms(160)).contains(&lasted), "{manner:?} {lasted:?}");
    }
}

#[test]
fn a_call_is_answered_and_ended_with_the_hook_however_it_is_described() {
    for manner in manners() {
        let (top, hands) = bench(manner);
        let mut headset = opened(&top);
        headset.order(&BoxOrder::RingDeskPhone(true)).unwrap();
        assert!(hands.lamp(LED_RING), "{manner:?}");
        told(&top, headset.as_mut(), 1_000);
        hands.key(HOOK, true);
        assert_eq!(told(&top, headset.as_mut(), 200), [button(Button::Hook)], "{manner:?}");
        if manner.hook == HookManner::Push {
            hands.key(HOOK, false);
        }
        headset.order(&BoxOrder::RingDeskPhone(false)).unwrap();
        headset.order(&BoxOrder::Seize).unwrap();
        assert!(hands.lamp(LED_OFF_HOOK) && !hands.lamp(LED_RING), "{manner:?}");
        assert_eq!(told(&top, headset.as_mut(), 3_000), [], "{manner:?}");
        hands.key(HOOK, manner.hook == HookManner::Push);
        assert_eq!(told(&top, headset.as_mut(), 200), [button(Button::Hook)], "{manner:?}");
        headset.order(&BoxOrder::Release).unwrap();
        assert!(!hands.lamp(LED_OFF_HOOK), "{manner:?}");
        assert_eq!(told(&top, headset.as_mut(), 3_000), [], "{manner:?}");
    }
}

#[test]
fn a_switch_that_follows_our_lamp_is_no_press() {
    let manner = Manner { echo: true, ..Manner::default() };
    let (top, hands) = bench(manner);
    let mut headset = opened(&top);
    headset.order(&BoxOrder::Seize).unwrap();
    assert_eq!(told(&top, headset.as_mut(), 2_000), [], "answered on the screen");
    hands.key(HOOK, false);
    assert_eq!(told(&top, headset.as_mut(), 200), [button(Button::Hook)]);
    headset.order(&BoxOrder::Release).unwrap();
    assert_eq!(told(&top, headset.as_mut(), 2_000), []);
}

#[test]
fn mute_shows_its_lamp_during_a_call_only_and_ends_with_it() {
    for hook in [HookManner::Switch, HookManner::Push] {
        let (top, hands) = bench(Manner { hook, ids: true, ..Manner::default() });
        let mut headset = opened(&top);
        headset.order(&BoxOrder::Seize).unwrap();
        told(&top, headset.as_mut(), 1_500);
        hands.key(MUTE, true);
        assert_eq!(told(&top, headset.as_mut(), 200), [button(Button::Mute)], "{hook:?}");
        assert!(hands.lamp(LED_MUTE), "{hook:?}");
        headset.order(&BoxOrder::Release).unwrap();
        assert!(!hands.lamp(LED_MUTE), "{hook:?}");
    }
}

#[test]
fn a_bouncing_key_is_one_press() {
    for hook in [HookManner::Switch, HookManner::Key, HookManner::Push] {
        let (top, hands) = bench(Manner { hook, ..Manner::default() });
        let mut headset = opened(&top);
        let mut heard = Vec::new();
        for down in [true, false, true, false, true] {
            hands.key(HOOK, down);
            heard.extend(told(&top, headset.as_mut(), 8));
        }
        heard.extend(told(&top, headset.as_mut(), 500));
        assert_eq!(heard, [button(Button::Hook)], "{hook:?}");
    }
}

#[test]
fn a_headset_is_no_line_but_can_be_rung() {
    let (top, hands) = bench(Manner::default());
    let headset = opened(&top);
    let can = headset.capabilities();
    assert!(!can.seize && !can.ring && can.desk_ring && can.digits);
    assert_eq!(headset.diagnosis().facts[0].1, "headset");
    drop(headset);
    assert!(!hands.lamp(LED_OFF_HOOK));
}

#[test]
fn an_adapter_rings_and_holds_its_line() {
    let manner = Manner { line: true, ids: true, ..Manner::default() };
    let (top, _hands) = bench(manner);
    let mut adapter = opened(&top);
    let can = adapter.capabilities();
    assert!(can.seize && can.ring);
    let caller = SimulatedCaller {
        number: "5550100".to_owned(),
        name: String::new(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment: BurstMoment::Never,
    };
    top.with(|model, now| model.line().act(FarEndAction::Ring(caller), now)).unwrap();
    let ring = LineSignal::Ring;
    let heard = told(&top, adapter.as_mut(), 5_500);
    assert_eq!(heard, [ring(Edge::Begin), ring(Edge::End), ring(Edge::Begin)]);
    adapter.order(&BoxOrder::Seize).unwrap();
    assert!(top.with(|model, _| model.line().is_off_hook()));
    assert_eq!(told(&top, adapter.as_mut(), 1_000), [ring(Edge::End)]);
    top.fault(0, Fault::Lose);
    assert_eq!(adapter.order(&BoxOrder::Release), Err(Refusal::Failed));
    told(&top, adapter.as_mut(), 3_000);
    assert!(!top.with(|model, _| model.line().is_off_hook()), "a lost order is said again");
}

#[test]
fn a_headset_pulled_out_is_told_once_and_its_lamps_are_right_afterwards() {
    for ahead in 0..12 {
        let (top, hands) = bench(Manner { ids: true, ..Manner::default() });
        top.fault(ahead, Fault::Unplug);
        match open(Box::new(top.open().unwrap())) {
            Err(error) => assert_eq!(error.kind, DeviceErrorKind::Gone, "{ahead}"),
            Ok(mut headset) => {
                let mut heard = Vec::new();
                for _ in 0..10 {
                    let _may_be_gone = headset.order(&BoxOrder::Seize);
                    hands.key(REDIAL, true);
                    heard.extend(told(&top, headset.as_mut(), 400));
                    hands.key(REDIAL, false);
                    let _may_be_gone = headset.order(&BoxOrder::Release);
                    heard.extend(told(&top, headset.as_mut(), 400));
                }
                let lost = heard.iter().filter(|s| matches!(s, LineSignal::BoxLost(_))).count();
                assert_eq!(lost, 1, "{ahead}");
                assert_eq!(headset.order(&BoxOrder::Seize), Err(Refusal::Gone));
            }
        }
        top.plug();
        let mut headset = opened(&top);
        headset.order(&BoxOrder::Seize).unwrap();
        assert!(hands.lamp(LED_OFF_HOOK));
        drop(headset);
        assert!(!hands.lamp(LED_OFF_HOOK));
    }
}

#[test]
fn a_box_that_refuses_its_lamps_still_tells_its_keys() {
    let (top, hands) = bench(Manner::default());
    let mut headset = opened(&top);
    top.fault(0, Fault::Stall);
    assert_eq!(headset.order(&BoxOrder::Seize), Err(Refusal::Failed));
    hands.key(REDIAL, true);
    assert_eq!(told(&top, headset.as_mut(), 500), [button(Button::Redial)]);
}

#[test]
fn what_calls_itself_a_phone_and_has_no_telephone_keys_is_refused_in_words() {
    let (top, _hands) = bench(Manner { foreign: true, ..Manner::default() });
    let error = open(Box::new(top.open().unwrap())).err().unwrap();
    assert_eq!(error.kind, DeviceErrorKind::Failed);
    assert!(error.context.contains("none of its keys"), "{error}");
}
