//! The dial sequence: line taken → dial tone (or not) → keys and pauses → sent. Each stage ends by a sign of the line or by its
//! deadline. May depend on `base`, `call` and the engine's own types.

use crate::base::clock::Stamp;
use crate::base::order::BoxOrder;
use crate::call::dialling::DialTrouble;
use crate::call::dialling::prepare::DialStep;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::topics::dialling::{DialStage, WithoutTone};
use std::time::Duration;

/// A key and its pause, by tones.
const KEY: Duration = Duration::from_millis(200);
/// A pulse and the pause between digits, for boxes that dial by interrupting the loop (10 a second, 60/40).
const PULSE: Duration = Duration::from_millis(100);
const BETWEEN_DIGITS: Duration = Duration::from_millis(800);
/// From hearing dial tone to the first key.
const SETTLE: Duration = Duration::from_millis(300);
/// Extension digits come so long after the answer, and are given up when nobody answers.
const AFTER_ANSWER: Duration = Duration::from_secs(1);
const NO_ANSWER: Duration = Duration::from_secs(90);

impl Core {
    /// The present stage's time is over.
    pub(super) fn stage_is_over(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        match self.dialling.stage().cloned() {
            Some(DialStage::Asking) => self.dial_gate(Err(()), now, out),
            Some(DialStage::Confirm(_)) => {
                self.forget_wish();
                self.dial_trouble(DialTrouble::NobodyToAsk, now, out);
            }
            Some(DialStage::Seizing) => {
                self.let_go(out);
                self.forget_wish();
                self.dial_trouble(DialTrouble::BoxRefused, now, out);
            }
            Some(DialStage::WaitingForTone) => self.no_tone(now, out),
            Some(DialStage::Dialling) => self.next_step(now, out),
            Some(DialStage::Sent) => self.dialling.enter(DialStage::Sent, now.mono, None),
            Some(DialStage::ByHand) => {
                self.forget_wish();
                self.dial_trouble(DialTrouble::NotDialled, now, out);
            }
            None => {}
        }
    }

    /// The line is ours: dial tone is waited for.
    pub(super) fn line_taken(&mut self, now: Stamp) {
        let until = now.mono + self.settings.dialling.tone_wait();
        self.dialling.enter(DialStage::WaitingForTone, now.mono, Some(until));
        if self.lines.first().is_some_and(|desk| desk.line.hears_dial_tone()) {
            self.tone_heard(now);
        }
    }

    /// Dial tone is there.
    pub(super) fn tone_heard(&mut self, now: Stamp) {
        if self.dialling.stage() == Some(&DialStage::WaitingForTone) {
            self.dialling.enter(DialStage::Dialling, now.mono, Some(now.mono + SETTLE));
        }
    }

    /// No dial tone in time. Where nobody hears the line, nobody can miss it.
    fn no_tone(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let deaf = !self.lines.first().is_some_and(|desk| desk.audio_ok);
        let urgent = self.dialling.wish.as_ref().is_some_and(|wish| wish.ready.emergency);
        let anyway = self.settings.dialling.without_tone == WithoutTone::DialAnyway;
        if anyway || deaf || urgent {
            self.dialling.enter(DialStage::Dialling, now.mono, Some(now.mono));
        } else {
            self.let_go(out);
            self.forget_wish();
            self.dial_trouble(DialTrouble::NoDialTone, now, out);
        }
    }

    fn next_step(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let pulse = self.settings.dialling.pulse;
        let Some(desk) = self.lines.first() else { return self.forget_wish() };
        let (line, pulse) = (desk.id, pulse && desk.claimed.pulse);
        let Some(wish) = &mut self.dialling.wish else { return };
        match wish.steps.pop_front() {
            None => {
                self.dialling.enter(DialStage::Sent, now.mono, None);
                self.hand_over_if_lifted(now);
            }
            Some(DialStep::Keys(keys)) => {
                wish.due = Some(now.mono + length(&keys, pulse));
                let plain = keys.chars().all(|c| c.is_ascii_digit());
                let order =
                    if pulse && plain { BoxOrder::DialPulse(keys) } else { BoxOrder::Dial(keys) };
                out.push(Effect::Order(line, order));
            }
            Some(DialStep::Pause(span)) => wish.due = Some(now.mono + span),
            Some(DialStep::WaitTone) => {
                let until = now.mono + self.settings.dialling.tone_wait();
                self.dialling.enter(DialStage::WaitingForTone, now.mono, Some(until));
            }
            Some(DialStep::WaitAnswer) => {
                self.dialling.enter(DialStage::Sent, now.mono, Some(now.mono + NO_ANSWER));
            }
        }
    }

    /// The far end answered: an extension that waits for it is dialled.
    pub(super) fn far_end_answered(&mut self, now: Stamp) {
        let waits = self.dialling.wish.as_ref().is_some_and(|wish| !wish.steps.is_empty());
        if waits && self.dialling.stage() == Some(&DialStage::Sent) {
            let at = now.mono + AFTER_ANSWER;
            self.dialling.enter(DialStage::Dialling, now.mono, Some(at));
        }
    }

    /// The box lets go of the line, when it holds it (or may be about to).
    pub(super) fn let_go(&mut self, out: &mut Vec<Effect>) {
        (self.dialling.leave_at, self.dialling.hand_over_at) = (None, None);
        if let Some(desk) = self.lines.first().filter(|desk| desk.claimed.seize) {
            out.push(Effect::Order(desk.id, BoxOrder::Release));
        }
    }

    /// The desk phone is off-hook and all keys are sent: whoever holds it takes the call over.
    pub(super) fn hand_over_if_lifted(&mut self, now: Stamp) {
        let lifted = self
            .lines
            .first()
            .is_some_and(|desk| desk.line.is_seized() && desk.line.is_desk_lifted());
        let sent = match &self.dialling.wish {
            Some(wish) => wish.stage == DialStage::Sent && wish.steps.is_empty(),
            None => true,
        };
        if lifted && sent && self.settings.dialling.hand_over {
            self.dialling.hand_over_at = Some(now.mono + SETTLE);
        }
    }
}

/// How long keys take to be sent.
fn length(keys: &str, pulse: bool) -> Duration {
    let one = |key: char| match key.to_digit(10) {
        Some(0) if pulse => PULSE * 10 + BETWEEN_DIGITS,
        Some(count) if pulse => PULSE * count + BETWEEN_DIGITS,
        _ => KEY,
    };
    keys.chars().map(one).sum()
}
