//! The thread `audio-<line>`: takes samples from the line's source every 20 ms, brings them to 8 kHz, lets the
//! detectors hear them, measures the level, keeps the last seconds and feeds the recorder.
//! Queues: orders are refused when 64 wait; a report that is not taken within 50 ms is dropped and counted; blocks the
//! recorder does not take become silence there. May depend on `base` and `dsp`.

use crate::audio::pump_core::{PumpCore, PumpSetup};
use crate::audio::source::SampleSource;
use crate::base::clock::Clock;
use crate::base::ids::CallId;
use crate::base::signal::Report;
use crate::base::thread::{self, Worker};
use crate::dsp::bank::Mode;
use crate::dsp::tone::plan::Region;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How often the source is asked.
const PERIOD: Duration = Duration::from_millis(20);
/// How long a report may wait for a place in the engine's queue.
const PATIENCE: Duration = Duration::from_millis(50);
/// Orders that may wait.
const QUEUE: usize = 64;

/// What a pump can be asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PumpOrder {
    /// Listen for this from now on.
    Listen(Mode),
    /// Expect the tones of this region; `None`: whichever fit.
    Expect(Option<Region>),
    /// Record a call.
    StartRecording(RecordingWish),
    /// Stop recording a call.
    StopRecording(CallId),
    /// Silence of true length from now on, or sound again.
    PauseRecording {
        /// The call.
        call: CallId,
        /// Silence or sound.
        on: bool,
        /// A pause that lasts until the end is left out of the file.
        cut: bool,
    },
}

/// A recording to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingWish {
    /// The call.
    pub call: CallId,
    /// When the call began, milliseconds since 1970 UTC (names the file).
    pub started_utc_millis: i64,
    /// Zone, minutes east.
    pub offset_minutes: i16,
    /// How long after the call's first sign the recording begins, when all of `back` is there.
    pub starts_at: Duration,
    /// How much sound from before now to include; at most 16 s are there.
    pub back: Duration,
}

/// The pump takes no orders: 64 wait already, or its thread has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sound thread of the line takes no orders")]
pub struct PumpBusy;

enum Message {
    /// With the monotonic time at which it was given.
    Order(PumpOrder, Duration),
    /// What was heard in the last so much time, to whoever asked.
    Newest(Duration, Sender<Arc<[i16]>>),
    Stop,
}

/// A running pump. Dropping it stops and joins the thread; recordings still open are ended.
pub struct Pump {
    messages: Sender<Message>,
    clock: Arc<dyn Clock>,
    dropped: Arc<AtomicU64>,
    worker: Worker,
}

impl Pump {
    /// Starts the thread. Reports go to `reports`, which may be the engine's queue of events.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start<T: From<Report> + Send + 'static>(
        setup: PumpSetup,
        source: Box<dyn SampleSource>,
        clock: Arc<dyn Clock>,
        reports: Sender<T>,
    ) -> io::Result<Self> {
        let (messages, inbox) = bounded(QUEUE);
        let dropped = Arc::new(AtomicU64::new(0));
        let outbox = Outbox { reports, dropped: Arc::clone(&dropped) };
        let name = format!("audio-{}", setup.line);
        let own = Arc::clone(&clock);
        let worker =
            thread::spawn(&name, move || run(setup, source, own.as_ref(), &inbox, &outbox))?;
        Ok(Self { messages, clock, dropped, worker })
    }

    /// Asks for something; never waits.
    ///
    /// # Errors
    /// When the pump takes no orders.
    pub fn order(&self, order: PumpOrder) -> Result<(), PumpBusy> {
        let given = self.clock.now().mono;
        self.messages.try_send(Message::Order(order, given)).or(Err(PumpBusy))
    }

    /// Asks for what was heard in the last `span` (at most 16 s), 8 kHz; it comes through the channel.
    ///
    /// # Errors
    /// When the pump takes no orders.
    pub fn newest(&self, span: Duration) -> Result<Receiver<Arc<[i16]>>, PumpBusy> {
        let (answer, answered) = bounded(1); // the answer to this question alone
        self.messages.try_send(Message::Newest(span, answer)).or(Err(PumpBusy))?;
        Ok(answered)
    }

    /// Reports nobody took.
    #[must_use]
    pub fn dropped_reports(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Ends open recordings and the thread.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        if self.messages.send(Message::Stop).is_err() {
            tracing::warn!(thread = self.worker.name(), "a pump had ended before its time");
        }
    }
}

impl std::fmt::Debug for Pump {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pump").field("worker", &self.worker).finish_non_exhaustive()
    }
}

struct Outbox<T> {
    reports: Sender<T>,
    dropped: Arc<AtomicU64>,
}

impl<T: From<Report>> Outbox<T> {
    fn send(&self, report: Report) {
        if self.reports.send_timeout(T::from(report), PATIENCE).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn run<T: From<Report>>(
    setup: PumpSetup,
    mut source: Box<dyn SampleSource>,
    clock: &dyn Clock,
    inbox: &Receiver<Message>,
    outbox: &Outbox<T>,
) {
    let mut core = PumpCore::new(setup, source.rate());
    loop {
        match inbox.recv_timeout(PERIOD) {
            Ok(Message::Order(order, given)) => core.obey(order, given),
            Ok(Message::Newest(span, answer)) => {
                if answer.try_send(core.newest(span)).is_err() {
                    tracing::debug!("whoever asked for the newest sound has gone");
                }
            }
            Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        core.step(source.as_mut(), clock, &mut |report| outbox.send(report));
    }
    core.finish(clock.now().mono, &mut |report| outbox.send(report));
}
