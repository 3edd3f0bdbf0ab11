//! What a whole recording is like: level, direct current, hum, noise, overload, where its energy lies, and what of it
//! keeps a decoder from hearing anything. May depend on `base` and `dsp`.

use crate::base::units::{Dbm0, LINE_RATE};
use crate::dsp::view::{LINE_HZ, LINES, Spectrum, WINDOW};

/// Samples between two looks: 20 ms.
const HOP: usize = LINE_RATE as usize / 50;
/// Samples over which hum is measured, a whole number of periods of 50 and 60 Hz: 0.2 s.
const HUM_SPAN: usize = LINE_RATE as usize / 5;
/// Looks over which something like a burst is sought: 0.2 s.
const BURST_LOOKS: usize = 10;
/// Share of the power above 500 Hz between 1000 and 2400 Hz from which a stretch looks like a burst.
const BURST_SHARE: f32 = 0.8;
/// The weakest burst and the weakest digit tone that are promised to be read.
const WEAKEST: f32 = -46.0;
/// A sample this far out counts as overload.
const FULL: f32 = 0.99;
/// Bands in which energy is told.
const BANDS: [(f32, f32); 6] = [
    (0.0, 300.0),
    (300.0, 700.0),
    (700.0, 1000.0),
    (1000.0, 2400.0),
    (2400.0, 3400.0),
    (3400.0, 4001.0),
];
const BURST_BAND: usize = 3;

/// The stretch that looks most like a burst.
#[derive(Debug, Clone, Copy, Default)]
struct Likely {
    share: f32,
    power: f32,
    /// In looks.
    at: u64,
}

/// Figures gathered while a recording goes by.
pub struct Overall {
    spectrum: Spectrum,
    pending: Vec<f32>,
    count: u64,
    sum: f64,
    squares: f64,
    peak: f32,
    overloaded: u64,
    /// Mean power of each line, summed over the looks.
    lines: [f64; LINES],
    /// Looks by level inside 300–3400 Hz, from -96 dBm0 in steps of 1 dB.
    levels: [u64; 104],
    looks: u64,
    /// Power above 500 Hz (hum and its harmonics left out) and between 1000 and 2400 Hz in the last looks.
    last: [(f32, f32); BURST_LOOKS],
    likely: Likely,
    hum: Hum,
}

impl Overall {
    pub fn new() -> Self {
        Self {
            spectrum: Spectrum::new(),
            pending: Vec::new(),
            count: 0,
            sum: 0.0,
            squares: 0.0,
            peak: 0.0,
            overloaded: 0,
            lines: [0.0; LINES],
            levels: [0; 104],
            looks: 0,
            last: [(0.0, 0.0); BURST_LOOKS],
            likely: Likely::default(),
            hum: Hum::default(),
        }
    }

    /// Takes sound at the line rate.
    pub fn push(&mut self, line: &[f32]) {
        for value in line {
            self.sum += f64::from(*value);
            self.squares += f64::from(value * value);
            self.peak = self.peak.max(value.abs());
            self.overloaded += u64::from(value.abs() >= FULL);
            self.hum.push(f64::from(*value), self.count);
            self.count += 1;
        }
        self.pending.extend_from_slice(line);
        let mut at = 0;
        while at + WINDOW <= self.pending.len() {
            let powers = self.spectrum.powers(&self.pending[at..at + WINDOW]);
            self.look(&powers);
            at += HOP;
        }
        self.pending.drain(..at);
    }

    fn look(&mut self, powers: &[f32; LINES]) {
        for (sum, power) in self.lines.iter_mut().zip(powers) {
            *sum += f64::from(*power);
        }
        let level = Dbm0::from_rms(band(powers, 300.0, 3400.0).sqrt()).0;
        let step = ((level + 96.0) as usize).min(self.levels.len() - 1);
        self.levels[step] += 1;
        let (low, high) = BANDS[BURST_BAND];
        let slot = (self.looks % BURST_LOOKS as u64) as usize;
        self.last[slot] = (band(powers, 500.0, 3900.0), band(powers, low, high));
        self.looks += 1;
        let all: f32 = self.last.iter().map(|(all, _)| all).sum::<f32>() / BURST_LOOKS as f32;
        let inside = self.last.iter().map(|(_, inside)| inside).sum::<f32>() / BURST_LOOKS as f32;
        let share = inside / all.max(1e-12);
        let audible = Dbm0::from_rms(all.sqrt()).0 > -62.0;
        if audible && share > self.likely.share && self.looks >= BURST_LOOKS as u64 {
            self.likely =
                Likely { share, power: inside, at: self.looks.saturating_sub(BURST_LOOKS as u64) };
        }
    }

    /// The figures and what follows from them.
    pub fn lines(&self) -> Vec<String> {
        let loudest = self.levels.iter().rposition(|count| *count > 0).unwrap_or(0) as f32 - 96.0;
        let floor = self.floor();
        let count = self.count.max(1) as f64;
        let rms = Dbm0::from_rms((self.squares / count).sqrt() as f32).0;
        let dc = self.sum / count * 100.0;
        let overload = self.overloaded as f64 / count * 100.0;
        let peak = Dbm0::from_rms(self.peak / std::f32::consts::SQRT_2).0;
        let (hz, hum) = self.hum.strongest();
        let hum = Dbm0::from_rms(hum.sqrt()).0;
        let mut lines = vec![
            format!("level        {rms:.1} dBm0 on average, peaks as of a sine of {peak:.1} dBm0"),
            format!(
                "300-3400 Hz  loudest 30 ms {loudest:.0} dBm0, quietest tenth {floor:.0} dBm0 (noise floor)"
            ),
            format!("hum          {hum:.0} dBm0 at {hz} Hz and its multiples"),
            format!("offset       {dc:+.2} % of full scale (direct current)"),
            format!("overload     {overload:.3} % of the samples at full scale"),
            format!("energy       {}", self.energy()),
        ];
        lines.push(format!("bursts       {}", self.bursts()));
        let remarks = self.remarks(loudest, floor, hum, overload, dc);
        lines.extend(remarks.into_iter().map(|remark| format!("remark       {remark}")));
        lines
    }

