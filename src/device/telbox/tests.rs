//! The driver on the bench, with the model of each box.

mod faults;

use super::*;
use crate::base::caller_id::{Format, Standard};
use crate::base::clock::{Clock, ManualClock};
use crate::base::order::{BurstMoment, FarEndAction, SimulatedCaller};
use crate::base::signal::Hook;
use crate::device::error::DeviceErrorKind;
use crate::device::sim::boxes::bench::{BenchTop, Fault};
use crate::device::sim::boxes::telbox::{self as model, Desk, Edition, Habits};
use crate::device::sim::model::Phase;
use crate::device::sim::settings::SimSettings;
use std::sync::Arc;

const LINE: LineId = LineId(1);
const EDITIONS: [Edition; 4] = [
    Edition::B2kFirst,
    Edition::B2kSecond,
    Edition::B3g { lifted: false },
    Edition::B3g { lifted: true },
];

struct World {
    top: BenchTop,
    desk: Desk,
    calibration: Calibration,
}

fn world_with(edition: Edition, habits: Habits) -> World {
    let telbox = model::Telbox::new(edition, habits, SimSettings::default());
    let desk = telbox.desk();
    let top = BenchTop::new(Box::new(telbox), Arc::new(ManualClock::default()));
    let lifted_is_one = match edition {
        Edition::B3g { lifted } => Some(lifted),
        _ => None,
    };
    World { top, desk, calibration: Calibration { lifted_is_one } }
}

fn world(edition: Edition) -> World {
    world_with(edition, Habits::default())
}

impl World {
    fn try_open(&self) -> Result<Telbox, crate::device::error::DeviceError> {
        let link = self.top.open().map_err(|error| {
            crate::device::error::DeviceError::new(DeviceErrorKind::Gone, error.context)
        })?;
        open_with(Box::new(link), self.calibration)
    }

    fn open(&self) -> Telbox {
        self.try_open().unwrap()
    }

    fn act(&self, action: FarEndAction) {
        self.top.with(|model, now| model.line().act(action, now)).unwrap();
    }

    fn ring(&self) {
        self.act(FarEndAction::Ring(SimulatedCaller {
            number: "5550100".to_owned(),
            name: String::new(),
            standard: Standard::Bell202,
            format: Format::Mdmf,
            moment: BurstMoment::Never,
        }));
    }

    fn is_at_rest(&self) -> bool {
        let rings = self.desk.rung().last().is_some_and(|(_, on)| *on);
        let free = self
            .top
            .with(|model, _| !model.line().is_off_hook() && model.line().desk_is_connected());
        free && !rings && !self.desk.is_joined()
    }

    fn is_off_hook(&self) -> bool {
        self.top.with(|model, _| model.line().is_off_hook())
    }

    fn phase(&self) -> Phase {
        self.top.with(|model, _| model.line().exchange().phase())
    }

    /// What the box reports in so many milliseconds.
    fn run(&self, telbox: &mut Telbox, millis: u64) -> Vec<Report> {
        let end = self.now() + Duration::from_millis(millis);
        let mut told = Vec::new();
        while self.now() < end {
            match telbox.poll(LINE, Duration::from_millis(20)) {
                Some(report) => told.push(report),
                None if telbox.lost => break,
                None => {}
            }
        }
        told.extend(std::iter::from_fn(|| telbox.out.next(LINE)));
        told
    }

    fn signals(&self, telbox: &mut Telbox, millis: u64) -> Vec<LineSignal> {
        self.run(telbox, millis).into_iter().map(|report| report.signal).collect()
    }

    fn now(&self) -> Duration {
        self.top.clock().now().mono
    }
}

fn digits(signals: &[LineSignal]) -> String {
    let digit = |signal: &LineSignal| match signal {
        LineSignal::Digit { digit, .. } => Some(*digit),
        _ => None,
    };
    signals.iter().filter_map(digit).collect()
}

