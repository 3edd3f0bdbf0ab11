//! An AT dialogue over a wire (ITU-T V.250, V.253): one command at a time with a deadline, and everything else that
//! comes kept apart and in order. Also takes the sound of a voice state. Blocking where asked to ([`Engine::command`]),
//! else led by [`Engine::step`]. May depend on `base`.

use crate::device::diagnosis::Dialogue;
use crate::device::link::LinkError;
use crate::device::modem::at::{self, Meaning, Outcome, Splitter};
use crate::device::modem::dle::{self, DLE, Token};
use crate::device::modem::wire::{Came, Wire};
use std::collections::VecDeque;
use std::time::Duration;

/// How long the wire may take for a command.
const SENDING: Duration = Duration::from_millis(200);
/// Arrivals taken in one step: a modem that never stops must not keep us from orders.
const ARRIVALS: usize = 32;
/// Events that wait; beyond this the oldest go.
const WAITING: usize = 1_024;

/// How a command went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What was asked.
    pub command: String,
    /// Lines before the result.
    pub lines: Vec<String>,
    /// The result.
    pub outcome: Outcome,
}

impl Reply {
    /// `OK`, or a connection that was asked for.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.outcome.is_good()
    }

    /// All lines in one.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.join(" ")
    }
}

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The running command ended.
    Done(Reply),
    /// The modem said a line by itself.
    Line(String),
    /// An event of the line, by its code.
    Code(u8),
    /// A complex packet of events.
    Packet(Vec<u8>),
    /// Sound of the line, still coded.
    Sound(Vec<u8>),
    /// No more sound: what follows is text.
    SoundEnded,
    /// The modem's lines say that it rings.
    RingBit,
}

/// With its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When, on the program's monotonic clock.
    pub at: Duration,
    /// What.
    pub what: What,
}

struct Running {
    command: String,
    until: Duration,
    lines: Vec<String>,
    /// Data from the modem follow `CONNECT`.
    hears: bool,
}

/// The dialogue.
pub struct Engine {
    wire: Wire,
    reader: dle::Reader,
    splitter: Splitter,
    /// Data are sound.
    hearing: bool,
    /// The LF of the line that began the sound is still to come.
    line_feed: bool,
    /// Sound not handed over yet.
    sound: Vec<u8>,
    running: Option<Running>,
    happened: VecDeque<Happening>,
    dialogue: Dialogue,
    not_understood: u64,
    echoes: u64,
}

impl Engine {
    /// A dialogue that has not begun.
    #[must_use]
    pub fn new(wire: Wire) -> Self {
        Self {
            wire,
            reader: dle::Reader::default(),
            splitter: Splitter::default(),
            hearing: false,
            line_feed: false,
            sound: Vec::new(),
            running: None,
            happened: VecDeque::new(),
            dialogue: Dialogue::default(),
            not_understood: 0,
            echoes: 0,
        }
    }

    /// The wire.
    #[must_use]
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// The wire, to lower its lines.
    pub fn wire_mut(&mut self) -> &mut Wire {
        &mut self.wire
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.wire.link().now()
    }

    /// The newest part of what was said.
    #[must_use]
    pub fn dialogue(&self) -> &Dialogue {
        &self.dialogue
    }

    /// Damaged lines, wrong echoes and packets without end.
    #[must_use]
    pub fn not_understood(&self) -> u64 {
        self.not_understood + self.splitter.damaged() + self.reader.abandoned()
    }

    /// Our own words that came back. A modem that was told not to and does it again has been reset.
    #[must_use]
    pub fn echoes(&self) -> u64 {
        self.echoes
    }

