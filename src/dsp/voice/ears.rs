//! Voice, recording tone and who answered, from one look at each frame. May depend on `base` and `dsp`.

use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, LineSignal, Tone};
use crate::base::units::{Dbm0, Frames};
use crate::dsp::answer::{Listener, Told};
use crate::dsp::bank::Detection;
use crate::dsp::front::Front;
use crate::dsp::voice::look::Look;
use crate::dsp::{FRAME, answer, beep, voice};

/// What the other detectors of the bank say of a frame.
#[derive(Debug, Clone, Copy)]
pub struct Others {
    /// One of them knows what it is.
    pub known: bool,
    /// Nobody can have answered (on-hook, or a tone of the exchange goes on): only voice is told.
    pub alone: bool,
}

/// The voice side of the bank.
#[derive(Debug, Clone)]
pub struct Ears {
    look: Look,
    voice: voice::Detector,
    beep: beep::Detector,
    listener: Listener,
}

impl Ears {
    /// At rest.
    pub fn new() -> Self {
        Self {
            look: Look::new(),
            voice: voice::Detector::new(),
            beep: beep::Detector::new(),
            listener: Listener::new(),
        }
    }

    /// A tone of the exchange was told: whoever answers comes after it.
    pub fn toned(&mut self) {
        self.listener.renew();
    }

    /// Takes a frame that ends at `now`.
    pub fn push(
        &mut self,
        front: &Front,
        others: Others,
        now: Frames,
        tell: &mut dyn FnMut(Detection),
    ) {
        let Others { known, alone } = others;
        let seen = self.look.at(front, known);
        let speech = seen.sound && !seen.tone && !known;
        if let Some((edge, ago)) = self.voice.push(&seen, known) {
            let start = before(now, u64::from(ago));
            let note = if edge == Edge::End { self.kind() } else { String::new() };
            let evidence = Evidence::note(note);
            tell(Detection { start, decided: now, signal: LineSignal::Voice(edge), evidence });
            if edge == Edge::Begin {
                self.listener.begin(ago);
            }
        }
        if let Some(told) = self.listener.push(speech, self.voice.change())
            && !alone
        {
            tell(verdict(&told, now));
        }
        let spoken = speech && self.voice.is_on();
        if let Some(heard) = self.beep.push(&seen, spoken, now)
            && !alone
        {
            tell(recording_tone(&heard, now));
            if let Some(told) = self.listener.beep() {
                tell(verdict(&told, now));
            }
        }
    }

    /// Speech or music, by how the level has moved.
    fn kind(&self) -> String {
        self.voice.change().map_or_else(String::new, |change| {
            let kind = if change * 10.0 < answer::MUSIC as f32 { "music" } else { "speech" };
            format!("{kind}, level moves by {change:.1} dB in 50 ms")
        })
    }

    /// Samples were lost: no tone goes on over the gap.
    pub fn gap(&mut self) {
        self.beep = beep::Detector::new();
    }

    /// No more samples will come.
    pub fn finish(&mut self, now: Frames, tell: &mut dyn FnMut(Detection)) {
        if let Some(told) = self.listener.finish() {
            tell(verdict(&told, now));
        }
    }
}

impl Default for Ears {
    fn default() -> Self {
        Self::new()
    }
}

fn before(now: Frames, frames: u64) -> Frames {
    Frames(now.0.saturating_sub(frames * FRAME as u64))
}

fn verdict(told: &Told, now: Frames) -> Detection {
    let confidence = Some(told.verdict.confidence);
    let evidence = Evidence { confidence, note: told.features.to_string(), ..Evidence::default() };
    let signal = LineSignal::Answerer(told.verdict.who);
    Detection { start: before(now, told.ago), decided: now, signal, evidence }
}

fn recording_tone(heard: &beep::Heard, now: Frames) -> Detection {
    let evidence = Evidence {
        level_dbm0: Some(Dbm0::from_rms(heard.power.sqrt()).0),
        note: format!("{:.0} Hz", heard.hz),
        ..Evidence::default()
    };
    let signal = LineSignal::Tone(Tone::Beep, Edge::Begin);
    Detection { start: heard.start, decided: now, signal, evidence }
}
