//! Typed settings with defaults and bounds. The store keeps plain key/value rows.
//! May depend on `base`.

use crate::base::caller_id::NameCoding;
use crate::base::tuning::Tuning;
use crate::engine::office::OfficeSettings;
use crate::engine::topics::dialling::DialSettings;
use crate::engine::topics::firewall::FirewallSettings;
use crate::engine::topics::look::{LookChange, LookSettings};
use crate::engine::topics::manners::MannersSettings;
use crate::engine::topics::player::PlayerSettings;
use crate::engine::topics::recordings::RecordingSettings;
use crate::engine::topics::speech::SpeechSettings;
use crate::engine::topics::statistics::StatisticsSettings;
use crate::engine::topics::upkeep::UpkeepSettings;
use crate::engine::topics::worklist::WorkSettings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Boxes of which something is set; more than any office has.
const MOST_TUNINGS: usize = 64;

/// Interface language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

/// Which line the program listens to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineChoice {
    /// The simulated exchange.
    #[default]
    Simulated,
    /// A sound device by name or id (see the device list); the whole text is kept so that it is found again after a replug.
    Sound(String),
    /// A box by its address: `modem:0572:1349#SERIAL` (see the driver table).
    Box(String),
}

/// When a recording begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordFrom {
    /// When the line is answered or lifted.
    #[default]
    OffHook,
    /// With the first sign of a call.
    FirstRing,
    /// Never.
    Never,
}

/// Light, dark or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Interface language; `None`: as the system says.
    pub language: Option<Language>,
    /// Theme.
    pub theme: Theme,
    /// The line in use.
    pub line: LineChoice,
    /// When a recording begins.
    pub record_from: RecordFrom,
    /// How names in bursts are read.
    pub name_coding: NameCoding,
    /// Area code of this office with its 0 (`010`); empty when not set.
    pub home_area_code: String,
    /// The newcomer's hint has been followed or closed.
    pub welcome_done: bool,
    /// The first steps were taken or left out.
    pub first_run_done: bool,
    /// This is example data: nothing in it is anybody's. Written when it is made, never changed.
    pub example: bool,
    /// See [`recordings`](crate::engine::topics::recordings).
    pub recordings: RecordingSettings,
    /// See [`dialling`](crate::engine::topics::dialling).
    pub dialling: DialSettings,
    /// See [`firewall`](crate::engine::topics::firewall).
    pub firewall: FirewallSettings,
    /// See [`manners`](crate::engine::topics::manners).
    pub manners: MannersSettings,
    /// See [`upkeep`](crate::engine::topics::upkeep).
    pub upkeep: UpkeepSettings,
    /// See [`player`](crate::engine::topics::player).
    pub player: PlayerSettings,
    /// See [`statistics`](crate::engine::topics::statistics).
    pub statistics: StatisticsSettings,
    /// See [`worklist`](crate::engine::topics::worklist).
    pub worklist: WorkSettings,
    /// See [`office`](crate::engine::office).
    pub office: OfficeSettings,
    /// What is set of boxes, by their addresses (as in [`LineChoice::Box`]); only what is not as usual.
    pub tunings: BTreeMap<String, Tuning>,
    /// See [`speech`](crate::engine::topics::speech).
    pub speech: SpeechSettings,
    /// See [`look`](crate::engine::topics::look).
    pub look: LookSettings,
}

/// One change of one setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingChange {
    /// Interface language.
    Language(Option<Language>),
    /// Theme.
    Theme(Theme),
    /// The line in use (the engine also opens it).
    Line(LineChoice),
    /// When a recording begins.
    RecordFrom(RecordFrom),
    /// How names in bursts are read.
    NameCoding(NameCoding),
    /// Area code of this office.
    HomeAreaCode(String),
    /// Newcomer's hint.
    WelcomeDone(bool),
    /// The first steps were taken or left out.
    FirstRunDone(bool),
    /// See [`recordings`](crate::engine::topics::recordings).
    Recordings(RecordingSettings),
    /// See [`dialling`](crate::engine::topics::dialling).
    Dialling(DialSettings),
    /// See [`firewall`](crate::engine::topics::firewall).
    Firewall(FirewallSettings),
    /// See [`manners`](crate::engine::topics::manners).
    Manners(MannersSettings),
    /// See [`upkeep`](crate::engine::topics::upkeep).
    Upkeep(UpkeepSettings),
    /// See [`player`](crate::engine::topics::player).
    Player(PlayerSettings),
    /// See [`statistics`](crate::engine::topics::statistics).
    Statistics(StatisticsSettings),
    /// See [`worklist`](crate::engine::topics::worklist).
    Worklist(WorkSettings),
    /// See [`office`](crate::engine::office).
    Office(Box<OfficeSettings>),
    /// What is set of the box at this address.
    Tuning(String, Tuning),
    /// See [`speech`](crate::engine::topics::speech).
    Speech(SpeechSettings),
    /// See [`look`](crate::engine::topics::look).
    Look(LookChange),
}

