//! One call while it goes on: signs of the line become a record with timeline, direction, outcome and evidence.
//! May depend on `base` and `line`.

use crate::base::caller_id::CallerId;
use crate::base::clock::Stamp;
use crate::base::evidence::Evidence;
use crate::base::ids::{CallId, LineId};
use crate::base::number::PhoneNumber;
use crate::base::signal::{Origin, Tone, Who};
use crate::call::firewall::treatment::Treatment;
use crate::call::record::{
    AnswerEvidence, CallRecord, Direction, Happening, Outcome, TimelineEntry,
};
use crate::line::sign::{Sign, Standing, What};
use std::time::Duration;

/// Entries of a timeline at most; past it only those that decide something are kept.
const LONGEST_TIMELINE: usize = 500;

/// Why a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The line was released: the outcome is what was seen and heard.
    Released,
    /// The line went away under it.
    LineLost,
    /// The program ends in the middle of it.
    ProgramEnds,
    /// The line was released, and nobody can tell whether an incoming call was answered.
    Unseen,
}

/// A call that goes on.
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one call")]
#[derive(Debug, Clone)]
pub struct Session {
    /// The record so far; a person's part (customer, note, handled) is written by the engine.
    pub record: CallRecord,
    started: Duration,
    answered: Option<Duration>,
    /// The number was asked for by the program: keys heard are its keys.
    requested: bool,
    rang_back: bool,
    refused: Option<Tone>,
    by_machine: bool,
    changed: bool,
}

impl Session {
    /// A call whose first sign came at `at`; `now` ties the monotonic clock to the wall clock.
    #[must_use]
    pub fn open(id: CallId, line: LineId, direction: Direction, at: Duration, now: Stamp) -> Self {
        let first = now.at_mono(at);
        let record = CallRecord {
            id,
            line,
            direction,
            number: None,
            caller_id: None,
            started_utc_millis: first.utc_millis,
            offset_minutes: first.offset_minutes,
            rings: 0,
            answered_after: None,
            answered_by: None,
            lasted: None,
            outcome: Outcome::Open,
            customer: None,
            note: String::new(),
            handled: false,
            timeline: Vec::new(),
            treatment: None,
        };
        Self {
            record,
            started: at,
            answered: None,
            requested: false,
            rang_back: false,
            refused: None,
            by_machine: false,
            changed: false,
        }
    }

    /// First sign on the monotonic clock.
    #[must_use]
    pub fn started(&self) -> Duration {
        self.started
    }

    /// Answer on the monotonic clock.
    #[must_use]
    pub fn answered(&self) -> Option<Duration> {
        self.answered
    }

    /// The program dials this number: keys that are heard belong to it.
    pub fn request(&mut self, number: PhoneNumber) {
        self.record.number = Some(number);
        self.requested = true;
        self.changed = true;
    }

    /// The number somebody dialled, without what only this line wants.
    pub fn trim_number(&mut self, trimmed: impl FnOnce(&str) -> PhoneNumber) {
        if self.requested || self.record.caller_id.is_some() {
            return;
        }
        if let Some(number) = &mut self.record.number {
            let shorter = trimmed(number.as_str());
            self.changed |= *number != shorter;
            *number = shorter;
        }
    }

