//! What is heard on the simulated line: renders the exchange's sounds and the line's noise to 8 kHz samples.
//! No clock: the frame count drives it, and the same sounds give the same samples. May depend on `base` and `dsp`.

use crate::base::signal::Tone;
use crate::base::units::{Dbm0, Frames};
use crate::device::sim::model::{ExchangeTone, Sound};
use crate::device::sim::modulate::Samples;
use crate::dsp::tone::plan::{Region, spec};
use crate::dsp::tone::source::{RING_HZ, ToneSource};
use std::collections::VecDeque;

/// Level of the exchange's tones.
const TONE_LEVEL: Dbm0 = Dbm0(-13.0);
/// What a tap on the line hears of the ringing current.
const RING_LEVEL: Dbm0 = Dbm0(-18.0);

/// A box hears of what it plays itself so much: a hybrid takes away 12 dB or more (ITU-T Q.552: balance return loss).
const SIDETONE: f32 = 0.25;

/// A change of sound, its speech already loaded.
#[derive(Debug, Clone)]
enum Change {
    Tone(ExchangeTone),
    Ring(bool),
    Once(Samples),
    Speech(Samples),
    Hush,
    Lost,
    Restored,
}

/// What one call of [`Voice::render`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rendered {
    /// This many samples were appended.
    Samples(usize),
    /// The audio has just failed; nothing comes until `Back`.
    Lost,
    /// The audio is back.
    Back,
}

/// The renderer.
#[derive(Debug)]
pub struct Voice {
    position: u64,
    changes: VecDeque<(u64, Change)>,
    tone: Option<ToneSource>,
    ring: Option<ToneSource>,
    once: Option<(Samples, usize)>,
    speech: Option<(Samples, usize)>,
    lost: bool,
    noise: Noise,
    /// What our own box plays, and the frame of its first sample.
    own: VecDeque<i16>,
    own_at: u64,
}

impl Voice {
    /// A silent line with white noise at `noise` (over the whole band of 4 kHz).
    #[must_use]
    pub fn new(noise: Dbm0) -> Self {
        Self {
            position: 0,
            changes: VecDeque::new(),
            tone: None,
            ring: None,
            once: None,
            speech: None,
            lost: false,
            noise: Noise::new(noise),
            own: VecDeque::new(),
            own_at: 0,
        }
    }

    /// Our own box plays this from frame `start` on: a little of it is heard on the line.
    pub fn own(&mut self, start: Frames, samples: &[i16]) {
        if self.own.is_empty() {
            self.own_at = start.0;
        }
        let gap = start.0.saturating_sub(self.own_at + self.own.len() as u64);
        self.own.extend(std::iter::repeat_n(0, gap as usize));
        self.own.extend(samples);
    }

    /// Our box has left the line.
    pub fn own_ends(&mut self) {
        self.own.clear();
    }

    /// Frames rendered (or passed while the audio was lost) so far.
    #[must_use]
    pub fn position(&self) -> Frames {
        Frames(self.position)
    }

    /// Whether something is still being said or sent, besides a steady tone.
    #[must_use]
    pub fn is_speaking(&self) -> bool {
        self.once.is_some() || self.speech.is_some() || !self.changes.is_empty()
    }

    /// The sound changes at `at`; a moment already rendered means now. `speech` is what [`Sound::Speech`] says.
    pub fn change(&mut self, at: Frames, sound: Sound, speech: Option<Samples>) {
        let change = match sound {
            Sound::Tone(tone) => Change::Tone(tone),
            Sound::Ring(on) => Change::Ring(on),
            Sound::Once(samples) => Change::Once(samples),
            Sound::Speech(_) => Change::Speech(speech.unwrap_or_else(|| Samples::from([]))),
            Sound::Hush => Change::Hush,
            Sound::Lost => Change::Lost,
            Sound::Restored => Change::Restored,
        };
        let after = self.changes.back().map_or(self.position, |(frame, _)| *frame);
        self.changes.push_back((at.0.max(after), change));
    }

    /// Skips to `frame` without rendering: whoever should have listened did not.
    pub fn skip(&mut self, frame: Frames) -> u64 {
        let skipped = frame.0.saturating_sub(self.position);
        self.position += skipped;
        skipped
    }

    /// Appends samples up to (not including) frame `until`, or as far as the audio stays as it is.
    pub fn render(&mut self, until: Frames, out: &mut Vec<i16>) -> Rendered {
        let before = out.len();
        while self.position < until.0 || self.change_is_due() {
            if self.change_is_due() {
                let turns = self.audio_turns();
                if turns.is_some() && out.len() > before {
                    break;
                }
                if let Some((_, change)) = self.changes.pop_front() {
                    self.apply(change);
                }
                if let Some(turn) = turns {
                    return turn;
                }
                continue;
            }
            let next = self.changes.front().map_or(until.0, |(frame, _)| (*frame).min(until.0));
            self.run_to(next, out);
        }
        Rendered::Samples(out.len() - before)
    }

    fn change_is_due(&self) -> bool {
        self.changes.front().is_some_and(|(frame, _)| *frame <= self.position)
    }

    /// Whether the next change makes the audio fail or come back.
    fn audio_turns(&self) -> Option<Rendered> {
        match self.changes.front() {
            Some((_, Change::Lost)) if !self.lost => Some(Rendered::Lost),
            Some((_, Change::Restored)) if self.lost => Some(Rendered::Back),
            _ => None,
        }
    }

