//! Care of the database: when a backup is due, which old ones go, what a check finds.
//! Types and rules; pure. May not depend on other layers.

mod restore;

pub use restore::{Contents, FoundBackup, RestoreOutcome, made_at, newest_first};

use serde::{Deserialize, Serialize};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// How often a backup is made by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// Only when somebody asks.
    Never,
    /// Every day.
    #[default]
    Daily,
    /// Every seventh day.
    Weekly,
}

/// Who wanted a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// It was due.
    Schedule,
    /// Somebody pressed the button.
    Person,
}

/// How a backup ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupState {
    /// Copied, opened, checked, counted: it can be restored.
    Rehearsed,
    /// It could not be made, or the copy did not stand the rehearsal; nothing of it is left.
    Failed,
    /// Broken off by a person or the end of the program; nothing of it is left.
    Cancelled,
}

/// One backup, or the try at one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupRow {
    /// When it began, milliseconds since 1970 UTC.
    pub started_utc_millis: i64,
    /// Zone, minutes east.
    pub offset_minutes: i16,
    /// How long it took, milliseconds.
    pub took_millis: u64,
    /// The copy; empty when there is none.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Rows in it, all tables together.
    pub rows: u64,
    /// Recordings copied beside it this time.
    pub recordings: u64,
    /// Who wanted it.
    pub trigger: Trigger,
    /// How it ended.
    pub state: BackupState,
    /// Why it failed, or why the recordings beside a good one are not complete; empty otherwise.
    pub detail: String,
}

impl BackupRow {
    /// Whether it can be restored.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.state == BackupState::Rehearsed
    }
}

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Pages are copied.
    Copying,
    /// The copy is opened, checked and counted.
    Rehearsing,
    /// Recordings are copied.
    Recordings,
    /// The present data is checked.
    Checking,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is going on.
    pub phase: Phase,
    /// Done so far (pages, files).
    pub done: u64,
    /// Of so many; 0: not known.
    pub total: u64,
}

/// What can be wrong with the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The file itself is damaged.
    Integrity,
    /// Rows that point to rows that are not there.
    Orphans,
    /// Calls a search cannot find.
    UnfindableCalls,
    /// Customers a search cannot find.
    UnfindableCustomers,
    /// Recordings whose file is missing.
    MissingRecordings,
    /// Files among the recordings that no row names.
    StrayFiles,
    /// Cached waveforms whose recording is gone.
    StrayPeaks,
    /// Beginnings of backups that a crash left behind.
    HalfBackups,
    /// What the ledger of recordings says was changed.
    Ledger,
    /// Figures (by hour, line and person) that are not what the calls say. They are made of the calls: nothing is lost.
    Figures,
    /// Attached files whose content is missing.
    MissingFiles,
}

impl Fault {
    /// Whether data is lost or in danger, not merely untidy.
    #[must_use]
    pub const fn is_serious(self) -> bool {
        matches!(
            self,
            Self::Integrity
                | Self::Orphans
                | Self::MissingRecordings
                | Self::Ledger
                | Self::MissingFiles
        )
    }

    /// The word it is stored and reported under.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Integrity => "integrity",
            Self::Orphans => "orphans",
            Self::UnfindableCalls => "unfindable_calls",
            Self::UnfindableCustomers => "unfindable_customers",
            Self::MissingRecordings => "missing_recordings",
            Self::StrayFiles => "stray_files",
            Self::StrayPeaks => "stray_peaks",
            Self::HalfBackups => "half_backups",
            Self::Ledger => "ledger",
            Self::Figures => "figures",
            Self::MissingFiles => "missing_files",
        }
    }
}

/// One kind of fault that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub fault: Fault,
    /// How often.
    pub count: u64,
    /// The first few, named.
    pub examples: Vec<String>,
}

/// What the ledger of recordings says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct LedgerCheck {
    /// Entries that were looked at.
    pub entries: u64,
    /// What was changed, named.
    pub faults: Vec<String>,
}

