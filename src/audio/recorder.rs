//! One thread that writes every recording: PCM 16-bit 8 kHz mono WAV through `hound`.
//! A block carries the position of its first sample; what is missing between blocks becomes silence, so that time in
//! the file is time on the line. The header is made true every second: a file left by a killed process plays up to
//! there, and [`repair`] gives back the rest.
//! A file that cannot be written is closed as it is and reported; other files and the call go on.
//! May depend on `base`, and on `audio::recording_disk` and `audio::wav_repair`.

use crate::audio::recording_disk::{Disk, DiskFile, relative_path};
pub use crate::audio::wav_repair::repair;
use crate::base::ids::CallId;
use crate::base::thread::{self, Worker};
use crate::base::units::{Frames, LINE_RATE};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use hound::{SampleFormat, WavSpec, WavWriter};
use std::io;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Orders that may wait. Full (about 20 s of one line behind): blocks are refused and become silence.
const QUEUE: usize = 1_024;
/// Places only beginnings and ends may use, so that those are never refused.
const RESERVED: usize = 64;
/// No WAV reaches 4 GiB (32-bit lengths): 74 hours.
const MAX_SAMPLES: u64 = (u32::MAX as u64 - 1_048_576) / 2;
/// Samples between two updates of the header.
const HEADER_EVERY: u64 = LINE_RATE as u64;
/// Silence is written in pieces of this many samples.
const SILENCE: [i16; 1_600] = [0; 1_600];

/// What a file is named after and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecording {
    /// The call.
    pub call: CallId,
    /// When the call began, milliseconds since 1970 UTC.
    pub started_utc_millis: i64,
    /// Zone, minutes east.
    pub offset_minutes: i16,
    /// How long after the call's first sign the first sample was heard.
    pub starts_at: Duration,
    /// Position of the first sample in the line's stream.
    pub position: Frames,
}

/// An order to the recorder thread.
#[derive(Debug, Clone)]
enum Order {
    Begin(NewRecording),
    Block { call: CallId, position: Frames, samples: Arc<[i16]> },
    End { call: CallId, position: Frames },
    Stop,
}

/// What the recorder says about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecorderReport {
    /// The call.
    pub call: CallId,
    /// Relative to the data folder, `/` as separator: `recordings/2026/11/23/….wav`. Empty: there is no file.
    pub path: String,
    /// When its first sample was heard, from the call's first sign.
    pub starts_at: Duration,
    /// How long it plays so far.
    pub lasted: Duration,
    /// What happened.
    pub state: RecorderState,
}

/// What happened to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecorderState {
    /// It is open.
    Begun,
    /// It is complete.
    Finished,
    /// It could not be written (any more); what is there plays.
    Failed(String),
}

/// The owner's end: starts and stops the thread.
#[derive(Debug)]
pub struct Recorder {
    orders: Sender<Order>,
    alive: Weak<()>,
    worker: Worker,
}

/// A line's end: many may exist. Never blocks.
#[derive(Debug, Clone)]
pub struct RecorderSender {
    orders: Sender<Order>,
    alive: Weak<()>,
}

/// The recorder refused an order: it is overloaded or has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecorderFull;

impl Recorder {
    /// Starts the thread `recorder`. Reports go to `report`, called on that thread; it should not block for long.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start(
        disk: Box<dyn Disk>,
        report: impl FnMut(RecorderReport) + Send + 'static,
    ) -> io::Result<Self> {
        let (orders, inbox) = bounded(QUEUE);
        let life = Arc::new(());
        let alive = Arc::downgrade(&life);
        let worker = thread::spawn("recorder", move || {
            RecorderCore::new(disk, MAX_SAMPLES, Box::new(report)).run(&inbox);
            drop(life);
        })?;
        Ok(Self { orders, alive, worker })
    }

    /// An end for a line.
    #[must_use]
    pub fn sender(&self) -> RecorderSender {
        RecorderSender { orders: self.orders.clone(), alive: self.alive.clone() }
    }

    /// Writes what is queued, closes every file truthfully and ends the thread. Files still open are reported as
    /// finished: what was heard is there.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // Refused only when the thread has ended; `worker` joins when it is dropped.
        if self.orders.send(Order::Stop).is_err() {
            tracing::warn!(thread = self.worker.name(), "the recorder had ended before its time");
        }
    }
}

impl RecorderSender {
    /// Opens a file.
    ///
    /// # Errors
    /// When the recorder is hopelessly behind or has ended.
    pub fn begin(&self, new: NewRecording) -> Result<(), RecorderFull> {
        self.try_send(Order::Begin(new))
    }

    /// Appends samples whose first one has this position in the line's stream.
    ///
    /// # Errors
    /// When the recorder is behind: drop the block, silence takes its place.
    pub fn block(
        &self,
        call: CallId,
        position: Frames,
        samples: Arc<[i16]>,
    ) -> Result<(), RecorderFull> {
        if self.orders.len() + RESERVED >= QUEUE {
            return Err(RecorderFull);
        }
        self.try_send(Order::Block { call, position, samples })
    }

