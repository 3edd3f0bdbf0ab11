//! A call from first sign to release: session, timeline, outcome, record. Pure: no I/O, no clock.
//! May depend on `base` and `line`.

pub mod dialling;
pub mod firewall;
pub mod places;
pub mod record;
pub mod recordings;
pub mod session;
pub mod statistics;
pub mod upkeep;
pub mod worklist;
