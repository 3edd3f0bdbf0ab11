//! One question at a time: sends a command, waits for its reply, asks again, and says so when there is none. Everything
//! that is said goes into the dialogue, except readings that bring nothing new. May depend on `base`.

use super::protocol::{Command, PACKET, Packet, PacketReader, REFUSED};
use crate::device::diagnosis::{Dialogue, Exchanged};
use crate::device::link::{Link, LinkCounters, LinkError, LinkErrorKind, Pipe, Setup};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// The interface with the control pipe.
const CONTROL: u8 = 3;
/// Where replies come from.
const REPLIES: Pipe = Pipe(0x81);
/// HID SET_REPORT, output report 0 (HID 1.11, 7.2.2).
const SEND: Setup = Setup::class_out(0x09, 0x0200, CONTROL);
/// The box wants to be left alone between two commands.
pub const PAUSE: Duration = Duration::from_millis(25);
/// A control request is done within this, or lost.
const SENT_WITHIN: Duration = Duration::from_millis(200);
/// A reply that takes longer is asked for again.
const REPLY_WITHIN: Duration = Duration::from_millis(400);
/// How often a command is said before it is given up.
const TRIES: u32 = 3;
/// Kinds of unknown packets that are remembered.
const KINDS: usize = 16;

/// What came of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A reply.
    Said(Packet),
    /// The box refuses it, twice.
    Refused,
    /// No reply at all.
    Silent,
}

struct Asked {
    command: Command,
    tries: u32,
    /// When it is said again.
    again: Duration,
    refused: bool,
}

/// The link with at most one unanswered command on it.
pub struct Wire {
    link: Box<dyn Link>,
    asked: Option<Asked>,
    free: Duration,
    reader: PacketReader,
    arrived: VecDeque<(Duration, Packet)>,
    dialogue: Dialogue,
    /// The newest reply to each command.
    latest: BTreeMap<u8, Packet>,
    /// Packets that nobody asked for: how many, and the newest.
    unknown: BTreeMap<u8, (u64, Packet)>,
    not_understood: u64,
}

impl Wire {
    /// Takes the box's control interface.
    ///
    /// # Errors
    /// `Busy`, `Gone`, `Unsupported` when there is no such pipe, `Failed`.
    pub fn new(mut link: Box<dyn Link>) -> Result<Self, LinkError> {
        link.claim(CONTROL, 0)?;
        link.listen(REPLIES)?;
        Ok(Self {
            link,
            asked: None,
            free: Duration::ZERO,
            reader: PacketReader::default(),
            arrived: VecDeque::new(),
            dialogue: Dialogue::default(),
            latest: BTreeMap::new(),
            unknown: BTreeMap::new(),
            not_understood: 0,
        })
    }

    /// The present moment.
    pub fn now(&self) -> Duration {
        self.link.now()
    }

    /// The wire's own counters.
    pub fn counters(&self) -> LinkCounters {
        self.link.counters()
    }

    /// What was said, oldest first.
    pub fn dialogue(&self) -> Vec<Exchanged> {
        self.dialogue.lines()
    }

    /// Bytes and packets that made no sense.
    pub fn not_understood(&self) -> u64 {
        self.not_understood + self.reader.skipped().div_ceil(PACKET as u64)
    }

    /// A reply that made no sense to whoever asked.
    pub fn misunderstood(&mut self) {
        self.not_understood += 1;
    }

    /// Packets that nobody asked for: command, how many, the newest.
    pub fn unknown(&self) -> impl Iterator<Item = (u8, u64, &Packet)> {
        self.unknown.iter().map(|(code, (count, packet))| (*code, *count, packet))
    }

    /// When the next command may be said; `None` while one is unanswered.
    pub fn free(&self) -> Option<Duration> {
        self.asked.is_none().then_some(self.free)
    }

    /// Says a command. One that is unanswered is forgotten.
    ///
    /// # Errors
    /// `Gone`.
    pub fn say(&mut self, command: Command) -> Result<(), LinkError> {
        self.asked = Some(Asked { command, tries: 0, again: Duration::ZERO, refused: false });
        self.send()
    }

    /// Says it and waits for what comes of it; reports nothing else meanwhile.
    ///
    /// # Errors
    /// `Gone`, or the pipe is broken.
    pub fn ask(&mut self, command: Command) -> Result<Answer, LinkError> {
        while let Some(wait) = self.free.checked_sub(self.now()).filter(|wait| !wait.is_zero()) {
            self.take(wait)?;
        }
        self.say(command)?;
        loop {
            let until = self.now() + REPLY_WITHIN;
            if let Some((_, answer)) = self.turn(until)? {
                return Ok(answer);
            }
        }
    }

