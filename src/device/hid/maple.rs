//! 8amps Maple, a telephone adapter with one line: HID telephony on interface 2, sound as a USB sound card (which the
//! system has, not we). After the published SDK: layout of its reports, and what they mean together.
//! May depend on `base`.
//!
//! ```text
//! IN   id, state          b0 loop present  b1 ring  b2 no line  b3 line in use  b4 polarity
//! OUT  0, 0, order        b0 host available  b1 off-hook
//! ```
//! The state byte may come again without change, and the ring flag may follow every half-wave of the ringing current.

mod line;

use super::descriptor::{HidInterface, hid_interfaces};
use super::report::{Kind, Layout};
use super::usage::Usage;
use super::wire::{Wire, not_opened, refusal};
use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, LineSignal, Refusal, Report};
use crate::device::diagnosis::Diagnosis;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::link::{Link, LinkError, LinkErrorKind};
use crate::device::outbox::Outbox;
use crate::device::{AudioRoute, LineBox, UsbId};
use line::LineFacts;
pub use line::State;
use std::time::Duration;

/// Vendor and product.
pub const ID: UsbId = UsbId { vendor: 0x335e, product: 0x8a01 };

const HOST_AVAILABLE: u8 = 1;
const OFF_HOOK: u8 = 2;
/// Its telephony interface, where the descriptors have several HID interfaces.
const TELEPHONY_INTERFACE: u8 = 2;
/// Loop open for a hook flash.
const FLASH: Duration = Duration::from_millis(300);
/// The order is said again this often: a box that lost it, or itself, learns it anew.
const AGAIN: Duration = Duration::from_secs(2);
/// … and this soon after it could not be said.
const RETRY: Duration = Duration::from_millis(200);
/// So many failures in a row and the box is given up.
const PATIENCE: u32 = 10;
/// How long the first state is waited for.
const FIRST_STATE: Duration = Duration::from_millis(300);
/// Major, minor, revision on the page of generic device controls.
const VERSION: [Usage; 3] =
    [Usage { page: 6, id: 0x2d }, Usage { page: 6, id: 0x2e }, Usage { page: 6, id: 0x2f }];

/// An open Maple.
pub struct Maple {
    wire: Wire,
    out: Outbox,
    facts: LineFacts,
    /// What the box is to do.
    order: u8,
    /// When it will be told (again).
    due: Duration,
    failures: u32,
    /// When a flash ends.
    flash_ends: Option<Duration>,
    firmware: String,
    not_understood: u64,
    lost: bool,
}

impl Maple {
    /// Takes the box: on-hook, and it knows that there is a host.
    ///
    /// # Errors
    /// What the link said, or `Failed` when its telephony interface is missing.
    pub fn open(link: Box<dyn Link>) -> Result<Self, DeviceError> {
        let place = telephony_interface(&link.about().configuration).ok_or_else(|| {
            let context = "the Maple has no telephony interface; is it in its update mode?";
            DeviceError::new(DeviceErrorKind::Failed, context)
        })?;
        let wire = Wire::new(link, place).map_err(|error| not_opened(&error))?;
        let mut maple = Self {
            out: Outbox::default(),
            facts: LineFacts::new(),
            order: HOST_AVAILABLE,
            due: wire.now(),
            failures: 0,
            flash_ends: None,
            firmware: String::new(),
            not_understood: 0,
            lost: false,
            wire,
        };
        maple.bring_up().map_err(|error| not_opened(&error))?;
        Ok(maple)
    }

    fn bring_up(&mut self) -> Result<(), LinkError> {
        self.wire.listen()?;
        // Whatever was before us: on-hook.
        self.say().or_else(|error| if is_final(&error) { Err(error) } else { self.say() })?;
        self.firmware = self.read_firmware()?;
        let end = self.wire.now() + FIRST_STATE;
        while self.facts.state().is_none() {
            let left = end.saturating_sub(self.wire.now());
            if left.is_zero() {
                return self.ask();
            }
            self.listen_for(left)?;
        }
        Ok(())
    }

