//! Plays into a line through an output device: a thread `line-out` keeps the device open and fed; whoever plays pushes
//! into a queue that holds half a second and never waits. May depend on `base` and `dsp`.

use crate::audio::capture::{OpenOutput, open_output, open_output_as_it_is};
use crate::audio::devices::SoundError;
use crate::audio::sink::Feed;
use crate::audio::source::SampleSink;
use crate::base::thread::{self, Worker};
use crate::base::units::LINE_RATE;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often the device is fed.
const PERIOD: Duration = Duration::from_millis(10);
/// Silence that a device is tried with: 400 ms, more than the buffers of 20 ms to 256 ms that devices have. A sound server
/// takes it all at once, and starts by itself.
const SILENCE: usize = LINE_RATE as usize * 2 / 5;
/// How long a device may take to begin to play. A sound server takes its time.
const BEGINS_WITHIN: Duration = Duration::from_millis(1_500);
/// Samples that may wait: half a second.
const QUEUE: usize = LINE_RATE as usize / 2;
/// Samples handed to the device ahead of their time: 100 ms.
const AHEAD: usize = LINE_RATE as usize / 10;

/// An open way into the line. Dropping it closes the device.
pub struct LineOut {
    queue: Arc<Mutex<Producer<i16>>>,
    stop: Option<Sender<()>>,
    thread: Option<Worker>,
}

/// Somebody who plays. Several may take turns.
#[derive(Clone)]
pub struct LineOutSink(Arc<Mutex<Producer<i16>>>);

impl LineOut {
    /// Opens an output device by id, name or part of it.
    ///
    /// # Errors
    /// When there is no such device or it cannot be opened.
    pub fn open(wanted: &str) -> Result<Self, SoundError> {
        let (ring, waiting) = RingBuffer::new(QUEUE);
        let (stop, stopped) = bounded(1); // closed, never sent to
        let (first, opened) = bounded(1);
        let wanted = wanted.to_owned();
        let thread = thread::spawn("line-out", move || {
            let feed = playing(&wanted, open_output)
                .or_else(|_refused| playing(&wanted, open_output_as_it_is));
            let told = feed.as_ref().map(|_feed| ()).map_err(Clone::clone);
            if let (Ok(()), Ok((feed, whole))) = (first.send(told), feed) {
                play(feed, whole, waiting, &stopped);
            }
        });
        let failed = |why: String| SoundError::Failed(why);
        let thread = thread.map_err(|error| failed(error.to_string()))?;
        opened.recv().map_err(|_ended| failed("the sound system failed".to_owned()))??;
        let queue = Arc::new(Mutex::new(ring));
        Ok(Self { queue, stop: Some(stop), thread: Some(thread) })
    }

    /// Somebody who plays into it.
    #[must_use]
    pub fn sink(&self) -> LineOutSink {
        LineOutSink(Arc::clone(&self.queue))
    }
}

impl Drop for LineOut {
    fn drop(&mut self) {
        self.stop = None;
        self.thread = None; // joins
    }
}

/// Opens the device and waits until it really plays: a driver may open a stream, fill its buffer and refuse to start it.
/// Also gives back how many samples find room in an empty feed.
fn playing(
    wanted: &str,
    open: fn(&str) -> Result<OpenOutput, SoundError>,
) -> Result<(Feed, usize), SoundError> {
    let mut feed = Feed::new(open(wanted)?, LINE_RATE);
    let whole = feed.room();
    feed.push(&[0; SILENCE], false);
    feed.start()?;
    let (nobody, never) = bounded::<()>(1);
    for _ in 0..BEGINS_WITHIN.as_millis() / PERIOD.as_millis() {
        feed.check()?;
        if feed.has_begun() {
            return Ok((feed, whole));
        }
        // Nothing will come: this is a pause.
        let _pause = never.recv_timeout(PERIOD);
    }
    drop(nobody);
    Err(SoundError::Failed(format!("{wanted}: the device does not begin to play")))
}

/// Feeds the device until nobody wants it any more or it fails.
fn play(mut feed: Feed, whole: usize, mut waiting: Consumer<i16>, stopped: &Receiver<()>) {
    let mut samples = Vec::with_capacity(AHEAD);
    while stopped.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
        if let Err(error) = feed.check() {
            tracing::warn!(%error, "nothing can be played into the line any more");
            return;
        }
        let ahead = whole.saturating_sub(feed.room());
        samples.clear();
        while samples.len() + ahead < AHEAD
            && let Ok(sample) = waiting.pop()
        {
            samples.push(sample);
        }
        feed.push(&samples, false);
    }
}

impl SampleSink for LineOutSink {
    fn rate(&self) -> u32 {
        LINE_RATE
    }

    fn room(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).slots()
    }

    fn push(&mut self, samples: &[i16]) -> usize {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = 0;
        for &sample in samples {
            if queue.push(sample).is_err() {
                break;
            }
            taken += 1;
        }
        taken
    }
}
