//! What runs inside a sound host's real-time callbacks, and nothing else does (I6): convert, push or pop, count.
//! No allocation, lock, log, channel, file or formatting. May depend on `audio::ring`.

use crate::audio::ring::RingWriter;
use rtrb::Consumer;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// What callbacks tell the thread that owns the stream.
#[derive(Debug)]
pub struct Health {
    /// Frames that passed.
    pub frames: AtomicU64,
    /// The stream is dead: drop it.
    pub failed: AtomicBool,
    /// Overruns and underruns in the driver.
    pub xruns: AtomicU32,
    /// Output: so many frames there will be in all; `u64::MAX` while that is not known.
    pub whole: AtomicU64,
    /// Output: frames of silence that were given because the ring did not hold what was asked for.
    pub silent: AtomicU64,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            frames: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            xruns: AtomicU32::new(0),
            whole: AtomicU64::new(u64::MAX),
            silent: AtomicU64::new(0),
        }
    }
}

/// A sample of any format, to and from 16 bits.
pub trait LineSample: Copy {
    /// On a 16-bit scale.
    fn to_16(self) -> i32;
    /// From a 16-bit scale.
    fn from_16(sample: i16) -> Self;
}

macro_rules! line_sample {
    ($type:ty, $to:expr, $from:expr) => {
        impl LineSample for $type {
            fn to_16(self) -> i32 {
                let convert: fn($type) -> i32 = $to;
                convert(self)
            }

            fn from_16(sample: i16) -> Self {
                let convert: fn(i16) -> $type = $from;
                convert(sample)
            }
        }
    };
}

line_sample!(i16, i32::from, |s| s);
line_sample!(u16, |s| i32::from(s) - 32_768, |s| (i32::from(s) + 32_768) as u16);
line_sample!(i8, |s| i32::from(s) << 8, |s| (s >> 8) as i8);
line_sample!(u8, |s| (i32::from(s) - 128) << 8, |s| ((i32::from(s) >> 8) + 128) as u8);
line_sample!(i32, |s| s >> 16, |s| i32::from(s) << 16);
line_sample!(f32, |s| (s * 32_768.0).clamp(-32_768.0, 32_767.0) as i32, |s| f32::from(s)
    / 32_768.0);

/// The input callback: mixes the channels of each frame, pushes, counts.
pub fn take_input<T: LineSample>(
    data: &[T],
    channels: u16,
    ring: &mut RingWriter,
    health: &Health,
) {
    let channels = channels.max(1);
    let frames = data.chunks_exact(usize::from(channels));
    health.frames.fetch_add(frames.len() as u64, Ordering::Relaxed);
    ring.push(frames.map(|frame| {
        let sum: i32 = frame.iter().map(|sample| sample.to_16()).sum();
        (sum / i32::from(channels)) as i16
    }));
}

/// The output callback: pops, gives every channel the same, counts what was heard. It is silent until the ring holds
/// all that is asked for, or all that is still to come, so that a late writer makes one pause and not many holes.
pub fn give_output<T: LineSample>(
    data: &mut [T],
    channels: u16,
    ring: &mut Consumer<i16>,
    health: &Health,
) {
    let frames = data.chunks_mut(usize::from(channels.max(1)));
    let (wanted, here) = (frames.len() as u64, ring.slots() as u64);
    let passed = health.frames.load(Ordering::Relaxed);
    let ready = here >= wanted || passed + here >= health.whole.load(Ordering::Relaxed);
    if !ready {
        health.silent.fetch_add(wanted, Ordering::Relaxed);
    }
    let mut heard = 0;
    for frame in frames {
        let sample = if ready { ring.pop().inspect(|_| heard += 1).unwrap_or(0) } else { 0 };
        frame.fill(T::from_16(sample));
    }
    health.frames.fetch_add(heard, Ordering::Relaxed);
}

/// The error callback: sets a flag. A dying ALSA device calls this 240,000 times a second.
pub fn take_error(is_xrun: bool, health: &Health) {
    if is_xrun {
        health.xruns.fetch_add(1, Ordering::Relaxed);
    } else {
        health.failed.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::ring::ring_of;
    use rtrb::RingBuffer;

    fn taken<T: LineSample>(data: &[T], channels: u16) -> Vec<i16> {
        let (mut writer, mut reader) = ring_of(100);
        let health = Health::default();
        take_input(data, channels, &mut writer, &health);
        let mut out = Vec::new();
        reader.pull(&mut out);
        assert_eq!(health.frames.load(Ordering::Relaxed), out.len() as u64);
        out
    }

    #[test]
    fn every_format_becomes_16_bits_and_channels_are_mixed() {
        assert_eq!(taken(&[1_i16, -2, i16::MAX, i16::MIN], 1), [1, -2, i16::MAX, i16::MIN]);
        assert_eq!(taken(&[0.5_f32, -1.0, 2.0, f32::NAN], 1), [16_384, -32_768, 32_767, 0]);
        assert_eq!(taken(&[0_u8, 128, 255], 1), [-32_768, 0, 32_512]);
        assert_eq!(taken(&[i32::MAX, i32::MIN], 1), [i16::MAX, i16::MIN]);
        assert_eq!(taken(&[0_u16, 32_768], 1), [-32_768, 0]);
        assert_eq!(taken(&[100_i16, 300, -100, -300, 7], 2), [200, -200]);
    }

    #[test]
    fn output_is_the_same_on_every_channel_and_silent_when_there_is_nothing() {
        let (mut writer, mut reader) = RingBuffer::new(10);
        writer.push_entire_slice(&[100, -100]).unwrap();
        let health = Health::default();
        let mut out = [9_i16; 6];
        give_output(&mut out, 2, &mut reader, &health);
        assert_eq!(out, [0; 6], "the rest may still come");
        assert_eq!(health.silent.load(Ordering::Relaxed), 3);
        health.whole.store(3, Ordering::Relaxed);
        give_output(&mut out, 2, &mut reader, &health);
        assert_eq!(out, [0; 6], "one more will come");
        health.whole.store(2, Ordering::Relaxed);
        give_output(&mut out, 2, &mut reader, &health);
        assert_eq!(out, [100, 100, -100, -100, 0, 0]);
        assert_eq!(health.frames.load(Ordering::Relaxed), 2);
        let mut quiet = [9_u8; 2];
        give_output(&mut quiet, 1, &mut reader, &health);
        assert_eq!(quiet, [128, 128]);
        assert_eq!(
            health.silent.load(Ordering::Relaxed),
            6,
            "the silence after the end is none that waits"
        );
    }
}
