//! The firewall in the core: rules in memory, the decision about every incoming call, and what is done about it. Fails
//! open: whatever goes wrong, the telephone rings. May depend on `base`, `line`, `call`, `crm` and the engine's own types.
//!
//! A call is decided about when its caller ID is known, or when it rings for the second time without one. Until then,
//! and only while some rule could block it, card and ring sound wait. The rules are held here, so no question to the
//! store stands in the way; the one thing that is asked (is it a customer?) is waited for 300 ms at most.

mod act;
mod commands;
mod screening;

use crate::base::clock::Stamp;
use crate::base::number::PhoneNumber;
use crate::call::firewall::book::Book;
use crate::call::firewall::rule::Handling;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::notice::{Severity, Topic};
use crate::engine::topics::firewall::{FirewallEvent, FirewallNotice, FirewallView, PreviewView};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

pub(in crate::engine::core) use screening::Screening;

/// Callers remembered for calling again; the oldest makes room.
const REMEMBERED: usize = 256;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct FirewallDesk {
    book: Book,
    loaded: bool,
    preview: Option<Arc<PreviewView>>,
    busy: bool,
    /// The file being read: name of the list, what is done with its numbers.
    reading: Option<(String, Handling)>,
    /// Callers that were blocked, by match key, and when (monotonic); newest last.
    blocked: VecDeque<(String, Duration)>,
}

impl FirewallDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> FirewallView {
        FirewallView {
            book: self.book.clone(),
            loaded: self.loaded,
            preview: self.preview.clone(),
            busy: self.busy,
        }
    }

    fn remember(&mut self, number: Option<&PhoneNumber>, now: Duration) {
        let Some(key) = number.map(PhoneNumber::key).filter(|key| !key.is_empty()) else { return };
        if self.blocked.len() >= REMEMBERED {
            self.blocked.pop_front();
        }
        self.blocked.push_back((key.as_str().to_owned(), now));
    }

    fn called_before(&self, number: Option<&PhoneNumber>, within: Duration, now: Duration) -> bool {
        let Some(key) = number.map(PhoneNumber::key).filter(|key| !key.is_empty()) else {
            return false;
        };
        let recently = |at: &Duration| now.saturating_sub(*at) <= within;
        !within.is_zero()
            && self.blocked.iter().any(|(old, at)| old == key.as_str() && recently(at))
    }
}

impl Core {
    /// What the rim says to this topic.
    pub(in crate::engine::core) fn firewall_event(
        &mut self,
        event: FirewallEvent,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match event {
            FirewallEvent::Loaded(book) => {
                self.firewall.book = Book::clone(&book);
                self.firewall.loaded = true;
                self.screen_again(now, out);
            }
            FirewallEvent::NotLoaded(why) => {
                // What was read before still holds.
                let severity = Severity::Error;
                let topic = Topic::Firewall(FirewallNotice::NotLoaded(why));
                self.notice(severity, topic, now, out);
            }
            FirewallEvent::WhoFailed(call) => self.screen_without_store(call, now, out),
            FirewallEvent::FileRead(read) => self.file_read(read, now, out),
            FirewallEvent::FileWritten(written) => self.file_written(written, now, out),
            FirewallEvent::Played(call, result) => self.played(call, result, now, out),
        }
    }
}
