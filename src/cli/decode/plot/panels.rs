//! The panels of a picture, one above the other: waveform, spectrogram, mark and space, characters, lanes, time.
//! May depend on `base` and `dsp`.

use super::canvas::{Align, Canvas, Rgb};
use super::lanes::{self, Lane};
use crate::base::caller_id::Standard;
use crate::base::signal::LineSignal;
use crate::base::units::{Dbm0, LINE_RATE};
use crate::dsp::bank::Detection;
use crate::dsp::burst::tones;
use crate::dsp::view::{self, Character};

/// Size of the picture and its edges, in pixels.
pub const WIDTH: u32 = 1600;
pub const LEFT: f32 = 100.0;
pub const RIGHT: f32 = 1584.0;
const TITLE: f32 = 40.0;
const WAVE: f32 = 120.0;
const SPECTRUM: u32 = 260;
const TONES: f32 = 130.0;
const BITS: f32 = 46.0;
pub const LANE: f32 = 28.0;
const AXIS: f32 = 44.0;
const GAP: f32 = 14.0;

pub const SMALL: f32 = 17.0;
const LARGE: f32 = 22.0;

/// Colours.
pub const PAPER: Rgb = [255, 255, 255];
pub const INK: Rgb = [30, 34, 40];
pub const FAINT: Rgb = [110, 116, 124];
pub const GRID: Rgb = [226, 229, 233];
const SOUND: Rgb = [52, 101, 164];
pub const MARK: Rgb = [0, 114, 178];
pub const SPACE: Rgb = [213, 94, 0];
/// From silent to loud, perceptually even.
const HEAT: [Rgb; 6] =
    [[13, 8, 35], [64, 18, 94], [130, 37, 103], [201, 66, 74], [245, 140, 41], [252, 240, 150]];
/// What the spectrogram spans below its strongest place, in dB.
const HEAT_SPAN: f32 = 60.0;
/// Range of the panel of tones in dBm0.
const TONE_RANGE: (f32, f32) = (-60.0, 0.0);

/// All that is drawn.
pub struct Picture {
    pub title: String,
    /// Seconds.
    pub from: f64,
    pub to: f64,
    /// The whole recording.
    pub seconds: f64,
    /// From `from` on, at the line rate.
    pub samples: Vec<f32>,
    pub events: Vec<Detection>,
}

/// A burst inside the stretch.
struct Burst {
    standard: Standard,
    characters: Vec<Character>,
    /// Seconds of the samples' beginning.
    from: f64,
}

