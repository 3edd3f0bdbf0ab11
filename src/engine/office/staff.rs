//! Employees, log-in, roles and rights, number masking, the journal for people: what clients may wish, what they see, and its settings.
//! May depend on `base`, `crm`.

use crate::base::ids::StaffId;
use crate::crm::staff::need::{Denied, Need, missing};
use crate::crm::staff::sight::Sight;
use crate::crm::staff::{Rights, Role, Roster, Staff};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A password on its way; never shown, never logged.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffCommand {
    /// Create or change somebody.
    Save(Box<Staff>),
    /// Set somebody's password; empty: take it away.
    SetPassword(StaffId, Secret),
    /// Change a role, or make one.
    SaveRole(Box<Role>),
    /// Somebody wants to work here.
    LogIn(StaffId, Secret),
    /// Whoever works here goes.
    Lock,
    /// Somebody is at the desk: the clock that locks it begins anew.
    Seen,
}

/// What the runtime is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffWork {
    /// Read everybody and every role.
    Roster,
    /// Compare a password.
    Check(StaffId, Secret),
    /// Make the hash of a password.
    Hash(StaffId, Secret),
}

/// What the runtime says.
#[derive(Debug, Clone, PartialEq)]
pub enum StaffNews {
    /// Everybody and every role.
    Roster(Arc<Roster>),
    /// Whether the password was right.
    Checked(StaffId, bool),
    /// The hash of a new password.
    Hashed(StaffId, Secret),
    /// It could not be done, in words.
    Failed(String),
    /// The store refused a change of somebody else's.
    NotYours,
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StaffView {
    /// Everybody and every role.
    pub roster: Arc<Roster>,
    /// Who works here; `None`: the one person of the desk, or nobody yet.
    pub who: Option<StaffId>,
    /// Somebody must log in first.
    pub locked: bool,
    /// A password is being compared.
    pub checking: bool,
    /// The newest password was wrong, so many times in a row.
    pub wrong: u32,
    /// What whoever works here may; `None`: everything.
    pub rights: Option<Arc<Rights>>,
    /// Whose rows whoever works here may see; `None`: everybody's.
    pub sight: Option<Arc<Sight>>,
}

impl StaffView {
    /// Why whoever works here may not do what needs this; `None`: they may.
    #[must_use]
    pub fn denied(&self, need: Need) -> Option<Denied> {
        missing(self.rights.as_deref(), self.locked, need)
    }

    /// Whether numbers are shown whole.
    #[must_use]
    pub fn shows_whole_numbers(&self) -> bool {
        self.rights.as_ref().is_none_or(|rights| rights.whole_numbers)
    }

    /// Whether lists may be written into files.
    #[must_use]
    pub fn may_export(&self) -> bool {
        self.rights.as_ref().is_none_or(|rights| rights.export)
    }

    /// Whether the journal may be read.
    #[must_use]
    pub fn may_read_journal(&self) -> bool {
        self.rights.as_ref().is_none_or(|rights| rights.journal)
    }
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffSettings {
    /// Minutes without anybody at the desk until it locks; 0: never.
    pub lock_after_minutes: u16,
}

impl Default for StaffSettings {
    fn default() -> Self {
        Self { lock_after_minutes: 10 }
    }
}
