//! A call from first sign to release: session, timeline, outcome, record. Pure: no I/O, no clock.
//! May depend on `base` and `line`.

pub mod record;
pub mod session;
