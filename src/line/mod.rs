//! One telephone line as a pure state machine; `fuse` reconciles what the box says with what DSP hears.
//! Pure: no I/O, no clock. May depend on `base`.
