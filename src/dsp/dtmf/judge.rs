//! Whether what was measured is a digit. Limits come from ITU-T Q.24 where it has one; the others were chosen
//! between generated digits under every impairment and five hours of recorded speech and music, played at five
//! speeds, that must give none. May depend on `base`.

use crate::dsp::dtmf::measure::Measured;

/// Shortest digit in frames: 25 ms, more in noise, which blurs its edges. Q.24 refuses below 23 to 25 ms (by
/// country) and accepts from 40 ms.
const SHORTEST: f64 = 5.0;
/// Frames added for noise as strong as the tones; grows with its amplitude.
const BLUR: f64 = 1.2;
/// Frames added whenever the band is noisy: voices show one row and one column for short moments only.
const BLURRED: f64 = 0.6;
/// Column over row as powers: -11.5 and +8.5 dB; Q.24 accepts -8 (some -9) to +4.
const TWIST: (f64, f64) = (0.071, 7.1);
/// Largest offset of a tone as a share, alone and with something else in the band. Q.24: 1.5 % + 2 Hz (1.8 % of
/// the lowest tone) is accepted, 3.5 % refused.
const OFFSET: (f64, f64) = (0.026, 0.022);
/// Power beside the tones, as a share of theirs, from which on the band is noisy.
const NOISY: f64 = 0.15;
/// Most of it: -2.8 dB SNR.
const DEEPEST: f64 = 1.9;
/// Noise may be so many times as strong in a digit as in the quietest moment of late.
const EXPLAINED: f64 = 2.0;
/// What noise does not explain, as a share of the tones, at most.
const FOREIGN: f64 = 0.12;
/// Power below the digits' band that noise brings along, as a share of its power in the band: a third more than
/// twice what white noise has there.
const WHITE: f64 = 0.5;
/// Share of a tone's power that the filter hands to the band below, most of it from the rows.
const SPILT: f64 = 0.08;
/// White noise in the band of a tone (200 Hz), as a share of its power in the band, over the squared amplitude.
const BIN: f64 = 0.118;

/// The limits of Q.24 itself, a little widened: they hold when something else is heard with the tones.
const STRICT_TWIST: (f64, f64) = (0.14, 3.2);
/// See [`STRICT_TWIST`].
const STRICT_OFFSET: f64 = 0.018;

/// Whether it is a digit.
#[must_use]
pub fn is_digit(m: &Measured) -> bool {
    let case = Case::new(m);
    let limit = if case.rest > NOISY { OFFSET.1 } else { OFFSET.0 };
    case.frames > case.shortest()
        && (TWIST.0..TWIST.1).contains(&case.twist)
        && case.offset < limit
        && (case.is_isolated() || case.keeps_its_tones() && (case.is_alone() || case.is_cut_out()))
}

/// A measurement, as shares of the tones' power.
struct Case<'a> {
    m: &'a Measured,
    tones: f64,
    frames: f64,
    twist: f64,
    offset: f64,
    rest: f64,
    low: f64,
    /// Levels of the tones, and power of everything, just before and after: the larger.
    around: f64,
    outside: f64,
    rough: f64,
}

impl<'a> Case<'a> {
    fn new(m: &'a Measured) -> Self {
        let tones = m.tones[0] + m.tones[1];
        Self {
            m,
            tones,
            frames: m.begin - m.end,
            twist: m.tones[1] / m.tones[0],
            offset: m.offset[0].abs().max(m.offset[1].abs()),
            rest: m.rest / tones,
            low: (m.low - SPILT * m.tones[0]).max(0.0) / tones,
            around: m.around[0].max(m.around[1]),
            outside: m.outside[0].max(m.outside[1]) / tones,
            rough: m.rough[0].max(m.rough[1]),
        }
    }

    /// Frames it must last.
    fn shortest(&self) -> f64 {
        let noisy = if self.rest > NOISY { BLURRED } else { 0.0 };
        SHORTEST + noisy + BLUR * self.rest.sqrt()
    }

    /// Both tones keep amplitude and frequency, as far as the noise lets them.
    fn keeps_its_tones(&self) -> bool {
        let noise = 2.5 * BIN * self.rest * self.tones;
        let even = |k: usize| self.m.rough[k] < 0.08 + noise / (2.0 * self.m.tones[k]);
        // An echo of -10 dB goes on for as long as it comes late.
        let around = if self.rest > NOISY { 0.3 + 0.12 * self.rest } else { 0.42 };
        let seen = self.frames * (1.0 - 0.35 * (self.rest - 0.5).max(0.0));
        even(0)
            && even(1)
            && self.m.drift < 0.004 + 0.005 * self.rest
            && self.m.flat < 0.4 + 0.8 * self.rest.sqrt()
            && self.around < around
            && self.m.seen > seen - 1.0
    }

    /// Nothing but the tones, or noise that is there before and after, too.
    fn is_alone(&self) -> bool {
        let floor = self.m.floor.map(|floor| EXPLAINED * floor / self.tones);
        let foreign = (self.rest - floor[0]).max(0.0) + (self.low - floor[1]).max(0.0);
        let all = self.rest + self.low;
        let steady = self.low < 0.1 + WHITE * self.rest && self.outside < 0.2 + 1.6 * all;
        foreign < FOREIGN && self.rest < DEEPEST && (self.rest < NOISY || steady)
    }

    /// Something else is there (speech, overload), but the tones begin and end at once and are level in between:
    /// no voice is. The longer they last, the more may be there.
    fn is_cut_out(&self) -> bool {
        let all = self.rest + self.low;
        let strict =
            (STRICT_TWIST.0..STRICT_TWIST.1).contains(&self.twist) && self.offset < STRICT_OFFSET;
        let cut = |flat: f64, around: f64, rough: f64| {
            self.m.flat < flat && self.around < around && self.rough < rough
        };
        let short = cut(0.15, 0.2, 0.05) && self.rest < 0.35 && self.low < 1.0;
        let long = cut(0.22, 0.3, 0.11) && self.rest < 0.18 && all < 0.5;
        (strict || all < 0.25) && self.frames > 6.0 && short || strict && self.frames > 9.0 && long
    }

    /// Silence before and after: a codec for speech may have mangled the tones.
    fn is_isolated(&self) -> bool {
        self.frames > 7.2
            && self.rest < 0.2
            && self.low < 0.15
            && self.outside < 0.05
            && self.around < 0.2
            && self.rough < 0.25
    }
}