    /// The firmware's version; empty where the box does not tell.
    fn read_firmware(&mut self) -> Result<String, LinkError> {
        let told = self.wire.report_descriptor().and_then(|descriptor| {
            let layout = Layout::parse(&descriptor).unwrap_or_default();
            let Some(report) = layout.reports(Kind::Feature).next() else {
                return Ok(String::new());
            };
            let length = layout.length(Kind::Feature, report);
            let reply = self.wire.get(Kind::Feature, report, length)?;
            Ok(version(&layout, report, &reply))
        });
        match told {
            Err(error) if is_final(&error) => Err(error),
            told => Ok(told.unwrap_or_default()),
        }
    }

    /// Asks for the state where the box answers that.
    fn ask(&mut self) -> Result<(), LinkError> {
        match self.wire.get(Kind::Input, 0, 2) {
            Ok(reply) => self.take(&reply, self.wire.now()),
            Err(error) if is_final(&error) => return Err(error),
            // Not every box answers; it will tell when something changes.
            Err(_) => {}
        }
        Ok(())
    }

    fn say(&mut self) -> Result<(), LinkError> {
        self.put(self.order)
    }

    fn put(&mut self, order: u8) -> Result<(), LinkError> {
        let said = self.wire.put(0, &[0, 0, order]);
        self.due = self.wire.now() + if said.is_ok() { AGAIN } else { RETRY };
        self.failures = if said.is_ok() { 0 } else { self.failures + 1 };
        said
    }

    fn listen_for(&mut self, time: Duration) -> Result<(), LinkError> {
        if let Some(arrival) = self.wire.wait(time)? {
            self.take(&arrival.bytes, arrival.at);
        }
        Ok(())
    }

    fn take(&mut self, report: &[u8], at: Duration) {
        match State::newest(report) {
            Some(state) => self.facts.take(state, at, &mut self.out),
            None => self.not_understood += 1,
        }
    }

    fn off_hook(&self) -> bool {
        self.order & OFF_HOOK != 0
    }

