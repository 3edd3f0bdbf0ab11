//! ITU-T G.711: A-law and µ-law, one byte a sample. Decoding by table; encoding by the decision values of tables 1 and 2
//! (the nearest value above or at the magnitude's segment, as the sign-magnitude codes prescribe).
//! May not depend on other layers.

static ALAW: [i16; 256] = alaw_table();
static ULAW: [i16; 256] = ulaw_table();

/// The sample of an A-law byte.
#[must_use]
pub fn from_alaw(byte: u8) -> i16 {
    ALAW[usize::from(byte)]
}

/// The sample of a µ-law byte.
#[must_use]
pub fn from_ulaw(byte: u8) -> i16 {
    ULAW[usize::from(byte)]
}

/// The A-law byte of a sample.
#[must_use]
pub fn to_alaw(sample: i16) -> u8 {
    // In the smallest step of 16; negative values mirror (-1 is the first step below zero).
    let steps = sample >> 4;
    let (sign, steps) = if steps >= 0 { (0x80, steps) } else { (0, -steps - 1) };
    let steps = steps as u16; // 0..=2047
    let code = if steps < 32 {
        steps
    } else {
        let exponent = 12 - steps.leading_zeros() as u16; // 2..=7
        (exponent << 4) | ((steps >> (exponent - 1)) & 15)
    };
    (sign | code as u8) ^ 0x55
}

/// The µ-law byte of a sample.
#[must_use]
pub fn to_ulaw(sample: i16) -> u8 {
    const BIAS: i32 = 0x84;
    const CLIP: i32 = 32_635;
    let wide = i32::from(sample);
    let (sign, magnitude) = if wide < 0 { (0x80, -wide) } else { (0, wide) };
    let biased = (magnitude.min(CLIP) + BIAS) as u32; // 132..=32,767
    let exponent = biased.ilog2() - 7; // 0..=7
    let mantissa = (biased >> (exponent + 3)) & 15;
    !(sign | (exponent << 4) as u8 | mantissa as u8)
}

const fn alaw_table() -> [i16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let a = byte as u8 as i16 ^ 0x55;
        let (exponent, mantissa) = (a >> 4 & 7, a & 15);
        let magnitude = match exponent {
            0 => (mantissa << 4) + 8,
            e => ((mantissa << 4) + 0x108) << (e - 1),
        };
        table[byte] = if a & 0x80 == 0 { -magnitude } else { magnitude };
        byte += 1;
    }
    table
}

const fn ulaw_table() -> [i16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let u = !(byte as u8) as i16;
        let magnitude = ((((u & 15) << 3) + 0x84) << (u >> 4 & 7)) - 0x84;
        table[byte] = if u & 0x80 == 0 { magnitude } else { -magnitude };
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back_as_itself() {
        for byte in 0..=u8::MAX {
            assert_eq!(to_alaw(from_alaw(byte)), byte, "A-law {byte:#x}");
            let ulaw = to_ulaw(from_ulaw(byte));
            // µ-law has two zeros; both are silence.
            assert!(ulaw == byte || (byte == 0x7f && ulaw == 0xff), "µ-law {byte:#x}");
        }
    }

    #[test]
    fn every_sample_lands_within_half_a_step() {
        for sample in i16::MIN..=i16::MAX {
            let loud = i32::from(sample).abs();
            let off = |back: i16| (i32::from(back) - i32::from(sample)).abs();
            assert!(off(from_alaw(to_alaw(sample))) <= 16.max(loud / 16), "A-law {sample}");
            assert!(off(from_ulaw(to_ulaw(sample))) <= 8.max(loud / 16), "µ-law {sample}");
        }
    }

    /// The ends of the scales as G.711 writes them.
    #[test]
    fn full_scale_and_silence_have_their_published_codes() {
        assert_eq!([to_alaw(i16::MAX), to_alaw(0), to_alaw(i16::MIN)], [0xaa, 0xd5, 0x2a]);
        assert_eq!([to_ulaw(i16::MAX), to_ulaw(0), to_ulaw(i16::MIN)], [0x80, 0xff, 0x00]);
    }
}