/// What a check brought.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CheckReport {
    /// Version of the data.
    pub version: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Rows of each table.
    pub counts: Vec<(String, u64)>,
    /// What is wrong; empty: nothing.
    pub findings: Vec<Finding>,
    /// The ledger, where it was asked.
    pub ledger: Option<LedgerCheck>,
}

impl CheckReport {
    /// Nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Data is lost or in danger.
    #[must_use]
    pub fn is_serious(&self) -> bool {
        self.findings.iter().any(|finding| finding.fault.is_serious())
    }
}

/// When the next backup is due, milliseconds since 1970 UTC; `None`: never. `last` is when the last good one began, `hour` the
/// local hour it is wished for. A backup that was missed is due at once.
#[must_use]
pub fn next_due(
    rhythm: Rhythm,
    hour: u8,
    last: Option<i64>,
    now_utc_millis: i64,
    offset_minutes: i16,
) -> Option<i64> {
    let days = match rhythm {
        Rhythm::Never => return None,
        Rhythm::Daily => 1,
        Rhythm::Weekly => 7,
    };
    // A last one from the future: the clock was set back. Better one too many.
    let Some(last) = last.filter(|last| *last <= now_utc_millis.saturating_add(DAY)) else {
        return Some(now_utc_millis);
    };
    let offset = i64::from(offset_minutes) * 60_000;
    let local = last.saturating_add(offset);
    let today = local.div_euclid(DAY) * DAY + i64::from(hour.min(23)) * HOUR;
    let next = if today > local { today } else { today + DAY };
    Some(next + (days - 1) * DAY - offset)
}

/// What the name of a backup begins and ends with; between them stand date and time.
const NAME: (&str, &str) = ("ringdesk-", ".db");
/// Letters of date and time in it.
const SECOND: usize = "20261123-030000".len();
/// What is put behind the name while a backup is being made.
pub const HALF: &str = ".part";

/// The name of the next backup begun in this second (local date and time), beside those there are; `None` after 99.
#[must_use]
pub fn next_name(names: &[String], second: &str) -> Option<String> {
    let ours = names.iter().filter(|name| is_backup(name)).map(|name| age(name));
    let last = ours.filter(|(of, _)| *of == second).map(|(_, number)| number).max();
    match last.map_or(0, |number| number + 1) {
        0 => Some(format!("{}{second}{}", NAME.0, NAME.1)),
        number @ 1..=99 => Some(format!("{}{second}-{number}{}", NAME.0, NAME.1)),
        _ => None,
    }
}

/// Whether a file is one of our finished backups.
#[must_use]
pub fn is_backup(name: &str) -> bool {
    let stamp = name.strip_prefix(NAME.0).and_then(|rest| rest.strip_suffix(NAME.1));
    stamp.is_some_and(|stamp| {
        (SECOND..=SECOND + 3).contains(&stamp.len())
            && stamp.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    })
}

/// Whether a file is the beginning of one.
#[must_use]
pub fn is_half_backup(name: &str) -> bool {
    let beside = ["-journal", "-wal", "-shm"];
    let name = beside.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    name.strip_suffix(HALF).is_some_and(is_backup)
}

/// The date and time in the name of a backup, and its number among those of the same second.
fn age(name: &str) -> (&str, u32) {
    let stamp = name.strip_prefix(NAME.0).and_then(|rest| rest.strip_suffix(NAME.1));
    let stamp = stamp.unwrap_or_default();
    let (second, number) = stamp.split_at_checked(SECOND).unwrap_or((stamp, ""));
    (second, number.trim_start_matches('-').parse().unwrap_or(0))
}

/// Which of these files go so that the newest `keep` backups stay. `made` was made just now, whatever its name says: the
/// clock may have been set back. Other files are never named.
#[must_use]
pub fn to_prune(names: &[String], keep: usize, made: Option<&str>) -> Vec<String> {
    let mut ours: Vec<&String> = names.iter().filter(|name| is_backup(name)).collect();
    ours.sort_unstable_by_key(|name| (Some(name.as_str()) == made, age(name)));
    let many = ours.len().saturating_sub(keep.max(1));
    ours.into_iter().take(many).cloned().collect()
}