const RINGS: LineSignal = LineSignal::Ring(Edge::Begin);
const PAUSES: LineSignal = LineSignal::Ring(Edge::End);
const LIFTED: LineSignal = LineSignal::Hook(Hook::Off);
const DOWN: LineSignal = LineSignal::Hook(Hook::On);
const LOST: LineSignal = LineSignal::BoxLost(Edge::Begin);

#[test]
fn a_box_is_named_brought_to_rest_and_told_apart_when_it_is_opened() {
    for (edition, name, sound) in [
        (Edition::B2kFirst, "Yealink USB-B2K", false),
        (Edition::B2kSecond, "Yealink USB-B2K (second edition)", false),
        (EDITIONS[2], "Yealink USB-B3G", true),
    ] {
        let world = world_with(edition, Habits { wakes_on_usb: true, ..Habits::default() });
        let telbox = world.open();
        assert!(world.is_at_rest());
        assert_eq!((telbox.name().as_str(), telbox.usb_audio()), (name, sound));
        let can = telbox.capabilities();
        assert!(
            can.ring && can.hook && can.digits && can.seize && can.desk_switch && can.desk_ring
        );
        assert!(!can.dial && !can.caller_id && can.audio_in == sound && can.audio_out == sound);
        let facts = telbox.diagnosis().facts;
        assert!(facts.contains(&("serial number".to_owned(), "20071127000000000042".to_owned())));
        assert_eq!(world.desk.lights(), [false, true]);
        assert!(telbox.diagnosis().findings.is_empty(), "{:?}", telbox.diagnosis().findings);
    }
}

#[test]
fn a_line_left_behind_by_a_crash_is_freed_by_the_next_start() {
    for edition in EDITIONS {
        let world = world(edition);
        let mut crashed = world.open();
        crashed.order(&BoxOrder::ConnectDeskPhone(false)).unwrap();
        crashed.order(&BoxOrder::Seize).unwrap();
        std::mem::forget(crashed);
        assert!(!world.is_at_rest());
        let _anew = world.open();
        assert!(world.is_at_rest());
    }
}

#[test]
fn each_burst_of_ringing_is_told_once_with_its_length() {
    for edition in EDITIONS {
        let world = world(edition);
        let mut telbox = world.open();
        world.ring();
        let began = world.now();
        let told = world.run(&mut telbox, 7_000);
        let signals: Vec<_> = told.iter().map(|report| report.signal.clone()).collect();
        assert_eq!(signals, [RINGS, PAUSES, RINGS, PAUSES], "{edition:?}");
        let length = told[1].at.saturating_sub(told[0].at).as_millis();
        assert!((900..=1_100).contains(&length), "{length}");
        assert!(told[0].at.saturating_sub(began) < Duration::from_millis(100));
    }
}

#[test]
fn the_desk_phone_answers_and_hangs_up() {
    for edition in EDITIONS {
        let world = world(edition);
        let mut telbox = world.open();
        world.ring();
        assert_eq!(world.signals(&mut telbox, 500), [RINGS]);
        world.act(FarEndAction::LiftDeskPhone);
        let told = world.run(&mut telbox, 3_000);
        let signals: Vec<_> = told.iter().map(|report| report.signal.clone()).collect();
        assert_eq!(signals, [PAUSES, LIFTED], "{edition:?}");
        assert!(told[1].evidence.note.contains("hook bit"), "{}", told[1].evidence.note);
        assert_eq!(telbox.diagnosis().desk_phone, Some(Hook::Off));
        world.act(FarEndAction::ReplaceDeskPhone);
        assert_eq!(world.signals(&mut telbox, 500), [DOWN]);
        assert!(telbox.diagnosis().findings.is_empty(), "{:?}", telbox.diagnosis().findings);
        telbox.order(&BoxOrder::ReportStatus).unwrap();
        assert_eq!(world.signals(&mut telbox, 20), [DOWN, PAUSES]);
    }
}

