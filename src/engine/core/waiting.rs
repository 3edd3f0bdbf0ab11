//! A caller who waits while the line talks (call waiting: ETSI EN 300 659-1, 6.3; GR-575): a call of its own, looked up and
//! shown like any other. It is taken by a hook flash; without one it was missed when the exchange stops announcing it, or
//! when the talk ends (should the exchange ring then, that is a call of its own). May depend on `base`, `line`, `call`.

use super::Core;
use super::calls::CallDesk;
use crate::base::caller_id::CallerId;
use crate::base::clock::Stamp;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::call::record::Direction;
use crate::call::session::Ending;
use crate::engine::effect::Effect;
use crate::line::sign::{AnswerEvidence, Sign, Standing, What};
use std::time::Duration;

/// How long an exchange lets a caller wait whom nobody takes: 30 s is usual; callers rarely wait longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A caller who waits, or waited until somebody took the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waits {
    /// Until when; `None`: taken.
    until: Option<Duration>,
    /// The desk phone has been put down since: lifted again, it was a flash.
    put_down: bool,
}

impl CallDesk {
    /// When it is no longer believed that somebody waits.
    pub(super) fn waits_until(&self) -> Option<Duration> {
        self.waits.filter(|_| self.ended.is_none()).and_then(|waits| waits.until)
    }
}

impl Core {
    /// What a sign of the line means to those who wait on it.
    pub(super) fn waiting_sign(
        &mut self,
        place: usize,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match &sign.what {
            What::CallWaiting(caller) => self.caller_waits(place, caller, sign, now, out),
            What::OnHook => self.put_down(place),
            // Within one call: a flash.
            What::OffHook if self.was_put_down(place) => self.take_waiting(place, sign.at, out),
            _ => {}
        }
    }

    fn put_down(&mut self, place: usize) {
        let Some(line) = self.lines.get(place).map(|desk| desk.id) else { return };
        for desk in self.calls.iter_mut().filter(|desk| desk.session.record.line == line) {
            desk.waits = desk.waits.map(|waits| Waits { put_down: true, ..waits });
        }
    }

    fn was_put_down(&self, place: usize) -> bool {
        let line = self.lines.get(place).map(|desk| desk.id);
        let mut here = self.calls.iter().filter(|desk| Some(desk.session.record.line) == line);
        here.any(|desk| desk.waits.is_some_and(|waits| waits.put_down))
    }

    fn caller_waits(
        &mut self,
        place: usize,
        caller: &CallerId,
        sign: &Sign,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let line = self.lines[place].id;
        // Whoever waited before gave up: an exchange holds one.
        let still =
            |desk: &CallDesk| desk.session.record.line == line && desk.waits_until().is_some();
        while let Some(call) = self.calls.iter().position(still) {
            self.close_call(call, sign.at, Ending::Released, now, out);
        }
        self.open_call(place, Direction::Incoming, sign, now, out);
        let Some(call) = self.calls.len().checked_sub(1) else { return };
        self.calls[call].waits = Some(Waits { until: Some(sign.at + PATIENCE), put_down: false });
        let (heard, shown) = (caller.clone(), caller.clone());
        let what = What::Caller { heard, shown, standing: Standing::News };
        let told = Sign { what, ..sign.clone() };
        self.calls[call].session.take(&told);
        self.announce(call, &told, out);
        if caller.number.is_none() {
            // Nobody is looked up: it is decided at once.
            self.screen_waiting(self.calls[call].session.record.id, now, out);
        }
    }

    /// A hook flash: whoever waits is talked to now.
    pub(super) fn take_waiting(&mut self, place: usize, at: Duration, out: &mut Vec<Effect>) {
        let Some(line) = self.lines.get(place).map(|desk| desk.id) else { return };
        let waiting = |desk: &CallDesk| {
            desk.session.record.line == line && desk.waits_until().is_some_and(|until| until > at)
        };
        let Some(call) = self.calls.iter().position(waiting) else { return };
        self.calls[call].waits = Some(Waits { until: None, put_down: false });
        let (what, evidence) = (What::Answered(AnswerEvidence::Hook), Evidence::default());
        let taken = Sign { at, what, origin: None, evidence };
        self.calls[call].session.take(&taken);
        self.announce(call, &taken, out);
    }

    /// The line is free, or gone: nobody waits on it any more.
    pub(super) fn end_waiting(
        &mut self,
        line: LineId,
        at: Duration,
        ending: Ending,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let waits = |desk: &CallDesk| {
            desk.session.record.line == line && desk.waits.is_some() && desk.ended.is_none()
        };
        while let Some(call) = self.calls.iter().position(waits) {
            self.close_call(call, at, ending, now, out);
        }
    }

    /// Those who have waited too long; whether there were any.
    pub(super) fn give_up_waiting(&mut self, now: Stamp, out: &mut Vec<Effect>) -> bool {
        let due = |desk: &CallDesk| desk.waits_until().is_some_and(|until| until <= now.mono);
        let mut any = false;
        while let Some(call) = self.calls.iter().position(due) {
            let at = self.calls[call].waits_until().unwrap_or(now.mono);
            self.close_call(call, at, Ending::Released, now, out);
            any = true;
        }
        any
    }
}
