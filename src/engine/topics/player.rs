//! The player: what clients may wish of it, what they see, what is to be changed of what plays, and its settings.
//! May depend on `base`.

use crate::base::ids::RecordingId;
pub use crate::base::playback::{Heard, Span, Speed, usable};
pub use crate::base::waveform::{Band, Waveform};
use crate::engine::snapshot::DeviceChoice;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Waveforms kept for the views.
pub const FORMS: usize = 8;

/// A wish from above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlayerCommand {
    /// Play a recording from a position on.
    Play {
        /// Which.
        recording: RecordingId,
        /// Where to begin.
        from: Duration,
    },
    /// Let it stand still.
    Pause,
    /// Let it go on.
    Resume,
    /// Go to a position of what plays or stands still.
    Seek(Duration),
    /// How fast; kept for what is played later.
    Speed(Speed),
    /// A span again and again, or no more.
    Loop(Option<Span>),
    /// Play through this output device from now on; empty: the system's choice.
    Output(String),
    /// How loud, in hundredths, at most 200.
    Volume(u8),
    /// Measure a recording's waveform, or take it from the cache.
    Look(RecordingId),
}

/// What the core asks of the player.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlayerOrder {
    /// Let it stand still.
    Pause,
    /// Let it go on.
    Resume,
    /// Go to a position.
    Seek(Duration),
    /// Play so, now and later.
    Style {
        /// How fast.
        speed: Speed,
        /// Again and again.
        span: Option<Span>,
        /// In hundredths.
        volume: u8,
    },
    /// Play through this device, now and later; empty: the system's choice.
    Output(String),
    /// Measure a waveform.
    Look(RecordingId),
}

/// A recording's waveform as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Of which recording.
    pub recording: RecordingId,
    /// Its waveform.
    pub wave: Arc<Waveform>,
    /// Why it cannot be measured.
    pub failed: Option<String>,
}

/// What is being played, and what the player can do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlayerView {
    /// The recording; `None`: nothing plays.
    pub recording: Option<RecordingId>,
    /// The monotonic moment at which the position was `from`.
    pub origin_mono: Duration,
    /// Length.
    pub length: Duration,
    /// The position at `origin_mono`.
    pub from: Duration,
    /// It stands still.
    pub paused: bool,
    /// How fast it plays, and what is played later.
    pub speed: Speed,
    /// Played again and again.
    pub span: Option<Span>,
    /// Output devices, as last listed.
    pub outputs: Arc<Vec<DeviceChoice>>,
    /// The newest waveforms, newest last.
    pub forms: Vec<Form>,
}

impl PlayerView {
    /// What is on the player, and where it stands at a moment; `None`: nothing.
    #[must_use]
    pub fn heard(&self) -> Option<Heard> {
        Some(Heard {
            recording: self.recording?,
            from: self.from,
            since: self.origin_mono,
            length: self.length,
            speed: self.speed,
            span: self.span,
            paused: self.paused,
        })
    }

    /// The waveform of a recording.
    #[must_use]
    pub fn form(&self, recording: RecordingId) -> Option<&Form> {
        self.forms.iter().find(|form| form.recording == recording)
    }
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlayerSettings {
    /// The output device by its id; empty: the system's choice.
    pub output: String,
    /// How loud, in hundredths.
    pub volume: u8,
}

impl Default for PlayerSettings {
    fn default() -> Self {
        Self { output: String::new(), volume: 100 }
    }
}
