//! The model of the Yealink telephone boxes.
//! May depend on `base`, `audio` and `dsp`.
