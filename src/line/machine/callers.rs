//! Caller IDs: before, between and after rings, during talk, readable or not.
//! May depend on `base`.

use super::rings::since;
use super::{Line, say, tell};
use crate::base::caller_id::{CallerId, Standard};
use crate::base::evidence::Evidence;
use crate::line::caller::{same_number, weigh};
use crate::line::fuse::Fact;
use crate::line::sign::{AnswerEvidence, Direction, Sign, Standing, What};
use crate::line::state::LineState;
use std::time::Duration;

impl Line {
    pub(super) fn caller_told(&mut self, fact: &Fact, heard: CallerId, out: &mut Vec<Sign>) {
        match self.state {
            LineState::Absent => {}
            LineState::Idle => {
                if !self.echo(&heard, fact.at) {
                    self.caller_opens(fact, heard, out);
                }
            }
            LineState::Ringing => self.caller(fact, heard, out),
            LineState::Dialing => self.caller_while_dialing(fact, heard, out),
            LineState::Talking if self.still_this_call(fact.at) => self.caller(fact, heard, out),
            // Call waiting is announced by FSK; DTMF in talk is keys being pressed.
            LineState::Talking if heard.standard == Standard::Dtmf => {}
            LineState::Talking => self.waiting(fact, heard, out),
            LineState::Releasing => self.caller_while_releasing(fact, heard, out),
        }
    }

    fn caller_opens(&mut self, fact: &Fact, heard: CallerId, out: &mut Vec<Sign>) {
        self.damaged = None;
        self.begin(Direction::Incoming, fact.at, out);
        self.caller(fact, heard, out);
        self.become_state(LineState::Ringing, fact.at, out);
    }

    pub(super) fn caller(&mut self, fact: &Fact, heard: CallerId, out: &mut Vec<Sign>) {
        let Some(live) = &mut self.live else { return };
        let (standing, shown) = weigh(&heard, live.caller.as_ref());
        live.caller = Some(shown.clone());
        live.caller_at = live.caller_at.max(fact.at);
        tell(out, fact, What::Caller { heard, shown, standing });
    }

    /// The same caller told again right after the call has ended.
    fn echo(&self, heard: &CallerId, at: Duration) -> bool {
        self.last_release.as_ref().is_some_and(|(released, caller)| {
            since(*released, at) <= self.timing.caller_echo
                && caller.as_ref().is_some_and(|caller| same_number(caller, heard))
        })
    }

    /// A caller ID at `at`, after the answer, still belongs to the incoming call that goes on.
    fn still_this_call(&self, at: Duration) -> bool {
        self.live.as_ref().is_some_and(|live| {
            live.direction == Direction::Incoming
                && live
                    .answered
                    .is_none_or(|(answered, _)| since(answered, at) <= self.timing.late_caller)
        })
    }

    fn caller_while_dialing(&mut self, fact: &Fact, heard: CallerId, out: &mut Vec<Sign>) {
        let Some(live) = &self.live else { return };
        let untouched = live.digits == 0 && !live.toned;
        let told = self.has_hook || self.is_seized();
        if told && untouched && since(live.begun, fact.at) <= self.timing.lift_race {
            // The phone was lifted in the burst before the first ring.
            let lifted = live.begun;
            self.turn(Direction::Incoming, fact.at, out);
            self.caller(fact, heard, out);
            self.answer(lifted, AnswerEvidence::Hook, out, Evidence::default());
        } else if heard.standard == Standard::Dtmf && self.digits_were_a_caller_id(fact.at) {
            // Bare digits may as well be somebody dialling: the ring that follows decides.
            if let Some(live) = &mut self.live {
                live.digits_say = Some((fact.clone(), heard));
            }
        } else if live.ringback {
            self.waiting(fact, heard, out);
        }
    }

