//! Fuzz target `hid`: see `bodies::hid`. Depends on the library only.
#![no_main]

#[path = "../../boxes_fuzz/bodies.rs"]
#[allow(dead_code, reason = "the other targets' bodies")]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::hid(data));
