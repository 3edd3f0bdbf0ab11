//! What the tone detectors tell: a fact with its figures. The words are put together only when somebody
//! asks for them. May depend on `base`.

use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, Tone};
use crate::base::units::{Dbm0, Frames};

/// A tone that began or ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// What.
    pub tone: Tone,
    /// Began or ended.
    pub edge: Edge,
    /// When: the first burst's begin, or the last burst's end.
    pub start: Frames,
    /// Mean square while on; 0: not known.
    pub power: f32,
    /// The tone against all the rest of the channel, in dB.
    pub snr_db: Option<f32>,
    /// How far the frequencies are from the row's.
    pub offset_percent: Option<f32>,
    /// More about it.
    pub detail: Detail,
}

/// What else is known of a tone.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Detail {
    /// Nothing.
    #[default]
    None,
    /// Frequencies and times as measured.
    Cadence {
        /// Hertz; 0: none.
        hz: [f32; 2],
        /// Milliseconds on, off …; 0 from the end on. None: steady.
        millis: [u16; 8],
    },
    /// The three parts of a special information tone: hertz, milliseconds.
    TriTone([(f32, u16); 3]),
    /// The answer tone of a fax machine or modem.
    Answer {
        /// Its phase turns over every 450 ms: echo cancellers shall be off.
        reversals: bool,
        /// Its level swings 15 times a second: a V.8 modem.
        modulated: bool,
    },
}

impl Heard {
    /// A fact without figures.
    #[must_use]
    pub fn plain(tone: Tone, edge: Edge, start: Frames) -> Self {
        let (snr_db, offset_percent) = (None, None);
        Self { tone, edge, start, power: 0.0, snr_db, offset_percent, detail: Detail::None }
    }

    /// The figures with their words.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let level_dbm0 = (self.power > 0.0).then(|| Dbm0::from_rms(self.power.sqrt()).0);
        let (snr_db, offset_percent) = (self.snr_db, self.offset_percent);
        Evidence {
            level_dbm0,
            snr_db,
            offset_percent,
            note: self.detail.words(),
            ..Evidence::default()
        }
    }
}

impl Detail {
    /// In a few words; empty for [`Detail::None`].
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Cadence { hz, millis } => cadence_words(*hz, millis),
            Self::TriTone(parts) => tri_tone_words(parts),
            Self::Answer { reversals, modulated } => match (reversals, modulated) {
                (false, false) => "2100 Hz, plain: fax or V.25 modem",
                (true, false) => "2100 Hz with phase reversals: echo cancellers off",
                (false, true) => "2100 Hz with 15 Hz modulation: V.8 modem",
                (true, true) => {
                    "2100 Hz with phase reversals and 15 Hz modulation: V.8 modem, echo cancellers off"
                }
            }
            .to_owned(),
        }
    }
}

fn cadence_words(hz: [f32; 2], millis: &[u16; 8]) -> String {
    let mut words = if hz[1] > 0.0 {
        format!("{:.0}+{:.0} Hz", hz[0], hz[1])
    } else {
        format!("{:.0} Hz", hz[0])
    };
    for (index, time) in millis.iter().take_while(|time| **time > 0).enumerate() {
        words.push_str(if index == 0 { ", ms on/off: " } else { "/" });
        words.push_str(&time.to_string());
    }
    if millis[0] == 0 {
        words.push_str(", steady");
    }
    words
}

/// Meaning by frequency and length (Bellcore SR-2275): low and mid tone each high or low, long or short.
/// All by their ratio to the third part (1776.7 Hz, 380 ms), so that neither offset nor pace matters.
fn tri_tone_words(parts: &[(f32, u16); 3]) -> String {
    let [low, mid, high] = parts;
    // Half way between 913.8 or 985.2 Hz to 1776.7 Hz and 950 Hz to 1800 Hz.
    let lower = low.0 < 0.521 * high.0;
    let international = !lower && low.0 < 0.541 * high.0;
    // Half way between 1370.6 and 1428.5 Hz; between 274 and 380 ms.
    let upper = [!lower, mid.0 > 0.788 * high.0];
    let long = [low, mid].map(|part| f32::from(part.1) > 0.86 * f32::from(high.1));
    let meaning = match (upper, long) {
        _ if international => "",
        ([false, false], [false, false]) => ", intercept",
        ([true, false], [true, false]) => ", vacant code",
        ([false, true] | [true, false], [false, true]) => ", reorder",
        ([true, true], [true, true]) | ([false, false], [true, false]) => ", no circuit",
        _ => "",
    };
    let part = |(hz, millis): &(f32, u16)| format!("{hz:.0} Hz {millis} ms");
    format!("SIT: {}, {}, {}{meaning}", part(low), part(mid), part(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_parts_tell_why_a_call_failed() {
        let words = |low, mid| Detail::TriTone([low, mid, (1776.7, 380)]).words();
        assert!(words((913.8, 274), (1370.6, 274)).ends_with("intercept"));
        assert!(words((985.2, 380), (1370.6, 274)).ends_with("vacant code"));
        assert!(words((913.8, 274), (1428.5, 380)).ends_with("reorder"));
        assert!(words((985.2, 380), (1428.5, 380)).ends_with("no circuit"));
        let international = [(950.0, 330), (1400.0, 330), (1800.0, 330)];
        let words = Detail::TriTone(international).words();
        assert_eq!(words, "SIT: 950 Hz 330 ms, 1400 Hz 330 ms, 1800 Hz 330 ms");
    }

    #[test]
    fn a_cadence_is_told_as_measured() {
        let millis = [350, 345, 0, 0, 0, 0, 0, 0];
        let words = Detail::Cadence { hz: [451.2, 0.0], millis }.words();
        assert_eq!(words, "451 Hz, ms on/off: 350/345");
    }
}
