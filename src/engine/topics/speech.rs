//! What the program says into a line and where to: the device of a line whose sound goes through a sound card, the spoken
//! notice of a recording, prompts that a person records: what clients may wish, what they see, and its settings.
//! May depend on `base`, `call`.

use crate::base::ids::{CallId, LineId};
use crate::base::units::Dbm0;
use crate::call::firewall::rule::Prompt;
use crate::engine::settings::{LineChoice, Settings};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Where prompts are kept, beside the database. Prompts are named by their path from there on: `prompts/closed.wav`.
pub const FOLDER: &str = "prompts";
/// What was just recorded and is not kept yet.
pub const TAKE: &str = "prompts/.take.wav";
/// A prompt is no longer than this.
pub const LONGEST: Duration = Duration::from_secs(30);

/// A wish from above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpeechCommand {
    /// Look which prompts there are.
    Look,
    /// Play this through the talk device, as the far end would hear it.
    Try(Prompt),
    /// Enough of it.
    EndTry,
    /// Record a prompt through this input device (by id; empty: the system's choice).
    Record(String),
    /// Enough of it.
    EndRecord,
    /// Keep what was recorded under this name; what has the name already stays.
    Keep(String),
    /// Forget what was recorded.
    Discard,
}

/// What the rim carries out for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpeechEffect {
    /// Tell the far end of this call, in words, that it is recorded.
    Tell {
        /// On which line.
        line: LineId,
        /// In which call.
        call: CallId,
        /// The file.
        file: String,
    },
    /// Nobody is to hear the rest of it.
    Hush(LineId),
    /// List the prompts.
    Look,
    /// Play through this output device (by id; empty: the system's choice).
    Try(Prompt, String),
    /// Stop playing.
    EndTry,
    /// Record through this input device.
    Record(String),
    /// Stop recording.
    EndRecord,
    /// Keep what was recorded under this name.
    Keep(String),
    /// Delete what was recorded.
    Discard,
}

/// What the rim says to it.
#[derive(Debug, Clone, PartialEq)]
pub enum SpeechReport {
    /// The far end of a call was told that it is recorded, or could not be, in words.
    Told(CallId, Result<(), String>),
    /// What was tried is over, or cannot be played, in words.
    Tried(Result<(), String>),
    /// A prompt is being recorded: how long so far, and how loud.
    Grew(Duration, Dbm0),
    /// It is recorded: how long it is; or, in words, why there is none.
    Taken(Result<Duration, String>),
    /// It is kept as this prompt, or not, in words.
    Kept(Result<String, String>),
    /// The prompts there are.
    Files(Vec<String>),
    /// The output device that is the system's choice now.
    System(Option<String>),
}

/// A prompt being recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Take {
    /// None.
    #[default]
    None,
    /// The device is being opened.
    Opening,
    /// It is recorded.
    Running {
        /// So long.
        lasted: Duration,
        /// So loud.
        level: Dbm0,
    },
    /// It can be listened to and kept.
    Ready(Duration),
    /// It came to nothing, in words.
    Failed(String),
}

/// What the views see of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpeechView {
    /// A prompt being recorded.
    pub take: Take,
    /// What is played through the talk device.
    pub trying: Option<Prompt>,
    /// Why it could not be played.
    pub try_failed: Option<String>,
    /// Why the take could not be kept.
    pub keep_failed: Option<String>,
    /// The newest prompt kept, and the how many-th of this run it is.
    pub kept: Option<(u32, String)>,
    /// The prompts there are.
    pub files: Arc<Vec<String>>,
    /// The output device that is the system's choice, as last looked.
    pub system: Option<String>,
}

/// The output device that leads into a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineOut {
    /// The line.
    pub line: LineChoice,
    /// The device, by id.
    pub device: String,
    /// How loud, in hundredths of what is right for a line of a box; 1–100.
    pub percent: u8,
}

/// Why an output device must not be used to speak into a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoWay {
    /// None was chosen for the line, or only the system's choice, which may be any loudspeaker tomorrow.
    NotChosen,
    /// It rings.
    Rings,
    /// The office listens through it.
    Talks,
}

impl NoWay {
    /// For a notice; the views have their own words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotChosen => "no output device was chosen for the line",
            Self::Rings => "the output device of the line is also the one that rings",
            Self::Talks => "the output device of the line is also the one people listen through",
        }
    }
}

