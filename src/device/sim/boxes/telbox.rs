//! The model of the Yealink telephone boxes USB-B2K and USB-B3G (6993:b001), written from what the projects that drive
//! them have published. Where these disagree it plays both sides: [`Edition`], [`Habits`].
//! May depend on `base`, `audio` and `dsp`.

mod descriptors;
#[cfg(test)]
mod tests;

use super::{BoxModel, Descriptors, LineSide, Stall};
use crate::base::order::FarEndAction;
use crate::base::signal::{Edge, Hook, LineSignal};
use crate::device::link::Setup;
use crate::device::sim::settings::SimSettings;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Where replies come from.
pub const REPLIES: u8 = 0x81;
/// The line's sound, 8 kHz, 16 bits, one channel.
pub const SOUND_IN: u8 = 0x82;
/// Sound for the line.
pub const SOUND_OUT: u8 = 0x02;
/// A packet of either.
const PACKET: usize = 16;
/// Samples of a millisecond.
const MILLISECOND: usize = 8;
/// Sound that nobody fetched for so long is lost.
const PATIENCE: Duration = Duration::from_millis(100);
/// From one key of a person to the next.
const KEY: Duration = Duration::from_millis(200);

/// Which box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// USB-B2K, version 0525.
    B2kFirst,
    /// USB-B2K, version 0572.
    B2kSecond,
    /// USB-B3G, version 0543.
    B3g {
        /// What its hook bit says while the phone is lifted: the published readings disagree.
        lifted: bool,
    },
    /// A telephone of the same maker with the same ids and no line, version 0112.
    Telephone,
}

/// What differs from box to box, or is not known for sure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habits {
    /// From a command to its reply.
    pub reply_after: Duration,
    /// Commands that are refused.
    pub refuses: Vec<u8>,
    /// A scan (80) for more than one byte is refused.
    pub short_scans: bool,
    /// The phone is on USB when the box gets its power.
    pub wakes_on_usb: bool,
    /// Replies to writes bring the data back.
    pub echoes: bool,
    /// The number of the newest key when the box gets its power.
    pub first_key: u8,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            reply_after: Duration::from_millis(2),
            refuses: Vec::new(),
            short_scans: false,
            wakes_on_usb: false,
            echoes: true,
            first_key: 0,
        }
    }
}

/// What happens at the desk of a box.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct DeskState {
    presses: VecDeque<char>,
    /// Packets that the box sends by itself.
    whims: Vec<[u8; PACKET]>,
    mute: bool,
    rung: Vec<(Duration, bool)>,
    joined: bool,
    lights: [bool; 2],
}

/// The hands and eyes at the desk: shared with the model, wherever it is.
#[derive(Debug, Clone, Default)]
pub struct Desk(Arc<Mutex<DeskState>>);

impl Desk {
    fn lock(&self) -> MutexGuard<'_, DeskState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Presses keys on the desk phone, five a second. They dial when it is on the line and lifted.
    pub fn press(&self, keys: &str) {
        self.lock().presses.extend(keys.chars());
    }

    /// The box sends this packet by itself; its check byte is made right.
    pub fn send(&self, packet: [u8; PACKET]) {
        self.lock().whims.push(packet);
    }

    /// The box answers nothing any more, or again.
    pub fn set_mute(&self, mute: bool) {
        self.lock().mute = mute;
    }

    /// When the box began to ring the phone and when it stopped.
    #[must_use]
    pub fn rung(&self) -> Vec<(Duration, bool)> {
        self.lock().rung.clone()
    }

    /// Line and USB audio are joined.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.lock().joined
    }

    /// The lights "USB" and "PSTN".
    #[must_use]
    pub fn lights(&self) -> [bool; 2] {
        self.lock().lights
    }
}

/// The box.
pub struct Telbox {
    edition: Edition,
    habits: Habits,
    line: LineSide,
    desk: Desk,
    now: Duration,
    replies: VecDeque<(Duration, [u8; PACKET])>,
    /// The newest keys as the box counts them.
    keys: [u8; 32],
    newest: u8,
    next_key: Duration,
    ring: bool,
    lifted: bool,
    sound: VecDeque<i16>,
    fetched: Duration,
}

impl Telbox {
    /// A box on a line.
    #[must_use]
    pub fn new(edition: Edition, habits: Habits, settings: SimSettings) -> Self {
        Self::on(edition, habits, LineSide::new(settings))
    }

