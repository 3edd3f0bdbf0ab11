//! Who answered: a person says a word or a sentence and waits, a machine speaks on or beeps.
//! May depend on `base`.
//!
//! [`Listener`] counts from the first voice of an answered call; [`Features::verdict`] decides by nothing but
//! the counts, which stand in the evidence of each verdict (`speech=1180 …`), so that a logged line gives the same
//! verdict again.

use crate::base::signal::Who;
use crate::dsp::FRAME;
use std::fmt;
use std::str::FromStr;

/// What was counted, in milliseconds from the first voice on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features {
    /// First phrase: sound until a pause of 0.35 s.
    pub first: u32,
    /// All phrases without the pauses between them.
    pub speech: u32,
    /// Longest pause between two phrases.
    pub pause: u32,
    /// Silence since the last phrase; 0 while it goes on.
    pub silence: u32,
    /// Bursts of sound parted by at least 60 ms: about syllables or words.
    pub bursts: u32,
    /// Phrases.
    pub phrases: u32,
    /// A recording tone came after it.
    pub beep: bool,
}

/// The decision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// Who.
    pub who: Who,
    /// How sure, 0.5 to 1.
    pub confidence: f32,
}

/// Speech at which either is as likely: 3.1 s.
const EVEN: f32 = 3.1;
/// Log-odds for a machine per second of speech above that.
const SLOPE: f32 = 2.2;

impl Features {
    /// The decision these counts lead to.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let seconds = self.speech as f32 / 1000.0;
        let mut odds = SLOPE * (seconds - EVEN);
        if self.beep {
            odds = odds.max(0.0) + 4.0;
        }
        let machine = 1.0 / (1.0 + (-odds).exp());
        let (who, confidence) =
            if machine >= 0.5 { (Who::Machine, machine) } else { (Who::Person, 1.0 - machine) };
        Verdict { who, confidence: (confidence * 100.0).round() / 100.0 }
    }
}

impl fmt::Display for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, speech, pause, silence, bursts, phrases, beep } = self;
        write!(f, "first={first} speech={speech} pause={pause} silence={silence} ")?;
        write!(f, "bursts={bursts} phrases={phrases} beep={}", u8::from(*beep))
    }
}

impl FromStr for Features {
    type Err = ();

    /// Reads what [`Display`](fmt::Display) has written; words it does not know are no matter.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut features = Self::default();
        for (name, value) in text.split_whitespace().filter_map(|word| word.split_once('=')) {
            let Ok(value) = value.parse() else { return Err(()) };
            match name {
                "first" => features.first = value,
                "speech" => features.speech = value,
                "pause" => features.pause = value,
                "silence" => features.silence = value,
                "bursts" => features.bursts = value,
                "phrases" => features.phrases = value,
                "beep" => features.beep = value != 0,
                _ => {}
            }
        }
        Ok(features)
    }
}

/// Frames without sound that end a burst (60 ms) and a phrase (0.35 s).
const BURST: u32 = 12;
const PHRASE: u32 = 70;
/// Silence after which a person has said what he had to say: 1.3 s, longer than pauses in greetings.
const WAITS: u32 = 260;
/// Silence after which nothing more counts but a beep (2.5 s), and after which not even that (6 s).
const OVER: u32 = 500;
const DONE: u32 = 1200;
/// Speech in frames at which a machine is told while it still speaks: 4.2 s.
const LONG: u32 = 840;

/// What the listener knows of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nobody has spoken since the call was answered.
    Waiting,
    /// Counting.
    Counting,
    /// Nothing more will be told.
    Done,
}

/// Counts what is said after an answer.
#[derive(Debug, Clone)]
pub struct Listener {
    phase: Phase,
    /// Frames, as in [`Features`].
    first: u32,
    speech: u32,
    pause: u32,
    bursts: u32,
    phrases: u32,
    /// Frames since the newest sound, and the phrase going on until then.
    rest: u32,
    phrase: u32,
    /// Frames since the first sound.
    age: u64,
    told: Option<Who>,
}

/// A verdict, what it rests on and how many frames ago the first voice began.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// The counts.
    pub features: Features,
    /// The decision.
    pub verdict: Verdict,
    /// Frames of 5 ms since the first voice.
    pub ago: u64,
}

impl Listener {
    /// Waits for the first voice.
    pub fn new() -> Self {
        Self {
            phase: Phase::Waiting,
            first: 0,
            speech: 0,
            pause: 0,
            bursts: 0,
            phrases: 0,
            rest: 0,
            phrase: 0,
            age: 0,
            told: None,
        }
    }

    /// Whether no verdict has come and none will without more voice.
    pub fn is_waiting(&self) -> bool {
        self.phase == Phase::Waiting
    }

    /// Voice was just recognised, its first sound `ago` frames back, `sound` frames of it sounding.
    pub fn begin(&mut self, ago: u32) {
        if self.phase == Phase::Waiting {
            *self = Self::new();
            self.phase = Phase::Counting;
            (self.phrase, self.bursts, self.phrases) = (ago.saturating_sub(1), 1, 1);
            self.age = u64::from(ago.saturating_sub(1));
        }
    }

    /// A frame; `sound`: somebody speaks in it.
    pub fn push(&mut self, sound: bool) -> Option<Told> {
        if self.phase != Phase::Counting {
            return None;
        }
        self.age += 1;
        if sound {
            self.sounds();
        } else {
            self.rest += 1;
        }
        if self.rest == PHRASE {
            self.close();
        }
        if self.rest == DONE {
            self.phase = Phase::Done;
        }
        if self.rest == WAITS || (self.spoken() >= LONG && self.told != Some(Who::Machine)) {
            return self.tell(false);
        }
        None
    }

    /// A recording tone was heard.
    pub fn beep(&mut self) -> Option<Told> {
        if self.phase != Phase::Counting {
            return None;
        }
        let told = self.tell(true);
        self.phase = Phase::Done;
        told
    }

    /// No more will be heard.
    pub fn finish(&mut self) -> Option<Told> {
        let open = self.phase == Phase::Counting && self.rest < WAITS;
        let told = if open { self.tell(false) } else { None };
        self.phase = Phase::Done;
        told
    }

    fn sounds(&mut self) {
        if self.rest >= OVER {
            self.phase = Phase::Done;
        }
        if self.rest >= PHRASE {
            self.pause = self.pause.max(self.rest);
            self.phrases += 1;
            self.phrase = 0;
        } else {
            self.phrase += self.rest;
        }
        self.bursts += u32::from(self.rest >= BURST);
        self.rest = 0;
        self.phrase += 1;
    }

    /// The phrase is over.
    fn close(&mut self) {
        if self.phrases == 1 {
            self.first = self.phrase;
        }
        self.speech += self.phrase;
        self.phrase = 0;
    }

    fn spoken(&self) -> u32 {
        self.speech + self.phrase
    }

    fn tell(&mut self, beep: bool) -> Option<Told> {
        let millis = |frames: u32| frames * (FRAME as u32 / 8);
        let features = Features {
            first: millis(if self.phrases == 1 && self.first == 0 {
                self.phrase
            } else {
                self.first
            }),
            speech: millis(self.spoken()),
            pause: millis(self.pause),
            silence: millis(if self.rest >= BURST { self.rest } else { 0 }),
            bursts: self.bursts,
            phrases: self.phrases,
            beep,
        };
        let verdict = features.verdict();
        if self.told == Some(verdict.who) {
            return None;
        }
        self.told = Some(verdict.who);
        Some(Told { features, verdict, ago: self.age })
    }
}

impl Default for Listener {
    fn default() -> Self {
        Self::new()
    }
}
