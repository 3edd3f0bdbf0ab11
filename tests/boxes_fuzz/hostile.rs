//! A wire on which everything that comes is data of a fuzzer, the recorder that writes such data down from a good box, and
//! a user who drives a box over it. Time is simulated. Depends on the library only.
//!
//! ```text
//! mode  [length, length, configuration descriptor]  then one answer per call of the driver:
//! wait          ff gone · fe stalled · fd failed · fc nothing · else pppccccc (pipe, count: 31 and one more byte), delay, bytes
//! control in    ff gone · fe stalled · fd late · fc unknown · fb one more byte of count · else count, bytes
//! all others    ff gone · fe stalled · fd late · else done
//! ```
//!
//! Past the end of the data nothing comes any more, control-in requests are refused, and the rest is done.

use ringdesk::base::clock::{Clock, ManualClock};
use ringdesk::base::ids::LineId;
use ringdesk::base::order::BoxOrder;
use ringdesk::base::signal::{Edge, LineSignal, Refusal};
use ringdesk::device::error::DeviceError;
use ringdesk::device::link::{
    About, Arrival, Link, LinkCounters, LinkError, LinkErrorKind, Pipe, Setup,
};
use ringdesk::device::{AudioRoute, LineBox};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What opens a box of a family.
pub type Open = fn(Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError>;

/// Calls of a link during which time stands still until that counts as an endless loop.
const MOST_CALLS: u32 = 20_000;
/// Polls of one run.
const POLLS: u32 = 260;
/// … after the data has ended.
const MORE_POLLS: u32 = 30;
/// The configuration descriptor is the fuzzer's own.
const OWN_DESCRIPTOR: u8 = 1;
const TAIL: u8 = 0x1f;

/// What every call takes from the data.
struct Tape {
    data: Vec<u8>,
    at: usize,
}

impl Tape {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.data.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let rest = self.data.get(self.at..).unwrap_or_default();
        let taken = rest[..count.min(rest.len())].to_vec();
        self.at += taken.len();
        taken
    }
}

/// The wire.
struct HostileLink {
    about: About,
    clock: Arc<ManualClock>,
    tape: Arc<Mutex<Tape>>,
    pipes: Vec<Pipe>,
    still: u32,
    gone: bool,
}

fn failure(kind: LinkErrorKind) -> LinkError {
    LinkError::new(kind, "as the fuzzer likes it")
}

impl HostileLink {
    fn next(&mut self) -> Result<Option<u8>, LinkError> {
        if self.gone {
            return Err(failure(LinkErrorKind::Gone));
        }
        self.still += 1;
        // Gone for the destructor, which would otherwise fail a second time.
        self.gone = self.still >= MOST_CALLS;
        assert!(!self.gone, "the driver turns in a loop in which no time passes");
        Ok(self.tape.lock().unwrap().byte())
    }

    fn pass(&mut self, time: Duration) {
        self.still = if time.is_zero() { self.still } else { 0 };
        self.clock.advance(time);
    }

    /// A call that only succeeds or fails.
    fn done(&mut self, timeout: Duration) -> Result<(), LinkError> {
        let answer = self.next()?;
        if answer == Some(0xfd) {
            self.pass(timeout);
            return Err(failure(LinkErrorKind::Timeout));
        }
        self.fail(answer)?;
        self.pass(Duration::from_millis(1));
        Ok(())
    }

    fn fail(&mut self, answer: Option<u8>) -> Result<(), LinkError> {
        match answer {
            Some(0xff) => {
                self.gone = true;
                Err(failure(LinkErrorKind::Gone))
            }
            Some(0xfe) => Err(failure(LinkErrorKind::Stalled)),
            _ => Ok(()),
        }
    }
}

impl Link for HostileLink {
    fn about(&self) -> &About {
        &self.about
    }

    fn now(&self) -> Duration {
        self.clock.now().mono
    }

    fn claim(&mut self, _interface: u8, _alternate: u8) -> Result<(), LinkError> {
        self.done(Duration::ZERO)
    }

