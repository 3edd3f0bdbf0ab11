//! Operations and questions by topic, each with its rows in a file of its own.
//! May depend on `base`, `call`.

pub mod dialling;
pub mod firewall;
pub mod places;
pub mod recordings;
pub mod statistics;
pub mod upkeep;
pub mod worklist;
