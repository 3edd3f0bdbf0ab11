//! Voice modems: ITU-T V.253 over CDC-ACM or a serial port.
//! May depend on `base` and `audio`.
