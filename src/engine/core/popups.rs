//! The incoming card: when it opens and when it goes away by itself.
//! It opens at the first ring or caller ID, stays while the call goes on, and leaves ten seconds after the last sign of the call,
//! unless something was typed into it. May depend on `call`.

use super::Core;
use super::calls::CallDesk;
use crate::base::clock::Stamp;
use crate::base::ids::CallId;
use std::time::Duration;

/// From the end of a call (or its last ring) to the card's leaving: time to read who it was.
const LINGERS: Duration = Duration::from_secs(10);
/// Ended calls whose card is still open, at most; the oldest makes room.
const KEPT: usize = 12;

impl CallDesk {
    /// When the card goes away by itself; `None`: not while the call goes on, nor once something was typed.
    pub(super) fn popup_until(&self) -> Option<Duration> {
        let typed = self.popup && !self.session.record.note.is_empty();
        self.ended.filter(|_| !typed).map(|ended| ended.max(self.last_ring) + LINGERS)
    }
}

impl Core {
    pub(super) fn expire_popups(&mut self, now: Stamp) -> bool {
        let before = self.calls.len();
        self.calls.retain(|call| call.popup_until().is_none_or(|until| until > now.mono));
        self.calls.len() != before
    }

    pub(super) fn close_popup(&mut self, id: CallId) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.session.record.id == id) {
            call.popup = false;
        }
        self.calls.retain(|call| call.popup || call.ended.is_none());
    }

    /// Keeps the number of open cards of ended calls bounded.
    pub(super) fn limit_popups(&mut self) {
        let ended = self.calls.iter().filter(|call| call.ended.is_some()).count();
        if ended > KEPT
            && let Some(oldest) = self.calls.iter().position(|call| call.ended.is_some())
        {
            self.calls.remove(oldest);
        }
    }
}
