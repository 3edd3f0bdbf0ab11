//! Turning a caller away: the line is taken, perhaps something is played, the line is left. A step machine of deadlines;
//! whatever does not go as it should ends with a ringing telephone. May depend on `base`, `line`, `call` and the
//! engine's own types.
//!
//! A box reports our own taking of the line as it reports a lifted desk phone: while the act lasts, such reports are kept
//! aside. When the line stays taken after we have left it, somebody did lift the phone, and they become facts.

use crate::base::clock::Stamp;
use crate::base::ids::CallId;
use crate::base::order::BoxOrder;
use crate::call::firewall::rule::{Handling, Prompt};
use crate::call::firewall::treatment::{Hindrance, Treatment};
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::notice::{Severity, Topic};
use crate::engine::topics::firewall::FirewallEffect;
use crate::line::sign::{Sign, What};
use crate::line::state::LineState;
use std::time::Duration;

/// How long the line is held: an exchange needs 200–400 ms to know an answer, and a caller must not begin to talk.
const HELD: Duration = Duration::from_millis(500);
/// A ring that begins so soon after the order was on its way already.
const RACE: Duration = Duration::from_millis(300);
/// An announcement is broken off after this.
const LONGEST_PROMPT: Duration = Duration::from_secs(35);
/// How long after our leaving the line may still be reported as taken: box reports are late by up to a second, and the
/// line machine waits for a hook flash.
const STILL_OURS: Duration = Duration::from_secs(3);

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The line is taken.
    Held,
    /// Something is played.
    Playing,
    /// The line was left.
    Left,
}

/// A caller being turned away.
#[derive(Debug)]
pub(super) struct Act {
    step: Step,
    begun: Duration,
    until: Duration,
    prompt: Option<Prompt>,
    /// Reports about the hook, which may be our own.
    aside: Vec<Sign>,
    left_again: bool,
}

impl Act {
    /// When the next step is due.
    pub fn due(&self) -> Duration {
        self.until
    }
}

impl Core {
    pub(super) fn begin_act(
        &mut self,
        call: usize,
        treatment: &Treatment,
        prompt: Prompt,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let desk = &mut self.calls[call];
        out.push(Effect::Order(desk.session.record.line, BoxOrder::Seize));
        desk.screening.act = Some(Act {
            step: Step::Held,
            begun: now.mono,
            until: now.mono + HELD,
            prompt: (treatment.done == Handling::Announce).then_some(prompt),
            aside: Vec::new(),
            left_again: false,
        });
    }

    /// Looks at a sign of a call that is being turned away. `true`: it is (or may be) our own doing.
    pub(in crate::engine::core) fn is_our_act(
        &mut self,
        call: usize,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some(act) = &mut self.calls[call].screening.act else { return false };
        match &sign.what {
            What::OffHook | What::OnHook | What::Answered(_) | What::NotAnswered => {
                act.aside.push(sign.clone());
                return true;
            }
            What::Ring(_) if sign.at.saturating_sub(act.begun) > RACE => {
                self.give_up(call, Hindrance::NoEffect, true, now, out);
            }
            What::Refused(BoxOrder::Seize, _) => {
                self.give_up(call, Hindrance::Refused, false, now, out);
            }
            What::Refused(BoxOrder::Release, _) if !act.left_again => {
                act.left_again = true;
                let line = self.calls[call].session.record.line;
                out.push(Effect::Order(line, BoxOrder::Release));
            }
            What::BoxLost => self.give_up(call, Hindrance::BoxLost, false, now, out),
            _ => {}
        }
        false
    }

    /// The telephone rings after all.
    fn give_up(
        &mut self,
        call: usize,
        why: Hindrance,
        leave: bool,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let line = self.calls[call].session.record.line;
        let Some(act) = self.calls[call].screening.act.take() else { return };
        if act.step == Step::Playing {
            out.push(Effect::Firewall(FirewallEffect::Hush(line)));
        }
        if leave && act.step != Step::Left {
            out.push(Effect::Order(line, BoxOrder::Release));
        }
        let mut treatment = self.calls[call].session.record.treatment.clone().unwrap_or_default();
        treatment.let_ring(why);
        self.treat(call, treatment, out);
        for sign in act.aside {
            self.call_fact(call, &sign, now, out);
        }
    }

    pub(super) fn expire_act(&mut self, call: usize, now: Stamp, out: &mut Vec<Effect>) -> bool {
        let desk = &mut self.calls[call];
        let (id, line) = (desk.session.record.id, desk.session.record.line);
        let Some(act) = desk.screening.act.as_mut().filter(|act| act.until <= now.mono) else {
            return false;
        };
        match (act.step, act.prompt.take()) {
            (Step::Held, Some(prompt)) => {
                act.step = Step::Playing;
                act.until = now.mono + LONGEST_PROMPT;
                out.push(Effect::Firewall(FirewallEffect::Play { line, call: id, prompt }));
            }
            (Step::Held | Step::Playing, _) => self.leave(call, now, out),
            (Step::Left, _) => self.was_it_us(call, now, out),
        }
        true
    }

    fn leave(&mut self, call: usize, now: Stamp, out: &mut Vec<Effect>) {
        let desk = &mut self.calls[call];
        let line = desk.session.record.line;
        let Some(act) = &mut desk.screening.act else { return };
        if act.step == Step::Playing {
            out.push(Effect::Firewall(FirewallEffect::Hush(line)));
        }
        act.step = Step::Left;
        act.until = now.mono + STILL_OURS;
        out.push(Effect::Order(line, BoxOrder::Release));
    }

    /// Long after we have left the line: whoever is still on it lifted the desk phone.
    fn was_it_us(&mut self, call: usize, now: Stamp, out: &mut Vec<Effect>) {
        let line = self.calls[call].session.record.line;
        let state = self.lines.iter().find(|desk| desk.id == line).map(|desk| desk.line.state());
        if state == Some(LineState::Talking) {
            self.give_up(call, Hindrance::PickedUp, false, now, out);
        } else {
            self.calls[call].screening.act = None;
        }
    }

    /// What was played is over.
    pub(super) fn played(
        &mut self,
        id: CallId,
        result: Result<(), String>,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let Some(call) = self.calls.iter().position(|desk| desk.session.record.id == id) else {
            return;
        };
        let playing = self.calls[call].screening.act.as_ref();
        if !playing.is_some_and(|act| act.step == Step::Playing) {
            return;
        }
        self.leave(call, now, out);
        if let Err(why) = result {
            self.notice(Severity::Warning, Topic::PlaybackFailed(why), now, out);
            let mut treatment =
                self.calls[call].session.record.treatment.clone().unwrap_or_default();
            treatment.done = Handling::Reject;
            treatment.hindrance = Some(Hindrance::NotPlayed);
            self.treat(call, treatment, out);
        }
    }

    /// The call is over: the line must not stay taken.
    pub(super) fn drop_act(&mut self, call: usize, out: &mut Vec<Effect>) {
        let desk = &mut self.calls[call];
        let line = desk.session.record.line;
        if let Some(act) = desk.screening.act.take()
            && act.step != Step::Left
        {
            if act.step == Step::Playing {
                out.push(Effect::Firewall(FirewallEffect::Hush(line)));
            }
            out.push(Effect::Order(line, BoxOrder::Release));
        }
    }
}
