//! A telephone, headset or line adapter driven by its report descriptor (HID 1.11; HUT 1.12, telephony and LED pages).
//! Keys are told as buttons and digits; lamps and ringer follow orders. What rings to us and has a hook that we may turn has
//! a line; a headset has none. May depend on `base`.

mod keys;
mod lamps;

use super::controls::{Change, Controls};
use super::descriptor::hid_interfaces;
use super::report::{Broken, Kind, Layout};
use super::usage::{self, Usage};
use super::wire::{Wire, not_opened, refusal};
use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Button, Edge, LineSignal, Refusal, Report};
use crate::device::diagnosis::Diagnosis;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::link::{Link, LinkError, LinkErrorKind};
use crate::device::outbox::Outbox;
use crate::device::{AudioRoute, LineBox};
use keys::Keys;
use lamps::Lamps;
use std::time::Duration;

/// A lamp that could not be set is tried again after this.
const RETRY: Duration = Duration::from_millis(250);
/// A hook that holds a line is set again this often: a box that lost the order learns it anew.
const AGAIN: Duration = Duration::from_secs(2);
/// So many failures in a row and the box is given up.
const PATIENCE: u32 = 10;

/// An open box.
pub struct Telephone {
    wire: Wire,
    layout: Layout,
    controls: Controls,
    keys: Keys,
    lamps: Lamps,
    out: Outbox,
    /// When the lamps will be set (again).
    due: Option<Duration>,
    failures: u32,
    not_understood: u64,
    lost: bool,
}

impl Telephone {
    /// Finds the telephone among the HID interfaces and takes it; its lamps go out.
    ///
    /// # Errors
    /// `Failed`, in words, when it is no telephone; otherwise what the link said.
    pub fn open(link: Box<dyn Link>) -> Result<Self, DeviceError> {
        let (wire, layout) = find(link)?;
        let mut telephone = Self {
            controls: Controls::default(),
            keys: Keys::default(),
            lamps: Lamps::new(&layout),
            out: Outbox::default(),
            due: None,
            failures: 0,
            not_understood: 0,
            lost: false,
            wire,
            layout,
        };
        telephone.bring_up().map_err(|error| not_opened(&error))?;
        Ok(telephone)
    }

