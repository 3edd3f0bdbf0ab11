//! The plain data of each topic of the call desk: commands, views, settings.
//! May depend on `base`, `call`, `crm`.

pub mod dialling;
pub mod example;
pub mod firewall;
pub mod look;
pub mod manners;
pub mod places;
pub mod player;
pub mod recordings;
pub mod speech;
pub mod statistics;
pub mod upkeep;
pub mod worklist;
