//! What the box says, and when.

use super::{box_says, line};
use ringdesk::base::caller_id::{Format, Standard};
use ringdesk::base::order::{BurstMoment, FarEndAction, SimulatedCaller};
use ringdesk::base::signal::Refusal;
use ringdesk::base::units::Frames;
use ringdesk::device::sim::model::{Exchange, ExchangeTone, Input, Output, Phase, Sign, Sound};
use ringdesk::device::sim::settings::SimSettings;
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn caller(moment: BurstMoment, standard: Standard) -> SimulatedCaller {
    SimulatedCaller {
        number: "13812345678".into(),
        name: "Wang".into(),
        standard,
        format: Format::Mdmf,
        moment,
    }
}

/// What comes of acts at given moments and of time up to `until`, stepped every `step`.
fn play(acts: &[(u64, FarEndAction)], until: u64, step: u64) -> Vec<Output> {
    let mut exchange = Exchange::new(SimSettings::default());
    let (mut out, mut acts) = (Vec::new(), acts.iter().peekable());
    for now in (0..=until).step_by(step as usize) {
        while let Some((at, action)) = acts.next_if(|(at, _)| *at <= now) {
            exchange.step(Input::Act(action.clone()), ms(*at), &mut out).unwrap();
        }
        exchange.step(Input::Tick, ms(now), &mut out).unwrap();
    }
    out
}

fn tones(outputs: &[Output]) -> Vec<(u128, ExchangeTone)> {
    let tone = |output: &Output| match output.what {
        Sign::Heard(Sound::Tone(tone)) => Some((output.at.as_millis(), tone)),
        _ => None,
    };
    outputs.iter().filter_map(tone).collect()
}

/// Begin and end in milliseconds of everything sent once: bursts, keys, alerting tones.
fn sent(outputs: &[Output]) -> Vec<(u128, u128)> {
    let once = |output: &Output| match &output.what {
        Sign::Heard(Sound::Once(samples)) => {
            let end = output.at + Frames(samples.len() as u64).duration();
            Some((output.at.as_millis(), end.as_millis()))
        }
        _ => None,
    };
    outputs.iter().filter_map(once).collect()
}

#[test]
fn an_unanswered_call_rings_one_second_in_five_until_the_caller_gives_up() {
    let script = "1 ring 13812345678\n+11.5 hangup";
    let expected = [
        "1.00 ring",
        "2.00 ring ends",
        "6.00 ring",
        "7.00 ring ends",
        "11.00 ring",
        "12.00 ring ends",
    ];
    assert_eq!(box_says(script), expected);
}

#[test]
fn the_exchange_gives_up_after_a_minute() {
    let said = box_says("0 ring 13812345678\n90 lift\n+1 replace");
    assert_eq!(said.iter().filter(|line| line.ends_with("ring")).count(), 12, "{said:#?}");
    assert_eq!(said[said.len() - 2..], ["90.00 off-hook", "91.00 on-hook"]);
}

#[test]
fn a_fast_cadence_still_leaves_room_for_the_burst() {
    let said = box_says(
        "cadence fast\n0 ring 13812345678 name=\"Somebody With A Long Name\"\n+2.5 hangup",
    );
    assert_eq!(said[..2], ["0.00 ring", "0.30 ring ends"]);
    let second: f64 = said[2].strip_suffix(" ring").unwrap().parse().unwrap();
    assert!((1.5..2.2).contains(&second), "{said:?}");
}

#[test]
fn lifting_the_desk_phone_ends_the_ring_and_putting_it_back_ends_the_call() {
    let said = box_says("0 ring 13812345678\n5.4 lift\n+3 replace");
    let expected = [
        "0.00 ring",
        "1.00 ring ends",
        "5.00 ring",
        "5.40 ring ends",
        "5.40 off-hook",
        "8.40 on-hook",
    ];
    assert_eq!(said, expected);
}