#[test]
fn keys_of_the_desk_phone_are_told_also_over_the_end_of_the_boxs_memory() {
    for (edition, first_key) in EDITIONS.into_iter().zip([0, 0x1e, 0x1c, 0x1f]) {
        let world = world_with(edition, Habits { first_key, ..Habits::default() });
        let mut telbox = world.open();
        world.act(FarEndAction::LiftDeskPhone);
        world.run(&mut telbox, 1_000);
        world.desk.press("0135*789#2");
        let told = world.signals(&mut telbox, 8_000);
        assert_eq!(digits(&told), "0135*789#2", "{edition:?}");
        assert_eq!(telbox.diagnosis().not_understood, 0);
    }
}

#[test]
fn a_box_that_replies_slowly_loses_neither_rings_nor_keys_nor_orders() {
    for edition in EDITIONS {
        for millis in [150, 300] {
            let reply_after = Duration::from_millis(millis);
            let world = world_with(edition, Habits { reply_after, ..Habits::default() });
            let mut telbox = world.open();
            world.ring();
            assert!(world.signals(&mut telbox, 1_000).contains(&RINGS));
            world.act(FarEndAction::LiftDeskPhone);
            assert!(world.signals(&mut telbox, 1_500).contains(&LIFTED));
            world.desk.press("13812345678");
            assert_eq!(digits(&world.signals(&mut telbox, 9_000)), "13812345678");
            let before = world.now();
            telbox.order(&BoxOrder::Seize).unwrap();
            assert!(world.now().saturating_sub(before) <= Duration::from_millis(250));
            world.run(&mut telbox, 1_000);
            assert!(world.is_off_hook());
            drop(telbox);
            assert!(world.is_at_rest());
        }
    }
}

#[test]
fn the_line_is_taken_and_left_and_a_b3g_joins_its_sound() {
    for edition in EDITIONS {
        let world = world_with(edition, Habits { echoes: false, ..Habits::default() });
        let mut telbox = world.open();
        world.ring();
        world.run(&mut telbox, 300);
        telbox.order(&BoxOrder::Seize).unwrap();
        assert_eq!((world.phase(), world.desk.is_joined()), (Phase::Talk, telbox.usb_audio()));
        assert_eq!(world.signals(&mut telbox, 200), [PAUSES]);
        telbox.order(&BoxOrder::Release).unwrap();
        assert!(world.is_at_rest());
        for order in [
            BoxOrder::Dial("123".to_owned()),
            BoxOrder::DialPulse("1".to_owned()),
            BoxOrder::Flash,
            BoxOrder::Listen(true),
        ] {
            assert_eq!(telbox.order(&order), Err(Refusal::Unsupported));
        }
    }
}

#[test]
fn whatever_ends_the_program_leaves_the_line_free() {
    for edition in EDITIONS {
        let world = world(edition);
        let mut telbox = world.open();
        telbox.order(&BoxOrder::Seize).unwrap();
        telbox.order(&BoxOrder::ConnectDeskPhone(false)).unwrap();
        telbox.order(&BoxOrder::RingDeskPhone(true)).unwrap();
        let panics = std::panic::AssertUnwindSafe(move || {
            let _falls = telbox;
            std::panic::resume_unwind(Box::new("a driver in trouble"));
        });
        assert!(std::panic::catch_unwind(panics).is_err());
        assert!(world.is_at_rest(), "{edition:?}");
    }
}

