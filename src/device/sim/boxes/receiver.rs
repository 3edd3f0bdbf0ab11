//! Models of caller-ID receivers on a serial port (or a virtual one): they hear the line and hold nothing. Those that hand
//! over the bytes of a burst (CTI Comet, I-DEM; HT9032 modules), and Whozz Calling? with its records of text.
//! Written from the makers' manuals. May depend on `base` and `dsp`.

mod whozz;

#[cfg(test)]
mod tests;

use super::{BoxModel, Descriptors, LineSide, Stall, device_descriptor};
use crate::base::caller_id::{CallerId, Format};
use crate::base::message;
use crate::base::signal::{Edge, Hook, LineSignal};
use crate::device::link::{Pipe, Setup};
use crate::device::sim::modulate;
use std::collections::VecDeque;
use std::time::Duration;
use whozz::Whozz;

/// One character at 1200 bit/s, 8N1.
const CHARACTER: Duration = Duration::from_micros(8_333);
/// Channel seizure: 300 bits.
const SEIZURE: [u8; 30] = [0x55; 30];
/// The mark before the data: 180 bits, in which nothing is received.
const MARK: Duration = Duration::from_millis(150);
/// A whole message waits in the port of the host for so long.
const WHOLE: Duration = Duration::from_millis(16);
/// On an idle line something is taken for a character this often; while a ring or speech lasts, more often.
const IDLE_NOISE: Duration = Duration::from_millis(700);
const LOUD_NOISE: Duration = Duration::from_millis(40);
/// What waits for a host that does not fetch.
const MOST_WAITING: usize = 4_096;

/// Which receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Receiver {
    /// CTI Comet USB, I-DEM: a message comes whole and alone.
    Comet,
    /// A module with an HT9032: every byte as it is heard, seizure and noise among them.
    Module,
    /// Whozz Calling?: records of text.
    Whozz,
}

/// A receiver and its manners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiverOptions {
    /// Which.
    pub kind: Receiver,
    /// Calls without a name come as a single data message.
    pub single: bool,
    /// So many messages are damaged first.
    pub damaged: u32,
    /// Ring, speech and an idle line make characters (modules only).
    pub noisy: bool,
    /// Rings and hooks are told, too (Whozz Calling?; the host may change it with `d` and `D`).
    pub detail: bool,
}

impl ReceiverOptions {
    /// One without oddities but those of its kind.
    #[must_use]
    pub fn new(kind: Receiver) -> Self {
        Self { kind, single: false, damaged: 0, noisy: kind == Receiver::Module, detail: true }
    }
}

/// The receiver.
pub struct ReceiverModel {
    options: ReceiverOptions,
    line: LineSide,
    now: Duration,
    /// Bytes under way, in order of time.
    coming: VecDeque<(Duration, u8)>,
    ready: VecDeque<u8>,
    damaged: u32,
    noise: u64,
    next_noise: Duration,
    loud: bool,
    whozz: Whozz,
}

impl ReceiverModel {
    /// A receiver on a line.
    #[must_use]
    pub fn new(options: ReceiverOptions, line: LineSide) -> Self {
        Self {
            options,
            line,
            now: Duration::ZERO,
            coming: VecDeque::new(),
            ready: VecDeque::new(),
            damaged: options.damaged,
            noise: 0x2545_f491_4f6c_dd1d,
            next_noise: IDLE_NOISE,
            loud: false,
            whozz: Whozz::new(options.detail),
        }
    }

    fn step(&mut self, to: Duration) {
        self.now = to;
        self.line.advance(to);
        while let Some(said) = self.line.next_said() {
            match (self.options.kind, said.signal) {
                (Receiver::Whozz, signal) => {
                    if matches!(signal, LineSignal::CallerId(_)) && self.damaged > 0 {
                        self.damaged -= 1;
                        self.whozz.damage();
                    }
                    self.whozz.take(&signal, to);
                }
                (_, LineSignal::CallerId(id)) => self.message(&id),
                (_, LineSignal::Ring(edge)) => self.loud = edge == Edge::Begin,
                (_, LineSignal::Hook(hook)) => self.loud = hook == Hook::Off,
                _ => {}
            }
        }
        if self.options.kind == Receiver::Whozz {
            self.whozz.listen(&mut self.line, to);
            for line in self.whozz.records() {
                self.coming.extend(line.into_bytes().into_iter().map(|byte| (to, byte)));
            }
        } else {
            self.line.skip(to);
            self.make_noise();
        }
        while self.coming.front().is_some_and(|(at, _)| *at <= to) {
            self.ready.extend(self.coming.pop_front().map(|(_, byte)| byte));
        }
        let surplus = self.ready.len().saturating_sub(MOST_WAITING);
        self.ready.drain(..surplus);
    }

