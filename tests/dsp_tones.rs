//! What the tone detectors can stand and what they must refuse: every tone of every plan over level, offset,
//! cadence and noise; special information, fax and answer tones in all their kinds; taught tones; whole calls;
//! nothing out of music.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    reason = "sample arithmetic in a test"
)]

#[path = "support/noise.rs"]
mod noise;

use noise::Noise;
use ringdesk::base::evidence::Evidence;
use ringdesk::base::signal::{Edge, LineSignal, Tone};
use ringdesk::base::units::{Dbm0, Frames};
use ringdesk::dsp::bank::{Bank, BankConfig, Detection, Mode};
use ringdesk::dsp::dtmf;
use ringdesk::dsp::tone::plan::{Cadence, PLANS, Region, ToneSpec, spec};
use ringdesk::dsp::tone::source::{self, AnswerSource, ToneSource, tri_tone};
use ringdesk::dsp::tone::teach;
use std::time::Duration;

impl Noise {
    /// From `-most` to `most`.
    fn within(&mut self, most: f32) -> f32 {
        2.0 * most * self.uniform()
    }
}
/// A tone with its begin, end and grounds.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    tone: Tone,
    edge: Edge,
    start: f32,
    decided: f32,
    evidence: Evidence,
}

fn seconds(frames: Frames) -> f32 {
    frames.0 as f32 / 8000.0
}

fn told(event: Detection) -> Option<Told> {
    let LineSignal::Tone(tone, edge) = event.signal else { return None };
    let (start, decided) = (seconds(event.start), seconds(event.decided));
    Some(Told { tone, edge, start, decided, evidence: event.evidence })
}

fn tones_of(line: &[f32], region: Option<Region>) -> Vec<Told> {
    let mut bank = Bank::new(BankConfig { mode: Mode::OffHook, region });
    let mut heard = Vec::new();
    bank.feed(line, &mut |event| heard.extend(told(event)));
    bank.finish(&mut |event| heard.extend(told(event)));
    heard
}

/// Half a second before and one after, white noise at `noise` dBm0 over the whole band.
fn on_a_line(sound: &[f32], noise: f32, random: &mut Noise) -> Vec<f32> {
    let mut line = vec![0.0; 4000];
    line.extend_from_slice(sound);
    line.resize(line.len() + 8000, 0.0);
    let rms = Dbm0(noise).sine_peak() * std::f32::consts::FRAC_1_SQRT_2;
    for value in &mut line {
        *value += rms * random.next();
    }
    line
}

fn quiet(sound: &[f32]) -> Vec<f32> {
    on_a_line(sound, -60.0, &mut Noise(0x1234_5678_9abc_def1))
}

/// A row with changed frequencies and times, sounding for two cycles of a slow rhythm, four of a quick one.
fn sound_of(row: &ToneSpec, pitch: f32, pace: f32, level: f32) -> Vec<f32> {
    let scaled = |ms: &u16| (f32::from(*ms) * pace).round() as u16;
    let millis: Vec<u16> = row.cadence.millis().iter().map(scaled).collect();
    let cadence = Cadence::new(&millis);
    let spec = ToneSpec { hz: row.hz.map(|hz| hz * pitch), cadence, ..*row };
    let cycle: usize = millis.iter().map(|ms| usize::from(*ms) * 8).sum();
    let length = match cycle {
        0 => 24_000,
        1..=12_000 => cycle * 24_000_usize.div_ceil(cycle).max(4),
        _ => cycle * 2,
    };
    let mut sound = vec![0.0; length];
    ToneSource::new(&spec, Dbm0(level)).fill(&mut sound);
    sound
}

/// Brazil's busy tone is the congestion tone of its neighbours: without a region either name will do.
fn names(row: &ToneSpec, region: Option<Region>) -> Vec<Tone> {
    match (row.region, row.tone, region) {
        (Some(Region::Br), Tone::Busy, None) => vec![Tone::Busy, Tone::Congestion],
        (_, tone, _) => vec![tone],
    }
}

