//! A driver for a box with a closed library, out of Ringdesk's tree. Everything that a real one needs is here: listing,
//! opening, events from the library's thread, orders, a safe state at the beginning and the end, a box that goes away.
//! Follows `ringdesk::device::plugin`. Depends on the library only.

pub mod sdk;

use ringdesk::base::capability::Capabilities;
use ringdesk::base::clock::Clock;
use ringdesk::base::evidence::Evidence;
use ringdesk::base::ids::LineId;
use ringdesk::base::order::BoxOrder;
use ringdesk::base::signal::{Edge, LineSignal, Refusal, Report};
use ringdesk::device::diagnosis::{Diagnosis, Dialogue};
use ringdesk::device::error::{DeviceError, DeviceErrorKind};
use ringdesk::device::outbox::Outbox;
use ringdesk::device::plugin::{SdkEvent, sdk_event};
use ringdesk::device::{Access, AudioRoute, BoxDriver, FoundBox, LineBox, UsbId};
use sdk::{CONTROL_HOOK, CONTROL_PHONE_OFF, Channel, Hardware};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// What to register.
pub static DRIVER: VendorDriver = VendorDriver;
/// The box that this pretend library knows.
pub static HARDWARE: Hardware = Hardware::new();

/// Events that wait for `poll`. A call has a few dozen; what does not fit is counted.
const QUEUE: usize = 256;
const ONLY_ID: &str = "1";

/// The driver.
#[derive(Debug)]
pub struct VendorDriver;

impl BoxDriver for VendorDriver {
    fn name(&self) -> &'static str {
        "vendor"
    }

    fn usb_ids(&self) -> &'static [UsbId] {
        // The library finds its boxes by itself.
        &[]
    }

    fn list(&self) -> Result<Vec<FoundBox>, DeviceError> {
        Ok(vec![FoundBox {
            id: ONLY_ID.to_owned(),
            name: "Pretend box".to_owned(),
            access: Access::Accessible,
            usb: None,
            place: String::new(),
        }])
    }

    fn open(&self, id: &str, clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError> {
        if id != ONLY_ID {
            let context = format!("there is no pretend box \"{id}\"; there is: {ONLY_ID}");
            return Err(DeviceError::new(DeviceErrorKind::Gone, context));
        }
        Ok(Box::new(VendorBox::open(&HARDWARE, clock)?))
    }
}

/// An event and when it came.
type Stamped = (Duration, SdkEvent);

/// An open box.
pub struct VendorBox {
    channel: Channel,
    clock: Arc<dyn Clock>,
    events: Receiver<Stamped>,
    /// Events that found the queue full.
    overflowed: Arc<AtomicU64>,
    out: Outbox,
    dialogue: Dialogue,
    seized: bool,
    /// The dialling that the library has not ended yet.
    dialling: Option<BoxOrder>,
    lost: bool,
}

impl VendorBox {
    /// Opens it and puts it into a safe state.
    ///
    /// # Errors
    /// `Busy` when it is open already.
    pub fn open(hardware: &'static Hardware, clock: Arc<dyn Clock>) -> Result<Self, DeviceError> {
        let (sender, events) = sync_channel(QUEUE);
        let overflowed = Arc::new(AtomicU64::new(0));
        let (counter, stamps) = (Arc::clone(&overflowed), Arc::clone(&clock));
        // On the library's thread: the moment, the queue, and nothing else.
        let callback = Box::new(move |event| {
            if sender.try_send((stamps.now().mono, event)).is_err() {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        let channel = Channel::open(hardware, callback)
            .map_err(|why| DeviceError::new(DeviceErrorKind::Busy, why))?;
        make_safe(&channel);
        Ok(Self {
            channel,
            clock,
            events,
            overflowed,
            out: Outbox::default(),
            dialogue: Dialogue::default(),
            seized: false,
            dialling: None,
            lost: false,
        })
    }

    fn take(&mut self, at: Duration, event: &SdkEvent) {
        let words = format!("event {} result {} ", event.number, event.result);
        self.dialogue.add(at, false, &[words.as_bytes(), &event.data].concat());
        if event.number == 6
            && let Some(order) = self.dialling.take()
        {
            self.out.tell(at, LineSignal::OrderDone(order));
        }
        for signal in sdk_event(event) {
            match signal {
                LineSignal::BoxLost(Edge::Begin) => {
                    self.lose(at, "the library says it is unplugged");
                }
                LineSignal::Connected => {
                    let note = Evidence::note("the library concludes it from the end of ringback");
                    self.out.tell_because(at, LineSignal::Connected, note);
                }
                signal => self.out.tell(at, signal),
            }
        }
    }

    fn lose(&mut self, at: Duration, why: &str) {
        if !std::mem::replace(&mut self.lost, true) {
            let signal = LineSignal::BoxLost(Edge::Begin);
            self.out.tell_because(at, signal, Evidence::note(why));
        }
    }

    fn hook(&mut self, off: bool) -> Result<(), Refusal> {
        if !self.channel.control(CONTROL_HOOK, off) {
            return Err(Refusal::Failed);
        }
        self.seized = off;
        self.done(if off { BoxOrder::Seize } else { BoxOrder::Release });
        Ok(())
    }

    fn done(&mut self, order: BoxOrder) {
        let now = self.clock.now().mono;
        self.dialogue.add(now, true, format!("{order:?}").as_bytes());
        self.out.tell(now, LineSignal::OrderDone(order));
    }
}

/// On-hook, desk phone connected.
fn make_safe(channel: &Channel) {
    channel.control(CONTROL_HOOK, false);
    channel.control(CONTROL_PHONE_OFF, false);
}

impl LineBox for VendorBox {
    fn name(&self) -> String {
        "Pretend box".to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            ring: true,
            caller_id: true,
            hook: true,
            digits: true,
            seize: true,
            dial: true,
            answer: true,
            desk_switch: true,
            ..Capabilities::default()
        }
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        if let Some(report) = self.out.next(line) {
            return Some(report);
        }
        if self.lost {
            return None;
        }
        match self.events.recv_timeout(timeout) {
            Ok((at, event)) => self.take(at, &event),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                self.lose(self.clock.now().mono, "the library has closed the channel");
            }
        }
        self.out.next(line)
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        if self.lost {
            return Err(Refusal::Gone);
        }
        match order {
            BoxOrder::Seize => self.hook(true),
            BoxOrder::Release => self.hook(false),
            BoxOrder::Dial(_) if !self.seized || self.dialling.is_some() => {
                Err(Refusal::WrongState)
            }
            BoxOrder::Dial(digits) => {
                // Told as done when the library says that it is.
                self.dialling = Some(order.clone());
                if self.channel.dial(digits) { Ok(()) } else { Err(Refusal::Failed) }
            }
            BoxOrder::ConnectDeskPhone(connect) => {
                if !self.channel.control(CONTROL_PHONE_OFF, !connect) {
                    return Err(Refusal::Failed);
                }
                self.done(order.clone());
                Ok(())
            }
            _ => Err(Refusal::Unsupported),
        }
    }

    fn audio(&mut self) -> AudioRoute {
        // A library that hands over samples: `AudioRoute::Samples` with a source that its callback fills.
        AudioRoute::Silent
    }

    fn diagnosis(&self) -> Diagnosis {
        Diagnosis {
            profile: "pretend library".to_owned(),
            dialogue: self.dialogue.lines(),
            not_understood: self.overflowed.load(Ordering::Relaxed),
            ..Diagnosis::default()
        }
    }
}

impl Drop for VendorBox {
    fn drop(&mut self) {
        make_safe(&self.channel);
    }
}