    /// A box on a line that may play a scenario.
    #[must_use]
    pub fn on(edition: Edition, habits: Habits, line: LineSide) -> Self {
        Self {
            edition,
            habits,
            line,
            desk: Desk::default(),
            now: Duration::ZERO,
            replies: VecDeque::new(),
            keys: [0; 32],
            newest: 0,
            next_key: Duration::ZERO,
            ring: false,
            lifted: false,
            sound: VecDeque::new(),
            fetched: Duration::ZERO,
        }
    }

    /// The desk of this box.
    #[must_use]
    pub fn desk(&self) -> Desk {
        self.desk.clone()
    }

    fn is_b3g(&self) -> bool {
        matches!(self.edition, Edition::B3g { .. })
    }

    fn hears_the_line(&self) -> bool {
        self.is_b3g() && self.line.is_off_hook() && self.desk.is_joined()
    }

    /// The reply to a packet whose check byte is right.
    fn answer(&mut self, packet: &[u8; PACKET], now: Duration) -> [u8; PACKET] {
        let [command, size, _, place, data @ ..] = packet;
        let on = data.first() == Some(&1);
        let mut reply = *packet;
        let long_scan = *command == 0x80 && *size > 1 && self.habits.short_scans;
        if self.habits.refuses.contains(command) || long_scan {
            return refusal();
        }
        match command {
            0x87 => fill(&mut reply, &self.version().to_be_bytes()),
            0x8e => fill(&mut reply, &[0x20, 0x07, 0x11, 0x27, 0, 0, 0, 0, 0, 0x42]),
            0x8d if !self.is_b3g() => {
                fill(&mut reply, &[u8::from(self.ring) | u8::from(self.lifted) << 1]);
            }
            0x80 if !self.is_b3g() => fill(&mut reply, &[self.newest]),
            0x80 => {
                let bit = u8::from(self.hook_bit());
                fill(&mut reply, &[self.newest, u8::from(self.ring), bit]);
            }
            0x81 => fill(&mut reply, &[self.keys[usize::from(*place) % 32]]),
            0x01 => self.desk.lock().rung.push((now, on)),
            0x05 => self.desk.lock().lights = [data[0] == 0xff, data[1] == 0xff],
            0x07 => {
                self.line.hook(on, now);
                self.skip(now);
            }
            0x09 => {}
            0x0e => self.line.connect_desk(on, now),
            0x14 if self.is_b3g() => {
                self.desk.lock().joined = on;
                self.skip(now);
            }
            _ => return refusal(),
        }
        if command & 0x80 == 0 && !self.habits.echoes {
            fill(&mut reply, &[0; 11]);
        }
        checked(reply)
    }

    fn version(&self) -> u16 {
        match self.edition {
            Edition::B2kFirst => 0x0525,
            Edition::B2kSecond => 0x0572,
            Edition::B3g { .. } => 0x0543,
            Edition::Telephone => 0x0112,
        }
    }

    fn hook_bit(&self) -> bool {
        match self.edition {
            Edition::B3g { lifted } => self.lifted == lifted,
            _ => self.lifted,
        }
    }

    /// What is heard from now on; nobody listened before.
    fn skip(&mut self, now: Duration) {
        self.line.skip(now);
        self.sound.clear();
        self.fetched = now;
    }

    /// A person presses the next key.
    fn press(&mut self, now: Duration) {
        if self.next_key > now {
            return;
        }
        let Some(key) = self.desk.lock().presses.pop_front() else { return };
        self.next_key = now + KEY;
        let code = match key {
            '*' => 0x0b,
            '#' => 0x0c,
            key => key.to_digit(10).map_or(0xff, |value| value as u8),
        };
        self.keys[usize::from(self.newest) % 32] = code;
        self.newest = self.newest.wrapping_add(1) % 32;
        if self.lifted && self.line.desk_is_connected() {
            // Keys in the middle of a call change nothing.
            let _dialled = self.line.act(FarEndAction::DialDeskPhone(key.to_string()), now);
        }
    }

    fn listen_to_line(&mut self) {
        while let Some(said) = self.line.next_said() {
            match said.signal {
                LineSignal::Ring(edge) => self.ring = edge == Edge::Begin,
                LineSignal::Hook(hook) => self.lifted = hook == Hook::Off,
                _ => {}
            }
        }
    }
}

