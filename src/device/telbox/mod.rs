//! The driver `telbox`: Yealink USB-B2K and B3G telephone boxes.
//! May depend on `base` and `audio`.