    /// The bytes of a message. The line tells it when its burst has ended: a module's come late by their length.
    fn message(&mut self, id: &CallerId) {
        let single = self.options.single && id.name.is_empty();
        let format = if single { Format::Sdmf } else { Format::Mdmf };
        let number = id.number.as_deref().map(modulate::dialable);
        let mut bytes = message::encode(&CallerId { format, number, ..id.clone() });
        if self.damaged > 0 {
            self.damaged -= 1;
            bytes[6] ^= 0x04;
        }
        if self.options.kind == Receiver::Comet {
            self.coming.extend(bytes.into_iter().map(|byte| (self.now + WHOLE, byte)));
            return;
        }
        let mut at = self.now;
        let mut say = |byte: u8| {
            at += CHARACTER;
            self.coming.push_back((at, byte));
            at
        };
        let seized = SEIZURE.map(&mut say);
        let marked = seized[SEIZURE.len() - 1] + MARK;
        let data = bytes.into_iter().zip(1..).map(|(byte, n)| (marked + CHARACTER * n, byte));
        self.coming.extend(data);
    }

    /// What an HT9032 makes of a line without a burst. It says nothing of its own while one comes.
    fn make_noise(&mut self) {
        if !self.options.noisy || self.next_noise > self.now {
            return;
        }
        self.next_noise = self.now + if self.loud { LOUD_NOISE } else { IDLE_NOISE };
        self.noise ^= self.noise << 13;
        self.noise ^= self.noise >> 7;
        self.noise ^= self.noise << 17;
        if self.coming.is_empty() {
            self.ready.push_back((self.noise >> 32) as u8);
        }
    }

    /// When it will do something by itself.
    fn own_due(&self) -> Option<Duration> {
        let coming = self.coming.front().map(|(at, _)| *at);
        let noise = self.options.noisy.then_some(self.next_noise);
        [coming, noise, self.whozz.due(self.now)].into_iter().flatten().min()
    }
}

impl BoxModel for ReceiverModel {
    fn descriptors(&self) -> Descriptors {
        let name = match self.options.kind {
            Receiver::Comet => "Comet",
            Receiver::Module => "HT9032",
            Receiver::Whozz => "Whozz Calling?",
        };
        let strings = vec![String::new(), name.to_owned(), String::new()];
        let device = device_descriptor([2, 0, 0], 0, 0, 0x0100);
        Descriptors { device, configuration: Vec::new(), strings }
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

    fn out(&mut self, endpoint: u8, data: &[u8], now: Duration) -> Result<(), Stall> {
        if endpoint != Pipe::TTY_OUT.0 {
            return Err(Stall);
        }
        self.advance(now);
        if self.options.kind == Receiver::Whozz {
            self.whozz.toggle(data);
        }
        Ok(())
    }

    fn advance(&mut self, now: Duration) {
        while self.now < now {
            let due = [self.own_due(), self.line.next_due()].into_iter().flatten().min();
            // Two looks may lie closer together than the smallest step.
            let next = due.unwrap_or(now).max(self.now + Duration::from_micros(1));
            self.step(next.min(now));
        }
        self.step(now);
    }

    fn next_due(&self) -> Option<Duration> {
        let ready = (!self.ready.is_empty()).then_some(self.now);
        [ready, self.own_due(), self.line.next_due()].into_iter().flatten().min()
    }

    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        let fetched = endpoint == Pipe::TTY_IN.0 && !self.ready.is_empty();
        fetched.then(|| self.ready.drain(..).collect())
    }

    fn power_on(&mut self, now: Duration) {
        self.advance(now);
        self.coming.clear();
        self.ready.clear();
        self.whozz = Whozz::new(self.options.detail);
    }

    fn line(&mut self) -> &mut LineSide {
        &mut self.line
    }
}