    /// Closes a file; silence is added up to `position` when blocks are missing at the end.
    ///
    /// # Errors
    /// When the recorder is hopelessly behind or has ended.
    pub fn end(&self, call: CallId, position: Frames) -> Result<(), RecorderFull> {
        self.try_send(Order::End { call, position })
    }

    /// Whether the recorder's thread has ended.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.alive.upgrade().is_none()
    }

    fn try_send(&self, order: Order) -> Result<(), RecorderFull> {
        self.orders.try_send(order).map_err(|error| {
            tracing::warn!(%error, "the recorder takes no orders");
            RecorderFull
        })
    }
}

/// One open file.
struct OpenFile {
    new: NewRecording,
    path: String,
    writer: WavWriter<Box<dyn DiskFile>>,
    written: u64,
    written_at_header: u64,
}

/// The thread's work without the thread.
struct RecorderCore {
    disk: Box<dyn Disk>,
    max_samples: u64,
    report: Box<dyn FnMut(RecorderReport) + Send>,
    open: Vec<OpenFile>,
}

impl RecorderCore {
    fn new(
        disk: Box<dyn Disk>,
        max_samples: u64,
        report: Box<dyn FnMut(RecorderReport) + Send>,
    ) -> Self {
        Self { disk, max_samples, report, open: Vec::new() }
    }

    fn run(mut self, inbox: &Receiver<Order>) {
        loop {
            match inbox.recv_timeout(Duration::from_secs(1)) {
                Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(order) => self.obey(order),
                // The line is silent for a second: make the headers true with what there is.
                Err(RecvTimeoutError::Timeout) => self.update_headers(),
            }
        }
        while let Some(file) = self.open.pop() {
            self.close(file, None);
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Begin(new) => self.begin(&new),
            Order::Block { call, position, samples } => {
                self.on_file(call, |file, max| file.append(position, &samples, max));
            }
            Order::End { call, position } => {
                self.on_file(call, |file, max| file.append(position, &[], max));
                if let Some(index) = self.open.iter().position(|file| file.new.call == call) {
                    let file = self.open.swap_remove(index);
                    self.close(file, None);
                }
            }
            Order::Stop => {}
        }
    }

    fn begin(&mut self, new: &NewRecording) {
        if self.open.iter().any(|file| file.new.call == new.call) {
            tracing::warn!(call = %new.call, "asked to record a call that is being recorded");
            return;
        }
        match self.create(new) {
            Ok(file) => {
                (self.report)(file.report(RecorderState::Begun));
                self.open.push(file);
            }
            Err((path, error)) => {
                let why =
                    if path.is_empty() { error.to_string() } else { format!("{path}: {error}") };
                (self.report)(RecorderReport {
                    call: new.call,
                    path: String::new(),
                    starts_at: new.starts_at,
                    lasted: Duration::ZERO,
                    state: RecorderState::Failed(why),
                });
            }
        }
    }

