//! What the modem's signal processor makes of the line's sound: tones, digits, silence. May depend on `base` and `dsp`.

use crate::base::signal::{Edge, LineSignal, Tone};
use crate::dsp::bank::{Bank, BankConfig, Mode};
use std::time::Duration;

/// A tone that goes on is told again after this.
const AGAIN: Duration = Duration::from_secs(4);
/// Sound below this (full scale 32,768) is silence: about -45 dBm0.
const SILENCE: f64 = 90.0;

/// The ears, from the moment the line is taken.
#[derive(Debug)]
pub(super) struct Ears {
    bank: Bank,
    /// The exchange's dial tone is on.
    pub(super) dial_tone: bool,
    /// The code of a tone that goes on, and when to tell it again.
    lasting: Option<(u8, Duration)>,
    quiet: Duration,
    voice: bool,
    told: bool,
}

impl Ears {
    pub(super) fn new() -> Self {
        Self {
            bank: Bank::new(BankConfig { mode: Mode::OffHook, ..BankConfig::default() }),
            dial_tone: false,
            lasting: None,
            quiet: Duration::ZERO,
            voice: false,
            told: false,
        }
    }

    /// What is heard in `sound`.
    pub(super) fn hear(&mut self, sound: &[i16]) -> Vec<LineSignal> {
        let sound: Vec<f32> = sound.iter().map(|&s| f32::from(s) / 32_768.0).collect();
        let mut heard = Vec::new();
        self.bank.feed(&sound, &mut |detection| heard.push(detection.signal));
        for signal in &heard {
            if let LineSignal::Tone(Tone::Dial, edge) = signal {
                self.dial_tone = *edge == Edge::Begin;
            }
        }
        heard
    }

    /// The code of a tone that began or ended, for the host (ITU-T V.253, DLE codes).
    pub(super) fn tone_code(&mut self, tone: Tone, edge: Edge, now: Duration) -> Option<u8> {
        let code = match tone {
            Tone::Dial => b'd',
            Tone::Ringback => b'r',
            Tone::Busy => b'b',
            Tone::Congestion => b'K',
            Tone::Sit => b'J',
            Tone::FaxCng => b'c',
            Tone::FaxCed => b'a',
            Tone::Beep => return None,
        };
        let lasts = matches!(tone, Tone::Busy | Tone::Congestion);
        self.lasting = (lasts && edge == Edge::Begin).then_some((code, now + AGAIN));
        (edge == Edge::Begin).then_some(code)
    }

    /// The code of a busy tone that goes on, when it is time to tell it again.
    pub(super) fn again(&mut self, now: Duration) -> Option<u8> {
        let (code, at) = self.lasting?;
        if now < at {
            return None;
        }
        self.lasting = Some((code, now + AGAIN));
        Some(code)
    }

    /// A recording begins.
    pub(super) fn listen_for_silence(&mut self) {
        (self.quiet, self.voice, self.told) = (Duration::ZERO, false, false);
    }

    /// `q` when it was silent for `limit` after voice, `s` when there never was any; each silence once.
    pub(super) fn silence(&mut self, sound: &[i16], limit: Duration) -> Option<u8> {
        if sound.is_empty() || limit.is_zero() {
            return None;
        }
        let power: f64 = sound.iter().map(|&s| f64::from(s).powi(2)).sum();
        if (power / sound.len() as f64).sqrt() > SILENCE {
            (self.quiet, self.voice, self.told) = (Duration::ZERO, true, false);
            return None;
        }
        self.quiet += Duration::from_micros(sound.len() as u64 * 125);
        if self.quiet < limit || std::mem::replace(&mut self.told, self.quiet >= limit) {
            return None;
        }
        Some(if self.voice { b'q' } else { b's' })
    }
}
