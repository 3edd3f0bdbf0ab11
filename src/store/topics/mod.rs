//! Operations and questions by topic, each with its rows in a file of its own.
//! May depend on `base`, `call`.

pub(super) mod dialling;
mod firewall;
mod dialling;
pub(in crate::store) mod firewall;
mod places;
pub mod recordings;
pub(in crate::store) mod places;
mod recordings;
mod statistics;
pub mod upkeep;
pub mod statistics;
mod upkeep;
mod worklist;