    fn run_to(&mut self, frame: u64, out: &mut Vec<i16>) {
        while self.position < frame {
            let sample = self.sample();
            if !self.lost {
                out.push(quantised(sample));
            }
            self.position += 1;
        }
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Tone(tone) => self.tone = tone_source(tone),
            Change::Ring(on) => {
                self.ring = on.then(|| ToneSource::custom([RING_HZ, 0.0], &[], RING_LEVEL));
            }
            Change::Once(samples) => self.once = Some((samples, 0)),
            Change::Speech(samples) => self.speech = Some((samples, 0)),
            Change::Hush => (self.once, self.speech) = (None, None),
            Change::Lost => self.lost = true,
            Change::Restored => self.lost = false,
        }
    }

    fn sample(&mut self) -> f32 {
        let mut sum = self.noise.step();
        for source in [&mut self.tone, &mut self.ring].into_iter().flatten() {
            sum += source.step();
        }
        while self.own_at < self.position && self.own.pop_front().is_some() {
            self.own_at += 1; // nobody listened to it
        }
        if self.own_at == self.position
            && let Some(own) = self.own.pop_front()
        {
            self.own_at += 1;
            sum += SIDETONE * f32::from(own) / f32::from(i16::MAX);
        }
        // Bursts and keys have the line to themselves: a transmitter mutes the microphone.
        let playing = if self.once.is_some() { &mut self.once } else { &mut self.speech };
        sum + next_of(playing)
    }
}

/// The next sample of a sound that ends.
fn next_of(playing: &mut Option<(Samples, usize)>) -> f32 {
    let Some((samples, at)) = playing else { return 0.0 };
    let value = samples.get(*at).copied().unwrap_or(0.0);
    *at += 1;
    if *at >= samples.len() {
        *playing = None;
    }
    value
}

fn tone_source(tone: ExchangeTone) -> Option<ToneSource> {
    let tone = match tone {
        ExchangeTone::Silence => return None,
        ExchangeTone::Dial => Tone::Dial,
        ExchangeTone::RingBack => Tone::Ringback,
        ExchangeTone::Busy => Tone::Busy,
        ExchangeTone::Congestion => Tone::Congestion,
        ExchangeTone::NoSuchNumber => Tone::Sit,
    };
    spec(Region::Cn, tone).map(|spec| ToneSource::new(spec, TONE_LEVEL))
}

fn quantised(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16
}

/// White noise, nearly Gaussian, the same in every run (xorshift64*).
#[derive(Debug)]
struct Noise {
    state: u64,
    gain: f32,
}

impl Noise {
    fn new(level: Dbm0) -> Self {
        // The sum of four uniform values in ±0.5 has a variance of 4/12.
        let rms = level.sine_peak() * std::f32::consts::FRAC_1_SQRT_2;
        Self { state: 0x9e37_79b9_7f4a_7c15, gain: rms * 3.0_f32.sqrt() }
    }

    fn step(&mut self) -> f32 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let bits = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d);
        let sum: f32 = (0..4).map(|i| f32::from((bits >> (16 * i)) as u16) / 65_536.0 - 0.5).sum();
        self.gain * sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noise_has_its_level() {
        let mut out = Vec::new();
        Voice::new(Dbm0(-40.0)).render(Frames(80_000), &mut out);
        let power = out.iter().map(|v| (f32::from(*v) / 32_767.0).powi(2)).sum::<f32>();
        let level = Dbm0::from_rms((power / out.len() as f32).sqrt());
        assert!((level.0 + 40.0).abs() < 0.2, "{level:?}");
    }

    #[test]
    fn cutting_the_stream_differently_changes_nothing() {
        let script = |voice: &mut Voice| {
            voice.change(Frames(100), Sound::Tone(ExchangeTone::Dial), None);
            voice.change(Frames(777), Sound::Once(Samples::from(vec![0.25; 50])), None);
            voice.change(Frames(800), Sound::Hush, None);
        };
        let (mut whole, mut parts) = (Vec::new(), Vec::new());
        let (mut a, mut b) = (Voice::new(Dbm0(-50.0)), Voice::new(Dbm0(-50.0)));
        script(&mut a);
        script(&mut b);
        a.render(Frames(2_000), &mut whole);
        for until in (0..=2_000).step_by(7).chain([2_000]) {
            b.render(Frames(until), &mut parts);
        }
        assert_eq!(whole, parts);
    }

    #[test]
    fn lost_audio_is_told_once_and_time_goes_on() {
        let mut voice = Voice::new(Dbm0(-60.0));
        voice.change(Frames(80), Sound::Lost, None);
        voice.change(Frames(240), Sound::Restored, None);
        let mut out = Vec::new();
        assert_eq!(voice.render(Frames(160), &mut out), Rendered::Samples(80));
        assert_eq!(voice.render(Frames(160), &mut out), Rendered::Lost);
        assert_eq!(voice.render(Frames(160), &mut out), Rendered::Samples(0));
        assert_eq!(voice.render(Frames(320), &mut out), Rendered::Back);
        assert_eq!(voice.render(Frames(320), &mut out), Rendered::Samples(80));
        assert_eq!(out.len(), 160);
    }
}
