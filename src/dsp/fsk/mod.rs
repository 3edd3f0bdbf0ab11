//! FSK caller ID: Bell 202 and V.23 at once, 1200 bit/s, 8N1. May depend on `base`.
//!
//! ```text
//! samples ─ band-pass ─┬─ gate: marks or seizure? ─ opens ─┐
//!                      └─ tape (6 s, running sums) ─ search for a message's first byte ─ reader ─ frame
//! ```
//!
//! The frame is believed only when type, length, checksum and contents fit ([`caller_id::parse`]).

pub mod gate;
pub mod reader;
pub mod sync;
pub mod tape;

use crate::base::evidence::Evidence;
use crate::base::signal::LineSignal;
use crate::base::units::{Dbm0, Frames};
use crate::dsp::FRAME;
use crate::dsp::bank::Detection;
use crate::dsp::caller_id::{self, Message};
use crate::dsp::filter::BandPass;
use crate::dsp::front::Front;
use gate::Gate;
use reader::{HABITS, Reader, Step};
use sync::{Candidate, Search};
use tape::Tape;

/// The gate stays open so long after it last saw something, in samples.
const HOLD: u64 = 800;
/// How far before the gate opened the search begins.
const BACK: u64 = 480;
/// So long after a message nothing new begins: marks may trail behind it. In samples.
const QUIET: u64 = 1200;
/// Candidates that may lead nowhere before only clear ones count.
const PATIENCE: u32 = 10;
/// Frames of marks or seizure before a candidate counts as a burst worth telling (60 ms).
const TELL_AFTER: u32 = 12;
/// Share of the power in marks or seizure, and in the first byte, for the same.
const TELL_CARRIER: f32 = 0.65;
/// Bytes that must have been read for the same.
const TELL_READ: usize = 4;

/// A message under way.
#[derive(Debug, Clone)]
struct Attempt {
    candidate: Candidate,
    reader: Reader,
    habit: usize,
}

/// The gate is open: something like a burst goes on.
#[derive(Debug, Clone)]
struct Burst {
    /// Tape positions.
    since: u64,
    until: u64,
    /// Frames in which the gate saw something.
    looks: u32,
    /// The largest share of the power in marks or seizure.
    carrier: f32,
    /// `BurstBegun` was told.
    told: bool,
    /// Candidates that led nowhere.
    fails: u32,
    /// The clearest attempt that failed.
    damage: Option<Damage>,
}

/// Bytes of a frame that failed, kept for the line doctor.
const KEPT: usize = 64;

/// Why a message could not be read.
#[derive(Debug, Clone, Copy)]
enum Why {
    /// While it was being read.
    Lost(&'static str),
    /// The whole frame is not to be believed.
    Rejected(caller_id::Reject),
}

/// An attempt that failed. Its text is written only when somebody is told of it.
#[derive(Debug, Clone)]
struct Damage {
    /// How clear the candidate was.
    share: f64,
    why: Why,
    /// Without its note.
    evidence: Evidence,
    frame: [u8; KEPT],
    count: usize,
}

impl Damage {
    fn told(self) -> Evidence {
        let note = match self.why {
            Why::Lost(reason) => reason.to_owned(),
            Why::Rejected(reason) => format!("{reason} in {}", hex(&self.frame[..self.count])),
        };
        Evidence { note, ..self.evidence }
    }
}

impl Burst {
    /// How clean a message must be. Other signals (tones, music) look like a beginning again and again:
    /// after some that led nowhere only a clear one counts.
    fn cleanness(&self) -> f64 {
        if self.fails < PATIENCE { f64::from(self.carrier) } else { 1.3 }
    }
}

/// The receiver.
#[derive(Debug, Clone)]
pub struct Receiver {
    filter: BandPass,
    gate: Gate,
    tape: Tape,
    search: Search,
    attempt: Option<Attempt>,
    burst: Option<Burst>,
    /// Nothing begins before this tape position.
    quiet_until: u64,
    /// Difference between the bank's clock and the tape's positions.
    delay: u64,
}

impl Receiver {
    /// A receiver at rest.
    pub fn new() -> Self {
        let filter = BandPass::new(650.0, 2950.0, 101);
        let delay = filter.delay() as u64;
        Self {
            filter,
            gate: Gate::new(),
            tape: Tape::new(),
            search: Search::new(),
            attempt: None,
            burst: None,
            quiet_until: 0,
            delay,
        }
    }

