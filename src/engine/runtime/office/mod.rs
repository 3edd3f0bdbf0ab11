//! The customer side's threads and files, by topic. May depend on what `runtime` may.

pub mod transfer;
