//! Spoken answers: a kept sound file played to the caller where the line's box can, else through the loudspeaker.
//! May depend on `audio`, `base` and the engine's types.

use crate::audio::prompt::Sound;
use crate::base::ids::RecordingId;
use crate::engine::event::Event;
use crate::engine::office::knowledge::{AnswerWork, Outlet};
use crate::engine::runtime::boot::Inner;
use crate::engine::runtime::pulse::Pulse;
use std::path::PathBuf;
use std::time::Duration;

/// The recording that the player names while a spoken answer sounds through the loudspeaker.
const ANSWER: RecordingId = RecordingId(-2);

impl Pulse {
    /// Plays, or stops.
    pub(in crate::engine::runtime) fn answer_work(&mut self, work: AnswerWork) {
        self.speaker.hush();
        match work {
            AnswerWork::Stop => {
                if !self.player.stop() {
                    tracing::warn!("the player takes no orders");
                }
            }
            AnswerWork::Play { path, outlet: Outlet::Loudspeaker } => {
                let path = self.data_dir.join(path);
                if !path.is_file() {
                    let why = format!("{} is not there", path.display());
                    self.pending.push_back(Event::AnswerPlayed(Err(why)));
                } else if !self.player.play(ANSWER, path, Duration::ZERO) {
                    let why = "the player takes no orders".to_owned();
                    self.pending.push_back(Event::AnswerPlayed(Err(why)));
                }
            }
            AnswerWork::Play { path, outlet: Outlet::Line(_) } => {
                self.play_to_caller(self.data_dir.join(path));
            }
        }
    }

    fn play_to_caller(&mut self, path: PathBuf) {
        let over = |result| Some(Inner::AnswerPlayed(result));
        if let Err(why) = self.speak(Ok(Sound::File(path)), over) {
            self.pending.push_back(Event::AnswerPlayed(Err(why)));
        }
    }
}