#[test]
fn caller_id_comes_at_least_half_a_second_after_the_first_ring_and_before_the_second() {
    let ring = FarEndAction::Ring(caller(BurstMoment::BetweenRings, Standard::Bell202));
    let sent = sent(&play(&[(0, ring)], 12_000, 10));
    assert_eq!(sent.len(), 1, "once, however often it rings: {sent:?}");
    assert!(sent[0].0 >= 1_500 && sent[0].1 + 200 <= 5_000, "{sent:?}");
}

#[test]
fn british_practice_alerts_and_sends_before_the_first_ring() {
    let ring = FarEndAction::Ring(caller(BurstMoment::BeforeRing, Standard::V23));
    let outputs = play(&[(0, ring)], 4_000, 10);
    let sent = sent(&outputs);
    assert_eq!(sent.len(), 2);
    let ring = outputs.iter().find(|o| o.what == Sign::Heard(Sound::Ring(true))).unwrap();
    assert!(sent[0].1 < sent[1].0 && sent[1].1 < ring.at.as_millis(), "{sent:?} {ring:?}");
}

#[test]
fn a_box_that_tells_the_caller_does_so_when_the_burst_is_over() {
    let said = box_says("box_caller_id on\n0 ring 13812345678\n+4 hangup");
    assert_eq!(said[2], "2.22 caller 13812345678", "{said:?}");
    let said = box_says("box_caller_id on\n0 ring withheld\n+4 hangup");
    assert!(said[2].ends_with("caller -"), "{said:?}");
}

#[test]
fn the_far_end_leaves_and_busy_tone_follows_until_the_phone_is_put_back() {
    let acts = [
        (0, FarEndAction::Ring(caller(BurstMoment::Never, Standard::Bell202))),
        (2_000, FarEndAction::LiftDeskPhone),
        (4_000, FarEndAction::HangUp),
        (9_000, FarEndAction::ReplaceDeskPhone),
    ];
    use ExchangeTone::{Busy, Silence};
    let expected = [(4_000, Silence), (4_400, Busy), (9_000, Silence)];
    assert_eq!(tones(&play(&acts, 12_000, 10)), expected);
}

#[test]
fn a_dialled_call_goes_from_dial_tone_over_ringback_to_talk() {
    let acts = [
        (0, FarEndAction::LiftDeskPhone),
        (2_000, FarEndAction::DialDeskPhone("62345678".into())),
        (9_000, FarEndAction::Answer),
        (12_000, FarEndAction::ReplaceDeskPhone),
    ];
    let outputs = play(&acts, 15_000, 10);
    use ExchangeTone::{Dial, RingBack, Silence};
    // Eight digits of 100 ms and their pauses, then 1.5 s.
    let expected =
        [(250, Dial), (2_000, Silence), (5_000, RingBack), (9_000, Silence), (12_000, Silence)];
    assert_eq!(tones(&outputs), expected);
    assert_eq!(sent(&outputs), [(2_000, 3_500)]);
}

#[test]
fn whoever_dials_without_lifting_lifts_first() {
    let said = box_says("1 dial 110\n+12 replace");
    assert_eq!(said, ["1.00 off-hook", "13.00 on-hook"]);
}

#[test]
fn a_busy_number_gives_busy_tone_after_dialling() {
    let acts = [
        (0, FarEndAction::LiftDeskPhone),
        (2_000, FarEndAction::DialDeskPhone("62345678".into())),
        (2_500, FarEndAction::Busy),
    ];
    assert_eq!(tones(&play(&acts, 9_000, 10)).last(), Some(&(5_000, ExchangeTone::Busy)));
}

#[test]
fn nobody_dials_and_nobody_answers_both_end_in_busy_tone() {
    let idle = tones(&play(&[(0, FarEndAction::LiftDeskPhone)], 20_000, 10));
    assert_eq!(idle, [(250, ExchangeTone::Dial), (15_250, ExchangeTone::Busy)]);
    let acts =
        [(0, FarEndAction::LiftDeskPhone), (2_000, FarEndAction::DialDeskPhone("62345678".into()))];
    assert_eq!(tones(&play(&acts, 70_000, 10)).last(), Some(&(65_000, ExchangeTone::Busy)));
}

