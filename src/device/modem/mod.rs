//! Voice modems: ITU-T V.253 over CDC-ACM or a serial port. May depend on `base` and `audio`.
//!
//! ```text
//! cdc ─► wire ─► engine (dle, at) ─► signs ─► reports
//!                  ▲ probe, masks, profile ─► Unit
//!                jobs ◄─ orders, dial        voice (codec) ◄─► queue
//! ```
//!
//! An order changes what we want (`Want`); poll by poll the modem is led there. It is in one state at a time, so what
//! needs a command waits until a recording is broken off for it.

pub mod at;
pub mod bringup;
pub mod callid;
pub mod cdc;
pub mod codec;
mod dial;
pub mod dle;
pub mod engine;
mod jobs;
pub mod masks;
pub mod probe;
pub mod profile;
pub mod queue;
mod seat;
pub mod signs;
#[cfg(test)]
mod tests;
mod voice;
pub mod wire;

pub use bringup::Options;

use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, Hook, LineSignal};
use crate::device::LineBox;
use crate::device::error::DeviceError;
use crate::device::link::{Link, LinkError, LinkErrorKind};
use crate::device::outbox::Outbox;
use engine::{Engine, Happening, What};
use jobs::{Job, Then};
use probe::Unit;
use profile::Sign;
use queue::LineSound;
use signs::Signs;
use std::collections::VecDeque;
use std::time::Duration;
use voice::{Playing, Stage};
use wire::Wire;

/// Opens the voice modem behind a link.
///
/// # Errors
/// `Unsupported` when it is no modem, `Failed` when it does not answer, and what the link says.
pub fn open(link: Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError> {
    VoiceModem::open(link, Options::default()).map(|modem| Box::new(modem) as Box<dyn LineBox>)
}

/// What orders and the desk phone want of the modem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Want {
    /// The line is ours.
    seized: bool,
    /// The desk phone's call is recorded.
    tap: bool,
    /// The desk phone is off the line.
    cut: bool,
}

/// Sentences for the line doctor, each once.
#[derive(Debug, Clone, Default)]
struct Findings {
    said: Vec<String>,
    timeouts: u64,
}

/// More are not kept.
const FINDINGS: usize = 40;

impl Findings {
    fn add(&mut self, text: impl Into<String>) {
        let text = text.into();
        if self.said.len() < FINDINGS && !self.said.contains(&text) {
            self.said.push(text);
        }
    }

    fn note_timeout(&mut self, command: &str) {
        self.timeouts += 1;
        self.add(format!("The modem left {command} without an answer."));
    }
}

/// An open voice modem.
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts of a machine whose states are `Stage` and `Want`"
)]
pub struct VoiceModem {
    engine: Engine,
    options: Options,
    unit: Unit,
    signs: Signs,
    out: Outbox,
    jobs: VecDeque<Job>,
    /// What is to be done on a line that is ours.
    dials: VecDeque<Job>,
    /// What the running command is for.
    doing: Option<Then>,
    /// Its settings have changed and are to be said.
    untuned: bool,
    /// Nothing is begun before this.
    rest_until: Duration,
    want: Want,
    /// The `+VLS` row it is in, and the one it records from.
    place: u8,
    route: u8,
    class: u8,
    stage: Stage,
    playing: Playing,
    sound: LineSound,
    audio_taken: bool,
    /// The codec is set.
    chosen: bool,
    refused_methods: usize,
    /// It refuses voice states.
    mute: bool,
    can_tap: bool,
    has_dialled: bool,
    taken_at: Duration,
    failures: u32,
    /// The way out of voice states that this modem understands.
    stops_at: usize,
    attempts: u32,
    missed: u32,
    reviving: bool,
    revivals: u32,
    echoes: u64,
    /// Our words may come back until then: we have just said that they should not.
    deaf_until: Duration,
    /// When it last answered, and when caller ID was last switched on.
    spoke: Duration,
    armed: Duration,
    underruns: u64,
    overruns: u64,
    findings: Findings,
    lost: bool,
    /// The wire is gone: nothing can be said any more.
    gone: bool,
}