impl Picture {
    /// The picture as a PNG file.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn draw(&self) -> Result<Vec<u8>, String> {
        let bursts = self.bursts();
        let width = |text: &str| text.chars().count() as f32 * SMALL * 0.5;
        let lanes = lanes::of(&self.events, |t| self.x(t), (self.from, self.to), &width);
        let rows: usize = lanes.iter().map(|lane| lane.rows).sum();
        let tonal = if bursts.is_empty() { 0.0 } else { TONES + BITS + 2.0 * GAP };
        let height = TITLE + WAVE + GAP + SPECTRUM as f32 + GAP + tonal + rows as f32 * LANE;
        let height = (height + lanes.len() as f32 * 6.0 + AXIS) as u32;
        let mut canvas = Canvas::new(WIDTH, height, PAPER).ok_or("the picture cannot be drawn")?;
        let bottom = height as f32 - AXIS;
        self.axis(&mut canvas, bottom);
        self.heading(&mut canvas);
        let mut top = TITLE;
        self.wave(&mut canvas, top);
        top += WAVE + GAP;
        self.spectrum(&mut canvas, top, &bursts);
        top += SPECTRUM as f32 + GAP;
        if let Some(first) = bursts.first() {
            self.tones(&mut canvas, top, first.standard);
            top += TONES + GAP;
            for burst in &bursts {
                self.bits(&mut canvas, top, burst);
            }
            label(&mut canvas, top + BITS / 2.0, "bits");
            top += BITS + GAP;
        }
        for lane in &lanes {
            top = draw_lane(&mut canvas, top, lane);
        }
        canvas.png()
    }

    fn x(&self, seconds: f64) -> f32 {
        let share = (seconds - self.from) / (self.to - self.from);
        (f64::from(LEFT) + share * f64::from(RIGHT - LEFT)) as f32
    }

    fn bursts(&self) -> Vec<Burst> {
        let rate = f64::from(LINE_RATE);
        let burst = |event: &Detection| {
            let standard = match &event.signal {
                LineSignal::CallerId(id) => Some(id.standard),
                LineSignal::BurstDamaged | LineSignal::OtherMessage => None,
                _ => return None,
            };
            if matches!(standard, Some(Standard::Dtmf | Standard::Box)) {
                return None;
            }
            let begin = event.start.duration().as_secs_f64() - 0.05;
            let end = event.decided.duration().as_secs_f64() + 0.02;
            let at = |t: f64| (((t - self.from) * rate).max(0.0) as usize).min(self.samples.len());
            let piece = &self.samples[at(begin)..at(end)];
            let is_whole = standard.is_some();
            let standard = standard.unwrap_or_else(|| view::likelier_standard(piece));
            let mut characters = view::characters(piece, standard);
            if is_whole && begin >= self.from {
                view::cut_at_length(&mut characters);
            }
            let is_inside = end > self.from && begin < self.to;
            is_inside.then_some(Burst { standard, characters, from: begin.max(self.from) })
        };
        self.events.iter().filter_map(burst).collect()
    }

    fn heading(&self, canvas: &mut Canvas) {
        canvas.text((LEFT, TITLE / 2.0), LARGE, Align::Left, INK, &self.title);
        let Self { from, to, seconds, .. } = self;
        let stretch = if *from <= 0.0 && *to >= *seconds {
            format!("{seconds:.2} s")
        } else {
            format!("{from:.2} to {:.2} of {seconds:.2} s", to.min(*seconds))
        };
        canvas.text((RIGHT, TITLE / 2.0), SMALL, Align::Right, FAINT, &stretch);
    }

    fn wave(&self, canvas: &mut Canvas, top: f32) {
        let (middle, half) = (top + WAVE / 2.0, WAVE / 2.0);
        let peak = self.samples.iter().fold(0.0_f32, |peak, value| peak.max(value.abs()));
        let full = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0].into_iter().find(|full| peak <= *full);
        let full = full.unwrap_or(peak.max(1.0));
        canvas.line(&[(LEFT, middle), (RIGHT, middle)], 1.0, GRID);
        let columns = (RIGHT - LEFT) as usize;
        let per_column = (self.to - self.from) * f64::from(LINE_RATE) / columns as f64;
        let y = |value: f32| middle - value / full * half;
        if per_column < 2.0 {
            let point = |(n, value): (usize, &f32)| {
                (self.x(self.from + n as f64 / f64::from(LINE_RATE)), y(*value))
            };
            let points: Vec<_> = self.samples.iter().enumerate().map(point).collect();
            canvas.line(&points, 1.2, SOUND);
        } else {
            for column in 0..columns {
                let at = |c: usize| ((c as f64 * per_column) as usize).min(self.samples.len());
                let piece = &self.samples[at(column)..at(column + 1)];
                let low = piece.iter().copied().fold(f32::INFINITY, f32::min);
                let high = piece.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                if low <= high {
                    let height = (y(low) - y(high)).max(1.0);
                    canvas.fill(LEFT + column as f32, y(high), 1.0, height, SOUND);
                }
            }
        }
        canvas.frame(LEFT, top, RIGHT - LEFT, WAVE, GRID);
        label(canvas, top + 9.0, &format!("{:+.0} %", full * 100.0));
        label(canvas, middle, "waveform");
        label(canvas, top + WAVE - 9.0, &format!("{:+.0} %", full * -100.0));
    }

    fn spectrum(&self, canvas: &mut Canvas, top: f32, bursts: &[Burst]) {
        let columns = (RIGHT - LEFT) as usize;
        let wanted = (self.to - self.from) * f64::from(LINE_RATE);
        let filled = (self.samples.len() as f64 / wanted * columns as f64).round() as usize;
        let filled = filled.min(columns);
        let picture = view::spectrogram(&self.samples, filled, view::LINES - 1);
        let strongest = picture.iter().flatten().copied().fold(1e-10, f32::max);
        let top_level = Dbm0::from_rms(strongest.sqrt()).0;
        let rows = SPECTRUM;
        for (column, powers) in picture.iter().enumerate() {
            for row in 0..rows {
                let line = (rows - 1 - row) as usize * powers.len() / rows as usize;
                let below = 10.0 * (strongest / powers[line].max(1e-14)).log10();
                let (x, y) = (LEFT as u32 + column as u32, top as u32 + row);
                canvas.dot(x, y, heat(1.0 - below / HEAT_SPAN));
            }
        }
        let height = SPECTRUM as f32;
        let y = |hz: f32| top + height - hz / (LINE_RATE as f32 / 2.0) * height;
        for khz in 1..4_u8 {
            let hz = f32::from(khz) * 1000.0;
            canvas.line(&[(LEFT - 5.0, y(hz)), (LEFT, y(hz))], 1.0, FAINT);
            label(canvas, y(hz), &format!("{khz} kHz"));
        }
        label(canvas, top + 9.0, "4 kHz");
        label(canvas, top + height - 9.0, "0");
        if let Some(burst) = bursts.first() {
            let (mark, space) = tones(burst.standard);
            for (hz, ink, name) in [(mark, MARK, "mark"), (space, SPACE, "space")] {
                let y = y(hz as f32);
                canvas.line(&[(LEFT, y), (LEFT + 14.0, y)], 2.0, PAPER);
                let text = format!("{name} {hz:.0} Hz");
                let width = canvas.width_of(&text, SMALL);
                canvas.fill(LEFT + 16.0, y - 10.0, width + 8.0, 20.0, PAPER);
                canvas.text((LEFT + 20.0, y), SMALL, Align::Left, ink, &text);
            }
        }
        heat_scale(canvas, top, top_level);
    }

    fn tones(&self, canvas: &mut Canvas, top: f32, standard: Standard) {
        let columns = (RIGHT - LEFT) as usize;
        let wanted = (self.to - self.from) * f64::from(LINE_RATE);
        let step = ((wanted / columns as f64) as usize).max(1);
        let (low, high) = TONE_RANGE;
        let y = |power: f32| {
            let level = Dbm0::from_rms(power.sqrt()).0.clamp(low, high);
            top + (high - level) / (high - low) * TONES
        };
        for level in [0.0, -20.0, -40.0, -60.0_f32] {
            let at = top + (high - level) / (high - low) * TONES;
            canvas.line(&[(LEFT, at), (RIGHT, at)], 1.0, GRID);
            let at = at.clamp(top + 9.0, top + TONES - 9.0);
            let unit = if level == 0.0 { " dBm0" } else { "" };
            label(canvas, at, &format!("{level:.0}{unit}"));
        }
        let powers = view::tone_powers(&self.samples, standard, step);
        for (which, ink) in [(0, MARK), (1, SPACE)] {
            let point = |(n, pair): (usize, &[f32; 2])| {
                let t = self.from + (n * step) as f64 / f64::from(LINE_RATE);
                (self.x(t), y(pair[which]))
            };
            let points: Vec<_> = powers.iter().enumerate().map(point).collect();
            canvas.line(&points, 1.2, ink);
        }
        canvas.frame(LEFT, top, RIGHT - LEFT, TONES, GRID);
        let (mark, space) = tones(standard);
        let texts = [(format!("{mark:.0} Hz"), MARK), (format!("{space:.0} Hz"), SPACE)];
        let mut x = RIGHT - 160.0;
        canvas.fill(x - 6.0, top + 4.0, 160.0, 22.0, PAPER);
        for (text, ink) in texts {
            canvas.text((x, top + 15.0), SMALL, Align::Left, ink, &text);
            x += 80.0;
        }
    }

    /// The characters of a burst: bits where there is room, else bytes, else one bar.
    fn bits(&self, canvas: &mut Canvas, top: f32, burst: &Burst) {
        let at = |samples: f64| self.x(burst.from + samples / f64::from(LINE_RATE));
        let bit = view::bit_length();
        let wide = at(10.0 * bit) - at(0.0);
        let (high, low) = (top + 4.0, top + BITS - 4.0);
        for run in view::runs(&burst.characters) {
            let (x, end) = (at(run.from), at(run.to));
            let ink = if run.is_message { SPACE } else { FAINT };
            canvas.line(&[(x, low), (end, low)], 2.0, ink);
            let room = end - x;
            let text = [run.long.as_str(), run.short.as_str()];
            let is_drawn = run.is_message && wide >= 8.0 || !run.is_message && wide >= 60.0;
            let fits = text.into_iter().find(|text| canvas.width_of(text, SMALL) + 6.0 <= room);
            if let Some(text) = fits.filter(|_| !is_drawn) {
                canvas.text((f32::midpoint(x, end), low - 14.0), SMALL, Align::Middle, INK, text);
            }
        }
        for c in &burst.characters {
            let (x, end) = (at(c.start), at(c.start + 10.0 * bit));
            if end < LEFT || x > RIGHT {
                continue;
            }
            if wide >= 60.0 {
                let level = |n: u32| match n {
                    0 => false,
                    9 => c.has_stop,
                    n => c.value >> (n - 1) & 1 == 1,
                };
                let mut points = vec![(x, high)];
                for n in 0..10 {
                    let y = if level(n) { high } else { high + 14.0 };
                    points.push((at(c.start + f64::from(n) * bit), y));
                    points.push((at(c.start + f64::from(n + 1) * bit), y));
                }
                canvas.line(&points, 1.2, if c.has_stop { INK } else { SPACE });
            }
            byte(canvas, (f32::midpoint(x, end), low - 9.0), wide, c);
        }
    }

    fn axis(&self, canvas: &mut Canvas, bottom: f32) {
        let span = self.to - self.from;
        let raw = span / 12.0;
        let power = 10_f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|k| k * power).find(|step| *step >= raw);
        let step = step.unwrap_or(raw);
        let decimals = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
        let mut n = (self.from / step).ceil();
        while n * step <= self.to + step * 1e-6 {
            let x = self.x(n * step);
            canvas.line(&[(x, TITLE), (x, bottom + 6.0)], 1.0, GRID);
            if x < RIGHT - 20.0 {
                let text = format!("{:.decimals$}", n * step);
                canvas.text((x, bottom + 18.0), SMALL, Align::Middle, INK, &text);
            }
            n += 1.0;
        }
        canvas.line(&[(LEFT, bottom), (RIGHT, bottom)], 1.0, FAINT);
        canvas.text((RIGHT, bottom + 18.0), SMALL, Align::Right, INK, "s");
    }
}

