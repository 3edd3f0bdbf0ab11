//! The model of a direct-line box and a telephone-control box (USB CDC, PSTN subclass).
//! May depend on `base`, `audio` and `dsp`.
