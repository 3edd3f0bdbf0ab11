//! Opus (RFC 6716) in Ogg (RFC 7845): the codec and the writer are a library's, reading from any moment on is ours.
//! 8 kHz at our side; the file counts 48 kHz. May depend on `audio::codec::ogg`.

use crate::audio::codec::ogg::{self, Packets, Page};
use opus_pure::{Application, MAX_PACKET_BYTES, OggOpusWriter, OpusDecoder, OpusEncoder, OpusHead};
use std::io::{self, Read, Seek, Write};

/// Samples of our rate in one packet: 20 ms.
const PACKET: usize = 160;
/// Samples of 48 kHz in one of 8 kHz.
const TICKS: u64 = 6;
/// Bits a second of one channel.
const BITRATE: i32 = 11_000;
/// So much is decoded before the moment that is wanted. RFC 7845 §4.6 asks for 80 ms at least; a steady voice, whose
/// prediction reaches far back, needs more to sound the same.
const RUN_UP: u64 = 8_000;
/// The longest packet: 120 ms.
const MAX_FRAMES: usize = 960;

/// Encodes a stream of interleaved samples.
pub struct OpusFile<W: Write> {
    encoder: OpusEncoder,
    writer: OggOpusWriter<W>,
    channels: usize,
    pre_skip: u64,
    pending: Vec<f32>,
    frames: u64,
    packet: Vec<u8>,
}

impl<W: Write> OpusFile<W> {
    /// Writes the headers.
    ///
    /// # Errors
    /// When the sink refuses, or channels are neither 1 nor 2.
    pub fn new(sink: W, channels: usize) -> io::Result<Self> {
        let mut encoder = OpusEncoder::new(8_000, channels, Application::Voip).map_err(refused)?;
        encoder.bitrate_bps = BITRATE * i32::try_from(channels).unwrap_or(1);
        let head = OpusHead::for_encoder(&encoder, 8_000);
        let pre_skip = u64::from(head.pre_skip);
        let writer = OggOpusWriter::new(sink, head).map_err(refused)?;
        let packet = vec![0; MAX_PACKET_BYTES];
        Ok(Self { encoder, writer, channels, pre_skip, pending: Vec::new(), frames: 0, packet })
    }

    /// Appends whole frames.
    ///
    /// # Errors
    /// When the sink refuses.
    pub fn write(&mut self, samples: &[i16]) -> io::Result<()> {
        self.frames += (samples.len() / self.channels) as u64;
        self.pending.extend(samples.iter().map(|s| f32::from(*s) / 32_768.0));
        let width = PACKET * self.channels;
        // The last whole packet waits: it may turn out to be the last of the file.
        while self.pending.len() > width {
            let rest = self.pending.split_off(width);
            let block = std::mem::replace(&mut self.pending, rest);
            self.encode(&block, None)?;
        }
        Ok(())
    }

    fn encode(&mut self, block: &[f32], duration: Option<u32>) -> io::Result<()> {
        let count = self.encoder.encode(block, PACKET, &mut self.packet).map_err(refused)?;
        let packet = &self.packet[..count];
        match duration {
            Some(duration) => self.writer.write_packet_with_duration(packet, duration),
            None => self.writer.write_packet(packet),
        }
        .map_err(refused)
    }

    /// Writes what waits and the exact end (RFC 7845 §4.4). Gives the sink back.
    ///
    /// # Errors
    /// When the sink refuses.
    pub fn finish(mut self) -> io::Result<W> {
        let end = self.pre_skip + self.frames * TICKS;
        let width = PACKET * self.channels;
        loop {
            let mut block = std::mem::take(&mut self.pending);
            block.resize(width, 0.0);
            let left = end.saturating_sub(u64::try_from(self.writer.granule()).unwrap_or(0));
            let whole = PACKET as u64 * TICKS;
            if left <= whole {
                self.encode(&block, Some(u32::try_from(left).unwrap_or(0)))?;
                return self.writer.finish().map_err(refused);
            }
            self.encode(&block, None)?;
        }
    }
}

/// An Ogg/Opus file read from any moment on.
pub struct OpusSource<R> {
    input: R,
    decoder: OpusDecoder,
    channels: usize,
    pages: Vec<Page>,
    first_audio: usize,
    frames: u64,
    /// Samples (8 kHz) at the stream's begin that are not of the recording.
    skip: u64,
    packets: Packets,
    next_page: usize,
    /// Decoded frames not handed out, and the stream position (8 kHz, run-up included) of the first of them.
    decoded: Vec<i16>,
    position: u64,
}

