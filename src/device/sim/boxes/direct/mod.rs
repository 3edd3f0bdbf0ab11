//! The model of a direct-line box (USB CDC PSTN 1.2, direct line control model), as the osmocom AMR modem interface is
//! known to behave and as the standard has it. What nobody has measured is marked at its place.
//! May depend on `base`, `audio` and `dsp`.

mod descriptors;
pub mod notices;
mod pulses;
mod sound;
#[cfg(test)]
mod tests;

use super::{BoxModel, Descriptors, LineSide, Stall};
use crate::base::signal::{Edge, Hook, LineSignal};
use crate::device::link::Setup;
use descriptors::{AUDIO_CONTROL, COUNTRIES, DIRECT_LINE, FEEDBACK, ISO_IN, NOTIFY};
use notices::Notices;
use pulses::Pulses;
use sound::Sound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Which box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Make {
    /// The real one: claims the PHONE jack's hook and never tells it, takes RING_AUX_JACK and does nothing, refuses
    /// pulses; eight bytes a packet, asked every 32 ms.
    Osmocom,
    /// What the standard asks for: pulses with a holding circuit, the desk phone's hook, a desk phone that rings;
    /// sixteen bytes a packet, asked every 8 ms.
    ByTheBook,
}

impl Make {
    /// bmCapabilities of the direct line management descriptor.
    #[must_use]
    pub fn capabilities(self) -> u8 {
        match self {
            Self::Osmocom => 0x02,
            Self::ByTheBook => 0x07,
        }
    }

    /// Bytes of a notification packet, and milliseconds between two of them.
    #[must_use]
    pub fn endpoint(self) -> (u16, u8) {
        match self {
            Self::Osmocom => (8, 32),
            Self::ByTheBook => (16, 8),
        }
    }
}

/// What a model wrote down for a test that has given it away.
#[derive(Debug, Clone, Default)]
pub struct Watch(Arc<Mutex<Watched>>);

/// See [`Watch`].
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// Class requests to the telephone's interface, in order: (request, value, taken).
    pub requests: Vec<(u8, u16, bool)>,
    /// How often the desk phone was rung by the box.
    pub desk_rings: u32,
    /// The country it is set to.
    pub country: u16,
    /// Notifications that a test makes a telephone box say: (code, value, payload).
    pub say: Vec<(u8, u16, Vec<u8>)>,
}

impl Watch {
    /// What was written down so far.
    pub fn look(&self) -> MutexGuard<'_, Watched> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A direct-line box with its line.
pub struct DirectModel {
    make: Make,
    line: LineSide,
    watch: Watch,
    now: Duration,
    notices: Notices,
    sound: Sound,
    pulses: Pulses,
    snoops: bool,
}

impl DirectModel {
    /// A box on this line.
    #[must_use]
    pub fn new(make: Make, line: LineSide) -> Self {
        let (packet, interval) = make.endpoint();
        let interval = Duration::from_millis(u64::from(interval));
        Self {
            make,
            line,
            watch: Watch::default(),
            now: Duration::ZERO,
            notices: Notices::new(DIRECT_LINE, usize::from(packet), interval),
            sound: Sound::default(),
            pulses: Pulses::default(),
            snoops: false,
        }
    }

    /// What it writes down.
    #[must_use]
    pub fn watch(&self) -> Watch {
        self.watch.clone()
    }

