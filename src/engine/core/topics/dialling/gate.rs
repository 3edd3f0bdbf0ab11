//! The dial gate (I10): from a wish to the order that takes the line. [`Core::dial_gate`] is the only function of the program
//! that seizes a line in order to dial, and it asks the do-not-call ledger last, just before.
//! May depend on `base`, `line`, `call` and the engine's own types.

use super::{Ledger, Wish, doubts_of};
use crate::base::clock::Stamp;
use crate::base::ids::CustomerId;
use crate::base::number::PhoneNumber;
use crate::base::order::BoxOrder;
use crate::call::dialling::prepare::{Prepared, Whereabouts, ledger_keys, prepare};
use crate::call::dialling::{DialOp, DialSource, DialTrouble, Doubt};
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::topics::dialling::DialStage;
use crate::line::state::LineState;
use std::time::Duration;

/// How long the ledger may take to answer.
const LEDGER: Duration = Duration::from_secs(2);
/// How long a number waits for the line to be opened.
const OPENING: Duration = Duration::from_secs(20);
/// How long a box may take to take the line.
const SEIZING: Duration = Duration::from_secs(4);
/// How long a question to a person stands.
const CONFIRMING: Duration = Duration::from_mins(2);
/// How long a number stands on the screen to be dialled by hand.
const BY_HAND: Duration = Duration::from_mins(3);

impl Core {
    /// Somebody wants to dial.
    pub(super) fn wish_to_dial(
        &mut self,
        number: &PhoneNumber,
        customer: Option<CustomerId>,
        source: DialSource,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let plan = &self.settings.dialling.plan;
        let area = self.area_of(number);
        let home_area = &self.settings.home_area_code;
        let place = Whereabouts { home_area, mobile_area: area.as_deref() };
        let ready = match prepare(number.as_str(), plan, place) {
            Ok(ready) => ready,
            Err(trouble) => return self.dial_trouble(trouble, now, out),
        };
        if ready.emergency && self.dialling.stage() == Some(&DialStage::Seizing) {
            return self.dial_instead(ready, customer);
        }
        if let Some(trouble) = self.why_not(&ready) {
            let outside = matches!(source, DialSource::Link | DialSource::Command);
            if self.lines.is_empty() && outside {
                // The program has just been started for this very number.
                self.dialling.early = Some((number.clone(), source, now.mono + OPENING));
                return;
            }
            let ours = self.lines.first().is_some_and(|desk| desk.line.is_seized());
            if ready.emergency && ours {
                // Whatever we hold the line for gives way; it is dialled as soon as the line is free.
                self.forget_wish();
                self.let_go(out);
                self.dialling.early = Some((number.clone(), source, now.mono + OPENING));
                return;
            }
            return self.dial_trouble(trouble, now, out);
        }
        let doubts = doubts_of(&ready, source, self.settings.dialling.trust_links);
        self.dialling.serial += 1;
        let steps = ready.steps.clone().into();
        self.dialling.wish = Some(Wish {
            serial: self.dialling.serial,
            ready,
            customer,
            stage: DialStage::Asking,
            since: now.mono,
            due: None,
            steps,
            call: None,
            overruled: None,
            unasked: false,
        });
        if doubts.is_empty() {
            self.ask_ledger(now, out);
        } else {
            let until = now.mono + CONFIRMING;
            self.dialling.enter(DialStage::Confirm(doubts), now.mono, Some(until));
        }
    }

    /// The line is being taken for another number: as soon as it is ours, this one is dialled on it.
    fn dial_instead(&mut self, ready: Prepared, customer: Option<CustomerId>) {
        self.dialling.serial += 1;
        let serial = self.dialling.serial;
        self.dialling.last = Some(ready.number.clone());
        if let Some(wish) = &mut self.dialling.wish {
            let steps = ready.steps.clone().into();
            let (overruled, unasked) = (None, false);
            *wish = Wish { serial, ready, customer, steps, overruled, unasked, ..wish.clone() };
        }
    }

    /// A line is there: what was asked for before is dialled now.
    pub(in crate::engine::core) fn dial_early(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        if let Some((number, source, _)) = self.dialling.early.take() {
            self.wish_to_dial(&number, None, source, now, out);
        }
    }

