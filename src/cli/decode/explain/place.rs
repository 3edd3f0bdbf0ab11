//! The sound of one event as text: a small spectrogram, the characters of a burst, the tones of a digit.
//! May depend on `base` and `dsp`.

use crate::base::caller_id::Standard;
use crate::base::signal::LineSignal;
use crate::base::units::{Dbm0, Frames, LINE_RATE};
use crate::dsp::bank::Detection;
use crate::dsp::burst::tones;
use crate::dsp::dtmf;
use crate::dsp::view::{self, Character};

/// Columns and rows of the spectrogram.
const COLUMNS: usize = 64;
const ROWS: usize = 16;
/// Height of a row in hertz.
const ROW_HZ: f64 = LINE_RATE as f64 / 2.0 / ROWS as f64;
/// Blocks and how many dB below the strongest place each of them begins.
const BLOCKS: [(char, f32); 4] = [('█', 6.0), ('▓', 12.0), ('▒', 18.0), ('░', 24.0)];
/// Characters of a burst on one line, and at most in all.
const PER_LINE: usize = 4;
const MOST_CHARACTERS: usize = 64;

/// Samples around an event.
pub struct Place<'a> {
    /// Time of the first sample.
    pub from: Frames,
    /// At the line rate.
    pub samples: &'a [f32],
}

impl Place<'_> {
    /// What the place shows, for the kind of event.
    pub fn lines(&self, event: &Detection) -> Vec<String> {
        match &event.signal {
            LineSignal::Digit { digit, lasted } => {
                let frames = Frames::within(*lasted).0;
                self.digit(*digit, event.start.0, frames).into_iter().collect()
            }
            LineSignal::CallerId(id)
                if matches!(id.standard, Standard::Bell202 | Standard::V23) =>
            {
                self.burst(id.standard, true)
            }
            LineSignal::BurstDamaged | LineSignal::OtherMessage => {
                self.burst(view::likelier_standard(self.samples), false)
            }
            _ => self.spectrogram(&[]),
        }
    }

    fn burst(&self, standard: Standard, is_whole: bool) -> Vec<String> {
        let (mark, space) = tones(standard);
        let mut lines = self.spectrogram(&[(mark, "mark"), (space, "space")]);
        lines.extend(self.characters(standard, is_whole));
        lines
    }

    fn spectrogram(&self, marks: &[(f64, &str)]) -> Vec<String> {
        let picture = view::spectrogram(self.samples, COLUMNS, ROWS);
        // Hum in the lowest row does not dim the rest.
        let heard = picture.iter().flat_map(|column| &column[1..]);
        let strongest = heard.copied().fold(1e-10, f32::max);
        let block = |power: f32| {
            let below = 10.0 * (strongest / power.max(1e-12)).log10();
            BLOCKS.iter().find(|(_, from)| below <= *from).map_or(' ', |(block, _)| *block)
        };
        let row_of = |hz: f64| (hz / ROW_HZ) as usize;
        let mut lines = Vec::new();
        for row in (0..ROWS).rev() {
            let mark = marks.iter().find(|(hz, _)| row_of(*hz) == row);
            let label = match mark {
                Some((hz, name)) => format!("{name:>5} {hz:>4} ►"),
                None if row % 4 == 0 => format!("{:>7} Hz ┤", row as f64 * ROW_HZ),
                None => format!("{:>12}", "│"),
            };
            let cells: String = picture.iter().map(|column| block(column[row])).collect();
            lines.push(format!("{label}{}", cells.trim_end()));
        }
        lines.push(self.time_axis());
        let level = Dbm0::from_rms(strongest.sqrt()).0;
        let step = |(block, below): &(char, f32)| format!("{block} {:.0}", level - below);
        let legend: Vec<String> = BLOCKS.iter().map(step).collect();
        lines.push(format!("{:>12}dBm0 per 31 Hz, from: {}", "", legend.join("  ")));
        lines
    }

    fn time_axis(&self) -> String {
        let begin = self.from.duration().as_secs_f64();
        let end = begin + self.samples.len() as f64 / f64::from(LINE_RATE);
        let (left, right) = (format!("{begin:.3} s"), format!("{end:.3} s"));
        let middle = format!("{:.3} s", f64::midpoint(begin, end));
        let half = COLUMNS / 2 - middle.len() / 2;
        let rest = COLUMNS - half - middle.len();
        format!("{:>12}{left:<half$}{middle}{right:>rest$}", "└")
    }

    /// The characters of a burst, bit by bit as they were sent; of a whole message none beyond its length.
    fn characters(&self, standard: Standard, is_whole: bool) -> Vec<String> {
        let mut all = view::characters(self.samples, standard);
        if is_whole {
            view::cut_at_length(&mut all);
        }
        let is_seizure = |c: &Character| c.value == view::SEIZURE && c.has_stop && c.marks < 3;
        let first = view::message_start(&all);
        let seizure = all[..first].iter().filter(|c| is_seizure(c)).count() * 10;
        let message = &all[first..];
        let Some(head) = message.first() else {
            return vec!["bits: none can be told apart".to_owned()];
        };
        let mut lines = vec![format!(
            "bits, read plainly: about {seizure} alternating, {} marks, then (start · data, lowest bit first · stop):",
            head.marks
        )];
        for line in message.chunks(PER_LINE).take(MOST_CHARACTERS / PER_LINE) {
            let begin = self.from.duration().as_secs_f64() + line[0].start / f64::from(LINE_RATE);
            let cells: Vec<String> = line.iter().map(character).collect();
            lines.push(format!("{begin:8.3} s  {}", cells.join("   ").trim_end()));
        }
        if message.len() > MOST_CHARACTERS {
            lines.push(format!("  … and {} characters more", message.len() - MOST_CHARACTERS));
        }
        let mut clear: Vec<f32> = message.iter().map(|c| c.clearness).collect();
        clear.sort_by(f32::total_cmp);
        let unstopped = message.iter().filter(|c| !c.has_stop).count();
        lines.push(format!(
            "margin between the tones in the least clear bit of a character: {:.0} % in the worst, {:.0} % in the middle one; {unstopped} without stop bit",
            clear[0] * 100.0,
            clear[clear.len() / 2] * 100.0
        ));
        lines
    }

    /// Levels of a digit's two tones.
    fn digit(&self, digit: char, start: u64, frames: u64) -> Option<String> {
        let (row, column) = dtmf::tones_of(digit)?;
        let from = (start.saturating_sub(self.from.0) as usize).min(self.samples.len());
        let to = (from + frames as usize).min(self.samples.len());
        let piece = &self.samples[from..to];
        let [low, high] = [row, column].map(|hz| view::tone_level(piece, hz).0);
        Some(format!(
            "{row} Hz {low:.1} dBm0 · {column} Hz {high:.1} dBm0 · twist {:+.1} dB",
            high - low
        ))
    }
}

/// `0 00000001 1 80 ·`: the bits of a character as sent, in hexadecimal, and as text.
fn character(c: &Character) -> String {
    let bits: String = (0..8).map(|n| if c.value >> n & 1 == 1 { '1' } else { '0' }).collect();
    let stop = if c.has_stop { '1' } else { '!' };
    let text = char::from(c.value);
    let text = if text.is_ascii_graphic() { text } else { '·' };
    format!("0 {bits} {stop} {:02x} {text}", c.value)
}
