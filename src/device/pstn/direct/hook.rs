//! The box's own hook: taking and leaving the line, and listening while nobody has taken it.
//! May depend on `base`.

use super::{DirectBox, SETTLES};
use crate::base::signal::Refusal;
use crate::device::pstn::requests::{HookState, SET_HOOK_STATE};
use crate::device::pstn::wire::refusal;

impl DirectBox {
    /// Where the hook belongs while we do not hold the line.
    pub(super) fn rest(&self) -> HookState {
        let listens = self.listen || self.listens_until.is_some();
        if listens && self.claims.listen { HookState::Snoop } else { HookState::OnHook }
    }

    pub(super) fn set_hook(&mut self, state: HookState) -> Result<(), Refusal> {
        let done = self.wire.insist(SET_HOOK_STATE, state.value());
        if state == HookState::OffHook || self.hook == HookState::OffHook {
            self.settled = self.wire.now() + SETTLES;
        }
        done.map_err(|error| refusal(&error))?;
        self.hook = state;
        Ok(())
    }

    /// Moves the hook where it belongs. A box that cannot listen rests on-hook; one that does not leave the line is lost:
    /// whoever opens it anew tries harder.
    pub(super) fn settle_hook(&mut self) -> Result<(), Refusal> {
        let state = self.rest();
        if self.seized || state == self.hook {
            return Ok(());
        }
        match (self.set_hook(state), state) {
            (Err(Refusal::Failed), HookState::Snoop) => {
                self.claims.listen = false;
                let why = "The box refuses to listen on-hook: no caller ID can be heard on it.";
                self.wire.findings.say("listen", why);
                self.set_hook(HookState::OnHook)?;
                Err(Refusal::Unsupported)
            }
            (Err(why), HookState::OnHook) => {
                self.wire.lose("the box does not put the line on-hook");
                Err(why)
            }
            (done, _) => done,
        }
    }

    pub(super) fn seize(&mut self) -> Result<(), Refusal> {
        if self.seized {
            return Ok(());
        }
        let done = self.set_hook(HookState::OffHook);
        if done.is_ok() {
            self.seized = true;
            self.listens_until = None;
            self.ring.cut(self.wire.now(), &mut self.wire.out);
            return Ok(());
        }
        // Whether it took the line after all is not known: it must not.
        self.hook = HookState::OffHook;
        self.settle_hook()?;
        done
    }

    pub(super) fn release(&mut self) -> Result<(), Refusal> {
        self.steps.clear();
        self.ordered = None;
        if !self.wire.is_lost() {
            self.release_holding();
        }
        self.seized = false;
        if self.hook != HookState::Snoop
            && let Err(why) = self.set_hook(HookState::OnHook)
        {
            self.wire.lose("the box does not put the line on-hook");
            return Err(why);
        }
        self.settle_hook()
    }
}
