//! A model of a headset, a telephone or a line adapter that describes itself: with or without report ids, keypad as array
//! or as bits, hook as switch, key or push, reports out by a pipe or by request. May depend on `base`.

use super::hid_descriptor;
use super::sound::{Places, Sound};
use crate::base::signal::{Edge, LineSignal};
use crate::device::link::Setup;
use crate::device::sim::boxes::{
    BoxModel, Descriptors, LineSide, Stall, configuration, device_descriptor, endpoint, interface,
};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const SOUND: Places =
    Places { control: 0, capture: 1, playback: 2, endpoint_in: 0x81, endpoint_out: 0x01 };
/// The HID interface comes after the sound, as in FreeBSD's template of a USB phone.
const HID: u8 = 3;
const ENDPOINT_IN: u8 = 0x82;
const ENDPOINT_OUT: u8 = 0x02;
/// Keys in the first byte of the first input report: hook, mute, then keys that spring back. Bit 6: the line rings.
const KEYS: [u8; 6] = [0x20, 0x2f, 0x21, 0x23, 0x24, 0x26];
const RING_BIT: u8 = 6;
/// Lamps of the output report by bit: mute, off-hook, ring.
const LAMPS: [u8; 3] = [0x09, 0x17, 0x18];

/// A phone of 128 “buttons” in and 128 “lamps” out, none of which is one.
#[rustfmt::skip]
const FOREIGN: &[u8] = &[
    0x05, 0x0b, 0x09, 0x01, 0xa1, 0x01, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x80,
    0x05, 0x09, 0x19, 0x01, 0x29, 0x3f, 0x81, 0x00,
    0x05, 0x08, 0x19, 0x01, 0x29, 0x10, 0x91, 0x00, 0xc0,
];

/// How its hook is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HookManner {
    /// Absolute, no preferred state: a switch.
    #[default]
    Switch,
    /// Absolute with a preferred state, and used as a switch all the same.
    Key,
    /// Relative: one push each time.
    Push,
}

/// How it describes itself.
#[allow(clippy::struct_excessive_bools, reason = "independent variants")]
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    /// Its hook (and its mute, which is a push unless the hook is a switch).
    pub hook: HookManner,
    /// Reports have ids.
    pub ids: bool,
    /// The keypad is an array of two entries, not twelve bits.
    pub array: bool,
    /// It has an interrupt OUT pipe.
    pub out_pipe: bool,
    /// Its hook switch follows the off-hook lamp.
    pub echo: bool,
    /// It is an adapter with a line: it tells rings, and its hook holds the line.
    pub line: bool,
    /// It calls itself a phone and carries packets of its own in reports of 16 bytes, as FreeBSD's template does.
    pub foreign: bool,
}

/// The hands and eyes of whoever wears it.
#[derive(Debug, Clone, Default)]
pub struct HeadsetHands(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    manner: Manner,
    keys: u8,
    pad: u16,
    lamps: u8,
    ready: VecDeque<Vec<u8>>,
}

impl HeadsetHands {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Turns or presses a key by its usage on the telephony page (`0x20` hook … `0xbb` `#`), or lets it go.
    pub fn key(&self, usage: u8, down: bool) {
        let mut inner = self.lock();
        if let Some(bit) = KEYS.iter().position(|key| *key == usage) {
            inner.set(bit as u8, down);
        } else if let Some(bit @ 0..12) = usage.checked_sub(0xb0) {
            inner.pad = (inner.pad & !(1 << bit)) | (u16::from(down) << bit);
            inner.tell_pad();
        }
    }

    /// Whether a lamp is on, by its usage on the LED page.
    #[must_use]
    pub fn lamp(&self, usage: u8) -> bool {
        let bit = LAMPS.iter().position(|lamp| *lamp == usage);
        bit.is_some_and(|bit| self.lock().lamps >> bit & 1 != 0)
    }

    /// Sends the keys once more, unchanged.
    pub fn repeat(&self) {
        self.lock().tell_keys();
    }
}

impl Inner {
    fn set(&mut self, bit: u8, on: bool) {
        let keys = (self.keys & !(1 << bit)) | (u8::from(on) << bit);
        if keys != self.keys {
            self.keys = keys;
            self.tell_keys();
        }
    }

    fn pad_bytes(&self) -> [u8; 2] {
        if !self.manner.array {
            return self.pad.to_le_bytes();
        }
        let mut pressed = (0..12).filter(|bit| self.pad >> bit & 1 != 0).map(|bit| bit + 1);
        [pressed.next().unwrap_or(0), pressed.next().unwrap_or(0)]
    }

    fn report(&self, id: u8) -> Vec<u8> {
        let [low, high] = self.pad_bytes();
        match (self.manner.ids, id) {
            (false, _) => vec![self.keys, low, high],
            (true, 1) => vec![1, self.keys],
            (true, _) => vec![2, low, high],
        }
    }

    fn tell_keys(&mut self) {
        let report = self.report(1);
        self.ready.push_back(report);
    }

    fn tell_pad(&mut self) {
        let report = self.report(2);
        self.ready.push_back(report);
    }
}

/// The model.
pub struct Headset {
    hands: HeadsetHands,
    manner: Manner,
    line: LineSide,
    sound: Sound,
}

impl Headset {
    /// A headset (or adapter) and the hands that use it.
    #[must_use]
    pub fn new(line: LineSide, manner: Manner) -> (Self, HeadsetHands) {
        let hands = HeadsetHands::default();
        hands.lock().manner = manner;
        (Self { hands: hands.clone(), manner, line, sound: Sound::default() }, hands)
    }

