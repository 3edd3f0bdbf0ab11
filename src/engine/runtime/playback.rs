//! The player and the waveforms as the loop sees them: with feature `sound` the real player, without it an honest refusal.
//! May depend on `audio`, `store` (where a file is), `base` and the engine's types.

use crate::audio::deck::Style;
use crate::audio::peaks::{Peaks, PeaksReport};
use crate::audio::samples;
use crate::base::clock::Clock;
use crate::base::ids::RecordingId;
use crate::engine::event::{Event, PlayerReport};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::engine::runtime::tags;
use crate::engine::snapshot::{DeviceChoice, LINE_TEST};
use crate::engine::topics::player::PlayerOrder;
use crate::store::service::{Answer, Question};
use crossbeam_channel::Sender;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The folder of kept waveforms, beside the database.
const CACHE: &str = "cache/peaks";

/// Plays recordings through the chosen output, and measures their waveforms.
pub(super) struct Playback {
    #[cfg(feature = "sound")]
    player: crate::audio::player::Player,
    #[cfg(not(feature = "sound"))]
    inner: Sender<Inner>,
    peaks: Peaks,
    style: Style,
    output: String,
    /// What was given to the player.
    playing: Option<(RecordingId, PathBuf)>,
    /// The wish (by number) that looks whether a file that went away was replaced, and the file's name.
    pub(super) missed: Option<(u64, String)>,
}

impl Playback {
    /// Starts the threads.
    pub(super) fn start(
        clock: &Arc<dyn Clock>,
        data_dir: &Path,
        inner: Sender<Inner>,
    ) -> io::Result<Self> {
        let to_loop = inner.clone();
        let peaks = Peaks::start(data_dir.join(CACHE), samples::open, move |report| {
            tell(&to_loop, Inner::Peaks(report));
        })?;
        let (style, output) = (Style::default(), String::new());
        #[cfg(feature = "sound")]
        return Ok(Self {
            player: sounding::start(clock, inner)?,
            peaks,
            style,
            output,
            playing: None,
            missed: None,
        });
        #[cfg(not(feature = "sound"))]
        {
            let _ = clock; // the real player's
            Ok(Self { inner, peaks, style, output, playing: None, missed: None })
        }
    }

    /// Plays a file as the orders so far say. Whether that was taken.
    pub(super) fn play(&mut self, recording: RecordingId, path: PathBuf, from: Duration) -> bool {
        self.playing = Some((recording, path.clone()));
        // What was just heard on the line is judged as it was.
        let style = if recording == LINE_TEST { Style::default() } else { self.style };
        self.begin(recording, path, from, style)
    }

    /// Whether the order was taken.
    fn order(&mut self, order: PlayerOrder) -> bool {
        match order {
            PlayerOrder::Style { speed, span, volume } => {
                self.style = Style { speed, span, volume };
                self.change(PlayerOrder::Style { speed, span, volume })
            }
            PlayerOrder::Output(output) => {
                self.output.clone_from(&output);
                self.change(PlayerOrder::Output(output))
            }
            order => self.change(order),
        }
    }
}

#[cfg(feature = "sound")]
mod sounding {
    use super::{Clock, Inner, Playback, PlayerOrder, PlayerReport, Style, tell};
    use crate::audio::player::{Change, PlayWish, Player, PlayerReport as Said};
    use crate::base::ids::RecordingId;
    use crossbeam_channel::Sender;
    use std::io;
    use std::path::PathBuf;
    use std::sync::Arc;
    use std::time::Duration;

    pub(super) fn start(clock: &Arc<dyn Clock>, inner: Sender<Inner>) -> io::Result<Player> {
        Player::start(Arc::clone(clock), move |report| {
            let report = match report {
                Said::Playing(heard) => PlayerReport::Playing(heard),
                Said::Stopped => PlayerReport::Stopped,
                Said::Failed(why) => PlayerReport::Failed(why),
                Said::Gone(name) => PlayerReport::Gone(name),
            };
            tell(&inner, Inner::Player(report));
        })
    }

    /// The system's choice is called so.
    fn device(output: &str) -> String {
        if output.is_empty() { "default".to_owned() } else { output.to_owned() }
    }

    impl Playback {
        pub(super) fn begin(
            &self,
            recording: RecordingId,
            path: PathBuf,
            from: Duration,
            style: Style,
        ) -> bool {
            let device = device(&self.output);
            self.player.play(PlayWish { recording, path, from, device, style }).is_ok()
        }

