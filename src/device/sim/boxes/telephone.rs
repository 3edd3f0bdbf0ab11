//! The model of a telephone-control box (USB CDC PSTN 1.2, telephone control model): a telephone that tells what its
//! calls do. No such box is known; this is what the standard has, and where it leaves something open, what a careful
//! maker would do. May depend on `base`, `audio` and `dsp`.

use super::direct::notices::Notices;
use super::direct::{Watch, Watched};
use super::{BoxModel, Descriptors, LineSide, Stall};
use super::{configuration, device_descriptor, endpoint, interface};
use crate::base::caller_id::{Absence, CallerId};
use crate::base::signal::{Edge, Hook, LineSignal};
use crate::device::link::Setup;
use crate::device::sim::model::Phase;
use std::time::Duration;

/// Where it notifies.
const NOTIFY: u8 = 0x81;
/// It is asked every 8 ms.
const INTERVAL: u8 = 8;

/// A telephone-control box with its line. The line's settings say whether it decodes caller ID.
pub struct TelephoneModel {
    line: LineSide,
    watch: Watch,
    packet: u16,
    now: Duration,
    notices: Notices,
    phase: Phase,
    rings: bool,
}

impl TelephoneModel {
    /// A box on this line whose interrupt packets hold `packet` bytes.
    #[must_use]
    pub fn new(line: LineSide, packet: u16) -> Self {
        let interval = Duration::from_millis(u64::from(INTERVAL));
        Self {
            line,
            watch: Watch::default(),
            packet,
            now: Duration::ZERO,
            notices: Notices::new(0, usize::from(packet), interval),
            phase: Phase::Idle,
            rings: false,
        }
    }

    /// What it writes down; `desk_rings` is how often its bell was rung by the host.
    #[must_use]
    pub fn watch(&self) -> Watch {
        self.watch.clone()
    }

    fn request(&mut self, setup: Setup, data: &[u8], now: Duration) -> Result<Vec<u8>, Stall> {
        match (setup.request_type, setup.request, setup.value) {
            (0x21, 0x32, 0..=2) | (0x21, 0x34, 3) => {}
            (0x21, 0x34, 0) if self.line.is_off_hook() => self.hook(false, now),
            (0x21, 0x34, 1) => self.hook(true, now),
            (0x21, 0x34, 2) => self.watch.look().desk_rings += 1,
            (0x21, 0x36, _) => {
                let digits = std::str::from_utf8(data).map_err(|_no_text| Stall)?;
                self.line.dial(digits, now).map_err(|_refused| Stall)?;
            }
            (0xa1, 0x35, _) => return Ok(self.line_parms()),
            _ => return Err(Stall),
        }
        Ok(Vec::new())
    }

    fn hook(&mut self, off: bool, now: Duration) {
        if off != self.line.is_off_hook() {
            self.line.hook(off, now);
            self.line_state(if off { Hook::Off } else { Hook::On }, now);
        }
    }

    fn line_state(&mut self, hook: Hook, at: Duration) {
        self.notices.say(at, 0x29, if hook == Hook::Off { 2 } else { 3 }, &[]);
    }

    /// One call, index 0.
    fn line_parms(&self) -> Vec<u8> {
        let (change, state) = match self.phase {
            Phase::Idle | Phase::Released => (1, 0),
            Phase::Ringing => (5, 6),
            Phase::DialTone => (0, 1),
            Phase::Dialling => (2, 3),
            Phase::RingBack => (3, 4),
            Phase::Talk => (4, 5),
        };
        let active = if self.phase == Phase::Idle { 0 } else { 0x80 };
        let index = if active == 0 { 0xff } else { 0 };
        vec![14, 0, 0, 0, 0, 0x80, index, 0, 0, active, state, change, 0, active]
    }

