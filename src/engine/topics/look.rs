//! How the window looks to whoever works here: size of texts, movement, columns of tables, what is done most often.
//! May depend on `base`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Size of texts in hundredths: the least and the most.
pub const TEXT_PERCENT: (u16, u16) = (80, 200);
/// Tables and acts remembered; more than the program has.
const MOST: usize = 200;
/// Widest column, in points.
const WIDEST: u16 = 2_000;

/// Whether things move on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Motion {
    /// As the desktop says, where it says so.
    #[default]
    System,
    /// They do.
    Full,
    /// They do not.
    Reduced,
}

/// By what the rows of a table stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortedBy {
    /// The column, by name.
    pub column: String,
    /// The least first.
    pub rising: bool,
}

/// How a table is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TableLook {
    /// Columns that are not shown, by name.
    pub hidden: Vec<String>,
    /// Widths a person gave to columns, in points.
    pub widths: BTreeMap<String, u16>,
    /// The order somebody asked for last.
    pub sorted: Option<SortedBy>,
}

/// How the window looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LookSettings {
    /// Size of texts and all that goes with it, in hundredths.
    pub text_percent: u16,
    /// Whether things move.
    pub motion: Motion,
    /// Tables, by name.
    pub tables: BTreeMap<String, TableLook>,
    /// How often an act was chosen from the palette, by the key of its text.
    pub used: BTreeMap<String, u32>,
}

impl Default for LookSettings {
    fn default() -> Self {
        Self {
            text_percent: 100,
            motion: Motion::System,
            tables: BTreeMap::new(),
            used: BTreeMap::new(),
        }
    }
}

/// One change of how it looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookChange {
    /// Size of texts, in hundredths.
    TextPercent(u16),
    /// Whether things move.
    Motion(Motion),
    /// How the table of this name is shown.
    Table(String, TableLook),
    /// An act was chosen from the palette.
    Used(String),
}

impl LookSettings {
    /// These settings with one change applied, bounds kept.
    pub fn apply(&mut self, change: LookChange) {
        match change {
            LookChange::TextPercent(v) => {
                self.text_percent = v.clamp(TEXT_PERCENT.0, TEXT_PERCENT.1);
            }
            LookChange::Motion(v) => self.motion = v,
            LookChange::Table(name, mut look) => {
                for width in look.widths.values_mut() {
                    *width = (*width).min(WIDEST);
                }
                if look == TableLook::default() {
                    self.tables.remove(&name);
                } else if self.tables.len() < MOST || self.tables.contains_key(&name) {
                    self.tables.insert(name, look);
                }
            }
            LookChange::Used(act) => {
                if self.used.len() < MOST || self.used.contains_key(&act) {
                    let times = self.used.entry(act).or_default();
                    *times = times.saturating_add(1);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_readable_and_a_table_as_usual_takes_no_room() {
        let mut look = LookSettings::default();
        look.apply(LookChange::TextPercent(20));
        assert_eq!(look.text_percent, 80);
        look.apply(LookChange::TextPercent(900));
        assert_eq!(look.text_percent, 200);
        let narrow = TableLook { hidden: vec!["note".into()], ..TableLook::default() };
        look.apply(LookChange::Table("calls".into(), narrow.clone()));
        assert_eq!(look.tables.get("calls"), Some(&narrow));
        look.apply(LookChange::Table("calls".into(), TableLook::default()));
        assert!(look.tables.is_empty());
    }

    #[test]
    fn what_an_older_version_wrote_is_read_with_defaults() {
        let read: LookSettings = serde_json::from_str(r#"{"motion":"reduced"}"#).unwrap();
        assert_eq!((read.text_percent, read.motion), (100, Motion::Reduced));
    }
}
