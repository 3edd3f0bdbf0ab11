//! Measures what may be a digit: edges, levels, frequencies of its two tones, and what else is there, in it and
//! around it. May depend on `base`.

use crate::dsp::FRAME;
use crate::dsp::complex::Complex;
use crate::dsp::dtmf::track::{KEPT, Track};
use crate::dsp::dtmf::{COLUMNS, ROWS, radians};

/// Frames looked at before the first weighing that showed the key: its 20 ms and what was before.
const BEFORE: usize = 10;
/// Longest piece over which a tone has to keep its phase, in frames: 50 ms.
const PIECE: usize = 10;
/// Share of the height above which a frame belongs to the tone.
const HALF: f64 = 0.5;
/// Frames from the last one before an interruption to the first one behind it, at most.
const GAP: usize = 4;
/// Power that white noise puts into the squared amplitude of a tone in one frame, as a share of its power in
/// the band (4 / 40 samples; the band holds 3400 of 4000 Hz).
const BIN: f64 = 0.118;

/// The two tones of a key and how they mix within a frame of 5 ms.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Inverse of the products of both tones' cosines and sines.
    inverse: [[f64; 4]; 4],
    /// Turn of each tone within a frame.
    turn: [f64; 2],
}

impl Pair {
    /// For a row and a column of the keypad.
    #[must_use]
    pub fn new(row: usize, column: usize) -> Self {
        let turn = [ROWS[row], COLUMNS[column]].map(radians);
        let base = |k: usize, n: usize| {
            let unit = Complex::unit(-turn[k / 2] * n as f64);
            if k % 2 == 0 { unit.re } else { unit.im }
        };
        let product = |i: usize, j: usize| (0..FRAME).map(|n| base(i, n) * base(j, n)).sum::<f64>();
        let rows = std::array::from_fn(|i| std::array::from_fn(|j| product(i, j)));
        Self { inverse: inverse(rows), turn: turn.map(|turn| turn * FRAME as f64) }
    }

    /// Complex amplitudes of both tones from the frame's correlations.
    fn solve(&self, sums: [f32; 4]) -> [Complex; 2] {
        let sums = sums.map(f64::from);
        let of = |i: usize| (0..4).map(|j| self.inverse[i][j] * sums[j]).sum::<f64>();
        [Complex { re: of(0), im: of(1) }, Complex { re: of(2), im: of(3) }]
    }
}

/// Gauss and Jordan; the matrix is symmetric and far from singular.
fn inverse(mut a: [[f64; 4]; 4]) -> [[f64; 4]; 4] {
    let mut out = [[0.0; 4]; 4];
    for (i, row) in out.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    for i in 0..4 {
        let pivot = a[i][i];
        for j in 0..4 {
            a[i][j] /= pivot;
            out[i][j] /= pivot;
        }
        for k in (0..4).filter(|k| *k != i) {
            let times = a[k][i];
            for j in 0..4 {
                a[k][j] -= times * a[i][j];
                out[k][j] -= times * out[i][j];
            }
        }
    }
    out
}

/// What was measured. Powers are mean squares (full scale 1.0), times are frames before now.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// When it began and ended.
    pub begin: f64,
    /// See `begin`.
    pub end: f64,
    /// Mean squares of row and column.
    pub tones: [f64; 2],
    /// Everything else in the digits' band while it lasted.
    pub rest: f64,
    /// Power below the digits' band while it lasted.
    pub low: f64,
    /// The quietest 10 ms of late: power in the digits' band and below it.
    pub floor: [f64; 2],
    /// Level of the tones just before and just after, as a share of their level.
    pub around: [f64; 2],
    /// Weighings that showed the key.
    pub seen: f64,
    /// Largest deviation of the level of whole frames from their mean.
    pub flat: f64,
    /// Power, all bands, just before and just after.
    pub outside: [f64; 2],
    /// How uneven each tone was: power of what is not of one amplitude and frequency, in the tone's own band
    /// of 200 Hz, as a share of the tone's.
    pub rough: [f64; 2],
    /// Offset of row and column from their frequencies, as a share.
    pub offset: [f64; 2],
    /// Largest change of either frequency between pieces of 50 ms, as a share.
    pub drift: f64,
}

/// Amplitudes of a stretch of frames, oldest first.
struct Stretch {
    tones: [[Complex; 2]; KEPT],
    level: [f64; KEPT],
    count: usize,
}

