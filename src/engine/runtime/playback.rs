//! The player as the loop sees it: with feature `sound` the real one, without it an honest refusal.
//! May depend on `audio`.

use crate::base::clock::Clock;
use crate::base::ids::RecordingId;
use crate::engine::event::PlayerReport;
use crate::engine::runtime::boot::Inner;
use crossbeam_channel::Sender;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Plays recordings through the system's default output.
pub(super) struct Playback {
    #[cfg(feature = "sound")]
    player: crate::audio::player::Player,
    #[cfg(not(feature = "sound"))]
    inner: Sender<Inner>,
}

#[cfg(feature = "sound")]
impl Playback {
    pub(super) fn start(clock: &Arc<dyn Clock>, inner: Sender<Inner>) -> io::Result<Self> {
        use crate::audio::player::{Player, PlayerReport as Said};
        let player = Player::start(Arc::clone(clock), move |report| {
            let report = match report {
                Said::Playing(id, origin, length) => PlayerReport::Playing(id, origin, length),
                Said::Stopped => PlayerReport::Stopped,
                Said::Failed(why) => PlayerReport::Failed(why),
            };
            crate::engine::runtime::boot::tell(&inner, Inner::Player(report));
        })?;
        Ok(Self { player })
    }

    /// Whether the order was taken.
    pub(super) fn play(&self, recording: RecordingId, path: PathBuf, from: Duration) -> bool {
        let device = "default".to_owned();
        let wish = crate::audio::player::PlayWish { recording, path, from, device };
        self.player.play(wish).is_ok()
    }

    /// Whether the order was taken.
    pub(super) fn stop(&self) -> bool {
        self.player.stop().is_ok()
    }
}

#[cfg(not(feature = "sound"))]
impl Playback {
    #[allow(clippy::unnecessary_wraps, reason = "the same shape as with sound")]
    pub(super) fn start(_clock: &Arc<dyn Clock>, inner: Sender<Inner>) -> io::Result<Self> {
        Ok(Self { inner })
    }

    pub(super) fn play(&self, _recording: RecordingId, _path: PathBuf, _from: Duration) -> bool {
        let why = "this program was built without sound".to_owned();
        self.inner.try_send(Inner::Player(PlayerReport::Failed(why))).is_ok()
    }

    pub(super) fn stop(&self) -> bool {
        self.inner.try_send(Inner::Player(PlayerReport::Stopped)).is_ok()
    }
}
