//! Operations and questions by topic, each with its rows in a file of its own.
//! May depend on `base`, `call`.

mod dialling;
pub(in crate::store) mod firewall;
mod places;
mod recordings;
mod statistics;
mod upkeep;
mod worklist;
