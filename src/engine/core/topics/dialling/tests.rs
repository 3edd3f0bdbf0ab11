//! What must hold whatever people and lines do: the ledger is asked last, nothing suppressed is dialled without a person's yes,
//! emergency numbers pass, nobody is missed on a line that cannot tell.

use crate::base::capability::Capabilities;
use crate::base::clock::Stamp;
use crate::base::evidence::Evidence;
use crate::base::ids::{CallId, LineId};
use crate::base::number::PhoneNumber;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, LineSignal, Origin, Report};
use crate::call::dialling::{DialSource, DialTrouble, Suppression};
use crate::call::record::Outcome;
use crate::engine::command::Command;
use crate::engine::core::Core;
use crate::engine::effect::{Announcement, Effect};
use crate::engine::event::Event;
use crate::engine::notice::Topic;
use crate::engine::settings::{LineChoice, Settings};
use crate::engine::topics::dialling::{DialCommand, DialStage};
use proptest::prelude::*;
use std::time::Duration;

const LINE: LineId = LineId(0);

fn at(millis: u64) -> Stamp {
    Stamp { mono: Duration::from_millis(millis), utc_millis: 0, offset_minutes: 0 }
}

fn dialler() -> Capabilities {
    Capabilities { ring: true, hook: true, seize: true, dial: true, ..Capabilities::default() }
}

fn core() -> Core {
    Core::new(Settings::default(), CallId(1), "data".into())
}

fn open(core: &mut Core, claimed: Capabilities, now: Stamp) -> Vec<Effect> {
    let choice = LineChoice::Box("modem:1@1".to_owned());
    let (level, doctor) = (std::sync::Arc::default(), std::sync::Arc::default());
    let name = "box".to_owned();
    core.step(Event::LineOpened { line: LINE, choice, name, claimed, level, doctor }, now)
}

fn dial(number: &str, source: DialSource) -> Event {
    let number = PhoneNumber::new(number);
    wish(DialCommand::Dial { number, customer: None, source })
}

fn wish(command: DialCommand) -> Event {
    Event::Command(Command::Dialling(command))
}

fn said(millis: u64, signal: LineSignal) -> Event {
    let at = Duration::from_millis(millis);
    Event::Line(Report {
        line: LINE,
        origin: Origin::Box,
        at,
        signal,
        evidence: Evidence::default(),
    })
}

fn done(millis: u64, order: BoxOrder) -> Event {
    said(millis, LineSignal::OrderDone(order))
}

fn orders(effects: &[Effect]) -> Vec<BoxOrder> {
    let order = |effect: &Effect| match effect {
        Effect::Order(_, order) => Some(order.clone()),
        _ => None,
    };
    effects.iter().filter_map(order).collect()
}

fn asked(effects: &[Effect]) -> Option<u64> {
    effects.iter().find_map(|effect| match effect {
        Effect::AskSuppressed(serial, _) => Some(*serial),
        _ => None,
    })
}

#[test]
fn the_line_is_taken_only_after_the_ledger_has_answered_this_very_wish() {
    let mut core = core();
    open(&mut core, dialler(), at(0));
    let first = core.step(dial("10086", DialSource::Field), at(100));
    assert!(orders(&first).is_empty());
    let serial = asked(&first).unwrap();
    core.step(wish(DialCommand::Cancel), at(200));
    let second = asked(&core.step(dial("95588", DialSource::Field), at(300))).unwrap();
    let late = core.step(Event::Suppressed(serial, Ok(None)), at(400));
    assert!(orders(&late).is_empty(), "an answer about another number");
    let now = core.step(Event::Suppressed(second, Ok(None)), at(500));
    assert_eq!(orders(&now), [BoxOrder::Seize]);
    assert!(orders(&core.step(Event::Suppressed(second, Ok(None)), at(600))).is_empty(), "once");
}

