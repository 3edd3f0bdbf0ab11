//! Scenario files: who does what around a simulated line, and when. One line, one act; errors name file, line and
//! what was expected. Bytes of any kind never panic. May depend on `base`.
//!
//! ```text
//! # a comment
//! cadence fast                     settings: cadence normal|fast · box_caller_id on|off · noise -50
//! noise -50                                  names gbk|latin1 · time 11-22 03:10
//! 0.5 ring 13812345678 name=王伟 standard=bell202 format=mdmf when=between
//! +4  lift                         "+4": seconds after the act before; "4": seconds after the start
//! +2  speak voice.wav              a WAV file beside the scenario; without one, a built-in voice
//! +3  press 5
//! +1  hangup
//! +.. replace · dial DIGITS · answer · busy · congestion · unknown · waiting NUMBER … · pull · plug · lose_audio · restore_audio
//! end                              over once the line is idle; with a time ("+5 end"): over at that moment
//! ```

mod act;
mod word;

use crate::base::order::FarEndAction;
use crate::device::sim::settings::SimSettings;
use std::path::Path;
use std::time::Duration;
use thiserror::Error;
use word::Word;

/// A scenario is text written by people; more than this is something else.
const LARGEST_FILE: u64 = 1 << 20;
/// A scenario that ends with a line in use is over so long after its last act.
const PATIENCE: Duration = Duration::from_mins(2);

/// An idle line is listened to for a moment longer: detectors decide a little after the fact.
const SETTLE: Duration = Duration::from_millis(500);

/// One act of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When, from the start.
    pub at: Duration,
    /// The line of the file, from 1.
    pub line: usize,
    /// What.
    pub action: FarEndAction,
}

/// A scenario: settings and acts in order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The file's name, for messages.
    pub file: String,
    /// How the exchange behaves.
    pub settings: SimSettings,
    /// What happens.
    pub acts: Vec<Act>,
    /// When it is over; `None`: after the last act, when the line is idle.
    pub end: Option<Duration>,
}

/// Why a scenario cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScenarioError {
    /// A line says something else than it should.
    #[error("{file}:{line}: expected {expected}, found {found}")]
    Line {
        /// The file's name.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What should stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// The file cannot be read.
    #[error("{file}: {why}")]
    File {
        /// The file's name.
        file: String,
        /// The reason.
        why: String,
    },
}

/// What is wrong within one line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Complaint {
    expected: String,
    found: String,
}

impl Complaint {
    fn new(expected: impl Into<String>, found: &str) -> Self {
        Self { expected: expected.into(), found: format!("\"{}\"", found.escape_debug()) }
    }

    fn missing(expected: impl Into<String>) -> Self {
        Self { expected: expected.into(), found: "the end of the line".to_owned() }
    }
}

impl Scenario {
    /// Reads a scenario from text. `file` is its name in messages. Files that are spoken are not looked at.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse(file: &str, text: &str) -> Result<Self, ScenarioError> {
        let mut scenario = Self {
            file: file.to_owned(),
            settings: SimSettings::default(),
            acts: Vec::new(),
            end: None,
        };
        let mut reader = Reader { scenario: &mut scenario, last: Duration::ZERO, ended: false };
        let mut lines = 0;
        for (index, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
            lines = index + 1;
            reader.line(lines, line).map_err(|complaint| complaint.at(file, lines))?;
        }
        if scenario.acts.is_empty() {
            let found = "the end of the file".to_owned();
            let complaint = Complaint { expected: "at least one act".to_owned(), found };
            return Err(complaint.at(file, lines.max(1)));
        }
        Ok(scenario)
    }

    /// Reads a scenario from bytes, which must be UTF-8.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse_bytes(file: &str, bytes: &[u8]) -> Result<Self, ScenarioError> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::parse(file, text),
            Err(error) => {
                let before = &bytes[..error.valid_up_to()];
                let line = before.split(|byte| *byte == b'\n').count();
                let found = "bytes of another coding".to_owned();
                Err(Complaint { expected: "UTF-8 text".to_owned(), found }.at(file, line))
            }
        }
    }

    /// Reads a scenario file; files to be spoken are looked for beside it.
    ///
    /// # Errors
    /// The file cannot be read, or the first line that cannot be understood, or a file to be spoken is missing.
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let failed = |why: String| ScenarioError::File { file: path.display().to_string(), why };
        let size = std::fs::metadata(path).map_err(|e| failed(e.to_string()))?.len();
        if size > LARGEST_FILE {
            return Err(failed(format!("too large for a scenario ({size} bytes)")));
        }
        let bytes = std::fs::read(path).map_err(|e| failed(e.to_string()))?;
        let mut scenario = Self::parse_bytes(&file, &bytes)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for act in &mut scenario.acts {
            if let FarEndAction::Speak(Some(wav)) = &mut act.action {
                let beside = folder.join(&*wav);
                if !beside.is_file() {
                    let found = format!("no such file: {}", beside.display());
                    let expected = "a WAV file beside the scenario".to_owned();
                    return Err(Complaint { expected, found }.at(&file, act.line));
                }
                *wav = beside;
            }
        }
        Ok(scenario)
    }
}

