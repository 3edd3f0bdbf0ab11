//! Keeps one box alive: looks for it, brings it up, notices that it is gone, waits longer after each failure, resets it
//! as the last resort, and hands the same line and the same audio to its owner all the while.
//! Every line is on-hook with the desk phone connected when its driver is opened and when it is dropped, however it was
//! dropped. A driver that panics is a lost box. May depend on `base` and `audio`.

mod audio;
pub mod machine;

#[cfg(test)]
mod tests;

use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, LineSignal, Refusal, Report};
use crate::device::diagnosis::{Diagnosis, Supervision};
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::outbox::Outbox;
use crate::device::{Access, AudioRoute, LineBox};
use audio::Switch;
use machine::{Effect, Event, Machine};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// Where a box is plugged in: what the supervisor looks at and opens.
pub trait Socket: Send {
    /// The present moment on the program's monotonic clock.
    fn now(&self) -> Duration;

    /// Whether the box is there; never opens it.
    fn look(&mut self) -> Option<Access>;

    /// Brings it up.
    ///
    /// # Errors
    /// `Gone`, `NotPermitted`, `Busy`, `Failed`.
    fn open(&mut self) -> Result<Box<dyn LineBox>, DeviceError>;

    /// Resets it.
    ///
    /// # Errors
    /// When it cannot be reset, in words; opening is tried all the same.
    fn reset(&mut self) -> Result<(), DeviceError>;

    /// Waits; `true`: something was plugged in or out meanwhile.
    fn wait(&mut self, timeout: Duration) -> bool;
}

/// How often the box is asked for its faults.
const CHECKUP: Duration = Duration::from_secs(1);

/// A box that is opened again whenever it was lost.
pub struct Supervised {
    socket: Box<dyn Socket>,
    machine: Machine,
    open: Option<Box<dyn LineBox>>,
    /// The last known, so that a lost box keeps its name and its claims.
    name: String,
    claims: Capabilities,
    diagnosis: Diagnosis,
    out: Outbox,
    switch: Switch,
    checked: Duration,
}

impl Supervised {
    /// Opens the box now, and keeps it alive from then on.
    ///
    /// # Errors
    /// What kept it from being opened; `Gone` when it is not there.
    pub fn start(socket: Box<dyn Socket>) -> Result<Self, DeviceError> {
        let mut supervised = Self::waiting(socket, "");
        let opened = supervised.socket.open()?;
        let now = supervised.socket.now();
        supervised.machine.step(Event::Looked(Some(Access::Accessible)), now);
        supervised.opened(opened);
        Ok(supervised)
    }

    /// Keeps a box alive that may come later; `name` is what it is called until then.
    #[must_use]
    pub fn waiting(socket: Box<dyn Socket>, name: &str) -> Self {
        let now = socket.now();
        Self {
            socket,
            machine: Machine::new(now),
            open: None,
            name: name.to_owned(),
            claims: Capabilities::default(),
            diagnosis: Diagnosis::default(),
            out: Outbox::default(),
            switch: Switch::default(),
            checked: now,
        }
    }

    /// Where the box is in its life.
    #[must_use]
    pub fn state(&self) -> machine::State {
        self.machine.state()
    }

    fn opened(&mut self, mut opened: Box<dyn LineBox>) {
        (self.name, self.claims) = (opened.name(), opened.capabilities());
        self.switch.put(opened.audio());
        self.open = Some(opened);
        self.happened(Event::Opened);
    }

    /// Lets the machine decide and carries out what it says.
    fn happened(&mut self, event: Event) {
        let now = self.socket.now();
        for effect in self.machine.step(event, now) {
            self.carry_out(effect, now);
        }
    }