#[test]
fn a_phone_that_was_cut_off_is_rung_in_the_cadence_of_an_exchange_until_it_is_lifted() {
    let world = world(Edition::B2kFirst);
    let mut telbox = world.open();
    let ring = BoxOrder::RingDeskPhone(true);
    assert_eq!(telbox.order(&ring), Err(Refusal::WrongState), "the exchange rings it");
    telbox.order(&BoxOrder::ConnectDeskPhone(false)).unwrap();
    world.run(&mut telbox, 200);
    assert_eq!(world.desk.lights(), [true, false]);
    let before = world.desk.rung().len();
    telbox.order(&ring).unwrap();
    world.run(&mut telbox, 10_300);
    world.act(FarEndAction::LiftDeskPhone);
    assert_eq!(world.signals(&mut telbox, 3_000), [LIFTED]);
    let rung = world.desk.rung().split_off(before);
    let turns: Vec<_> = rung.iter().map(|(_, on)| *on).collect();
    assert_eq!(turns, [true, false, true, false, true, false]);
    let lengths = rung.windows(2).map(|pair| pair[1].0.saturating_sub(pair[0].0).as_millis());
    for (length, wanted) in lengths.zip([1_000, 4_000, 1_000, 4_000]) {
        assert!(length.abs_diff(wanted) < 120, "{length} instead of {wanted}");
    }
    assert_eq!(telbox.order(&ring), Err(Refusal::WrongState), "it is lifted");
    assert_eq!(world.phase(), Phase::Idle, "a phone that is cut off takes no line");
    telbox.order(&BoxOrder::ConnectDeskPhone(true)).unwrap();
    assert_eq!(world.phase(), Phase::DialTone);
}

#[test]
fn what_the_firmware_refuses_is_not_claimed_and_is_found() {
    let refusing = |edition, command| {
        let world = world_with(edition, Habits { refuses: vec![command], ..Habits::default() });
        let telbox = world.open();
        (world, telbox)
    };
    let found = |telbox: &Telbox, word: &str| {
        telbox.diagnosis().findings.iter().any(|finding| finding.contains(word))
    };
    let (_world, mut telbox) = refusing(EDITIONS[2], 0x07);
    assert!(!telbox.capabilities().seize && found(&telbox, "command 07"));
    assert_eq!(telbox.order(&BoxOrder::Seize), Err(Refusal::Unsupported));
    let (_world, mut telbox) = refusing(EDITIONS[2], 0x14);
    assert!(!telbox.usb_audio() && !telbox.capabilities().audio_in && found(&telbox, "command 14"));
    telbox.order(&BoxOrder::Seize).unwrap();
    let (world, mut telbox) = refusing(Edition::B2kFirst, 0x81);
    world.desk.press("1");
    world.run(&mut telbox, 1_000);
    assert!(found(&telbox, "command 81"));
    let (_world, telbox) = refusing(Edition::B2kFirst, 0x0e);
    assert!(!telbox.capabilities().desk_switch && telbox.capabilities().desk_ring);
    let (_world, telbox) = refusing(EDITIONS[2], 0x80);
    assert!(!telbox.capabilities().ring && found(&telbox, "neither ring nor hook"));
    let (world, _) = refusing(Edition::B2kFirst, 0x8e);
    assert!(world.is_at_rest());
}

#[test]
fn a_b3g_that_answers_short_scans_only_is_read_all_the_same() {
    let world = world_with(EDITIONS[3], Habits { short_scans: true, ..Habits::default() });
    let mut telbox = world.open();
    world.ring();
    assert_eq!(world.signals(&mut telbox, 500), [RINGS]);
    world.act(FarEndAction::LiftDeskPhone);
    assert_eq!(world.signals(&mut telbox, 500), [PAUSES, LIFTED]);
}

#[test]
fn a_hook_bit_that_is_the_other_way_round_is_noticed_and_calibrated() {
    let mut world = world(EDITIONS[3]);
    world.calibration = Calibration::default();
    let mut telbox = world.open();
    let down = [telbox.hook_bit().unwrap()];
    assert!(telbox.diagnosis().findings[0].contains("since the beginning"));
    world.ring();
    world.run(&mut telbox, 900);
    assert!(telbox.diagnosis().findings[0].contains("rang while"));
    world.act(FarEndAction::LiftDeskPhone);
    world.run(&mut telbox, 500);
    world.desk.press("55");
    world.run(&mut telbox, 1_000);
    let findings = telbox.diagnosis().findings;
    assert!(findings.iter().any(|finding| finding.contains("said to be down")), "{findings:?}");
    world.calibration = calibration::calibrate(&down, &[telbox.hook_bit().unwrap()]).unwrap();
    drop(telbox);
    let mut anew = world.open();
    assert_eq!(world.signals(&mut anew, 200), [LIFTED]);
    assert!(anew.diagnosis().findings.is_empty(), "{:?}", anew.diagnosis().findings);
}

