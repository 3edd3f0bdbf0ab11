//! Spoken answers: a kept sound file played to the caller where the line's box can, else through the loudspeaker.
//! May depend on `audio`, `base` and the engine's types.

use crate::audio::prompt::{self, Sound};
use crate::base::ids::RecordingId;
use crate::base::thread::{self, Worker};
use crate::engine::event::Event;
use crate::engine::office::knowledge::{AnswerWork, Outlet};
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::firewall::Mouth;
use crate::engine::runtime::pulse::Pulse;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// The recording that the player names while a spoken answer sounds through the loudspeaker.
const ANSWER: RecordingId = RecordingId(-2);

/// What plays an answer to a caller. The sender stands first: an older one hears that it is over before it is joined.
#[derive(Default)]
pub(in crate::engine::runtime) struct AnswerHands {
    stop: Option<Sender<()>>,
    worker: Option<Worker>,
}

impl Pulse {
    /// Plays, or stops.
    pub(in crate::engine::runtime) fn answer_work(&mut self, work: AnswerWork) {
        self.answers.stop = None;
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
        let mouth = self.line.as_ref().map(|line| Arc::clone(&line.mouth));
        let inner = self.inner_tx.clone();
        let (stop, stopped) = bounded(1); // closed, never sent to
        let playing = thread::spawn("answer", move || {
            let result = mouth
                .ok_or_else(|| "the line is gone".to_owned())
                .and_then(|mouth| speak(&mouth, path, &stopped));
            tell(&inner, Inner::AnswerPlayed(result));
        });
        match playing {
            Ok(worker) => {
                self.answers.stop = Some(stop);
                self.answers.worker = Some(worker);
            }
            Err(error) => self.pending.push_back(Event::AnswerPlayed(Err(error.to_string()))),
        }
    }
}

fn speak(mouth: &Mouth, path: PathBuf, stopped: &Receiver<()>) -> Result<(), String> {
    let taken = mouth.lock().unwrap_or_else(PoisonError::into_inner).take();
    let mut sink = taken.ok_or_else(|| "the box cannot play into the line now".to_owned())?;
    let result = prompt::samples(&Sound::File(path), sink.rate())
        .and_then(|samples| prompt::play(&samples, sink.as_mut(), stopped));
    *mouth.lock().unwrap_or_else(PoisonError::into_inner) = Some(sink);
    result
}
