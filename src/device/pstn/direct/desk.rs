//! The desk phone on the box's PHONE jack: its hook, its relay, its bell.
//! May depend on `base`.

use super::{DESK_RING, DirectBox};
use crate::base::signal::{Hook, LineSignal, Refusal};
use crate::device::link::LinkErrorKind;
use crate::device::pstn::requests::{RING_AUX_JACK, SET_AUX_LINE_STATE};
use crate::device::pstn::wire::refusal;
use std::time::Duration;

impl DirectBox {
    pub(super) fn take_back_desk_switch(&mut self) {
        self.claims.desk_switch = false;
        let why = "The box claims to switch the desk phone and refuses to do it.";
        self.wire.findings.say("desk switch", why);
    }

    pub(super) fn desk_hook(&mut self, hook: Hook, at: Duration) {
        let off = hook == Hook::Off;
        self.wire.heard(
            at,
            if off { "AUX_JACK_HOOK_STATE off-hook" } else { "AUX_JACK_HOOK_STATE on-hook" },
        );
        self.claims.hook = true;
        self.wire.findings.settle("hook");
        (self.desk, self.doubted) = (Some(hook), None);
        if off {
            self.desk_ring = None;
        }
        if off && self.desk_connected {
            self.ring.cut(at, &mut self.wire.out);
            self.listens_until = None;
        }
        self.wire.out.tell(at, LineSignal::Hook(hook));
        // Nobody ordered it: what came of it is in the findings.
        let _unasked = self.settle_hook();
    }

    pub(super) fn connect_desk(&mut self, connected: bool) -> Result<(), Refusal> {
        if !self.claims.desk_switch {
            return Err(Refusal::Unsupported);
        }
        match self.wire.insist(SET_AUX_LINE_STATE, u16::from(connected)) {
            Ok(()) => {
                self.desk_connected = connected;
                Ok(())
            }
            Err(error) if error.kind == LinkErrorKind::Stalled => {
                self.take_back_desk_switch();
                Err(Refusal::Unsupported)
            }
            Err(error) => Err(refusal(&error)),
        }
    }

    pub(super) fn ring_desk(&mut self, on: bool) -> Result<(), Refusal> {
        if !self.claims.desk_ring {
            return Err(Refusal::Unsupported);
        }
        self.desk_ring = None;
        if !on {
            return Ok(());
        }
        match self.wire.request(RING_AUX_JACK, 1, &[]) {
            Ok(()) => {
                self.desk_ring = Some(self.wire.now() + DESK_RING);
                Ok(())
            }
            Err(error) if error.kind == LinkErrorKind::Stalled => {
                self.claims.desk_ring = false;
                let why = "The box claims to ring the desk phone and refuses to do it.";
                self.wire.findings.say("desk ring", why);
                Err(Refusal::Unsupported)
            }
            Err(error) => Err(refusal(&error)),
        }
    }

    /// The next ring of the cadence.
    pub(super) fn ring_desk_again(&mut self, now: Duration) {
        let rung = self.wire.request(RING_AUX_JACK, 1, &[]).is_ok();
        self.desk_ring = rung.then_some(now + DESK_RING);
    }
}
