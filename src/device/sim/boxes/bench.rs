//! A model on the bench of this process: a [`Link`] whose time is a [`ManualClock`] that moves when the driver waits, and
//! hands that pull plugs and drop packets at exact transfers. May depend on `base`.

use super::{BoxModel, Descriptors};
use crate::base::clock::{Clock, ManualClock};
use crate::device::UsbId;
use crate::device::link::{
    About, Arrival, Link, LinkCounters, LinkError, LinkErrorKind, Pipe, Setup,
};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a transfer takes at least: a frame of full speed.
const FRAME: Duration = Duration::from_millis(1);
/// How long a device without events may be left alone.
const LONGEST_STEP: Duration = Duration::from_millis(20);

/// Something that goes wrong with a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The plug is pulled.
    Unplug,
    /// The endpoint stalls.
    Stall,
    /// The device answers NAK for so long.
    Nak(Duration),
    /// An IN transfer arrives in pieces of one byte.
    Shred,
    /// Two IN transfers arrive as one.
    Merge,
    /// These bytes arrive before the transfer.
    Garbage(Vec<u8>),
    /// The device resets itself in the middle of what it was doing.
    Reset,
    /// The transfer is lost.
    Lose,
}

/// A model and the hands around it. Shared by the test and the link.
pub struct Bench {
    model: Box<dyn BoxModel>,
    clock: Arc<ManualClock>,
    plugged: bool,
    /// (number of the transfer, what happens to it).
    faults: VecDeque<(u64, Fault)>,
    transfers: u64,
    /// Grows with each time the plug is put in: a link of an earlier time is dead.
    life: u64,
    /// What to answer to an attempt to open it.
    refuse: Option<LinkErrorKind>,
    late: Duration,
}

/// A bench and the clock of its world.
#[derive(Clone)]
pub struct BenchTop {
    bench: Arc<Mutex<Bench>>,
    clock: Arc<ManualClock>,
}

impl BenchTop {
    /// Puts a model on the bench, plugged in.
    #[must_use]
    pub fn new(mut model: Box<dyn BoxModel>, clock: Arc<ManualClock>) -> Self {
        model.power_on(clock.now().mono);
        let bench = Bench {
            model,
            clock: Arc::clone(&clock),
            plugged: true,
            faults: VecDeque::new(),
            transfers: 0,
            life: 0,
            refuse: None,
            late: Duration::ZERO,
        };
        Self { bench: Arc::new(Mutex::new(bench)), clock }
    }

    /// The clock of this world.
    #[must_use]
    pub fn clock(&self) -> Arc<ManualClock> {
        Arc::clone(&self.clock)
    }

    fn lock(&self) -> MutexGuard<'_, Bench> {
        self.bench.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the model (rings it, asks it) at the present moment.
    pub fn with<R>(&self, act: impl FnOnce(&mut dyn BoxModel, Duration) -> R) -> R {
        let mut bench = self.lock();
        let now = bench.now();
        bench.model.advance(now);
        act(bench.model.as_mut(), now)
    }

    /// Pulls the plug.
    pub fn unplug(&self) {
        self.lock().unplug();
    }

    /// Puts the plug in again.
    pub fn plug(&self) {
        let mut bench = self.lock();
        let now = bench.now();
        bench.plugged = true;
        bench.life += 1;
        bench.model.power_on(now);
    }

    /// Puts the plug in again, when it was pulled.
    pub fn plug_if_out(&self) {
        let is_out = !self.lock().plugged;
        if is_out {
            self.plug();
        }
    }

    /// The transfer after `ahead` further ones meets `fault`.
    pub fn fault(&self, ahead: u64, fault: Fault) {
        let mut bench = self.lock();
        let at = bench.transfers + ahead;
        bench.faults.push_back((at, fault));
    }

    /// Faults that wait for their transfer.
    #[must_use]
    pub fn waiting_faults(&self) -> usize {
        self.lock().faults.len()
    }

    /// Attempts to open the box fail like this from now on; `None`: they succeed.
    pub fn refuse(&self, kind: Option<LinkErrorKind>) {
        self.lock().refuse = kind;
    }

    /// Transfers so far.
    #[must_use]
    pub fn transfers(&self) -> u64 {
        self.lock().transfers
    }

