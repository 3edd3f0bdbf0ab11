//! The sound of digits that a box without a dialler of its own is played. Follows ITU-T Q.23; timing as in
//! `dsp::dtmf`. May depend on `base` and `dsp`.

use crate::base::units::LINE_RATE;
use crate::dsp::dtmf::{self, SendOptions};

/// Silence for a comma: one second.
const PAUSE: usize = LINE_RATE as usize;

/// Digits as sound at 8 kHz; `,` is a pause of 1 s. `None`: there is a character that has no key.
#[must_use]
pub fn sound(digits: &str) -> Option<Vec<i16>> {
    let mut sound = Vec::new();
    for key in digits.chars() {
        match key {
            ',' => sound.resize(sound.len() + PAUSE, 0),
            '0'..='9' | '*' | '#' | 'A'..='D' => {
                let tones = dtmf::send(&key.to_string(), SendOptions::default());
                sound.extend(tones.into_iter().map(|value| (value * 32_767.0) as i16));
            }
            _ => return None,
        }
    }
    Some(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_pauses_have_their_length_and_letters_no_sound() {
        let two = sound("12").unwrap().len();
        assert_eq!(sound("1,2").unwrap().len(), two + 8_000);
        assert_eq!(sound("12x"), None);
        assert_eq!(sound(""), Some(Vec::new()));
    }
}
