//! The Yealink telephone boxes USB-B2K and USB-B3G (6993:b001): a LINE and a PHONE socket, hook and keys of the desk
//! phone, ringing it, taking the line. Their protocol was found out by others; see [`protocol`].
//! May depend on `base` and `audio`.
//!
//! A B2K never lets the PC hear the line. A B3G joins it with its USB sound card: [`Telbox::usb_audio`].

mod bring_up;
pub mod calibration;
mod closing;
mod orders;
pub mod protocol;
#[cfg(test)]
mod tests;
mod watch;
mod wire;

pub use bring_up::{open, open_with};

use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, LineSignal, Refusal, Report};
use crate::device::diagnosis::Diagnosis;
use crate::device::outbox::Outbox;
use crate::device::{AudioRoute, LineBox};
use calibration::Calibration;
use orders::{Job, Ringer};
use protocol::{Command, Packet, Product, Reading};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;
use watch::{Keys, Watch};
use wire::{Answer, Wire};

/// From one reading of a box that tells all at once to the next.
const WHOLE_READING: Duration = Duration::from_millis(40);
/// … of a box that tells half.
const HALF_READING: Duration = Duration::from_millis(25);
/// Commands in a row without any reply until the box is given up.
const MOST_SILENCES: u32 = 2;

/// Which readings the box is asked for; what it refuses is asked for otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plan {
    /// Ring and hook by a command of their own.
    status: bool,
    /// Bytes asked for with the number of the newest key; 0: not at all.
    scan: u8,
    /// The scan tells ring and hook.
    joint: bool,
}

impl Plan {
    fn of(product: Product) -> Self {
        let joint = product == Product::B3g;
        Self { status: !joint, scan: if joint { 3 } else { 1 }, joint }
    }

    /// The box refuses this reading. `false`: that was no reading.
    fn without(&mut self, command: Command) -> bool {
        match command {
            // The people who wrote down the B3G's scan found that it answers for a B2K as well.
            Command::Status => {
                *self = Self { status: false, joint: self.scan > 0, scan: self.scan };
            }
            Command::Scan { length: 2.. } => self.scan = 1,
            Command::Scan { .. } => (self.scan, self.joint) = (0, false),
            _ => return false,
        }
        true
    }

    /// Ring and hook can be read somehow.
    fn sees(self) -> bool {
        self.status || self.joint
    }

    /// The reading after `last`.
    fn next(self, last: Option<Command>) -> Option<Command> {
        let scan = (self.scan > 0).then_some(Command::Scan { length: self.scan });
        let status = self.status.then_some(Command::Status);
        if last == Some(Command::Status) { scan.or(status) } else { status.or(scan) }
    }

    fn pause(self) -> Duration {
        if self.status && self.scan > 0 { HALF_READING } else { WHOLE_READING }
    }
}

/// What the box says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity {
    product: Product,
    version: u16,
    serial: Option<String>,
}

/// What the box was told and has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Relays {
    seized: bool,
    joined: bool,
    phone_on_line: bool,
}

/// An open box.
pub struct Telbox {
    wire: Wire,
    identity: Identity,
    plan: Plan,
    calibration: Calibration,
    watch: Watch,
    out: Outbox,
    jobs: VecDeque<Job>,
    /// Places of new keys whose digits are not read yet.
    keys: VecDeque<u8>,
    /// The order behind the unanswered command.
    current: Option<BoxOrder>,
    /// The order that a caller waits for, and what became of it.
    waiting: Option<(BoxOrder, Option<Refusal>)>,
    last_reading: Option<Command>,
    reading_due: Duration,
    ringer: Option<Ringer>,
    relays: Relays,
    /// Commands that were refused when the box was opened: it does not know them.
    refused: BTreeSet<u8>,
    /// How often commands were refused.
    refusals: BTreeMap<u8, u32>,
    silences: u32,
    lost: bool,
}

impl Telbox {
    /// The line can be heard and spoken to through the box's own sound card (USB audio on interfaces 1 and 2), to be
    /// found by where the box is plugged in.
    #[must_use]
    pub fn usb_audio(&self) -> bool {
        self.identity.product == Product::B3g && !self.refuses(Command::JoinAudio(true))
    }

    /// The hook bit as the box says it: what [`calibration::calibrate`] wants samples of.
    #[must_use]
    pub fn hook_bit(&self) -> Option<bool> {
        self.watch.bit()
    }

    fn refuses(&self, command: Command) -> bool {
        self.refused.contains(&command.code())
    }

    /// Does the next thing that is due, waiting until `end` at most.
    fn step(&mut self, end: Duration) {
        let now = self.wire.now();
        self.turn_ringer(now);
        self.watch.advance(now, &mut self.out);
        if self.wire.free().is_some_and(|free| free <= now)
            && let Some(job) = self.choose(now)
        {
            self.current = job.order;
            if let Err(error) = self.wire.say(job.command) {
                return self.lose(&error.context);
            }
        }
        let end = self.next_due().map_or(end, |due| due.min(end));
        match self.wire.turn(end) {
            Ok(Some((command, answer))) => self.take(command, answer),
            Ok(None) => {}
            Err(error) => self.lose(&error.context),
        }
    }

    fn choose(&mut self, now: Duration) -> Option<Job> {
        if let Some(job) = self.jobs.pop_front() {
            return Some(job);
        }
        if let Some(place) = self.keys.pop_front() {
            return Some(Job::ours(Command::Digit(place)));
        }
        let command = self.plan.next(self.last_reading).filter(|_| self.reading_due <= now)?;
        self.last_reading = Some(command);
        self.reading_due = now + self.plan.pause();
        Some(Job::ours(command))
    }