#[test]
fn every_tone_of_every_plan_is_named_and_its_end_told() {
    for row in PLANS {
        for region in [None, row.region] {
            let heard = tones_of(&quiet(&sound_of(row, 1.0, 1.0, -18.0)), region);
            let edges: Vec<Edge> = heard.iter().map(|told| told.edge).collect();
            assert_eq!(edges, [Edge::Begin, Edge::End], "{row:?} as {region:?}: {heard:?}");
            let right = |told: &Told| names(row, region).contains(&told.tone);
            assert!(heard.iter().all(right), "{row:?} as {region:?}: {heard:?}");
            assert!((heard[0].start - 0.5).abs() < 0.03, "{row:?}: {heard:?}");
            let offset = heard[0].evidence.offset_percent.unwrap();
            assert!(offset.abs() < 0.7 || row.tone == Tone::Busy, "{row:?}: {heard:?}");
            assert!(heard[0].evidence.snr_db.unwrap() > 15.0, "{row:?}: {heard:?}");
        }
    }
}

#[test]
fn offset_cadence_level_and_noise_do_not_matter() {
    let mut random = Noise(0x9e37_79b9_7f4a_7c15);
    let (mut tries, mut missed, mut strange) = (0, 0, 0);
    for row in PLANS {
        for _ in 0..3 {
            let (pitch, pace) = (1.0 + random.within(0.015), 1.0 + random.within(0.10));
            let level = -21.5 + random.within(13.5);
            // 12 to 30 dB below the tone (300–3400 Hz); a pair has twice the power.
            let both = if row.hz[1] > 0.0 { 3.0 } else { 0.0 };
            let noise = level + both - 19.9 + random.within(9.0);
            let line = on_a_line(&sound_of(row, pitch, pace, level), noise, &mut random);
            let heard = tones_of(&line, None);
            let right = |told: &&Told| names(row, None).contains(&told.tone);
            let begins = heard.iter().filter(|told| told.edge == Edge::Begin);
            tries += 1;
            missed += usize::from(begins.clone().filter(right).count() != 1);
            strange += begins.filter(|told| !right(told)).count();
        }
    }
    assert!(missed * 100 <= tries, "{missed} of {tries} missed, {strange} strange");
    assert!(strange * 100 <= tries, "{strange} strange ones in {tries}");
}

#[test]
fn two_cycles_are_enough() {
    let limit = |row: &ToneSpec| {
        let cycle: u32 = row.cadence.millis().iter().map(|ms| u32::from(*ms)).sum();
        match (row.tone, row.cadence.is_steady()) {
            (_, true) if row.region == Some(Region::Fr) => 2.1,
            (_, true) => 1.4,
            // Bursts of 100 ms need five.
            (Tone::Dial, _) => 1.1,
            _ => 2.0 * cycle as f32 / 1000.0,
        }
    };
    for row in PLANS {
        let heard = tones_of(&quiet(&sound_of(row, 1.0, 1.0, -18.0)), row.region);
        let took = heard[0].decided - 0.5;
        assert!(took <= limit(row), "{row:?}: {took} s");
    }
}

#[test]
fn blocks_do_not_matter_and_a_gap_ends_what_is_on() {
    let busy = sound_of(spec(Region::Us, Tone::Busy).unwrap(), 1.0, 1.0, -18.0);
    let mut line = quiet(&busy);
    line.extend(quiet(&tri_tone(source::SIT_VACANT, Dbm0(-15.0))));
    let whole = tones_of(&line, None);
    assert_eq!(whole.len(), 4, "{whole:?}");
    for size in [1, 7, 40, 160, 4096] {
        let mut bank = Bank::new(BankConfig { mode: Mode::OffHook, region: None });
        let mut heard = Vec::new();
        for block in line.chunks(size) {
            bank.feed(block, &mut |event| heard.extend(told(event)));
        }
        bank.finish(&mut |event| heard.extend(told(event)));
        assert_eq!(heard, whole, "{size}");
    }
    let mut bank = Bank::new(BankConfig { mode: Mode::OffHook, region: None });
    let mut heard = Vec::new();
    bank.feed(&line[..22_000], &mut |event| heard.extend(told(event)));
    bank.gap(Frames(80_000), &mut |event| heard.extend(told(event)));
    let edges: Vec<Edge> = heard.iter().map(|told| told.edge).collect();
    assert_eq!(edges, [Edge::Begin, Edge::End], "{heard:?}");
    assert!((heard[1].start - 2.75).abs() < 0.06, "{heard:?}");
}

