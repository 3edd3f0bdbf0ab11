//! Voice modems: ITU-T V.253 over CDC-ACM or a serial port.
//! May depend on `base` and `audio`.

pub mod at;
pub mod callid;
pub mod cdc;
pub mod codec;
pub mod dle;
pub mod engine;
pub mod masks;
pub mod profile;
pub mod queue;
pub mod wire;
