//! Operations and questions by topic, each with its rows in a file of its own.
//! May depend on `base`, `call`.

mod dialling;
mod firewall;
mod places;
pub mod recordings;
mod statistics;
mod upkeep;
mod worklist;
