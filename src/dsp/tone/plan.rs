//! Tone plans as rows (ITU-T E.180 supplement 2 and national practice). A new country is a row.
//! May depend on `base`.

use crate::base::signal::Tone;
use serde::{Deserialize, Serialize};

/// Which tone plan a line follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// China: 450 Hz.
    #[default]
    Cn,
    /// North America.
    Us,
    /// United Kingdom.
    Uk,
    /// Most of Europe: 425 Hz.
    Eu,
}

impl Region {
    /// All plans, in the order in which they are tried.
    pub const ALL: [Self; 4] = [Self::Cn, Self::Us, Self::Uk, Self::Eu];
}

/// One tone of one plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToneSpec {
    /// Whose plan.
    pub region: Region,
    /// What it means.
    pub tone: Tone,
    /// Its frequencies in hertz; the second is 0 for a single tone.
    pub hz: [f32; 2],
    /// Milliseconds on, off, on, off … repeated; empty for a steady tone.
    pub cadence_millis: &'static [u16],
}

const fn row(region: Region, tone: Tone, hz: [f32; 2], cadence_millis: &'static [u16]) -> ToneSpec {
    ToneSpec { region, tone, hz, cadence_millis }
}

/// The plans.
pub const PLANS: &[ToneSpec] = &[
    row(Region::Cn, Tone::Dial, [450.0, 0.0], &[]),
    row(Region::Cn, Tone::Ringback, [450.0, 0.0], &[1000, 4000]),
    row(Region::Cn, Tone::Busy, [450.0, 0.0], &[350, 350]),
    row(Region::Cn, Tone::Congestion, [450.0, 0.0], &[700, 700]),
    row(Region::Us, Tone::Dial, [350.0, 440.0], &[]),
    row(Region::Us, Tone::Ringback, [440.0, 480.0], &[2000, 4000]),
    row(Region::Us, Tone::Busy, [480.0, 620.0], &[500, 500]),
    row(Region::Us, Tone::Congestion, [480.0, 620.0], &[250, 250]),
    row(Region::Uk, Tone::Dial, [350.0, 450.0], &[]),
    row(Region::Uk, Tone::Ringback, [400.0, 450.0], &[400, 200, 400, 2000]),
    row(Region::Uk, Tone::Busy, [400.0, 0.0], &[375, 375]),
    row(Region::Uk, Tone::Congestion, [400.0, 0.0], &[400, 350, 225, 525]),
    row(Region::Eu, Tone::Dial, [425.0, 0.0], &[]),
    row(Region::Eu, Tone::Ringback, [425.0, 0.0], &[1000, 4000]),
    row(Region::Eu, Tone::Busy, [425.0, 0.0], &[500, 500]),
    row(Region::Eu, Tone::Congestion, [425.0, 0.0], &[250, 250]),
];

/// Fax calling tone (ITU-T T.30): 1100 Hz, 0.5 s on, 3 s off, everywhere the same.
pub const FAX_CNG: ToneSpec = row(Region::Eu, Tone::FaxCng, [1100.0, 0.0], &[500, 3000]);
/// Fax answer tone (ITU-T T.30, V.25): 2100 Hz.
pub const FAX_CED: ToneSpec = row(Region::Eu, Tone::FaxCed, [2100.0, 0.0], &[]);

/// The row for a tone of a plan. Fax tones are the same everywhere; SIT and beep have no row.
#[must_use]
pub fn spec(region: Region, tone: Tone) -> Option<&'static ToneSpec> {
    match tone {
        Tone::FaxCng => Some(&FAX_CNG),
        Tone::FaxCed => Some(&FAX_CED),
        _ => PLANS.iter().find(|row| row.region == region && row.tone == tone),
    }
}
