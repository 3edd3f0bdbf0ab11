//! The far end's side: calls that we make, what happens during talk, and the box with its wires. May depend on `base`.

use super::{
    ANSWERS_AFTER, Due, Exchange, ExchangeTone, Fate, GREETS_AFTER, HANDSHAKE_PAUSE, Output, Phase,
    RINGBACK_LIMIT, Sound, heard, length, said,
};
use crate::base::order::SimulatedCaller;
use crate::base::signal::{Edge, Hook, LineSignal, Refusal};
use crate::device::sim::modulate;
use std::time::Duration;

/// The far end's side of a call that we make, and what happens during talk.
impl Exchange {
    pub(super) fn route(&mut self, at: Duration, out: &mut Vec<Output>) {
        if self.settings.answers && self.fate == Fate::Rings {
            self.fate = self.fate_of();
        }
        match self.fate {
            Fate::Rings => {
                self.enter(Phase::RingBack);
                heard(at, Sound::Tone(ExchangeTone::RingBack), out);
                if self.settings.answers {
                    self.schedule(at + ANSWERS_AFTER, Due::Answer);
                } else {
                    self.schedule(at + RINGBACK_LIMIT, Due::GiveUp);
                }
            }
            Fate::Answers => self.connect(at),
            Fate::NeverAnswers => {
                self.enter(Phase::RingBack);
                heard(at, Sound::Tone(ExchangeTone::RingBack), out);
                self.schedule(at + RINGBACK_LIMIT, Due::GiveUp);
            }
            Fate::IsBusy => self.send_busy(at, out),
            Fate::IsCongested => self.send_tone(ExchangeTone::Congestion, at, out),
            Fate::IsUnknown => self.send_tone(ExchangeTone::NoSuchNumber, at, out),
        }
    }

    /// What becomes of a number that nobody said anything about.
    fn fate_of(&self) -> Fate {
        match self.dialled.get(self.dialled.len().saturating_sub(2)..) {
            Some("01") => Fate::IsBusy,
            Some("02") => Fate::NeverAnswers,
            Some("03") => Fate::IsCongested,
            Some("04") => Fate::IsUnknown,
            _ => Fate::Rings,
        }
    }

    pub(super) fn answer(&mut self, t: Duration, out: &mut Vec<Output>) -> Result<(), Refusal> {
        match self.phase {
            Phase::RingBack => {
                heard(t, Sound::Tone(ExchangeTone::Silence), out);
                self.connect(t);
            }
            Phase::Dialling => self.fate = Fate::Answers,
            _ => return Err(Refusal::WrongState),
        }
        Ok(())
    }

    /// The exchange refuses our call with this tone.
    pub(super) fn refuse_call(
        &mut self,
        tone: ExchangeTone,
        t: Duration,
        out: &mut Vec<Output>,
    ) -> Result<(), Refusal> {
        match self.phase {
            Phase::Dialling => {
                self.fate = match tone {
                    ExchangeTone::Congestion => Fate::IsCongested,
                    ExchangeTone::NoSuchNumber => Fate::IsUnknown,
                    _ => Fate::IsBusy,
                };
            }
            Phase::DialTone | Phase::RingBack => self.send_tone(tone, t, out),
            Phase::Talk => self.far_end_leaves(t, out),
            Phase::Idle | Phase::Ringing | Phase::Released => return Err(Refusal::WrongState),
        }
        Ok(())
    }

    pub(super) fn send_busy(&mut self, at: Duration, out: &mut Vec<Output>) {
        self.send_tone(ExchangeTone::Busy, at, out);
    }

    fn send_tone(&mut self, tone: ExchangeTone, at: Duration, out: &mut Vec<Output>) {
        self.enter(Phase::Released);
        heard(at, Sound::Tone(tone), out);
    }

    /// Hold, or hold no longer: the far end is silent meanwhile.
    pub(super) fn flash(&mut self, t: Duration, out: &mut Vec<Output>) -> Result<(), Refusal> {
        if self.phase != Phase::Talk {
            return Err(Refusal::WrongState);
        }
        self.held = !self.held;
        heard(t, Sound::Hush, out);
        if !self.held && self.settings.greets {
            self.schedule(t + GREETS_AFTER, Due::Sound(Sound::Speech(None)));
        }
        Ok(())
    }

    pub(super) fn far_end_leaves(&mut self, t: Duration, out: &mut Vec<Output>) {
        heard(t, Sound::Tone(ExchangeTone::Silence), out);
        heard(t, Sound::Hush, out);
        self.enter(Phase::Released);
        let busy = Due::Sound(Sound::Tone(ExchangeTone::Busy));
        self.schedule(t + self.settings.timing.busy_after, busy);
    }

