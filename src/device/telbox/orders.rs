//! Orders as commands to the box: an order is waited for a moment, then goes on by itself, and fails aloud. Ringing the
//! desk phone is a cadence that we keep. May depend on `base`.

use super::Telbox;
use super::protocol::{Command, Product};
use crate::base::evidence::Evidence;
use crate::base::order::BoxOrder;
use crate::base::signal::{Hook, LineSignal, Refusal};
use std::time::Duration;

/// How long a caller waits for the box's word.
const WAIT: Duration = Duration::from_millis(180);
/// A ring of the desk phone.
const RING_ON: Duration = Duration::from_secs(1);
/// The pause between two.
const RING_OFF: Duration = Duration::from_secs(4);

/// A command that waits for its turn, and the order behind it.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub command: Command,
    pub order: Option<BoxOrder>,
}

impl Job {
    pub fn ours(command: Command) -> Self {
        Self { command, order: None }
    }
}

/// Ringing the desk phone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ringer {
    on: bool,
    pub due: Duration,
}

impl Telbox {
    pub(super) fn obey(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        if self.lost {
            return Err(Refusal::Gone);
        }
        let sound = self.usb_audio();
        match order {
            BoxOrder::Seize if sound => {
                self.carry_out(order, &[Command::HoldLine(true), Command::JoinAudio(true)])
            }
            BoxOrder::Seize => self.carry_out(order, &[Command::HoldLine(true)]),
            BoxOrder::Release if self.identity.product == Product::B3g => {
                self.carry_out(order, &[Command::JoinAudio(false), Command::HoldLine(false)])
            }
            BoxOrder::Release => self.carry_out(order, &[Command::HoldLine(false)]),
            BoxOrder::ConnectDeskPhone(true) => {
                self.stop_ringer();
                self.connect_phone(order, true)
            }
            BoxOrder::ConnectDeskPhone(false) => self.connect_phone(order, false),
            BoxOrder::RingDeskPhone(true) => self.start_ringer(order),
            BoxOrder::RingDeskPhone(false) => {
                self.ringer = None;
                self.carry_out(order, &[Command::RingPhone(false)])
            }
            BoxOrder::ReportStatus => {
                self.watch.report(self.wire.now(), &mut self.out);
                Ok(())
            }
            BoxOrder::Dial(_)
            | BoxOrder::DialPulse(_)
            | BoxOrder::Flash
            | BoxOrder::Listen(_)
            | BoxOrder::FarEnd(_)
            | BoxOrder::Tune(_) => Err(Refusal::Unsupported),
        }
    }

    fn connect_phone(&mut self, order: &BoxOrder, line: bool) -> Result<(), Refusal> {
        let done = self.carry_out(order, &[Command::PhoneToLine(line)]);
        let lights = Command::Lights { usb: !line, line };
        if done.is_ok() && !self.refuses(lights) {
            self.jobs.push_back(Job::ours(lights));
        }
        done
    }

    /// The first command decides: an order whose rest is refused is carried out as well as the box can.
    fn carry_out(&mut self, order: &BoxOrder, commands: &[Command]) -> Result<(), Refusal> {
        if commands.iter().any(|command| is_vital(*command) && self.refuses(*command)) {
            return Err(Refusal::Unsupported);
        }
        for command in commands.iter().copied() {
            if !self.refuses(command) {
                self.jobs.push_back(Job { command, order: Some(order.clone()) });
            }
        }
        self.waiting = Some((order.clone(), None));
        let end = self.wire.now() + WAIT;
        while self.is_open(order) && self.wire.now() < end && !self.lost {
            self.step(end);
        }
        let refusal = self.waiting.take().and_then(|(_, refusal)| refusal);
        if self.lost { Err(Refusal::Gone) } else { refusal.map_or(Ok(()), Err) }
    }

    fn is_open(&self, order: &BoxOrder) -> bool {
        let same = |other: &Option<BoxOrder>| other.as_ref() == Some(order);
        same(&self.current) || self.jobs.iter().any(|job| same(&job.order))
    }

    /// The box carried out a command.
    pub(super) fn done(&mut self, command: Command, now: Duration) {
        match command {
            Command::HoldLine(on) => {
                self.relays.seized = on;
                if on {
                    self.watch.end_ring(now, &mut self.out);
                }
            }
            Command::JoinAudio(on) => self.relays.joined = on,
            Command::PhoneToLine(on) => self.relays.phone_on_line = on,
            _ => {}
        }
        self.watch.set_phone_alone(self.relays.phone_on_line && !self.relays.seized);
    }

    /// The box did not carry out a command: its order fails, now or late.
    pub(super) fn not_done(&mut self, command: Command, order: Option<BoxOrder>) {
        if !is_vital(command) {
            return;
        }
        if matches!(command, Command::RingPhone(_)) {
            self.ringer = None;
        }
        if command == Command::HoldLine(true) {
            // Perhaps only the reply was lost: nobody may keep the line.
            self.jobs.push_front(Job::ours(Command::HoldLine(false)));
        }
        let Some(order) = order else { return };
        self.jobs.retain(|job| job.order.as_ref() != Some(&order));
        match &mut self.waiting {
            Some((waits, refusal)) if *waits == order => *refusal = Some(Refusal::Failed),
            _ => {
                let note = Evidence::note("the box did not carry it out");
                let signal = LineSignal::OrderRefused(order, Refusal::Failed);
                self.out.tell_because(self.wire.now(), signal, note);
            }
        }
    }

    fn start_ringer(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        if self.refuses(Command::RingPhone(true)) {
            return Err(Refusal::Unsupported);
        }
        // On the line, the exchange is the one who rings it.
        if self.relays.phone_on_line || self.watch.hook() == Some(Hook::Off) {
            return Err(Refusal::WrongState);
        }
        if self.ringer.is_some() {
            return Ok(());
        }
        self.ringer = Some(Ringer { on: true, due: self.wire.now() + RING_ON });
        self.carry_out(order, &[Command::RingPhone(true)])
    }

    fn stop_ringer(&mut self) {
        if self.ringer.take().is_some() {
            self.jobs.push_back(Job::ours(Command::RingPhone(false)));
        }
    }

    /// Keeps the cadence; a phone that is lifted rings no longer.
    pub(super) fn turn_ringer(&mut self, now: Duration) {
        if self.ringer.is_some() && self.watch.hook() == Some(Hook::Off) {
            self.stop_ringer();
        }
        if let Some(ringer) = self.ringer.as_mut().filter(|ringer| ringer.due <= now) {
            ringer.on = !ringer.on;
            ringer.due += if ringer.on { RING_ON } else { RING_OFF };
            self.jobs.push_back(Job::ours(Command::RingPhone(ringer.on)));
        }
    }
}

/// Without these an order is not carried out.
fn is_vital(command: Command) -> bool {
    matches!(command, Command::HoldLine(_) | Command::PhoneToLine(_) | Command::RingPhone(_))
}
