//! The whole way on real sound: bursts, speech and busy tone are played into a private PulseAudio, the headless program
//! listens to its monitor, says who calls, finds the customer and leaves a recording that plays.
#![cfg(all(feature = "sound", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a failed test panics; sample arithmetic"
)]

#[path = "support/pulse.rs"]
#[allow(dead_code, reason = "the other user of this support needs more of it")]
mod pulse;

use pulse::{Listener, MONITOR, Pulse, write_wav};
use ringdesk::audio::sound_file::SoundFile;
use ringdesk::base::caller_id::{CallerId, Format, NameCoding, Standard};
use ringdesk::base::clock::{Clock, SystemClock};
use ringdesk::base::number::PhoneNumber;
use ringdesk::base::units::Dbm0;
use ringdesk::crm::customer::{ContactNumber, Customer};
use ringdesk::dsp::burst::{BurstOptions, render};
use ringdesk::store::Store;
use ringdesk::store::operation::Act;
use std::f32::consts::TAU;
use std::path::Path;

/// How long the people talk.
const TALK_SECS: usize = 7;

/// Puts a customer with one number into a new database.
fn customer_in(database: &Path, name: &str, number: &str) {
    let now = SystemClock::new().now();
    let (mut store, _opened) = Store::open(database, now).unwrap();
    let number = ContactNumber {
        number: PhoneNumber::new(number),
        label: String::new(),
        ..ContactNumber::default()
    };
    let card = Customer { name: name.to_owned(), numbers: vec![number], ..Customer::default() };
    store.save_customer(&Act::person("test", now), &card, None).unwrap();
}

fn caller(standard: Standard, format: Format, number: &str, name: &str) -> CallerId {
    CallerId {
        standard,
        format,
        number: Some(number.to_owned()),
        absence: None,
        name: NameCoding::Gbk.encode(name),
        time: None,
        checksum_ok: true,
    }
}

fn silence(millis: usize) -> Vec<f32> {
    vec![0.0; millis * 8]
}

/// Something like speech: a gliding voice with three formants in syllables of changing length.
fn speech(secs: usize) -> Vec<f32> {
    let (mut phase, mut out) = (0.0_f32, Vec::new());
    let (mut syllable, mut left) = (0_usize, 0_usize);
    for n in 0..secs * 8_000 {
        if left == 0 {
            syllable += 1;
            left = 1_200 + 370 * (syllable * 7 % 5);
        }
        left -= 1;
        let pitch = 118.0 + 22.0 * (n as f32 / 8_000.0 * 2.3 * TAU).sin();
        phase = (phase + pitch / 8_000.0).fract();
        let shift = 1.0 + 0.18 * ((syllable * 3 % 7) as f32 - 3.0) / 3.0;
        let value: f32 = (1..26)
            .map(|k| {
                let hz = k as f32 * pitch;
                let gain: f32 = [(560.0, 1.0), (1_450.0, 0.5), (2_500.0, 0.25)]
                    .iter()
                    .map(|(formant, gain)| gain / (1.0 + ((hz - formant * shift) / 120.0).powi(2)))
                    .sum();
                gain * (phase * k as f32 * TAU).sin()
            })
            .sum();
        // A syllable rises and falls; a third of its length is nearly still.
        let swell = (left.min(900) as f32 / 900.0 * TAU / 2.0).sin().max(0.04);
        out.push(value * swell * 0.18);
    }
    out
}

fn busy(secs: usize) -> Vec<f32> {
    let peak = Dbm0(-15.0).sine_peak();
    (0..secs * 8_000)
        .map(|n| {
            let on = n % 5_600 < 2_800;
            if on { (n as f32 * 450.0 / 8_000.0 * TAU).sin() * peak } else { 0.0 }
        })
        .collect()
}

/// One call: the far end announces itself, people talk, the far end hangs up.
fn call(id: &CallerId) -> Vec<f32> {
    let parts = [
        silence(500),
        render(id, BurstOptions::default()),
        silence(1_500),
        speech(TALK_SECS),
        silence(300),
        busy(8),
        silence(4_000),
    ];
    parts.concat()
}

