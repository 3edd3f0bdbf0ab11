//! What the detectors can stand and what they must refuse: each transmitter against its receiver at the
//! limits of level, offset, twist, noise and timing; no call out of nothing.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "sample arithmetic in a test"
)]

#[path = "support/noise.rs"]
mod noise;

use noise::Noise;
use ringdesk::base::caller_id::{Absence, BurstTime, CallerId, Format, Standard};
use ringdesk::base::message;
use ringdesk::base::signal::{Edge, LineSignal};
use ringdesk::base::units::{Dbm0, Frames};
use ringdesk::dsp::bank::{Bank, BankConfig, Detection, Mode};
use ringdesk::dsp::burst::{self, BurstOptions};
use ringdesk::dsp::dtmf;
use ringdesk::dsp::tone::source::ToneSource;
use std::time::Duration;

fn call(standard: Standard, format: Format) -> CallerId {
    let mdmf = format == Format::Mdmf;
    CallerId {
        standard,
        format,
        number: Some("13812345678".into()),
        absence: None,
        name: if mdmf { vec![0xcd, 0xf5, 0xce, 0xb0] } else { Vec::new() },
        time: (format != Format::Dtmf).then_some(BurstTime {
            month: 11,
            day: 22,
            hour: 3,
            minute: 10,
        }),
        checksum_ok: true,
    }
}

/// Half a second before and after; white noise at `noise` dBm0 over the whole band.
fn on_a_line(sound: &[f32], noise: Option<f32>) -> Vec<f32> {
    let mut line = vec![0.0; 4000];
    line.extend_from_slice(sound);
    line.resize(line.len() + 5000, 0.0);
    if let Some(level) = noise {
        let rms = Dbm0(level).sine_peak() * std::f32::consts::FRAC_1_SQRT_2;
        let mut random = Noise(0x1234_5678_9abc_def1);
        for value in &mut line {
            *value += rms * random.next();
        }
    }
    line
}

fn hear(mode: Mode, line: &[f32]) -> Vec<Detection> {
    let mut bank = Bank::new(BankConfig { mode, region: None });
    let mut heard = Vec::new();
    bank.feed(line, &mut |event| heard.push(event));
    bank.finish(&mut |event| heard.push(event));
    heard
}

fn calls(heard: &[Detection]) -> Vec<CallerId> {
    let id = |event: &Detection| match &event.signal {
        LineSignal::CallerId(id) => Some(id.clone()),
        _ => None,
    };
    heard.iter().filter_map(id).collect()
}

fn digits(heard: &[Detection]) -> String {
    let digit = |event: &Detection| match event.signal {
        LineSignal::Digit { digit, .. } => Some(digit),
        _ => None,
    };
    heard.iter().filter_map(digit).collect()
}

fn millis(n: u64) -> Duration {
    Duration::from_millis(n)
}

const KINDS: [(Standard, Format); 4] = [
    (Standard::Bell202, Format::Mdmf),
    (Standard::Bell202, Format::Sdmf),
    (Standard::V23, Format::Mdmf),
    (Standard::V23, Format::Sdmf),
];

/// Sends and reads back with changed options, in each standard and format.
fn survives(what: &str, noise_below: Option<f32>, change: impl Fn(&mut BurstOptions)) {
    for (standard, format) in KINDS {
        let id = call(standard, format);
        let mut options = BurstOptions::default();
        change(&mut options);
        let noise = noise_below.map(|db| options.level.0 - db);
        let line = on_a_line(&burst::render(&id, options), noise);
        assert_eq!(calls(&hear(Mode::OnHook, &line)), [id], "{what}, {standard:?} {format:?}");
    }
}

#[test]
fn bursts_are_read_from_9_to_46_dbm0_below_full_level() {
    for level in [-9.0, -20.0, -32.0, -40.0, -46.0] {
        survives(&format!("{level} dBm0"), None, |o| o.level = Dbm0(level));
    }
}

#[test]
fn bursts_are_read_at_their_limits_in_noise_of_20_db() {
    survives("plain", Some(20.0), |_| {});
    survives("low tones", Some(20.0), |o| o.tone_offset_percent = -1.5);
    survives("high tones", Some(20.0), |o| o.tone_offset_percent = 1.5);
    survives("slow", Some(20.0), |o| o.baud_offset_percent = -1.0);
    survives("fast", Some(20.0), |o| o.baud_offset_percent = 1.0);
    survives("space up", Some(20.0), |o| o.twist_db = 8.0);
    survives("space down", Some(20.0), |o| o.twist_db = -8.0);
    survives("off-hook", Some(20.0), |o| (o.seizure_bits, o.mark_bits) = (0, 80));
    survives("short seizure", Some(20.0), |o| o.seizure_bits = 40);
    survives("two stop bits", Some(20.0), |o| o.extra_stop_bits = 1);
    survives("marks between characters", Some(20.0), |o| o.extra_stop_bits = 6);
}