#[test]
fn a_link_waits_for_a_person_even_when_nothing_else_is_doubtful() {
    let mut core = core();
    open(&mut core, dialler(), at(0));
    let effects = core.step(dial("10086", DialSource::Link), at(100));
    assert!(asked(&effects).is_none() && orders(&effects).is_empty());
    let pending = core.snapshot(at(100)).dialling.pending.unwrap();
    assert!(matches!(pending.stage, DialStage::Confirm(_)));
    assert!(asked(&core.step(wish(DialCommand::Confirm(pending.serial)), at(200))).is_some());
}

#[test]
fn a_number_that_started_the_program_waits_for_its_line() {
    let mut core = core();
    assert!(core.step(dial("10086", DialSource::Command), at(10)).is_empty());
    let serial = asked(&open(&mut core, dialler(), at(900))).unwrap();
    assert_eq!(orders(&core.step(Event::Suppressed(serial, Ok(None)), at(950))), [BoxOrder::Seize]);
}

#[test]
fn hanging_up_while_the_line_is_being_taken_dials_nothing() {
    let mut core = core();
    open(&mut core, dialler(), at(0));
    core.step(dial("110", DialSource::Field), at(100));
    assert_eq!(orders(&core.step(wish(DialCommand::HangUp), at(150))), [BoxOrder::Release]);
    core.step(done(200, BoxOrder::Seize), at(200));
    let mut later = core.step(done(210, BoxOrder::Release), at(210));
    for millis in (300..8_000).step_by(100) {
        later.extend(core.step(Event::Tick, at(millis)));
    }
    assert!(orders(&later).is_empty(), "{later:?}");
    assert!(core.snapshot(at(8_000)).calls.iter().all(|call| call.record.lasted.is_some()));
}

#[test]
fn a_box_that_cannot_see_the_desk_phone_does_not_call_a_call_missed() {
    let outcome = |claimed| {
        let mut core = core();
        open(&mut core, claimed, at(0));
        core.step(said(1_000, LineSignal::Ring(Edge::Begin)), at(1_000));
        core.step(said(2_000, LineSignal::Ring(Edge::End)), at(2_000));
        let ended = core.step(Event::Tick, at(30_000));
        ended.iter().find_map(|effect| match effect {
            Effect::Announce(Announcement::CallEnded { outcome, .. }) => Some(*outcome),
            _ => None,
        })
    };
    let modem = Capabilities { ring: true, seize: true, audio_in: true, ..Capabilities::default() };
    let receiver = Capabilities { ring: true, caller_id: true, ..Capabilities::default() };
    let tap = Capabilities { audio_in: true, ..Capabilities::default() };
    assert_eq!(outcome(modem), Some(Outcome::NotKnown));
    assert_eq!(outcome(receiver), Some(Outcome::NotKnown));
    assert_eq!(outcome(tap), Some(Outcome::Missed), "a tap hears whether somebody answers");
    assert_eq!(outcome(dialler()), Some(Outcome::Missed));
}

#[test]
fn what_cannot_be_done_is_said_and_orders_nothing() {
    let mut core = core();
    let deaf = Capabilities { hook: true, ..Capabilities::default() };
    open(&mut core, deaf, at(0));
    for (command, trouble) in [
        (DialCommand::Flash, DialTrouble::BoxCannot),
        (DialCommand::SendKeys("1".into()), DialTrouble::BoxCannot),
        (DialCommand::SendKeys("x".into()), DialTrouble::NoNumber),
        (DialCommand::Answer(LINE), DialTrouble::LineInUse),
        (DialCommand::Redial, DialTrouble::NothingToRedial),
        (DialCommand::Suppress(Suppression::default()), DialTrouble::NoNumber),
    ] {
        let effects = core.step(wish(command.clone()), at(100));
        assert!(orders(&effects).is_empty());
        let told = core.snapshot(at(100)).notices[0].topic.clone();
        assert_eq!(told, Topic::Dialling(trouble), "{command:?}");
    }
}

