//! Recordings: how they are kept, sealed, masked, listened to and deleted: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, RecordingId};
use crate::base::number::{MatchKey, PhoneNumber};
use crate::call::firewall::digits::{Forms, at_home, fold};
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
    /// Legal hold: nobody deletes, masks or compresses it until this is taken back.
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
    /// How many were left as they are because they are on legal hold.
    pub left: u32,
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
    /// It is on legal hold (its path) and was not touched.
    Held(String),
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
    /// Whether the rule speaks of such a call, however its number was sent or the rule is written. What is not known yet
    /// fits only a rule that does not ask for it.
    #[must_use]
    pub fn fits(&self, direction: Direction, number: &Spellings, class: &str) -> bool {
        self.direction.is_none_or(|wanted| wanted == direction)
            && number.begin_with(&self.prefix)
            && (self.class.trim().is_empty() || self.class.trim() == class.trim())
    }
}

/// A number in every way it may be written: as it was sent, as it is dialled at home (with and without the office's own
/// area code), and as it is dialled from abroad.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spellings {
    key: MatchKey,
    at_home: Vec<String>,
    abroad: Vec<String>,
}

impl Spellings {
    /// Of this number; `home_area` is the office's own area code (empty: not known).
    #[must_use]
    pub fn of(number: Option<&PhoneNumber>, home_area: &str) -> Self {
        let Some(number) = number else { return Self::default() };
        let mut at_home = Forms::of(number, home_area).written;
        let abroad = at_home.iter().filter_map(|written| from_abroad(written)).collect();
        at_home.push(digits(number.as_str()));
        Self { key: number.key(), at_home, abroad }
    }

    /// Whether one of them begins so; what names no digit is the beginning of any.
    fn begin_with(&self, prefix: &str) -> bool {
        let typed = digits(prefix);
        if typed.is_empty() {
            return true;
        }
        let whole = PhoneNumber::new(prefix).key();
        let at_home = at_home(&typed);
        // No area code begins so: it is the trunk 0 some exchanges send before a mobile number.
        let mobile = at_home.strip_prefix('0').filter(|rest| {
            rest.strip_prefix('1')
                .is_some_and(|rest| rest.starts_with(|c| ('3'..='9').contains(&c)))
        });
        let begins = [Some(typed.as_str()), Some(at_home.as_str()), mobile];
        let begin = |all: &[String], prefix: &str| all.iter().any(|one| one.starts_with(prefix));
        (!whole.is_empty() && whole == self.key)
            || begins.into_iter().flatten().any(|prefix| begin(&self.at_home, prefix))
            // A plus alone means numbers abroad.
            || (at_home.len() > 1 && begin(&self.abroad, &at_home))
    }
}

/// `+86…` of a Chinese number with its area code, or of one that has none.
fn from_abroad(at_home: &str) -> Option<String> {
    match at_home.strip_prefix('0') {
        Some(rest) => Some(format!("+86{rest}")),
        None if at_home.starts_with('+') || at_home.len() < 10 => None,
        None => Some(format!("+86{at_home}")),
    }
}

fn digits(text: &str) -> String {
    text.chars().map(fold).filter(|c| c.is_ascii_digit() || *c == '+').collect()
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
    pub fn wants(&self, direction: Direction, number: &Spellings, class: &str) -> bool {
        let rule = self.rules.iter().find(|rule| rule.fits(direction, number, class));
        rule.is_none_or(|rule| rule.record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOBILE: [&str; 8] = [
        "13812345678",
        "013812345678",
        "+8613812345678",
        "008613812345678",
        "8613812345678",
        "138 1234 5678",
        "+86 138-1234-5678",
        "１３８１２３４５６７８",
    ];

    /// Whether a call from this number is recorded under a rule that says no to numbers that begin so.
    fn recorded(prefix: &str, number: &str) -> bool {
        let rule = RecordingRule { prefix: prefix.to_owned(), ..RecordingRule::default() };
        let settings = RecordingSettings { rules: vec![rule], ..RecordingSettings::default() };
        let number = PhoneNumber::new(number);
        let number = Spellings::of(Some(&number), "010");
        settings.wants(Direction::Incoming, &number, "")
    }

    #[test]
    fn a_number_that_is_not_to_be_recorded_is_not_however_it_is_sent() {
        let prefixes = ["138", "0138", "+86138", "0086 138", "+86", "１３８", "138-1234"];
        for number in MOBILE {
            for prefix in prefixes.into_iter().chain(MOBILE) {
                assert!(!recorded(prefix, number), "{prefix}: {number}");
            }
            for other in ["139", "0139", "+86139", "010", "38", "95588"] {
                assert!(recorded(other, number), "{other}: {number}");
            }
        }
        for number in ["01062345678", "+861062345678", "0086 10 6234 5678", "62345678"] {
            for prefix in ["010", "0106", "+8610", "0086-10", "62345678", "010 6234 5678"] {
                assert!(!recorded(prefix, number), "{prefix}: {number}");
            }
            assert!(recorded("021", number) && recorded("106", number), "{number}");
        }
        for number in ["+442079460000", "0044 20 7946 0000"] {
            assert!(!recorded("+44", number) && !recorded("0044", number), "{number}");
            assert!(recorded("+86", number) && recorded("44", number), "{number}");
            assert!(!recorded("00", number) && !recorded("+", number), "abroad: {number}");
        }
    }

    #[test]
    fn a_rule_means_what_it_meant() {
        assert!(!recorded("955", "95588") && recorded("955", "95"), "a service number");
        assert!(!recorded("106", "10691234567"), "a message sender");
        assert!(recorded("010", "10691234567"), "and not Beijing");
        assert!(recorded("00", "13812345678") && recorded("+", "01062345678"), "not abroad");
        assert!(!recorded("", "13812345678") && !recorded("any", "13812345678"), "any number");
        let unknown = Spellings::of(None, "010");
        let rule = RecordingRule { prefix: "138".to_owned(), ..RecordingRule::default() };
        assert!(!rule.fits(Direction::Incoming, &unknown, ""), "it is not known yet");
        assert!(RecordingRule::default().fits(Direction::Incoming, &unknown, ""));
    }
}