#[test]
fn special_information_says_why() {
    let kinds = [
        (source::SIT_ITU, " ms"),
        (source::SIT_INTERCEPT, "intercept"),
        (source::SIT_VACANT, "vacant code"),
        (source::SIT_REORDER, "reorder"),
        (source::SIT_NO_CIRCUIT, "no circuit"),
    ];
    let mut random = Noise(77);
    for (parts, words) in kinds {
        for pitch in [0.985, 1.0, 1.015] {
            for (level, below) in [(-10.0, 13.0), (-25.0, 30.0), (-35.0, 20.0)] {
                let parts = parts.map(|(hz, millis)| (hz * pitch, millis));
                let noise = level - below + 1.1;
                let line = on_a_line(&tri_tone(parts, Dbm0(level)), noise, &mut random);
                let heard = tones_of(&line, None);
                let case = format!("{words} {pitch} {level}: {heard:?}");
                assert_eq!(heard.len(), 2, "{case}");
                assert_eq!((heard[0].tone, heard[0].edge), (Tone::Sit, Edge::Begin), "{case}");
                assert!((heard[0].start - 0.5).abs() < 0.03, "{case}");
                assert!(heard[0].decided < 1.8, "{case}");
                assert!(heard[0].evidence.note.ends_with(words), "{case}");
            }
        }
    }
    // In another order, or with a part missing, it says nothing.
    let [low, mid, high] = source::SIT_ITU;
    for parts in [[mid, low, high], [high, mid, low], [low, high, mid], [low, low, high]] {
        let mut heard = tones_of(&quiet(&tri_tone(parts, Dbm0(-15.0))), None);
        // A tone by itself may be an answering machine's.
        heard.retain(|told| told.tone != Tone::Beep);
        assert_eq!(heard, [], "{parts:?}");
    }
}

#[test]
fn fax_calling_is_heard_at_its_first_burst_when_nothing_spoke_before() {
    let mut random = Noise(5);
    for (hz, pace) in [(1062.0, 1.0), (1100.0, 0.86), (1100.0, 1.14), (1138.0, 1.0)] {
        let times = [(500.0 * pace) as u16, (3000.0 * pace) as u16];
        let mut sound = vec![0.0; 9 * 8000];
        ToneSource::custom([hz, 0.0], &times, Dbm0(-20.0)).fill(&mut sound);
        let begins = |line: &[f32]| {
            let mut heard = tones_of(line, None);
            heard.retain(|told| told.edge == Edge::Begin);
            heard
        };
        // The recording begins half a second before the tone: what was before is not known.
        let heard = begins(&on_a_line(&sound, -31.0, &mut random));
        assert_eq!(heard.len(), 1, "{hz} {pace}: {heard:?}");
        assert!((heard[0].start - 0.5).abs() < 0.03 && heard[0].decided < 5.5, "{heard:?}");
        let mut late = vec![0.0; 4 * 8000];
        late.extend(&sound);
        let heard = begins(&on_a_line(&late, -31.0, &mut random));
        assert!(heard.len() == 1 && heard[0].decided < 5.8, "{hz} {pace}: {heard:?}");
        assert_eq!(heard[0].tone, Tone::FaxCng);
    }
    // One burst behind other sound may be an answering machine's.
    let mut beep = sound_of(spec(Region::Us, Tone::Busy).unwrap(), 1.0, 1.0, -15.0);
    beep.resize(beep.len() + 4000, 0.0);
    let at = beep.len();
    beep.resize(at + 4000, 0.0);
    ToneSource::custom([1100.0, 0.0], &[], Dbm0(-15.0)).fill(&mut beep[at..]);
    let heard = tones_of(&quiet(&beep), None);
    assert!(heard.iter().all(|told| told.tone == Tone::Busy), "{heard:?}");
}

