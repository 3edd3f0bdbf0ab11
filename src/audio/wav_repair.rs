//! Makes the header of a PCM WAV file agree with the bytes that are there, for files a killed process left behind.
//! Follows the RIFF layout (chunk id, little-endian length, body padded to even length); reads and patches lengths
//! only, never samples. May depend on `audio::codec`.

use crate::audio::codec::riff::{self, Format, Head, WavError};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

/// Rewrites the lengths in the header from the length of the file; half a frame at the end is cut off.
/// Returns how long the file plays. A file that was whole is not changed.
///
/// # Errors
/// When the file cannot be opened for writing, or is no PCM WAV file (`InvalidData`).
pub fn repair(path: &Path) -> io::Result<Duration> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let head = pcm_head(&mut file)?;
    let data_at = file.stream_position()?;
    let length = file.seek(SeekFrom::End(0))?;
    let align = u64::from(head.format.align);
    let there = length.saturating_sub(data_at).min(u64::from(u32::MAX).saturating_sub(data_at));
    let data = there / align * align;
    let claimed = u64::from(head.data_length);
    let riff = data_at + data - 8;
    let whole = claimed == data && length == data_at + data;
    if !whole || u64::from(read_u32_at(&mut file, 4)?) != riff {
        file.set_len(data_at + data)?;
        write_u32_at(&mut file, 4, riff as u32)?;
        write_u32_at(&mut file, data_at - 4, data as u32)?;
        file.sync_all()?;
    }
    Ok(Duration::from_micros(data / align * 1_000_000 / u64::from(head.format.rate)))
}

/// The head of a PCM file that is like one.
fn pcm_head(file: &mut File) -> io::Result<Head> {
    let head = riff::head_seeking(file)?;
    let Format { tag, rate, align, .. } = head.format;
    if head.is_long || !matches!(tag, 1 | 3) || rate == 0 || align == 0 {
        return Err(WavError::Unsupported("not a PCM file".into()).into());
    }
    Ok(head)
}

fn read_u32_at(file: &mut File, at: u64) -> io::Result<u32> {
    let mut bytes = [0; 4];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

fn write_u32_at(file: &mut File, at: u64, value: u32) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.write_all(&value.to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RF64: its lengths do not fit where we would write them.
    fn long() -> Vec<u8> {
        let mut f = b"RF64\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        f.extend([0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0]);
        f.extend(b"data\xff\xff\xff\xffabcd");
        f
    }

    #[test]
    fn what_is_no_wav_file_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in [
            ("empty", Vec::new()),
            ("text", b"hello, this is text and not a recording".to_vec()),
            ("cut", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec()),
            ("no_format", b"RIFF\0\0\0\0WAVEdata\0\0\0\0".to_vec()),
            ("zeros", vec![0; 4_000]),
            ("long", long()),
        ] {
            let path = dir.path().join(name);
            std::fs::write(&path, &bytes).unwrap();
            assert!(repair(&path).is_err(), "{name}");
            assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name}");
        }
        assert!(repair(&dir.path().join("missing")).is_err());
    }
}
