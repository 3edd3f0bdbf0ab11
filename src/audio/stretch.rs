//! Plays faster or slower without changing the pitch: WSOLA (Verhelst and Roelands, ICASSP 1993: waveform similarity
//! overlap-add). Pieces of 15 ms are taken from the sound at the wished pace; each is moved by up to 9 ms to where it
//! continues the piece before it best, and is cross-faded with what would have followed there.
//! Pure. May depend on `base`.

use crate::base::playback::Speed;

/// A piece.
const PIECE_MILLIS: usize = 15;
/// How far a piece may be moved. Both ways together hold a whole period of the deepest voice (55 Hz).
const REACH_MILLIS: usize = 9;
/// How much worse than the best a nearer place may fit: silence and tones fit everywhere.
const INDIFFERENCE: f32 = 1e-4;

/// Changes the pace of a stream of samples.
#[derive(Debug, Clone)]
pub struct Stretch {
    speed: Speed,
    piece: usize,
    reach: usize,
    /// Sound not yet used up.
    input: Vec<f32>,
    /// Samples before `input[0]`.
    gone: usize,
    /// Where the newest piece begins.
    newest: usize,
    /// Where the next one should begin, in hundredths of a sample.
    wish: usize,
    /// Rising half of the cross-fade.
    rise: Vec<f32>,
    begun: bool,
    /// Samples taken in and given out.
    taken: usize,
    given: usize,
}

impl Stretch {
    /// For sound of this rate, in hertz.
    #[must_use]
    pub fn new(rate: u32, speed: Speed) -> Self {
        let per_milli = (rate as usize).div_ceil(1_000).max(1);
        let piece = PIECE_MILLIS * per_milli;
        let step = std::f32::consts::FRAC_PI_2 / piece as f32;
        let rise = (0..piece).map(|i| ((i as f32 + 0.5) * step).sin().powi(2)).collect();
        Self {
            speed,
            piece,
            reach: REACH_MILLIS * per_milli,
            input: Vec::new(),
            gone: 0,
            newest: 0,
            wish: 0,
            rise,
            begun: false,
            taken: 0,
            given: 0,
        }
    }

    /// Takes samples in and appends what is ready to `out`. At the normal speed they pass unchanged.
    pub fn push(&mut self, samples: &[i16], out: &mut Vec<i16>) {
        if self.speed == Speed::Normal {
            out.extend_from_slice(samples);
            return;
        }
        self.taken += samples.len();
        self.input.extend(samples.iter().map(|&sample| f32::from(sample)));
        self.work(out);
    }

    /// Appends what is still inside: nothing more will come.
    pub fn finish(&mut self, out: &mut Vec<i16>) {
        if self.speed == Speed::Normal {
            return;
        }
        let whole = self.taken * 100 / self.speed.percent() as usize;
        let silence = 2 * (self.piece + self.reach) + self.piece * 2;
        let mut rest = Vec::new();
        let given = self.given;
        while self.given < whole {
            self.input.resize(self.input.len() + silence, 0.0);
            self.work(&mut rest);
        }
        out.extend(rest.iter().take(whole.saturating_sub(given)));
        *self = Self::new(0, self.speed).of_size(self);
    }

    /// Empty, of the same measures.
    fn of_size(mut self, like: &Self) -> Self {
        self.piece = like.piece;
        self.reach = like.reach;
        self.rise.clone_from(&like.rise);
        self
    }

    fn work(&mut self, out: &mut Vec<i16>) {
        loop {
            let end = self.gone + self.input.len();
            if !self.begun {
                if end < self.piece {
                    return;
                }
                let first = self.input.iter().take(self.piece).map(|&value| to_16(value));
                out.extend(first);
                self.given += self.piece;
                self.begun = true;
                self.wish = self.piece * self.speed.percent() as usize;
                continue;
            }
            let target = self.wish / 100;
            let natural = self.newest + self.piece;
            if end < (target + self.reach).max(natural) + self.piece {
                return;
            }
            let at = self.best(target, natural);
            self.fade(natural, at, out);
            self.newest = at;
            self.wish += self.piece * self.speed.percent() as usize;
            self.forget();
        }
    }

    /// The place near `target` that continues best like the sound at `natural`.
    fn best(&self, target: usize, natural: usize) -> usize {
        let like = self.part(natural);
        let lowest = target.saturating_sub(self.reach).max(self.gone);
        let (mut best, mut value) = (target, f32::MIN);
        for at in lowest..=target + self.reach {
            let here = self.part(at);
            let (mut product, mut energy) = (0.0, 1.0);
            for (a, b) in like.iter().zip(here) {
                product += a * b;
                energy += b * b;
            }
            let far = at.abs_diff(target) as f32 / self.reach as f32;
            let fit = product / energy.sqrt() * (1.0 - INDIFFERENCE * far) - INDIFFERENCE * far;
            if fit > value {
                (best, value) = (at, fit);
            }
        }
        best
    }

    fn part(&self, at: usize) -> &[f32] {
        let from = at.saturating_sub(self.gone).min(self.input.len());
        let to = (from + self.piece).min(self.input.len());
        self.input.get(from..to).unwrap_or_default()
    }

