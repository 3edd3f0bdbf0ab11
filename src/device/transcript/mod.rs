//! Transcripts: everything that went over a box's wire, with times, so that a bug report becomes test data.
//! [`record`] writes one around any [`Link`](crate::device::link::Link); [`replay`] is a link that answers from one, and
//! [`play`] runs a driver from it, without the box. May depend on `base`.
//!
//! A transcript holds what the box said: telephone numbers, keys that were pressed, the box's serial number.
//!
//! # What a replay forgives
//! The driver that is replayed need not be the one that was recorded. Its *acts* (claim, listen, write, control request,
//! serial lines, reset) are compared with the acts of the transcript; its time is that of the transcript.
//!
//! 1. An act is answered by the nearest equal act of the transcript that is not used up, at most [`replay::AHEAD`]
//!    further on. The clock moves on to the moment at which it was over. Acts jumped over hold nothing back any more.
//! 2. Else it is one more of a kind (a keep-alive poll more than there was, or another order of things): it is answered
//!    as the newest equal act before, with what the box said after that one until the next act and within
//!    [`replay::REPLY`]; if there is none before, as the nearest one after, which is not used up.
//! 3. If there is no equal act at all, the driver deviates. That ends the replay; where a transcript that was cut short
//!    (by a crash) has nothing more, it ends without a fault, once the box is open.
//! 4. What the box said comes at its moment, but not before the acts that were before it. An act that the driver has not
//!    made [`replay::PATIENCE`] after its moment holds nothing back any more.
//! 5. In the end, an act of the transcript that was not made, while one equal to it was, is a poll that the driver does
//!    without. If the driver never did anything like it, it deviates.

pub mod format;
pub mod play;
pub mod record;
pub mod replay;
#[cfg(test)]
mod tests;
