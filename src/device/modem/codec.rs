//! Sound as modems code it ↔ linear 16-bit samples: 8- and 16-bit linear, µ-law and A-law (ITU-T G.711), IMA ADPCM with
//! the first sample in the low half of a byte. Pure. May depend on `base` and `audio::codec`.

use crate::audio::codec::g711;

/// How samples are coded. Ordered: the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Coding {
    /// 16 bits, signed, low byte first.
    Signed16,
    /// µ-law of G.711.
    MuLaw,
    /// A-law of G.711.
    ALaw,
    /// 8 bits around 128.
    Unsigned8,
    /// 8 bits, two's complement.
    Signed8,
    /// Four bits a sample.
    ImaAdpcm,
}

impl Coding {
    /// Bytes per second at 8000 samples per second.
    #[must_use]
    pub fn rate(self) -> u32 {
        match self {
            Self::Signed16 => 16_000,
            Self::ImaAdpcm => 4_000,
            _ => 8_000,
        }
    }

    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Signed16 => "16-bit linear",
            Self::MuLaw => "\u{b5}-law",
            Self::ALaw => "A-law",
            Self::Unsigned8 => "8-bit unsigned",
            Self::Signed8 => "8-bit signed",
            Self::ImaAdpcm => "IMA ADPCM",
        }
    }
}

/// Makes samples of bytes; remembers what the coding needs to.
#[derive(Debug, Clone)]
pub struct Decoder {
    coding: Coding,
    half: Option<u8>,
    adpcm: Adpcm,
}

impl Decoder {
    /// At the beginning of a stream.
    #[must_use]
    pub fn new(coding: Coding) -> Self {
        Self { coding, half: None, adpcm: Adpcm::default() }
    }

    /// Appends the samples of these bytes.
    pub fn decode(&mut self, bytes: &[u8], out: &mut Vec<i16>) {
        for &byte in bytes {
            match self.coding {
                Coding::Signed16 => match self.half.take() {
                    Some(low) => out.push(i16::from_le_bytes([low, byte])),
                    None => self.half = Some(byte),
                },
                Coding::MuLaw => out.push(g711::from_ulaw(byte)),
                Coding::ALaw => out.push(g711::from_alaw(byte)),
                Coding::Unsigned8 => out.push((i16::from(byte) - 128) * 256),
                Coding::Signed8 => out.push(i16::from(byte.cast_signed()) * 256),
                Coding::ImaAdpcm => {
                    out.push(self.adpcm.decode(byte & 15));
                    out.push(self.adpcm.decode(byte >> 4));
                }
            }
        }
    }
}

/// Makes bytes of samples.
#[derive(Debug, Clone)]
pub struct Encoder {
    coding: Coding,
    half: Option<u8>,
    adpcm: Adpcm,
}

impl Encoder {
    /// At the beginning of a stream.
    #[must_use]
    pub fn new(coding: Coding) -> Self {
        Self { coding, half: None, adpcm: Adpcm::default() }
    }

    /// Appends the bytes of these samples.
    pub fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        for &sample in samples {
            match self.coding {
                Coding::Signed16 => out.extend(sample.to_le_bytes()),
                Coding::MuLaw => out.push(g711::to_ulaw(sample)),
                Coding::ALaw => out.push(g711::to_alaw(sample)),
                Coding::Unsigned8 => out.push(high_byte(sample) ^ 0x80),
                Coding::Signed8 => out.push(high_byte(sample)),
                Coding::ImaAdpcm => {
                    let code = self.adpcm.encode(sample);
                    match self.half.take() {
                        Some(low) => out.push(low | code << 4),
                        None => self.half = Some(code),
                    }
                }
            }
        }
    }
}

/// The sample in eight bits, rounded.
fn high_byte(sample: i16) -> u8 {
    let [_, high] = sample.saturating_add(128).to_le_bytes();
    high
}

/// Step sizes of IMA ADPCM.
const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66,
    73, 80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449,
    494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272,
    2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493,
    10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];

/// How the step moves with a code.
const MOVES: [i32; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];

