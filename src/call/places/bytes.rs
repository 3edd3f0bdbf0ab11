//! Reading little-endian fields from bytes that may be anything: what is not there is `None`, never a panic.
//! May not depend on other layers.

/// A place in a block of bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    pub fn new(all: &'a [u8]) -> Self {
        Self { rest: all }
    }

    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(head)
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.take(1).and_then(|bytes| bytes.first().copied())
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.take(2).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.take(4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes)
    }

    /// Seven bits a byte, the lowest first; at most five bytes.
    pub fn varint(&mut self) -> Option<u32> {
        let mut value = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(value).ok();
            }
        }
        None
    }
}

/// CRC-32 as in zlib (ITU-T V.42, reflected polynomial `EDB88320`).
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 256];
    for (start, slot) in (0_u32..).zip(&mut table) {
        let mut value = start;
        for _ in 0..8 {
            value = if value & 1 == 1 { value >> 1 ^ 0xedb8_8320 } else { value >> 1 };
        }
        *slot = value;
    }
    let step = |crc: u32, byte: &u8| {
        let [low, ..] = (crc ^ u32::from(*byte)).to_le_bytes();
        crc >> 8 ^ table.get(usize::from(low)).copied().unwrap_or_default()
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_zlib() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn numbers_of_any_length_come_back_and_endless_ones_do_not() {
        let mut bytes = Bytes::new(&[0x05, 0xac, 0x02, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
        assert_eq!((bytes.varint(), bytes.varint(), bytes.varint()), (Some(5), Some(300), None));
    }
}
