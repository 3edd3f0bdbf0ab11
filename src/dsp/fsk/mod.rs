//! FSK caller ID: Bell 202 and V.23 at once, 1200 bit/s, 8N1. May depend on `base`.
//!
//! ```text
//! front ─┬─ gate: marks or seizure? ─ opens ─┐
//!        └─ band-pass ─ tape (running sums) ─┴─ search for a message's first byte ─ readers ─ frame
//! ```
//!
//! Behind the gate nothing runs while it is closed. Every place that looks like a message's beginning gets a
//! reader of its own, and all of them read at once: nothing is read twice, so that the tape may be short.
//! A frame is believed only when type, length, checksum and contents fit ([`message::parse`]) and it
//! is unlikely that it holds errors which the checksum cannot see ([`reader::Reader::doubt`]).

pub mod clicks;
pub mod doubt;
pub mod gate;
pub mod reader;
pub mod sync;
pub mod tape;
pub mod trellis;

use crate::base::evidence::Evidence;
use crate::base::message::{self, Message};
use crate::base::parameters;
use crate::base::signal::LineSignal;
use crate::base::units::{Dbm0, Frames};
use crate::dsp::FRAME;
use crate::dsp::bank::Detection;
use crate::dsp::filter::BandPass;
use crate::dsp::front::Front;
use clicks::{LAG, Recent};
use gate::Gate;
use reader::{MEMORIES, Reader, Step};
use sync::{Candidate, Search};
use tape::Tape;

/// The gate stays open so long after it last saw something, in samples.
const HOLD: u64 = 480;
/// The gate closes after so long in any case (20 s, in samples) and may open again: the tape's sums begin anew.
const LONGEST: u64 = 160_000;
/// Frames before the gate opened in which the search begins (60 ms), and those that fill the band-pass.
const BACK: usize = 12;
const FILL: usize = 3;
/// Frames kept: those and what clicks are told from.
const KEEP: usize = BACK + FILL + LAG + 1;
/// So long after a message nothing new begins: marks may trail behind it. In samples.
const QUIET: u64 = 1200;
/// Messages read at the same time.
const READERS: usize = 4;
/// A candidate this much less clear than a message being read is a part of it.
const BESIDE: f64 = 0.10;
/// Characters that must have been read for a message beyond doubt, and the errors they may be expected to hold.
/// Three characters of a false beginning at 3 dB hold more than one.
const SOUND: usize = 6;
const SOUND_ERRORS: f64 = 0.3;
/// Characters after which the clearer of two readings goes on alone, and the errors it may be expected to hold.
const CLEARER: usize = 10;
const CLEARER_ERRORS: f64 = 1e-12;
/// Candidates that may lead nowhere before only clear ones count.
const PATIENCE: u32 = 200;
/// A frame is not believed when it is this likely to hold two errors that the checksum cannot see, or when so
/// many characters are expected to be wrong. Of 7,200 calls at 1 to 4 dB SNR two or three are told wrongly so.
const DOUBT: f64 = 0.01;
const ERRORS: f64 = 1.0;
/// Nor when it is this likely that its type byte was another one, which the search did not look for.
const FOREIGN: f64 = 0.98;
/// A message of another kind, which may be short, must explain this much of the share that marks or seizure had.
const OTHER: f64 = 0.9;
/// From so many expected errors on the contents must be plausible in every part.
const UNCERTAIN: f64 = 0.05;
/// Frames of marks or seizure before a candidate counts as a burst worth telling (60 ms).
const TELL_AFTER: u32 = 12;
/// Frames of clear marks or seizure that cannot be a voice (30 ms).
const BUSY_AFTER: u32 = 6;
/// Share of the power in marks or seizure, and in the first byte, for the same.
const TELL_CARRIER: f32 = 0.65;
/// Bytes that must have been read for the same, and the errors they may be expected to hold.
const TELL_READ: usize = 4;
const TELL_ERRORS: f64 = 0.3;

/// A message under way.
#[derive(Debug, Clone)]
struct Attempt {
    candidate: Candidate,
    /// Both readings; one that has failed is gone.
    readers: [Option<Reader>; 2],
}

impl Attempt {
    /// Whether what is read is a message beyond doubt: nothing else has to be looked for meanwhile.
    fn is_sound(&self) -> bool {
        let sound =
            |reader: &Reader| reader.frame().len() >= SOUND && reader.errors() < SOUND_ERRORS;
        self.candidate.is_call() && self.readers.iter().flatten().any(sound)
    }
}

