//! Call-progress, special information and fax tones: plans of countries ([`plan`]), a generator ([`source`]),
//! detectors ([`progress`], [`sit`], [`fax`]) and what they tell ([`heard`]); [`teach`] learns a tone that no
//! plan has. May depend on `base` and the rest of `dsp`.
//!
//! ```text
//! Front.low (2 kHz) ─ band (400 Hz, complex) ─ stretch (on, off) ─ lines (frequencies) ─ rhythm (rows) ─ progress
//! Front.clean (8 kHz) ─ single (950, 1100, 1400, 1777, 2100 Hz) ─┬─ sit
//!                                                                └─ fax
//! ```

pub mod band;
pub mod fax;
pub mod heard;
pub mod lines;
pub mod plan;
pub mod progress;
pub mod rhythm;
pub mod single;
pub mod sit;
pub mod source;
pub mod stretch;
pub mod teach;