/// What the colours of the spectrogram mean.
fn heat_scale(canvas: &mut Canvas, top: f32, strongest: f32) {
    let (width, y) = (150.0, top + 16.0);
    let high = format!("{strongest:.0} dBm0 in 31 Hz");
    let x = (RIGHT - canvas.width_of(&high, SMALL) - width - 17.0).round();
    canvas.fill(x - 40.0, y - 12.0, RIGHT - x + 36.0, 24.0, PAPER);
    for step in 0..150_u8 {
        let ink = heat(f32::from(step) / 150.0);
        canvas.fill(x + f32::from(step), y - 7.0, 1.0, 14.0, ink);
    }
    let low = format!("{:.0}", strongest - HEAT_SPAN);
    canvas.text((x - 5.0, y), SMALL, Align::Right, INK, &low);
    canvas.text((x + width + 5.0, y), SMALL, Align::Left, INK, &high);
}

fn byte(canvas: &mut Canvas, at: (f32, f32), wide: f32, c: &Character) {
    let text = char::from(c.value);
    let text = if text.is_ascii_graphic() { text } else { '·' };
    let text = match wide {
        60.0.. => format!("{:02x} {text}", c.value),
        24.0.. => format!("{:02x}", c.value),
        8.0.. if c.value != view::SEIZURE => text.to_string(),
        _ => return,
    };
    let inside = at.0 > LEFT + 4.0 && at.0 < RIGHT - 4.0;
    if inside {
        canvas.text(at, SMALL, Align::Middle, if c.has_stop { INK } else { SPACE }, &text);
    }
}

