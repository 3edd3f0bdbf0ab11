//! The limits of the digit detector, swept over generated digits: ITU-T Q.24 and beyond, digit times to 5 ms,
//! noise, disturbed lines; and voices, none of which is a digit.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sample arithmetic in a test"
)]

use ringdesk::base::signal::LineSignal;
use ringdesk::base::units::{Dbm0, Frames};
use ringdesk::dsp::FRAME;
use ringdesk::dsp::bank::{Bank, BankConfig, Detection, Mode};
use ringdesk::dsp::dtmf::detector::{Detector, Press};
use ringdesk::dsp::dtmf::{self, SendOptions, tones_of};
use ringdesk::dsp::front::Front;
use std::f64::consts::TAU;

const KEYS: &[u8] = b"123A456B789C*0#D";

/// A seeded generator: xorshift64*.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            random.unit();
        }
        random
    }

    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    fn gauss(&mut self) -> f64 {
        (-2.0 * self.unit().max(1e-300).ln()).sqrt() * (TAU * self.unit()).cos()
    }
}

/// How digits are sent and what the line does to them.
#[derive(Clone, Copy)]
struct Line {
    /// Milliseconds.
    on: f64,
    off: f64,
    /// An interruption in the middle of each digit (of twice `on` then).
    gap: f64,
    /// Per tone, dBm0; high minus low, dB.
    level: f64,
    twist: f64,
    /// Percent of row and column.
    offset: [f64; 2],
    /// White noise: dB below both tones within 300–3400 Hz.
    snr: f64,
    /// A tone underneath: hertz, dB over both tones.
    under: ([f64; 2], f64),
    /// Milliseconds, dB.
    echo: (f64, f64),
    /// Share of full scale.
    dc: f64,
    /// Overload in dB.
    clip: f64,
    clicks: bool,
    law: bool,
    /// Synthetic speech, dB below both tones.
    voice: f64,
    /// Every second digit repeats the one before.
    twice: bool,
}

const PLAIN: Line = Line {
    on: 50.0,
    off: 50.0,
    gap: 0.0,
    level: -10.0,
    twist: 0.0,
    offset: [0.0; 2],
    snr: 45.0,
    under: ([0.0; 2], 0.0),
    echo: (0.0, 0.0),
    dc: 0.0,
    clip: 0.0,
    clicks: false,
    law: false,
    voice: 99.0,
    twice: false,
};

/// A digit as it was sent: key, begin, end in seconds.
type Sent = (char, f64, f64);

fn amplitude(dbm0: f64) -> f64 {
    f64::from(Dbm0(dbm0 as f32).sine_peak())
}

fn ratio(db: f64) -> f64 {
    10_f64.powf(db / 10.0)
}

/// Random digits on such a line.
fn send(line: &Line, count: usize, random: &mut Random) -> (Vec<f32>, Vec<Sent>) {
    let mut sent: Vec<Sent> = Vec::new();
    let mut pulses = Vec::new();
    let mut t = 0.3;
    for n in 0..count {
        let key = match sent.last() {
            Some(last) if line.twice && n % 2 == 1 => last.0,
            _ => char::from(KEYS[(random.unit() * 16.0) as usize]),
        };
        t += random.unit() / 4000.0;
        let mut end = t + line.on / 1000.0;
        let phase = random.between(0.0, TAU);
        pulses.push((key, t, end, (t, phase)));
        if line.gap > 0.0 {
            let again = end + line.gap / 1000.0;
            end = again + line.on / 1000.0;
            pulses.push((key, again, end, (t, phase)));
        }
        sent.push((key, t, end));
        t = end + line.off / 1000.0;
    }
    let mut sound = vec![0.0; ((t + 0.6) * 8000.0) as usize];
    let peaks = [line.level - line.twist / 2.0, line.level + line.twist / 2.0].map(amplitude);
    for (key, begin, end, (origin, phase)) in pulses {
        let (row, column) = tones_of(key).unwrap_or_default();
        let hz = [row * (1.0 + line.offset[0] / 100.0), column * (1.0 + line.offset[1] / 100.0)];
        let from = (begin * 8000.0).ceil() as usize;
        for (n, value) in sound.iter_mut().enumerate().take((end * 8000.0) as usize).skip(from) {
            let x = TAU * (n as f64 / 8000.0 - origin);
            *value += peaks[0] * (x * hz[0] + phase).sin() + peaks[1] * (x * hz[1]).sin();
        }
    }
    disturb(line, &mut sound, (peaks[0] * peaks[0]).midpoint(peaks[1] * peaks[1]), random);
    (sound.iter().map(|v| *v as f32).collect(), sent)
}

