//! RIFF/WAVE around compressed sound (Microsoft "New Multimedia Data Types and Data Techniques", 1994): the header as
//! bytes, and what a header says. PCM, A-law (6), µ-law (7), GSM 06.10 (0x31, with `fmt ` of 20 bytes, a `fact` chunk
//! with the true length and a pad byte after odd data).
//! May depend on `base`.

use crate::audio::codec::gsm::{BLOCK_BYTES, BLOCK_SAMPLES};
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

/// What the `fmt ` chunk says.
#[derive(Debug, Clone, Copy)]
struct Format {
    format: SoundFormat,
    channels: u16,
    rate: u32,
}

/// Reads the header. A file that was cut off is as long as what is there.
///
/// # Errors
/// `InvalidData` in words when it is no WAV file of a known coding.
pub fn layout(input: &mut (impl Read + Seek)) -> io::Result<Layout> {
    let end = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(0))?;
    let mut head = [0; 12];
    input.read_exact(&mut head).map_err(short)?;
    if &head[..4] != b"RIFF" || &head[8..] != b"WAVE" {
        return Err(invalid("not a WAV file"));
    }
    let (mut format, mut fact) = (None, None);
    // A handful of chunks at most; a file of junk must not keep us busy.
    for _ in 0..64 {
        let mut head = [0; 8];
        input.read_exact(&mut head).map_err(short)?;
        let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let at = input.stream_position()?;
        match &head[..4] {
            b"fmt " => format = Some(read_format(input, length)?),
            b"fact" if length >= 4 => {
                let mut frames = [0; 4];
                input.read_exact(&mut frames).map_err(short)?;
                fact = Some(u64::from(u32::from_le_bytes(frames)));
            }
            b"data" => {
                let format = format.ok_or_else(|| invalid("samples before the format"))?;
                let there = end.saturating_sub(at);
                let data_bytes = if length == 0 { there } else { length.min(there) };
                return Ok(complete(format, fact, at, data_bytes));
            }
            _ => {}
        }
        input.seek(SeekFrom::Start(at + length + length % 2))?;
    }
    Err(invalid("no samples in the file"))
}

fn complete(format: Format, fact: Option<u64>, data_at: u64, data_bytes: u64) -> Layout {
    let Format { format, channels, rate } = format;
    let mut layout = Layout { format, channels, rate, data_at, data_bytes, frames: 0 };
    let whole = data_bytes / layout.width();
    layout.frames = match format {
        // The last block is filled up; the `fact` chunk knows where the sound ends.
        SoundFormat::Gsm => {
            let most = whole * BLOCK_SAMPLES as u64;
            fact.filter(|frames| *frames <= most).unwrap_or(most)
        }
        _ => whole,
    };
    layout
}

fn read_format(input: &mut impl Read, length: u64) -> io::Result<Format> {
    if !(16..=4_096).contains(&length) {
        return Err(invalid("a format chunk of impossible length"));
    }
    let mut f = vec![0; length as usize];
    input.read_exact(&mut f).map_err(short)?;
    let word = |at: usize| u16::from_le_bytes([f[at], f[at + 1]]);
    let (tag, channels, align, bits) = (word(0), word(2), word(12), word(14));
    let rate = u32::from_le_bytes([f[4], f[5], f[6], f[7]]);
    let format = match (tag, bits) {
        (1, 16) => SoundFormat::Pcm,
        (6, 8) => SoundFormat::ALaw,
        (7, 8) => SoundFormat::MuLaw,
        (0x31, _) if channels == 1 && usize::from(align) == BLOCK_BYTES => SoundFormat::Gsm,
        (tag, bits) => {
            return Err(invalid(&format!(
                "a coding this program does not know ({tag}, {bits} bits)"
            )));
        }
    };
    if !(1..=2).contains(&channels) || rate != 8_000 {
        return Err(invalid(&format!(
            "{channels} channels at {rate} Hz; 1 or 2 at 8000 are known"
        )));
    }
    Ok(Format { format, channels, rate })
}

fn short(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => invalid("cut off before the first sample"),
        _ => error,
    }
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
