//! The driver `direct`: USB CDC PSTN direct-line control and telephone control (PSTN120).
//! May depend on `base` and `audio`.
