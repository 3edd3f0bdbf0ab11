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
    /// Germany.
    De,
    /// France.
    Fr,
    /// Netherlands.
    Nl,
    /// Brazil.
    Br,
    /// India.
    In,
    /// Japan.
    Jp,
    /// Taiwan.
    Tw,
    /// Hong Kong.
    Hk,
}

impl Region {
    /// All plans, in the order in which they are tried.
    pub const ALL: [Self; 12] = [
        Self::Cn,
        Self::Us,
        Self::Uk,
        Self::Eu,
        Self::De,
        Self::Fr,
        Self::Nl,
        Self::Br,
        Self::In,
        Self::Jp,
        Self::Tw,
        Self::Hk,
    ];
}

/// Milliseconds on, off, on, off …, repeated; at most [`Cadence::MOST`] of them. None: a steady tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cadence {
    millis: [u16; Self::MOST],
    len: u8,
}

impl Cadence {
    /// Most times in a cadence: four bursts and four pauses.
    pub const MOST: usize = 8;
    /// Always on.
    pub const STEADY: Self = Self { millis: [0; Self::MOST], len: 0 };

    /// From times; what is beyond [`MOST`](Self::MOST) is left out.
    #[must_use]
    pub const fn new(times: &[u16]) -> Self {
        let mut cadence = Self::STEADY;
        while (cadence.len as usize) < times.len() && (cadence.len as usize) < Self::MOST {
            cadence.millis[cadence.len as usize] = times[cadence.len as usize];
            cadence.len += 1;
        }
        cadence
    }

    /// The times.
    #[must_use]
    pub fn millis(&self) -> &[u16] {
        &self.millis[..usize::from(self.len)]
    }

    /// Whether the tone never pauses.
    #[must_use]
    pub const fn is_steady(&self) -> bool {
        self.len == 0
    }

    /// The longest burst and the longest pause.
    #[must_use]
    pub fn longest(&self) -> [u16; 2] {
        let longest = |skip| self.millis().iter().skip(skip).step_by(2).max();
        [0, 1].map(|skip| longest(skip).copied().unwrap_or_default())
    }
}

/// One tone of one plan, or one that was taught.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToneSpec {
    /// Whose plan; `None`: taught.
    pub region: Option<Region>,
    /// What it means.
    pub tone: Tone,
    /// Its frequencies in hertz; the second is 0 for a single tone.
    pub hz: [f32; 2],
    /// A single tone's level swings so many times a second between full and a twentieth; 0: it does not.
    pub modulation_hz: f32,
    /// Its rhythm.
    pub cadence: Cadence,
}

impl ToneSpec {
    /// A row that nothing fits.
    pub const NONE: Self = Self {
        region: None,
        tone: Tone::Beep,
        hz: [0.0; 2],
        modulation_hz: 0.0,
        cadence: Cadence::STEADY,
    };
}

const fn row(region: Region, tone: Tone, hz: [f32; 2], times: &[u16]) -> ToneSpec {
    ToneSpec { region: Some(region), tone, hz, modulation_hz: 0.0, cadence: Cadence::new(times) }
}

/// A tone of 400 Hz whose level swings.
const fn swung(region: Region, tone: Tone, modulation_hz: f32, times: &[u16]) -> ToneSpec {
    let cadence = Cadence::new(times);
    ToneSpec { region: Some(region), tone, hz: [400.0, 0.0], modulation_hz, cadence }
}

const HZ_400: [f32; 2] = [400.0, 0.0];
const HZ_425: [f32; 2] = [425.0, 0.0];
const HZ_440: [f32; 2] = [440.0, 0.0];
const HZ_450: [f32; 2] = [450.0, 0.0];
/// North America's "precise" tones.
const DIAL: [f32; 2] = [350.0, 440.0];
const RINGING: [f32; 2] = [440.0, 480.0];
const BUSY: [f32; 2] = [480.0, 620.0];
/// Rhythms that several countries share.
const STUTTER: &[u16] = &[100, 100];
const TWICE: &[u16] = &[400, 200, 400, 2000];
/// 空号, "number not in use": three short, one long.
const UNALLOCATED: &[u16] = &[100, 100, 100, 100, 100, 100, 400, 400];

