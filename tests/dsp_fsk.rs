//! FSK caller ID over the range of lines and senders: what must be read is read, and nothing else is told as a call.
//! Sound is made with exact bit edges; noise comes from a fixed seed.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sample arithmetic in a test"
)]

use ringdesk::base::caller_id::{BurstTime, CallerId, Format, Standard};
use ringdesk::base::message::{self, Message};
use ringdesk::base::signal::LineSignal;
use ringdesk::base::units::{Dbm0, Frames};
use ringdesk::dsp::bank::{Bank, BankConfig, Detection, Mode};
use ringdesk::dsp::burst::{self, BurstOptions};
use std::f32::consts::TAU;

const STANDARDS: [Standard; 2] = [Standard::Bell202, Standard::V23];

/// A call with a name in ASCII or GBK; the number tells the calls apart.
fn call(standard: Standard, number: &str) -> CallerId {
    CallerId {
        standard,
        format: Format::Mdmf,
        number: Some(number.to_owned()),
        absence: None,
        name: if standard == Standard::V23 {
            b"ANN BERG".to_vec()
        } else {
            vec![0xcd, 0xf5, 0xce, 0xb0]
        },
        time: Some(BurstTime { month: 11, day: 22, hour: 3, minute: 10 }),
        checksum_ok: true,
    }
}

fn options() -> BurstOptions {
    BurstOptions { seizure_bits: 120, mark_bits: 90, level: Dbm0(-26.0), ..BurstOptions::default() }
}

/// Standard normal noise.
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 40) as f32 + 0.5) / (1 << 24) as f32
    }

    fn normal(&mut self) -> f32 {
        (-2.0 * self.uniform().ln()).sqrt() * (TAU * self.uniform()).cos()
    }
}

fn rms(sound: &[f32]) -> f32 {
    (sound.iter().map(|v| v * v).sum::<f32>() / sound.len() as f32).sqrt()
}

/// Half a second before, the burst, a quarter after; white noise so many dB (in 300 to 3400 Hz) below it.
fn line(burst: &[f32], snr_db: f32) -> Vec<f32> {
    let mut line = vec![0.0; 4000];
    line.extend_from_slice(burst);
    line.extend([0.0; 2000]);
    let sigma = rms(burst) * 10_f32.powf(-snr_db / 20.0) * (4000.0_f32 / 3100.0).sqrt();
    let mut noise = Noise(u64::from(snr_db.to_bits()) + burst.len() as u64);
    for v in &mut line {
        *v += sigma * noise.normal();
    }
    line
}

fn hear(line: &[f32]) -> Vec<Detection> {
    let mut bank = Bank::new(BankConfig { mode: Mode::OnHook, region: None });
    let mut events = Vec::new();
    bank.feed(line, &mut |event| events.push(event));
    bank.finish(&mut |event| events.push(event));
    events
}

fn calls(line: &[f32]) -> Vec<CallerId> {
    let call = |event: Detection| match event.signal {
        LineSignal::CallerId(id) => Some(id),
        _ => None,
    };
    hear(line).into_iter().filter_map(call).collect()
}

/// Both standards, each option: the call is read, once and unchanged.
fn sweep(what: &str, choices: &[BurstOptions], snr_db: f32, spoil: fn(&mut Vec<f32>, f32)) {
    for standard in STANDARDS {
        for (index, options) in choices.iter().enumerate() {
            let id = call(standard, &format!("010{index:02}66{index}58"));
            let burst = burst::render(&id, *options);
            let mut line = line(&burst, snr_db);
            spoil(&mut line, rms(&burst));
            assert_eq!(calls(&line), [id], "{what} {standard:?} {options:?}");
        }
    }
}

fn leave(_: &mut Vec<f32>, _: f32) {}

#[test]
fn levels_twist_and_offsets_are_borne() {
    let base = options();
    let levels = [-6.0, -30.0, -46.0].map(|db| BurstOptions { level: Dbm0(db), ..base });
    sweep("level", &levels, 19.0, leave);
    let twists = [-12.0, -6.0, 6.0, 12.0].map(|twist_db| BurstOptions { twist_db, ..base });
    sweep("twist", &twists, 20.0, leave);
    let tones = [-2.5, 2.5].map(|tone_offset_percent| BurstOptions { tone_offset_percent, ..base });
    sweep("tones", &tones, 25.0, leave);
    let bauds = [-2.0, 2.0].map(|baud_offset_percent| BurstOptions { baud_offset_percent, ..base });
    sweep("bit rate", &bauds, 25.0, leave);
    let worst = [(1.5, -1.0, -6.0), (-1.5, 1.0, 6.0)].map(|(tone, baud, twist_db)| BurstOptions {
        tone_offset_percent: tone,
        baud_offset_percent: baud,
        twist_db,
        ..base
    });
    sweep("all", &worst, 15.0, leave);
}

