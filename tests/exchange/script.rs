//! Scenario files: what is understood, and what people are told when it is not.

use proptest::prelude::*;
use ringdesk::base::caller_id::{Format, Standard};
use ringdesk::base::order::{BurstMoment, FarEndAction};
use ringdesk::base::units::Dbm0;
use ringdesk::device::sim::script::{Player, Scenario};
use std::path::Path;
use std::time::Duration;

fn error(text: &str) -> String {
    Scenario::parse("first.txt", text).unwrap_err().to_string()
}

#[test]
fn a_whole_scenario_is_read_as_it_is_meant() {
    let text = "\u{feff}# 注释\r\ncadence fast\r\nnoise -50\r\n\r\n0.5 ring 13812345678 name=\"王 伟\" \
                standard=v23 format=sdmf when=before\r\n+4 lift\r\n+2 speak\r\n+3 press 5*#\r\n9.5 hangup\r\n+1 end\r\n";
    let scenario = Scenario::parse("first.txt", text).unwrap();
    assert_eq!(scenario.settings.noise, Dbm0(-50.0));
    let times: Vec<u128> = scenario.acts.iter().map(|act| act.at.as_millis()).collect();
    assert_eq!(times, [500, 4_500, 6_500, 9_500, 9_500]);
    let FarEndAction::Ring(caller) = &scenario.acts[0].action else { panic!() };
    assert_eq!((caller.number.as_str(), caller.name.as_str()), ("13812345678", "王 伟"));
    assert_eq!((caller.standard, caller.format), (Standard::V23, Format::Sdmf));
    assert_eq!(caller.moment, BurstMoment::BeforeRing);
    assert_eq!(scenario.acts[3].action, FarEndAction::Press("5*#".into()));
    assert_eq!(scenario.acts[3].line, 8);
    assert_eq!(scenario.end, Some(Duration::from_millis(10_500)));
}

#[test]
fn dtmf_callers_come_before_the_ring_unless_told_otherwise() {
    let moment = |text: &str| match &Scenario::parse("t", text).unwrap().acts[0].action {
        FarEndAction::Ring(caller) => (caller.format, caller.moment),
        other => panic!("{other:?}"),
    };
    assert_eq!(moment("0 ring 123 standard=dtmf"), (Format::Dtmf, BurstMoment::BeforeRing));
    let between = moment("0 ring 123 when=between standard=dtmf");
    assert_eq!(between, (Format::Dtmf, BurstMoment::BetweenRings));
    assert_eq!(moment("0 ring withheld"), (Format::Mdmf, BurstMoment::BetweenRings));
}

#[test]
fn errors_name_file_line_what_was_expected_and_what_was_found() {
    let time = "expected a time such as \"1.5\" or \"+2\"";
    assert_eq!(error("# x\n\nsoon ring 1"), format!("first.txt:3: {time}, found \"soon\""));
    assert_eq!(error("1e3 lift"), format!("first.txt:1: {time}, found \"1e3\""));
    assert_eq!(error("-1 lift"), format!("first.txt:1: {time}, found \"-1\""));
    assert_eq!(
        error("5 lift\n3 replace"),
        "first.txt:2: expected a time not before 5, found \"3\""
    );
    assert_eq!(
        error("1 ring 1380000abcd"),
        "first.txt:1: expected a number of 1 to 20 digits, or \"withheld\", found \"1380000abcd\""
    );
    assert_eq!(error("cadence quick\n"), "first.txt:1: expected normal or fast, found \"quick\"");
    assert!(error("1 jump").starts_with("first.txt:1: expected one of ring, lift, "));
    assert!(error("1 ring 123 colour=red").contains("name=…, standard=bell202|v23|dtmf"));
    assert!(error("1").ends_with("found the end of the line"));
    assert!(error("1 lift now").ends_with("expected the end of the line, found \"now\""));
    assert!(error("1 ring 123 name=\"x").contains("a closing quote"));
    assert!(error("1 dial 12 34").contains("found \"34\""));
    assert!(error("1 press").contains("expected keys"));
    assert!(error("noise 5").contains("a level in dBm0"));
    assert!(error("time 13-01 10:00").contains("month-day hour:minute"));
    assert!(error("1 waiting 123 standard=dtmf").contains("standard=bell202 or standard=v23"));
    assert!(error("1 lift\nend\n2 replace").contains("nothing after \"end\""));
    assert_eq!(
        error("# nothing\n"),
        "first.txt:1: expected at least one act, found the end of the file"
    );
    let gbk = Scenario::parse_bytes("gbk.txt", b"1 lift\n# \xcd\xf5\n").unwrap_err();
    assert_eq!(gbk.to_string(), "gbk.txt:2: expected UTF-8 text, found bytes of another coding");
}

