//! Receivers on the bench, and the records of a Whozz Calling? alone. May depend on `base`.

mod records;

use super::{open_raw, open_whozz, open_whozz_line};
use crate::base::caller_id::{CallerId, Format, Standard};
use crate::base::clock::{Clock, ManualClock};
use crate::base::ids::LineId;
use crate::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use crate::base::signal::{Edge, Hook, LineSignal, Refusal, Report};
use crate::device::LineBox;
use crate::device::error::DeviceErrorKind;
use crate::device::sim::boxes::LineSide;
use crate::device::sim::boxes::bench::{BenchTop, Fault};
use crate::device::sim::boxes::receiver::{Receiver, ReceiverModel, ReceiverOptions};
use crate::device::sim::settings::{SimSettings, Timing};
use std::sync::Arc;
use std::time::Duration;

fn bench(options: ReceiverOptions) -> BenchTop {
    let settings =
        SimSettings { timing: Timing::NORMAL, box_caller_id: true, ..SimSettings::default() };
    let model = ReceiverModel::new(options, LineSide::new(settings));
    BenchTop::new(Box::new(model), Arc::new(ManualClock::default()))
}

fn act(top: &BenchTop, action: FarEndAction) {
    top.with(|model, now| model.line().act(action, now)).unwrap();
}

fn ring(top: &BenchTop, number: &str, name: &str) {
    act(
        top,
        FarEndAction::Ring(SimulatedCaller {
            number: number.to_owned(),
            name: name.to_owned(),
            standard: Standard::Bell202,
            format: Format::Mdmf,
            moment: BurstMoment::BetweenRings,
        }),
    );
}

fn reports(top: &BenchTop, line_box: &mut dyn LineBox, millis: u64) -> Vec<Report> {
    let now = || top.clock().now().mono;
    let end = now() + Duration::from_millis(millis);
    let (mut told, mut idle) = (Vec::new(), 0);
    // A lost box lets no time pass; nor do pieces that have all arrived.
    while now() < end && idle < 300 {
        let before = now();
        let report =
            line_box.poll(LineId(1), Duration::from_millis(20).min(end.saturating_sub(before)));
        idle = if report.is_none() && now() == before { idle + 1 } else { 0 };
        told.extend(report);
    }
    while let Some(report) = line_box.poll(LineId(1), Duration::ZERO) {
        told.push(report);
    }
    told
}

fn told(top: &BenchTop, line_box: &mut dyn LineBox, millis: u64) -> Vec<LineSignal> {
    reports(top, line_box, millis).into_iter().map(|report| report.signal).collect()
}

/// Numbers of the callers in these.
fn callers(signals: &[LineSignal]) -> Vec<&str> {
    let number = |signal| match signal {
        &LineSignal::CallerId(CallerId { ref number, .. }) => Some(number.as_deref().unwrap_or("")),
        _ => None,
    };
    signals.iter().filter_map(number).collect()
}

fn count(signals: &[LineSignal], of: &LineSignal) -> usize {
    signals.iter().filter(|signal| *signal == of).count()
}

const RAW: [Receiver; 2] = [Receiver::Comet, Receiver::Module];

#[test]
fn raw_receivers_tell_who_calls_and_make_up_no_rings() {
    for kind in RAW {
        let top = bench(ReceiverOptions::new(kind));
        let mut receiver = open_raw(Box::new(top.open().unwrap())).unwrap();
        assert!(receiver.capabilities().caller_id && !receiver.capabilities().ring);
        let heard = told(&top, receiver.as_mut(), 5_000);
        assert_eq!(heard, [], "{kind:?}: noise is nothing");
        ring(&top, "5550100", "ANNA");
        let heard = told(&top, receiver.as_mut(), 12_000);
        assert_eq!(callers(&heard), ["5550100"], "{kind:?}");
        let begun = usize::from(kind == Receiver::Module);
        assert_eq!(count(&heard, &LineSignal::BurstBegun), begun, "{kind:?}");
        assert_eq!(heard.len(), 1 + begun, "{kind:?}: {heard:?}");
        assert_eq!(receiver.order(&BoxOrder::Seize), Err(Refusal::Unsupported));
        assert_eq!(receiver.order(&BoxOrder::ReportStatus), Ok(()));
    }
}

#[test]
fn a_damaged_burst_is_told_with_its_reason_and_the_next_call_is_read() {
    for kind in RAW {
        let top = bench(ReceiverOptions { damaged: 1, ..ReceiverOptions::new(kind) });
        let mut receiver = open_raw(Box::new(top.open().unwrap())).unwrap();
        ring(&top, "5550100", "");
        let heard = reports(&top, receiver.as_mut(), 9_000);
        let damaged = heard.iter().find(|report| report.signal == LineSignal::BurstDamaged);
        let damaged = damaged.unwrap_or_else(|| panic!("{kind:?} {heard:?}"));
        assert!(damaged.evidence.note.starts_with("checksum"), "{kind:?} {damaged:?}");
        assert!(receiver.diagnosis().findings[0].contains("damaged"));
        act(&top, FarEndAction::HangUp);
        told(&top, receiver.as_mut(), 2_000);
        ring(&top, "5550101", "");
        assert_eq!(callers(&told(&top, receiver.as_mut(), 9_000)), ["5550101"], "{kind:?}");
    }
}

