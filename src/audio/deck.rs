//! A recording on its way to the ear, without the device: reads ahead block by block, mixes channels, goes round in a loop,
//! changes the pace, sets the volume, and fades where the sound is cut. Pure but for what its [`Samples`] do.
//! May depend on `base`.

use crate::audio::samples::{Samples, frame_at, lasting, mix};
use crate::audio::stretch::Stretch;
use crate::base::playback::{Span, Speed};
use std::time::Duration;

/// Frames read at a time.
const BLOCK: usize = 1_024;
/// A cut fades in and out within so many frames (5 ms at 8 kHz).
const FADE: u64 = 40;

/// How a recording is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// How fast.
    pub speed: Speed,
    /// Again and again.
    pub span: Option<Span>,
    /// In hundredths; 100 is as it was recorded.
    pub volume: u8,
}

impl Default for Style {
    fn default() -> Self {
        Self { speed: Speed::Normal, span: None, volume: 100 }
    }
}

/// A recording being played from some place on.
pub struct Deck {
    samples: Box<dyn Samples>,
    /// The next frame to read.
    next: u64,
    /// Where it was cut in.
    cut: u64,
    /// Frames of the loop.
    span: Option<(u64, u64)>,
    stretch: Stretch,
    volume: u8,
    ended: bool,
    raw: Vec<i16>,
    mono: Vec<i16>,
}

impl Deck {
    /// Lays a recording on.
    #[must_use]
    pub fn new(samples: Box<dyn Samples>) -> Self {
        let stretch = Stretch::new(samples.rate(), Speed::Normal);
        let (raw, mono) = (Vec::new(), Vec::new());
        Self { samples, next: 0, cut: 0, span: None, stretch, volume: 100, ended: false, raw, mono }
    }

