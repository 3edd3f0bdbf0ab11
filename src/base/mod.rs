//! Words every layer shares. Follows the vocabulary of `ARCHITECTURE.md`.
//! May not depend on any other layer; does no I/O except through [`clock`] and [`thread`].

pub mod calendar;
pub mod caller_id;
pub mod capability;
pub mod clock;
pub mod decimal;
pub mod evidence;
pub mod ids;
pub mod level;
pub mod message;
pub mod money;
pub mod newest;
pub mod number;
pub mod order;
pub mod parameters;
pub mod playback;
pub mod remedy;
pub mod signal;
pub mod sound;
pub mod tel;
pub mod thread;
pub mod tuning;
pub mod units;
pub mod waveform;