impl Attempt {
    /// One reading is enough when it is beyond doubt and clearer than the other.
    fn keep_clearer(&mut self) {
        let [Some(a), Some(b)] = &self.readers else { return };
        let (better, worse) = if a.margin() > b.margin() { (a, 1) } else { (b, 0) };
        if better.frame().len() >= CLEARER && better.errors() < CLEARER_ERRORS {
            self.readers[worse] = None;
        }
    }
}

/// The gate is open: something like a burst goes on.
#[derive(Debug, Clone)]
struct Burst {
    /// Positions.
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
    Rejected(message::Reject),
    /// The checksum fits, and yet characters are likely to be wrong.
    Doubtful,
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
        let bytes = hex(&self.frame[..self.count]);
        let note = match self.why {
            Why::Lost(reason) => format!("{reason} after {bytes}"),
            Why::Rejected(reason) => format!("{reason} in {bytes}"),
            Why::Doubtful => format!("too uncertain to be believed: {bytes}"),
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
    recent: Recent<KEEP>,
    tape: Tape,
    search: Search,
    attempts: [Option<Attempt>; READERS],
    burst: Option<Burst>,
    /// Position after the newest frame: samples and gaps so far.
    end: u64,
    /// Nothing begins before this position.
    quiet_until: u64,
}

impl Receiver {
    /// A receiver at rest.
    pub fn new() -> Self {
        Self {
            filter: BandPass::new(650.0, 2950.0, 101),
            gate: Gate::new(),
            recent: Recent::new(),
            tape: Tape::new(),
            search: Search::new(),
            attempts: [const { None }; READERS],
            burst: None,
            end: 0,
            quiet_until: 0,
        }
    }

    /// Whether marks, a seizure or a message goes on: what is heard is neither voice nor tone.
    pub fn is_busy(&self) -> bool {
        let clear = |burst: &Burst| burst.looks >= BUSY_AFTER && burst.carrier > TELL_CARRIER;
        self.is_reading() || self.burst.as_ref().is_some_and(clear)
    }

    fn is_reading(&self) -> bool {
        self.attempts.iter().any(Option::is_some)
    }

    /// Takes a frame that ends at `now` on the bank's clock.
    pub fn push(&mut self, front: &Front, now: Frames, tell: &mut dyn FnMut(Detection)) {
        self.end = now.0;
        self.recent.push(&front.clean, front.power_low / (front.power + 1e-12));
        let share = self.gate.push(front);
        if self.burst.is_some() {
            self.take_in(LAG);
        }
        if let Some(share) = share {
            self.look(share);
        }
        let Some(until) = self.burst.as_ref().map(|burst| burst.until) else { return };
        self.work(now, tell);
        let long = self.burst.as_ref().is_some_and(|burst| self.end > burst.since + LONGEST);
        if !self.is_reading() && (long || self.end > until) {
            self.close(now, tell);
        }
    }

    /// Time went on to `now` without sound.
    pub fn gap(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        for slot in 0..READERS {
            if let Some(attempt) = self.attempts[slot].take() {
                for reader in attempt.readers.iter().flatten() {
                    self.note_damage(&attempt.candidate, reader, Why::Lost("samples were lost"));
                }
            }
        }
        self.close(now, tell);
        self.gate.reset();
        self.recent = Recent::new();
    }

    /// Takes the frame so many frames ago on to the tape.
    fn take_in(&mut self, back: usize) {
        let mut clean = [0.0; FRAME];
        self.filter.run(&self.recent.quiet(back), &mut clean);
        self.tape.push(&clean);
    }

    /// The gate saw something.
    fn look(&mut self, share: f32) {
        if let Some(burst) = &mut self.burst {
            burst.until = self.end + HOLD;
            burst.looks += 1;
            burst.carrier = burst.carrier.max(share);
        } else if self.end > self.quiet_until {
            self.open(share);
        }
    }