/// The data of a packet.
fn fill(packet: &mut [u8; PACKET], data: &[u8]) {
    for (place, value) in packet.iter_mut().skip(4).take(11).zip(data) {
        *place = *value;
    }
}

/// With its check byte.
fn checked(mut packet: [u8; PACKET]) -> [u8; PACKET] {
    let sum = packet[..PACKET - 1].iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    packet[PACKET - 1] = sum.wrapping_neg();
    packet
}

fn refusal() -> [u8; PACKET] {
    let mut packet = [0; PACKET];
    packet[0] = 0xfd;
    checked(packet)
}

impl BoxModel for Telbox {
    fn descriptors(&self) -> Descriptors {
        descriptors::all(self.edition)
    }

    fn control(
        &mut self,
        setup: Setup,
        data: &[u8],
        length: usize,
        now: Duration,
    ) -> Result<Vec<u8>, Stall> {
        self.advance(now);
        match (setup.request_type, setup.request, setup.value, setup.index) {
            (0x21, 0x09, 0x0200, 3) => {
                let packet: [u8; PACKET] = data.try_into().map_err(|_length| Stall)?;
                if self.desk.lock().mute {
                    return Ok(Vec::new());
                }
                let reply =
                    if checked(packet) == packet { self.answer(&packet, now) } else { refusal() };
                self.listen_to_line();
                self.replies.push_back((now + self.habits.reply_after, reply));
                Ok(Vec::new())
            }
            (0x81, 0x06, 0x2200, 3) => {
                let mut report = descriptors::REPORT.to_vec();
                report.truncate(length);
                Ok(report)
            }
            _ => Err(Stall),
        }
    }

    fn out(&mut self, _endpoint: u8, _data: &[u8], _now: Duration) -> Result<(), Stall> {
        Err(Stall)
    }

    fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        self.line.advance(now);
        self.press(now);
        self.listen_to_line();
        let whims = std::mem::take(&mut self.desk.lock().whims);
        self.replies.extend(whims.into_iter().map(|packet| (now, checked(packet))));
    }

    fn next_due(&self) -> Option<Duration> {
        let key = (!self.desk.lock().presses.is_empty()).then_some(self.next_key);
        let reply = self.replies.front().map(|(at, _)| *at);
        [self.line.next_due(), key, reply].into_iter().flatten().min()
    }

    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        if endpoint != REPLIES {
            return None;
        }
        self.replies.front().filter(|(at, _)| *at <= self.now)?;
        let (_, reply) = self.replies.pop_front()?;
        Some(reply.to_vec())
    }

    fn iso_in(&mut self, endpoint: u8, now: Duration) -> Vec<u8> {
        if endpoint != SOUND_IN {
            return Vec::new();
        }
        if !self.hears_the_line() || now > self.fetched + PATIENCE {
            self.skip(now);
        } else {
            let mut sound = Vec::new();
            self.line.receive(now, &mut sound);
            self.sound.extend(sound);
        }
        self.fetched = now;
        let samples = (0..MILLISECOND).map(|_| self.sound.pop_front().unwrap_or_default());
        samples.flat_map(i16::to_le_bytes).collect()
    }

    fn iso_out(&mut self, endpoint: u8, data: &[u8], now: Duration) {
        if endpoint == SOUND_OUT && self.hears_the_line() {
            let sample = |pair: &[u8]| i16::from_le_bytes([pair[0], pair[1]]);
            let samples: Vec<i16> = data.chunks_exact(2).map(sample).collect();
            self.line.send(&samples, now);
        }
    }

    fn power_on(&mut self, now: Duration) {
        self.now = now;
        self.replies.clear();
        self.keys = [0; 32];
        self.newest = self.habits.first_key % 32;
        {
            let mut desk = self.desk.lock();
            (desk.joined, desk.lights) = (false, [false, false]);
            desk.presses.clear();
            if desk.rung.last().is_some_and(|(_, on)| *on) {
                desk.rung.push((now, false));
            }
        }
        self.line.hook(false, now);
        self.line.connect_desk(!self.habits.wakes_on_usb, now);
        self.skip(now);
        self.listen_to_line();
    }

    fn line(&mut self) -> &mut LineSide {
        &mut self.line
    }
}
