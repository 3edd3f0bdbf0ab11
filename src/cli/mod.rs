//! Headless verbs. May depend on `engine` and the layer a verb shows.

pub mod decode;
pub mod exchange;
