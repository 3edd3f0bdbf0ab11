//! GSM 06.10 full rate (ETSI EN 300 961) in the blocks that WAV files hold (Microsoft's format 0x31, "WAV49"): two frames
//! of 160 samples packed into 65 bytes. The arithmetic is a library's; here stand the blocks and the memory of a stream.
//! May not depend on other layers.

use oxideav_gsm::{DecoderState, EncoderState, UnpackedFrame};

/// Samples of one block: 40 ms.
pub const BLOCK_SAMPLES: usize = 320;
/// Bytes of one block.
pub const BLOCK_BYTES: usize = 65;
/// Blocks to be decoded before the one that is wanted, so that the decoder's memory is that of the whole stream: the
/// filters forget in less than a tenth of a second.
pub const RUN_UP: u64 = 8;

const FRAME: usize = 160;

/// Encodes one channel, block after block.
#[derive(Default)]
pub struct GsmEncoder(EncoderState);

impl GsmEncoder {
    /// The next block.
    pub fn block(&mut self, samples: &[i16; BLOCK_SAMPLES]) -> [u8; BLOCK_BYTES] {
        let (mut first, mut second) = ([0; FRAME], [0; FRAME]);
        first.copy_from_slice(&samples[..FRAME]);
        second.copy_from_slice(&samples[FRAME..]);
        let first = self.0.encode_frame(&first);
        let second = self.0.encode_frame(&second);
        UnpackedFrame::pair_to_msgsm_block(&first, &second)
    }
}

/// Decodes one channel, block after block.
#[derive(Default)]
pub struct GsmDecoder(DecoderState);

impl GsmDecoder {
    /// The samples of the next block. Any 65 bytes are a block; what cannot be one is silence.
    pub fn block(&mut self, bytes: &[u8; BLOCK_BYTES]) -> [i16; BLOCK_SAMPLES] {
        let mut out = [0; BLOCK_SAMPLES];
        if let Ok((first, second)) = UnpackedFrame::pair_from_msgsm_block(bytes) {
            out[..FRAME].copy_from_slice(&self.0.decode_frame(&first));
            out[FRAME..].copy_from_slice(&self.0.decode_frame(&second));
        }
        out
    }
}
