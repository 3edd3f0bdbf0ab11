//! The voice states of a modem (V.253, 10): recording (+VRX), playing (+VTX) and both (+VTR), one at a time, with a way
//! out of each that does not depend on the modem's manners. May depend on `base` and `audio`.

use super::VoiceModem;
use super::jobs::{Job, Then};
use crate::device::link::{LinkError, LinkErrorKind};
use crate::device::modem::at::Outcome;
use crate::device::modem::codec::{Coding, Decoder, Encoder};
use crate::device::modem::dle;
use crate::device::modem::masks::Method;
use std::time::Duration;

/// What a modem holds before it plays it.
const BUFFER: u32 = 1_024;
/// Nothing more to play for so long: playing ends.
const LINGER: Duration = Duration::from_millis(300);
/// How long the modem may take to leave before the next attempt.
const LEAVES: Duration = Duration::from_millis(800);
/// Sound that does not come for so long will not come.
const STALL: Duration = Duration::from_secs(3);
/// A desk phone's call without any sound for so long is not recorded on: its on-hook may have gone missing, and only we
/// would hold the line.
const QUIET: Duration = Duration::from_mins(1);
/// Samples beyond this are sound: about -45 dBm0.
const LOUD: u16 = 180;
/// How long the wire may take for a piece of sound.
const WRITE: Duration = Duration::from_millis(100);
/// In place of an attempt: the sound has ended.
pub(super) const ENDED: usize = usize::MAX;
/// A voice state that failed so often in a row is not tried again.
const FAILURES: u32 = 3;
/// Samples given to the modem at once.
const PIECE: usize = 256;

/// Kind of voice state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// +VRX.
    Record,
    /// +VTX.
    Play,
    /// +VTR.
    Both,
}

impl Kind {
    fn command(self) -> &'static str {
        match self {
            Self::Record => "AT+VRX",
            Self::Play => "AT+VTX",
            Self::Both => "AT+VTR",
        }
    }

    /// The modem sends sound.
    pub(super) fn hears(self) -> bool {
        self != Self::Play
    }

    /// The modem takes sound.
    fn plays(self) -> bool {
        self != Self::Record
    }

    /// Ways out, in the order of attempts.
    fn stops(self) -> &'static [&'static [u8]] {
        match self {
            Self::Record => &[dle::STOP_RECEIVE, dle::STOP_RECEIVE_LONG, dle::STOP_DUPLEX],
            Self::Play => &[dle::STOP_SEND, dle::STOP_SEND_LONG, dle::STOP_DUPLEX],
            Self::Both => &[dle::STOP_DUPLEX, dle::STOP_DUPLEX_LONG, dle::STOP_RECEIVE],
        }
    }
}

/// Where the modem stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// It takes commands.
    Text,
    /// It sends or takes sound.
    Voice(Kind),
    /// It was told to stop: so often, and the next attempt is due then.
    Leaving(Kind, usize, Duration),
}

/// Sound on its way to the modem.
#[derive(Debug, Clone, Default)]
pub(super) struct Playing {
    encoder: Option<Encoder>,
    decoder: Option<Decoder>,
    /// Bytes not taken by the wire yet.
    left: Vec<u8>,
    /// Bytes given, and since when: what the modem still holds follows.
    given: u64,
    since: Duration,
    /// The newest sound to be played.
    newest: Duration,
    /// The newest sound that came.
    heard: Duration,
    /// The newest of it that was no silence.
    loud: Duration,
    /// The modem has said stop.
    held: bool,
}

impl VoiceModem {
    /// A codec is there that the wire and the modem can carry.
    pub(super) fn can_sound(&self) -> bool {
        self.method().is_some()
    }

    /// The codec in use.
    pub(super) fn method(&self) -> Option<Method> {
        let rate = self.engine.wire().rate().min(self.unit.profile.rate());
        let carried = |method: &&Method| method.coding.rate() <= rate;
        self.unit.methods.iter().filter(carried).nth(self.refused_methods).copied()
    }

    /// Asks for the codec, once after each reset.
    pub(super) fn choose_method(&mut self) {
        if let Some(method) = self.method() {
            let tail = self.unit.profile.method_tail;
            let text = format!("AT+VSM={},8000{tail}", method.number);
            self.jobs.push_back(Job::ask(text, Then::Method));
        }
    }

