//! The model of a HID telephone adapter and a headset.
//! May depend on `base`, `audio` and `dsp`.
