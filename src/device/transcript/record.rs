//! A link that writes down what goes over it, and a box whose orders are written down with it. Each line is out before
//! the driver goes on, so that a crash keeps it; what cannot be written never disturbs the driver. May depend on `base`.

use super::format::{Act, Event, Failed, Head, Hex, Line, MOST_BYTES, MOST_LINES, numbers};
use crate::base::capability::Capabilities;
use crate::base::clock::Clock;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Refusal, Report};
use crate::device::diagnosis::Diagnosis;
use crate::device::error::DeviceError;
use crate::device::families::OpenBox;
use crate::device::link::{About, Arrival, Link, LinkCounters, LinkError, Pipe, Setup};
use crate::device::{AudioRoute, LineBox};
use serde::Serialize;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What a transcript is written to.
pub type Paper = Box<dyn Write + Send>;

struct Writer {
    /// `None`: it is full or broken.
    paper: Option<Paper>,
    lines: usize,
    bytes: u64,
    begin: Duration,
    /// Of the newest line, in microseconds.
    last: u64,
}

/// A transcript that is being written, shared by a box and its wire.
#[derive(Clone)]
struct Tape(Arc<Mutex<Writer>>);

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

impl Writer {
    fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let Some(paper) = &mut self.paper else { return Ok(()) };
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        if self.lines >= MOST_LINES || self.bytes.saturating_add(length) > MOST_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is as long as it may be"));
        }
        self.lines += 1;
        self.bytes += length;
        paper.write_all(&text)?;
        paper.flush()
    }

    /// Writes, or stops writing and says so once.
    fn put(&mut self, line: &impl Serialize) {
        if let Err(error) = self.write(line) {
            tracing::warn!(%error, "the transcript of the box ends here");
            self.paper = None;
        }
    }
}

impl Tape {
    fn put(&self, now: Duration, event: Event, reply: Option<&[u8]>, error: Option<&LinkError>) {
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Two threads may write: orders come from elsewhere than packets.
        let us = micros(now.saturating_sub(writer.begin)).max(writer.last);
        writer.last = us;
        let reply = reply.map(|reply| Hex(reply.to_vec()));
        writer.put(&Line { us, event, reply, error: error.map(Failed::from) });
    }

    fn begin(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).begin
    }
}

/// A link around another one.
pub struct RecordingLink {
    link: Box<dyn Link>,
    tape: Tape,
}

impl RecordingLink {
    /// Writes a transcript of all that goes over `link` to `paper`; `driver` is the name of the driver that will use it.
    #[must_use]
    pub fn new(link: Box<dyn Link>, driver: &str, paper: Paper) -> Self {
        let begin = link.now();
        let mut writer = Writer { paper: Some(paper), lines: 0, bytes: 0, begin, last: 0 };
        writer.put(&Head::new(driver, link.about()));
        Self { link, tape: Tape(Arc::new(Mutex::new(writer))) }
    }

    fn act(&self, act: Act, result: &Result<(), LinkError>) {
        self.tape.put(self.link.now(), Event::Act(act), None, result.as_ref().err());
    }
}

impl Link for RecordingLink {
    fn about(&self) -> &About {
        self.link.about()
    }

    fn now(&self) -> Duration {
        self.link.now()
    }

    fn claim(&mut self, interface: u8, alternate: u8) -> Result<(), LinkError> {
        let result = self.link.claim(interface, alternate);
        self.act(Act::Claim { interface, alternate }, &result);
        result
    }

    fn listen(&mut self, pipe: Pipe) -> Result<(), LinkError> {
        let result = self.link.listen(pipe);
        self.act(Act::Listen { pipe: pipe.0 }, &result);
        result
    }

    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        let result = self.link.wait(timeout);
        let now = self.link.now();
        match &result {
            Ok(Some(Arrival { pipe, bytes, at })) => {
                let at = micros(at.saturating_sub(self.tape.begin()));
                let arrival = Event::Arrival { pipe: pipe.0, data: Hex(bytes.clone()), at };
                self.tape.put(now, arrival, None, None);
            }
            Ok(None) => {}
            Err(error) => self.tape.put(now, Event::Failure, None, Some(error)),
        }
        result
    }

    fn write(&mut self, pipe: Pipe, data: &[u8], timeout: Duration) -> Result<(), LinkError> {
        let result = self.link.write(pipe, data, timeout);
        self.act(Act::Write { pipe: pipe.0, data: Hex(data.to_vec()) }, &result);
        result
    }

    fn control_out(
        &mut self,
        setup: Setup,
        data: &[u8],
        timeout: Duration,
    ) -> Result<(), LinkError> {
        let result = self.link.control_out(setup, data, timeout);
        let act = Act::ControlOut { setup: numbers(setup), data: Hex(data.to_vec()) };
        self.act(act, &result);
        result
    }

    fn control_in(
        &mut self,
        setup: Setup,
        length: usize,
        timeout: Duration,
    ) -> Result<Vec<u8>, LinkError> {
        let result = self.link.control_in(setup, length, timeout);
        let act = Event::Act(Act::ControlIn { setup: numbers(setup), length });
        let reply = result.as_ref().ok().map(Vec::as_slice);
        self.tape.put(self.link.now(), act, reply, result.as_ref().err());
        result
    }

    fn set_lines(&mut self, dtr: bool, rts: bool) -> Result<(), LinkError> {
        let result = self.link.set_lines(dtr, rts);
        self.act(Act::SetLines { dtr, rts }, &result);
        result
    }

    fn reset(&mut self) -> Result<(), LinkError> {
        let result = self.link.reset();
        self.act(Act::Reset, &result);
        result
    }

    fn counters(&self) -> LinkCounters {
        self.link.counters()
    }
}

impl Drop for RecordingLink {
    fn drop(&mut self) {
        self.tape.put(self.link.now(), Event::End, None, None);
    }
}

/// A box on a recorded wire; orders to it and its closing are in the transcript too.
pub struct RecordedBox {
    inner: Box<dyn LineBox>,
    tape: Tape,
    clock: Arc<dyn Clock>,
}

/// Opens a box over `link`, whose time is that of `clock`, with a transcript of everything.
///
/// # Errors
/// What `open` says.
pub fn open(
    driver: &str,
    link: Box<dyn Link>,
    open: OpenBox,
    clock: Arc<dyn Clock>,
    paper: Paper,
) -> Result<RecordedBox, DeviceError> {
    let link = RecordingLink::new(link, driver, paper);
    let tape = link.tape.clone();
    Ok(RecordedBox { inner: open(Box::new(link))?, tape, clock })
}

impl LineBox for RecordedBox {
    fn name(&self) -> String {
        self.inner.name()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        self.inner.poll(line, timeout)
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        self.tape.put(self.clock.now().mono, Event::Order(order.clone()), None, None);
        self.inner.order(order)
    }

    fn audio(&mut self) -> AudioRoute {
        self.inner.audio()
    }

    fn diagnosis(&self) -> Diagnosis {
        self.inner.diagnosis()
    }
}

impl Drop for RecordedBox {
    fn drop(&mut self) {
        self.tape.put(self.clock.now().mono, Event::Close, None, None);
    }
}
