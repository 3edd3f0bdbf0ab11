//! One telephone line as a pure state machine; `fuse` reconciles what the box says with what DSP hears.
//! Pure: no I/O, no clock. May depend on `base`.

pub mod caller;
pub mod fuse;
pub mod machine;
pub mod sign;
pub mod state;
pub mod timing;
pub mod voice;