/// What the line does; `power` is that of the digits.
fn disturb(line: &Line, sound: &mut [f64], power: f64, random: &mut Random) {
    let delay = (line.echo.0 * 8.0) as usize;
    if delay > 0 {
        let clean = sound.to_vec();
        let gain = ratio(line.echo.1).sqrt();
        sound[delay..].iter_mut().zip(&clean).for_each(|(v, early)| *v += gain * early);
    }
    let tones = line.under.0.iter().filter(|hz| **hz > 0.0).count().max(1) as f64;
    let peak = (2.0 * power * ratio(line.under.1) / tones).sqrt();
    let voice = if line.voice < 99.0 { speech(sound.len(), random) } else { Vec::new() };
    let loud = voice.iter().map(|v| v * v).sum::<f64>() / voice.len().max(1) as f64;
    let gain = (power * ratio(-line.voice) / loud.max(1e-12)).sqrt();
    let sigma = (power * ratio(-line.snr) * 4000.0 / 3100.0).sqrt();
    let overload =
        if line.clip > 0.0 { ratio(line.clip).sqrt() / (2.0 * power.sqrt()) } else { 1.0 };
    for (n, value) in sound.iter_mut().enumerate() {
        for hz in line.under.0.iter().filter(|hz| **hz > 0.0) {
            *value += peak * (TAU * hz * n as f64 / 8000.0 + hz).sin();
        }
        *value += voice.get(n).map_or(0.0, |v| gain * v);
        *value += sigma * random.gauss() + line.dc;
        if line.clicks && random.unit() < 0.0005 {
            *value += random.between(-0.8, 0.8);
        }
        *value = (*value * overload).clamp(-1.0, 1.0);
        *value = if line.law { a_law(*value) } else { (*value * 32768.0).round() / 32768.0 };
    }
}

/// There and back after ITU-T G.711, smooth curve.
fn a_law(value: f64) -> f64 {
    let scale = 1.0 + 87.6_f64.ln();
    let size = value.abs();
    let coded = if size < 1.0 / 87.6 { 87.6 * size } else { 1.0 + (87.6 * size).ln() } / scale;
    let coded = ((coded * 128.0).floor() + 0.5) / 128.0 * scale;
    value.signum() * if coded < 1.0 { coded / 87.6 } else { (coded - 1.0).exp() / 87.6 }
}

/// Voices: glottal pulses of a gliding pitch through three gliding formants, syllables and pauses; among them
/// high ones, whose harmonics lie apart as the tones of a digit do.
fn speech(length: usize, random: &mut Random) -> Vec<f64> {
    let mut out = Vec::with_capacity(length + 8000);
    while out.len() < length {
        let pitch = 75.0 * 7.5_f64.powf(random.unit());
        for _ in 0..(2.0 + 6.0 * random.unit()) as usize {
            syllable(pitch, &mut out, random);
        }
        out.resize(out.len() + random.between(200.0, 3000.0) as usize, 0.0);
    }
    out.truncate(length);
    out
}

/// Frequencies between which a formant glides, and its bandwidth.
type Glide = ([f64; 2], f64);

