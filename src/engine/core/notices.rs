//! The notice list: bounded, numbered, the newest of a kind once.
//! May depend on the engine's own types.

use super::Core;
use crate::base::clock::Stamp;
use crate::engine::effect::{Announcement, Effect};
use crate::engine::notice::{Notice, Severity, Topic};

/// Notices kept; the oldest make room.
const KEPT: usize = 50;

/// Notices not yet dismissed, oldest first.
#[derive(Debug, Default)]
pub(super) struct NoticeBoard {
    notices: Vec<Notice>,
    last_id: u64,
}

impl NoticeBoard {
    pub(super) fn newest_first(&self) -> Vec<Notice> {
        self.notices.iter().rev().cloned().collect()
    }

    pub(super) fn dismiss(&mut self, id: u64) {
        self.notices.retain(|notice| notice.id != id);
    }

    /// Takes away what is settled.
    pub(super) fn withdraw(&mut self, settled: impl Fn(&Topic) -> bool) {
        self.notices.retain(|notice| !settled(&notice.topic));
    }

    /// The same message, in other words.
    pub(super) fn rename(&mut self, from: &Topic, to: &Topic) {
        for notice in self.notices.iter_mut().filter(|notice| notice.topic == *from) {
            notice.topic = to.clone();
        }
    }

    fn add(&mut self, severity: Severity, topic: Topic, at_utc_millis: i64) -> Notice {
        // The same thing again replaces the older message.
        self.notices.retain(|old| old.topic != topic);
        if self.notices.len() >= KEPT {
            self.notices.remove(0);
        }
        self.last_id += 1;
        let notice = Notice { id: self.last_id, severity, topic, at_utc_millis };
        self.notices.push(notice.clone());
        notice
    }
}

impl Core {
    pub(super) fn notice(
        &mut self,
        severity: Severity,
        topic: Topic,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let notice = self.notices.add(severity, topic, now.utc_millis);
        out.push(Effect::Announce(Announcement::Notice { notice }));
    }
}
