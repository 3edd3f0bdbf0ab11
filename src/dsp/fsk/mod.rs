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
use gate::{Gate, Look};
use reader::{Reader, Spacing, Step};
use sync::{Candidate, Search};
use tape::Tape;

/// The gate stays open so long after it last saw something, in samples.
const HOLD: u64 = 800;
/// How far before the gate opened the search begins.
const BACK: u64 = 480;
/// Frames of marks or seizure before a candidate counts as a burst worth telling (60 ms).
const TELL_AFTER: u32 = 12;

/// A message under way.
#[derive(Debug, Clone)]
struct Attempt {
    candidate: Candidate,
    reader: Reader,
    spacing: Spacing,
    told: bool,
}

/// The receiver.
#[derive(Debug, Clone)]
pub struct Receiver {
    filter: BandPass,
    gate: Gate,
    tape: Tape,
    search: Search,
    attempt: Option<Attempt>,
    /// While the gate is open: since when and until when, tape positions.
    open: Option<(u64, u64)>,
    /// Frames in which the gate saw something since it opened.
    looks: u32,
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
            open: None,
            looks: 0,
            delay,
        }
    }

    /// Whether a message is being read.
    pub fn is_busy(&self) -> bool {
        self.attempt.is_some()
    }

    /// Takes a frame that ends at `now` on the bank's clock.
    pub fn push(&mut self, frame: &[f32; FRAME], now: Frames, tell: &mut dyn FnMut(Detection)) {
        let mut clean = [0.0; FRAME];
        self.filter.run(frame, &mut clean);
        let keep = self.attempt.as_ref().map(|a| a.candidate.at as u64 - 100);
        self.tape.push(&clean, keep.or(self.open.map(|(since, _)| since)));
        self.look(&clean);
        if self.open.is_none() && self.attempt.is_none() {
            return;
        }
        self.tape.sum_up();
        self.work(now, tell);
        if self.open.is_some_and(|(_, until)| self.tape.end() > until) {
            self.open = None;
        }
    }

    /// Time went on by `frames` without sound.
    pub fn gap(&mut self, frames: u64, now: Frames, tell: &mut dyn FnMut(Detection)) {
        if let Some(attempt) = self.attempt.take() {
            self.damaged(&attempt, "samples were lost", now, tell);
        }
        self.open = None;
        self.filter.reset();
        self.gate.reset();
        self.tape.skip(frames);
    }

    fn look(&mut self, clean: &[f32; FRAME]) {
        if self.gate.push(clean) == Look::Nothing {
            return;
        }
        let end = self.tape.end();
        if let Some((_, until)) = &mut self.open {
            *until = end + HOLD;
            self.looks += 1;
        } else {
            let since = end.saturating_sub(BACK).max(self.tape.begin());
            self.open = Some((since, end + HOLD));
            self.looks = 1;
            if self.attempt.is_none() {
                self.search.restart(since as f64);
            }
        }
    }

    /// Searches and reads as far as the tape goes.
    fn work(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        loop {
            if let Some(mut attempt) = self.attempt.take() {
                match attempt.reader.step(&self.tape) {
                    Step::Wait => {
                        self.attempt = Some(attempt);
                        return;
                    }
                    Step::Done => {
                        let frame = attempt.reader.frame();
                        let standard = attempt.candidate.standard;
                        match caller_id::parse(standard, frame) {
                            Ok(message) => self.believe(&attempt, message, now, tell),
                            Err(reason) => self.fail(attempt, &reason.to_string(), now, tell),
                        }
                    }
                    Step::Lost(reason) => self.fail(attempt, reason, now, tell),
                }
            } else if let Some(candidate) = self.search.run(&self.tape) {
                self.begin(candidate, now, tell);
            } else {
                return;
            }
        }
    }

    fn begin(&mut self, candidate: Candidate, now: Frames, tell: &mut dyn FnMut(Detection)) {
        let told = self.looks >= TELL_AFTER && candidate.share > 0.5;
        if told {
            tell(Detection {
                start: self.start(&candidate),
                decided: now,
                signal: LineSignal::BurstBegun,
                evidence: Evidence::default(),
            });
        }
        let reader = Reader::new(&self.tape, &candidate, Spacing::Tight);
        self.attempt = Some(Attempt { candidate, reader, spacing: Spacing::Tight, told });
    }

    /// Where the burst began on the bank's clock: where the gate opened, or the message itself.
    fn start(&self, candidate: &Candidate) -> Frames {
        let since = self.open.map_or(candidate.at as u64, |(since, _)| since + BACK / 2);
        Frames(since.min(candidate.at as u64).saturating_sub(self.delay))
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
        self.looks = 0;
        self.search.restart(attempt.reader.at());
    }

    /// Tries again with other assumptions, or gives up and searches on.
    fn fail(
        &mut self,
        mut attempt: Attempt,
        reason: &str,
        now: Frames,
        tell: &mut dyn FnMut(Detection),
    ) {
        if attempt.spacing == Spacing::Tight {
            attempt.spacing = Spacing::Loose;
            attempt.reader = Reader::new(&self.tape, &attempt.candidate, Spacing::Loose);
            self.attempt = Some(attempt);
            return;
        }
        self.damaged(&attempt, reason, now, tell);
        self.search.resume(&attempt.candidate);
    }

    fn damaged(
        &self,
        attempt: &Attempt,
        reason: &str,
        now: Frames,
        tell: &mut dyn FnMut(Detection),
    ) {
        if attempt.told {
            let evidence = Evidence { note: reason.to_owned(), ..self.evidence(attempt) };
            let start = self.start(&attempt.candidate);
            let signal = LineSignal::BurstDamaged;
            tell(Detection { start, decided: now, signal, evidence });
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
            note: String::new(),
        }
    }
}

impl Default for Receiver {
    fn default() -> Self {
        Self::new()
    }
}
