//! The tones of `+VTS` (ITU-T V.253): pairs of frequencies in brackets, digits in braces with a length, plain digits.
//! May depend on `base` and `dsp`.

use crate::base::units::{Dbm0, Frames};
use crate::dsp::dtmf::{self, SendOptions};
use crate::dsp::tone::source::ToneSource;
use std::time::Duration;

/// Each frequency of a pair has this level.
const LEVEL: Dbm0 = Dbm0(-10.0);
/// Longest tone, in 10 ms.
const LONGEST: u64 = 6_000;
/// The pause between digits.
const GAP: Duration = Duration::from_millis(70);

/// The sound at 8 kHz. `None`: that is no list of tones. `pairs`: a second frequency of zero is refused.
pub(super) fn render(text: &str, length: Duration, pairs: bool) -> Option<Vec<i16>> {
    let mut sound = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = match first {
            '[' | '{' => {
                let close = if first == '[' { ']' } else { '}' };
                let (inside, after) = rest[1..].split_once(close)?;
                let parts: Vec<&str> = inside.split(',').collect();
                let tone =
                    if first == '[' { pair(&parts, length, pairs) } else { key(&parts, length) };
                sound.extend(tone?);
                after
            }
            ',' => &rest[1..],
            digit => {
                sound.extend(press(digit, length)?);
                &rest[digit.len_utf8()..]
            }
        };
        rest = after;
    }
    (!sound.is_empty()).then_some(sound)
}

/// `933,933,120`: two frequencies in hertz, a length in 10 ms.
fn pair(parts: &[&str], length: Duration, pairs: bool) -> Option<Vec<i16>> {
    let hertz = |part: Option<&&str>| part.map_or(Some(0), |part| part.parse::<u16>().ok());
    let [low, high] = [hertz(parts.first())?, hertz(parts.get(1))?];
    if pairs && high == 0 || low.max(high) >= 3_800 {
        return None;
    }
    let length = span(parts.get(2), length)?;
    let mut sound = vec![0.0; Frames::within(length).0 as usize];
    if low.max(high) > 0 {
        let hertz = if low == high { [f32::from(low), 0.0] } else { [low.into(), high.into()] };
        ToneSource::custom(hertz, &[], LEVEL).fill(&mut sound);
    }
    Some(quantised(&sound))
}

/// `5,12`: a digit, a length in 10 ms.
fn key(parts: &[&str], length: Duration) -> Option<Vec<i16>> {
    let digit = parts.first()?.chars().next()?;
    press(digit, span(parts.get(1), length)?)
}

fn span(part: Option<&&str>, otherwise: Duration) -> Option<Duration> {
    let Some(part) = part.filter(|part| !part.is_empty()) else { return Some(otherwise) };
    let length = part.parse::<u64>().ok().filter(|length| *length <= LONGEST)?;
    Some(Duration::from_millis(length * 10))
}

fn press(digit: char, length: Duration) -> Option<Vec<i16>> {
    dtmf::tones_of(digit)?;
    let options = SendOptions { on: length, off: GAP, ..SendOptions::default() };
    Some(quantised(&dtmf::send(&digit.to_string(), options)))
}

/// Digits as a dialler sends them: as long as S11 says.
pub(super) fn dialled(digits: &str, length: Duration) -> Vec<i16> {
    let options = SendOptions { on: length, off: length, ..SendOptions::default() };
    quantised(&dtmf::send(digits, options))
}

fn quantised(sound: &[f32]) -> Vec<i16> {
    sound.iter().map(|v| (v.clamp(-1.0, 1.0) * 32_767.0) as i16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_tones_have_their_lengths() {
        let second = Duration::from_secs(1);
        let length = |text: &str| render(text, second, false).map(|sound| sound.len());
        assert_eq!(length("[933,933,120]"), Some(9_600));
        assert_eq!(length("[941,1477,10],[900,0,5]"), Some(1_200));
        assert_eq!(length("{5,10}"), Some(800 + 560));
        assert_eq!(length("1,2"), Some(2 * (8_000 + 560)));
        assert_eq!(length("[900"), None);
        assert_eq!(length("?"), None);
        assert_eq!(length("{5,4294967295}"), None);
        assert_eq!(render("[900,0,5]", second, true), None);
    }
}
