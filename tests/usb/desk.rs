//! A model at work: the transfers the host has asked for, what the model has to say, and hands that pull plugs and drop
//! packets at exact transfers, as on the bench of `device::sim::boxes::bench`. IN transfers with nothing to deliver stay
//! pending, as those of an endpoint that answers NAK; isochronous ones end on the clock. Depends on `device::sim::boxes`.

use crate::port;
use crate::standard::{Answer, Standing};
use crate::wire::{self, Command, FINE, SILENCE, STALL, Urb};
use ringdesk::device::UsbId;
use ringdesk::device::link::Setup;
use ringdesk::device::sim::boxes::bench::Fault;
use ringdesk::device::sim::boxes::{BoxModel, Descriptors, Stall};
use std::collections::{BTreeMap, VecDeque};
use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// How often the model is looked after at least, as on the bench.
const LONGEST_STEP: Duration = Duration::from_millis(20);
const FRAME: Duration = Duration::from_millis(1);
/// A sound stream that stood still for so long begins its clock anew.
const STREAM_BREAK: Duration = Duration::from_millis(500);

/// A model and its end of the cable.
pub struct Desk {
    /// What is played.
    pub model: Box<dyn BoxModel>,
    descriptors: Descriptors,
    standing: Standing,
    /// Where it is plugged in, or was.
    pub socket: u32,
    wire: Option<UnixStream>,
    /// Grows with each time the plug is put in.
    pub life: u64,
    /// IN transfers that wait for data.
    waiting: BTreeMap<u8, VecDeque<Urb>>,
    /// Data that go before what the model says next.
    ready: BTreeMap<u8, VecDeque<Vec<u8>>>,
    /// Transfers that are carried out later, or never.
    held: Vec<(Duration, Urb)>,
    /// Isochronous transfers by the moment they end, and when each stream is due.
    sound: BTreeMap<(Duration, u32), Urb>,
    streams: BTreeMap<u8, Duration>,
    /// Packets of sound so far, by endpoint.
    pub packets: BTreeMap<u8, usize>,
    faults: VecDeque<(u64, Fault)>,
    /// Transfers of the model so far.
    pub transfers: u64,
    late: Duration,
    /// The cable is half out: nothing is answered any more.
    pub silent: bool,
}

impl Desk {
    /// A desk for this model, not plugged in yet.
    pub fn new(model: Box<dyn BoxModel>, socket: u32) -> Self {
        Self {
            descriptors: model.descriptors(),
            model,
            standing: Standing::default(),
            socket,
            wire: None,
            life: 0,
            waiting: BTreeMap::new(),
            ready: BTreeMap::new(),
            held: Vec::new(),
            sound: BTreeMap::new(),
            streams: BTreeMap::new(),
            packets: BTreeMap::new(),
            faults: VecDeque::new(),
            transfers: 0,
            late: Duration::ZERO,
            silent: false,
        }
    }

    /// Vendor and product.
    pub fn id(&self) -> UsbId {
        let [_, _, _, _, _, _, _, _, v0, v1, p0, p1, ..] = self.descriptors.device;
        UsbId { vendor: u16::from_le_bytes([v0, v1]), product: u16::from_le_bytes([p0, p1]) }
    }

    /// The plug was put in: power comes on.
    pub fn plugged(&mut self, wire: UnixStream, now: Duration) {
        self.standing = Standing::default();
        self.forget();
        self.wire = Some(wire);
        self.silent = false;
        self.model.power_on(now);
    }

    fn forget(&mut self) {
        self.waiting.clear();
        self.ready.clear();
        self.held.clear();
        self.sound.clear();
        self.streams.clear();
        self.late = Duration::ZERO;
    }

    /// Pulls the plug. Nothing happens when it is out already.
    pub fn pull(&mut self) {
        let Some(wire) = self.wire.take() else { return };
        // It fails only when the kernel has let go already.
        drop(port::unplug(self.socket));
        drop(wire.shutdown(Shutdown::Both));
        self.forget();
    }

    /// Whether the plug is in.
    pub fn is_plugged(&self) -> bool {
        self.wire.is_some()
    }

    /// The cable comes loose: from now on no transfer is answered.
    pub fn loosen(&mut self) {
        self.silent = true;
        let waiting = std::mem::take(&mut self.waiting).into_values().flatten();
        for urb in waiting.collect::<Vec<_>>() {
            self.end(&urb, SILENCE, 0, &[]);
        }
    }

    /// How many IN transfers the host has asked for here.
    pub fn asked(&self, endpoint: u8) -> usize {
        self.waiting.get(&endpoint).map_or(0, VecDeque::len)
    }

    /// The transfer after `ahead` further ones meets `fault`.
    pub fn fault(&mut self, ahead: u64, fault: Fault) {
        self.faults.push_back((self.transfers + ahead, fault));
    }