fn draw_lane(canvas: &mut Canvas, top: f32, lane: &Lane) -> f32 {
    let height = lane.rows as f32 * LANE;
    label(canvas, top + LANE / 2.0, lane.name);
    canvas.line(&[(LEFT, top - 3.0), (RIGHT, top - 3.0)], 1.0, GRID);
    for item in &lane.items {
        let y = top + item.row as f32 * LANE;
        let (x, end) = (item.x.max(LEFT), item.end.min(RIGHT));
        canvas.fill(x, y + LANE - 9.0, (end - x).max(2.0), 4.0, item.ink);
        if let Some(text) = &item.text {
            canvas.text((item.text_x, y + LANE / 2.0 - 5.0), SMALL, Align::Left, item.ink, text);
        }
    }
    top + height + 6.0
}

/// A text left of a panel.
fn label(canvas: &mut Canvas, y: f32, text: &str) {
    canvas.text((LEFT - 9.0, y), SMALL, Align::Right, FAINT, text);
}

/// A colour for 0 (silent) to 1 (strongest), in steps of about 1 dB: the eye sees no more, and the file stays small.
fn heat(share: f32) -> Rgb {
    let share = (share.clamp(0.0, 1.0) * HEAT_SPAN).round() / HEAT_SPAN;
    let at = share * (HEAT.len() - 1) as f32;
    let low = (at as usize).min(HEAT.len() - 2);
    let rest = at - low as f32;
    std::array::from_fn(|i| {
        let (a, b) = (f32::from(HEAT[low][i]), f32::from(HEAT[low + 1][i]));
        (a + (b - a) * rest).round() as u8
    })
}
