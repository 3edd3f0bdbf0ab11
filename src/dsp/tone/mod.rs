//! Call-progress tones: plans of countries ([`plan`]) and a generator ([`source`]). May depend on `base`.

pub mod plan;
pub mod source;