#[test]
fn noise_of_10_db_is_no_obstacle() {
    survives("10 dB", Some(10.0), |_| {});
}

#[test]
fn withheld_numbers_and_dtmf_calls_are_read() {
    let mut id = call(Standard::Bell202, Format::Mdmf);
    (id.number, id.absence) = (None, Some(Absence::Private));
    let line = on_a_line(&burst::render(&id, BurstOptions::default()), Some(-50.0));
    assert_eq!(calls(&hear(Mode::OnHook, &line)), [id]);
    for marks in [('D', 'C'), ('A', 'C'), ('A', '#'), ('D', '#'), ('B', 'C')] {
        let id = call(Standard::Dtmf, Format::Dtmf);
        let options = BurstOptions { marks, ..BurstOptions::default() };
        let line = on_a_line(&burst::render(&id, options), Some(-50.0));
        assert_eq!(calls(&hear(Mode::OnHook, &line)), std::slice::from_ref(&id), "{marks:?}");
        let off_hook = hear(Mode::OffHook, &line);
        assert_eq!(calls(&off_hook), [], "dialled digits are no caller");
        assert_eq!(digits(&off_hook), burst::dtmf_string(&id, marks));
    }
}

#[test]
fn damaged_bursts_say_why_and_are_no_calls() {
    let mut frame = message::encode(&call(Standard::Bell202, Format::Mdmf));
    frame[9] ^= 0x01;
    let sound = burst::render_frame(Standard::Bell202, &frame, BurstOptions::default());
    let heard = hear(Mode::OnHook, &on_a_line(&sound, Some(-60.0)));
    assert_eq!(calls(&heard), []);
    let damaged: Vec<_> =
        heard.iter().filter(|event| event.signal == LineSignal::BurstDamaged).collect();
    assert_eq!(damaged.len(), 1, "{heard:?}");
    assert!(damaged[0].evidence.note.contains("checksum"), "{:?}", damaged[0].evidence);
    let cut = &sound[..sound.len() - 400];
    assert_eq!(calls(&hear(Mode::OnHook, &on_a_line(cut, None))), []);
    let mut waiting = vec![0x82, 3, 0x0b, 1, 0xff];
    waiting.push(message::checksum(&waiting));
    let sound = burst::render_frame(Standard::Bell202, &waiting, BurstOptions::default());
    assert_eq!(calls(&hear(Mode::OnHook, &on_a_line(&sound, None))), []);
}

#[test]
fn blocks_of_any_length_give_the_same() {
    let mut line = on_a_line(
        &burst::render(&call(Standard::V23, Format::Mdmf), BurstOptions::default()),
        Some(-45.0),
    );
    line.extend(dtmf::render("12#", Dbm0(-12.0), millis(60), millis(60)));
    line.resize(line.len() + 3000, 0.0);
    let whole = hear(Mode::File, &line);
    assert!(whole.len() >= 5, "{whole:?}");
    for length in [1, 7, 160, 999] {
        let mut bank = Bank::new(BankConfig { mode: Mode::File, region: None });
        let mut heard = Vec::new();
        line.chunks(length).for_each(|block| bank.feed(block, &mut |event| heard.push(event)));
        bank.finish(&mut |event| heard.push(event));
        assert_eq!(heard, whole, "blocks of {length}");
    }
    assert!(whole.iter().all(|event| event.start <= event.decided));
}

#[test]
fn a_gap_in_a_burst_loses_it_and_keeps_time() {
    let id = call(Standard::Bell202, Format::Mdmf);
    let sound = burst::render(&id, BurstOptions::default());
    let mut bank = Bank::new(BankConfig::default());
    let mut heard = Vec::new();
    let middle = sound.len() * 4 / 5;
    bank.feed(&sound[..middle], &mut |event| heard.push(event));
    bank.gap(Frames(801), &mut |event| heard.push(event));
    bank.feed(&sound[middle..], &mut |event| heard.push(event));
    assert_eq!(calls(&heard), []);
    assert!(heard.iter().any(|event| event.signal == LineSignal::BurstDamaged));
    let before = bank.now();
    assert_eq!(before, Frames(sound.len() as u64 + 801));
    bank.feed(&vec![0.0; 4000], &mut |event| heard.push(event));
    bank.feed(&sound, &mut |event| heard.push(event));
    bank.finish(&mut |event| heard.push(event));
    assert_eq!(calls(&heard), [id]);
    let start = heard.iter().rev().find(|e| matches!(e.signal, LineSignal::CallerId(_))).unwrap();
    assert!(start.start.0.abs_diff(before.0 + 4000) < 800, "{start:?}");
}

