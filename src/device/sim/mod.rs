//! The simulated exchange: a line like any other, with people around it who ring, answer, speak and hang up.
//! A row of the driver table, a feature people use, and what every scenario test runs through.
//! It makes box events *and* line audio, from a scenario file or from buttons.
//! May depend on `base`, `audio` and `dsp`.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sample arithmetic"
)]

pub mod model;
pub mod modulate;
pub mod script;
pub mod settings;
pub mod speech;
pub mod voice;