/// Things people and lines do.
fn happens() -> impl Strategy<Value = Event> {
    let number = prop_oneof![
        Just("13812345678"),
        Just("010-65123456"),
        Just("65123456"),
        Just("+86 138 1234 5678"),
        Just("9,13812345678"),
    ];
    let source = prop_oneof![
        Just(DialSource::Field),
        Just(DialSource::Link),
        Just(DialSource::Card),
        Just(DialSource::Redial)
    ];
    let seized = BoxOrder::Seize;
    prop_oneof![
        4 => (number, source).prop_map(|(number, source)| dial(number, source)),
        1 => Just(wish(DialCommand::Redial)),
        2 => (0_u64..6).prop_map(|serial| wish(DialCommand::Confirm(serial))),
        1 => Just(wish(DialCommand::Cancel)),
        1 => Just(wish(DialCommand::HangUp)),
        1 => Just(wish(DialCommand::SendKeys("1".into()))),
        1 => Just(wish(DialCommand::Flash)),
        3 => Just(Event::Tick),
        1 => Just(done(0, seized)),
        1 => Just(done(0, BoxOrder::Release)),
        1 => Just(said(0, LineSignal::Ring(Edge::Begin))),
        1 => Just(said(0, LineSignal::Hook(crate::base::signal::Hook::Off))),
        1 => Just(said(0, LineSignal::Hook(crate::base::signal::Hook::On))),
    ]
}

proptest! {
    /// Everything is suppressed, and no person says yes to that: the line is never taken in order to dial.
    #[test]
    fn once_suppressed_no_path_dials(
        steps in prop::collection::vec((happens(), 1_u64..3_000), 1..60),
        silent in any::<bool>(),
    ) {
        let mut core = core();
        open(&mut core, dialler(), at(0));
        let mut millis = 0;
        let mut row = 0;
        for (event, later) in steps {
            millis += later;
            let event = match event {
                Event::Line(report) => {
                    Event::Line(Report { at: Duration::from_millis(millis), ..report })
                }
                // A person who is asked about the ledger says no.
                Event::Command(Command::Dialling(DialCommand::Confirm(serial))) => {
                    let pending = core.snapshot(at(millis)).dialling.pending;
                    let ledger = pending.is_some_and(|dial| match dial.stage {
                        DialStage::Confirm(doubts) => doubts.iter().any(|doubt| matches!(
                            doubt,
                            crate::call::dialling::Doubt::Suppressed(_)
                                | crate::call::dialling::Doubt::LedgerSilent
                        )),
                        _ => false,
                    });
                    if ledger { wish(DialCommand::Cancel) } else { wish(DialCommand::Confirm(serial)) }
                }
                other => other,
            };
            let mut effects = core.step(event, at(millis));
            while let Some(serial) = asked(&effects) {
                prop_assert!(!orders(&effects).contains(&BoxOrder::Seize));
                row += 1;
                let entry = Suppression { id: row, ..Suppression::default() };
                let answer = if silent { Err(()) } else { Ok(Some(entry)) };
                effects = core.step(Event::Suppressed(serial, answer), at(millis));
            }
            let taken = orders(&effects);
            prop_assert!(!taken.contains(&BoxOrder::Seize), "{effects:?}");
        }
    }

    /// Everything is suppressed and nobody answers any question: an emergency number is dialled all the same.
    #[test]
    fn an_emergency_number_is_never_held_up(
        before in prop::collection::vec(("[0-9]{3,11}", 1_u64..500), 0..6),
        number in prop::sample::select(crate::call::dialling::emergency::NUMBERS.to_vec()),
    ) {
        let mut core = core();
        open(&mut core, dialler(), at(0));
        let mut millis = 0;
        for (other, later) in before {
            millis += later;
            if crate::call::dialling::emergency::is_emergency(&other, "") {
                continue;
            }
            core.step(dial(&other, DialSource::Field), at(millis));
        }
        let effects = core.step(dial(number, DialSource::Field), at(millis + 1));
        prop_assert_eq!(orders(&effects), vec![BoxOrder::Seize]);
    }
}