#[test]
fn a_packet_that_nobody_has_described_is_counted_and_shown() {
    let world = world(Edition::B2kSecond);
    let mut telbox = world.open();
    let mut packet = [0; 16];
    packet[..7].copy_from_slice(&[0x18, 3, 0, 0, 5, 5, 5]);
    world.desk.send(packet);
    assert_eq!(world.signals(&mut telbox, 300), []);
    let diagnosis = telbox.diagnosis();
    assert_eq!(diagnosis.not_understood, 1);
    assert!(diagnosis.facts.iter().any(|(name, _)| name == "unknown packet 18"));
    assert!(diagnosis.findings.iter().any(|finding| finding.contains("caller's number")));
    assert!(diagnosis.dialogue.iter().any(|line| line.text.starts_with("18 03 0000 05 05 05")));
}

#[test]
fn the_makers_telephone_without_a_line_is_left_alone() {
    let world = world(Edition::Telephone);
    let error = world.try_open().err().unwrap();
    assert_eq!(error.kind, DeviceErrorKind::Unsupported);
    assert_eq!(error.context, "this is USB-P1K (version 0112), not a B2K or B3G");
    assert!(world.desk.rung().is_empty());
}

#[test]
fn a_plug_pulled_in_a_call_is_told_once_and_put_back_it_works_again() {
    for edition in EDITIONS {
        let world = world(edition);
        let mut telbox = world.open();
        telbox.order(&BoxOrder::Seize).unwrap();
        world.run(&mut telbox, 500);
        world.top.unplug();
        assert_eq!(world.signals(&mut telbox, 5_000), [LOST]);
        assert_eq!(telbox.order(&BoxOrder::Release), Err(Refusal::Gone));
        assert_eq!(telbox.poll(LINE, Duration::from_secs(1)), None);
        drop(telbox);
        assert!(world.try_open().is_err());
        world.top.plug();
        let mut anew = world.open();
        world.ring();
        assert_eq!(world.signals(&mut anew, 500), [RINGS]);
        assert!(world.is_at_rest());
    }
}

#[test]
fn a_box_that_falls_silent_or_starts_anew_is_given_up_aloud() {
    let world = world(Edition::B2kFirst);
    let mut telbox = world.open();
    world.desk.set_mute(true);
    assert_eq!(world.signals(&mut telbox, 10_000), [LOST]);
    drop(telbox);
    let error = world.try_open().err().unwrap();
    assert_eq!(error.context, "the box does not answer");
    world.desk.set_mute(false);
    let mut telbox = world.open();
    world.act(FarEndAction::LiftDeskPhone);
    world.run(&mut telbox, 500);
    world.desk.press("0123456789");
    world.run(&mut telbox, 4_000);
    world.top.fault(0, Fault::Reset);
    let told = world.run(&mut telbox, 500);
    let last = told.last().unwrap();
    assert_eq!(
        (&last.signal, last.evidence.note.as_str()),
        (&LOST, "the box has started anew by itself")
    );
}

#[test]
fn an_order_that_fails_late_is_told_and_the_line_is_not_kept() {
    let world = world(Edition::B2kFirst);
    let mut telbox = world.open();
    // The box obeys, but none of its replies arrives.
    for ahead in [1, 3, 5] {
        world.top.fault(ahead, Fault::Lose);
    }
    telbox.order(&BoxOrder::Seize).unwrap();
    assert!(world.is_off_hook());
    let told = world.signals(&mut telbox, 2_000);
    assert_eq!(told, [LineSignal::OrderRefused(BoxOrder::Seize, Refusal::Failed)]);
    assert!(!world.is_off_hook());
}
