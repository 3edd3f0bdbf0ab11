//! The desk's side of the simulated line: hook and digits. May depend on `base`.

use super::{
    Due, Exchange, ExchangeTone, Fate, Output, PULSES, Phase, Sound, WHOLE_NUMBER_DIGITS, heard,
    length, said,
};
use crate::base::signal::{Hook, LineSignal, Refusal};
use crate::base::units::Frames;
use crate::device::sim::modulate::{self, Samples, Side};
use std::time::Duration;

/// The desk's side: hook and digits.
impl Exchange {
    pub(super) fn lift(&mut self, t: Duration, out: &mut Vec<Output>) {
        self.lifted = true;
        if !self.plugged {
            return;
        }
        if self.phase == Phase::Ringing {
            self.end_ring_burst(t, out);
        }
        said(t, LineSignal::Hook(Hook::Off), out);
        if !self.seized {
            self.loop_closes(t, out);
        }
    }

    pub(super) fn replace(&mut self, t: Duration, out: &mut Vec<Output>) {
        self.lifted = false;
        if self.plugged {
            said(t, LineSignal::Hook(Hook::On), out);
            self.loop_opens(t, out);
        }
    }

    pub(super) fn loop_closes(&mut self, t: Duration, out: &mut Vec<Output>) {
        match self.phase {
            Phase::Ringing => {
                self.end_ring_burst(t, out);
                heard(t, Sound::Hush, out);
                self.caller = None;
                self.connect(t);
            }
            Phase::Idle => {
                self.enter(Phase::DialTone);
                self.dialled.clear();
                self.fate = Fate::Rings;
                self.dial_tone_at = t + self.settings.timing.dial_tone_after;
                let tone = Due::Sound(Sound::Tone(ExchangeTone::Dial));
                self.schedule(self.dial_tone_at, tone);
                let limit = self.settings.timing.dial_tone_limit;
                self.schedule(self.dial_tone_at + limit, Due::GiveUp);
            }
            _ => {}
        }
    }

    pub(super) fn loop_opens(&mut self, t: Duration, out: &mut Vec<Output>) {
        if self.off_hook() || matches!(self.phase, Phase::Idle | Phase::Ringing) {
            return;
        }
        heard(t, Sound::Tone(ExchangeTone::Silence), out);
        heard(t, Sound::Hush, out);
        self.enter(Phase::Idle);
    }

    pub(super) fn dial_desk_phone(
        &mut self,
        digits: &str,
        t: Duration,
        out: &mut Vec<Output>,
    ) -> Result<(), Refusal> {
        if self.phase == Phase::Ringing {
            return Err(Refusal::WrongState);
        }
        if modulate::dialable(digits).is_empty() {
            return Err(Refusal::Failed);
        }
        if !self.lifted {
            // Whoever dials lifts first.
            self.lift(t, out);
        }
        self.dial(digits, t, out)
    }

    pub(super) fn dial(
        &mut self,
        digits: &str,
        t: Duration,
        out: &mut Vec<Output>,
    ) -> Result<(), Refusal> {
        let samples = self.keys(digits, Side::Near).ok_or(Refusal::Failed)?;
        self.send(digits, samples, t, out)
    }

    /// Pulses are not heard as tones: a tap hears silence (and clicks, which are nothing).
    pub(super) fn pulse(
        &mut self,
        digits: &str,
        t: Duration,
        out: &mut Vec<Output>,
    ) -> Result<(), Refusal> {
        let count = digits.chars().filter(char::is_ascii_digit).count();
        if count == 0 || digits.chars().any(|c| !c.is_ascii_digit() && c != ',') {
            return Err(Refusal::Failed);
        }
        let frames = Frames::within(PULSES).0 as usize * count;
        self.send(digits, vec![0.0; frames].into(), t, out)
    }

    fn send(
        &mut self,
        digits: &str,
        samples: Samples,
        t: Duration,
        out: &mut Vec<Output>,
    ) -> Result<(), Refusal> {
        let begin = match self.phase {
            Phase::DialTone => t.max(self.dial_tone_at + self.settings.timing.listen),
            Phase::Dialling => t.max(self.keys_end + self.settings.timing.key_off),
            Phase::Talk | Phase::RingBack | Phase::Released => {
                heard(t, Sound::Once(samples), out);
                return Ok(());
            }
            Phase::Idle | Phase::Ringing => return Err(Refusal::WrongState),
        };
        self.phase = Phase::Dialling;
        self.agenda.retain(|(_, due)| !matches!(due, Due::Route | Due::GiveUp));
        self.keys_end = begin + length(&samples);
        self.dialled.push_str(&modulate::dialable(digits));
        self.schedule(begin, Due::Keys(samples));
        let timing = &self.settings.timing;
        let whole = self.dialled.len() >= WHOLE_NUMBER_DIGITS || self.dialled.ends_with('#');
        let wait = if whole { timing.whole_number } else { timing.short_number };
        self.schedule(self.keys_end + wait, Due::Route);
        self.catch_up(t, out);
        Ok(())
    }

    pub(super) fn keys(&self, keys: &str, side: Side) -> Option<Samples> {
        let keys = modulate::dialable(keys);
        (!keys.is_empty()).then(|| modulate::keys(&keys, side, &self.settings.timing))
    }
}