    pub(super) fn method_chosen(&mut self, good: bool) {
        self.chosen = good;
        if good {
            return;
        }
        if let Some(method) = self.method() {
            let name = method.coding.name();
            self.findings.add(format!("The modem offers {name} and refuses it."));
            self.refused_methods += 1;
        }
        if let Some(method) = self.method() {
            let tail = self.unit.profile.method_tail;
            let text = format!("AT+VSM={},8000{tail}", method.number);
            self.jobs.push_front(Job::ask(text, Then::Method));
        }
    }

    /// The voice state that is wanted now.
    fn wanted(&self) -> Option<Kind> {
        let possible = self.on_line() && self.place == self.desired() && self.audio_taken;
        if !possible || !self.chosen || !self.can_sound() || self.mute {
            return None;
        }
        let plays = self.want.seized && self.sound.waiting() > 0;
        Some(match (self.unit.duplex && self.want.seized, plays) {
            (true, _) => Kind::Both,
            (false, true) => Kind::Play,
            (false, false) => Kind::Record,
        })
    }

    /// Begins the wanted voice state, if there is one. Whether anything was begun.
    pub(super) fn enter(&mut self) -> bool {
        let Some(kind) = self.wanted() else { return false };
        let recorded = self.unit.profile.recorded.filter(|place| self.unit.offers(*place));
        let route = match recorded {
            Some(place) if kind == Kind::Record && self.place == self.unit.profile.seized => place,
            _ => self.place,
        };
        if self.route != route {
            self.jobs.push_back(Job::ask(format!("AT+VLS={route}"), Then::Route(route)));
        }
        self.jobs.push_back(Job::ask(kind.command(), Then::Voice(kind)));
        true
    }

    pub(super) fn voice_begun(&mut self, kind: Kind, outcome: &Outcome, at: Duration) {
        if !outcome.is_good() {
            return self.voice_refused(kind, outcome);
        }
        self.unit.duplex_known |= kind == Kind::Both;
        self.stage = Stage::Voice(kind);
        let coding = self.method().map_or(Coding::Unsigned8, |method| method.coding);
        if kind.hears() {
            self.sound.begin(at);
        }
        self.playing = Playing {
            encoder: Some(Encoder::new(coding)),
            decoder: Some(Decoder::new(coding)),
            since: at,
            newest: at,
            heard: at,
            loud: at,
            ..Playing::default()
        };
    }

    fn voice_refused(&mut self, kind: Kind, outcome: &Outcome) {
        self.failed_voice(kind);
        if *outcome == Outcome::Timeout {
            // Its answer may have been lost, and it may be sending sound that we take for text.
            let left = self.leave(kind, 0);
            return self.bear(left);
        }
        if kind == Kind::Both {
            (self.unit.duplex, self.failures) = (false, 0);
            if std::mem::take(&mut self.unit.duplex_known) {
                self.findings.add("The modem offers to record and play at once, and refuses it.");
            }
        }
    }

    fn failed_voice(&mut self, kind: Kind) {
        self.failures += 1;
        if self.failures >= FAILURES {
            self.mute = true;
            self.findings.add(format!("The modem does not carry out {}.", kind.command()));
        }
    }

    /// Sound of the line came.
    pub(super) fn hear(&mut self, bytes: &[u8], at: Duration) {
        (self.playing.heard, self.failures) = (at, 0);
        if matches!(self.stage, Stage::Leaving(..)) && bytes.ends_with(b"OK\r\n") {
            // The end of the sound was lost; this is no sound.
            return self.left(at);
        }
        let mut samples = Vec::with_capacity(bytes.len());
        if let Some(decoder) = &mut self.playing.decoder {
            decoder.decode(bytes, &mut samples);
        }
        if samples.iter().any(|sample| sample.unsigned_abs() > LOUD) {
            self.playing.loud = at;
        }
        self.sound.heard(&samples, at);
    }

    /// The modem had nothing to play. Whether it should have had: at the end of what is played that is no loss.
    pub(super) fn starved(&mut self) {
        let waits = self.sound.waiting() > 0 || !self.playing.left.is_empty();
        self.underruns += u64::from(waits);
    }

    /// The modem says: stop sending, or send on.
    pub(super) fn hold(&mut self, held: bool) {
        self.playing.held = held;
    }

    /// What a voice state needs now: sound, or its end.
    pub(super) fn attend(&mut self, kind: Kind) -> Result<(), LinkError> {
        let now = self.engine.now();
        if !self.want.seized && now.saturating_sub(self.playing.loud) > QUIET {
            self.want.tap = false;
        }
        if self.wants_text(kind, now) {
            return self.leave(kind, self.stops_at);
        }
        if kind.hears() && now.saturating_sub(self.playing.heard) > STALL {
            self.findings.add("The modem stopped sending the sound of the line.");
            self.failed_voice(kind);
            return self.leave(kind, self.stops_at);
        }
        if kind.plays() { self.feed(now) } else { Ok(()) }
    }