    /// Requests of the direct line control model.
    fn request(&mut self, setup: Setup, data: &[u8], now: Duration) -> Result<Vec<u8>, Stall> {
        let by_the_book = self.make == Make::ByTheBook;
        match (setup.request_type, setup.request, setup.value) {
            (0x21, 0x11, state @ 0..=2) => self.hook(state, now),
            (0x21, 0x10, connected) => self.line.connect_desk(connected != 0, now),
            (0x21, 0x15, rings) => {
                if by_the_book && !self.line.desk_is_lifted() {
                    self.watch.look().desk_rings += u32::from(rings);
                }
            }
            (0x21, 0x12..=0x14, _) if by_the_book => {
                let off_hook = self.line.is_off_hook();
                self.pulses.request(setup.request, setup.value, off_hook, now)?;
            }
            (0x21, 0x02, 2) => {
                let country = u16::from_le_bytes(data.try_into().map_err(|_length| Stall)?);
                if !COUNTRIES.contains(&country) {
                    return Err(Stall);
                }
                self.watch.look().country = country;
            }
            (0x21, 0x04, 2) => self.watch.look().country = 0,
            (0xa1, 0x03, 2) => return Ok(self.watch.look().country.to_le_bytes().to_vec()),
            _ => return Err(Stall),
        }
        Ok(Vec::new())
    }

    fn hook(&mut self, state: u16, now: Duration) {
        self.pulses.dial(now, &mut self.line);
        self.line.hook(state == 1, now);
        self.snoops = state == 2;
        if state != 1 {
            self.pulses = Pulses::default();
        }
    }

    fn hears_line(&self) -> bool {
        // A holding circuit that is closed keeps speech out (how else would it hold the line).
        (self.line.is_off_hook() && !self.pulses.holds()) || self.snoops
    }
}

impl BoxModel for DirectModel {
    fn descriptors(&self) -> Descriptors {
        descriptors::descriptors(self.make)
    }

    fn control(
        &mut self,
        setup: Setup,
        data: &[u8],
        _length: usize,
        now: Duration,
    ) -> Result<Vec<u8>, Stall> {
        let [interface, _] = setup.index.to_le_bytes();
        match interface {
            AUDIO_CONTROL => self.sound.control(setup, data),
            DIRECT_LINE => {
                let reply = self.request(setup, data, now);
                let noted = (setup.request, setup.value, reply.is_ok());
                self.watch.look().requests.push(noted);
                reply
            }
            _ => Err(Stall),
        }
    }

    fn out(&mut self, _endpoint: u8, _data: &[u8], _now: Duration) -> Result<(), Stall> {
        Err(Stall)
    }

    fn advance(&mut self, now: Duration) {
        self.now = now;
        self.pulses.dial(now, &mut self.line);
        self.line.advance(now);
        while let Some(said) = self.line.next_said() {
            match said.signal {
                // Once for each burst, at its beginning. Ringing voltage does not reach a closed loop.
                LineSignal::Ring(Edge::Begin) if !self.line.is_off_hook() => {
                    self.notices.say(said.at, 0x09, 0, &[]);
                }
                LineSignal::Hook(hook) if self.make == Make::ByTheBook => {
                    self.notices.say(said.at, 0x08, u16::from(hook == Hook::Off), &[]);
                }
                _ => {}
            }
        }
    }

    fn next_due(&self) -> Option<Duration> {
        let all = [self.line.next_due(), self.notices.due(), self.pulses.due()];
        all.into_iter().flatten().min()
    }

    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        if endpoint == NOTIFY { self.notices.take(self.now) } else { None }
    }

    fn iso_in(&mut self, endpoint: u8, now: Duration) -> Vec<u8> {
        match endpoint {
            ISO_IN => {
                let open = self.hears_line();
                self.sound.packet_in(&mut self.line, open, now)
            }
            FEEDBACK => Sound::feedback(),
            _ => Vec::new(),
        }
    }

    fn iso_out(&mut self, _endpoint: u8, data: &[u8], now: Duration) {
        let open = self.line.is_off_hook() && !self.pulses.holds();
        self.sound.packet_out(&mut self.line, open, data, now);
    }

    fn power_on(&mut self, now: Duration) {
        self.now = now;
        self.notices.clear();
        self.sound = Sound::default();
        self.pulses = Pulses::default();
        self.snoops = false;
        self.watch.look().country = 0;
        self.line.hook(false, now);
        self.line.connect_desk(true, now);
    }

    fn line(&mut self) -> &mut LineSide {
        &mut self.line
    }
}