impl Complaint {
    fn at(self, file: &str, line: usize) -> ScenarioError {
        let Self { expected, found } = self;
        ScenarioError::Line { file: file.to_owned(), line, expected, found }
    }
}

/// Reads line after line.
struct Reader<'a> {
    scenario: &'a mut Scenario,
    last: Duration,
    ended: bool,
}

impl Reader<'_> {
    fn line(&mut self, number: usize, line: &str) -> Result<(), Complaint> {
        if line.trim_start().starts_with('#') {
            return Ok(());
        }
        let words = word::split(line)?;
        let Some((first, rest)) = words.split_first() else { return Ok(()) };
        if self.ended {
            return Err(Complaint::new("nothing after \"end\"", &first.text));
        }
        if first.is("end") {
            self.ended = true;
            return word::nothing_more(rest);
        }
        if act::setting(first, rest, &mut self.scenario.settings)? {
            return Ok(());
        }
        let at = self.time(first)?;
        let Some((verb, arguments)) = rest.split_first() else {
            return Err(Complaint::missing(act::VERBS));
        };
        self.last = at;
        if verb.is("end") {
            self.ended = true;
            self.scenario.end = Some(at);
            return word::nothing_more(arguments);
        }
        let action = act::action(verb, arguments)?;
        self.scenario.acts.push(Act { at, line: number, action });
        Ok(())
    }

    fn time(&self, word: &Word) -> Result<Duration, Complaint> {
        let wrong = || Complaint::new("a time such as \"1.5\" or \"+2\"", &word.text);
        let relative = word.text.strip_prefix('+');
        let span = word::seconds(relative.unwrap_or(&word.text)).ok_or_else(wrong)?;
        let at = if relative.is_some() { self.last + span } else { span };
        if at < self.last {
            let last = self.last.as_secs_f64();
            return Err(Complaint::new(format!("a time not before {last}"), &word.text));
        }
        Ok(at)
    }
}

/// Hands a scenario's acts out when they are due.
#[derive(Debug, Clone)]
pub struct Player {
    scenario: Scenario,
    next: usize,
}

impl Player {
    /// A player at the start.
    #[must_use]
    pub fn new(scenario: Scenario) -> Self {
        Self { scenario, next: 0 }
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// When the next act is due.
    #[must_use]
    pub fn next_at(&self) -> Option<Duration> {
        self.scenario.acts.get(self.next).map(|act| act.at)
    }

    /// The next act, when its time has come.
    pub fn due(&mut self, now: Duration) -> Option<Act> {
        let act = self.scenario.acts.get(self.next).filter(|act| act.at <= now)?;
        self.next += 1;
        Some(act.clone())
    }

    /// Whether the scenario is over: every act done and its end come, or, where it names none, the line idle.
    #[must_use]
    pub fn is_over(&self, now: Duration, idle: bool) -> bool {
        let last = self.scenario.acts.last().map_or(Duration::ZERO, |act| act.at);
        self.next >= self.scenario.acts.len()
            && match self.scenario.end {
                Some(end) => now >= end,
                None => now >= last + if idle { SETTLE } else { PATIENCE },
            }
    }
}
