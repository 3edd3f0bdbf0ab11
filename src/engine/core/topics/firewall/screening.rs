//! One incoming call on its way through the firewall: waiting for the number, asking who it is, decided.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use super::act::Act;
use crate::base::clock::Stamp;
use crate::base::ids::CallId;
use crate::base::number::PhoneNumber;
use crate::call::firewall::FirewallOp;
use crate::call::firewall::decision::{Circumstances, Decision};
use crate::call::firewall::matching::{Caller, Standing};
use crate::call::firewall::rule::Handling;
use crate::call::firewall::treatment::{Hindrance, Treatment, Why};
use crate::call::record::Direction;
use crate::crm::customer::Candidate;
use crate::engine::core::Core;
use crate::engine::core::calls::CallDesk;
use crate::engine::core::topics::manners::may_pop;
use crate::engine::effect::{Announcement, Effect, StoreOp};
use crate::engine::topics::manners::PopPolicy;
use crate::line::sign::{Sign, What};
use crate::line::state::LineState;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// How long the store may take to say who is calling.
const STORE_ANSWERS_WITHIN: Duration = Duration::from_millis(300);
/// The ring with which a call without caller ID is decided about, at the earliest.
const SECOND_RING: u32 = 2;

/// Where the decision about a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    /// Not an incoming call (yet).
    #[default]
    Idle,
    /// The number may still come.
    Waiting,
    /// The store is asked who it is, until this moment.
    Asking(Duration),
    /// Decided.
    Settled,
}

/// A call and the firewall.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct Screening {
    stage: Stage,
    /// No card, no sound.
    pub(in crate::engine::core) quiet: bool,
    /// Match key of the number that was decided about.
    decided_about: Option<String>,
    /// The store could not say who it is.
    store_failed: bool,
    /// Somebody blocked this caller while it rang.
    once_more: bool,
    /// The line is being taken and left.
    pub(super) act: Option<Act>,
}

impl Screening {
    /// When something of it is due.
    pub(in crate::engine::core) fn due(&self) -> Option<Duration> {
        let asking = match self.stage {
            Stage::Asking(until) => Some(until),
            Stage::Idle | Stage::Waiting | Stage::Settled => None,
        };
        asking.into_iter().chain(self.act.as_ref().map(Act::due)).min()
    }
}

impl Core {
    /// What a sign of an incoming call means to the firewall.
    pub(in crate::engine::core) fn screen(
        &mut self,
        call: usize,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match &sign.what {
            What::Begun(Direction::Incoming) | What::Became(Direction::Incoming) => {
                self.screen_begins(call);
            }
            What::Ring(count) => self.screen_ring(call, *count, now, out),
            What::Caller { .. } => self.screen_caller(call, now, out),
            What::Answered(_) => self.screen_answered(call, now, out),
            _ => {}
        }
    }

    fn screen_begins(&mut self, call: usize) {
        let settings = &self.settings.firewall;
        let waits = settings.on
            && settings.wait_for_number
            && self.firewall.loaded
            && self.firewall.book.may_block();
        let desk = &mut self.calls[call];
        if desk.screening.stage == Stage::Idle {
            desk.screening.stage = Stage::Waiting;
            desk.screening.quiet = waits;
            desk.popup &= !waits;
        }
    }

    fn screen_ring(&mut self, call: usize, count: u32, now: Stamp, out: &mut Vec<Effect>) {
        let record = &self.calls[call].session.record;
        let nothing_came = record.number.is_none() && record.caller_id.is_none();
        if self.calls[call].screening.stage != Stage::Waiting || count < SECOND_RING {
            return;
        }
        // A caller of whom nothing came may be given a few rings more.
        let patience = u32::from(self.settings.firewall.no_number_rings).clamp(2, 9);
        let decision = self.decide(call, now);
        let blocks = decision.treatment.wanted.blocks();
        if !(nothing_came && blocks && count < patience) {
            self.settle_treatment(call, decision, now, out);
        }
    }

    fn screen_caller(&mut self, call: usize, now: Stamp, out: &mut Vec<Effect>) {
        let desk = &self.calls[call];
        let settled = desk.screening.stage == Stage::Settled;
        let same =
            settled && desk.screening.decided_about == key_of(desk.session.record.number.as_ref());
        // A note is being written on the card: it stays.
        let in_use = settled && desk.popup && !desk.session.record.note.is_empty();
        let ringing = desk.session.answered().is_none() && desk.screening.act.is_none();
        let incoming = desk.screening.stage != Stage::Idle;
        if incoming && ringing && !same && !in_use {
            self.consider(call, now, out);
        }
    }

    /// Decides now, or asks first who it is.
    fn consider(&mut self, call: usize, now: Stamp, out: &mut Vec<Effect>) {
        let decision = self.decide(call, now);
        let desk = &mut self.calls[call];
        if decision.asks_who && !desk.screening.store_failed {
            desk.screening.stage = Stage::Asking(now.mono + STORE_ANSWERS_WITHIN);
        } else if decision.asks_who {
            self.settle_treatment(call, without_store(decision), now, out);
        } else {
            self.settle_treatment(call, decision, now, out);
        }
    }