/// The plans. Rows of one region that would answer to the same sound stand with the likelier one first.
pub const PLANS: &[ToneSpec] = &[
    row(Region::Cn, Tone::Dial, HZ_450, &[]),
    row(Region::Cn, Tone::Dial, [425.0, 450.0], &[]),
    row(Region::Cn, Tone::Ringback, HZ_450, &[1000, 4000]),
    row(Region::Cn, Tone::Busy, HZ_450, &[350, 350]),
    row(Region::Cn, Tone::Congestion, HZ_450, &[700, 700]),
    row(Region::Cn, Tone::Sit, HZ_450, UNALLOCATED),
    row(Region::Us, Tone::Dial, DIAL, &[]),
    row(Region::Us, Tone::Dial, DIAL, STUTTER),
    row(Region::Us, Tone::Ringback, RINGING, &[2000, 4000]),
    row(Region::Us, Tone::Busy, BUSY, &[500, 500]),
    row(Region::Us, Tone::Congestion, BUSY, &[250, 250]),
    row(Region::Uk, Tone::Dial, [350.0, 450.0], &[]),
    row(Region::Uk, Tone::Dial, DIAL, &[]),
    row(Region::Uk, Tone::Ringback, [400.0, 450.0], TWICE),
    row(Region::Uk, Tone::Busy, HZ_400, &[375, 375]),
    row(Region::Uk, Tone::Congestion, HZ_400, &[400, 350, 225, 525]),
    row(Region::Eu, Tone::Dial, HZ_425, &[]),
    row(Region::Eu, Tone::Ringback, HZ_425, &[1000, 4000]),
    row(Region::Eu, Tone::Busy, HZ_425, &[500, 500]),
    row(Region::Eu, Tone::Congestion, HZ_425, &[250, 250]),
    row(Region::De, Tone::Dial, HZ_425, &[]),
    row(Region::De, Tone::Dial, [400.0, 425.0], &[]),
    row(Region::De, Tone::Ringback, HZ_425, &[1000, 4000]),
    row(Region::De, Tone::Busy, HZ_425, &[480, 480]),
    row(Region::De, Tone::Congestion, HZ_425, &[240, 240]),
    row(Region::Fr, Tone::Dial, HZ_440, &[]),
    row(Region::Fr, Tone::Ringback, HZ_440, &[1500, 3500]),
    row(Region::Fr, Tone::Busy, HZ_440, &[500, 500]),
    row(Region::Fr, Tone::Congestion, HZ_440, &[250, 250]),
    row(Region::Nl, Tone::Dial, HZ_425, &[]),
    row(Region::Nl, Tone::Ringback, HZ_425, &[1000, 4000]),
    row(Region::Nl, Tone::Busy, HZ_425, &[500, 500]),
    row(Region::Nl, Tone::Congestion, HZ_425, &[250, 250]),
    row(Region::Br, Tone::Dial, HZ_425, &[]),
    row(Region::Br, Tone::Ringback, HZ_425, &[1000, 4000]),
    row(Region::Br, Tone::Busy, HZ_425, &[250, 250]),
    row(Region::Br, Tone::Congestion, HZ_425, &[250, 250, 750, 250]),
    swung(Region::In, Tone::Dial, 25.0, &[]),
    swung(Region::In, Tone::Ringback, 25.0, TWICE),
    row(Region::In, Tone::Busy, HZ_400, &[750, 750]),
    row(Region::In, Tone::Congestion, HZ_400, &[250, 250]),
    row(Region::Jp, Tone::Dial, HZ_400, &[]),
    swung(Region::Jp, Tone::Ringback, 15.0, &[1000, 2000]),
    row(Region::Jp, Tone::Busy, HZ_400, &[500, 500]),
    row(Region::Tw, Tone::Dial, DIAL, &[]),
    row(Region::Tw, Tone::Dial, DIAL, STUTTER),
    row(Region::Tw, Tone::Ringback, RINGING, &[1000, 2000]),
    row(Region::Tw, Tone::Busy, BUSY, &[500, 500]),
    row(Region::Tw, Tone::Congestion, BUSY, &[250, 250]),
    row(Region::Hk, Tone::Dial, DIAL, &[]),
    row(Region::Hk, Tone::Dial, DIAL, STUTTER),
    row(Region::Hk, Tone::Ringback, RINGING, &[400, 200, 400, 3000]),
    row(Region::Hk, Tone::Busy, BUSY, &[500, 500]),
    row(Region::Hk, Tone::Congestion, BUSY, &[250, 250]),
];

/// Call-waiting tones, which a person hears in a call. They are for the generator only: a single short burst
/// amid speech is no safe sign, and the line's owner hears it.
pub const CALL_WAITING: &[(Region, [f32; 2], &[u16])] = &[
    (Region::Cn, HZ_450, &[400, 4000]),
    (Region::Us, HZ_440, &[300, 10_000]),
    (Region::Uk, HZ_400, &[100, 2500]),
    (Region::Eu, HZ_425, &[200, 600, 200, 3000]),
    (Region::De, HZ_425, &[200, 200, 200, 5000]),
];

/// Fax calling tone (ITU-T T.30): 1100 Hz, 0.5 s on, 3 s off, everywhere the same.
pub const FAX_CNG: ToneSpec = row(Region::Eu, Tone::FaxCng, [1100.0, 0.0], &[500, 3000]);
/// Fax answer tone (ITU-T T.30, V.25): 2100 Hz.
pub const FAX_CED: ToneSpec = row(Region::Eu, Tone::FaxCed, [2100.0, 0.0], &[]);

/// The first row for a tone of a plan. Fax tones are the same everywhere; beep and the tri-tone (see
/// [`source`](super::source)) have no row.
#[must_use]
pub fn spec(region: Region, tone: Tone) -> Option<&'static ToneSpec> {
    match tone {
        Tone::FaxCng => Some(&FAX_CNG),
        Tone::FaxCed => Some(&FAX_CED),
        _ => PLANS.iter().find(|row| row.region == Some(region) && row.tone == tone),
    }
}
