//! Ringdesk: a desktop program for a small office that lives by the telephone.
//!
//! The layers, lowest first; a module imports only from layers above it in this list (`tests/tidy.rs`):
//! L0 [`base`], L1 [`dsp`] [`mod@line`] [`crm`], L2 [`call`] [`audio`], L3 [`device`] [`store`] [`export`], L4 [`engine`], L5 `ui` and [`cli`].
//! `ARCHITECTURE.md` has the picture, the invariants and "to add a … touch …".

#![forbid(unsafe_code)]

pub mod audio;
pub mod base;
pub mod call;
pub mod cli;
pub mod crm;
pub mod device;
pub mod dsp;
pub mod engine;
pub mod export;
pub mod line;
pub mod store;
#[cfg(feature = "gui")]
pub mod ui;
