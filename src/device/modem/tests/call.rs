//! Calls: answered at the desk, seized, dialled, recorded, played into.

use super::*;
use crate::base::signal::{Edge, Hook, Tone};

/// Seized while it rings.
fn answered(options: ModemOptions) -> Table {
    let mut table = Table::open(options);
    table.rings("5550100", BurstMoment::Never);
    table.pass(800);
    table.order(BoxOrder::Seize).unwrap();
    table.pass(600);
    assert_eq!(table.phase(), Phase::Talk, "{}", table.dialogue());
    table
}

#[test]
fn the_desk_phones_call_is_told_and_recorded_and_the_line_left_when_it_is_put_back() {
    for (name, options) in products() {
        let mut table = Table::open(options);
        let hook = table.modem().capabilities().hook;
        let tap = table.modem().unit.tap().is_some();
        table.rings("5550100", BurstMoment::BetweenRings);
        table.pass(2_500);
        table.act(FarEndAction::LiftDeskPhone);
        table.pass(1_000);
        assert_eq!(table.count(&LineSignal::Hook(Hook::Off)), usize::from(hook), "{name}");
        table.heard.clear();
        table.act(FarEndAction::Speak(None));
        table.pass(3_000);
        let loud = power(&table.heard);
        assert_eq!(loud > 100.0, tap, "{name}: {loud}\n{}", table.dialogue());
        table.act(FarEndAction::ReplaceDeskPhone);
        table.pass(2_000);
        assert_eq!(table.count(&LineSignal::Hook(Hook::On)), usize::from(hook), "{name}");
        table.assert_left(name);
        assert_eq!(table.phase(), Phase::Idle, "{name}");
    }
}

#[test]
fn a_call_that_is_answered_from_the_computer_is_heard_and_left() {
    for (name, options) in products() {
        let mut table = answered(options);
        let ring = LineSignal::Ring;
        assert_eq!(table.count(&ring(Edge::Begin)), table.count(&ring(Edge::End)), "{name}");
        table.heard.clear();
        table.act(FarEndAction::Speak(None));
        table.pass(3_000);
        assert!(power(&table.heard) > 100.0, "{name}\n{}", table.dialogue());
        let frames = table.heard.len();
        assert!((22_000..26_000).contains(&frames), "{name}: {frames} frames in 3 s");
        table.order(BoxOrder::Release).unwrap();
        table.pass(2_500);
        table.assert_left(name);
        assert_eq!(table.count(&LineSignal::Hook(Hook::Off)), 0, "{name}: our own hook");
        let rest = table.modem().unit.rest();
        assert_eq!(table.modem().class, rest, "{name}");
    }
}

#[test]
fn a_number_is_dialled_from_the_computer_on_every_product() {
    for (name, options) in products() {
        let mut table = Table::open(options);
        assert_eq!(table.order(BoxOrder::Dial("1".to_owned())), Err(Refusal::WrongState));
        table.order(BoxOrder::Seize).unwrap();
        table.order(BoxOrder::Dial("(021) 555-0100".to_owned())).unwrap();
        table.pass(9_000);
        assert_eq!(table.phase(), Phase::RingBack, "{name}\n{}", table.dialogue());
        assert!(table.line(|line| line.is_off_hook()), "{name}");
        table.act(FarEndAction::Answer);
        table.pass(500);
        table.order(BoxOrder::Release).unwrap();
        table.pass(2_500);
        table.assert_left(name);
        let refused = |s: &LineSignal| matches!(s, LineSignal::OrderRefused(..));
        assert!(!table.signals().iter().any(refused), "{name}: {:?}", table.signals());
    }
}

#[test]
fn the_modems_own_dialler_says_how_it_went() {
    let own = Options { modem_dials: true, ..Options::default() };
    let dialled = |options: ModemOptions, waits: u64| {
        let mut table = Table::open_as(options, own);
        table.order(BoxOrder::Seize).unwrap();
        table.order(BoxOrder::Dial("5550100".to_owned())).unwrap();
        for _ in 0..100 {
            table.pass(100);
            if table.phase() == Phase::RingBack {
                table.pass(waits);
                return table;
            }
        }
        panic!("it never rings\n{}", table.dialogue());
    };
    let mut table = dialled(ModemOptions::generic(), 11_000);
    table.act(FarEndAction::Answer);
    let connected = table.until(20, |s| *s == LineSignal::Connected);
    let connected = connected.unwrap_or_else(|| panic!("{}", table.dialogue()));
    assert!(connected.evidence.note.contains("VCON"), "{:?}", connected.evidence);
    assert!(table.line(|line| line.is_off_hook()));
    let mut table = dialled(ModemOptions::generic(), 2_000);
    table.act(FarEndAction::Busy);
    let cleared = table.until(20, |s| *s == LineSignal::Cleared);
    assert!(cleared.is_some(), "{}", table.dialogue());
    assert_eq!(table.count(&LineSignal::Tone(Tone::Busy, Edge::Begin)), 1);
    table.pass(1_000);
    table.assert_left("busy");
    let mut table = dialled(ModemOptions::generic(), 2_000);
    table.order(BoxOrder::Release).unwrap();
    table.pass(1_500);
    table.assert_left("broken off");
    assert_eq!(table.count(&LineSignal::Cleared), 0);
}

