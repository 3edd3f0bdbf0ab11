//! Whatever bytes stand in a WAV file and whatever samples in a recording: nothing panics, and what cannot be read
//! is refused. A second or two of it with every test run; `RINGDESK_FUZZ_SECONDS=600 cargo test --release --test
//! decode_fuzz` goes on for ten minutes with ever new cases and prints the case that failed.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "helpers of tests; sample arithmetic"
)]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use ringdesk::cli::decode::input::{self, Raw};
use ringdesk::cli::decode::{decode_recording, json_line, text_line};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What is decoded: bytes of a file, or of samples without a header.
#[derive(Debug, Clone)]
struct Case {
    bytes: Vec<u8>,
    raw: Option<Raw>,
}

/// Values that break arithmetic, among ordinary ones.
const WILD: [f32; 14] = [
    f32::NAN,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::MAX,
    f32::MIN,
    f32::MIN_POSITIVE,
    1e-40,
    -1e-45,
    -0.0,
    0.0,
    1.0,
    -1.0,
    1e30,
    0.3,
];

fn header(tag: u16, channels: u16, rate: u32, bits: u16, claimed: u32) -> Vec<u8> {
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
    file.extend(tag.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend([0; 4]);
    file.extend([0; 2]);
    file.extend(bits.to_le_bytes());
    file.extend(b"data");
    file.extend(claimed.to_le_bytes());
    file
}

/// Any bytes; headers that are nearly right before any bytes; a true recording with some bytes changed and its end
/// cut off; float files whose samples come in runs of wild values between stretches of a true burst.
fn cases() -> impl Strategy<Value = Case> {
    let file = |bytes| Case { bytes, raw: None };
    let any_bytes = vec(any::<u8>(), 0..3_000).prop_map(file);
    let tags = prop::sample::select(vec![0_u16, 1, 3, 6, 7, 17, 85, 0xfffe]);
    let rates = prop::sample::select(vec![
        0_u32,
        1,
        3_999,
        4_000,
        8_000,
        11_025,
        44_100,
        383_999,
        u32::MAX,
    ]);
    let sizes = prop::sample::select(vec![0_u16, 8, 12, 16, 24, 32, 64, 65_535]);
    let channels = prop::sample::select(vec![0_u16, 1, 2, 3, 5, 32, 33]);
    let nearly = (tags, channels, rates, sizes, any::<u32>(), vec(any::<u8>(), 0..20_000));
    let nearly = nearly.prop_map(move |(tag, channels, rate, bits, claimed, samples)| {
        let mut bytes = header(tag, channels, rate, bits, claimed);
        bytes.extend(samples);
        file(bytes)
    });
    let changes = vec((any::<prop::sample::Index>(), any::<u8>()), 0..40);
    let changed = (changes, any::<prop::sample::Index>()).prop_map(move |(changes, end)| {
        let mut bytes = include_bytes!("data/own_v23.wav").to_vec();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        bytes.truncate(end.index(bytes.len() + 1));
        file(bytes)
    });
    let runs = vec((0..WILD.len() + 4, 1..400_usize), 1..60);
    let floats = (runs, any::<bool>(), 1..3_u16).prop_map(|(runs, has_header, channels)| {
        let sound = &include_bytes!("data/own_v23.wav")[44..];
        let sound = sound.as_chunks::<2>().0;
        let mut bytes = if has_header { header(3, channels, 8_000, 32, 0) } else { Vec::new() };
        let mut at = 0;
        for (kind, length) in runs {
            for n in 0..length {
                let true_one =
                    f32::from(i16::from_le_bytes(sound[(at + n) % sound.len()])) / 32_768.0;
                bytes.extend(WILD.get(kind).copied().unwrap_or(true_one).to_le_bytes());
            }
            at += length * 7;
        }
        let raw = (!has_header).then(|| input::raw("8000:f32").unwrap());
        Case { bytes, raw }
    });
    prop_oneof![any_bytes, nearly, changed, floats]
}

/// Decodes; what comes out can be told.
fn check(case: &Case) -> Result<(), TestCaseError> {
    let sound = Box::new(std::io::Cursor::new(case.bytes.clone()));
    let Ok(mut recording) = input::of(sound, false, case.raw) else { return Ok(()) };
    let Ok((events, _)) = decode_recording(&mut recording, None) else { return Ok(()) };
    for event in &events {
        prop_assert!(event.start <= event.decided, "{event:?}");
        drop((json_line(event).map(|line| line.to_string()), text_line(event)));
    }
    Ok(())
}

/// The program itself, with everything it can print and draw: it ends by itself, with 0 or 2, and says no word of a panic.
fn check_program(folder: &Path, case: &Case) -> Result<(), TestCaseError> {
    let (file, picture) = (folder.join("case.wav"), folder.join("case.png"));
    std::fs::write(&file, &case.bytes).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
    command.arg("decode").arg(&file).arg("--explain").arg("--plot").arg(&picture);
    if case.raw.is_some() {
        command.args(["--raw", "8000:f32"]);
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    prop_assert!(matches!(output.status.code(), Some(0 | 2)), "{:?} {told}", output.status);
    prop_assert!(!told.contains("panicked"), "{told}");
    Ok(())
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Until the time is over, in rounds of new cases; at least one round.
fn for_a_while(share: u32, cases_each: u32, check: &dyn Fn(&Case) -> Result<(), TestCaseError>) {
    let seconds = std::env::var("RINGDESK_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let end = now() + Duration::from_secs(seconds.unwrap_or(0) * u64::from(share) / 10);
    loop {
        let outcome = runner(cases_each).run(&cases(), |case| check(&case));
        if let Err(error) = outcome {
            panic!("{error}");
        }
        if now() >= end {
            return;
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "a test that lasts as long as it is told to")]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn any_bytes_and_any_samples_are_read_or_refused() {
    for_a_while(10, 128, &check);
}

#[test]
fn the_program_tells_and_draws_any_recording_or_refuses_it() {
    let folder = tempfile::tempdir().unwrap();
    for_a_while(10, 12, &|case| check_program(folder.path(), case));
}