    /// Counts a transfer; the fault that waits for it.
    fn transfer(&mut self) -> Option<Fault> {
        self.transfers += 1;
        let number = self.transfers;
        let at = self.faults.iter().position(|(at, _)| *at < number)?;
        self.faults.remove(at).map(|(_, fault)| fault)
    }

    /// The host says something.
    pub fn command(&mut self, command: Command, now: Duration) {
        match command {
            Command::Submit(urb) => self.submit(urb, now),
            Command::Unlink { seq, victim } => {
                let in_time = self.take_back(victim);
                self.send(&wire::unlinked(seq, in_time));
            }
        }
    }

    fn take_back(&mut self, victim: u32) -> bool {
        let mut found = false;
        let mut keep = |urb: &Urb| {
            found |= urb.seq == victim;
            urb.seq != victim
        };
        self.waiting.values_mut().for_each(|queue| queue.retain(&mut keep));
        self.held.retain(|(_, urb)| keep(urb));
        self.sound.retain(|_, urb| keep(urb));
        found
    }

    fn submit(&mut self, urb: Urb, now: Duration) {
        if self.silent {
            return self.end(&urb, SILENCE, 0, &[]);
        }
        if !urb.packets.is_empty() {
            return self.schedule(urb, now);
        }
        match urb.endpoint {
            0 | 0x80 => match self.standing.answer(urb.setup, &self.descriptors) {
                Answer::Reply(bytes) => self.answer(&urb, Ok(bytes)),
                Answer::Stall => self.answer(&urb, Err(Stall)),
                Answer::ConfiguredAnew => {
                    self.forget();
                    self.model.power_on(now);
                    self.answer(&urb, Ok(Vec::new()));
                }
                Answer::Model => self.meet(urb, now),
            },
            endpoint if endpoint & 0x80 != 0 => {
                self.waiting.entry(endpoint).or_default().push_back(urb);
                self.pump(now);
            }
            endpoint if self.standing.halted.contains(&endpoint) => self.end(&urb, STALL, 0, &[]),
            _ => self.meet(urb, now),
        }
    }

    /// A transfer of the model that goes out, with its fault.
    fn meet(&mut self, urb: Urb, now: Duration) {
        let control = matches!(urb.endpoint, 0 | 0x80);
        match self.transfer() {
            None | Some(Fault::Shred | Fault::Merge | Fault::Garbage(_)) => self.perform(&urb, now),
            Some(Fault::Nak(time)) => self.held.push((now + time, urb)),
            Some(Fault::Lose) if control => self.held.push((Duration::MAX, urb)),
            Some(Fault::Lose) => self.end(&urb, FINE, urb.data.len(), &[]),
            Some(Fault::Unplug) => self.pull(),
            Some(Fault::Stall) => {
                if !control {
                    self.standing.halted.insert(urb.endpoint);
                }
                self.end(&urb, STALL, 0, &[]);
            }
            Some(Fault::Reset) => {
                self.model.power_on(now);
                self.perform(&urb, now);
            }
        }
    }

    fn perform(&mut self, urb: &Urb, now: Duration) {
        self.model.advance(now);
        let result = if matches!(urb.endpoint, 0 | 0x80) {
            let [request_type, request, v0, v1, i0, i1, l0, l1] = urb.setup;
            let value = u16::from_le_bytes([v0, v1]);
            let setup = Setup { request_type, request, value, index: u16::from_le_bytes([i0, i1]) };
            let length = if request_type & 0x80 == 0 { 0 } else { u16::from_le_bytes([l0, l1]) };
            self.model.control(setup, &urb.data, usize::from(length), now)
        } else {
            self.model.out(urb.endpoint, &urb.data, now).map(|()| Vec::new())
        };
        self.answer(urb, result);
        self.pump(now);
    }

    fn answer(&mut self, urb: &Urb, result: Result<Vec<u8>, Stall>) {
        match result {
            Err(Stall) => self.end(urb, STALL, 0, &[]),
            Ok(_) if urb.endpoint & 0x80 == 0 => self.end(urb, FINE, urb.data.len(), &[]),
            Ok(mut bytes) => {
                bytes.truncate(urb.length);
                self.end(urb, FINE, bytes.len(), &bytes);
            }
        }
    }

    /// Hands what the model has to say to the transfers that wait for it.
    pub fn pump(&mut self, now: Duration) {
        for endpoint in self.waiting.keys().copied().collect::<Vec<_>>() {
            while self.asked(endpoint) > 0 {
                let bytes = self.fetch(endpoint, now);
                let halted = self.standing.halted.contains(&endpoint);
                if bytes.is_none() && !halted {
                    break;
                }
                let urb = self.waiting.get_mut(&endpoint).and_then(VecDeque::pop_front);
                let Some(urb) = urb else { break };
                let Some(mut bytes) = bytes else {
                    self.end(&urb, STALL, 0, &[]);
                    continue;
                };
                if bytes.len() > urb.length {
                    let rest = bytes.split_off(urb.length);
                    self.ready.entry(endpoint).or_default().push_front(rest);
                }
                self.end(&urb, FINE, bytes.len(), &bytes);
            }
        }
    }