#[test]
fn other_frames_of_the_burst_are_borne() {
    let base = options();
    let starts = [(0, 80), (300, 0), (300, 5), (40, 20), (0, 300), (300, 180)];
    let starts =
        starts.map(|(seizure_bits, mark_bits)| BurstOptions { seizure_bits, mark_bits, ..base });
    sweep("start", &starts, 25.0, leave);
    let stops = [1, 4, 10].map(|extra_stop_bits| BurstOptions { extra_stop_bits, ..base });
    sweep("marks between", &stops, 25.0, leave);
}

#[test]
fn white_noise_is_borne() {
    let base = options();
    sweep("noise", &[base; 8], 6.0, leave);
}

#[test]
fn hum_and_direct_current_are_borne() {
    sweep("hum", &[options()], 25.0, |line, level| {
        for (n, value) in line.iter_mut().enumerate() {
            let t = TAU * 50.0 * (n % 8000) as f32 / 8000.0;
            *value +=
                level * 10.0 * 1.3 * (t.sin() + 0.3 * (3.0 * t).sin() + 0.05 * (9.0 * t).cos());
        }
    });
    sweep("direct current", &[options()], 25.0, |line, _| line.iter_mut().for_each(|v| *v -= 0.4));
}

#[test]
fn overload_echo_and_clicks_are_borne() {
    sweep("overload 24 dB", &[options()], 25.0, |line, level| {
        for v in line.iter_mut() {
            *v = v.clamp(-0.09 * level, 0.09 * level);
        }
    });
    for (delay, gain) in [(4, 0.5), (8, 0.4), (64, 0.3)] {
        for standard in STANDARDS {
            let id = call(standard, "02055501234");
            let clean = burst::render(&id, options());
            let mut burst = clean.clone();
            burst.iter_mut().skip(delay).zip(&clean).for_each(|(v, before)| *v += gain * before);
            assert_eq!(calls(&line(&burst, 25.0)), [id], "echo {delay} {standard:?}");
        }
    }
    sweep("clicks", &[options()], 25.0, |line, level| {
        for at in (4100..line.len() - 40).step_by(1700) {
            for (n, value) in line[at..at + 40].iter_mut().enumerate() {
                *value += 8.0 * level * (-(n as f32) / 5.0).exp() * (TAU * 0.25 * n as f32).cos();
            }
        }
    });
}

#[test]
fn ringing_before_a_burst_is_borne() {
    sweep("ringing", &[options()], 30.0, |line, _| {
        let ring =
            (0..8000).map(|n| (0.9 * (TAU * 25.0 * n as f32 / 8000.0).sin()).clamp(-0.8, 0.8));
        line.splice(0..0, ring);
    });
}

/// A sender that switches tones at whole samples of 8 kHz only, phase going on.
fn coarse(standard: Standard, frame: &[u8]) -> Vec<f32> {
    let (mark, space) = burst::tones(standard);
    let seizure = (0..300).map(|n| n % 2 == 1);
    let char = |byte: &u8| {
        let byte = *byte;
        std::iter::once(false).chain((0..8).map(move |bit| byte >> bit & 1 == 1)).chain([true])
    };
    let bits = seizure.chain([true; 180]).chain(frame.iter().flat_map(char)).chain([true; 3]);
    let (mut out, mut turns, mut late) = (Vec::new(), 0.0, 0.0);
    for bit in bits {
        late += 8000.0 / 1200.0;
        while late >= 1.0 {
            out.push(0.05 * (turns * std::f64::consts::TAU).sin() as f32);
            turns += if bit { mark } else { space } / 8000.0;
            late -= 1.0;
        }
    }
    out
}

