//! Plays a live source of samples into an output device: the far end of the simulated exchange for loopback tests.
//! Runs on the caller's thread. May depend on `base` and `dsp`.

use crate::audio::callback::Health;
use crate::audio::capture::{OpenOutput, open_output};
use crate::audio::devices::SoundError;
use crate::audio::source::{Pulled, SampleSource};
use crate::dsp::resample::Resampler;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often the source is asked.
const PERIOD: Duration = Duration::from_millis(10);
/// What a sound server may hold back after the last sample (PulseAudio asks for two seconds ahead).
const TAIL: Duration = Duration::from_millis(2_500);

/// What waits in the ring before a live source is let through: a late thread makes no hole.
const CUSHION: Duration = Duration::from_millis(250);

/// Brings samples of one rate into an open output.
pub(super) struct Feed {
    output: OpenOutput,
    resampler: Resampler,
    rate: u32,
    raw: Vec<f32>,
    ready: Vec<f32>,
    /// Samples given to the device.
    given: u64,
}

impl Feed {
    pub(super) fn new(output: OpenOutput, rate: u32) -> Self {
        let resampler = Resampler::new(rate, output.rate);
        Self { output, resampler, rate, raw: Vec::new(), ready: Vec::new(), given: 0 }
    }

    /// Samples at the source's rate that still fit.
    pub(super) fn room(&self) -> usize {
        let waiting = self.ready.len() as u64;
        let room = (self.output.ring.slots() as u64).saturating_sub(waiting);
        (room * u64::from(self.rate) / u64::from(self.output.rate)) as usize
    }

    /// Appends samples; what does not fit waits for the next call. `last`: nothing more will come.
    pub(super) fn push(&mut self, samples: &[i16], last: bool) {
        self.raw.clear();
        self.raw.extend(samples.iter().map(|&s| f32::from(s) / 32_768.0));
        self.resampler.push(&self.raw, &mut self.ready);
        if last {
            // Known before the ring has it: the callback never takes the last piece for a late one.
            let whole = self.given + self.ready.len() as u64;
            self.health().whole.store(whole, Ordering::Relaxed);
        }
        let fits = self.ready.len().min(self.output.ring.slots());
        for value in self.ready.drain(..fits) {
            if self.output.ring.push((value * 32_768.0) as i16).is_ok() {
                self.given += 1;
            }
        }
    }

    pub(super) fn start(&mut self) -> Result<(), SoundError> {
        self.output.start()
    }

    /// How much was given to the device.
    fn given(&self) -> Duration {
        Duration::from_micros(self.given * 1_000_000 / u64::from(self.output.rate))
    }

    /// The pauses made so far because samples came late.
    pub(super) fn pauses(&self) -> Duration {
        let silent = self.health().silent.load(Ordering::Relaxed);
        Duration::from_micros(silent * 1_000_000 / u64::from(self.output.rate))
    }

    /// Whether the device has taken everything.
    pub(super) fn is_drained(&self) -> bool {
        self.ready.is_empty() && self.health().frames.load(Ordering::Relaxed) >= self.given
    }

    /// Whether the device has taken three quarters of what it was given.
    pub(super) fn has_begun(&self) -> bool {
        self.health().frames.load(Ordering::Relaxed) * 4 >= self.given * 3
    }

    /// # Errors
    /// When the device has failed.
    pub(super) fn check(&self) -> Result<(), SoundError> {
        if self.health().failed.load(Ordering::Relaxed) {
            return Err(SoundError::Failed(format!(
                "{}: the device failed or was unplugged",
                self.output.name
            )));
        }
        Ok(())
    }

    fn health(&self) -> &Health {
        &self.output.health
    }
}

/// Plays `source` into an output device (by id, name or part of it; `default`: the system's choice) until it ends, or
/// until `stop` gets a message or is closed.
///
/// # Errors
/// When there is no such device, it cannot be opened, or it fails on the way.
pub fn play(
    device: &str,
    mut source: Box<dyn SampleSource>,
    stop: &Receiver<()>,
) -> Result<(), SoundError> {
    let mut feed = Feed::new(open_output(device)?, source.rate());
    let mut pulled = Vec::new();
    let (mut started, mut ended) = (false, false);
    while !(ended && feed.is_drained()) {
        if stop.recv_timeout(PERIOD) != Err(RecvTimeoutError::Timeout) {
            return Ok(());
        }
        feed.check()?;
        pulled.clear();
        while !ended && pulled.len() < feed.room() {
            match source.pull(&mut pulled) {
                Pulled::Samples(0) => break,
                Pulled::Ended => ended = true,
                // A loss in the source is a pause at the far end.
                Pulled::Samples(_) | Pulled::Gap(_) | Pulled::Lost(_) | Pulled::Back => {}
            }
        }
        feed.push(&pulled, ended);
        if !started && (ended || feed.given() >= CUSHION) {
            feed.start()?;
            started = true;
        }
    }
    // A message here only means that nobody wants to hear the rest.
    stop.recv_timeout(TAIL).or(Ok(()))
}