fn syllable(pitch: f64, out: &mut Vec<f64>, random: &mut Random) {
    let length = random.between(500.0, 2800.0);
    let bend = random.between(-0.12, 0.12) * random.unit();
    let formants: [Glide; 3] =
        [(250.0, 950.0), (900.0, 2300.0), (2300.0, 3300.0)].map(|(low, high)| {
            let from = random.between(low, high);
            let glide = random.between(-0.5, 0.5) * random.unit() * (high - low);
            ([from, (from + glide).clamp(low, high)], random.between(40.0, 110.0))
        });
    let attack = random.between(20.0, 400.0);
    let vibrato = random.unit() * random.unit() * 0.02;
    let mut states = [[0.0; 2]; 3];
    let (mut phase, mut tilt) = (0.0, 0.0);
    for n in 0..length as usize {
        let x = n as f64 / length;
        let hz = pitch * (1.0 + bend * x + vibrato * (TAU * 5.5 * n as f64 / 8000.0).sin());
        phase += hz / 8000.0;
        let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
        phase = phase.fract();
        tilt += 0.25 * (pulse + 0.01 * random.gauss() - tilt);
        let mut value = tilt;
        for (state, (hz, width)) in states.iter_mut().zip(formants) {
            let hz = hz[0] + (hz[1] - hz[0]) * x;
            let radius = (-std::f64::consts::PI * width / 8000.0).exp();
            let (a, b) = (2.0 * radius * (TAU * hz / 8000.0).cos(), -radius * radius);
            let resonant = (1.0 - a - b) * value + a * state[0] + b * state[1];
            *state = [resonant, state[0]];
            value = resonant;
        }
        let n = n as f64;
        out.push(value * (n / attack).min((length - n) / attack).min(1.0));
    }
}

/// What the detector tells of a sound.
fn hear(sound: &[f32]) -> Vec<Press> {
    let (mut front, mut detector) = (Front::new(), Detector::new());
    let mut heard = Vec::new();
    for (n, frame) in sound.as_chunks::<FRAME>().0.iter().enumerate() {
        front.raw = *frame;
        front.run();
        heard.extend(detector.push(&front, Frames(((n + 1) * FRAME) as u64)));
    }
    heard
}

/// What came of the digits sent.
#[derive(Default, Debug)]
struct Outcome {
    sent: usize,
    right: usize,
    extra: usize,
    /// Largest error of begin and length, in milliseconds.
    begin: f64,
    length: f64,
}

impl Outcome {
    fn add(&mut self, sent: &[Sent], heard: &[Press]) {
        self.sent += sent.len();
        let mut left: Vec<&Press> = heard.iter().collect();
        for (key, begin, end) in sent {
            let off = |press: &Press| press.start.duration().as_secs_f64() - begin;
            let same = |press: &&Press| press.key == *key && off(press).abs() < 0.025;
            if let Some(at) = left.iter().position(same) {
                let press = left.remove(at);
                self.right += 1;
                self.begin = self.begin.max(1000.0 * off(press).abs());
                let length = press.lasted.as_secs_f64() - (end - begin);
                self.length = self.length.max(1000.0 * length.abs());
            }
        }
        self.extra += left.len();
    }
}

/// Sends `count` digits, 16 at a time.
fn try_out(line: &Line, count: usize) -> Outcome {
    let mut random = Random::new(0x5eed);
    let mut outcome = Outcome::default();
    for _ in 0..count / 16 {
        let (sound, sent) = send(line, 16, &mut random);
        outcome.add(&sent, &hear(&sound));
    }
    outcome
}

/// All of them are heard, nothing else is, begin and length are true to 5 ms.
fn all_heard(what: &str, line: Line) {
    let outcome = try_out(&line, 32);
    assert_eq!((outcome.right, outcome.extra), (outcome.sent, 0), "{what}: {outcome:?}");
    assert!(outcome.begin < 5.0 && outcome.length < 5.0, "{what}: {outcome:?}");
}

fn none_heard(what: &str, line: Line) {
    let outcome = try_out(&line, 64);
    assert_eq!((outcome.right, outcome.extra), (0, 0), "{what}: {outcome:?}");
}

