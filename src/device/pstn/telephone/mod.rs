//! Drives a telephone-control box: a telephone that makes and takes calls by itself and tells what its calls do.
//! Follows USB CDC PSTN 1.2, telephone control model (sections 3.2.3, 6.3, 6.5). No box of this kind is known to exist;
//! what the standard leaves open is taken in the cautious way. May depend on `base`.
//!
//! Rule of ringing: the box tells once that somebody calls. While it calls, a ring is told every [`ASKS_AGAIN`], each
//! after the box was asked whether somebody still does.

mod calls;

use super::descriptors::{Function, MODE_HOST, REPORTS_CALLER, REPORTS_LINE};
use super::notification::{self, Notification, NotificationReader};
use super::pace::{self, Paced};
use super::requests::{
    CallState, DIAL_DIGITS, GET_LINE_PARMS, HOST_CENTRIC, LINE_PARMS_LENGTH, LineOrder, LineParms,
    SET_LINE_PARMS, SET_OPERATION_PARMS,
};
use super::steps::{Step, Steps};
use super::usb_audio::UsbAudio;
use super::wire::{Wire, device_error, refusal};
use super::{Options, country};
use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, Hook, LineSignal, Refusal, Report};
use crate::device::diagnosis::Diagnosis;
use crate::device::error::DeviceError;
use crate::device::link::{Arrival, Link, LinkError, LinkErrorKind};
use crate::device::{AudioRoute, LineBox};
use calls::Calls;
use std::time::Duration;

/// How often a ringing box is asked whether it still rings. Longer than the Chinese cadence (5 s), so that a box which
/// tells each burst is not asked, and within a burst of the American one (6 s), so that it counts once.
pub const ASKS_AGAIN: Duration = Duration::from_millis(5_500);
/// A question that failed is asked again after this.
const ANSWERS_BADLY: Duration = Duration::from_secs(1);
/// A box that cannot be asked is believed to ring no longer than this.
const LONGEST_RINGING: Duration = Duration::from_secs(90);
/// What the box needs for one digit.
const DIGIT: Duration = Duration::from_millis(200);
/// How often an idle box is asked for its state: finds one that no longer answers.
const BEAT: Duration = Duration::from_secs(30);
/// Questions that may fail one after the other.
const MISSED_BEATS: u8 = 2;

/// An open telephone-control box.
pub struct TelephoneBox {
    wire: Wire,
    function: Function,
    claims: Capabilities,
    reader: NotificationReader,
    odd: u64,
    calls: Calls,
    seized: bool,
    /// We have left the line and the box has not said so yet.
    leaving: bool,
    desk: Option<Hook>,
    /// It cannot be asked for the state of its calls.
    mute: bool,
    asks: Option<Duration>,
    steps: Steps,
    ordered: Option<BoxOrder>,
    beat: Duration,
    missed: u8,
}

impl TelephoneBox {
    /// Opens the box: no call that a crash may have left, bell silent.
    ///
    /// # Errors
    /// As the link says; `Failed` when a call could not be ended (the box is reset then: try again).
    pub fn open(
        link: Box<dyn Link>,
        function: Function,
        options: Options,
    ) -> Result<Self, DeviceError> {
        let wire = Wire::open(link, &function)?;
        let mut this = Self {
            claims: claims(&function),
            beat: wire.now() + BEAT,
            wire,
            function,
            reader: NotificationReader::default(),
            odd: 0,
            calls: Calls::default(),
            seized: false,
            leaving: false,
            desk: None,
            mute: false,
            asks: None,
            steps: Steps::default(),
            ordered: None,
            missed: 0,
        };
        this.bring_up(options)?;
        Ok(this)
    }