    fn carry_out(&mut self, effect: Effect, now: Duration) {
        match effect {
            Effect::Look => {
                let seen = self.socket.look();
                self.happened(Event::Looked(seen));
            }
            Effect::Reset => {
                if let Err(error) = self.socket.reset() {
                    tracing::warn!(%error, name = self.name, "the box could not be reset");
                }
            }
            Effect::Open => match catch_unwind(AssertUnwindSafe(|| self.socket.open())) {
                Ok(Ok(opened)) => self.opened(opened),
                Ok(Err(error)) => {
                    self.happened(Event::OpenFailed(error.kind, error.context));
                }
                Err(_panic) => {
                    self.happened(Event::OpenFailed(
                        DeviceErrorKind::Failed,
                        "the driver failed".to_owned(),
                    ));
                }
            },
            Effect::Close => self.close(),
            Effect::TellLost(why) => {
                self.switch.take_away(&why);
                self.out.tell_because(now, LineSignal::BoxLost(Edge::Begin), Evidence::note(&why));
            }
            Effect::TellBack => {
                self.out.tell(now, LineSignal::BoxLost(Edge::End));
                if let Some(open) = &mut self.open
                    && let Err(refusal) = open.order(&BoxOrder::ReportStatus)
                {
                    tracing::debug!(?refusal, "the box does not tell its state");
                }
            }
        }
    }

    /// Closing puts the line on-hook, even when the driver is broken.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        if catch_unwind(AssertUnwindSafe(move || drop(open))).is_err() {
            tracing::error!(name = self.name, "closing the box failed");
        }
    }

    /// One poll of the open box. `None`: nothing to tell, or it was lost.
    fn poll_open(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        let open = self.open.as_mut()?;
        match catch_unwind(AssertUnwindSafe(|| open.poll(line, timeout))) {
            Ok(Some(Report { signal: LineSignal::BoxLost(Edge::Begin), evidence, .. })) => {
                self.happened(Event::Lost(evidence.note));
                None
            }
            Ok(report) => report,
            Err(_panic) => {
                self.happened(Event::Lost("the driver failed".to_owned()));
                None
            }
        }
    }

    fn check_up(&mut self) {
        let now = self.socket.now();
        if now.saturating_sub(self.checked) < CHECKUP {
            return;
        }
        self.checked = now;
        if let Some(open) = &self.open {
            self.diagnosis = open.diagnosis();
            let faults = self.diagnosis.faults();
            self.happened(Event::Faults(faults));
        }
    }
}

impl LineBox for Supervised {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn capabilities(&self) -> Capabilities {
        self.open.as_ref().map_or(self.claims, |open| open.capabilities())
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        if let Some(report) = self.out.next(line) {
            return Some(report);
        }
        let end = self.socket.now() + timeout;
        loop {
            let left = end.saturating_sub(self.socket.now());
            if self.open.is_some() {
                self.check_up();
                if let Some(report) = self.poll_open(line, left) {
                    return Some(report);
                }
            } else {
                let due =
                    self.machine.due().map_or(left, |due| due.saturating_sub(self.socket.now()));
                let event = if !due.is_zero() && self.socket.wait(due.min(left)) {
                    Event::Hint
                } else {
                    Event::Tick
                };
                self.happened(event);
            }
            if let Some(report) = self.out.next(line) {
                return Some(report);
            }
            if self.socket.now() >= end {
                return None;
            }
        }
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        let open = self.open.as_mut().ok_or(Refusal::Gone)?;
        let done = catch_unwind(AssertUnwindSafe(|| open.order(order)));
        done.unwrap_or_else(|_panic| {
            self.happened(Event::Lost("the driver failed".to_owned()));
            Err(Refusal::Failed)
        })
    }

    fn audio(&mut self) -> AudioRoute {
        self.switch.route()
    }

    fn diagnosis(&self) -> Diagnosis {
        let newest =
            self.open.as_ref().map_or_else(|| self.diagnosis.clone(), |open| open.diagnosis());
        let supervision = Supervision {
            state: self.machine.state(),
            since: self.machine.since(),
            health: self.machine.health(),
            history: self.machine.history().cloned().collect(),
        };
        Diagnosis { supervision: Some(supervision), ..newest }
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        self.close();
    }
}
