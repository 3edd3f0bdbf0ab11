//! The model of a voice modem.
//! May depend on `base`, `audio` and `dsp`.
