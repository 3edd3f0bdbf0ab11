//! HID telephony.
//! May depend on `base` and `audio`.
