//! How sound is written in a file. May not depend on other layers.

use serde::{Deserialize, Serialize};

/// Coding of a recording; 8 kHz always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundFormat {
    /// WAV, linear 16 bit: 16,000 bytes a second for each channel.
    Pcm,
    /// WAV, GSM 06.10 (format 0x31): 1,625 bytes a second. One channel only.
    #[default]
    Gsm,
    /// WAV, ITU-T G.711 A-law: 8,000 bytes a second for each channel.
    ALaw,
    /// WAV, ITU-T G.711 µ-law: 8,000 bytes a second for each channel.
    MuLaw,
    /// Opus in Ogg (RFC 6716, RFC 7845): about 1,400 bytes a second.
    Opus,
}

impl SoundFormat {
    /// All of them, in the order in which people are offered them.
    pub const ALL: [Self; 5] = [Self::Gsm, Self::Opus, Self::ALaw, Self::MuLaw, Self::Pcm];

    /// The word under which it is kept (its serde name).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pcm => "pcm",
            Self::Gsm => "gsm",
            Self::ALaw => "a_law",
            Self::MuLaw => "mu_law",
            Self::Opus => "opus",
        }
    }

    /// The format of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// The ending of such a file's name, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::Pcm | Self::Gsm | Self::ALaw | Self::MuLaw => "wav",
        }
    }

    /// Bytes of one second of one channel; Opus: about.
    #[must_use]
    pub const fn bytes_per_second(self) -> u32 {
        match self {
            Self::Pcm => 16_000,
            Self::Gsm => 1_625,
            Self::ALaw | Self::MuLaw => 8_000,
            Self::Opus => 1_500,
        }
    }
}
