//! A telephone exchange with one subscriber line, as a pure state machine: `step(input, now)` → what the box says and
//! what is heard, each with its exact moment, however rarely it is stepped.
//! Chinese practice (ring cadence, 450 Hz tones); bursts after hardware notes on GR-30 / EN 300 659.
//! No clock, no I/O: time is an argument. May depend on `base` and, through `modulate`, on `dsp`.
//!
//! ```text
//!          ring            lift                hang up
//!   Idle ───────► Ringing ───────► Talk ──────────────────► Released ──► (replace) Idle
//!    │ lift                          ▲ answer      busy ▲
//!    └─► DialTone ─► Dialling ─► RingBack ──────────────┘
//! ```

mod desk;
mod far_end;
mod ringing;

use crate::base::caller_id::BurstTime;
use crate::base::order::{FarEndAction, SimulatedCaller};
use crate::base::signal::{LineSignal, Refusal};
use crate::base::units::Frames;
use crate::device::sim::modulate::{Samples, Side};
use crate::device::sim::settings::SimSettings;
use std::path::PathBuf;
use std::time::Duration;

/// A far end that does not answer is given up by the exchange after this.
/// A polite pause before the far end speaks.
const GREETS_AFTER: Duration = Duration::from_millis(600);
const RINGBACK_LIMIT: Duration = Duration::from_mins(1);
/// A far end that answers by itself does so after the second ring.
const ANSWERS_AFTER: Duration = Duration::from_millis(6_500);
/// A digit by pulses takes about so long.
const PULSES: Duration = Duration::from_millis(900);
/// A whole number has at least so many digits; the exchange does not wait for more.
const WHOLE_NUMBER_DIGITS: usize = 7;
/// Pauses of the call-waiting handshake: alert → phone's answer → burst.
const HANDSHAKE_PAUSE: Duration = Duration::from_millis(120);

/// What happens to the exchange.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Time has passed.
    Tick,
    /// Somebody does something.
    Act(FarEndAction),
    /// Our box takes the line.
    Seize,
    /// Our box leaves the line.
    Release,
    /// Our box dials on the line it has taken.
    Dial(String),
    /// Our box dials by interrupting the loop.
    Pulse(String),
    /// Our box opens the loop for a moment: hold, or hold no longer.
    Flash,
    /// Our box is asked to say everything again.
    ReportStatus,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The moment it begins.
    pub at: Duration,
    /// What it is.
    pub what: Sign,
}

/// Something the box says, or something heard on the line.
#[derive(Debug, Clone, PartialEq)]
pub enum Sign {
    /// The box says this.
    Said(LineSignal),
    /// This is heard.
    Heard(Sound),
}

/// A steady sound of the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExchangeTone {
    /// Nothing.
    Silence,
    /// Dial tone.
    Dial,
    /// The far phone rings.
    RingBack,
    /// Busy.
    Busy,
    /// The network is busy.
    Congestion,
    /// There is no such number.
    NoSuchNumber,
}

/// A change of what is heard on the line.
#[derive(Debug, Clone, PartialEq)]
pub enum Sound {
    /// The steady tone changes; its cadence begins now.
    Tone(ExchangeTone),
    /// Ringing current starts or stops; a tap on the line hears a little of it.
    Ring(bool),
    /// These samples (8 kHz) are heard once; speech is silent meanwhile.
    Once(Samples),
    /// The far end speaks: a file, or the built-in voice.
    Speech(Option<PathBuf>),
    /// Everything but the steady tone stops.
    Hush,
    /// Line audio fails.
    Lost,
    /// Line audio is back.
    Restored,
}

/// Where the line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// On-hook, silent.
    Idle,
    /// The far end calls.
    Ringing,
    /// Off-hook, no digit yet.
    DialTone,
    /// Digits are being dialled.
    Dialling,
    /// The far phone rings.
    RingBack,
    /// A conversation.
    Talk,
    /// Off-hook with nobody at the other end.
    Released,
}

