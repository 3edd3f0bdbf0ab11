//! Codings of finished recordings: GSM 06.10, G.711, Opus in Ogg, and the files around them. Everything is 8 kHz.
//! What a file holds is read by [`sound_file`](crate::audio::sound_file), whatever its coding.
//! May depend on `base`.

pub mod g711;
pub mod gsm;
pub mod ogg;
pub mod opus;
pub mod riff;
pub mod wav;
pub mod writer;