    /// Filters what came last and begins to search in it.
    fn open(&mut self, share: f32) {
        self.filter.reset();
        for back in (LAG..=BACK + FILL).rev() {
            if back == BACK {
                self.tape.restart(self.end.saturating_sub(((BACK + 1) * FRAME) as u64));
            }
            self.take_in(back);
        }
        let since = self.end.saturating_sub((BACK * FRAME) as u64);
        let until = self.end + HOLD;
        let (looks, carrier, told, fails, damage) = (1, share, false, 0, None);
        self.burst = Some(Burst { since, until, looks, carrier, told, fails, damage });
        self.search.restart(since as f64);
    }

    /// Searches and reads as far as the tape goes.
    fn work(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        let carrier = self.burst.as_ref().map_or(0.0, Burst::cleanness);
        if self.attempts.iter().flatten().any(Attempt::is_sound) {
            self.search.restart(self.tape.end() as f64);
        }
        while let Some(candidate) = self.search.run(&self.tape, carrier) {
            self.begin(candidate);
        }
        for slot in 0..READERS {
            if let Some((candidate, reader, message)) = self.read(slot) {
                return self.believe(&candidate, &reader, message, now, tell);
            }
            self.announce(slot, now, tell);
        }
    }

    /// Lets both readers of a slot read on. A frame that is to be believed, when one of them has come to its end.
    fn read(&mut self, slot: usize) -> Option<(Candidate, Reader, Message)> {
        let carrier = self.burst.as_ref().map_or(0.0, |burst| f64::from(burst.carrier));
        for place in 0..MEMORIES.len() {
            let Some(attempt) = &mut self.attempts[slot] else { break };
            let candidate = attempt.candidate;
            let Some(reader) = &mut attempt.readers[place] else { continue };
            let outcome = match reader.step(&self.tape) {
                Step::Wait => continue,
                Step::Lost(reason) => Err(Why::Lost(reason)),
                Step::Done => weigh(&candidate, reader, carrier),
            };
            let reader = attempt.readers[place].take()?;
            match outcome {
                Ok(message) => return Some((candidate, reader, message)),
                Err(why) => self.fail(&candidate, &reader, why),
            }
        }
        if let Some(attempt) = &mut self.attempts[slot] {
            attempt.keep_clearer();
        }
        let left = |attempt: &Attempt| attempt.readers.iter().any(Option::is_some);
        if !self.attempts[slot].as_ref().is_some_and(left) {
            self.attempts[slot] = None;
        }
        None
    }

    /// A reader for a candidate, unless it is part of a message that is being read. The clearest stay.
    fn begin(&mut self, candidate: Candidate) {
        let share = |slot: &Option<Attempt>| slot.as_ref().map_or(0.0, |a| a.candidate.share);
        let best = self.attempts.iter().map(share).fold(0.0, f64::max);
        if candidate.share < best - BESIDE {
            return;
        }
        let near =
            |slot: &Option<Attempt>| slot.as_ref().is_some_and(|a| a.candidate.is_near(&candidate));
        let slot = self.attempts.iter().position(near).unwrap_or_else(|| {
            let less = |a: &usize, b: &usize| {
                share(&self.attempts[*a]).total_cmp(&share(&self.attempts[*b]))
            };
            (0..READERS).min_by(less).unwrap_or(0)
        });
        if share(&self.attempts[slot]) < candidate.share {
            let readers = MEMORIES.map(|memory| Some(Reader::new(&self.tape, &candidate, memory)));
            self.attempts[slot] = Some(Attempt { candidate, readers });
        }
    }

    /// Tells that a burst has begun, once its first characters have been read.
    fn announce(&mut self, slot: usize, now: Frames, tell: &mut dyn FnMut(Detection)) {
        let Some(attempt) = &self.attempts[slot] else { return };
        let start = self.start(&attempt.candidate);
        let clear = attempt.readers.iter().flatten().filter(|reader| reader.errors() < TELL_ERRORS);
        let read = clear.map(|reader| reader.frame().len()).max();
        if let Some(burst) = &mut self.burst
            && !burst.told
            && burst.looks >= TELL_AFTER
            && burst.carrier > TELL_CARRIER
            && attempt.candidate.share > f64::from(TELL_CARRIER)
            && read >= Some(TELL_READ)
        {
            burst.told = true;
            let (signal, evidence) = (LineSignal::BurstBegun, Evidence::default());
            tell(Detection { start, decided: now, signal, evidence });
        }
    }

    /// Where the burst began on the bank's clock: where the gate opened, or the message itself.
    fn start(&self, candidate: &Candidate) -> Frames {
        let message = candidate.at as u64;
        let since = self.burst.as_ref().map_or(message, Burst::begin);
        Frames(since.min(message).saturating_sub(self.filter.delay() as u64))
    }

