//! Words of scenarios and timelines, by topic.

pub mod dialling;
pub mod firewall;
pub mod manners;
pub mod recordings;
pub mod speech;
pub mod worklist;
