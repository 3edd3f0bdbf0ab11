//! Recordings: how they are kept, sealed, masked, listened to and deleted: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, RecordingId};
use crate::base::number::PhoneNumber;
use crate::call::record::Direction;
use crate::call::recordings::{RecordingFormat, Replacement, Verdict};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordingCommand {
    /// Record this call from now on; after a stop it goes on in the same file.
    Start(CallId),
    /// Record no longer.
    Stop(CallId),
    /// Silence of true length until [`Resume`](Self::Resume), in the same file.
    Pause(CallId),
    /// Record on after a pause.
    Resume(CallId),
    /// Put a tone over a span of a finished recording. Its length stays; this cannot be undone.
    Mask {
        /// Which.
        recording: RecordingId,
        /// From here, in the recording.
        from: Duration,
        /// To here.
        to: Duration,
        /// Why.
        reason: String,
    },
    /// Keep until this moment (milliseconds since 1970 UTC); `None`: as the settings say.
    Keep {
        /// Which.
        recording: RecordingId,
        /// Until when.
        until: Option<i64>,
    },
    /// Legal hold: nobody deletes it until this is taken back.
    Hold {
        /// Which.
        recording: RecordingId,
        /// On or off.
        on: bool,
    },
    /// Delete it. This cannot be undone.
    Delete {
        /// Which.
        recording: RecordingId,
        /// Why.
        reason: String,
    },
    /// Copy it (or a span of it, then as PCM WAV) to a file.
    Export {
        /// Which.
        recording: RecordingId,
        /// From here to here; `None`: all of it, byte for byte.
        span: Option<(Duration, Duration)>,
        /// The file.
        to: PathBuf,
    },
    /// A new marker.
    AddMarker {
        /// Which.
        recording: RecordingId,
        /// Where.
        at: Duration,
        /// A person's words.
        text: String,
    },
    /// A marker less.
    RemoveMarker(i64),
    /// Compare every recording with its seal.
    VerifyAll,
    /// Bring every recording to the format of the settings.
    CompressAll,
    /// Break off the bulk work.
    Cancel,
}

/// What bulk work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Comparing with seals.
    Verify,
    /// Bringing to the format of the settings.
    Compress,
    /// Masking a span.
    Mask,
    /// Exporting.
    Export,
}

/// Bulk work under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobView {
    /// What.
    pub kind: JobKind,
    /// Recordings done.
    pub done: u32,
    /// Of so many.
    pub total: u32,
}

/// How the newest bulk work ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEnd {
    /// What.
    pub kind: JobKind,
    /// Recordings looked at.
    pub done: u32,
    /// How many of them are not as they should be.
    pub bad: u32,
    /// A person broke it off.
    pub cancelled: bool,
}

/// The disk that holds the recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DiskView {
    /// Free bytes; `None`: the system does not say.
    pub free: Option<u64>,
    /// Less than the settings ask for.
    pub low: bool,
}

/// A call being recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveRecording {
    /// The call.
    pub call: CallId,
    /// Silence is written.
    pub paused: bool,
    /// Stopped by hand; it can go on in the same file.
    pub stopped: bool,
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecordingView {
    /// Bulk work under way.
    pub job: Option<JobView>,
    /// How the newest one ended.
    pub ended: Option<JobEnd>,
    /// The disk.
    pub disk: DiskView,
    /// Calls being recorded.
    pub live: Vec<LiveRecording>,
    /// The newest checks (of this run), newest first, at most 64.
    pub verdicts: Vec<(RecordingId, Verdict)>,
}

impl RecordingView {
    /// What the newest check of this run said; `None`: it was not checked.
    #[must_use]
    pub fn verdict(&self, recording: RecordingId) -> Option<&Verdict> {
        self.verdicts.iter().find(|(id, _)| *id == recording).map(|(_, verdict)| verdict)
    }
}