#[test]
fn bit_edges_on_whole_samples_are_borne() {
    for standard in STANDARDS {
        for number in ["13812345678", "5550100", "020946001"] {
            let id = call(standard, number);
            let burst = coarse(standard, &message::encode(&id));
            assert_eq!(calls(&line(&burst, 15.0)), [id], "{standard:?}");
        }
    }
}

#[test]
fn blocks_of_any_size_give_the_same() {
    let id = call(Standard::Bell202, "13812345678");
    let mut sound = line(&burst::render(&id, options()), 12.0);
    sound.extend(line(&burst::render(&call(Standard::V23, "5550100"), options()), 3.0));
    let whole = hear(&sound);
    assert!(!whole.is_empty());
    for size in [1, 7, 40, 41, 160, 333, 1024, 4096] {
        let mut bank = Bank::new(BankConfig { mode: Mode::OnHook, region: None });
        let mut events = Vec::new();
        for block in sound.chunks(size) {
            bank.feed(block, &mut |event| events.push(event));
        }
        bank.finish(&mut |event| events.push(event));
        assert_eq!(events, whole, "blocks of {size}");
    }
}

#[test]
fn a_gap_ends_a_burst_and_the_next_one_is_read() {
    let id = call(Standard::Bell202, "13812345678");
    let sound = line(&burst::render(&id, options()), 25.0);
    let cut = sound.len() - 3000;
    let mut bank = Bank::new(BankConfig { mode: Mode::OnHook, region: None });
    let mut events = Vec::new();
    bank.feed(&sound[..cut], &mut |event| events.push(event));
    bank.gap(Frames(4000), &mut |event| events.push(event));
    bank.feed(&sound[cut..], &mut |event| events.push(event));
    let is_damage = |event: &Detection| event.signal == LineSignal::BurstDamaged;
    assert!(events.iter().any(is_damage), "{events:?}");
    assert!(!events.iter().any(|event| matches!(event.signal, LineSignal::CallerId(_))));
    bank.feed(&sound, &mut |event| events.push(event));
    bank.finish(&mut |event| events.push(event));
    assert!(events.iter().any(|event| event.signal == LineSignal::CallerId(id.clone())));
}

/// What is told of a frame on a quiet line.
fn told(frame: &[u8]) -> Vec<CallerId> {
    let options = BurstOptions { seizure_bits: 30, mark_bits: 60, ..options() };
    calls(&line(&burst::render_frame(Standard::V23, frame, options), 25.0))
}

#[test]
fn damaged_frames_are_no_calls() {
    let id = CallerId { format: Format::Sdmf, name: Vec::new(), ..call(Standard::V23, "5550") };
    let frame = message::encode(&id);
    assert_eq!(told(&frame), [id]);
    for (index, bit) in (0..frame.len()).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
        let mut damaged = frame.clone();
        damaged[index] ^= 1 << bit;
        assert_eq!(told(&damaged), [], "byte {index} bit {bit}");
    }
    for short in [3, 8, frame.len() - 1] {
        assert_eq!(told(&frame[..short]), [], "cut to {short}");
    }
}

#[test]
fn opposite_flips_are_calls_only_when_they_make_a_sound_frame() {
    let frame = message::encode(&call(Standard::V23, "5550100"));
    let mut noise = Noise(5);
    for _ in 0..24 {
        let mut pick = || (noise.uniform() * frame.len() as f32) as usize;
        let (a, b) = (pick(), pick());
        let bit = a % 7;
        let mut damaged = frame.clone();
        damaged[a] ^= 1 << bit;
        damaged[b] ^= 1 << bit;
        let parsed = message::parse(Standard::V23, &damaged);
        for id in told(&damaged) {
            assert_eq!(parsed, Ok(Message::Call(id)), "{damaged:02x?}");
        }
    }
}

#[test]
fn messages_of_other_kinds_are_no_calls() {
    let whole = message::encode(&call(Standard::V23, "5550100"));
    for kind in [0x00, 0x01, 0x06, 0x0b, 0x40, 0x81, 0x82, 0x83, 0x84, 0xc0, 0xff] {
        let mut frame = whole.clone();
        frame[0] = kind;
        frame.pop();
        frame.push(message::checksum(&frame));
        assert_eq!(told(&frame), [], "type {kind:02x}");
    }
    assert_eq!(told(&[0x80, 0, 0x80]), []);
    assert_eq!(told(&[0; 40]), []);
}
