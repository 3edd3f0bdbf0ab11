//! RIFF/WAVE around compressed sound (Microsoft "New Multimedia Data Types and Data Techniques", 1994): the header as
//! bytes, and where the samples of our own recordings lie. PCM, A-law (6), µ-law (7), GSM 06.10 (0x31, with `fmt ` of 20 bytes, a `fact` chunk
//! with the true length and a pad byte after odd data).
//! May depend on `base`.

use crate::audio::codec::gsm::{BLOCK_BYTES, BLOCK_SAMPLES};
use crate::audio::codec::riff::{self, Format, WavError};
use crate::base::sound::SoundFormat;
use std::io::{self, Read, Seek, SeekFrom};

/// Where the samples of a file lie and what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Coding; never Opus.
    pub format: SoundFormat,
    /// Samples per frame, 1 or 2.
    pub channels: u16,
    /// Samples a second.
    pub rate: u32,
    /// Offset of the first byte of samples.
    pub data_at: u64,
    /// Bytes of samples that are there.
    pub data_bytes: u64,
    /// Frames.
    pub frames: u64,
}

impl Layout {
    /// Bytes of one frame; GSM: of one block.
    #[must_use]
    pub fn width(&self) -> u64 {
        match self.format {
            SoundFormat::Pcm => 2 * u64::from(self.channels),
            SoundFormat::Gsm => BLOCK_BYTES as u64,
            SoundFormat::ALaw | SoundFormat::MuLaw | SoundFormat::Opus => u64::from(self.channels),
        }
    }
}

/// The header of a file of so many frames and bytes of samples; 8 kHz.
#[must_use]
pub fn header(format: SoundFormat, channels: u16, frames: u64, data_bytes: u64) -> Vec<u8> {
    let (tag, align, rate, bits) = match format {
        SoundFormat::Gsm => (0x31_u16, BLOCK_BYTES as u16, 1_625_u32, 0_u16),
        SoundFormat::ALaw => (6, channels, 8_000 * u32::from(channels), 8),
        SoundFormat::MuLaw => (7, channels, 8_000 * u32::from(channels), 8),
        SoundFormat::Pcm | SoundFormat::Opus => (1, 2 * channels, 16_000 * u32::from(channels), 16),
    };
    let mut fmt = Vec::with_capacity(20);
    fmt.extend(tag.to_le_bytes());
    fmt.extend(channels.to_le_bytes());
    fmt.extend(8_000_u32.to_le_bytes());
    fmt.extend(rate.to_le_bytes());
    fmt.extend(align.to_le_bytes());
    fmt.extend(bits.to_le_bytes());
    match format {
        SoundFormat::Gsm => {
            fmt.extend(2_u16.to_le_bytes());
            fmt.extend((BLOCK_SAMPLES as u16).to_le_bytes());
        }
        SoundFormat::ALaw | SoundFormat::MuLaw => fmt.extend(0_u16.to_le_bytes()),
        SoundFormat::Pcm | SoundFormat::Opus => {}
    }
    let mut chunks = Vec::with_capacity(52);
    chunk(&mut chunks, *b"fmt ", fmt.len() as u64);
    chunks.extend(&fmt);
    if format != SoundFormat::Pcm {
        chunk(&mut chunks, *b"fact", 4);
        chunks.extend(u32::try_from(frames).unwrap_or(u32::MAX).to_le_bytes());
    }
    chunk(&mut chunks, *b"data", data_bytes);
    let mut whole = Vec::with_capacity(64);
    let length = 4 + chunks.len() as u64 + data_bytes + data_bytes % 2;
    chunk(&mut whole, *b"RIFF", length);
    whole.extend(b"WAVE");
    whole.extend(chunks);
    whole
}

fn chunk(out: &mut Vec<u8>, name: [u8; 4], length: u64) {
    out.extend(name);
    out.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}

/// Reads the header. A file that was cut off is as long as what is there.
///
/// # Errors
/// `InvalidData` in words when it is no WAV file of a known coding.
pub fn layout(input: &mut (impl Read + Seek)) -> io::Result<Layout> {
    let end = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(0))?;
    let head = riff::head_seeking(input)?;
    let data_at = input.stream_position()?;
    let there = end.saturating_sub(data_at);
    let data_bytes = match head.data_length {
        0 => there,
        promised => u64::from(promised).min(there),
    };
    let Format { channels, rate, .. } = head.format;
    let format = coding(head.format)?;
    let mut layout = Layout { format, channels, rate, data_at, data_bytes, frames: 0 };
    let whole = data_bytes / layout.width();
    layout.frames = match format {
        // The last block is filled up; the `fact` chunk knows where the sound ends.
        SoundFormat::Gsm => {
            let most = whole * BLOCK_SAMPLES as u64;
            head.fact.map(u64::from).filter(|frames| *frames <= most).unwrap_or(most)
        }
        _ => whole,
    };
    Ok(layout)
}

/// The coding of a recording, of those this program makes.
fn coding(format: Format) -> Result<SoundFormat, WavError> {
    let Format { tag, channels, rate, align, bits } = format;
    if !(1..=2).contains(&channels) || rate != 8_000 {
        let what = format!("{channels} channels at {rate} Hz; 1 or 2 at 8000 are known");
        return Err(WavError::Unsupported(what));
    }
    match (tag, bits) {
        (1, 16) => Ok(SoundFormat::Pcm),
        (6, 8) => Ok(SoundFormat::ALaw),
        (7, 8) => Ok(SoundFormat::MuLaw),
        (0x31, _) if channels == 1 && usize::from(align) == BLOCK_BYTES => Ok(SoundFormat::Gsm),
        _ => Err(WavError::Unsupported(format!("format {tag} with {bits} bits"))),
    }
}
