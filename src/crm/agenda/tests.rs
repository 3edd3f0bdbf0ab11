//! Recurrence against the examples of RFC 5545 §3.8.5.3, the lunar calendar against the published tables, birthdays by both
//! calendars, and lines as people type them.

mod lunar;
mod recurrence;
mod spoken;
