//! What every view gets: the newest snapshot, the sentences, and the present moment. Read-only.
//! May depend on `engine`'s types and `base`.

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, RecordingId};
use crate::engine::settings::LineChoice;
use crate::engine::snapshot::{CallView, LineView, Snapshot};
use crate::ui::texts::Texts;
use std::time::Duration;

/// The picture a frame is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The newest snapshot.
    pub snap: &'a Snapshot,
    /// The sentences of the language in use.
    pub texts: &'a Texts,
    /// The engine's monotonic time, for running timers.
    pub mono: Duration,
    /// The wall clock, for "today" and "yesterday".
    pub wall: Stamp,
}

impl<'a> Scene<'a> {
    /// The sentence for a key.
    #[must_use]
    pub fn t(&self, key: &'a str) -> &'a str {
        self.texts.t(key)
    }

    /// The sentence with arguments.
    #[must_use]
    pub fn tf(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.texts.tf(key, arguments)
    }

    /// The line (one in this version).
    #[must_use]
    pub fn line(&self) -> Option<&'a LineView> {
        self.snap.lines.first()
    }

    /// Whether the line is the simulated exchange.
    #[must_use]
    pub fn simulated(&self) -> bool {
        self.line().is_some_and(|line| line.choice == LineChoice::Simulated)
    }

    /// The call that is going on, if any.
    #[must_use]
    pub fn live_call(&self) -> Option<&'a CallView> {
        self.snap.calls.iter().find(|call| is_live(call) && !call.waits)
    }

    /// A call of the snapshot, live or just ended.
    #[must_use]
    pub fn call(&self, id: CallId) -> Option<&'a CallView> {
        self.snap.call(id)
    }

    /// How far a recording has been played, when it is the one that plays.
    #[must_use]
    pub fn played(&self, id: RecordingId) -> Option<(Duration, Duration)> {
        let heard = self.snap.player.heard().filter(|heard| heard.recording == id)?;
        Some((heard.at(self.mono), heard.length))
    }
}

/// Whether a call is still going on.
#[must_use]
pub fn is_live(call: &CallView) -> bool {
    call.record.lasted.is_none()
}