#[test]
fn an_open_modem_dials_by_itself_from_the_moment_it_is_told_to() {
    let mut table = Table::open(ModemOptions::generic());
    for (own_dialler, dials) in [(false, 0), (true, 1), (false, 1)] {
        table.order(BoxOrder::Tune(Tuning { own_dialler, ..Tuning::default() })).unwrap();
        table.order(BoxOrder::Seize).unwrap();
        table.order(BoxOrder::Dial("5550100".to_owned())).unwrap();
        table.pass(8_000);
        let said = table.dialogue().matches("ATDT5550100").count();
        assert_eq!(said, dials, "{own_dialler}: {}", table.dialogue());
        assert_eq!(table.phase(), Phase::RingBack, "{own_dialler}");
        table.order(BoxOrder::Release).unwrap();
        table.pass(6_000);
        table.assert_left("given up");
    }
}

#[test]
fn a_line_that_is_in_use_is_refused_in_words() {
    let own = Options { modem_dials: true, ..Options::default() };
    let mut table = Table::open_as(ModemOptions::startech(), own);
    table.act(FarEndAction::LiftDeskPhone);
    table.order(BoxOrder::Seize).unwrap();
    table.order(BoxOrder::Dial("5550100".to_owned())).unwrap();
    let refused = table.until(10, |s| matches!(s, LineSignal::OrderRefused(..))).unwrap();
    assert!(refused.evidence.note.contains("LINE-IN-USE"), "{:?}", refused.evidence);
}

#[test]
fn keys_of_the_far_end_and_tones_of_the_exchange_are_told_while_it_records() {
    for (name, options) in [
        ("generic", ModemOptions::generic()),
        ("startech", ModemOptions::startech()),
        ("usr5637", ModemOptions::usr5637()),
    ] {
        let mut table = answered(options);
        table.act(FarEndAction::Press("5#1".to_owned()));
        table.pass(2_500);
        let digits: String = table
            .signals()
            .iter()
            .filter_map(
                |s| if let LineSignal::Digit { digit, .. } = s { Some(*digit) } else { None },
            )
            .collect();
        assert_eq!(digits, "5#1", "{name}\n{}", table.dialogue());
        table.act(FarEndAction::HangUp);
        table.pass(8_000);
        assert_eq!(table.count(&LineSignal::Tone(Tone::Busy, Edge::Begin)), 1, "{name}");
    }
}

#[test]
fn sound_is_played_into_the_line_without_holes_and_recording_goes_on_after_it() {
    for (name, options) in products() {
        let mut table = answered(options);
        table.pass(400);
        let sound: Vec<i16> = sine(16_000, 0.5, 8_000.0);
        let before = table.line(|line| line.far_end_heard().len());
        let mut rest = sound.as_slice();
        for _ in 0..300 {
            let sink = table.sink.as_mut().unwrap();
            let taken = sink.push(rest);
            rest = &rest[taken..];
            table.pass(20);
        }
        assert!(rest.is_empty(), "{name}: {} samples left", rest.len());
        let heard = table.line(|line| line.far_end_heard()[before..].to_vec());
        let loud = heard.iter().filter(|s| s.unsigned_abs() > 500).count();
        assert!(loud > 14_500, "{name}: {loud} loud samples\n{}", table.dialogue());
        let first = heard.iter().position(|s| s.unsigned_abs() > 500).unwrap();
        let hole = heard[first..first + 15_000]
            .windows(80)
            .filter(|w| w.iter().all(|s| s.unsigned_abs() < 200))
            .count();
        assert_eq!(hole, 0, "{name}: a hole in what was played");
        table.heard.clear();
        table.act(FarEndAction::Speak(None));
        table.pass(3_000);
        assert!(power(&table.heard) > 100.0, "{name}: recording after playing");
        table.order(BoxOrder::Release).unwrap();
        table.pass(2_500);
        table.assert_left(name);
    }
}

