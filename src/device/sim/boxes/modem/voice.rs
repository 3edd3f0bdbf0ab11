//! Voice commands and streams: `+VLS`, `+VSM`, `+VTS` and their kin; `+VRX`, `+VTX`, `+VTR` with real sound of the line
//! (ITU-T V.253). May depend on `base` and `dsp`.

use super::answer::{Done, set};
use super::codec::{Codec, Coder, DLE, ETX, Meant, Unshield, shield};
use super::commands::Verb;
use super::options::{Chip, Wedge};
use super::settings::Code;
use super::{ECHO, ModemModel, Work, identity, tones};
use crate::base::units::Frames;
use std::collections::VecDeque;
use std::time::Duration;

/// Sound of the host that waits to be played, in bytes.
const BUFFER: usize = 2_048;
/// Cancel: forget what waits to be played.
const CAN: u8 = 0x18;
/// Escape: stop at once.
const ESC: u8 = 0x1b;

/// Both directions of a stream.
#[allow(clippy::struct_excessive_bools, reason = "independent facts of a stream")]
#[derive(Debug)]
pub(super) struct Voice {
    receive: Coder,
    transmit: Coder,
    unshield: Unshield,
    waiting: VecDeque<u8>,
    /// Bits of sound that should have been played and were not yet whole bytes.
    owed: u64,
    begun: bool,
    starved: bool,
    ending: bool,
    overrun: bool,
    /// DLE `S` was said.
    held: bool,
    lost: u64,
}

impl Voice {
    pub(super) fn new() -> Self {
        Self {
            receive: Coder::new(Codec::Unsigned8),
            transmit: Coder::new(Codec::Unsigned8),
            unshield: Unshield::default(),
            waiting: VecDeque::new(),
            owed: 0,
            begun: false,
            starved: false,
            ending: false,
            overrun: false,
            held: false,
            lost: 0,
        }
    }

    pub(super) fn lost(&self) -> u64 {
        self.lost
    }

    fn begin(&mut self, codec: Codec) {
        let lost = self.lost;
        *self =
            Self { receive: Coder::new(codec), transmit: Coder::new(codec), lost, ..Self::new() };
    }

    fn put(&mut self, byte: u8) {
        if self.waiting.len() < BUFFER {
            self.waiting.push_back(byte);
        } else {
            self.lost += 1;
        }
    }
}

impl ModemModel {
    pub(super) fn voice_command(&mut self, name: &str, verb: Verb) -> Done {
        let class_8 = self.settings.class == 8;
        match (name, verb) {
            ("+VLS", verb) => self.route_command(&verb),
            ("+VSM", verb) => self.method_command(&verb),
            ("+VRX", Verb::Do) if class_8 => {
                self.begin_receiving();
                self.tell(Code::Connect);
                Done::Later(Work::Receive)
            }
            ("+VTX", Verb::Do) if class_8 => self.begin_stream(Work::Transmit),
            ("+VTR", Verb::Do) if class_8 && self.options.duplex => {
                self.ears.listen_for_silence();
                self.begin_stream(Work::Duplex)
            }
            ("+VTS", Verb::Set(tones)) if class_8 => self.send_tones(&tones),
            ("+VRX" | "+VTX" | "+VTR" | "+VTS", _) => Done::No,
            ("+VSD", Verb::Set(value)) => {
                let interval = value.split(',').nth(1).map_or(Ok(0), str::parse::<u64>);
                let Ok(interval) = interval else { return Done::No };
                self.settings.silence = Duration::from_millis(interval * 100);
                self.settings.prepared.silence = self.settings.prepared.class;
                Done::Yes
            }
            ("+VIT", Verb::Set(value)) => set(&mut self.settings.inactivity, &value, 255),
            ("+VTD", Verb::Set(value)) => set(&mut self.settings.tone_length, &value, 255),
            ("+VDR", Verb::Set(value)) => {
                self.settings.ring_times = value.starts_with('1');
                Done::Yes
            }
            (name, verb) => self.remembered(name, verb),
        }
    }