impl VoiceModem {
    /// Opens the voice modem behind a link with what is special about this one.
    ///
    /// # Errors
    /// As [`open`].
    pub fn open(link: Box<dyn Link>, options: Options) -> Result<Self, DeviceError> {
        let mut engine = Engine::new(Wire::open(link)?);
        let (unit, said) = bringup::bring_up(&mut engine, options)?;
        let now = engine.now();
        let can_tap = unit.tap().is_some() && !options.leave_desk_phone;
        let class = unit.rest();
        let echoes = engine.echoes();
        Ok(Self {
            engine,
            options,
            unit,
            signs: Signs::default(),
            out: Outbox::default(),
            jobs: VecDeque::new(),
            dials: VecDeque::new(),
            doing: None,
            untuned: false,
            rest_until: now,
            want: Want::default(),
            place: 0,
            route: 0,
            class,
            stage: Stage::Text,
            playing: Playing::default(),
            sound: LineSound::default(),
            audio_taken: false,
            chosen: false,
            refused_methods: 0,
            mute: false,
            can_tap,
            has_dialled: false,
            taken_at: now,
            failures: 0,
            stops_at: 0,
            attempts: 0,
            missed: 0,
            reviving: false,
            revivals: 0,
            echoes,
            deaf_until: now,
            spoke: now,
            armed: now,
            underruns: 0,
            overruns: 0,
            findings: Findings { said, timeouts: 0 },
            lost: false,
            gone: false,
        })
    }

    /// The `+VLS` row we want to be in.
    fn desired(&self) -> u8 {
        let records = self.audio_taken && self.can_sound() && !self.mute && !self.want.cut;
        let tap = self.unit.tap().filter(|_| self.can_tap && self.want.tap && records);
        if self.want.seized {
            self.unit.profile.seized
        } else if let Some(tap) = tap {
            tap
        } else if self.want.cut {
            self.unit.cut().unwrap_or(0)
        } else {
            0
        }
    }

    /// The modem is connected to the line, for whatever reason.
    fn on_line(&self) -> bool {
        self.place != 0 && Some(self.place) != self.unit.cut()
    }

    /// Begins whatever is due. Nothing here waits.
    fn work(&mut self) -> Result<(), LinkError> {
        let now = self.engine.now();
        self.signs.advance(now, &mut self.out);
        let plays = self.want.seized && self.on_line() && self.place == self.desired();
        self.sound.set_playing(plays && self.can_sound());
        if !matches!(self.stage, Stage::Voice(kind) if kind.hears()) {
            self.sound.silent(now);
        }
        if self.unit.profile.own_hook && (self.place != 0 || self.desired() != 0) {
            self.signs.own_hook(now);
        }
        if self.engine.echoes() != self.echoes {
            self.echoed(now);
        }
        if self.engine.is_busy() || now < self.rest_until {
            return Ok(());
        }
        match self.stage {
            Stage::Voice(kind) => self.attend(kind),
            Stage::Leaving(kind, attempt, due) => self.insist(kind, attempt, due),
            Stage::Text => self.command_state(),
        }
    }

    fn command_state(&mut self) -> Result<(), LinkError> {
        if self.next_job()? {
            return Ok(());
        }
        let to = self.desired();
        if to != self.place {
            self.go(to);
        } else if !self.enter() && !self.on_line() {
            let over = self.signs.take_over(self.engine.now());
            if std::mem::take(&mut self.untuned) {
                self.say_settings();
            } else if over {
                self.arm();
            }
            self.probe();
        }
        self.next_job().map(drop)
    }

    /// Our words came back although we had switched that off: the modem has been reset and knows nothing any more.
    fn echoed(&mut self, now: Duration) {
        self.echoes = self.engine.echoes();
        if self.unit.echoes || self.reviving || now < self.deaf_until {
            return;
        }
        self.deaf_until = now + Duration::from_secs(2);
        self.findings.add("The modem has reset itself and was set anew.");
        self.jobs.clear();
        self.stage = Stage::Text;
        if self.engine.is_hearing() {
            self.engine.assume_text();
        }
        if self.engine.is_busy() {
            self.doing = Some(Then::Nothing);
        }
        self.forgotten();
    }