#[test]
fn the_answer_tone_says_its_kind() {
    let mut random = Noise(11);
    for (reversals, modulated) in [(false, false), (true, false), (false, true), (true, true)] {
        for level in [-8.0, -30.0] {
            let mut sound = vec![0.0; 3 * 8000];
            AnswerSource::new(Dbm0(level), reversals, modulated).fill(&mut sound);
            let heard = tones_of(&on_a_line(&sound, level - 13.0, &mut random), None);
            let case = format!("{reversals} {modulated} {level}: {heard:?}");
            assert_eq!(heard.len(), 2, "{case}");
            assert_eq!(heard[0].tone, Tone::FaxCed, "{case}");
            assert!((heard[0].start - 0.5).abs() < 0.03 && heard[0].decided < 1.7, "{case}");
            assert!((heard[1].start - 3.5).abs() < 0.05, "{case}");
            let note = &heard[0].evidence.note;
            assert_eq!(note.contains("reversals"), reversals, "{case}");
            assert_eq!(note.contains("15 Hz"), modulated, "{case}");
        }
    }
    for hz in [2050.0, 2150.0] {
        let mut sound = vec![0.0; 3 * 8000];
        ToneSource::custom([hz, 0.0], &[], Dbm0(-15.0)).fill(&mut sound);
        let mut heard = tones_of(&quiet(&sound), None);
        heard.retain(|told| told.tone != Tone::Beep);
        assert_eq!(heard, [], "{hz}");
    }
}

#[test]
fn a_taught_tone_is_heard_again() {
    let mut random = Noise(3);
    let mut pbx = |pitch: f32, noise: f32| {
        let mut sound = vec![0.0; 5 * 8000];
        let times = &[300, 150, 300, 900];
        ToneSource::custom([530.0 * pitch, 0.0], times, Dbm0(-16.0)).fill(&mut sound);
        on_a_line(&sound, noise, &mut random)
    };
    let lesson = teach::learn(&pbx(1.0, -36.0), Tone::Busy).unwrap();
    assert!(lesson.bursts >= 5 && lesson.spread_millis < 15.0, "{lesson:?}");
    let line = pbx(1.01, -30.0);
    assert_eq!(tones_of(&line, None), [], "no plan has it");
    let mut bank = Bank::new(BankConfig { mode: Mode::OffHook, region: Some(Region::Cn) });
    bank.set_taught(&[lesson.spec]);
    let mut heard = Vec::new();
    bank.feed(&line, &mut |event| heard.extend(told(event)));
    bank.finish(&mut |event| heard.extend(told(event)));
    let edges: Vec<(Tone, Edge)> = heard.iter().map(|told| (told.tone, told.edge)).collect();
    assert_eq!(edges, [(Tone::Busy, Edge::Begin), (Tone::Busy, Edge::End)], "{heard:?}");
    assert!((heard[0].start - 0.5).abs() < 0.03, "{heard:?}");
}

/// Dial tone, digits, ring-back for two bursts, busy.
fn call(region: Region) -> Vec<f32> {
    let row = |tone| spec(region, tone).unwrap();
    let mut line = vec![0.0; 4000];
    let add = |line: &mut Vec<f32>, tone: Tone, seconds: f32| {
        let at = line.len();
        line.resize(at + (seconds * 8000.0) as usize, 0.0);
        ToneSource::new(row(tone), Dbm0(-16.0)).fill(&mut line[at..]);
    };
    add(&mut line, Tone::Dial, 2.4);
    let (press, pause) = (Duration::from_millis(70), Duration::from_millis(70));
    line.extend(dtmf::render("02087654321", Dbm0(-10.0), press, pause));
    line.resize(line.len() + 12_000, 0.0);
    let cycle: u32 = row(Tone::Ringback).cadence.millis().iter().map(|ms| u32::from(*ms)).sum();
    add(&mut line, Tone::Ringback, cycle as f32 / 1000.0 + 1.0);
    line.resize(line.len() + 8000, 0.0);
    add(&mut line, Tone::Busy, 5.0);
    on_a_line(&line, -45.0, &mut Noise(21))
}

