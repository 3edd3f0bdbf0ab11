//! Words of scenarios and timelines, by topic.

pub mod recordings;