    /// For closing: says it, and gives the box `patience` to reply. Whether it did.
    ///
    /// # Errors
    /// `Gone`, or the pipe is broken.
    pub fn ask_once(&mut self, command: Command, patience: Duration) -> Result<bool, LinkError> {
        self.say(command)?;
        let until = self.now() + patience;
        let answered = self.turn(until)?.is_some();
        self.asked = None;
        let free = self.free.max(self.now());
        while let Some(wait) = free.checked_sub(self.now()).filter(|wait| !wait.is_zero()) {
            self.take(wait)?;
        }
        Ok(answered)
    }

    /// Waits until `until` at most for what comes of the command; sends it again meanwhile.
    ///
    /// # Errors
    /// `Gone`, or the pipe is broken.
    pub fn turn(&mut self, until: Duration) -> Result<Option<(Command, Answer)>, LinkError> {
        loop {
            while let Some((at, packet)) = self.arrived.pop_front() {
                if let Some(done) = self.sort(at, packet) {
                    return Ok(Some(done));
                }
            }
            let now = self.now();
            let mut end = until;
            if let Some(asked) = &self.asked {
                if asked.again <= now {
                    if asked.tries >= TRIES {
                        return Ok(self.done(now, Answer::Silent));
                    }
                    self.send()?;
                    continue;
                }
                end = end.min(asked.again);
            }
            let came = self.take(end.saturating_sub(now))?;
            if !came && self.now() >= until {
                return Ok(None);
            }
        }
    }

    /// Whether something arrived within `timeout`.
    fn take(&mut self, timeout: Duration) -> Result<bool, LinkError> {
        let Some(arrival) = self.link.wait(timeout)? else { return Ok(false) };
        let (at, arrived) = (arrival.at, &mut self.arrived);
        self.reader.push(&arrival.bytes, at, &mut |packet| arrived.push_back((at, packet)));
        Ok(true)
    }

    fn send(&mut self) -> Result<(), LinkError> {
        let Some(command) = self.asked.as_ref().map(|asked| asked.command) else { return Ok(()) };
        let packet = command.packet();
        let sent = self.link.control_out(SEND, packet.bytes(), SENT_WITHIN);
        let now = self.now();
        if let Some(asked) = &mut self.asked {
            asked.tries += 1;
            asked.again = now + if sent.is_ok() { REPLY_WITHIN } else { PAUSE };
            if !is_reading(command) || asked.tries > 1 {
                self.dialogue.add(now, true, packet.to_string().as_bytes());
            }
        }
        match sent {
            Err(error) if error.kind == LinkErrorKind::Gone => Err(error),
            Err(error) => {
                self.dialogue.add(now, true, error.context.as_bytes());
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// A packet: the reply that was waited for, its refusal, or something else.
    fn sort(&mut self, at: Duration, packet: Packet) -> Option<(Command, Answer)> {
        let refused = packet.command() == REFUSED;
        let asked = self.asked.as_mut();
        let Some(asked) = asked.filter(|asked| refused || asked.command.is_answered_by(&packet))
        else {
            self.stray(at, packet);
            return None;
        };
        if refused {
            self.dialogue.add(at, false, packet.to_string().as_bytes());
            if asked.refused {
                return self.done(at, Answer::Refused);
            }
            // Once may have been an accident on the way.
            asked.refused = true;
            asked.again = at + PAUSE;
            asked.tries = asked.tries.min(TRIES - 1);
            return None;
        }
        let news = self.latest.insert(packet.command(), packet) != Some(packet);
        if news || !is_reading(asked.command) {
            self.dialogue.add(at, false, packet.to_string().as_bytes());
        }
        self.done(at, Answer::Said(packet))
    }

    fn done(&mut self, at: Duration, answer: Answer) -> Option<(Command, Answer)> {
        self.free = at + PAUSE;
        self.asked.take().map(|asked| (asked.command, answer))
    }

    /// A second reply to something that was asked twice is none; the rest is counted and shown.
    fn stray(&mut self, at: Duration, packet: Packet) {
        self.dialogue.add(at, false, packet.to_string().as_bytes());
        let code = packet.command();
        if code == REFUSED || self.latest.contains_key(&code) {
            return;
        }
        self.not_understood += 1;
        if self.unknown.len() < KINDS || self.unknown.contains_key(&code) {
            let (count, newest) = self.unknown.entry(code).or_insert((0, packet));
            *count += 1;
            *newest = packet;
        }
    }
}

/// Asked many times a second.
fn is_reading(command: Command) -> bool {
    matches!(command, Command::Status | Command::Scan { .. })
}
