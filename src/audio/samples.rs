//! A recording as frames that can be read from anywhere: what the player and the waveform need of a file, whatever its format.
//! May depend on `base`.

use crate::audio::sound_file::SoundFile;
use crate::base::units::LINE_RATE;
use std::path::Path;
use std::time::Duration;

/// Frames of a recording. One who reads keeps its own place.
pub trait Samples: Send {
    /// Frames per second.
    fn rate(&self) -> u32;

    /// Samples of a frame.
    fn channels(&self) -> usize;

    /// Frames in all.
    fn frames(&self) -> u64;

    /// Overwrites `out` with frames from `from` on, channels interleaved, and says how many frames came: fewer than fit
    /// only at the end.
    ///
    /// # Errors
    /// When the file cannot be read (any more), in words.
    fn read(&mut self, from: u64, out: &mut [i16]) -> Result<usize, String>;
}

/// Opens a recording of any format we write.
///
/// # Errors
/// When it cannot be opened or is no recording, in words.
pub fn open(path: &Path) -> Result<Box<dyn Samples>, String> {
    let file = SoundFile::open(path).map_err(|error| error.to_string())?;
    Ok(Box::new(file))
}

/// How long so many frames last.
#[must_use]
pub fn lasting(frames: u64, rate: u32) -> Duration {
    let micros = u128::from(frames) * 1_000_000 / u128::from(rate.max(1));
    Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
}

/// The frame at a position.
#[must_use]
pub fn frame_at(position: Duration, rate: u32) -> u64 {
    u64::try_from(position.as_micros() * u128::from(rate) / 1_000_000).unwrap_or(u64::MAX)
}

/// Mixes the channels of each frame.
pub fn mix(frames: &[i16], channels: usize, out: &mut Vec<i16>) {
    let channels = channels.max(1);
    let count = i32::try_from(channels).unwrap_or(1);
    out.extend(frames.chunks_exact(channels).map(|frame| {
        let sum: i32 = frame.iter().map(|&sample| i32::from(sample)).sum();
        (sum / count) as i16
    }));
}

impl Samples for SoundFile {
    fn rate(&self) -> u32 {
        LINE_RATE
    }

    fn channels(&self) -> usize {
        Self::channels(self)
    }

    fn frames(&self) -> u64 {
        Self::frames(self)
    }

    fn read(&mut self, from: u64, out: &mut [i16]) -> Result<usize, String> {
        Self::read(self, from, out).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A recording made of a formula, which counts what is read of it.
    pub(crate) struct Formula {
        pub(crate) frames: u64,
        pub(crate) channels: usize,
        pub(crate) value: fn(u64, usize) -> i16,
        pub(crate) read: std::sync::Arc<std::sync::atomic::AtomicU64>,
        /// From this frame on, nothing can be read.
        pub(crate) broken_from: u64,
    }

    impl Formula {
        pub(crate) fn new(frames: u64, value: fn(u64, usize) -> i16) -> Self {
            let read = std::sync::Arc::default();
            Self { frames, channels: 1, value, read, broken_from: u64::MAX }
        }
    }

    impl Samples for Formula {
        fn rate(&self) -> u32 {
            8_000
        }

        fn channels(&self) -> usize {
            self.channels
        }

        fn frames(&self) -> u64 {
            self.frames
        }

        fn read(&mut self, from: u64, out: &mut [i16]) -> Result<usize, String> {
            let mut count = 0;
            for (frame, at) in out.chunks_exact_mut(self.channels).zip(from..self.frames) {
                if at >= self.broken_from {
                    return Err("the disk is gone".to_owned());
                }
                for (channel, place) in frame.iter_mut().enumerate() {
                    *place = (self.value)(at, channel);
                }
                count += 1;
            }
            self.read.fetch_add(count as u64, std::sync::atomic::Ordering::Relaxed);
            Ok(count)
        }
    }

    #[test]
    fn a_file_is_read_from_anywhere() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ramp.wav");
        let mut writer = crate::audio::wav_writer::WavWriter::create(&path).unwrap();
        writer.write(&(0..1_000).collect::<Vec<i16>>()).unwrap();
        writer.finish().unwrap();
        let mut file = open(&path).unwrap();
        assert_eq!((file.frames(), file.channels(), file.rate()), (1_000, 1, 8_000));
        let mut block = [0; 4];
        for from in [0, 500, 504, 3] {
            assert_eq!(file.read(from, &mut block), Ok(4));
            assert_eq!(u64::from(block[0].unsigned_abs()), from);
        }
        assert_eq!(file.read(998, &mut block), Ok(2));
        assert_eq!(file.read(1_000, &mut block), Ok(0));
        assert_eq!(file.read(u64::MAX, &mut block), Ok(0));
    }

    #[test]
    fn what_is_no_recording_says_why() {
        let dir = tempfile::tempdir().unwrap();
        assert!(open(&dir.path().join("nowhere.wav")).is_err());
        let path = dir.path().join("rubbish.wav");
        std::fs::write(&path, b"RIFF\xff\xff\xff\xffWAVEfmt ").unwrap();
        assert!(open(&path).is_err());
    }

    #[test]
    fn positions_and_frames_agree() {
        assert_eq!(lasting(8_000, 8_000), Duration::from_secs(1));
        assert_eq!(frame_at(Duration::from_millis(1_500), 8_000), 12_000);
        let mut mixed = Vec::new();
        mix(&[100, 300, -100, -300], 2, &mut mixed);
        assert_eq!(mixed, [200, -200]);
    }
}
