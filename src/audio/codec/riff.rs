//! The head of a RIFF/WAVE file, read once for everybody who reads one: what stands before the samples, whatever their coding.
//! Follows "Multimedia Programming Interface and Data Specifications 1.0" (RIFF), `WAVE_FORMAT_EXTENSIBLE`, and EBU Tech 3306
//! (RF64). Lengths are told as they are written: what a length means where a recording was cut off, the reader decides.
//! May not depend on other layers.

use std::io::{self, Read, Seek, SeekFrom};

/// Chunks looked at; a file of junk must not keep us busy.
const MOST_CHUNKS: usize = 256;

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WavError {
    /// The system refused.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It does not begin with RIFF … WAVE.
    #[error("not a WAV file (no RIFF/WAVE header)")]
    NotWav,
    /// It ends before the first sample.
    #[error("cut off before the first sample")]
    Truncated,
    /// A header without samples.
    #[error("holds no samples")]
    NoSamples,
    /// A header that contradicts itself or a coding this program does not know.
    #[error("unsupported coding: {0}")]
    Unsupported(String),
}

impl From<WavError> for io::Error {
    fn from(error: WavError) -> Self {
        match error {
            WavError::Io(error) => error,
            other => Self::new(io::ErrorKind::InvalidData, other.to_string()),
        }
    }
}

/// What the `fmt ` chunk says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// Coding; of `WAVE_FORMAT_EXTENSIBLE`, the one behind it.
    pub tag: u16,
    /// Samples per frame; not checked.
    pub channels: u16,
    /// Frames a second; not checked.
    pub rate: u32,
    /// Bytes of a frame or block; not checked.
    pub align: u16,
    /// Bits of a sample.
    pub bits: u16,
}

/// What stands before the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The coding.
    pub format: Format,
    /// Frames, as the `fact` chunk has them.
    pub fact: Option<u32>,
    /// Bytes of samples, as written.
    pub data_length: u32,
    /// RF64 or BW64: the true lengths stand elsewhere.
    pub is_long: bool,
}

/// Reads up to the first sample, where the input stands afterwards.
///
/// # Errors
/// When it is no WAV file, ends before its samples, or the system refuses.
pub fn head(input: &mut impl Read) -> Result<Head, WavError> {
    head_with(input, waste)
}

/// The same for an input that can leap over what nobody wants.
///
/// # Errors
/// As [`head`].
pub fn head_seeking(input: &mut (impl Read + Seek)) -> Result<Head, WavError> {
    head_with(input, |input, bytes| {
        let bytes = i64::try_from(bytes).or(Err(WavError::Truncated))?;
        input.seek(SeekFrom::Current(bytes))?;
        Ok(())
    })
}

fn head_with<R: Read>(
    input: &mut R,
    skip: impl Fn(&mut R, u64) -> Result<(), WavError>,
) -> Result<Head, WavError> {
    let is_long = begins(input)?;
    let (mut format, mut fact) = (None, None);
    for _ in 0..MOST_CHUNKS {
        let mut chunk = [0; 8];
        if fill(input, &mut chunk)? < 8 {
            return Err(WavError::Truncated);
        }
        let [a, b, c, d, length @ ..] = chunk;
        let length = u32::from_le_bytes(length);
        let whole = u64::from(length) + u64::from(length & 1);
        let taken = match &[a, b, c, d] {
            b"fmt " => {
                format = Some(read_format(input, length)?);
                u64::from(length)
            }
            b"fact" if length >= 4 => {
                let mut frames = [0; 4];
                if fill(input, &mut frames)? < 4 {
                    return Err(WavError::Truncated);
                }
                fact = Some(u32::from_le_bytes(frames));
                4
            }
            b"data" => {
                let why = || WavError::Unsupported("samples before the format".into());
                let format = format.ok_or_else(why)?;
                return Ok(Head { format, fact, data_length: length, is_long });
            }
            _ => 0,
        };
        skip(input, whole - taken)?;
    }
    Err(WavError::NoSamples)
}

