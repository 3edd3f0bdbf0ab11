//! The program without a face. `core` is pure (`step(event, now) → effects`); `runtime` owns threads and channels.
//! `core` may depend on `base … crm`; `runtime` alone also on `audio`, `device`, `store`.

pub mod command;
pub mod core;
pub mod doctor;
pub mod effect;
pub mod event;
pub mod example;
pub mod failed;
pub mod handle;
pub mod notice;
pub mod office;
pub mod query;
pub mod runtime;
pub mod settings;
pub mod snapshot;
pub mod topics;