    /// Opens the box as a driver would.
    ///
    /// # Errors
    /// `Gone` when it is unplugged, or what [`BenchTop::refuse`] says.
    pub fn open(&self) -> Result<ModelLink, LinkError> {
        let bench = self.lock();
        if let Some(kind) = bench.refuse {
            return Err(LinkError::new(kind, "the model refuses to be opened"));
        }
        if !bench.plugged {
            return Err(gone());
        }
        let about = about(&bench.model.descriptors());
        let life = bench.life;
        drop(bench);
        Ok(ModelLink {
            top: self.clone(),
            about,
            life,
            listening: Vec::new(),
            waiting: VecDeque::new(),
            counters: LinkCounters::default(),
        })
    }
}

fn gone() -> LinkError {
    LinkError::new(LinkErrorKind::Gone, "the box is unplugged")
}

fn about(descriptors: &Descriptors) -> About {
    let device = &descriptors.device;
    let word = |at: usize| u16::from_le_bytes([device[at], device[at + 1]]);
    let string = |index: usize| {
        let index = usize::from(device[index]).checked_sub(1);
        index.and_then(|index| descriptors.strings.get(index)).cloned().unwrap_or_default()
    };
    About {
        address: "bench".to_owned(),
        name: string(15),
        serial: string(16),
        usb: Some(UsbId { vendor: word(8), product: word(10) }),
        release: word(12),
        configuration: descriptors.configuration.clone(),
    }
}

impl Bench {
    fn now(&self) -> Duration {
        self.clock.now().mono
    }

    fn unplug(&mut self) {
        self.plugged = false;
    }

    /// Counts a transfer; the fault that waits for it.
    fn transfer(&mut self) -> Option<Fault> {
        self.transfers += 1;
        let number = self.transfers;
        let at = self.faults.iter().position(|(at, _)| *at < number)?;
        self.faults.remove(at).map(|(_, fault)| fault)
    }
}

/// An opened model.
pub struct ModelLink {
    top: BenchTop,
    about: About,
    life: u64,
    listening: Vec<Pipe>,
    waiting: VecDeque<Arrival>,
    counters: LinkCounters,
}

impl ModelLink {
    /// The bench, when this link is still that of the plugged-in box.
    fn alive(&self) -> Result<MutexGuard<'_, Bench>, LinkError> {
        let bench = self.top.lock();
        if bench.plugged && bench.life == self.life { Ok(bench) } else { Err(gone()) }
    }

    fn pass(&self, time: Duration) {
        self.top.clock.advance(time);
    }

    /// A transfer to the device with its fault, if there is one.
    fn out_transfer(&mut self) -> Result<bool, LinkError> {
        self.pass(FRAME);
        self.counters.sent += 1;
        let mut bench = self.alive()?;
        let now = bench.now();
        bench.model.advance(now);
        match bench.transfer() {
            None | Some(Fault::Shred | Fault::Merge | Fault::Garbage(_)) => Ok(true),
            Some(Fault::Lose) => Ok(false),
            Some(Fault::Unplug) => {
                bench.unplug();
                Err(gone())
            }
            Some(Fault::Stall) => Err(stalled()),
            Some(Fault::Nak(time)) => {
                drop(bench);
                self.pass(time);
                Ok(true)
            }
            Some(Fault::Reset) => {
                bench.model.power_on(now);
                Ok(true)
            }
        }
    }

    /// Fetches what is ready.
    fn fetch(&mut self) -> Result<(), LinkError> {
        let listening = self.listening.clone();
        let mut arrived = Vec::new();
        let mut bench = self.alive()?;
        let now = bench.now();
        bench.model.advance(now);
        if bench.late > now {
            return Ok(());
        }
        for pipe in listening {
            while let Some(bytes) = bench.model.take(pipe.0) {
                let fault = bench.transfer();
                match fault {
                    None => arrived.push((pipe, bytes)),
                    Some(Fault::Unplug) => {
                        bench.unplug();
                        drop(bench);
                        self.arrive(arrived, now);
                        return Ok(());
                    }
                    Some(Fault::Lose) => {}
                    // The link clears the halt and counts it; the bytes come with the next transfer.
                    Some(Fault::Stall) => {
                        arrived.push((pipe, bytes));
                        arrived.push((Pipe(0), Vec::new()));
                    }
                    Some(Fault::Nak(time)) => {
                        bench.late = now + time;
                        arrived.push((pipe, bytes));
                    }
                    Some(Fault::Shred) => arrived.extend(bytes.iter().map(|b| (pipe, vec![*b]))),
                    Some(Fault::Merge) => {
                        let mut whole = bytes;
                        whole.extend(bench.model.take(pipe.0).unwrap_or_default());
                        arrived.push((pipe, whole));
                    }
                    Some(Fault::Garbage(garbage)) => {
                        arrived.push((pipe, garbage));
                        arrived.push((pipe, bytes));
                    }
                    Some(Fault::Reset) => bench.model.power_on(now),
                }
            }
        }
        drop(bench);
        self.arrive(arrived, now);
        Ok(())
    }

    fn arrive(&mut self, arrived: Vec<(Pipe, Vec<u8>)>, at: Duration) {
        for (pipe, bytes) in arrived {
            if pipe == Pipe(0) {
                self.counters.stalls += 1;
                continue;
            }
            self.counters.received += 1;
            self.waiting.push_back(Arrival { pipe, bytes, at });
        }
    }
}