/// What the exchange will do by itself.
#[derive(Debug, Clone, PartialEq)]
enum Due {
    RingOn,
    RingOff,
    Sound(Sound),
    Say(LineSignal),
    /// Keys begin: the dial tone stops.
    Keys(Samples),
    /// The number is complete.
    Route,
    /// Nobody did anything for too long.
    GiveUp,
    /// The far end answers by itself.
    Answer,
}

/// What the far end will do with a call that is still being dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Rings,
    Answers,
    IsBusy,
    IsCongested,
    IsUnknown,
    NeverAnswers,
}

/// The exchange, its line and the people at both ends.
#[allow(clippy::struct_excessive_bools, reason = "independent facts: ring, two hooks, plug, audio")]
#[derive(Debug)]
pub struct Exchange {
    settings: SimSettings,
    wall: BurstTime,
    phase: Phase,
    agenda: Vec<(Duration, Due)>,
    /// Present caller while ringing.
    caller: Option<SimulatedCaller>,
    rings: u32,
    ring_on: bool,
    /// Digits dialled so far, and when the last of them ends.
    dialled: String,
    keys_end: Duration,
    dial_tone_at: Duration,
    fate: Fate,
    lifted: bool,
    seized: bool,
    plugged: bool,
    audio_ok: bool,
    /// The far end is on hold.
    held: bool,
}

impl Exchange {
    /// An idle line.
    #[must_use]
    pub fn new(settings: SimSettings) -> Self {
        let wall = settings.time.unwrap_or(BurstTime { month: 1, day: 1, hour: 9, minute: 0 });
        Self {
            settings,
            wall,
            phase: Phase::Idle,
            agenda: Vec::new(),
            caller: None,
            rings: 0,
            ring_on: false,
            dialled: String::new(),
            keys_end: Duration::ZERO,
            dial_tone_at: Duration::ZERO,
            fate: Fate::Rings,
            lifted: false,
            seized: false,
            plugged: true,
            audio_ok: true,
            held: false,
        }
    }

    /// The clock that bursts carry from now on, unless the settings fix it.
    pub fn set_wall(&mut self, wall: BurstTime) {
        self.wall = self.settings.time.unwrap_or(wall);
    }

    /// How it behaves.
    #[must_use]
    pub fn settings(&self) -> &SimSettings {
        &self.settings
    }