    /// The next transfer of an IN endpoint, with its fault.
    fn fetch(&mut self, endpoint: u8, now: Duration) -> Option<Vec<u8>> {
        loop {
            if self.late > now || self.standing.halted.contains(&endpoint) {
                return None;
            }
            if let Some(bytes) = self.ready.get_mut(&endpoint).and_then(VecDeque::pop_front) {
                return Some(bytes);
            }
            let mut bytes = self.model.take(endpoint)?;
            let fault = self.transfer();
            let queue = self.ready.entry(endpoint).or_default();
            match fault {
                None => return Some(bytes),
                Some(Fault::Lose) => {}
                Some(Fault::Reset) => self.model.power_on(now),
                Some(Fault::Shred) => queue.extend(bytes.iter().map(|byte| vec![*byte])),
                Some(Fault::Garbage(garbage)) => queue.extend([garbage, bytes]),
                Some(Fault::Merge) => {
                    bytes.extend(self.model.take(endpoint).unwrap_or_default());
                    queue.push_back(bytes);
                }
                Some(Fault::Nak(time)) => {
                    queue.push_back(bytes);
                    self.late = now + time;
                }
                Some(Fault::Stall) => {
                    queue.push_back(bytes);
                    self.standing.halted.insert(endpoint);
                }
                Some(Fault::Unplug) => {
                    self.pull();
                    return None;
                }
            }
        }
    }

    /// A sound transfer ends when its last frame has passed.
    fn schedule(&mut self, urb: Urb, now: Duration) {
        let due = self.streams.entry(urb.endpoint).or_insert(now);
        if *due + STREAM_BREAK < now {
            *due = now;
        }
        let frames = u32::try_from(urb.packets.len()).unwrap_or(1) * urb.interval;
        *due += FRAME * frames;
        let key = (*due, urb.seq);
        self.sound.insert(key, urb);
    }

    fn play(&mut self, due: Duration, mut urb: Urb) {
        let step = FRAME * urb.interval;
        let mut at = due.saturating_sub(step * u32::try_from(urb.packets.len()).unwrap_or(1));
        let mut whole = Vec::new();
        *self.packets.entry(urb.endpoint).or_default() += urb.packets.len();
        for packet in &mut urb.packets {
            at += step;
            let (from, room) = (packet.offset as usize, packet.length as usize);
            if urb.endpoint & 0x80 == 0 {
                let bytes = urb.data.get(from..from + room).unwrap_or_default();
                self.model.iso_out(urb.endpoint, bytes, at);
                packet.actual = packet.length;
            } else {
                let mut bytes = self.model.iso_in(urb.endpoint, at);
                bytes.truncate(room);
                packet.actual = u32::try_from(bytes.len()).unwrap_or(0);
                whole.extend(bytes);
            }
        }
        let actual = urb.packets.iter().map(|packet| packet.actual as usize).sum();
        self.send(&wire::submitted(urb.seq, FINE, actual, &whole, &urb.packets));
    }

    /// Lets time pass up to `now`; how long the model may then be left alone.
    pub fn advance(&mut self, now: Duration) -> Duration {
        if !self.is_plugged() {
            return LONGEST_STEP;
        }
        self.model.advance(now);
        while let Some(entry) = self.sound.first_entry().filter(|entry| entry.key().0 <= now) {
            let ((due, _), urb) = entry.remove_entry();
            self.play(due, urb);
        }
        let (ripe, held) =
            std::mem::take(&mut self.held).into_iter().partition(|(at, _)| *at <= now);
        self.held = held;
        let ripe: Vec<(Duration, Urb)> = ripe;
        for (_, urb) in ripe {
            self.perform(&urb, now);
        }
        self.pump(now);
        let sound = self.sound.keys().next().map(|(due, _)| *due);
        let due = self.model.next_due().into_iter().chain(sound).min();
        due.map_or(LONGEST_STEP, |due| due.saturating_sub(now)).clamp(FRAME, LONGEST_STEP)
    }

    fn end(&mut self, urb: &Urb, status: i32, actual: usize, data: &[u8]) {
        self.send(&wire::submitted(urb.seq, status, actual, data, &[]));
    }

    fn send(&mut self, bytes: &[u8]) {
        // When the kernel has hung up, the plug is out, and the stage will notice.
        if let Some(wire) = self.wire.as_mut() {
            drop(wire.write_all(bytes));
        }
    }
}