    fn bring_up(&mut self, options: Options) -> Result<(), DeviceError> {
        let failed = |error| device_error(&error);
        if self.function.modes & MODE_HOST != 0
            && let Err(error) = self.wire.insist(SET_OPERATION_PARMS, HOST_CENTRIC)
        {
            match error.kind {
                LinkErrorKind::Gone => return Err(failed(error)),
                _ => self.wire.findings.say("mode", "The box refuses to be ruled by the computer."),
            }
        }
        let parms = self.parms().map_err(failed)?;
        // A caller who rings is left alone; any other call may be what a crash left.
        let busy = parms.as_ref().is_none_or(|parms| parms.active && !parms.rings());
        if busy
            && let Err(error) = self.wire.insist(SET_LINE_PARMS, LineOrder::Drop.value())
            && (parms.is_some() || error.kind == LinkErrorKind::Gone)
        {
            if error.kind != LinkErrorKind::Gone {
                self.wire.reset();
            }
            return Err(failed(error));
        }
        if self.claims.desk_ring
            && let Err(error) = self.wire.request(SET_LINE_PARMS, LineOrder::Silence.value(), &[])
            && error.kind == LinkErrorKind::Gone
        {
            return Err(failed(error));
        }
        country::choose(&mut self.wire, &self.function, options.country).map_err(failed)?;
        if parms.is_some_and(|parms| parms.rings()) {
            self.rings(self.wire.now());
        }
        Ok(())
    }

    /// The state of its calls; `None`: it does not tell.
    fn parms(&mut self) -> Result<Option<LineParms>, LinkError> {
        let reply = match self.wire.ask(GET_LINE_PARMS, 0, LINE_PARMS_LENGTH) {
            Ok(bytes) => LineParms::read(&bytes),
            Err(error) if error.kind == LinkErrorKind::Stalled => None,
            Err(error) => return Err(error),
        };
        self.mute = reply.is_none();
        if self.mute {
            let why = "The box does not tell the state of its calls: how long it rings is a guess.";
            self.wire.findings.say("state", why);
        }
        Ok(reply)
    }

    /// The sound card of the line, for whoever finds the operating system's one that it became (same USB place).
    #[must_use]
    pub fn usb_audio(&self) -> Option<&UsbAudio> {
        self.function.audio.as_ref()
    }

    fn rings(&mut self, at: Duration) {
        self.calls.ring(at, &mut self.wire.out);
        self.asks = Some(at + ASKS_AGAIN);
    }

    /// The loop was closed; when we did not do it, somebody lifted the telephone.
    fn off_hook(&mut self, at: Duration) {
        if self.seized {
            return;
        }
        self.claims.hook = true;
        self.leaving = false;
        self.asks = None;
        self.calls.taken(at, &mut self.wire.out);
        if self.desk.replace(Hook::Off) != Some(Hook::Off) {
            self.wire.out.tell(at, LineSignal::Hook(Hook::Off));
        }
    }

    fn on_hook(&mut self, at: Duration, why: &str) {
        self.calls.left(at, &mut self.wire.out);
        if std::mem::take(&mut self.seized) {
            self.steps.clear();
            self.wire.out.tell_because(at, LineSignal::Cleared, Evidence::note(why));
        } else if self.desk.replace(Hook::On) != Some(Hook::On) && !self.leaving {
            self.wire.out.tell(at, LineSignal::Hook(Hook::On));
        }
        self.leaving = false;
    }

    fn digits_failed(&mut self, why: Refusal) {
        self.steps.clear();
        if let Some(order) = self.ordered.take().filter(|_| !self.wire.is_lost()) {
            let refused = LineSignal::OrderRefused(order, why);
            let evidence = Evidence::note("refused in the middle of the number");
            self.wire.out.tell_because(self.wire.now(), refused, evidence);
        }
    }

    fn ask_whether_it_rings(&mut self, now: Duration) {
        let Ok(parms) = self.parms() else {
            self.asks = Some(now + ANSWERS_BADLY);
            return;
        };
        let rings = match &parms {
            Some(parms) => parms.rings(),
            None => self.calls.rings_for(now) < LONGEST_RINGING,
        };
        if rings {
            self.rings(now);
        } else {
            self.calls.change(&notification::CallChange::Idle, now, &mut self.wire.out);
        }
    }

