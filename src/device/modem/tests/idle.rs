//! A modem on a line that nobody has taken: what it is, rings, caller ID, staying awake.

use super::*;
use crate::base::caller_id::Absence;
use crate::base::signal::{Edge, Hook};

#[test]
fn every_product_is_recognised_and_says_what_it_can_do() {
    for (name, options) in products() {
        let mut table = Table::open(options.clone());
        let (profile, can) = (table.modem().unit.profile.name, table.modem().capabilities());
        let family = match name {
            "generic" | "serial" => "generic",
            "usr5637" => "usr",
            "mt9234mu" => "multitech",
            _ => "conexant",
        };
        assert_eq!(profile, family, "{name}");
        assert!(can.ring && can.caller_id && can.seize && can.dial && can.audio_in, "{name}");
        assert_eq!(can.hook, options.local_hook_bits || options.extension_bits, "{name}");
        assert_eq!(can.desk_switch, options.relay, "{name}");
        assert!(!can.polarity && !can.listen && !can.desk_ring, "{name}");
        table.assert_left(name);
        let diagnosis = table.modem().diagnosis();
        assert!(!diagnosis.facts.is_empty() && !diagnosis.dialogue.is_empty(), "{name}");
    }
}

#[test]
fn a_modem_without_voice_tells_calls_and_refuses_the_rest() {
    let mut table = Table::open(ModemOptions::data_only());
    table.rings("5550100", BurstMoment::BetweenRings);
    table.pass(4_000);
    assert_eq!(table.numbers(), [Some("5550100".to_owned())], "{}", table.dialogue());
    assert!(table.count(&LineSignal::Ring(Edge::Begin)) >= 2);
    assert!(table.source.is_none());
    assert_eq!(table.order(BoxOrder::Seize), Err(Refusal::Unsupported));
    assert!(table.findings().iter().any(|finding| finding.contains("no voice mode")));
}

#[test]
fn a_call_rings_and_says_who_it_is_once_on_every_product() {
    for (name, options) in products() {
        for moment in [BurstMoment::BeforeRing, BurstMoment::BetweenRings] {
            let mut table = Table::open(options.clone());
            table.rings("13812345678", moment);
            table.pass(3_500);
            table.act(FarEndAction::HangUp);
            table.pass(2_000);
            assert_eq!(
                table.numbers(),
                [Some("13812345678".to_owned())],
                "{name} {moment:?}\n{}",
                table.dialogue()
            );
            let begins = table.count(&LineSignal::Ring(Edge::Begin));
            assert!((3..=5).contains(&begins), "{name}: {begins} rings");
            assert_eq!(table.count(&LineSignal::Ring(Edge::End)), begins, "{name}");
            let unknown = table.modem().diagnosis().not_understood;
            assert!(unknown <= 2, "{name}: {unknown}\n{}", table.dialogue());
            table.assert_left(name);
        }
    }
}

#[test]
fn caller_id_is_read_in_every_form() {
    let complex = ModemOptions { complex_packets: true, ..ModemOptions::generic() };
    let twice = ModemOptions { number_twice: true, ..ModemOptions::generic() };
    let words = ModemOptions { ring_in_words: true, ..ModemOptions::generic() };
    let ddn = ModemOptions { number_field: "DDN_NMBR", ..ModemOptions::generic() };
    let mesg = ModemOptions { name_as_message: true, ..ModemOptions::generic() };
    let hash = ModemOptions { caller_id_command: "#CID", ..ModemOptions::data_only() };
    let raw = Options { raw_caller_id: RawCallerId::On, ..Options::default() };
    for (options, own) in [
        (complex, Options::default()),
        (twice, Options::default()),
        (words, Options::default()),
        (ddn, Options::default()),
        (mesg, Options::default()),
        (hash, Options::default()),
        (ModemOptions::startech(), raw),
    ] {
        let mut table = Table::open_as(options.clone(), own);
        table.rings("02155501000", BurstMoment::BetweenRings);
        table.pass(4_000);
        let dialogue = table.dialogue();
        assert_eq!(table.numbers(), [Some("02155501000".to_owned())], "{options:?}\n{dialogue}");
        table.told.retain(|report| matches!(report.signal, LineSignal::CallerId(_)));
        let LineSignal::CallerId(id) = &table.told[0].signal else { panic!() };
        assert_eq!(id.name, b"ANNA", "{options:?}");
    }
}

#[test]
fn a_withheld_number_is_told_with_its_reason() {
    let mut table = Table::open(ModemOptions::generic());
    table.rings("", BurstMoment::BetweenRings);
    table.pass(4_000);
    let LineSignal::CallerId(id) =
        table.signals().into_iter().find(|s| matches!(s, LineSignal::CallerId(_))).unwrap()
    else {
        panic!()
    };
    assert_eq!((id.number, id.absence), (None, Some(Absence::Private)));
}

#[test]
fn a_modem_that_forgets_or_falls_asleep_tells_the_next_caller_all_the_same() {
    for options in [ModemOptions::lenovo(), ModemOptions::startech()] {
        let mut table = Table::open(options);
        for (call, number) in ["5550100", "5550101", "5550102"].iter().enumerate() {
            table.rings(number, BurstMoment::BetweenRings);
            table.pass(2_500);
            if call == 1 {
                table.act(FarEndAction::LiftDeskPhone);
                table.pass(2_000);
                table.act(FarEndAction::HangUp);
                table.pass(1_000);
                table.act(FarEndAction::ReplaceDeskPhone);
            } else {
                table.act(FarEndAction::HangUp);
            }
            table.pass(60_000);
            assert_eq!(table.numbers().len(), call + 1, "{number}\n{}", table.dialogue());
        }
        table.assert_left("after three calls");
    }
}

