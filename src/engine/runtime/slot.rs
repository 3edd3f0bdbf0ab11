//! Newest-wins hand-over of snapshots from the engine to one client: a channel of one that the writer empties
//! before it refills. Neither side ever waits on the other. May depend on `engine::snapshot`.

use crate::engine::snapshot::Snapshot;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The engine's end.
pub(super) struct Publisher {
    full: Sender<Arc<Snapshot>>,
    stale: Receiver<Arc<Snapshot>>,
    waker: Arc<Waker>,
}

/// The client's end. Keeps the newest snapshot it has seen.
pub(super) struct Viewer {
    news: Receiver<Arc<Snapshot>>,
    newest: Mutex<Arc<Snapshot>>,
}

/// Calls the client when there is something new.
#[derive(Default)]
pub(super) struct Waker(OnceLock<Box<dyn Fn() + Send + Sync>>);

impl Waker {
    pub(super) fn wake(&self) {
        if let Some(call) = self.0.get() {
            call();
        }
    }

    /// The first registration counts; a client registers once, when it starts.
    pub(super) fn register(&self, call: Box<dyn Fn() + Send + Sync>) {
        if self.0.set(call).is_err() {
            tracing::warn!("a second waker was registered and ignored");
        }
    }
}

/// A slot that holds `first`.
pub(super) fn slot(first: Arc<Snapshot>, waker: Arc<Waker>) -> (Publisher, Viewer) {
    let (full, news) = bounded(1); // newest wins: see `publish`
    let publisher = Publisher { full, stale: news.clone(), waker };
    (publisher, Viewer { news, newest: Mutex::new(first) })
}

impl Publisher {
    /// Wakes the client without a new picture: the meter moved.
    pub(super) fn wake(&self) {
        self.waker.wake();
    }

    pub(super) fn publish(&self, snapshot: Arc<Snapshot>) {
        let mut next = snapshot;
        while let Err(TrySendError::Full(back)) = self.full.try_send(next) {
            if self.stale.try_recv().is_err() {
                tracing::trace!("the client took the old snapshot meanwhile");
            }
            next = back;
        }
        self.waker.wake();
    }
}

impl Viewer {
    pub(super) fn newest(&self) -> Arc<Snapshot> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(snapshot) = self.news.try_iter().last() {
            *newest = snapshot;
        }
        Arc::clone(&newest)
    }
}
