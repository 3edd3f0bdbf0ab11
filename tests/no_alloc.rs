//! What runs inside real-time callbacks allocates and frees nothing (I6), whatever the format, and also when the ring
//! overflows or runs dry. The counting allocator is the only unsafe code of the project: it counts and passes on.
#![allow(unsafe_code, reason = "a global allocator cannot be written without it")]
#![allow(clippy::unwrap_used, reason = "a failed test panics")]

use ringdesk::audio::callback::{Health, LineSample, give_output, take_error, take_input};
use ringdesk::audio::ring::ring_of;
use rtrb::RingBuffer;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::Ordering;

struct Counting;

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // A thread that is ending has no counter any more; it is not one that is looked at.
    if CALLS.try_with(|calls| calls.set(calls.get() + 1)).is_err() {}
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count();
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
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
            health.draining.store(round > 10, Ordering::Relaxed);
            give_output(&mut block, 2, &mut reader, &health);
        }
    });
    assert_eq!(calls, 0);
}
