//! Keeps an input device open: opens it, watches it, tells once when it is lost, tries again until it is back.
//! The stream lives and dies on the thread `capture`; samples go through the ring, news through a bounded queue.
//! May depend on `base`.

use crate::audio::callback::Health;
use crate::audio::devices::SoundError;
use crate::audio::ring::RingReader;
use crate::audio::source::{Pulled, SampleSource};
use crate::base::thread::{self, Worker};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded};
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often a device's health is looked at.
const WATCH: Duration = Duration::from_millis(100);
/// Looks without one sample until a device counts as lost: 3 s. A sound server may hand over two seconds at once (a sink of
/// PulseAudio that nothing else paces does so to its monitor), and is not lost in between.
const SILENT_LOOKS: u32 = 30;
/// Driver overruns between two looks that mean the device is dead (an ALSA error storm).
const STORM: u32 = 50;
/// Waits between attempts to get a device back; the last one repeats.
const BACK_OFF: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];
/// News nobody has read; the supervisor waits when it is full (it has nothing better to do).
const QUEUE: usize = 8;

/// An open device.
pub struct OpenDevice {
    /// For people.
    pub name: String,
    /// Frames per second.
    pub rate: u32,
    /// Its samples.
    pub reader: RingReader,
    /// What its callbacks say.
    pub health: Arc<Health>,
    /// Keeps the stream alive.
    pub stream: Box<dyn Any>,
}

/// Opens one device, again and again.
pub trait Opener: Send {
    /// Opens it. Called on the supervisor's thread only.
    ///
    /// # Errors
    /// When it is not there or cannot be used.
    fn open(&mut self) -> Result<OpenDevice, SoundError>;
}

enum News {
    Open { rate: u32, reader: RingReader },
    Lost(String),
}

/// A supervised device as a source of samples. Dropping it closes the device.
#[derive(Debug)]
pub struct SupervisedSource {
    rate: u32,
    reader: Option<RingReader>,
    lost: bool,
    news: Receiver<News>,
    stop: Option<Sender<()>>,
    worker: Option<Worker>,
}

/// Opens a device and keeps it open. The name of the device comes with its samples.
///
/// # Errors
/// When the device cannot be opened now (it is not tried again then), or the system refuses a thread.
pub fn supervise(mut opener: Box<dyn Opener>) -> Result<(String, SupervisedSource), SoundError> {
    let (first_tx, first_rx) = bounded(1);
    let (news_tx, news_rx) = bounded(QUEUE);
    let (stop_tx, stop_rx) = bounded(1);
    let worker = thread::spawn("capture", move || {
        let first = opener.open();
        let told = first.as_ref().map(|open| open.name.clone()).map_err(Clone::clone);
        if first_tx.send(told).is_err() {
            return;
        }
        if let Ok(open) = first {
            keep_open(open, opener.as_mut(), &news_tx, &stop_rx);
        }
    })
    .map_err(|error| SoundError::Failed(error.to_string()))?;
    let ended = || SoundError::Failed("the sound system failed".to_owned());
    let name = first_rx.recv().map_err(|_closed| ended())??;
    let Ok(News::Open { rate, reader }) = news_rx.recv() else { return Err(ended()) };
    let source = SupervisedSource {
        rate,
        reader: Some(reader),
        lost: false,
        news: news_rx,
        stop: Some(stop_tx),
        worker: Some(worker),
    };
    Ok((name, source))
}

fn keep_open(
    mut open: OpenDevice,
    opener: &mut dyn Opener,
    news: &Sender<News>,
    stop: &Receiver<()>,
) {
    loop {
        let OpenDevice { name, rate, reader, health, stream } = open;
        if news.send(News::Open { rate, reader }).is_err() {
            return;
        }
        let Some(why) = watch(&health, stop) else { return };
        drop(stream);
        tracing::warn!(device = name, why, "a sound device is lost");
        if news.send(News::Lost(format!("{name}: {why}"))).is_err() {
            return;
        }
        let mut waits = BACK_OFF.iter().chain(std::iter::repeat(&BACK_OFF[BACK_OFF.len() - 1]));
        open = loop {
            let wait = waits.next().copied().unwrap_or(WATCH);
            if stop.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            match opener.open() {
                Ok(open) => break open,
                Err(error) => tracing::debug!(device = name, %error, "still lost"),
            }
        };
        tracing::info!(device = open.name, "a sound device is back");
    }
}

/// Watches until the device is lost (why) or nobody wants it any more (`None`).
fn watch(health: &Health, stop: &Receiver<()>) -> Option<&'static str> {
    let (mut frames, mut xruns, mut silent) = (0, 0, 0);
    loop {
        if stop.recv_timeout(WATCH) != Err(RecvTimeoutError::Timeout) {
            return None;
        }
        let frames_now = health.frames.load(Ordering::Relaxed);
        silent = if frames_now == frames { silent + 1 } else { 0 };
        frames = frames_now;
        let xruns_now = health.xruns.load(Ordering::Relaxed);
        let storm = xruns_now.wrapping_sub(xruns) >= STORM;
        xruns = xruns_now;
        if health.failed.load(Ordering::Relaxed) || storm {
            return Some("the device failed or was unplugged");
        }
        if silent >= SILENT_LOOKS {
            return Some("no samples for three seconds");
        }
    }
}

