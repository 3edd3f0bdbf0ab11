//! Going back to a backup: which ones there are, what is in one, how it ended. Types and rules; pure.
//! May depend on the rest of `call::upkeep`.

use crate::call::upkeep::{NAME, SECOND, age, is_backup};

/// A backup that lies in the folder of backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundBackup {
    /// The file.
    pub path: String,
    /// When it was begun, by the office's clock: `2026-11-23 03:00`.
    pub made: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What is in a backup, and what is there now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    /// The file.
    pub path: String,
    /// Why it cannot be restored, in words; empty: it was opened, checked and counted, and can be.
    pub why_not: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Calls in it.
    pub calls: u64,
    /// Customers in it.
    pub customers: u64,
    /// When its newest call began, milliseconds since 1970 UTC.
    pub newest_call: Option<i64>,
    /// Calls there are now.
    pub calls_now: u64,
    /// Customers there are now.
    pub customers_now: u64,
}

impl Contents {
    /// Whether it can be restored.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.why_not.is_empty()
    }
}

/// How a restore that was wished for in the window ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestoreOutcome {
    /// The backup.
    pub backup: String,
    /// Where the data is kept that was there until then; empty: there was none.
    pub kept: String,
    /// Rows there are now.
    pub rows: u64,
    /// Why nothing was restored, in words; empty: it was.
    pub why_not: String,
}

/// The moment in the name of a backup, as people write it.
#[must_use]
pub fn made_at(name: &str) -> Option<String> {
    let stamp = name.strip_prefix(NAME.0).filter(|_| is_backup(name))?;
    let (second, _) = stamp.split_at_checked(SECOND)?;
    let part = |from: usize, to: usize| second.get(from..to);
    Some(format!(
        "{}-{}-{} {}:{}",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(9, 11)?,
        part(11, 13)?
    ))
}

/// The backups among these names, newest first.
#[must_use]
pub fn newest_first(mut names: Vec<String>) -> Vec<String> {
    names.retain(|name| is_backup(name));
    names.sort_unstable_by(|a, b| age(b).cmp(&age(a)));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_are_offered_newest_first_with_their_moment() {
        let names = ["ringdesk-20261121-030000.db", "taxes.db", "ringdesk-20261123-100700.db"];
        let offered = newest_first(names.map(str::to_owned).into());
        assert_eq!(offered, ["ringdesk-20261123-100700.db", "ringdesk-20261121-030000.db"]);
        assert_eq!(made_at(&offered[0]).as_deref(), Some("2026-11-23 10:07"));
        assert_eq!(made_at("taxes.db"), None);
    }
}
