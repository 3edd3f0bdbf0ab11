//! Interrupting the loop: pulses and the hook flash, step by step.
//! May depend on `base`.

use super::DirectBox;
use crate::base::evidence::Evidence;
use crate::base::order::BoxOrder;
use crate::base::signal::{LineSignal, Refusal};
use crate::device::link::LinkErrorKind;
use crate::device::pstn::descriptors::DIRECT_HOLDING;
use crate::device::pstn::pace::Paced;
use crate::device::pstn::requests::{
    HookState, PULSE_SETUP, PULSE_TIME, RELEASE_HOLDING, SEND_PULSE, SET_PULSE_TIME,
};
use crate::device::pstn::steps::{Step, Steps};
use crate::device::pstn::wire::refusal;
use std::time::Duration;

impl DirectBox {
    pub(super) fn step(&mut self, step: &Step) {
        let done = match *step {
            Step::Hook(state) => match self.set_hook(state) {
                Ok(()) => Ok(()),
                Err(_) => return self.wire.lose("the box did not come back from a hook flash"),
            },
            Step::Pulses(count) => self.wire.request(SEND_PULSE, u16::from(count), &[]),
            Step::DialEnd => {
                self.release_holding();
                Ok(())
            }
            Step::Digits(_) | Step::Pause => Ok(()),
        };
        if let Err(error) = done {
            self.pulses_failed(error.kind);
        } else if self.steps.is_idle() {
            self.ordered = None;
        }
    }

    /// A digit was refused in the middle of a number.
    pub(super) fn pulses_failed(&mut self, kind: LinkErrorKind) {
        let why = if kind == LinkErrorKind::Stalled {
            self.take_back_pulse();
            Refusal::Unsupported
        } else {
            Refusal::Failed
        };
        self.steps.clear();
        if self.wire.is_lost() {
            return;
        }
        self.release_holding();
        if let Some(order) = self.ordered.take() {
            let evidence = Evidence::note("refused in the middle of the number");
            let refused = LineSignal::OrderRefused(order, why);
            self.wire.out.tell_because(self.wire.now(), refused, evidence);
        }
    }

    pub(super) fn take_back_pulse(&mut self) {
        self.claims.pulse = false;
        self.wire.findings.say("pulse", "The box claims to dial by pulses and refuses to do it.");
    }

    pub(super) fn release_holding(&mut self) {
        if !std::mem::take(&mut self.holding) || self.function.direct & DIRECT_HOLDING == 0 {
            return;
        }
        if self.wire.request(PULSE_SETUP, RELEASE_HOLDING, &[]).is_err() {
            let why = "The box did not release its holding circuit after pulses.";
            self.wire.findings.say("holding", why);
        }
    }

    pub(super) fn pulse(&mut self, order: &BoxOrder, number: &str) -> Result<(), Refusal> {
        if !self.claims.pulse {
            return Err(Refusal::Unsupported);
        }
        if !self.seized || self.flashes() {
            return Err(Refusal::WrongState);
        }
        if !Steps::default().pulses(number, Duration::ZERO) {
            return Err(Refusal::Failed);
        }
        if !self.holding {
            self.prepare_pulses()?;
        }
        self.steps.pulses(number, self.wire.now());
        self.ordered = Some(order.clone());
        Ok(())
    }

    pub(super) fn prepare_pulses(&mut self) -> Result<(), Refusal> {
        if let Err(error) = self.wire.request(SET_PULSE_TIME, PULSE_TIME, &[]) {
            match error.kind {
                LinkErrorKind::Gone => return Err(Refusal::Gone),
                _ => self.wire.findings.say("pulse time", "The box keeps its own pulse times."),
            }
        }
        match self.wire.request(PULSE_SETUP, 0, &[]) {
            Ok(()) => {
                self.holding = true;
                Ok(())
            }
            Err(error) if error.kind == LinkErrorKind::Stalled => {
                self.take_back_pulse();
                Err(Refusal::Unsupported)
            }
            Err(error) => Err(refusal(&error)),
        }
    }

    /// The loop is open for a flash and will close again.
    pub(super) fn flashes(&self) -> bool {
        self.seized && self.hook != HookState::OffHook
    }

    pub(super) fn flash(&mut self) -> Result<(), Refusal> {
        if !self.seized || !self.steps.is_idle() {
            return Err(Refusal::WrongState);
        }
        self.steps.flash(self.wire.now());
        self.tick();
        if self.wire.is_lost() { Err(Refusal::Gone) } else { Ok(()) }
    }
}