    /// When there will be something to do besides waiting for the box.
    fn next_due(&self) -> Option<Duration> {
        let urgent = !self.jobs.is_empty() || !self.keys.is_empty();
        let reads = self.plan.next(self.last_reading).is_some();
        let free = self.wire.free().filter(|_| urgent || reads);
        let say = free.map(|free| if urgent { free } else { free.max(self.reading_due) });
        let ringer = self.ringer.map(|ringer| ringer.due);
        [say, ringer, self.watch.due()].into_iter().flatten().min()
    }

    /// A command is over.
    fn take(&mut self, command: Command, answer: Answer) {
        let order = self.current.take();
        self.silences = if answer == Answer::Silent { self.silences + 1 } else { 0 };
        match answer {
            Answer::Said(reply) => self.said(command, &reply),
            Answer::Refused => {
                *self.refusals.entry(command.code()).or_default() += 1;
                if !self.plan.without(command) {
                    self.not_done(command, order);
                }
            }
            Answer::Silent if self.silences >= MOST_SILENCES => {
                self.lose("the box does not answer any more");
            }
            Answer::Silent => self.not_done(command, order),
        }
    }

    fn said(&mut self, command: Command, reply: &Packet) {
        let now = self.wire.now();
        match command {
            Command::Status | Command::Scan { .. } => {
                self.read(protocol::read(command, reply, self.plan.joint), now);
            }
            Command::Digit(_) => match protocol::digit(reply) {
                Some(digit) => self.watch.digit(digit, now, &mut self.out),
                None => self.wire.misunderstood(),
            },
            _ => self.done(command, now),
        }
    }

    fn read(&mut self, reading: Reading, now: Duration) {
        match self.watch.read(reading, now, &mut self.out) {
            Keys::New(places) => self.keys.extend(places),
            Keys::Jumped => self.wire.misunderstood(),
            Keys::Restarted => self.lose("the box has started anew by itself"),
        }
    }

    /// The box is gone, or beyond help: told once.
    fn lose(&mut self, why: &str) {
        if !std::mem::replace(&mut self.lost, true) {
            let signal = LineSignal::BoxLost(Edge::Begin);
            self.out.tell_because(self.wire.now(), signal, Evidence::note(why));
            self.jobs.clear();
            self.keys.clear();
            self.ringer = None;
        }
    }

    fn facts(&self) -> Vec<(String, String)> {
        let Identity { product, version, serial } = &self.identity;
        let mut facts = vec![
            ("model".to_owned(), format!("Yealink {}", product.name())),
            ("firmware".to_owned(), format!("{version:04x}")),
        ];
        let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
        if let Some(serial) = serial {
            fact("serial number", serial.clone());
        }
        if let Some(bit) = self.watch.bit() {
            let bit = u8::from(bit);
            fact("hook bit", format!("{bit} ({})", self.calibration.grounds()));
        }
        let connected = if self.relays.phone_on_line { "the line" } else { "the box" };
        fact("desk phone is connected to", connected.to_owned());
        let sound = match (self.identity.product, self.relays.joined) {
            (Product::B3g, true) => "the box's sound card, joined with the line",
            (Product::B3g, false) => "the box's sound card, not joined with the line",
            _ => "none: this model lets nobody but the desk phone hear the line",
        };
        fact("line sound", sound.to_owned());
        for (code, count, packet) in self.wire.unknown() {
            fact(&format!("unknown packet {code:02x}"), format!("{count} times, newest: {packet}"));
        }
        facts
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = self.watch.findings();
        if !self.plan.sees() {
            findings.push("This firmware tells neither ring nor hook.".to_owned());
        }
        if self.plan.scan == 0 {
            findings.push("This firmware does not tell the desk phone's keys.".to_owned());
        }
        for (code, count) in &self.refusals {
            let about = protocol::about(*code);
            findings.push(format!("The box refused command {code:02x} ({about}): {count} times."));
        }
        if self.wire.unknown().any(|(code, ..)| code == 0x18) {
            findings.push(
                "The box sent a packet of kind 18, which might be the caller's number. Nobody has published what is \
                 in it: please send us the dialogue of a call together with the number."
                    .to_owned(),
            );
        }
        findings
    }
}

impl LineBox for Telbox {
    fn name(&self) -> String {
        format!("Yealink {}", self.identity.product.name())
    }

    fn capabilities(&self) -> Capabilities {
        let sound = self.usb_audio();
        Capabilities {
            ring: self.plan.sees(),
            hook: self.plan.sees(),
            digits: self.plan.scan > 0,
            audio_in: sound,
            audio_out: sound,
            duplex: sound,
            seize: !self.refuses(Command::HoldLine(true)),
            desk_switch: !self.refuses(Command::PhoneToLine(true)),
            desk_ring: !self.refuses(Command::RingPhone(true)),
            ..Capabilities::default()
        }
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        let end = self.wire.now() + timeout;
        loop {
            if let Some(report) = self.out.next(line) {
                return Some(report);
            }
            if self.lost {
                return None;
            }
            self.step(end);
            if self.wire.now() >= end {
                return self.out.next(line);
            }
        }
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        self.obey(order)
    }

    fn audio(&mut self) -> AudioRoute {
        if self.usb_audio() { AudioRoute::UsbCard } else { AudioRoute::Silent }
    }

    fn diagnosis(&self) -> Diagnosis {
        Diagnosis {
            profile: format!("Yealink {}", self.identity.product.name()),
            facts: self.facts(),
            findings: self.findings(),
            dialogue: self.wire.dialogue(),
            not_understood: self.wire.not_understood(),
            desk_phone: self.watch.hook(),
            link: self.wire.counters(),
            ..Diagnosis::default()
        }
    }
}
