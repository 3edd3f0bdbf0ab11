//! Voice, recording tone, person or machine: what is told of made-up talk and tones over level, noise, length and
//! frequency, and what must not be told.

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
use ringdesk::base::signal::{Edge, LineSignal, Tone, Who};
use ringdesk::base::units::Dbm0;
use ringdesk::dsp::answer::Features;
use ringdesk::dsp::bank::{Bank, BankConfig, Detection, Mode};
use ringdesk::dsp::dtmf;
use ringdesk::dsp::tone::plan::PLANS;
use ringdesk::dsp::tone::source::ToneSource;
use std::f32::consts::{FRAC_1_SQRT_2, TAU};
use std::time::Duration;

/// A line under construction.
struct Line {
    sound: Vec<f32>,
    random: Noise,
}

impl Line {
    fn new(seed: u64) -> Self {
        let random = Noise(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        Self { sound: Vec::new(), random }
    }

    fn seconds(&self) -> f32 {
        self.sound.len() as f32 / 8_000.0
    }

    fn pause(&mut self, seconds: f32) -> &mut Self {
        let more = (seconds * 8_000.0) as usize;
        self.sound.resize(self.sound.len() + more, 0.0);
        self
    }

    fn tone(&mut self, hz: f32, level: f32, seconds: f32) -> &mut Self {
        let peak = Dbm0(level).sine_peak();
        let sine = |n: usize| peak * (TAU * hz * n as f32 / 8_000.0).sin();
        self.sound.extend((0..(seconds * 8_000.0) as usize).map(sine));
        self
    }

    /// Syllables of 120 to 220 ms: a pulse train of a gliding pitch through two resonances, and a hiss before
    /// every other one.
    fn talk(&mut self, level: f32, seconds: f32) -> &mut Self {
        let end = self.sound.len() + (seconds * 8_000.0) as usize;
        let from = self.sound.len();
        let pitch = 110.0 + 120.0 * (self.random.uniform() + 0.5);
        while self.sound.len() < end {
            let length = 960 + ((self.random.uniform() + 0.5) * 800.0) as usize;
            self.syllable(pitch, length.min(end - self.sound.len()));
        }
        let talk = &mut self.sound[from..];
        let power = talk.iter().map(|v| v * v).sum::<f32>() / talk.len() as f32;
        let gain = Dbm0(level).sine_peak() * FRAC_1_SQRT_2 / power.sqrt();
        for value in talk {
            *value *= gain;
        }
        self
    }

    fn syllable(&mut self, pitch: f32, length: usize) {
        let hiss = if self.random.uniform() > 0.0 { length / 4 } else { 0 };
        let formants = [400.0 + 400.0 * (self.random.uniform() + 0.5), 1_600.0];
        let glide = 0.3 * self.random.uniform();
        let (mut phase, mut states) = (0.0_f32, [[0.0_f32; 2]; 2]);
        for n in 0..length {
            let part = n as f32 / length as f32;
            phase += pitch * (1.0 + glide * part) / 8_000.0;
            let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
            phase = phase.fract();
            let mut value = if n < hiss { 0.0 } else { pulse };
            for (state, hz) in states.iter_mut().zip(formants) {
                let y = value + 1.8 * (TAU * hz / 8_000.0).cos() * state[0] - 0.81 * state[1];
                *state = [y, state[0]];
                value = y;
            }
            let hiss = if n < hiss { 0.4 * self.random.next() } else { 0.0 };
            let swell = (std::f32::consts::PI * part).sin();
            self.sound.push((value + hiss) * swell);
        }
    }

    /// White noise of this level over all there is.
    fn noise(&mut self, level: f32) -> &mut Self {
        let rms = Dbm0(level).sine_peak() * FRAC_1_SQRT_2;
        for value in &mut self.sound {
            *value += rms * self.random.next();
        }
        self
    }

    fn heard(&self) -> Vec<Detection> {
        hear(&self.sound, 4_096)
    }
}

fn hear(sound: &[f32], block: usize) -> Vec<Detection> {
    let mut bank = Bank::new(BankConfig { mode: Mode::File, region: None });
    let mut heard = Vec::new();
    sound.chunks(block).for_each(|block| bank.feed(block, &mut |event| heard.push(event)));
    bank.finish(&mut |event| heard.push(event));
    heard
}

/// Seconds at which the signal is told to have begun.
fn times(heard: &[Detection], signal: &LineSignal) -> Vec<f32> {
    let at = |event: &Detection| event.start.0 as f32 / 8_000.0;
    heard.iter().filter(|event| event.signal == *signal).map(at).collect()
}

fn beeps(heard: &[Detection]) -> Vec<f32> {
    times(heard, &LineSignal::Tone(Tone::Beep, Edge::Begin))
}

fn voices(heard: &[Detection]) -> Vec<f32> {
    times(heard, &LineSignal::Voice(Edge::Begin))
}

/// The last verdict.
fn who(heard: &[Detection]) -> Option<Who> {
    let who = |event: &Detection| match event.signal {
        LineSignal::Answerer(who) => Some(who),
        _ => None,
    };
    heard.iter().rev().find_map(who)
}

#[test]
fn talk_is_told_with_begin_and_end_from_10_to_40_dbm0_below_and_15_db_above_noise() {
    for (seed, level) in (1..).zip([-10.0, -16.0, -22.0, -28.0, -34.0, -40.0]) {
        for below in [15.0, 30.0] {
            let mut line = Line::new(seed);
            line.pause(0.7).talk(level, 1.5).pause(2.0).noise((level - below).max(-62.0));
            let heard = line.heard();
            let what = format!("{level} dBm0, noise {below} dB below: {heard:?}");
            let begun = voices(&heard);
            assert_eq!(begun.len(), 1, "{what}");
            assert!((begun[0] - 0.7).abs() < 0.2, "{what}");
            let ended = times(&heard, &LineSignal::Voice(Edge::End));
            assert_eq!(ended.len(), 1, "{what}");
            assert!((ended[0] - 2.2).abs() < 0.3, "{what}");
        }
    }
}

#[test]
fn tones_and_noise_are_no_voice_and_no_beep() {
    for row in PLANS {
        // Bursts of 100 ms are too short to be known as a tone before it has been told; one that swings at 25 Hz moves
        // as voices do.
        if row.cadence.millis().first() == Some(&100) || row.modulation_hz > 0.0 {
            continue;
        }
        let mut source = ToneSource::new(row, Dbm0(-18.0));
        let mut line = Line::new(7);
        line.pause(0.5);
        let mut sound = vec![0.0; 8 * 9_000];
        source.fill(&mut sound);
        line.sound.extend(sound);
        line.pause(0.5).noise(-32.0);
        let heard = line.heard();
        assert!(voices(&heard).is_empty() && beeps(&heard).is_empty(), "{row:?}: {heard:?}");
    }
    let mut digits = Line::new(8);
    let press = Duration::from_millis(70);
    digits.pause(0.5).sound.extend(dtmf::render("0123456789*#", Dbm0(-10.0), press, press));
    digits.pause(1.0).noise(-50.0);
    assert!(beeps(&digits.heard()).is_empty());
    let mut louder = Line::new(9);
    louder.pause(2.0).noise(-55.0).pause(3.0).noise(-40.0);
    assert!(voices(&louder.heard()).is_empty());
}

#[test]
fn a_beep_after_a_greeting_is_found_and_makes_it_a_machine() {
    let mut seed = 20;
    for hz in [425.0, 440.0, 620.0, 1_000.0, 1_400.0, 2_100.0, 2_900.0] {
        for (seconds, level, noise) in
            [(0.2, -14.0, -50.0), (0.5, -24.0, -38.0), (1.2, -10.0, -60.0)]
        {
            seed += 1;
            let mut line = Line::new(seed);
            line.pause(0.6).talk(-18.0, 1.2).pause(0.4);
            let begin = line.seconds();
            line.tone(hz, level, seconds).pause(1.4).noise(noise);
            let heard = line.heard();
            let what = format!("{hz} Hz, {seconds} s, {level} dBm0, noise {noise}: {heard:?}");
            let found = beeps(&heard);
            assert_eq!(found.len(), 1, "{what}");
            assert!((found[0] - begin).abs() < 0.02, "{what}");
            assert_eq!(who(&heard), Some(Who::Machine), "{what}");
        }
    }
}

#[test]
fn three_tones_glides_and_short_pips_are_no_beep() {
    let mut sit = Line::new(40);
    sit.pause(0.5).talk(-18.0, 1.0).pause(0.5);
    sit.tone(950.0, -14.0, 0.33).tone(1_400.0, -14.0, 0.33).tone(1_800.0, -14.0, 0.33);
    sit.pause(1.0).noise(-50.0);
    assert!(beeps(&sit.heard()).is_empty());
    let mut pip = Line::new(41);
    pip.pause(1.0).tone(1_000.0, -12.0, 0.08).pause(1.0).noise(-50.0);
    assert!(beeps(&pip.heard()).is_empty());
    let mut glide = Line::new(42);
    glide.pause(1.0);
    let mut phase = 0.0_f32;
    for n in 0..8_000_u16 {
        phase = (phase + (900.0 + f32::from(n) * 0.05) / 8_000.0).fract();
        glide.sound.push(0.2 * (TAU * phase).sin());
    }
    glide.pause(1.0).noise(-50.0);
    assert!(beeps(&glide.heard()).is_empty());
}

#[test]
fn persons_and_machines_are_told_apart() {
    let (mut right, mut all) = (0, 0);
    let mut wrong = Vec::new();
    for seed in 100..140 {
        let mut random = Noise(seed * 77_777 + 1);
        let mut between = |low: f32, high: f32| low + (high - low) * (random.uniform() + 0.5);
        let level = between(-28.0, -12.0);
        for kind in 0..5 {
            let mut line = Line::new(seed * 10 + kind);
            line.pause(between(0.15, 0.9));
            let (expected, noise) = match kind {
                0 => {
                    line.talk(level, between(0.3, 0.9));
                    (Who::Person, -50.0)
                }
                1 => {
                    line.talk(level, between(0.3, 0.8)).pause(between(0.25, 0.7));
                    line.talk(level, between(0.3, 0.8));
                    (Who::Person, level - 15.0)
                }
                2 => {
                    line.talk(level, between(1.2, 2.4));
                    (Who::Person, -50.0)
                }
                3 => {
                    line.talk(level, between(3.8, 8.0));
                    (Who::Machine, level - 15.0)
                }
                _ => {
                    for _ in 0..4 {
                        line.talk(level, between(1.1, 2.2)).pause(between(0.5, 1.1));
                    }
                    (Who::Machine, -50.0)
                }
            };
            line.pause(2.5).noise(noise);
            all += 1;
            let told = who(&line.heard());
            if told == Some(expected) {
                right += 1;
            } else {
                wrong.push((seed, kind, told));
            }
        }
    }
    assert!(right * 100 >= all * 97, "{right} of {all}: {wrong:?}");
}

#[test]
fn a_logged_line_gives_the_verdict_again() {
    for (seed, seconds) in [(60, 0.5), (61, 2.0), (62, 6.0)] {
        let mut line = Line::new(seed);
        line.pause(0.5).talk(-20.0, seconds).pause(2.0).noise(-50.0);
        let heard = line.heard();
        let verdict = heard.iter().find(|e| matches!(e.signal, LineSignal::Answerer(_))).unwrap();
        let features: Features = verdict.evidence.note.parse().unwrap();
        let again = features.verdict();
        assert_eq!(LineSignal::Answerer(again.who), verdict.signal);
        assert_eq!(Some(again.confidence), verdict.evidence.confidence);
    }
}

#[test]
fn blocks_of_any_length_give_the_same() {
    let mut line = Line::new(70);
    line.pause(0.5).talk(-20.0, 1.5).pause(0.5).tone(1_000.0, -15.0, 0.6).pause(1.5).noise(-50.0);
    let whole = line.heard();
    assert!(whole.len() >= 4, "{whole:?}");
    for block in [1, 39, 160, 1_001] {
        assert_eq!(hear(&line.sound, block), whole, "blocks of {block}");
    }
}
