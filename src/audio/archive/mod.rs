//! Finished recordings on the disk: brought to another coding, masked, compared with what they came from, hashed, put in
//! place in one step. Every file is written beside its place under a name of its own and moved there when it is whole.
//! May depend on `base` and `audio`.

pub mod compare;
pub mod convert;
pub mod disk;
pub mod hash;
pub mod names;