    /// Where the line stands.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Nothing goes on: on-hook and nobody calls.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.phase == Phase::Idle && !self.off_hook()
    }

    /// Whether the box can play into the line now: the loop is closed.
    #[must_use]
    pub fn can_play(&self) -> bool {
        self.plugged && self.off_hook()
    }

    /// Whether somebody at the far end hears what is played.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        self.can_play() && self.phase == Phase::Talk && !self.held
    }

    /// Whether the box is connected.
    #[must_use]
    pub fn is_plugged(&self) -> bool {
        self.plugged
    }

    /// When the exchange will next do something by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<Duration> {
        self.agenda.iter().map(|(at, _)| *at).min()
    }

    /// Lets time pass up to `now`, then takes `input`. What comes of it is appended to `out`, in order of time.
    ///
    /// # Errors
    /// A refusal when `input` makes no sense now; nothing has changed then but the time.
    pub fn step(
        &mut self,
        input: Input,
        now: Duration,
        out: &mut Vec<Output>,
    ) -> Result<(), Refusal> {
        self.catch_up(now, out);
        match input {
            Input::Tick => Ok(()),
            Input::Act(action) => self.act(action, now, out),
            _ if !self.plugged => Err(Refusal::Gone),
            Input::Seize if self.seized => Ok(()),
            Input::Seize => {
                self.seized = true;
                self.loop_closes(now, out);
                Ok(())
            }
            Input::Release => {
                self.seized = false;
                self.loop_opens(now, out);
                Ok(())
            }
            Input::Dial(_) | Input::Pulse(_) | Input::Flash if !self.seized => {
                Err(Refusal::WrongState)
            }
            Input::Dial(digits) => self.dial(&digits, now, out),
            Input::Pulse(digits) => self.pulse(&digits, now, out),
            Input::Flash => self.flash(now, out),
            Input::ReportStatus => {
                self.report_status(now, out);
                Ok(())
            }
        }
    }

    fn catch_up(&mut self, now: Duration, out: &mut Vec<Output>) {
        while let Some(at) = self.next_due().filter(|at| *at <= now) {
            let first = self.agenda.iter().position(|(t, _)| *t == at);
            let Some((_, due)) = first.map(|index| self.agenda.remove(index)) else { return };
            self.happen(due, at, out);
        }
    }

    fn happen(&mut self, due: Due, at: Duration, out: &mut Vec<Output>) {
        match due {
            Due::RingOn => self.ring_begins(at, out),
            Due::RingOff => self.ring_ends(at, out),
            Due::Sound(sound) => heard(at, sound, out),
            Due::Say(signal) => said(at, signal, out),
            Due::Keys(samples) => {
                heard(at, Sound::Tone(ExchangeTone::Silence), out);
                heard(at, Sound::Once(samples), out);
            }
            Due::Route => self.route(at, out),
            Due::Answer => {
                heard(at, Sound::Tone(ExchangeTone::Silence), out);
                self.connect(at);
            }
            Due::GiveUp if self.phase == Phase::Ringing => self.stop_ringing(at, out),
            Due::GiveUp => self.send_busy(at, out),
        }
    }

    fn act(
        &mut self,
        action: FarEndAction,
        t: Duration,
        out: &mut Vec<Output>,
    ) -> Result<(), Refusal> {
        use FarEndAction as Act;
        let audio_ok = self.audio_ok;
        match action {
            Act::PlugCable if !self.plugged => self.plug(t, out),
            Act::LiftDeskPhone if !self.lifted => self.lift(t, out),
            Act::ReplaceDeskPhone if self.lifted => self.replace(t, out),
            _ if !self.plugged => return Err(Refusal::Gone),
            Act::PullCable => self.pull(t, out),
            Act::Ring(caller) if self.is_idle() => self.start_ringing(caller, t, out),
            Act::HangUp if self.phase == Phase::Ringing => self.stop_ringing(t, out),
            Act::HangUp if matches!(self.phase, Phase::Talk | Phase::RingBack) => {
                self.far_end_leaves(t, out);
            }
            Act::Answer => return self.answer(t, out),
            Act::Busy => return self.refuse_call(ExchangeTone::Busy, t, out),
            Act::Congestion => return self.refuse_call(ExchangeTone::Congestion, t, out),
            Act::NoSuchNumber => return self.refuse_call(ExchangeTone::NoSuchNumber, t, out),
            Act::Speak(file) if self.phase == Phase::Talk => heard(t, Sound::Speech(file), out),
            Act::Press(keys) if self.phase == Phase::Talk => {
                let samples = self.keys(&keys, Side::Far).ok_or(Refusal::Failed)?;
                heard(t, Sound::Once(samples), out);
            }
            Act::CallWaiting(caller) if self.phase == Phase::Talk => {
                self.call_waiting(&caller, t, out);
            }
            Act::DialDeskPhone(digits) => return self.dial_desk_phone(&digits, t, out),
            Act::LoseAudio if audio_ok => self.set_audio(false, t, out),
            Act::RestoreAudio if !audio_ok => self.set_audio(true, t, out),
            _ => return Err(Refusal::WrongState),
        }
        Ok(())
    }

    fn off_hook(&self) -> bool {
        self.lifted || self.seized
    }

    fn schedule(&mut self, at: Duration, due: Due) {
        self.agenda.push((at, due));
    }

    /// The two are connected; who answers or calls says something, where the settings say so.
    fn connect(&mut self, at: Duration) {
        self.enter(Phase::Talk);
        if self.settings.greets {
            self.schedule(at + GREETS_AFTER, Due::Sound(Sound::Speech(None)));
        }
    }

    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.held = false;
        self.agenda.clear();
    }
}

fn length(samples: &[f32]) -> Duration {
    Frames(samples.len() as u64).duration()
}

fn said(at: Duration, signal: LineSignal, out: &mut Vec<Output>) {
    out.push(Output { at, what: Sign::Said(signal) });
}

fn heard(at: Duration, sound: Sound, out: &mut Vec<Output>) {
    out.push(Output { at, what: Sign::Heard(sound) });
}