impl Settings {
    /// These settings with one change applied, bounds kept.
    pub fn apply(&mut self, change: SettingChange) {
        match change {
            SettingChange::Language(v) => self.language = v,
            SettingChange::Theme(v) => self.theme = v,
            SettingChange::Line(v) => self.line = v,
            SettingChange::RecordFrom(v) => self.record_from = v,
            SettingChange::NameCoding(v) => self.name_coding = v,
            SettingChange::HomeAreaCode(v) => {
                self.home_area_code = v.chars().filter(char::is_ascii_digit).take(5).collect();
            }
            SettingChange::WelcomeDone(v) => self.welcome_done = v,
            SettingChange::FirstRunDone(done) => self.first_run_done = done,
            SettingChange::Recordings(v) => self.recordings = v,
            SettingChange::Dialling(v) => self.dialling = v.bounded(),
            SettingChange::Firewall(v) => self.firewall = v,
            SettingChange::Player(v) => self.player = v,
            SettingChange::Statistics(v) => self.statistics = v,
            SettingChange::Upkeep(v) => self.upkeep = v.bounded(),
            SettingChange::Worklist(v) => self.worklist = v.within_bounds(),
            SettingChange::Office(v) => self.office = *v,
            SettingChange::Speech(v) => self.speech = v.bounded(),
            SettingChange::Look(change) => self.look.apply(change),
            SettingChange::Manners(v) => self.manners = self.manners.accepted(v),
            SettingChange::Tuning(address, tuning) => {
                self.tunings.remove(&address);
                if tuning != Tuning::default() && self.tunings.len() < MOST_TUNINGS {
                    self.tunings.insert(address, tuning);
                }
            }
        }
    }

    /// What is set of the box at this address.
    #[must_use]
    pub fn tuning(&self, address: &str) -> Tuning {
        self.tunings.get(address).copied().unwrap_or_default()
    }

    /// Key/value rows as the store keeps them: the key is the field's name, the value JSON.
    #[must_use]
    pub fn to_rows(&self) -> Vec<(String, String)> {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(map)) => {
                map.into_iter().map(|(key, value)| (key, value.to_string())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Settings from rows; unknown keys and unreadable values fall back to the default of that field alone.
    #[must_use]
    pub fn from_rows(rows: &[(String, String)]) -> Self {
        let mut settings = Self::default();
        for (key, value) in rows {
            let Ok(value) = serde_json::from_str::<serde_json::Value>(value) else { continue };
            let Ok(serde_json::Value::Object(mut map)) = serde_json::to_value(&settings) else {
                continue;
            };
            map.insert(key.clone(), value);
            if let Ok(changed) = serde_json::from_value(serde_json::Value::Object(map)) {
                settings = changed;
            }
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_their_rows_and_one_bad_row_spoils_only_itself() {
        let mut settings = Settings { language: Some(Language::English), ..Settings::default() };
        settings.apply(SettingChange::HomeAreaCode("0 10".into()));
        settings.apply(SettingChange::Line(LineChoice::Sound("USB".into())));
        let tuning = Tuning { own_dialler: true, ..Tuning::default() };
        settings.apply(SettingChange::Tuning("modem:0572:1349@1-2".into(), tuning));
        let mut rows = settings.to_rows();
        assert_eq!(Settings::from_rows(&rows), settings);
        rows.retain(|(key, _)| key != "theme");
        rows.push(("theme".into(), "\"purple\"".into()));
        rows.push(("from_the_future".into(), "1".into()));
        assert_eq!(Settings::from_rows(&rows), settings);
    }
}
