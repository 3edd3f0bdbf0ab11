//! What the window remembers of recordings: where each needle stands, the chosen span, what is being typed, what the store
//! said. May depend on `ui`, and types of `engine`, `call`, `base`.

use crate::base::ids::RecordingId;
use crate::call::record::{Recording, RecordingState as FileState};
use crate::call::recordings::{JournalLine, RecordingAnswer, RecordingDetails, RecordingQuestion};
use crate::engine::command::Command;
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::engine::topics::player::{PlayerCommand, Span, usable};
use crate::ui::office::fetch::Fetch;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// Recordings that are remembered; those not shown for the longest time go first.
const REMEMBERED: usize = 64;

/// Lines of a recording's journal that are shown.
const ACTS: u32 = 50;

/// A form below the player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Put a tone over a span.
    Mask,
    /// Copy to a file.
    Export,
    /// Delete.
    Delete,
}

/// What is dragged over the waveform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drag {
    /// The needle, now here.
    Needle(Duration),
    /// A span, from here to here.
    Span(Duration, Duration),
}

/// A marker being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MarkerDraft {
    /// The one it replaces.
    pub old: Option<i64>,
    /// Where.
    pub at: Duration,
    /// As typed.
    pub text: String,
    /// The caret is to be put into its field.
    pub focus: bool,
}

/// What is typed into the forms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// Beginning and end of the mask, as typed.
    pub from: String,
    /// …
    pub to: String,
    /// Why it is masked or deleted.
    pub reason: String,
    /// That it cannot be undone was understood.
    pub sure: bool,
    /// The file to export to.
    pub path: String,
    /// Only the chosen span is exported.
    pub part: bool,
}

/// What is remembered of one recording.
#[derive(Debug, Default)]
pub struct Memory {
    /// Where the needle stands while the recording is not on the player.
    pub needle: Duration,
    /// Beginning of the span.
    pub from: Option<Duration>,
    /// Its end.
    pub to: Option<Duration>,
    /// What is dragged.
    pub drag: Option<Drag>,
    /// The open form.
    pub form: Option<Form>,
    /// What is typed into it.
    pub typed: Typed,
    /// The open form is to be scrolled into view.
    pub reveal: bool,
    /// A marker being written.
    pub marker: Option<MarkerDraft>,
    /// Loudness and device are shown.
    pub more: bool,
    /// What the store knows (`None`: nothing), and in which state of the store.
    pub details: Option<(u64, Option<Box<RecordingDetails>>)>,
    /// Who did what with it is shown.
    pub told: bool,
    /// Who did what with it, newest first.
    pub journal: Fetch<RecordingId, Vec<JournalLine>>,
    /// The sound whose waveform was asked for.
    looked: Option<Sound>,
    /// When it was shown last (running number).
    seen: u64,
}

/// What tells one state of a recording's sound from another.
type Sound = (String, Duration, u64, usize);

impl Memory {
    /// The chosen span, when both ends are set and it is worth hearing.
    #[must_use]
    pub fn span(&self, length: Duration) -> Option<Span> {
        usable((self.from?, self.to?), length)
    }

    /// What the store knows.
    #[must_use]
    pub fn known(&self) -> Option<&RecordingDetails> {
        self.details.as_ref()?.1.as_deref()
    }

    fn sound(&self, recording: &Recording) -> Sound {
        let known = self.known().map_or((0, 0), |known| (known.bytes, known.masks.len()));
        (recording.path.clone(), recording.lasted, known.0, known.1)
    }
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct RecordingState {
    /// By recording.
    pub memory: BTreeMap<RecordingId, Memory>,
    /// Drawn in this frame: what is to be known of them.
    pub shown: Vec<Recording>,
    asked: HashMap<Ticket, (RecordingId, u64)>,
    frames: u64,
}

impl RecordingState {
    /// How many markers these recordings have, as far as it is known.
    #[must_use]
    pub fn marker_count(&self, recordings: &[Recording]) -> u32 {
        let known = recordings.iter().filter_map(|one| self.memory.get(&one.id)?.known());
        let count: usize = known.map(|known| known.markers.len()).sum();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// What is remembered of a recording.
    pub fn of(&mut self, recording: RecordingId) -> &mut Memory {
        self.frames += 1;
        let memory = self.memory.entry(recording).or_default();
        memory.seen = self.frames;
        memory
    }

    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, snap: &Snapshot) {
        let now = snap.data_revision;
        self.asked.retain(|_, (_, revision)| *revision == now); // older answers are not waited for
        for recording in std::mem::take(&mut self.shown) {
            let id = recording.id;
            let coming = self.asked.values().any(|asked| *asked == (id, now));
            let memory = self.memory.entry(id).or_default();
            let fresh = memory.details.as_ref().is_some_and(|(at, _)| *at == now);
            if !fresh
                && !coming
                && let Ok(ticket) = desk.ask(Query::Recordings(RecordingQuestion::Details(id)))
            {
                self.asked.insert(ticket, (id, now));
            }
            memory.journal.ask(desk, |id| Query::Recordings(journal_of(*id)));
            let sound = memory.sound(&recording);
            let whole = matches!(recording.state, FileState::Done | FileState::Partial);
            if fresh
                && whole
                && memory.looked.as_ref() != Some(&sound)
                && desk.send(Command::Player(PlayerCommand::Look(id))).is_ok()
            {
                memory.looked = Some(sound);
            }
        }
        self.forget();
    }

