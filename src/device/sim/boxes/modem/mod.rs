//! The model of a voice modem: ITU-T V.250 commands, V.253 voice (class 8), behind USB (CDC-ACM) or a serial port. Written
//! from the makers' published manuals; [`ModemOptions`] has the oddities of products on sale.
//! May depend on `base`, `audio` and `dsp`.
//!
//! ```text
//! host ── usb ── commands ── settings ─┬─ dial, events ── line
//!                └── voice (codec, DLE) ┘
//! ```

mod answer;
mod caller_id;
mod codec;
mod commands;
mod dial;
mod ears;
mod events;
mod identity;
mod options;
mod settings;
mod tones;
mod usb;
mod voice;

#[cfg(test)]
mod tests;

pub use options::{Chip, DialAnswer, ModemOptions, Union, Wedge};

use crate::base::caller_id::CallerId;
use crate::base::units::Frames;
use crate::device::link::Setup;
use crate::device::sim::boxes::{BoxModel, Descriptors, LineSide, Stall};
use commands::Command;
use dial::Dial;
use ears::Ears;
use settings::Settings;
use std::collections::VecDeque;
use std::time::Duration;
use usb::Port;
use voice::Voice;

/// The firmware looks at the line this often.
const STEP: Duration = Duration::from_millis(20);
/// From a command line to its answer.
const LATENCY: Duration = Duration::from_millis(4);
/// Bytes of the host that wait while the firmware is busy; more are lost.
const MOST_TYPED: usize = 2_048;
/// Its own tones still echo on the line so long.
const ECHO: Duration = Duration::from_millis(400);

/// What the firmware is doing.
#[derive(Debug)]
enum Work {
    /// Waits for a command line.
    Ready,
    /// Goes on with the command line at this moment; `deaf`: what the host sends until then is lost.
    Answer { at: Duration, deaf: bool },
    /// Sends tones (`+VTS`), then goes on with the command line.
    Tones,
    /// Dials.
    Dial(Dial),
    /// Waits for a carrier that never comes (`ATA` in class 0).
    Carrier { until: Duration },
    /// `+VRX`.
    Receive,
    /// `+VTX`.
    Transmit,
    /// `+VTR`.
    Duplex,
}

/// The modem.
#[allow(clippy::struct_excessive_bools, reason = "independent facts of a firmware")]
pub struct ModemModel {
    options: ModemOptions,
    line: LineSide,
    now: Duration,
    /// Whether it ever had power.
    lived: bool,
    dead: bool,
    lines: u32,
    port: Port,
    inbox: VecDeque<u8>,
    typed: Vec<u8>,
    last_line: Vec<u8>,
    queue: VecDeque<Command>,
    settings: Settings,
    work: Work,
    voice: Voice,
    ears: Ears,
    /// Sound of its own for the line, at 8 kHz.
    playing: VecDeque<i16>,
    echo_until: Duration,
    caller: Option<CallerId>,
    rings: u32,
    /// When the pause after a ring is too long for the call to go on.
    rings_over: Option<Duration>,
    /// It was asleep when the call came.
    missed: bool,
    last_command: Duration,
    last_active: Duration,
}

impl ModemModel {
    /// A modem on a line. It does nothing before it gets power ([`BoxModel::power_on`]).
    #[must_use]
    pub fn new(options: ModemOptions, line: LineSide) -> Self {
        Self {
            port: Port::new(&options),
            settings: Settings::new(&options),
            voice: Voice::new(),
            options,
            line,
            now: Duration::ZERO,
            lived: false,
            dead: false,
            lines: 0,
            inbox: VecDeque::new(),
            typed: Vec::new(),
            last_line: Vec::new(),
            queue: VecDeque::new(),
            work: Work::Ready,
            ears: Ears::new(),
            playing: VecDeque::new(),
            echo_until: Duration::ZERO,
            caller: None,
            rings: 0,
            rings_over: None,
            missed: false,
            last_command: Duration::ZERO,
            last_active: Duration::ZERO,
        }
    }

    /// Bytes of sound from the host that found the buffer full.
    #[must_use]
    pub fn lost_sound(&self) -> u64 {
        self.voice.lost()
    }

    /// Everything back to what the factory set, the line released.
    fn reset(&mut self, now: Duration) {
        self.settings = Settings::new(&self.options);
        self.queue.clear();
        self.playing.clear();
        self.caller = None;
        self.hang_up(now);
        self.work = Work::Ready;
    }

    /// Takes the line; the ears begin anew.
    fn seize(&mut self, now: Duration) {
        if !self.line.is_off_hook() {
            self.ears = Ears::new();
            self.line.hook(true, now);
            self.rings_over = None;
            self.rings = 0;
        }
    }

    /// Leaves the line, the desk phone connected.
    fn hang_up(&mut self, now: Duration) {
        self.settings.route = 0;
        self.line.connect_desk(true, now);
        if self.line.is_off_hook() {
            self.line.hook(false, now);
            self.call_over();
        }
    }

    /// A call has ended, however it went.
    fn call_over(&mut self) {
        self.rings = 0;
        self.rings_over = None;
        self.missed = false;
        if self.options.vcid_needs_rearm_after_call {
            self.settings.caller_id = 0;
        }
    }

    /// Whether it sleeps: the line is free, and nobody has asked anything for long.
    fn is_asleep(&self, now: Duration) -> bool {
        let after = Duration::from_secs(self.settings.registers[24].into());
        self.options.deaf_until_s24
            && !after.is_zero()
            && !self.line.is_off_hook()
            && now.saturating_sub(self.last_command) >= after
    }

