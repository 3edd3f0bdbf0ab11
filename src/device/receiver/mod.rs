//! Caller-ID receivers: boxes that listen to a line and say who calls, and can do nothing else. Their bytes ↔ meaning.
//! May depend on `base`.

pub mod raw;
