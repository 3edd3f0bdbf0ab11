//! Samples in, signals out. No I/O, no clock, no allocation after construction. May depend on `base`.
//!
//! Everything here works on `f32` samples at [`LINE_RATE`](crate::base::units::LINE_RATE), full scale 1.0;
//! levels are in dBm0. [`bank::Bank`] is the one door for sound coming in, [`burst`], [`dtmf`] and [`tone`]
//! make sound. [`resample`] brings any rate to the line's and back.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_lossless,
    reason = "sample arithmetic"
)]

pub mod answer;
pub mod bank;
pub mod beep;
pub mod burst;
pub mod complex;
pub mod correlate;
pub mod dtmf;
pub mod filter;
pub mod front;
pub mod fsk;
pub mod oscillator;
pub mod recursive;
pub mod resample;
pub mod ring;
pub mod tone;
pub mod view;
pub mod voice;

/// Samples the detectors take at a time: 5 ms. The bank cuts any stream into these.
pub const FRAME: usize = 40;

/// Mean square of a quiet frame: -54 dBm0, 7 dB below the weakest digit tone and 8 dB below the weakest burst.
pub const QUIET: f32 = 9.7e-7;
/// So many quiet frames in a row fill every filter's history: all that any filter can put out is quiet, too.
pub const CALM: u32 = 5;