    /// Somebody calls, or it has become known who.
    fn incoming(&mut self, at: Duration, caller: Option<&CallerId>) {
        let mut payload = vec![0];
        let time = caller.and_then(|caller| caller.time).map(|t| {
            format!("{:02}{:02}{:02}{:02}", t.month, t.day, t.hour, t.minute).into_bytes()
        });
        let number = caller.map(|caller| match (&caller.number, caller.absence) {
            (Some(number), _) => number.clone().into_bytes(),
            (None, Some(Absence::Private)) => b"P".to_vec(),
            (None, _) => b"O".to_vec(),
        });
        let name = caller.map(|caller| caller.name.clone());
        for text in [time, number, name] {
            let text = text.unwrap_or_default();
            payload.push(text.len() as u8);
            payload.extend(text);
        }
        self.notices.say(at, 0x28, 5, &payload);
    }

    /// What the exchange did since the last time.
    fn look(&mut self, at: Duration) {
        let phase = self.line.exchange().phase();
        if phase == self.phase {
            return;
        }
        let before = std::mem::replace(&mut self.phase, phase);
        match phase {
            Phase::Idle => self.notices.say(at, 0x28, 1, &[]),
            Phase::Ringing | Phase::DialTone => {}
            Phase::Dialling => self.notices.say(at, 0x28, 2, &[]),
            Phase::RingBack => self.notices.say(at, 0x28, 3, &[0]),
            Phase::Talk => self.notices.say(at, 0x28, 4, &[0]),
            Phase::Released if before == Phase::Talk => self.notices.say(at, 0x28, 1, &[]),
            Phase::Released => self.notices.say(at, 0x28, 3, &[1]),
        }
        self.rings &= phase == Phase::Ringing;
    }
}

impl BoxModel for TelephoneModel {
    fn descriptors(&self) -> Descriptors {
        let mut body = interface(0, 0, 1, [0x02, 0x03, 0x00]).to_vec();
        body.extend([5, 0x24, 0x00, 0x10, 0x01]);
        body.extend([4, 0x24, 0x08, 0x07]);
        body.extend([5, 0x24, 0x04, 8, 4]);
        body.extend([7, 0x24, 0x05, 0x26, 0, 0, 0]);
        body.extend([4, 0x24, 0x06, 0]);
        body.extend(endpoint(NOTIFY, 3, self.packet, INTERVAL));
        Descriptors {
            device: device_descriptor([0x02, 0, 0], 0x1209, 0x0d1d, 0x0100),
            configuration: configuration(1, &body),
            strings: ["Ringdesk", "telephone by the book", "T1"].map(str::to_owned).to_vec(),
        }
    }

    fn control(
        &mut self,
        setup: Setup,
        data: &[u8],
        _length: usize,
        now: Duration,
    ) -> Result<Vec<u8>, Stall> {
        let reply = self.request(setup, data, now);
        let Watched { requests, .. } = &mut *self.watch.look();
        requests.push((setup.request, setup.value, reply.is_ok()));
        reply
    }

    fn out(&mut self, _endpoint: u8, _data: &[u8], _now: Duration) -> Result<(), Stall> {
        Err(Stall)
    }

    fn advance(&mut self, now: Duration) {
        self.now = now;
        self.line.advance(now);
        while let Some(said) = self.line.next_said() {
            match said.signal {
                LineSignal::Ring(Edge::Begin) if !self.rings => {
                    self.rings = true;
                    self.incoming(said.at, None);
                }
                LineSignal::CallerId(caller) => {
                    self.rings = true;
                    self.incoming(said.at, Some(&caller));
                }
                LineSignal::Hook(hook) => self.line_state(hook, said.at),
                _ => {}
            }
        }
        self.look(now);
        for (code, value, payload) in self.watch.look().say.drain(..) {
            self.notices.say(now, code, value, &payload);
        }
    }

    fn next_due(&self) -> Option<Duration> {
        [self.line.next_due(), self.notices.due()].into_iter().flatten().min()
    }

    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        if endpoint == NOTIFY { self.notices.take(self.now) } else { None }
    }

    fn power_on(&mut self, now: Duration) {
        self.now = now;
        self.line.hook(false, now);
        self.line.connect_desk(true, now);
        self.notices.clear();
        self.phase = self.line.exchange().phase();
        self.rings = false;
    }

    fn line(&mut self) -> &mut LineSide {
        &mut self.line
    }
}
