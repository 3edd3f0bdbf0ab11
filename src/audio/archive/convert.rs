//! Another file from a recording: in another coding, with a span masked by a tone, or a span alone. What was written is
//! read back and compared before anybody may rely on it. May depend on `base` and `audio`.

use crate::audio::archive::disk::ArchiveDisk;
use crate::audio::archive::{compare, hash};
use crate::audio::codec::writer::{Sink, SoundWriter};
use crate::audio::sound_file::SoundFile;
use crate::base::sound::SoundFormat;
use std::f32::consts::TAU;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Frames handled at once: one second.
const BLOCK: u64 = 8_000;
/// What masks: a tone nobody takes for speech.
const MASK_HZ: f32 = 1_000.0;
const MASK_PEAK: f32 = 3_000.0;
/// The tone comes and goes within 10 ms.
const RAMP: u64 = 80;

/// What a new file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// How long it plays.
    pub lasted: Duration,
}

/// The frame of a moment.
#[must_use]
pub fn frame_at(at: Duration) -> u64 {
    u64::try_from(at.as_micros() * 8 / 1_000).unwrap_or(u64::MAX)
}

/// How long so many frames play.
#[must_use]
pub fn length_of(frames: u64) -> Duration {
    Duration::from_micros(frames.saturating_mul(125))
}

/// Writes the recording in a coding (one channel where the coding holds no more), with the frames of `mask` replaced by a
/// tone; then reads it back and compares. `to` is written anew and complete on the disk when this returns.
///
/// # Errors
/// Whatever the disk says; `InvalidData` when the copy does not agree; `Interrupted` when `go_on` said no.
pub fn write_copy(
    disk: &dyn ArchiveDisk,
    from: &Path,
    to: &Path,
    format: SoundFormat,
    mask: Option<(u64, u64)>,
    go_on: &dyn Fn() -> bool,
) -> io::Result<Made> {
    let mut original = SoundFile::read_from(disk.open(from)?)?;
    let frames = original.frames();
    let mut open = || disk.create(to);
    copy_frames(&mut original, &mut open, format, (0, frames), mask, go_on)?;
    let mut copy = SoundFile::read_from(disk.open(to)?)?;
    compare::compare(&mut original, &mut copy, mask, go_on)?;
    let (sha256, bytes) = hash::of(&mut disk.open(to)?, go_on)?;
    Ok(Made { bytes, sha256, lasted: length_of(frames) })
}

/// Writes a span of the recording as linear WAV, which everything opens.
///
/// # Errors
/// Whatever the disk says; `Interrupted` when `go_on` said no.
pub fn write_clip(
    disk: &dyn ArchiveDisk,
    from: &Path,
    to: &Path,
    span: (u64, u64),
    go_on: &dyn Fn() -> bool,
) -> io::Result<()> {
    let mut original = SoundFile::read_from(disk.open(from)?)?;
    let end = span.1.min(original.frames());
    let span = (span.0.min(end), end);
    copy_frames(&mut original, &mut || disk.create(to), SoundFormat::Pcm, span, None, go_on)
}

fn copy_frames(
    original: &mut SoundFile,
    open: &mut dyn FnMut() -> io::Result<Box<dyn Sink>>,
    format: SoundFormat,
    (start, end): (u64, u64),
    mask: Option<(u64, u64)>,
    go_on: &dyn Fn() -> bool,
) -> io::Result<()> {
    let channels = original.channels();
    let narrow = u16::try_from(channels).unwrap_or(1);
    let mut writer = SoundWriter::into_sink(open, format, narrow)?;
    let mut block = vec![0; BLOCK as usize * channels];
    let mut at = start;
    while at < end {
        if !go_on() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let wanted = (end - at).min(BLOCK) as usize * channels;
        let room = block.get_mut(..wanted).unwrap_or_default();
        let got = original.read(at, room)?;
        if got == 0 {
            let why = format!("the recording breaks off at sample {at}");
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why));
        }
        let whole = room.get_mut(..got * channels).unwrap_or_default();
        if let Some(span) = mask {
            put_tone(whole, at, channels, span);
        }
        writer.write(whole)?;
        at += got as u64;
    }
    writer.finish()
}

/// Puts the tone over the frames of a span.
fn put_tone(block: &mut [i16], at: u64, channels: usize, (from, to): (u64, u64)) {
    for (frame, samples) in (at..).zip(block.chunks_mut(channels)) {
        if (from..to).contains(&frame) {
            let edge = (frame - from).min(to - 1 - frame).min(RAMP) as f32 / RAMP as f32;
            let turns = (frame - from) as f32 * MASK_HZ / 8_000.0;
            samples.fill((MASK_PEAK * edge * (TAU * turns.fract()).sin()) as i16);
        }
    }
}