#[test]
fn digits_of_40_ms_are_heard_and_those_of_23_are_not() {
    for on in [40.0, 50.0, 70.0, 100.0, 400.0, 1500.0] {
        all_heard(&format!("{on} ms"), Line { on, off: on.min(100.0), ..PLAIN });
        all_heard(&format!("{on} ms, 15 dB"), Line { on, snr: 15.0, ..PLAIN });
    }
    for on in [20.0, 23.0] {
        for snr in [45.0, 20.0, 15.0, 10.0] {
            none_heard(&format!("{on} ms, {snr} dB"), Line { on, off: 60.0, snr, ..PLAIN });
        }
        for twist in [-8.0, 4.0] {
            none_heard(&format!("{on} ms, {twist} dB"), Line { on, off: 60.0, twist, ..PLAIN });
        }
        let under = ([350.0, 440.0], 5.0);
        none_heard(&format!("{on} ms, dial tone"), Line { on, off: 60.0, under, ..PLAIN });
    }
}

#[test]
fn pauses_part_digits_and_interruptions_do_not() {
    for off in [15.0, 20.0, 30.0, 40.0] {
        all_heard(&format!("pause of {off} ms"), Line { off, twice: true, ..PLAIN });
    }
    for gap in [1.0, 3.0, 5.0, 8.0, 10.0] {
        all_heard(&format!("break of {gap} ms"), Line { gap, ..PLAIN });
        all_heard(&format!("break of {gap} ms, 15 dB"), Line { gap, on: 40.0, snr: 15.0, ..PLAIN });
    }
}

#[test]
fn levels_twists_and_offsets_keep_to_q24() {
    for level in [0.0, -3.0, -10.0, -25.0, -35.0, -41.0, -45.0] {
        all_heard(&format!("{level} dBm0"), Line { level, snr: 25.0, ..PLAIN });
    }
    for twist in [-10.0, -8.0, -4.0, 4.0, 6.0, 8.0] {
        all_heard(&format!("twist {twist} dB"), Line { twist, ..PLAIN });
    }
    for twist in [-8.0, 4.0] {
        all_heard(&format!("twist {twist} dB, 15 dB"), Line { twist, snr: 15.0, ..PLAIN });
    }
    for twist in [-14.0, 12.0] {
        none_heard(&format!("twist {twist} dB"), Line { twist, ..PLAIN });
    }
    // 1.5 % and 2 Hz of the lowest tone are 1.8 %.
    for offset in [[1.8, 1.5], [-1.8, -1.5], [1.8, -1.5], [-1.8, 1.5], [0.0, 1.5], [-1.8, 0.0]] {
        for (on, snr) in [(50.0, 45.0), (40.0, 15.0)] {
            all_heard(&format!("offset {offset:?} %"), Line { offset, on, off: on, snr, ..PLAIN });
        }
    }
    for offset in
        [[3.5, 3.5], [-3.5, -3.5], [3.5, 0.0], [-3.5, 0.0], [0.0, 3.5], [0.0, -3.5], [3.5, -3.5]]
    {
        for (on, snr) in [(50.0, 45.0), (100.0, 20.0), (50.0, 10.0)] {
            none_heard(&format!("offset {offset:?} %"), Line { on, offset, snr, ..PLAIN });
        }
    }
}