    fn fade(&mut self, natural: usize, at: usize, out: &mut Vec<i16>) {
        let (old, new) = (self.part(natural), self.part(at));
        let mixed = old.iter().zip(new).zip(&self.rise);
        let mixed = mixed.map(|((old, new), rise)| to_16(old + (new - old) * rise));
        let before = out.len();
        out.extend(mixed);
        self.given += out.len() - before;
    }

    /// What no later piece can reach is dropped.
    fn forget(&mut self) {
        let natural = self.newest + self.piece;
        let needed = (self.wish / 100).saturating_sub(self.reach).min(natural);
        let used = needed.saturating_sub(self.gone).min(self.input.len());
        if used > 4 * self.piece {
            self.input.drain(..used);
            self.gone += used;
        }
    }
}

fn to_16(value: f32) -> i16 {
    value.round().clamp(-32_768.0, 32_767.0) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 8_000;
    const OTHERS: [Speed; 4] = [Speed::Slow, Speed::Brisk, Speed::Fast, Speed::Double];

    fn tone(hz: f32, seconds: f32) -> Vec<i16> {
        let count = (seconds * RATE as f32) as u32;
        let value = |n: u32| (n as f32 * hz / RATE as f32 * std::f32::consts::TAU).sin() * 12_000.0;
        (0..count).map(|n| value(n) as i16).collect()
    }

    fn stretched(samples: &[i16], speed: Speed, block: usize) -> Vec<i16> {
        let mut stretch = Stretch::new(RATE, speed);
        let mut out = Vec::new();
        for block in samples.chunks(block) {
            stretch.push(block, &mut out);
        }
        stretch.finish(&mut out);
        out
    }

    /// Frequency by the first and the last upward crossing of zero.
    fn pitch(samples: &[i16]) -> f32 {
        let mut crossings = Vec::new();
        for (n, pair) in samples.windows(2).enumerate() {
            let (a, b) = (f32::from(pair[0]), f32::from(pair[1]));
            if a < 0.0 && b >= 0.0 {
                crossings.push(n as f32 + a / (a - b));
            }
        }
        let span = crossings.last().unwrap() - crossings.first().unwrap();
        (crossings.len() - 1) as f32 / span * RATE as f32
    }

    #[test]
    fn the_pitch_stays_within_one_percent_at_every_speed() {
        for speed in OTHERS {
            for hz in [90.0, 220.0, 440.0, 1_000.0, 2_600.0] {
                let out = stretched(&tone(hz, 3.0), speed, 160);
                let middle = &out[RATE as usize / 10..out.len() - RATE as usize / 10];
                let heard = pitch(middle);
                assert!((heard / hz - 1.0).abs() < 0.01, "{speed:?}: {hz} Hz became {heard} Hz");
            }
        }
    }

    #[test]
    fn the_length_follows_the_speed() {
        for speed in OTHERS {
            for seconds in [0.004, 0.3, 3.0] {
                let samples = tone(300.0, seconds);
                let out = stretched(&samples, speed, 113);
                let wish = samples.len() * 100 / speed.percent() as usize;
                assert_eq!(out.len(), wish, "{speed:?} of {seconds} s");
            }
        }
        assert!(stretched(&[], Speed::Fast, 10).is_empty());
    }

    #[test]
    fn there_are_no_clicks_and_no_holes() {
        for speed in OTHERS {
            for hz in [130.0, 440.0, 1_000.0] {
                let samples = tone(hz, 2.0);
                let steepest = |samples: &[i16]| {
                    let steps =
                        samples.windows(2).map(|w| (i32::from(w[1]) - i32::from(w[0])).abs());
                    steps.max().unwrap()
                };
                let out = stretched(&samples, speed, 160);
                let limit = steepest(&samples) * 115 / 100 + 50;
                let body = &out[..out.len() - 400];
                assert!(steepest(body) <= limit, "{speed:?} {hz} Hz: {} > {limit}", steepest(body));
                for window in body.chunks_exact(160) {
                    let loudest = window.iter().map(|s| s.unsigned_abs()).max().unwrap();
                    assert!((9_500..=12_600).contains(&loudest), "{speed:?} {hz} Hz: {loudest}");
                }
            }
        }
    }

    #[test]
    fn the_size_of_the_blocks_makes_no_difference_and_normal_speed_changes_nothing() {
        let samples = tone(333.0, 1.0);
        assert_eq!(stretched(&samples, Speed::Fast, 7), stretched(&samples, Speed::Fast, 8_000));
        assert_eq!(stretched(&samples, Speed::Normal, 160), samples);
    }

    #[test]
    fn silence_stays_silent_and_a_burst_keeps_its_place() {
        assert!(stretched(&[0; 8_000], Speed::Double, 160).iter().all(|&sample| sample == 0));
        let mut samples = vec![0; 8_000];
        samples[4_000..4_800].copy_from_slice(&tone(500.0, 0.1));
        let out = stretched(&samples, Speed::Double, 160);
        let first = out.iter().position(|s| s.unsigned_abs() > 3_000).unwrap();
        assert!(first.abs_diff(2_000) < 160, "it begins at {first}");
    }

    #[test]
    fn it_forgets_what_it_has_used() {
        let mut stretch = Stretch::new(RATE, Speed::Fast);
        let mut out = Vec::new();
        for _ in 0..500 {
            stretch.push(&tone(200.0, 0.1), &mut out);
            assert!(stretch.input.len() < 3_000, "{}", stretch.input.len());
        }
    }
}