#[test]
fn digits_keep_to_the_limits_of_q24() {
    let keys = "123A456B789C*0#D";
    let press =
        |level: f32, on: u64, off: u64| dtmf::render(keys, Dbm0(level), millis(on), millis(off));
    for (what, level, on, off, noise) in [
        ("loud", -3.0, 50, 50, Some(-40.0)),
        ("shortest", -10.0, 40, 40, Some(-40.0)),
        ("quiet", -38.0, 50, 50, None),
        ("noisy", -13.0, 50, 50, Some(-25.0)),
        ("slow", -10.0, 200, 100, None),
    ] {
        let heard = hear(Mode::OffHook, &on_a_line(&press(level, on, off), noise));
        assert_eq!(digits(&heard), keys, "{what}");
    }
    for (what, on) in [("20 ms", 20), ("23 ms", 23)] {
        let heard = hear(Mode::OffHook, &on_a_line(&press(-10.0, on, 60), Some(-50.0)));
        assert_eq!(digits(&heard), "", "{what}");
    }
    let heard = hear(
        Mode::OffHook,
        &on_a_line(&dtmf::render("55", Dbm0(-9.0), millis(60), millis(40)), None),
    );
    assert_eq!(digits(&heard), "55");
    for event in heard {
        if let LineSignal::Digit { lasted, .. } = event.signal {
            assert!(lasted.abs_diff(millis(60)) < millis(8), "{lasted:?}");
        }
    }
}

#[test]
fn ringing_begins_and_ends_and_hum_is_not_ringing() {
    let mut source = ToneSource::ring(Dbm0(-15.0));
    let mut sound = vec![0.0; 8 * 6000];
    source.fill(&mut sound);
    let edges = |line: &[f32]| -> Vec<(Edge, u64)> {
        let edge = |event: Detection| match event.signal {
            LineSignal::Ring(edge) => Some((edge, event.start.0 / 8)),
            _ => None,
        };
        hear(Mode::OnHook, line).into_iter().filter_map(edge).collect()
    };
    let rings = edges(&on_a_line(&sound, Some(-55.0)));
    let kinds: Vec<Edge> = rings.iter().map(|ring| ring.0).collect();
    assert_eq!(kinds, [Edge::Begin, Edge::End, Edge::Begin, Edge::End], "{rings:?}");
    assert!(rings[0].1.abs_diff(500) < 120 && rings[1].1.abs_diff(1500) < 200, "{rings:?}");
    let mut hum = ToneSource::custom([50.0, 150.0], &[], Dbm0(-12.0));
    hum.fill(&mut sound);
    assert_eq!(edges(&on_a_line(&sound, None)), []);
}

#[test]
fn noise_and_nonsense_are_nothing() {
    let mut random = Noise(42);
    let noise: Vec<f32> = (0..80_000).map(|_| 0.2 * random.next()).collect();
    let wild: Vec<f32> = (0..80_000)
        .map(|n| match n % 7 {
            0 => f32::NAN,
            1 => f32::INFINITY,
            2 => 1e30,
            _ => random.next(),
        })
        .collect();
    // A voice: harmonics of a gliding pitch under moving formants, in syllables.
    let mut phase = 0.0_f32;
    let babble: Vec<f32> = (0..160_000)
        .map(|n| {
            let t = n as f32 / 8000.0;
            phase += (120.0 + 40.0 * (t * 2.1).sin()) / 8000.0;
            let voiced = |k: u8| {
                let hz = f32::from(k) * 130.0;
                let formant = |f: f32| (-((hz - f) / 150.0).powi(2)).exp();
                let gain = formant(600.0 + 250.0 * (t * 3.3).sin())
                    + 0.5 * formant(1400.0 + 500.0 * (t * 1.7).sin());
                gain * (phase * f32::from(k) * std::f32::consts::TAU).sin()
            };
            (t * 4.0).sin().max(0.0) * 0.2 * (1..24).map(voiced).sum::<f32>()
        })
        .collect();
    for (what, line) in [("noise", noise), ("wild", wild), ("babble", babble)] {
        let heard = hear(Mode::File, &line);
        assert_eq!(calls(&heard), [], "{what}");
        assert_eq!(digits(&heard), "", "{what}");
        let tone = heard.iter().find(|event| matches!(event.signal, LineSignal::Tone(..)));
        assert!(tone.is_none(), "{what}: {tone:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_parsed_without_panic(bytes in proptest::collection::vec(0_u8.., 0..300)) {
        let mut frame = bytes.clone();
        drop(message::parse(Standard::Bell202, &frame));
        if frame.len() > 3 {
            frame[0] = if bytes[0] & 1 == 1 { 0x80 } else { 0x04 };
            frame[1] = (frame.len() - 3).min(255) as u8;
            let end = frame.len() - 1;
            frame[end] = message::checksum(&frame[..end]);
            if let Ok(message::Message::Call(id)) = message::parse(Standard::V23, &frame) {
                let number = id.number.unwrap_or_default();
                proptest::prop_assert!(number.bytes().all(|b| b.is_ascii_digit() || b"+*#".contains(&b)));
            }
        }
    }
}