#[test]
fn a_missing_file_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.txt");
    let missing = Scenario::load(&path).unwrap_err().to_string();
    assert!(missing.contains("one.txt") && missing.lines().count() == 1, "{missing}");
    std::fs::write(&path, "1 dial 110\n+9 answer\n+1 speak hello.wav\n").unwrap();
    let error = Scenario::load(&path).unwrap_err().to_string();
    assert!(error.starts_with("one.txt:3: expected a WAV file beside the scenario"), "{error}");
    assert!(Scenario::load(Path::new("/")).is_err());
}

#[test]
fn a_file_that_is_no_sound_stops_the_scenario_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.txt");
    std::fs::write(&path, "1 lift\n+1 speak hello.wav\n").unwrap();
    std::fs::write(folder.path().join("hello.wav"), b"not a sound").unwrap();
    let scenario = Scenario::load(&path).unwrap();
    let why = ringdesk::device::sim::stage::Stage::scenario(scenario).unwrap_err();
    assert!(why.starts_with("one.txt:2: ") && why.contains("hello.wav"), "{why}");
}

#[test]
fn a_scenario_is_over_when_its_acts_are_done_and_the_line_is_idle() {
    let secs = Duration::from_secs;
    let mut player = Player::new(Scenario::parse("t", "1 lift\n2 replace").unwrap());
    assert!(!player.is_over(secs(5), true), "nothing was done yet");
    assert!(player.due(Duration::from_millis(500)).is_none());
    assert!(player.due(secs(3)).is_some() && player.due(secs(3)).is_some());
    assert!(player.due(secs(3)).is_none());
    assert!(!player.is_over(secs(3), false) && player.is_over(secs(3), true));
    assert!(player.is_over(secs(200), false), "a line left in use ends too");
    let mut player = Player::new(Scenario::parse("t", "1 lift\n+3 end").unwrap());
    assert!(player.due(secs(2)).is_some());
    assert!(!player.is_over(secs(3), true) && player.is_over(secs(4), false));
}

#[test]
fn every_shipped_scenario_is_read_and_says_what_it_is_in_both_languages() {
    let files = super::shipped();
    assert!(files.len() >= 12);
    for path in files {
        Scenario::load(&path).unwrap_or_else(|error| panic!("{error}"));
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines = text.lines();
        let english = lines.next().unwrap();
        let chinese = lines.next().unwrap();
        assert!(english.starts_with("# ") && english.is_ascii(), "{path:?}");
        assert!(chinese.starts_with("# ") && !chinese.is_ascii(), "{path:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_scenario_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _either = Scenario::parse_bytes("x", &bytes);
    }

    #[test]
    fn any_words_are_a_scenario_or_an_error(
        words in proptest::collection::vec(
            prop_oneof![
                Just("1"), Just("+2"), Just("ring"), Just("13812345678"), Just("name=王"), Just("\""), Just("end"),
                Just("speak"), Just("press"), Just("time"), Just("11-22"), Just("noise"), Just("-50"), Just("\n"),
                Just("withheld"), Just("99999999999999999999"), Just("."), Just("standard=dtmf"), Just("=")
            ],
            0..40,
        )
    ) {
        let _either = Scenario::parse("x", &words.join(" "));
    }
}
