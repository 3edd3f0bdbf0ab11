//! Fax tones: CNG (ITU-T T.30: 1100 Hz, 0.5 s every 3.5 s, told at the second) and the 2100 Hz answer tone
//! (V.25, V.8: with or without phase reversals and 15 Hz modulation, told after 0.8 s).
//! May depend on `base`.

use crate::base::signal::{Edge, Tone};
use crate::base::units::{Frames, LINE_RATE};
use crate::dsp::FRAME;
use crate::dsp::complex::Complex;
use crate::dsp::front::Front;
use crate::dsp::tone::progress::Heard;

/// Share of the power in the tone over 20 ms.
const SHARE: f32 = 0.75;
/// Mean square below which all is silence: -46 dBm0.
const FLOOR: f32 = 6.1e-6;
/// Frames weighed together.
const SPAN: usize = 4;
/// Pause that ends a tone, in frames (a phase reversal takes 20 ms).
const PAUSE: u32 = 10;

/// Listens for one frequency.
#[derive(Debug, Clone)]
struct Single {
    table: [[f32; FRAME]; 2],
    step: Complex,
    turn: Complex,
    past: [(f32, f32); SPAN],
    frame: usize,
    previous: Complex,
    /// Sum of the turns of the phase from frame to frame: the offset.
    slip: Complex,
    lasted: u32,
    off: u32,
}

impl Single {
    fn new(hz: f64) -> Self {
        let radians = std::f64::consts::TAU * hz / f64::from(LINE_RATE);
        let mut table = [[0.0; FRAME]; 2];
        let [cos, sin] = &mut table;
        for (n, (cos, sin)) in cos.iter_mut().zip(sin).enumerate() {
            let turn = Complex::unit(-radians * n as f64);
            (*cos, *sin) = (turn.re as f32, turn.im as f32);
        }
        Self {
            table,
            step: Complex::unit(-radians * FRAME as f64),
            turn: Complex::ONE,
            past: [(0.0, 0.0); SPAN],
            frame: 0,
            previous: Complex::ZERO,
            slip: Complex::ZERO,
            lasted: 0,
            off: 0,
        }
    }

    /// Takes a frame; the length of a tone in frames when one has just ended.
    fn push(&mut self, frame: &[f32; FRAME], calm: bool) -> Option<u32> {
        let dot = |t: &[f32; FRAME]| t.iter().zip(frame).map(|(a, b)| a * b).sum::<f32>();
        let tone = |t: &[[f32; FRAME]; 2]| Complex {
            re: f64::from(dot(&t[0])),
            im: f64::from(dot(&t[1])),
        };
        let raw = if calm { Complex::ZERO } else { tone(&self.table) };
        let here = raw * self.turn;
        self.turn = self.turn * self.step;
        let whole = frame.iter().map(|v| v * v).sum::<f32>();
        self.past[self.frame % SPAN] = (raw.power() as f32 * 2.0 / FRAME as f32, whole);
        self.frame += 1;
        let (tone, all) = self.past.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        let on = tone > SHARE * all && all > FLOOR * (SPAN * FRAME) as f32;
        let slip = here * self.previous.conj();
        self.previous = here;
        if on {
            self.slip += slip;
            self.lasted += 1 + self.off;
            self.off = 0;
        } else if self.lasted > 0 {
            self.off += 1;
            if self.off >= PAUSE {
                let lasted = self.lasted;
                let true_tone = self.is_true();
                self.lasted = 0;
                self.off = 0;
                self.slip = Complex::ZERO;
                return true_tone.then_some(lasted);
            }
        }
        None
    }

    /// Within about 25 Hz of the frequency.
    fn is_true(&self) -> bool {
        (self.slip.angle() / std::f64::consts::TAU / 0.005).abs() < 25.0
    }
}

/// The detector.
#[derive(Debug, Clone)]
pub struct Detector {
    cng: Single,
    ced: Single,
    /// Begin of a first CNG burst.
    first: Option<u64>,
    telling: [Option<u64>; 2],
}

impl Detector {
    /// A detector at rest.
    pub fn new() -> Self {
        let (cng, ced) = (Single::new(1100.0), Single::new(2100.0));
        Self { cng, ced, first: None, telling: [None; 2] }
    }

    /// Whether a fax tone is on.
    pub fn is_telling(&self) -> bool {
        self.telling.iter().any(Option::is_some) || self.ced.lasted > 20 || self.cng.lasted > 20
    }

    /// Takes a frame that ends at `now`.
    pub fn push(&mut self, front: &Front, now: Frames, tell: &mut dyn FnMut(Heard)) {
        let (frame, calm) = (&front.raw, front.calm);
        let ago = |frames: u32| now.0.saturating_sub(u64::from(frames) * FRAME as u64);
        let mut say = |tone, edge, at| tell(Heard { tone, edge, start: Frames(at), power: 0.0 });
        let ended = self.ced.push(frame, calm);
        if self.telling[1].is_none() && self.ced.lasted >= 160 && self.ced.is_true() {
            self.telling[1] = Some(now.0);
            say(Tone::FaxCed, Edge::Begin, ago(self.ced.lasted));
        } else if self.telling[1].is_some() && (ended.is_some() || self.ced.lasted == 0) {
            self.telling[1] = None;
            say(Tone::FaxCed, Edge::End, ago(PAUSE));
        }
        if let Some(lasted) =
            self.cng.push(frame, calm).filter(|frames| (80..=125).contains(frames))
        {
            let begin = ago(lasted + PAUSE);
            let second = u64::from(LINE_RATE);
            match (self.first, self.telling[0]) {
                (Some(first), None) if (3 * second..4 * second).contains(&(begin - first)) => {
                    say(Tone::FaxCng, Edge::Begin, first);
                    self.telling[0] = Some(now.0);
                }
                (_, Some(_)) => self.telling[0] = Some(now.0),
                _ => {}
            }
            self.first = Some(begin);
        }
        if self.telling[0].is_some_and(|last| now.0 > last + 4 * u64::from(LINE_RATE)) {
            let last = self.telling[0].take().unwrap_or(now.0);
            say(Tone::FaxCng, Edge::End, last - u64::from(PAUSE) * FRAME as u64);
            self.first = None;
        }
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}