    /// Whether a message is being read.
    pub fn is_busy(&self) -> bool {
        self.attempt.is_some()
    }

    /// Takes a frame that ends at `now` on the bank's clock.
    pub fn push(&mut self, front: &Front, now: Frames, tell: &mut dyn FnMut(Detection)) {
        let (frame, calm) = (&front.raw, front.calm);
        let mut clean = [0.0; FRAME];
        if calm {
            self.filter.pass(frame);
        } else {
            self.filter.run(frame, &mut clean);
        }
        let keep = self.attempt.as_ref().map(|a| (a.candidate.at as u64).saturating_sub(100));
        self.tape.push(&clean, keep.or(self.burst.as_ref().map(|burst| burst.since)));
        self.look(&clean, calm);
        let Some(until) = self.burst.as_ref().map(|burst| burst.until) else { return };
        self.tape.sum_up();
        self.work(now, tell);
        if self.attempt.is_none() && self.tape.end() > until {
            self.close(now, tell);
        }
    }

    /// Time went on by `frames` without sound.
    pub fn gap(&mut self, frames: u64, now: Frames, tell: &mut dyn FnMut(Detection)) {
        if let Some(attempt) = self.attempt.take() {
            self.note_damage(&attempt, Why::Lost("samples were lost"));
        }
        self.close(now, tell);
        self.filter.reset();
        self.gate.reset();
        self.tape.skip(frames);
    }

    fn look(&mut self, clean: &[f32; FRAME], calm: bool) {
        let Some(share) = self.gate.push(clean, calm) else { return };
        let end = self.tape.end();
        if let Some(burst) = &mut self.burst {
            burst.until = end + HOLD;
            burst.looks += 1;
            burst.carrier = burst.carrier.max(share);
        } else if end > self.quiet_until {
            let since = end.saturating_sub(BACK).max(self.tape.begin());
            let until = end + HOLD;
            let (told, fails, damage) = (false, 0, None);
            self.burst =
                Some(Burst { since, until, looks: 1, carrier: share, told, fails, damage });
            self.search.restart(since as f64);
        }
    }

    /// Searches and reads as far as the tape goes. A candidate that is much clearer than the one being
    /// read takes its place: seizures look like messages now and then.
    fn work(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        loop {
            let carrier = self.burst.as_ref().map_or(0.0, Burst::cleanness);
            let found = self.search.run(&self.tape, carrier);
            let better = |c: &Candidate| {
                self.attempt.as_ref().is_none_or(|a| c.share > a.candidate.share + 0.12)
            };
            if let Some(candidate) = found {
                if better(&candidate) {
                    self.begin(candidate);
                }
                continue;
            }
            let Some(mut attempt) = self.attempt.take() else { return };
            match attempt.reader.step(&self.tape) {
                Step::Wait => {
                    self.announce(&attempt, now, tell);
                    self.attempt = Some(attempt);
                    return;
                }
                Step::Done => {
                    let frame = attempt.reader.frame();
                    match caller_id::parse(attempt.candidate.standard, frame) {
                        Ok(message) => self.believe(&attempt, message, now, tell),
                        Err(reason) => self.fail(attempt, Why::Rejected(reason)),
                    }
                }
                Step::Lost(reason) => self.fail(attempt, Why::Lost(reason)),
            }
        }
    }

    fn begin(&mut self, candidate: Candidate) {
        let reader = Reader::new(&self.tape, &candidate, HABITS[0]);
        self.attempt = Some(Attempt { candidate, reader, habit: 0 });
    }

