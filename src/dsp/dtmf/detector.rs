//! DTMF detector after ITU-T Q.24: frequency within about 2.5 %, 25 ms and longer, pauses from about
//! 15 ms, twist -11 to +8 dB, one digit per press whatever drops out for 10 ms.
//! Every 5 ms, 20 ms are weighed; the length of a digit is the area under its envelope.
//! May depend on `base`.

use crate::base::units::{Frames, LINE_RATE};
use crate::dsp::FRAME;
use crate::dsp::complex::Complex;
use crate::dsp::dtmf::{COLUMNS, KEYS, ROWS};
use crate::dsp::filter::BandPass;
use crate::dsp::front::Front;
use std::time::Duration;

/// Frames kept: 200 ms.
const KEPT: usize = 40;
/// Frames after which the tones' phases repeat: 1 s, for frequencies of whole hertz.
const TURNS: usize = LINE_RATE as usize / FRAME;
/// Peak of a tone at -47 dBm0.
const FLOOR: f64 = 0.0031;
/// Share of the power the two tones must have over 20 ms.
const SHARE: f64 = 0.56;
/// Column over row as powers: -11 and +8 dB.
const TWIST: (f64, f64) = (0.079, 6.3);
/// Largest offset of a tone, as a share of its frequency.
const OFFSET: f64 = 0.0255;
/// Share of the power above which nothing has to be explained.
const CLEAN: f64 = 0.90;
/// A digit that is less clean must have been weighed as one all the while it lasted (so many hits more than
/// frames). Distorted ones must last longer for it (42 ms), and both tones must keep their frequencies:
/// voices glide. Rows: share of the power, frames, coherence of the phases.
const STEADY: f64 = 0.8;
const UNCLEAN: [(f64, f64, f64); 3] = [(0.87, 0.0, 0.0), (0.85, 0.0, 0.90), (0.77, 8.4, 0.94)];
/// Otherwise the rest must be the noise that is there without the digit, too: at least so much of it (speech
/// is quiet where it is not loud), and such coherence and hits per frame remain in the deepest noise.
const EXPLAINED: f64 = 0.4;
const NOISY: (f64, f64) = (0.84, 0.28);
/// The same key again, so much weaker (as amplitudes) and so soon after (frames), is an echo.
const ECHO: (f64, u64) = (0.5, 8);
/// Shortest digit, in frames (26 ms).
const SHORTEST: f64 = 5.2;
/// Weighings that must agree on the key.
const AGREEING: u32 = 3;
/// Envelope below this share of its height is a pause, after so many frames in a row.
const PAUSE: (f64, u32) = (0.40, 3);

/// A digit that has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Press {
    /// Which key.
    pub key: char,
    /// When the tone began.
    pub start: Frames,
    /// How long it lasted.
    pub lasted: Duration,
    /// Peak of the weaker tone, full scale 1.0.
    pub peak: f32,
}

/// What one weighing saw.
#[derive(Debug, Clone, Copy)]
struct Hit {
    row: usize,
    column: usize,
    /// Turn of the phase over 10 ms beyond the nominal one, times power.
    slip: [Complex; 2],
    power: [f64; 2],
    /// Power of everything else.
    rest: f64,
}

/// A key being pressed.
#[derive(Debug, Clone, Copy)]
struct Pressed {
    row: usize,
    column: usize,
    hits: u32,
    other: u32,
    /// Sum of the slips, and of their sizes.
    slip: [Complex; 2],
    size: [f64; 2],
    power: [f64; 2],
    rest: f64,
    /// Highest 20 ms amplitude per tone.
    height: [f64; 2],
    /// Sum of 5 ms amplitudes per tone.
    area: [f64; 2],
    low: u32,
    start: u64,
}

impl Pressed {
    /// How well the tones kept their frequencies: 1 when the phases of both turned evenly.
    fn coherence(&self) -> f64 {
        let of = |index: usize| self.slip[index].power().sqrt() / self.size[index].max(1e-18);
        of(0).min(of(1))
    }
}

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    filter: BandPass,
    tables: Vec<[[f32; FRAME]; 2]>,
    /// Per frame of 200 (1 s, whole turns of all tones): phase of each tone at its begin, mirrored.
    turns: Vec<[Complex; 8]>,
    /// Per frame: amplitude and phase of each tone (nominal frequency removed), and the power.
    past: [([Complex; 8], f64); KEPT],
    at: usize,
    pressed: Option<Pressed>,
    /// Frames so far; the newest digit's key, height and end.
    count: u64,
    newest: (char, f64, u64),
}

