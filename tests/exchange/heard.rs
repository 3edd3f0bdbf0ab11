//! Our own detectors on the simulated line: exactly what the scenario says, no more and no less.

use super::{load, perform, stage};
use ringdesk::base::caller_id::{Absence, CallerId, NameCoding, Standard};
use ringdesk::base::signal::{Edge, Hook, LineSignal, Tone};
use ringdesk::device::sim::stage::Stage;
use ringdesk::dsp::bank::{Bank, BankConfig, Mode};

/// Callers, digits and tones heard, as words, in order. The bank is told of the hook as the engine tells it.
fn heard(stage: &mut Stage) -> Vec<String> {
    let (said, samples) = perform(stage);
    let hooks: Vec<(usize, Mode)> = said
        .iter()
        .filter_map(|said| {
            let mode = match said.signal {
                LineSignal::Hook(Hook::Off) => Mode::OffHook,
                LineSignal::Hook(Hook::On) | LineSignal::BoxLost(Edge::Begin) => Mode::OnHook,
                _ => return None,
            };
            Some(((said.at.as_micros() * 8 / 1_000) as usize, mode))
        })
        .collect();
    let mut bank = Bank::new(BankConfig { mode: Mode::OnHook, region: None });
    let mut words = Vec::new();
    let mut tell =
        |detection: ringdesk::dsp::bank::Detection| words.extend(word(&detection.signal));
    for (index, block) in samples.chunks(160).enumerate() {
        for (_, mode) in hooks.iter().filter(|(frame, _)| frame / 160 == index) {
            bank.set_mode(*mode);
        }
        let block: Vec<f32> = block.iter().map(|v| f32::from(*v) / 32_768.0).collect();
        bank.feed(&block, &mut tell);
    }
    bank.finish(&mut tell);
    words
}

fn word(signal: &LineSignal) -> Option<String> {
    match signal {
        LineSignal::CallerId(id) => Some(caller(id)),
        LineSignal::BurstDamaged => Some("damaged".to_owned()),
        LineSignal::Digit { digit, .. } => Some(digit.to_string()),
        LineSignal::Tone(tone, Edge::Begin) => Some(
            match tone {
                Tone::Dial => "dial tone",
                Tone::Ringback => "ring-back",
                Tone::Busy => "busy",
                Tone::Congestion => "congestion",
                Tone::Sit | Tone::FaxCng | Tone::FaxCed | Tone::Beep => "another tone",
            }
            .to_owned(),
        ),
        _ => None,
    }
}

fn caller(id: &CallerId) -> String {
    let coding = match id.standard {
        Standard::V23 => NameCoding::Latin1,
        _ => NameCoding::Gbk,
    };
    let number = match (&id.number, id.absence) {
        (Some(number), _) => number.clone(),
        (None, Some(Absence::Private)) => "withheld".to_owned(),
        (None, _) => "unknown".to_owned(),
    };
    format!("{:?} {number} {}", id.standard, coding.decode(&id.name)).trim_end().to_owned()
}

fn digits(digits: &str) -> Vec<String> {
    digits.chars().map(String::from).collect()
}

fn and(parts: &[&[&str]], dialled: &str) -> Vec<String> {
    let own = |part: &[&str]| part.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    let mut all = own(parts[0]);
    all.extend(digits(dialled));
    all.extend(own(parts[1]));
    all
}

#[test]
fn incoming_scenarios_are_heard_as_written() {
    let rows: &[(&str, &[&str])] = &[
        ("first_call.txt", &["Bell202 13812345678 王伟", "1", "busy"]),
        ("missed_once.txt", &["Bell202 02062345678"]),
        ("missed_six.txt", &["Bell202 13987654321 Li Na"]),
        ("withheld.txt", &["Bell202 withheld", "busy"]),
        ("gbk_name.txt", &["Bell202 01088886666 北京清泉饮用水配送有限公司"]),
        ("v23_uk.txt", &["V23 02079460123 JOSÉ GARCÍA", "busy"]),
        ("dtmf_before_ring.txt", &["Dtmf 13611112222", "busy"]),
        ("audio_lost.txt", &["Bell202 13500002222 刘洋", "busy"]),
        ("short.txt", &["Bell202 13812345678 王伟"]),
        ("box_tells.txt", &["Bell202 13812345678 王伟", "busy"]),
        ("cable_pulled_in_talk.txt", &["Bell202 13700001111 张敏", "dial tone"]),
        ("dial_tone_only.txt", &["dial tone"]),
    ];
    for (file, expected) in rows {
        assert_eq!(heard(&mut load(file)), *expected, "{file}");
    }
}

#[test]
fn outgoing_scenarios_are_heard_as_written() {
    let busy = and(&[&["dial tone"], &["busy"]], "62345678");
    assert_eq!(heard(&mut load("outgoing_busy.txt")), busy);
    let answered = and(&[&["dial tone"], &["ring-back", "5"]], "13800138000");
    assert_eq!(heard(&mut load("outgoing_answered.txt")), answered);
    let no_answer = and(&[&["dial tone"], &["ring-back"]], "075526001234");
    assert_eq!(heard(&mut load("no_answer.txt")), no_answer);
}

#[test]
fn a_waiting_caller_is_heard_in_the_middle_of_a_talk() {
    let expected = ["Bell202 13812345678 王伟", "D", "Bell202 13987654321 LI NA", "busy"];
    assert_eq!(heard(&mut load("call_waiting.txt")), expected);
}

#[test]
fn every_way_of_announcing_a_caller_is_heard_through_noise() {
    for noise in ["-60", "-36"] {
        for standard in ["bell202", "v23", "dtmf"] {
            for when in ["before", "between"] {
                for format in ["sdmf", "mdmf"] {
                    let script = format!(
                        "noise {noise}\n0.5 ring 13812345678 standard={standard} format={format} when={when}\n\
                         +8 hangup"
                    );
                    let name = match standard {
                        "bell202" => "Bell202",
                        "v23" => "V23",
                        _ => "Dtmf",
                    };
                    let expected = format!("{name} 13812345678");
                    assert_eq!(heard(&mut stage(&script)), [expected], "{script}");
                }
            }
        }
    }
}

#[test]
fn a_burst_cut_by_the_desk_phone_names_nobody() {
    let heard = heard(&mut load("answered_in_burst.txt"));
    assert!(!heard.iter().any(|word| word.contains("138")), "{heard:?}");
}