#[derive(Debug, Clone, Copy, Default)]
struct Adpcm {
    value: i32,
    index: i32,
}

impl Adpcm {
    fn step(self) -> i32 {
        usize::try_from(self.index).ok().and_then(|i| STEPS.get(i)).copied().unwrap_or(7)
    }

    fn decode(&mut self, code: u8) -> i16 {
        let step = self.step();
        let mut change = step >> 3;
        for (bit, part) in [(4, step), (2, step >> 1), (1, step >> 2)] {
            if code & bit != 0 {
                change += part;
            }
        }
        let change = if code & 8 != 0 { -change } else { change };
        let (least, most) = (i32::from(i16::MIN), i32::from(i16::MAX));
        self.value = (self.value + change).clamp(least, most);
        let moved = MOVES.get(usize::from(code & 7)).copied().unwrap_or(-1);
        self.index = (self.index + moved).clamp(0, 88);
        i16::try_from(self.value).unwrap_or(0)
    }

    fn encode(&mut self, sample: i16) -> u8 {
        let wanted = i32::from(sample) - self.value;
        let (mut code, mut left) = (if wanted < 0 { 8 } else { 0 }, wanted.abs());
        let step = self.step();
        for (bit, part) in [(4, step), (2, step >> 1), (1, step >> 2)] {
            if left >= part {
                code |= bit;
                left -= part;
            }
        }
        self.decode(code);
        code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::cast_possible_truncation, reason = "full scale fits")]
    fn sine(count: u16, turn: f32, height: f32) -> Vec<i16> {
        (0..count).map(|n| (f32::sin(f32::from(n) * turn) * height) as i16).collect()
    }

    fn there_and_back(coding: Coding, samples: &[i16]) -> Vec<i16> {
        let (mut bytes, mut back) = (Vec::new(), Vec::new());
        Encoder::new(coding).encode(samples, &mut bytes);
        Decoder::new(coding).decode(&bytes, &mut back);
        back
    }

    #[test]
    fn codes_of_the_recommendation() {
        // G.711, tables 1a and 2a: the ends and the smallest steps.
        let mu = [(0xff, 0), (0x7f, 0), (0x80, 32_124), (0x00, -32_124), (0xfe, 8), (0xef, 132)];
        for (code, sample) in mu {
            assert_eq!(g711::from_ulaw(code), sample, "{code:02x}");
        }
        let a = [(0xd5, 8), (0x55, -8), (0xaa, 32_256), (0x2a, -32_256), (0xc5, 264)];
        for (code, sample) in a {
            assert_eq!(g711::from_alaw(code), sample, "{code:02x}");
        }
    }

    #[test]
    fn every_code_of_g711_is_its_own_best() {
        for code in 0..=255_u8 {
            assert_eq!(
                g711::from_ulaw(g711::to_ulaw(g711::from_ulaw(code))),
                g711::from_ulaw(code),
                "µ {code:02x}"
            );
            assert_eq!(g711::to_alaw(g711::from_alaw(code)), code, "A {code:02x}");
        }
    }

    #[test]
    fn speech_survives_every_coding() {
        let samples: Vec<i16> = sine(800, 0.3, 12_000.0);
        let allowed = [
            (Coding::Signed16, 0),
            (Coding::MuLaw, 400),
            (Coding::ALaw, 400),
            (Coding::Unsigned8, 128),
            (Coding::Signed8, 128),
            (Coding::ImaAdpcm, 4_000),
        ];
        for (coding, error) in allowed {
            let back = there_and_back(coding, &samples);
            assert_eq!(back.len(), samples.len(), "{coding:?}");
            // The steps of ADPCM need some samples to grow.
            for (n, (a, b)) in samples.iter().zip(&back).enumerate().skip(60) {
                assert!(a.abs_diff(*b) <= error, "{coding:?} sample {n}: {a} became {b}");
            }
        }
        for extreme in [i16::MIN, i16::MAX, 0, -1] {
            for (coding, _) in allowed {
                let _ = there_and_back(coding, &[extreme, extreme]);
            }
        }
    }
}
