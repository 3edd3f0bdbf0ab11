//! The model of caller-ID receivers.
//! May depend on `base`, `audio` and `dsp`.