    /// Settings that change nothing a host could notice here.
    fn remembered(&mut self, name: &str, verb: Verb) -> Done {
        const KNOWN: &[(&str, &str)] = &[
            ("+VGR", "(0-255)"),
            ("+VGT", "(0-255)"),
            ("+VGM", "(0-255)"),
            ("+VGS", "(0-255)"),
            ("+VRA", "(0-255)"),
            ("+VRN", "(0-255)"),
            ("+VDX", "(0-1)"),
            ("+VNH", "(0-2)"),
            ("+VEM", "(0-FFFFFFFF)"),
            ("+VSP", "(0-1)"),
            ("+VPR", "(0)"),
            ("+VDT", "(0-1),(0-255)"),
            ("+VSD", "(0-255),(0-255)"),
            ("+VIT", "(0-255)"),
            ("+VTD", "(0-255)"),
        ];
        let Some((_, range)) = KNOWN.iter().find(|(known, _)| *known == name) else {
            return Done::No;
        };
        match verb {
            Verb::Range => self.port.say(self.settings.line(range).as_bytes()),
            Verb::Read => {
                let value = self.settings.others.get(name).map_or("128", String::as_str);
                self.port.say(self.settings.line(value).as_bytes());
            }
            Verb::Set(value) => {
                self.settings.prepared.gain |= name == "+VGT" && self.settings.prepared.class;
                self.settings.others.insert(name.to_owned(), value);
            }
            Verb::Do => return Done::No,
        }
        Done::Yes
    }

    /// `+VLS`. USR firmware takes the line only when class, gain, method and silence were set before, and says DLE `H`.
    fn route_command(&mut self, verb: &Verb) -> Done {
        let (text, wanted) = match verb {
            Verb::Read => (self.settings.route.to_string(), None),
            Verb::Range => (identity::route_lines(&self.options).join("\r\n"), None),
            Verb::Set(value) => (String::new(), value.parse::<u8>().ok()),
            Verb::Do => return Done::No,
        };
        if !text.is_empty() {
            self.port.say(self.settings.line(&text).as_bytes());
            return Done::Yes;
        }
        let known = |route: &u8| identity::routes(&self.options).iter().any(|(n, _)| n == route);
        let Some(route) = wanted.filter(known).filter(|_| self.settings.class == 8) else {
            return Done::No;
        };
        let line = matches!(route, 1 | 3 | 5 | 7);
        let prepared = self.settings.prepared;
        let usr = self.options.chip == Chip::Usr;
        if usr && line && !self.line.is_off_hook() {
            if !(prepared.gain && prepared.method && prepared.silence) {
                return Done::Yes;
            }
            self.settings.route = route;
            self.seize(self.now);
            self.finish(Code::Ok);
            self.event(b'H');
            return Done::Later(Work::Ready);
        }
        if line {
            self.seize(self.now);
        } else {
            self.hang_up(self.now);
        }
        self.line.connect_desk(route != 2, self.now);
        self.settings.route = route;
        Done::Yes
    }

    fn method_command(&mut self, verb: &Verb) -> Done {
        let methods = identity::methods(self.options.chip);
        match verb {
            Verb::Range => {
                let lines = identity::method_lines(self.options.chip).join("\r\n");
                self.port.say(self.settings.line(&lines).as_bytes());
            }
            Verb::Read => {
                let number = methods.get(self.settings.method).map_or(0, |method| method.number);
                self.port.say(self.settings.line(&format!("{number},8000,0,0")).as_bytes());
            }
            Verb::Set(value) => {
                let mut parts = value.split(',');
                let number = parts.next().and_then(|number| number.parse::<u8>().ok());
                let rate = parts.next().unwrap_or("8000");
                let place = methods.iter().position(|method| Some(method.number) == number);
                let Some(place) = place.filter(|_| rate == "8000" || rate.is_empty()) else {
                    return Done::No;
                };
                self.settings.method = place;
                self.settings.prepared.method = self.settings.prepared.class;
            }
            Verb::Do => return Done::No,
        }
        Done::Yes
    }

    /// `+VTS`. USR firmware knows pairs of frequencies only, and says nothing to digits.
    fn send_tones(&mut self, text: &str) -> Done {
        let usr = self.options.chip == Chip::Usr;
        if usr && !text.starts_with('[') {
            return Done::Mute;
        }
        let length = Duration::from_millis(u64::from(self.settings.tone_length) * 10);
        let Some(sound) = tones::render(text, length, usr) else { return Done::No };
        if !self.line.is_off_hook() {
            return Done::No;
        }
        if self.now < self.echo_until {
            // The exchange hears the pause between two commands.
            let ended = self.echo_until.saturating_sub(ECHO);
            let pause = Frames::within(self.now.saturating_sub(ended)).0 as usize;
            self.line.send(&vec![0; pause], self.now);
        }
        self.playing = sound.into();
        Done::Later(Work::Tones)
    }

    fn begin_stream(&mut self, work: Work) -> Done {
        let Some(codec) = self.settings.codec(self.options.chip) else { return Done::No };
        self.voice.begin(codec);
        self.tell(Code::Connect);
        Done::Later(work)
    }

    pub(super) fn begin_receiving(&mut self) {
        let codec = self.settings.codec(self.options.chip).unwrap_or(Codec::Unsigned8);
        self.voice.begin(codec);
        self.ears.listen_for_silence();
        self.work = Work::Receive;
    }