fn stalled() -> LinkError {
    LinkError::new(LinkErrorKind::Stalled, "the box refuses (STALL)")
}

impl Link for ModelLink {
    fn about(&self) -> &About {
        &self.about
    }

    fn now(&self) -> Duration {
        self.top.clock.now().mono
    }

    fn claim(&mut self, _interface: u8, _alternate: u8) -> Result<(), LinkError> {
        self.alive().map(drop)
    }

    fn listen(&mut self, pipe: Pipe) -> Result<(), LinkError> {
        drop(self.alive()?);
        if !self.listening.contains(&pipe) {
            self.listening.push(pipe);
        }
        Ok(())
    }

    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        let end = self.now() + timeout;
        loop {
            if self.waiting.is_empty() {
                self.fetch()?;
            }
            if let Some(arrival) = self.waiting.pop_front() {
                return Ok(Some(arrival));
            }
            let now = self.now();
            if now >= end {
                return Ok(None);
            }
            let due = self
                .alive()?
                .model
                .next_due()
                .map_or(LONGEST_STEP, |due| due.saturating_sub(now).clamp(FRAME, LONGEST_STEP));
            self.pass(due.min(end.saturating_sub(now)));
        }
    }

    fn write(&mut self, pipe: Pipe, data: &[u8], timeout: Duration) -> Result<(), LinkError> {
        let before = self.now();
        let arrives = self.out_transfer()?;
        if self.now() > before + timeout {
            return Err(LinkError::new(LinkErrorKind::Timeout, "the box does not take it"));
        }
        let mut bench = self.alive()?;
        let now = bench.now();
        if arrives {
            bench.model.out(pipe.0, data, now).map_err(|_stall| stalled())
        } else {
            Ok(())
        }
    }

    fn control_out(
        &mut self,
        setup: Setup,
        data: &[u8],
        _timeout: Duration,
    ) -> Result<(), LinkError> {
        if !self.out_transfer()? {
            return Err(LinkError::new(LinkErrorKind::Timeout, "no answer to a control request"));
        }
        let mut bench = self.alive()?;
        let now = bench.now();
        bench.model.control(setup, data, 0, now).map(drop).map_err(|_stall| stalled())
    }

    fn control_in(
        &mut self,
        setup: Setup,
        length: usize,
        _timeout: Duration,
    ) -> Result<Vec<u8>, LinkError> {
        if !self.out_transfer()? {
            return Err(LinkError::new(LinkErrorKind::Timeout, "no answer to a control request"));
        }
        let mut bench = self.alive()?;
        let now = bench.now();
        let mut reply = bench.model.control(setup, &[], length, now).map_err(|_stall| stalled())?;
        reply.truncate(length);
        Ok(reply)
    }

    fn set_lines(&mut self, _dtr: bool, _rts: bool) -> Result<(), LinkError> {
        Err(LinkError::new(LinkErrorKind::Unsupported, "USB has no such lines"))
    }

    fn reset(&mut self) -> Result<(), LinkError> {
        let mut bench = self.alive()?;
        let now = bench.now();
        bench.model.power_on(now);
        bench.life += 1;
        Ok(())
    }

    fn counters(&self) -> LinkCounters {
        self.counters
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::sim::boxes::{LineSide, configuration};
    use crate::device::sim::boxes::{Stall, device_descriptor};
    use crate::device::sim::settings::SimSettings;

    /// Says a letter every 100 ms on pipe 81h, beginning with `a`, and begins again when it is switched on.
    struct Letters {
        line: LineSide,
        since: Duration,
        said: u8,
        now: Duration,
    }

    impl BoxModel for Letters {
        fn descriptors(&self) -> Descriptors {
            let strings = vec!["Maker".to_owned(), "Letters".to_owned(), "S1".to_owned()];
            let device = device_descriptor([0, 0, 0], 0x1209, 0x0001, 0x0102);
            Descriptors { device, configuration: configuration(0, &[]), strings }
        }

        fn control(
            &mut self,
            _setup: Setup,
            _data: &[u8],
            _length: usize,
            _now: Duration,
        ) -> Result<Vec<u8>, Stall> {
            Err(Stall)
        }

        fn out(&mut self, _endpoint: u8, _data: &[u8], _now: Duration) -> Result<(), Stall> {
            Ok(())
        }

        fn advance(&mut self, now: Duration) {
            self.now = now;
        }

        fn next_due(&self) -> Option<Duration> {
            Some(self.since + Duration::from_millis(100) * (u32::from(self.said) + 1))
        }

        fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
            let due = self.next_due().is_some_and(|due| due <= self.now);
            (endpoint == 0x81 && due).then(|| {
                self.said += 1;
                vec![b'a' + self.said - 1]
            })
        }

        fn power_on(&mut self, now: Duration) {
            (self.since, self.said) = (now, 0);
        }

        fn line(&mut self) -> &mut LineSide {
            &mut self.line
        }
    }

    fn top() -> BenchTop {
        let line = LineSide::new(SimSettings::default());
        let model = Letters { line, since: Duration::ZERO, said: 0, now: Duration::ZERO };
        BenchTop::new(Box::new(model), Arc::new(ManualClock::default()))
    }

    fn heard(link: &mut ModelLink, time: u64) -> Result<String, LinkErrorKind> {
        let mut text = String::new();
        let end = link.now() + Duration::from_millis(time);
        while let Some(left) = end.checked_sub(link.now()).filter(|left| !left.is_zero()) {
            match link.wait(left) {
                Ok(arrival) => {
                    let bytes = arrival.map(|arrival| arrival.bytes).unwrap_or_default();
                    text.push_str(&String::from_utf8_lossy(&bytes));
                }
                Err(error) if text.is_empty() => return Err(error.kind),
                Err(_) => break,
            }
        }
        Ok(text)
    }

    #[test]
    fn waiting_is_what_makes_time_pass_and_each_arrival_has_its_moment() {
        let top = top();
        let mut link = top.open().unwrap();
        link.listen(Pipe(0x81)).unwrap();
        assert_eq!(link.wait(Duration::from_millis(50)).unwrap(), None);
        let first = link.wait(Duration::from_secs(1)).unwrap().unwrap();
        assert_eq!((first.bytes.as_slice(), first.at), (&b"a"[..], Duration::from_millis(100)));
        assert_eq!(heard(&mut link, 310).unwrap(), "bcd");
        assert_eq!((link.about().name.as_str(), link.about().serial.as_str()), ("Letters", "S1"));
    }

    #[test]
    fn what_arrived_before_the_plug_was_pulled_is_told_first() {
        let top = top();
        let mut link = top.open().unwrap();
        link.listen(Pipe(0x81)).unwrap();
        top.fault(2, Fault::Unplug);
        assert_eq!(heard(&mut link, 1_000).unwrap(), "ab");
        assert_eq!(heard(&mut link, 100), Err(LinkErrorKind::Gone));
        assert_eq!(top.open().err().map(|error| error.kind), Some(LinkErrorKind::Gone));
        top.plug();
        assert_eq!(heard(&mut link, 100), Err(LinkErrorKind::Gone), "an old link stays dead");
        let mut anew = top.open().unwrap();
        anew.listen(Pipe(0x81)).unwrap();
        assert_eq!(heard(&mut anew, 210).unwrap(), "ab", "a box forgets everything without power");
    }

    #[test]
    fn faults_meet_exactly_their_transfer() {
        let top = top();
        let mut link = top.open().unwrap();
        link.listen(Pipe(0x81)).unwrap();
        top.fault(1, Fault::Lose);
        top.fault(2, Fault::Garbage(b"?".to_vec()));
        top.fault(4, Fault::Stall);
        assert_eq!(heard(&mut link, 510).unwrap(), "a?cde");
        assert_eq!(link.counters().stalls, 1);
        top.fault(0, Fault::Nak(Duration::from_secs(3)));
        let error = link.write(Pipe(1), b"x", Duration::from_secs(1)).unwrap_err();
        assert_eq!(error.kind, LinkErrorKind::Timeout);
    }
}