#[test]
fn a_modem_without_the_circuit_is_found_out() {
    let options = ModemOptions { caller_id_circuit: false, ..ModemOptions::startech() };
    let mut table = Table::open(options);
    table.rings("5550100", BurstMoment::BetweenRings);
    table.pass(9_000);
    assert_eq!(table.numbers(), []);
    assert!(table.findings().iter().any(|finding| finding.contains("no caller ID came")));
}

#[test]
fn another_country_can_be_set_for_a_modem_that_needs_it() {
    let options = ModemOptions { caller_id_country: Some(0x26), ..ModemOptions::startech() };
    let own = Options { country: Some(0x26), ..Options::default() };
    let mut table = Table::open_as(options, own);
    table.rings("5550100", BurstMoment::BetweenRings);
    table.pass(4_000);
    assert_eq!(table.numbers(), [Some("5550100".to_owned())]);
}

#[test]
fn the_desk_phone_is_cut_off_and_connected_again_where_there_is_a_relay() {
    let mut table = Table::open(ModemOptions { relay: true, ..ModemOptions::generic() });
    table.order(BoxOrder::ConnectDeskPhone(false)).unwrap();
    table.pass(500);
    assert!(!table.line(|line| line.desk_is_connected()), "{}", table.dialogue());
    table.rings("5550100", BurstMoment::BetweenRings);
    table.act(FarEndAction::LiftDeskPhone);
    table.pass(3_000);
    assert!(!table.line(|line| line.is_off_hook() || line.desk_is_connected()));
    assert_eq!(table.numbers(), [Some("5550100".to_owned())], "{}", table.dialogue());
    table.act(FarEndAction::HangUp);
    table.act(FarEndAction::ReplaceDeskPhone);
    table.order(BoxOrder::ConnectDeskPhone(true)).unwrap();
    table.pass(500);
    table.assert_left("connected again");
    let mut table = Table::open(ModemOptions::generic());
    assert_eq!(table.order(BoxOrder::ConnectDeskPhone(false)), Err(Refusal::Unsupported));
    assert_eq!(table.order(BoxOrder::ConnectDeskPhone(true)), Ok(()));
}

#[test]
fn what_lasts_is_told_again_when_asked() {
    let mut table = Table::open(ModemOptions::generic());
    table.act(FarEndAction::LiftDeskPhone);
    table.pass(500);
    table.order(BoxOrder::ReportStatus).unwrap();
    table.pass(100);
    assert_eq!(table.count(&LineSignal::Hook(Hook::Off)), 2);
}

#[test]
fn an_idle_modem_stays_as_it_is_for_a_day() {
    let mut table = Table::open(ModemOptions::startech());
    for _ in 0..24 {
        table.pass(3_600_000 / 20);
    }
    assert_eq!(table.signals(), []);
    assert!(table.heard.iter().all(|sample| *sample == 0));
    let time = table.now();
    let frames = table.heard.len() as u128;
    assert!(frames.abs_diff(time.as_millis() * 8) < 8 * 10_000, "{frames} frames in {time:?}");
}

/// One call, hung up again.
fn one_call(table: &mut Table, number: &str) {
    table.rings(number, BurstMoment::BetweenRings);
    table.pass(4_000);
    table.act(FarEndAction::HangUp);
    table.pass(12_000);
}

#[test]
fn an_open_modem_is_set_to_another_country_and_tells_the_next_caller() {
    let options = ModemOptions { caller_id_country: Some(0x26), ..ModemOptions::startech() };
    let mut table = Table::open(options);
    one_call(&mut table, "5550100");
    assert_eq!(table.numbers(), [], "not in the country it was made for");
    let tuning = Tuning { country: Some(Country::China), ..Tuning::default() };
    table.order(BoxOrder::Tune(tuning)).unwrap();
    table.pass(2_000);
    one_call(&mut table, "5550101");
    assert_eq!(table.numbers(), [Some("5550101".to_owned())], "{}", table.dialogue());
    table.assert_left("after the call");
    let said = |table: &mut Table| table.dialogue().matches("+GCI=26").count();
    let before = said(&mut table);
    table.order(BoxOrder::Tune(tuning)).unwrap();
    table.pass(2_000);
    assert_eq!(said(&mut table), before, "what is set already is not said again");
}

#[test]
fn an_open_modem_hands_on_packets_when_it_is_told_to_and_not_in_the_middle_of_a_call() {
    let mut table = Table::open(ModemOptions::generic());
    table.order(BoxOrder::Seize).unwrap();
    table.pass(2_000);
    let tuning = Tuning { raw_caller_id: RawCallerId::On, ..Tuning::default() };
    table.order(BoxOrder::Tune(tuning)).unwrap();
    table.pass(3_000);
    assert!(!table.dialogue().contains("+VCID=2"), "the line is ours:\n{}", table.dialogue());
    table.order(BoxOrder::Release).unwrap();
    table.pass(4_000);
    assert!(table.dialogue().contains("+VCID=2"), "{}", table.dialogue());
    one_call(&mut table, "02155501000");
    assert_eq!(table.numbers(), [Some("02155501000".to_owned())], "{}", table.dialogue());
    table.order(BoxOrder::Tune(Tuning::default())).unwrap();
    table.pass(2_000);
    one_call(&mut table, "02155501001");
    assert_eq!(table.numbers().last(), Some(&Some("02155501001".to_owned())));
    table.assert_left("after two calls");
}