impl SampleSource for SupervisedSource {
    fn rate(&self) -> u32 {
        self.rate
    }

    fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
        loop {
            match self.reader.as_mut().map(|reader| reader.pull(out)) {
                None | Some(Pulled::Samples(0)) => {}
                Some(pulled) => return pulled,
            }
            match self.news.try_recv() {
                Ok(News::Open { rate, reader }) => {
                    self.rate = rate;
                    self.reader = Some(reader);
                    if std::mem::take(&mut self.lost) {
                        return Pulled::Back;
                    }
                }
                Ok(News::Lost(why)) => {
                    self.reader = None;
                    self.lost = true;
                    return Pulled::Lost(why);
                }
                Err(TryRecvError::Empty) => return Pulled::Samples(0),
                Err(TryRecvError::Disconnected) => return Pulled::Ended,
            }
        }
    }
}

impl Drop for SupervisedSource {
    fn drop(&mut self) {
        // A closed channel is the order to stop; whatever is still told is not waited for.
        drop(self.stop.take());
        while self.worker.as_ref().is_some_and(|worker| !worker.is_finished()) {
            if self.news.recv().is_err() {
                break;
            }
        }
        drop(self.worker.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::ring::{RingWriter, ring_of};
    use std::sync::Mutex;

    /// A device that opens, fails and changes when the test says so.
    #[derive(Default)]
    struct Bench {
        plugged: Option<u32>,
        open: Option<(RingWriter, Arc<Health>)>,
        opened: u32,
    }

    struct Fake(Arc<Mutex<Bench>>);

    impl Opener for Fake {
        fn open(&mut self) -> Result<OpenDevice, SoundError> {
            let mut bench = self.0.lock().unwrap();
            bench.opened += 1;
            let rate = bench.plugged.ok_or_else(|| SoundError::Failed("gone".into()))?;
            let (writer, reader) = ring_of(100);
            let health = Arc::new(Health::default());
            bench.open = Some((writer, Arc::clone(&health)));
            Ok(OpenDevice { name: "USB".into(), rate, reader, health, stream: Box::new(()) })
        }
    }

    fn next(source: &mut SupervisedSource, out: &mut Vec<i16>) -> Pulled {
        for _ in 0..2_000 {
            match source.pull(out) {
                Pulled::Samples(0) => std::thread::sleep(Duration::from_millis(5)),
                pulled => return pulled,
            }
        }
        panic!("nothing happens");
    }

    #[test]
    fn a_device_that_comes_and_goes_is_lost_once_and_comes_back_at_its_new_rate() {
        let bench = Arc::new(Mutex::new(Bench { plugged: Some(8_000), ..Bench::default() }));
        let (name, mut source) = supervise(Box::new(Fake(Arc::clone(&bench)))).unwrap();
        assert_eq!((name.as_str(), source.rate()), ("USB", 8_000));
        let mut out = Vec::new();
        let fail = |bench: &Mutex<Bench>| {
            let mut bench = bench.lock().unwrap();
            bench.plugged = None;
            let (mut writer, health) = bench.open.take().unwrap();
            writer.push([1, 2, 3].into_iter());
            crate::audio::callback::take_error(false, &health);
        };
        fail(&bench);
        assert_eq!(next(&mut source, &mut out), Pulled::Samples(3));
        assert!(matches!(next(&mut source, &mut out), Pulled::Lost(why) if why.contains("USB")));
        while bench.lock().unwrap().opened < 3 {
            assert_eq!(source.pull(&mut out), Pulled::Samples(0), "lost is told once");
            std::thread::sleep(Duration::from_millis(5));
        }
        bench.lock().unwrap().plugged = Some(48_000);
        assert_eq!(next(&mut source, &mut out), Pulled::Back);
        assert_eq!(source.rate(), 48_000);
        bench.lock().unwrap().open.as_mut().unwrap().0.push([4].into_iter());
        assert_eq!(next(&mut source, &mut out), Pulled::Samples(1));
        assert_eq!(out, [1, 2, 3, 4]);
        // No samples any more, though nothing has failed.
        assert!(
            matches!(next(&mut source, &mut out), Pulled::Lost(why) if why.contains("no samples"))
        );
    }

    #[test]
    fn a_device_that_is_not_there_is_an_error_and_not_tried_for_ever() {
        let bench = Arc::new(Mutex::new(Bench::default()));
        let error = supervise(Box::new(Fake(Arc::clone(&bench)))).unwrap_err();
        assert_eq!(error, SoundError::Failed("gone".into()));
        assert_eq!(bench.lock().unwrap().opened, 1);
    }
}
