//! The driver `modem`: voice modems that speak ITU-T V.250 and V.253, over USB CDC-ACM or a serial port.
//! May depend on `base` and `audio`.