/// An order to the archivist, who works on finished files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveOrder {
    /// Bring what is finished and not sealed yet to this format, and remove what is left over.
    Keep(RecordingFormat),
    /// Bring everything that is sealed in another format to this one.
    Recode(RecordingFormat),
    /// Compare one recording with its seal.
    Check(RecordingId),
    /// Compare all.
    CheckAll,
    /// Put a tone over a span.
    Mask {
        /// Which.
        recording: RecordingId,
        /// From here.
        from: Duration,
        /// To here.
        to: Duration,
        /// Why.
        reason: String,
    },
    /// Copy a recording or a span of it.
    Export {
        /// Which.
        recording: RecordingId,
        /// `None`: byte for byte.
        span: Option<(Duration, Duration)>,
        /// The file.
        to: PathBuf,
    },
}

/// What the archivist says.
#[derive(Debug, Clone, PartialEq)]
pub enum ArchiveReport {
    /// A file is whole, compared and in its place: the store is to know.
    Replaced(Box<Replacement>),
    /// What a check said.
    Checked(RecordingId, Verdict),
    /// A copy is written.
    Exported(RecordingId, Option<(Duration, Duration)>, String),
    /// These leftovers are gone.
    Removed(Vec<String>),
    /// Bulk work goes on.
    Progress(JobView),
    /// Bulk work is over.
    Ended(JobEnd),
    /// It could not be done; the recording is as it was.
    Failed(JobKind, String),
    /// Free bytes of the disk; comes every few minutes and tells that time passes.
    Disk(Option<u64>),
}

/// How the far end is told that the call is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingNotice {
    /// Not at all by the program.
    #[default]
    Off,
    /// A short beep into the line every 15 seconds, where the line can play.
    Beep,
    /// A sentence, once, when the call is answered.
    Spoken,
}

/// Which calls are recorded: the first rule that fits decides, with none every call is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordingRule {
    /// Only calls of this direction.
    pub direction: Option<Direction>,
    /// Only numbers that begin so; empty: any.
    pub prefix: String,
    /// Only customers of this class; empty: any.
    pub class: String,
    /// Record, or do not.
    pub record: bool,
}

impl RecordingRule {
    /// Whether the rule speaks of such a call. What is not known yet fits only a rule that does not ask for it.
    #[must_use]
    pub fn fits(&self, direction: Direction, number: Option<&PhoneNumber>, class: &str) -> bool {
        let prefix = digits(&self.prefix);
        let number = number.map(|number| digits(number.as_str())).unwrap_or_default();
        self.direction.is_none_or(|wanted| wanted == direction)
            && (prefix.is_empty() || number.starts_with(&prefix))
            && (self.class.trim().is_empty() || self.class.trim() == class.trim())
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordingSettings {
    /// What finished recordings are kept as.
    pub format: RecordingFormat,
    /// Which calls; the first that fits decides.
    pub rules: Vec<RecordingRule>,
    /// How the far end is told.
    pub notice: RecordingNotice,
    /// Recordings are deleted after so many days; `None`: never.
    pub keep_days: Option<u32>,
    /// Warn below so many megabytes of free disk.
    pub low_disk_megabytes: u32,
    /// The spoken notice: a WAV file, from the data folder on; empty: none was chosen.
    pub notice_file: String,
    /// Beeps follow the spoken notice.
    pub beep_after: bool,
}

impl Default for RecordingSettings {
    fn default() -> Self {
        Self {
            format: RecordingFormat::default(),
            rules: Vec::new(),
            notice: RecordingNotice::default(),
            keep_days: None,
            low_disk_megabytes: 2_048,
            notice_file: String::new(),
            beep_after: false,
        }
    }
}

impl RecordingSettings {
    /// Whether such a call is to be recorded.
    #[must_use]
    pub fn wants(&self, direction: Direction, number: Option<&PhoneNumber>, class: &str) -> bool {
        let rule = self.rules.iter().find(|rule| rule.fits(direction, number, class));
        rule.is_none_or(|rule| rule.record)
    }
}
