//! Reminders, tasks, memos, birthdays by either calendar, the list of today: what clients may wish, what they see, and its
//! settings. May depend on `base`, `crm`.

use crate::base::ids::TaskId;
use crate::crm::agenda::clock::WallMinute;
use crate::crm::agenda::{EARLIEST, Feast, TaskDraft};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Days ahead of which birthdays may be told.
pub const MOST_BIRTHDAY_DAYS: u16 = 60;

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum AgendaCommand {
    /// Make or change an entry.
    Save(Box<TaskDraft>),
    /// It is done (or, `false`, not yet).
    Done(TaskId, bool),
    /// Remind of it at another minute of the wall's clock.
    Snooze(TaskId, WallMinute),
    /// Leave this one of a series out.
    Skip(TaskId),
    /// Take it away.
    Delete(TaskId),
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AgendaView {
    /// Open entries due before today.
    pub overdue: u32,
    /// Open entries due today.
    pub due_today: u32,
    /// Birthdays of the next days of which nobody had been told yet.
    pub birthdays: Arc<Vec<Feast>>,
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgendaSettings {
    /// Whether birthdays are told at all.
    pub birthdays: bool,
    /// So many days before, 0–60.
    pub birthday_days: u16,
    /// A new task is reminded of so many minutes before it is due; `None`: not at all.
    pub remind_before: Option<u32>,
}

impl Default for AgendaSettings {
    fn default() -> Self {
        Self { birthdays: true, birthday_days: 3, remind_before: Some(0) }
    }
}

impl AgendaSettings {
    /// Days ahead of which birthdays are told; `None`: never.
    #[must_use]
    pub fn birthday_horizon(&self) -> Option<u16> {
        self.birthdays.then(|| self.birthday_days.min(MOST_BIRTHDAY_DAYS))
    }

    /// Minutes before a new task is due at which it is reminded of.
    #[must_use]
    pub fn reminder(&self) -> Option<u32> {
        self.remind_before.map(|minutes| minutes.min(EARLIEST))
    }
}

/// A message for people about the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "agenda")]
pub enum AgendaNotice {
    /// Something is to be done: with whom (or empty), and what.
    Due {
        /// With whom, or empty.
        party: String,
        /// What.
        text: String,
    },
    /// So many reminders came at once: they stand on the page of today.
    Many {
        /// How many.
        count: u32,
    },
    /// A birthday comes.
    Birthday {
        /// Whose.
        name: String,
        /// On this day.
        day: Date,
        /// So many days from now.
        ahead: u16,
        /// How old the person becomes, when the year is known.
        age: Option<u16>,
    },
    /// So many birthdays come.
    Birthdays {
        /// How many.
        count: u32,
    },
}