impl<R: Read + Seek> OpusSource<R> {
    /// Reads the index of pages.
    ///
    /// # Errors
    /// `InvalidData` when it is not such a file.
    pub fn open(mut input: R) -> io::Result<Self> {
        let pages = ogg::index(&mut input)?;
        let mut packets = Packets::default();
        let first = pages.first().ok_or_else(|| invalid("not an Ogg file"))?;
        let head = packets.of_page(&mut input, *first)?.into_iter().next().unwrap_or_default();
        if head.len() < 19 || &head[..8] != b"OpusHead" || head[8] >> 4 != 0 {
            return Err(invalid("not an Opus file"));
        }
        let channels = usize::from(head[9]);
        if !(1..=2).contains(&channels) || head[18] != 0 {
            return Err(invalid("an Opus file of more than two channels"));
        }
        let pre_skip = u64::from(u16::from_le_bytes([head[10], head[11]]));
        // The comment header may fill several pages; sound begins on a page of its own after the one where it ends.
        let mut first_audio = 1;
        while let Some(page) = pages.get(first_audio) {
            first_audio += 1;
            if !packets.of_page(&mut input, *page)?.is_empty() {
                break;
            }
        }
        let last = pages.iter().skip(first_audio).rev().find_map(|page| page.granule);
        let frames = last.unwrap_or(0).saturating_sub(pre_skip) / TICKS;
        let decoder = OpusDecoder::new(8_000, channels).map_err(refused)?;
        let mut source = Self {
            input,
            decoder,
            channels,
            pages,
            first_audio,
            frames,
            skip: pre_skip / TICKS,
            packets,
            next_page: first_audio,
            decoded: Vec::new(),
            position: 0,
        };
        source.restart(first_audio, 0)?;
        Ok(source)
    }

    /// Samples per frame.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// How long it plays, in frames of 8 kHz.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    fn restart(&mut self, page: usize, position: u64) -> io::Result<()> {
        self.decoder.reset_state().map_err(refused)?;
        self.packets.restart();
        self.next_page = page;
        self.position = position;
        self.decoded.clear();
        Ok(())
    }

    /// Reads frames from this one on, as many as fit and exist.
    ///
    /// # Errors
    /// When the system refuses, or a packet is none.
    pub fn read(&mut self, from: u64, out: &mut [i16]) -> io::Result<usize> {
        let wanted = from.saturating_add(self.skip);
        let there = self.position + self.decoded_frames();
        if wanted < self.position || wanted > there.saturating_add(8_000) {
            self.seek(wanted)?;
        }
        let room = (out.len() / self.channels) as u64;
        let count = room.min(self.frames.saturating_sub(from));
        let mut done = 0;
        while done < count {
            let at = wanted + done;
            if at >= self.position + self.decoded_frames() {
                if !self.decode_page()? {
                    break;
                }
                continue;
            }
            let skip = (at - self.position) as usize;
            let take = (count - done).min(self.decoded_frames() - skip as u64) as usize;
            let (start, length) = (skip * self.channels, take * self.channels);
            let to = done as usize * self.channels;
            out[to..to + length].copy_from_slice(&self.decoded[start..start + length]);
            done += take as u64;
        }
        Ok(done as usize)
    }

    fn decoded_frames(&self) -> u64 {
        (self.decoded.len() / self.channels) as u64
    }

    /// Begins at the last page before `wanted` less the run-up whose beginning is known.
    fn seek(&mut self, wanted: u64) -> io::Result<()> {
        let goal = wanted.saturating_sub(RUN_UP) * TICKS;
        let audio = self.pages.get(self.first_audio..).unwrap_or_default();
        let known = |page: &Page| page.granule.is_none_or(|granule| granule <= goal);
        let after = audio.partition_point(known);
        // A page after one whose end is known, and that does not begin in the middle of a packet.
        let start = (1..=after).rev().find(|n| {
            let fresh = audio.get(*n).is_some_and(|page| !page.continued);
            fresh && audio.get(n - 1).is_some_and(|page| page.granule.is_some())
        });
        match start {
            Some(n) => {
                let granule = audio.get(n - 1).and_then(|page| page.granule).unwrap_or(0);
                self.restart(self.first_audio + n, granule / TICKS)
            }
            None => self.restart(self.first_audio, 0),
        }
    }

    /// Decodes the next page in place of what was handed out. `false`: there is none.
    fn decode_page(&mut self) -> io::Result<bool> {
        let Some(page) = self.pages.get(self.next_page).copied() else { return Ok(false) };
        self.next_page += 1;
        self.position += self.decoded_frames();
        self.decoded.clear();
        let mut pcm = vec![0; MAX_FRAMES * self.channels];
        for packet in self.packets.of_page(&mut self.input, page)? {
            let frames = self.decoder.decode_s16(&packet, MAX_FRAMES, &mut pcm).map_err(refused)?;
            self.decoded.extend(pcm.iter().take(frames * self.channels));
        }
        Ok(true)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn refused(error: opus_pure::Error) -> io::Error {
    io::Error::other(error.to_string())
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
