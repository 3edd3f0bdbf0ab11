//! A recording opened for reading from any moment on, whatever its coding: PCM, A-law, µ-law and GSM in WAV, Opus in Ogg.
//! Opening reads headers only (Opus: the heads of its pages), so that a file of hours opens at once.
//! May depend on `base` and `audio::codec`.

use crate::audio::codec::g711;
use crate::audio::codec::gsm::{BLOCK_BYTES, BLOCK_SAMPLES, GsmDecoder, RUN_UP};
use crate::audio::codec::opus::OpusSource;
use crate::audio::codec::riff::fill;
use crate::audio::codec::wav::{self, Layout};
use crate::base::sound::SoundFormat;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Where a sound file is read from.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

type Buffered = BufReader<Box<dyn Source>>;

/// An open sound file: 8 kHz, one or two channels.
pub struct SoundFile(Kind);

enum Kind {
    Wav(Box<WavSource>),
    Opus(Box<OpusSource<Buffered>>),
}

struct WavSource {
    file: Buffered,
    layout: Layout,
    decoder: GsmDecoder,
    /// The block the decoder's memory is ready for.
    next_block: u64,
    block: Option<(u64, [i16; BLOCK_SAMPLES])>,
    bytes: Vec<u8>,
}

impl SoundFile {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// Whatever the disk says; `InvalidData` in words when it is no sound file of a known coding at 8 kHz.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::read_from(Box::new(File::open(path)?))
    }

    /// Reads the header of what was opened elsewhere.
    ///
    /// # Errors
    /// As [`SoundFile::open`].
    pub fn read_from(source: Box<dyn Source>) -> io::Result<Self> {
        let mut file = BufReader::new(source);
        let mut magic = [0; 4];
        if fill(&mut file, &mut magic)? == magic.len() && &magic == b"OggS" {
            return Ok(Self(Kind::Opus(Box::new(OpusSource::open(file)?))));
        }
        let layout = wav::layout(&mut file)?;
        Ok(Self(Kind::Wav(Box::new(WavSource {
            file,
            layout,
            decoder: GsmDecoder::default(),
            next_block: 0,
            block: None,
            bytes: Vec::new(),
        }))))
    }

    /// Samples per frame, 1 or 2.
    #[must_use]
    pub fn channels(&self) -> usize {
        match &self.0 {
            Kind::Wav(file) => usize::from(file.layout.channels),
            Kind::Opus(file) => file.channels(),
        }
    }

    /// How long it plays, in frames of 1/8000 s.
    #[must_use]
    pub fn frames(&self) -> u64 {
        match &self.0 {
            Kind::Wav(file) => file.layout.frames,
            Kind::Opus(file) => file.frames(),
        }
    }

    /// Its coding.
    #[must_use]
    pub fn format(&self) -> SoundFormat {
        match &self.0 {
            Kind::Wav(file) => file.layout.format,
            Kind::Opus(_) => SoundFormat::Opus,
        }
    }

    /// Reads frames from `from_frame` on into `out` (interleaved), as many as fit and exist. 0: at or after the end.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn read(&mut self, from_frame: u64, out: &mut [i16]) -> io::Result<usize> {
        match &mut self.0 {
            Kind::Wav(file) if file.layout.format == SoundFormat::Gsm => {
                file.read_gsm(from_frame, out)
            }
            Kind::Wav(file) => file.read_plain(from_frame, out),
            Kind::Opus(file) => file.read(from_frame, out),
        }
    }
}

impl WavSource {
    fn read_plain(&mut self, from: u64, out: &mut [i16]) -> io::Result<usize> {
        let Layout { format, channels, data_at, frames, .. } = self.layout;
        let channels = usize::from(channels);
        let count = frames.saturating_sub(from).min((out.len() / channels) as u64);
        if count == 0 {
            return Ok(0);
        }
        self.go_to(data_at + from * self.layout.width())?;
        self.bytes.resize((count * self.layout.width()) as usize, 0);
        let got = fill(&mut self.file, &mut self.bytes)?;
        let bytes = &self.bytes[..got];
        let samples: &mut dyn Iterator<Item = i16> = match format {
            SoundFormat::ALaw => &mut bytes.iter().map(|byte| g711::from_alaw(*byte)),
            SoundFormat::MuLaw => &mut bytes.iter().map(|byte| g711::from_ulaw(*byte)),
            _ => &mut bytes.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)),
        };
        let mut written = 0;
        for (place, sample) in out.iter_mut().zip(samples) {
            *place = sample;
            written += 1;
        }
        Ok(written / channels)
    }

    fn read_gsm(&mut self, from: u64, out: &mut [i16]) -> io::Result<usize> {
        let count = self.layout.frames.saturating_sub(from).min(out.len() as u64);
        let mut done = 0;
        while done < count {
            let at = from + done;
            let (number, skip) = (at / BLOCK_SAMPLES as u64, (at % BLOCK_SAMPLES as u64) as usize);
            let Some(block) = self.gsm_block(number)? else { break };
            let take = (BLOCK_SAMPLES - skip).min((count - done) as usize);
            out[done as usize..][..take].copy_from_slice(&block[skip..skip + take]);
            done += take as u64;
        }
        Ok(done as usize)
    }

    /// One decoded block; jumps decode a few before it. `None`: the file ends before it.
    fn gsm_block(&mut self, number: u64) -> io::Result<Option<[i16; BLOCK_SAMPLES]>> {
        if let Some((known, block)) = &self.block
            && *known == number
        {
            return Ok(Some(*block));
        }
        if !(self.next_block..=self.next_block + RUN_UP).contains(&number) {
            self.decoder = GsmDecoder::default();
            self.next_block = number.saturating_sub(RUN_UP);
        }
        while self.next_block <= number {
            self.go_to(self.layout.data_at + self.next_block * BLOCK_BYTES as u64)?;
            let mut bytes = [0; BLOCK_BYTES];
            if fill(&mut self.file, &mut bytes)? < BLOCK_BYTES {
                return Ok(None);
            }
            let block = self.decoder.block(&bytes);
            self.block = Some((self.next_block, block));
            self.next_block += 1;
        }
        Ok(self.block.map(|(_, block)| block))
    }

    /// Keeps what is buffered when the place is near.
    fn go_to(&mut self, place: u64) -> io::Result<()> {
        let here = self.file.stream_position()?;
        match i64::try_from(place.abs_diff(here)) {
            Ok(0) => Ok(()),
            Ok(away) if place > here => self.file.seek_relative(away),
            Ok(away) => self.file.seek_relative(-away),
            Err(_) => self.file.seek(SeekFrom::Start(place)).map(|_| ()),
        }
    }
}
