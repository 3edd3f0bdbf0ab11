//! Figures over calls: by day, hour, line, agent; each opens its list: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`, `crm`.

use crate::call::statistics::{ExportOrder, Level, Within};
use serde::{Deserialize, Serialize};

/// A wish from above.
#[derive(Debug, Clone, PartialEq)]
pub enum StatisticsCommand {
    /// Write a list into a file. One at a time.
    Export(Box<ExportOrder>),
    /// Stop writing it; nothing is left of it.
    CancelExport,
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatisticsView {
    /// The list being written.
    pub export: Option<ExportView>,
}

/// A list being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportView {
    /// Where to, as wished.
    pub path: String,
    /// Rows written.
    pub done: u64,
    /// Rows there will be.
    pub whole: u64,
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatisticsSettings {
    /// The formula of the service level.
    pub level: Level,
    /// Its limit in seconds; one of `call::statistics::WITHIN`.
    pub within_seconds: u64,
}

impl Default for StatisticsSettings {
    fn default() -> Self {
        Self { level: Level::default(), within_seconds: Within::default().seconds() }
    }
}

impl StatisticsSettings {
    /// The limit, whatever is kept.
    #[must_use]
    pub fn within(&self) -> Within {
        Within::nearest(self.within_seconds)
    }
}
