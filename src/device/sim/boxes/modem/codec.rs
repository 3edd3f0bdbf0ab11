//! How a modem writes samples into bytes: linear of 8, 14 and 16 bits, G.711 in both laws, IMA ADPCM; and DLE
//! shielding of ITU-T V.253. Written from the standards, apart from the driver's. Pure.

use std::collections::VecDeque;

/// Data Link Escape.
pub(super) const DLE: u8 = 0x10;
/// End of a stream.
pub(super) const ETX: u8 = 0x03;
/// Two bytes 10h.
const SUB: u8 = 0x1a;

/// A way to write samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Signed8,
    Unsigned8,
    Linear14,
    Linear16,
    MuLaw,
    ALaw,
    Ima,
}

impl Codec {
    /// Bits of one sample in the stream.
    pub(super) fn bits(self) -> u64 {
        match self {
            Self::Signed8 | Self::Unsigned8 | Self::MuLaw | Self::ALaw => 8,
            Self::Linear14 | Self::Linear16 => 16,
            Self::Ima => 4,
        }
    }
}

/// One direction of a stream.
#[derive(Debug, Clone)]
pub(super) struct Coder {
    codec: Codec,
    predicted: i32,
    index: usize,
    half: Option<u8>,
}

impl Coder {
    pub(super) fn new(codec: Codec) -> Self {
        Self { codec, predicted: 0, index: 0, half: None }
    }

    pub(super) fn codec(&self) -> Codec {
        self.codec
    }

    /// Appends the bytes of `samples`; half a byte waits for its other half.
    pub(super) fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        for &sample in samples {
            match self.codec {
                Codec::Signed8 => out.push((sample >> 8) as u8),
                Codec::Unsigned8 => out.push((sample >> 8) as u8 ^ 0x80),
                Codec::Linear14 => out.extend((sample >> 2).to_le_bytes()),
                Codec::Linear16 => out.extend(sample.to_le_bytes()),
                Codec::MuLaw => out.push(mu_law(sample)),
                Codec::ALaw => out.push(a_law(sample)),
                Codec::Ima => {
                    let nibble = self.compress(sample);
                    match self.half.take() {
                        None => self.half = Some(nibble),
                        Some(low) => out.push(low | nibble << 4),
                    }
                }
            }
        }
    }

    /// Appends the samples of `bytes`; half a sample waits for its other half.
    pub(super) fn decode(&mut self, bytes: &[u8], out: &mut Vec<i16>) {
        for &byte in bytes {
            match self.codec {
                Codec::Signed8 => out.push(i16::from(byte.cast_signed()) << 8),
                Codec::Unsigned8 => out.push(i16::from((byte ^ 0x80).cast_signed()) << 8),
                Codec::Linear14 | Codec::Linear16 => match self.half.take() {
                    None => self.half = Some(byte),
                    Some(low) => {
                        let value = i16::from_le_bytes([low, byte]);
                        out.push(if self.codec == Codec::Linear14 { value << 2 } else { value });
                    }
                },
                Codec::MuLaw => out.push(from_mu_law(byte)),
                Codec::ALaw => out.push(from_a_law(byte)),
                Codec::Ima => {
                    out.push(self.expand(byte & 0x0f));
                    out.push(self.expand(byte >> 4));
                }
            }
        }
    }

    /// IMA ADPCM: the nibble that leads closest to `sample`.
    fn compress(&mut self, sample: i16) -> u8 {
        let step = STEPS[self.index];
        let mut rest = i32::from(sample) - self.predicted;
        let mut nibble = 0;
        if rest < 0 {
            nibble = 8;
            rest = -rest;
        }
        for (bit, part) in [(4, step), (2, step >> 1), (1, step >> 2)] {
            if rest >= part {
                nibble |= bit;
                rest -= part;
            }
        }
        self.expand(nibble);
        nibble
    }

    fn expand(&mut self, nibble: u8) -> i16 {
        let step = STEPS[self.index];
        let parts = [(4, step), (2, step >> 1), (1, step >> 2)];
        let sum: i32 = parts.iter().filter(|(bit, _)| nibble & bit != 0).map(|(_, s)| s).sum();
        let change = (step >> 3) + sum;
        let next = if nibble & 8 == 0 { self.predicted + change } else { self.predicted - change };
        self.predicted = next.clamp(-32_768, 32_767);
        let turn = [-1, -1, -1, -1, 2, 4, 6, 8][usize::from(nibble & 7)];
        self.index = self.index.saturating_add_signed(turn).min(STEPS.len() - 1);
        self.predicted as i16
    }
}

/// The step sizes of IMA ADPCM.
const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66,
    73, 80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449,
    494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272,
    2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493,
    10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];

/// G.711 µ-law of a 16-bit sample.
fn mu_law(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let value = (i32::from(sample).abs() + 132).min(32_767);
    let segment = (7..15).rev().find(|bit| value >> bit & 1 == 1).unwrap_or(7) - 7;
    let mantissa = value >> (segment + 3) & 0x0f;
    !(sign | (segment << 4) as u8 | mantissa as u8)
}

