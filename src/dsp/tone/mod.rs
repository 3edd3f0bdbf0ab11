//! Call-progress and fax tones: plans of countries ([`plan`]), a generator ([`source`]), detectors
//! ([`progress`], [`fax`]). May depend on `base`.

pub mod fax;
pub mod plan;
pub mod progress;
pub mod source;
pub mod spectrum;