/// A line of the program's output as JSON.
fn event(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn is_shown_matched_and_recorded(id: &CallerId, customer: &str) {
    let Some(pulse) = Pulse::start() else { return };
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let database = data.join("ringdesk.db");
    let number = id.number.clone().unwrap();
    customer_in(&database, customer, &number);
    let wav = dir.path().join("call.wav");
    write_wav(&wav, &call(id));

    let mut command = pulse.command(env!("CARGO_BIN_EXE_ringdesk"));
    command.args(["run", "--headless", "--json", "--line", &format!("sound:{MONITOR}"), "--db"]);
    let mut program = Listener::start(command.arg(&database));
    program.wait_for("\"line_ready\"");
    pulse.play(&wav);

    let caller = event(&program.wait_for("\"event\":\"caller\""));
    assert_eq!(caller["number"], number.as_str(), "{caller}");
    assert_eq!(caller["name"], NameCoding::Gbk.decode(&id.name), "{caller}");
    let matched = event(&program.wait_for("\"event\":\"matched\""));
    assert_eq!(matched["customers"], serde_json::json!([customer]), "{matched}");
    program.wait_for("\"event\":\"answered\"");
    let recorded = event(&program.wait_for("\"event\":\"recorded\""));
    let path = data.join(recorded["path"].as_str().unwrap());
    let mut recording = SoundFile::open(&path).unwrap();
    let secs = f64::from(u32::try_from(recording.frames()).unwrap()) / 8_000.0;
    let talk = TALK_SECS as f64;
    assert!((talk - 1.0..talk + 20.0).contains(&secs), "{secs} s were recorded");
    assert!((recorded["seconds"].as_f64().unwrap() - secs).abs() < 0.1, "{recorded} {secs}");
    let mut samples = vec![0_i16; usize::try_from(recording.frames()).unwrap()];
    recording.read(0, &mut samples).unwrap();
    let loud = samples.iter().any(|s| s.unsigned_abs() > 1_000);
    assert!(loud, "the recording is not silent");
}

#[test]
fn bell_202_sdmf() {
    let id = caller(Standard::Bell202, Format::Sdmf, "13812345678", "");
    is_shown_matched_and_recorded(&id, "李娜");
}

#[test]
fn bell_202_mdmf_with_a_chinese_name() {
    let id = caller(Standard::Bell202, Format::Mdmf, "01065123456", "王伟");
    is_shown_matched_and_recorded(&id, "王伟");
}

#[test]
fn v23_mdmf() {
    let id = caller(Standard::V23, Format::Mdmf, "02087654321", "ACME LTD");
    is_shown_matched_and_recorded(&id, "Acme");
}

#[test]
fn dtmf_caller_id() {
    let id = caller(Standard::Dtmf, Format::Dtmf, "057187654321", "");
    is_shown_matched_and_recorded(&id, "西湖水站");
}

#[test]
fn decode_listens_to_a_device_for_as_long_as_it_is_told() {
    let Some(pulse) = Pulse::start() else { return };
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("burst.wav");
    let id = caller(Standard::Bell202, Format::Mdmf, "13812345678", "LINE TAP");
    // The silence gives the program time to open the device.
    write_wav(&wav, &[silence(4_000), render(&id, BurstOptions::default()), silence(700)].concat());
    let mut command = pulse.command(env!("CARGO_BIN_EXE_ringdesk"));
    command.args(["decode", "--input", MONITOR, "--json", "--seconds", "9"]);
    let mut program = Listener::start(&mut command);
    pulse.play(&wav);
    let heard = event(&program.wait_for("caller_id"));
    assert!(program.ends_well());
    assert_eq!(heard["number"], "13812345678", "{heard}");
    let output = pulse
        .command(env!("CARGO_BIN_EXE_ringdesk"))
        .args(["decode", "--input", "telegraph"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("telegraph") && told.contains(MONITOR), "{told}");
}