#[test]
fn a_whole_call_comes_out_in_order() {
    let wanted = [Tone::Dial, Tone::Ringback, Tone::Busy];
    for region in Region::ALL {
        for given in [None, Some(region)] {
            // Brazil's busy tone has two names.
            if region == Region::Br && given.is_none() {
                continue;
            }
            let heard = tones_of(&call(region), given);
            let begins = heard.iter().filter(|told| told.edge == Edge::Begin);
            let begins: Vec<Tone> = begins.map(|told| told.tone).collect();
            assert_eq!(begins, wanted, "{region:?}: {heard:?}");
            let dial_end = heard.iter().find(|told| told.edge == Edge::End).unwrap();
            assert!((dial_end.start - 3.4).abs() < 0.05, "{region:?}: {heard:?}");
            assert!(dial_end.decided < 3.6, "{region:?}: {heard:?}");
        }
    }
}

/// Chords that change, each note with harmonics, struck and fading or held with vibrato.
fn music(random: &mut Noise, struck: bool) -> Vec<f32> {
    let mut sound = Vec::new();
    while sound.len() < 480_000 {
        let length = 2000 + ((random.uniform() + 0.5) * 14_000.0) as usize;
        let notes: Vec<f32> = (0..=usize::from(random.uniform() > 0.0) * 2)
            .map(|_| 261.63 * 2_f32.powf(((random.uniform() + 0.5) * 14.0).floor() / 12.0))
            .collect();
        sound.extend((0..length).map(|n| {
            let t = n as f32 / 8000.0;
            let fade = if struck { (-t * 3.0).exp() } else { 1.0 };
            let wobble = if struck { 0.0 } else { 0.006 * (t * 33.0).sin() / 33.0 };
            let note = |hz: &f32| {
                let phase = std::f32::consts::TAU * hz * (t + wobble);
                phase.sin() + 0.4 * (2.0 * phase).sin() + 0.2 * (3.0 * phase).sin()
            };
            0.1 * fade * notes.iter().map(note).sum::<f32>()
        }));
    }
    sound
}

#[test]
fn music_glides_and_noise_are_no_tones() {
    let mut random = Noise(0xdead_beef);
    for struck in [true, false] {
        let line = on_a_line(&music(&mut random, struck), -50.0, &mut random);
        assert_eq!(tones_of(&line, None), [], "struck {struck}");
    }
    let mut phase = 0.0_f32;
    let glide: Vec<f32> = (0..160_000)
        .map(|n| {
            let hz = 430.0 + 60.0 * (n as f32 / 8000.0 * 2.3).sin();
            phase = (phase + hz / 8000.0).fract();
            0.2 * (phase * std::f32::consts::TAU).sin()
        })
        .collect();
    assert_eq!(tones_of(&quiet(&glide), None), []);
    assert_eq!(tones_of(&on_a_line(&vec![0.0; 400_000], -12.0, &mut random), None), []);
}

#[test]
fn every_region_has_its_tones() {
    for region in Region::ALL {
        for tone in [Tone::Dial, Tone::Ringback, Tone::Busy] {
            assert!(spec(region, tone).is_some(), "{region:?} {tone:?}");
        }
        // Japan has one tone for both.
        assert_eq!(spec(region, Tone::Congestion).is_some(), region != Region::Jp, "{region:?}");
        assert!(spec(region, Tone::FaxCng).is_some() && spec(region, Tone::Beep).is_none());
        let named = serde_json::to_value(region).unwrap();
        assert_eq!(serde_json::from_value::<Region>(named).unwrap(), region);
    }
}
