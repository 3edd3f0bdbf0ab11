//! Ringing: the far end calls us, with its burst before the first ring or after it. May depend on `base`.

use super::{Due, Exchange, HANDSHAKE_PAUSE, Output, Phase, Sound, heard, length, said};
use crate::base::caller_id::{Absence, CallerId, Format, Standard};
use crate::base::order::{BurstMoment, SimulatedCaller};
use crate::base::signal::{Edge, LineSignal};
use crate::device::sim::modulate;
use std::time::Duration;

/// Ringing: the far end calls us.
impl Exchange {
    pub(super) fn start_ringing(
        &mut self,
        caller: SimulatedCaller,
        t: Duration,
        out: &mut Vec<Output>,
    ) {
        self.enter(Phase::Ringing);
        self.rings = 0;
        let mut ring_at = t;
        if caller.moment == BurstMoment::BeforeRing {
            let mut at = t + self.settings.timing.burst_before_ring;
            if caller.standard == Standard::V23 {
                // British practice: dual alerting tone before the burst.
                let alert = modulate::alert();
                let end = at + length(&alert);
                self.schedule(at, Due::Sound(Sound::Once(alert)));
                at = end + HANDSHAKE_PAUSE;
            }
            let end = self.schedule_burst(&caller, at);
            ring_at = end + self.settings.timing.ring_after_burst;
        }
        self.caller = Some(caller);
        self.schedule(ring_at, Due::RingOn);
        self.schedule(ring_at + self.settings.timing.ring_limit, Due::GiveUp);
        self.catch_up(t, out);
    }

    pub(super) fn ring_begins(&mut self, at: Duration, out: &mut Vec<Output>) {
        self.rings += 1;
        self.ring_on = true;
        said(at, LineSignal::Ring(Edge::Begin), out);
        heard(at, Sound::Ring(true), out);
        self.schedule(at + self.settings.timing.ring_on, Due::RingOff);
    }

    pub(super) fn ring_ends(&mut self, at: Duration, out: &mut Vec<Output>) {
        self.end_ring_burst(at, out);
        let timing = self.settings.timing;
        let mut next = at + timing.ring_off;
        if let Some(caller) = self
            .caller
            .clone()
            .filter(|caller| self.rings == 1 && caller.moment == BurstMoment::BetweenRings)
        {
            let end = self.schedule_burst(&caller, at + timing.burst_after_ring);
            next = next.max(end + timing.ring_after_burst);
        }
        self.schedule(next, Due::RingOn);
    }

    pub(super) fn end_ring_burst(&mut self, at: Duration, out: &mut Vec<Output>) {
        if std::mem::take(&mut self.ring_on) {
            said(at, LineSignal::Ring(Edge::End), out);
            heard(at, Sound::Ring(false), out);
        }
    }

    pub(super) fn stop_ringing(&mut self, at: Duration, out: &mut Vec<Output>) {
        self.end_ring_burst(at, out);
        heard(at, Sound::Hush, out);
        self.caller = None;
        self.enter(Phase::Idle);
    }

    /// Puts a burst on the agenda; returns its end.
    pub(super) fn schedule_burst(&mut self, caller: &SimulatedCaller, at: Duration) -> Duration {
        let samples =
            modulate::burst(caller, self.settings.names, self.wall, &self.settings.timing);
        let end = at + length(&samples);
        self.schedule(at, Due::Sound(Sound::Once(samples)));
        self.schedule_box_report(caller, end);
        end
    }

    pub(super) fn schedule_box_report(&mut self, caller: &SimulatedCaller, at: Duration) {
        if self.settings.box_caller_id {
            let report = self.box_report(caller);
            self.schedule(at, Due::Say(LineSignal::CallerId(report)));
        }
    }

    pub(super) fn box_report(&self, caller: &SimulatedCaller) -> CallerId {
        let withheld = caller.number.is_empty();
        CallerId {
            standard: Standard::Box,
            format: Format::Box,
            number: (!withheld).then(|| caller.number.clone()),
            absence: withheld.then_some(Absence::Private),
            name: self.settings.names.encode(&caller.name),
            time: Some(self.wall),
            checksum_ok: true,
        }
    }
}