#[test]
fn a_waiting_caller_is_alerted_answered_by_the_phone_and_announced() {
    let acts = [
        (0, FarEndAction::Ring(caller(BurstMoment::Never, Standard::Bell202))),
        (2_000, FarEndAction::LiftDeskPhone),
        (4_000, FarEndAction::CallWaiting(caller(BurstMoment::Never, Standard::Bell202))),
    ];
    let sent = sent(&play(&acts, 8_000, 10));
    assert_eq!(sent.len(), 3, "alert, answer, burst");
    assert_eq!(sent[0], (4_000, 4_085));
    assert!(sent[0].1 < sent[1].0 && sent[1].1 < sent[2].0, "{sent:?}");
}

#[test]
fn a_pulled_cable_ends_the_call_and_the_plug_tells_the_hook() {
    let said = box_says("0 ring 13812345678\n2 lift\n4 pull\n6 plug\n8 replace");
    let expected = [
        "0.00 ring",
        "1.00 ring ends",
        "2.00 off-hook",
        "4.00 box lost",
        "6.00 box back",
        "6.00 off-hook",
        "8.00 on-hook",
    ];
    assert_eq!(said, expected);
    let said = box_says("0 ring 13812345678\n0.5 pull\n9 plug");
    assert_eq!(said, ["0.00 ring", "0.50 box lost", "9.00 box back", "9.00 on-hook"]);
}

#[test]
fn what_makes_no_sense_is_refused_and_named() {
    let said = box_says("0 answer\n1 replace\n2 lift\n3 ring 12345678\n4 hangup\n5 replace");
    let expected = [
        "0.00 refused WrongState (test.txt:1)",
        "1.00 refused WrongState (test.txt:2)",
        "2.00 off-hook",
        "3.00 refused WrongState (test.txt:4)",
        "4.00 refused WrongState (test.txt:5)",
        "5.00 on-hook",
    ];
    assert_eq!(said, expected);
}

#[test]
fn our_own_box_takes_the_line_dials_and_leaves_it() {
    let mut exchange = Exchange::new(SimSettings::default());
    let mut out = Vec::new();
    let mut step = |input: Input, at: u64| exchange.step(input, ms(at), &mut out);
    assert_eq!(step(Input::Dial("110".into()), 0), Err(Refusal::WrongState));
    assert_eq!(step(Input::Seize, 0), Ok(()));
    assert_eq!(step(Input::Dial("62345678".into()), 2_000), Ok(()));
    assert_eq!(step(Input::Tick, 6_000), Ok(()));
    assert_eq!(step(Input::Act(FarEndAction::LiftDeskPhone), 6_500), Ok(()));
    assert_eq!(step(Input::Release, 7_000), Ok(()));
    assert_eq!(exchange.phase(), Phase::RingBack, "the desk phone holds the call");
    exchange.step(Input::Act(FarEndAction::ReplaceDeskPhone), ms(8_000), &mut out).unwrap();
    assert!(exchange.is_idle());
    exchange.step(Input::Act(FarEndAction::PullCable), ms(9_000), &mut out).unwrap();
    assert_eq!(exchange.step(Input::Seize, ms(9_100), &mut out), Err(Refusal::Gone));
}

#[test]
fn how_often_the_exchange_is_stepped_changes_nothing() {
    let acts = [
        (0, FarEndAction::Ring(caller(BurstMoment::BetweenRings, Standard::Bell202))),
        (7_003, FarEndAction::LiftDeskPhone),
        (9_001, FarEndAction::HangUp),
        (14_500, FarEndAction::ReplaceDeskPhone),
    ];
    assert_eq!(play(&acts, 20_000, 1), play(&acts, 20_000, 4_000));
}

#[test]
fn every_refusal_of_a_shipped_scenario_would_show_and_there_is_none() {
    for path in super::shipped() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (said, samples) = super::perform(&mut super::load(&name));
        let said: Vec<String> = said.iter().map(line).collect();
        assert!(!said.iter().any(|line| line.contains("refused")), "{name}: {said:#?}");
        let seconds = samples.len() / 8_000;
        assert!(seconds < 60, "{name} lasts {seconds} s");
        assert!(name != "short.txt" || seconds <= 4, "short is {seconds} s");
    }
}