    /// The store has said who it is.
    pub(in crate::engine::core) fn screen_matched(
        &mut self,
        id: CallId,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let Some(call) = self.calls.iter().position(|desk| desk.session.record.id == id) else {
            return;
        };
        if matches!(self.calls[call].screening.stage, Stage::Asking(_)) {
            let decision = self.decide(call, now);
            let decision = if decision.asks_who { without_store(decision) } else { decision };
            self.settle_treatment(call, decision, now, out);
        }
    }

    /// Decides about a caller who waits while somebody is talked to. Nothing is done to the line, which would be done to the
    /// talk: whoever is not wanted is not shown, and is no missed call.
    pub(in crate::engine::core) fn screen_waiting(
        &mut self,
        id: CallId,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let waits = |desk: &CallDesk| desk.session.record.id == id && desk.waits_until().is_some();
        let Some(call) = self.calls.iter().position(waits) else { return };
        let mut decision = self.decide(call, now);
        if decision.treatment.done.seizes() {
            decision.treatment.done = Handling::Silent;
        }
        self.settle_treatment(call, decision, now, out);
    }

    /// The store cannot say who it is: a caller that may be a customer rings.
    pub(super) fn screen_without_store(&mut self, id: CallId, now: Stamp, out: &mut Vec<Effect>) {
        let Some(call) = self.calls.iter().position(|desk| desk.session.record.id == id) else {
            return;
        };
        self.calls[call].screening.store_failed = true;
        self.screen_matched(id, now, out);
    }

    /// The desk phone was lifted before anything was decided: nothing is done to a call that somebody takes.
    fn screen_answered(&mut self, call: usize, now: Stamp, out: &mut Vec<Effect>) {
        let desk = &self.calls[call];
        if matches!(desk.screening.stage, Stage::Waiting | Stage::Asking(_)) {
            let mut decision = self.decide(call, now);
            if decision.treatment.wanted.blocks() {
                decision.treatment.let_ring(Hindrance::Answered);
            }
            self.settle_treatment(call, decision, now, out);
        }
        if self.calls[call].session.record.direction == Direction::Incoming {
            let desk = &mut self.calls[call];
            let was_quiet = std::mem::take(&mut desk.screening.quiet);
            desk.popup |= was_quiet && may_pop(desk, PopPolicy::OnRing, &self.settings);
        }
    }

    /// The call ends before it was decided about: what would have been done is kept.
    pub(in crate::engine::core) fn screen_closing(
        &mut self,
        call: usize,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        if matches!(self.calls[call].screening.stage, Stage::Waiting | Stage::Asking(_)) {
            let mut decision = self.decide(call, now);
            let record = &self.calls[call].session.record;
            let nothing_came = record.number.is_none() && record.caller_id.is_none();
            if decision.asks_who {
                decision = without_store(decision);
            } else if nothing_came && decision.treatment.wanted.blocks() {
                // It rang too little to be called a call without number.
                decision.treatment.let_ring(Hindrance::CallerLeft);
            } else if decision.treatment.wanted.seizes() {
                decision.treatment.done = Handling::Silent;
                decision.treatment.hindrance = Some(Hindrance::CallerLeft);
            }
            self.settle_treatment(call, decision, now, out);
        }
        self.drop_act(call, out);
    }

    /// This call is decided about again as soon as the rules are there.
    pub(super) fn screen_once_more(&mut self, id: CallId) {
        if let Some(desk) = self.calls.iter_mut().find(|desk| desk.session.record.id == id) {
            desk.screening.once_more = true;
        }
    }

    /// The rules changed: calls whose caller was just blocked are turned away.
    pub(super) fn screen_again(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        for call in 0..self.calls.len() {
            let desk = &mut self.calls[call];
            let wanted = std::mem::take(&mut desk.screening.once_more);
            let ringing =
                desk.ended.is_none() && desk.waits.is_none() && desk.session.answered().is_none();
            if wanted && ringing && desk.screening.act.is_none() {
                // Whoever pressed the button knows who it is.
                let decision = self.decide(call, now);
                self.settle_treatment(call, decision, now, out);
            }
        }
    }

    /// Lets deadlines pass. Whether anything happened.
    pub(in crate::engine::core) fn expire_screening(
        &mut self,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        let mut changed = false;
        for call in 0..self.calls.len() {
            if let Stage::Asking(until) = self.calls[call].screening.stage
                && until <= now.mono
            {
                let decision = without_store(self.decide(call, now));
                self.settle_treatment(call, decision, now, out);
                changed = true;
            }
            changed |= self.expire_act(call, now, out);
        }
        changed
    }

