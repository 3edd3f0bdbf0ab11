//! A model of the 8amps Maple: telephony on interface 2 (IN 81h, OUT 01h), sound on 0, 1 and 3.
//! After the published SDK; where that leaves something open, both can be had. May depend on `base`.

use super::hid_descriptor;
use super::sound::{Places, Sound};
use crate::base::signal::{Edge, LineSignal};
use crate::device::link::Setup;
use crate::device::sim::boxes::{
    BoxModel, Descriptors, LineSide, Stall, configuration, device_descriptor, endpoint, interface,
};
use crate::device::sim::model::Phase;
use std::collections::VecDeque;
use std::time::Duration;

const SOUND: Places =
    Places { control: 0, capture: 1, playback: 3, endpoint_in: 0x82, endpoint_out: 0x02 };
/// Half a wave of ringing current of 20 Hz.
const HALF_WAVE: Duration = Duration::from_millis(25);
const FIRMWARE: [u8; 3] = [1, 4, 2];

/// The report descriptor: a dual-mode phone with five line states in, host-available and off-hook out, firmware as feature.
#[rustfmt::skip]
const REPORT: &[u8] = &[
    0x05, 0x0b, 0x0a, 0x4b, 0x01, 0xa1, 0x01,
    0x15, 0x00, 0x25, 0x01, 0x75, 0x01,
    0x95, 0x08, 0x81, 0x01,
    0x0a, 0xf0, 0x00, 0x09, 0x2d, 0x0a, 0xf8, 0x00, 0x09, 0x2a, 0x0a, 0xf9, 0x00,
    0x95, 0x05, 0x81, 0x02, 0x95, 0x03, 0x81, 0x01,
    0x95, 0x10, 0x91, 0x01,
    0x0a, 0xf1, 0x00, 0x0a, 0xf3, 0x00, 0x95, 0x02, 0x91, 0x02, 0x95, 0x06, 0x91, 0x01,
    0x05, 0x06, 0x09, 0x2d, 0x09, 0x2e, 0x09, 0x2f, 0x26, 0xff, 0x00,
    0x75, 0x08, 0x95, 0x03, 0xb1, 0x02,
    0xc0,
];

/// What the SDK leaves open, and what differs between lines.
#[allow(clippy::struct_excessive_bools, reason = "independent variants")]
#[derive(Debug, Clone, Copy)]
pub struct MapleManner {
    /// The exchange reverses the polarity while a called party talks to us.
    pub reverses: bool,
    /// The ring flag follows the half-waves of the ringing current, as does polarity.
    pub half_waves: bool,
    /// It tells its state when the host becomes available.
    pub greets: bool,
    /// It answers `GET_REPORT` for its state.
    pub answers: bool,
    /// A line in use is told as loop and no-line together.
    pub odd_in_use: bool,
    /// The state comes again after this, changed or not.
    pub repeats: Option<Duration>,
}

impl Default for MapleManner {
    fn default() -> Self {
        Self {
            reverses: true,
            half_waves: false,
            greets: true,
            answers: true,
            odd_in_use: true,
            repeats: None,
        }
    }
}

/// The model.
pub struct Maple {
    manner: MapleManner,
    line: LineSide,
    sound: Sound,
    host: bool,
    ringing: Option<Duration>,
    phase: Phase,
    reversed: bool,
    told: Option<u8>,
    told_at: Duration,
    ready: VecDeque<Vec<u8>>,
}

impl Maple {
    /// A box on this line.
    #[must_use]
    pub fn new(line: LineSide, manner: MapleManner) -> Self {
        Self {
            manner,
            line,
            sound: Sound::default(),
            host: false,
            ringing: None,
            phase: Phase::Idle,
            reversed: false,
            told: None,
            told_at: Duration::ZERO,
            ready: VecDeque::new(),
        }
    }