    fn wants_text(&self, kind: Kind, now: Duration) -> bool {
        let waits = self.want.seized && self.sound.waiting() > 0;
        let ended = kind == Kind::Play
            && !waits
            && self.playing.left.is_empty()
            && now.saturating_sub(self.playing.newest) > LINGER;
        !self.jobs.is_empty()
            || !self.dials.is_empty()
            || self.desired() != self.place
            || (kind == Kind::Record && waits)
            || ended
    }

    /// Gives the modem what it can hold.
    fn feed(&mut self, now: Duration) -> Result<(), LinkError> {
        let rate = self.method().map_or(8_000, |method| method.coding.rate());
        for _ in 0..8 {
            if self.playing.held || self.held_bytes(rate, now) >= BUFFER {
                return Ok(());
            }
            if self.playing.left.is_empty() {
                let samples = self.sound.take(PIECE);
                if samples.is_empty() {
                    return Ok(());
                }
                self.playing.newest = now;
                let mut coded = Vec::new();
                if let Some(encoder) = &mut self.playing.encoder {
                    encoder.encode(&samples, &mut coded);
                }
                self.playing.given += coded.len() as u64;
                dle::shield(&coded, &mut self.playing.left);
            }
            match self.engine.send_sound(&self.playing.left, WRITE) {
                Err(error) if error.kind == LinkErrorKind::Timeout => {
                    self.underruns += 1;
                    return Ok(());
                }
                other => other?,
            }
            self.playing.left.clear();
        }
        Ok(())
    }

    /// Bytes that the modem has not played yet, as far as one can tell.
    fn held_bytes(&mut self, rate: u32, now: Duration) -> u32 {
        let played = now.saturating_sub(self.playing.since).as_millis() * u128::from(rate) / 1_000;
        let played = u64::try_from(played).unwrap_or(u64::MAX);
        if played > self.playing.given {
            // It had nothing to play for a while.
            (self.playing.given, self.playing.since) = (0, now);
            return 0;
        }
        u32::try_from(self.playing.given - played).unwrap_or(u32::MAX)
    }

    /// When sound is due next.
    pub(super) fn sound_due(&self) -> Option<Duration> {
        match self.stage {
            Stage::Voice(kind) if kind.plays() => Some(Duration::from_millis(10)),
            Stage::Voice(_) => Some(Duration::from_millis(20)),
            Stage::Leaving(_, _, due) => Some(due.saturating_sub(self.engine.now())),
            Stage::Text => None,
        }
    }

    /// Tells the modem to end a voice state, in the way of this attempt.
    fn leave(&mut self, kind: Kind, attempt: usize) -> Result<(), LinkError> {
        let Some(stop) = kind.stops().get(attempt) else {
            self.findings.add("The modem did not leave a voice state when it was told to.");
            self.revive();
            return Ok(());
        };
        if attempt == self.stops_at && kind.plays() && !self.want.seized {
            // Nobody is there to hear the rest.
            self.engine.send(dle::FLUSH)?;
        }
        // A modem that plays says OK at its end and sends no ETX: the answer is that of a command.
        self.engine.send(stop)?;
        // It may play what it holds first.
        let holds = if kind == Kind::Play { Duration::from_millis(400) } else { Duration::ZERO };
        let due = self.engine.now() + LEAVES + holds;
        self.stage = Stage::Leaving(kind, attempt, due);
        Ok(())
    }

    /// The modem has been told to stop and has not.
    pub(super) fn insist(
        &mut self,
        kind: Kind,
        attempt: usize,
        due: Duration,
    ) -> Result<(), LinkError> {
        let now = self.engine.now();
        if now < due {
            return Ok(());
        }
        if attempt == ENDED {
            // It sends no more sound, only its OK was lost.
            self.left(now);
            return Ok(());
        }
        self.leave(kind, attempt + 1)
    }

    /// The voice state is over, and the modem takes commands.
    pub(super) fn left(&mut self, at: Duration) {
        if self.engine.is_hearing() {
            self.engine.assume_text();
        }
        if let Stage::Leaving(_, attempt @ 1.., _) = self.stage
            && attempt != ENDED
        {
            // The next time this way is tried first.
            self.stops_at = attempt;
        }
        self.stage = Stage::Text;
        self.playing = Playing::default();
        (self.spoke, self.missed) = (at, 0);
    }
}
