//! Recordings: how they are kept, sealed, masked, listened to and deleted.
//! Types and rules; pure. May depend on `base` and the rest of `call`.

use crate::base::ids::{CallId, RecordingId};
pub use crate::base::sound::SoundFormat as RecordingFormat;
use crate::call::record::Recording;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The reason under which a pause stands among the masks.
pub const PAUSED: &str = "paused";
/// The reason under which a stop by hand that was taken back stands among the masks.
pub const STOPPED: &str = "stopped";
/// The longest reason or marker text that is kept, in characters.
pub const TEXT_LIMIT: usize = 200;

/// A span of a recording that cannot be heard; its length stays visible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mask {
    /// From here, in the recording.
    pub from: Duration,
    /// To here; `None`: the pause is not over.
    pub to: Option<Duration>,
    /// Why: [`PAUSED`], [`STOPPED`], or what a person wrote.
    pub reason: String,
}

/// A place in a recording with a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// Store id.
    pub id: i64,
    /// Where, in the recording.
    pub at: Duration,
    /// What a person wrote.
    pub text: String,
}

/// What a recording's file was, when it was last compared with its seal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Not sealed yet: it is being written, or waits to be compressed.
    #[default]
    Unsealed,
    /// Sealed, and not compared since this program looked last.
    Unchecked,
    /// Exactly what was sealed.
    Good,
    /// The file was changed: its length is another.
    OtherLength,
    /// The file was changed: same length, other bytes.
    Changed,
    /// The file of another recording stands in its place.
    Swapped(RecordingId),
    /// There is no file.
    Missing,
    /// The file cannot be read (its words).
    Unreadable(String),
}

impl Verdict {
    /// Whether it speaks against the file.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        !matches!(self, Self::Unsealed | Self::Unchecked | Self::Good)
    }
}

/// Everything about a recording beside its sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingDetails {
    /// Its row.
    pub recording: Recording,
    /// Coding of its file.
    pub format: RecordingFormat,
    /// Bytes of its file, as far as known.
    pub bytes: u64,
    /// Spans that cannot be heard, in order.
    pub masks: Vec<Mask>,
    /// Places with a text, in order.
    pub markers: Vec<Marker>,
    /// Kept until this moment (milliseconds since 1970 UTC); `None`: as the settings say.
    pub keep_until: Option<i64>,
    /// Legal hold: it is not deleted and its file not replaced, by nobody, until this is taken back.
    pub hold: bool,
    /// What its last check said.
    pub verdict: Verdict,
    /// When that was, milliseconds since 1970 UTC.
    pub checked_utc_millis: Option<i64>,
    /// How often it was listened to.
    pub listens: u32,
}

/// What was promised of a file when it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Whose.
    pub recording: RecordingId,
    /// Relative to the data folder, `/` as separator.
    pub path: String,
    /// Coding.
    pub format: RecordingFormat,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

/// A finished file takes the place of the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Of the new file.
    pub seal: Seal,
    /// How long it plays.
    pub lasted: Duration,
    /// Why.
    pub why: Why,
}

/// Why a file takes the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The finished recording is sealed for the first time.
    Kept,
    /// Its file is gone; what had taken its place was found and is sealed.
    Found,
    /// It was sealed in another coding.
    Recoded,
    /// A span was masked by a person.
    Masked(Mask),
}