#[test]
fn disturbed_lines_are_borne() {
    for tones in [[450.0, 0.0], [350.0, 440.0], [350.0, 450.0], [425.0, 0.0], [440.0, 480.0]] {
        for db in [-5.0, 5.0] {
            all_heard(&format!("{tones:?} at {db} dB"), Line { under: (tones, db), ..PLAIN });
        }
        let worst =
            Line { under: (tones, 5.0), twist: -6.0, on: 40.0, off: 40.0, snr: 15.0, ..PLAIN };
        all_heard(&format!("{tones:?} and noise"), worst);
    }
    for late in [1.0, 2.0, 5.0, 10.0, 20.0] {
        all_heard(&format!("echo of {late} ms"), Line { echo: (late, -10.0), ..PLAIN });
    }
    all_heard("hum", Line { under: ([50.0, 150.0], 10.0), ..PLAIN });
    all_heard("direct current", Line { dc: 0.2, ..PLAIN });
    all_heard("overload", Line { clip: 12.0, ..PLAIN });
    all_heard("clicks", Line { clicks: true, ..PLAIN });
    all_heard("A-law", Line { law: true, level: -30.0, ..PLAIN });
    for (voice, wanted) in [(20.0, 63), (15.0, 61), (10.0, 50)] {
        let outcome = try_out(&Line { voice, ..PLAIN }, 64);
        assert!(
            outcome.right >= wanted && outcome.extra == 0,
            "speech at -{voice} dB: {outcome:?}"
        );
    }
    let echo = try_out(&Line { echo: (30.0, -10.0), ..PLAIN }, 64);
    assert_eq!(echo.extra, 0, "no digit twice: {echo:?}");
}

#[test]
fn nine_of_ten_are_heard_in_noise_as_strong_as_they_are() {
    for (on, snr, wanted) in
        [(40.0, 0.4, 290), (50.0, 0.0, 290), (40.0, 4.0, 317), (50.0, 10.0, 320)]
    {
        let outcome = try_out(&Line { on, off: on, snr, ..PLAIN }, 320);
        assert!(outcome.right >= wanted && outcome.extra <= 1, "{on} ms at {snr} dB: {outcome:?}");
    }
}

#[test]
fn voices_and_noise_are_no_digits() {
    let mut random = Random::new(7);
    for level in [0.3, 0.03] {
        let mut sound = speech(8000 * 600, &mut random);
        let peak = sound.iter().fold(0.0_f64, |peak, v| peak.max(v.abs()));
        for v in &mut sound {
            *v = *v * 3.0 * level / peak + 1e-4 * random.gauss();
        }
        let sound: Vec<f32> = sound.iter().map(|v| *v as f32).collect();
        assert_eq!(hear(&sound), [], "voices at {level}");
    }
    let noise: Vec<f32> = (0..8000 * 120).map(|_| (0.1 * random.gauss()) as f32).collect();
    assert_eq!(hear(&noise), []);
}

#[test]
fn a_digit_says_how_it_was_heard() {
    let line = Line { level: -22.0, offset: [1.0, 0.2], snr: 15.0, ..PLAIN };
    let (sound, sent) = send(&line, 16, &mut Random::new(3));
    let mut bank = Bank::new(BankConfig { mode: Mode::OffHook, region: None });
    let mut heard: Vec<Detection> = Vec::new();
    bank.feed(&sound, &mut |event| heard.push(event));
    bank.finish(&mut |event| heard.push(event));
    heard.retain(|event| matches!(event.signal, LineSignal::Digit { .. }));
    assert_eq!(heard.len(), sent.len());
    for event in heard {
        let evidence = event.evidence;
        let near = |value: Option<f32>, wanted: f32, by: f32| {
            value.is_some_and(|value| (value - wanted).abs() < by)
        };
        assert!(near(evidence.level_dbm0, -22.0, 0.7), "{evidence:?}");
        assert!(near(evidence.snr_db, 15.0, 2.5), "{evidence:?}");
        assert!(near(evidence.offset_percent, 1.0, 0.3), "{evidence:?}");
        assert!(event.decided.0 - event.start.0 < 8 * 100, "told within 50 ms of its end");
    }
}

#[test]
fn what_our_transmitter_sends_is_heard() {
    let keys = "0123456789*#ABCD";
    let mut sound = dtmf::send(keys, SendOptions::default());
    sound.resize(sound.len() + 2000, 0.0);
    let heard: String = hear(&sound).iter().map(|press| press.key).collect();
    assert_eq!(heard, keys);
}