    fn remarks(&self, loudest: f32, floor: f32, hum: f32, overload: f64, dc: f64) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.count == 0 || loudest <= -90.0 {
            remarks.push(
                "silence: nothing was recorded. Is the line or the input connected?".to_owned(),
            );
            return remarks;
        }
        if loudest < WEAKEST {
            remarks.push(format!(
                "the level is {loudest:.0} dBm0 at most: below what can be read ({WEAKEST:.0} dBm0); turn the input up"
            ));
        }
        if overload > 0.05 {
            remarks.push("overloaded: turn the input down".to_owned());
        }
        if hum > -45.0 && hum > loudest - 6.0 {
            remarks.push("much hum: a ground loop, or a tap without a transformer".to_owned());
        }
        if dc.abs() > 5.0 {
            remarks.push("a large offset: the input passes direct current".to_owned());
        }
        if loudest >= WEAKEST && loudest - floor < 6.0 {
            remarks.push(
                "the level hardly changes: noise or one steady sound from end to end".to_owned(),
            );
        }
        remarks
    }

    /// The level that a tenth of the looks do not exceed.
    fn floor(&self) -> f32 {
        let mut below = 0;
        for (step, count) in self.levels.iter().enumerate() {
            below += count;
            if below * 10 >= self.looks.max(1) {
                return step as f32 - 96.0;
            }
        }
        -96.0
    }

    fn energy(&self) -> String {
        let all: f64 = self.lines.iter().sum::<f64>().max(1e-12);
        let mut shares: Vec<(f64, (f32, f32))> = BANDS
            .iter()
            .map(|(low, high)| (band_of(&self.lines, *low, *high) / all, (*low, *high)))
            .collect();
        shares.sort_by(|a, b| b.0.total_cmp(&a.0));
        let most: Vec<String> = shares
            .iter()
            .take(3)
            .filter(|(share, _)| *share >= 0.01)
            .map(|(share, (low, high))| format!("{:.0} % in {low:.0}-{high:.0} Hz", share * 100.0))
            .collect();
        let strongest = (1..LINES).max_by(|a, b| self.lines[*a].total_cmp(&self.lines[*b]));
        let strongest = strongest.unwrap_or(0) as f32 * LINE_HZ;
        format!("{}; strongest near {strongest:.0} Hz", most.join(", "))
    }

    fn bursts(&self) -> String {
        let Likely { share, power, at } = self.likely;
        if share < BURST_SHARE {
            return "nothing at 1200/2200 or 1300/2100 Hz stands out for 0.2 s or longer"
                .to_owned();
        }
        let seconds = at as f64 * HOP as f64 / f64::from(LINE_RATE);
        let level = Dbm0::from_rms(power.sqrt()).0;
        format!(
            "most like one at {seconds:.1} s: {:.0} % of the power above 500 Hz lies in 1000-2400 Hz, {level:.0} dBm0",
            share * 100.0
        )
    }
}

fn band(powers: &[f32; LINES], low: f32, high: f32) -> f32 {
    let inside = |(line, _): &(usize, &f32)| (low..high).contains(&(*line as f32 * LINE_HZ));
    powers.iter().enumerate().filter(inside).map(|(_, power)| power).sum()
}

fn band_of(lines: &[f64; LINES], low: f32, high: f32) -> f64 {
    let inside = |(line, _): &(usize, &f64)| (low..high).contains(&(*line as f32 * LINE_HZ));
    lines.iter().enumerate().filter(inside).map(|(_, power)| power).sum()
}

/// Mains hum: 50 and 60 Hz, each with its first two harmonics.
#[derive(Default)]
struct Hum {
    sums: [[(f64, f64); 3]; 2],
    powers: [f64; 2],
    spans: u64,
}

impl Hum {
    fn push(&mut self, value: f64, at: u64) {
        let turns =
            (at % u64::from(LINE_RATE)) as f64 / f64::from(LINE_RATE) * std::f64::consts::TAU;
        for (hz, sums) in [50.0, 60.0].into_iter().zip(&mut self.sums) {
            let (sin, cos) = (turns * hz).sin_cos();
            // The harmonics by turning on: cheaper than a sine for each.
            let (mut s, mut c) = (sin, cos);
            for (re, im) in sums {
                *re += value * c;
                *im += value * s;
                (c, s) = (c * cos - s * sin, s * cos + c * sin);
            }
        }
        if (at + 1).is_multiple_of(HUM_SPAN as u64) {
            self.spans += 1;
            for (power, sums) in self.powers.iter_mut().zip(&mut self.sums) {
                let scale = 2.0 / (HUM_SPAN * HUM_SPAN) as f64;
                *power += sums.iter().map(|(re, im)| (re * re + im * im) * scale).sum::<f64>();
                *sums = [(0.0, 0.0); 3];
            }
        }
    }

    /// 50 or 60, and its mean power.
    fn strongest(&self) -> (u32, f32) {
        let spans = self.spans.max(1) as f64;
        let [fifty, sixty] = self.powers.map(|power| (power / spans) as f32);
        if sixty > fifty { (60, sixty) } else { (50, fifty) }
    }
}