    /// Frames per second of what [`Deck::play`] gives.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.samples.rate()
    }

    /// How long the recording is.
    #[must_use]
    pub fn length(&self) -> Duration {
        lasting(self.samples.frames(), self.samples.rate())
    }

    /// Puts the needle down.
    pub fn start(&mut self, from: Duration, style: Style) {
        let rate = self.samples.rate();
        self.next = frame_at(from, rate).min(self.samples.frames());
        self.cut = self.next;
        let span = style.span.map(|(a, b)| (frame_at(a, rate), frame_at(b, rate)));
        let next = self.next;
        let span = span.map(|(a, b)| (a, b.min(self.samples.frames())));
        self.span = span.filter(|(a, b)| a < b && next < *b);
        self.stretch = Stretch::new(rate, style.speed);
        self.volume = style.volume.min(200);
        self.ended = false;
    }

    /// Appends at least so many samples to `out`, fewer only at the end. `true`: that was all.
    ///
    /// # Errors
    /// When the file cannot be read (any more) or holds less than it did, in words.
    pub fn play(&mut self, room: usize, out: &mut Vec<i16>) -> Result<bool, String> {
        let first = out.len();
        while !self.ended && out.len() - first < room {
            self.block(out)?;
        }
        if self.volume != 100 {
            let volume = i32::from(self.volume);
            for sample in out.iter_mut().skip(first) {
                *sample = (i32::from(*sample) * volume / 100).clamp(-32_768, 32_767) as i16;
            }
        }
        Ok(self.ended)
    }

    fn block(&mut self, out: &mut Vec<i16>) -> Result<(), String> {
        if let Some((a, b)) = self.span
            && self.next >= b
        {
            (self.next, self.cut) = (a, a);
        }
        let end = self.span.map_or(self.samples.frames(), |(_, b)| b);
        let count = usize::try_from(end - self.next.min(end)).unwrap_or(BLOCK).min(BLOCK);
        if count == 0 {
            self.stretch.finish(out);
            self.ended = true;
            return Ok(());
        }
        let channels = self.samples.channels().max(1);
        self.raw.clear();
        self.raw.resize(count * channels, 0);
        let got = self.samples.read(self.next, &mut self.raw)?.min(count);
        if got < count {
            return Err("it ends before its end: it was cut while it was played".to_owned());
        }
        self.mono.clear();
        mix(&self.raw, channels, &mut self.mono);
        self.fade(end);
        self.next += got as u64;
        self.stretch.push(&self.mono, out);
        Ok(())
    }

    /// Fades in behind a cut and out before the end of a loop.
    fn fade(&mut self, end: u64) {
        let cut_in = self.cut > 0;
        let cut_out = self.span.is_some();
        for (at, sample) in (self.next..).zip(self.mono.iter_mut()) {
            let behind = if cut_in { (at + 1).saturating_sub(self.cut) } else { FADE };
            let before = if cut_out { end.saturating_sub(at) } else { FADE };
            let share = behind.min(before);
            if share < FADE {
                let share = share as i32;
                *sample = (i32::from(*sample) * share / FADE as i32) as i16;
            } else if !cut_out && at > self.cut + FADE {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::samples::tests::Formula;
    use std::sync::Arc;
    use std::sync::atomic::Ordering;

    fn ramp(at: u64, _: usize) -> i16 {
        (at % 30_000) as i16
    }

    fn steady(_: u64, _: usize) -> i16 {
        1_000
    }

    fn all(deck: &mut Deck) -> Vec<i16> {
        let mut out = Vec::new();
        while !deck.play(500, &mut out).unwrap() {}
        out
    }

    fn millis(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn a_recording_is_played_from_a_place_to_its_end() {
        let mut deck = Deck::new(Box::new(Formula::new(8_000, ramp)));
        deck.start(millis(250), Style::default());
        let out = all(&mut deck);
        assert_eq!(out.len(), 6_000);
        assert_eq!(out[40..], (2_040..8_000).collect::<Vec<i16>>());
        deck.start(Duration::ZERO, Style::default());
        assert_eq!(all(&mut deck), (0..8_000).collect::<Vec<i16>>(), "nothing is cut in front");
    }

    #[test]
    fn a_loop_goes_round_without_a_click() {
        let mut deck = Deck::new(Box::new(Formula::new(80_000, steady)));
        let span = Some((millis(1_000), millis(1_500)));
        deck.start(millis(1_200), Style { span, ..Style::default() });
        let mut out = Vec::new();
        assert!(!deck.play(12_000, &mut out).unwrap(), "a loop has no end");
        assert!(out.windows(2).all(|w| (w[1] - w[0]).abs() <= 26), "steps at the seams");
        let seams = out.windows(2).filter(|w| w[0] > 0 && w[0] <= 26 && w[1] < w[0]).count();
        assert!(seams <= 4, "{seams}");
        assert_eq!(out[2_400 - 1], 25, "the seam lies at its end");
    }

    #[test]
    fn a_loop_that_lies_behind_is_left_alone() {
        let mut deck = Deck::new(Box::new(Formula::new(16_000, steady)));
        deck.start(
            millis(1_000),
            Style { span: Some((millis(100), millis(600))), ..Style::default() },
        );
        assert_eq!(all(&mut deck).len(), 8_000);
    }

    #[test]
    fn speed_and_volume_change_what_is_heard_and_nothing_else() {
        let mut deck = Deck::new(Box::new(Formula::new(16_000, steady)));
        deck.start(Duration::ZERO, Style { speed: Speed::Double, span: None, volume: 50 });
        let out = all(&mut deck);
        assert_eq!(out.len(), 8_000);
        assert!(out[..7_000].iter().all(|&sample| sample == 500));
    }

    /// Promises ten seconds and holds half of one.
    struct Shrunk;
    impl Samples for Shrunk {
        fn rate(&self) -> u32 {
            8_000
        }
        fn channels(&self) -> usize {
            1
        }
        fn frames(&self) -> u64 {
            80_000
        }
        fn read(&mut self, from: u64, _out: &mut [i16]) -> Result<usize, String> {
            Ok(if from < 4_000 { BLOCK } else { 3 })
        }
    }

    #[test]
    fn a_file_that_shrinks_or_breaks_under_the_player_is_an_error() {
        let mut broken = Formula::new(80_000, steady);
        broken.broken_from = 5_000;
        let mut deck = Deck::new(Box::new(broken));
        deck.start(Duration::ZERO, Style::default());
        assert_eq!(deck.play(20_000, &mut Vec::new()), Err("the disk is gone".to_owned()));
        let mut deck = Deck::new(Box::new(Shrunk));
        deck.start(Duration::ZERO, Style::default());
        assert!(
            deck.play(20_000, &mut Vec::new()).unwrap_err().contains("cut while it was played")
        );
    }

    #[test]
    fn three_hours_are_opened_and_begun_with_a_few_blocks() {
        let formula = Formula::new(3 * 3_600 * 8_000, steady);
        let read = Arc::clone(&formula.read);
        let mut deck = Deck::new(Box::new(formula));
        assert_eq!(deck.length(), Duration::from_hours(3));
        assert_eq!(read.load(Ordering::Relaxed), 0, "the length is known without reading");
        deck.start(Duration::from_mins(100), Style::default());
        deck.play(4 * 8_000, &mut Vec::new()).unwrap();
        assert!(read.load(Ordering::Relaxed) <= 4 * 8_000 + BLOCK as u64, "{read:?}");
    }
}