    /// Type 2: alerting tone, the desk phone's answer (DTMF D), then a burst without seizure.
    pub(super) fn call_waiting(
        &mut self,
        caller: &SimulatedCaller,
        t: Duration,
        out: &mut Vec<Output>,
    ) {
        let alert = modulate::alert();
        let answered_at = t + length(&alert) + HANDSHAKE_PAUSE;
        heard(t, Sound::Once(alert), out);
        let answer = modulate::acknowledge();
        let burst_at = answered_at + length(&answer) + HANDSHAKE_PAUSE;
        self.schedule(answered_at, Due::Sound(Sound::Once(answer)));
        let burst = modulate::waiting_burst(caller, self.settings.names, self.wall);
        let end = burst_at + length(&burst);
        self.schedule(burst_at, Due::Sound(Sound::Once(burst)));
        self.schedule_box_report(caller, end);
    }
}

/// The box and its wires.
impl Exchange {
    pub(super) fn pull(&mut self, t: Duration, out: &mut Vec<Output>) {
        if std::mem::take(&mut self.ring_on) {
            heard(t, Sound::Ring(false), out);
        }
        heard(t, Sound::Tone(ExchangeTone::Silence), out);
        heard(t, Sound::Hush, out);
        self.enter(Phase::Idle);
        self.caller = None;
        self.plugged = false;
        self.seized = false;
        said(t, LineSignal::BoxLost(Edge::Begin), out);
        if self.audio_ok {
            heard(t, Sound::Lost, out);
        }
    }

    pub(super) fn plug(&mut self, t: Duration, out: &mut Vec<Output>) {
        self.plugged = true;
        said(t, LineSignal::BoxLost(Edge::End), out);
        if self.audio_ok {
            heard(t, Sound::Restored, out);
        }
        self.report_status(t, out);
        if self.lifted {
            self.loop_closes(t, out);
        }
    }

    pub(super) fn set_audio(&mut self, ok: bool, t: Duration, out: &mut Vec<Output>) {
        self.audio_ok = ok;
        heard(t, if ok { Sound::Restored } else { Sound::Lost }, out);
    }

    pub(super) fn report_status(&self, t: Duration, out: &mut Vec<Output>) {
        said(t, LineSignal::Hook(if self.lifted { Hook::Off } else { Hook::On }), out);
        if self.ring_on {
            said(t, LineSignal::Ring(Edge::Begin), out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::sim::model::{Input, Sign};
    use crate::device::sim::settings::SimSettings;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    /// Takes the line, dials, and lets a minute pass: the steady tones heard and whether talk was reached.
    fn dialled(order: Input) -> (Vec<ExchangeTone>, bool) {
        let settings = SimSettings { answers: true, greets: true, ..SimSettings::default() };
        let mut exchange = Exchange::new(settings);
        let mut out = Vec::new();
        exchange.step(Input::Seize, MS(0), &mut out).unwrap();
        exchange.step(order, MS(1_000), &mut out).unwrap();
        let mut talks = false;
        for second in 2..40 {
            exchange.step(Input::Tick, MS(second * 1_000), &mut out).unwrap();
            talks |= exchange.phase() == Phase::Talk;
        }
        let tone = |output: &Output| match output.what {
            Sign::Heard(Sound::Tone(tone)) if tone != ExchangeTone::Silence => Some(tone),
            _ => None,
        };
        (out.iter().filter_map(tone).collect(), talks)
    }

    #[test]
    fn a_number_says_by_its_end_what_becomes_of_it() {
        use ExchangeTone as Tone;
        for (number, tones, talks) in [
            ("02155501234", vec![Tone::Dial, Tone::RingBack], true),
            ("02155500001", vec![Tone::Dial, Tone::Busy], false),
            ("02155500002", vec![Tone::Dial, Tone::RingBack], false),
            ("02155500003", vec![Tone::Dial, Tone::Congestion], false),
            ("02155500004", vec![Tone::Dial, Tone::NoSuchNumber], false),
        ] {
            assert_eq!(dialled(Input::Dial(number.into())), (tones.clone(), talks), "{number}");
            assert_eq!(dialled(Input::Pulse(number.into())), (tones, talks), "{number} by pulses");
        }
    }

    #[test]
    fn a_flash_holds_the_far_end_in_talk_and_nowhere_else() {
        let mut exchange = Exchange::new(SimSettings { answers: true, ..SimSettings::default() });
        let mut out = Vec::new();
        assert_eq!(exchange.step(Input::Flash, MS(0), &mut out), Err(Refusal::WrongState));
        exchange.step(Input::Seize, MS(10), &mut out).unwrap();
        assert_eq!(exchange.step(Input::Flash, MS(20), &mut out), Err(Refusal::WrongState));
        exchange.step(Input::Dial("02155501234".into()), MS(1_000), &mut out).unwrap();
        exchange.step(Input::Tick, MS(30_000), &mut out).unwrap();
        assert_eq!(exchange.phase(), Phase::Talk);
        out.clear();
        exchange.step(Input::Flash, MS(31_000), &mut out).unwrap();
        assert!(out.iter().any(|output| output.what == Sign::Heard(Sound::Hush)));
        exchange.step(Input::Release, MS(40_000), &mut out).unwrap();
        assert!(exchange.is_idle());
    }
}
