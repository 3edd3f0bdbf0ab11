//! Notifications of a PSTN box: found in the bytes of its interrupt pipe, and what they mean.
//! Follows USB CDC PSTN 1.2 section 6.5. Pure. May depend on `base`.
//!
//! ```text
//! A1 code value(2) interface(2) length(2) payload…
//! ```
//! An endpoint that holds eight bytes sends a payload in further packets; where one packet was lost, what follows is
//! searched for the next header.

use super::caller::Incoming;
use crate::base::signal::Hook;
use std::time::Duration;

/// bmRequestType of every notification.
const HEADER: u8 = 0xa1;
/// Bytes of a header.
const HEADER_LENGTH: usize = 8;
/// The rest of a notification follows within this.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// Longest payload: change, pattern and three strings with a length byte each.
const LONGEST_PAYLOAD: usize = 1 + 1 + 3 * 256;

/// A whole notification as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// bNotificationCode.
    pub code: u8,
    /// wValue.
    pub value: u16,
    /// What followed the header.
    pub payload: Vec<u8>,
}

/// What rings back when we call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// The far phone rings.
    Ringback,
    /// The far end is busy.
    Busy,
    /// The network is busy.
    FastBusy,
    /// It does not say.
    Unknown,
}

/// Who is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Party {
    /// A voice.
    Voice,
    /// An answering machine.
    Machine,
    /// A fax.
    Fax,
    /// A modem.
    Modem,
    /// It does not say.
    Unknown,
}

/// How a call changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallChange {
    /// There is no call any more.
    Idle,
    /// A number is being dialled.
    Dialing,
    /// The exchange answered the number.
    Ringback(Progress),
    /// The call was answered.
    Connected(Party),
    /// Somebody calls.
    Incoming(Incoming),
}

/// How the line changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineChange {
    /// Nothing goes on.
    Idle,
    /// On hold.
    Hold,
    /// The loop is closed.
    OffHook,
    /// The loop is open.
    OnHook,
}

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notification {
    /// The phone on the PHONE jack.
    AuxJack(Hook),
    /// Ringing voltage on the line.
    Ring,
    /// A call changed. (Index of the call, change.)
    Call(u8, CallChange),
    /// The line changed.
    Line(LineChange),
    /// Something that these boxes have no use for (network connection, response available, serial state).
    Irrelevant,
}

/// Payload lengths that a code can have; `None`: there is no such code.
fn lengths(code: u8) -> Option<std::ops::RangeInclusive<usize>> {
    match code {
        // Network connection, response available, hook of the PHONE jack, ring.
        0x00 | 0x01 | 0x08 | 0x09 => Some(0..=0),
        // Serial state.
        0x20 => Some(2..=2),
        // Call state, line state (29h; the 23h of one table of the standard is a misprint).
        0x28 | 0x29 => Some(0..=LONGEST_PAYLOAD),
        _ => None,
    }
}

/// Whether a notification can begin like this.
fn may_begin(bytes: &[u8]) -> bool {
    let byte = |index: usize| bytes.get(index).copied();
    let length = || Some(usize::from(u16::from_le_bytes([byte(6)?, byte(7)?])));
    let known = byte(1).map(lengths);
    byte(0).is_none_or(|first| first == HEADER)
        && known.as_ref().is_none_or(Option::is_some)
        && byte(5).is_none_or(|high| high == 0)
        && match (known.flatten(), length()) {
            (Some(possible), Some(length)) => possible.contains(&length),
            _ => true,
        }
}

/// Finds notifications in what an interrupt pipe brings.
#[derive(Debug, Clone, Default)]
pub struct NotificationReader {
    bytes: Vec<u8>,
    last: Duration,
    skipped: u64,
}

impl NotificationReader {
    /// Takes the bytes of a transfer that arrived at `now`; whole notifications are told, in order.
    pub fn push(&mut self, bytes: &[u8], now: Duration, tell: &mut dyn FnMut(Frame)) {
        if now.saturating_sub(self.last) > LONGEST_PAUSE {
            // The rest of a notification never came; what looked like its payload may hide whole ones.
            while !self.bytes.is_empty() {
                self.skip();
                self.read(tell);
            }
        }
        self.last = now;
        self.bytes.extend_from_slice(bytes);
        self.read(tell);
    }

    /// Bytes that belonged to no notification so far.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    fn skip(&mut self) {
        self.skipped += 1;
        self.bytes.drain(..1);
    }

    fn read(&mut self, tell: &mut dyn FnMut(Frame)) {
        while !self.bytes.is_empty() {
            if !may_begin(&self.bytes) {
                self.skip();
                continue;
            }
            let [_, code, v0, v1, _, _, l0, l1, rest @ ..] = self.bytes.as_slice() else { return };
            let length = usize::from(u16::from_le_bytes([*l0, *l1]));
            let Some(payload) = rest.get(..length) else { return };
            let value = u16::from_le_bytes([*v0, *v1]);
            let frame = Frame { code: *code, value, payload: payload.to_vec() };
            self.bytes.drain(..HEADER_LENGTH + length);
            tell(frame);
        }
    }
}

/// What a notification says; `None` for values that the standard does not have.
#[must_use]
pub fn read(frame: &Frame) -> Option<Notification> {
    let [low, high] = frame.value.to_le_bytes();
    Some(match (frame.code, frame.value) {
        (0x00 | 0x01 | 0x20, _) => Notification::Irrelevant,
        (0x08, 0) => Notification::AuxJack(Hook::On),
        (0x08, 1) => Notification::AuxJack(Hook::Off),
        (0x09, _) => Notification::Ring,
        (0x28, _) => Notification::Call(high, call_change(low, &frame.payload)?),
        (0x29, _) => Notification::Line(match low {
            0 => LineChange::Idle,
            1 => LineChange::Hold,
            2 => LineChange::OffHook,
            3 => LineChange::OnHook,
            _ => return None,
        }),
        _ => return None,
    })
}

fn call_change(change: u8, payload: &[u8]) -> Option<CallChange> {
    Some(match (change, payload.first()) {
        (1, _) => CallChange::Idle,
        (2, _) => CallChange::Dialing,
        (3, Some(0)) => CallChange::Ringback(Progress::Ringback),
        (3, Some(1)) => CallChange::Ringback(Progress::Busy),
        (3, Some(2)) => CallChange::Ringback(Progress::FastBusy),
        (3, _) => CallChange::Ringback(Progress::Unknown),
        (4, Some(0)) => CallChange::Connected(Party::Voice),
        (4, Some(1)) => CallChange::Connected(Party::Machine),
        (4, Some(2)) => CallChange::Connected(Party::Fax),
        (4, Some(3)) => CallChange::Connected(Party::Modem),
        (4, _) => CallChange::Connected(Party::Unknown),
        (5, _) => CallChange::Incoming(Incoming::read(payload)),
        _ => return None,
    })
}
