//! Sound between the thread of a modem and those who record and play: two bounded queues at 8 kHz behind one lock that
//! is held for a copy only. The line's time goes on while the modem records nothing: silence stands for it, so that
//! positions stay moments. May depend on `base` and `audio`.

use crate::audio::source::{Pulled, SampleSink, SampleSource};
use crate::base::units::{Frames, LINE_RATE};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Samples of the line that wait to be fetched: 2 s.
const HEARD: usize = 16_000;
/// Samples that wait to be played: 1 s.
const TO_PLAY: usize = 8_000;

#[derive(Debug, Default)]
struct Queues {
    heard: VecDeque<i16>,
    /// Frames lost before the oldest that waits.
    gap: u64,
    /// Lost in the box or because nobody fetched them, so far.
    overruns: u64,
    to_play: VecDeque<i16>,
    can_play: bool,
    ended: bool,
}

/// The box's end.
#[derive(Debug, Clone, Default)]
pub struct LineSound {
    shared: Arc<Mutex<Queues>>,
    /// Up to here the line's time is accounted for.
    until: Option<Duration>,
}

impl LineSound {
    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The other ends.
    #[must_use]
    pub fn ends(&self) -> (Source, Sink) {
        (Source(Arc::clone(&self.shared)), Sink(Arc::clone(&self.shared)))
    }

    /// Samples of the line arrived at `at`.
    pub fn heard(&mut self, samples: &[i16], at: Duration) {
        self.until = Some(at);
        let mut queues = self.lock();
        queues.heard.extend(samples);
        let spare = queues.heard.len().saturating_sub(HEARD);
        if spare > 0 {
            queues.heard.drain(..spare);
            queues.gap += spare as u64;
            queues.overruns += spare as u64;
        }
    }

    /// Nothing was recorded up to `now`.
    pub fn silent(&mut self, now: Duration) {
        let since = *self.until.get_or_insert(now);
        let frames = Frames::within(now.saturating_sub(since));
        if frames.0 == 0 {
            return;
        }
        self.until = Some(since + frames.duration());
        let mut queues = self.lock();
        // Nobody misses silence that nobody fetched.
        let room = HEARD.saturating_sub(queues.heard.len());
        let fits = usize::try_from(frames.0).unwrap_or(room).min(room);
        queues.heard.extend(std::iter::repeat_n(0, fits));
    }

    /// Recording begins at `now`: time up to here is silence.
    pub fn begin(&mut self, now: Duration) {
        self.silent(now);
    }

    /// Whether the line takes sound. When it does not, what waits to be played is thrown away.
    pub fn set_playing(&self, can_play: bool) {
        let mut queues = self.lock();
        queues.can_play = can_play;
        if !can_play {
            queues.to_play.clear();
        }
    }

    /// Samples that wait to be played.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.lock().to_play.len()
    }

    /// Takes at most `count` samples to be played.
    #[must_use]
    pub fn take(&self, count: usize) -> Vec<i16> {
        let mut queues = self.lock();
        let count = count.min(queues.to_play.len());
        queues.to_play.drain(..count).collect()
    }

    /// Samples of the line that nobody fetched in time, so far.
    #[must_use]
    pub fn overruns(&self) -> u64 {
        self.lock().overruns
    }

    /// No more sound will come or go.
    pub fn end(&self) {
        let mut queues = self.lock();
        queues.ended = true;
        queues.can_play = false;
        queues.to_play.clear();
    }
}

/// What is heard on the line.
#[derive(Debug)]
pub struct Source(Arc<Mutex<Queues>>);

impl SampleSource for Source {
    fn rate(&self) -> u32 {
        LINE_RATE
    }

    fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let gap = std::mem::take(&mut queues.gap);
        if gap > 0 {
            return Pulled::Gap(gap);
        }
        let count = queues.heard.len();
        if count == 0 && queues.ended {
            return Pulled::Ended;
        }
        out.extend(queues.heard.drain(..));
        Pulled::Samples(count)
    }
}

/// What is to be played into the line.
#[derive(Debug)]
pub struct Sink(Arc<Mutex<Queues>>);

impl SampleSink for Sink {
    fn rate(&self) -> u32 {
        LINE_RATE
    }

    fn room(&self) -> usize {
        let queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if queues.can_play { TO_PLAY.saturating_sub(queues.to_play.len()) } else { 0 }
    }

    fn push(&mut self, samples: &[i16]) -> usize {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = if queues.can_play { TO_PLAY.saturating_sub(queues.to_play.len()) } else { 0 };
        let count = room.min(samples.len());
        queues.to_play.extend(samples.iter().take(count));
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_without_recording_is_silence_and_unfetched_sound_a_gap() {
        let mut sound = LineSound::default();
        let (mut source, _) = sound.ends();
        let at = Duration::from_millis;
        sound.silent(at(0));
        sound.silent(at(100));
        sound.heard(&[1; 80], at(110));
        let mut out = Vec::new();
        assert_eq!(source.pull(&mut out), Pulled::Samples(880));
        assert_eq!(out.iter().filter(|sample| **sample == 1).count(), 80);
        sound.heard(&vec![2; HEARD + 5], at(3_000));
        assert_eq!(source.pull(&mut out), Pulled::Gap(5));
        assert_eq!(source.pull(&mut out), Pulled::Samples(HEARD));
        assert_eq!(sound.overruns(), 5);
        sound.end();
        assert_eq!(source.pull(&mut out), Pulled::Ended);
    }

    #[test]
    fn nothing_can_be_played_into_a_line_that_is_not_taken() {
        let sound = LineSound::default();
        let (_, mut sink) = sound.ends();
        assert_eq!((sink.room(), sink.push(&[1; 10])), (0, 0));
        sound.set_playing(true);
        assert_eq!((sink.push(&vec![1; 9_000]), sink.room()), (TO_PLAY, 0));
        assert_eq!(sound.take(100).len(), 100);
        sound.set_playing(false);
        assert_eq!((sound.waiting(), sink.room()), (0, 0));
    }
}
