//! The call desk by topic: each folder holds its views, its memory, its actions and what they do.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

pub mod dialling;
pub mod example;
pub mod firewall;
pub mod manners;
pub mod places;
pub mod recording_work;
pub mod recordings;
pub mod speech;
pub mod statistics;
pub mod upkeep;
pub mod worklist;