/// Measures the key of `pair`; `age`: frames since the weighing that showed it first; not further back than
/// `limit` frames.
#[must_use]
pub fn measure(
    track: &Track,
    pair: &Pair,
    key: (usize, usize),
    age: usize,
    limit: usize,
    height: f64,
) -> Option<Measured> {
    let count = (age + BEFORE).min(limit).min(KEPT - 4).min(track.known());
    let floor = floor(track);
    let mut s = Stretch { tones: [[Complex::ZERO; 2]; KEPT], level: [0.0; KEPT], count };
    for n in 0..count {
        let both = pair.solve(track.sums(count - 1 - n, key.0, key.1));
        s.tones[n] = [0, 1].map(|k| both[k] * Complex::unit(-pair.turn[k] * n as f64));
        let power = both[0].power() + both[1].power() - 2.0 * BIN * floor[0];
        s.level[n] = (power.max(0.0) / height).sqrt();
    }
    let (first, last) = s.bounds(age)?;
    s.scale(first, last);
    let (first, last) = s.bounds(age)?;
    let begin = s.begin(first);
    let end = s.end(last);
    let mut fit = Fit::default();
    let whole = (begin.ceil() as usize, end.floor() as usize);
    let dip = s.dip(whole.0, whole.1, (BIN * floor[0] / height).sqrt());
    Stretch::pieces(whole.0, whole.1, dip, |from, to| fit.add(&s, track, from, to));
    let n = count as f64;
    let mut out = fit.done(key)?;
    (out.begin, out.end) = (n - begin, n - end);
    out.floor = floor;
    let level = |n: Option<usize>| n.filter(|n| *n < count).map_or(0.0, |n| s.level[n]);
    let mean = |a: Option<usize>, b: Option<usize>| level(a).midpoint(level(b)).min(level(a));
    out.around =
        [mean(first.checked_sub(2), first.checked_sub(3)), mean(Some(last + 2), Some(last + 3))];
    let uneven = (whole.0..dip.0).chain(dip.1..whole.1).map(|n| (s.level[n] - 1.0).abs());
    out.flat = uneven.fold(0.0, f64::max);
    let power = |n: usize| {
        let back = (count + 2).saturating_sub(n + 3).min(KEPT - 1);
        track.power(back).iter().map(|p| f64::from(*p)).sum::<f64>()
    };
    let mean = |a: usize, b: usize| power(a).midpoint(power(b)).min(power(a));
    out.outside =
        [mean(first.saturating_sub(2), first.saturating_sub(3)), mean(last + 2, last + 3)];
    Some(out)
}

/// Power of the quietest 15 ms kept in the digits' band, and of the quietest 30 ms below it.
fn floor(track: &Track) -> [f64; 2] {
    let least = |band: usize, span: usize| {
        let mean = |from: usize| {
            (from..from + span).map(|back| f64::from(track.power(back)[band])).sum::<f64>()
        };
        let spans = 0..(track.known() + 1).saturating_sub(span);
        spans.map(mean).reduce(f64::min).unwrap_or_default() / span as f64
    };
    [least(0, 3), least(1, 6)]
}

impl Stretch {
    /// First and last frame of the tone. It goes on behind an interruption when two frames in a row are there.
    fn bounds(&self, age: usize) -> Option<(usize, usize)> {
        let on = |n: usize| n < self.count && self.level[n] >= HALF;
        let seed = self.count.saturating_sub(age + 2);
        let seed = (seed..self.count).find(|n| on(*n))?;
        let (mut first, mut last) = (seed, seed);
        while let Some(step) = (1..=GAP.min(first))
            .find(|k| on(first - k) && (*k == 1 || (first > *k && on(first - k - 1))))
        {
            first -= step;
        }
        while let Some(step) = (1..=GAP).find(|k| on(last + k) && (*k == 1 || on(last + k + 1))) {
            last += step;
        }
        Some((first, last))
    }

    /// The interruption: frames in which a part of the tone is missing, at the lowest level within.
    fn dip(&self, from: usize, to: usize, noise: f64) -> (usize, usize) {
        let level = |n: &usize| self.level[*n];
        let lowest = (from..to).min_by(|a, b| level(a).total_cmp(&level(b)));
        let limit = (0.85 - 3.0 * noise).max(HALF);
        match lowest.filter(|n| to - from > 6 && level(n) < limit) {
            Some(n) => {
                let first = (from..n).rev().take_while(|k| level(k) < limit).last().unwrap_or(n);
                let last = (n..to).take_while(|k| level(k) < limit).last().unwrap_or(n);
                (first, if last - first > GAP { first } else { last + 1 })
            }
            None => (to, to),
        }
    }

