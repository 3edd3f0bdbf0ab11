//! The Yealink telephone boxes.
//! May depend on `base` and `audio`.
