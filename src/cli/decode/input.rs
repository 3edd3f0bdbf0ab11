//! Where recordings for `ringdesk decode` come from: files, folders, standard input, samples without a header.
//! May depend on `audio`.

use crate::audio::wav::{Coding, WavError, WavReader};
use std::fs::File;
use std::io::{BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

/// Frames read at a time from a file.
const FILE_BLOCK: usize = 16_384;
/// From a pipe so many blocks are read in a second: an event is told at most 20 ms after its decision.
const PIPE_BLOCKS: u32 = 50;
/// Files in folders that are sound but no WAV: named, so that nobody thinks they were decoded.
const OTHER_SOUND: &[&str] = &[
    "aac", "aif", "aiff", "alaw", "amr", "au", "caf", "flac", "g722", "gsm", "m4a", "mka", "mp2",
    "mp3", "mp4", "oga", "ogg", "opus", "pcm", "raw", "snd", "spx", "ulaw", "voc", "w64", "webm",
    "wma",
];

/// How samples without a header are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw {
    rate: u32,
    coding: Coding,
}

/// Reads `RATE[:CODING]`.
///
/// # Errors
/// What was expected.
pub fn raw(text: &str) -> Result<Raw, String> {
    let (rate, coding) = text.split_once(':').unwrap_or((text, "s16"));
    let coding = match coding.to_ascii_lowercase().as_str() {
        "s16" => Coding::I16,
        "u8" => Coding::U8,
        "alaw" => Coding::Alaw,
        "ulaw" | "mulaw" => Coding::Ulaw,
        "f32" => Coding::F32,
        _ => return Err("expected s16, u8, alaw, ulaw or f32 after the rate".to_owned()),
    };
    let rate = rate.parse().ok().filter(|rate| (4_000..=384_000).contains(rate));
    let rate = rate.ok_or("expected a rate from 4000 to 384000, as in 8000 or 8000:alaw")?;
    Ok(Raw { rate, coding })
}

/// A recording that is open.
pub struct Recording {
    /// Its samples.
    pub reader: WavReader<Box<dyn Read>>,
    /// Events are to be told as they are decided: the end may never come.
    pub is_stream: bool,
    block: usize,
}

impl Recording {
    /// Overwrites `out` with the next samples, channels interleaved. Empty at the end.
    ///
    /// # Errors
    /// When the system refuses to read on, or there is not a single sample.
    pub fn read(&mut self, out: &mut Vec<f32>) -> Result<(), WavError> {
        self.reader.read(self.block, out)
    }
}

/// Whether a name means standard input.
#[must_use]
pub fn is_standard_input(name: &Path) -> bool {
    name.as_os_str() == "-"
}

/// Opens a file, or standard input (`-`).
///
/// # Errors
/// When it cannot be read as a recording.
pub fn open(name: &Path, raw: Option<Raw>) -> Result<Recording, WavError> {
    let (input, is_stream): (Box<dyn Read>, bool) = if is_standard_input(name) {
        if std::io::stdin().is_terminal() {
            let why = "standard input is a terminal: pipe a recording into it";
            return Err(WavError::Io(std::io::Error::other(why)));
        }
        (Box::new(std::io::stdin()), true)
    } else {
        let file = File::open(name)?;
        let is_stream = !file.metadata()?.is_file();
        (Box::new(BufReader::new(file)), is_stream)
    };
    of(input, is_stream, raw)
}

/// A recording out of any input.
///
/// # Errors
/// When it cannot be read as a recording.
pub fn of(input: Box<dyn Read>, is_stream: bool, raw: Option<Raw>) -> Result<Recording, WavError> {
    let reader = match raw {
        Some(raw) => WavReader::headerless(input, raw.rate, raw.coding),
        None => WavReader::open(input)?,
    };
    let pipe_block = (reader.rate() / PIPE_BLOCKS) as usize;
    Ok(Recording { reader, is_stream, block: if is_stream { pipe_block } else { FILE_BLOCK } })
}

/// What was found for the names on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Recordings, folders in the order of their names.
    pub files: Vec<PathBuf>,
    /// Lines about what is left out.
    pub left_out: Vec<String>,
    /// A folder could not be read.
    pub failed: bool,
}

/// Names as they were given, folders replaced by the WAV files in them and below.
#[must_use]
pub fn find(names: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for name in names {
        if name.is_dir() {
            walk(name, &mut found);
        } else {
            found.files.push(name.clone());
        }
    }
    found
}

fn walk(folder: &Path, found: &mut Found) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            found.failed = true;
            found.left_out.push(format!("{}: {error}", folder.display()));
            return;
        }
    };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        let ending = ending.unwrap_or_default();
        // A link to a folder is not followed: it may lead back here.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found);
        } else if matches!(ending.as_str(), "wav" | "wave") && !path.is_dir() {
            found.files.push(path);
        } else if OTHER_SOUND.contains(&ending.as_str()) {
            let name = path.display();
            found.left_out.push(format!(
                "{name}: skipped, only WAV is read; for others: ffmpeg -i FILE -f wav - | ringdesk decode -"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_samples_are_described_by_rate_and_coding() {
        assert_eq!(raw("8000"), Ok(Raw { rate: 8000, coding: Coding::I16 }));
        assert_eq!(raw("8000:alaw"), Ok(Raw { rate: 8000, coding: Coding::Alaw }));
        assert_eq!(raw("48000:F32"), Ok(Raw { rate: 48_000, coding: Coding::F32 }));
        for wrong in ["", ":s16", "100", "8000:mp3", "8000:", "-8000"] {
            assert!(raw(wrong).is_err(), "{wrong}");
        }
    }
}