    fn waiting(&mut self, fact: &Fact, heard: CallerId, out: &mut Vec<Sign>) {
        let echo = self.timing.caller_echo;
        let Some(live) = &mut self.live else { return };
        let repeated = live
            .waiting
            .as_ref()
            .is_some_and(|(known, at)| same_number(known, &heard) && since(*at, fact.at) <= echo);
        live.waiting = Some((heard.clone(), fact.at));
        if !repeated && fact.standing == Standing::News {
            tell(out, fact, What::CallWaiting(heard));
        }
    }

    fn caller_while_releasing(&mut self, fact: &Fact, heard: CallerId, out: &mut Vec<Sign>) {
        let known = self.live.as_ref().and_then(|live| live.caller.clone());
        let told_before = known.as_ref().is_some_and(|known| same_number(known, &heard));
        if told_before || (known.is_none() && self.still_this_call(fact.at)) {
            self.caller(fact, heard, out);
        } else if let Some(release) = self.release
            && !self.echo(&heard, fact.at)
        {
            self.finish(release.on_hook.unwrap_or(release.from), false, out);
            self.caller_opens(fact, heard, out);
        }
    }

    pub(super) fn burst_damaged(&mut self, fact: Fact, out: &mut Vec<Sign>) {
        match self.state {
            LineState::Ringing => tell(out, &fact, What::BurstDamaged),
            LineState::Talking if self.still_this_call(fact.at) => {
                tell(out, &fact, What::BurstDamaged);
            }
            // Speech is full of half bursts: only the first moments of a call can cut a real one.
            LineState::Talking | LineState::Dialing | LineState::Absent => {}
            LineState::Idle | LineState::Releasing => self.damaged = Some((fact.at, fact)),
        }
    }

    /// A digit: dialled, pressed in talk, or part of a DTMF caller ID.
    pub(super) fn digit(&mut self, fact: &Fact, digit: char, out: &mut Vec<Sign>) {
        self.last_sound = self.last_sound.max(fact.at);
        if self.in_a_dtmf_caller(fact.at, digit) {
            return;
        }
        let key = digit.is_ascii_digit() || matches!(digit, '*' | '#');
        match self.state {
            LineState::Talking => tell(out, fact, What::Digit(digit)),
            LineState::Dialing if key || self.has_hook => self.dialled(fact, digit, out),
            LineState::Idle if key && self.is_tap() => {
                self.begin(Direction::Outgoing, fact.at, out);
                self.become_state(LineState::Dialing, fact.at, out);
                self.dialled(fact, digit, out);
            }
            LineState::Releasing if key && self.is_tap() && self.tone.is_none() => {
                if let Some(release) = self.release {
                    self.finish(release.from, false, out);
                }
                self.begin(Direction::Outgoing, fact.at, out);
                self.become_state(LineState::Dialing, fact.at, out);
                self.dialled(fact, digit, out);
            }
            LineState::Absent
            | LineState::Idle
            | LineState::Ringing
            | LineState::Dialing
            | LineState::Releasing => {}
        }
    }

    /// On-hook, a string that begins with A, B, C or D comes from the exchange: no telephone has these keys.
    fn in_a_dtmf_caller(&mut self, at: Duration, digit: char) -> bool {
        let on_hook = matches!(self.state, LineState::Idle | LineState::Ringing);
        let begun = self.dtmf_caller.is_some_and(|last| since(last, at) <= self.timing.key_pause);
        let within = on_hook && (begun || matches!(digit, 'A'..='D'));
        self.dtmf_caller = within.then_some(at);
        within
    }

    fn dialled(&mut self, fact: &Fact, digit: char, out: &mut Vec<Sign>) {
        self.voice.discard(fact.at);
        let Some(live) = &mut self.live else { return };
        if live.ringback {
            tell(out, fact, What::Digit(digit));
            return;
        }
        live.digits += 1;
        live.last_digit = fact.at;
        live.number_complete = false;
        self.turn(Direction::Outgoing, fact.at, out);
        tell(out, fact, What::Dialled(digit));
    }

    pub(super) fn number_complete(&mut self, at: Duration, out: &mut Vec<Sign>) {
        if let Some(live) = &mut self.live
            && !live.number_complete
        {
            live.number_complete = true;
            say(out, at, What::NumberComplete);
        }
    }
}