    /// A command is running.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.running.is_some()
    }

    /// Data are taken for sound.
    #[must_use]
    pub fn is_hearing(&self) -> bool {
        self.hearing
    }

    /// Begins a command; its end comes as [`What::Done`]. `hears`: after `CONNECT` the modem sends sound. A command
    /// that still runs is forgotten.
    ///
    /// # Errors
    /// What the wire says.
    pub fn start(
        &mut self,
        command: &str,
        timeout: Duration,
        hears: bool,
    ) -> Result<(), LinkError> {
        let line = format!("{command}\r");
        self.send(line.as_bytes())?;
        let until = self.now() + timeout;
        self.running =
            Some(Running { command: command.to_owned(), until, lines: Vec::new(), hears });
        Ok(())
    }

    /// Answers a prompt ([`Outcome::Prompt`]) with bytes of its own end (a text for `AT+CMGS`, with its 1Ah); what comes of
    /// it comes as [`What::Done`].
    ///
    /// # Errors
    /// What the wire says.
    pub fn answer_prompt(&mut self, bytes: &[u8], timeout: Duration) -> Result<(), LinkError> {
        self.send(bytes)?;
        let text = String::from_utf8_lossy(bytes);
        let command = text.trim_end_matches(char::is_control).to_owned();
        let until = self.now() + timeout;
        self.running = Some(Running { command, until, lines: Vec::new(), hears: false });
        Ok(())
    }

    /// The running command must end sooner than it was given time for.
    pub fn hurry(&mut self, timeout: Duration) {
        let until = self.now() + timeout;
        if let Some(running) = &mut self.running {
            running.until = running.until.min(until);
        }
    }

    /// What was thought to be sound is text again, whatever the modem thinks.
    pub fn assume_text(&mut self) {
        self.hearing = false;
        self.reader.restart();
        self.splitter.clear();
    }

    /// Sends bytes as they are, and notes them.
    ///
    /// # Errors
    /// What the wire says.
    pub fn send(&mut self, bytes: &[u8]) -> Result<(), LinkError> {
        self.dialogue.add(self.now(), true, bytes);
        self.wire.write(bytes, SENDING)
    }

    /// Sends sound, shielded already.
    ///
    /// # Errors
    /// What the wire says.
    pub fn send_sound(&mut self, bytes: &[u8], timeout: Duration) -> Result<(), LinkError> {
        self.wire.write(bytes, timeout)
    }

    /// What has happened and was not fetched.
    pub fn fetch(&mut self) -> Option<Happening> {
        self.happened.pop_front()
    }

    /// Waits at most `timeout` for something to happen, and takes whatever has arrived.
    ///
    /// # Errors
    /// What the wire says.
    pub fn step(&mut self, timeout: Duration) -> Result<(), LinkError> {
        let mut wait = timeout;
        if let Some(running) = &self.running {
            wait = wait.min(running.until.saturating_sub(self.now()));
        }
        let mut result = Ok(());
        for _ in 0..ARRIVALS {
            match self.wire.wait(wait) {
                Ok(Some((at, came))) => self.take(at, came),
                Ok(None) => break,
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
            wait = Duration::ZERO;
        }
        let now = self.now();
        self.hand_over(now);
        if self.running.as_ref().is_some_and(|running| running.until <= now) {
            self.finish(now, Outcome::Timeout);
        }
        result
    }

    /// Forgets codes that came, and that some bytes meant nothing: echoes of what we sent to an unknown modem.
    pub fn forget_codes(&mut self) {
        self.not_understood = 0;
        self.splitter = Splitter::default();
        self.happened.retain(|event| matches!(event.what, What::Line(_) | What::RingBit));
    }

    /// Asks and waits for the end. Everything else that comes is kept for [`Engine::fetch`].
    ///
    /// # Errors
    /// What the wire says.
    pub fn command(&mut self, command: &str, timeout: Duration) -> Result<Reply, LinkError> {
        self.start(command, timeout, false)?;
        while self.running.is_some() {
            self.step(timeout)?;
        }
        let done = |event: &Happening| matches!(event.what, What::Done(_));
        let place = self.happened.iter().rposition(done);
        match place.and_then(|place| self.happened.remove(place)).map(|event| event.what) {
            Some(What::Done(reply)) => Ok(reply),
            _ => Ok(Reply {
                command: command.to_owned(),
                lines: Vec::new(),
                outcome: Outcome::Timeout,
            }),
        }
    }

    /// Lets time pass; what comes is kept.
    ///
    /// # Errors
    /// What the wire says.
    pub fn pause(&mut self, time: Duration) -> Result<(), LinkError> {
        let end = self.now() + time;
        while self.now() < end {
            self.step(end.saturating_sub(self.now()))?;
        }
        Ok(())
    }

    fn take(&mut self, at: Duration, came: Came) {
        let bytes = match came {
            Came::Bytes(bytes) => bytes,
            Came::RingBit => return self.tell(at, What::RingBit),
        };
        if !self.hearing {
            self.dialogue.add(at, false, &bytes);
        }
        for byte in bytes {
            if let Some(token) = self.reader.push(byte) {
                self.token(at, token);
            }
        }
        let prompted = self.splitter.unfinished() == "> ";
        if prompted && self.running.is_some() {
            self.splitter.clear();
            self.finish(at, Outcome::Prompt);
        }
    }

    fn token(&mut self, at: Duration, token: Token) {
        match token {
            Token::Data(byte) => self.data(at, byte),
            Token::TwoDle => {
                self.data(at, DLE);
                self.data(at, DLE);
            }
            Token::Code(dle::ETX) => {
                self.hand_over(at);
                if std::mem::take(&mut self.hearing) {
                    self.splitter.clear();
                    self.dialogue.add(at, false, &[DLE, dle::ETX]);
                    self.tell(at, What::SoundEnded);
                }
            }
            Token::Code(code) => {
                self.hand_over(at);
                if self.hearing {
                    self.dialogue.add(at, false, &[DLE, code]);
                }
                self.tell(at, What::Code(code));
            }
            Token::Packet(packet) => {
                self.hand_over(at);
                self.tell(at, What::Packet(packet));
            }
        }
    }

    fn data(&mut self, at: Duration, byte: u8) {
        if self.hearing {
            if !std::mem::take(&mut self.line_feed) || byte != b'\n' {
                self.sound.push(byte);
            }
        } else if let Some(line) = self.splitter.push(byte) {
            self.line(at, line);
        }
    }

    fn line(&mut self, at: Duration, line: String) {
        let command = self.running.as_ref().map(|running| running.command.as_str());
        let first = self.running.as_ref().is_none_or(|running| running.lines.is_empty());
        match at::meaning(&line, command, first) {
            Meaning::Echo => self.echoes += 1,
            Meaning::WrongEcho => {
                self.echoes += 1;
                self.not_understood += 1;
            }
            Meaning::Unsolicited => self.tell(at, What::Line(line)),
            Meaning::Result(outcome) => self.finish(at, outcome),
            Meaning::Reply => {
                if let Some(running) = &mut self.running {
                    running.lines.push(line);
                }
            }
        }
    }

    fn finish(&mut self, at: Duration, outcome: Outcome) {
        let Some(running) = self.running.take() else { return };
        if running.hears && outcome == Outcome::Connect {
            self.reader.restart();
            (self.hearing, self.line_feed) = (true, true);
        }
        let (command, lines) = (running.command, running.lines);
        self.tell(at, What::Done(Reply { command, lines, outcome }));
    }

    fn hand_over(&mut self, at: Duration) {
        if !self.sound.is_empty() {
            let sound = std::mem::take(&mut self.sound);
            self.tell(at, What::Sound(sound));
        }
    }

    fn tell(&mut self, at: Duration, what: What) {
        if self.happened.len() >= WAITING {
            self.happened.pop_front();
            self.not_understood += 1;
        }
        self.happened.push_back(Happening { at, what });
    }
}
