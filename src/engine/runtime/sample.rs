//! Plays what was just heard on the line, for the line doctor: the newest sound goes into a file beside the database,
//! which the next test replaces. May depend on `audio`, `base` and the engine's types.

use crate::audio::wav_writer::WavWriter;
use crate::base::thread;
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::pulse::Pulse;
use crate::engine::snapshot::LINE_TEST;
use std::path::PathBuf;
use std::time::Duration;

/// The file's name.
const FILE: &str = "line-test.wav";
/// How long the sound thread may take to hand the samples over.
const PATIENCE: Duration = Duration::from_secs(2);

impl Pulse {
    pub(super) fn play_newest(&mut self, span: Duration) {
        let Some(samples) = self.line.as_ref().and_then(|line| line.newest(span)) else {
            self.playback_failed("the line has no sound".to_owned());
            return;
        };
        let (inner, path) = (self.inner_tx.clone(), self.data_dir.join(FILE));
        let writing = thread::spawn("line-test", move || {
            let heard = samples.recv_timeout(PATIENCE).map_err(|error| error.to_string());
            let written = heard.and_then(|samples| {
                let mut file = WavWriter::create_private(&path)?;
                file.write(&samples)?;
                file.finish().map(|()| path)
            });
            tell(&inner, Inner::Sample(written));
        });
        match writing {
            Ok(worker) => self.sampler = Some(worker), // an older one has ended or is joined
            Err(error) => self.playback_failed(error.to_string()),
        }
    }

    /// The newest sound is in its file, or not.
    pub(super) fn sampled(&mut self, sample: Result<PathBuf, String>) {
        self.wish = None;
        match sample {
            Ok(path) => {
                if !self.player.play(LINE_TEST, path, Duration::ZERO) {
                    self.playback_failed("the player takes no orders".to_owned());
                }
            }
            Err(why) => self.playback_failed(why),
        }
    }
}
