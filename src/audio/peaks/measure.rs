//! Measuring a waveform step by step: first a few places all over the recording, then all of it from front to back.
//! Pure but for what its [`Samples`] do. May depend on `base`.

use crate::audio::samples::{Samples, lasting};
use crate::base::waveform::{MARKS_PER_SECOND, Mark, Waveform};

/// Places looked at first. A shorter recording is read through at once.
const PROBES: usize = 256;
/// Marks measured in a step: 20 s of sound.
const STEP: usize = 400;
/// How many times what is known so far is shown on the way.
const SHOWN: usize = 25;

/// What a step brought.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// More is to be read.
    More,
    /// … and here is what is known by now.
    Shown(Waveform),
    /// All is known.
    Complete(Waveform),
}

/// A recording being measured.
pub struct Measuring {
    samples: Box<dyn Samples>,
    form: Waveform,
    frames_per_mark: u64,
    probed: bool,
    /// The next mark.
    next: usize,
    shown: usize,
    raw: Vec<i16>,
}

impl Measuring {
    /// Begins; reads nothing yet.
    #[must_use]
    pub fn new(samples: Box<dyn Samples>) -> Self {
        let form = Waveform::unread(lasting(samples.frames(), samples.rate()), samples.channels());
        let frames_per_mark = u64::from((samples.rate() / MARKS_PER_SECOND).max(1));
        let probed = form.marks() <= 4 * PROBES;
        Self { samples, form, frames_per_mark, probed, next: 0, shown: 0, raw: Vec::new() }
    }

    /// What is known so far.
    #[must_use]
    pub fn so_far(&self) -> &Waveform {
        &self.form
    }

    /// Measures a little more.
    ///
    /// # Errors
    /// When the file cannot be read, in words.
    pub fn step(&mut self) -> Result<Step, String> {
        let marks = self.form.marks();
        if !self.probed {
            self.probed = true;
            for probe in 0..PROBES {
                self.measure(probe * marks / PROBES, 1)?;
            }
            return Ok(Step::Shown(self.form.clone()));
        }
        let count = STEP.min(marks.saturating_sub(self.next));
        self.measure(self.next, count)?;
        self.next += count;
        if self.next >= marks {
            return Ok(Step::Complete(std::mem::take(&mut self.form).completed()));
        }
        if self.next * SHOWN / marks > self.shown {
            self.shown = self.next * SHOWN / marks;
            return Ok(Step::Shown(self.form.clone()));
        }
        Ok(Step::More)
    }

    fn measure(&mut self, first: usize, count: usize) -> Result<(), String> {
        let channels = self.samples.channels().max(1);
        let per_mark = usize::try_from(self.frames_per_mark).unwrap_or(1);
        self.raw.clear();
        self.raw.resize(count * per_mark * channels, 0);
        let from = first as u64 * self.frames_per_mark;
        let got = self.samples.read(from, &mut self.raw)?;
        self.raw.truncate(got * channels);
        for (at, part) in (first..).zip(self.raw.chunks(per_mark * channels)) {
            for (channel, row) in self.form.channels.iter_mut().enumerate() {
                let own = part.iter().skip(channel).step_by(channels).copied();
                if let (Some(place), Some(mark)) = (row.get_mut(at), Mark::of(own)) {
                    *place = mark;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::samples::tests::Formula;
    use std::sync::Arc;
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    /// Loud in its second half.
    fn half(at: u64, _: usize) -> i16 {
        if at >= 3 * 3_600 * 4_000 { 12_000 } else { 0 }
    }

    #[test]
    fn three_hours_are_shown_after_reading_a_few_seconds_of_them() {
        let formula = Formula::new(3 * 3_600 * 8_000, half);
        let read = Arc::clone(&formula.read);
        let mut measuring = Measuring::new(Box::new(formula));
        assert_eq!(measuring.so_far().length, Duration::from_hours(3));
        assert_eq!(read.load(Ordering::Relaxed), 0);
        let Ok(Step::Shown(form)) = measuring.step() else { panic!("nothing is shown") };
        let seconds = read.load(Ordering::Relaxed) / 8_000;
        assert!(seconds <= 15, "{seconds} s were read");
        assert!(!form.complete);
        // Every column of a waveform as wide as the details has something to show.
        for column in 0_u8..200 {
            let (from, to) = (f32::from(column) / 200.0, f32::from(column + 1) / 200.0);
            let mark = form.loudest(0, from, to).expect("a mark");
            assert_eq!(mark.peak > 50, column >= 100, "column {column}");
        }
    }

    #[test]
    fn in_the_end_every_mark_is_known_and_what_was_shown_on_the_way_is_bounded() {
        let mut measuring = Measuring::new(Box::new(Formula::new(600 * 8_000 + 17, half)));
        let mut shown = 0;
        let form = loop {
            match measuring.step().unwrap() {
                Step::More => {}
                Step::Shown(_) => shown += 1,
                Step::Complete(form) => break form,
            }
        };
        assert!(shown <= 1 + SHOWN, "{shown}");
        assert!(form.complete && form.channels[0].iter().all(|mark| mark.known));
        assert_eq!(form.marks(), 600 * 20 + 1);
    }

    #[test]
    fn two_channels_are_measured_apart() {
        let mut formula = Formula::new(8_000, |_, channel| if channel == 0 { 0 } else { 9_000 });
        formula.channels = 2;
        let Ok(Step::Complete(form)) = Measuring::new(Box::new(formula)).step() else {
            panic!("a short recording takes one step")
        };
        assert_eq!(form.channels.len(), 2);
        assert!(form.channels[0].iter().all(|mark| mark.peak == 0));
        assert!(form.channels[1].iter().all(|mark| mark.peak > 60));
    }

    #[test]
    fn an_empty_recording_is_complete_and_a_broken_one_says_why() {
        let empty = Measuring::new(Box::new(Formula::new(0, half))).step();
        assert!(matches!(empty, Ok(Step::Complete(form)) if form.marks() == 0));
        let mut broken = Formula::new(80_000, half);
        broken.broken_from = 100;
        assert!(Measuring::new(Box::new(broken)).step().is_err());
    }
}
