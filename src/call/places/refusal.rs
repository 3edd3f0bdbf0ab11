//! Why a file is no place table, named so that a person knows what he picked. Follows the signatures of the formats
//! people have lying about. May not depend on other layers.

/// Why a file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is something else, and known what.
    #[error("this is {}, not a number location table", .0.words())]
    Other(Sort),
    /// Written by a newer version of the program.
    #[error("the table was made for a newer version of Ringdesk")]
    Newer,
    /// The right kind, but cut off or changed.
    #[error("the table is damaged: {0}")]
    Damaged(&'static str),
    /// Too large to be one.
    #[error("the file is far too large for a number location table")]
    TooLarge,
}

/// What a file is instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A ZIP archive (or an office document).
    Zip,
    /// Another archive: gzip, RAR, 7z.
    Archive,
    /// A picture.
    Picture,
    /// A PDF.
    Pdf,
    /// A database.
    Database,
    /// Sound.
    Sound,
    /// A program.
    Program,
    /// Text, a CSV list for instance.
    Text,
    /// Nothing known.
    Unknown,
}

impl Sort {
    /// In English, with its article.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Zip => "a ZIP archive or an office document",
            Self::Archive => "a compressed archive",
            Self::Picture => "a picture",
            Self::Pdf => "a PDF document",
            Self::Database => "a database",
            Self::Sound => "a sound recording",
            Self::Program => "a program",
            Self::Text => "a text or CSV file",
            Self::Unknown => "a file of another kind",
        }
    }

    /// The last part of its text key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Archive => "archive",
            Self::Picture => "picture",
            Self::Pdf => "pdf",
            Self::Database => "database",
            Self::Sound => "sound",
            Self::Program => "program",
            Self::Text => "text",
            Self::Unknown => "unknown",
        }
    }

    /// What these bytes begin like.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        const SIGNS: &[(&[u8], Sort)] = &[
            (b"PK\x03\x04", Sort::Zip),
            (b"\x1f\x8b", Sort::Archive),
            (b"Rar!", Sort::Archive),
            (b"7z\xbc\xaf", Sort::Archive),
            (b"\x89PNG", Sort::Picture),
            (b"\xff\xd8\xff", Sort::Picture),
            (b"GIF8", Sort::Picture),
            (b"BM", Sort::Picture),
            (b"%PDF", Sort::Pdf),
            (b"SQLite format 3", Sort::Database),
            (b"RIFF", Sort::Sound),
            (b"OggS", Sort::Sound),
            (b"ID3", Sort::Sound),
            (b"MZ", Sort::Program),
            (b"\x7fELF", Sort::Program),
        ];
        let known = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)).map(|(_, sort)| *sort);
        known.unwrap_or_else(|| if is_text(bytes) { Self::Text } else { Self::Unknown })
    }
}

/// No control characters in the first kilobyte.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..1_024).unwrap_or(bytes);
    head.iter().all(|byte| *byte >= 0x20 || matches!(byte, b'\t' | b'\r' | b'\n'))
}

impl Refusal {
    /// The last part of its text key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Other(sort) => sort.key(),
            Self::Newer => "newer",
            Self::Damaged(_) => "damaged",
            Self::TooLarge => "too_large",
        }
    }
}
