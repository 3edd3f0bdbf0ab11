//! Line audio of a box that comes and goes: one source and one sink for the pump, whatever box is behind them now.
//! May depend on `base` and `audio`.

use crate::audio::source::{Pulled, SampleSink, SampleSource};
use crate::base::units::LINE_RATE;
use crate::device::AudioRoute;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the supervisor changes and the pump uses. Locked for the length of one pull.
#[derive(Default)]
struct Slot {
    source: Option<Box<dyn SampleSource>>,
    sink: Option<Box<dyn SampleSink>>,
    /// What the source has still to say about its coming and going.
    news: Option<Pulled>,
    rate: u32,
}

/// The supervisor's end.
#[derive(Clone, Default)]
pub(super) struct Switch(Arc<Mutex<Slot>>);

/// The pump's end.
struct SwitchedSource(Switch);

/// The player's end.
struct SwitchedSink(Switch);

impl Switch {
    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The box was opened (again).
    pub(super) fn put(&self, route: AudioRoute) {
        let (source, sink) = match route {
            AudioRoute::Silent | AudioRoute::UsbCard => (None, None),
            AudioRoute::Samples(source) => (Some(source), None),
            AudioRoute::Both(source, sink) => (Some(source), Some(sink)),
        };
        let mut slot = self.lock();
        let was_there = slot.rate != 0;
        if let Some(source) = &source {
            slot.rate = source.rate();
            slot.news = was_there.then_some(Pulled::Back);
        }
        (slot.source, slot.sink) = (source, sink);
    }

    /// The box is gone.
    pub(super) fn take_away(&self, why: &str) {
        let mut slot = self.lock();
        slot.sink = None;
        if slot.source.take().is_some() {
            slot.news = Some(Pulled::Lost(why.to_owned()));
        }
    }

    /// What the box's owner is given. Silent when the box has no audio of its own.
    pub(super) fn route(&self) -> AudioRoute {
        let slot = self.lock();
        match (&slot.source, &slot.sink) {
            (None, _) => AudioRoute::Silent,
            (Some(_), None) => AudioRoute::Samples(Box::new(SwitchedSource(self.clone()))),
            (Some(_), Some(_)) => AudioRoute::Both(
                Box::new(SwitchedSource(self.clone())),
                Box::new(SwitchedSink(self.clone())),
            ),
        }
    }
}

impl SampleSource for SwitchedSource {
    fn rate(&self) -> u32 {
        match self.0.lock().rate {
            0 => LINE_RATE,
            rate => rate,
        }
    }

    fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
        let mut slot = self.0.lock();
        if let Some(news) = slot.news.take() {
            return news;
        }
        match &mut slot.source {
            None => Pulled::Samples(0),
            Some(source) => match source.pull(out) {
                // The supervisor says whether there is another.
                Pulled::Ended => Pulled::Samples(0),
                pulled => pulled,
            },
        }
    }
}

impl SampleSink for SwitchedSink {
    fn rate(&self) -> u32 {
        self.0.lock().sink.as_ref().map_or(LINE_RATE, |sink| sink.rate())
    }

    fn room(&self) -> usize {
        self.0.lock().sink.as_ref().map_or(0, |sink| sink.room())
    }

    fn push(&mut self, samples: &[i16]) -> usize {
        self.0.lock().sink.as_mut().map_or(0, |sink| sink.push(samples))
    }
}