/// What the store is asked to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpkeepOp {
    /// Keep how a backup ended.
    NoteBackup(BackupRow),
    /// Keep that this file is what was restored from a backup.
    NoteRestore(RestoreOutcome),
}

impl UpkeepOp {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoteBackup(_) => "note_backup",
            Self::NoteRestore(_) => "restored",
        }
    }

    /// Whether a person does it (and may undo it), not the program by itself.
    #[must_use]
    pub fn by_person(&self) -> bool {
        false
    }

    /// Whether it is kept in memory and tried again when the disk refuses it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        true
    }
}

/// What may be asked of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpkeepQuestion {
    /// Backups and tries, newest first, at most so many.
    Backups(u32),
}

/// The answer to a [`UpkeepQuestion`].
#[derive(Debug, Clone, PartialEq)]
pub enum UpkeepAnswer {
    /// To [`UpkeepQuestion::Backups`].
    Backups(Vec<BackupRow>),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 10:00 in China.
    const NOW: i64 = 1_795_399_200_000;
    const CHINA: i16 = 480;

    #[test]
    fn a_backup_is_due_at_the_hour_wished_for_and_a_missed_one_at_once() {
        let due = |rhythm, last: Option<i64>| {
            next_due(rhythm, 3, last, NOW, CHINA).map(|due| (due - NOW) / HOUR)
        };
        assert_eq!(due(Rhythm::Never, None), None);
        assert_eq!(due(Rhythm::Daily, None), Some(0), "none yet");
        assert_eq!(due(Rhythm::Daily, Some(NOW - HOUR)), Some(17), "tomorrow 03:00");
        assert_eq!(due(Rhythm::Daily, Some(NOW - 10 * HOUR)), Some(-7), "missed 03:00 today");
        assert_eq!(due(Rhythm::Weekly, Some(NOW - HOUR)), Some(17 + 6 * 24));
        assert_eq!(due(Rhythm::Daily, Some(NOW + 3 * DAY)), Some(0), "the clock was set back");
        // Made on the stroke of the hour: not twice.
        assert_eq!(due(Rhythm::Daily, Some(NOW - 7 * HOUR)), Some(17));
    }

    #[test]
    fn only_our_own_old_backups_are_pruned() {
        let names = [
            "ringdesk-20261121-030000.db",
            "ringdesk-20261122-030000.db",
            "ringdesk-20261123-030000.db",
            "ringdesk-20261123-030000.db.part",
            "ringdesk-old.db",
            "ringdesk.db",
            "taxes.db",
        ]
        .map(str::to_owned);
        assert_eq!(to_prune(&names, 2, None), ["ringdesk-20261121-030000.db"]);
        assert!(to_prune(&names, 3, None).is_empty());
        assert_eq!(to_prune(&names, 0, None).len(), 2, "one always stays");
        let second = ["-10", "-2", "", "-1"].map(|n| format!("ringdesk-20261123-030000{n}.db"));
        let old: Vec<String> =
            ["", "-1", "-2"].map(|n| format!("ringdesk-20261123-030000{n}.db")).into();
        assert_eq!(to_prune(&second, 1, None), old, "the newest of one second stays");
        let back = to_prune(&names, 1, Some(&names[0]));
        assert_eq!(back, names[1..3], "made when the clock had been set back");
        let next = next_name(&second[..1], "20261123-030000").unwrap();
        assert_eq!(
            next, "ringdesk-20261123-030000-11.db",
            "a name that became free is not the newest"
        );
        assert_eq!(next_name(&names, "20261124-030000").unwrap(), "ringdesk-20261124-030000.db");
        assert!(is_half_backup("ringdesk-20261123-030000.db.part"));
        assert!(is_half_backup("ringdesk-20261123-030000.db.part-journal"));
        assert!(!is_half_backup("letter.part"));
    }
}
