//! Reminders, tasks, memos, birthdays by either calendar, the list of today: what clients may wish, what they see, and its settings.
//! May depend on `base`, `crm`.

use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum AgendaCommand {}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AgendaView {}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AgendaSettings {}
