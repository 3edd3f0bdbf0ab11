//! The box around a receiver: it waits for bytes, obeys nothing but a request to say everything again, and says once that
//! its port is gone. May depend on `base` and `audio`.

use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, LineSignal, Refusal, Report};
use crate::device::diagnosis::{Diagnosis, Dialogue};
use crate::device::error::DeviceError;
use crate::device::link::{Link, LinkError, LinkErrorKind, Pipe};
use crate::device::outbox::Outbox;
use crate::device::{AudioRoute, LineBox};
use std::time::Duration;

/// What makes sense of a receiver's bytes.
pub(super) trait Ear: Send {
    /// Bytes arrived.
    fn take(&mut self, bytes: &[u8], at: Duration, out: &mut Outbox);

    /// Time has passed.
    fn advance(&mut self, now: Duration, out: &mut Outbox);

    /// When [`Ear::advance`] will have something to say.
    fn due(&self) -> Option<Duration>;

    /// Says again what lasts.
    fn repeat(&self, now: Duration, out: &mut Outbox);

    /// Nothing more will come.
    fn end(&mut self, now: Duration, out: &mut Outbox);

    /// What it claims.
    fn capabilities(&self) -> Capabilities;

    /// The box's name where the port has none, and what the line doctor is told.
    fn describe(&self) -> Diagnosis;
}

/// An open receiver.
pub(super) struct Receiver<E: Ear> {
    link: Box<dyn Link>,
    ear: E,
    out: Outbox,
    dialogue: Dialogue,
    lost: bool,
}

impl<E: Ear> Receiver<E> {
    /// Begins to listen. The lines that feed small modules with power are raised where there are any.
    pub(super) fn open(mut link: Box<dyn Link>, ear: E) -> Result<Self, DeviceError> {
        let listening = link.listen(Pipe::TTY_IN).and_then(|()| match link.set_lines(true, true) {
            Err(error) if error.kind != LinkErrorKind::Unsupported => Err(error),
            Ok(()) | Err(_) => Ok(()),
        });
        listening.map_err(|error| not_opened(&error))?;
        let (out, dialogue) = (Outbox::default(), Dialogue::default());
        Ok(Self { link, ear, out, dialogue, lost: false })
    }

    fn listen(&mut self, timeout: Duration) -> Result<(), LinkError> {
        let now = self.link.now();
        let left = self.ear.due().map_or(timeout, |due| due.saturating_sub(now));
        if let Some(arrival) = self.link.wait(timeout.min(left))? {
            self.dialogue.add(arrival.at, false, &arrival.bytes);
            self.ear.advance(arrival.at, &mut self.out);
            self.ear.take(&arrival.bytes, arrival.at, &mut self.out);
        }
        self.ear.advance(self.link.now(), &mut self.out);
        Ok(())
    }

    fn lose(&mut self, error: &LinkError) {
        self.lost = true;
        let now = self.link.now();
        self.ear.end(now, &mut self.out);
        let evidence = Evidence::note(error.context.clone());
        self.out.tell_because(now, LineSignal::BoxLost(Edge::Begin), evidence);
    }
}

fn not_opened(error: &LinkError) -> DeviceError {
    DeviceError::new(
        error.kind.into(),
        format!("the receiver could not be opened: {}", error.context),
    )
}

impl<E: Ear> LineBox for Receiver<E> {
    fn name(&self) -> String {
        let told = &self.link.about().name;
        if told.is_empty() { self.ear.describe().profile } else { told.clone() }
    }

    fn capabilities(&self) -> Capabilities {
        self.ear.capabilities()
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        if self.out.is_empty()
            && !self.lost
            && let Err(error) = self.listen(timeout)
        {
            self.lose(&error);
        }
        self.out.next(line)
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        match order {
            _ if self.lost => Err(Refusal::Gone),
            BoxOrder::ReportStatus => {
                self.ear.repeat(self.link.now(), &mut self.out);
                Ok(())
            }
            _ => Err(Refusal::Unsupported),
        }
    }

    fn audio(&mut self) -> AudioRoute {
        AudioRoute::Silent
    }

    fn diagnosis(&self) -> Diagnosis {
        Diagnosis {
            dialogue: self.dialogue.lines(),
            link: self.link.counters(),
            ..self.ear.describe()
        }
    }
}
