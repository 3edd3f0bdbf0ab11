//! What the core knows and decides, by topic.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

pub(super) mod dialling;
pub(super) mod example;
pub(super) mod firewall;
pub(super) mod manners;
pub(super) mod places;
pub(super) mod recordings;
pub(super) mod speech;
pub(super) mod statistics;
pub(super) mod upkeep;
pub(super) mod worklist;