/// What else sounds in the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Office {
    /// The device that rings, where one rings (empty: the system's choice).
    pub ring: Option<String>,
    /// The device recordings are listened to through (empty: the system's choice).
    pub talk: String,
    /// What the system's choice is now, where that is known.
    pub system: Option<String>,
}

impl Office {
    /// By the settings, and what the system's choice is now.
    #[must_use]
    pub fn of(settings: &Settings, system: Option<&str>) -> Self {
        let ring = &settings.manners.ring;
        let ring = ring.on.then(|| ring.device.clone());
        Self { ring, talk: settings.player.output.clone(), system: system.map(str::to_owned) }
    }

    /// Whether `device` may be played into as a line. Whatever sounds in the office itself never is a line.
    ///
    /// # Errors
    /// Why not.
    pub fn allows(&self, device: &str) -> Result<(), NoWay> {
        // ALSA's names of sound servers stand for whatever the server plays through.
        let name = device.trim().rsplit(':').next().unwrap_or_default();
        if matches!(name, "" | "default" | "pulse" | "pipewire") {
            return Err(NoWay::NotChosen);
        }
        let is_it = |other: &str| match other {
            "" | "default" => self.system.as_deref() == Some(device),
            other => other == device,
        };
        if self.ring.as_deref().is_some_and(is_it) {
            return Err(NoWay::Rings);
        }
        if is_it(&self.talk) { Err(NoWay::Talks) } else { Ok(()) }
    }
}

/// Its settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SpeechSettings {
    /// The ways into lines whose sound goes through a sound card; at most one for each line.
    pub outs: Vec<LineOut>,
}

impl SpeechSettings {
    /// The way into a line.
    #[must_use]
    pub fn out(&self, line: &LineChoice) -> Option<&LineOut> {
        self.outs.iter().find(|out| out.line == *line)
    }

    /// Another way into a line; `None`: none any more.
    pub fn choose(&mut self, line: &LineChoice, device: Option<(String, u8)>) {
        self.outs.retain(|out| out.line != *line);
        let fresh = device.filter(|(device, _)| !device.is_empty());
        self.outs.extend(fresh.map(|(device, percent)| LineOut {
            line: line.clone(),
            device,
            percent: percent.clamp(1, 100),
        }));
    }

    /// With bounds kept.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        for out in &mut self.outs {
            out.percent = out.percent.clamp(1, 100);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: &str = "alsa:plughw:CARD=Device,DEV=0";

    #[test]
    fn the_offices_own_loudspeakers_are_never_a_line() {
        let office = |ring: Option<&str>, talk: &str, system: Option<&str>| Office {
            ring: ring.map(str::to_owned),
            talk: talk.to_owned(),
            system: system.map(str::to_owned),
        };
        let free = office(Some(""), "", Some("alsa:plughw:CARD=PCH,DEV=0"));
        assert_eq!(free.allows(CARD), Ok(()));
        for unchosen in ["", " ", "default", "alsa:default", "alsa:pulse", "alsa:pipewire"] {
            assert_eq!(free.allows(unchosen), Err(NoWay::NotChosen), "{unchosen:?}");
        }
        assert_eq!(office(Some(CARD), "x", None).allows(CARD), Err(NoWay::Rings));
        assert_eq!(office(None, CARD, None).allows(CARD), Err(NoWay::Talks));
        assert_eq!(office(Some(""), "x", Some(CARD)).allows(CARD), Err(NoWay::Rings));
        assert_eq!(office(None, "", Some(CARD)).allows(CARD), Err(NoWay::Talks));
        assert_eq!(office(None, "x", Some(CARD)).allows(CARD), Ok(()), "nothing sounds there");
    }

    #[test]
    fn each_line_has_one_way_and_keeps_it_while_another_is_used() {
        let (usb, tap) = (LineChoice::Box("hid".into()), LineChoice::Sound("tap".into()));
        let mut settings = SpeechSettings::default();
        settings.choose(&usb, Some((CARD.to_owned(), 0)));
        settings.choose(&tap, Some(("pulseaudio:x".to_owned(), 60)));
        settings.choose(&usb, Some(("alsa:y".to_owned(), 250)));
        assert_eq!(
            settings.out(&usb).map(|out| (out.device.as_str(), out.percent)),
            Some(("alsa:y", 100))
        );
        assert_eq!(settings.out(&tap).map(|out| out.percent), Some(60));
        settings.choose(&tap, None);
        assert_eq!((settings.out(&tap), settings.outs.len()), (None, 1));
    }
}
