//! Takes clicks out of the line. FSK keeps its amplitude: what rises far above the peaks of the frames around
//! is no part of it. May depend on `base`.

use crate::dsp::FRAME;

/// Frames before and after one that tell what its peak may be: 15 ms. Clicks are in fewer than half of them.
pub const LAG: usize = 3;
/// Most that a sample may have of the median of the peaks. Peaks of 40 samples of white noise spread by a sixth:
/// this is met by one noisy sample in 3000.
const MOST: f32 = 1.3;
/// Samples after such a one that still ring with the click. In a sweep of 600 bursts with clicks of 3 to 10 times
/// the burst's RMS 0 to 3 samples let 67, 75, 79 and 78 % be read.
const RING: usize = 2;
/// Share of the power below 680 Hz from which on peaks are not the burst's alone: the harmonics of hum have peaks of
/// their own. White noise at 2 dB SNR leaves 0.05 there.
const FOREIGN: f32 = 0.1;

/// The newest `N` frames and their peaks.
#[derive(Debug, Clone)]
pub struct Recent<const N: usize> {
    frames: [[f32; FRAME]; N],
    /// Infinite where they are not the burst's.
    peaks: [f32; N],
    newest: usize,
}

impl<const N: usize> Recent<N> {
    /// Silence.
    pub fn new() -> Self {
        Self { frames: [[0.0; FRAME]; N], peaks: [0.0; N], newest: 0 }
    }

    /// Appends a frame. `low`: the share of its power below 680 Hz.
    pub fn push(&mut self, frame: &[f32; FRAME], low: f32) {
        self.newest = (self.newest + 1) % N;
        self.frames[self.newest] = *frame;
        let mut peaks = [0.0_f32; 8];
        for part in frame.as_chunks::<8>().0 {
            for (peak, value) in peaks.iter_mut().zip(part) {
                *peak = peak.max(value.abs());
            }
        }
        let peak = peaks.iter().fold(0.0_f32, |a, b| a.max(*b));
        self.peaks[self.newest] = if low > FOREIGN { f32::INFINITY } else { peak };
    }

    /// The frame `back` frames before the newest, clicks silenced. `back` is from [`LAG`] to `N` - 1 - [`LAG`].
    pub fn quiet(&self, back: usize) -> [f32; FRAME] {
        let place = |back: usize| (self.newest + 2 * N - back) % N;
        let mut frame = self.frames[place(back)];
        let mut around: [f32; 2 * LAG + 1] =
            std::array::from_fn(|index| self.peaks[place(back - LAG + index)]);
        around.sort_unstable_by(f32::total_cmp);
        let most = MOST * around[LAG];
        if self.peaks[place(back)] > most {
            let heard = frame;
            for (n, value) in heard.iter().enumerate() {
                if value.abs() > most {
                    frame[n..(n + RING + 1).min(FRAME)].fill(0.0);
                }
            }
        }
        frame
    }
}

impl<const N: usize> Default for Recent<N> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(from: usize) -> [f32; FRAME] {
        std::array::from_fn(|n| 0.1 * (std::f32::consts::TAU * 0.15 * (from + n) as f32).sin())
    }

    /// The last frame but [`LAG`] of a sine with a click.
    fn after_a_click(size: f32, low: f32) -> ([f32; FRAME], [f32; FRAME]) {
        let mut recent = Recent::<8>::new();
        for index in 0..8 {
            let mut frame = sine(index * FRAME);
            frame[10] += if index == 7 - LAG { size } else { 0.0 };
            recent.push(&frame, low);
        }
        (recent.quiet(LAG), sine((7 - LAG) * FRAME))
    }

    #[test]
    fn a_click_is_silenced_and_the_rest_stays() {
        let (heard, clean) = after_a_click(0.9, 0.0);
        assert_eq!(heard[10..=10 + RING], [0.0; RING + 1]);
        assert_eq!(heard[..10], clean[..10]);
        assert_eq!(heard[11 + RING..], clean[11 + RING..]);
    }

    #[test]
    fn a_burst_with_hum_is_left_alone() {
        let (heard, clean) = after_a_click(0.9, 0.5);
        assert_eq!(heard[11..], clean[11..]);
        assert!(heard[10] > 0.5);
    }
}
