//! `ringdesk decode --explain`: how each event is known, why a burst was refused, and what else is in a recording,
//! so that one that gives nothing says why. For people; nothing here decides anything.
//! May depend on `base` and `dsp`.

mod overall;
mod place;

use crate::base::signal::{Edge, LineSignal};
use crate::base::units::{Frames, LINE_RATE};
use crate::dsp::bank::Detection;
use overall::Overall;
use place::Place;
use std::fmt::Write as _;

/// Samples that are kept to look back: 16 s.
const KEPT: usize = 16 * LINE_RATE as usize;
/// What is shown before and after an event: 0.15 s.
const AROUND: u64 = LINE_RATE as u64 * 15 / 100;
/// Before each line that belongs to an event.
pub(super) const INDENT: &str = "             ";

/// What one channel sounded like.
struct Ear {
    /// The newest samples, at most twice [`KEPT`].
    recent: Vec<f32>,
    /// Samples so far.
    heard: u64,
    overall: Overall,
}

/// Listens beside the detectors. Memory does not grow with the length of the sound.
pub struct Explainer {
    rate: u32,
    ears: Vec<Option<Ear>>,
}

impl Explainer {
    /// For a recording with so many channels.
    pub fn new(rate: u32, channels: usize) -> Self {
        Self { rate, ears: (0..channels).map(|_| None).collect() }
    }

    /// Sound of a channel at the line rate.
    pub fn sound(&mut self, channel: usize, line: &[f32]) {
        let Some(slot) = self.ears.get_mut(channel) else { return };
        let ear = slot.get_or_insert_with(|| Ear {
            recent: Vec::new(),
            heard: 0,
            overall: Overall::new(),
        });
        ear.overall.push(line);
        ear.recent.extend_from_slice(line);
        ear.heard += line.len() as u64;
        if ear.recent.len() > 2 * KEPT {
            ear.recent.drain(..ear.recent.len() - KEPT);
        }
    }

    /// An event's line and what there is to say about it.
    pub fn event(&self, channel: usize, event: &Detection, line: Option<String>) -> Option<String> {
        let mut text = line?;
        if matches!(event.signal, LineSignal::Tone(_, Edge::End) | LineSignal::Voice(Edge::End)) {
            return Some(text);
        }
        for part in evidence(event) {
            add(&mut text, &part);
        }
        if let Some(place) = self.place(channel, event) {
            for part in place.lines(event) {
                add(&mut text, &part);
            }
        }
        Some(text)
    }

    /// The samples around an event, as far as they are still there.
    fn place(&self, channel: usize, event: &Detection) -> Option<Place<'_>> {
        let ear = self.ears.get(channel)?.as_ref()?;
        let oldest = ear.heard - ear.recent.len() as u64;
        let from = event.start.0.saturating_sub(AROUND).clamp(oldest, ear.heard);
        let to = (event.decided.0 + AROUND).clamp(from, ear.heard);
        let samples = &ear.recent[(from - oldest) as usize..(to - oldest) as usize];
        (!samples.is_empty()).then_some(Place { from: Frames(from), samples })
    }

    /// What the recording is like as a whole.
    pub fn whole(&self) -> String {
        let mut text = String::new();
        let awake: Vec<_> = self.ears.iter().enumerate().filter(|(_, ear)| ear.is_some()).collect();
        for (index, ear) in &awake {
            let Some(ear) = ear else { continue };
            let channel = if self.ears.len() > 1 {
                format!(", channel {} of {}", index + 1, self.ears.len())
            } else {
                String::new()
            };
            let seconds = ear.heard as f64 / f64::from(LINE_RATE);
            let _infallible =
                write!(text, "as a whole: {seconds:.1} s at {} Hz{channel}", self.rate);
            for part in ear.overall.lines() {
                let _infallible = write!(text, "\n  {part}");
            }
            text.push('\n');
        }
        if self.ears.len() > awake.len() && self.ears.len() > 1 {
            text.push_str("the other channels are silent or equal to the first\n");
        }
        text.trim_end().to_owned()
    }
}

fn add(text: &mut String, part: &str) {
    text.push('\n');
    text.push_str(INDENT);
    text.push_str(part);
}

/// What the detectors say about how they know.
fn evidence(event: &Detection) -> Vec<String> {
    let seconds = |frames: Frames| frames.duration().as_secs_f64();
    let (start, decided) = (seconds(event.start), seconds(event.decided));
    let mut lines = vec![format!(
        "began {start:.3} s, decided {decided:.3} s ({:.3} s later)",
        decided - start
    )];
    let evidence = &event.evidence;
    let figures = [
        evidence.level_dbm0.map(|level| format!("level {level:.1} dBm0")),
        evidence.snr_db.map(|snr| format!("signal to noise {snr:.1} dB (300-3400 Hz)")),
        evidence.offset_percent.map(|offset| format!("tones off by {offset:+.2} %")),
        evidence.margin.map(|margin| format!("margin {:.0} %", margin * 100.0)),
        evidence.confidence.map(|sure| format!("{:.0} % sure", sure * 100.0)),
    ];
    let figures: Vec<String> = figures.into_iter().flatten().collect();
    if !figures.is_empty() {
        lines.push(figures.join(" · "));
    }
    if !evidence.note.is_empty() {
        let word = if event.signal == LineSignal::BurstDamaged { "why refused" } else { "how" };
        lines.push(format!("{word}: {}", evidence.note));
    }
    lines
}
