//! Why a box that is plugged in cannot be used, and exactly what helps: plain data for drivers, the window and the command
//! line alike. May not depend on other layers.

use serde::{Deserialize, Serialize};

/// A program that holds a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process number.
    pub pid: u32,
    /// Its name.
    pub name: String,
    /// It is this very program.
    pub is_ours: bool,
}

/// What is in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "trouble")]
pub enum Trouble {
    /// No udev rule lets the person at the screen use it. `rule` is the line that would.
    NoRule {
        /// The rule.
        rule: String,
    },
    /// The rule is installed and has not been applied to this box.
    RuleNotApplied,
    /// The port belongs to a group the person is not a member of.
    NotInGroup {
        /// The group, `dialout`.
        group: String,
    },
    /// Other programs hold it.
    HeldBy {
        /// Which.
        holders: Vec<Holder>,
    },
    /// Some program holds it; we may not see which.
    HeldBySomebody,
    /// Permission is missing on a system without udev.
    Forbidden,
}

/// What helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// What is in the way.
    #[serde(flatten)]
    pub trouble: Trouble,
    /// Commands for a terminal, one after the other; none where no command helps.
    pub commands: Vec<String>,
}