    /// Tells that a burst has begun, once its first characters have been read.
    fn announce(&mut self, attempt: &Attempt, now: Frames, tell: &mut dyn FnMut(Detection)) {
        let start = self.start(&attempt.candidate);
        let read = attempt.reader.frame().len();
        if let Some(burst) = &mut self.burst
            && !burst.told
            && burst.looks >= TELL_AFTER
            && burst.carrier > TELL_CARRIER
            && attempt.candidate.share > f64::from(TELL_CARRIER)
            && read >= TELL_READ
        {
            burst.told = true;
            let (signal, evidence) = (LineSignal::BurstBegun, Evidence::default());
            tell(Detection { start, decided: now, signal, evidence });
        }
    }

    /// Where the burst began on the bank's clock: where the gate opened, or the message itself.
    fn start(&self, candidate: &Candidate) -> Frames {
        let message = candidate.at as u64;
        let since = self.burst.as_ref().map_or(message, |burst| burst.since + BACK / 2);
        Frames(since.min(message).saturating_sub(self.delay))
    }

    fn believe(
        &mut self,
        attempt: &Attempt,
        message: Message,
        now: Frames,
        tell: &mut dyn FnMut(Detection),
    ) {
        let mut evidence = self.evidence(attempt);
        let signal = match message {
            Message::Call(id) => LineSignal::CallerId(id),
            Message::Other(kind) => {
                evidence.note = format!("message of type {kind:02x}, not a call");
                LineSignal::BurstDamaged
            }
        };
        tell(Detection { start: self.start(&attempt.candidate), decided: now, signal, evidence });
        self.burst = None;
        self.quiet_until = self.tape.end() + QUIET;
    }

    /// Tries again with other assumptions, or gives up and searches on.
    fn fail(&mut self, mut attempt: Attempt, why: Why) {
        self.note_damage(&attempt, why);
        attempt.habit += 1;
        if let Some(habit) = HABITS.get(attempt.habit) {
            attempt.reader = Reader::new(&self.tape, &attempt.candidate, *habit);
            self.attempt = Some(attempt);
        } else {
            if let Some(burst) = &mut self.burst {
                burst.fails += 1;
            }
            self.search.resume(&attempt.candidate);
        }
    }

    /// Remembers why the clearest candidate could not be read.
    fn note_damage(&mut self, attempt: &Attempt, why: Why) {
        let share = attempt.candidate.share;
        let evidence = self.evidence(attempt);
        if let Some(burst) = &mut self.burst
            && burst.damage.as_ref().is_none_or(|damage| share > damage.share)
        {
            let read = attempt.reader.frame();
            let count = read.len().min(KEPT);
            let mut frame = [0; KEPT];
            frame[..count].copy_from_slice(&read[..count]);
            burst.damage = Some(Damage { share, why, evidence, frame, count });
        }
    }

    /// The gate closes. Tells why nothing came of a burst that had been told.
    fn close(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        let Some(burst) = self.burst.take() else { return };
        if burst.told {
            let start = Frames((burst.since + BACK / 2).saturating_sub(self.delay));
            let evidence = burst.damage.map(Damage::told).unwrap_or_default();
            tell(Detection { start, decided: now, signal: LineSignal::BurstDamaged, evidence });
        }
    }

    fn evidence(&self, attempt: &Attempt) -> Evidence {
        let from = attempt.candidate.at;
        let power = self.tape.power(from, attempt.reader.at());
        let share = attempt.reader.share().clamp(0.01, 0.9999);
        // The filter passes 2300 Hz; SNR is counted over 3100 Hz.
        let snr = 10.0 * (share / (1.0 - share)).log10() - 1.3;
        Evidence {
            level_dbm0: Some(Dbm0::from_rms(power.sqrt() as f32).0),
            snr_db: Some(snr as f32),
            offset_percent: Some(attempt.reader.offset_percent() as f32),
            ..Evidence::default()
        }
    }
}

/// The first bytes of a frame, for the line doctor.
fn hex(frame: &[u8]) -> String {
    frame.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

impl Default for Receiver {
    fn default() -> Self {
        Self::new()
    }
}