    fn listen(&mut self, pipe: Pipe) -> Result<(), LinkError> {
        self.done(Duration::ZERO)?;
        self.pipes.push(pipe);
        Ok(())
    }

    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        let answer = self.next()?;
        self.fail(answer)?;
        let head = match answer {
            Some(0xfd) => return Err(failure(LinkErrorKind::Failed)),
            None | Some(0xfc) => None,
            Some(head) => Some(head).filter(|_| !self.pipes.is_empty()),
        };
        let Some(head) = head else {
            self.pass(timeout);
            return Ok(None);
        };
        let mut tape = self.tape.lock().unwrap();
        let short = head & TAIL;
        let more = if short == TAIL { tape.byte().unwrap_or(0) } else { 0 };
        let delay = Duration::from_millis(u64::from(tape.byte().unwrap_or(0)));
        let bytes = tape.bytes(usize::from(short) + usize::from(more));
        drop(tape);
        self.pass(delay.min(timeout));
        let pipe = self.pipes[usize::from(head >> 5) % self.pipes.len()];
        Ok(Some(Arrival { pipe, bytes, at: self.now() }))
    }

    fn write(&mut self, _pipe: Pipe, _data: &[u8], timeout: Duration) -> Result<(), LinkError> {
        self.done(timeout)
    }

    fn control_out(
        &mut self,
        _setup: Setup,
        _data: &[u8],
        timeout: Duration,
    ) -> Result<(), LinkError> {
        self.done(timeout)
    }

    fn control_in(
        &mut self,
        _setup: Setup,
        length: usize,
        timeout: Duration,
    ) -> Result<Vec<u8>, LinkError> {
        let answer = self.next()?;
        self.fail(answer)?;
        let mut tape = self.tape.lock().unwrap();
        let count = match answer {
            Some(0xfd) => {
                drop(tape);
                self.pass(timeout);
                return Err(failure(LinkErrorKind::Timeout));
            }
            Some(0xfc) => return Err(failure(LinkErrorKind::Unsupported)),
            None => return Err(failure(LinkErrorKind::Stalled)),
            Some(0xfb) => 0xfb + usize::from(tape.byte().unwrap_or(0)),
            Some(count) => usize::from(count),
        };
        let mut bytes = tape.bytes(count);
        drop(tape);
        bytes.truncate(length);
        self.pass(Duration::from_millis(1));
        Ok(bytes)
    }

    fn set_lines(&mut self, _dtr: bool, _rts: bool) -> Result<(), LinkError> {
        self.done(Duration::ZERO)
    }

    fn reset(&mut self) -> Result<(), LinkError> {
        self.gone = true;
        Ok(())
    }

    fn counters(&self) -> LinkCounters {
        LinkCounters::default()
    }
}

/// A good link whose answers are written down as data for the hostile one.
pub struct Recorder {
    link: Box<dyn Link>,
    pipes: Vec<Pipe>,
    data: Arc<Mutex<Vec<u8>>>,
}

impl Recorder {
    /// Around a good link, and where the data will be.
    pub fn new(link: Box<dyn Link>) -> (Self, Arc<Mutex<Vec<u8>>>) {
        let data = Arc::new(Mutex::new(vec![0]));
        (Self { link, pipes: Vec::new(), data: Arc::clone(&data) }, data)
    }

    fn note(&self, bytes: &[u8]) {
        self.data.lock().unwrap().extend_from_slice(bytes);
    }

    fn error(&self, error: &LinkError) {
        self.note(&[match error.kind {
            LinkErrorKind::Gone => 0xff,
            LinkErrorKind::Timeout => 0xfd,
            LinkErrorKind::Unsupported => 0xfc,
            _ => 0xfe,
        }]);
    }

    fn done(&self, result: Result<(), LinkError>) -> Result<(), LinkError> {
        match &result {
            Ok(()) => self.note(&[0]),
            Err(error) => self.error(error),
        }
        result
    }
}

impl Link for Recorder {
    fn about(&self) -> &About {
        self.link.about()
    }

    fn now(&self) -> Duration {
        self.link.now()
    }

    fn claim(&mut self, interface: u8, alternate: u8) -> Result<(), LinkError> {
        let result = self.link.claim(interface, alternate);
        self.done(result)
    }

    fn listen(&mut self, pipe: Pipe) -> Result<(), LinkError> {
        self.pipes.push(pipe);
        let result = self.link.listen(pipe);
        self.done(result)
    }

    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        let begun = self.now();
        let result = self.link.wait(timeout);
        match &result {
            Err(error) => self.error(error),
            Ok(None) => self.note(&[0xfc]),
            Ok(Some(arrival)) => {
                let pipe = self.pipes.iter().position(|pipe| *pipe == arrival.pipe).unwrap_or(0);
                let pipe = u8::try_from(pipe).unwrap_or(0).min(6) << 5;
                let delay = self.now().saturating_sub(begun).as_millis();
                let delay = u8::try_from(delay).unwrap_or(u8::MAX);
                match u8::try_from(arrival.bytes.len()).ok() {
                    Some(count) if count < TAIL => self.note(&[pipe | count, delay]),
                    count => {
                        let count = count.unwrap_or(u8::MAX);
                        self.note(&[pipe | TAIL, count - TAIL, delay]);
                    }
                }
                self.note(&arrival.bytes[..arrival.bytes.len().min(255)]);
            }
        }
        result
    }

    fn write(&mut self, pipe: Pipe, data: &[u8], timeout: Duration) -> Result<(), LinkError> {
        let result = self.link.write(pipe, data, timeout);
        self.done(result)
    }

    fn control_out(
        &mut self,
        setup: Setup,
        data: &[u8],
        timeout: Duration,
    ) -> Result<(), LinkError> {
        let result = self.link.control_out(setup, data, timeout);
        self.done(result)
    }

    fn control_in(
        &mut self,
        setup: Setup,
        length: usize,
        timeout: Duration,
    ) -> Result<Vec<u8>, LinkError> {
        let result = self.link.control_in(setup, length, timeout);
        match &result {
            Err(error) => self.error(error),
            Ok(bytes) => match u8::try_from(bytes.len()) {
                Ok(count) if count < 0xfb => self.note(&[count]),
                _ => self.note(&[0xfb, u8::try_from(bytes.len() - 0xfb).unwrap_or(u8::MAX)]),
            },
        }
        self.note(result.as_deref().unwrap_or_default());
        result
    }

    fn set_lines(&mut self, dtr: bool, rts: bool) -> Result<(), LinkError> {
        let result = self.link.set_lines(dtr, rts);
        self.done(result)
    }

    fn reset(&mut self) -> Result<(), LinkError> {
        self.link.reset()
    }

    fn counters(&self) -> LinkCounters {
        self.link.counters()
    }
}

