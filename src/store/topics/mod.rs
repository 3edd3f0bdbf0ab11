//! Operations and questions by topic, each with its rows in a file of its own.
//! May depend on `base`, `call`.

mod dialling;
mod firewall;
pub(in crate::store) mod places;
mod recordings;
mod statistics;
pub mod upkeep;
mod worklist;