    fn forget(&mut self) {
        while self.memory.len() > REMEMBERED {
            let oldest = self.memory.iter().min_by_key(|(_, memory)| memory.seen);
            let Some(id) = oldest.map(|(id, _)| *id) else { return };
            self.memory.remove(&id);
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: RecordingAnswer) {
        match answer {
            RecordingAnswer::Details(found) => {
                if let Some((id, revision)) = self.asked.remove(&ticket) {
                    self.memory.entry(id).or_default().details = Some((revision, found));
                }
            }
            RecordingAnswer::Journal(lines) => {
                let asked = self.memory.values_mut().find(|memory| memory.journal.expects(ticket));
                if let Some(memory) = asked {
                    memory.journal.take(ticket, lines);
                }
            }
            RecordingAnswer::OfCall(_) | RecordingAnswer::Totals(_) => {}
        }
    }
}

/// The newest acts on a recording.
const fn journal_of(id: RecordingId) -> RecordingQuestion {
    RecordingQuestion::Journal { recording: Some(id), limit: ACTS }
}

/// A position as people type it: `90`, `1:30`, `1:30.5`, `1:02:03`.
#[must_use]
pub fn parse_position(text: &str) -> Option<Duration> {
    let text = text.trim().replace(['：', '，', ','], ":").replace('。', ".");
    let (whole, tenths) = text.split_once('.').unwrap_or((&text, ""));
    if whole.is_empty() || !tenths.chars().all(|c| c.is_ascii_digit()) || tenths.len() > 3 {
        return None;
    }
    let parts: Vec<u64> = whole.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    if parts.len() > 3 || parts.iter().any(|part| *part > 100_000) {
        return None;
    }
    let seconds = parts.iter().fold(0, |sum, part| sum * 60 + part);
    let millis: u64 = format!("{tenths:0<3}").parse().ok()?;
    Some(Duration::from_secs(seconds) + Duration::from_millis(millis))
}

/// A span as [`parse_position`] reads it: `1:30.5` to `1:31.25`. What is read back is never less than the span: its
/// beginning is cut, its end rounded up, to a thousandth of a second.
#[must_use]
pub fn write_span((from, to): Span) -> (String, String) {
    let up = to.subsec_nanos().next_multiple_of(1_000_000) - to.subsec_nanos();
    (write_position(from), write_position(to + Duration::from_nanos(up.into())))
}

fn write_position(at: Duration) -> String {
    let millis = format!("{:03}", at.subsec_millis());
    let (tenth, rest) = millis.split_at(1);
    format!("{}.{tenth}{}", crate::ui::wording::clock(at), rest.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_as_people_type_them() {
        let read = |text| parse_position(text).map(|at: Duration| at.as_millis());
        assert_eq!(read("90"), Some(90_000));
        assert_eq!(read(" 1:30.5 "), Some(90_500));
        assert_eq!(read("1：02：03"), Some(3_723_000));
        for rubbish in
            ["", "x", "1:x", "-3", "1:2:3:4", "1.2.3", ".5", "9999999999999999999", "1.x"]
        {
            assert_eq!(read(rubbish), None, "{rubbish}");
        }
    }

    #[test]
    fn what_is_written_of_a_span_is_read_back_as_at_least_the_span() {
        let nanos = Duration::from_nanos;
        let written = write_span((nanos(3_723_400_000_000), nanos(3_725_000_000_000)));
        assert_eq!(written, ("1:02:03.4".to_owned(), "1:02:05.0".to_owned()));
        for (from, to) in [
            (12_399_999_999, 15_199_000_001),
            (999_999_999, 59_999_999_999),
            (500_000, 7_000_000_000),
            (2_070_000_000, 2_130_000_000),
        ] {
            let (from, to) = (nanos(from), nanos(to));
            let (begins, ends) = write_span((from, to));
            let (begins, ends) = (parse_position(&begins).unwrap(), parse_position(&ends).unwrap());
            assert!(begins <= from && to <= ends, "{begins:?} {ends:?}");
            let more = from.saturating_sub(begins) + ends.saturating_sub(to);
            assert!(more < Duration::from_millis(2), "no more than was chosen: {more:?}");
        }
    }

    #[test]
    fn a_span_needs_both_ends_and_some_length() {
        let second = Duration::from_secs;
        let mut memory = Memory { from: Some(second(5)), ..Memory::default() };
        assert_eq!(memory.span(second(60)), None);
        memory.to = Some(second(2));
        assert_eq!(memory.span(second(60)), Some((second(2), second(5))));
    }

    #[test]
    fn memory_is_bounded_and_what_was_seen_last_stays() {
        let mut state = RecordingState::default();
        for id in 0..200 {
            state.of(RecordingId(id)).needle = Duration::from_secs(1);
        }
        state.forget();
        assert_eq!(state.memory.len(), REMEMBERED);
        assert!(state.memory.contains_key(&RecordingId(199)));
    }
}