/// What the user does, one after another.
pub fn orders() -> Vec<BoxOrder> {
    vec![
        BoxOrder::ReportStatus,
        BoxOrder::Seize,
        BoxOrder::Dial("12,#".to_owned()),
        BoxOrder::Flash,
        BoxOrder::DialPulse("31".to_owned()),
        BoxOrder::Release,
        BoxOrder::Listen(true),
        BoxOrder::ConnectDeskPhone(false),
        BoxOrder::RingDeskPhone(true),
        BoxOrder::Seize,
        BoxOrder::RingDeskPhone(false),
        BoxOrder::ConnectDeskPhone(true),
        BoxOrder::Listen(false),
        BoxOrder::Release,
    ]
}

/// Opens a box over a hostile wire and uses it. Nothing it says may be too much for the driver. Whether it could be opened.
pub fn drive(open: Open, about: About, data: &[u8]) -> bool {
    let Some((mode, data)) = data.split_first() else { return false };
    let mut tape = Tape { data: data.to_vec(), at: 0 };
    let mut about = about;
    if mode & OWN_DESCRIPTOR != 0 {
        let count = [tape.byte().unwrap_or(0), tape.byte().unwrap_or(0)];
        about.configuration = tape.bytes(usize::from(u16::from_le_bytes(count)));
    }
    let (clock, tape) = (Arc::new(ManualClock::default()), Arc::new(Mutex::new(tape)));
    let link = HostileLink {
        about,
        clock: Arc::clone(&clock),
        tape: Arc::clone(&tape),
        pipes: Vec::new(),
        still: 0,
        gone: false,
    };
    let Ok(mut opened) = open(Box::new(link)) else { return false };
    let ended = || {
        let tape = tape.lock().unwrap();
        tape.at >= tape.data.len()
    };
    use_box(opened.as_mut(), usize::from(mode >> 1), clock.as_ref(), &ended);
    true
}

/// Polls and orders; what it says must make sense.
pub fn use_box(
    opened: &mut dyn LineBox,
    first: usize,
    clock: &dyn Clock,
    ended: &dyn Fn() -> bool,
) {
    let mut sound = opened.audio();
    let (mut orders, mut lost, mut rest) =
        (orders().into_iter().cycle().skip(first), 0, MORE_POLLS);
    let mut heard = Vec::new();
    for turn in 0..POLLS {
        rest -= u32::from(ended());
        if rest == 0 {
            break;
        }
        let begun = clock.now().mono;
        let report = opened.poll(LineId(0), Duration::from_millis(40));
        let took = clock.now().mono.saturating_sub(begun);
        assert!(took < Duration::from_secs(20), "one poll took {took:?}");
        assert!(lost == 0 || report.is_none(), "a lost box tells {report:?}");
        match report.map(|report| report.signal) {
            Some(LineSignal::BoxLost(Edge::Begin)) => lost += 1,
            Some(LineSignal::Digit { digit, .. }) => {
                assert!("0123456789*#ABCD".contains(digit), "{digit:?} is no digit");
            }
            _ => {}
        }
        assert!(lost < 2, "told twice that the box is gone");
        if turn % 6 == 3
            && let Some(order) = orders.next()
        {
            let begun = clock.now().mono;
            let answer = opened.order(&order);
            let took = clock.now().mono.saturating_sub(begun);
            assert!(took < Duration::from_secs(5), "{order:?} took {took:?}");
            assert!(
                lost == 0 || answer == Err(Refusal::Gone),
                "{order:?} of a lost box: {answer:?}"
            );
        }
        match &mut sound {
            AudioRoute::Samples(source) | AudioRoute::Both(source, _) => {
                let _pulled = source.pull(&mut heard);
                heard.clear();
            }
            AudioRoute::Silent | AudioRoute::UsbCard => {}
        }
        if let AudioRoute::Both(_, sink) = &mut sound {
            sink.push(&[1_000; 320]);
        }
    }
    let _told = (opened.name(), opened.capabilities(), opened.diagnosis());
}