    /// What stands in the way of dialling now.
    fn why_not(&self, ready: &Prepared) -> Option<DialTrouble> {
        let waits = |stage: &DialStage| {
            matches!(stage, DialStage::Asking | DialStage::Confirm(_) | DialStage::ByHand)
        };
        // What only waits for an answer gives way to an emergency, and a number on the screen to the next one.
        let gives_way = |stage: &DialStage| match stage {
            DialStage::ByHand => true,
            stage => ready.emergency && waits(stage),
        };
        if self.dialling.stage().is_some_and(|stage| !gives_way(stage)) {
            return Some(DialTrouble::AlreadyDialling);
        }
        self.line_trouble()
    }

    /// Why the line cannot be taken now. A lifted desk phone that has not dialled yet is no obstacle: we dial for it.
    fn line_trouble(&self) -> Option<DialTrouble> {
        let Some(place) = self.dial_line() else { return Some(DialTrouble::NoLine) };
        let line = &self.lines[place].line;
        match line.state() {
            LineState::Idle => None,
            LineState::Absent => Some(DialTrouble::NoLine),
            LineState::Ringing => Some(DialTrouble::LineRings),
            LineState::Dialing if line.is_undialled() && !line.is_seized() => None,
            LineState::Dialing | LineState::Talking | LineState::Releasing => {
                Some(DialTrouble::LineInUse)
            }
        }
    }

    /// A person said yes.
    pub(super) fn confirm_dial(&mut self, serial: u64, now: Stamp, out: &mut Vec<Effect>) {
        let Some(wish) = self.dialling.wish.as_mut().filter(|wish| wish.serial == serial) else {
            return;
        };
        let DialStage::Confirm(doubts) = &wish.stage else { return };
        for doubt in doubts {
            match doubt {
                Doubt::Suppressed(row) => wish.overruled = Some(row.id),
                Doubt::LedgerSilent => wish.unasked = true,
                Doubt::Abroad | Doubt::Costly(_) | Doubt::FromLink => {}
            }
        }
        self.ask_ledger(now, out);
    }

    /// The last question before the line is taken. Emergency numbers skip it.
    fn ask_ledger(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        let Some(wish) = &self.dialling.wish else { return };
        if wish.ready.emergency || wish.unasked {
            return self.dial_gate(Ok(None), now, out);
        }
        let (plan, home) = (&self.settings.dialling.plan, &self.settings.home_area_code);
        let keys = ledger_keys(&wish.ready.number, plan, home);
        out.push(Effect::AskSuppressed(wish.serial, keys));
        self.dialling.enter(DialStage::Asking, now.mono, Some(now.mono + LEDGER));
    }

    /// The ledger's answer.
    pub(in crate::engine::core) fn ledger_told(
        &mut self,
        serial: u64,
        ledger: Ledger,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let asked = |wish: &&Wish| wish.serial == serial && wish.stage == DialStage::Asking;
        if self.dialling.wish.as_ref().is_some_and(|wish| asked(&wish)) {
            self.dial_gate(ledger, now, out);
        }
    }

    /// The one door to a dial. Everything that could forbid it is looked at here, at this very moment.
    pub(super) fn dial_gate(&mut self, ledger: Ledger, now: Stamp, out: &mut Vec<Effect>) {
        let Some(wish) = &self.dialling.wish else { return };
        let doubt = match ledger {
            _ if wish.ready.emergency => None,
            Ok(None) => None,
            Ok(Some(row)) if wish.overruled == Some(row.id) => None,
            Ok(Some(row)) => Some(Doubt::Suppressed(row)),
            Err(()) => Some(Doubt::LedgerSilent),
        };
        if let Some(doubt) = doubt {
            let until = Some(now.mono + CONFIRMING);
            return self.dialling.enter(DialStage::Confirm(vec![doubt]), now.mono, until);
        }
        if let Some(trouble) = self.line_trouble() {
            self.forget_wish();
            return self.dial_trouble(trouble, now, out);
        }
        if let Some(row) = wish.overruled {
            let op = DialOp::DialledDespite(wish.ready.number.clone(), row);
            out.push(Effect::Store(StoreOp::Dial(op)));
        }
        self.dialling.last = Some(wish.ready.number.clone());
        let Some(desk) = self.dial_line().and_then(|place| self.lines.get(place)) else { return };
        if desk.claimed.seize {
            out.push(Effect::Order(desk.id, BoxOrder::Seize));
            self.dialling.enter(DialStage::Seizing, now.mono, Some(now.mono + SEIZING));
        } else {
            self.dialling.enter(DialStage::ByHand, now.mono, Some(now.mono + BY_HAND));
        }
    }
}