impl Detector {
    /// A detector at rest.
    pub fn new() -> Self {
        let hz = |index: usize| if index < 4 { ROWS[index] } else { COLUMNS[index - 4] };
        let radians = |index: usize| std::f64::consts::TAU * hz(index) / f64::from(LINE_RATE);
        let table = |index: usize| {
            let mut table = [[0.0; FRAME]; 2];
            let [cos, sin] = &mut table;
            for (n, (cos, sin)) in cos.iter_mut().zip(sin).enumerate() {
                let turn = Complex::unit(-radians(index) * n as f64);
                (*cos, *sin) = (turn.re as f32, turn.im as f32);
            }
            table
        };
        let turn = |frame: usize| {
            std::array::from_fn(|i| Complex::unit(-radians(i) * (frame * FRAME) as f64))
        };
        Self {
            filter: BandPass::new(590.0, 3500.0, 161),
            tables: (0..8).map(table).collect(),
            turns: (0..TURNS).map(turn).collect(),
            past: [([Complex::ZERO; 8], 0.0); KEPT],
            at: 0,
            pressed: None,
            count: 0,
            newest: (' ', 0.0, 0),
        }
    }

    /// Whether a key is being pressed.
    pub fn is_busy(&self) -> bool {
        self.pressed.is_some_and(|p| p.hits >= AGREEING)
    }

    /// Forgets what was.
    pub fn reset(&mut self) {
        self.filter.reset();
        self.past = [([Complex::ZERO; 8], 0.0); KEPT];
        self.pressed = None;
    }

    /// Takes a frame that ends at `now`. Tells a digit when it has ended.
    pub fn push(&mut self, front: &Front, now: Frames) -> Option<Press> {
        let (frame, calm) = (&front.raw, front.calm);
        self.at = (self.at + 1) % KEPT;
        self.count += 1;
        if calm {
            self.filter.pass(frame);
            self.past[self.at] = ([Complex::ZERO; 8], 0.0);
            return self.follow(None, now);
        }
        let mut clean = [0.0; FRAME];
        self.filter.run(frame, &mut clean);
        let slot = &mut self.past[self.at];
        let turns = &self.turns[self.count as usize % TURNS];
        for (index, value) in slot.0.iter_mut().enumerate() {
            let [cos, sin] = &self.tables[index];
            let dot = |t: &[f32; FRAME]| t.iter().zip(&clean).map(|(a, b)| a * b).sum::<f32>();
            let raw = Complex { re: f64::from(dot(cos)), im: f64::from(dot(sin)) };
            *value = (raw * turns[index]).scale(2.0 / FRAME as f64);
        }
        slot.1 = f64::from(clean.iter().map(|v| v * v).sum::<f32>()) / FRAME as f64;
        let hit = self.weigh();
        self.follow(hit, now)
    }

    fn back(&self, frames: usize) -> &([Complex; 8], f64) {
        &self.past[(self.at + KEPT - frames) % KEPT]
    }

    /// Weighs the newest 20 ms.
    fn weigh(&self) -> Option<Hit> {
        let power = (0..4).map(|n| self.back(n).1).sum::<f64>() / 4.0;
        // A tone has no more than all the power: too little of it for one above the floor.
        if 2.0 * power < FLOOR * FLOOR {
            return None;
        }
        let halves = |tone: usize| {
            let late = self.back(0).0[tone] + self.back(1).0[tone];
            let early = self.back(2).0[tone] + self.back(3).0[tone];
            (early.scale(0.5), late.scale(0.5))
        };
        let mut size = [0.0; 8];
        let mut whole = [0.0; 8];
        for tone in 0..8 {
            let (early, late) = halves(tone);
            size[tone] = early.power().midpoint(late.power());
            whole[tone] = (early + late).scale(0.5).power();
        }
        let top = |from: usize| {
            (from..from + 4)
                .fold(from, |best, tone| if size[tone] > size[best] { tone } else { best })
        };
        let (row, column) = (top(0), top(4));
        let clear = |best: usize, from: usize| {
            (from..from + 4).all(|tone| tone == best || whole[tone] * 3.5 < size[best])
        };
        let twist = size[column] / size[row].max(1e-18);
        let fits = size[row].min(size[column]) > FLOOR * FLOOR
            && (TWIST.0..TWIST.1).contains(&twist)
            && size[row].midpoint(size[column]) > SHARE * power
            && clear(row, 0)
            && clear(column, 4);
        let slip = |tone: usize| {
            let (early, late) = halves(tone);
            late * early.conj()
        };
        fits.then(|| Hit {
            row,
            column: column - 4,
            slip: [slip(row), slip(column)],
            power: [size[row], size[column]],
            rest: (power - size[row].midpoint(size[column])).max(0.0),
        })
    }

