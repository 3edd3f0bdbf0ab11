//! The waveform of a recording, measured once on the thread `peaks` and kept in a cache. A long file is looked at in a few
//! places first, so that something is seen at once, then read through; whoever asks later comes first.
//! May depend on `base`.

pub mod cache;
pub mod measure;

use crate::audio::samples::Samples;
use crate::base::ids::RecordingId;
use crate::base::thread::{self, Worker};
use crate::base::waveform::Waveform;
use cache::Cache;
use crossbeam_channel::{Receiver, Sender, bounded};
use measure::{Measuring, Step};
use std::io;
use std::path::{Path, PathBuf};

/// Wishes that may wait; more are refused and asked again with a later frame.
const QUEUE: usize = 16;
/// Measurements that may be under way; the oldest is given up.
const UNDER_WAY: usize = 8;

/// How a recording's file is opened.
pub type Open = fn(&Path) -> Result<Box<dyn Samples>, String>;

/// What the thread says of a recording: the newest it knows of its waveform, or why there is none, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct PeaksReport {
    /// Which recording.
    pub recording: RecordingId,
    /// Its waveform.
    pub form: Result<Waveform, String>,
}

enum Order {
    Look(RecordingId, PathBuf),
    Quit,
}

/// The owner's end. Dropping it ends and joins the thread.
#[derive(Debug)]
pub struct Peaks {
    orders: Sender<Order>,
    worker: Worker,
}

impl Peaks {
    /// Starts the thread. `folder` holds the cache; reports go to `report`, called on that thread.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start(
        folder: PathBuf,
        open: Open,
        report: impl FnMut(PeaksReport) + Send + 'static,
    ) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE);
        let cache = Cache::new(folder);
        let worker = thread::spawn("peaks", move || run(&inbox, &cache, open, report))?;
        Ok(Self { orders, worker })
    }

    /// Wants the waveform of this file. `false`: too many wishes wait.
    #[must_use]
    pub fn look(&self, recording: RecordingId, path: PathBuf) -> bool {
        self.orders.try_send(Order::Look(recording, path)).is_ok()
    }
}

impl Drop for Peaks {
    fn drop(&mut self) {
        if self.orders.send(Order::Quit).is_err() {
            tracing::warn!(thread = self.worker.name(), "the waveforms' thread had ended early");
        }
    }
}

/// A file being measured, and what it was when that began.
struct Job {
    recording: RecordingId,
    measuring: Measuring,
    mark: Option<cache::Fingerprint>,
}

fn run(
    inbox: &Receiver<Order>,
    cache: &Cache,
    open: Open,
    mut report: impl FnMut(PeaksReport) + Send,
) {
    let mut jobs: Vec<Job> = Vec::new();
    loop {
        let order = if jobs.is_empty() { inbox.recv().ok() } else { inbox.try_recv().ok() };
        match order {
            Some(Order::Quit) => return,
            Some(Order::Look(recording, path)) => {
                jobs.retain(|job| job.recording != recording);
                match begin(recording, &path, cache, open, &mut report) {
                    Ok(job) => jobs.extend(job),
                    Err(why) => report(PeaksReport { recording, form: Err(why) }),
                }
                if jobs.len() > UNDER_WAY {
                    jobs.remove(0);
                }
            }
            None if jobs.is_empty() => return, // nobody can ask any more
            None => {
                if let Some(job) = jobs.pop() {
                    jobs.extend(go_on(job, cache, &mut report));
                }
            }
        }
    }
}

/// Takes the waveform from the cache, or begins to measure.
fn begin(
    recording: RecordingId,
    path: &Path,
    cache: &Cache,
    open: Open,
    report: &mut impl FnMut(PeaksReport),
) -> Result<Option<Job>, String> {
    let mark = cache::Fingerprint::of(path).map_err(|error| error.to_string())?;
    if let Some(form) = cache.load(recording, &mark) {
        report(PeaksReport { recording, form: Ok(form) });
        return Ok(None);
    }
    let measuring = Measuring::new(open(path)?);
    report(PeaksReport { recording, form: Ok(measuring.so_far().clone()) });
    Ok(Some(Job { recording, measuring, mark: Some(mark) }))
}