fn from_mu_law(byte: u8) -> i16 {
    let byte = !byte;
    let value = ((i32::from(byte & 0x0f) << 3) + 132) << (byte >> 4 & 7);
    let value = value - 132;
    (if byte & 0x80 == 0 { value } else { -value }) as i16
}

/// G.711 A-law of a 16-bit sample.
fn a_law(sample: i16) -> u8 {
    let (sign, value) = if sample < 0 { (0, !i32::from(sample)) } else { (0x80, sample.into()) };
    let value = value >> 4;
    let segment = (4..11).rev().find(|bit| value >> bit & 1 == 1).map_or(0, |bit| bit - 3);
    let mantissa = value >> (segment - 1).max(0) & 0x0f;
    (sign | (segment << 4) as u8 | mantissa as u8) ^ 0x55
}

fn from_a_law(byte: u8) -> i16 {
    let byte = byte ^ 0x55;
    let (segment, mantissa) = (i32::from(byte >> 4 & 7), i32::from(byte & 0x0f));
    let value = match segment {
        0 => (mantissa << 4) + 8,
        segment => ((mantissa << 4) + 0x108) << (segment - 1),
    };
    (if byte & 0x80 == 0 { -value } else { value }) as i16
}

/// Puts a DLE before every DLE. `pairs`: two of them in a row become DLE SUB.
pub(super) fn shield(bytes: &[u8], pairs: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 8);
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        match (first, after) {
            (&DLE, [DLE, after @ ..]) if pairs => {
                out.extend([DLE, SUB]);
                rest = after;
            }
            (&DLE, _) => {
                out.extend([DLE, DLE]);
                rest = after;
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

/// What the host means in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    Data(u8),
    /// A code; `long`: right behind DLE DLE.
    Code {
        code: u8,
        long: bool,
    },
}

/// Takes the shielding off what the host sends.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unshield {
    escaped: bool,
    literal: bool,
}

impl Unshield {
    pub(super) fn take(&mut self, byte: u8, out: &mut VecDeque<Meant>) {
        if !std::mem::take(&mut self.escaped) {
            if byte == DLE {
                self.escaped = true;
            } else {
                self.literal = false;
                out.push_back(Meant::Data(byte));
            }
            return;
        }
        let long = std::mem::take(&mut self.literal);
        match byte {
            DLE => {
                self.literal = true;
                out.push_back(Meant::Data(DLE));
            }
            SUB => out.extend([Meant::Data(DLE); 2]),
            code => out.push_back(Meant::Code { code, long }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codec_gives_back_what_it_was_given_as_well_as_it_can() {
        let wave: Vec<i16> =
            (0..800).map(|n| ((f64::from(n) * 0.1).sin() * 12_000.0) as i16).collect();
        let all = [
            (Codec::Signed8, 256),
            (Codec::Unsigned8, 256),
            (Codec::Linear14, 4),
            (Codec::Linear16, 0),
            (Codec::MuLaw, 520),
            (Codec::ALaw, 520),
            (Codec::Ima, 1_500),
        ];
        for (codec, most) in all {
            let (mut bytes, mut back) = (Vec::new(), Vec::new());
            Coder::new(codec).encode(&wave, &mut bytes);
            assert_eq!(bytes.len() as u64 * 8, 800 * codec.bits());
            Coder::new(codec).decode(&bytes, &mut back);
            let worst = wave.iter().zip(&back).skip(100).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(worst.is_some_and(|worst| worst <= most), "{codec:?} {worst:?}");
        }
    }

    #[test]
    fn the_laws_have_the_values_of_the_standard() {
        assert_eq!([mu_law(0), mu_law(-1), mu_law(32_767)], [0xff, 0x7f, 0x80]);
        assert_eq!([a_law(0), a_law(-1), a_law(32_767)], [0xd5, 0x55, 0xaa]);
        for byte in 0..=255 {
            assert_eq!(a_law(from_a_law(byte)), byte);
            assert_eq!(mu_law(from_mu_law(byte)), if byte == 0x7f { 0xff } else { byte });
        }
    }

    #[test]
    fn shielding_is_taken_off_again() {
        let mut out = VecDeque::new();
        let mut unshield = Unshield::default();
        for byte in shield(&[1, DLE, DLE, DLE, 2], true) {
            unshield.take(byte, &mut out);
        }
        let data: Vec<Meant> = [1, DLE, DLE, DLE, 2].map(Meant::Data).to_vec();
        assert_eq!(out.drain(..).collect::<Vec<_>>(), data);
        for byte in [DLE, DLE, DLE, b'!', DLE, ETX] {
            unshield.take(byte, &mut out);
        }
        let want = [
            Meant::Data(DLE),
            Meant::Code { code: b'!', long: true },
            Meant::Code { code: ETX, long: false },
        ];
        assert_eq!(out.drain(..).collect::<Vec<_>>(), want);
    }
}