        pub(super) fn change(&self, order: PlayerOrder) -> bool {
            let change = match order {
                PlayerOrder::Pause => Change::Pause,
                PlayerOrder::Resume => Change::Resume,
                PlayerOrder::Seek(to) => Change::Seek(to),
                PlayerOrder::Style { speed, span, volume } => {
                    Change::Style(Style { speed, span, volume })
                }
                PlayerOrder::Output(output) => Change::Device(device(&output)),
                PlayerOrder::Look(_) => return false,
            };
            self.player.change(change).is_ok()
        }

        /// Whether the order was taken.
        pub(in crate::engine::runtime) fn stop(&self) -> bool {
            self.player.stop().is_ok()
        }
    }
}

#[cfg(not(feature = "sound"))]
impl Playback {
    fn begin(&self, _recording: RecordingId, _path: PathBuf, _from: Duration, _: Style) -> bool {
        let why = "this program was built without sound".to_owned();
        self.inner.try_send(Inner::Player(PlayerReport::Failed(why))).is_ok()
    }

    #[allow(
        clippy::unused_self,
        clippy::needless_pass_by_value,
        reason = "the same shape as with sound"
    )]
    fn change(&self, order: PlayerOrder) -> bool {
        !matches!(order, PlayerOrder::Look(_))
    }

    pub(super) fn stop(&self) -> bool {
        self.inner.try_send(Inner::Player(PlayerReport::Stopped)).is_ok()
    }
}

/// The output devices a person may choose.
#[must_use]
pub(super) fn outputs() -> Vec<DeviceChoice> {
    #[cfg(feature = "sound")]
    match crate::audio::capture::list_outputs() {
        Ok(found) => {
            return found
                .into_iter()
                .map(|device| DeviceChoice { id: device.id, name: device.name })
                .collect();
        }
        Err(error) => tracing::warn!(%error, "output devices cannot be listed"),
    }
    Vec::new()
}

impl Pulse {
    /// What the player says. A file that went away may have been replaced by its compressed copy, which is played on.
    pub(super) fn player_said(&mut self, report: PlayerReport) {
        if let PlayerReport::Gone(name) = &report
            && let Some((recording, _)) = self.player.playing
        {
            let now = self.clock.now();
            let at = self.core.snapshot(now).player.heard().map(|heard| heard.at(now.mono));
            self.wishes += 1;
            self.wish = Some((self.wishes, at.unwrap_or_default()));
            self.player.missed = Some((self.wishes, name.clone()));
            if self.ask_as_seen(tags::play(self.wishes), Question::Recording(recording)) {
                return;
            }
        }
        self.pending.push_back(Event::Player(report));
    }

    /// Whether this wish was about a file that went away, and the store knows no other one: that is told.
    pub(super) fn stays_gone(&mut self, wish: u64, path: &Path) -> bool {
        let Some((_, name)) = self.player.missed.take_if(|missed| missed.0 == wish) else {
            return false;
        };
        let same = self.player.playing.as_ref().is_some_and(|(_, played)| played == path);
        if same {
            self.pending.push_back(Event::Player(PlayerReport::Gone(name)));
        }
        same
    }

    /// What the core asks of the player.
    pub(super) fn player_order(&mut self, order: PlayerOrder) {
        if let PlayerOrder::Look(recording) = order {
            if !self.ask_as_seen(tags::look(recording), Question::Recording(recording)) {
                let why = "the store takes no questions".to_owned();
                self.pending.push_back(Event::Waveform(recording, Err(why)));
            }
        } else if !self.player.order(order) {
            tracing::warn!("the player takes no orders");
        }
    }

    /// The store said where the file of a waveform is.
    pub(super) fn look_found(&mut self, recording: RecordingId, found: &Answer) {
        let why = match found {
            Answer::Recording(Some(row)) => {
                if self.player.peaks.look(recording, self.data_dir.join(&row.path)) {
                    return;
                }
                "too many waveforms are being measured"
            }
            _ => "there is no such recording",
        };
        self.pending.push_back(Event::Waveform(recording, Err(why.to_owned())));
    }

    /// What is known of a waveform.
    pub(super) fn peaks_said(&mut self, report: PeaksReport) {
        let PeaksReport { recording, form } = report;
        self.pending.push_back(Event::Waveform(recording, form.map(Arc::new)));
    }
}
