//! Writes finished sound in any coding. The header is written last with the true lengths: a file that was not finished
//! is none. May depend on `base` and `audio::codec`.

use crate::audio::codec::gsm::{BLOCK_SAMPLES, GsmEncoder};
use crate::audio::codec::opus::OpusFile;
use crate::audio::codec::{g711, wav};
use crate::base::sound::SoundFormat;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

const BUFFER: usize = 64 * 1024;

/// Where a sound file is written to.
pub trait Sink: Write + Seek + Send {
    /// Waits until all of it is on the disk.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn settle(&mut self) -> io::Result<()>;
}

impl Sink for File {
    fn settle(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// Creates a file that only its owner may read, or empties it.
///
/// # Errors
/// Whatever the disk says.
pub fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

type Buffered = BufWriter<Box<dyn Sink>>;

/// A sound file being written; only its owner may read it.
pub struct SoundWriter(Kind);

enum Kind {
    Wav(Box<WavFile>),
    Opus(Box<OpusFile<Buffered>>),
}

struct WavFile {
    file: Buffered,
    format: SoundFormat,
    channels: u16,
    frames: u64,
    data_bytes: u64,
    encoder: GsmEncoder,
    pending: Vec<i16>,
}

impl SoundWriter {
    /// Creates the file, or empties it.
    ///
    /// # Errors
    /// Whatever the disk says; `InvalidInput` when the coding cannot hold so many channels.
    pub fn create(path: &Path, format: SoundFormat, channels: u16) -> io::Result<Self> {
        Self::into_sink(&mut || Ok(Box::new(private_file(path)?)), format, channels)
    }

    /// Writes into what `open` gives; it is asked only where the coding can hold so many channels.
    ///
    /// # Errors
    /// As [`SoundWriter::create`].
    pub fn into_sink(
        open: &mut dyn FnMut() -> io::Result<Box<dyn Sink>>,
        format: SoundFormat,
        channels: u16,
    ) -> io::Result<Self> {
        let most = if format == SoundFormat::Gsm { 1 } else { 2 };
        if !(1..=most).contains(&channels) {
            let why = format!("{} cannot hold {channels} channels", format.word());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let mut file = BufWriter::with_capacity(BUFFER, open()?);
        if format == SoundFormat::Opus {
            let inner = OpusFile::new(file, usize::from(channels))?;
            return Ok(Self(Kind::Opus(Box::new(inner))));
        }
        // Room for the header; zeros until the end, so that nobody takes half a file for a whole one.
        file.write_all(&vec![0; wav::header(format, channels, 0, 0).len()])?;
        Ok(Self(Kind::Wav(Box::new(WavFile {
            file,
            format,
            channels,
            frames: 0,
            data_bytes: 0,
            encoder: GsmEncoder::default(),
            pending: Vec::new(),
        }))))
    }

    /// Appends whole frames, interleaved.
    ///
    /// # Errors
    /// Whatever the disk says; `FileTooLarge` where the lengths of a WAV file end.
    pub fn write(&mut self, samples: &[i16]) -> io::Result<()> {
        match &mut self.0 {
            Kind::Wav(file) => file.write(samples),
            Kind::Opus(file) => file.write(samples),
        }
    }

    /// Completes the file and waits until it is on the disk.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn finish(self) -> io::Result<()> {
        let buffered = match self.0 {
            Kind::Wav(file) => file.finish()?,
            Kind::Opus(file) => file.finish()?,
        };
        buffered.into_inner().map_err(io::IntoInnerError::into_error)?.settle()
    }
}

impl WavFile {
    fn write(&mut self, samples: &[i16]) -> io::Result<()> {
        self.frames += (samples.len() / usize::from(self.channels)) as u64;
        match self.format {
            SoundFormat::ALaw => {
                let bytes: Vec<u8> = samples.iter().map(|s| g711::to_alaw(*s)).collect();
                self.put(&bytes)
            }
            SoundFormat::MuLaw => {
                let bytes: Vec<u8> = samples.iter().map(|s| g711::to_ulaw(*s)).collect();
                self.put(&bytes)
            }
            SoundFormat::Gsm => {
                self.pending.extend_from_slice(samples);
                self.encode()
            }
            SoundFormat::Pcm | SoundFormat::Opus => {
                let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
                self.put(&bytes)
            }
        }
    }

    fn encode(&mut self) -> io::Result<()> {
        let pending = std::mem::take(&mut self.pending);
        let (blocks, rest) = pending.as_chunks::<BLOCK_SAMPLES>();
        for block in blocks {
            let bytes = self.encoder.block(block);
            self.put(&bytes)?;
        }
        self.pending.extend_from_slice(rest);
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.data_bytes += bytes.len() as u64;
        if self.data_bytes > u64::from(u32::MAX) - 1_024 {
            let why = "longer than a WAV file can be";
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
        }
        self.file.write_all(bytes)
    }

    fn finish(mut self) -> io::Result<Buffered> {
        if !self.pending.is_empty() {
            self.pending.resize(BLOCK_SAMPLES, 0);
            self.encode()?;
        }
        if self.data_bytes % 2 == 1 {
            self.file.write_all(&[0])?;
        }
        let header = wav::header(self.format, self.channels, self.frames, self.data_bytes);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header)?;
        self.file.flush()?;
        Ok(self.file)
    }
}