    /// Asks an idle box for a sign of life.
    fn look(&mut self, now: Duration) {
        match self.parms() {
            Ok(parms) => {
                self.missed = 0;
                let idle = |parms: &LineParms| {
                    !parms.active && parms.calls.iter().all(|call| call.state == CallState::Idle)
                };
                if self.seized && parms.as_ref().is_some_and(idle) {
                    self.on_hook(now, "the box says that it has no call");
                }
            }
            Err(_) if self.missed + 1 >= MISSED_BEATS => {
                self.wire.lose("the box no longer answers");
            }
            Err(_) => self.missed += 1,
        }
    }

    fn line(&mut self, order: LineOrder) -> Result<(), Refusal> {
        self.wire.request(SET_LINE_PARMS, order.value(), &[]).map_err(|error| {
            let stalled = error.kind == LinkErrorKind::Stalled;
            if stalled { Refusal::WrongState } else { refusal(&error) }
        })
    }

    fn seize(&mut self) -> Result<(), Refusal> {
        if !self.seized {
            self.line(LineOrder::Start)?;
            self.seized = true;
            self.asks = None;
            self.calls.taken(self.wire.now(), &mut self.wire.out);
        }
        Ok(())
    }

    fn release(&mut self) -> Result<(), Refusal> {
        self.steps.clear();
        self.ordered = None;
        if !std::mem::take(&mut self.seized) {
            return Ok(());
        }
        self.leaving = true;
        self.calls.left(self.wire.now(), &mut self.wire.out);
        self.wire.insist(SET_LINE_PARMS, LineOrder::Drop.value()).map_err(|error| {
            self.wire.lose("the box does not leave the line");
            refusal(&error)
        })
    }

    fn dial(&mut self, order: &BoxOrder, number: &str) -> Result<(), Refusal> {
        if !self.seized {
            return Err(Refusal::WrongState);
        }
        if !self.steps.digits(number, DIGIT, self.wire.now()) {
            return Err(Refusal::Failed);
        }
        self.ordered = Some(order.clone());
        Ok(())
    }

    fn ring_bell(&mut self, on: bool) -> Result<(), Refusal> {
        if !self.claims.desk_ring {
            return Err(Refusal::Unsupported);
        }
        self.line(if on { LineOrder::Ring } else { LineOrder::Silence })
    }

    fn report_status(&mut self) {
        let now = self.wire.now();
        if let Some(hook) = self.desk {
            self.wire.out.tell(now, LineSignal::Hook(hook));
        }
        if self.calls.rings_now() {
            self.wire.out.tell(now, LineSignal::Ring(Edge::Begin));
        }
    }
}

/// What the descriptors claim.
fn claims(function: &Function) -> Capabilities {
    let reports = |bit: u32| function.reporting & bit != 0;
    Capabilities {
        country: !function.countries.is_empty(),
        ring: true,
        caller_id: reports(REPORTS_CALLER),
        hook: reports(REPORTS_LINE),
        seize: true,
        dial: true,
        answer: true,
        desk_ring: function.ringer.is_some(),
        ..Capabilities::default()
    }
}

impl Paced for TelephoneBox {
    fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }

    fn due(&self) -> Duration {
        let others = [self.calls.due(), self.asks, self.steps.due()];
        others.into_iter().flatten().fold(self.beat, Duration::min)
    }

    fn tick(&mut self) {
        let now = self.wire.now();
        self.calls.advance(now, &mut self.wire.out);
        if self.asks.is_some_and(|due| due <= now) {
            self.asks = None;
            self.ask_whether_it_rings(now);
        }
        while let Some(step) = self.steps.next(self.wire.now()) {
            if let Step::Digits(digits) = step
                && let Err(error) = self.wire.request(DIAL_DIGITS, 0, digits.as_bytes())
            {
                self.digits_failed(refusal(&error));
            }
        }
        if self.steps.is_idle() {
            self.ordered = None;
        }
        if self.beat <= now {
            self.beat = now + BEAT;
            self.look(now);
        }
    }

    fn arrived(&mut self, arrival: &Arrival) {
        let (mut frames, before, at) = (Vec::new(), self.reader.skipped(), arrival.at);
        self.reader.push(&arrival.bytes, at, &mut |frame| frames.push(frame));
        if self.reader.skipped() != before {
            let bytes = arrival.bytes.escape_ascii().to_string();
            self.wire.heard(at, &format!("not understood: {bytes}"));
        }
        for frame in frames {
            let Some(notification) = notification::read(&frame) else {
                self.odd += 1;
                self.wire.heard(at, &format!("not understood: {frame:?}"));
                continue;
            };
            self.wire.heard(at, &format!("{notification:?}"));
            match notification {
                Notification::Call(_, notification::CallChange::Incoming(incoming)) => {
                    self.rings(at);
                    if let Some(caller) = incoming.caller() {
                        self.claims.caller_id = true;
                        self.wire.out.tell(at, LineSignal::CallerId(caller));
                    }
                }
                Notification::Call(_, change) => {
                    self.asks = None;
                    self.calls.change(&change, at, &mut self.wire.out);
                }
                Notification::Line(notification::LineChange::OffHook) => self.off_hook(at),
                Notification::Line(
                    notification::LineChange::OnHook | notification::LineChange::Idle,
                ) => self.on_hook(at, "the box left the line by itself"),
                // A plain ring notice is none of this model's, but what it says is plain.
                Notification::Ring => self.rings(at),
                Notification::AuxJack(_)
                | Notification::Line(notification::LineChange::Hold)
                | Notification::Irrelevant => {}
            }
        }
    }
}

