//! USB CDC, PSTN subclass: direct line control and telephone control.
//! May depend on `base` and `audio`.