    /// Makes the mean level 1.
    fn scale(&mut self, first: usize, last: usize) {
        let inner = if last > first + 1 { first + 1..last } else { first..last + 1 };
        let on = inner.clone().filter(|n| self.level[*n] > HALF);
        let (sum, count) = on.fold((0.0, 0.0), |(s, c), n| (s + self.level[n], c + 1.0));
        if count > 0.0 {
            let mean = sum / count;
            self.level[..self.count].iter_mut().for_each(|level| *level /= mean);
        }
    }

    fn begin(&self, first: usize) -> f64 {
        let before = if first > 0 { self.level[first - 1].min(1.0) } else { 0.0 };
        first as f64 + 1.0 - self.level[first].min(1.0) - before
    }

    fn end(&self, last: usize) -> f64 {
        let after = if last + 1 < self.count { self.level[last + 1].min(1.0) } else { 0.0 };
        last as f64 + self.level[last].min(1.0) + after
    }

    /// Whole frames without the interruption, in pieces.
    fn pieces(from: usize, to: usize, dip: (usize, usize), mut tell: impl FnMut(usize, usize)) {
        for (mut start, end) in [(from, dip.0), (dip.1, to)] {
            while end > start {
                let left = end - start;
                let take = left.div_ceil(left.div_ceil(PIECE));
                tell(start, start + take);
                start += take;
            }
        }
    }
}

/// Sums over pieces.
#[derive(Default)]
struct Fit {
    frames: f64,
    tones: [f64; 2],
    power: [f64; 2],
    slope: [f64; 2],
    weight: f64,
    span: [[f64; 2]; 2],
    all: [f64; 2],
}

impl Fit {
    fn add(&mut self, s: &Stretch, track: &Track, from: usize, to: usize) {
        let n = (to - from) as f64;
        if to < from + 2 {
            return;
        }
        self.frames += n;
        for frame in from..to {
            let power = track.power(s.count - 1 - frame);
            self.power[0] += f64::from(power[0]);
            self.power[1] += f64::from(power[1]);
        }
        for k in 0..2 {
            let (slope, power) = line(s, k, from, to);
            self.all[k] += (from..to).map(|n| s.tones[n][k].power()).sum::<f64>() / 2.0;
            self.tones[k] += n * power / 2.0;
            self.slope[k] += n * n * slope;
            if self.weight == 0.0 {
                self.span[k] = [slope; 2];
            } else if n >= 5.0 {
                self.span[k] = [self.span[k][0].min(slope), self.span[k][1].max(slope)];
            }
        }
        self.weight += n * n;
    }

    fn done(self, key: (usize, usize)) -> Option<Measured> {
        if self.frames < 2.0 {
            return None;
        }
        let tones = self.tones.map(|tone| tone / self.frames);
        let hz = [ROWS[key.0], COLUMNS[key.1]];
        let share = |k: usize, slope: f64| slope / (radians(hz[k]) * FRAME as f64);
        let power = self.power.map(|power| power / self.frames);
        let rough = |k: usize| (self.all[k] / self.frames / tones[k].max(1e-18) - 1.0).max(0.0);
        Some(Measured {
            tones,
            rest: (power[0] - tones[0] - tones[1]).max(0.0),
            low: power[1],
            offset: [0, 1].map(|k| share(k, self.slope[k] / self.weight)),
            drift: (0..2).map(|k| share(k, self.span[k][1] - self.span[k][0])).fold(0.0, f64::max),
            rough: [rough(0), rough(1)],
            ..Measured::default()
        })
    }
}

/// A tone of constant amplitude and frequency through a piece: turn per frame, squared amplitude.
fn line(s: &Stretch, k: usize, from: usize, to: usize) -> (f64, f64) {
    let mut lag = Complex::ZERO;
    for n in from + 1..to {
        lag += s.tones[n][k] * s.tones[n - 1][k].conj();
    }
    let sum = |slope: f64, from: usize, to: usize| {
        let mut sum = Complex::ZERO;
        for n in from..to {
            sum += s.tones[n][k] * Complex::unit(-slope * n as f64);
        }
        sum
    };
    let mut slope = lag.angle();
    let half = (to - from) / 2;
    if half > 1 {
        let (early, late) = (sum(slope, from, from + half), sum(slope, to - half, to));
        slope += (late * early.conj()).angle() / (to - from - half) as f64;
    }
    // A tone beside its frequency is heard less within each frame.
    let heard = if slope.abs() > 1e-6 { (slope / 2.0).sin() / (slope / 2.0) } else { 1.0 };
    let whole = sum(slope, from, to).scale(1.0 / ((to - from) as f64 * heard));
    (slope, whole.power())
}