    /// The sound of `frames` passes, in both directions.
    pub(super) fn sound(&mut self, frames: usize) {
        if !self.is_busy() {
            self.line.skip(self.now);
            return;
        }
        let mut heard = Vec::with_capacity(frames);
        if self.line.is_off_hook() {
            self.line.receive(self.now, &mut heard);
            let signals = self.ears.hear(&heard);
            if matches!(self.work, Work::Dial(_)) {
                self.call_progress(&signals);
            } else {
                self.heard(signals);
            }
        } else {
            self.line.skip(self.now);
        }
        heard.resize(frames, 0);
        if matches!(self.work, Work::Receive | Work::Duplex) {
            self.send_up(&mut heard);
        }
        if matches!(self.work, Work::Transmit | Work::Duplex) {
            self.play_stream(frames);
        }
        let mine: Vec<i16> = self.playing.drain(..frames.min(self.playing.len())).collect();
        if !mine.is_empty() {
            self.line.send(&mine, self.now);
        }
    }

    /// The line's sound for the host.
    fn send_up(&mut self, heard: &mut [i16]) {
        if self.options.records_only_with_vls5 && self.settings.route != 5 {
            heard.fill(0);
        }
        let mut bytes = Vec::new();
        self.voice.receive.encode(heard, &mut bytes);
        let fits = self.port.stream(&shield(&bytes, self.options.packs_pairs));
        if !fits && !std::mem::replace(&mut self.voice.overrun, !fits) {
            self.event(b'o');
        }
        if let Some(code) = self.ears.silence(heard, self.settings.silence) {
            self.event(code);
        }
    }

    /// The host's sound for the line, in real time; silence where it was too slow.
    fn play_stream(&mut self, frames: usize) {
        let voice = &mut self.voice;
        if !voice.begun && voice.waiting.is_empty() && !voice.ending {
            return;
        }
        voice.begun = true;
        voice.owed += frames as u64 * voice.transmit.codec().bits();
        let due = (voice.owed / 8) as usize;
        voice.owed %= 8;
        let there = due.min(voice.waiting.len());
        let bytes: Vec<u8> = voice.waiting.drain(..there).collect();
        let mut samples = Vec::new();
        voice.transmit.decode(&bytes, &mut samples);
        let over = voice.ending && voice.waiting.is_empty();
        let starves = there < due && !over;
        if starves {
            samples.resize(frames, 0);
        }
        let news = starves && !std::mem::replace(&mut voice.starved, starves);
        if self.line.is_off_hook() {
            self.line.send(&samples, self.now);
        }
        if news {
            self.event(b'u');
        }
        self.flow();
        if over && matches!(self.work, Work::Transmit) {
            self.finish(Code::Ok);
        }
    }

    /// One byte of the host while a stream goes on.
    pub(super) fn streamed(&mut self, byte: u8) {
        let mut meant = VecDeque::new();
        self.voice.unshield.take(byte, &mut meant);
        for meant in meant {
            match meant {
                Meant::Data(byte) if !matches!(self.work, Work::Receive) => self.voice.put(byte),
                Meant::Data(_) => {}
                Meant::Code { code, long } => self.code(code, long),
            }
        }
        self.flow();
    }

    /// Tells a host that asked for it (`+FLO=1`) to wait, and to go on.
    fn flow(&mut self) {
        let waiting = self.voice.waiting.len();
        let held = if self.voice.held { waiting > BUFFER / 4 } else { waiting > BUFFER * 3 / 4 };
        if self.settings.flow_codes && held != self.voice.held {
            self.voice.held = held;
            self.event(if held { b'S' } else { b'Q' });
        }
    }

    fn code(&mut self, code: u8, long: bool) {
        let stops = matches!(code, b'!' | b'^' | ETX | ESC);
        if stops && self.options.long_stop_only && !long {
            return;
        }
        match (&self.work, code) {
            (Work::Receive, b'!' | b'^' | ESC) if self.options.wedge != Wedge::InReceive => {
                self.stop_receiving();
            }
            (Work::Duplex, b'^' | ESC) => self.stop_receiving(),
            (Work::Transmit, ETX) => self.voice.ending = true,
            (Work::Transmit | Work::Duplex, CAN) => self.voice.waiting.clear(),
            (Work::Transmit, ESC) => {
                self.voice.waiting.clear();
                self.voice.ending = true;
            }
            _ => {}
        }
    }

    fn stop_receiving(&mut self) {
        self.port.say(&[DLE, ETX]);
        self.finish(Code::Ok);
    }
}