    fn bring_up(&mut self) -> Result<(), LinkError> {
        self.wire.listen()?;
        if let Err(error) = self.set_lamps()
            && is_final(&error)
        {
            return Err(error);
        }
        for report in self.layout.reports(Kind::Input).collect::<Vec<_>>() {
            let length = self.layout.length(Kind::Input, report);
            match self.wire.get(Kind::Input, report, length) {
                Ok(reply) => self.begin_with(&reply),
                Err(error) if is_final(&error) => return Err(error),
                // Not every box answers this. Everything is let go, then.
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// How the controls stand when we come is no news.
    fn begin_with(&mut self, report: &[u8]) {
        let keys = &mut self.keys;
        let known = self.controls.take(&self.layout, report, &mut |change| keys.assume(&change));
        if known.is_err() {
            self.not_understood += 1;
        }
    }

    fn take(&mut self, report: &[u8], at: Duration) {
        let mut changes: Vec<Change> = Vec::new();
        let read = self.controls.take(&self.layout, report, &mut |change| changes.push(change));
        if read.is_err() {
            self.not_understood += 1;
        }
        for change in changes {
            self.keys.change(&change, at, &mut self.out);
        }
    }

    /// Lamps that follow keys, keys that have been held for long enough, lamps that are due.
    fn advance(&mut self) -> Result<(), LinkError> {
        let now = self.wire.now();
        self.keys.advance(now, &mut self.out);
        if let Some(muted) = self.keys.take_mute(self.lamps.mute) {
            self.lamps.mute = muted && self.lamps.off_hook;
        }
        let changed = self.lamps.differ(&self.layout) && self.failures == 0;
        if changed || self.due.is_some_and(|due| due <= now) {
            if self.has_line() && !changed && self.failures == 0 {
                self.lamps.forget();
            }
            match self.set_lamps() {
                Err(error) if is_final(&error) => return Err(error),
                Err(error) if self.failures >= PATIENCE && self.has_line() => return Err(error),
                // A lamp that stays as it is harms nobody; a hook is tried again.
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Sends every output report that is not as it should be.
    fn set_lamps(&mut self) -> Result<(), LinkError> {
        let now = self.wire.now();
        let again = self.has_line().then_some(now + AGAIN);
        self.due = Some(now + RETRY);
        for (report, whole) in self.lamps.wanted(&self.layout) {
            if let Err(error) = self.wire.put(report, &whole) {
                self.failures += 1;
                // It may or may not have heard.
                self.lamps.forget();
                if self.failures > PATIENCE && !self.has_line() {
                    self.due = None;
                }
                return Err(error);
            }
            self.lamps.sent(report, whole);
        }
        (self.failures, self.due) = (0, again);
        Ok(())
    }

    /// It rings to us and has a hook that we may turn.
    fn has_line(&self) -> bool {
        self.lamps.can_hook && self.rings()
    }

    fn rings(&self) -> bool {
        [usage::LED_RING, usage::RINGER].into_iter().any(|usage| self.tells(usage))
    }

    fn tells(&self, usage: Usage) -> bool {
        self.layout.about(Kind::Input, usage).next().is_some()
    }

    fn turn(&mut self, off_hook: bool) -> Result<(), Refusal> {
        if !self.lamps.can_hook {
            return Err(Refusal::Unsupported);
        }
        let before = self.lamps.off_hook;
        self.lamps.off_hook = off_hook;
        self.lamps.mute &= off_hook;
        if before != off_hook {
            let now = self.wire.now();
            self.keys.expect(Button::Hook, off_hook, now);
            self.keys.expect(Button::Mute, self.lamps.mute, now);
        }
        self.obey().inspect_err(|_| self.lamps.off_hook = false)
    }

    fn ring(&mut self, on: bool) -> Result<(), Refusal> {
        if !self.lamps.can_ring {
            return Err(Refusal::Unsupported);
        }
        self.lamps.ring = on;
        self.obey()
    }

    fn obey(&mut self) -> Result<(), Refusal> {
        self.set_lamps().map_err(|error| {
            if is_final(&error) {
                self.lose(&error);
            }
            refusal(&error)
        })
    }

    fn lose(&mut self, error: &LinkError) {
        if !std::mem::replace(&mut self.lost, true) {
            let now = self.wire.now();
            self.keys.end(now, &mut self.out);
            let evidence = Evidence::note(error.context.clone());
            self.out.tell_because(now, LineSignal::BoxLost(Edge::Begin), evidence);
        }
    }

    /// What it calls itself: the application collection of its first telephony control.
    fn calls_itself(&self) -> String {
        let telephony = |field: &&super::report::Field| field.within.page == usage::TELEPHONY;
        self.layout
            .fields()
            .iter()
            .find(telephony)
            .map_or_else(String::new, |field| usage::name(field.within))
    }
}

fn is_final(error: &LinkError) -> bool {
    error.kind == LinkErrorKind::Gone
}

/// The first interface with a control that means something to a telephone.
fn find(link: Box<dyn Link>) -> Result<(Wire, Layout), DeviceError> {
    let failed = |why: String| DeviceError::new(DeviceErrorKind::Failed, why);
    let places = hid_interfaces(&link.about().configuration);
    let mut places = places.into_iter().filter(|place| !place.boot);
    let first = places.next().ok_or_else(|| {
        failed("this USB device has no HID interface, so it has no telephone keys".to_owned())
    })?;
    let mut wire = Wire::new(link, first).map_err(|error| not_opened(&error))?;
    let mut why = None;
    loop {
        match wire.report_descriptor().map(|descriptor| Layout::parse(&descriptor)) {
            Ok(Ok(layout)) if is_telephone(&layout) => return Ok((wire, layout)),
            Ok(Ok(layout)) => {
                why.get_or_insert_with(|| no_telephone(&layout));
            }
            Ok(Err(broken)) => why = Some(unreadable(broken)),
            Err(error) if is_final(&error) => return Err(not_opened(&error)),
            Err(error) => why = Some(not_opened(&error).context),
        }
        let Some(place) = places.next() else { break };
        wire.turn_to(place).map_err(|error| not_opened(&error))?;
    }
    Err(failed(why.unwrap_or_default()))
}

fn is_telephone(layout: &Layout) -> bool {
    usage::told().any(|usage| layout.about(Kind::Input, usage).next().is_some())
}

fn no_telephone(layout: &Layout) -> String {
    let claims = layout.fields().iter().any(|field| field.within.page == usage::TELEPHONY);
    let why = if claims {
        "calls itself a telephone, but none of its keys is described as a telephone's"
    } else {
        "has keys, but none of them is a telephone's"
    };
    format!("this USB device {why}")
}

fn unreadable(broken: Broken) -> String {
    format!("this USB device describes its keys in a way that cannot be read: {broken}")
}

impl LineBox for Telephone {
    fn name(&self) -> String {
        let told = &self.wire.link.about().name;
        if told.is_empty() { format!("USB {}", self.calls_itself()) } else { told.clone() }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            ring: self.rings(),
            digits: usage::digits().any(|usage| self.tells(usage)),
            seize: self.has_line(),
            desk_ring: self.lamps.can_ring,
            ..Capabilities::default()
        }
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        if self.out.is_empty() && !self.lost {
            let now = self.wire.now();
            let due = [self.due, self.keys.due()].into_iter().flatten().min();
            let wait = due.map_or(timeout, |due| timeout.min(due.saturating_sub(now)));
            let heard = self.wire.wait(wait).and_then(|arrival| {
                if let Some(arrival) = arrival {
                    self.take(&arrival.bytes, arrival.at);
                }
                self.advance()
            });
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
            BoxOrder::Seize => self.turn(true),
            BoxOrder::Release => self.turn(false),
            BoxOrder::RingDeskPhone(on) => self.ring(*on),
            BoxOrder::ReportStatus => {
                self.keys.repeat(self.wire.now(), &mut self.out);
                Ok(())
            }
            BoxOrder::Dial(_)
            | BoxOrder::DialPulse(_)
            | BoxOrder::Flash
            | BoxOrder::Listen(_)
            | BoxOrder::ConnectDeskPhone(_)
            | BoxOrder::FarEnd(_)
            | BoxOrder::Tune(_) => Err(Refusal::Unsupported),
        }
    }

    fn audio(&mut self) -> AudioRoute {
        AudioRoute::Silent
    }

    fn diagnosis(&self) -> Diagnosis {
        let word = |on: bool| if on { "on" } else { "off" };
        let mut facts = vec![("Calls itself".to_owned(), self.calls_itself())];
        let lamps = &self.lamps;
        let rows = [
            ("Off-hook lamp", lamps.can_hook, lamps.off_hook),
            ("Ringer", lamps.can_ring, lamps.ring),
            ("Mute lamp", lamps.can_mute, lamps.mute),
        ];
        let rows = rows.into_iter().filter(|(_, there, _)| *there);
        facts.extend(rows.map(|(name, _, on)| (name.to_owned(), word(on).to_owned())));
        let mut findings = Vec::new();
        if self.failures > 0 {
            findings.push("The box does not take what its lamps are to show.".to_owned());
        }
        Diagnosis {
            profile: "HID telephony, by its report descriptor".to_owned(),
            facts,
            findings,
            dialogue: self.wire.dialogue.lines(),
            not_understood: self.not_understood,
            link: self.wire.link.counters(),
            ..Diagnosis::default()
        }
    }
}

impl Drop for Telephone {
    fn drop(&mut self) {
        if self.lost {
            return;
        }
        self.lamps.all_off();
        for (report, whole) in self.lamps.wanted(&self.layout) {
            if let Err(error) = self.wire.put_last(report, &whole) {
                tracing::warn!(%error, "a HID telephone did not hear that we are leaving");
                return;
            }
        }
    }
}
