//! How we know a fact: figures a detector measured or words a box said. Shown by the line doctor, kept with the call.
//! May not depend on other layers.

use serde::{Deserialize, Serialize};

/// What a report rests on. Everything is optional: a box knows no SNR, a detector no wording.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// Signal level in dBm0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level_dbm0: Option<f32>,
    /// Estimated signal-to-noise ratio in dB, 300–3400 Hz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snr_db: Option<f32>,
    /// Frequency offset in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset_percent: Option<f32>,
    /// By how much the closest decision was better than the next best, as a share of what lies between two
    /// clear ones: 0 is a toss of a coin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f32>,
    /// How sure a decision between two is, 0.5 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// Anything else, in a few words (reason of rejection, what the box said).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Evidence {
    /// Evidence that is words only.
    #[must_use]
    pub fn note(note: impl Into<String>) -> Self {
        Self { note: note.into(), ..Self::default() }
    }
}