    /// Its report descriptor.
    fn report_descriptor(&self) -> Vec<u8> {
        if self.manner.foreign {
            return FOREIGN.to_vec();
        }
        let Manner { hook, ids, array, line, .. } = self.manner;
        let id = |number: u8| if ids { vec![0x85, number] } else { Vec::new() };
        let (hook, mute) = match hook {
            HookManner::Switch => (0x22, 0x22),
            HookManner::Key => (0x02, 0x06),
            HookManner::Push => (0x06, 0x06),
        };
        let kind = if line { 0x01 } else { 0x05 };
        let head = [0x05, 0x0b, 0x09, kind, 0xa1, 0x01];
        let one = [0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x01];
        let keys = [
            &[0x09, 0x20, 0x81, hook, 0x09, 0x2f, 0x81, mute, 0x95, 0x04][..],
            &[0x09, 0x21, 0x09, 0x23, 0x09, 0x24, 0x09, 0x26, 0x81, 0x02, 0x95, 0x01],
        ];
        let ring: &[u8] =
            if line { &[0xa4, 0x05, 0x08, 0x09, 0x18, 0x81, 0x22, 0xb4] } else { &[] };
        let rest = [0x95, if line { 1 } else { 2 }, 0x81, 0x03];
        let pad: &[u8] = if array {
            &[0x75, 8, 0x95, 2, 0x15, 1, 0x25, 12, 0x19, 0xb0, 0x29, 0xbb, 0x81, 0x00]
        } else {
            &[0x95, 12, 0x19, 0xb0, 0x29, 0xbb, 0x81, 0x02, 0x95, 4, 0x81, 0x03]
        };
        let lamps = [
            &[0x15, 0, 0x25, 1, 0x75, 1, 0x95, 3, 0x05, 0x08, 0x09, 0x09, 0x09, 0x17][..],
            &[0x09, 0x18, 0x91, 0x02, 0x95, 5, 0x91, 0x03, 0xc0],
        ];
        let parts = [&head[..], &id(1), &one, &keys.concat(), ring, &rest, &id(2), pad, &id(3)];
        [parts.concat(), lamps.concat()].concat()
    }

    fn obey(&mut self, report: &[u8], now: Duration) -> Result<(), Stall> {
        let ((true, &[3, lamps]) | (false, &[lamps])) = (self.manner.ids, report) else {
            return Err(Stall);
        };
        let mut inner = self.hands.lock();
        let turned = (inner.lamps ^ lamps) & 2 != 0;
        inner.lamps = lamps;
        if turned && self.manner.echo {
            inner.set(0, lamps & 2 != 0);
        }
        drop(inner);
        if self.manner.line {
            self.line.hook(lamps & 2 != 0, now);
        }
        Ok(())
    }
}

impl BoxModel for Headset {
    fn descriptors(&self) -> Descriptors {
        let out = self.manner.out_pipe;
        let mut hid = [
            &interface(HID, 0, 1 + u8::from(out), [3, 0, 0])[..],
            &hid_descriptor(self.report_descriptor().len()),
            &endpoint(ENDPOINT_IN, 3, 16, 2),
        ]
        .concat();
        if out {
            hid.extend_from_slice(&endpoint(ENDPOINT_OUT, 3, 16, 2));
        }
        let body = [SOUND.control(), SOUND.capture(), SOUND.playback(), hid].concat();
        Descriptors {
            device: device_descriptor([0, 0, 0], 0x1209, 0x0b05, 0x0100),
            configuration: configuration(4, &body),
            strings: vec!["Example".to_owned(), "USB Headset".to_owned(), "H1".to_owned()],
        }
    }

    fn control(
        &mut self,
        setup: Setup,
        data: &[u8],
        length: usize,
        now: Duration,
    ) -> Result<Vec<u8>, Stall> {
        let output = 0x0200 | if self.manner.ids { 3 } else { 0 };
        let mut reply = match (setup.request_type, setup.request, setup.value) {
            (0x81, 6, 0x2200) if setup.index == u16::from(HID) => self.report_descriptor(),
            (0xa1, 1, 0x0100..=0x0102) => self.hands.lock().report(setup.value.to_le_bytes()[0]),
            (0x21, 9, value) if value == output => self.obey(data, now).map(|()| Vec::new())?,
            (0x21, 10, _) => Vec::new(),
            _ => SOUND.request(setup, data)?,
        };
        reply.truncate(length);
        Ok(reply)
    }

    fn out(&mut self, endpoint: u8, data: &[u8], now: Duration) -> Result<(), Stall> {
        let ours = endpoint == ENDPOINT_OUT && self.manner.out_pipe;
        if ours { self.obey(data, now) } else { Err(Stall) }
    }

    fn advance(&mut self, now: Duration) {
        self.line.advance(now);
        while let Some(said) = self.line.next_said() {
            if let (LineSignal::Ring(edge), true) = (said.signal, self.manner.line) {
                self.hands.lock().set(RING_BIT, edge == Edge::Begin);
            }
        }
    }

    fn next_due(&self) -> Option<Duration> {
        self.line.next_due()
    }

    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        if endpoint == ENDPOINT_IN { self.hands.lock().ready.pop_front() } else { None }
    }

    fn iso_in(&mut self, endpoint: u8, now: Duration) -> Vec<u8> {
        if endpoint == SOUND.endpoint_in {
            self.sound.packet(&mut self.line, now)
        } else {
            Vec::new()
        }
    }

    fn iso_out(&mut self, endpoint: u8, data: &[u8], now: Duration) {
        if endpoint == SOUND.endpoint_out {
            Sound::play(&mut self.line, data, now);
        }
    }

    fn power_on(&mut self, now: Duration) {
        let mut inner = self.hands.lock();
        *inner = Inner { manner: self.manner, ..Inner::default() };
        drop(inner);
        self.line.hook(false, now);
    }

    fn line(&mut self) -> &mut LineSide {
        &mut self.line
    }
}