/// A line of the journal, as far as it is about recordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// Row of the journal.
    pub id: i64,
    /// When, milliseconds since 1970 UTC.
    pub at_utc_millis: i64,
    /// Zone of that moment, minutes east.
    pub offset_minutes: i16,
    /// `program` or the person.
    pub who: String,
    /// Name of the operation: `listened`, `exported_recording`, `deleted_recording`, `masked_recording`,
    /// `sealed_recording`, `recoded_recording`, `checked_recording`, `kept_recording`, `held_recording`, …
    pub operation: String,
    /// Path of the recording's file.
    pub subject: String,
    /// Reason, place or verdict in words; may be empty.
    pub detail: String,
}

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingOp {
    /// The recorder is asked for a file of this call; whatever it says of one ends the waiting.
    Awaited(CallId),
    /// The file of this call was looked for after a start: it is not waited for any more.
    Found(CallId),
    /// A file was finished, compared and hashed: its row, its seal, and a row of the ledger.
    Replace(Box<Replacement>),
    /// A pause (or stop by hand) of a recording under way began at this moment of its call.
    PauseBegun(CallId, Duration, String),
    /// … and ended.
    PauseEnded(CallId, Duration),
    /// A person listened.
    Listened(RecordingId),
    /// A person exported it (or the span) to this place.
    Exported(RecordingId, Option<(Duration, Duration)>, String),
    /// Delete: the row stays and says so, the file goes.
    Delete(RecordingId, String),
    /// The program deletes it by a rule.
    DeleteByRule(RecordingId, String),
    /// Everything whose time has come (moment, and days things are kept; `None`: only what has a moment of its own).
    Sweep(i64, Option<u32>),
    /// Keep until this moment; `None`: as the settings say.
    Keep(RecordingId, Option<i64>),
    /// Legal hold on or off.
    Hold(RecordingId, bool),
    /// A new marker.
    AddMarker(RecordingId, Duration, String),
    /// A marker less.
    RemoveMarker(i64),
    /// What a check said.
    Checked(RecordingId, Verdict),
    /// These files, replaced or deleted before, are gone from the disk.
    Forgotten(Vec<String>),
}

impl RecordingOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Awaited(_) => "awaited_recording",
            Self::Found(_) => "found_recording",
            Self::Replace(what) => match what.why {
                Why::Kept | Why::Found => "sealed_recording",
                Why::Recoded => "recoded_recording",
                Why::Masked(_) => "masked_recording",
            },
            Self::PauseBegun(..) => "paused_recording",
            Self::PauseEnded(..) => "resumed_recording",
            Self::Listened(_) => "listened",
            Self::Exported(..) => "exported_recording",
            Self::Delete(..) | Self::DeleteByRule(..) => "deleted_recording",
            Self::Sweep(..) => "expired_recording",
            Self::Keep(..) => "kept_recording",
            Self::Hold(_, true) => "held_recording",
            Self::Hold(_, false) => "released_recording",
            Self::AddMarker(..) => "added_marker",
            Self::RemoveMarker(_) => "removed_marker",
            Self::Checked(..) => "checked_recording",
            Self::Forgotten(_) => "forgotten_files",
        }
    }

    /// Whether a person does it, not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        match self {
            Self::Replace(what) => matches!(what.why, Why::Masked(_)),
            Self::Awaited(_)
            | Self::Found(_)
            | Self::DeleteByRule(..)
            | Self::Sweep(..)
            | Self::Checked(..)
            | Self::Forgotten(_) => false,
            Self::PauseBegun(..)
            | Self::PauseEnded(..)
            | Self::Listened(_)
            | Self::Exported(..)
            | Self::Delete(..)
            | Self::Keep(..)
            | Self::Hold(..)
            | Self::AddMarker(..)
            | Self::RemoveMarker(_) => true,
        }
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        matches!(
            self,
            Self::PauseBegun(..) | Self::PauseEnded(..) | Self::Listened(_) | Self::Exported(..)
        )
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingQuestion {
    /// Everything about one recording.
    Details(RecordingId),
    /// Everything about the recordings of a call, in the order in which they began.
    OfCall(CallId),
    /// The journal of one recording (`None`: of all), newest first.
    Journal {
        /// Whose.
        recording: Option<RecordingId>,
        /// At most so many lines.
        limit: u32,
    },
    /// How much is kept.
    Totals,
}

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Recordings with a file.
    pub recordings: u64,
    /// Their bytes, as far as known.
    pub bytes: u64,
    /// How long they play together.
    pub lasted: Duration,
    /// Recordings not sealed yet.
    pub unsealed: u64,
    /// Recordings whose last check spoke against them.
    pub bad: u64,
}

/// The answer to a [`RecordingQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum RecordingAnswer {
    /// `None`: there is no such recording.
    Details(Option<Box<RecordingDetails>>),
    /// Of a call.
    OfCall(Vec<RecordingDetails>),
    /// Newest first.
    Journal(Vec<JournalLine>),
    /// How much is kept.
    Totals(Totals),
}