#[test]
fn nothing_can_be_played_into_a_line_that_is_not_ours() {
    let mut table = Table::open(ModemOptions::generic());
    table.pass(100);
    assert_eq!(table.sink.as_mut().unwrap().push(&[1; 100]), 0);
    table.order(BoxOrder::Seize).unwrap();
    table.pass(500);
    assert!(table.sink.as_mut().unwrap().room() > 0);
    table.order(BoxOrder::Release).unwrap();
    table.pass(500);
    assert_eq!(table.sink.as_mut().unwrap().room(), 0);
}

#[test]
fn closing_in_the_middle_of_a_call_leaves_the_line() {
    for (name, options) in products() {
        let mut table = answered(options);
        table.pass(500);
        table.modem = None;
        table.assert_left(name);
        let mut table = Table::open(ModemOptions::generic());
        table.order(BoxOrder::Seize).unwrap();
        table.modem = None;
        table.assert_left("closed before the line was taken");
    }
}

#[test]
fn a_desk_phone_that_forgets_to_hang_up_is_not_helped_to_hold_the_line() {
    let mut table = Table::open(ModemOptions::generic());
    table.rings("5550100", BurstMoment::Never);
    table.pass(800);
    table.act(FarEndAction::LiftDeskPhone);
    table.pass(2_000);
    assert!(table.line(|line| line.is_off_hook()), "recording\n{}", table.dialogue());
    table.act(FarEndAction::HangUp);
    table.pass(6_000);
    assert!(!table.line(|line| line.is_off_hook()), "busy tone\n{}", table.dialogue());
    table.act(FarEndAction::ReplaceDeskPhone);
    table.pass(1_000);
    assert_eq!((table.count(&LineSignal::Hook(Hook::On)), table.phase()), (1, Phase::Idle));
}

#[test]
fn the_computer_can_take_over_a_call_of_the_desk_phone() {
    for (name, options) in [
        ("startech", ModemOptions::startech()),
        ("relay", ModemOptions { relay: true, ..ModemOptions::generic() }),
    ] {
        let mut table = Table::open(options);
        table.rings("5550100", BurstMoment::Never);
        table.pass(800);
        table.act(FarEndAction::LiftDeskPhone);
        table.pass(1_500);
        table.order(BoxOrder::Seize).unwrap();
        table.pass(1_500);
        assert!(table.sink.as_mut().unwrap().room() > 0, "{name}\n{}", table.dialogue());
        table.act(FarEndAction::ReplaceDeskPhone);
        table.pass(1_000);
        assert_eq!(table.phase(), Phase::Talk, "{name}");
        table.order(BoxOrder::Release).unwrap();
        table.pass(1_500);
        table.assert_left(name);
    }
}

#[test]
fn a_waiting_call_is_told_in_the_middle_of_another() {
    let options = ModemOptions { complex_packets: true, ..ModemOptions::generic() };
    let mut table = answered(options);
    table.pass(500);
    table.act(FarEndAction::CallWaiting(caller("5550199", "BOB", BurstMoment::Never)));
    table.pass(3_000);
    assert_eq!(table.numbers(), [Some("5550199".to_owned())], "{}", table.dialogue());
    assert!(table.line(|line| line.is_off_hook()));
}

#[test]
fn a_desk_phone_is_left_alone_where_that_is_set() {
    let own = Options { leave_desk_phone: true, ..Options::default() };
    let mut table = Table::open_as(ModemOptions::generic(), own);
    table.act(FarEndAction::LiftDeskPhone);
    table.pass(2_000);
    assert_eq!(table.count(&LineSignal::Hook(Hook::Off)), 1);
    assert!(!table.line(|line| line.is_off_hook()));
}

#[test]
fn a_flash_is_short_and_the_line_stays_ours() {
    let mut table = answered(ModemOptions::generic());
    assert_eq!(table.line(|line| line.turns().len()), 1);
    table.order(BoxOrder::Flash).unwrap();
    table.pass(2_000);
    let turns = table.line(|line| line.turns().to_vec());
    assert!(table.line(|line| line.is_off_hook()), "{}", table.dialogue());
    let [.., open, closed] = turns.as_slice() else { panic!("{turns:?}") };
    let length = closed.at.saturating_sub(open.at);
    assert!((200..600).contains(&length.as_millis()), "{length:?}");
}

#[test]
fn a_desk_phone_that_is_lifted_during_our_call_keeps_it_when_we_leave() {
    let mut table = answered(ModemOptions { relay: true, ..ModemOptions::generic() });
    table.act(FarEndAction::LiftDeskPhone);
    table.pass(300);
    table.order(BoxOrder::Release).unwrap();
    table.pass(800);
    assert_eq!(table.phase(), Phase::Talk, "{}", table.dialogue());
    table.act(FarEndAction::ReplaceDeskPhone);
    table.pass(1_500);
    table.assert_left("both have left");
}
