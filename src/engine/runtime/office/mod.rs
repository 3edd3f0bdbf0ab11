//! The customer side at the rim: effects of its topics carried out, threads of its own. May depend on what `runtime` may.

mod agenda;
pub(super) mod answers;
pub(super) mod files;
pub mod reports;
pub mod staff;
pub mod transfer;