    /// Still going on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.record.outcome == Outcome::Open
    }

    /// Whether the record has changed in a way worth storing since this was last asked.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// What the firewall did with the call.
    pub fn treat(&mut self, treatment: Treatment) {
        self.changed |= self.record.treatment.as_ref() != Some(&treatment);
        self.record.treatment = Some(treatment);
    }

    /// Something the program did, worth storing at once.
    pub fn happened(&mut self, at: Duration, what: Happening) {
        let at = at.saturating_sub(self.started);
        let place = self.record.timeline.partition_point(|entry| entry.at <= at);
        let (origin, evidence) = (None, Evidence::default());
        self.record.timeline.insert(place, TimelineEntry { at, what, origin, evidence });
        self.changed = true;
    }

    /// A sign of the line. [`What::Released`] is for [`Session::close`].
    pub fn take(&mut self, sign: &Sign) {
        match &sign.what {
            What::State(_)
            | What::Begun(_)
            | What::NumberComplete
            | What::Button(_)
            | What::Refused(..)
            | What::Released { .. } => {}
            What::Became(direction) => {
                self.record.direction = *direction;
                self.changed = true;
            }
            What::Also => self.complete_evidence(sign),
            What::NotAnswered => self.not_answered(sign),
            What::Ring(count) => {
                self.record.rings = *count;
                self.note(sign, Happening::Ring(*count));
            }
            What::Caller { heard, shown, standing } => {
                self.record.number = shown.number.as_deref().map(PhoneNumber::new);
                self.record.caller_id = Some(shown.clone());
                self.caller(sign, heard, *standing);
            }
            What::Answered(by) => {
                let after = sign.at.saturating_sub(self.started);
                self.answered = Some(sign.at);
                self.record.answered_after = Some(after);
                self.record.answered_by = Some(*by);
                self.note(sign, Happening::Answered(*by));
            }
            What::Answerer(who) => self.answerer(sign, *who),
            What::Dialled(digit) if self.requested => {
                self.detail(sign, Happening::Dialled(*digit));
            }
            What::Dialled(digit) => {
                let mut digits = self.record.number.take().unwrap_or_default().as_str().to_owned();
                digits.push(*digit);
                self.record.number = Some(PhoneNumber::new(digits));
                self.note(sign, Happening::Dialled(*digit));
            }
            What::Tone(tone) => self.tone(sign, *tone),
            What::CallWaiting(caller) => self.note(sign, Happening::CallWaiting(caller.clone())),
            What::BurstDamaged => self.note(sign, Happening::BurstDamaged),
            What::OffHook => self.note(sign, Happening::OffHook),
            What::OnHook => self.note(sign, Happening::OnHook),
            What::Digit(digit) => self.detail(sign, Happening::Digit(*digit)),
            What::Gap(lost) => {
                let evidence = Evidence::note(format!("{} ms", lost.as_millis()));
                self.detail(&Sign { evidence, ..sign.clone() }, Happening::Gap);
            }
            What::AudioLost => self.note(sign, Happening::AudioLost),
            What::AudioBack => self.note(sign, Happening::AudioBack),
            What::BoxLost => self.note(sign, Happening::BoxLost),
            What::BoxBack => self.note(sign, Happening::BoxBack),
            What::Seized => self.note(sign, Happening::Seized),
            What::Left => self.note(sign, Happening::Left),
        }
    }

    /// The call is over at `at`.
    pub fn close(&mut self, at: Duration, ending: Ending) {
        let outcome = match ending {
            Ending::Unseen if self.was_unseen() => Outcome::NotKnown,
            Ending::Released | Ending::Unseen => self.outcome(),
            Ending::LineLost => Outcome::Lost,
            Ending::ProgramEnds => Outcome::Interrupted,
        };
        let last = self.record.timeline.last().map_or(Duration::ZERO, |entry| entry.at);
        let lasted = at.saturating_sub(self.started);
        self.record.lasted = Some(lasted);
        self.record.outcome = outcome;
        self.record.timeline.push(TimelineEntry {
            at: lasted.max(last),
            what: Happening::Ended(outcome),
            origin: None,
            evidence: Evidence::default(),
        });
        self.changed = true;
    }

    /// How the call ended, from what was seen and heard of it.
    fn outcome(&self) -> Outcome {
        let answered = self.record.answered_by.is_some();
        let blocked = self.record.treatment.as_ref().is_some_and(Treatment::blocked);
        match self.record.direction {
            Direction::Incoming if answered => Outcome::Answered,
            Direction::Incoming if blocked => Outcome::Blocked,
            Direction::Incoming => Outcome::Missed,
            Direction::Outgoing if self.was_announcement() => Outcome::Announcement,
            Direction::Outgoing | Direction::Unknown if answered => Outcome::Connected,
            Direction::Outgoing if self.refused == Some(Tone::Sit) => Outcome::Unobtainable,
            // It rang and nobody came, whatever tone the exchange sent at the end.
            Direction::Outgoing if self.rang_back => Outcome::NoAnswer,
            Direction::Outgoing if self.refused == Some(Tone::Congestion) => Outcome::Congestion,
            Direction::Outgoing if self.refused.is_some() => Outcome::Busy,
            Direction::Outgoing | Direction::Unknown => Outcome::Abandoned,
        }
    }

    fn was_unseen(&self) -> bool {
        self.record.direction == Direction::Incoming && self.record.answered_by.is_none()
    }

    /// A machine spoke without any ring-back before it, and the exchange cleared the line: nobody was there.
    fn was_announcement(&self) -> bool {
        self.record.answered_by == Some(AnswerEvidence::Voice)
            && self.by_machine
            && !self.rang_back
            && matches!(self.refused, Some(Tone::Busy | Tone::Congestion))
    }

    /// What relates to a caller told before stands after it, though its burst may have begun earlier.
    fn caller(&mut self, sign: &Sign, heard: &CallerId, standing: Standing) {
        let happening = match standing {
            Standing::News => Happening::CallerId(heard.clone()),
            Standing::Confirmation => Happening::CallerIdConfirmed,
            Standing::Contradiction => Happening::CallerIdContradicted(heard.clone()),
        };
        let told = |entry: &&TimelineEntry| matches!(entry.what, Happening::CallerId(_));
        let first = self.record.timeline.iter().find(told).map(|entry| self.started + entry.at);
        let at = sign.at.max(first.unwrap_or_default());
        self.note(&Sign { at, ..sign.clone() }, happening);
    }

    fn tone(&mut self, sign: &Sign, tone: Tone) {
        let happening = match tone {
            Tone::Dial => Happening::DialTone,
            Tone::Ringback => Happening::Ringback,
            Tone::Busy => Happening::Busy,
            Tone::Congestion => Happening::Congestion,
            Tone::Sit => Happening::Sit,
            Tone::FaxCng | Tone::FaxCed | Tone::Beep => return,
        };
        self.rang_back |= tone == Tone::Ringback;
        // The special tone says why; busy tone after it only ends the call.
        if matches!(tone, Tone::Busy | Tone::Congestion | Tone::Sit) {
            self.refused = self.refused.or(Some(meaning(tone, &sign.evidence)));
        }
        // A recogniser that tells each ring-back burst would fill the page.
        if tone == Tone::Ringback && self.last_is(&Happening::Ringback) {
            return;
        }
        self.note(sign, happening);
    }

    /// The last verdict about a call is the one that counts.
    fn answerer(&mut self, sign: &Sign, who: Who) {
        self.record.timeline.retain(|entry| !matches!(entry.what, Happening::Answerer(_)));
        self.by_machine = who == Who::Machine;
        self.note(sign, Happening::Answerer(who));
    }

    fn last_is(&self, happening: &Happening) -> bool {
        self.record.timeline.last().is_some_and(|entry| entry.what == *happening)
    }

    fn not_answered(&mut self, sign: &Sign) {
        self.answered = None;
        self.record.answered_after = None;
        self.record.answered_by = None;
        self.changed = true;
        let answer = |entry: &&mut TimelineEntry| matches!(entry.what, Happening::Answered(_));
        if let Some(entry) = self.record.timeline.iter_mut().rev().find(answer) {
            append(&mut entry.evidence.note, &format!("taken back: {}", sign.evidence.note));
        }
    }

    /// The second source's figures fill what the first did not measure.
    fn complete_evidence(&mut self, sign: &Sign) {
        let told = |entry: &&mut TimelineEntry| {
            let kind = matches!(
                entry.what,
                Happening::Ring(_) | Happening::Dialled(_) | Happening::Digit(_)
            );
            kind && entry.origin.is_some() && entry.origin != sign.origin
        };
        let Some(entry) = self.record.timeline.iter_mut().rev().find(told) else { return };
        let (mine, other) = (&mut entry.evidence, &sign.evidence);
        mine.level_dbm0 = mine.level_dbm0.or(other.level_dbm0);
        mine.snr_db = mine.snr_db.or(other.snr_db);
        mine.offset_percent = mine.offset_percent.or(other.offset_percent);
        let source = match sign.origin {
            Some(Origin::Box) => "the box agrees",
            Some(Origin::Dsp) => "heard as well",
            None => return,
        };
        append(&mut mine.note, source);
    }

    /// An entry worth storing at once.
    fn note(&mut self, sign: &Sign, what: Happening) {
        self.insert(sign, what);
        self.changed = true;
    }

    /// An entry that may wait for the next change, and be left out of a very long call.
    fn detail(&mut self, sign: &Sign, what: Happening) {
        if self.record.timeline.len() < LONGEST_TIMELINE {
            self.insert(sign, what);
        }
    }

    /// Keeps the timeline in order although reports overtake each other.
    fn insert(&mut self, sign: &Sign, what: Happening) {
        let at = sign.at.saturating_sub(self.started);
        let place = self.record.timeline.partition_point(|entry| entry.at <= at);
        let entry =
            TimelineEntry { at, what, origin: sign.origin, evidence: sign.evidence.clone() };
        self.record.timeline.insert(place, entry);
    }
}

/// Two of the special information tones say that the network is busy, not that the number is wrong (Bellcore SR-2275).
fn meaning(tone: Tone, evidence: &Evidence) -> Tone {
    let busy = ["reorder", "no circuit"].iter().any(|word| evidence.note.contains(word));
    if tone == Tone::Sit && busy { Tone::Congestion } else { tone }
}

fn append(note: &mut String, more: &str) {
    if !note.is_empty() {
        note.push_str("; ");
    }
    note.push_str(more);
}