/// Whether it is one of the long kind.
fn begins(input: &mut impl Read) -> Result<bool, WavError> {
    let mut head = [0; 12];
    let got = fill(input, &mut head)?;
    let riff = matches!(&head[..4], b"RIFF" | b"RF64" | b"BW64");
    match got {
        0 => Err(WavError::Empty),
        12 if riff && &head[8..] == b"WAVE" => Ok(&head[..4] != b"RIFF"),
        4..12 if riff => Err(WavError::Truncated),
        _ => Err(WavError::NotWav),
    }
}

fn read_format(input: &mut impl Read, length: u32) -> Result<Format, WavError> {
    if !(16..=4_096).contains(&length) {
        return Err(WavError::Unsupported(format!("format chunk of {length} bytes")));
    }
    let mut f = vec![0; length as usize];
    if fill(input, &mut f)? < f.len() {
        return Err(WavError::Truncated);
    }
    let word = |at: usize| u16::from_le_bytes([f[at], f[at + 1]]);
    let tag = match word(0) {
        0xfffe if length >= 40 => word(24),
        tag => tag,
    };
    let rate = u32::from_le_bytes([f[4], f[5], f[6], f[7]]);
    Ok(Format { tag, channels: word(2), rate, align: word(12), bits: word(14) })
}

/// Fills `buffer` as far as the input goes; how far.
///
/// # Errors
/// Whatever the system says.
pub fn fill(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut at = 0;
    while at < buffer.len() {
        match input.read(&mut buffer[at..]) {
            Ok(0) => break,
            Ok(n) => at += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(at)
}

fn waste(input: &mut impl Read, mut bytes: u64) -> Result<(), WavError> {
    let mut waste = [0; 512];
    while bytes > 0 {
        let part = bytes.min(512) as usize;
        if fill(input, &mut waste[..part])? < part {
            return Err(WavError::Truncated);
        }
        bytes -= part as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A file with chunks nobody knows, one of them of odd length, and an extensible format.
    fn file() -> Vec<u8> {
        let mut f =
            b"RF64\xff\xff\xff\xffWAVEds64\x03\0\0\0abc\0fmt \x28\0\0\0\xfe\xff\x02\0".to_vec();
        f.extend(8_000_u32.to_le_bytes());
        f.extend(32_000_u32.to_le_bytes());
        f.extend([4, 0, 16, 0, 22, 0, 16, 0, 3, 0, 0, 0, 1, 0]);
        f.extend([0; 14]);
        f.extend(b"fact\x06\0\0\0\x09\0\0\0zzdata\xff\xff\xff\xff");
        f.extend([7; 8]);
        f
    }

    #[test]
    fn leaping_and_reading_find_the_same_and_stand_at_the_first_sample() {
        let format = Format { tag: 1, channels: 2, rate: 8_000, align: 4, bits: 16 };
        let expected = Head { format, fact: Some(9), data_length: u32::MAX, is_long: true };
        let whole = file();
        let mut read = whole.as_slice();
        assert_eq!(head(&mut read).unwrap(), expected);
        assert_eq!(read, [7; 8]);
        let mut leapt = Cursor::new(&whole);
        assert_eq!(head_seeking(&mut leapt).unwrap(), expected);
        assert_eq!(leapt.position() as usize, whole.len() - 8);
    }

    #[test]
    fn a_file_cut_anywhere_says_so_both_ways() {
        let whole = file();
        let head_ends = whole.len() - 8;
        for cut in 12..head_ends {
            let part = &whole[..cut];
            assert!(matches!(head(&mut &*part), Err(WavError::Truncated)), "{cut}");
            let leapt = head_seeking(&mut Cursor::new(part));
            assert!(matches!(leapt, Err(WavError::Truncated)), "{cut}");
        }
        let junk = b"RIFF\0\0\0\0WAVE".iter().copied().chain(b"junk\0\0\0\0".repeat(9_000));
        let junk: Vec<u8> = junk.collect();
        assert!(matches!(head(&mut junk.as_slice()), Err(WavError::NoSamples)));
        let error = io::Error::from(WavError::NotWav);
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
