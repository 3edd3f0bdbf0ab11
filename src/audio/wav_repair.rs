//! Makes the header of a PCM WAV file agree with the bytes that are there, for files a killed process left behind.
//! Follows the RIFF layout (chunk id, little-endian length, body padded to even length); reads and patches lengths
//! only, never samples. May not depend on other layers.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

/// What the `fmt ` chunk said.
#[derive(Debug, Clone, Copy)]
struct Layout {
    rate: u32,
    block_align: u16,
}

/// Rewrites the lengths in the header from the length of the file; half a frame at the end is cut off.
/// Returns how long the file plays. A file that was whole is not changed.
///
/// # Errors
/// When the file cannot be opened for writing, or is no PCM WAV file (`InvalidData`).
pub fn repair(path: &Path) -> io::Result<Duration> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let (layout, data_at) = find_data(&mut file)?;
    let length = file.seek(SeekFrom::End(0))?;
    let align = u64::from(layout.block_align);
    let there = length.saturating_sub(data_at).min(u64::from(u32::MAX) - data_at);
    let data = there / align * align;
    let claimed = u64::from(read_u32_at(&mut file, data_at - 4)?);
    let riff = data_at + data - 8;
    let whole = claimed == data && length == data_at + data;
    if !whole || u64::from(read_u32_at(&mut file, 4)?) != riff {
        file.set_len(data_at + data)?;
        write_u32_at(&mut file, 4, riff as u32)?;
        write_u32_at(&mut file, data_at - 4, data as u32)?;
        file.sync_all()?;
    }
    Ok(Duration::from_micros(data / align * 1_000_000 / u64::from(layout.rate)))
}

/// The layout and the offset of the first sample byte.
fn find_data(file: &mut File) -> io::Result<(Layout, u64)> {
    let mut head = [0; 12];
    file.read_exact(&mut head)?;
    if &head[..4] != b"RIFF" || &head[8..] != b"WAVE" {
        return Err(invalid("no WAV file"));
    }
    let mut layout = None;
    // A handful of chunks at most; a file of junk must not keep us busy.
    for _ in 0..32 {
        let mut chunk = [0; 8];
        file.read_exact(&mut chunk)?;
        let length = u64::from(u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]));
        if &chunk[..4] == b"data" {
            let layout = layout.ok_or_else(|| invalid("no format before the samples"))?;
            return Ok((layout, file.stream_position()?));
        }
        let next = file.stream_position()? + length + length % 2;
        if &chunk[..4] == b"fmt " {
            layout = Some(read_layout(file)?);
        }
        file.seek(SeekFrom::Start(next))?;
    }
    Err(invalid("no samples in the file"))
}

fn read_layout(file: &mut File) -> io::Result<Layout> {
    let mut fmt = [0; 16];
    file.read_exact(&mut fmt)?;
    let tag = u16::from_le_bytes([fmt[0], fmt[1]]);
    let rate = u32::from_le_bytes([fmt[4], fmt[5], fmt[6], fmt[7]]);
    let block_align = u16::from_le_bytes([fmt[12], fmt[13]]);
    if !matches!(tag, 1 | 3 | 0xFFFE) || rate == 0 || block_align == 0 {
        return Err(invalid("not a PCM file"));
    }
    Ok(Layout { rate, block_align })
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
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

    #[test]
    fn what_is_no_wav_file_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in [
            ("empty", Vec::new()),
            ("text", b"hello, this is text and not a recording".to_vec()),
            ("cut", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec()),
            ("no_format", b"RIFF\0\0\0\0WAVEdata\0\0\0\0".to_vec()),
            ("zeros", vec![0; 4_000]),
        ] {
            let path = dir.path().join(name);
            std::fs::write(&path, &bytes).unwrap();
            assert!(repair(&path).is_err(), "{name}");
            assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name}");
        }
        assert!(repair(&dir.path().join("missing")).is_err());
    }
}
