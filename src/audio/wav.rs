//! A streaming RIFF/WAVE reader (samples without a header, too): whatever programs and telephones write, as `f32` blocks of full scale 1.0.
//! 8/16/24/32-bit integers, 32/64-bit floats, A-law and µ-law (ITU-T G.711), `WAVE_FORMAT_EXTENSIBLE`, RF64.
//! Recordings that were cut off or written into a pipe (length 0, 0xFFFFFFFF, 0x7FFFF000, or beyond the end
//! of the file) are read as far as they go.
//! May depend on `audio::codec`.

use crate::audio::codec::g711;
use crate::audio::codec::riff::{self, Format, fill};
use std::io::Read;

pub use crate::audio::codec::riff::WavError;

/// How one sample is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Unsigned 8 bit, 128 is zero.
    U8,
    /// Signed 16 bit, little endian, as all that follow.
    I16,
    /// Signed 24 bit.
    I24,
    /// Signed 32 bit.
    I32,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
    /// ITU-T G.711 A-law.
    Alaw,
    /// ITU-T G.711 µ-law.
    Ulaw,
}

impl Coding {
    fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::Alaw | Self::Ulaw => 1,
            Self::I16 => 2,
            Self::I24 => 3,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// Appends whole samples. One loop per coding, so that each becomes a loop over vectors.
    fn decode(self, bytes: &[u8], out: &mut Vec<f32>) {
        const WHOLE: f32 = 2_147_483_648.0;
        match self {
            Self::U8 => out.extend(bytes.iter().map(|a| (f32::from(*a) - 128.0) / 128.0)),
            Self::Alaw => out.extend(bytes.iter().map(|a| short(g711::from_alaw(*a)))),
            Self::Ulaw => out.extend(bytes.iter().map(|a| short(g711::from_ulaw(*a)))),
            Self::I16 => {
                let value = |b: &[u8; 2]| short(i16::from_le_bytes(*b));
                out.extend(bytes.as_chunks().0.iter().map(value));
            }
            Self::I24 => {
                let value = |b: &[u8; 3]| i32::from_le_bytes([0, b[0], b[1], b[2]]) as f32 / WHOLE;
                out.extend(bytes.as_chunks().0.iter().map(value));
            }
            Self::I32 => {
                let value = |b: &[u8; 4]| i32::from_le_bytes(*b) as f32 / WHOLE;
                out.extend(bytes.as_chunks().0.iter().map(value));
            }
            Self::F32 => {
                let value = |b: &[u8; 4]| finite(f32::from_le_bytes(*b));
                out.extend(bytes.as_chunks().0.iter().map(value));
            }
            Self::F64 => {
                let value = |b: &[u8; 8]| finite(f64::from_le_bytes(*b) as f32);
                out.extend(bytes.as_chunks().0.iter().map(value));
            }
        }
    }
}

fn short(value: i16) -> f32 {
    f32::from(value) / 32_768.0
}

fn finite(value: f32) -> f32 {
    if value.is_finite() { value.clamp(-4.0, 4.0) } else { 0.0 }
}

/// An open file, positioned at its samples.
#[derive(Debug)]
pub struct WavReader<R> {
    input: R,
    rate: u32,
    channels: usize,
    coding: Coding,
    /// Bytes of samples the header promises; `None`: until the end.
    promised: Option<u64>,
    taken: u64,
    bytes: Vec<u8>,
}

impl<R: Read> WavReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// Anything but a WAV file with at least one sample's room in a known coding.
    pub fn open(mut input: R) -> Result<Self, WavError> {
        let head = riff::head(&mut input)?;
        let (rate, channels, coding) = coding(head.format)?;
        let promised = match head.data_length {
            0 | 0x7fff_f000..=0x7fff_ffff | 0xffff_ff00..=0xffff_ffff => None,
            n => Some(u64::from(n)),
        };
        let bytes = Vec::new();
        Ok(Self { input, rate, channels, coding, promised, taken: 0, bytes })
    }

    /// Samples without a header, mono, until the input ends.
    pub fn headerless(input: R, rate: u32, coding: Coding) -> Self {
        Self { input, rate, channels: 1, coding, promised: None, taken: 0, bytes: Vec::new() }
    }

    /// How the samples are written.
    pub fn coding(&self) -> Coding {
        self.coding
    }

    /// Frames per second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Samples per frame.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Overwrites `out` with up to `frames` frames, channels interleaved. Empty at the end.
    ///
    /// # Errors
    /// When the system refuses to read on.
    pub fn read(&mut self, frames: usize, out: &mut Vec<f32>) -> Result<(), WavError> {
        out.clear();
        let width = self.coding.bytes() * self.channels;
        let mut want = frames * width;
        if let Some(promised) = self.promised {
            let left = usize::try_from(promised - self.taken).unwrap_or(usize::MAX);
            want = want.min(left / width * width);
        }
        self.bytes.resize(want, 0);
        let got = fill(&mut self.input, &mut self.bytes)?;
        self.taken += got as u64;
        let whole = &self.bytes[..got / width * width];
        self.coding.decode(whole, out);
        if out.is_empty() && self.taken < width as u64 {
            return Err(WavError::NoSamples);
        }
        Ok(())
    }

    /// After the end: how many bytes of samples the header promised that are not there.
    pub fn missing_bytes(&self) -> u64 {
        let width = (self.coding.bytes() * self.channels) as u64;
        self.promised.map_or(0, |promised| promised / width * width - self.taken)
    }
}

