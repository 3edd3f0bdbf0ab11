//! Sound devices (the only cpal file), ring, pump, recorder (the only hound file), player, WAV reading.
//! May depend on `base` and `dsp`.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_lossless,
    reason = "sample arithmetic"
)]

pub mod archive;
pub mod callback;
#[cfg(feature = "sound")]
pub mod capture;
pub mod codec;
pub mod deck;
pub mod devices;
#[cfg(feature = "sound")]
pub mod into_card;
pub mod keys;
pub mod line_file;
#[cfg(feature = "sound")]
pub mod line_out;
pub mod peaks;
#[cfg(feature = "sound")]
pub mod player;
pub mod preroll;
pub mod prompt;
pub mod pump;
pub mod pump_core;
pub mod recorder;
pub mod recording_disk;
pub mod replay;
pub mod ring;
pub mod ring_tone;
#[cfg(feature = "sound")]
pub mod ringer;
pub mod samples;
#[cfg(feature = "sound")]
pub mod sink;
pub mod sound_file;
pub mod source;
pub mod stretch;
pub mod supervisor;
pub mod take;
pub mod time_base;
pub mod wav;
pub mod wav_repair;
pub mod wav_writer;