    fn believe(
        &mut self,
        candidate: &Candidate,
        reader: &Reader,
        message: Message,
        now: Frames,
        tell: &mut dyn FnMut(Detection),
    ) {
        let mut evidence = evidence(reader);
        let signal = match message {
            Message::Call(id) => {
                evidence.note = parameters::more(reader.frame());
                LineSignal::CallerId(id)
            }
            Message::Other(_) => {
                evidence.note = parameters::other(reader.frame());
                LineSignal::OtherMessage
            }
        };
        if let Some(index) = reader.mended() {
            let mended = format!("byte {index} mended by the checksum");
            let more = std::mem::replace(&mut evidence.note, mended);
            if !more.is_empty() {
                evidence.note.extend(["; ", &more]);
            }
        }
        tell(Detection { start: self.start(candidate), decided: now, signal, evidence });
        self.attempts = [const { None }; READERS];
        self.burst = None;
        self.quiet_until = self.end + QUIET;
    }

    fn fail(&mut self, candidate: &Candidate, reader: &Reader, why: Why) {
        self.note_damage(candidate, reader, why);
        if let Some(burst) = &mut self.burst {
            burst.fails += 1;
        }
    }

    /// Remembers why the clearest candidate could not be read.
    fn note_damage(&mut self, candidate: &Candidate, reader: &Reader, why: Why) {
        let share = candidate.share;
        if let Some(burst) = &mut self.burst
            && burst.damage.as_ref().is_none_or(|damage| share > damage.share)
        {
            let read = reader.frame();
            let count = read.len().min(KEPT);
            let mut frame = [0; KEPT];
            frame[..count].copy_from_slice(&read[..count]);
            let evidence = evidence(reader);
            burst.damage = Some(Damage { share, why, evidence, frame, count });
        }
    }

    /// The gate closes. Tells why nothing came of a burst that had been told.
    fn close(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        let Some(burst) = self.burst.take() else { return };
        if burst.told {
            let start = Frames(burst.begin().saturating_sub(self.filter.delay() as u64));
            let evidence = burst.damage.map(Damage::told).unwrap_or_default();
            tell(Detection { start, decided: now, signal: LineSignal::BurstDamaged, evidence });
        }
    }
}

impl Burst {
    /// Where it probably began: the gate opens when half of what it looks at is marks or seizure.
    fn begin(&self) -> u64 {
        self.since + (BACK * FRAME / 2) as u64
    }
}

/// What a whole frame says, if it is to be believed.
fn weigh(candidate: &Candidate, reader: &mut Reader, carrier: f64) -> Result<Message, Why> {
    let mut parsed = message::parse(candidate.standard, reader.frame());
    let mended = parsed == Err(message::Reject::Checksum) && reader.mend();
    if mended {
        parsed = message::parse(candidate.standard, reader.frame());
    }
    match parsed {
        Ok(Message::Other(_)) if reader.share() < OTHER * carrier => Err(Why::Doubtful),
        Ok(message) if is_certain(reader, &message, mended) => Ok(message),
        Ok(_) => Err(Why::Doubtful),
        Err(reason) => Err(Why::Rejected(reason)),
    }
}

/// Whether a frame that fits its checksum is to be believed.
fn is_certain(reader: &Reader, message: &Message, mended: bool) -> bool {
    let errors = reader.errors();
    let plausible = match message {
        Message::Call(id) => message::is_plausible(id),
        Message::Other(_) => false,
    };
    errors < ERRORS
        && reader.type_doubt() < FOREIGN
        && reader.doubt() < DOUBT
        && (errors < UNCERTAIN && !mended || plausible)
}

fn evidence(reader: &Reader) -> Evidence {
    let share = reader.share().clamp(0.01, 0.9999);
    // The filter passes 2300 Hz; SNR is counted over 3100 Hz.
    let snr = 10.0 * (share / (1.0 - share)).log10() - 1.3;
    Evidence {
        level_dbm0: Some(Dbm0::from_rms(reader.power().sqrt() as f32).0),
        snr_db: Some(snr as f32),
        offset_percent: Some(reader.offset_percent() as f32),
        margin: Some(reader.margin() as f32),
        ..Evidence::default()
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