    fn advance(&mut self) -> Result<(), LinkError> {
        let now = self.wire.now();
        self.facts.advance(now, &mut self.out);
        if self.flash_ends.is_some_and(|end| end <= now) {
            self.flash_ends = None;
            self.facts.turned(self.off_hook(), now);
            self.due = now;
        }
        if self.due <= now {
            let order = if self.flash_ends.is_some() { HOST_AVAILABLE } else { self.order };
            match self.put(order) {
                Err(error) if is_final(&error) || self.failures >= PATIENCE => return Err(error),
                // Said again before long.
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    fn next_due(&self) -> Duration {
        let dues = [Some(self.due), self.flash_ends, self.facts.due()];
        dues.into_iter().flatten().min().unwrap_or(self.due)
    }

    fn lose(&mut self, error: &LinkError) {
        if !std::mem::replace(&mut self.lost, true) {
            let evidence = Evidence::note(error.context.clone());
            let now = self.wire.now();
            self.facts.end(now, &mut self.out);
            self.out.tell_because(now, LineSignal::BoxLost(Edge::Begin), evidence);
        }
    }

    /// Says something new to the box. What could not be said is said again before long if it is on-hook, and else dropped.
    fn turn(&mut self, order: u8) -> Result<(), Refusal> {
        let now = self.wire.now();
        self.order = order;
        self.flash_ends = None;
        self.facts.turned(self.off_hook(), now);
        self.say().map_err(|error| {
            if self.off_hook() {
                // It may or may not have heard: on-hook is safe.
                self.order = HOST_AVAILABLE;
                self.facts.turned(false, now);
            }
            if is_final(&error) {
                self.lose(&error);
            }
            refusal(&error)
        })
    }

    fn seize(&mut self) -> Result<(), Refusal> {
        if self.off_hook() {
            return Ok(());
        }
        if self.facts.state().is_none() {
            self.ask().map_err(|error| refusal(&error))?;
        }
        // Never without a loop: the line is not plugged in, or not known to be.
        if !self.facts.state().is_some_and(|state| state.has_loop) {
            return Err(Refusal::WrongState);
        }
        self.turn(HOST_AVAILABLE | OFF_HOOK)
    }

    fn flash(&mut self) -> Result<(), Refusal> {
        if !self.off_hook() {
            return Err(Refusal::WrongState);
        }
        if self.flash_ends.is_some() {
            return Ok(());
        }
        self.put(HOST_AVAILABLE).map_err(|error| refusal(&error))?;
        let now = self.wire.now();
        self.facts.turned(false, now);
        self.flash_ends = Some(now + FLASH);
        Ok(())
    }
}

fn is_final(error: &LinkError) -> bool {
    error.kind == LinkErrorKind::Gone
}

fn telephony_interface(configuration: &[u8]) -> Option<HidInterface> {
    let all = hid_interfaces(configuration);
    let known = all.iter().find(|place| place.number == TELEPHONY_INTERFACE);
    known.or(all.first()).cloned()
}

/// `1.4.2` where the report names its parts, its bytes otherwise.
fn version(layout: &Layout, report: u8, reply: &[u8]) -> String {
    let data = reply.get(usize::from(report != 0)..).unwrap_or_default();
    let part = |usage: Usage| {
        let field = layout.about(Kind::Feature, usage).find(|field| field.report == report)?;
        field.value(data, field.index(usage)?)
    };
    let parts: Vec<String> =
        VERSION.into_iter().filter_map(part).map(|part| part.to_string()).collect();
    if parts.is_empty() { format!("{data:02x?}") } else { parts.join(".") }
}

impl LineBox for Maple {
    fn name(&self) -> String {
        let told = &self.wire.link.about().name;
        if told.is_empty() { "8amps Maple".to_owned() } else { told.clone() }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            ring: true,
            hook: true,
            polarity: true,
            seize: true,
            flash: true,
            ..Capabilities::default()
        }
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        if self.out.is_empty() && !self.lost {
            let left = self.next_due().saturating_sub(self.wire.now());
            let heard = self.listen_for(timeout.min(left)).and_then(|()| self.advance());
            if let Err(error) = heard {
                self.lose(&error);
            }
        }
        self.out.next(line)
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        if self.lost {
            return Err(Refusal::Gone);
        }
        match order {
            BoxOrder::Seize => self.seize(),
            BoxOrder::Release => self.turn(HOST_AVAILABLE),
            BoxOrder::Flash => self.flash(),
            BoxOrder::ReportStatus => {
                self.ask().map_err(|error| refusal(&error))?;
                self.facts.repeat(self.wire.now(), &mut self.out);
                Ok(())
            }
            BoxOrder::Dial(_)
            | BoxOrder::DialPulse(_)
            | BoxOrder::Listen(_)
            | BoxOrder::ConnectDeskPhone(_)
            | BoxOrder::RingDeskPhone(_)
            | BoxOrder::FarEnd(_)
            | BoxOrder::Tune(_) => Err(Refusal::Unsupported),
        }
    }

    fn audio(&mut self) -> AudioRoute {
        AudioRoute::UsbCard
    }

    fn diagnosis(&self) -> Diagnosis {
        let mut facts = vec![("Line".to_owned(), self.facts.words().to_owned())];
        if !self.firmware.is_empty() {
            facts.push(("Firmware".to_owned(), self.firmware.clone()));
        }
        if let Some(state) = self.facts.state() {
            let polarity = if state.polarity { "reversed" } else { "normal" };
            facts.push(("Polarity".to_owned(), polarity.to_owned()));
        }
        facts.push(("Sound".to_owned(), "the sound card of the same USB device".to_owned()));
        Diagnosis {
            profile: "8amps Maple adapter".to_owned(),
            facts,
            findings: self.facts.findings(),
            dialogue: self.wire.dialogue.lines(),
            not_understood: self.not_understood,
            desk_phone: self.facts.desk_phone(),
            link: self.wire.link.counters(),
            ..Diagnosis::default()
        }
    }
}

impl Drop for Maple {
    fn drop(&mut self) {
        if !self.lost
            && let Err(error) = self.wire.put_last(0, &[0, 0, 0])
        {
            tracing::warn!(%error, "the Maple did not hear that we are leaving");
        }
    }
}
