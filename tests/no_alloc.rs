//! What runs inside real-time callbacks allocates and frees nothing (I6), whatever the format, and also when the ring
//! overflows or runs dry; nor do the detectors while they have nothing to tell. The counting allocator is the only unsafe code of the project: it counts and passes on.
#![allow(unsafe_code, reason = "a global allocator cannot be written without it")]
#![allow(clippy::unwrap_used, reason = "a failed test panics")]

use ringdesk::audio::callback::{Health, LineSample, give_output, take_error, take_input};
use ringdesk::audio::ring::ring_of;
use ringdesk::base::caller_id::{BurstTime, CallerId, Format, Standard};
use ringdesk::base::message;
use ringdesk::base::signal::LineSignal;
use ringdesk::base::units::{Dbm0, Frames};
use ringdesk::dsp::bank::{Bank, BankConfig, Detection, Mode};
use ringdesk::dsp::burst::{self, BurstOptions};
use ringdesk::dsp::tone::plan::PLANS;
use ringdesk::dsp::tone::source::ToneSource;
use ringdesk::dsp::{FRAME, dtmf};
use rtrb::RingBuffer;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::Ordering;
use std::time::Duration;

struct Counting;

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<u64> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    // A thread that is ending has no counter any more; it is not one that is looked at.
    CALLS.try_with(|calls| calls.set(calls.get() + 1)).unwrap_or_default();
    BYTES.try_with(|sum| sum.set(sum.get() + bytes as u64)).unwrap_or_default();
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(0);
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as promised by the caller.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Calls of the allocator by this thread while `act` runs.
fn allocations(act: impl FnOnce()) -> u64 {
    let before = CALLS.get();
    act();
    CALLS.get() - before
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![1_u8; 100]))), 2);
    assert_eq!(allocations(|| {}), 0);
}

fn input_callback<T: LineSample + Default>(channels: u16) {
    let (mut writer, mut reader) = ring_of(4_000);
    let health = Health::default();
    let block = vec![T::default(); 106 * usize::from(channels)];
    let mut out = Vec::with_capacity(8_000);
    let calls = allocations(|| {
        for round in 0..1_000 {
            take_input(&block, channels, &mut writer, &health);
            take_error(round % 2 == 0, &health);
            // The reader is late: most blocks overflow, and the losses wait.
            if round % 100 == 0 {
                out.clear();
                reader.pull(&mut out);
            }
        }
    });
    assert_eq!(calls, 0);
    assert_eq!(health.frames.load(Ordering::Relaxed), 106_000);
}

#[test]
fn the_input_callback_allocates_nothing() {
    input_callback::<i16>(1);
    input_callback::<i16>(2);
    input_callback::<f32>(2);
    input_callback::<i32>(1);
    input_callback::<u8>(6);
}

#[test]
fn the_output_callback_allocates_nothing() {
    let (mut writer, mut reader) = RingBuffer::new(1_000);
    writer.push_entire_slice(&[5; 1_000]).unwrap();
    let health = Health::default();
    let mut block = vec![0_f32; 128];
    let calls = allocations(|| {
        for round in 0..20 {
            let whole = if round > 10 { 0 } else { u64::MAX };
            health.whole.store(whole, Ordering::Relaxed);
            give_output(&mut block, 2, &mut reader, &health);
        }
    });
    assert_eq!(calls, 0);
}

/// Half a minute of a busy line: noise, ringing, a good burst, a damaged one, one that breaks off, digits,
/// every call tone and a glide through all of the channel, with pauses between them.
fn busy_line() -> Vec<f32> {
    let id = CallerId {
        standard: Standard::Bell202,
        format: Format::Mdmf,
        number: Some("13812345678".into()),
        absence: None,
        name: b"ZHANG WEI".to_vec(),
        time: Some(BurstTime { month: 11, day: 22, hour: 3, minute: 10 }),
        checksum_ok: true,
    };
    let burst = burst::render(&id, BurstOptions::default());
    let mut frame = message::encode(&id);
    frame[9] ^= 1;
    let damaged = burst::render_frame(Standard::V23, &frame, BurstOptions::default());
    let press = Duration::from_millis(60);
    let digits = dtmf::render("0123456789ABCD*#", Dbm0(-12.0), press, press);
    let tone = |mut source: ToneSource, seconds: usize| {
        let mut sound = vec![0.0; seconds * 8_000];
        source.fill(&mut sound);
        sound
    };
    let mut phase = 0.0_f32;
    let glide = (0..32_000_u16).map(|n| {
        phase = (phase + (200.0 + f32::from(n) * 0.1) / 8_000.0).fract();
        0.2 * (phase * std::f32::consts::TAU).sin()
    });
    let ring = tone(ToneSource::ring(Dbm0(-15.0)), 6);
    let mut parts = vec![ring, burst.clone(), damaged, burst[..burst.len() / 2].to_vec(), digits];
    parts.extend(PLANS.iter().map(|row| tone(ToneSource::new(row, Dbm0(-18.0)), 3)));
    parts.push(glide.collect());
    let mut line = vec![0.0; 4_000];
    for part in parts {
        line.extend(part);
        line.resize(line.len() + 6_000, 0.0);
    }
    let mut seed = 1_u32;
    for value in &mut line {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *value += 0.004 * (f32::from((seed >> 16) as u16) / 32_768.0 - 1.0);
    }
    line
}

#[test]
fn the_detectors_allocate_nothing_while_nothing_is_told() {
    let line = busy_line();
    for mode in [Mode::OnHook, Mode::OffHook, Mode::File] {
        let mut bank = Bank::new(BankConfig { mode, region: None });
        let mut told = Vec::with_capacity(1_000);
        for (index, frame) in line.chunks(FRAME).enumerate() {
            let before = told.len();
            let calls = allocations(|| {
                bank.feed(frame, &mut |event: Detection| told.push(event));
                if index % 5_000 == 4_999 {
                    bank.gap(Frames(80), &mut |event| told.push(event));
                }
            });
            // A call has a number and a name; a damaged burst its reason and a tone its cadence in words;
            // voice and answerer the figures they were decided by.
            let texts = told[before..].iter().any(|event| {
                matches!(event.signal, LineSignal::CallerId(_) | LineSignal::BurstDamaged)
                    || !event.evidence.note.is_empty()
            });
            assert!(
                calls == 0 || texts,
                "{calls} in {mode:?}, frame {index}: {:?}",
                &told[before..]
            );
        }
        let has = |wanted: fn(&LineSignal) -> bool| told.iter().any(|event| wanted(&event.signal));
        assert!(
            has(|s| matches!(s, LineSignal::CallerId(_)))
                && has(|s| *s == LineSignal::BurstDamaged)
        );
        assert!(mode == Mode::OffHook || has(|s| matches!(s, LineSignal::Ring(_))));
        assert!(mode == Mode::OnHook || has(|s| matches!(s, LineSignal::Tone(..))));
        assert!(mode == Mode::OnHook || has(|s| matches!(s, LineSignal::Digit { .. })));
    }
}

#[test]
fn the_detectors_of_a_line_are_small() {
    let before = BYTES.get();
    let bank = Bank::new(BankConfig::default());
    // What construction gave back is counted, too: the bank is no larger than this.
    let bytes = BYTES.get() - before + size_of_val(&bank) as u64;
    assert!((10_000..=256 * 1024).contains(&bytes), "{bytes} bytes");
}
