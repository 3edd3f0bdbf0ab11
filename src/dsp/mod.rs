//! Samples in, signals out. No I/O, no clock, no allocation after construction. May depend on `base`.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_lossless,
    reason = "sample arithmetic"
)]