    fn follow(&mut self, hit: Option<Hit>, now: Frames) -> Option<Press> {
        let Some(mut pressed) = self.pressed.take() else {
            self.pressed = hit.map(|hit| self.press(&hit, now));
            return None;
        };
        let tones = [pressed.row, pressed.column + 4];
        let present = tones.map(|tone| self.back(0).0[tone].power().sqrt());
        let height = pressed.height;
        let low = present[0] < PAUSE.0 * height[0] || present[1] < PAUSE.0 * height[1];
        match hit {
            Some(hit) if hit.row == pressed.row && hit.column == pressed.column => {
                pressed.hits += 1;
                pressed.rest += hit.rest;
                for index in 0..2 {
                    pressed.slip[index] += hit.slip[index];
                    pressed.size[index] += hit.slip[index].power().sqrt();
                    pressed.power[index] += hit.power[index];
                    pressed.height[index] = pressed.height[index].max(hit.power[index].sqrt());
                }
            }
            Some(hit) if pressed.hits < 2 => {
                self.pressed = Some(self.press(&hit, now));
                return None;
            }
            Some(_) => pressed.other += 1,
            None => {}
        }
        for (area, (here, height)) in
            pressed.area.iter_mut().zip(present.into_iter().zip(pressed.height))
        {
            if here > 0.2 * height {
                *area += here.min(1.1 * height);
            }
        }
        pressed.low = if low { pressed.low + 1 } else { 0 };
        if pressed.low >= PAUSE.1 || pressed.other >= 3 {
            return self.release(&pressed);
        }
        self.pressed = Some(pressed);
        None
    }

    /// A first hit. What lies before it belongs to the digit as far as it has the same tones.
    fn press(&self, hit: &Hit, now: Frames) -> Pressed {
        let tones = [hit.row, hit.column + 4];
        let height = hit.power.map(f64::sqrt);
        let mut area = [0.0; 2];
        for back in 0..7 {
            let here = tones.map(|tone| self.back(back).0[tone].power().sqrt());
            if here[0] < 0.2 * height[0] || here[1] < 0.2 * height[1] {
                break;
            }
            area[0] += here[0].min(1.1 * height[0]);
            area[1] += here[1].min(1.1 * height[1]);
        }
        let before = (area[0] / height[0].max(1e-9)).min(7.0) * FRAME as f64;
        let lag = before as u64 + self.filter.delay() as u64;
        Pressed {
            row: hit.row,
            column: hit.column,
            hits: 1,
            other: 0,
            slip: hit.slip,
            size: hit.slip.map(|slip| slip.power().sqrt()),
            power: hit.power,
            rest: hit.rest,
            height,
            area,
            low: 0,
            start: now.0.saturating_sub(lag),
        }
    }

    /// The tone has ended: was it a digit?
    fn release(&mut self, pressed: &Pressed) -> Option<Press> {
        self.pressed = None;
        // 10 ms between the middles of the halves.
        let offset = |index: usize, hz: f64| {
            pressed.slip[index].angle() / std::f64::consts::TAU / 0.010 / hz
        };
        let true_tones = offset(0, ROWS[pressed.row]).abs() < OFFSET
            && offset(1, COLUMNS[pressed.column]).abs() < OFFSET;
        let mean = |index: usize| (pressed.power[index] / f64::from(pressed.hits)).sqrt();
        let length = |index: usize| pressed.area[index] / pressed.height[index].max(1e-9);
        let frames = length(0).min(length(1));
        if !true_tones
            || frames < SHORTEST
            || pressed.hits < AGREEING
            || !self.is_pure(pressed, frames)
        {
            return None;
        }
        let key = KEYS[pressed.row][pressed.column];
        let height = pressed.height[0].min(pressed.height[1]);
        let begin = self.count.saturating_sub(frames as u64 + 3);
        let (last, loud, end) = self.newest;
        if key == last && height < ECHO.0 * loud && begin < end + ECHO.1 {
            return None;
        }
        self.newest = (key, height, self.count);
        Some(Press {
            key,
            start: Frames(pressed.start),
            lasted: Duration::from_micros((frames * 5_000.0) as u64),
            peak: mean(0).min(mean(1)) as f32,
        })
    }
}

impl Detector {
    /// Power of the quietest 10 ms of late.
    fn noise(&self) -> f64 {
        (0..KEPT - 1).map(|n| self.back(n).1.midpoint(self.back(n + 1).1)).fold(f64::MAX, f64::min)
    }

    /// Nothing but the tones, or noise that was there before, too.
    fn is_pure(&self, pressed: &Pressed, frames: f64) -> bool {
        let tones = pressed.power[0].midpoint(pressed.power[1]);
        let share = tones / (tones + pressed.rest + 1e-18);
        let hits = f64::from(pressed.hits);
        let coherence = pressed.coherence();
        let unclean = |row: &(f64, f64, f64)| share > row.0 && frames > row.1 && coherence > row.2;
        let explained = self.noise() > EXPLAINED * pressed.rest / hits;
        share > CLEAN
            || hits > frames + STEADY && UNCLEAN.iter().any(unclean)
            || explained && coherence > NOISY.0 && hits > NOISY.1 * frames
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}
