//! Any sequence of reports at any times, true or lying: no panic, never two calls on a line, opened = closed + live.

use crate::rig::Rig;
use crate::script::Script;
use proptest::prelude::*;
use ringdesk::base::caller_id::{CallerId, Format, Standard};
use ringdesk::base::evidence::Evidence;
use ringdesk::base::ids::LineId;
use ringdesk::base::order::BoxOrder;
use ringdesk::base::signal::{Edge, Hook, LineSignal, Origin, Refusal, Report, Tone, Who};
use ringdesk::engine::command::Command;
use ringdesk::engine::event::Event;
use ringdesk::engine::settings::{LineChoice, RecordFrom, Settings};
use std::time::Duration;

fn edge() -> impl Strategy<Value = Edge> {
    prop_oneof![Just(Edge::Begin), Just(Edge::End)]
}

fn caller() -> impl Strategy<Value = CallerId> {
    let standard = prop_oneof![
        Just((Standard::Bell202, Format::Mdmf)),
        Just((Standard::Dtmf, Format::Dtmf)),
        Just((Standard::Box, Format::Box)),
    ];
    (standard, prop::option::of("1380000000[0-2]"), any::<bool>()).prop_map(
        |((standard, format), number, checksum_ok)| CallerId {
            standard,
            format,
            number,
            absence: None,
            name: Vec::new(),
            time: None,
            checksum_ok,
        },
    )
}

fn tone() -> impl Strategy<Value = Tone> {
    prop_oneof![
        Just(Tone::Dial),
        Just(Tone::Ringback),
        Just(Tone::Busy),
        Just(Tone::Congestion),
        Just(Tone::Sit),
    ]
}

fn signal() -> impl Strategy<Value = LineSignal> {
    prop_oneof![
        4 => edge().prop_map(LineSignal::Ring),
        4 => prop_oneof![Just(Hook::On), Just(Hook::Off)].prop_map(LineSignal::Hook),
        3 => caller().prop_map(LineSignal::CallerId),
        1 => Just(LineSignal::BurstBegun),
        1 => Just(LineSignal::BurstDamaged),
        1 => Just(LineSignal::OtherMessage),
        3 => "[0-9*#A-D]".prop_map(|c| LineSignal::Digit {
            digit: c.chars().next().unwrap_or('0'),
            lasted: Duration::from_millis(80),
        }),
        4 => (tone(), edge()).prop_map(|(tone, edge)| LineSignal::Tone(tone, edge)),
        4 => edge().prop_map(LineSignal::Voice),
        1 => Just(LineSignal::Answerer(Who::Machine)),
        1 => Just(LineSignal::PolarityReversed),
        1 => Just(LineSignal::LoopBreak),
        1 => Just(LineSignal::AudioGap(Duration::from_millis(40))),
        1 => edge().prop_map(LineSignal::AudioLost),
        1 => edge().prop_map(LineSignal::BoxLost),
        1 => Just(LineSignal::OrderRefused(BoxOrder::Seize, Refusal::Gone)),
        2 => Just(LineSignal::OrderDone(BoxOrder::Seize)),
        2 => Just(LineSignal::OrderDone(BoxOrder::Release)),
        1 => Just(LineSignal::OrderDone(BoxOrder::Dial("12,3".to_owned()))),
        1 => Just(LineSignal::OrderRefused(BoxOrder::Dial("1".to_owned()), Refusal::Failed)),
        1 => Just(LineSignal::Connected),
        1 => Just(LineSignal::Cleared),
    ]
}

/// Milliseconds until it arrives, how old it is then, and what.
fn step() -> impl Strategy<Value = (u64, u64, Option<(Origin, LineSignal)>)> {
    let origin = prop_oneof![Just(Origin::Box), Just(Origin::Dsp)];
    let pause = prop_oneof![6 => 0_u64..1_500, 2 => 1_500_u64..9_000, 1 => 9_000_u64..90_000];
    (pause, 0_u64..3_000, prop::option::weighted(0.98, (origin, signal())))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_a_line_says_confuses_the_desk(
        tap in any::<bool>(),
        screened in any::<bool>(),
        dials in any::<bool>(),
        from in prop_oneof![Just(RecordFrom::OffHook), Just(RecordFrom::FirstRing)],
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let settings = Settings { record_from: from, ..Settings::default() };
        let until = Duration::ZERO;
        let firewall = crate::firewall::Setting::chaos(screened);
        let (customers, events) = (Vec::new(), Vec::new());
        let dial = crate::dialling::Words { dials, ..Default::default() };
        let script = Script { tap, settings, customers, events, until, dial, firewall };
        let mut rig = Rig::new(&script);
        let mut now = Duration::ZERO;
        for (pause, age, what) in steps {
            now += Duration::from_millis(pause);
            rig.advance(now);
            let Some((origin, signal)) = what else {
                rig.step(Event::Command(Command::ChooseLine(LineChoice::Simulated)));
                rig.open();
                continue;
            };
            if age % 9 == 0 {
                let wish = crate::dialling::command(&["dial", "9,021-55501234转8"]).unwrap();
                rig.step(Event::Command(wish));
            } else if age % 31 == 0 {
                rig.step(Event::Command(crate::dialling::command(&["hang_up_line"]).unwrap()));
            }
            let at = now.saturating_sub(Duration::from_millis(age));
            let evidence = Evidence::default();
            rig.step(Event::Line(Report { line: LineId(0), origin, at, signal, evidence }));
        }
        rig.advance(now + Duration::from_mins(10));
        rig.finish();
    }
}