    /// The decision about a call as it is known now. Whatever happens in there, there is one.
    fn decide(&self, call: usize, now: Stamp) -> Decision {
        if !self.firewall.loaded {
            let treatment = Treatment { why: Why::NotLoaded, ..Treatment::default() };
            return Decision { treatment, ..Decision::default() };
        }
        let desk = &self.calls[call];
        let number = desk.session.record.number.as_ref();
        let settings = &self.settings.firewall;
        let within = Duration::from_mins(u64::from(settings.repeat_minutes));
        let circumstances = Circumstances {
            utc_millis: now.utc_millis,
            offset_minutes: now.offset_minutes,
            home_area: &self.settings.home_area_code,
            on: settings.on,
            customers_ring: settings.customers_ring,
            called_before: self.firewall.called_before(number, within, now.mono),
        };
        let known = desk.candidates.as_deref().filter(|_| !desk.screening.store_failed);
        let caller = Caller {
            number: number.cloned(),
            absence: desk.session.record.caller_id.as_ref().and_then(|id| id.absence),
            place: number.and_then(|number| self.place_of(number)),
            standing: known.map_or(Standing::NotKnown, |found| standing(found)),
        };
        guarded(|| self.firewall.book.decide(&caller, &circumstances))
    }

    /// Keeps the decision with the call and does what it says.
    fn settle_treatment(
        &mut self,
        call: usize,
        decision: Decision,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let Decision { mut treatment, prompt, .. } = decision;
        if let Some(able) = self.able(call, treatment.done) {
            treatment.hindrance = Some(able.0);
            treatment.done = able.1;
        }
        let desk = &mut self.calls[call];
        desk.screening.stage = Stage::Settled;
        desk.screening.decided_about = key_of(desk.session.record.number.as_ref());
        self.count(&treatment, call, now, out);
        let ended = self.calls[call].ended.is_some();
        if treatment.done.seizes() && !ended {
            self.begin_act(call, &treatment, prompt, now, out);
        }
        self.treat(call, treatment, out);
    }

    /// What is done instead, and why, where the wanted cannot be done.
    fn able(&self, call: usize, wanted: Handling) -> Option<(Hindrance, Handling)> {
        let desk = &self.calls[call];
        if !wanted.seizes() {
            return None;
        }
        let line = self.lines.iter().find(|line| line.id == desk.session.record.line)?;
        if desk.session.answered().is_some() {
            return Some((Hindrance::Answered, Handling::Ring));
        }
        if !line.claimed.seize {
            return Some((Hindrance::CannotSeize, Handling::Silent));
        }
        // The desk phone has priority, and a line that is gone obeys nobody.
        match line.line.state() {
            LineState::Ringing => {}
            LineState::Absent => return Some((Hindrance::BoxLost, Handling::Ring)),
            _ => return Some((Hindrance::Answered, Handling::Ring)),
        }
        let mute =
            wanted == Handling::Announce && !line.can_play(&self.settings, self.speech.system());
        mute.then_some((Hindrance::CannotPlay, Handling::Reject))
    }

    /// Counts the rule that decided; remembers whom it blocked.
    fn count(&mut self, treatment: &Treatment, call: usize, now: Stamp, out: &mut Vec<Effect>) {
        let decided = matches!(treatment.why, Why::Rule | Why::Allowed | Why::PermitNext);
        if let Some(rule) = treatment.rule.filter(|_| decided) {
            self.firewall.book.count_hit(rule, now.utc_millis);
            out.push(Effect::Store(StoreOp::Firewall(FirewallOp::Hit(rule))));
        }
        if treatment.wanted.blocks() {
            let number = self.calls[call].session.record.number.clone();
            self.firewall.remember(number.as_ref(), now.mono);
        }
    }

    /// Shows and tells what is done with the call.
    pub(super) fn treat(&mut self, call: usize, treatment: Treatment, out: &mut Vec<Effect>) {
        let desk = &mut self.calls[call];
        let was_quiet = std::mem::replace(&mut desk.screening.quiet, treatment.blocked());
        if treatment.blocked() {
            desk.popup = false;
        } else {
            desk.popup |= was_quiet && may_pop(desk, PopPolicy::OnRing, &self.settings);
        }
        let id = desk.session.record.id;
        desk.session.treat(treatment.clone());
        out.push(Effect::Announce(Announcement::Treated { call: id, treatment }));
    }
}

/// Nobody could say whether it is a customer: it rings.
fn without_store(mut decision: Decision) -> Decision {
    decision.treatment.let_ring(Hindrance::StoreSlow);
    decision
}

/// A decision that fails in itself lets the call ring.
fn guarded(decide: impl FnOnce() -> Decision) -> Decision {
    catch_unwind(AssertUnwindSafe(decide)).unwrap_or_else(|_| {
        let mut treatment = Treatment::default();
        treatment.let_ring(Hindrance::Fault);
        Decision { treatment, ..Decision::default() }
    })
}

fn standing(found: &[Candidate]) -> Standing {
    if found.is_empty() {
        return Standing::Stranger;
    }
    Standing::Customer(found.iter().map(|one| one.customer.class.clone()).collect())
}

fn key_of(number: Option<&PhoneNumber>) -> Option<String> {
    number.map(|number| number.key().as_str().to_owned()).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_that_panics_rings() {
        let decision = guarded(|| panic!("a fault in a rule"));
        assert_eq!(decision.treatment.done, Handling::Ring);
        assert_eq!(decision.treatment.hindrance, Some(Hindrance::Fault));
    }
}
