//! DTMF after ITU-T Q.23: the keys and a transmitter; [`detector`] hears digits, [`caller`] makes calls of them. May depend on `base`.

pub mod band;
pub mod caller;
pub mod detector;
pub mod judge;
pub mod measure;
pub mod track;

use crate::base::units::{Dbm0, Frames, LINE_RATE};
use crate::dsp::oscillator::Oscillator;
use std::time::Duration;

/// Low group in hertz: the rows of [`KEYS`].
pub const ROWS: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
/// High group in hertz: the columns of [`KEYS`].
pub const COLUMNS: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
/// The keypad.
pub const KEYS: [[char; 4]; 4] =
    [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];

/// Turn per sample of a tone in hertz, in radians.
fn radians(hz: f64) -> f64 {
    std::f64::consts::TAU * hz / f64::from(LINE_RATE)
}

/// Low and high tone of a key in hertz; `None` for any other character. Lower-case letters are keys.
#[must_use]
pub fn tones_of(key: char) -> Option<(f64, f64)> {
    let key = key.to_ascii_uppercase();
    let row = KEYS.iter().position(|row| row.contains(&key))?;
    let column = KEYS[row].iter().position(|k| *k == key)?;
    Some((ROWS[row], COLUMNS[column]))
}

/// How digits are sent. The default is what telephones send: the high group 2 dB stronger, as the line takes more of
/// it; 100 ms and 100 ms; rounded edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SendOptions {
    /// Level of the low group.
    pub level: Dbm0,
    /// High group over low group in dB.
    pub twist_db: f32,
    /// Length of a digit, edges included. ITU-T Q.24: 40 ms at least.
    pub on: Duration,
    /// Pause after each digit.
    pub off: Duration,
    /// Length of each edge (half a cosine) at the begin and the end of a digit; zero: the tones are cut.
    pub ramp: Duration,
}

impl Default for SendOptions {
    fn default() -> Self {
        let press = Duration::from_millis(100);
        let ramp = Duration::from_millis(2);
        Self { level: Dbm0(-10.0), twist_db: 2.0, on: press, off: press, ramp }
    }
}

/// Length of the pause that a comma makes in a string to be dialled.
pub const COMMA: Duration = Duration::from_secs(2);

/// Digits as sound at the line rate: each `on` long at `level` per tone, cut hard, followed by a pause of `off`.
/// Other characters as in [`send`].
#[must_use]
pub fn render(digits: &str, level: Dbm0, on: Duration, off: Duration) -> Vec<f32> {
    send(digits, SendOptions { level, twist_db: 0.0, on, off, ramp: Duration::ZERO })
}

/// Digits as sound at the line rate. While a digit lasts, everything but its two tones is 100 dB below them (Q.23
/// asks for 20 dB); with edges of 2 ms, what keying spills above 2.4 kHz is 50 dB below. A comma makes a pause
/// ([`COMMA`]), `w` (wait for a second dial tone: no matter of sound) nothing, any other character that is no
/// key a pause of `on + off`.
#[must_use]
pub fn send(digits: &str, options: SendOptions) -> Vec<f32> {
    let length = |span: Duration| Frames::within(span).0 as usize;
    let (on, off) = (length(options.on), length(options.off));
    let ramp = length(options.ramp).min(on / 2);
    let peaks = [0.0, options.twist_db].map(|db| Dbm0(options.level.0 + db).sine_peak());
    let mut out = Vec::with_capacity(digits.len() * (on + off));
    for key in digits.chars() {
        let silence = match (key, tones_of(key)) {
            (_, Some((row, column))) => {
                let (mut low, mut high) = (Oscillator::default(), Oscillator::default());
                let tone = |n: usize| {
                    let value = peaks[0] * low.step(row) + peaks[1] * high.step(column);
                    value * edge(n.min(on - 1 - n), ramp)
                };
                out.extend((0..on).map(tone));
                off
            }
            (',', None) => length(COMMA),
            ('w' | 'W', None) => 0,
            _ => on + off,
        };
        out.resize(out.len() + silence, 0.0);
    }
    out
}

/// Gain so many samples from the nearer end.
fn edge(distance: usize, ramp: usize) -> f32 {
    if distance >= ramp {
        return 1.0;
    }
    let x = (distance as f32 + 0.5) / ramp as f32;
    0.5 - 0.5 * (x * std::f32::consts::PI).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Power of a sound at a frequency: of its correlation, as the square of a sine's amplitude.
    fn power_at(sound: &[f32], hz: f64) -> f64 {
        let mut sum = crate::dsp::complex::Complex::ZERO;
        for (n, value) in sound.iter().enumerate() {
            sum +=
                crate::dsp::complex::Complex::unit(radians(hz) * n as f64).scale(f64::from(*value));
        }
        sum.power() * 4.0 / (sound.len() as f64).powi(2)
    }

    fn db(ratio: f64) -> f64 {
        10.0 * ratio.log10()
    }

    #[test]
    fn the_high_group_is_two_decibels_stronger() {
        for key in "147*369#258D".chars() {
            let options = SendOptions { on: Duration::from_secs(1), ..SendOptions::default() };
            let sound = send(&key.to_string(), options);
            let (row, column) = tones_of(key).unwrap();
            let [low, high] = [row, column].map(|hz| power_at(&sound[..8000], hz).sqrt() as f32);
            assert!((low / Dbm0(-10.0).sine_peak() - 1.0).abs() < 0.01, "{key}");
            assert!((high / Dbm0(-8.0).sine_peak() - 1.0).abs() < 0.01, "{key}");
        }
    }

    #[test]
    fn nothing_but_the_tones_is_sent() {
        for key in "1590D".chars() {
            let second = Duration::from_secs(1);
            let sound = render(&key.to_string(), Dbm0(-10.0), second, Duration::ZERO);
            let (row, column) = tones_of(key).unwrap();
            let whole = 2.0 * sound.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>() / 8000.0;
            let tones = power_at(&sound, row) + power_at(&sound, column);
            assert!(
                db((whole - tones).abs() / tones) < -70.0,
                "{key}: {}",
                db((whole - tones).abs() / tones)
            );
            for hz in (50..4000).step_by(50).map(f64::from) {
                if (hz - row).abs() > 0.5 && (hz - column).abs() > 0.5 {
                    assert!(db(power_at(&sound, hz) / tones) < -100.0, "{key} at {hz} Hz");
                }
            }
        }
    }

    #[test]
    fn rounded_edges_keep_to_the_band() {
        let above = |ramp: u64| {
            let ramp = Duration::from_millis(ramp);
            let press = Duration::from_millis(50);
            let options = SendOptions { on: press, off: press, ramp, ..SendOptions::default() };
            let sound = send("5", options);
            let sum = |from: u32, to: u32| -> f64 {
                (from..to).step_by(10).map(|hz| power_at(&sound, f64::from(hz))).sum()
            };
            db(sum(2400, 4000) / sum(300, 4000))
        };
        assert!(above(2) < -50.0 && above(2) < above(0) - 15.0, "{} {}", above(2), above(0));
    }

    #[test]
    fn a_comma_is_a_pause_and_a_w_is_none() {
        let millis = Duration::from_millis;
        let length = |text: &str| render(text, Dbm0(-10.0), millis(50), millis(50)).len();
        assert_eq!(length("12"), 1600);
        assert_eq!(length("1,2"), 1600 + 16_000);
        assert_eq!(length("1w2"), 1600);
        assert_eq!(length("1 2"), 2400);
        assert_eq!(length(""), 0);
    }
}
