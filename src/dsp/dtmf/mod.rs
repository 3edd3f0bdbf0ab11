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

/// Digits as sound at the line rate: each `on` long at `level` per tone, followed by a pause of `off`.
/// Characters that are no keys make a pause of `on + off`.
#[must_use]
pub fn render(digits: &str, level: Dbm0, on: Duration, off: Duration) -> Vec<f32> {
    let (on, off) = (Frames::within(on).0 as usize, Frames::within(off).0 as usize);
    let mut out = Vec::with_capacity(digits.len() * (on + off));
    let peak = level.sine_peak();
    for key in digits.chars() {
        let (mut low, mut high) = (Oscillator::default(), Oscillator::default());
        match tones_of(key) {
            Some((row, column)) => {
                out.extend((0..on).map(|_| peak * (low.step(row) + high.step(column))));
            }
            None => out.resize(out.len() + on, 0.0),
        }
        out.resize(out.len() + off, 0.0);
    }
    out
}