#[test]
fn pieces_and_noise_on_the_way_do_not_matter_to_a_raw_receiver() {
    for fault in [Fault::Shred, Fault::Merge, Fault::Stall, Fault::Garbage(vec![4, 0x80, 3])] {
        let top = bench(ReceiverOptions::new(Receiver::Comet));
        let mut receiver = open_raw(Box::new(top.open().unwrap())).unwrap();
        ring(&top, "5550100", "");
        top.fault(0, fault.clone());
        assert_eq!(callers(&told(&top, receiver.as_mut(), 9_000)), ["5550100"], "{fault:?}");
    }
}

const BEGIN: LineSignal = LineSignal::Ring(Edge::Begin);
const END: LineSignal = LineSignal::Ring(Edge::End);

#[test]
fn whozz_calling_tells_a_call_from_its_first_ring_to_the_hook() {
    let top = bench(ReceiverOptions::new(Receiver::Whozz));
    let mut receiver = open_whozz(Box::new(top.open().unwrap())).unwrap();
    ring(&top, "8005551212", "AT&T INFORMATION");
    let heard = told(&top, receiver.as_mut(), 18_000);
    assert_eq!(callers(&heard), ["8005551212"]);
    // The unit tells the first ring only; the call rings on all the same.
    assert_eq!((count(&heard, &BEGIN), count(&heard, &END)), (3, 3), "{heard:?}");
    act(&top, FarEndAction::LiftDeskPhone);
    assert_eq!(told(&top, receiver.as_mut(), 10_000), [LineSignal::Hook(Hook::Off)]);
    act(&top, FarEndAction::ReplaceDeskPhone);
    assert_eq!(told(&top, receiver.as_mut(), 10_000), [LineSignal::Hook(Hook::On)]);
}

#[test]
fn a_caller_who_gives_up_rings_no_longer_than_the_unit_says() {
    let top = bench(ReceiverOptions::new(Receiver::Whozz));
    let mut receiver = open_whozz(Box::new(top.open().unwrap())).unwrap();
    ring(&top, "8005551212", "");
    let mut heard = told(&top, receiver.as_mut(), 3_500);
    act(&top, FarEndAction::HangUp);
    heard.extend(told(&top, receiver.as_mut(), 30_000));
    assert_eq!(count(&heard, &BEGIN), count(&heard, &END));
    assert!(count(&heard, &BEGIN) <= 2, "{heard:?}");
}

#[test]
fn what_the_desk_phone_dials_is_told_as_digits() {
    for detail in [false, true] {
        let options = ReceiverOptions { detail, ..ReceiverOptions::new(Receiver::Whozz) };
        let top = bench(options);
        let mut receiver = open_whozz(Box::new(top.open().unwrap())).unwrap();
        act(&top, FarEndAction::LiftDeskPhone);
        told(&top, receiver.as_mut(), 1_000);
        act(&top, FarEndAction::DialDeskPhone("5551234".to_owned()));
        let heard = told(&top, receiver.as_mut(), 10_000);
        let digits: String = heard
            .iter()
            .filter_map(
                |s| if let LineSignal::Digit { digit, .. } = s { Some(*digit) } else { None },
            )
            .collect();
        assert_eq!(digits, "5551234", "{detail}");
        act(&top, FarEndAction::ReplaceDeskPhone);
        let over = if detail { LineSignal::Hook(Hook::On) } else { LineSignal::Cleared };
        assert_eq!(told(&top, receiver.as_mut(), 1_000), [over], "{detail}");
    }
}

#[test]
fn another_line_of_the_unit_is_counted_and_not_told() {
    let top = bench(ReceiverOptions::new(Receiver::Whozz));
    let mut receiver = open_whozz_line(Box::new(top.open().unwrap()), 2).unwrap();
    ring(&top, "8005551212", "");
    assert_eq!(told(&top, receiver.as_mut(), 5_000), []);
    let diagnosis = receiver.diagnosis();
    assert!(diagnosis.facts.contains(&("Records of line 01".to_owned(), "2".to_owned())));
    assert!(diagnosis.findings[0].contains("other lines"), "{diagnosis:?}");
}

#[test]
fn wherever_the_plug_is_pulled_it_is_told_once_and_the_receiver_works_again() {
    for kind in [Receiver::Comet, Receiver::Module, Receiver::Whozz] {
        let open = |top: &BenchTop| {
            let link = Box::new(top.open().unwrap());
            if kind == Receiver::Whozz { open_whozz(link) } else { open_raw(link) }
        };
        let transfers = if kind == Receiver::Comet { 1 } else { 2 };
        for ahead in 0..transfers {
            let top = bench(ReceiverOptions::new(kind));
            top.fault(ahead, Fault::Unplug);
            match open(&top) {
                Err(error) => assert_eq!(error.kind, DeviceErrorKind::Gone),
                Ok(mut receiver) => {
                    ring(&top, "5550100", "");
                    let mut heard = told(&top, receiver.as_mut(), 8_000);
                    top.unplug();
                    heard.extend(told(&top, receiver.as_mut(), 2_000));
                    let lost = LineSignal::BoxLost(Edge::Begin);
                    assert_eq!(count(&heard, &lost), 1, "{kind:?} {ahead}");
                    assert_eq!(count(&heard, &BEGIN), count(&heard, &END), "{kind:?} {ahead}");
                    assert_eq!(receiver.order(&BoxOrder::ReportStatus), Err(Refusal::Gone));
                }
            }
            let _rings_no_more = top.with(|model, now| model.line().act(FarEndAction::HangUp, now));
            top.plug();
            let mut receiver = open(&top).unwrap();
            told(&top, receiver.as_mut(), 8_000);
            ring(&top, "5550101", "");
            let heard = told(&top, receiver.as_mut(), 8_000);
            assert_eq!(callers(&heard), ["5550101"], "{kind:?} {ahead}");
        }
    }
}
