//! The event stream: an announcement goes out once everything its step wanted stored is on the disk (or waits in memory
//! for a disk that refuses it). Whoever reads of a call will find it in the log, whatever happens next.
//! May depend on the engine's types.

use crate::engine::effect::Announcement;
use crossbeam_channel::{Sender, TrySendError};
use std::collections::VecDeque;

/// Announcements held back for the disk; beyond this many they go out unheld.
const HELD: usize = 4_096;

/// The way out.
pub(super) struct Stream {
    out: Option<Sender<Announcement>>,
    held: VecDeque<(u64, Announcement)>,
    settled: u64,
    dropped: u64,
}

impl Stream {
    pub(super) fn new(out: Sender<Announcement>) -> Self {
        Self { out: Some(out), held: VecDeque::new(), settled: 0, dropped: 0 }
    }

    /// Announces `news` once operation `number` is settled.
    pub(super) fn hold(&mut self, news: Announcement, number: u64) {
        self.held.push_back((number, news));
        self.release();
    }

    /// Operation `number`, and all before it, are settled.
    pub(super) fn settle(&mut self, number: u64) {
        self.settled = self.settled.max(number);
        self.release();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Nothing more will be announced.
    pub(super) fn end(&mut self) {
        self.settled = u64::MAX;
        self.release();
        self.out = None;
    }

    fn release(&mut self) {
        while let Some((number, _)) = self.held.front()
            && (*number <= self.settled || self.held.len() > HELD)
        {
            let Some((_, news)) = self.held.pop_front() else { return };
            self.send(news);
        }
    }

    fn send(&mut self, news: Announcement) {
        let Some(out) = &self.out else { return };
        match out.try_send(news) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                self.dropped += 1;
                tracing::warn!(dropped = self.dropped, "nobody reads the event stream");
            }
            Err(TrySendError::Disconnected(_)) => self.out = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::bounded;

    #[test]
    fn what_is_announced_is_on_the_disk() {
        let (tx, rx) = bounded(8);
        let mut stream = Stream::new(tx);
        let news = |name: &str| Announcement::LineReady { name: name.to_owned() };
        stream.hold(news("free"), 0);
        stream.hold(news("waits"), 2);
        stream.hold(news("behind"), 2);
        assert_eq!(rx.try_iter().collect::<Vec<_>>(), [news("free")]);
        stream.settle(1);
        assert!(rx.is_empty());
        stream.settle(2);
        assert_eq!(rx.try_iter().collect::<Vec<_>>(), [news("waits"), news("behind")]);
        stream.hold(news("last"), 3);
        stream.end();
        assert_eq!(rx.try_iter().collect::<Vec<_>>(), [news("last")]);
    }
}
