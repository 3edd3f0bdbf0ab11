//! The channels of a recording, each with its own detectors. May depend on `base` and `dsp`.
//!
//! Each channel is decoded by itself and equal events are told once, so neither a silent channel nor an
//! inverted one hides anything. Channels that are equal (or inverted) sample by sample are decoded once.

use crate::base::signal::LineSignal;
use crate::base::units::{Frames, LINE_RATE};
use crate::dsp::bank::{Bank, BankConfig, Detection, Mode};
use crate::dsp::resample::Resampler;
use crate::dsp::tone::plan::Region;
use std::collections::VecDeque;

/// Events of two channels are one when they begin this close together.
const SAME_WITHIN: u64 = LINE_RATE as u64 / 10;
/// So many events are remembered to tell equal ones once.
const REMEMBERED: usize = 64;

/// Who listens to the channels.
pub trait Listener {
    /// Sound of a channel at the line rate, before the detectors hear it. Channels count from 0.
    fn sound(&mut self, channel: usize, line: &[f32]);
    /// A fact that no other channel has told. In order of decision.
    fn event(&mut self, channel: usize, event: Detection);
}

/// One channel with its own detectors.
struct Channel {
    resampler: Resampler,
    bank: Bank,
}

/// The detectors of a whole recording. Memory does not grow with its length.
pub struct Channels {
    /// `None`: so far equal to the first channel, or silent; woken by the first difference.
    list: Vec<Option<Channel>>,
    is_plain: bool,
    fresh: Resampler,
    config: BankConfig,
    one: Vec<f32>,
    line: Vec<f32>,
    recent: VecDeque<(usize, Frames, LineSignal)>,
}

impl Channels {
    /// Detectors for `count` channels at `rate` frames per second.
    #[must_use]
    pub fn new(rate: u32, count: usize, region: Option<Region>) -> Self {
        let config = BankConfig { mode: Mode::File, region };
        let fresh = Resampler::new(rate, LINE_RATE);
        let mut list: Vec<Option<Channel>> = (0..count).map(|_| None).collect();
        if let Some(first) = list.first_mut() {
            *first = Some(Channel { resampler: fresh.clone(), bank: Bank::new(config) });
        }
        let is_plain = rate == LINE_RATE;
        let recent = VecDeque::with_capacity(REMEMBERED);
        Self { list, is_plain, fresh, config, one: Vec::new(), line: Vec::new(), recent }
    }

    /// Time so far, at the line rate.
    #[must_use]
    pub fn now(&self) -> Frames {
        self.list.iter().flatten().map(|channel| channel.bank.now()).next().unwrap_or_default()
    }

    /// Takes interleaved samples.
    pub fn push(&mut self, block: &[f32], listener: &mut dyn Listener) {
        let count = self.list.len();
        let now = self.now();
        for (index, slot) in self.list.iter_mut().enumerate() {
            if slot.is_none() && follows(block, count, index) {
                continue;
            }
            let channel = slot.get_or_insert_with(|| {
                let mut bank = Bank::new(self.config);
                bank.gap(now, &mut |_| {});
                Channel { resampler: self.fresh.clone(), bank }
            });
            let own = own_samples(block, count, index, &mut self.one);
            let line = if self.is_plain {
                own
            } else {
                self.line.clear();
                channel.resampler.push(own, &mut self.line);
                &self.line
            };
            listener.sound(index, line);
            let recent = &mut self.recent;
            channel.bank.feed(line, &mut |event| tell(recent, index, event, listener));
        }
    }

    /// So many frames (at the line rate) were lost.
    pub fn gap(&mut self, frames: Frames, listener: &mut dyn Listener) {
        let recent = &mut self.recent;
        for (index, channel) in self.list.iter_mut().enumerate() {
            if let Some(channel) = channel {
                channel.bank.gap(frames, &mut |event| tell(recent, index, event, listener));
            }
        }
    }

    /// Decides what is still open at the end.
    pub fn finish(&mut self, listener: &mut dyn Listener) {
        let recent = &mut self.recent;
        for (index, channel) in self.list.iter_mut().enumerate() {
            if let Some(channel) = channel {
                channel.bank.finish(&mut |event| tell(recent, index, event, listener));
            }
        }
    }
}

/// Whether a channel says nothing that the first one does not say.
fn follows(block: &[f32], count: usize, index: usize) -> bool {
    let equal = |sign: f32| block.chunks_exact(count).all(|f| f[index] == sign * f[0]);
    equal(1.0) || equal(0.0) || equal(-1.0)
}

/// The samples of one channel: the block itself when there is only one.
fn own_samples<'a>(
    block: &'a [f32],
    count: usize,
    index: usize,
    one: &'a mut Vec<f32>,
) -> &'a [f32] {
    if count == 1 {
        return block;
    }
    one.clear();
    match count {
        2 => one.extend(block.as_chunks::<2>().0.iter().map(|frame| frame[index])),
        _ => one.extend(block.chunks_exact(count).map(|frame| frame[index])),
    }
    one
}

/// Tells an event unless another channel has told it already.
fn tell(
    recent: &mut VecDeque<(usize, Frames, LineSignal)>,
    channel: usize,
    event: Detection,
    listener: &mut dyn Listener,
) {
    let same = |(other, start, signal): &(usize, Frames, LineSignal)| {
        *other != channel
            && start.0.abs_diff(event.start.0) <= SAME_WITHIN
            && same_fact(signal, &event.signal)
    };
    if recent.iter().any(same) {
        return;
    }
    if recent.len() == REMEMBERED {
        recent.pop_front();
    }
    recent.push_back((channel, event.start, event.signal.clone()));
    listener.event(channel, event);
}

fn same_fact(a: &LineSignal, b: &LineSignal) -> bool {
    match (a, b) {
        (LineSignal::Digit { digit: a, .. }, LineSignal::Digit { digit: b, .. }) => a == b,
        _ => a == b,
    }
}