/// Rate, channels and coding, of all this program knows.
fn coding(format: Format) -> Result<(u32, usize, Coding), WavError> {
    let Format { tag, channels, rate, bits, .. } = format;
    let coding = match (tag, bits) {
        (1, 8) => Coding::U8,
        (1, 16) => Coding::I16,
        (1, 24) => Coding::I24,
        (1, 32) => Coding::I32,
        (3, 32) => Coding::F32,
        (3, 64) => Coding::F64,
        (6, 8) => Coding::Alaw,
        (7, 8) => Coding::Ulaw,
        _ => return Err(WavError::Unsupported(format!("format {tag} with {bits} bits"))),
    };
    if !(1..=32).contains(&channels) || !(4_000..=384_000).contains(&rate) {
        return Err(WavError::Unsupported(format!("{channels} channels at {rate} Hz")));
    }
    Ok((rate, usize::from(channels), coding))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(tag: u16, bits: u16, claimed: u32, data: &[u8]) -> Vec<u8> {
        let mut f = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        f.extend(tag.to_le_bytes());
        f.extend([1, 0]);
        f.extend(8000_u32.to_le_bytes());
        f.extend((8000 * u32::from(bits) / 8).to_le_bytes());
        f.extend((bits / 8).to_le_bytes());
        f.extend(bits.to_le_bytes());
        f.extend(b"LIST\x03\0\0\0abc\0data");
        f.extend(claimed.to_le_bytes());
        f.extend(data);
        f
    }

    fn samples(file: &[u8]) -> Result<(Vec<f32>, u64), WavError> {
        let mut reader = WavReader::open(file)?;
        let (mut all, mut block) = (Vec::new(), Vec::new());
        loop {
            reader.read(3, &mut block)?;
            if block.is_empty() {
                return Ok((all, reader.missing_bytes()));
            }
            all.extend_from_slice(&block);
        }
    }

    #[test]
    fn every_coding_reads_half_of_full_scale() {
        let half = [
            wav(1, 8, 1, &[192]),
            wav(1, 16, 2, &[0, 0x40]),
            wav(1, 24, 3, &[0, 0, 0x40]),
            wav(1, 32, 4, &[0, 0, 0, 0x40]),
            wav(3, 32, 4, &0.5_f32.to_le_bytes()),
            wav(3, 64, 8, &0.5_f64.to_le_bytes()),
            wav(6, 8, 1, &[0xb5 ^ 0x10]),
            wav(7, 8, 1, &[0x8f]),
        ];
        for file in half {
            let (values, missing) = samples(&file).unwrap();
            assert_eq!((values.len(), missing), (1, 0));
            assert!((values[0] - 0.5).abs() < 0.02, "{values:?}");
        }
    }

    #[test]
    fn cut_recordings_play_as_far_as_they_go() {
        let ten = [1; 10];
        assert_eq!(samples(&wav(1, 16, 0, &ten)).unwrap().0.len(), 5);
        for unknown in [u32::MAX, 0x7fff_f000] {
            assert_eq!(samples(&wav(1, 16, unknown, &ten)).unwrap(), (vec![257.0 / 32768.0; 5], 0));
        }
        assert_eq!(samples(&wav(1, 16, 90, &ten)).unwrap(), (vec![257.0 / 32768.0; 5], 80));
        assert_eq!(samples(&wav(1, 16, 4, &ten)).unwrap().0.len(), 2);
    }

    #[test]
    fn what_is_no_recording_says_why() {
        let whole = wav(1, 16, 4, &[0; 4]);
        let why = |file: &[u8]| samples(file).unwrap_err().to_string();
        assert_eq!(why(&[]), "the file is empty");
        assert!(why(b"ID3 and so on").starts_with("not a WAV"));
        for cut in 12..50 {
            assert!(why(&whole[..cut]).contains("cut off"), "{cut}");
        }
        assert_eq!(why(&wav(1, 16, 0, &[])), "holds no samples");
        assert!(why(&wav(85, 16, 4, &[0; 4])).contains("format 85"));
    }
}
