//! Plays recordings, one at a time, on its own thread `player`. May depend on `base` and `dsp`.

use crate::audio::capture::open_output;
use crate::audio::devices::SoundError;
use crate::audio::sink::Feed;
use crate::base::clock::Clock;
use crate::base::ids::RecordingId;
use crate::base::thread::{self, Worker};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use hound::{SampleFormat, WavReader};
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often a playing device is fed.
const PERIOD: Duration = Duration::from_millis(20);
/// Sound still on its way when the length has passed.
const TAIL: Duration = Duration::from_millis(200);
/// Orders that may wait; more are refused.
const QUEUE: usize = 16;

/// What to play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayWish {
    /// Comes back in the report.
    pub recording: RecordingId,
    /// The WAV file (PCM, 16-bit).
    pub path: PathBuf,
    /// Where to begin.
    pub from: Duration,
    /// The output device; `default`: the system's choice.
    pub device: String,
}

/// What the player says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlayerReport {
    /// Playing: recording, the monotonic moment at which position zero would have been heard, length.
    Playing(RecordingId, Duration, Duration),
    /// Ended or stopped.
    Stopped,
    /// Cannot be played, and why, for people.
    Failed(String),
}

/// The player takes no orders: too many wait, or its thread has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the player takes no orders")]
pub struct PlayerBusy;

enum Order {
    Play(PlayWish),
    Stop,
    Quit,
}

/// The owner's end. Dropping it stops playing and joins the thread.
#[derive(Debug)]
pub struct Player {
    orders: Sender<Order>,
    worker: Worker,
}

impl Player {
    /// Starts the thread. Reports go to `report`, called on that thread; it should not block for long.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start(
        clock: Arc<dyn Clock>,
        report: impl FnMut(PlayerReport) + Send + 'static,
    ) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE);
        let worker = thread::spawn("player", move || run(&inbox, clock.as_ref(), report))?;
        Ok(Self { orders, worker })
    }

    /// Plays this instead of what is playing.
    ///
    /// # Errors
    /// When the player takes no orders.
    pub fn play(&self, wish: PlayWish) -> Result<(), PlayerBusy> {
        self.orders.try_send(Order::Play(wish)).or(Err(PlayerBusy))
    }

    /// Stops playing.
    ///
    /// # Errors
    /// When the player takes no orders.
    pub fn stop(&self) -> Result<(), PlayerBusy> {
        self.orders.try_send(Order::Stop).or(Err(PlayerBusy))
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        if self.orders.send(Order::Quit).is_err() {
            tracing::warn!(thread = self.worker.name(), "the player had ended before its time");
        }
    }
}

fn run(inbox: &Receiver<Order>, clock: &dyn Clock, mut report: impl FnMut(PlayerReport)) {
    let mut next = None;
    loop {
        let order = match next.take() {
            Some(order) => Ok(order),
            None => inbox.recv(),
        };
        match order {
            Ok(Order::Play(wish)) => match play(&wish, inbox, clock, &mut report) {
                Ok(interrupted_by) => {
                    report(PlayerReport::Stopped);
                    next = interrupted_by;
                }
                Err(error) => report(PlayerReport::Failed(error.to_string())),
            },
            Ok(Order::Stop) => {}
            Ok(Order::Quit) | Err(_) => return,
        }
    }
}

/// Plays until the end, or until an order comes, which is returned.
fn play(
    wish: &PlayWish,
    inbox: &Receiver<Order>,
    clock: &dyn Clock,
    report: &mut impl FnMut(PlayerReport),
) -> Result<Option<Order>, SoundError> {
    let mut file = Recording::open(&wish.path, wish.from)
        .map_err(|error| SoundError::Failed(format!("{}: {error}", wish.path.display())))?;
    let mut feed = Feed::new(open_output(&wish.device)?, file.rate);
    let mut ended = file.feed(&mut feed);
    feed.start()?;
    let begun = clock.now().mono;
    let origin = begun.saturating_sub(file.from);
    let end = begun + file.length.saturating_sub(file.from) + TAIL;
    report(PlayerReport::Playing(wish.recording, origin, file.length));
    loop {
        if ended {
            feed.drain();
        }
        match inbox.recv_timeout(PERIOD) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(order) => return Ok(Some(order)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
        feed.check()?;
        ended = ended || file.feed(&mut feed);
        if ended {
            feed.push(&[]);
            if feed.is_drained() && clock.now().mono >= end {
                return Ok(None);
            }
        }
    }
}

/// A recording being read.
struct Recording {
    reader: WavReader<BufReader<File>>,
    rate: u32,
    channels: i32,
    length: Duration,
    from: Duration,
    block: Vec<i16>,
}

impl Recording {
    fn open(path: &Path, from: Duration) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let mut reader = WavReader::new(BufReader::new(file)).map_err(|error| error.to_string())?;
        let spec = reader.spec();
        if spec.sample_format != SampleFormat::Int || spec.bits_per_sample != 16 {
            return Err(format!("{}-bit samples cannot be played", spec.bits_per_sample));
        }
        let (rate, frames) = (u64::from(spec.sample_rate.max(1)), u64::from(reader.duration()));
        let first = (from.as_micros() as u64 * rate / 1_000_000).min(frames);
        reader.seek(first as u32).map_err(|error| error.to_string())?;
        let micros = |frames: u64| Duration::from_micros(frames * 1_000_000 / rate);
        Ok(Self {
            reader,
            rate: rate as u32,
            channels: i32::from(spec.channels.max(1)),
            length: micros(frames),
            from: micros(first),
            block: Vec::new(),
        })
    }

    /// Gives the device what fits. `true`: that was all (or the file ends early).
    fn feed(&mut self, feed: &mut Feed) -> bool {
        let room = feed.room();
        self.block.clear();
        let mut ended = false;
        while self.block.len() < room && !ended {
            let mut sum = 0;
            let samples = self.reader.samples::<i16>().take(self.channels as usize);
            let mut count = 0;
            for sample in samples.map_while(Result::ok) {
                sum += i32::from(sample);
                count += 1;
            }
            if count == self.channels {
                self.block.push((sum / count) as i16);
            } else {
                ended = true;
            }
        }
        feed.push(&self.block);
        ended
    }
}