impl LineBox for TelephoneBox {
    fn name(&self) -> String {
        self.wire.name()
    }

    fn capabilities(&self) -> Capabilities {
        self.claims
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        pace::poll(self, line, timeout)
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        if self.wire.is_lost() {
            return Err(Refusal::Gone);
        }
        match order {
            BoxOrder::Seize => self.seize(),
            BoxOrder::Release => self.release(),
            BoxOrder::Dial(number) => self.dial(order, number),
            BoxOrder::RingDeskPhone(on) => self.ring_bell(*on),
            // It is the telephone itself.
            BoxOrder::ConnectDeskPhone(true) => Ok(()),
            BoxOrder::ReportStatus => {
                self.report_status();
                Ok(())
            }
            BoxOrder::Tune(tuning) => {
                country::tune(&mut self.wire, &self.function, *tuning, self.seized)
            }
            BoxOrder::DialPulse(_)
            | BoxOrder::Flash
            | BoxOrder::Listen(_)
            | BoxOrder::ConnectDeskPhone(false)
            | BoxOrder::FarEnd(_) => Err(Refusal::Unsupported),
        }
    }

    fn audio(&mut self) -> AudioRoute {
        if self.usb_audio().is_some() { AudioRoute::UsbCard } else { AudioRoute::Silent }
    }

    fn diagnosis(&self) -> Diagnosis {
        let mut diagnosis = self.wire.diagnosis("telephone control", &self.function);
        let reports = format!("{:02x}h", self.function.reporting);
        diagnosis.facts.push(("call and line reports".to_owned(), reports));
        if let Some(ringer) = self.function.ringer {
            let bell = format!("{} patterns, {} steps", ringer.patterns, ringer.volume_steps);
            diagnosis.facts.push(("bell".to_owned(), bell));
        }
        diagnosis.not_understood = self.reader.skipped() + self.odd;
        diagnosis.desk_phone = self.desk;
        diagnosis
    }
}

impl Drop for TelephoneBox {
    /// No call of ours, bell silent, and the telephone its own master again; also when a panic unwinds.
    fn drop(&mut self) {
        /// Operational modes in which the telephone works without a computer: (bit, value).
        const ALONE: [(u8, u16); 2] = [(0x02, 1), (0x01, 0)];
        if self.seized && !self.wire.is_gone() {
            let dropped = self.wire.insist(SET_LINE_PARMS, LineOrder::Drop.value());
            if let Err(error) = dropped {
                tracing::warn!(%error, "a telephone box was left in a call");
            }
        }
        let mode = ALONE.iter().find(|(bit, _)| self.function.modes & bit != 0);
        if let Some((_, mode)) = mode.filter(|_| self.function.modes & MODE_HOST != 0)
            && !self.wire.is_gone()
            && let Err(error) = self.wire.insist(SET_OPERATION_PARMS, *mode)
        {
            tracing::warn!(%error, "a telephone box was left ruled by the computer");
        }
    }
}