    /// Something is going on that needs small steps.
    fn is_busy(&self) -> bool {
        self.line.is_off_hook() || !matches!(self.work, Work::Ready)
    }

    /// When it will do something by itself, apart from the line.
    fn own_due(&self) -> Option<Duration> {
        let work = match &self.work {
            Work::Answer { at, .. } => Some(*at),
            _ if self.is_busy() => Some(self.now + STEP),
            _ => None,
        };
        [work, self.rings_over].into_iter().flatten().min()
    }

    /// One step of the firmware, at most [`STEP`] long while anything goes on.
    fn step(&mut self, to: Duration) {
        let frames = Frames::within(to).0 - Frames::within(self.now).0;
        self.now = to;
        self.line.advance(to);
        self.hear_line();
        self.sound(frames as usize);
        if self.rings_over.is_some_and(|at| at <= to) {
            self.call_over();
        }
        self.work_on();
        self.idle_too_long();
        self.digest();
    }

    /// The command line, a dialled call, a carrier: what is due now.
    fn work_on(&mut self) {
        let now = self.now;
        match &self.work {
            Work::Answer { at, .. } if *at <= now => self.run(),
            Work::Tones if self.playing.is_empty() => {
                self.echo_until = now + ECHO;
                self.run();
            }
            Work::Dial(_) => self.dial_on(),
            Work::Carrier { until } if *until <= now => self.no_carrier(),
            _ => {}
        }
    }

    /// `+VIT`: in class 8 with the line taken, silence on the port ends the call.
    fn idle_too_long(&mut self) {
        if !matches!(self.work, Work::Ready) {
            self.last_active = self.now;
        }
        let limit = Duration::from_secs(self.settings.inactivity.into());
        let waits = self.settings.class == 8 && self.line.is_off_hook() && !limit.is_zero();
        if waits && self.now.saturating_sub(self.last_active) > limit {
            self.hang_up(self.now);
            self.settings.class = 0;
        }
    }

    /// Takes bytes of the host as far as what it is doing allows.
    fn digest(&mut self) {
        while let Some(byte) = self.inbox.front().copied() {
            if matches!(self.work, Work::Answer { .. } | Work::Tones) {
                return;
            }
            self.inbox.pop_front();
            self.last_active = self.now;
            match &self.work {
                Work::Receive | Work::Transmit | Work::Duplex => self.streamed(byte),
                Work::Dial(_) | Work::Carrier { .. } => {
                    if byte != b'\n' {
                        self.no_carrier();
                    }
                }
                _ => self.type_in(byte),
            }
        }
    }

    /// Any key ends an attempt to call; so does the end of patience.
    fn no_carrier(&mut self) {
        self.playing.clear();
        self.hang_up(self.now);
        self.finish(settings::Code::NoCarrier);
    }
}

impl BoxModel for ModemModel {
    fn descriptors(&self) -> Descriptors {
        usb::descriptors(&self.options)
    }

    fn control(
        &mut self,
        setup: Setup,
        data: &[u8],
        _length: usize,
        now: Duration,
    ) -> Result<Vec<u8>, Stall> {
        self.advance(now);
        let (reply, dropped) = self.port.control(setup, data)?;
        if dropped && self.settings.dtr >= 2 && !self.dead {
            self.queue.clear();
            self.typed.clear();
            self.playing.clear();
            self.work = Work::Ready;
            self.hang_up(now);
            if self.settings.dtr == 3 {
                self.reset(now);
            }
        }
        Ok(reply)
    }

    fn out(&mut self, endpoint: u8, data: &[u8], now: Duration) -> Result<(), Stall> {
        if !self.port.is_out(endpoint) {
            return Err(Stall);
        }
        self.advance(now);
        if self.dead || matches!(self.work, Work::Answer { deaf: true, .. }) {
            return Ok(());
        }
        for &byte in data {
            if self.inbox.len() < MOST_TYPED {
                self.inbox.push_back(byte);
            }
            self.digest();
        }
        Ok(())
    }

    fn advance(&mut self, now: Duration) {
        while self.now < now {
            let due = if self.is_busy() { Some(self.now + STEP) } else { self.line.next_due() };
            let due = [due, self.own_due()].into_iter().flatten().min().unwrap_or(now);
            // Two looks may lie closer together than the smallest step.
            self.step(due.max(self.now + Duration::from_micros(1)).min(now));
        }
        self.line.advance(self.now);
        self.hear_line();
    }

    fn next_due(&self) -> Option<Duration> {
        let waiting = self.port.is_waiting().then_some(self.now);
        [waiting, self.own_due(), self.line.next_due()].into_iter().flatten().min()
    }

    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        self.port.take(endpoint)
    }

    fn power_on(&mut self, now: Duration) {
        self.advance(now);
        let first = !std::mem::replace(&mut self.lived, true);
        self.port = Port::new(&self.options);
        self.inbox.clear();
        self.typed.clear();
        self.reset(now);
        (self.last_command, self.last_active) = (now, now);
        (self.lines, self.dead) = (0, first && self.options.wedge == Wedge::FromTheStart);
        self.port.say(self.options.greeting);
        if first && self.options.wedged_in_vrx {
            self.settings.class = 8;
            self.settings.route = 1;
            self.seize(now);
            self.begin_receiving();
        }
    }

    fn line(&mut self) -> &mut LineSide {
        &mut self.line
    }
}