    fn state(&self, now: Duration) -> u8 {
        let plugged = self.line.exchange().is_plugged();
        let in_use = plugged && (self.line.desk_is_lifted() || self.line.is_off_hook());
        let wave = |since: Duration| {
            !self.manner.half_waves
                || (now.saturating_sub(since).as_millis() / HALF_WAVE.as_millis()).is_multiple_of(2)
        };
        let ring = self.ringing.is_some_and(wave);
        let swing = self.manner.half_waves && self.ringing.is_some() && !ring;
        let odd = in_use && self.manner.odd_in_use;
        let bit = |on: bool, number: u8| u8::from(on) << number;
        bit(plugged, 0)
            | bit(ring, 1)
            | bit(!plugged || odd, 2)
            | bit(in_use && !odd, 3)
            | bit(self.reversed != swing, 4)
    }

    fn tell(&mut self, now: Duration) {
        let state = self.state(now);
        let again = self.manner.repeats.is_some_and(|pause| self.told_at + pause <= now);
        if self.host && (self.told != Some(state) || again) {
            (self.told, self.told_at) = (Some(state), now);
            self.ready.push_back(vec![0, state]);
        }
    }

    fn watch(&mut self) {
        let phase = self.line.exchange().phase();
        match (self.phase, phase) {
            (Phase::RingBack | Phase::Dialling, Phase::Talk) => {
                self.reversed = self.manner.reverses;
            }
            (_, Phase::Talk) => {}
            _ => self.reversed = false,
        }
        self.phase = phase;
    }

    fn obey(&mut self, report: &[u8], now: Duration) -> Result<(), Stall> {
        let &[_, _, order] = report else { return Err(Stall) };
        let host = order & 1 != 0;
        if host && !self.host {
            self.told = (!self.manner.greets).then(|| self.state(now));
        }
        self.host = host;
        self.line.hook(host && order & 2 != 0, now);
        self.tell(now);
        Ok(())
    }
}

impl BoxModel for Maple {
    fn descriptors(&self) -> Descriptors {
        let hid = [
            &interface(2, 0, 2, [3, 0, 0])[..],
            &hid_descriptor(REPORT.len()),
            &endpoint(0x81, 3, 8, 10),
            &endpoint(0x01, 3, 8, 10),
        ];
        let body = [SOUND.control(), SOUND.capture(), hid.concat(), SOUND.playback()].concat();
        Descriptors {
            device: device_descriptor([0, 0, 0], 0x335e, 0x8a01, 0x0104),
            configuration: configuration(4, &body),
            strings: vec!["8amps".to_owned(), "ASI Telephone".to_owned(), "M0001".to_owned()],
        }
    }

    fn control(
        &mut self,
        setup: Setup,
        data: &[u8],
        length: usize,
        now: Duration,
    ) -> Result<Vec<u8>, Stall> {
        let mut reply = match (setup.request_type, setup.request, setup.value) {
            (0x81, 6, 0x2200) if setup.index == 2 => REPORT.to_vec(),
            (0xa1, 1, 0x0100) if self.manner.answers => vec![0, self.state(now)],
            (0xa1, 1, 0x0300) => FIRMWARE.to_vec(),
            (0x21, 9, 0x0200) => self.obey(data, now).map(|()| Vec::new())?,
            (0x21, 10, _) => Vec::new(),
            _ => SOUND.request(setup, data)?,
        };
        reply.truncate(length);
        Ok(reply)
    }

    fn out(&mut self, endpoint: u8, data: &[u8], now: Duration) -> Result<(), Stall> {
        if endpoint == 0x01 { self.obey(data, now) } else { Err(Stall) }
    }

    fn advance(&mut self, now: Duration) {
        self.line.advance(now);
        while let Some(said) = self.line.next_said() {
            match said.signal {
                LineSignal::Ring(Edge::Begin) => self.ringing = Some(said.at),
                LineSignal::Ring(Edge::End) => self.ringing = None,
                _ => {}
            }
        }
        if !self.line.exchange().is_plugged() {
            self.ringing = None;
        }
        self.watch();
        self.tell(now);
    }

    fn next_due(&self) -> Option<Duration> {
        let repeat = self.manner.repeats.map(|pause| self.told_at + pause);
        [self.line.next_due(), repeat].into_iter().flatten().min()
    }

    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        if endpoint == 0x81 { self.ready.pop_front() } else { None }
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
        self.host = false;
        self.told = None;
        self.ready.clear();
        self.line.hook(false, now);
    }

    fn line(&mut self) -> &mut LineSide {
        &mut self.line
    }
}