/// One step of a measurement; `None`: it is over.
fn go_on(mut job: Job, cache: &Cache, report: &mut impl FnMut(PeaksReport)) -> Option<Job> {
    let recording = job.recording;
    match job.measuring.step() {
        Ok(Step::More) => Some(job),
        Ok(Step::Shown(form)) => {
            report(PeaksReport { recording, form: Ok(form) });
            Some(job)
        }
        Ok(Step::Complete(form)) => {
            if let Some(mark) = job.mark.take()
                && let Err(error) = cache.keep(recording, &mark, &form)
            {
                tracing::warn!(%error, "a waveform could not be kept; it will be measured again");
            }
            report(PeaksReport { recording, form: Ok(form) });
            None
        }
        Err(why) => {
            report(PeaksReport { recording, form: Err(why) });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::samples::open;
    use crate::audio::wav_writer::WavWriter;
    use crate::base::waveform::Band;

    fn call(path: &Path, loud: i16) {
        let mut writer = WavWriter::create(path).unwrap();
        let talk = |n: i32| if n % 16_000 < 8_000 { loud } else { 0 };
        writer.write(&(0..80_000).map(talk).collect::<Vec<i16>>()).unwrap();
        writer.finish().unwrap();
    }

    struct Bench {
        peaks: Peaks,
        said: Receiver<PeaksReport>,
        dir: tempfile::TempDir,
    }

    impl Bench {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let (tx, said) = bounded(1_000);
            let folder = dir.path().join("cache");
            let peaks = Peaks::start(folder, open, move |word| tx.send(word).unwrap()).unwrap();
            Self { peaks, said, dir }
        }

        fn look(&self, id: i64, path: &Path) -> Vec<Result<Waveform, String>> {
            assert!(self.peaks.look(RecordingId(id), path.to_owned()));
            let mut all = Vec::new();
            loop {
                let word = self.said.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
                assert_eq!(word.recording, RecordingId(id));
                let over = word.form.as_ref().map_or(true, |form| form.complete);
                all.push(word.form);
                if over {
                    return all;
                }
            }
        }
    }

    #[test]
    fn a_waveform_is_measured_once_and_again_when_the_file_is_another() {
        let bench = Bench::new();
        let path = bench.dir.path().join("call.wav");
        call(&path, 8_000);
        let first = bench.look(1, &path);
        assert!(first.len() > 1, "something is shown before all is read");
        let form = first.last().unwrap().clone().unwrap();
        assert_eq!(form.percent(Band::Talk), 50);
        assert_eq!(bench.look(1, &path), [Ok(form.clone())], "it comes from the cache");
        call(&path, 16_000);
        let again = bench.look(1, &path);
        assert!(again.len() > 1, "another sound of the same length is measured again");
        assert_ne!(again.last().unwrap().clone().unwrap(), form);
    }

    #[test]
    fn a_file_that_is_gone_or_no_recording_is_told_and_the_next_is_measured() {
        let bench = Bench::new();
        let nowhere = bench.dir.path().join("nowhere.wav");
        assert!(matches!(&bench.look(3, &nowhere)[..], [Err(_)]));
        let rubbish = bench.dir.path().join("rubbish.wav");
        std::fs::write(&rubbish, [7; 5_000]).unwrap();
        assert!(matches!(&bench.look(4, &rubbish)[..], [Err(_)]));
        let path = bench.dir.path().join("call.wav");
        call(&path, 8_000);
        assert!(bench.look(5, &path).last().unwrap().is_ok());
    }

    #[test]
    fn a_file_of_three_hours_is_seen_before_it_is_read() {
        let bench = Bench::new();
        let path = bench.dir.path().join("long.wav");
        WavWriter::create(&path).and_then(WavWriter::finish).unwrap();
        let bytes = 3_u32 * 3_600 * 16_000;
        let mut file = std::fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
        let head = file.metadata().unwrap().len();
        file.set_len(head + u64::from(bytes)).unwrap(); // sparse: the disk holds nothing of it
        for (at, size) in [(4, bytes + 36), (head - 4, bytes)] {
            std::io::Seek::seek(&mut file, io::SeekFrom::Start(at)).unwrap();
            io::Write::write_all(&mut file, &u32::to_le_bytes(size)).unwrap();
        }
        assert!(bench.peaks.look(RecordingId(9), path));
        let shown = || bench.said.recv().unwrap().form.unwrap();
        let unread = shown();
        assert_eq!(unread.length, std::time::Duration::from_hours(3));
        assert!(!unread.complete && unread.loudest(0, 0.0, 1.0).is_none());
        let probed = shown();
        let known = probed.channels[0].iter().filter(|mark| mark.known).count();
        assert_eq!(known, 256, "a few places all over it, of 216,000");
        assert!(probed.loudest(0, 0.99, 1.0).is_some());
    }
}