    fn create(&mut self, new: &NewRecording) -> Result<OpenFile, (String, io::Error)> {
        let mut tries = 0;
        loop {
            tries += 1;
            let path = relative_path(new.started_utc_millis, new.offset_minutes, new.call, tries);
            let opened = self.disk.create(&path).and_then(|file| {
                let mut writer = WavWriter::new(file, SPEC).map_err(io_error)?;
                writer.flush().map_err(io_error)?;
                Ok(writer)
            });
            match opened {
                Ok(writer) => {
                    return Ok(OpenFile {
                        new: new.clone(),
                        path,
                        writer,
                        written: 0,
                        written_at_header: 0,
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < 100 => {}
                Err(error) => return Err((path, error)),
            }
        }
    }

    /// Does something with the file of a call; a failure closes the file as it is.
    fn on_file(
        &mut self,
        call: CallId,
        act: impl FnOnce(&mut OpenFile, u64) -> Result<(), io::Error>,
    ) {
        let Some(index) = self.open.iter().position(|file| file.new.call == call) else { return };
        if let Err(error) = act(&mut self.open[index], self.max_samples) {
            let file = self.open.swap_remove(index);
            self.close(file, Some(&error));
        }
    }

    fn update_headers(&mut self) {
        let calls: Vec<CallId> = self.open.iter().map(|file| file.new.call).collect();
        for call in calls {
            self.on_file(call, |file, _| file.update_header());
        }
    }

    /// Finishes a file and says so. A failed one is cut to what the disk holds.
    fn close(&mut self, file: OpenFile, failure: Option<&io::Error>) {
        let mut report = file.report(RecorderState::Finished);
        let closed = match failure {
            Some(error) => {
                drop(file);
                Err(error.to_string())
            }
            None => file.writer.finalize().map_err(|error| io_error(error).to_string()),
        };
        if let Err(why) = closed {
            match repair(&self.disk.full_path(&report.path)) {
                Ok(lasted) => report.lasted = lasted,
                Err(error) => {
                    tracing::warn!(path = report.path, %error, "a failed recording cannot be repaired");
                    report.lasted = Duration::ZERO;
                    report.path.clear();
                }
            }
            report.state = RecorderState::Failed(why);
        }
        (self.report)(report);
    }
}

const SPEC: WavSpec = WavSpec {
    channels: 1,
    sample_rate: LINE_RATE,
    bits_per_sample: 16,
    sample_format: SampleFormat::Int,
};

impl OpenFile {
    fn report(&self, state: RecorderState) -> RecorderReport {
        RecorderReport {
            call: self.new.call,
            path: self.path.clone(),
            starts_at: self.new.starts_at,
            lasted: Frames(self.written).duration(),
            state,
        }
    }

    /// Writes samples at their position: silence before them when some are missing, less of them when some are
    /// there already.
    fn append(&mut self, position: Frames, samples: &[i16], max: u64) -> io::Result<()> {
        let at = position.0.saturating_sub(self.new.position.0);
        let known =
            self.new.position.0.saturating_sub(position.0) + self.written.saturating_sub(at);
        let mut missing = at.saturating_sub(self.written);
        while missing > 0 {
            let piece = missing.min(SILENCE.len() as u64);
            self.write(&SILENCE[..piece as usize], max)?;
            missing -= piece;
        }
        self.write(samples.get(known as usize..).unwrap_or_default(), max)
    }

    fn write(&mut self, samples: &[i16], max: u64) -> io::Result<()> {
        if self.written + samples.len() as u64 > max {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "the recording has reached the largest length a WAV file can have",
            ));
        }
        let mut out = self.writer.get_i16_writer(samples.len() as u32);
        for &sample in samples {
            out.write_sample(sample);
        }
        out.flush().map_err(io_error)?;
        self.written += samples.len() as u64;
        if self.written - self.written_at_header >= HEADER_EVERY {
            self.update_header()?;
        }
        Ok(())
    }

    /// Makes header and disk agree with what was written.
    fn update_header(&mut self) -> io::Result<()> {
        if self.written > self.written_at_header {
            self.writer.flush().map_err(io_error)?;
            self.written_at_header = self.written;
        }
        Ok(())
    }
}

fn io_error(error: hound::Error) -> io::Error {
    match error {
        hound::Error::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::recording_disk::DataFolder;
    use std::sync::Mutex;

    #[test]
    fn a_recording_stops_cleanly_before_its_lengths_overflow() {
        let dir = tempfile::tempdir().unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        let mut core = RecorderCore::new(
            Box::new(DataFolder::new(dir.path())),
            10_000,
            Box::new(move |report| heard.lock().unwrap().push(report)),
        );
        let call = CallId(3);
        core.obey(Order::Begin(NewRecording {
            call,
            started_utc_millis: 0,
            offset_minutes: 0,
            starts_at: Duration::ZERO,
            position: Frames(500),
        }));
        for n in 0..100 {
            let samples = vec![1; 160].into();
            core.obey(Order::Block { call, position: Frames(500 + n * 160), samples });
        }
        let said = said.lock().unwrap();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(matches!(&said[1].state, RecorderState::Failed(why) if why.contains("largest")));
        assert_eq!(said[1].lasted, Frames(62 * 160).duration());
        let wav = hound::WavReader::open(dir.path().join(&said[1].path)).unwrap();
        assert_eq!(wav.duration(), 62 * 160);
    }

    #[test]
    fn overlapping_and_missing_blocks_keep_their_time() {
        let dir = tempfile::tempdir().unwrap();
        let mut core =
            RecorderCore::new(Box::new(DataFolder::new(dir.path())), MAX_SAMPLES, Box::new(|_| {}));
        let call = CallId(3);
        let block = |position, samples: &[i16]| Order::Block {
            call,
            position: Frames(position),
            samples: samples.into(),
        };
        core.obey(Order::Begin(NewRecording {
            call,
            started_utc_millis: 0,
            offset_minutes: 0,
            starts_at: Duration::ZERO,
            position: Frames(100),
        }));
        core.obey(block(98, &[1, 2, 3, 4]));
        core.obey(block(101, &[40, 5]));
        core.obey(block(105, &[6]));
        core.obey(block(50, &[9, 9]));
        core.obey(Order::End { call, position: Frames(108) });
        let wav = dir.path().join(relative_path(0, 0, call, 1));
        let samples: Vec<i16> =
            hound::WavReader::open(wav).unwrap().samples().map(Result::unwrap).collect();
        assert_eq!(samples, [3, 4, 5, 0, 0, 6, 0, 0]);
    }
}