    /// How long nothing needs to be done.
    fn idle(&self) -> Duration {
        let now = self.engine.now();
        let rest = (self.rest_until > now).then(|| self.rest_until.saturating_sub(now));
        let free = self.stage == Stage::Text && !self.engine.is_busy() && rest.is_none();
        let idle = free && !self.on_line();
        let ready = free && !self.jobs.is_empty() || idle && self.untuned;
        let probe = idle.then(|| self.spoke + jobs::PROBE_EVERY);
        let over = self.signs.over_due().filter(|_| idle);
        let later = [self.signs.due(), probe, over].into_iter().flatten().min();
        let later = later.map(|due| due.saturating_sub(now));
        // While it rests, and while it answers a command, nothing is done about its sound.
        let sound = self.sound_due().filter(|_| rest.is_none() && !self.engine.is_busy());
        let dues = [rest, ready.then_some(Duration::ZERO), later, sound];
        dues.into_iter().flatten().min().unwrap_or(Duration::MAX)
    }

    /// Takes what has happened on the wire.
    fn drain(&mut self) {
        while let Some(Happening { at, what }) = self.engine.fetch() {
            match what {
                What::Done(reply) => self.done(&reply, at),
                What::Line(line) => self.said(&line, at),
                What::Code(code) => self.code(code, at),
                What::Packet(packet) => self.signs.packet(&packet, at, &mut self.out),
                What::Sound(bytes) => self.hear(&bytes, at),
                What::SoundEnded => self.sound_ended(at),
                What::RingBit => self.signs.ring_bit(at),
            }
        }
    }

    /// A line without a command: the end of a voice state, or news.
    fn said(&mut self, line: &str, at: Duration) {
        match (self.stage, at::Outcome::of(line)) {
            (Stage::Leaving(..), Some(at::Outcome::Ok | at::Outcome::VoiceConnect)) => {
                self.left(at);
            }
            (Stage::Voice(_), Some(at::Outcome::Ok | at::Outcome::NoCarrier)) => self.left(at),
            // Results of commands that had been given up.
            (_, Some(_)) => {}
            (_, None) => self.signs.line(line, at, &mut self.out),
        }
    }

    /// The modem sends no more sound. Its `OK` follows; some modems forget that.
    fn sound_ended(&mut self, at: Duration) {
        let kind = match self.stage {
            Stage::Voice(kind) | Stage::Leaving(kind, ..) => kind,
            Stage::Text => return,
        };
        if let Stage::Leaving(_, attempt, _) = self.stage {
            self.stops_at = attempt;
        }
        self.stage = Stage::Leaving(kind, voice::ENDED, at + bringup::PATIENCE);
    }

    fn code(&mut self, code: u8, at: Duration) {
        let before = self.signs.desk_phone();
        let sign = self.signs.code(code, self.unit.profile, at, &mut self.out);
        let hook = self.signs.desk_phone();
        if hook != before {
            self.want.tap = hook == Some(Hook::Off);
        }
        match sign {
            Some(Sign::Overrun) => self.overruns += 1,
            Some(Sign::Underrun) => self.starved(),
            Some(Sign::Hold) => self.hold(true),
            Some(Sign::Resume) => self.hold(false),
            // Nobody is at the other end: only the desk phone may hold the line now.
            Some(Sign::Busy | Sign::Congestion) if !self.want.seized => self.want.tap = false,
            _ => {}
        }
    }

    /// Leaves the line.
    fn leave_line(&mut self) {
        self.want.seized = false;
        self.abandon_dialling();
        self.sound.set_playing(false);
        if matches!(self.doing, Some(Then::Dialled(_))) {
            // Any byte breaks the modem's own dialling off.
            let _refused = self.engine.send(b"\r");
            self.engine.hurry(bringup::PATIENCE);
        }
    }

    /// What the wire said, in consequences.
    fn bear(&mut self, result: Result<(), LinkError>) {
        let Err(error) = result else { return };
        let at = self.engine.now();
        match error.kind {
            LinkErrorKind::Gone => {
                self.gone = true;
                self.lose("it was unplugged", at);
            }
            LinkErrorKind::Timeout | LinkErrorKind::Stalled => {
                self.missed += 1;
                self.rest_until = at + Duration::from_millis(200);
                self.findings.add(format!("The wire refused bytes: {error}."));
                if self.missed > 5 {
                    self.lose("it takes no bytes any more", at);
                }
            }
            _ => self.lose(&error.context, at),
        }
    }

    /// The box is lost: told once.
    fn lose(&mut self, why: &str, at: Duration) {
        if !std::mem::replace(&mut self.lost, true) {
            self.sound.end();
            self.out.tell_because(at, LineSignal::BoxLost(Edge::Begin), Evidence::note(why));
        }
    }
}
